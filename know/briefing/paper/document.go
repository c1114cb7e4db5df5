package paper

import (
	"time"

	"golang.org/x/text/unicode/norm"

	"thanhdong/ground/text"
)

// Document is one official page.
type Document struct {
	Above   string // the body above the one that issues; may be empty
	Issuer  string
	Number  string // 131/BT-GSĐH
	Place   string
	Day     text.Day
	Title   string
	Sub     string // in italics below the title
	Blocks  []Block
	Copies  []string
	Office  string // of who signs
	Signed  string // what stands below it: how and when
	Signer  string // name
	Sources string // what the codes mean, and where to look them up
	Foot    string // at the right of it
	Made    time.Time
}

// Block is one part of the content, with a heading.
type Block struct {
	Heading string
	Aside   string // at the right of the heading, in italics
	Figures []Figure
	Table   *Table
	Items   []Item // sentences behind the table
	Left    int    // items that are left out of it: by who made the document, and by Fit
	Empty   string // what is said where nothing stands in it
}

// Figure is one of a row of at most four.
type Figure struct {
	Value, Beside, Name, Code string
	Stale                     bool // hatched, and the words say since when
}

// Table has columns as parts of the width.
type Table struct {
	Head  []string
	Width []float64 // of the page's, together 1
	Right []bool    // columns of numbers; may be left out
	Rows  [][]Cell
}

// Cell is the words of a cell.
type Cell struct {
	Words string
	Bold  bool
}

// Item is one sentence; Code is the source of it.
type Item struct{ Words, Code string }

// left says how many are not shown.
func left(n int) string { return text.T(text.VI, "briefing.more", map[string]any{"n": n}) }

func nfc(s string) string { return norm.NFC.String(s) }

// motto and state are the words of the Decree, appendix I, part II, section 1.
const (
	state = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
	motto = "Độc lập - Tự do - Hạnh phúc"
)

// dated is "Hải Dương, ngày 03 tháng 7 năm 2024": days below ten and the months January and February take a zero (the same section).
func (d Document) dated() string {
	at := d.Day.Start()
	month := at.Format("1")
	if at.Month() <= time.February {
		month = at.Format("01")
	}
	return nfc(d.Place) + ", ngày " + at.Format("02") + " tháng " + month + " năm " + at.Format("2006")
}

// Fit gives the document with so many rows and sentences as one page takes.
func (d Document) Fit() (Document, error) {
	p, err := newPen()
	if err != nil {
		return d, err
	}
	return d.fit(p), nil
}

// fit begins with the first row or sentence of each block and gives each in turn one more, in their order, as long as it has room.
func (d Document) fit(p *pen) Document {
	whole := d.Blocks
	shown := make([]int, len(whole))
	for i, b := range whole {
		shown[i] = min(1, b.size())
	}
	set := func() {
		d.Blocks = make([]Block, len(whole))
		for i, b := range whole {
			d.Blocks[i] = b.first(shown[i])
		}
	}
	set()
	for full := make([]bool, len(whole)); ; {
		grown := false
		for i, b := range whole {
			if full[i] || shown[i] == b.size() {
				continue
			}
			shown[i]++
			if set(); p.height(d) > p.room() {
				shown[i]--
				set()
				full[i] = true
				continue
			}
			grown = true
		}
		if !grown {
			return d
		}
	}
}

// first gives the block with so many of its rows and sentences: rows come first.
func (b Block) first(n int) Block {
	b.Left += b.size() - n
	if b.Table != nil {
		t := *b.Table
		t.Rows = t.Rows[:min(n, len(t.Rows))]
		n -= len(t.Rows)
		b.Table = &t
	}
	b.Items = b.Items[:min(n, len(b.Items))]
	return b
}

// size is how much can be taken from a block.
func (b Block) size() int {
	n := len(b.Items)
	if b.Table != nil {
		n += len(b.Table.Rows)
	}
	return n
}

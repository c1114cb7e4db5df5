package paper

import (
	"embed"
	"fmt"
	"strings"

	"codeberg.org/go-pdf/fpdf"
)

//go:embed font/*.ttf
var fonts embed.FS

// Measures in millimetres. The Decree gives margins of 20-25 above and below, 30-35 at the left and 15-20 at the right.
const (
	pageW, pageH                      = 210.0, 297.0
	marginL, marginR, marginT         = 30.0, 15.0, 20.0
	marginB                           = 20.0
	width                             = pageW - marginL - marginR
	big, usual, small, tiny           = 13.0, 11.5, 11.0, 9.5 // points
	padX, padY                        = 1.2, 0.6
	mm                                = 25.4 / 72
	gap                               = 2.0
	lineOf                    float64 = 1.16 // of the size: the height of a line
)

// pen draws, or only measures.
type pen struct {
	f *fpdf.Fpdf
	y float64
}

func newPen() (*pen, error) {
	f := fpdf.New("P", "mm", "A4", "")
	f.SetMargins(marginL, marginT, marginR)
	f.SetAutoPageBreak(false, 0)
	for style, file := range map[string]string{"": "Regular", "B": "Bold", "I": "Italic", "BI": "BoldItalic"} {
		b, err := fonts.ReadFile("font/LiberationSerif-" + file + ".ttf")
		if err != nil {
			return nil, err
		}
		f.AddUTF8FontFromBytes("serif", style, b)
	}
	f.AddPage()
	if err := f.Error(); err != nil {
		return nil, fmt.Errorf("begin a page: %w", err)
	}
	return &pen{f: f, y: marginT}, nil
}

// room is the height that content may take, between the margins.
func (p *pen) room() float64 { return pageH - marginT - marginB }

func line(size float64) float64 { return size * mm * lineOf }

// wrap breaks words into lines of a width; a word that is wider than the line is cut.
func (p *pen) wrap(words, style string, size, w float64) (lines []string) {
	p.f.SetFont("serif", style, size)
	now := ""
	for _, word := range strings.Fields(nfc(words)) {
		next := strings.TrimPrefix(now+" "+word, " ")
		if p.f.GetStringWidth(next) <= w {
			now = next
			continue
		}
		if now != "" {
			lines = append(lines, now)
		}
		for p.f.GetStringWidth(word) > w && len([]rune(word)) > 1 {
			r := []rune(word)
			n := len(r) - 1
			for n > 1 && p.f.GetStringWidth(string(r[:n])) > w {
				n--
			}
			lines, word = append(lines, string(r[:n])), string(r[n:])
		}
		now = word
	}
	return append(lines, now)
}

// balanced breaks words into as many lines as they need, of about the same length.
func (p *pen) balanced(words, style string, size, w float64) []string {
	lines := p.wrap(words, style, size, w)
	for w -= 2; w > 20; w -= 2 {
		narrower := p.wrap(words, style, size, w)
		if len(narrower) > len(lines) {
			break
		}
		lines = narrower
	}
	return lines
}

// write puts lines at a place and gives the height that they take. align is L, C or R.
func (p *pen) write(x, y, w float64, align, style string, size float64, lines []string) float64 {
	p.f.SetFont("serif", style, size)
	for _, l := range lines {
		p.f.SetXY(x, y)
		p.f.CellFormat(w, line(size), l, "", 0, align+"M", false, 0, "")
		y += line(size)
	}
	return float64(len(lines)) * line(size)
}

// underline draws a rule below centred words, as long as a part of them.
func (p *pen) underline(x, y, w float64, words, style string, size, part float64) {
	p.f.SetFont("serif", style, size)
	long := p.f.GetStringWidth(nfc(words)) * part
	p.f.SetLineWidth(0.25)
	p.f.Line(x+(w-long)/2, y, x+(w+long)/2, y)
}

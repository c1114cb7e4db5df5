package docx

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"

	"thanhdong/ground/fault"
)

const (
	maxDepth  = 200
	maxTokens = 3_000_000
)

// span is a run of bytes of a part.
type span struct{ from, to int }

func (s span) holds(at int) bool { return at >= s.from && at < s.to }

// part is a part of the archive with the places of its words.
type part struct {
	name  string
	raw   []byte
	paras []*para
	once  []span // what may stand only once: bookmarks, ends of comments, ids of paragraphs; left out of copies
}

// para is a paragraph; one in a text box lies within another.
type para struct {
	span
	in     *node // what holds it
	pieces []piece
	words  string

	heading bool // by its style or its level
}

// piece is a stretch of words of a paragraph, or something that stands for a sign.
type piece struct {
	words string // decoded
	raw   span   // of the words; of the whole element, where it is not one of words
	tag   span   // of the opening tag
	run   *runOf
	text  bool
	at    int // where its words begin within the paragraph's
}

// runOf is the run of a piece.
type runOf struct {
	name  string // as the tag is written: w:r
	props string // <w:rPr>…</w:rPr>, as written
	begin int    // of the props
}

// node is an element on the way to where we are.
type node struct {
	span
	local string // of those of the word namespace; else empty
	up    *node
	para  *para
	run   *runOf
	head  bool // of a table: a row of it is repeated as its head
}

func isWord(space string) bool {
	return space == "http://schemas.openxmlformats.org/wordprocessingml/2006/main" || space == "http://purl.oclc.org/ooxml/wordprocessingml/main"
}

var idAttr = regexp.MustCompile(`\s[A-Za-z0-9]+:(?:paraId|textId)="[0-9A-Fa-f]*"`)

// parse walks a part once: it must be whole, in UTF-8, without a document type, and not too deep.
func parse(name string, raw []byte) (*part, error) {
	p := &part{name: name, raw: raw}
	broken := func(err error) error {
		return fault.New(fault.Invalid, "periodic.docx_broken", "part", short(name)).With(err)
	}
	x := xml.NewDecoder(bytes.NewReader(raw))
	var here *node
	var fields strings.Builder
	depth := 0
	for n := 0; ; n++ {
		if n > maxTokens {
			return nil, fault.New(fault.TooLarge, "periodic.docx_deep", "part", short(name))
		}
		before := int(x.InputOffset())
		tok, err := x.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, broken(err)
		}
		after := int(x.InputOffset())
		switch t := tok.(type) {
		case xml.Directive:
			return nil, refuse("dtd", "part", short(name))
		case xml.StartElement:
			if depth++; depth > maxDepth {
				return nil, fault.New(fault.TooLarge, "periodic.docx_deep", "part", short(name))
			}
			next := &node{span: span{before, after}, up: here}
			if here != nil {
				next.para, next.run = here.para, here.run
			}
			if isWord(t.Name.Space) {
				next.local = t.Name.Local
				p.open(next)
				if next.local == "fldChar" { // a field begins or goes on: the next words may name another
					fields.WriteByte(0)
				}
			}
			for _, a := range t.Attr {
				if next.para != nil && (next.local == "outlineLvl" && a.Value < "9" || next.local == "pStyle" && headingStyle(a.Value)) {
					next.para.heading = true
				}
				if next.local == "fldSimple" && a.Name.Local == "instr" {
					if err := checkField(a.Value); err != nil {
						return nil, err
					}
				}
			}
			here = next
		case xml.EndElement:
			depth--
			p.close(here, before, after)
			here = here.up
		case xml.CharData:
			switch {
			case here == nil:
			case here.local == "t" && here.para != nil:
				if k := len(here.para.pieces); k > 0 && here.para.pieces[k-1].text && here.para.pieces[k-1].raw.from == here.to {
					here.para.pieces[k-1].words += string(t)
				}
			case here.local == "instrText":
				fields.Write(t)
			}
		}
	}
	if err := checkField(fields.String()); err != nil {
		return nil, err
	}
	slices.SortFunc(p.paras, func(a, b *para) int { return a.from - b.from })
	for _, q := range p.paras {
		var all strings.Builder
		for i := range q.pieces {
			q.pieces[i].at = all.Len()
			all.WriteString(q.pieces[i].words)
		}
		q.words = all.String()
	}
	return p, nil
}

// open notes an element of the word namespace.
func (p *part) open(n *node) {
	switch n.local {
	case "p":
		n.para, n.run = &para{span: span{from: n.from}, in: n.up}, nil
		p.paras = append(p.paras, n.para)
		for _, at := range idAttr.FindAllIndex(p.raw[n.from:n.to], -1) {
			p.once = append(p.once, span{n.from + at[0], n.from + at[1]})
		}
	case "r":
		n.run = &runOf{name: tagName(p.raw[n.from:n.to])}
	case "rPr":
		if n.run != nil && n.up != nil && n.up.local == "r" {
			n.run.begin = n.from
		}
	case "tblHeader":
		for up := n.up; up != nil; up = up.up {
			if up.local == "tbl" {
				up.head = true
				break
			}
		}
	case "t":
		if n.para != nil {
			q := piece{text: true, tag: n.span, raw: span{n.to, n.to}}
			if n.up.local == "r" {
				q.run = n.run
			}
			n.para.pieces = append(n.para.pieces, q)
		}
	}
}

// signs are elements that stand for a sign among words.
var signs = map[string]string{"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}

// close notes where an element ends.
func (p *part) close(n *node, before, after int) {
	switch n.local {
	case "p":
		n.para.to = after
	case "rPr":
		if n.run != nil && n.run.begin == n.from && n.run.props == "" {
			n.run.props = string(p.raw[n.from:after])
		}
	case "t":
		if n.para == nil {
			return
		}
		for i := len(n.para.pieces) - 1; i >= 0; i-- {
			if q := &n.para.pieces[i]; q.text && q.raw.from == n.to {
				q.raw.to = before
				if before < n.to { // <w:t/>
					q.raw.to = n.to
				}
				return
			}
		}
	case "tab", "br", "cr", "noBreakHyphen", "softHyphen":
		if n.para != nil && n.up != nil && n.up.local == "r" { // a tab stop among the properties is none
			n.para.pieces = append(n.para.pieces, piece{words: signs[n.local], raw: span{n.from, after}})
		}
	case "bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd", "commentReference":
		p.once = append(p.once, span{n.from, after})
	}
	n.span.to = after
}

// headingStyle tells the styles of headings by their ids, as Word and LibreOffice write them.
func headingStyle(id string) bool {
	return id == "Title" || strings.HasPrefix(strings.ToLower(id), "heading")
}

// tagName is how the name stands in an opening tag: w:r.
func tagName(tag []byte) string {
	return string(tag[1 : 1+bytes.IndexAny(tag[1:], " \t\r\n/>")])
}

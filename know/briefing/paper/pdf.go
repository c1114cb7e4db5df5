package paper

import (
	"fmt"
	"io"
	"strings"
)

// PDF writes the page, fitted.
func (d Document) PDF(w io.Writer) error {
	p, err := newPen()
	if err != nil {
		return err
	}
	d = d.fit(p)
	p.f.SetTitle(nfc(d.Title)+" "+d.Day.In("vi"), true)
	p.f.SetAuthor(nfc(d.Issuer), true)
	p.f.SetLang("vi-VN")
	p.f.SetCatalogSort(true)
	p.f.SetCreationDate(d.Made)
	p.f.SetModificationDate(d.Made)
	p.head(d, true)
	for _, b := range d.Blocks {
		p.block(b, true)
	}
	p.y = pageH - marginB - p.tail(d, false)
	p.tail(d, true)
	if err := p.f.Output(w); err != nil {
		return fmt.Errorf("write a page: %w", err)
	}
	return nil
}

// height is what the whole document takes.
func (p *pen) height(d Document) (h float64) {
	h = p.head(d, false)
	for _, b := range d.Blocks {
		h += p.block(b, false)
	}
	return h + p.tail(d, false)
}

// head is all above the content. Sizes are those of the Decree: 12-13 for the bodies and the state, 13-14 for the motto, the number and the day.
func (p *pen) head(d Document, draw bool) float64 {
	leftW := width * 0.46 // what is left is the state's name and no more
	rightX, rightW := marginL+leftW, width-leftW
	above, issuer := p.balanced(d.Above, "", 12, leftW), p.balanced(d.Issuer, "B", 12, leftW)
	if d.Above == "" { // the issuer stands beside the state's name: not up to it
		above, issuer = nil, p.balanced(d.Issuer, "B", 12, leftW-5)
	}
	lh := float64(len(above)+len(issuer)) * line(12)
	rh := line(12) + line(13)
	top := max(lh, rh) + 1.5
	title := p.wrap(d.Title, "B", 14, width)
	sub := p.wrap(d.Sub, "I", usual, width)
	total := top + line(13) + 2.5 + float64(len(title))*line(14) + float64(len(sub))*line(usual) + 1
	if !draw {
		return total
	}
	y := p.y
	h := p.write(marginL, y, leftW, "C", "", 12, above)
	h += p.write(marginL, y+h, leftW, "C", "B", 12, issuer)
	p.underline(marginL, y+h+0.6, leftW, issuer[len(issuer)-1], "B", 12, 0.5)
	h = p.write(rightX, y, rightW, "C", "B", 12, []string{state})
	h += p.write(rightX, y+h, rightW, "C", "B", 13, []string{motto})
	p.underline(rightX, y+h+0.6, rightW, motto, "B", 13, 1)
	y += top
	p.write(marginL, y, leftW, "C", "", 13, []string{nfc("Số: " + d.Number)})
	p.write(rightX, y, rightW, "C", "I", 13, []string{d.dated()})
	y += line(13) + 2.5
	y += p.write(marginL, y, width, "C", "B", 14, title)
	p.write(marginL, y, width, "C", "I", usual, sub)
	p.y += total
	return total
}

func (p *pen) block(b Block, draw bool) (h float64) {
	from := p.y
	at := func() float64 { return from + h }
	h = gap
	if draw {
		p.write(marginL, at(), width, "L", "B", 12, []string{nfc(b.Heading)})
		p.write(marginL, at(), width, "R", "I", small, []string{nfc(b.Aside)})
	}
	h += line(12) + 0.5
	if draw {
		p.f.SetLineWidth(0.35)
		p.f.Line(marginL, at(), marginL+width, at())
	}
	h += 0.8
	if len(b.Figures) > 0 {
		h += p.figures(b.Figures, at(), draw)
	}
	if b.Table != nil && len(b.Table.Rows) > 0 {
		h += p.table(*b.Table, at(), draw)
	}
	for i, it := range b.Items {
		words := it.Words
		if it.Code != "" {
			words += " [" + it.Code + "]"
		}
		lines := p.wrap(letter(i)+words, "", usual, width)
		if draw {
			p.write(marginL, at(), width, "L", "", usual, lines)
		}
		h += float64(len(lines))*line(usual) + 0.3
	}
	say := ""
	if b.Left > 0 {
		say = left(b.Left)
	} else if b.size() == 0 && len(b.Figures) == 0 {
		say = b.Empty
	}
	if say != "" {
		if draw {
			p.write(marginL, at(), width, "L", "I", small, []string{nfc(say)})
		}
		h += line(small)
	}
	if draw {
		p.y = at()
	}
	return h
}

// letter is a), b) … in the order of the Vietnamese alphabet of official papers.
func letter(i int) string {
	const alphabet = "abcdđeghiklmnopqrstuvxy"
	r := []rune(alphabet)
	if i >= len(r) {
		return "- "
	}
	return string(r[i]) + ") "
}

// mostNamed is how many lines the name of a figure may take.
const mostNamed = 4

func (p *pen) figures(fs []Figure, y float64, draw bool) float64 {
	fs = fs[:min(len(fs), 4)]
	w := width / float64(len(fs))
	besides, names, most := make([][]string, len(fs)), make([][]string, len(fs)), 1
	for i, f := range fs {
		p.f.SetFont("serif", "B", 15)
		besides[i] = p.wrap(f.Beside, "B", tiny, w-p.f.GetStringWidth(nfc(f.Value))-2*padX-1.5)
		name := f.Name
		if len(besides[i]) > 1 { // what has no room beside the value stands behind the name, whole
			name, besides[i] = name+", "+f.Beside, nil
		}
		names[i] = p.wrap(name+" ["+f.Code+"]", "", tiny, w-2*padX)
		if len(names[i]) > mostNamed { // the code stays whatever is cut
			names[i] = append(names[i][:mostNamed-1:mostNamed-1], "… ["+nfc(f.Code)+"]")
		}
		most = max(most, len(names[i]))
	}
	h := 7 + float64(most)*line(tiny) + 0.8
	for i, f := range fs {
		if !draw {
			break
		}
		x := marginL + float64(i)*w
		if f.Stale {
			p.hatch(x, y, w, h)
		}
		p.f.SetLineWidth(0.2)
		p.f.Rect(x, y, w, h, "D")
		p.f.SetFont("serif", "B", 15)
		value := nfc(f.Value)
		vw := p.f.GetStringWidth(value)
		p.write(x+padX, y+0.8, vw+2, "L", "B", 15, []string{value})
		p.write(x+padX+vw+1.5, y+1.8, w-vw-2*padX-1.5, "L", "B", tiny, besides[i])
		p.write(x+padX, y+7, w-2*padX, "L", "", tiny, names[i])
	}
	return h + 1
}

// hatch is how an old figure looks, also in grey.
func (p *pen) hatch(x, y, w, h float64) {
	p.f.SetDrawColor(190, 190, 190)
	p.f.SetLineWidth(0.15)
	for k := 2.0; k < w+h; k += 2 {
		x1, y1, x2, y2 := x+k, y, x+k-h, y+h
		if x1 > x+w {
			y1, x1 = y+(k-w), x+w
		}
		if x2 < x {
			y2, x2 = y+k, x
		}
		p.f.Line(x1, y1, x2, y2)
	}
	p.f.SetDrawColor(0, 0, 0)
}

func (p *pen) table(t Table, y float64, draw bool) (h float64) {
	p.f.SetLineWidth(0.2)
	row := func(cells []Cell, head bool) {
		style := func(c Cell) string {
			if head || c.Bold {
				return "B"
			}
			return ""
		}
		wrapped := make([][]string, len(t.Width))
		most := 1
		for i := range t.Width {
			wrapped[i] = p.wrap(cells[i].Words, style(cells[i]), small, width*t.Width[i]-2*padX)
			most = max(most, len(wrapped[i]))
		}
		rh := float64(most)*line(small) + 2*padY
		if draw {
			x := marginL
			for i, part := range t.Width {
				w := width * part
				fill := "D"
				if head {
					p.f.SetFillColor(240, 238, 230)
					fill = "FD"
				}
				p.f.Rect(x, y+h, w, rh, fill)
				align := "L"
				switch {
				case head:
					align = "C"
				case len(t.Right) > i && t.Right[i]:
					align = "R"
				}
				p.write(x+padX, y+h+padY, w-2*padX, align, style(cells[i]), small, wrapped[i])
				x += w
			}
		}
		h += rh
	}
	heads := make([]Cell, len(t.Head))
	for i, words := range t.Head {
		heads[i] = Cell{Words: words}
	}
	row(heads, true)
	for _, cells := range t.Rows {
		row(cells, false)
	}
	return h + 0.8
}

// tail is to whom it goes, who signed, and what the codes mean. Sizes: 12 and 11 at the left, 13 at the right.
func (p *pen) tail(d Document, draw bool) float64 {
	leftW, rightW := width*0.56, width*0.44
	var copies []string
	for _, c := range d.Copies {
		copies = append(copies, p.wrap("- "+c, "", 11, leftW)...)
	}
	lh := line(12) + float64(len(copies))*line(11)
	signed := p.balanced(d.Signed, "I", small, rightW)
	rh := line(13) + float64(len(signed))*line(small) + line(13)
	sources := p.wrap(d.Sources, "", tiny, width)
	foot := 1.5 + float64(len(sources))*line(tiny) + line(tiny)
	total := 3 + max(lh, rh) + 1 + foot
	if !draw {
		return total
	}
	y := p.y + 3
	p.write(marginL, y, leftW, "L", "BI", 12, []string{"Nơi nhận:"})
	p.write(marginL, y+line(12), leftW, "L", "", 11, copies)
	x := marginL + leftW
	h := p.write(x, y, rightW, "C", "B", 13, []string{strings.ToUpper(nfc(d.Office))})
	h += p.write(x, y+h, rightW, "C", "I", small, signed)
	p.write(x, y+h, rightW, "C", "B", 13, []string{nfc(d.Signer)})
	y = p.y + total - foot
	p.f.SetLineWidth(0.2)
	p.f.Line(marginL, y, marginL+width, y)
	y += 1
	y += p.write(marginL, y, width, "L", "", tiny, sources)
	p.write(marginL, y, width, "L", "", tiny, []string{nfc(d.Foot)})
	p.write(marginL, y, width, "R", "", tiny, []string{"Trang 1/1"})
	return total
}

package docx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"slices"
	"strings"

	"thanhdong/ground/fault"
)

const (
	maxResult = 32 << 20 // of one part, once lists are written out
	maxFound  = 2000     // placeholders of a document
)

// loop is a repeated part.
type loop struct {
	span // all of it, with the paragraphs of its marks
	body span
	list List
}

// filling is the work on one part.
type filling struct {
	*part
	words Words
	loops []loop
	bad   map[int]bool // where a mark of a list is that has no partner: by the offset of its first piece
	found *[]Found
	out   bytes.Buffer
}

// Fill writes the document with its placeholders filled, and lists all of them in the order of the document.
func (d *Document) Fill(words Words) (out []byte, found []Found, err error) {
	made := map[string][]byte{}
	for _, p := range d.parts {
		f := &filling{part: p, words: words, bad: map[int]bool{}, found: &found}
		f.pair()
		if len(found) > maxFound {
			return nil, nil, fault.New(fault.TooLarge, "periodic.docx_many", "max", maxFound)
		}
		if err := f.write(span{0, len(p.raw)}, nil, 0); err != nil {
			return nil, nil, err
		}
		if f.out.Len() != len(p.raw) || !bytes.Equal(f.out.Bytes(), p.raw) {
			made[p.name] = f.out.Bytes()
		}
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, e := range d.archive.File {
		body, changed := made[e.Name]
		if !changed {
			err = z.Copy(e)
		} else {
			w, e := z.CreateHeader(&zip.FileHeader{Name: e.Name, Method: zip.Deflate})
			if err = e; err == nil {
				_, err = w.Write(body)
			}
		}
		if err != nil {
			return nil, nil, fmt.Errorf("write %s: %w", e.Name, err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, nil, err
	}
	return b.Bytes(), found, nil
}

// pair finds lists and what stands in them, and says of every placeholder what it is.
func (f *filling) pair() {
	var open *struct {
		p    *para
		t    token
		list List
		row  int // of found
		from int
	}
	for _, p := range f.paras {
		for _, t := range tokens(p.words) {
			at := f.offset(p, t.from)
			one := Found{Raw: t.Raw, Part: f.name, Near: short(strings.Join(strings.Fields(p.words), " ")), State: Malformed}
			switch t.kind {
			case isValue:
				one.State = Unknown
				if open != nil && len(t.Args) == 0 && open.list.Columns[t.Name] {
					one.State, one.Now = Known, first(open.list, t.Name)
				} else if now, known := f.words.Value(t.Placeholder); known {
					one.State, one.Now = Known, now
				}
			case isOpen:
				if open != nil { // a list within a list
					f.bad[at] = true
					break
				}
				list, known := f.words.List(t.Placeholder)
				if !known {
					one.State = Unknown
				}
				open = &struct {
					p    *para
					t    token
					list List
					row  int
					from int
				}{p, t, list, len(*f.found), at}
				if known {
					one.State, one.Now = Known, fmt.Sprint(len(list.Rows))
				} else {
					f.bad[at] = true
				}
			case isEnd:
				if open == nil || t.list != "" && t.list != strings.ToLower(strings.Join(append([]string{open.t.Name}, open.t.Args...), ":")) && t.list != open.t.Name {
					f.bad[at] = true
					break
				}
				if f.bad[open.from] {
					one.State, f.bad[at] = (*f.found)[open.row].State, true
				} else if l, ok := f.reach(open.p, p, open.t, t); ok && (len(f.loops) == 0 || f.loops[len(f.loops)-1].to <= l.from) {
					l.list, one.State = open.list, Known
					f.loops = append(f.loops, l)
				} else {
					f.bad[at], f.bad[open.from] = true, true
					(*f.found)[open.row].State = Malformed
				}
				open = nil
			}
			*f.found = append(*f.found, one)
		}
	}
	if open != nil {
		f.bad[open.from] = true
		if (*f.found)[open.row].State == Known {
			(*f.found)[open.row].State = Malformed
		}
	}
}

func first(l List, column string) string {
	if len(l.Rows) == 0 {
		return ""
	}
	return l.Rows[0][column]
}

// offset is where a place within the words of a paragraph lies: the start of its piece. Two marks in one piece are told apart by the place added.
func (f *filling) offset(p *para, at int) int {
	for i := len(p.pieces) - 1; i >= 0; i-- {
		if q := p.pieces[i]; q.at <= at && len(q.words) > 0 {
			return q.raw.from + (at - q.at)
		}
	}
	return p.from
}

// reach says what a list repeats: the rows of a table from the one to the other, where both marks stand in rows of the same table; else the paragraphs.
func (f *filling) reach(a, b *para, from, to token) (l loop, ok bool) {
	ra, rb := rowOf(a.in), rowOf(b.in)
	if ra != nil && rb != nil && ra.up == rb.up && (ra != rb || a.in != b.in || a == b) {
		l.span = span{ra.from, rb.span.to}
		l.body = l.span
		return l, true
	}
	if a.in != b.in {
		return l, false
	}
	l.span = span{a.from, b.to}
	l.body = l.span
	if a != b {
		if strings.TrimSpace(a.words) == from.Raw {
			l.body.from = a.to
		}
		if strings.TrimSpace(b.words) == to.Raw {
			l.body.to = b.from
			if a.in.local == "tc" || bytes.Contains(f.raw[b.from:b.to], []byte("sectPr")) { // a cell ends with a paragraph, and one may end a section: it stays, empty
				l.span.to = b.from
			}
		}
	}
	return l, true
}

// rowOf is the row of a table in which something stands, not through a text box.
func rowOf(n *node) *node {
	for ; n != nil && n.local != "txbxContent"; n = n.up {
		if n.local == "tr" {
			return n
		}
	}
	return nil
}

// write gives the bytes of a span with its placeholders filled; row is of the list within which it is, copy its number.
func (f *filling) write(s span, row map[string]string, copy int) error {
	at := s.from
	if row == nil {
		for _, l := range f.loops {
			f.edited(span{at, l.from}, nil, 0)
			rows := l.list.Rows
			if len(rows) == 0 {
				rows = []map[string]string{f.none(l)}
			}
			for i, r := range rows {
				if err := f.write(l.body, r, i); err != nil {
					return err
				}
			}
			at = l.to
		}
	}
	f.edited(span{at, s.to}, row, copy)
	if f.out.Len() > maxResult {
		return fault.New(fault.TooLarge, "periodic.docx_result", "max", maxResult>>20)
	}
	return nil
}

// none is the row of an empty list: its first column but the running number says that there is nothing.
func (f *filling) none(l loop) map[string]string {
	row := map[string]string{}
	said := false
	for _, p := range f.paras {
		if !l.holds(p.from) {
			continue
		}
		for _, t := range tokens(p.words) {
			if t.kind != isValue || !l.list.Columns[t.Name] {
				continue
			}
			if row[t.Name] = ""; !said && t.Name != Running {
				row[t.Name], said = l.list.None, true
			}
		}
	}
	return row
}

// Running is the column that numbers the rows of a list.
const Running = "stt"

// edit puts words in the place of a span.
type edit struct {
	span
	words string
}

// edited copies a span with the edits that fall into it.
func (f *filling) edited(s span, row map[string]string, copy int) {
	var edits []edit
	for _, p := range f.paras {
		if s.holds(p.from) || p.holds(s.from) {
			edits = append(edits, f.paragraph(p, row)...)
		}
	}
	if copy > 0 {
		for _, o := range f.once {
			edits = append(edits, edit{span: o})
		}
	}
	slices.SortStableFunc(edits, func(a, b edit) int { return a.from - b.from })
	at := s.from
	for _, e := range edits {
		if e.from < at || e.to > s.to {
			continue
		}
		f.out.Write(f.raw[at:e.from])
		f.out.WriteString(e.words)
		at = e.to
	}
	f.out.Write(f.raw[at:s.to])
}

// paragraph gives the edits of one paragraph: every piece that a placeholder touches is written anew.
func (f *filling) paragraph(p *para, row map[string]string) (edits []edit) {
	marks := tokens(p.words)
	if len(marks) == 0 {
		return nil
	}
	for _, q := range p.pieces {
		from, to := q.at, q.at+len(q.words)
		var b pieceWriter
		touched, at := false, from
		for _, m := range marks {
			if m.to <= from || m.from >= to {
				continue
			}
			touched = true
			b.plain(p.words[max(at, from):max(at, m.from)])
			value, marked := f.said(p, m, row)
			switch {
			case marked:
				b.mark(p.words[max(m.from, from):min(m.to, to)], q.run)
			case m.from >= from:
				b.plain(value)
			}
			at = m.to
		}
		if !touched {
			continue
		}
		if !q.text { // a sign within a placeholder: it goes with it, or stays
			if b.marked == 0 {
				edits = append(edits, edit{span: q.raw})
			}
			continue
		}
		if at < to {
			b.plain(p.words[at:to])
		}
		edits = append(edits, b.edits(f.raw, q)...)
	}
	return edits
}

// said is what stands in the place of a mark; marked: itself, to be seen.
func (f *filling) said(p *para, m token, row map[string]string) (value string, marked bool) {
	switch m.kind {
	case isValue:
		if row != nil && len(m.Args) == 0 {
			if v, is := row[m.Name]; is {
				return v, false
			}
		}
		v, known := f.words.Value(m.Placeholder)
		return v, !known
	case isOpen, isEnd:
		return "", f.bad[f.offset(p, m.from)]
	}
	return "", true
}

// pieceWriter writes the words of a piece, parted where something is marked.
type pieceWriter struct {
	parts  []struct{ words, kind string }
	marked int
}

func (w *pieceWriter) plain(s string) {
	if s != "" {
		w.parts = append(w.parts, struct{ words, kind string }{s, ""})
	}
}

func (w *pieceWriter) mark(s string, run *runOf) {
	w.marked++
	kind := "mark"
	if run == nil {
		kind = ""
	}
	w.parts = append(w.parts, struct{ words, kind string }{s, kind})
}

func (w *pieceWriter) edits(raw []byte, q piece) []edit {
	tag := string(raw[q.tag.from:q.tag.to])
	if strings.HasSuffix(tag, "/>") {
		return nil
	}
	name := tagName([]byte(tag))
	prefix := strings.TrimSuffix(name, "t")
	open := "<" + name + ` xml:space="preserve">`
	var b strings.Builder
	for _, p := range w.parts {
		lines := strings.Split(clean(p.words), "\n")
		for i := range lines {
			var e bytes.Buffer
			_ = xml.EscapeText(&e, []byte(lines[i])) // a buffer takes all
			lines[i] = e.String()
		}
		body := strings.Join(lines, "</"+name+"><"+prefix+"br/>"+open)
		if p.kind == "" {
			b.WriteString(body)
			continue
		}
		fmt.Fprintf(&b, "</%s></%s><%s>%s%s%s</%s></%s><%s>%s%s", name, q.run.name, q.run.name, highlighted(q.run.props, prefix), open, body, name, q.run.name, q.run.name, q.run.props, open)
	}
	edits := []edit{{span: q.raw, words: b.String()}}
	if !strings.Contains(tag, "xml:space") {
		edits = append(edits, edit{span: span{q.tag.to - 1, q.tag.to - 1}, words: ` xml:space="preserve"`})
	}
	return edits
}

// highlighted are the properties of a run with a yellow ground.
func highlighted(props, prefix string) string {
	light := "<" + prefix + `highlight ` + prefix + `val="yellow"/>`
	if strings.Contains(props, "highlight") {
		return props
	}
	open := strings.IndexByte(props, '>')
	if open < 0 {
		return "<" + prefix + "rPr>" + light + "</" + prefix + "rPr>"
	}
	if props[open-1] == '/' {
		return props[:open-1] + ">" + light + "</" + prefix + "rPr>"
	}
	return props[:open+1] + light + props[open+1:]
}

// clean leaves out what XML cannot say.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0xFFFE || r == 0xFFFF {
			return -1
		}
		return r
	}, s)
}

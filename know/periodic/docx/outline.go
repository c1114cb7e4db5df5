package docx

import "strings"

// Block is a piece of a document as it is read aloud: a heading, a paragraph, or a table.
type Block struct {
	Heading bool
	Words   string
	Rows    [][]string // of a table; the first is its head. A table without a head only places words: its paragraphs are blocks of their own
}

// Outline gives the words of the body in their order. Headers and footers repeat on pages and are left out.
func (d *Document) Outline() (list []Block) {
	if len(d.parts) == 0 {
		return nil
	}
	body := d.parts[0]
	var table, row, cell *node
	for _, p := range body.paras {
		words := strings.TrimSpace(strings.ReplaceAll(p.words, "\t", " "))
		t, r, c := placed(p.in)
		if t == nil || !t.head {
			table = nil
			if words != "" {
				list = append(list, Block{Heading: p.heading, Words: words})
			}
			continue
		}
		if t != table {
			table, row, cell = t, nil, nil
			list = append(list, Block{})
		}
		b := &list[len(list)-1]
		if r != row {
			row, cell = r, nil
			b.Rows = append(b.Rows, nil)
		}
		last := len(b.Rows) - 1
		if c != cell {
			cell = c
			b.Rows[last] = append(b.Rows[last], words)
			continue
		}
		if n := len(b.Rows[last]) - 1; words != "" {
			b.Rows[last][n] = strings.TrimSpace(b.Rows[last][n] + "\n" + words)
		}
	}
	return list
}

// placed is the outermost table in which something stands, with the row and the cell of it.
func placed(n *node) (table, row, cell *node) {
	var r, c *node
	for ; n != nil && n.local != "txbxContent"; n = n.up {
		switch n.local {
		case "tc":
			c = n
		case "tr":
			r = n
		case "tbl":
			table, row, cell = n, r, c
		}
	}
	return table, row, cell
}

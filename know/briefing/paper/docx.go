package paper

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"strings"
)

// Docx writes the page as a document of Word (ECMA-376), fitted: headings are headings, tables are tables whose first row is repeated and read as their head, the language is
// Vietnamese. It names Times New Roman and embeds no font: a clerk's office has it, or one with its widths.
func (d Document) Docx(w io.Writer) error {
	d, err := d.Fit()
	if err != nil {
		return err
	}
	return zipped(w, d.body(), d.Title, d.Made.UTC().Format("2006-01-02T15:04:05Z"))
}

func esc(s string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(nfc(s))) // a buffer takes all
	return b.String()
}

// run is words with a style: b, i; size in half points.
func run(words, style string, half int) string {
	props := ""
	if strings.Contains(style, "b") {
		props += "<w:b/>"
	}
	if strings.Contains(style, "i") {
		props += "<w:i/>"
	}
	inside := code.ReplaceAllStringFunc(esc(words), func(c string) string {
		return strings.ReplaceAll(c, "-", `</w:t><w:noBreakHyphen/><w:t xml:space="preserve">`)
	})
	return fmt.Sprintf(`<w:r><w:rPr>%s<w:sz w:val="%d"/><w:szCs w:val="%d"/></w:rPr><w:t xml:space="preserve">%s</w:t></w:r>`, props, half, half, inside)
}

// para is a paragraph: align is left, center, right or both; style is a name of a style or empty.
func para(align, style, props string, runs ...string) string {
	if style != "" {
		style = `<w:pStyle w:val="` + style + `"/>`
	}
	return `<w:p><w:pPr>` + style + props + `<w:jc w:val="` + align + `"/></w:pPr>` + strings.Join(runs, "") + `</w:p>`
}

const (
	twips   = 1440 / 25.4 // in a millimetre
	noLines = `<w:tblBorders><w:top w:val="none"/><w:left w:val="none"/><w:bottom w:val="none"/><w:right w:val="none"/><w:insideH w:val="none"/><w:insideV w:val="none"/></w:tblBorders>`
	lines   = `<w:tblBorders><w:top w:val="single" w:sz="4"/><w:left w:val="single" w:sz="4"/><w:bottom w:val="single" w:sz="4"/><w:right w:val="single" w:sz="4"/><w:insideH w:val="single" w:sz="4"/><w:insideV w:val="single" w:sz="4"/></w:tblBorders>`
	ruled   = `<w:pBdr><w:bottom w:val="single" w:sz="8" w:space="1" w:color="000000"/></w:pBdr>`
)

// stale before a cell has it hatched.
const stale = "\x00"

// code is the source of a line; it stays on one line.
var code = regexp.MustCompile(`\[[^\]\s]+\]`)

// grid is a table: parts of the width, borders, rows of cells that hold paragraphs; head marks the first row as such.
func grid(parts []float64, borders string, head bool, rows [][]string) string {
	var b strings.Builder
	total := width * twips
	fmt.Fprintf(&b, `<w:tbl><w:tblPr><w:tblW w:w="%.0f" w:type="dxa"/>%s<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="68" w:type="dxa"/><w:right w:w="68" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>`, total, borders)
	for _, p := range parts {
		fmt.Fprintf(&b, `<w:gridCol w:w="%.0f"/>`, total*p)
	}
	b.WriteString(`</w:tblGrid>`)
	for i, cells := range rows {
		b.WriteString(`<w:tr><w:trPr><w:cantSplit/>`)
		shade := ""
		if head && i == 0 {
			b.WriteString(`<w:tblHeader/>`)
			shade = `<w:shd w:val="clear" w:color="auto" w:fill="F0EEE6"/>`
		}
		b.WriteString(`</w:trPr>`)
		for j, c := range cells {
			shade := shade
			c, old := strings.CutPrefix(c, stale)
			if old {
				shade = `<w:shd w:val="diagStripe" w:color="BFBFBF" w:fill="auto"/>`
			}
			fmt.Fprintf(&b, `<w:tc><w:tcPr><w:tcW w:w="%.0f" w:type="dxa"/>%s</w:tcPr>%s</w:tc>`, total*parts[j], shade, c)
		}
		b.WriteString(`</w:tr>`)
	}
	b.WriteString(`</w:tbl>`)
	return b.String()
}

func (d Document) body() string {
	var b strings.Builder
	left := ""
	if d.Above != "" {
		left = para("center", "", "", run(d.Above, "", 24))
	}
	left += para("center", "", "", run(d.Issuer, "b", 24)) + para("center", "", "", run("Số: "+d.Number, "", 26))
	right := para("center", "", "", run(state, "b", 24)) + para("center", "", "", `<w:r><w:rPr><w:b/><w:u w:val="single"/><w:sz w:val="26"/></w:rPr><w:t>`+motto+`</w:t></w:r>`) + para("center", "", "", run(d.dated(), "i", 26))
	b.WriteString(grid([]float64{0.45, 0.55}, noLines, false, [][]string{{left, right}}))
	b.WriteString(para("center", "Title", "", run(d.Title, "b", 28)))
	b.WriteString(para("center", "", "", run(d.Sub, "i", 23)))
	for _, x := range d.Blocks {
		tab := fmt.Sprintf(`<w:tabs><w:tab w:val="right" w:pos="%.0f"/></w:tabs>`, width*twips)
		b.WriteString(para("left", "Heading1", ruled+tab, run(x.Heading, "b", 24), `<w:r><w:tab/></w:r>`, run(x.Aside, "i", 22)))
		x.docx(&b)
	}
	copies := para("left", "", "", run("Nơi nhận:", "bi", 24))
	for _, c := range d.Copies {
		copies += para("left", "", "", run("- "+c, "", 22))
	}
	b.WriteString(para("left", "", `<w:spacing w:before="0" w:after="0" w:line="120" w:lineRule="exact"/>`))
	b.WriteString(grid([]float64{0.56, 0.44}, noLines, false, [][]string{{copies, para("center", "", "", run(strings.ToUpper(d.Office), "b", 26)) + para("center", "", "", run(d.Signed, "i", 22)) + para("center", "", "", run(d.Signer, "b", 26))}}))
	b.WriteString(para("left", "", `<w:pBdr><w:top w:val="single" w:sz="4" w:space="1" w:color="000000"/></w:pBdr>`, run(d.Sources+" "+d.Foot, "", 19)))
	return b.String()
}

func (x Block) docx(b *strings.Builder) {
	if n := min(len(x.Figures), 4); n > 0 {
		var parts []float64
		var cells []string
		for _, f := range x.Figures[:n] {
			parts = append(parts, 1/float64(n))
			mark := ""
			if f.Stale {
				mark = stale
			}
			cells = append(cells, mark+para("left", "", "", run(f.Value+" ", "b", 30), run(f.Beside, "b", 19))+para("left", "", "", run(f.Name+" ["+f.Code+"]", "", 19)))
		}
		b.WriteString(grid(parts, lines, false, [][]string{cells}))
	}
	if t := x.Table; t != nil && len(t.Rows) > 0 {
		var rows [][]string
		var head []string
		for _, h := range t.Head {
			head = append(head, para("center", "", "", run(h, "b", 22)))
		}
		rows = append(rows, head)
		for _, r := range t.Rows {
			var cells []string
			for i, c := range r {
				align, style := "left", ""
				if len(t.Right) > i && t.Right[i] {
					align = "right"
				}
				if c.Bold {
					style = "b"
				}
				cells = append(cells, para(align, "", "", run(c.Words, style, 22)))
			}
			rows = append(rows, cells)
		}
		b.WriteString(grid(t.Width, lines, true, rows))
	}
	for i, it := range x.Items {
		words := letter(i) + it.Words
		if it.Code != "" {
			words += " [" + it.Code + "]"
		}
		b.WriteString(para("left", "", "", run(words, "", 23)))
	}
	switch {
	case x.Left > 0:
		b.WriteString(para("left", "", "", run(left(x.Left), "i", 22)))
	case x.size() == 0 && len(x.Figures) == 0:
		b.WriteString(para("left", "", "", run(x.Empty, "i", 22)))
	}
}

// zipped puts a body into the parts of a document.
func zipped(w io.Writer, body, title, made string) error {
	const xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	parts := []struct{ name, body string }{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`},
		{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="r2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`},
		{"docProps/core.xml", `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>` + esc(title) + `</dc:title><dc:language>vi-VN</dc:language><dcterms:created xsi:type="dcterms:W3CDTF">` + made + `</dcterms:created></cp:coreProperties>`},
		{"word/_rels/document.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>`},
		{"word/styles.xml", `<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="Times New Roman" w:cs="Times New Roman"/><w:sz w:val="23"/><w:lang w:val="vi-VN" w:eastAsia="vi-VN"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style><w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="Normal"/><w:pPr><w:spacing w:before="120"/></w:pPr></w:style><w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/><w:pPr><w:keepNext/><w:spacing w:before="100" w:after="40"/><w:outlineLvl w:val="0"/></w:pPr></w:style></w:styles>`},
		{"word/document.xml", `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` + body + fmt.Sprintf(`<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="%.0f" w:right="%.0f" w:bottom="%.0f" w:left="%.0f" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>`, marginT*twips, marginR*twips, marginB*twips, marginL*twips) + `</w:body></w:document>`},
	}
	z := zip.NewWriter(w)
	for _, p := range parts {
		f, err := z.Create(p.name)
		if err == nil {
			_, err = io.WriteString(f, xmlHead+p.body)
		}
		if err != nil {
			return fmt.Errorf("write %s: %w", p.name, err)
		}
	}
	return z.Close()
}

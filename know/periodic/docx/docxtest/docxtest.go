// Package docxtest makes small documents of Word for tests, as Word writes them: a word that was typed lies in several runs.
package docxtest

import (
	"archive/zip"
	"bytes"
	"strings"
)

// Namespaces of a part with words.
const Namespaces = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"`

// Part is a file of the archive.
type Part struct{ Name, Body string }

// Types is the list of types of a document with a header and a footer.
const Types = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/header1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/></Types>`

// Body makes the body of a document.
func Body(inside string) string {
	return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document ` + Namespaces + `><w:body>` + inside + `<w:sectPr><w:headerReference w:type="default" r:id="rId2"/><w:pgSz w:w="11906" w:h="16838"/></w:sectPr></w:body></w:document>`
}

// P is a paragraph whose words lie in so many runs, with spelling marks between.
func P(runs ...string) string {
	var b strings.Builder
	b.WriteString(`<w:p w14:paraId="1A2B3C4D">`)
	for i, r := range runs {
		if i > 0 {
			b.WriteString(`<w:proofErr w:type="spellStart"/>`)
		}
		if !strings.HasPrefix(r, "<") {
			r = `<w:r><w:t>` + r + `</w:t></w:r>`
		}
		b.WriteString(r)
	}
	return b.String() + `</w:p>`
}

// Table is a table of rows of cells.
func Table(rows ...[]string) string {
	var b strings.Builder
	b.WriteString(`<w:tbl><w:tblPr/><w:tblGrid/>`)
	for _, r := range rows {
		b.WriteString(`<w:tr>`)
		for _, c := range r {
			b.WriteString(`<w:tc><w:tcPr/>` + P(c) + `</w:tc>`)
		}
		b.WriteString(`</w:tr>`)
	}
	return b.String() + `</w:tbl>`
}

// Make makes a document of a body; more parts take the place of those of the same name.
func Make(inside string, more ...Part) []byte {
	const rels = "http://schemas.openxmlformats.org/package/2006/relationships"
	parts := []Part{
		{"[Content_Types].xml", Types},
		{"_rels/.rels", `<Relationships xmlns="` + rels + `"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`},
		{"word/_rels/document.xml.rels", `<Relationships xmlns="` + rels + `"><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/header" Target="header1.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" Target="https://vanban.chinhphu.vn/" TargetMode="External"/></Relationships>`},
		{"word/document.xml", Body(inside)},
		{"word/header1.xml", `<w:hdr ` + Namespaces + `>` + P("Kỳ {{k", "y}}") + `</w:hdr>`},
		{"word/media/image1.png", "\x89PNG not looked into"},
	}
	for _, m := range more {
		there := false
		for i := range parts {
			if parts[i].Name == m.Name {
				parts[i], there = m, true
			}
		}
		if !there {
			parts = append(parts, m)
		}
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, p := range parts {
		w, err := z.Create(p.Name)
		if err == nil {
			_, err = w.Write([]byte(p.Body))
		}
		if err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

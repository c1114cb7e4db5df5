package docx_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"thanhdong/ground/fault"
	"thanhdong/know/periodic/docx"
	. "thanhdong/know/periodic/docx/docxtest"
)

// words is what the tests know.
type words struct{ rows int }

func (words) Value(p docx.Placeholder) (string, bool) {
	switch p.Name {
	case "ky":
		return "Tuần 27 năm 2024", true
	case "dong":
		return "một\nhai <&>", true
	case "chi_tieu":
		return "38,4", p.Arg(0) == "SXH-100K"
	}
	return "", false
}

func (w words) List(p docx.Placeholder) (docx.List, bool) {
	if p.Name != "viec_tre" {
		return docx.List{}, false
	}
	l := docx.List{Columns: map[string]bool{"stt": true, "ten": true, "han": true}, None: "Không có"}
	for i := range w.rows {
		l.Rows = append(l.Rows, map[string]string{"stt": fmt.Sprint(i + 1), "ten": fmt.Sprint("Việc ", i+1), "han": "03/7"})
	}
	return l, true
}

func part(t *testing.T, b []byte, name string) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	all, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(all)
}

// lines are the words of a part, a line for each paragraph; it also says whether the part is whole.
func lines(t *testing.T, body string) string {
	t.Helper()
	if err := whole(body); err != nil {
		t.Fatalf("the part is broken: %v\n%s", err, body)
	}
	body = strings.ReplaceAll(strings.ReplaceAll(body, "</w:p>", "\n"), "<w:br/>", "⏎")
	return strings.TrimSpace(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(body, ""))
}

func whole(body string) error {
	x := xml.NewDecoder(strings.NewReader(body))
	for {
		if _, err := x.Token(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

func fill(t *testing.T, b []byte, rows int) (string, []docx.Found, []byte) {
	t.Helper()
	d, err := docx.Read(b)
	if err != nil {
		t.Fatal(err)
	}
	out, found, err := d.Fill(docx.Words{Value: words{}.Value, List: words{rows}.List})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := docx.Read(out); err != nil {
		t.Fatalf("what was made is not taken again: %v", err)
	}
	return lines(t, part(t, out, "word/document.xml")), found, out
}

func TestAPlaceholderIsFoundAcrossRunsAndTakesTheFirstOnesForm(t *testing.T) {
	bold := `<w:r w:rsidR="00AA"><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">Số {</w:t></w:r>`
	b := Make(P(bold, "{chi_", "tieu:SXH", `<w:r><w:noBreakHyphen/></w:r>`, "100K", "}", "} ca") + P("{{ Ky }} và {{ky}}") + P("{{dong}}"))
	got, found, out := fill(t, b, 0)
	if want := "Số 38,4 ca\nTuần 27 năm 2024 và Tuần 27 năm 2024\nmột⏎hai &lt;&amp;&gt;"; got != want {
		t.Fatalf("got  %q\nwant %q", got, want)
	}
	if len(found) != 5 || len(docx.Bad(found)) != 0 || found[4].Part != "word/header1.xml" {
		t.Fatalf("%+v", found)
	}
	if body := part(t, out, "word/document.xml"); !strings.Contains(body, `<w:rPr><w:b/></w:rPr><w:t xml:space="preserve">Số 38,4</w:t>`) || !strings.Contains(body, ` xml:space="preserve"> ca</w:t>`) {
		t.Fatal(body)
	}
	if h := lines(t, part(t, out, "word/header1.xml")); h != "Kỳ Tuần 27 năm 2024" {
		t.Fatal(h)
	}
	for _, name := range []string{"word/media/image1.png", "[Content_Types].xml", "word/_rels/document.xml.rels"} {
		if part(t, out, name) != part(t, b, name) {
			t.Fatalf("%s has changed", name)
		}
	}
}

func TestWhatNobodyKnowsStaysIsMarkedAndListed(t *testing.T) {
	box := `<w:r><w:pict><w:txbxContent>` + P("Khung {{la}}") + `</w:txbxContent></w:pict></w:r>`
	got, found, out := fill(t, Make(P("Tổng {{chi_tieu:KHAC}} ca")+P("Mở {{ky")+P("Đóng ky}}")+P("{{}} {{:x}} {{a b}}")+P(box)+P("{{#la}}")+P("{{ten}}")+P("{{/la}}")), 0)
	for _, s := range []string{"Tổng {{chi_tieu:KHAC}} ca", "Mở {{ky", "Đóng ky}}", "{{}} {{:x}} {{a b}}", "Khung {{la}}", "{{#la}}", "{{ten}}", "{{/la}}"} {
		if !strings.Contains(got, s) {
			t.Errorf("%q was dropped from %q", s, got)
		}
	}
	var bad []string
	for _, f := range docx.Bad(found) {
		bad = append(bad, f.Raw+" "+string(f.State)+": "+f.Near)
	}
	want := []string{"{{chi_tieu:KHAC}} unknown: Tổng {{chi_tieu:KHAC}} ca", "{{ malformed: Mở {{ky", "}} malformed: Đóng ky}}", "{{}} malformed: {{}} {{:x}} {{a b}}", "{{:x}} malformed: {{}} {{:x}} {{a b}}", "{{a b}} malformed: {{}} {{:x}} {{a b}}",
		"{{la}} unknown: Khung {{la}}", "{{#la}} unknown: {{#la}}", "{{ten}} unknown: {{ten}}", "{{/la}} unknown: {{/la}}"}
	if !slices.Equal(bad, want) {
		t.Fatalf("got  %q\nwant %q", bad, want)
	}
	if n := strings.Count(part(t, out, "word/document.xml"), `<w:highlight w:val="yellow"/>`); n != len(bad) {
		t.Fatalf("%d marked of %d", n, len(bad))
	}
}

func TestRowsAndParagraphsAreRepeated(t *testing.T) {
	table := Table([]string{"TT", "Việc", "Hạn"}, []string{"{{#viec_tre}}{{stt}}", "{{ten}} ({{ky}})", "{{han}}{{/}}"})
	paras := P("{{#viec_tre}}") + P("- {{ten}}") + P("  hạn {{han}}") + P("{{/viec_tre}}")
	for _, c := range []struct {
		name, body, want string
		rows             int
	}{
		{"rows", table, "TT\nViệc\nHạn\n1\nViệc 1 (Tuần 27 năm 2024)\n03/7\n2\nViệc 2 (Tuần 27 năm 2024)\n03/7", 2},
		{"no rows", table, "TT\nViệc\nHạn\n\nKhông có (Tuần 27 năm 2024)", 0},
		{"paragraphs", paras, "- Việc 1\n  hạn 03/7\n- Việc 2\n  hạn 03/7", 2},
		{"one paragraph", P("{{#viec_tre}}", "{{stt}}. {{ten}}", "{{/}}"), "1. Việc 1\n2. Việc 2", 2},
		{"within a cell", `<w:tbl><w:tr><w:tc>` + paras + `</w:tc></w:tr></w:tbl>`, "- Việc 1\n  hạn 03/7", 1},
		{"never closed", P("{{#viec_tre}}") + P("{{ten}}"), "{{#viec_tre}}\n{{ten}}", 1},
		{"in a list", P("{{#viec_tre}}{{#viec_tre}}{{ten}}{{/}}"), "{{#viec_tre}}Việc 1", 1},
		{"across a table", P("{{#viec_tre}}") + Table([]string{"{{ten}}{{/}}"}), "{{#viec_tre}}\n{{ten}}{{/}}", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, found, out := fill(t, Make(c.body), c.rows)
			if got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
			if bad := len(docx.Bad(found)) > 0; bad != strings.Contains(c.want, "{{") {
				t.Errorf("listed: %+v", found)
			}
			if _, again, _ := fill(t, Make(c.body), c.rows); len(again) != len(found) {
				t.Error("another answer the second time")
			}
			if n := strings.Count(part(t, out, "word/document.xml"), "paraId"); n > strings.Count(part(t, Make(c.body), "word/document.xml"), "paraId") {
				t.Errorf("%d ids of paragraphs", n)
			}
		})
	}
}

func TestWhatMayNotComeInIsRefusedInWords(t *testing.T) {
	rel := func(kind, target, mode string) Part {
		return Part{Name: "word/_rels/settings.xml.rels", Body: `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/` + kind + `" Target="` + target + `" TargetMode="` + mode + `"/></Relationships>`}
	}
	field := func(s string) string { return `<w:p><w:r><w:instrText>` + s + `</w:instrText></w:r></w:p>` }
	wideWords := func(s string) string { return strings.Join(strings.Split(s, ""), "\x00") + "\x00" }
	deep := strings.Repeat("<a>", 300) + strings.Repeat("</a>", 300)
	for _, c := range []struct {
		name, key string
		b         []byte
	}{
		{"a picture", "no_zip", []byte("\x89PNG")},
		{"nothing", "no_zip", nil},
		{"a password", "password", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + wideWords("EncryptedPackage"))},
		{"an old .doc", "old", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + wideWords("WordDocument"))},
		{"too large", "large", make([]byte, docx.MaxSize+1)},
		{"another archive", "no_word", Make("", Part{Name: "[Content_Types].xml", Body: `<Types/>`})},
		{"no body", "no_word", Make("", Part{Name: "[Content_Types].xml", Body: strings.ReplaceAll(Types, "/word/document.xml", "/word/none.xml")})},
		{"macros by type", "macros", Make("", Part{Name: "[Content_Types].xml", Body: strings.ReplaceAll(Types, "vnd.openxmlformats-officedocument.wordprocessingml.document.main", "vnd.ms-word.document.macroEnabled.main")})},
		{"macros by name", "macros", Make("", Part{Name: "word/vbaProject.bin", Body: "x"})},
		{"a template of Word", "dotx", Make("", Part{Name: "[Content_Types].xml", Body: strings.ReplaceAll(Types, "wordprocessingml.document.main", "wordprocessingml.template.main")})},
		{"an object", "object", Make("", Part{Name: "word/embeddings/oleObject1.bin", Body: "x"})},
		{"an object under another name", "object", Make("", Part{Name: "word/media/image2.png", Body: "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"})},
		{"a foreign chunk", "object", Make("", rel("aFChunk", "x.html", ""))},
		{"a template elsewhere", "external", Make("", rel("attachedTemplate", "file:///C:/x.dotm", "External"))},
		{"a picture elsewhere", "external", Make("", rel("image", "https://example.org/x.png", "External"))},
		{"a picture elsewhere, not said", "external", Make("", rel("image", "https://example.org/x.png", ""))},
		{"a link that runs", "external", Make("", rel("hyperlink", "javascript:x", "External"))},
		{"a field that fetches", "field", Make(field(` INCLUDETEXT "https://example.org"`))},
		{"a field in two", "field", Make(`<w:p><w:r><w:instrText>DDE</w:instrText></w:r><w:r><w:instrText>AUTO x</w:instrText></w:r></w:p>`)},
		{"a simple field", "field", Make(`<w:p><w:fldSimple w:instr=" LINK x"/></w:p>`)},
		{"a document type", "dtd", Make("", Part{Name: "word/styles.xml", Body: `<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>`})},
		{"a document type in the list", "dtd", Make("", Part{Name: "[Content_Types].xml", Body: `<!DOCTYPE a><Types/>`})},
		{"an entity", "broken", Make("", Part{Name: "word/styles.xml", Body: `<a>&b;</a>`})},
		{"broken words", "broken", Make("<w:p>")},
		{"another encoding", "broken", Make("", Part{Name: "word/styles.xml", Body: `<?xml version="1.0" encoding="UTF-16"?><a/>`})},
		{"too deep", "deep", Make("", Part{Name: "word/styles.xml", Body: deep})},
		{"a bomb", "bomb", Make("", Part{Name: "word/media/image3.bmp", Body: strings.Repeat("\x00", 5<<20)})},
		{"unpacks", "unpacks", Make("", Part{Name: "word/media/image3.bmp", Body: strings.Repeat("\x00", 65<<20)})},
		{"a path outside", "names", Make("", Part{Name: "../x.xml", Body: `<a/>`})},
	} {
		_, err := docx.Read(c.b)
		if f, ok := fault.As(err); !ok || f.Key != "periodic.docx_"+c.key {
			t.Errorf("%s: %v, want %s", c.name, err, c.key)
		}
	}
	if _, err := docx.Read(Make(field(" PAGE ") + field("IF 1 = 1 a b"))); err != nil {
		t.Errorf("harmless fields: %v", err)
	}
}

// TestDocumentsOfOffices reads what LibreOffice wrote, and what Word wrote as it splits words.
func TestDocumentsOfOffices(t *testing.T) {
	all, err := filepath.Glob("testdata/*.docx")
	if err != nil || len(all) == 0 {
		t.Fatal("no documents", err)
	}
	for _, name := range all {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		got, found, out := fill(t, b, 3)
		if len(found) == 0 || len(docx.Bad(found)) != 1 || strings.Count(got, "Việc 3") != 1 || !strings.Contains(got, "Tuần 27 năm 2024") || strings.Count(got, "{{") != 1 {
			t.Errorf("%s: %+v\n%s", name, found, got)
		}
		if dir := os.Getenv("THANHDONG_DOCX_OUT"); dir != "" {
			if err := os.WriteFile(filepath.Join(dir, filepath.Base(name)), out, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func FuzzADocumentIsReadAndFilled(f *testing.F) {
	f.Add(Make(P("{{k", "y}}", "{{la}}")))
	f.Add(Make(Table([]string{"{{#viec_tre}}{{stt}}", "{{ten}}{{/}}"})))
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := docx.Read(b)
		if err != nil {
			if _, ok := fault.As(err); !ok {
				t.Fatalf("a refusal without words: %v", err)
			}
			return
		}
		if _, _, err := d.Fill(docx.Words{Value: words{}.Value, List: words{2}.List}); err != nil {
			t.Fatal(err)
		}
	})
}

// FuzzABodyStaysWhole changes the body alone, where the archive would hide it from the fuzzer.
func FuzzABodyStaysWhole(f *testing.F) {
	f.Add(P("{{#viec_tre}}") + P("{{ten}} {{dong}}") + P("{{/}}"))
	f.Add(Table([]string{"{{#viec_tre}}{{stt}}", "{{ten}}{{/}}"}) + P("{{", "la", "}}") + `<w:p><w:r><w:rPr/><w:t>{{x}}</w:t><w:tab/><w:t/></w:r></w:p>`)
	f.Add(P(`<w:r><w:pict><w:txbxContent>`+P("{{#viec_tre}}{{ten}}{{/}}")+`</w:txbxContent></w:pict></w:r>`, "{{ky}}"))
	f.Fuzz(func(t *testing.T, inside string) {
		d, err := docx.Read(Make(inside))
		if err != nil {
			return
		}
		out, _, err := d.Fill(docx.Words{Value: words{}.Value, List: words{2}.List})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := docx.Read(out); err != nil {
			t.Fatalf("what was made is broken: %v\n%s", err, part(t, out, "word/document.xml"))
		}
	})
}

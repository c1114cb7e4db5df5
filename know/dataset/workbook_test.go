package dataset_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"thanhdong/ground/actor"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/know/dataset"
)

// form of the workbook: mac.nam, mac.nu, chet, ty_le, ghi_chu stand in rows 6 to 10.
const (
	macNam = "D6"
	macNu  = "D7"
	chet   = "D8"
	tyLe   = "D9"
	ghiChu = "D10"
)

func template(t *testing.T, p *province, unit, period string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := p.ds.Template(p.as(actor.System("test")), &b, "SXH-T", unit, period, text.VI); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func edited(t *testing.T, data []byte, do func(f *excelize.File)) []byte {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	do(f)
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func set(t *testing.T, f *excelize.File, kv ...any) {
	t.Helper()
	for i := 0; i < len(kv); i += 2 {
		if err := f.SetCellValue("Biểu", kv[i].(string), kv[i+1]); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAWorkbookGoesOutIsFilledInAndComesBack(t *testing.T) {
	each(t, func(p *province) {
		ctx := p.as(actor.System("test"))
		p.give("202405", "mac.nam", "4")
		data := template(t, p, one, "202405")
		f, err := excelize.OpenReader(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		if v, _ := f.GetCellValue("Biểu", macNam); v != "4" {
			t.Errorf("the value that is held stands as %q", v)
		}
		if seen, _ := f.GetColVisible("Biểu", "G"); seen {
			t.Error("the codes are seen")
		}
		back := edited(t, data, func(f *excelize.File) {
			set(t, f, macNam, 5, macNu, "1.234", chet, "hai", tyLe, "12,5", ghiChu, "Ổ dịch ở chợ", "E7", "đã hỏi lại")
		})
		for _, dry := range []bool{true, false} {
			got, err := p.ds.TakeBook(ctx, "SXH-T", back, dry, true, text.VI)
			if err != nil {
				t.Fatal(err)
			}
			if got.Imported != 3 || got.Updated != 1 || len(got.Bad) != 1 || got.Bad[0].At != chet || got.Bad[0].Cell != "chet" || got.Unit != one || got.Period != "202405" || got.Older {
				t.Fatalf("dry %t: %+v", dry, got)
			}
			marked, err := excelize.OpenReader(bytes.NewReader(got.Marked))
			if err != nil {
				t.Fatal(err)
			}
			said, _ := marked.GetCellValue("Biểu", "F8")
			comments, _ := marked.GetComments("Biểu")
			if !strings.Contains(said, "“hai” không phải số") || len(comments) != 1 || comments[0].Cell != chet {
				t.Errorf("marked: %q, %+v", said, comments)
			}
		}
		// What was mended in the marked one is taken, and the rest is the same as what is there.
		got, err := p.ds.TakeBook(ctx, "SXH-T", back, false, true, text.VI)
		if err != nil || got.Imported+got.Updated != 0 || got.Ignored != 4 {
			t.Fatalf("the same again: %+v %v", got, err)
		}
		got, err = p.ds.TakeBook(ctx, "SXH-T", edited(t, got.Marked, func(f *excelize.File) { set(t, f, chet, 2) }), false, false, text.VI)
		if err != nil || got.Imported != 1 || len(got.Bad) != 0 {
			t.Errorf("mended: %+v %v", got, err)
		}
	})
}

func TestWhoWroteMeanwhileIsNotWrittenOver(t *testing.T) {
	each(t, func(p *province) {
		p.give("202405", "mac.nam", "4")
		data := template(t, p, one, "202405")
		p.give("202405", "mac.nam", "6", "chet", "1")
		got, err := p.ds.TakeBook(p.as(actor.System("test")), "SXH-T", edited(t, data, func(f *excelize.File) { set(t, f, macNam, 5, macNu, 2) }), false, false, text.VI)
		if err != nil || got.Imported != 1 || len(got.Bad) != 1 || got.Bad[0].Key != "dataset.changed_since" || got.Bad[0].At != macNam {
			t.Errorf("%+v %v", got, err)
		}
	})
}

func TestCellsThatAreNoValuesAreNamed(t *testing.T) {
	each(t, func(p *province) {
		for _, c := range []struct {
			what string
			do   func(f *excelize.File)
			at   string
			key  string
		}{
			{"merged", func(f *excelize.File) { set(t, f, macNam, 3); _ = f.MergeCell("Biểu", macNam, macNu) }, macNam, "dataset.book_merged"},
			{"a formula without its result", func(f *excelize.File) { _ = f.SetCellFormula("Biểu", macNam, "1+1") }, macNam, "dataset.book_formula"},
			{"a date", func(f *excelize.File) {
				style, _ := f.NewStyle(&excelize.Style{NumFmt: 14})
				set(t, f, macNam, 45476)
				_ = f.SetCellStyle("Biểu", macNam, macNam, style)
			}, macNam, "dataset.book_date"},
			{"a date as words", func(f *excelize.File) { set(t, f, macNam, "03/07/2024") }, macNam, "dataset.book_date"},
			{"an error", func(f *excelize.File) { set(t, f, macNam, "#REF!") }, macNam, "dataset.book_error"},
			{"comma and point mixed up", func(f *excelize.File) { set(t, f, macNam, "1.2,3.4") }, macNam, "dataset.no_number"},
			{"too exact", func(f *excelize.File) { set(t, f, macNam, 2.5) }, macNam, "dataset.too_exact"},
			{"less than nothing", func(f *excelize.File) { set(t, f, macNam, -1) }, macNam, "dataset.below"},
			{"a row without its code", func(f *excelize.File) { set(t, f, macNam, 2, "G6", "") }, macNam, "dataset.book_no_code"},
			{"a cell of no form", func(f *excelize.File) { set(t, f, macNam, 2, "G6", "xyz") }, macNam, "dataset.no_element"},
		} {
			got, err := p.ds.TakeBook(p.as(actor.System("test")), "SXH-T", edited(t, template(t, p, one, "202405"), c.do), true, true, text.VI)
			if err != nil || !slices.ContainsFunc(got.Bad, func(b dataset.BookCell) bool { return b.At == c.at && b.Key == c.key && b.In(text.VI) != "" }) {
				t.Errorf("%s: %+v %v", c.what, got.Bad, err)
			}
		}
	})
}

// stuffed gives a zip with the parts of a workbook and one more.
func stuffed(t *testing.T, data []byte, name string, content []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	in, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range in.File {
		if err := out.Copy(f); err != nil {
			t.Fatal(err)
		}
	}
	w, err := out.Create(name)
	if err == nil {
		_, err = w.Write(content)
	}
	if err == nil {
		err = out.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestHostileFilesAreRefusedInWords(t *testing.T) {
	each(t, func(p *province) {
		good := template(t, p, one, "202405")
		rows := func(n int) []byte {
			return edited(t, good, func(f *excelize.File) {
				for i := range n {
					set(t, f, fmt.Sprintf("A%d", 20+i), i)
				}
			})
		}
		for _, c := range []struct {
			what string
			data []byte
			kind fault.Kind
			key  string
		}{
			{"no workbook", []byte("tên,số\n1,2"), fault.Invalid, "dataset.book_no_book"},
			{"an empty file", nil, fault.Invalid, "dataset.book_no_book"},
			{"half of one", good[:len(good)/2], fault.Invalid, "dataset.book_no_book"},
			{"macros", stuffed(t, good, "xl/vbaProject.bin", []byte("x")), fault.Invalid, "dataset.book_macros"},
			{"a bomb", stuffed(t, good, "xl/media/x", bytes.Repeat([]byte{0}, 60<<20)), fault.TooLarge, "dataset.book_unpacked"},
			{"too many bytes", make([]byte, dataset.MostBook+1), fault.TooLarge, "dataset.book_large"},
			{"too many rows", rows(12_000), fault.Invalid, "dataset.book_many_rows"},
			{"another workbook", edited(t, good, func(f *excelize.File) { _ = f.DeleteSheet("thanhdong") }), fault.Invalid, "dataset.book_not_ours"},
			{"another form", edited(t, good, func(f *excelize.File) { _ = f.SetCellStr("thanhdong", "B1", "KHAC") }), fault.Invalid, "dataset.book_other_form"},
		} {
			_, err := p.ds.TakeBook(p.as(actor.System("test")), "SXH-T", c.data, false, true, text.VI)
			wantFault(t, c.what, err, c.kind, c.key)
		}
		got, err := p.ds.TakeBook(p.as(actor.System("test")), "SXH-T", edited(t, good, func(f *excelize.File) {
			_ = f.SetCellStr("thanhdong", "B2", "999")
			_, _ = f.NewSheet("ẩn")
			_ = f.SetSheetVisible("ẩn", false)
			set(t, f, macNam, 1)
		}), false, false, text.VI)
		if err != nil || !got.Older || got.Imported != 1 {
			t.Errorf("of an older version, with a hidden sheet: %+v %v", got, err)
		}
	})
}

func FuzzReadBook(f *testing.F) {
	var b bytes.Buffer
	book := excelize.NewFile()
	_ = book.SetSheetName("Sheet1", "Biểu")
	_, _ = book.NewSheet("thanhdong")
	for i, v := range []string{"SXH-T", "1", one, "202405"} {
		_ = book.SetCellStr("thanhdong", fmt.Sprintf("B%d", i+1), v)
	}
	for i, c := range dengue().Cells() {
		_ = book.SetCellStr("Biểu", fmt.Sprintf("G%d", 6+i), c.String())
		_ = book.SetCellValue("Biểu", fmt.Sprintf("D%d", 6+i), i)
	}
	_ = book.Write(&b)
	f.Add(b.Bytes())
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := dataset.ReadBook(data, dengue())
		if err != nil {
			if x, ours := fault.As(err); !ours || text.T(text.VI, x.Key, x.Args) == "" {
				t.Errorf("no words for people: %v", err)
			}
			return
		}
		defer got.Close()
		for _, r := range got.Rows {
			if r.Unit != got.Unit || r.Period != got.Period {
				t.Errorf("%+v is of another set", r)
			}
		}
	})
}

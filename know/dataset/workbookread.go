package dataset

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

const (
	// MostBook is the most bytes that a workbook has, as a file; unpacked it has at most bookUnpacked.
	MostBook     = 8 << 20
	bookUnpacked = 48 << 20
	bookRows     = 2*mostCells + 100
	bookParts    = 500
)

// Book is a workbook that somebody filled in.
type Book struct {
	Form, Unit, Period string
	Version            int
	Rows               []Given
	Lines              []int      // row of the sheet of each of Rows
	Bad                []BookCell // what could not be read; the rest can be taken
	file               *excelize.File
}

// BookCell is a cell of the sheet and why it was not taken.
type BookCell struct {
	At   string // D12
	Cell string // element.option
	Key  string
	Args map[string]any
}

// In says it to people.
func (b BookCell) In(lang text.Lang) string { return text.T(lang, b.Key, b.Args) }

// Close frees what it holds.
func (b *Book) Close() { _ = b.file.Close() }

func badBook(key string, kv ...any) error { return fault.New(fault.Invalid, key, kv...) }

// openBook opens what is a workbook without macros and of a size that can be read.
func openBook(data []byte) (*excelize.File, error) {
	if len(data) > MostBook {
		return nil, fault.New(fault.TooLarge, "dataset.book_large", "max", MostBook>>20)
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, badBook("dataset.book_no_book")
	}
	var size uint64
	for _, f := range z.File {
		size += f.UncompressedSize64
		name := strings.ToLower(f.Name)
		if strings.HasSuffix(name, "vbaproject.bin") || strings.Contains(name, "/macrosheets/") {
			return nil, badBook("dataset.book_macros")
		}
		if f.UncompressedSize64 > bookUnpacked || size > bookUnpacked || len(z.File) > bookParts {
			return nil, fault.New(fault.TooLarge, "dataset.book_unpacked", "max", bookUnpacked>>20)
		}
		if name == "[content_types].xml" && holds(f, "macroEnabled") {
			return nil, badBook("dataset.book_macros")
		}
	}
	book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{UnzipSizeLimit: bookUnpacked, UnzipXMLSizeLimit: bookUnpacked, RawCellValue: true})
	if err != nil {
		return nil, fault.New(fault.Invalid, "dataset.book_no_book").With(err)
	}
	return book, nil
}

func holds(f *zip.File, word string) bool {
	r, err := f.Open()
	if err != nil {
		return false
	}
	defer func() { _ = r.Close() }()
	b, _ := io.ReadAll(io.LimitReader(r, 1<<20))
	return bytes.Contains(b, []byte(word))
}

// ReadBook reads a workbook that [Sets.Template] wrote and somebody filled in. Whatever stands in it that is no value is told with its cell, never guessed.
func ReadBook(data []byte, f Form) (b *Book, err error) {
	// The library below is not ours, and what it reads comes from outside: whatever trips it is a workbook that cannot be read.
	defer func() {
		if x := recover(); x != nil {
			b, err = nil, fault.New(fault.Invalid, "dataset.book_no_book").With(fmt.Errorf("%v", x))
		}
	}()
	book, err := openBook(data)
	if err != nil {
		return nil, err
	}
	b = &Book{file: book}
	if err := b.head(f); err != nil {
		b.Close()
		return nil, err
	}
	if err := b.read(f); err != nil {
		b.Close()
		return nil, err
	}
	return b, nil
}

func (b *Book) head(f Form) error {
	at := func(n int) string {
		v, _ := b.file.GetCellValue(headSheet, "B"+strconv.Itoa(n))
		return strings.TrimSpace(v)
	}
	for _, name := range []string{headSheet, bookSheet} {
		if i, err := b.file.GetSheetIndex(name); err != nil || i < 0 {
			return badBook("dataset.book_not_ours")
		}
		if err := b.countRows(name); err != nil {
			return err
		}
	}
	b.Form, b.Unit, b.Period = at(1), at(3), at(4)
	b.Version, _ = strconv.Atoi(at(2))
	if b.Form == "" || b.Unit == "" || b.Period == "" {
		return badBook("dataset.book_not_ours")
	}
	if b.Form != f.Code {
		return badBook("dataset.book_other_form", "form", cut(b.Form), "wanted", f.Code)
	}
	return nil
}

// countRows looks row by row, before the whole sheet is held in memory.
func (b *Book) countRows(sheet string) error {
	rows, err := b.file.Rows(sheet)
	if err != nil {
		return fault.New(fault.Invalid, "dataset.book_no_book").With(err)
	}
	defer func() { _ = rows.Close() }()
	for n := 0; rows.Next(); n++ {
		if n > bookRows {
			return badBook("dataset.book_many_rows", "max", bookRows)
		}
	}
	return rows.Error()
}

var dateLike = regexp.MustCompile(`\d[-/:]\d|\d[-/ ][A-Za-z]{3}`)

func (b *Book) read(f Form) error {
	merged, err := b.mergedRows()
	if err != nil {
		return err
	}
	rows, err := b.file.GetRows(bookSheet)
	if err != nil {
		return fault.New(fault.Invalid, "dataset.book_no_book").With(err)
	}
	for n := bookFirst; n <= len(rows); n++ {
		line := rows[n-1]
		col := func(i int) string {
			if i < len(line) {
				return strings.TrimSpace(line[i])
			}
			return ""
		}
		code, value, comment := col(6), col(3), col(4)
		if code == "" {
			if value != "" {
				b.bad(n, "", "dataset.book_no_code")
			}
			continue
		}
		element, option, _ := strings.Cut(code, ".")
		g := Given{Element: element, Option: option, Unit: b.Unit, Period: b.Period, Comment: comment}
		if seen, err := strconv.Atoi(col(7)); err == nil && seen >= 0 {
			g.Seen = &seen
			if formula, _ := b.file.GetCellFormula(bookSheet, colValue+strconv.Itoa(n)); seen == 0 && value == "" && comment == "" && formula == "" {
				continue // nothing was there and nothing was written
			}
		}
		if merged[n] {
			b.bad(n, code, "dataset.book_merged")
			continue
		}
		if e, ok := f.Element(element); ok && e.Type == Words {
			g.Value = value
		} else if g.Value, err = b.number(n, value, e.Decimals); err != nil {
			x, ours := fault.As(err)
			if !ours {
				return err
			}
			b.Bad = append(b.Bad, BookCell{colValue + strconv.Itoa(n), code, x.Key, x.Args})
			continue
		}
		b.Rows, b.Lines = append(b.Rows, g), append(b.Lines, n)
	}
	return nil
}

func (b *Book) bad(n int, code, key string, kv ...any) {
	b.Bad = append(b.Bad, BookCell{colValue + strconv.Itoa(n), code, key, fault.At("", key, kv...).Args})
}

// number reads the value of a row: what Excel holds as a number, or what people wrote as words.
func (b *Book) number(n int, value string, decimals int) (string, error) {
	at := colValue + strconv.Itoa(n)
	kind, err := b.file.GetCellType(bookSheet, at)
	if err != nil {
		return "", err
	}
	formula, _ := b.file.GetCellFormula(bookSheet, at)
	if formula != "" && value == "" {
		return "", badBook("dataset.book_formula")
	}
	if strings.HasPrefix(value, "#") || kind == excelize.CellTypeError {
		return "", badBook("dataset.book_error", "value", cut(value))
	}
	if kind == excelize.CellTypeBool || kind == excelize.CellTypeDate {
		return "", badBook("dataset.book_date", "value", cut(value))
	}
	if kind != excelize.CellTypeNumber && kind != excelize.CellTypeUnset && kind != excelize.CellTypeFormula || value == "" {
		if dateLike.MatchString(value) {
			return "", badBook("dataset.book_date", "value", cut(value))
		}
		return FromPeople(value, decimals)
	}
	if shown, err := b.file.GetCellValue(bookSheet, at, excelize.Options{RawCellValue: false}); err == nil && dateLike.MatchString(shown) {
		return "", badBook("dataset.book_date", "value", cut(shown))
	}
	x, err := strconv.ParseFloat(value, 64)
	if err != nil || x != x || x > 1e17 || x < -1e17 {
		return FromPeople(value, decimals)
	}
	// A float of Excel carries dust in its last digits: 0.1+0.2. Fifteen digits are what it shows, and what counts.
	shortest, _ := strconv.ParseFloat(strconv.FormatFloat(x, 'g', 15, 64), 64)
	return strconv.FormatFloat(shortest, 'f', -1, 64), nil
}

// mergedRows are those whose value is merged with another cell: of such a cell nobody knows for which row it was meant.
func (b *Book) mergedRows() (map[int]bool, error) {
	list, err := b.file.GetMergeCells(bookSheet)
	if err != nil {
		return nil, fault.New(fault.Invalid, "dataset.book_no_book").With(err)
	}
	rows := map[int]bool{}
	for _, m := range list {
		c1, r1, err1 := excelize.CellNameToCoordinates(m.GetStartAxis())
		c2, r2, err2 := excelize.CellNameToCoordinates(m.GetEndAxis())
		if err1 != nil || err2 != nil || c1 > 5 || c2 < 4 {
			continue
		}
		for r := max(r1, bookFirst); r <= min(r2, bookRows); r++ {
			rows[r] = true
		}
	}
	return rows, nil
}

// Taken is what became of a workbook.
type Taken struct {
	Summary
	Unit, Period string
	Older        bool // it was made for an earlier version of the form
	Bad          []BookCell
	Marked       []byte // the same workbook with what is wrong marked, where that was asked for
}

// TakeBook takes the values of a workbook. With marked it gives the workbook back, what is wrong painted and explained in it.
func (ds *Sets) TakeBook(ctx context.Context, code string, data []byte, dry, marked bool, lang text.Lang) (t Taken, err error) {
	f, err := ds.Form(ctx, code)
	if err != nil {
		return t, err
	}
	b, err := ReadBook(data, f)
	if err != nil {
		return t, err
	}
	defer b.Close()
	t = Taken{Unit: b.Unit, Period: b.Period, Older: b.Version != f.Version, Bad: b.Bad}
	if t.Summary, err = ds.Put(ctx, code, b.Rows, Way{DryRun: dry, Source: "file"}); err != nil {
		return t, err
	}
	for _, c := range t.Conflicts {
		t.Bad = append(t.Bad, BookCell{colValue + strconv.Itoa(b.Lines[c.Row]), Cell{b.Rows[c.Row].Element, b.Rows[c.Row].Option}.String(), c.Key, c.Args})
	}
	if marked {
		t.Marked, err = b.mark(t.Bad, lang)
	}
	return t, err
}

// mark paints what is wrong and says in a comment, and in a column, why.
func (b *Book) mark(list []BookCell, lang text.Lang) ([]byte, error) {
	red, err := b.file.NewStyle(&excelize.Style{Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"FBE9EC"}}, Font: &excelize.Font{Color: "8E1233", Bold: true},
		Border:     []excelize.Border{{Type: "left", Color: "B4123F", Style: 2}, {Type: "right", Color: "B4123F", Style: 2}, {Type: "top", Color: "B4123F", Style: 2}, {Type: "bottom", Color: "B4123F", Style: 2}},
		Protection: &excelize.Protection{Locked: false}})
	if err != nil {
		return nil, err
	}
	for n := bookFirst; n < bookFirst+bookRows; n++ { // what was marked the last time is gone
		if code, err := b.file.GetCellValue(bookSheet, colCode+strconv.Itoa(n)); err != nil || code == "" && n > bookFirst+mostCells {
			break
		}
		at := colFault + strconv.Itoa(n)
		if said, _ := b.file.GetCellValue(bookSheet, at); said != "" {
			if err := b.file.SetCellStr(bookSheet, at, ""); err != nil {
				return nil, err
			}
			_ = b.file.DeleteComment(bookSheet, colValue+strconv.Itoa(n))
		}
	}
	for _, c := range list {
		words := c.In(lang)
		if err := b.file.SetCellStyle(bookSheet, c.At, c.At, red); err != nil {
			return nil, err
		}
		if err := b.file.SetCellStr(bookSheet, colFault+strings.TrimPrefix(c.At, colValue), words); err != nil {
			return nil, err
		}
		_ = b.file.DeleteComment(bookSheet, c.At)
		if err := b.file.AddComment(bookSheet, excelize.Comment{Cell: c.At, Author: "Thành Đông", Text: words}); err != nil {
			return nil, err
		}
	}
	var out bytes.Buffer
	err = b.file.Write(&out)
	return out.Bytes(), err
}

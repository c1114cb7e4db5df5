package console

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/xuri/excelize/v2"

	"thanhdong/ground/text"
)

// sheet is a table that leaves the house: rows of text, float64, int, time.Time or
// nil. A cell of text is never read as a formula by the program that opens it.
type sheet interface {
	Row(cells []any) error
	Close() error
}

const sheetTime = "2006-01-02 15:04:05"

// csvSheet is RFC 4180 in UTF-8. It begins with a byte order mark, without which
// Excel reads Vietnamese as Latin-1.
type csvSheet struct{ w *csv.Writer }

func newCSV(w io.Writer) (sheet, error) {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return nil, err
	}
	c := csv.NewWriter(w)
	c.UseCRLF = true
	return &csvSheet{c}, nil
}

func (s *csvSheet) Row(cells []any) error {
	row := make([]string, len(cells))
	for i, c := range cells {
		switch c := c.(type) {
		case nil:
		case string:
			row[i] = harmless(c)
		case time.Time:
			if !c.IsZero() {
				row[i] = c.In(text.Zone).Format(sheetTime)
			}
		case float64:
			row[i] = strconv.FormatFloat(c, 'f', -1, 64)
		default:
			row[i] = fmt.Sprint(c)
		}
	}
	return s.w.Write(row)
}

func (s *csvSheet) Close() error {
	s.w.Flush()
	return s.w.Error()
}

// harmless keeps a spreadsheet from taking words for a formula: names come from
// files of others, and a formula can send data away.
func harmless(s string) string {
	if s == "" {
		return s
	}
	switch s[0] {
	case '=', '+', '-', '@', '\t', '\r', '\n':
		return "'" + s
	}
	return s
}

// bookSheet is one sheet of an Office Open XML workbook. Rows go to a file beside
// when they are many; the book is written at the end, because its directory is.
type bookSheet struct {
	to            io.Writer
	book          *excelize.File
	rows          *excelize.StreamWriter
	n             int
	instant, head int
}

func newBook(w io.Writer, title string) (sheet, error) {
	s := &bookSheet{to: w, book: excelize.NewFile()}
	err := s.begin(title)
	if err != nil {
		_ = s.book.Close()
		return nil, err
	}
	return s, nil
}

func (s *bookSheet) begin(title string) (err error) {
	if err := s.book.SetSheetName("Sheet1", title); err != nil {
		return err
	}
	format := "yyyy-mm-dd hh:mm:ss"
	if s.instant, err = s.book.NewStyle(&excelize.Style{CustomNumFmt: &format}); err != nil {
		return err
	}
	if s.head, err = s.book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}}); err != nil {
		return err
	}
	if s.rows, err = s.book.NewStreamWriter(title); err != nil {
		return err
	}
	if err := s.rows.SetColWidth(1, 16, 20); err != nil {
		return err
	}
	return s.rows.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
}

func (s *bookSheet) Row(cells []any) error {
	s.n++
	row := make([]any, len(cells))
	for i, c := range cells {
		switch c := c.(type) {
		case time.Time:
			if !c.IsZero() {
				// A workbook knows no zones: what is written is the clock on the wall here.
				here := c.In(text.Zone)
				wall := time.Date(here.Year(), here.Month(), here.Day(), here.Hour(), here.Minute(), here.Second(), 0, time.UTC)
				row[i] = excelize.Cell{StyleID: s.instant, Value: wall}
			}
		default:
			row[i] = c
			if s.n == 1 {
				row[i] = excelize.Cell{StyleID: s.head, Value: c}
			}
		}
	}
	return s.rows.SetRow("A"+strconv.Itoa(s.n), row)
}

func (s *bookSheet) Close() error {
	defer s.book.Close()
	if err := s.rows.Flush(); err != nil {
		return err
	}
	_, err := s.book.WriteTo(s.to)
	return err
}

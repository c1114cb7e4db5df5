package dataset

import (
	"context"
	"fmt"
	"io"
	"strconv"

	"github.com/xuri/excelize/v2"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
)

// The workbook of a form: a row for each cell, with names for people and, hidden, codes for us. Values and comments alone can be written; the rest is protected
// against slips, not against people. A hidden sheet says which form, unit and period it is.
const (
	bookSheet = "Biểu"
	headSheet = "thanhdong"
	bookFirst = 6 // row of the first cell

	colName, colOption, colMeasure, colValue, colComment, colFault, colCode, colSeen = "A", "B", "C", "D", "E", "F", "G", "H"
)

// Template writes the workbook of a form for a unit and a period, with what is held.
func (ds *Sets) Template(ctx context.Context, w io.Writer, code, unitCode, period string, lang text.Lang) error {
	var f Form
	var s Set
	var u unit.Unit
	p, err := ParsePeriod(period)
	if err != nil {
		return err
	}
	if err := ds.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if f, err = form(ctx, tx, code); err != nil {
			return err
		}
		if !f.Asks(p) {
			return fault.New(fault.Invalid, "dataset.not_asked", "period", p.In(text.VI))
		}
		u, err = unit.ByCode(ctx, tx, unitCode, p.End.Add(-1))
		if fault.Is(err, fault.NotFound) {
			return notFound(unitCode)
		}
		if err != nil {
			return err
		}
		owner, err := unit.Heir(ctx, tx, f.Owner)
		if err != nil {
			return err
		}
		holder, err := holderOf(ctx, tx, u)
		if err != nil {
			return err
		}
		if !(Set{HolderPath: holder.Path, HolderArea: holder.AreaPath, OwnerPath: owner.Path, OwnerArea: owner.AreaPath}).Readable(actor.From(ctx)) {
			return notFound(unitCode)
		}
		list, err := query(ctx, tx, `s.form = ? AND s.unit = ? AND s.period = ?`, f.Code, u.Code, p.Code())
		if err != nil || len(list) == 0 {
			return err
		}
		s = list[0]
		s.Values, err = values(ctx, tx, s.ID)
		return err
	}); err != nil {
		return fmt.Errorf("workbook of %s: %w", code, err)
	}
	book := excelize.NewFile()
	defer func() { _ = book.Close() }()
	if err := fillBook(book, f, s, u, p, lang); err != nil {
		return fmt.Errorf("workbook of %s: %w", code, err)
	}
	return book.Write(w)
}

func fillBook(book *excelize.File, f Form, s Set, u unit.Unit, p Period, lang text.Lang) error {
	var failed error
	ok := func(err error) {
		if failed == nil {
			failed = err
		}
	}
	style := func(st *excelize.Style) int {
		id, err := book.NewStyle(st)
		ok(err)
		return id
	}
	line := []excelize.Border{{Type: "left", Color: "DAD5C8", Style: 1}, {Type: "right", Color: "DAD5C8", Style: 1}, {Type: "top", Color: "DAD5C8", Style: 1}, {Type: "bottom", Color: "DAD5C8", Style: 1}}
	bold := style(&excelize.Style{Font: &excelize.Font{Bold: true, Size: 14}})
	head := style(&excelize.Style{Font: &excelize.Font{Bold: true}, Border: line, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"ECE9DF"}}, Alignment: &excelize.Alignment{WrapText: true}})
	plain := style(&excelize.Style{Border: line, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	open := style(&excelize.Style{Border: line, NumFmt: 49, Protection: &excelize.Protection{Locked: false}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	byDecimals := map[int]int{}
	ok(book.SetSheetName("Sheet1", bookSheet))
	say := func(key string, kv ...any) string { return text.T(lang, key, fault.At("", key, kv...).Args) }
	ok(book.SetCellStr(bookSheet, "A1", f.Name.In(lang)))
	ok(book.SetCellStyle(bookSheet, "A1", "A1", bold))
	ok(book.SetCellStr(bookSheet, "A2", u.Name.In(lang)+", "+p.In(lang)))
	ok(book.SetCellStr(bookSheet, "A3", say("dataset.book_how")))
	for col, key := range map[string]string{colName: "dataset.book_name", colOption: "dataset.book_option", colMeasure: "dataset.book_measure", colValue: "dataset.book_value", colComment: "dataset.book_comment", colFault: "dataset.book_fault"} {
		ok(book.SetCellStr(bookSheet, col+strconv.Itoa(bookFirst-1), say(key)))
	}
	ok(book.SetCellStyle(bookSheet, colName+strconv.Itoa(bookFirst-1), colFault+strconv.Itoa(bookFirst-1), head))
	held := map[Cell]Value{}
	for _, v := range s.Values {
		held[v.Cell] = v
	}
	row := bookFirst
	for _, e := range f.Elements {
		if !e.Section.Empty() {
			at := colName + strconv.Itoa(row)
			ok(book.SetCellStr(bookSheet, at, e.Section.In(lang)))
			ok(book.SetCellStyle(bookSheet, at, colFault+strconv.Itoa(row), head))
			row++
		}
		for _, option := range f.Options(e) {
			n := strconv.Itoa(row)
			c := Cell{e.Code, option}
			v, there := held[c]
			name := e.Name.In(lang)
			if e.Compulsory {
				name += " *"
			}
			ok(book.SetCellStr(bookSheet, colName+n, name))
			ok(book.SetCellStr(bookSheet, colOption+n, f.OptionName(e, option, lang)))
			ok(book.SetCellStr(bookSheet, colMeasure+n, e.Unit))
			ok(book.SetCellStr(bookSheet, colCode+n, c.String()))
			ok(book.SetCellStyle(bookSheet, colName+n, colMeasure+n, plain))
			ok(book.SetCellStyle(bookSheet, colComment+n, colComment+n, open))
			ok(book.SetCellStyle(bookSheet, colFault+n, colFault+n, plain))
			seen := 0
			if there {
				seen = v.Before + 1
				ok(book.SetCellStr(bookSheet, colComment+n, v.Comment))
			}
			ok(book.SetCellInt(bookSheet, colSeen+n, int64(seen)))
			if e.Type == Words {
				ok(book.SetCellStyle(bookSheet, colValue+n, colValue+n, open))
				ok(book.SetCellStr(bookSheet, colValue+n, v.Text))
			} else {
				if _, made := byDecimals[e.Decimals]; !made {
					form := "#,##0"
					if e.Decimals > 0 {
						form += "." + "000000"[:e.Decimals]
					}
					byDecimals[e.Decimals] = style(&excelize.Style{Border: line, CustomNumFmt: &form, Protection: &excelize.Protection{Locked: false}})
				}
				ok(book.SetCellStyle(bookSheet, colValue+n, colValue+n, byDecimals[e.Decimals]))
				if v.Number != nil {
					ok(book.SetCellFloat(bookSheet, colValue+n, float64(*v.Number)/pow10(e.Decimals), e.Decimals, 64))
				}
			}
			row++
		}
	}
	for col, width := range map[string]float64{colName: 46, colOption: 26, colMeasure: 14, colValue: 16, colComment: 36, colFault: 40} {
		ok(book.SetColWidth(bookSheet, col, col, width))
	}
	ok(book.SetColVisible(bookSheet, colCode+":"+colSeen, false))
	ok(book.SetPanes(bookSheet, &excelize.Panes{Freeze: true, YSplit: bookFirst - 1, TopLeftCell: colName + strconv.Itoa(bookFirst), ActivePane: "bottomLeft"}))
	ok(book.ProtectSheet(bookSheet, &excelize.SheetProtectionOptions{SelectLockedCells: true, SelectUnlockedCells: true, FormatColumns: true}))
	_, err := book.NewSheet(headSheet)
	ok(err)
	for i, pair := range [][2]string{{"form", f.Code}, {"version", strconv.Itoa(f.Version)}, {"unit", u.Code}, {"period", p.Code()}} {
		ok(book.SetCellStr(headSheet, "A"+strconv.Itoa(i+1), pair[0]))
		ok(book.SetCellStr(headSheet, "B"+strconv.Itoa(i+1), pair[1]))
	}
	ok(book.SetSheetVisible(headSheet, false, true))
	return failed
}

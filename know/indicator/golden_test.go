package indicator_test

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/xuri/excelize/v2"

	"thanhdong/know/dataset"
)

// The cases of testdata/golden.xlsx were computed by a spreadsheet program, each by a formula of its own that stands in the column "result"; ours must say the same.
func TestFiguresEqualThoseOfASpreadsheet(t *testing.T) {
	book, err := excelize.OpenFile("testdata/golden.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	data, err := book.GetRows("data", excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	cases, err := book.GetRows("cases", excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	each(t, func(p *province) {
		given := map[string][]dataset.Given{}
		for _, r := range data[1:] {
			given[r[0]] = append(given[r[0]], dataset.Given{Element: r[1], Unit: r[2], Period: r[3], Value: r[4]})
		}
		for form, rows := range given {
			p.hand(form, rows...)
		}
		for i, r := range cases[1:] {
			decimals, err := strconv.Atoi(r[2])
			if err != nil {
				t.Fatal(err)
			}
			code, want := fmt.Sprintf("C%d", i+1), ""
			if len(r) > 5 && r[5] != "" {
				x, err := strconv.ParseFloat(r[5], 64)
				if err != nil {
					t.Fatal(err)
				}
				want = strconv.FormatFloat(x, 'f', -1, 64)
			}
			p.define(defined(code, r[0], r[1], decimals))
			if got := p.one(code, r[3], r[4], "").Decimal(decimals); got != want {
				p.Errorf("%s of %s in %s: %q, the spreadsheet says %q", r[0], r[3], r[4], got, want)
			}
		}
		if len(cases)-1 != 50 {
			p.Errorf("%d cases", len(cases)-1)
		}
	})
}

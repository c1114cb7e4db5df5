package dataset_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"thanhdong/know/dataset"
)

func keys(sum dataset.Summary) (list []string) {
	for _, c := range sum.Conflicts {
		list = append(list, fmt.Sprintf("%d %s", c.Row, strings.TrimPrefix(c.Key, "dataset.")))
	}
	return list
}

func TestTheSameValuesAgainChangeNothingAndEachValueThatWasIsKept(t *testing.T) {
	each(t, func(p *province) {
		first := p.give("201806", "mac.nam", "12", "mac.nu", "9", "chet", "0", "ty_le", "12.5", "ghi_chu", "ổ dịch ở chợ")
		if first.Imported != 5 || len(first.Conflicts) != 0 {
			t.Fatalf("%+v", first)
		}
		again := p.give("201806", "mac.nam", "12", "mac.nu", "9.0", "chet", "00", "ty_le", "12.50", "ghi_chu", " ổ dịch ở chợ ")
		if again.Ignored != 5 || again.Imported+again.Updated+again.Deleted != 0 {
			t.Errorf("again: %+v", again)
		}
		before := p.set("201806")
		if up := p.give("201806", "mac.nam", "14", "ty_le", ""); up.Updated != 1 || up.Deleted != 1 {
			t.Errorf("%+v", up)
		}
		s := p.set("201806")
		if s.Filled != 4 || s.Version <= before.Version || s.State != dataset.Open || s.Work != "" {
			t.Errorf("%+v", s)
		}
		list, err := p.ds.History(p.as(clerk), s.ID, dataset.Cell{Element: "mac", Option: "nam"})
		if err != nil || len(list) != 2 || *list[0].Before.Number != 12 || *list[0].After.Number != 14 || list[1].Before.Number != nil || list[0].ByName != "clerk" {
			t.Errorf("history %+v %v", list, err)
		}
	})
}

func TestWhatCannotBeTakenIsToldRowByRowAndTheRestIsTaken(t *testing.T) {
	each(t, func(p *province) {
		g := func(element, option, unit, period, value string) dataset.Given {
			return dataset.Given{Element: element, Option: option, Unit: unit, Period: period, Value: value}
		}
		rows := []dataset.Given{
			g("mac", "nam", one, "201806", "5"), // taken
			g("mac", "nam", "30", "201806", "5"),
			g("mac", "nam", two, "201806", "5"),
			g("mac", "nam", asks, "201806", "5"),
			g("mac", "nam", one, "2018", "5"),
			g("mac", "nam", one, "200912", "5"),
			g("mac", "nam", one, "209912", "5"),
			g("mac", "khac", one, "201806", "5"),
			g("soi", "", one, "201806", "5"),
			g("chet", "", one, "201806", "-1"),
			g("chet", "", one, "201805", "1,5"),
			g("chet", "", one, "201804", "1.5"),
			g("chet", "", one, "201803", "123456789012345678901"),
			g("chet", "", one, "201802", "1"),
			g("chet", "", one, "201802", "2"),
			g("mac", "nu", one, "201802", "7"),
			g("mac", "nu", one, "201802", "7"),
		}
		want := []string{"1 unknown_unit", "2 not_yours", "3 not_owed", "4 bad_period", "5 not_asked", "6 future", "7 no_option", "8 no_element", "9 below", "10 no_number", "11 too_exact", "12 too_large",
			"13 twice", "14 twice"}
		dry, err := p.ds.Put(p.as(clerk), "SXH-T", rows, dataset.Way{DryRun: true})
		if err != nil || dry.Imported != 2 || dry.Ignored != 1 || !slices.Equal(keys(dry), want) {
			t.Errorf("dry: %+v %q %v", dry, keys(dry), err)
		}
		if list, _, err := p.ds.List(p.as(above), dataset.Filter{}); err != nil || len(list) != 0 {
			t.Errorf("a dry run kept %d sets, %v", len(list), err)
		}
		sum, err := p.ds.Put(p.as(clerk), "SXH-T", rows, dataset.Way{})
		if err != nil || sum.Imported != 2 || !slices.Equal(keys(sum), want) {
			t.Errorf("%+v %q %v", sum, keys(sum), err)
		}
		if _, err := p.ds.Put(p.as(clerk), "XX", rows, dataset.Way{}); err == nil {
			t.Error("a form that is not there took values")
		}
	})
}

func TestWhoDidNotSeeTheNewestValueIsToldOfIt(t *testing.T) {
	each(t, func(p *province) {
		p.give("201806", "chet", "1")
		p.give("201806", "chet", "2")
		put := func(value string, seen int) dataset.Summary {
			sum, err := p.ds.Put(p.as(clerk), "SXH-T", []dataset.Given{{Element: "chet", Unit: one, Period: "201806", Value: value, Seen: &seen}}, dataset.Way{Source: "hand"})
			if err != nil {
				t.Fatal(err)
			}
			return sum
		}
		if sum := put("5", 1); !slices.Equal(keys(sum), []string{"0 changed_since"}) || sum.Conflicts[0].Args["value"] != "2 ca" {
			t.Errorf("%+v", sum)
		}
		if sum := put("2", 1); sum.Ignored != 1 {
			t.Errorf("the same value is no conflict: %+v", sum)
		}
		if sum := put("5", 2); sum.Updated != 1 {
			t.Errorf("%+v", sum)
		}
	})
}

func TestNumbersAreExact(t *testing.T) {
	for in, want := range map[string]string{"0": "0", "-0": "0", "007": "7", "12.50": "12.5", "-3.25": "-3.25", "0.01": "0.01", "123456789012.34": "123456789012.34"} {
		n, err := dataset.ParseNumber(in, 2)
		if err != nil || dataset.Decimal(n, 2) != want {
			t.Errorf("%s: %d %s %v", in, n, dataset.Decimal(n, 2), err)
		}
	}
	for _, in := range []string{"", "-", ".5", "5.", "1e5", "1 000", "1,5", "٣", "NaN", "0x1", "--1", "+1", "1.2.3", "1.234"} {
		if n, err := dataset.ParseNumber(in, 2); err == nil {
			t.Errorf("%q is taken as %d", in, n)
		}
	}
}

func FuzzParseNumber(f *testing.F) {
	for _, s := range []string{"0", "-1.5", "1e9", "00000000000000000000000000000001", "9999999999999999999"} {
		f.Add(s, 2)
	}
	f.Fuzz(func(t *testing.T, s string, decimals int) {
		if decimals < 0 || decimals > 6 {
			return
		}
		n, err := dataset.ParseNumber(s, decimals)
		if err != nil {
			return
		}
		if again, err := dataset.ParseNumber(dataset.Decimal(n, decimals), decimals); err != nil || again != n {
			t.Errorf("%q is %d, written %s, read %d %v", s, n, dataset.Decimal(n, decimals), again, err)
		}
	})
}

package indicator_test

import (
	"context"
	"errors"
	"strconv"
	"testing"

	"thanhdong/ground/area"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/know/dataset"
	"thanhdong/know/indicator"
)

const cut = text.Day("2024-07-01")

// divide ends 288 and 290 on the day of the cut: 288 becomes A (a third) and B (two thirds), 290 becomes C and, with a half, D.
func (p *province) divide() {
	p.do(func(ctx context.Context, tx *db.Tx) error {
		a := func(code, parent string) area.Area {
			return area.Area{Code: code, Kind: "ward", Parent: parent, Name: text.L{VI: code, EN: code}, From: cut, Mark: "VERIFIED"}
		}
		old := func(code string, km2 float64) area.Area {
			return area.Area{Code: code, Kind: "district", Parent: "30", Name: text.L{VI: code, EN: code}, KM2: km2, To: cut, Mark: "VERIFIED"}
		}
		line := func(from, to string, share float64) area.Lineage {
			return area.Lineage{Old: from, New: to, Day: cut, ShareArea: &share, Source: "thử"}
		}
		_, err1 := area.Put(ctx, tx, []area.Area{old("288", 100), old("290", 200), a("A", "30"), a("B", "30"), a("C", "30"), a("D", "30")})
		_, err2 := area.PutLineage(ctx, tx, []area.Lineage{line("288", "A", 0.3333), line("288", "B", 0.6667), line("290", "C", 0.5), line("290", "D", 0.5)})
		return errors.Join(err1, err2)
	})
}

func (p *province) below(code, at string, on text.Day) (steps map[string]string) {
	p.Helper()
	list, err := p.fs.Values(p.system(), indicator.Question{Codes: []string{code}, Area: "30", Below: true, From: period(p, at), To: period(p, at), Boundaries: on})
	if err != nil {
		p.Fatal(err)
	}
	steps = map[string]string{}
	for _, v := range list {
		steps[v.Area] = v.Decimal(1)
	}
	return steps
}

func TestASeriesIsReadInOldAndInNewBoundaries(t *testing.T) {
	each(t, func(p *province) {
		g := func(el, unit, at, v string) dataset.Given {
			return dataset.Given{Element: el, Unit: unit, Period: at, Value: v}
		}
		p.hand("M", g("mac", "UB288", "202405", "10"), g("mac", "UB290", "202405", "7"), g("ty_le", "UB288", "202405", "12.5"), g("ty_le", "UB290", "202405", "20"))
		p.hand("N", g("dan_so", "UB288", "2023", "1000"), g("dan_so", "UB290", "2023", "701"))
		p.define(defined("MAC", `value("M","mac")`, "ca", 1), defined("RATE", `value("M","mac")/value("N","dan_so")`, "ca/1.000 người", 1), defined("PCT", `value("M","ty_le")`, "%", 1))
		p.divide()

		if got := p.below("MAC", "202405", ""); got["288"] != "10" || got["290"] != "7" || len(got) != 2 {
			p.Errorf("in the boundaries of its time: %v", got)
		}
		// By hand: 10 × 0.3333 = 3.333 and 6.667, the largest remainder is B's; 7 × 0.5 = 3.5 each, the first of equals gets the one that is left.
		got := p.below("MAC", "202405", "2024-08-01")
		if got["A"] != "3" || got["B"] != "7" || got["C"] != "4" || got["D"] != "3" || len(got) != 4 {
			p.Errorf("in the boundaries of August 2024: %v", got)
		}
		all := p.one("MAC", "30", "202405", "2024-08-01")
		if all.Decimal(1) != "17" || !all.Estimated || all.Key != "30.202405.2024-08-01" {
			p.Errorf("the whole: %+v", all)
		}
		if v := p.one("MAC", "30", "202405", ""); v.Decimal(1) != "17" || v.Estimated {
			p.Errorf("the whole in its own boundaries: %+v", v)
		}
		// A rate is computed from its parts: A has 3 of 333 people (1000 × 0.3333 = 333.3).
		want := strconv.FormatFloat(9.0, 'f', -1, 64)
		if v := p.one("RATE", "A", "202405", "2024-08-01"); v.Decimal(1) != want {
			p.Errorf("rate of A: %s, want %s", v.Decimal(1), want)
		}
		if v := p.one("PCT", "A", "202405", "2024-08-01"); v.Steps != nil || v.Why != "indicator.not_shared" {
			p.Errorf("a rate that was handed in is not shared out: %+v", v)
		}
		if v := p.one("PCT", "30", "202405", ""); v.Decimal(1) != "16.3" {
			p.Errorf("mean: %s", v.Decimal(1))
		}
		// Back again: what is reported for the new ones belongs to the old ones whole.
		if _, err := p.fs.Values(p.system(), indicator.Question{Codes: []string{"MAC"}, Area: "A", From: period(p, "202405"), To: period(p, "202405"), Boundaries: "2024-05-01"}); !fault.Is(err, fault.NotFound) {
			p.Errorf("an area that was not there then: %v", err)
		}
		ped, err := p.fs.Pedigree(p.system(), "RATE", "A.202405.2024-08-01")
		if err != nil || len(ped.Sources) != 2 || ped.Sources[0].Value != "10" || ped.Sources[0].Counts != "3" || !ped.Sources[0].Shared || ped.Sources[0].Set.Unit != "UB288" {
			p.Errorf("pedigree: %+v %v", ped, err)
		}
	})
}

func TestAFormulaIsCheckedBeforeItIsKept(t *testing.T) {
	each(t, func(p *province) {
		refused := func(d indicator.Definition, words string) {
			p.Helper()
			err := p.d.Do(p.system(), func(ctx context.Context, tx *db.Tx) error { return indicator.Put(ctx, tx, d) })
			if !fault.Is(err, fault.Invalid) {
				p.Errorf("%s: %v", words, err)
			}
		}
		p.define(defined("A", `value("M","mac")`, "ca", 0))
		p.define(defined("B", `indicator("A") * 2`, "ca", 0))
		refused(defined("A", `indicator("B")`, "ca", 0), "a circle")
		refused(defined("C", `value("M","mac") + value("M","tien")`, "ca", 0), "people and money")
		refused(defined("C", `value("M","mac")`, "người", 0), "another unit of measure")
		refused(defined("C", `value("M","gi")`, "ca", 0), "an element that is not there")
		refused(defined("C", `value("X","mac")`, "ca", 0), "a form that is not there")
		refused(defined("C", `ago(value("M","mac"), 0)`, "ca", 0), "no periods ago")
		refused(defined("C", `value("M","mac") > 3`, "1", 0), "a comparison")
		refused(defined("C", `system("rm")`, "1", 0), "a function that is not there")
		refused(defined("C", `value("M","mac"`, "ca", 0), "half a formula")
		refused(defined("A", `value("M","tien")`, "triệu đồng", 0), "B would come out in money")
	})
}

func TestALightWorsensAtOnceAndImprovesBeyondTheThreshold(t *testing.T) {
	each(t, func(p *province) {
		d := defined("MAC", `value("M","mac")`, "ca", 0)
		d.Direction, d.Targets = indicator.Down, []indicator.Target{{From: "2020-01-01", Value: 10, Near: 5, Hold: 2}}
		p.define(d)
		for i, v := range []string{"8", "11", "9", "8", "16", "14", "13"} {
			at := "20240" + strconv.Itoa(i+1)
			p.hand("M", dataset.Given{Element: "mac", Unit: "UB288", Period: at, Value: v})
		}
		for at, want := range map[string]indicator.Light{"202401": indicator.Green, "202402": indicator.Amber, "202403": indicator.Amber, "202404": indicator.Green, "202405": indicator.Red, "202406": indicator.Red, "202407": indicator.Amber} {
			v := p.one("MAC", "288", at, "")
			if v.Light != want || !v.Provisional || *v.Scores.Complete != 1 || *v.Scores.Correct != 0 {
				p.Errorf("%s: %s, want %s; %+v", at, v.Light, want, v)
			}
		}
		if v := p.one("MAC", "30", "202407", ""); *v.Scores.Complete != 0.5 {
			p.Errorf("one of two units handed in: %v", *v.Scores.Complete)
		}
	})
}

func TestWhatIsNotOwedYetIsNotMissing(t *testing.T) {
	each(t, func(p *province) { // 20 January 2025: the year 2025 is running, and its population comes next year
		g := func(el, unit, at, v string) dataset.Given {
			return dataset.Given{Element: el, Unit: unit, Period: at, Value: v}
		}
		p.hand("N", g("dan_so", "UB288", "2024", "1000"), g("dan_so", "UB290", "2024", "3000"))
		p.hand("M", g("mac", "UB288", "202501", "1"), g("mac", "UB290", "202501", "3"))
		p.define(defined("RATE", `value("M","mac")/value("N","dan_so")`, "ca/1.000 người", 1))
		if v := p.one("RATE", "30", "202501", ""); v.Decimal(1) != "1" || v.Carried != "2024-01-01" || v.Scores.Complete == nil || *v.Scores.Complete != 1 {
			p.Errorf("by the population of the year before: %s, carried %s, complete %v", v.Decimal(1), v.Carried, *v.Scores.Complete)
		}
	})
}

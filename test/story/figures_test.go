package story

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/text"
	"thanhdong/know/dataset"
	"thanhdong/know/indicator"
	"thanhdong/pack"
	"thanhdong/test/town"
)

// apply applies a pack by its name or folder.
func apply(t *testing.T, w *town.Town, name string) error {
	t.Helper()
	p, err := pack.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.App.Packs.Apply(w.System(), p)
	return err
}

// districts are those of the province, in the order of their codes.
var districts = strings.Fields("288 290 291 292 293 294 295 296 297 298 299 300")

// handIn gives values of units and hands their sets in.
func handIn(t *testing.T, w *town.Town, form, period string, rows []dataset.Given) {
	t.Helper()
	sum, err := w.App.Datasets.Put(w.System(), form, rows, dataset.Way{Source: "machine"})
	if err != nil || len(sum.Conflicts) > 0 {
		t.Fatalf("%s %s: %+v %v", form, period, sum, err)
	}
	list, _, err := w.App.Datasets.List(w.System(), dataset.Filter{Form: form, Period: period, State: dataset.Open, Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range list {
		if _, err := w.App.Datasets.Submit(w.System(), s.ID); err != nil {
			t.Fatalf("%s of %s: %v", form, s.Unit, err)
		}
	}
}

// owed looks for what is owed, as the product does each hour by the wall's clock.
func owed(t *testing.T, w *town.Town) {
	t.Helper()
	if err := w.App.Datasets.OpenDue(w.System()); err != nil {
		t.Fatal(err)
	}
}

// ill are the cells of the monthly form that must be filled.
func ill(unit, period string, dengue int) []dataset.Given {
	rows := []dataset.Given{{Element: "sxh", Option: "mac", Unit: unit, Period: period, Value: fmt.Sprint(dengue)}}
	for _, cell := range []string{"sxh.chet", "tcm.mac", "tcm.chet", "soi.mac", "soi.chet"} {
		element, option, _ := strings.Cut(cell, ".")
		rows = append(rows, dataset.Given{Element: element, Option: option, Unit: unit, Period: period, Value: "0"})
	}
	return rows
}

// valueSet is one as the console shows it.
type valueSet struct {
	ID, Number, State, Work string
	Level                   int
	Due                     time.Time
	Broken                  []struct{ Rule, Words string }
	Log                     []struct{ Kind string }
}

// A district hands in its form against the rules of it, two levels approve, it is locked and corrected; meanwhile the figure that it is part of says what it rests on.
func TestAFormIsHandedInApprovedLockedAndCorrectedAndTheFigureSaysSo(t *testing.T) {
	begin(t, func(t *testing.T, w *town.Town) {
		if err := apply(t, w, "forms"); err != nil {
			t.Fatal(err)
		}
		clerk := w.Person("công chức", actor.Clerk, "H23.UB288", "288")
		chair := w.Person("phó chủ tịch", actor.Leader, "H23", "30")
		health := w.Person("chuyên viên y tế", actor.Officer, "H23.SYT", "30")
		month := dataset.PeriodAt(dataset.Monthly, text.DayOf(w.Clock.Now())).Add(-1)
		at := month.Code()
		for i, d := range districts[1:] {
			handIn(t, w, "BTN-T", at, ill("H23.UB"+d, at, 10+i))
		}
		owed(t, w)
		var s valueSet
		w.Until("the form is owed", func() bool {
			var l struct{ Items []valueSet }
			clerk.Get("/value-sets?form=BTN-T&period=" + at).OK(&l)
			if len(l.Items) == 1 {
				s = l.Items[0]
			}
			return s.Work != ""
		})
		var item struct{ Kind, State string }
		clerk.Get("/work/" + s.Work).OK(&item)
		if item.Kind != "due-form" {
			t.Errorf("its item is a %s", item.Kind)
		}
		put := func(cell, value string) {
			t.Helper()
			element, option, _ := strings.Cut(cell, ".")
			clerk.Post("/datasets/BTN-T/values", map[string]any{"source": "hand", "values": []any{map[string]string{"element": element, "category": option, "unit": "H23.UB288", "period": at, "value": value}}}).OK(nil)
		}
		for _, g := range ill("H23.UB288", at, 4) {
			put(g.Element+"."+g.Option, g.Value)
		}
		put("sxh.chet", "5")
		refused := clerk.Post("/value-sets/"+s.ID+"/submit", struct{}{}).Refused(400)
		if !strings.Contains(fmt.Sprint(refused), "sxh_chet") {
			t.Errorf("more deaths than cases: %+v", refused)
		}
		put("sxh.chet", "0")
		clerk.Post("/value-sets/"+s.ID+"/submit", struct{}{}).OK(&s)

		figure := func(area, key string) (v struct {
			Said                    string
			Value                   *string
			Provisional             bool
			Correct, Complete, Live *float64
			Key                     string
		}) {
			t.Helper()
			var l struct {
				Items []struct {
					Said                    string
					Value                   *string
					Provisional             bool
					Correct, Complete, Live *float64
					Key                     string
				}
			}
			chair.Get("/indicators/" + key + "/values?area=" + area + "&period=" + at).OK(&l)
			if len(l.Items) != 1 {
				t.Fatalf("%d values", len(l.Items))
			}
			v = l.Items[0]
			return v
		}
		// 4 + (10 + 11 + … + 20) = 169.
		if v := figure("30", "SXH-MAC"); v.Value == nil || *v.Value != "169" || !v.Provisional || *v.Complete != 1 || *v.Correct != 0 {
			t.Errorf("before it is approved: %+v", v)
		}
		health.Post("/value-sets/"+s.ID+"/approve", map[string]int{"level": 0}).Refused(403)
		chair.Post("/value-sets/"+s.ID+"/approve", map[string]int{"level": 0}).OK(&s)
		clerk.Post("/value-sets/"+s.ID+"/approve", map[string]int{"level": 1}).Refused(403)
		health.Post("/value-sets/"+s.ID+"/approve", map[string]int{"level": 1}).OK(&s)
		if v := figure("288", "SXH-MAC"); s.State != "approved" || *v.Value != "4" || v.Provisional || *v.Correct != 1 {
			t.Errorf("approved: %s %+v", s.State, v)
		}
		health.Post("/value-sets/"+s.ID+"/lock", struct{}{}).OK(&s)
		clerk.Post("/datasets/BTN-T/values", map[string]any{"values": []any{map[string]string{"element": "sxh", "category": "mac", "unit": "H23.UB288", "period": at, "value": "9"}}}).OK(nil)
		if v := figure("288", "SXH-MAC"); *v.Value != "4" {
			t.Errorf("a locked set took a value: %+v", v)
		}
		health.Post("/value-sets/"+s.ID+"/correct", map[string]string{"element": "sxh", "option": "mac", "value": "6", "words": "Sót hai ca của xã"}).OK(&s)
		v := figure("288", "SXH-MAC")
		if *v.Value != "6" {
			t.Errorf("corrected: %+v", v)
		}
		var p struct {
			Print   string
			Sources []struct{ Set, Value, State string }
		}
		chair.Get("/indicators/SXH-MAC/values/" + v.Key + "/pedigree").OK(&p)
		if len(p.Sources) != 1 || p.Sources[0].Set != s.ID || p.Sources[0].Value != "6" || p.Sources[0].State != "locked" || !strings.HasPrefix(p.Print, "SXH-MAC·288."+at+"·") {
			t.Errorf("pedigree: %+v", p)
		}
		var h struct {
			Items []struct{ Kind, Before, After string }
		}
		clerk.Get("/value-sets/" + s.ID + "/history?element=sxh&option=mac").OK(&h)
		if len(h.Items) != 2 || h.Items[0].Kind != "correct" || h.Items[0].Before != "4" || h.Items[0].After != "6" {
			t.Errorf("both values are kept: %+v", h)
		}
	})
}

// A form that nobody hands in is a task, and the one above is told when it is late.
func TestALateFormIsATaskAndIsRaised(t *testing.T) {
	begin(t, func(t *testing.T, w *town.Town) {
		if err := apply(t, w, "forms"); err != nil {
			t.Fatal(err)
		}
		owed(t, w)
		var s dataset.Set
		w.Until("the form is owed", func() bool {
			month := dataset.PeriodAt(dataset.Monthly, text.DayOf(w.Clock.Now())).Add(-1)
			list, _, err := w.App.Datasets.List(w.System(), dataset.Filter{Form: "BTN-T", Period: month.Code(), Unit: "H23.UB290"})
			if err != nil {
				t.Fatal(err)
			}
			if len(list) == 1 {
				s = list[0]
			}
			return s.Work != ""
		})
		item, err := w.App.Work.Get(w.System(), s.Work)
		if err != nil || item.Unit != "H23.UB290" || item.RaisedTo != "" {
			t.Fatalf("its task: %+v %v", item, err)
		}
		if w.Clock.Now().Before(item.Due) {
			w.Clock.Set(item.Due)
		}
		w.Clock.Advance(5 * 24 * time.Hour)
		w.Until("the one above is told", func() bool {
			item, err = w.App.Work.Get(w.System(), s.Work)
			return err == nil && item.RaisedTo != ""
		})
	})
}

// What another form holds already is not asked again, and the refusal shows the figure.
func TestWhatIsHeldIsNotAskedAgain(t *testing.T) {
	begin(t, func(t *testing.T, w *town.Town) {
		if err := apply(t, w, "forms"); err != nil {
			t.Fatal(err)
		}
		handIn(t, w, "BTN-T", "202405", ill("H23.UB288", "202405", 17))
		folder := t.TempDir()
		for name, content := range map[string]string{
			"pack.yaml": "name: again\nversion: 1.0.0\ntitle: {vi: \"Hỏi lại\", en: \"Asked again\"}\nabout: {vi: \"Thử\", en: \"Test\"}\nneeds: [haiduong]\nparts: [datasets]\n",
			"datasets.yaml": `mark: PROJECT CHOICE
basis: "Thử"
forms:
  - {code: HOI-LAI, name: {vi: "Hỏi lại", en: "Asked again"}, owner: H23.SYT, period: month, units: [H23.UB288], from: "2024-01-01", due: {days: 5, hour: "17:00"}, levels: [{name: {vi: "Trên", en: "Above"}}],
     elements: [{code: sot_xuat_huyet, name: {vi: "Sốt xuất huyết DENGUE", en: "Dengue"}, unit: ca}]}
`} {
			if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		err := apply(t, w, folder)
		if err == nil || !strings.Contains(fmt.Sprintf("%+v", err), "asked_already") {
			t.Fatalf("asked again: %+v", err)
		}
		forms, err := w.App.Datasets.Forms(w.System())
		for _, f := range forms {
			if f.Code == "HOI-LAI" {
				t.Error("the form is there")
			}
		}
		if err != nil {
			t.Error(err)
		}
	})
}

// The series of the twelve districts is read on the sixty-four units of 2025: both views stand, and the totals are the same to the last digit.
func TestASeriesOfTwelveDistrictsIsReadOnSixtyFourUnits(t *testing.T) {
	begin(t, func(t *testing.T, w *town.Town) {
		if err := apply(t, w, "forms"); err != nil {
			t.Fatal(err)
		}
		cases, people := 0, 0
		var yearly []dataset.Given
		for i, d := range districts {
			unit, n := "H23.UB"+d, 100+7*i
			handIn(t, w, "BTN-T", "202405", ill(unit, "202405", n))
			cases += n
			g := func(element, option string, v int) dataset.Given {
				return dataset.Given{Element: element, Option: option, Unit: unit, Period: "2023", Value: fmt.Sprint(v)}
			}
			for j, option := range []string{"nam.tt", "nam.nt", "nu.tt", "nu.nt"} {
				v := 21_317 + 1_000*i + 11*j
				people += v
				yearly = append(yearly, g("dan_so", option, v))
			}
			yearly = append(yearly, g("dien_tich", "", 100+i), g("ho", "", 25_000+i), g("ho_ngheo", "", 700+i))
		}
		handIn(t, w, "DS-N", "2023", yearly)
		if err := apply(t, w, "haiphong-2025"); err != nil {
			t.Fatal(err)
		}
		ask := func(code, area, at string, below bool, on text.Day) []indicator.Value {
			t.Helper()
			p, err := dataset.ParsePeriod(at)
			if err != nil {
				t.Fatal(err)
			}
			list, err := w.App.Figures.Values(w.System(), indicator.Question{Codes: []string{code}, Area: area, Below: below, From: p, To: p, Boundaries: on})
			if err != nil {
				t.Fatal(err)
			}
			return list
		}
		sum := func(list []indicator.Value) (n int64) {
			for _, v := range list {
				if v.Steps != nil {
					n += v.Steps.Int64()
				}
			}
			return n
		}
		const then, now = text.Day("2024-05-31"), text.Day("2025-07-01")
		for code, want := range map[string]int{"SXH-MAC": cases, "DANSO": people} {
			at := map[string]string{"SXH-MAC": "202405", "DANSO": "2023"}[code]
			old, fresh := ask(code, "30", at, true, then), ask(code, "31", at, true, now)
			filled := 0
			for _, v := range fresh {
				if v.Steps != nil {
					filled++
					if !v.Estimated {
						t.Errorf("%s of %s passed through a share and does not say so", code, v.Area)
					}
				}
			}
			if len(old) != 12 || filled != 64 || sum(old) != int64(want) || sum(fresh) != int64(want) {
				t.Errorf("%s: %d districts with %d, %d new units with %d, want %d", code, len(old), sum(old), filled, sum(fresh), want)
			}
			if whole := ask(code, "31", at, false, now); whole[0].Steps.Int64() != int64(want) {
				t.Errorf("%s of the whole in new boundaries: %s", code, whole[0].Steps)
			}
		}
		// By hand: of 100 cases of district 288 each ward gets its share of land (packs/haiphong-2025) rounded down, and the four that are left go to the largest remainders.
		byHand := map[string]int64{"10507": 11, "10525": 6, "10532": 7, "10537": 12, "10543": 15, "10660": 15, "10837": 17, "11002": 17}
		for _, v := range ask("SXH-MAC", "31", "202405", true, now) {
			if want, ok := byHand[v.Area]; ok && v.Steps.Int64() != want {
				t.Errorf("ward %s has %s cases, by hand %d", v.Area, v.Steps, want)
			}
		}
		// A rate is computed anew from its shared parts: 11 cases of 10507 by its share of the people of 288.
		people288 := map[string]int64{}
		for _, v := range ask("DANSO", "31", "2023", true, now) {
			if v.Steps != nil {
				people288[v.Area] = v.Steps.Int64()
			}
		}
		for _, v := range ask("SXH-100K", "31", "202405", true, now) {
			if v.Area != "10507" {
				continue
			}
			want := fmt.Sprintf("%.1f", 11*100_000/float64(people288["10507"]))
			if got := v.Decimal(1); got != strings.TrimSuffix(want, ".0") {
				t.Errorf("rate of 10507: %s, by hand %s", got, want)
			}
		}
	})
}

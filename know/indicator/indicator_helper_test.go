package indicator_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"thanhdong/act/work"
	"thanhdong/ground/actor"
	"thanhdong/ground/area"
	"thanhdong/ground/bus"
	"thanhdong/ground/calendar/calendartest"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/text"
	"thanhdong/ground/timer"
	"thanhdong/ground/unit"
	"thanhdong/know/dataset"
	"thanhdong/know/indicator"
)

// province has two districts that hand in a monthly and a yearly form.
type province struct {
	*testing.T
	d  *db.DB
	ds *dataset.Sets
	fs *indicator.Figures
}

func each(t *testing.T, fn func(p *province)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		calendartest.Install(t, d)
		dbtest.ClockOf(d).Set(time.Date(2025, 1, 20, 9, 0, 0, 0, text.Zone))
		b, timers := bus.New(d), timer.New(d)
		p := &province{T: t, d: d, ds: dataset.New(d, work.New(d, b, timers), b, timers), fs: indicator.New(d)}
		p.do(func(ctx context.Context, tx *db.Tx) error {
			a := func(code, parent string, km2 float64) area.Area {
				return area.Area{Code: code, Kind: "district", Parent: parent, Name: text.L{VI: code, EN: code}, KM2: km2, Mark: "VERIFIED"}
			}
			u := func(code, parent, in string) unit.Unit {
				return unit.Unit{Code: code, Kind: "department", Parent: parent, Area: in, Name: text.L{VI: "Đơn vị " + code, EN: code}, Mark: "PROJECT CHOICE"}
			}
			_, err1 := area.Put(ctx, tx, []area.Area{a("30", "", 300), a("288", "30", 100), a("290", "30", 200)})
			_, err2 := unit.Put(ctx, tx, []unit.Unit{u("S", "", "30"), u("UB288", "S", "288"), u("UB290", "S", "290")})
			return errors.Join(err1, err2, dataset.Put(ctx, tx, monthly()), dataset.Put(ctx, tx, yearly()))
		})
		fn(p)
	})
}

func monthly() dataset.Form {
	n := func(code, unit string, decimals int, sum dataset.Aggregation) dataset.Element {
		return dataset.Element{Code: code, Name: text.L{VI: code, EN: code}, Type: dataset.Number, Unit: unit, Decimals: decimals, Aggregation: sum}
	}
	return dataset.Form{Code: "M", Name: text.L{VI: "Tháng", EN: "Month"}, Owner: "S", Period: dataset.Monthly, Units: []string{"UB288", "UB290"}, From: "2010-01-01", Due: dataset.Deadline{Days: 5, Hour: "17:00"},
		Levels:   []dataset.Level{{Name: text.L{VI: "Trên", EN: "Above"}}},
		Elements: []dataset.Element{n("mac", "ca", 0, dataset.Sum), n("chet", "ca", 0, dataset.Sum), n("tien", "triệu đồng", 1, dataset.Sum), n("ty_le", "%", 1, dataset.Average)}, Mark: "PROJECT CHOICE"}
}

func yearly() dataset.Form {
	f := monthly()
	f.Code, f.Name, f.Period = "N", text.L{VI: "Năm", EN: "Year"}, dataset.Yearly
	f.Elements = nil
	for _, e := range []dataset.Element{{Code: "dan_so", Unit: "người"}, {Code: "ho", Unit: "hộ"}, {Code: "ngheo", Unit: "hộ"}, {Code: "dat", Unit: "km²", Decimals: 2}} {
		e.Name, e.Type, e.Aggregation = text.L{VI: e.Code, EN: e.Code}, dataset.Number, dataset.Last
		f.Elements = append(f.Elements, e)
	}
	return f
}

func (p *province) do(fn func(ctx context.Context, tx *db.Tx) error) {
	p.Helper()
	if err := p.d.Do(p.system(), fn); err != nil {
		p.Fatal(err)
	}
}

func (p *province) system() context.Context { return actor.With(p.Context(), actor.System("test")) }

// hand puts values and hands in the sets that they belong to.
func (p *province) hand(form string, rows ...dataset.Given) {
	p.Helper()
	sum, err := p.ds.Put(p.system(), form, rows, dataset.Way{Source: "machine"})
	if err != nil || len(sum.Conflicts) > 0 {
		p.Fatalf("put: %+v %v", sum, err)
	}
	for next := ""; ; {
		var list []dataset.Set
		if list, next, err = p.ds.List(p.system(), dataset.Filter{Form: form, State: dataset.Open, Limit: 500, After: next}); err != nil {
			p.Fatal(err)
		}
		for _, s := range list {
			if _, err := p.ds.Submit(p.system(), s.ID); err != nil {
				p.Fatal(err)
			}
		}
		if next == "" {
			return
		}
	}
}

func (p *province) define(list ...indicator.Definition) {
	p.Helper()
	p.do(func(ctx context.Context, tx *db.Tx) (err error) {
		for _, d := range list {
			err = errors.Join(err, indicator.Put(ctx, tx, d))
		}
		return err
	})
}

func defined(code, formula, unit string, decimals int) indicator.Definition {
	return indicator.Definition{Code: code, Name: text.L{VI: code, EN: code}, Method: text.L{VI: code, EN: code}, Owner: "S", Unit: unit, Decimals: decimals, Period: dataset.Monthly, Formula: formula, Direction: indicator.None,
		Mark: "PROJECT CHOICE"}
}

func period(t testing.TB, code string) dataset.Period {
	t.Helper()
	p, err := dataset.ParsePeriod(code)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// one asks for one figure.
func (p *province) one(code, area, at string, on text.Day) indicator.Value {
	p.Helper()
	list, err := p.fs.Values(p.system(), indicator.Question{Codes: []string{code}, Area: area, From: period(p, at), To: period(p, at), Boundaries: on})
	if err != nil || len(list) != 1 {
		p.Fatalf("%s of %s in %s: %d values, %v", code, area, at, len(list), err)
	}
	return list[0]
}

package publish_test

import (
	"context"
	"errors"
	"fmt"
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
	"thanhdong/know/publish"
)

// province has four districts that hand in cases of a disease by month, and their people by year.
type province struct {
	*testing.T
	d      *db.DB
	clock  *dbtest.Clock
	bus    *bus.Bus
	timers *timer.Timers
	ds     *dataset.Sets
	*publish.Sets
}

var districts = []string{"288", "290", "291", "292"}

func each(t *testing.T, fn func(p *province)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		calendartest.Install(t, d)
		p := &province{T: t, d: d, clock: dbtest.ClockOf(d), bus: bus.New(d), timers: timer.New(d)}
		p.clock.Set(time.Date(2024, 4, 20, 9, 0, 0, 0, text.Zone))
		p.ds = dataset.New(d, work.New(d, p.bus, p.timers), p.bus, p.timers)
		p.Sets = publish.New(d, p.bus, p.timers)
		p.do(func(ctx context.Context, tx *db.Tx) error {
			areas, units := []area.Area{{Code: "30", Kind: "province", Name: text.L{VI: "Tỉnh mẫu", EN: "Sample province"}, Mark: "VERIFIED"}}, []unit.Unit{
				{Code: "S", Kind: "committee", Area: "30", Name: text.L{VI: "UBND tỉnh", EN: "Committee"}, Mark: "PROJECT CHOICE"},
				{Code: "S.YT", Kind: "department", Parent: "S", Area: "30", Name: text.L{VI: "Sở Y tế", EN: "Health"}, Mark: "PROJECT CHOICE"}}
			for _, code := range districts {
				areas = append(areas, area.Area{Code: code, Kind: "district", Parent: "30", Name: text.L{VI: "Huyện " + code, EN: "District " + code}, Mark: "VERIFIED"})
				units = append(units, unit.Unit{Code: "S.UB" + code, Kind: "department", Parent: "S", Area: code, Name: text.L{VI: "UB " + code, EN: code}, Mark: "PROJECT CHOICE"})
			}
			_, err1 := area.Put(ctx, tx, areas)
			_, err2 := unit.Put(ctx, tx, units)
			return errors.Join(err1, err2, dataset.Put(ctx, tx, diseases()), dataset.Put(ctx, tx, people()), indicator.Put(ctx, tx, rate()), indicator.Put(ctx, tx, since()))
		})
		fn(p)
	})
}

func owed() (list []string) {
	for _, d := range districts {
		list = append(list, "S.UB"+d)
	}
	return list
}

func diseases() dataset.Form {
	e := func(code string) dataset.Element {
		return dataset.Element{Code: code, Name: text.L{VI: "Bệnh " + code, EN: "Disease " + code}, Type: dataset.Number, Unit: "ca", Aggregation: dataset.Sum, Categories: []string{"kq"}}
	}
	return dataset.Form{Code: "B-T", Name: text.L{VI: "Bệnh", EN: "Diseases"}, Owner: "S.YT", Period: dataset.Monthly, Units: owed(), From: "2019-01-01", Due: dataset.Deadline{Days: 5, Hour: "17:00"},
		Levels:     []dataset.Level{{Name: text.L{VI: "Sở", EN: "Department"}, Unit: "S.YT"}},
		Categories: []dataset.Category{{Code: "kq", Name: text.L{VI: "Kết quả", EN: "Outcome"}, Options: []dataset.Option{{Code: "mac", Name: text.L{VI: "Mắc", EN: "Cases"}}, {Code: "chet", Name: text.L{VI: "Tử vong", EN: "Deaths"}}}}},
		Elements:   []dataset.Element{e("sxh"), e("soi")}, Mark: "PROJECT CHOICE"}
}

func people() dataset.Form {
	f := diseases()
	f.Code, f.Name, f.Period, f.Categories = "D-N", text.L{VI: "Dân số", EN: "People"}, dataset.Yearly, nil
	f.Elements = []dataset.Element{{Code: "dan_so", Name: text.L{VI: "Dân số", EN: "People"}, Type: dataset.Number, Unit: "người", Aggregation: dataset.Last}}
	return f
}

func figure(code, formula, unit string, decimals int) indicator.Definition {
	return indicator.Definition{Code: code, Name: text.L{VI: "Số " + code, EN: "Figure " + code}, Method: text.L{VI: "Cách tính", EN: "Method"}, Owner: "S.YT", Unit: unit, Decimals: decimals, Period: dataset.Monthly, Formula: formula,
		Direction: indicator.None, Mark: "PROJECT CHOICE"}
}

func rate() indicator.Definition {
	return figure("TY", `value("B-T", "sxh.mac") / value("D-N", "dan_so")`, "ca/100.000 người", 1)
}

func since() indicator.Definition { return figure("LK", `ytd(value("B-T", "sxh.mac"))`, "ca", 0) }

// offered is the usual data set of the tests.
func offered() publish.Definition {
	return publish.Definition{Code: "benh", Title: text.L{VI: "Bệnh truyền nhiễm", EN: "Notifiable diseases"}, About: text.L{VI: "Số mắc theo tháng.", EN: "Cases by month."}, Easy: text.L{VI: "Bao nhiêu người ốm.", EN: "How many were ill."}, Theme: "HEAL",
		Keywords: []text.L{{VI: "sốt xuất huyết", EN: "dengue"}}, Licence: "CC-BY-4.0", Rhythm: "MONTHLY", Unit: "S.YT", Contact: publish.Contact{Name: text.L{VI: "Sở Y tế", EN: "Health"}, Email: "yte@example.org"},
		Area: "30", Levels: 1, From: "2024-01-01", Columns: []publish.Column{{Form: "B-T", Element: "sxh", Option: "mac"}, {Indicator: "TY"}, {Indicator: "LK"}},
		Small: publish.Small{Below: 5, Units: []string{"ca", "người"}, Mark: "PROJECT CHOICE"}, Mark: "PROJECT CHOICE"}
}

func (p *province) do(fn func(ctx context.Context, tx *db.Tx) error) {
	p.Helper()
	if err := p.d.Do(p.system(), fn); err != nil {
		p.Fatal(err)
	}
}

func (p *province) system() context.Context { return actor.With(p.Context(), actor.System("test")) }

// as is a person of a role at a unit, for it and what is below.
func (p *province) as(role actor.Role, unit, path string) context.Context {
	return actor.With(p.Context(), actor.Actor{ID: "acc_" + unit, Name: "Bà Duyệt", Kind: actor.Person, Unit: unit, Grants: []actor.Grant{{Role: role, Unit: unit, Area: "30", UnitPath: path, AreaPath: "/30/"}}})
}

func (p *province) steward() context.Context { return p.as(actor.Steward, "S.YT", "/S/S.YT/") }

func (p *province) put(d publish.Definition) error {
	return p.d.Do(p.system(), func(ctx context.Context, tx *db.Tx) error { return publish.Put(ctx, tx, d) })
}

// hand hands in cases of all districts for a month, and locks them but for those named.
func (p *province) hand(month string, waiting string, cases ...int) {
	p.Helper()
	var list []dataset.Earlier
	at, err := dataset.ParsePeriod(month)
	if err != nil {
		p.Fatal(err)
	}
	for i, n := range cases {
		state := dataset.Locked
		if districts[i] == waiting {
			state = dataset.Submitted
		}
		list = append(list, dataset.Earlier{Form: "B-T", Unit: "S.UB" + districts[i], Period: at, State: state, At: at.End.Start().Add(48 * time.Hour), Values: []dataset.Given{{Element: "sxh", Option: "mac", Value: fmt.Sprint(n)}}})
	}
	if _, err := p.ds.TakeOver(p.system(), list, "test"); err != nil {
		p.Fatal(err)
	}
}

// live makes the people of the districts known: 100.000 each.
func (p *province) live() {
	p.Helper()
	at, err := dataset.ParsePeriod("2023")
	if err != nil {
		p.Fatal(err)
	}
	var list []dataset.Earlier
	for _, d := range districts {
		list = append(list, dataset.Earlier{Form: "D-N", Unit: "S.UB" + d, Period: at, State: dataset.Locked, At: at.End.Start(), Values: []dataset.Given{{Element: "dan_so", Value: "100000"}}})
	}
	if _, err := p.ds.TakeOver(p.system(), list, "test"); err != nil {
		p.Fatal(err)
	}
}

// settle lets news come through.
func (p *province) settle() {
	p.Helper()
	for range 3 {
		p.clock.Advance(3 * time.Second)
		if err := errors.Join(p.bus.Drain(p.system()), p.timers.RunDue(p.system())); err != nil {
			p.Fatal(err)
		}
	}
}

// approved makes the usual data set public.
func (p *province) approved(d publish.Definition) publish.Set {
	p.Helper()
	if err := p.put(d); err != nil {
		p.Fatal(err)
	}
	_, seen, err := p.Preview(p.steward(), d.Code)
	if err != nil {
		p.Fatal(err)
	}
	s, err := p.Approve(p.steward(), d.Code, seen)
	if err != nil {
		p.Fatal(err)
	}
	return s
}

// cell is what is public of a column in an area and period: the value, or its quality.
func cell(t publish.Table, area, period, column string) string {
	for _, r := range t.Rows {
		if t.Areas[r.Area].Code == area && t.Periods[r.Period] == period && t.Columns[r.Column].Code == column {
			if r.Value != "" && r.Quality != publish.Final {
				return r.Value + " " + string(r.Quality)
			}
			if r.Value != "" {
				return r.Value
			}
			return string(r.Quality)
		}
	}
	return "no row"
}

package dataset_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"thanhdong/act/work"
	"thanhdong/ground/actor"
	"thanhdong/ground/area"
	"thanhdong/ground/bus"
	"thanhdong/ground/calendar/calendartest"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/ground/timer"
	"thanhdong/ground/unit"
	"thanhdong/know/dataset"
)

// province has a committee, a department that asks, and two districts that owe.
type province struct {
	*testing.T
	d     *db.DB
	clock *dbtest.Clock
	bus   *bus.Bus
	timer *timer.Timers
	queue *work.Work
	ds    *dataset.Sets
}

const (
	asks = "H23.SYT"
	one  = "H23.UB288"
	two  = "H23.UB290"
)

func each(t *testing.T, fn func(p *province)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		calendartest.Install(t, d)
		p := &province{T: t, d: d, clock: dbtest.ClockOf(d), bus: bus.New(d), timer: timer.New(d)}
		p.queue = work.New(d, p.bus, p.timer)
		p.ds = dataset.New(d, p.queue, p.bus, p.timer)
		p.do(func(ctx context.Context, tx *db.Tx) error {
			a := func(code, parent string) area.Area {
				return area.Area{Code: code, Kind: "district", Parent: parent, Name: text.L{VI: code, EN: code}, Mark: "VERIFIED"}
			}
			u := func(code, parent, in string) unit.Unit {
				return unit.Unit{Code: code, Kind: "department", Parent: parent, Area: in, Name: text.L{VI: "Đơn vị " + code, EN: code}, Mark: "PROJECT CHOICE"}
			}
			_, err1 := area.Put(ctx, tx, []area.Area{a("30", ""), a("288", "30"), a("290", "30")})
			_, err2 := unit.Put(ctx, tx, []unit.Unit{u("H23", "", "30"), u(asks, "H23", "30"), u(one, "H23", "288"), u(two, "H23", "290")})
			return errors.Join(err1, err2, dataset.Put(ctx, tx, dengue()))
		})
		fn(p)
		p.sumsHold()
	})
}

// sumsHold holds after every test, whatever it did: what was added up for areas is what their sets say.
func (p *province) sumsHold() {
	p.Helper()
	rows := func(sql string) (list []string) {
		p.do(func(ctx context.Context, tx *db.Tx) error {
			list = nil
			return tx.Each(ctx, sql, nil, func(scan func(...any) error) error {
				var what string
				var a, b, c, d int64
				err := scan(&what, &a, &b, &c, &d)
				list = append(list, fmt.Sprint(what, a, b, c, d))
				return err
			})
		})
		return list
	}
	const in = ` JOIN (SELECT DISTINCT code FROM area) a ON s.area_path LIKE '%/' || a.code || '/%' WHERE s.state <> 'open'`
	for kept, told := range map[string]string{
		`SELECT form || ' ' || area || ' ' || element || '.' || opt || ' ' || start_on, num, n, 0, 0 FROM dataset_sum WHERE n <> 0 OR num <> 0 ORDER BY 1`: `SELECT s.form || ' ' || a.code || ' ' || v.element || '.' || v.opt || ' ' || s.start_on, CAST(SUM(v.num) AS BIGINT), COUNT(*), 0, 0
			FROM dataset_set s JOIN dataset_value v ON v.set_id = s.id AND v.num IS NOT NULL` + in + ` GROUP BY s.form, a.code, v.element, v.opt, s.start_on ORDER BY 1`,
		`SELECT form || ' ' || area || ' ' || start_on, sets, approved, clean, live FROM dataset_tally WHERE sets <> 0 OR approved <> 0 OR clean <> 0 OR live <> 0 ORDER BY 1`: `SELECT s.form || ' ' || a.code || ' ' || s.start_on, COUNT(*),
			SUM(CASE WHEN s.state = 'submitted' THEN 0 ELSE 1 END), SUM(CASE WHEN s.flaws = 0 THEN 1 ELSE 0 END), SUM(CASE WHEN s.first_at <= s.due_at THEN 1 ELSE 0 END) FROM dataset_set s` + in + ` GROUP BY s.form, a.code, s.start_on ORDER BY 1`,
	} {
		if diff := cmp.Diff(rows(told), rows(kept)); diff != "" {
			p.Errorf("what was added up is not what sets say (-sets +sums):\n%s", diff)
		}
	}
}

// dengue is a monthly form with a cell for each sex, compulsory, with a hard and a soft rule and two levels.
func dengue() dataset.Form {
	zero := 0.0
	return dataset.Form{
		Code: "SXH-T", Name: text.L{VI: "Sốt xuất huyết tháng", EN: "Dengue by month"}, Owner: asks, Period: dataset.Monthly, Units: []string{one, two}, From: "2010-01-01",
		Due:        dataset.Deadline{Days: 5, Hour: "17:00"},
		Levels:     []dataset.Level{{Name: text.L{VI: "Cấp trên", EN: "Above"}}, {Name: text.L{VI: "Sở Y tế", EN: "Health"}, Unit: asks}},
		Categories: []dataset.Category{{Code: "gioi", Name: text.L{VI: "Giới", EN: "Sex"}, Options: []dataset.Option{{Code: "nam", Name: text.L{VI: "Nam", EN: "Male"}}, {Code: "nu", Name: text.L{VI: "Nữ", EN: "Female"}}}}},
		Elements: []dataset.Element{
			{Code: "mac", Name: text.L{VI: "Số mắc", EN: "Cases"}, Type: dataset.Number, Unit: "ca", Min: &zero, Aggregation: dataset.Sum, Categories: []string{"gioi"}, Compulsory: true},
			{Code: "chet", Name: text.L{VI: "Số tử vong", EN: "Deaths"}, Type: dataset.Number, Unit: "ca", Min: &zero, Aggregation: dataset.Sum, Compulsory: true},
			{Code: "ty_le", Name: text.L{VI: "Hộ có bọ gậy", EN: "Houses with larvae"}, Type: dataset.Number, Unit: "%", Decimals: 1, Min: &zero, Aggregation: dataset.Average},
			{Code: "ghi_chu", Name: text.L{VI: "Nhận xét", EN: "Remarks"}, Type: dataset.Words},
		},
		Rules: []dataset.Rule{
			{Code: "chet_mac", When: `chet <= mac`, Name: text.L{VI: "Tử vong không nhiều hơn mắc", EN: "No more deaths than cases"}, Hard: true},
			{Code: "lech", When: `o["mac.nam"] <= 3 * o["mac.nu"]`, Name: text.L{VI: "Nam nhiều gấp ba nữ", EN: "Three times as many men"}},
		},
		Mark: "PROJECT CHOICE",
	}
}

func (p *province) do(fn func(ctx context.Context, tx *db.Tx) error) {
	p.Helper()
	if err := p.d.Do(actor.With(p.Context(), actor.System("test")), fn); err != nil {
		p.Fatal(err)
	}
}

func (p *province) as(a actor.Actor) context.Context { return actor.With(p.Context(), a) }

func person(id string, role actor.Role, code, path, areaPath string) actor.Actor {
	return actor.Actor{ID: "acc_" + id, Name: id, Kind: actor.Person, Unit: code, Grants: []actor.Grant{{Role: role, Unit: code, UnitPath: path, AreaPath: areaPath}}}
}

var (
	clerk  = person("clerk", actor.Clerk, one, "/H23/"+one+"/", "/30/288/")
	other  = person("other", actor.Clerk, two, "/H23/"+two+"/", "/30/290/")
	above  = person("above", actor.Leader, "H23", "/H23/", "/30/")
	health = person("health", actor.Officer, asks, "/H23/"+asks+"/", "/30/")
)

// give puts values of unit one as its clerk: cell, value, and so on.
func (p *province) give(period string, kv ...string) dataset.Summary {
	p.Helper()
	var rows []dataset.Given
	for i := 0; i < len(kv); i += 2 {
		element, option := kv[i], ""
		if j := indexDot(kv[i]); j >= 0 {
			element, option = kv[i][:j], kv[i][j+1:]
		}
		rows = append(rows, dataset.Given{Element: element, Option: option, Unit: one, Period: period, Value: kv[i+1]})
	}
	sum, err := p.ds.Put(p.as(clerk), "SXH-T", rows, dataset.Way{Source: "hand"})
	if err != nil {
		p.Fatal(err)
	}
	return sum
}

func indexDot(s string) int {
	for i := range s {
		if s[i] == '.' {
			return i
		}
	}
	return -1
}

// set is that of unit one.
func (p *province) set(period string) dataset.Set {
	p.Helper()
	list, _, err := p.ds.List(p.as(above), dataset.Filter{Unit: one, Period: period})
	if err != nil || len(list) != 1 {
		p.Fatalf("%d sets, %v", len(list), err)
	}
	s, _, err := p.ds.Get(p.as(above), list[0].ID)
	if err != nil {
		p.Fatal(err)
	}
	return s
}

func (p *province) must(s dataset.Set, err error) dataset.Set {
	p.Helper()
	if err != nil {
		p.Fatal(err)
	}
	return s
}

// at is an instant in the province's zone.
func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, text.Zone)
	if err != nil {
		panic(err)
	}
	return t
}

func (p *province) goTo(s string) {
	p.Helper()
	p.clock.Advance(at(s).Sub(p.clock.Now()))
	for range 3 {
		if err := errors.Join(p.bus.Drain(p.Context()), p.timer.RunDue(p.Context())); err != nil {
			p.Fatal(err)
		}
	}
}

func wantFault(t *testing.T, what string, err error, kind fault.Kind, key string) {
	t.Helper()
	f, ok := fault.As(err)
	if !ok || f.Kind != kind || f.Key != key {
		t.Errorf("%s: got %v, want %s %s", what, err, kind, key)
	}
}

package dashboard_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"thanhdong/ground/actor"
	"thanhdong/ground/area"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
	"thanhdong/know/dashboard"
	"thanhdong/know/dataset"
	"thanhdong/know/indicator"
)

type province struct {
	*testing.T
	d  *db.DB
	bs *dashboard.Boards
}

// each has a province of two districts, a department that answers for two monthly figures and a yearly one.
func each(t *testing.T, fn func(p *province)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := &province{t, d, dashboard.New(d, indicator.New(d))}
		err := d.Do(actor.With(t.Context(), actor.System("test")), func(ctx context.Context, tx *db.Tx) error {
			a := func(code, parent string) area.Area {
				return area.Area{Code: code, Kind: "district", Parent: parent, Name: text.L{VI: code, EN: code}, Mark: "VERIFIED"}
			}
			u := func(code, parent string) unit.Unit {
				return unit.Unit{Code: code, Kind: "department", Parent: parent, Area: "30", Name: text.L{VI: "Đơn vị " + code, EN: "Unit " + code}, Mark: "PROJECT CHOICE"}
			}
			form := func(code, element string, kind dataset.PeriodKind) dataset.Form {
				return dataset.Form{Code: code, Name: text.L{VI: code, EN: code}, Owner: "H23", Period: kind, Units: []string{"H23.SYT"}, From: "2010-01-01", Due: dataset.Deadline{Days: 5, Hour: "17:00"},
					Levels: []dataset.Level{{Name: text.L{VI: "Trên", EN: "Above"}}}, Mark: "PROJECT CHOICE",
					Elements: []dataset.Element{{Code: element, Name: text.L{VI: element, EN: element}, Type: dataset.Number, Unit: "ca", Aggregation: dataset.Sum}}}
			}
			def := func(code, group, form, element string, kind dataset.PeriodKind) indicator.Definition {
				return indicator.Definition{Code: code, Name: text.L{VI: "Chỉ tiêu " + code, EN: code}, Group: text.L{VI: group, EN: group}, Owner: "H23.SYT", Unit: "ca", Period: kind, Direction: indicator.None,
					Method: text.L{VI: "Cộng", EN: "Sum"}, Formula: `value("` + form + `", "` + element + `")`, Mark: "PROJECT CHOICE"}
			}
			_, err1 := area.Put(ctx, tx, []area.Area{a("30", ""), a("288", "30"), a("290", "30")})
			_, err2 := unit.Put(ctx, tx, []unit.Unit{u("H23", ""), u("H23.SYT", "H23"), u("H23.SGDDT", "H23")})
			return errors.Join(err1, err2, dataset.Put(ctx, tx, form("T", "mac", dataset.Monthly)), dataset.Put(ctx, tx, form("N", "dan", dataset.Yearly)),
				indicator.Put(ctx, tx, def("A", "Y tế", "T", "mac", dataset.Monthly)), indicator.Put(ctx, tx, def("B", "Y tế", "T", "mac", dataset.Monthly)), indicator.Put(ctx, tx, def("C", "Dân số", "N", "dan", dataset.Yearly)))
		})
		if err != nil {
			t.Fatal(err)
		}
		fn(p)
	})
}

// as is a person with a role in a unit and the whole province.
func (p *province) as(id string, role actor.Role, code string) context.Context {
	path := "/H23/"
	if code != "H23" {
		path += code + "/"
	}
	return actor.With(p.Context(), actor.Actor{ID: "acc_" + id, Name: id, Kind: actor.Person, Unit: code, Grants: []actor.Grant{{Role: role, Unit: code, UnitPath: path, AreaPath: "/30/"}}})
}

func tiles(codes ...string) []dashboard.Part {
	return []dashboard.Part{{Kind: dashboard.Tiles, Indicators: codes}}
}

func TestPagesMakeThemselvesFromWhatExists(t *testing.T) {
	each(t, func(p *province) {
		list, err := p.bs.List(p.as("an", actor.Officer, "H23.SYT"))
		if err != nil {
			p.Fatal(err)
		}
		var ids []string
		for _, b := range list {
			ids = append(ids, b.ID)
		}
		if want := []string{"group.y-te", "unit.H23.SYT", "group.dan-so"}; !slices.Equal(ids, want) {
			p.Errorf("pages %v, not %v", ids, want)
		}
		b, err := p.bs.Get(p.as("an", actor.Officer, "H23.SYT"), "unit.H23.SYT")
		if err != nil || b.Title.VI != "Đơn vị H23.SYT" || len(b.Parts) != 4 {
			p.Errorf("%+v, %v: tiles, series and a table for each kind of period", b, err)
		}
		if b.MayChange(actor.From(p.as("an", actor.Leader, "H23"))) {
			p.Error("nobody changes a generated page")
		}
	})
}

func TestAPageIsKeptChangedDroppedAndBroughtBack(t *testing.T) {
	each(t, func(p *province) {
		an, be := p.as("an", actor.Officer, "H23.SYT"), p.as("be", actor.Officer, "H23.SYT")
		mine, err := p.bs.Keep(an, "", dashboard.Draft{Title: " Của tôi ", Parts: tiles("A", "C")})
		if err != nil || mine.Title.VI != "Của tôi" || mine.Version != 1 {
			p.Fatalf("%+v, %v", mine, err)
		}
		if _, err := p.bs.Get(be, mine.ID); !fault.Is(err, fault.NotFound) {
			p.Errorf("another person's own page: %v", err)
		}
		if _, err := p.bs.Keep(be, mine.ID, dashboard.Draft{Title: "x", Parts: tiles("A"), Version: 1}); !fault.Is(err, fault.NotFound) {
			p.Errorf("changing another person's own page: %v", err)
		}
		if _, err := p.bs.Keep(an, mine.ID, dashboard.Draft{Title: "Mới", Parts: tiles("B"), Version: 1}); err != nil {
			p.Fatal(err)
		}
		if _, err := p.bs.Keep(an, mine.ID, dashboard.Draft{Title: "Cũ", Parts: tiles("A"), Version: 1}); !fault.Is(err, fault.Conflict) {
			p.Errorf("who looked at an older version is told: %v", err)
		}
		if err := p.bs.Drop(an, mine.ID, 2); err != nil {
			p.Fatal(err)
		}
		if list, err := p.bs.List(an); err != nil || slices.ContainsFunc(list, func(b dashboard.Board) bool { return b.ID == mine.ID }) {
			p.Errorf("a dropped page stands in the list, or %v", err)
		}
		if err := p.bs.Restore(an, mine.ID, 2); err != nil {
			p.Fatal(err)
		}
		if b, err := p.bs.Get(an, mine.ID); err != nil || b.Dropped || b.Title.VI != "Mới" {
			p.Errorf("%+v, %v", b, err)
		}
	})
}

func TestAUnitSharesAPage(t *testing.T) {
	each(t, func(p *province) {
		chief, an, far := p.as("chi", actor.Leader, "H23.SYT"), p.as("an", actor.Officer, "H23.SYT"), p.as("xa", actor.Leader, "H23.SGDDT")
		if _, err := p.bs.Keep(an, "", dashboard.Draft{Title: "Chung", Unit: "H23.SYT", Parts: tiles("A")}); !fault.Is(err, fault.Forbidden) {
			p.Errorf("an officer shares for the unit: %v", err)
		}
		b, err := p.bs.Keep(chief, "", dashboard.Draft{Title: "Chung", Unit: "H23.SYT", Parts: tiles("A")})
		if err != nil {
			p.Fatal(err)
		}
		for name, ctx := range map[string]context.Context{"an": an, "xa": far} {
			if got, err := p.bs.Get(ctx, b.ID); err != nil || got.MayChange(actor.From(ctx)) {
				p.Errorf("%s reads figures of the province and the page, and may not change it: %v", name, err)
			}
		}
		if err := p.bs.Drop(far, b.ID, 1); !fault.Is(err, fault.Forbidden) {
			p.Errorf("another unit drops it: %v", err)
		}
		// The list keeps to the same rule as one page.
		for _, ctx := range []context.Context{chief, an, far, p.as("no", actor.Hotline, "H23.SYT")} {
			list, err := p.bs.List(ctx)
			_, one := p.bs.Get(ctx, b.ID)
			if in := slices.ContainsFunc(list, func(x dashboard.Board) bool { return x.ID == b.ID }); err != nil || in != (one == nil) {
				p.Errorf("%s: in the list %v, alone %v", actor.From(ctx).ID, in, one)
			}
		}
	})
}

func TestWhatCannotBeShownIsRefusedWithEveryFault(t *testing.T) {
	each(t, func(p *province) {
		an := p.as("an", actor.Officer, "H23.SYT")
		_, err := p.bs.Keep(an, "", dashboard.Draft{Title: " ", Parts: []dashboard.Part{{Kind: "cake", Indicators: []string{"A"}}, {Kind: dashboard.Areas, Indicators: []string{"A", "B"}},
			{Kind: dashboard.Pivot, Indicators: []string{"A", "C"}}, {Kind: dashboard.Tiles, Indicators: []string{"A", "A", "NO"}}, {Kind: dashboard.Series}}})
		f, ok := fault.As(err)
		if !ok || f.Kind != fault.Invalid {
			p.Fatalf("got %v", err)
		}
		var at []string
		for _, x := range f.Fields {
			at = append(at, x.Path+" "+x.Key)
		}
		want := []string{"title dashboard.no_title", "parts/0/kind dashboard.no_kind", "parts/1/indicators dashboard.indicators", "parts/2/indicators dashboard.other_period", "parts/3/indicators dashboard.twice",
			"parts/3/indicators indicator.not_found", "parts/4/indicators dashboard.indicators"}
		if !slices.Equal(at, want) {
			p.Errorf("faults\n%v, not\n%v", at, want)
		}
	})
}

func TestAPageShowsThePeriodsUpToADayAndTheAreasBelow(t *testing.T) {
	each(t, func(p *province) {
		an := p.as("an", actor.Officer, "H23.SYT")
		b, err := p.bs.Get(an, "unit.H23.SYT")
		if err != nil {
			p.Fatal(err)
		}
		shown, err := p.bs.Look(an, b, "30", "2023-06-15")
		if err != nil || len(shown) != 3 {
			p.Fatalf("%d shown, %v", len(shown), err)
		}
		for _, x := range shown {
			last := map[dataset.PeriodKind]string{dataset.Monthly: "202305", dataset.Yearly: "2022"}[x.Definition.Period]
			if n := len(x.Values); n != 13 || x.Values[n-1].Period.Code() != last || len(x.Below) != 2 {
				p.Errorf("%s: %d periods, the last %s, %d areas below", x.Definition.Code, n, x.Values[max(n-1, 0)].Period.Code(), len(x.Below))
			}
		}
		if _, err := p.bs.Look(p.as("no", actor.Hotline, "H23.SYT"), b, "30", ""); !fault.Is(err, fault.NotFound) {
			p.Errorf("who may not read figures sees them on a page: %v", err)
		}
	})
}

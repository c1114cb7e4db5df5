package place_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/area"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
	"thanhdong/serve/place"
)

var by = text.L{VI: "Nhóm khảo sát", EN: "Survey group"}

func hall() place.Place {
	return place.Place{Code: "DD_1", Kind: "committee", Name: text.L{VI: "Uỷ ban Hoà Bình", EN: "Committee of Hoà Bình"}, Address: text.L{VI: "Đường 100%_Mẫu", EN: "Mẫu street"}, Lon: 106.3, Lat: 20.9, Area: "288", Unit: "H23",
		Recheck: 24, Mark: "PROJECT CHOICE", Facts: []place.Fact{{What: "entrance", Is: "level", Seen: "2024-03-15", By: by}, {What: "door", CM: 95, Seen: "2022-01-01", By: by}, {What: "toilet", Is: "no", Seen: "2024-03-15", By: by}}}
}

func each(t *testing.T, fn func(t *testing.T, d *db.DB, ps *place.Places, put func(...place.Place) error)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		dbtest.ClockOf(d).Set(time.Date(2024, 4, 20, 9, 0, 0, 0, text.Zone))
		ctx := actor.With(t.Context(), actor.System("test"))
		err := d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err1 := area.Put(ctx, tx, []area.Area{{Code: "30", Kind: "province", Name: text.L{VI: "Tỉnh", EN: "Province"}, Mark: "VERIFIED"}, {Code: "288", Kind: "city", Parent: "30", Name: text.L{VI: "Thành phố", EN: "City"}, Mark: "VERIFIED"},
				{Code: "290", Kind: "city", Parent: "30", Name: text.L{VI: "Chí Linh", EN: "Chí Linh"}, Mark: "VERIFIED"}})
			_, err2 := unit.Put(ctx, tx, []unit.Unit{{Code: "H23", Kind: "committee", Area: "30", Name: text.L{VI: "UBND", EN: "Committee"}, Mark: "PROJECT CHOICE"}})
			return errors.Join(err1, err2)
		})
		if err != nil {
			t.Fatal(err)
		}
		fn(t, d, place.New(d), func(list ...place.Place) error {
			return d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
				for _, p := range list {
					if err := place.Put(ctx, tx, p); err != nil {
						return err
					}
				}
				return nil
			})
		})
	})
}

func TestAPlaceIsFoundByWordsKindAreaAndWhatAFactSays(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, ps *place.Places, put func(...place.Place) error) {
		park := hall()
		park.Code, park.Kind, park.Area, park.Name, park.Facts = "DD_2", "park", "290", text.L{VI: "Ao Sen", EN: "Lotus pond"}, nil
		if err := put(hall(), park); err != nil {
			t.Fatal(err)
		}
		for name, c := range map[string]struct {
			f    place.Filter
			want string
		}{
			"all, by name":              {place.Filter{}, "DD_2 DD_1"},
			"with marks":                {place.Filter{Q: "Hòa bình"}, "DD_1"},
			"without":                   {place.Filter{Q: "uy ban hoa"}, "DD_1"},
			"by kind as people say it":  {place.Filter{Q: "cong vien"}, "DD_2"},
			"a sign of patterns":        {place.Filter{Q: "%"}, "DD_2 DD_1"},
			"a sign that is not there":  {place.Filter{Q: "!_"}, ""},
			"bytes that are no words":   {place.Filter{Q: "\x00\xff hoa"}, "DD_1"},
			"kind":                      {place.Filter{Kind: "park"}, "DD_2"},
			"area":                      {place.Filter{Area: "288"}, "DD_1"},
			"area above":                {place.Filter{Area: "30"}, "DD_2 DD_1"},
			"area that is a pattern":    {place.Filter{Area: "%"}, ""},
			"step-free":                 {place.Filter{Needs: []string{"step-free"}}, "DD_1"},
			"no is not yes":             {place.Filter{Needs: []string{"toilet"}}, ""},
			"both needs":                {place.Filter{Needs: []string{"step-free", "loop"}}, ""},
			"after one":                 {place.Filter{After: "DD_2"}, "DD_1"},
			"one that nobody looked at": {place.Filter{Kind: "park", Needs: []string{"step-free"}}, ""},
		} {
			list, more, err := ps.List(t.Context(), c.f)
			var got []string
			for _, p := range list {
				got = append(got, p.Code)
			}
			if err != nil || more || strings.Join(got, " ") != c.want {
				t.Errorf("%s: %v %v %v", name, got, more, err)
			}
		}
		if list, more, err := ps.List(t.Context(), place.Filter{Limit: 1}); err != nil || !more || len(list) != 1 {
			t.Errorf("a page of one: %v %v %v", list, more, err)
		}
	})
}

func TestWhatNobodySawIsOpenAndWhatIsOldIsToBeSeenAgain(t *testing.T) {
	p, now := hall(), time.Date(2024, 4, 20, 9, 0, 0, 0, text.Zone)
	if open := strings.Join(p.Open(), " "); open != "ramp lift parking tactile braille loop sign quiet lit" {
		t.Errorf("open: %s", open)
	}
	f, _ := p.Fact("door")
	if e, _ := p.Fact("entrance"); p.Old(e, now) || !p.Old(f, now) {
		t.Error("24 months are not what was counted")
	}
	f.Seen = "2022-04-20"
	if p.Old(f, now) {
		t.Error("on the day itself it is not older than that")
	}
}

func TestPutTwiceChangesNothingEndedIsGoneAndComesBack(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, ps *place.Places, put func(...place.Place) error) {
		told := func() (n int) {
			if err := d.View(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				return tx.QueryRow(ctx, `SELECT count(*) FROM event WHERE kind LIKE 'place.%'`).Scan(&n)
			}); err != nil {
				t.Fatal(err)
			}
			return n
		}
		if err := put(hall(), hall()); err != nil || told() != 1 {
			t.Fatalf("%v, told %d times", err, told())
		}
		ctx := actor.With(t.Context(), actor.System("test"))
		end := func() error {
			return d.Do(ctx, func(ctx context.Context, tx *db.Tx) error { return place.End(ctx, tx, "DD_1") })
		}
		if err := errors.Join(end(), end()); err != nil || told() != 2 {
			t.Fatalf("%v, told %d times", err, told())
		}
		if _, err := ps.ByCode(t.Context(), "DD_1"); !fault.Is(err, fault.NotFound) {
			t.Errorf("ended: %v", err)
		}
		if err := put(hall()); err != nil || told() != 3 {
			t.Fatalf("%v, told %d times", err, told())
		}
		if p, err := ps.ByCode(t.Context(), "DD_1"); err != nil || len(p.Facts) != 3 || p.Facts[1].CM != 95 {
			t.Errorf("%+v %v", p, err)
		}
		for _, code := range []string{"", "a b", strings.Repeat("x", 70), "DD_9"} {
			if _, err := ps.ByCode(t.Context(), code); !fault.Is(err, fault.NotFound) {
				t.Errorf("%q: %v", code, err)
			}
		}
	})
}

func TestAWrongPlaceIsRefusedWithEveryFault(t *testing.T) {
	p := hall()
	p.Code, p.Kind, p.Name.EN, p.Lon, p.Lat, p.Recheck, p.Mark = "a b", "castle", "", 0, 0, 0, ""
	p.Facts = []place.Fact{{What: "entrance", Is: "yes", Seen: "2024-01-01", By: by}, {What: "door", Is: "yes", Seen: "2024-01-01", By: by}, {What: "door", CM: 90, By: by}, {What: "wings", Is: "yes", Seen: "2024-01-01", By: by}}
	e, ok := fault.As(p.Validate())
	if !ok || len(e.Fields) != 11 {
		t.Errorf("%d faults: %+v", len(e.Fields), e)
	}
	each(t, func(t *testing.T, _ *db.DB, _ *place.Places, put func(...place.Place) error) {
		p := hall()
		p.Area = "999"
		q := hall()
		q.Unit = "X"
		if err1, err2 := put(p), put(q); !fault.Is(err1, fault.Invalid) || !fault.Is(err2, fault.Invalid) {
			t.Errorf("area %v, unit %v", err1, err2)
		}
	})
}

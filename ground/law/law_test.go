package law_test

import (
	"context"
	"testing"

	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/fault"
	"thanhdong/ground/law"
	"thanhdong/ground/text"
)

func acts() []law.Act {
	return []law.Act{
		{Code: "BLLD-2012", Title: text.L{VI: "Bộ luật Lao động 2012", EN: "Labour Code 2012"}, Number: "10/2012/QH13",
			From: "2013-05-01", To: "2021-01-01", Mark: "KNOWLEDGE high"},
		{Code: "BLLD-2019", Title: text.L{VI: "Bộ luật Lao động 2019", EN: "Labour Code 2019"}, Number: "45/2019/QH14", From: "2021-01-01", Mark: "VERIFIED",
			Clauses: []law.Clause{
				{Clause: "Điều 112", Text: text.L{VI: "Nghỉ lễ, tết", EN: "Public holidays"}},
				{Clause: "Điều 111", Text: text.L{VI: "Nghỉ hằng tuần", EN: "Weekly rest"}, Mark: "KNOWLEDGE high"},
			}},
	}
}

func put(t *testing.T, d *db.DB, acts []law.Act) (changed int, err error) {
	t.Helper()
	err = d.Do(context.Background(), func(ctx context.Context, tx *db.Tx) (err error) {
		changed, err = law.Put(ctx, tx, acts)
		return err
	})
	return changed, err
}

func TestActsComeBackAsTheyWerePutAndTwiceChangesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for i, want := range []int{2, 0} {
			if changed, err := put(t, d, acts()); err != nil || changed != want {
				t.Fatalf("put number %d changed %d, %v", i+1, changed, err)
			}
		}
		err := d.View(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			a, err := law.Get(ctx, tx, "BLLD-2019")
			if err != nil {
				return err
			}
			if len(a.Clauses) != 2 || a.Clauses[0].Clause != "Điều 112" || a.Clauses[0].Mark != "VERIFIED" || a.Clauses[1].Mark != "KNOWLEDGE high" {
				t.Errorf("clauses are %+v", a.Clauses)
			}
			if a.InForce("2020-12-31") || !a.InForce("2021-01-01") {
				t.Error("the act is not dated")
			}
			all, err := law.List(ctx, tx)
			if len(all) != 2 || all[0].To != "2021-01-01" || !all[1].To.Open() {
				t.Errorf("list is %+v", all)
			}
			if _, err := law.Get(ctx, tx, "BLLD-1994"); !fault.Is(err, fault.NotFound) {
				t.Errorf("an unknown act gives %v", err)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestClausesThatAnotherPackCitesStay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if _, err := put(t, d, acts()); err != nil {
			t.Fatal(err)
		}
		other := acts()[1:]
		other[0].Clauses = []law.Clause{{Clause: "Điều 105", Text: text.L{VI: "Thời giờ làm việc", EN: "Working time"}}}
		for i, want := range []int{1, 0} {
			if changed, err := put(t, d, other); err != nil || changed != want {
				t.Fatalf("put number %d changed %d, %v", i+1, changed, err)
			}
		}
		if changed, err := put(t, d, acts()); err != nil || changed != 0 {
			t.Errorf("the first pack changes %d again, %v", changed, err)
		}
		check := func(refs ...law.Ref) error {
			return d.View(t.Context(), func(ctx context.Context, tx *db.Tx) error { return law.Check(ctx, tx, refs) })
		}
		if err := check(law.Ref{Act: "BLLD-2019", Clause: "Điều 105"}, law.Ref{Act: "BLLD-2019", Clause: "Điều 111"}, law.Ref{Act: "BLLD-2012"}); err != nil {
			t.Error(err)
		}
		err := check(law.Ref{Path: "steps/0/legal/0", Act: "BLLD-2019", Clause: "Điều 9999"}, law.Ref{Path: "steps/1/legal/0", Act: "X"})
		if f, _ := fault.As(err); f == nil || len(f.Fields) != 2 || f.Fields[0].Key != "law.unknown_clause" || f.Fields[1].Path != "steps/1/legal/0" {
			t.Errorf("got %v", err)
		}
	})
}

func TestEveryFaultOfTheActsIsToldAtOnce(t *testing.T) {
	bad := append(acts(), law.Act{Code: "BLLD-2012", From: "2020-01-01", To: "2020-01-01", Mark: "SURE", Clauses: []law.Clause{{Mark: "x"}}}, law.Act{Code: "a b"})
	f, ok := fault.As(law.Validate(bad))
	if !ok {
		t.Fatal("valid")
	}
	told := map[string]bool{}
	for _, field := range f.Fields {
		told[field.Path+" "+field.Key] = true
	}
	for _, want := range []string{"acts/2/code law.code_twice", "acts/2/title law.no_title", "acts/2/number law.no_number", "acts/2/to law.bad_days",
		"acts/2/mark law.bad_mark", "acts/2/clauses/0/clause law.bad_clause", "acts/2/clauses/0/text law.no_text", "acts/2/clauses/0/mark law.bad_mark",
		"acts/3/code law.bad_code"} {
		if !told[want] {
			t.Errorf("not told: %s", want)
		}
	}
}

package dataset_test

import (
	"testing"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/know/dataset"
)

func TestWhatStoodElsewhereIsTakenOverWithTheTimesOfThen(t *testing.T) {
	each(t, func(p *province) {
		last := dataset.PeriodAt(dataset.Monthly, text.DayOf(p.clock.Now())).Add(-1)
		at := last.Add(-1).End.Start().Add(50 * time.Hour)
		list := []dataset.Earlier{
			{Form: "SXH-T", Unit: one, Period: last.Add(-1), State: dataset.Locked, At: at, Values: []dataset.Given{{Element: "mac", Option: "nam", Value: "3"}}},
			{Form: "SXH-T", Unit: two, Period: last, State: dataset.Submitted, At: p.clock.Now()},
			{Form: "SXH-T", Unit: one, Period: last, State: dataset.Open},
		}
		if _, err := p.ds.TakeOver(p.Context(), list, "sample"); !fault.Is(err, fault.Forbidden) {
			t.Fatalf("by nobody: %v", err)
		}
		ctx := actor.With(p.Context(), actor.System("sample"))
		for _, want := range []int{3, 0} { // the same again is there already
			if n, err := p.ds.TakeOver(ctx, list, "sample"); err != nil || n != want {
				t.Fatalf("%d taken over, not %d: %v", n, want, err)
			}
		}
		all, _, err := p.ds.List(ctx, dataset.Filter{})
		if err != nil || len(all) != 3 {
			t.Fatalf("%d sets, %v", len(all), err)
		}
		for _, s := range all {
			if (s.Work != "") != (s.State != dataset.Locked) {
				t.Errorf("%s %s: item %q", s.Number, s.State, s.Work)
			}
			if s.State == dataset.Locked && (!s.FirstAt.Equal(at) || s.Late(p.clock.Now()) || s.Filled != 1) {
				t.Errorf("%s was handed in at %s, late %t, %d filled", s.Number, s.FirstAt, s.Late(p.clock.Now()), s.Filled)
			}
		}
	})
}

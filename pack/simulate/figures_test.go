package simulate_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"thanhdong/ground/text"
	"thanhdong/know/dataset"
	"thanhdong/pack"
	"thanhdong/pack/simulate"
)

// What the sample says the districts handed in holds by the rules of the forms, whenever the sample is started, and is the same each time.
func TestWhatWasHandedInHolds(t *testing.T) {
	p, err := pack.Open("haiduong/sample")
	if err != nil {
		t.Fatal(err)
	}
	for _, now := range []time.Time{time.Date(2024, 1, 2, 3, 0, 0, 0, text.Zone), time.Date(2024, 7, 3, 9, 0, 0, 0, text.Zone), time.Date(2026, 11, 29, 18, 0, 0, 0, text.Zone)} {
		list := simulate.Handed(p, now)
		if again := simulate.Handed(p, now); fmt.Sprint(again) != fmt.Sprint(list) {
			t.Error("the second time other values")
		}
		states := map[dataset.State]int{}
		for _, e := range list {
			states[e.State]++
			f, ok := p.Stored(e.Form)
			if !ok {
				t.Fatalf("no form %s", e.Form)
			}
			if e.At.After(now) || !e.Period.Ended(now) {
				t.Errorf("%s of %s for %s lies in the future", e.Form, e.Unit, e.Period.Code())
			}
			if e.State == dataset.Open {
				continue
			}
			var values []dataset.Value
			for _, g := range e.Values {
				el, _ := f.Element(g.Element)
				var x float64
				if _, err := fmt.Sscan(g.Value, &x); err != nil {
					t.Fatal(err)
				}
				n := int64(math.Round(x * math.Pow(10, float64(el.Decimals))))
				values = append(values, dataset.Value{Cell: dataset.Cell{Element: g.Element, Option: g.Option}, Number: &n})
			}
			for _, b := range f.Check(values) {
				if b.Hard {
					t.Errorf("%s of %s for %s: %s", e.Form, e.Unit, e.Period.Code(), b.Words.EN)
				}
			}
		}
		for _, s := range dataset.States {
			if states[s] == 0 {
				t.Errorf("%s: none is %s", now, s)
			}
		}
	}
}

package pack_test

import (
	"math"
	"testing"

	"thanhdong/pack"
	"thanhdong/sense/derive"
)

// water gives the index table of the pack and its values by parameter.
func water(t *testing.T) (derive.Table, func(map[string]float64) []float64) {
	t.Helper()
	p, err := pack.Open("water")
	if err != nil {
		t.Fatal(told(err))
	}
	tab := p.Index[0]
	return tab, func(values map[string]float64) []float64 {
		list := make([]float64, len(tab.Inputs))
		for i, in := range tab.Inputs {
			v, ok := values[in.Parameter]
			if list[i] = v; !ok {
				list[i] = math.NaN()
			}
			delete(values, in.Parameter)
		}
		for name := range values {
			t.Errorf("%s is no input", name)
		}
		return list
	}
}

// The example of the facts page, by hand: A = 72.13, B = 85; cubic 76.19, square
// 78.30, without microbes 72.13.
func TestTheWaterIndexComesOutAsByHand(t *testing.T) {
	tab, list := water(t)
	sample := func() map[string]float64 {
		return map[string]float64{"pH": 7.2, "DO": 71.21, "BOD5": 8, "COD": 18, "N-NH4": 0.45, "P-PO4": 0.15, "Coliform": 4000}
	}
	ix, ok := tab.WaterIndex(list(sample()))
	if !ok || ix.Value != 76 || ix.Form != "cubic" || ix.Parameter != "N-NH4" {
		t.Errorf("%+v", ix)
	}
	if c, _ := tab.Category(ix.Value); c.Name.VI != "Tốt" {
		t.Errorf("category %+v", c)
	}
	for p, want := range map[string]float64{"pH": 100, "DO": 71.21, "BOD5": 69.44, "COD": 70, "N-NH4": 62.5, "P-PO4": 87.5, "Coliform": 85} {
		if got := ix.Sub[p].Index; math.Abs(got-want) > 0.005 {
			t.Errorf("%s: %v, want %v", p, got, want)
		}
	}
	tab.Form = derive.FormSquare
	if ix, _ := tab.WaterIndex(list(sample())); ix.Value != 78 {
		t.Errorf("square: %+v", ix)
	}
	values := sample()
	delete(values, "Coliform")
	if ix, ok := tab.WaterIndex(list(values)); ok {
		t.Errorf("two groups only: %+v", ix)
	}
	values = sample()
	delete(values, "Coliform")
	values["As"] = 0.2 // far above: 10, so P = 0.1
	if ix, ok := tab.WaterIndex(list(values)); !ok || ix.Value != 7 || ix.Form != "without-v" {
		t.Errorf("without microbes: %+v", ix)
	}
	values = sample()
	delete(values, "DO")
	delete(values, "BOD5")
	delete(values, "COD")
	if ix, ok := tab.WaterIndex(list(values)); ok {
		t.Errorf("two parameters of group IV: %+v", ix)
	}
}

// The edges of the decision's tables: where a step lies, and on which side.
func TestTheEdgesOfTheWaterTables(t *testing.T) {
	tab, list := water(t)
	for _, c := range []struct {
		parameter   string
		value, want float64
	}{
		{"pH", 5.49, 10}, {"pH", 5.5, 50}, {"pH", 5.75, 75}, {"pH", 6, 100}, {"pH", 8.5, 100}, {"pH", 8.75, 75}, {"pH", 9, 50}, {"pH", 9.01, 10},
		{"Aldrin", 0.1, 100}, {"Aldrin", 0.11, 10}, {"Heptachlor", 0, 100}, {"Heptachlor", 0.3, 10},
		{"As", 0.01, 100}, {"As", 0.015, 87.5}, {"As", 0.1, 25}, {"As", 0.101, 10},
		{"Cd", 0.0049, 100}, {"Cd", 0.005, 75}, {"Cd", 0.1, 10}, {"Hg", 0.0009, 100}, {"Hg", 0.001, 75}, {"Zn", 3.5, 10}, {"Cu", 1.5, 17.5},
		{"DO", 19.9, 10}, {"DO", 20, 25}, {"DO", 88, 100}, {"DO", 100, 100}, {"DO", 112, 100}, {"DO", 125, 75}, {"DO", 200, 25}, {"DO", 200.1, 10},
		{"BOD5", 4, 100}, {"BOD5", 5, 87.5}, {"BOD5", 50, 10}, {"BOD5", 90, 10}, {"N-NH4", 0.29, 100}, {"N-NH4", 0.3, 75}, {"N-NO3", 10, 50}, {"N-NO3", 15.1, 10},
		{"N-NO2", 0.05, 100}, {"N-NO2", 0.051, 10}, {"P-PO4", 4.5, 10}, {"Coliform", 10001, 10}, {"E.coli", 20, 100}, {"E.coli", 75, 62.5},
	} {
		values := map[string]float64{"pH": 7, "BOD5": 1, "COD": 1, "TOC": 1, "Coliform": 1}
		values[c.parameter] = c.value
		ix, ok := tab.WaterIndex(list(values))
		if got := ix.Sub[c.parameter].Index; !ok || math.Abs(got-c.want) > 1e-9 {
			t.Errorf("%s %v: %v, want %v", c.parameter, c.value, got, c.want)
		}
	}
}

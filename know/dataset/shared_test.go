package dataset_test

import (
	"encoding/json"
	"flag"
	"math"
	"os"
	"testing"

	"thanhdong/ground/fault"
	"thanhdong/know/dataset"
)

var write = flag.Bool("write", false, "write the trees of the rules anew, for the browser's test")

// The browser reads the same cases, see web/src/data/cellrules.test.ts and cellnumber.test.ts: what it says without a line the server says after.
func read[T any](t *testing.T, name string) (list []T) {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err == nil {
		err = json.Unmarshal(b, &list)
	}
	if err != nil || len(list) == 0 {
		t.Fatalf("%s: %d cases, %v", name, len(list), err)
	}
	return list
}

func TestNumbersAsPeopleWriteThem(t *testing.T) {
	for _, c := range read[struct {
		Said, Means, Key string
		Decimals         int
	}](t, "numbers.json") {
		got, err := dataset.FromPeople(c.Said, c.Decimals)
		if x, _ := fault.As(err); c.Key != "" {
			if x == nil || x.Key != c.Key {
				t.Errorf("%q: %q, %v; wanted %s", c.Said, got, err, c.Key)
			}
		} else if err != nil || got != c.Means {
			t.Errorf("%q: %q, %v; wanted %q", c.Said, got, err, c.Means)
		}
	}
}

// ruleCase is a rule over values; Expr and Needs are what the API gives of it.
type ruleCase struct {
	When   string             `json:"when"`
	Zero   bool               `json:"zero,omitempty"`
	Values map[string]float64 `json:"values"`
	Holds  bool               `json:"holds"`
	Judged bool               `json:"judged"`
	Expr   json.RawMessage    `json:"expr,omitempty"`
	Needs  []string           `json:"needs,omitempty"`
}

func TestRulesAsTheBrowserReadsThem(t *testing.T) {
	f := dengue()
	list := read[ruleCase](t, "rules.json")
	for i, c := range list {
		checked, err := dataset.Compile(f, dataset.Rule{When: c.When, Zero: c.Zero})
		if err != nil {
			t.Fatalf("%s: %v", c.When, err)
		}
		f.Rules = []dataset.Rule{{Code: "r", When: c.When, Zero: c.Zero, Hard: true}}
		var values []dataset.Value
		for _, cell := range f.Cells() {
			if x, there := c.Values[cell.String()]; there {
				e, _ := f.Element(cell.Element)
				n := int64(math.Round(x * math.Pow(10, float64(e.Decimals))))
				values = append(values, dataset.Value{Cell: cell, Number: &n})
			}
		}
		broken := false
		for _, b := range f.Check(values) {
			broken = broken || b.Rule == "r"
		}
		if broken == (c.Holds || !c.Judged) {
			t.Errorf("%s over %v: broken %t", c.When, c.Values, broken)
		}
		expr, err := json.Marshal(checked.Expr)
		if err != nil {
			t.Fatal(err)
		}
		if !*write && string(compact(t, c.Expr)) != string(expr) {
			t.Errorf("%s: the tree in rules.json is not the one the API gives; run go test -write", c.When)
		}
		list[i].Expr, list[i].Needs = expr, checked.Needs
	}
	if *write {
		b, err := json.MarshalIndent(list, "", " ")
		if err == nil {
			err = os.WriteFile("testdata/rules.json", append(b, '\n'), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func compact(t *testing.T, raw json.RawMessage) []byte {
	t.Helper()
	var x dataset.Expr
	if err := json.Unmarshal(raw, &x); err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(x)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

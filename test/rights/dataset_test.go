package rights

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"

	"github.com/xuri/excelize/v2"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/text"
	"thanhdong/know/dataset"
	"thanhdong/test/town"
)

// months counts the periods that were used: each set is of one of its own, long past, so that nobody owes it.
var months atomic.Int64

func freshMonth() string {
	n := int(months.Add(1))
	return fmt.Sprintf("%04d%02d", 1950+n/12%49, n%12+1)
}

// handedIn makes a set of a thing's unit in a state.
func handedIn(t *testing.T, w *town.Town, x thing, state dataset.State) string {
	t.Helper()
	ds, id := w.App.Datasets, ""
	ctx := actor.With(t.Context(), actor.System("test"))
	err := w.App.DB.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		month := freshMonth()
		sum, err := ds.Put(ctx, "R-BIEU", []dataset.Given{{Element: "so", Unit: x.unit, Period: month, Value: "1"}}, dataset.Way{})
		if err != nil || sum.Imported != 1 {
			return fmt.Errorf("%+v %w", sum, err)
		}
		if err := tx.QueryRow(ctx, `SELECT id FROM dataset_set WHERE unit = ? AND period = ?`, x.unit, month).Scan(&id); err != nil {
			return err
		}
		if state == dataset.Open {
			return nil
		}
		if _, err := ds.Submit(ctx, id); err != nil || state == dataset.Submitted {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE dataset_set SET state = ? WHERE id = ?`, string(state), id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// ofSet asks about a set in a state; one that was moved on is made anew for the next role.
func ofSet(state dataset.State, moves bool, ask func(c *town.Client, id string) town.Reply) probe {
	return func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
		t.Helper()
		key := prepared{w, x.unit + x.area, "set " + string(state)}
		id, ok := waiting.Load(key)
		if !ok {
			id = handedIn(t, w, x, state)
			waiting.Store(key, id)
		}
		got, note := judge(ask(c, id.(string)))
		if got == allowed && moves {
			waiting.Delete(key)
		}
		return got, note
	}
}

// workbook is a filled in one of a thing's unit, for a period of its own.
func workbook(t *testing.T, w *town.Town, x thing) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := w.App.Datasets.Template(actor.With(t.Context(), actor.System("test")), &b, "R-BIEU", x.unit, freshMonth(), text.VI); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.SetCellInt("Biểu", "D6", 1); err != nil {
		t.Fatal(err)
	}
	b.Reset()
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func setVerb(verb string, state dataset.State, body any) probe {
	return ofSet(state, true, func(c *town.Client, id string) town.Reply { return c.Post("/value-sets/"+id+"/"+verb, body) })
}

func init() {
	for name, p := range map[string]probe{
		"GET /datasets":        within("/datasets", "items", func(thing) string { return `"R-BIEU"` }),
		"GET /datasets/{form}": within("/datasets/R-BIEU", "grid", func(thing) string { return `"so"` }),
		"POST /datasets/{form}/values": func(t *testing.T, _ *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			r := c.Post("/datasets/R-BIEU/values", map[string]any{"values": []any{map[string]string{"element": "so", "unit": x.unit, "period": freshMonth(), "value": "1"}}})
			if r.Status != http.StatusOK {
				return judge(r)
			}
			var sum struct {
				Imported  int
				Conflicts []struct{ Key string }
			}
			r.OK(&sum)
			switch {
			case sum.Imported == 1:
				return allowed, ""
			case len(sum.Conflicts) == 1 && sum.Conflicts[0].Key == "dataset.not_yours":
				return refused, ""
			}
			return outcome(fmt.Sprint(r.Status)), string(r.Body)
		},
		"GET /value-sets": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			key := prepared{w, x.unit + x.area, "set listed"}
			id, ok := waiting.Load(key)
			if !ok {
				id = handedIn(t, w, x, dataset.Open)
				waiting.Store(key, id)
			}
			return within("/value-sets?limit=500&unit="+x.unit, "items", func(thing) string { return `"id":"` + id.(string) + `"` })(t, w, c, x)
		},
		"GET /datasets/{form}/template.xlsx": func(t *testing.T, _ *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			return judge(c.Get("/datasets/R-BIEU/template.xlsx?unit=" + x.unit + "&period=196001"))
		},
		"POST /datasets/{form}/workbook": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			r := c.Do(http.MethodPost, "/api/v1/datasets/R-BIEU/workbook", bytes.NewReader(workbook(t, w, x)), "Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
			if r.Status != http.StatusOK {
				return judge(r)
			}
			var sum struct {
				Imported int
				Cells    []struct{ Key string }
			}
			r.OK(&sum)
			switch {
			case sum.Imported == 1:
				return allowed, ""
			case len(sum.Cells) == 1 && sum.Cells[0].Key == "dataset.not_yours":
				return refused, ""
			}
			return outcome(fmt.Sprint(r.Status)), string(r.Body)
		},
		"GET /datasets/{form}/punctual": func(t *testing.T, w *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			key := prepared{w, x.unit + x.area, "set counted"}
			if _, ok := waiting.Load(key); !ok {
				waiting.Store(key, handedIn(t, w, x, dataset.Submitted))
			}
			return within("/datasets/R-BIEU/punctual?from=1950-01-01&to=2050-01-01", "items", func(thing) string { return `"code":"` + x.unit + `"` })(t, w, c, x)
		},
		"GET /value-sets/{id}/earlier":  ofSet(dataset.Open, false, func(c *town.Client, id string) town.Reply { return c.Get("/value-sets/" + id + "/earlier?element=so") }),
		"GET /value-sets/{id}":          ofSet(dataset.Open, false, func(c *town.Client, id string) town.Reply { return c.Get("/value-sets/" + id) }),
		"GET /value-sets/{id}/history":  ofSet(dataset.Open, false, func(c *town.Client, id string) town.Reply { return c.Get("/value-sets/" + id + "/history?element=so") }),
		"POST /value-sets/{id}/submit":  setVerb("submit", dataset.Open, struct{}{}),
		"POST /value-sets/{id}/approve": setVerb("approve", dataset.Submitted, map[string]int{"level": 0}),
		"POST /value-sets/{id}/return":  setVerb("return", dataset.Submitted, map[string]string{"words": "thiếu"}),
		"POST /value-sets/{id}/lock":    setVerb("lock", dataset.Approved, struct{}{}),
		"POST /value-sets/{id}/correct": setVerb("correct", dataset.Locked, map[string]string{"element": "so", "value": "2", "words": "sót"}),
	} {
		probes[name] = p
	}
}

package indicator

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/know/dataset"
)

// Figures is the room.
type Figures struct{ d *db.DB }

// New opens the room.
func New(d *db.DB) *Figures { return &Figures{d: d} }

// Put adds or changes an indicator, for packs; the same again changes nothing. Its formula, and those that name it, must compile.
func Put(ctx context.Context, tx *db.Tx, d Definition) error {
	if err := d.Validate(); err != nil {
		return err
	}
	w, err := worldOf(ctx, tx)
	if err != nil {
		return err
	}
	_, changes := w.defs[d.Code]
	w.defs[d.Code] = d
	if _, err := w.compile(d); err != nil {
		return fault.Fields("indicator.invalid", fault.At("formula", "indicator.bad_formula", "cause", err.Error()))
	}
	for _, other := range w.defs { // what is new, nobody names yet
		if !changes {
			break
		}
		if _, err := w.compile(other); err != nil {
			return fault.Fields("indicator.invalid", fault.At("formula", "indicator.breaks", "code", other.Code, "cause", err.Error()))
		}
	}
	body, err := json.Marshal(d)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO indicator_def (code, body, version) VALUES (?, ?, 1)
		ON CONFLICT (code) DO UPDATE SET body = excluded.body, version = indicator_def.version + CASE WHEN indicator_def.body = excluded.body THEN 0 ELSE 1 END, ended_at = NULL`, d.Code, string(body)); err != nil {
		return fmt.Errorf("put indicator %s: %w", d.Code, err)
	}
	return nil
}

// Check tells what [Put] would say among forms and other indicators.
func (d Definition) Check(forms []dataset.Form, defs []Definition) error {
	if err := d.Validate(); err != nil {
		return err
	}
	w := world{forms: map[string]dataset.Form{}, defs: map[string]Definition{}}
	for _, f := range forms {
		w.forms[f.Code] = f
	}
	for _, o := range defs {
		w.defs[o.Code] = o
	}
	if _, err := w.compile(d); err != nil {
		return fault.Fields("indicator.invalid", fault.At("formula", "indicator.bad_formula", "cause", err.Error()))
	}
	return nil
}

// End takes an indicator from use, for packs.
func End(ctx context.Context, tx *db.Tx, code string) error {
	_, err := tx.Exec(ctx, `UPDATE indicator_def SET ended_at = ? WHERE code = ? AND ended_at IS NULL`, db.Micros(tx.Now()), code)
	return err
}

// PutFrame adds or changes a list of figures, for packs.
func PutFrame(ctx context.Context, tx *db.Tx, f Frame) error {
	if err := f.Validate(); err != nil {
		return err
	}
	w, err := worldOf(ctx, tx)
	if err != nil {
		return err
	}
	for i, x := range f.Items {
		if _, ok := w.defs[x.Indicator]; x.Indicator != "" && !ok {
			return fault.Fields("indicator.invalid", fault.At(fmt.Sprintf("items/%d/indicator", i), "indicator.not_found", "code", x.Indicator))
		}
	}
	body, err := json.Marshal(f)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO indicator_frame (code, body) VALUES (?, ?) ON CONFLICT (code) DO UPDATE SET body = excluded.body`, f.Code, string(body))
	return err
}

// EndFrame takes a list away, for packs.
func EndFrame(ctx context.Context, tx *db.Tx, code string) error {
	_, err := tx.Exec(ctx, `DELETE FROM indicator_frame WHERE code = ?`, code)
	return err
}

// DefinitionsIn gives those in use, by code, for rooms that ask in their own transaction.
func DefinitionsIn(ctx context.Context, tx *db.Tx) ([]Definition, error) { return definitions(ctx, tx) }

func definitions(ctx context.Context, tx *db.Tx) (list []Definition, err error) {
	err = tx.Each(ctx, `SELECT body, version FROM indicator_def WHERE ended_at IS NULL ORDER BY code`, nil, func(scan func(...any) error) error {
		var body string
		var d Definition
		var version int
		if err := scan(&body, &version); err != nil {
			return err
		}
		err := json.Unmarshal([]byte(body), &d)
		d.Version = version
		list = append(list, d)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read indicators: %w", err)
	}
	return list, nil
}

func worldOf(ctx context.Context, tx *db.Tx) (world, error) {
	w := world{forms: map[string]dataset.Form{}, defs: map[string]Definition{}}
	list, err := definitions(ctx, tx)
	if err != nil {
		return w, err
	}
	for _, d := range list {
		w.defs[d.Code] = d
	}
	forms, err := dataset.FormsIn(ctx, tx)
	for _, f := range forms {
		w.forms[f.Code] = f
	}
	return w, err
}

// List gives all indicators in use, by code. Whoever works here may know what is computed.
func (fs *Figures) List(ctx context.Context) (list []Definition, err error) {
	err = fs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err = definitions(ctx, tx)
		return err
	})
	return list, err
}

// Get gives one; [fault.NotFound] otherwise.
func (fs *Figures) Get(ctx context.Context, code string) (Definition, error) {
	list, err := fs.List(ctx)
	for _, d := range list {
		if d.Code == code {
			return d, nil
		}
	}
	if err != nil {
		return Definition{}, err
	}
	return Definition{}, notFound(code)
}

func notFound(code string) error {
	return fault.New(fault.NotFound, "indicator.not_found", "code", code)
}

// Frames gives the lists of others, by code.
func (fs *Figures) Frames(ctx context.Context) (list []Frame, err error) {
	err = fs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		list = nil
		return tx.Each(ctx, `SELECT body FROM indicator_frame ORDER BY code`, nil, func(scan func(...any) error) error {
			var body string
			var f Frame
			if err := scan(&body); err != nil {
				return err
			}
			err := json.Unmarshal([]byte(body), &f)
			list = append(list, f)
			return err
		})
	})
	return list, err
}

// set is one that was handed in.
type set struct {
	id, unit string
	period   dataset.Period
	spot     *spot
	within   []string // the areas that hold it
}

// tally is of the sets that an area handed in for a period of a form.
type tally struct {
	sets, approved, clean, live int
	at                          int64 // when the newest was handed in
}

// waiting tells whether one is not approved yet.
func (t *tally) waiting() bool { return t.approved < t.sets }

// row is a value of a set, or the sum of many.
type row struct {
	set    *set // none: a sum
	option string
	num    int64
	count  int64 // of values in it
	pieces []piece
	placed bool
}

// column is what is read at once from a form.
type column struct{ form, element string }

const handedIn = `s.form = ? AND s.start_on >= ? AND s.start_on < ? AND s.state <> 'open'`

// load reads what was handed in for a form from a day to before another: of the areas that are asked for what was added up for them, else sets and their values
// one by one, for each area that holds them.
func (e *evaluator) load(ctx context.Context, form string, elements []string, summed func(element string) bool, from, to text.Day) error {
	var sums, single []string
	for _, el := range elements {
		e.rows[column{form, el}] = map[place][]*row{}
		if summed(el) {
			sums = append(sums, el)
		} else {
			single = append(single, el)
		}
	}
	if e.areas != nil {
		if err := e.tally(ctx, form, from, to); err != nil {
			return fmt.Errorf("read tallies of %s: %w", form, err)
		}
		if err := e.sum(ctx, form, sums, from, to); err != nil {
			return fmt.Errorf("read sums of %s: %w", form, err)
		}
	}
	if e.areas != nil && len(single) == 0 {
		return nil
	}
	sets, err := e.sets(ctx, form, from, to)
	if err != nil {
		return fmt.Errorf("read sets of %s: %w", form, err)
	}
	for _, el := range single {
		if err := e.each(ctx, form, el, sets, from, to); err != nil {
			return fmt.Errorf("read values of %s.%s: %w", form, el, err)
		}
	}
	return nil
}

// sets reads those that were handed in, finds where they belong, and counts them where nobody did before.
func (e *evaluator) sets(ctx context.Context, form string, from, to text.Day) (map[string]*set, error) {
	sets := map[string]*set{}
	type home struct{ code, path string }
	where, tallies := map[*set]home{}, map[*set]tally{}
	err := e.tx.Each(ctx, `SELECT s.id, s.unit, s.area, s.area_path, s.period, s.state, s.first_at, s.due_at, s.submitted_at, s.flaws FROM dataset_set s WHERE `+handedIn, []any{form, from, to}, func(scan func(...any) error) error {
		s, t := &set{}, tally{sets: 1}
		var p home
		var period string
		var state dataset.State
		var first, submitted *int64
		var due int64
		var flaws int
		err := scan(&s.id, &s.unit, &p.code, &p.path, &period, &state, &first, &due, &submitted, &flaws)
		if err == nil {
			s.period, err = dataset.ParsePeriod(period)
		}
		if state != dataset.Submitted {
			t.approved = 1
		}
		if flaws == 0 {
			t.clean = 1
		}
		if first != nil && *first <= due {
			t.live = 1
		}
		if submitted != nil {
			t.at = *submitted
		}
		sets[s.id], where[s], tallies[s] = s, p, t
		return err
	})
	if err != nil {
		return nil, err
	}
	of := map[place]*tally{}
	for s, p := range where { // asked apart, for the reading above holds the connection
		if s.spot, err = e.place.spotOf(ctx, p.code, p.path, s.period.End.Add(-1)); err != nil {
			return nil, err
		}
		s.within = s.spot.within()
		for _, code := range s.within {
			key := place{code, s.period.Start}
			if of[key] == nil {
				of[key] = &tally{}
			}
			of[key].add(tallies[s])
		}
	}
	if e.areas == nil {
		e.tallies[form] = of
	}
	return sets, nil
}

func (t *tally) add(o tally) {
	t.sets, t.approved, t.clean, t.live = t.sets+o.sets, t.approved+o.approved, t.clean+o.clean, t.live+o.live
	t.at = max(t.at, o.at)
}

// each reads the values of an element one by one.
func (e *evaluator) each(ctx context.Context, form, element string, sets map[string]*set, from, to text.Day) error {
	at := e.rows[column{form, element}]
	return e.tx.Each(ctx, `SELECT v.set_id, v.opt, v.num FROM dataset_set s JOIN dataset_value v ON v.set_id = s.id WHERE `+handedIn+` AND v.element = ? AND v.num IS NOT NULL ORDER BY s.start_on, s.unit, v.opt`,
		[]any{form, from, to, element}, func(scan func(...any) error) error {
			r := &row{count: 1}
			var id string
			if err := scan(&id, &r.option, &r.num); err != nil {
				return err
			}
			if r.set = sets[id]; r.set == nil {
				return nil
			}
			for _, code := range r.set.within {
				key := place{code, r.set.period.Start}
				at[key] = append(at[key], r)
			}
			return nil
		})
}

// among is a condition on the areas that are asked for, with its arguments behind others.
func (e *evaluator) among(args ...any) (string, []any) {
	for _, code := range e.areas {
		args = append(args, code)
	}
	return `area IN (?` + strings.Repeat(", ?", len(e.areas)-1) + `)`, args
}

// tally reads how many sets the areas handed in.
func (e *evaluator) tally(ctx context.Context, form string, from, to text.Day) error {
	of := map[place]*tally{}
	e.tallies[form] = of
	if len(e.areas) == 0 {
		return nil
	}
	in, args := e.among(form, from, to)
	return e.tx.Each(ctx, `SELECT area, start_on, sets, approved, clean, live, at FROM dataset_tally WHERE form = ? AND start_on >= ? AND start_on < ? AND sets > 0 AND `+in, args, func(scan func(...any) error) error {
		t := &tally{}
		var p place
		err := scan(&p.area, &p.start, &t.sets, &t.approved, &t.clean, &t.live, &t.at)
		of[p] = t
		return err
	})
}

// sum reads what was added up for the areas.
func (e *evaluator) sum(ctx context.Context, form string, elements []string, from, to text.Day) error {
	if len(elements) == 0 || len(e.areas) == 0 {
		return nil
	}
	in, args := e.among(form, from, to)
	for _, el := range elements {
		args = append(args, el)
	}
	return e.tx.Each(ctx, `SELECT area, start_on, element, opt, num, n FROM dataset_sum WHERE form = ? AND start_on >= ? AND start_on < ? AND n > 0 AND `+in+`
		AND element IN (?`+strings.Repeat(", ?", len(elements)-1)+`)`, args, func(scan func(...any) error) error {
		r := &row{placed: true}
		var p place
		var element string
		if err := scan(&p.area, &p.start, &element, &r.option, &r.num, &r.count); err != nil {
			return err
		}
		r.pieces = []piece{{code: p.area, path: "/" + p.area + "/", n: r.num}}
		at := e.rows[column{form, element}]
		at[p] = append(at[p], r)
		return nil
	})
}

// owing is a unit that owes a form, where it belonged from one day to another.
type owing struct {
	unit     string
	from, to text.Day
	code     string
	path     string
}

// owing reads the units of a form with the areas that they had.
func (e *evaluator) owing(ctx context.Context, form string) error {
	f := e.world.forms[form]
	ours := map[string]bool{}
	for _, u := range f.Units {
		ours[u] = true
	}
	e.owes[form] = []owing{}
	return e.tx.Each(ctx, `SELECT code, area, area_path, valid_from, valid_to FROM unit ORDER BY code`, nil, func(scan func(...any) error) error {
		var o owing
		var from, to *string
		if err := scan(&o.unit, &o.code, &o.path, &from, &to); err != nil {
			return err
		}
		if from != nil {
			o.from = text.Day(*from)
		}
		if to != nil {
			o.to = text.Day(*to)
		}
		if ours[o.unit] {
			e.owes[form] = append(e.owes[form], o)
		}
		return nil
	})
}

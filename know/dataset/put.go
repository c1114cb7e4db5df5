package dataset

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"thanhdong/ground/actor"
	"thanhdong/ground/calendar"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
)

// Given is one value as it comes in.
type Given struct {
	Element string
	Option  string
	Unit    string
	Period  string
	Value   string // a number with a point; empty takes the value out
	Comment string
	Seen    *int // how many values stood in the cell before the one that the giver saw; nil: not looked at
}

// Conflict is why one of them was not taken.
type Conflict struct {
	Row  int // from 0
	Key  string
	Args map[string]any
}

// In says it to people.
func (c Conflict) In(lang text.Lang) string { return text.T(lang, c.Key, c.Args) }

// Summary is what became of them all.
type Summary struct {
	Imported  int
	Updated   int
	Deleted   int
	Ignored   int // the same as what is there
	Conflicts []Conflict
}

// Way is how values come in.
type Way struct {
	DryRun bool   // nothing is kept
	Source string // hand, file or machine
}

const (
	// MostGiven is the most that one call takes.
	MostGiven     = 200_000
	atOnce        = 2000 // values in one transaction, to the end of a set
	longestText   = 4000
	longestReason = 1000
)

type place struct{ unit, period string }

// Put takes many values: what can be taken is, and the rest is told row by row. Sets that are not there are opened. Of one cell that is given twice with different values neither counts.
func (ds *Sets) Put(ctx context.Context, code string, rows []Given, w Way) (sum Summary, err error) {
	if len(rows) > MostGiven {
		return sum, fault.New(fault.TooLarge, "dataset.many_rows", "max", MostGiven)
	}
	if !slices.Contains([]string{"hand", "file", "machine"}, w.Source) {
		w.Source = "machine"
	}
	var order []place
	at := map[place][]int{}
	for i, r := range rows {
		p := place{r.Unit, r.Period}
		if _, known := at[p]; !known {
			order = append(order, p)
		}
		at[p] = append(at[p], i)
	}
	for len(order) > 0 {
		n, size := 0, 0
		for n < len(order) && (n == 0 || size+len(at[order[n]]) <= atOnce) {
			size += len(at[order[n]])
			n++
		}
		var part Summary
		do := ds.d.Do
		if w.DryRun {
			do = ds.d.View
		}
		err := do(ctx, func(ctx context.Context, tx *db.Tx) error {
			part = Summary{}
			f, err := form(ctx, tx, code)
			if err == nil && f.Ended {
				err = fault.New(fault.Conflict, "dataset.form_ended", "form", code)
			}
			for _, p := range order[:n] {
				if err == nil {
					err = ds.putSet(ctx, tx, f, p, rows, at[p], w, &part)
				}
			}
			return err
		})
		if err != nil {
			return sum, fmt.Errorf("put values of %s: %w", code, err)
		}
		sum.Imported, sum.Updated, sum.Deleted, sum.Ignored = sum.Imported+part.Imported, sum.Updated+part.Updated, sum.Deleted+part.Deleted, sum.Ignored+part.Ignored
		sum.Conflicts = append(sum.Conflicts, part.Conflicts...)
		order = order[n:]
	}
	slices.SortStableFunc(sum.Conflicts, func(a, b Conflict) int { return a.Row - b.Row })
	return sum, nil
}

// putSet takes what is given for one unit and period.
func (ds *Sets) putSet(ctx context.Context, tx *db.Tx, f Form, p place, rows []Given, at []int, w Way, sum *Summary) error {
	refuse := func(list []int, key string, kv ...any) {
		for _, i := range list {
			sum.Conflicts = append(sum.Conflicts, Conflict{Row: i, Key: key, Args: fault.At("", key, kv...).Args})
		}
	}
	period, err := ParsePeriod(p.period)
	if err != nil || period.Kind != f.Period {
		refuse(at, "dataset.bad_period", "period", cut(p.period))
		return nil
	}
	if period.Start.Start().After(tx.Now()) {
		refuse(at, "dataset.future", "period", period.In(text.VI))
		return nil
	}
	if !f.Asks(period) {
		refuse(at, "dataset.not_asked", "period", period.In(text.VI))
		return nil
	}
	u, err := unit.ByCode(ctx, tx, p.unit, period.End.Add(-1))
	if fault.Is(err, fault.NotFound) {
		if _, later := unit.ByCode(ctx, tx, p.unit, ""); later == nil {
			refuse(at, "dataset.unit_not_then", "unit", p.unit, "period", period.In(text.VI))
			return nil
		}
		refuse(at, "dataset.unknown_unit", "unit", cut(p.unit))
		return nil
	}
	if err != nil {
		return err
	}
	if !slices.Contains(f.Units, u.Code) {
		refuse(at, "dataset.not_owed", "unit", u.Name.VI)
		return nil
	}
	list, err := query(ctx, tx, `s.form = ? AND s.unit = ? AND s.period = ?`+lockFor(tx, w), f.Code, u.Code, period.Code())
	if err != nil {
		return err
	}
	holder := u
	if len(list) == 0 {
		if holder, err = holderOf(ctx, tx, u); err != nil {
			return err
		}
	} else {
		holder.Path, holder.AreaPath = list[0].HolderPath, list[0].HolderArea
	}
	if err := actor.From(ctx).Check(ToEnter, holder.Scope()); err != nil {
		refuse(at, "dataset.not_yours", "unit", u.Name.VI)
		return nil
	}
	var s Set
	if len(list) > 0 {
		if s = list[0]; s.State != Open {
			refuse(at, "dataset.is_"+string(s.State), "number", s.Number)
			return nil
		}
	}
	return ds.putValues(ctx, tx, f, s, u, period, rows, at, w, sum, refuse)
}

func lockFor(tx *db.Tx, w Way) string {
	if w.DryRun {
		return ""
	}
	return tx.Lock()
}

func (ds *Sets) putValues(ctx context.Context, tx *db.Tx, f Form, s Set, u unit.Unit, period Period, rows []Given, at []int, w Way, sum *Summary, refuse func([]int, string, ...any)) error {
	held := map[Cell]Value{}
	if s.ID != "" {
		list, err := values(ctx, tx, s.ID)
		if err != nil {
			return err
		}
		for _, v := range list {
			held[v.Cell] = v
		}
	}
	given := map[Cell][]int{}
	for _, i := range at {
		c := Cell{strings.TrimSpace(rows[i].Element), strings.TrimSpace(rows[i].Option)}
		given[c] = append(given[c], i)
	}
	var puts []Value
	for _, i := range at {
		r := rows[i]
		c := Cell{strings.TrimSpace(r.Element), strings.TrimSpace(r.Option)}
		if same := given[c]; len(same) > 1 {
			if slices.ContainsFunc(same, func(j int) bool { return strings.TrimSpace(rows[j].Value) != strings.TrimSpace(r.Value) }) {
				refuse([]int{i}, "dataset.twice", "cell", c.String())
				continue
			}
			if same[0] != i {
				sum.Ignored++
				continue
			}
		}
		e, ok := f.Element(c.Element)
		if !ok {
			refuse([]int{i}, "dataset.no_element", "element", cut(c.Element))
			continue
		}
		if !f.Has(c) {
			refuse([]int{i}, "dataset.no_option", "option", cut(c.Option), "element", e.Name.VI)
			continue
		}
		v, err := e.read(c, r)
		if err != nil {
			x, _ := fault.As(err)
			if x == nil {
				return err
			}
			sum.Conflicts = append(sum.Conflicts, Conflict{Row: i, Key: x.Key, Args: x.Args})
			continue
		}
		old, there := held[c]
		if r.Seen != nil && (there && *r.Seen != old.Before+1 || !there && *r.Seen != 0) && !old.equal(v) {
			refuse([]int{i}, "dataset.changed_since", "by", old.ByName, "at", old.At, "value", old.said(e))
			continue
		}
		empty := v.Number == nil && v.Text == ""
		switch {
		case !there && empty && v.Comment == "", there && old.equal(v):
			sum.Ignored++
			continue
		case empty && v.Comment == "":
			sum.Deleted++
		case there:
			sum.Updated++
		default:
			sum.Imported++
		}
		v.Source, v.Before = w.Source, old.Before
		if there {
			v.Before++
		}
		puts = append(puts, v)
		held[c] = v
	}
	if w.DryRun || len(puts) == 0 {
		return nil
	}
	if s.ID == "" {
		var err error
		if s, err = ds.open(ctx, tx, f, u, period); err != nil {
			return err
		}
	}
	return s.write(ctx, tx, puts)
}

// read reads one value of an element.
func (e Element) read(c Cell, r Given) (v Value, err error) {
	v = Value{Cell: c, Comment: strings.TrimSpace(r.Comment)}
	if utf8.RuneCountInString(v.Comment) > longestText || !utf8.ValidString(r.Value) || !utf8.ValidString(r.Comment) {
		return v, fault.New(fault.Invalid, "dataset.too_long", "max", longestText)
	}
	said := strings.TrimSpace(r.Value)
	if e.Type == Words {
		if utf8.RuneCountInString(said) > longestText {
			return v, fault.New(fault.Invalid, "dataset.too_long", "max", longestText)
		}
		v.Text = said
		return v, nil
	}
	if said == "" {
		return v, nil
	}
	n, err := parseNumber(said, e.Decimals)
	if err != nil {
		return v, err
	}
	x := float64(n) / pow10(e.Decimals)
	switch {
	case e.Min != nil && x < *e.Min:
		return v, fault.New(fault.Invalid, "dataset.below", "value", cut(said), "min", text.Number(text.VI, *e.Min))
	case e.Max != nil && x > *e.Max:
		return v, fault.New(fault.Invalid, "dataset.above", "value", cut(said), "max", text.Number(text.VI, *e.Max))
	}
	v.Number = &n
	return v, nil
}

func (v Value) equal(o Value) bool {
	return (v.Number == nil) == (o.Number == nil) && (v.Number == nil || *v.Number == *o.Number) && v.Text == o.Text && v.Comment == o.Comment
}

func (v Value) said(e Element) string {
	if v.Number != nil {
		return Said(text.VI, *v.Number, e)
	}
	return cut(v.Text)
}

// write keeps values and what stood there before.
func (s Set) write(ctx context.Context, tx *db.Tx, puts []Value) error {
	by, now := actor.From(ctx), db.Micros(tx.Now())
	for _, v := range puts {
		if err := s.note(ctx, tx, v, "put", ""); err != nil {
			return err
		}
		if err := tx.Queue(ctx, `INSERT INTO dataset_value (set_id, element, opt, num, words, comment, source, at, by_id, by_name, changes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (set_id, element, opt) DO UPDATE SET num = excluded.num, words = excluded.words, comment = excluded.comment, source = excluded.source, at = excluded.at, by_id = excluded.by_id,
			by_name = excluded.by_name, changes = excluded.changes`, s.ID, v.Element, v.Option, v.Number, v.Text, v.Comment, v.Source, now, by.ID, by.Name, v.Before); err != nil {
			return err
		}
	}
	if err := tx.Queue(ctx, `UPDATE dataset_set SET version = version + 1, filled = (SELECT count(*) FROM dataset_value v WHERE v.set_id = dataset_set.id AND (v.num IS NOT NULL OR v.words <> '')) WHERE id = ?`, s.ID); err != nil {
		return err
	}
	return s.tell(ctx, tx, ChangedEvent, "put", "", map[string]any{"values": len(puts), "source": puts[0].Source})
}

// note keeps a change of a cell.
func (s Set) note(ctx context.Context, tx *db.Tx, v Value, kind, words string) error {
	by := actor.From(ctx)
	return tx.Queue(ctx, `INSERT INTO dataset_change (set_id, element, opt, seq, kind, before_num, before_words, after_num, after_words, words, at, by_id, by_name)
		SELECT ?, ?, ?, (SELECT COALESCE(MAX(seq), 0) + 1 FROM dataset_change WHERE set_id = ? AND element = ? AND opt = ?), ?, old.num, COALESCE(old.words, ''), ?, ?, ?, ?, ?, ?
		FROM (SELECT 1 AS one) x LEFT JOIN dataset_value old ON old.set_id = ? AND old.element = ? AND old.opt = ?`,
		s.ID, v.Element, v.Option, s.ID, v.Element, v.Option, kind, v.Number, v.Text, words, db.Micros(tx.Now()), by.ID, by.Name, s.ID, v.Element, v.Option)
}

// due is when a set has to be handed in: working days by the calendar, plain days where it does not know the year.
func (f Form) due(ctx context.Context, tx *db.Tx, p Period) (time.Time, error) {
	hour, err := time.Parse("15:04", f.Due.Hour)
	if err != nil {
		return time.Time{}, fmt.Errorf("due hour of form %s: %w", f.Code, err)
	}
	on := p.End.Add(f.Due.Days - 1)
	cal, err := calendar.Hold(ctx, tx)
	switch {
	case fault.Is(err, fault.NotFound):
	case err != nil:
		return time.Time{}, err
	case cal.Known(p.End.Year()) && cal.Known(on.Add(f.Due.Days).Year()):
		on = cal.AddDays(p.End.Add(-1), f.Due.Days)
	}
	return on.Start().Add(time.Duration(hour.Hour())*time.Hour + time.Duration(hour.Minute())*time.Minute), nil
}

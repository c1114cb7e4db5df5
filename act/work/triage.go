package work

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
)

// questionReason is the listed reason by which a question holds the clock; where a province does not list it, a
// question is asked and the clock goes on.
const questionReason = "hoi-lai"

// lookedBack is of how many earlier items a proposal is made, and nearness how many open ones are compared.
const (
	lookedBack = 20
	nearness   = 200
	fewest     = 3 // items of which a proposal is made at least
	mostAlike  = 5
	alikeSince = 7 * 24 * time.Hour
)

// Proposal is what experience says about an item.
type Proposal struct {
	Unit  string // who closed most work of its kind in its area; the owner where nothing is known
	Of    int    // of how many of Among
	Among int
	Alike []Item // open items that may be the same matter, the likeliest first
}

// Propose gives the proposal for an item: the unit that closed most of the last 20 items of the same kind in the
// same area, and open items there whose titles share most words with its own.
func (w *Work) Propose(ctx context.Context, id string) (p Proposal, err error) {
	err = w.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		item, err := w.readable(ctx, tx, id, "")
		if err != nil {
			return err
		}
		p, err = item.proposal(ctx, tx)
		return err
	})
	return p, err
}

func (i Item) proposal(ctx context.Context, tx *db.Tx) (p Proposal, err error) {
	p.Unit = i.Unit
	seen := map[string]int{}
	var order []string
	err = tx.Each(ctx, `SELECT unit FROM work_item WHERE kind = ? AND area = ? AND closed_at IS NOT NULL AND dup_of = '' ORDER BY closed_at DESC LIMIT ?`,
		[]any{i.Kind, i.Area, lookedBack}, func(scan func(...any) error) error {
			var code string
			err := scan(&code)
			if seen[code]++; seen[code] == 1 {
				order = append(order, code)
			}
			p.Among++
			return err
		})
	if err != nil {
		return p, fmt.Errorf("proposal for work %s: %w", i.Number, err)
	}
	slices.SortStableFunc(order, func(a, b string) int { return seen[b] - seen[a] })
	for _, code := range order {
		if p.Among < fewest {
			break
		}
		if _, err := unit.ByCode(ctx, tx, code, ""); err == nil { // a unit that has ended is proposed no more
			p.Unit, p.Of = code, seen[code]
			break
		} else if !fault.Is(err, fault.NotFound) {
			return p, err
		}
	}
	p.Alike, err = i.alike(ctx, tx)
	return p, err
}

// alike finds open items of the same kind and area whose titles share half of the words or more.
func (i Item) alike(ctx context.Context, tx *db.Tx) ([]Item, error) {
	may, args := actor.From(ctx).Where(Read, "unit_path", "area_path")
	list, err := selectItems(ctx, tx, may+` AND state = 'open' AND kind = ? AND area = ? AND id <> ? AND opened_at >= ? ORDER BY opened_at, id LIMIT ?`,
		append(args, i.Kind, i.Area, i.ID, db.Micros(i.OpenedAt.Add(-alikeSince)), nearness)...)
	if err != nil {
		return nil, err
	}
	share := func(o Item) float64 {
		mine, theirs := strings.Fields(text.SearchKey(i.Title.VI)), strings.Fields(text.SearchKey(o.Title.VI))
		both := 0
		for _, word := range mine {
			if slices.Contains(theirs, word) {
				both++
			}
		}
		return float64(both) / float64(max(len(mine), len(theirs), 1))
	}
	list = slices.DeleteFunc(list, func(o Item) bool { return share(o) < 0.5 })
	slices.SortStableFunc(list, func(a, b Item) int {
		switch x, y := share(a), share(b); {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return 0
	})
	return list[:min(len(list), mostAlike)], nil
}

// Accept does with an item what experience proposes: takes it where its owner is the proposed one, and gives it to
// the proposed unit otherwise.
func (w *Work) Accept(ctx context.Context, id string) (item Item, err error) {
	err = w.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		i, err := w.readable(ctx, tx, id, tx.Lock())
		if err != nil {
			return err
		}
		p, err := i.proposal(ctx, tx)
		switch {
		case err != nil:
			return err
		case p.Unit == i.Unit:
			item, err = w.Take(ctx, id)
		default:
			item, err = w.HandOn(ctx, id, p.Unit, text.T(text.VI, "work.as_proposed", map[string]any{"of": p.Of, "among": p.Among}))
		}
		return err
	})
	return item, err
}

// NotOurs gives an item to the unit above its owner, which decides whose it is.
func (w *Work) NotOurs(ctx context.Context, id, words string) (item Item, err error) {
	err = w.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		i, err := w.readable(ctx, tx, id, tx.Lock())
		if err != nil {
			return err
		}
		up := above(i.UnitPath)
		if up == "" && i.State == Open {
			return fault.New(fault.Conflict, "work.nobody_above", "number", i.Number)
		}
		item, err = w.HandOn(ctx, id, up, words)
		return err
	})
	return item, err
}

// Question asks back about an item: the words stand in its log, and its clock stands still for as long as the
// listed reason still allows, until somebody answers and lets it go on. Late work, and work whose allowance is
// used, is asked about without a pause.
func (w *Work) Question(ctx context.Context, id, words string) (Item, error) {
	words, err := sentence("words", words)
	if err != nil {
		return Item{}, err
	}
	return w.command(ctx, id, ToPause, "question", func(ctx context.Context, tx *db.Tx, item *Item) (any, error) {
		if item.State == Done {
			return nil, closedAlready(*item)
		}
		if err := tellLine(ctx, tx, *item, lineQuestion, Questioned, words, nil); err != nil {
			return nil, err
		}
		rest, err := item.questionRest(ctx, tx)
		if err != nil || rest <= 0 {
			return map[string]any{"paused": false}, err
		}
		cal, err := item.calendar(ctx, tx)
		if err != nil {
			return nil, err
		}
		until := tx.Now().Add(rest)
		if cal != nil {
			until = cal.AddWorking(tx.Now(), rest).UTC()
		}
		*item, err = w.Pause(ctx, id, questionReason, words, until)
		return map[string]any{"paused": true}, err
	})
}

// questionRest is how long a question may still hold the clock of an item.
func (i Item) questionRest(ctx context.Context, tx *db.Tx) (time.Duration, error) {
	if i.pausable() != nil {
		return 0, nil
	}
	why, missing, err := reason(ctx, tx, ForPause, questionReason)
	if err != nil || len(missing) > 0 {
		return 0, err
	}
	cal, err := i.calendar(ctx, tx)
	if err != nil {
		return 0, err
	}
	used, err := i.paused(ctx, tx, cal, questionReason)
	return why.Longest - used, err
}

// Duplicate closes an item as the same matter as another, which is shown with it. Evidence is not wanted: the
// work is done at the original. The kind is asked as for every closing, and reopening parts the two again.
// Refusals as for [Work.Close]; [fault.Invalid] when the original is not open, is not found or is itself.
func (w *Work) Duplicate(ctx context.Context, id, original string) (item Item, err error) {
	err = w.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := lockBoth(ctx, tx, id, original); err != nil {
			return err
		}
		by := actor.From(ctx)
		if item, err = w.readable(ctx, tx, id, ""); err != nil {
			return err
		}
		if err := by.Check(ToClose, item.Scope()); err != nil {
			return err
		}
		if item.State == Done {
			return closedAlready(item)
		}
		to, err := w.readable(ctx, tx, original, "")
		switch {
		case fault.Is(err, fault.NotFound):
			return fault.Fields("work.invalid", fault.At("original", "work.no_original"))
		case err != nil:
			return err
		case to.ID == item.ID:
			return fault.Fields("work.invalid", fault.At("original", "work.own_original"))
		case to.State == Done:
			return fault.Fields("work.invalid", fault.At("original", "work.original_done", "number", to.Number))
		}
		kind, err := w.kind(item.Kind)
		if err != nil {
			return err
		}
		item.DupOf, item.Reason = to.ID, text.T(text.VI, "work.duplicate_of", map[string]any{"number": to.Number})
		if err := kind.MayClose(ctx, tx, item); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE work_item SET dup_of = ? WHERE id = ?`, to.ID, item.ID); err != nil {
			return err
		}
		if err := finish(ctx, tx, &item); err != nil {
			return err
		}
		if err := kind.Closed(ctx, tx, item); err != nil {
			return err
		}
		if err := record(ctx, tx, Closed, id); err != nil {
			return err
		}
		if err := tellLine(ctx, tx, to, lineJoined, Noted, "", map[string]any{"number": item.Number}); err != nil {
			return err
		}
		return enter(ctx, tx, "work.duplicate", item, map[string]any{"original": to.ID})
	})
	if err != nil {
		return Item{}, fmt.Errorf("close work %s as a duplicate: %w", id, err)
	}
	return item, nil
}

// Duplicates gives the items that were closed as the same matter as one, of those that the actor may read.
func (w *Work) Duplicates(ctx context.Context, id string) (list []Item, err error) {
	err = w.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := w.readable(ctx, tx, id, ""); err != nil {
			return err
		}
		may, args := actor.From(ctx).Where(Read, "unit_path", "area_path")
		list, err = selectItems(ctx, tx, may+` AND dup_of = ? ORDER BY closed_at, id LIMIT 100`, append(args, id)...)
		return err
	})
	return list, err
}

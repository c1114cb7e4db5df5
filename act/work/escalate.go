package work

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"thanhdong/ground/account"
	"thanhdong/ground/bus"
	"thanhdong/ground/calendar"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/ground/timer"
	"thanhdong/ground/unit"
)

const (
	walkDuty  = "work.walk"
	raiseDuty = "work.raise" // rows of earlier versions
	walksDuty = "work.walks" // set by the migration that brought chains
)

// Walking is how an item stands on its chain.
type Walking struct {
	Walk Walk
	Next int       // the next station
	From time.Time // since when the next station is waited for
	At   time.Time // when it is told; zero while the walk is held or at its end
}

// wanted is the walk that an item should be on.
func (i Item) wanted(now time.Time) Walk {
	switch {
	case i.State == Done:
		return ""
	case now.After(i.Due):
		return Overdue
	case i.Person == "" && i.Kind != requestKind: // a request waits for a decision and is never taken
		return Untaken
	}
	return ""
}

// rewalk is called after each change of an item, with its row locked: it begins, holds, goes on with or ends the
// walk. Taking, closing and time that was given end it; a pause holds it where it stands.
func (i *Item) rewalk(ctx context.Context, tx *db.Tx, cal *calendar.Calendar) error {
	now, w := tx.Now(), i.Walking
	want := i.wanted(now)
	if want != "" && i.WorkingTime && cal == nil {
		var err error
		if cal, err = i.calendar(ctx, tx); err != nil {
			return err
		}
	}
	switch {
	case want == "":
		w = Walking{}
	case !i.PausedUntil.IsZero():
		w.From, w.At = time.Time{}, time.Time{}
		if w.Walk == "" {
			w.Walk = want // so that it begins when the clock goes on
		}
	case want != w.Walk:
		w = Walking{Walk: want, From: now, At: i.after(cal, now, want)}
		if want == Overdue && above(i.UnitPath) != "" {
			w.At = now
		}
	case w.At.IsZero() && w.Next < len(i.stations(want)): // it was held
		w.From, w.At = now, i.after(cal, now, want)
	}
	return i.keepWalk(ctx, tx, w)
}

// after is when a wait that begins at an instant ends.
func (i Item) after(cal *calendar.Calendar, from time.Time, w Walk) time.Time {
	if i.WorkingTime && cal != nil {
		return cal.AddWorking(from, i.wait(w)).UTC()
	}
	return from.Add(i.wait(w))
}

func (i *Item) keepWalk(ctx context.Context, tx *db.Tx, w Walking) error {
	if w == i.Walking {
		return nil
	}
	i.Walking = w
	if _, err := tx.Exec(ctx, `UPDATE work_item SET walk = ?, walk_next = ?, walk_from = ?, walk_at = ? WHERE id = ?`,
		string(w.Walk), w.Next, instant(w.From), instant(w.At), i.ID); err != nil {
		return fmt.Errorf("chain of work %s: %w", i.Number, err)
	}
	if w.At.IsZero() {
		return timer.Cancel(ctx, tx, walkDuty, i.ID)
	}
	return timer.Set(ctx, tx, walkDuty, i.ID, w.At, call{Item: i.ID})
}

// step handles the timer of a walk: the next station at which somebody answers is told, in the transaction that
// removes the timer and sets the next one, so that a killed process loses no step.
func (w *Work) step(ctx context.Context, tx *db.Tx, due timer.Due) error {
	var c call
	if err := json.Unmarshal(due.Body, &c); err != nil {
		return fmt.Errorf("chain of work: %w", err)
	}
	item, err := load(ctx, tx, c.Item, tx.Lock())
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	cal, err := item.calendar(ctx, tx)
	if err != nil {
		return err
	}
	now := tx.Now()
	switch on := item.Walking; {
	case on.Walk == "" || item.wanted(now) != on.Walk || on.At.IsZero():
		return item.rewalk(ctx, tx, cal)
	case on.At.After(now):
		return timer.Set(ctx, tx, walkDuty, item.ID, on.At, call{Item: item.ID})
	}
	list := item.stations(item.Walking.Walk)
	next := min(item.Walking.Next, len(list))
	for told := false; !told && next < len(list); next++ {
		if told, err = item.tell(ctx, tx, item.Walking.Walk, list[next], next == len(list)-1, ""); err != nil {
			return err
		}
	}
	on := Walking{Walk: item.Walking.Walk, Next: next}
	if next < len(list) {
		on.From, on.At = now, item.after(cal, now, on.Walk)
	}
	return item.keepWalk(ctx, tx, on)
}

// tell is one step: it keeps whom it told, writes the log and records the event.
func (i *Item) tell(ctx context.Context, tx *db.Tx, w Walk, s Station, last bool, words string) (bool, error) {
	people, code, named, err := i.answering(ctx, tx, s)
	if err != nil {
		return false, err
	}
	var step int
	if err := tx.QueryRow(ctx, `SELECT COALESCE(MAX(step), 0) + 1 FROM work_escalation WHERE item = ?`, i.ID).Scan(&step); err != nil {
		return false, err
	}
	rows := people
	if len(rows) == 0 {
		rows = []string{""}
	}
	for _, id := range rows {
		if _, err := tx.Exec(ctx, `INSERT INTO work_escalation (item, step, at, walk, station, unit, account, doubled)
			SELECT ?, ?, ?, ?, ?, ?, ?, CASE WHEN EXISTS (SELECT 1 FROM work_escalation e WHERE e.item = ? AND e.account = ? AND e.account <> '') THEN 1 ELSE 0 END`,
			i.ID, step, db.Micros(tx.Now()), string(w), s.Kind, code, id, i.ID, id); err != nil {
			return false, fmt.Errorf("escalate work %s: %w", i.Number, err)
		}
	}
	if err := i.logStep(ctx, tx, w, s, code, people, named, words); err != nil {
		return false, err
	}
	if w == Overdue && s.Kind == StationHead {
		i.RaisedTo = code
		if _, err := tx.Exec(ctx, `UPDATE work_item SET raised_to = ? WHERE id = ?`, code, i.ID); err != nil {
			return false, err
		}
		if err := record(ctx, tx, Raised, i.ID); err != nil {
			return false, err
		}
	}
	if len(people) == 0 && !last {
		return false, nil
	}
	if err := bus.Record(ctx, tx, Escalated, i.ID, Happened{ID: i.ID, Step: step}); err != nil {
		return false, err
	}
	return true, enter(ctx, tx, "work.escalate", *i, map[string]any{"step": step, "walk": w, "station": s.Kind, "unit": code, "told": len(people)})
}

func (i Item) logStep(ctx context.Context, tx *db.Tx, w Walk, s Station, code string, people []string, named bool, words string) error {
	name, err := unit.NameOf(ctx, tx, code)
	if err != nil {
		return err
	}
	shown, err := account.Names(ctx, tx, people)
	if err != nil {
		return err
	}
	var names []string
	for _, id := range people {
		names = append(names, shown[id].In(text.VI))
	}
	line := lineEscalated
	switch {
	case len(people) == 0:
		line = lineNobody
	case !named:
		line = lineNoDeputy
	}
	return write(ctx, tx, i.ID, line, words, map[string]any{"walk": string(w), "station": s.Kind, "unit": name, "names": strings.Join(names, ", ")})
}

// recountWalk moves the next step of an item to where another calendar or another severity puts it. A step that is
// due at once waits for nothing.
func (i *Item) recountWalk(ctx context.Context, tx *db.Tx, cal *calendar.Calendar) error {
	w := i.Walking
	if w.At.IsZero() || w.At.Equal(w.From) {
		return nil
	}
	if i.WorkingTime && cal == nil {
		var err error
		if cal, err = i.calendar(ctx, tx); err != nil {
			return err
		}
	}
	w.At = i.after(cal, w.From, w.Walk)
	return i.keepWalk(ctx, tx, w)
}

// walkAnew begins the chain at its start for a new owner, who gets a whole wait also where the work is late.
func (i *Item) walkAnew(ctx context.Context, tx *db.Tx) error {
	i.Walking = Walking{}
	if err := i.rewalk(ctx, tx, nil); err != nil || i.Walking.Walk != Overdue {
		return err
	}
	cal, err := i.calendar(ctx, tx)
	if err != nil {
		return err
	}
	w := i.Walking
	w.At = i.after(cal, w.From, Overdue)
	return i.keepWalk(ctx, tx, w)
}

// Escalate tells the deputy of the day now, by a person's decision. The chain goes on as it stands.
// Refusals: [fault.NotFound], [fault.Forbidden]; [fault.Conflict] when the item is done.
func (w *Work) Escalate(ctx context.Context, id, words string) (Item, error) {
	return w.command(ctx, id, ToEscalate, "escalate_by_hand", func(ctx context.Context, tx *db.Tx, item *Item) (any, error) {
		if item.State == Done {
			return nil, closedAlready(*item)
		}
		words = strings.TrimSpace(words)
		if utf8.RuneCountInString(words) > longestWords {
			return nil, fault.Fields("work.invalid", fault.At("words", "work.words_too_long", "max", longestWords))
		}
		_, err := item.tell(ctx, tx, ByHand, Station{Kind: StationDeputy}, true, words)
		return nil, err
	})
}

// raise handles a timer that an earlier version has set for late work.
func (w *Work) raise(ctx context.Context, tx *db.Tx, due timer.Due) error {
	var c call
	if err := json.Unmarshal(due.Body, &c); err != nil {
		return fmt.Errorf("raise work: %w", err)
	}
	return w.begin(ctx, tx, c.Item)
}

func (w *Work) begin(ctx context.Context, tx *db.Tx, id string) error {
	item, err := load(ctx, tx, id, tx.Lock())
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	cal, err := item.calendar(ctx, tx)
	if err != nil {
		return err
	}
	return item.rewalk(ctx, tx, cal)
}

// withoutCalendar is how long what needs the calendar waits for one: a store without
// it is one whose packs are not applied yet. PROJECT CHOICE.
const withoutCalendar = time.Hour

// walks begins the chains of what was open before there were chains, in slices. Late work begins where its
// raising stood.
func (w *Work) walks(ctx context.Context, tx *db.Tx, due timer.Due) error {
	var r recount
	if err := json.Unmarshal(due.Body, &r); err != nil {
		return fmt.Errorf("begin chains: %w", err)
	}
	items, err := selectItems(ctx, tx, `state = 'open' AND walk = '' AND id > ? ORDER BY id LIMIT ?`+tx.Lock(), r.After, slice)
	if err != nil || len(items) == 0 {
		return err
	}
	cal, err := calendar.Load(ctx, tx)
	if fault.Is(err, fault.NotFound) { // no pack has brought one yet
		return timer.Set(ctx, tx, walksDuty, due.Key, tx.Now().Add(withoutCalendar), r)
	}
	if err != nil {
		return err
	}
	for _, i := range items {
		if i.RaisedTo != "" {
			now, on := tx.Now(), Walking{Walk: Overdue}
			for n, s := range i.stations(Overdue) {
				if s.Unit == i.RaisedTo {
					on = Walking{Walk: Overdue, Next: n + 1, From: now, At: i.after(cal, now, Overdue)}
				}
			}
			err = i.keepWalk(ctx, tx, on)
		} else {
			err = i.rewalk(ctx, tx, cal)
		}
		if err != nil {
			return err
		}
	}
	if len(items) < slice {
		return nil
	}
	return timer.Set(ctx, tx, walksDuty, due.Key, tx.Now(), recount{After: items[slice-1].ID})
}

// Escalation is one account that a step told; an empty one where nobody answered.
type Escalation struct {
	Item    string
	Step    int
	At      time.Time
	Walk    Walk
	Station string
	Unit    string
	Account string
	Name    text.L
	Doubled bool // an earlier step had told it already
}

// Chain is how far an item went and what comes next.
type Chain struct {
	Told   []Escalation
	Walk   Walk      // why it walks; empty when it does not
	Next   *Station  // nil at the end and while it does not walk
	At     time.Time // when Next is told; zero while it is held
	Deputy []text.L  // whom Escalate would tell now
	Unit   string    // in which unit they are
	Named  bool      // as deputies of the day; otherwise as leaders, because none is named
}

// Chain gives the chain of an item, for all who may read it.
func (w *Work) Chain(ctx context.Context, id string) (c Chain, err error) {
	err = w.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		c = Chain{}
		item, err := w.readable(ctx, tx, id, "")
		if err != nil {
			return err
		}
		if c.Told, err = told(ctx, tx, id); err != nil || item.State == Done {
			return err
		}
		if on := item.Walking; on.Walk != "" {
			c.Walk, c.At = on.Walk, on.At
			if list := item.stations(on.Walk); on.Next < len(list) {
				c.Next = &list[on.Next]
			}
		}
		people, code, named, err := item.answering(ctx, tx, Station{Kind: StationDeputy})
		if err != nil {
			return err
		}
		shown, err := account.Names(ctx, tx, people)
		for _, id := range people {
			c.Deputy = append(c.Deputy, shown[id])
		}
		c.Unit, c.Named = code, named
		return err
	})
	return c, err
}

func told(ctx context.Context, tx *db.Tx, id string) (list []Escalation, err error) {
	var ids []string
	err = tx.Each(ctx, `SELECT item, step, at, walk, station, unit, account, doubled FROM work_escalation WHERE item = ? ORDER BY step, account`, []any{id}, func(scan func(...any) error) error {
		var e Escalation
		var at, doubled int64
		err := scan(&e.Item, &e.Step, &at, &e.Walk, &e.Station, &e.Unit, &e.Account, &doubled)
		e.At, e.Doubled = db.Time(at), doubled == 1
		list, ids = append(list, e), append(ids, e.Account)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("escalations of work: %w", err)
	}
	names, err := account.Names(ctx, tx, ids)
	for i := range list {
		list[i].Name = names[list[i].Account]
	}
	return list, err
}

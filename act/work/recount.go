package work

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/bus"
	"thanhdong/ground/calendar"
	"thanhdong/ground/db"
	"thanhdong/ground/text"
	"thanhdong/ground/timer"
)

// When the calendar changes, the due times of open items are counted anew from where their limit begins. The calendar tells it by an event; the counting itself is a timer, in slices, so that no
// transaction grows with the queue.

const (
	recountDuty = "work.recount"
	limitDuty   = "work.limit" // set by the migration that brought limits
	slice       = 500
)

// recount is the body of a timer row.
type recount struct {
	Days  []text.Day `json:"days"`
	After string     `json:"after"` // id of the last item that was looked at
}

// calendarChanged asks for the queue to be counted anew.
func (w *Work) calendarChanged(ctx context.Context, tx *db.Tx, events []bus.Event) error {
	for _, e := range events {
		var c calendar.Changed
		if err := json.Unmarshal(e.Body, &c); err != nil {
			return fmt.Errorf("read %s: %w", e.Kind, err)
		}
		if err := timer.Set(ctx, tx, recountDuty, e.Pos.String(), tx.Now(), recount{Days: c.Days}); err != nil {
			return err
		}
	}
	return nil
}

// recountSlice handles one slice and asks for the next.
func (w *Work) recountSlice(ctx context.Context, tx *db.Tx, due timer.Due) error {
	var r recount
	if err := json.Unmarshal(due.Body, &r); err != nil {
		return fmt.Errorf("count due times anew: %w", err)
	}
	cal, err := calendar.Load(ctx, tx)
	if err != nil {
		return err
	}
	items, err := selectItems(ctx, tx, `state = 'open' AND working = 1 AND id > ? ORDER BY id LIMIT ?`+tx.Lock(), r.After, slice)
	if err != nil {
		return err
	}
	for _, i := range items {
		if to, moves := i.dueBy(cal); moves {
			if err := moveDue(ctx, tx, &i, to, r.Days); err != nil {
				return err
			}
		}
		if err := i.recountWalk(ctx, tx, cal); err != nil {
			return err
		}
	}
	if len(items) < slice {
		return nil
	}
	r.After = items[slice-1].ID
	return timer.Set(ctx, tx, recountDuty, due.Key, tx.Now(), r)
}

// dueBy is when the item is due by a calendar, and whether that is another time than now.
func (i Item) dueBy(cal *calendar.Calendar) (time.Time, bool) {
	if !i.WorkingTime || i.Limit == 0 {
		return i.Due, false
	}
	due := cal.AddWorking(i.countsFrom(), i.Limit).UTC()
	return due, !due.Equal(i.Due)
}

// moveDue gives an item another due time, with the reason in its log.
func moveDue(ctx context.Context, tx *db.Tx, i *Item, to time.Time, days []text.Day) error {
	from := i.Due
	if to.After(tx.Now()) {
		i.RaisedTo = "" // in time again
	}
	if _, err := tx.Exec(ctx, `UPDATE work_item SET due_at = ?, raised_to = ? WHERE id = ? AND state = 'open'`, db.Micros(to), i.RaisedTo, i.ID); err != nil {
		return fmt.Errorf("move due of work %s: %w", i.ID, err)
	}
	i.Due = to
	args := map[string]any{"before": db.Micros(from), "due": db.Micros(to), "days": text.Days(days)}
	if err := write(ctx, tx, i.ID, lineMoved, "", args); err != nil {
		return err
	}
	// What was late already and stays late was said already.
	if to.After(tx.Now()) || from.After(tx.Now()) {
		if err := cancelTimers(ctx, tx, i.ID); err != nil {
			return err
		}
		if err := setTimers(ctx, tx, *i); err != nil {
			return err
		}
	}
	if err := i.rewalk(ctx, tx, nil); err != nil {
		return err
	}
	if err := record(ctx, tx, DueMoved, i.ID); err != nil {
		return err
	}
	return enter(ctx, tx, "work.move_due", *i, map[string]any{"before": db.Micros(from), "after": db.Micros(to), "days": days})
}

// Move is an item whose due time another calendar would move.
type Move struct {
	Item Item
	To   time.Time
}

// Moves says which open items a calendar would move, by the due time they have: those that the actor
// may read, and how many there are in all, because whoever changes the calendar answers for all.
func (w *Work) Moves(ctx context.Context, tx *db.Tx, cal *calendar.Calendar) (moves []Move, all int, err error) {
	may, args := actor.From(ctx).Where(Read, "unit_path", "area_path")
	seen, err := selectItems(ctx, tx, `state = 'open' AND working = 1 AND `+may+` ORDER BY due_at, id`, args...)
	if err != nil {
		return nil, 0, err
	}
	for _, i := range seen {
		if to, does := i.dueBy(cal); does {
			moves = append(moves, Move{i, to})
		}
	}
	err = tx.Each(ctx, `SELECT COALESCE(counts_from, opened_at), due_at, limit_us FROM work_item WHERE state = 'open' AND working = 1 AND limit_us IS NOT NULL`, nil, func(scan func(...any) error) error {
		var opened, due, limit int64
		if err := scan(&opened, &due, &limit); err != nil {
			return err
		}
		i := Item{OpenedAt: db.Time(opened), Due: db.Time(due), WorkingTime: true, Limit: time.Duration(limit) * time.Microsecond}
		if _, does := i.dueBy(cal); does {
			all++
		}
		return nil
	})
	if err != nil {
		return nil, 0, fmt.Errorf("due times by another calendar: %w", err)
	}
	return moves, all, nil
}

// fillLimits gives items that were open before limits were kept the limit that led to their due time.
func (w *Work) fillLimits(ctx context.Context, tx *db.Tx, _ timer.Due) error {
	items, err := selectItems(ctx, tx, `state = 'open' AND working = 1 AND limit_us IS NULL`+tx.Lock())
	if err != nil || len(items) == 0 {
		return err
	}
	cal, err := calendar.Load(ctx, tx)
	if err != nil {
		return err
	}
	for _, i := range items {
		limit := cal.Working(i.OpenedAt, i.Due).Microseconds()
		if _, err := tx.Exec(ctx, `UPDATE work_item SET limit_us = ? WHERE id = ?`, limit, i.ID); err != nil {
			return fmt.Errorf("limit of work %s: %w", i.ID, err)
		}
	}
	return nil
}

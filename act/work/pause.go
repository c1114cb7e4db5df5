package work

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"thanhdong/ground/actor"
	"thanhdong/ground/calendar"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/ground/timer"
)

const resumeDuty = "work.resume"

// Pause is one time that a clock stood still. Ended lies in the future while it
// does.
type Pause struct {
	Reason string
	Name   text.L
	Words  string
	Began  time.Time
	Ended  time.Time
	ByID   string
	ByName string
}

// Pause lets the clock of an item stand still until an instant, for a listed
// reason; then it goes on by itself with the time that was left. Work that is late
// already is not paused: a pause never hides lateness. All pauses for one reason
// together are not longer than the reason allows. Refusals: [fault.NotFound],
// [fault.Forbidden], [fault.Conflict], [fault.Invalid] with every fault.
func (w *Work) Pause(ctx context.Context, id, code, words string, until time.Time) (Item, error) {
	return w.command(ctx, id, ToPause, "pause", func(ctx context.Context, tx *db.Tx, item *Item) (any, error) {
		if err := item.pausable(); err != nil {
			return nil, err
		}
		why, fs, err := reason(ctx, tx, ForPause, code)
		if err != nil {
			return nil, err
		}
		words = strings.TrimSpace(words)
		if utf8.RuneCountInString(words) > longestWords {
			fs = append(fs, fault.At("words", "work.words_too_long", "max", longestWords))
		}
		cal, err := item.calendar(ctx, tx)
		if err != nil {
			return nil, err
		}
		now := tx.Now()
		if !until.After(now) {
			fs = append(fs, fault.At("until", "work.until_past"))
		} else if why.Code != "" {
			used, err := item.paused(ctx, tx, cal, code)
			if err != nil {
				return nil, err
			}
			if rest := why.Longest - used; item.between(cal, now, until) > rest {
				fs = append(fs, fault.At("until", "work.pause_too_long", "max", hours(why.Longest), "rest", hours(max(0, rest))))
			}
		}
		if len(fs) > 0 {
			return nil, fault.Fields("work.invalid", fs...)
		}
		item.Limit, item.CountsFrom, item.PausedUntil = item.between(cal, now, item.Due), until, until
		by := actor.From(ctx)
		if _, err := tx.Exec(ctx, `INSERT INTO work_pause (item, seq, reason, words, began, ended, by_id, by_name)
			SELECT ?, COALESCE(MAX(seq), 0) + 1, ?, ?, ?, ?, ?, ? FROM work_pause WHERE item = ?`,
			id, code, words, db.Micros(now), db.Micros(until), by.ID, by.Name, id); err != nil {
			return nil, err
		}
		if err := item.setDue(ctx, tx, cal); err != nil {
			return nil, err
		}
		if err := timer.Set(ctx, tx, resumeDuty, id, until, call{Item: id}); err != nil {
			return nil, err
		}
		args := map[string]any{"reason_vi": why.Name.VI, "reason_en": why.Name.EN, "until": db.Micros(until), "due": db.Micros(item.Due)}
		return args, tellLine(ctx, tx, *item, linePaused, Paused, words, args)
	})
}

// Resume lets the clock go on before the time.
func (w *Work) Resume(ctx context.Context, id string) (Item, error) {
	return w.command(ctx, id, ToPause, "resume", func(ctx context.Context, tx *db.Tx, item *Item) (any, error) {
		if err := item.resumable(); err != nil {
			return nil, err
		}
		cal, err := item.calendar(ctx, tx)
		if err != nil {
			return nil, err
		}
		item.CountsFrom = tx.Now()
		if err := item.endPause(ctx, tx); err != nil {
			return nil, err
		}
		if err := item.setDue(ctx, tx, cal); err != nil {
			return nil, err
		}
		args := map[string]any{"due": db.Micros(item.Due)}
		return args, tellLine(ctx, tx, *item, lineResumed, Resumed, "", args)
	})
}

// goOn handles the end of a pause at its time: the due time was counted from it
// already.
func (w *Work) goOn(ctx context.Context, tx *db.Tx, due timer.Due) error {
	var c call
	if err := json.Unmarshal(due.Body, &c); err != nil {
		return fmt.Errorf("end of a pause: %w", err)
	}
	item, err := load(ctx, tx, c.Item, tx.Lock())
	if fault.Is(err, fault.NotFound) || err == nil && (item.State == Done || item.PausedUntil.IsZero()) {
		return nil
	}
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE work_item SET paused_until = NULL WHERE id = ?`, item.ID); err != nil {
		return err
	}
	item.PausedUntil = time.Time{}
	cal, err := item.calendar(ctx, tx)
	if err != nil {
		return err
	}
	if err := item.rewalk(ctx, tx, cal); err != nil {
		return err
	}
	return tellLine(ctx, tx, item, lineResumed, Resumed, "", map[string]any{"due": db.Micros(item.Due)})
}

// endPause writes that a pause ended now; the row is locked.
func (i *Item) endPause(ctx context.Context, tx *db.Tx) error {
	if i.PausedUntil.IsZero() {
		return nil
	}
	i.PausedUntil = time.Time{}
	if _, err := tx.Exec(ctx, `UPDATE work_pause SET ended = ? WHERE item = ? AND ended > ?`, db.Micros(tx.Now()), i.ID, db.Micros(tx.Now())); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE work_item SET paused_until = NULL WHERE id = ?`, i.ID); err != nil {
		return err
	}
	return timer.Cancel(ctx, tx, resumeDuty, i.ID)
}

func (i Item) pausable() error {
	switch {
	case i.State == Done:
		return closedAlready(i)
	case !i.PausedUntil.IsZero():
		return fault.New(fault.Conflict, "work.paused", "number", i.Number, "until", i.PausedUntil)
	case i.Clock.State == ClockLate:
		return fault.New(fault.Conflict, "work.late_no_pause", "number", i.Number)
	}
	return nil
}

// paused adds up the pauses of an item for one reason, in the time that it counts.
func (i Item) paused(ctx context.Context, tx *db.Tx, cal *calendar.Calendar, code string) (sum time.Duration, err error) {
	err = tx.Each(ctx, `SELECT began, ended FROM work_pause WHERE item = ? AND reason = ?`, []any{i.ID, code}, func(scan func(...any) error) error {
		var began, ended int64
		err := scan(&began, &ended)
		sum += i.between(cal, db.Time(began), db.Time(ended))
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("pauses of work %s: %w", i.Number, err)
	}
	return sum, nil
}

// Pauses gives every pause of an item, for all who may read it.
func (w *Work) Pauses(ctx context.Context, id string) (list []Pause, err error) {
	err = w.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		list = nil
		if _, err := w.readable(ctx, tx, id, ""); err != nil {
			return err
		}
		return tx.Each(ctx, `SELECT p.reason, r.name_vi, r.name_en, p.words, p.began, p.ended, p.by_id, p.by_name
			FROM work_pause p JOIN work_reason r ON r.code = p.reason WHERE p.item = ? ORDER BY p.seq`, []any{id}, func(scan func(...any) error) error {
			var p Pause
			var began, ended int64
			err := scan(&p.Reason, &p.Name.VI, &p.Name.EN, &p.Words, &began, &ended, &p.ByID, &p.ByName)
			p.Began, p.Ended = db.Time(began), db.Time(ended)
			list = append(list, p)
			return err
		})
	})
	return list, err
}

// between is the time from a to b in the time that the item counts.
func (i Item) between(cal *calendar.Calendar, a, b time.Time) time.Duration {
	if i.WorkingTime && cal != nil {
		return cal.Working(a, b)
	}
	return b.Sub(a)
}

// calendar is loaded, and held against change, for items that count working time.
func (i Item) calendar(ctx context.Context, tx *db.Tx) (*calendar.Calendar, error) {
	if !i.WorkingTime {
		return nil, nil
	}
	return calendar.Hold(ctx, tx)
}

// hours are whole ones, for words.
func hours(d time.Duration) int { return int(d / time.Hour) }

package work

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/timer"
)

// duty is the timer duty of due times: warnings before, and the time itself.
const duty = "work.due"

// call is the body of a timer row. Hours is 0 at the due time itself.
type call struct {
	Item  string `json:"item"`
	Hours int    `json:"hours"`
}

// setTimers asks to be called before the due time and just after it. A warning
// whose time has passed already is not asked for: a limit of two hours warns
// nobody a day ahead.
func setTimers(ctx context.Context, tx *db.Tx, i Item) error {
	for _, before := range warnings {
		at := i.Due.Add(-before)
		if !at.After(tx.Now()) {
			continue
		}
		hours := int(before.Hours())
		if err := timer.Set(ctx, tx, duty, timerKey(i.ID, hours), at, call{i.ID, hours}); err != nil {
			return err
		}
	}
	// Due at 17:00 is kept at 17:00 sharp and late a moment after.
	return timer.Set(ctx, tx, duty, timerKey(i.ID, 0), i.Due.Add(time.Microsecond), call{i.ID, 0})
}

func cancelTimers(ctx context.Context, tx *db.Tx, id string) error {
	hours := []int{0}
	for _, before := range warnings {
		hours = append(hours, int(before.Hours()))
	}
	for _, h := range hours {
		if err := timer.Cancel(ctx, tx, duty, timerKey(id, h)); err != nil {
			return err
		}
	}
	return nil
}

func timerKey(id string, hours int) string { return fmt.Sprintf("%s/%d", id, hours) }

// due handles one timer row.
func (w *Work) due(ctx context.Context, tx *db.Tx, due timer.Due) error {
	var c call
	if err := json.Unmarshal(due.Body, &c); err != nil {
		return fmt.Errorf("due of work: %w", err)
	}
	item, err := load(ctx, tx, c.Item, tx.Lock())
	if fault.Is(err, fault.NotFound) || err == nil && item.State == Done {
		return nil
	}
	if err != nil {
		return err
	}
	kind, line := DueSoon, lineDueSoon
	if c.Hours == 0 {
		kind, line = Late, lineLate
		cal, err := item.calendar(ctx, tx)
		if err != nil {
			return err
		}
		if err := item.rewalk(ctx, tx, cal); err != nil {
			return err
		}
	}
	if err := write(ctx, tx, item.ID, line, "", map[string]any{"hours": c.Hours, "due": db.Micros(item.Due)}); err != nil {
		return err
	}
	return bus.Record(ctx, tx, kind, item.ID, Happened{ID: item.ID, Hours: c.Hours})
}

package work

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/calendar"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// View is one of the fixed views of the queue.
type View string

const (
	Mine   View = "mine" // what I took, and what nobody took in my own unit
	OfUnit View = "unit" // my unit and those below it
	IsLate View = "late"
	ToMe   View = "raised" // late and raised to my unit, or told to me by its chain
	All    View = "all"
)

// Views lists them in the order of the screen.
var Views = []View{Mine, OfUnit, IsLate, ToMe, All}

// Filter is a question to the queue. The zero value asks for every open item
// that the actor may read.
type Filter struct {
	View     View       `json:"view,omitempty"`
	Done     bool       `json:"done,omitempty"` // done items instead of open ones
	Kind     string     `json:"kind,omitempty"`
	Unit     string     `json:"unit,omitempty"`     // a unit and those below it
	Severity int        `json:"severity,omitempty"` // at least
	Clock    ClockState `json:"clock,omitempty"`    // late, soon, ok or pause
	Untaken  bool       `json:"untaken,omitempty"`
	Q        string     `json:"q,omitempty"` // words, with or without diacritics; a number
	Sort     Sort       `json:"sort,omitempty"`
	Limit    int        `json:"limit,omitempty"`
	After    string     `json:"after,omitempty"` // cursor of the page before
}

// Sort is an order of the queue.
type Sort string

// Orders of the queue: by due time, the newest first, the most severe first.
const (
	ByDue      Sort = "due"
	ByNewest   Sort = "newest"
	BySeverity Sort = "severity"
)

// orders are the columns of an order and of the place after a row.
var orders = map[Sort]struct {
	by, after string
	place     func(Item) int64
}{
	"":         {"due_at, id", "(due_at, id) > (?, ?)", byDue},
	ByDue:      {"due_at, id", "(due_at, id) > (?, ?)", byDue},
	ByNewest:   {"opened_at DESC, id DESC", "(opened_at, id) < (?, ?)", func(i Item) int64 { return db.Micros(i.OpenedAt) }},
	BySeverity: {"severity DESC, id DESC", "(severity, id) < (?, ?)", func(i Item) int64 { return int64(i.Severity) }},
}

func byDue(i Item) int64 { return db.Micros(i.Due) }

const (
	usualPage   = 50
	longestPage = 500
)

// List gives items by due time and the cursor of the next page, "" at the end.
func (w *Work) List(ctx context.Context, f Filter) (items []Item, next string, err error) {
	if f.Limit <= 0 {
		f.Limit = usualPage
	}
	f.Limit = min(f.Limit, longestPage)
	err = w.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		where, args, err := f.where(actor.From(ctx), tx.Now())
		if err != nil {
			return err
		}
		if items, err = selectItems(ctx, tx, where+` ORDER BY `+orders[f.Sort].by+` LIMIT ?`, append(args, f.Limit+1)...); err != nil {
			return err
		}
		next = ""
		if len(items) > f.Limit {
			items = items[:f.Limit]
			last := items[f.Limit-1]
			next = strconv.FormatInt(orders[f.Sort].place(last), 10) + "." + last.ID
		}
		return setClocks(ctx, tx, items)
	})
	if err != nil {
		return nil, "", fmt.Errorf("list work: %w", err)
	}
	return items, next, nil
}

// unitColumn says what leads through the queue: among open work the state and the order; among what was closed the
// paths of the actor's units, unless they lead the whole province.
func (f Filter) unitColumn(a actor.Actor) string {
	if !f.Done {
		return anyUnit
	}
	for _, g := range a.Grants {
		if above(g.UnitPath) == "" {
			return anyUnit
		}
	}
	return "unit_path"
}

func (f Filter) where(a actor.Actor, now time.Time) (string, []any, error) {
	where, args := a.Where(Read, f.unitColumn(a), "area_path")
	and := func(sql string, more ...any) {
		where += " AND " + sql
		args = append(args, more...)
	}
	state := Open
	if f.Done {
		state = Done
	}
	and("state = ?", string(state))
	switch f.View {
	case Mine:
		and("(person = ? OR person = '' AND unit = ?)", a.ID, a.Unit)
	case OfUnit:
		// A path names every unit above; a unit's code never holds a slash.
		and("unit_path LIKE ? ESCAPE '!'", "%/"+db.Like(a.Unit)+"/%")
	case IsLate:
		and("due_at < ?", db.Micros(now))
	case ToMe:
		and(`(raised_to = ? AND due_at < ? OR (person = '' OR due_at < ?) AND id IN (SELECT item FROM work_escalation WHERE account = ?))`,
			a.Unit, db.Micros(now), db.Micros(now), a.ID)
	case All, "":
	default:
		return "", nil, fault.Fields("work.invalid", fault.At("view", "work.bad_view", "view", string(f.View)))
	}
	if f.Kind != "" {
		and("kind = ?", f.Kind)
	}
	if f.Unit != "" {
		and("unit_path LIKE ? ESCAPE '!'", "%/"+db.Like(f.Unit)+"/%")
	}
	if f.Severity > 0 {
		and("severity >= ?", f.Severity)
	}
	if f.Untaken {
		and("person = ''")
	}
	switch us := db.Micros(now); f.Clock {
	case "":
	case ClockPause:
		and("paused_until IS NOT NULL")
	case ClockLate:
		and("paused_until IS NULL AND due_at < ?", us)
	case ClockSoon:
		and("paused_until IS NULL AND due_at >= ? AND due_at <= ?", us, us+soon.Microseconds())
	case ClockOK:
		and("paused_until IS NULL AND due_at > ?", us+soon.Microseconds())
	default:
		return "", nil, fault.Fields("work.invalid", fault.At("clock", "work.bad_clock", "clock", string(f.Clock)))
	}
	if _, ok := orders[f.Sort]; !ok {
		return "", nil, fault.Fields("work.invalid", fault.At("sort", "work.bad_sort", "sort", string(f.Sort)))
	}
	words, more := db.Holding("search", text.SearchKey(f.Q))
	and(words, more...)
	if f.After != "" {
		us, id, ok := strings.Cut(f.After, ".")
		due, err := strconv.ParseInt(us, 10, 64)
		if !ok || err != nil {
			return "", nil, fault.Fields("work.invalid", fault.At("after", "work.bad_cursor"))
		}
		and(orders[f.Sort].after, due, id)
	}
	return where, args, nil
}

// Counts gives how many open items each view holds for the actor.
func (w *Work) Counts(ctx context.Context) (counts map[View]int, err error) {
	err = w.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		counts = map[View]int{}
		for _, v := range Views {
			where, args, err := Filter{View: v}.where(actor.From(ctx), tx.Now())
			if err != nil {
				return err
			}
			var n int
			if err := tx.QueryRow(ctx, `SELECT count(*) FROM work_item WHERE `+where, args...).Scan(&n); err != nil {
				return fmt.Errorf("count work: %w", err)
			}
			counts[v] = n
		}
		return nil
	})
	return counts, err
}

// LateUnit is how much of a unit's work is late.
type LateUnit struct {
	Unit      string
	Count     int
	OldestDue time.Time
}

// LateByUnit counts late items per owner unit, the oldest first, among those the
// actor may read.
func (w *Work) LateByUnit(ctx context.Context) (list []LateUnit, err error) {
	err = w.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		list = nil
		where, args, err := Filter{View: IsLate}.where(actor.From(ctx), tx.Now())
		if err != nil {
			return err
		}
		rows, err := tx.Query(ctx, `SELECT unit, count(*), min(due_at) FROM work_item WHERE `+where+` GROUP BY unit ORDER BY min(due_at), unit`, args...)
		if err != nil {
			return fmt.Errorf("late work by unit: %w", err)
		}
		defer rows.Close()
		for rows.Next() {
			var l LateUnit
			var due int64
			if err := rows.Scan(&l.Unit, &l.Count, &due); err != nil {
				return fmt.Errorf("late work by unit: %w", err)
			}
			l.OldestDue = db.Time(due)
			list = append(list, l)
		}
		return rows.Err()
	})
	return list, err
}

// Get reads one item. An item that the actor may not read is [fault.NotFound].
func (w *Work) Get(ctx context.Context, id string) (item Item, err error) {
	err = w.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		item, err = w.readable(ctx, tx, id, "")
		return err
	})
	return item, err
}

func setClocks(ctx context.Context, tx *db.Tx, items []Item) error {
	var cal *calendar.Calendar
	for i := range items {
		if items[i].WorkingTime && cal == nil {
			var err error
			if cal, err = calendar.Load(ctx, tx); err != nil {
				return err
			}
		}
		items[i].Clock = clockOf(items[i], tx.Now(), cal)
	}
	return nil
}

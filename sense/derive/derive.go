package derive

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/ground/timer"
	"thanhdong/sense/observation"
)

// Feed is the code under which derived values are brought.
const Feed = observation.Derived

// Derive is the room.
type Derive struct {
	d *db.DB
	o *observation.Observations

	mu       sync.Mutex
	armed    map[string]bool      // timers that are surely set; only spares setting them again
	computed map[string]time.Time // when each station was computed last
}

// New opens the room.
func New(d *db.DB, o *observation.Observations) *Derive {
	return &Derive{d: d, o: o, armed: map[string]bool{}, computed: map[string]time.Time{}}
}

// Register has the room told of new observations and of the ends of hours.
func (x *Derive) Register(b *bus.Bus, t *timer.Timers) {
	b.Read("derive", []string{observation.StoredKind}, x.stored)
	t.Handle(hourDuty, x.hourEnded)
	t.Handle(spanDuty, x.spanDue)
}

// Put saves a table under its method. Saving the same again changes nothing. The
// error is [fault.Invalid] with all faults, or [fault.Conflict] when another
// method computes the same parameter: two would correct each other for ever.
func (x *Derive) Put(ctx context.Context, t Table) (changed bool, err error) {
	t = t.normal()
	if err := t.Validate(); err != nil {
		return false, fmt.Errorf("put index table %s: %w", t.Method, err)
	}
	body, err := json.Marshal(t)
	if err != nil {
		return false, err
	}
	err = x.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		tables, err := all(ctx, tx)
		if err != nil {
			return err
		}
		for _, old := range tables {
			if old.Method != t.Method && old.Parameter == t.Parameter {
				return fault.New(fault.Conflict, "derive.parameter_taken", "parameter", t.Parameter, "method", old.Method)
			}
			if old.Method == t.Method {
				if before, err := json.Marshal(old); err == nil && string(before) == string(body) {
					return nil
				}
			}
		}
		changed = true
		now := db.Micros(tx.Now())
		// Values keep the version of the table that made them.
		if _, err := tx.Exec(ctx, `INSERT INTO derive_table (method, parameter, body, created, changed) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (method) DO UPDATE SET parameter = excluded.parameter, body = excluded.body, changed = excluded.changed, version = derive_table.version + 1`,
			t.Method, t.Parameter, string(body), now, now); err != nil {
			return err
		}
		return ledger.Write(ctx, tx, ledger.Entry{Verb: "derive.put", Subject: t.Method, Payload: t})
	})
	if err != nil {
		return false, fmt.Errorf("put index table %s: %w", t.Method, err)
	}
	return changed, nil
}

// Tables gives all tables by method. They are law, and nobody is refused them.
func (x *Derive) Tables(ctx context.Context) (list []Table, err error) {
	err = x.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err = all(ctx, tx)
		return err
	})
	return list, err
}

func all(ctx context.Context, tx *db.Tx) (list []Table, err error) {
	rows, err := tx.Query(ctx, `SELECT body, version FROM derive_table ORDER BY method`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var body string
		var t Table
		var version int64
		if err := rows.Scan(&body, &version); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(body), &t); err != nil {
			return nil, err
		}
		t.version = version
		list = append(list, t)
	}
	return list, rows.Err()
}

// PeriodOf is how long a derived value of a parameter stands for; zero when no
// table makes it.
func PeriodOf(ctx context.Context, tx *db.Tx, parameter string) (time.Duration, error) {
	tables, err := all(ctx, tx)
	for _, t := range tables {
		if normalParameter(t.Parameter) == normalParameter(parameter) {
			return t.Period(), nil
		}
	}
	return 0, err
}

// product is the context in which the room reads and writes for everybody.
func product(ctx context.Context) context.Context { return actor.With(ctx, actor.System("derive")) }

package notify

import (
	"context"
	"fmt"
	"slices"
	"time"

	"thanhdong/ground/calendar"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/timer"
)

// Caps: how many messages go out in an hour before the rest is gathered. By person and channel these are
// PROJECT CHOICE; a channel's own cap is set by the administrator ("cap", 0 is none).
const window = time.Hour

var personCaps = map[string]int{"sms": 10, "zalo": 10}

const personCap = 20 // of other channels

// plan writes the deliveries of a notice by the person's rules.
func (n *Notices) plan(ctx context.Context, tx *db.Tx, what News, person, notice string) error {
	rules, err := rulesOf(ctx, tx, person)
	if err != nil {
		return err
	}
	rule := rules.rule(what.Kind)
	if what.Severity < rule.Least {
		return nil
	}
	held, until, err := heldNow(ctx, tx, rules, rule, what)
	if err != nil {
		return err
	}
	ways, err := n.ways(ctx, tx, person)
	if err != nil {
		return err
	}
	for _, w := range ways {
		if !slices.Contains(rule.Channels, w.channel) {
			continue
		}
		why, at := held, until
		if why == "" && what.Severity < LifeSafety {
			if why, at, err = capped(ctx, tx, person, w); err != nil {
				return err
			}
		}
		if err := n.send(ctx, tx, Delivery{Notice: notice, Person: person, Channel: w.channel, Address: w.address, Severity: what.Severity, HeldFor: why, DueAt: at}); err != nil {
			return err
		}
	}
	return nil
}

// heldNow says whether a person wants to be left alone now, and until when.
func heldNow(ctx context.Context, tx *db.Tx, rules Rules, rule Rule, what News) (why string, until time.Time, err error) {
	now := tx.Now()
	if what.Severity >= LifeSafety {
		return "", now, nil
	}
	if rule.When == Working {
		cal, err := tx.Once(calendarKey{}, func() (any, error) {
			cal, err := calendar.Load(ctx, tx)
			if fault.Is(err, fault.NotFound) {
				return (*calendar.Calendar)(nil), nil // without a calendar every time is working time
			}
			return cal, err
		})
		if err != nil {
			return "", now, fmt.Errorf("working time: %w", err)
		}
		if c := cal.(*calendar.Calendar); c != nil && !c.IsWorkingTime(now) {
			return ForWorking, c.NextWorking(now).UTC(), nil
		}
	}
	if end, quiet := rules.quietUntil(now); quiet && !what.OnDuty {
		return ForQuiet, end.UTC(), nil
	}
	return "", now, nil
}

type calendarKey struct{}

// way is one address of a person on a channel that is switched on.
type way struct {
	channel string
	address string // id
	cap     int    // of the channel; 0 is none
}

// ways gives the verified addresses of a person on channels that are on, and channels that need none.
func (n *Notices) ways(ctx context.Context, tx *db.Tx, person string) (list []way, err error) {
	on, err := n.switchedOn(ctx, tx)
	if err != nil || len(on) == 0 {
		return nil, err
	}
	for name, limit := range on {
		if _, asks := n.channels[name].(addressed); !asks {
			list = append(list, way{channel: name, cap: limit})
		}
	}
	err = tx.Each(ctx, `SELECT id, channel FROM notify_address WHERE person = ? AND verified_at IS NOT NULL ORDER BY id`, []any{person}, func(scan func(...any) error) error {
		var w way
		err := scan(&w.address, &w.channel)
		limit, is := on[w.channel]
		if w.cap = limit; is {
			list = append(list, w)
		}
		return err
	})
	slices.SortStableFunc(list, func(a, b way) int { return rank(a.channel) - rank(b.channel) })
	return list, err
}

// capped counts a message against the caps of its person and its channel and says until when it is held
// where one is passed.
func capped(ctx context.Context, tx *db.Tx, person string, w way) (why string, until time.Time, err error) {
	most := personCap
	if m, ok := personCaps[w.channel]; ok {
		most = m
	}
	until = tx.Now()
	for _, c := range []struct {
		key  string
		most int
	}{{person + "/" + w.channel, most}, {w.channel, w.cap}} {
		if c.most == 0 {
			continue
		}
		n, began, err := count(ctx, tx, c.key, window)
		if err != nil {
			return "", until, err
		}
		if n > c.most {
			return ForCap, began.Add(window), nil
		}
	}
	return "", until, nil
}

// count adds one to a window, which begins anew once it is over.
func count(ctx context.Context, tx *db.Tx, key string, length time.Duration) (n int, began time.Time, err error) {
	var us int64
	now, over := db.Micros(tx.Now()), db.Micros(tx.Now().Add(-length))
	err = tx.QueryRow(ctx, `INSERT INTO notify_window (key, began, n) VALUES (?, ?, 1) ON CONFLICT (key) DO UPDATE SET
		n = CASE WHEN notify_window.began <= ? THEN 1 ELSE notify_window.n + 1 END,
		began = CASE WHEN notify_window.began <= ? THEN excluded.began ELSE notify_window.began END RETURNING n, began`,
		key, now, over, over).Scan(&n, &us)
	if err != nil {
		return 0, began, fmt.Errorf("count %s: %w", key, err)
	}
	return n, db.Time(us), nil
}

// send writes a delivery: due now, or held for a digest at a time.
func (n *Notices) send(ctx context.Context, tx *db.Tx, d Delivery) error {
	d.State = Waiting
	if d.HeldFor != "" {
		d.State = Held
		if err := setDigest(ctx, tx, d.Person, d.Channel, d.DueAt); err != nil {
			return err
		}
	}
	_, err := tx.Exec(ctx, `INSERT INTO notify_delivery (id, notice, person, channel, address, severity, state, held_for, due_at, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		tx.NewID("dlv"), d.Notice, d.Person, d.Channel, d.Address, d.Severity, string(d.State), d.HeldFor, db.Micros(d.DueAt), db.Micros(tx.Now()))
	return err
}

// setDigest asks to gather what is held of a person on a channel. An earlier digest that is asked for takes
// what it finds and asks again for the rest.
func setDigest(ctx context.Context, tx *db.Tx, person, channel string, at time.Time) error {
	key := person + "/" + channel
	var due int64
	err := tx.QueryRow(ctx, `SELECT coalesce(min(at), 0) FROM timer WHERE duty = ? AND key = ?`, digestDuty, key).Scan(&due)
	if err != nil {
		return err
	}
	if due != 0 && due <= db.Micros(at) {
		return nil
	}
	return timer.Set(ctx, tx, digestDuty, key, at, held{Person: person, Channel: channel})
}

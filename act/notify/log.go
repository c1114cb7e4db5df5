package notify

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// Logged is a delivery as the log shows it: with whom it was for and what about, without the address.
type Logged struct {
	Delivery
	Name   text.L // of the person
	Unit   string
	Scope  actor.Scope // of the person: who may see it
	Kind   Kind
	Number string
	Title  text.L
}

// Why puts the cause into words.
func (d Delivery) Why(lang text.Lang) string {
	if d.Cause == "" {
		return ""
	}
	return text.T(lang, d.Cause, d.CauseArgs)
}

// Filter narrows the log.
type Filter struct {
	State   State
	Channel string
	After   string
	Limit   int
}

// Log gives the deliveries that the actor may read, newest first; next continues it.
func (n *Notices) Log(ctx context.Context, f Filter) (list []Logged, next string, err error) {
	where, args := actor.From(ctx).Where(ReadLog, "a.unit_path", "a.area_path")
	if f.State != "" {
		where, args = where+` AND d.state = ?`, append(args, string(f.State))
	}
	if f.Channel != "" {
		where, args = where+` AND d.channel = ?`, append(args, f.Channel)
	}
	if f.After != "" {
		where, args = where+` AND d.id < ?`, append(args, f.After)
	}
	limit := max(1, min(f.Limit, 200))
	err = n.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err = deliveries(ctx, tx, where+` ORDER BY d.id DESC LIMIT ?`, append(args, limit+1)...)
		return err
	})
	if len(list) > limit {
		list = list[:limit]
		next = list[limit-1].ID
	}
	return list, next, err
}

// Count is how many deliveries of one channel stand in a state, since a time.
type Count struct {
	Channel string
	State   State
	N       int
	Oldest  time.Time // creation of the oldest of them
}

// Counts gives what waits, was sent and failed in the last day, of the deliveries that the actor may read.
func (n *Notices) Counts(ctx context.Context) (list []Count, err error) {
	where, args := actor.From(ctx).Where(ReadLog, "a.unit_path", "a.area_path")
	err = n.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		list = nil
		return tx.Each(ctx, `SELECT d.channel, d.state, count(*), min(d.created_at) FROM notify_delivery d JOIN account a ON a.id = d.person
			WHERE `+where+` AND (d.created_at >= ? OR d.state IN ('waiting', 'failed', 'held')) GROUP BY d.channel, d.state ORDER BY d.channel, d.state`,
			append(args, db.Micros(tx.Now().Add(-24*time.Hour))), func(scan func(...any) error) error {
				var c Count
				var oldest int64
				err := scan(&c.Channel, &c.State, &c.N, &oldest)
				c.Oldest = db.Time(oldest)
				list = append(list, c)
				return err
			})
	})
	if err != nil {
		return nil, fmt.Errorf("count deliveries: %w", err)
	}
	return list, nil
}

// Action is something that can be done to a delivery now, or why not.
type Action struct {
	Verb string // retry
	Why  *fault.Error
}

// Actions lists what the actor may do.
func (l Logged) Actions(ctx context.Context) []Action {
	why, _ := fault.As(mayRetry(ctx, l))
	return []Action{{"retry", why}}
}

func mayRetry(ctx context.Context, l Logged) error {
	if err := actor.From(ctx).Check(ToRetry, l.Scope); err != nil {
		return err
	}
	if l.State != GivenUp {
		return fault.New(fault.Conflict, "notify.state_"+string(l.State))
	}
	return l.may(Waiting)
}

// readable refuses a delivery that the actor may not read as if it were not there.
func readable(ctx context.Context, list []Logged) error {
	if len(list) == 0 || !actor.From(ctx).May(ReadLog, list[0].Scope) {
		return fault.New(fault.NotFound, "notify.no_such_delivery")
	}
	return nil
}

// lockOf locks the delivery alone, not the account beside it.
func lockOf(tx *db.Tx) string {
	if tx.Lock() == "" {
		return ""
	}
	return tx.Lock() + " OF d"
}

func deliveries(ctx context.Context, tx *db.Tx, where string, args ...any) (list []Logged, err error) {
	err = tx.Each(ctx, `SELECT d.id, d.notice, d.person, d.channel, d.address, d.severity, d.state, d.held_for, d.due_at, d.tries, d.cause, d.cause_args, d.created_at, d.sent_at, d.receipt, d.doubled, d.digest,
			n.kind, n.number, n.title_vi, n.title_en, a.name, a.title_vi, a.title_en, a.unit, a.unit_path, a.area_path
		FROM notify_delivery d JOIN notify_notice n ON n.id = d.notice JOIN account a ON a.id = d.person WHERE `+where, args, func(scan func(...any) error) error {
		var l Logged
		var due, created, doubled int64
		var sent *int64
		var causeArgs, name string
		if err := scan(&l.ID, &l.Notice, &l.Person, &l.Channel, &l.Address, &l.Severity, &l.State, &l.HeldFor, &due, &l.Tries, &l.Cause, &causeArgs, &created, &sent, &l.Receipt, &doubled, &l.Digest,
			&l.Kind, &l.Number, &l.Title.VI, &l.Title.EN, &name, &l.Name.VI, &l.Name.EN, &l.Unit, &l.Scope.UnitPath, &l.Scope.AreaPath); err != nil {
			return err
		}
		if causeArgs != "" && causeArgs != "null" {
			d := json.NewDecoder(strings.NewReader(causeArgs))
			if err := d.Decode(&l.CauseArgs); err != nil {
				return err
			}
		}
		if l.Name.Empty() {
			l.Name = text.L{VI: name, EN: name}
		}
		l.DueAt, l.CreatedAt, l.Doubled, l.SentAt = db.Time(due), db.Time(created), doubled == 1, db.TimeOf(sent)
		list = append(list, l)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read deliveries: %w", err)
	}
	return list, nil
}

// marks are n placeholders.
func marks(n int) string { return "?" + strings.Repeat(", ?", n-1) }

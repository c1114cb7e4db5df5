package report

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/unit"
)

// Inquiry is a question to what everybody may see, as other systems put it.
type Inquiry struct {
	Numbers    []string // those alone, whatever else is asked
	Categories []string
	From, To   time.Time // of receiving, both included; zero: open
	Ended      *bool
	Skip       int
	Limit      int // at most [MostInquired]
}

// MostInquired is the most that one answer holds.
const MostInquired = 1000

// Inquire lists what everybody may see, newest first. Rejected and merged ones are among them, for their senders ask what became of them; private
// ones never.
func (rs *Reports) Inquire(ctx context.Context, a Inquiry) (list []Public, err error) {
	where, args := a.where()
	err = rs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		found, err := query(ctx, tx, where+` ORDER BY r.received_at DESC, r.id DESC LIMIT ? OFFSET ?`, append(args, a.Limit, a.Skip)...)
		if err != nil {
			return err
		}
		list, err = publics(ctx, tx, found)
		return err
	})
	return list, err
}

func (a Inquiry) where() (string, []any) {
	where, args := `r.private = 0`, []any{}
	in := func(column string, values []string) {
		where += ` AND ` + column + ` IN (?` + strings.Repeat(`, ?`, len(values)-1) + `)`
		for _, v := range values {
			args = append(args, v)
		}
	}
	if len(a.Numbers) > 0 {
		in(`r.number`, a.Numbers)
		return where, args
	}
	if len(a.Categories) > 0 {
		in(`r.category`, a.Categories)
	}
	if !a.From.IsZero() {
		where, args = where+` AND r.received_at >= ?`, append(args, db.Micros(a.From))
	}
	if !a.To.IsZero() {
		where, args = where+` AND r.received_at <= ?`, append(args, db.Micros(a.To))
	}
	if a.Ended != nil {
		not := ` NOT`
		if *a.Ended {
			not = ``
		}
		where += ` AND r.state` + not + ` IN ('rejected', 'merged', 'closed')`
	}
	return where, args
}

// publics gives what everybody may see of reports, with the time of the last change of each.
func publics(ctx context.Context, tx *db.Tx, found []Report) ([]Public, error) {
	list := make([]Public, len(found))
	at := map[string]int{}
	kinds := map[string]Category{}
	for i, r := range found {
		c, known := kinds[r.Category]
		if !known {
			var err error
			if c, err = category(ctx, tx, r.Category); err != nil {
				return nil, err
			}
			kinds[r.Category] = c
		}
		list[i], at[r.ID] = r.public(c), i
	}
	for some := range slices.Chunk(found, 400) {
		ids := make([]any, len(some))
		for i, r := range some {
			ids[i] = r.ID
		}
		err := tx.Each(ctx, `SELECT report, MAX(at) FROM report_log WHERE report IN (?`+strings.Repeat(`, ?`, len(ids)-1)+`) GROUP BY report`, ids, func(scan func(...any) error) error {
			var id string
			var us int64
			err := scan(&id, &us)
			list[at[id]].UpdatedAt = db.Time(us)
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("last changes of reports: %w", err)
		}
	}
	return list, nil
}

// Intake is how reports are taken in here; [fault.Unavailable] where no pack has said whose desk it is.
func (rs *Reports) Intake(ctx context.Context) (i Intake, err error) {
	err = rs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		i, err = intake(ctx, tx)
		return err
	})
	return i, err
}

// Desk is where the desk that classifies belongs.
func (rs *Reports) Desk(ctx context.Context) (s actor.Scope, err error) {
	err = rs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		desk, err := intake(ctx, tx)
		if err != nil {
			return err
		}
		u, err := unit.ByCode(ctx, tx, desk.Unit, "")
		s = u.Scope()
		return err
	})
	return s, err
}

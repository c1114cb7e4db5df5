package report

import (
	"context"
	"time"

	"thanhdong/ground/db"
)

// Word is what the reporter may say now about a report.
type Word struct {
	Confirm bool
	Deny    bool
	Info    bool      // something was asked
	Until   time.Time // the end of the days to confirm or deny
}

// Word tells it to who holds the code; of a report that was merged it is said about the other.
func (rs *Reports) Word(ctx context.Context, code string) (w Word, err error) {
	err = rs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		r, err := byCode(ctx, tx, code, "")
		if err != nil {
			return err
		}
		if r.MergedInto != "" {
			if r, err = load(ctx, tx, `r.id = ?`, "", r.MergedInto); err != nil {
				return err
			}
		}
		desk, err := intake(ctx, tx)
		if err != nil {
			return err
		}
		w = Word{Confirm: r.State == Resolved, Deny: r.deniable(tx.Now(), desk.Answer) == nil, Info: r.State == NeedInfo}
		if w.Confirm || w.Deny {
			w.Until = r.ResolvedAt.Add(desk.Answer)
		}
		return nil
	})
	return w, err
}

// Sent gives the report that a draft became before; none where it was not sent.
func (rs *Reports) Sent(ctx context.Context, key string) (r Report, found bool, err error) {
	if key == "" {
		return Report{}, false, nil
	}
	err = rs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		r, err = same(ctx, tx, Draft{Key: key})
		return err
	})
	return r, r.ID != "", err
}

package feed

import (
	"context"
	"fmt"

	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/ledger"
	"thanhdong/ground/timer"
)

// End closes a contract: nothing is taken under it any more and nobody waits for it. What it brought
// stays, with its counts and its quarantine; saving the contract again opens it again. [fault.NotFound]
// for one that is not in force.
func (f *Feeds) End(ctx context.Context, code string) error {
	err := f.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		c, err := contract(ctx, tx, code)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE feed SET ended = ?, changed = ? WHERE code = ?`, db.Micros(tx.Now()), db.Micros(tx.Now()), code); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE feed_version SET n = n + 1 WHERE id = 1`); err != nil {
			return err
		}
		tx.AfterCommit(func() { f.book.Store(nil) }) // senders are told at once
		if err := f.released(ctx, tx, c); err != nil {
			return err
		}
		if err := bus.Record(ctx, tx, ChangedKind, code, map[string]string{"code": code}); err != nil {
			return err
		}
		return ledger.Write(ctx, tx, ledger.Entry{Verb: "feed.end", Subject: code, UnitPath: c.UnitPath, AreaPath: c.AreaPath})
	})
	if err != nil {
		return fmt.Errorf("end feed %s: %w", code, err)
	}
	return nil
}

// released lets a source off its promises: nobody looks any more, and what stood
// against it is over.
func (f *Feeds) released(ctx context.Context, tx *db.Tx, c Contract) error {
	s, err := f.state(ctx, tx, c.Code)
	if err != nil {
		return err
	}
	stood := s.breaches
	s.breaches = nil
	if err := breach(ctx, tx, c, s, stood); err != nil {
		return err
	}
	if err := timer.Cancel(ctx, tx, duty, c.Code); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE feed_state SET breaches = '', look = 0 WHERE feed = ?`, c.Code)
	return err
}

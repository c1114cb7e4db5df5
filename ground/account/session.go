package account

import (
	"context"
	"fmt"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

// touchEvery is how exactly the last use of a session is kept: writing it at each request would turn
// every read into a write.
const touchEvery = time.Minute

// Session gives the account of an open session. Unauthenticated when there is none: ended, expired,
// unused too long, or of a suspended account.
func (a *Accounts) Session(ctx context.Context, token string) (Account, error) {
	ended := fault.New(fault.Unauthenticated, "account.no_session")
	if !isSecret(token, sessionPrefix) {
		return Account{}, ended
	}
	var acc Account
	var seen int64
	var now time.Time
	key := digest(token)
	err := a.d.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		now = tx.Now()
		found, err := read(ctx, tx, `JOIN account_session s ON s.account = a.id`, `s.seen_at`,
			`s.digest = ? AND s.expires_at > ? AND s.seen_at > ? AND a.state = ?`, &seen, key, db.Micros(now), db.Micros(now.Add(-a.o.Idle)), string(Active))
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return ended
		}
		acc = found[0]
		return nil
	})
	if err != nil {
		return Account{}, err
	}
	if now.Sub(db.Time(seen)) < touchEvery {
		return acc, nil
	}
	err = a.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		// Only forward: of two requests at once the later one counts.
		if _, err := tx.Exec(ctx, `UPDATE account_session SET seen_at = ? WHERE digest = ? AND seen_at < ?`, db.Micros(now), key, db.Micros(now)); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `UPDATE account SET last_seen = ? WHERE id = ? AND (last_seen IS NULL OR last_seen < ?)`, db.Micros(now), acc.ID, db.Micros(now))
		return err
	})
	if err != nil {
		return Account{}, fmt.Errorf("touch session: %w", err)
	}
	return acc, nil
}

// SignOut ends a session. Ending one that has ended changes nothing.
func (a *Accounts) SignOut(ctx context.Context, token string) error {
	if !isSecret(token, sessionPrefix) {
		return nil
	}
	return a.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		acc, err := one(ctx, tx, `a.id = (SELECT account FROM account_session WHERE digest = ?)`, digest(token))
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM account_session WHERE digest = ?`, digest(token)); err != nil {
			return fmt.Errorf("sign out: %w", err)
		}
		return a.note(actor.With(ctx, acc.Actor()), tx, "account.sign_out", acc.ID, acc.Scope(), nil)
	})
}

// Sessions counts the open sessions of an account.
func (a *Accounts) Sessions(ctx context.Context, id string) (n int, err error) {
	err = a.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		return tx.QueryRow(ctx, `SELECT COUNT(*) FROM account_session WHERE account = ? AND expires_at > ? AND seen_at > ?`,
			id, db.Micros(tx.Now()), db.Micros(tx.Now().Add(-a.o.Idle))).Scan(&n)
	})
	return n, err
}

// Tidy removes sessions and counted tries that have run out. A timer calls it; nothing depends on when.
func (a *Accounts) Tidy(ctx context.Context) error {
	return a.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM account_session WHERE expires_at <= ? OR seen_at <= ?`,
			db.Micros(tx.Now()), db.Micros(tx.Now().Add(-a.o.Idle))); err != nil {
			return fmt.Errorf("tidy sessions: %w", err)
		}
		if _, err := tx.Exec(ctx, `DELETE FROM account_try WHERE since <= ?`, db.Micros(tx.Now().Add(-a.o.Window))); err != nil {
			return fmt.Errorf("tidy tries: %w", err)
		}
		return nil
	})
}

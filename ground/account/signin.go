package account

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/netip"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// Session is an open session. Token is known only to the one who signed in.
type Session struct {
	Token   string
	Account Account
	Expires time.Time // at the latest; earlier when idle
}

// SignIn opens a session for a name and a password, told from the remote address. Unauthenticated when
// they do not fit, without saying which; TooMany with RetryAfter past the limits.
func (a *Accounts) SignIn(ctx context.Context, name, password, remote string) (Session, error) {
	if len(name) > 4*longestName || len(password) > 4*longest { // four bytes are the longest character
		return Session{}, fault.New(fault.Unauthenticated, "account.wrong")
	}
	byName, byPlace := try("name", text.NameKey(name)), try("place", place(remote))
	if err := a.count(ctx, byName, byPlace); err != nil {
		return Session{}, err
	}
	id, stored, state, err := a.passwordOf(ctx, name)
	if err != nil {
		return Session{}, fmt.Errorf("sign in: %w", err)
	}
	ok, weak, err := a.check(ctx, password, stored)
	if err != nil {
		return Session{}, fmt.Errorf("sign in: %w", err)
	}
	if !ok || id == "" {
		return Session{}, fault.New(fault.Unauthenticated, "account.wrong")
	}
	if state != Active { // only who knows the password learns this
		return Session{}, fault.New(fault.Unauthenticated, "account.suspended")
	}
	stronger := ""
	if weak {
		if stronger, err = a.hash(ctx, password); err != nil {
			return Session{}, err
		}
	}
	token := secret(sessionPrefix)
	var s Session
	err = a.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		acc, err := one(ctx, tx, `a.id = ?`, id)
		if err != nil {
			return err
		}
		now, expires := tx.Now(), tx.Now().Add(a.o.Absolute)
		// State and password are looked at again: they may have changed while the hash was computed.
		n, err := tx.Exec(ctx, `UPDATE account SET last_seen = ? WHERE id = ? AND state = ? AND password = ?`, db.Micros(now), id, string(Active), stored)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.New(fault.Unauthenticated, "account.wrong")
		}
		if stronger != "" {
			if _, err := tx.Exec(ctx, `UPDATE account SET password = ? WHERE id = ?`, stronger, id); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(ctx, `INSERT INTO account_session (digest, account, created_at, seen_at, expires_at) VALUES (?, ?, ?, ?, ?)`,
			digest(token), id, db.Micros(now), db.Micros(now), db.Micros(expires)); err != nil {
			return err
		}
		// A success forgets the tries of the name, and takes its own back from the place.
		if _, err := tx.Exec(ctx, `DELETE FROM account_try WHERE key = ?`, byName); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE account_try SET count = count - 1 WHERE key = ? AND count > 0`, byPlace); err != nil {
			return err
		}
		acc.LastSeen = now
		s = Session{Token: token, Account: acc, Expires: expires}
		return a.note(actor.With(ctx, acc.Actor()), tx, "account.sign_in", id, acc.Scope(), nil)
	})
	if err != nil {
		return Session{}, fmt.Errorf("sign in: %w", err)
	}
	return s, nil
}

// passwordOf gives the stored password of a name; for an unknown name that of nobody, so that checking
// it takes as long.
func (a *Accounts) passwordOf(ctx context.Context, name string) (id, stored string, state State, err error) {
	err = a.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		return tx.QueryRow(ctx, `SELECT id, password, state FROM account WHERE name_key = ?`, text.NameKey(name)).Scan(&id, &stored, &state)
	})
	if fault.Is(err, fault.NotFound) {
		return "", nobody, "", nil
	}
	return id, stored, state, err
}

// count takes one try from each of the two limits, or refuses. It is committed before the password is
// looked at, so that many tries at once do not slip through.
func (a *Accounts) count(ctx context.Context, byName, byPlace string) error {
	return a.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		now := tx.Now()
		over := db.Micros(now.Add(-a.o.Window))
		if _, err := tx.Exec(ctx, `DELETE FROM account_try WHERE since <= ?`, over); err != nil {
			return fmt.Errorf("count sign-ins: %w", err)
		}
		for _, limit := range []struct {
			key   string
			tries int
		}{{byName, a.o.NameTries}, {byPlace, a.o.PlaceTries}} {
			var count, since int64
			if err := tx.QueryRow(ctx, `INSERT INTO account_try (key, since, count) VALUES (?, ?, 1)
				ON CONFLICT (key) DO UPDATE SET count = account_try.count + 1 RETURNING count, since`,
				limit.key, db.Micros(now)).Scan(&count, &since); err != nil {
				return fmt.Errorf("count sign-ins: %w", err)
			}
			if count > int64(limit.tries) {
				wait := db.Time(since).Add(a.o.Window).Sub(now)
				return fault.New(fault.TooMany, "account.too_many", "wait", max(wait, time.Minute).Round(time.Minute)).Retry(max(wait, time.Second))
			}
		}
		return nil
	})
}

// try is the key under which tries are counted: a digest, because people type passwords into the field
// of the name.
func try(kind, what string) string {
	sum := sha256.Sum256([]byte(kind + "\x00" + what))
	return hex.EncodeToString(sum[:])
}

// place is what counts as one place: an IPv4 address, or the half of an IPv6 address that one customer
// is given.
func place(remote string) string {
	addr, err := netip.ParseAddr(remote)
	if err != nil {
		with, err := netip.ParseAddrPort(remote)
		if err != nil {
			return remote
		}
		addr = with.Addr()
	}
	addr = addr.Unmap().WithZone("")
	if addr.Is6() {
		if prefix, err := addr.Prefix(64); err == nil {
			return prefix.String()
		}
	}
	return addr.String()
}

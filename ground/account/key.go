package account

import (
	"context"
	"crypto/sha256"
	"fmt"
	"strings"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

// Device is a sender with a key for one feed, or a program with a key for one door.
type Device struct {
	ID        string
	Name      string
	Feed      string // empty: it is a program
	App       string // of [Apps]; empty: it is a device
	CreatedAt time.Time
	EndedAt   time.Time // zero while the key works
}

// DeviceAdd makes a key for sending to one feed and gives the secret, this once. The caller has found
// the feed, and passes where it belongs: this room lies below feeds and knows none.
func (a *Accounts) DeviceAdd(ctx context.Context, feed string, scope actor.Scope, name string) (string, error) {
	key := secret(devicePrefix)
	err := a.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := actor.From(ctx).Check(Manage, scope); err != nil {
			return err
		}
		if feed == "" {
			return fault.Fields("account.invalid", fault.At("feed", "account.no_feed"))
		}
		if name = strings.TrimSpace(name); name == "" {
			name = feed
		}
		id := tx.NewID("dev")
		if _, err := tx.Exec(ctx, `INSERT INTO account_device (id, name, feed, unit_path, area_path, digest, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
			id, name, feed, scope.UnitPath, scope.AreaPath, digest(key), db.Micros(tx.Now())); err != nil {
			return err
		}
		return a.note(ctx, tx, "account.device_add", id, scope, map[string]string{"feed": feed, "name": name})
	})
	if err != nil {
		return "", fmt.Errorf("add device for %s: %w", feed, err)
	}
	return key, nil
}

// DeviceEnd makes a key useless. Conflict when it is already.
func (a *Accounts) DeviceEnd(ctx context.Context, id string) error {
	return a.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		var scope actor.Scope
		if err := tx.QueryRow(ctx, `SELECT unit_path, area_path FROM account_device WHERE id = ?`, id).Scan(&scope.UnitPath, &scope.AreaPath); err != nil {
			return unknownKey(err)
		}
		if err := actor.From(ctx).Check(Manage, scope); err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `UPDATE account_device SET ended_at = ? WHERE id = ? AND ended_at IS NULL`, db.Micros(tx.Now()), id)
		if err != nil {
			return fmt.Errorf("end device %s: %w", id, err)
		}
		if n == 0 {
			return fault.New(fault.Conflict, "account.key_ended")
		}
		tx.AfterCommit(a.keys.forget)
		return a.note(ctx, tx, "account.device_end", id, scope, nil)
	})
}

// Devices lists the keys that the actor of ctx may see, working ones first, the newest first.
func (a *Accounts) Devices(ctx context.Context) (devices []Device, err error) {
	may, args := actor.From(ctx).Where(Read, "unit_path", "area_path")
	err = a.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		devices = nil
		rows, err := tx.Query(ctx, `SELECT id, name, feed, app, created_at, COALESCE(ended_at, 0) FROM account_device WHERE `+may+
			` ORDER BY CASE WHEN ended_at IS NULL THEN 0 ELSE 1 END, created_at DESC, id`, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var d Device
			var created, ended int64
			if err := rows.Scan(&d.ID, &d.Name, &d.Feed, &d.App, &created, &ended); err != nil {
				return err
			}
			d.CreatedAt, d.EndedAt = db.Time(created), when(ended)
			devices = append(devices, d)
		}
		return rows.Err()
	})
	return devices, err
}

// KnownDevice is [Accounts.ByDeviceKey] for senders that show their key with every value: it remembers
// what it found. A key that was ended in another process may still be believed for [keyTrust].
func (a *Accounts) KnownDevice(ctx context.Context, key string) (actor.Actor, error) {
	sum := sha256.Sum256([]byte(key))
	who, turn, ok := a.keys.find(sum)
	if ok {
		return who, nil
	}
	who, err := a.ByDeviceKey(ctx, key)
	if err == nil {
		a.keys.keep(sum, turn, who)
	}
	return who, err
}

// ByDeviceKey gives the device of a key as one who acts. Unauthenticated when there is none.
func (a *Accounts) ByDeviceKey(ctx context.Context, key string) (actor.Actor, error) {
	bad := fault.New(fault.Unauthenticated, "account.bad_key")
	if !isSecret(key, devicePrefix) {
		return actor.Actor{}, bad
	}
	who := actor.Actor{Kind: actor.Device, Feeds: []string{""}}
	err := a.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		return tx.QueryRow(ctx, `SELECT id, name, feed FROM account_device WHERE digest = ? AND app = '' AND ended_at IS NULL`, digest(key)).Scan(&who.ID, &who.Name, &who.Feeds[0])
	})
	if fault.Is(err, fault.NotFound) {
		return actor.Actor{}, bad
	}
	if err != nil {
		return actor.Actor{}, err
	}
	return who, nil
}

// Token is a secret by which a program acts as an account.
type Token struct {
	ID        string
	Account   string
	CreatedAt time.Time
	EndedAt   time.Time // zero while the token works
}

// TokenAdd makes a token for an account, given by id or name, and gives the secret, this once. People
// may make their own.
func (a *Accounts) TokenAdd(ctx context.Context, nameOrID string) (string, error) {
	token := secret(tokenPrefix)
	err := a.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		acc, err := find(ctx, tx, nameOrID)
		if err != nil {
			return err
		}
		if err := mayChange(ctx, acc, true); err != nil {
			return err
		}
		id := tx.NewID("tok")
		if _, err := tx.Exec(ctx, `INSERT INTO account_token (id, account, digest, created_at) VALUES (?, ?, ?, ?)`,
			id, acc.ID, digest(token), db.Micros(tx.Now())); err != nil {
			return err
		}
		return a.note(ctx, tx, "account.token_add", id, acc.Scope(), map[string]string{"account": acc.ID})
	})
	if err != nil {
		return "", fmt.Errorf("add token: %w", err)
	}
	return token, nil
}

// TokenEnd makes a token useless. Conflict when it is already.
func (a *Accounts) TokenEnd(ctx context.Context, id string) error {
	return a.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		var account string
		if err := tx.QueryRow(ctx, `SELECT account FROM account_token WHERE id = ?`, id).Scan(&account); err != nil {
			return unknownKey(err)
		}
		acc, err := one(ctx, tx, `a.id = ?`, account)
		if err != nil {
			return err
		}
		if err := mayChange(ctx, acc, true); err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `UPDATE account_token SET ended_at = ? WHERE id = ? AND ended_at IS NULL`, db.Micros(tx.Now()), id)
		if err != nil {
			return fmt.Errorf("end token %s: %w", id, err)
		}
		if n == 0 {
			return fault.New(fault.Conflict, "account.key_ended")
		}
		return a.note(ctx, tx, "account.token_end", id, acc.Scope(), nil)
	})
}

// Tokens lists the tokens of an account, the newest first. People may see their own.
func (a *Accounts) Tokens(ctx context.Context, id string) (tokens []Token, err error) {
	acc, err := a.byID(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := mayChange(ctx, acc, true); err != nil {
		return nil, err
	}
	err = a.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		tokens = nil
		rows, err := tx.Query(ctx, `SELECT id, account, created_at, COALESCE(ended_at, 0) FROM account_token WHERE account = ? ORDER BY created_at DESC, id`, id)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var t Token
			var created, ended int64
			if err := rows.Scan(&t.ID, &t.Account, &created, &ended); err != nil {
				return err
			}
			t.CreatedAt, t.EndedAt = db.Time(created), when(ended)
			tokens = append(tokens, t)
		}
		return rows.Err()
	})
	return tokens, err
}

// ByToken gives the account of a token as one who acts. Unauthenticated when there is none or the
// account is suspended.
func (a *Accounts) ByToken(ctx context.Context, token string) (actor.Actor, error) {
	bad := fault.New(fault.Unauthenticated, "account.bad_key")
	if !isSecret(token, tokenPrefix) {
		return actor.Actor{}, bad
	}
	var acc Account
	err := a.d.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		acc, err = one(ctx, tx, `a.id = (SELECT account FROM account_token WHERE digest = ? AND ended_at IS NULL) AND a.state = ?`, digest(token), string(Active))
		return err
	})
	if fault.Is(err, fault.NotFound) {
		return actor.Actor{}, bad
	}
	if err != nil {
		return actor.Actor{}, err
	}
	return acc.Actor(), nil
}

// when reads an instant that is 0 while it has not come.
func when(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return db.Time(us)
}

func unknownKey(err error) error {
	if fault.Is(err, fault.NotFound) {
		return fault.New(fault.NotFound, "account.unknown_key")
	}
	return err
}

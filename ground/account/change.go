package account

import (
	"context"
	"fmt"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

// moves is the table of allowed moves.
var moves = map[State]State{Active: Suspended, Suspended: Active}

// Suspend keeps an account out: its sessions end, its tokens stop working. Conflict when it is
// suspended already.
func (a *Accounts) Suspend(ctx context.Context, id string) error {
	return a.move(ctx, id, Active, "account.suspend")
}

// Resume lets a suspended account in again. Conflict when it is active.
func (a *Accounts) Resume(ctx context.Context, id string) error {
	return a.move(ctx, id, Suspended, "account.resume")
}

func (a *Accounts) move(ctx context.Context, id string, from State, verb string) error {
	return a.command(ctx, verb, id, func(ctx context.Context, tx *db.Tx, acc Account) (any, error) {
		n, err := tx.Exec(ctx, `UPDATE account SET state = ? WHERE id = ? AND state = ?`, string(moves[from]), id, string(from))
		if err != nil {
			return nil, err
		}
		if n == 0 {
			return nil, fault.New(fault.Conflict, "account.state_already", "name", acc.Name)
		}
		return nil, endSessions(ctx, tx, id)
	})
}

// Grant gives an account one more role. Giving it twice changes nothing.
func (a *Accounts) Grant(ctx context.Context, id string, given Given) error {
	return a.command(ctx, "account.grant", id, func(ctx context.Context, tx *db.Tx, acc Account) (any, error) {
		faults := badRole("role", given.Role)
		g, more, err := resolveGrant(ctx, tx, "", given)
		if err != nil {
			return nil, err
		}
		if faults = append(faults, more...); len(faults) > 0 {
			return nil, fault.Fields("account.invalid", faults...)
		}
		if err := mayGive(ctx, acc.Scope(), []actor.Grant{g}); err != nil {
			return nil, err
		}
		return map[string]any{"grants": codes([]actor.Grant{g})}, insertGrant(ctx, tx, id, g)
	})
}

// Revoke takes a role away. NotFound when the account does not hold it.
func (a *Accounts) Revoke(ctx context.Context, id string, given Given) error {
	return a.command(ctx, "account.revoke", id, func(ctx context.Context, tx *db.Tx, acc Account) (any, error) {
		n, err := tx.Exec(ctx, `DELETE FROM account_grant WHERE account = ? AND role = ? AND unit = ? AND area = ?`, id, string(given.Role), given.Unit, given.Area)
		if err == nil && n == 0 {
			err = fault.New(fault.NotFound, "account.no_such_grant")
		}
		return map[string]any{"grants": []string{fmt.Sprintf("%s %s %s", given.Role, given.Unit, given.Area)}}, err
	})
}

// SetPassword gives an account a new password and ends its sessions. People may do it for themselves.
func (a *Accounts) SetPassword(ctx context.Context, id, password string) error {
	// The name is needed for the policy, the hash before the transaction.
	acc, err := a.byID(ctx, id)
	if err != nil {
		return err
	}
	if err := mayChange(ctx, acc, true); err != nil {
		return err
	}
	if f := policy(acc.Name, password); f != nil {
		return fault.Fields("account.invalid", *f)
	}
	hash, err := a.hash(ctx, password)
	if err != nil {
		return err
	}
	err = a.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE account SET password = ? WHERE id = ?`, hash, id); err != nil {
			return err
		}
		if err := endSessions(ctx, tx, id); err != nil {
			return err
		}
		return a.note(ctx, tx, "account.set_password", id, acc.Scope(), nil)
	})
	if err != nil {
		return fmt.Errorf("set password of %s: %w", id, err)
	}
	return nil
}

// EndSessions ends every session of an account. People may do it for themselves.
func (a *Accounts) EndSessions(ctx context.Context, id string) error {
	acc, err := a.byID(ctx, id)
	if err != nil {
		return err
	}
	if err := mayChange(ctx, acc, true); err != nil {
		return err
	}
	return a.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := endSessions(ctx, tx, id); err != nil {
			return fmt.Errorf("end sessions of %s: %w", id, err)
		}
		return a.note(ctx, tx, "account.end_sessions", id, acc.Scope(), nil)
	})
}

func endSessions(ctx context.Context, tx *db.Tx, id string) error {
	_, err := tx.Exec(ctx, `DELETE FROM account_session WHERE account = ?`, id)
	return err
}

// command runs fn on a locked account that the actor of ctx may manage and writes the ledger with what
// fn tells.
func (a *Accounts) command(ctx context.Context, verb, id string, fn func(ctx context.Context, tx *db.Tx, acc Account) (any, error)) error {
	err := a.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		var locked string
		if err := tx.QueryRow(ctx, `SELECT id FROM account WHERE id = ?`+tx.Lock(), id).Scan(&locked); err != nil {
			return unknown(err)
		}
		acc, err := one(ctx, tx, `a.id = ?`, id)
		if err != nil {
			return err
		}
		if err := mayChange(ctx, acc, false); err != nil {
			return err
		}
		payload, err := fn(ctx, tx, acc)
		if err != nil {
			return err
		}
		return a.note(ctx, tx, verb, id, acc.Scope(), payload)
	})
	if err != nil {
		return fmt.Errorf("%s %s: %w", verb, id, err)
	}
	return nil
}

// mayChange decides whether the actor of ctx may change an account: who may not even see it gets
// NotFound. An account with grants beyond the actor's administration is out of reach, or its password
// would be a way to more rights.
func mayChange(ctx context.Context, acc Account, self bool) error {
	who := actor.From(ctx)
	if who.ID == "" {
		return who.Check(Manage, acc.Scope())
	}
	if self && who.ID == acc.ID {
		return nil
	}
	if !who.May(Read, acc.Scope()) {
		return fault.New(fault.NotFound, "account.unknown")
	}
	held := make([]actor.Grant, 0, len(acc.Grants))
	for _, g := range acc.Grants {
		if g.UnitPath != "" && g.AreaPath != "" { // an ended grant reaches nothing
			held = append(held, g)
		}
	}
	return mayGive(ctx, acc.Scope(), held)
}

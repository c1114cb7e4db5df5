package consent

import (
	"context"
	"fmt"
	"slices"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
)

// Given is that the person of a piece agreed to a purpose, in the words that they read. It names nobody.
type Given struct {
	ID           string
	Purpose      string
	Name         text.L // of the purpose now
	Ref          Ref
	Words        string
	How          string
	At           time.Time
	By           string    // who noted it; empty: the person themselves
	WithdrawnAt  time.Time // zero: it stands
	WithdrawnHow string
	WithdrawnBy  string
}

// Stands says that it was not withdrawn.
func (g Given) Stands() bool { return g.WithdrawnAt.IsZero() }

// Ways is how somebody agreed or withdrew. Silence is none.
var Ways = []string{"web", "in-person", "phone", "paper"}

const byErasing = "erased"

// Give notes that the person of a piece agrees to a purpose. The caller has checked that it is them, or who may note it for
// them; scope is where the piece belongs. What stands already stays as it is.
func (c *Consent) Give(ctx context.Context, ref Ref, scope actor.Scope, purpose, how string, lang text.Lang) error {
	return c.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err := Purposes(ctx, tx, ref.Kind)
		if err != nil {
			return err
		}
		n := slices.IndexFunc(list, func(p Purpose) bool { return p.Code == purpose })
		var fs []fault.Field
		if n < 0 {
			fs = append(fs, fault.At("purpose", "consent.no_purpose", "purpose", purpose))
		}
		if !slices.Contains(Ways, how) {
			fs = append(fs, fault.At("how", "consent.bad_way"))
		}
		if len(fs) > 0 {
			return invalid(fs)
		}
		id := tx.NewID("cst")
		did, err := tx.Exec(ctx, `INSERT INTO consent_given (id, purpose, kind, piece, words, how, at, by_name) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (purpose, kind, piece) WHERE withdrawn_at IS NULL DO NOTHING`, id, purpose, ref.Kind, ref.ID, list[n].Words.In(lang), how, db.Micros(tx.Now()), named(ctx))
		if err != nil {
			return fmt.Errorf("give consent: %w", err)
		}
		if did == 0 {
			return nil
		}
		return noted(ctx, tx, GivenEvent, "consent.give", ref, scope, purpose, how)
	})
}

// Withdraw ends what the person of a piece agreed to; what does not stand is no fault.
func (c *Consent) Withdraw(ctx context.Context, ref Ref, scope actor.Scope, purpose, how string) error {
	return c.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		if !slices.Contains(Ways, how) {
			return invalid([]fault.Field{fault.At("how", "consent.bad_way")})
		}
		did, err := tx.Exec(ctx, `UPDATE consent_given SET withdrawn_at = ?, withdrawn_how = ?, withdrawn_by = ? WHERE purpose = ? AND kind = ? AND piece = ? AND withdrawn_at IS NULL`,
			db.Micros(tx.Now()), how, named(ctx), purpose, ref.Kind, ref.ID)
		if err != nil {
			return fmt.Errorf("withdraw consent: %w", err)
		}
		if did == 0 {
			return nil
		}
		return noted(ctx, tx, WithdrawnEvent, "consent.withdraw", ref, scope, purpose, how)
	})
}

func noted(ctx context.Context, tx *db.Tx, event, verb string, ref Ref, scope actor.Scope, purpose, how string) error {
	if err := record(ctx, tx, event, ref.ID); err != nil {
		return err
	}
	return ledger.Write(ctx, tx, ledger.Entry{Verb: verb, Subject: ref.ID, UnitPath: scope.UnitPath, AreaPath: scope.AreaPath,
		Payload: map[string]string{"kind": ref.Kind, "purpose": purpose, "how": how}})
}

// named is who notes it; the person themselves has no account.
func named(ctx context.Context) string {
	if by := actor.From(ctx); by.Kind == actor.Person {
		return by.Name
	}
	return ""
}

// endOf lets consents end with the piece that they were about.
func endOf(ctx context.Context, tx *db.Tx, ref Ref) error {
	_, err := tx.Exec(ctx, `UPDATE consent_given SET withdrawn_at = ?, withdrawn_how = ? WHERE kind = ? AND piece = ? AND withdrawn_at IS NULL`, db.Micros(tx.Now()), byErasing, ref.Kind, ref.ID)
	return err
}

// Of lists what the person of a piece agreed to, also what was withdrawn, newest first.
func Of(ctx context.Context, tx *db.Tx, ref Ref) (list []Given, err error) {
	all, err := Purposes(ctx, tx, "")
	if err != nil {
		return nil, err
	}
	err = tx.Each(ctx, `SELECT id, purpose, words, how, at, by_name, COALESCE(withdrawn_at, 0), withdrawn_how, withdrawn_by FROM consent_given WHERE kind = ? AND piece = ? ORDER BY id DESC`,
		[]any{ref.Kind, ref.ID}, func(scan func(...any) error) error {
			g := Given{Ref: ref}
			var at, withdrawn int64
			err := scan(&g.ID, &g.Purpose, &g.Words, &g.How, &at, &g.By, &withdrawn, &g.WithdrawnHow, &g.WithdrawnBy)
			g.At, g.Name = db.Time(at), text.L{VI: g.Purpose, EN: g.Purpose}
			if withdrawn != 0 {
				g.WithdrawnAt = db.Time(withdrawn)
			}
			if n := slices.IndexFunc(all, func(p Purpose) bool { return p.Code == g.Purpose }); n >= 0 {
				g.Name = all[n].Name
			}
			list = append(list, g)
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("consents of %s: %w", ref.ID, err)
	}
	return list, nil
}

// Agreed says whether data of a piece may be used for a purpose: somebody agreed, and the purpose is in use.
func Agreed(ctx context.Context, tx *db.Tx, ref Ref, purpose string) (bool, error) {
	var n int
	err := tx.QueryRow(ctx, `SELECT count(*) FROM consent_given g JOIN consent_setting s ON s.kind = ? AND s.code = g.purpose AND s.ended_at IS NULL
		WHERE g.purpose = ? AND g.kind = ? AND g.piece = ? AND g.withdrawn_at IS NULL`, purposes, purpose, ref.Kind, ref.ID).Scan(&n)
	return n > 0, err
}

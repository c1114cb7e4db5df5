package consent

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
)

// Kept is how long a kind that is held here is kept, and what is planned for it.
type Kept struct {
	Kind  string
	Rule  *Keeping // nil: until somebody asks
	Sweep *Sweep   // the plan that is open; nil: nothing has grown old
	Last  *Sweep   // the last that ended
	Held  int      // pieces that are held back
}

// Plan says of each kind how long it is kept and what will be erased when, and when plans are made next (zero: never).
func (c *Consent) Plan(ctx context.Context) (list []Kept, next time.Time, err error) {
	err = c.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := actor.From(ctx).Check(Read, actor.Scope{}); err != nil {
			return err
		}
		rules, err := settings[Keeping](ctx, tx, keepings)
		if err != nil {
			return err
		}
		if len(rules) > 0 {
			next = night(tx.Now())
		}
		for _, kind := range c.Kinds() {
			k := Kept{Kind: kind}
			for _, r := range rules {
				if r.Kind == kind {
					k.Rule = &r
				}
			}
			all, err := sweeps(ctx, tx, `kind = ? ORDER BY id DESC LIMIT 2`, kind)
			if err != nil {
				return err
			}
			for _, s := range all {
				switch {
				case s.State == Planned:
					k.Sweep = &s
				case k.Last == nil:
					k.Last = &s
				}
			}
			if err := tx.QueryRow(ctx, `SELECT count(*) FROM consent_hold WHERE kind = ?`, kind).Scan(&k.Held); err != nil {
				return err
			}
			list = append(list, k)
		}
		return nil
	})
	return list, next, err
}

// OldPiece is one that is planned to be erased, or held back. Its fields are left out.
type OldPiece struct {
	Piece
	Held *Held
}

// shown is how many pieces of a plan are listed.
const shown = 200

// Pieces lists what an open plan is about: what will be erased, and what of it is held back, as far as the actor may look at
// it. That somebody looked is entered.
func (c *Consent) Pieces(ctx context.Context, id string) (s Sweep, list []OldPiece, err error) {
	err = c.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		by := actor.From(ctx)
		if err := by.Check(Read, actor.Scope{}); err != nil {
			return err
		}
		found, err := sweeps(ctx, tx, `id = ?`, id)
		if err == nil && (len(found) == 0 || c.byKind[found[0].Kind] == nil) {
			err = fault.New(fault.NotFound, "consent.no_plan")
		}
		if err != nil {
			return err
		}
		s = found[0]
		if s.State != Planned {
			return nil
		}
		back, err := holds(ctx, tx, s.Kind)
		if err != nil {
			return err
		}
		refs, err := c.byKind[s.Kind].Old(ctx, tx, s.Kind, s.Cutoff, shown+len(back))
		if err != nil {
			return err
		}
		for _, ref := range refs {
			p, err := c.Export(ctx, tx, ref)
			if fault.Is(err, fault.NotFound) {
				continue
			}
			if err != nil {
				return err
			}
			if !by.May(ToLook, p.Scope) {
				continue
			}
			o := OldPiece{Piece: p}
			o.Fields, o.Files = nil, nil
			if h, held := back[ref.ID]; held {
				o.Held = &h
			}
			list = append(list, o)
		}
		return ledger.Write(ctx, tx, ledger.Entry{Verb: "consent.look", Subject: s.ID, Payload: map[string]any{"kind": s.Kind, "shown": len(list)}})
	})
	return s, list, err
}

// longestWords bounds why something is held back, in characters.
const longestWords = 1000

// HoldBack keeps an old piece from being erased until it is let go, with the reason: a dispute, an order of a court.
func (c *Consent) HoldBack(ctx context.Context, ref Ref, words string) error {
	words = strings.TrimSpace(words)
	switch {
	case words == "":
		return invalid([]fault.Field{fault.At("words", "consent.say_why")})
	case utf8.RuneCountInString(words) > longestWords || !utf8.ValidString(words):
		return invalid([]fault.Field{fault.At("words", "consent.too_long", "max", longestWords)})
	}
	return c.held(ctx, ref, "hold", func(ctx context.Context, tx *db.Tx) error { return hold(ctx, tx, ref, "", words, time.Time{}) })
}

// LetGo ends that a piece is held back; the next plan has it again.
func (c *Consent) LetGo(ctx context.Context, ref Ref) error {
	return c.held(ctx, ref, "let_go", func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM consent_hold WHERE kind = ? AND piece = ?`, ref.Kind, ref.ID)
		return err
	})
}

func (c *Consent) held(ctx context.Context, ref Ref, verb string, do func(context.Context, *db.Tx) error) error {
	return c.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		p, err := c.Export(ctx, tx, ref)
		if err == nil && !actor.From(ctx).May(ToLook, p.Scope) {
			err = fault.New(fault.NotFound, "consent.no_piece")
		}
		if err != nil {
			return err
		}
		if err := actor.From(ctx).Check(ToHold, p.Scope); err != nil {
			return err
		}
		if err := do(ctx, tx); err != nil {
			return err
		}
		if err := record(ctx, tx, HeldEvent, ref.ID); err != nil {
			return err
		}
		return ledger.Write(ctx, tx, ledger.Entry{Verb: "consent." + verb, Subject: ref.ID, UnitPath: p.Scope.UnitPath, AreaPath: p.Scope.AreaPath, Payload: map[string]string{"kind": ref.Kind}})
	})
}

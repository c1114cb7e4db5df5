package dashboard

import (
	"context"
	"fmt"
	"strings"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
	"thanhdong/know/indicator"
)

const mostBoards = 100 // of one person, and of one unit

// Draft is what somebody wants to keep.
type Draft struct {
	Title   string
	Unit    string // with whom it is shared; empty: the actor's own. It stays as it was made
	Parts   []Part
	Version int // of a board that is changed: the one that was looked at
}

// Keep makes a board, or with an id changes one. Refusals: [fault.Invalid] with every fault, [fault.Forbidden], [fault.NotFound], [fault.Conflict] where somebody changed it meanwhile.
func (bs *Boards) Keep(ctx context.Context, id string, want Draft) (b Board, err error) {
	err = bs.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		by := actor.From(ctx)
		if id == "" {
			b, err = begun(ctx, tx, want.Unit)
		} else {
			b, err = changed(ctx, tx, id, want.Version)
		}
		if err != nil {
			return err
		}
		title := strings.TrimSpace(want.Title)
		b.Title, b.Parts, b.By, b.At, b.Dropped = text.L{VI: title, EN: title}, want.Parts, by.Name, tx.Now(), false
		b.Version++
		defs, err := indicator.DefinitionsIn(ctx, tx)
		if err != nil {
			return err
		}
		if fs := b.faults(defs); len(fs) > 0 {
			return fault.Fields("dashboard.invalid", fs...)
		}
		if err := b.write(ctx, tx); err != nil {
			return err
		}
		return b.tell(ctx, tx, "keep")
	})
	if err != nil {
		return Board{}, fmt.Errorf("keep board %s: %w", id, err)
	}
	return b, nil
}

// begun is a new board of the actor or of a unit.
func begun(ctx context.Context, tx *db.Tx, code string) (Board, error) {
	by := actor.From(ctx)
	b := Board{ID: tx.NewID("dsh"), Made: true, Unit: code, Account: by.ID}
	if code != "" {
		u, err := unit.ByCode(ctx, tx, code, "")
		if fault.Is(err, fault.NotFound) {
			return b, fault.Fields("dashboard.invalid", fault.At("unit", "unit.unknown", "code", code))
		}
		if err != nil {
			return b, err
		}
		b.UnitPath, b.AreaPath = u.Path, u.AreaPath
		if err := by.Check(ToShare, b.Scope()); err != nil {
			return b, err
		}
	}
	var there int
	if err := tx.QueryRow(ctx, `SELECT count(*) FROM dashboard_board WHERE unit = ? AND (unit <> '' OR account = ?) AND dropped_at IS NULL`, code, by.ID).Scan(&there); err != nil {
		return b, err
	}
	if there >= mostBoards {
		return b, fault.New(fault.Conflict, "dashboard.too_many", "max", mostBoards)
	}
	return b, nil
}

// changed is a board that the actor may change, as they saw it.
func changed(ctx context.Context, tx *db.Tx, id string, version int) (Board, error) {
	b, err := one(ctx, tx, id, tx.Lock())
	if err != nil {
		return b, err
	}
	if by := actor.From(ctx); !b.mine(by) {
		if err := by.Check(ToShare, b.Scope()); err != nil {
			return b, err
		}
	}
	if b.Version != version {
		return b, fault.New(fault.Conflict, "dashboard.changed_since", "by", b.By, "at", b.At)
	}
	return b, nil
}

// Drop takes a board away; [Boards.Restore] brings it back.
func (bs *Boards) Drop(ctx context.Context, id string, version int) error {
	return bs.put(ctx, id, version, true, "drop")
}

// Restore brings a dropped board back.
func (bs *Boards) Restore(ctx context.Context, id string, version int) error {
	return bs.put(ctx, id, version, false, "restore")
}

func (bs *Boards) put(ctx context.Context, id string, version int, dropped bool, verb string) error {
	err := bs.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		b, err := changed(ctx, tx, id, version)
		if err != nil || b.Dropped == dropped {
			return err
		}
		b.Dropped, b.At, b.By = dropped, tx.Now(), actor.From(ctx).Name
		if err := b.write(ctx, tx); err != nil {
			return err
		}
		return b.tell(ctx, tx, verb)
	})
	if err != nil {
		return fmt.Errorf("%s board %s: %w", verb, id, err)
	}
	return nil
}

func (b Board) tell(ctx context.Context, tx *db.Tx, verb string) error {
	return ledger.Write(ctx, tx, ledger.Entry{Verb: "dashboard." + verb, Subject: b.ID, UnitPath: b.UnitPath, AreaPath: b.AreaPath, Payload: map[string]any{"title": b.Title.VI, "parts": b.Parts, "version": b.Version}})
}

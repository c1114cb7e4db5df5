package work

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
)

// A unit that ended without a stated successor leaves its open work where it is, said so in each log,
// and gives those above it a task: to state who takes over. The task cannot be closed before that is
// stated; then the work goes to the successor by itself.

const (
	orphanKind = "succession"
	// PROJECT CHOICE: five working days of eight hours.
	orphanLimit    = 40 * time.Hour
	orphanSeverity = 3
)

// orphans is the kind of such tasks.
type orphans struct{}

func (orphans) Name() string { return orphanKind }

// MayClose refuses while nobody stated what becomes of the unit.
func (orphans) MayClose(ctx context.Context, tx *db.Tx, item Item) error {
	_, undecided, err := unit.Reaches(ctx, tx, item.Subject.ID, "")
	if err != nil || !undecided {
		return err
	}
	versions, err := unit.Versions(ctx, tx, item.Subject.ID)
	if err != nil {
		return err
	}
	last := versions[len(versions)-1]
	return fault.New(fault.Conflict, "work.orphan_undecided", "unit", last.Name, "on", last.To)
}

func (orphans) Closed(context.Context, *db.Tx, Item) error { return nil }

func (orphans) Reopened(_ context.Context, _ *db.Tx, i Item) error {
	return fault.New(fault.Conflict, "work.stays_closed", "number", i.Number)
}

func (w *Work) orphaned(ctx context.Context, tx *db.Tx, events []bus.Event) error {
	for _, e := range events {
		var o unit.Orphaned
		if err := json.Unmarshal(e.Body, &o); err != nil {
			return fmt.Errorf("read %s: %w", e.Kind, err)
		}
		if err := w.orphan(ctx, tx, o); err != nil {
			return fmt.Errorf("unit %s without a successor: %w", o.Unit, err)
		}
	}
	return nil
}

func (w *Work) orphan(ctx context.Context, tx *db.Tx, o unit.Orphaned) error {
	versions, err := unit.Versions(ctx, tx, o.Unit)
	if err != nil {
		return err
	}
	gone := versions[len(versions)-1]
	items, err := selectItems(ctx, tx, `unit = ? AND state = 'open' ORDER BY id`+tx.Lock(), o.Unit)
	if err != nil {
		return err
	}
	for _, i := range items {
		if err := write(ctx, tx, i.ID, lineOrphaned, "", map[string]any{"unit": gone.Name.In(text.VI)}); err != nil {
			return err
		}
		if err := record(ctx, tx, HandedOn, i.ID); err != nil {
			return err
		}
	}
	above, err := superior(ctx, tx, gone)
	if err != nil || above.Code == "" {
		return err // the topmost unit has nobody above it; its grants are listed to administrators
	}
	asked, err := selectItems(ctx, tx, `kind = ? AND subject_id = ? AND state = 'open'`, orphanKind, gone.Code)
	if err != nil || len(asked) > 0 {
		return err
	}
	title := func(lang text.Lang) string {
		return text.T(lang, "work.orphan_title", map[string]any{"unit": gone.Name.In(lang)})
	}
	_, err = w.Open(ctx, NewItem{
		Kind: orphanKind, Subject: Subject{Kind: "unit", ID: gone.Code, Number: gone.Code},
		Title: text.L{VI: title(text.VI), EN: title(text.EN)}, Severity: orphanSeverity,
		Unit: above.Code, UnitPath: above.Path, Area: above.Area, AreaPath: above.AreaPath, Limit: orphanLimit, WorkingTime: true,
	})
	return err
}

// superior is the nearest unit above an ended one that is there today, in its successor where it ended
// itself; the empty unit where there is none.
func superior(ctx context.Context, tx *db.Tx, gone unit.Unit) (unit.Unit, error) {
	codes := strings.Split(strings.Trim(gone.Path, "/"), "/")
	for _, code := range slices.Backward(codes[:len(codes)-1]) {
		reached, _, err := unit.Reaches(ctx, tx, code, "")
		if err != nil {
			return unit.Unit{}, err
		}
		for _, r := range reached {
			if !r.Ended {
				return unit.ByCode(ctx, tx, r.Code, "")
			}
		}
	}
	return unit.Unit{}, nil
}

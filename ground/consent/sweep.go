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
	"thanhdong/ground/timer"
)

const (
	planDuty  = "consent.plan"
	sweepDuty = "consent.sweep"

	slice   = 100   // pieces erased in one transaction
	counted = 10000 // a plan counts no further; it erases all the same

	tryAgain = 30 * 24 * time.Hour // what a law kept is tried again by a plan after this time
)

// Sweep is a plan to erase what of a kind had grown old when it was made. It stands open until its day.
type Sweep struct {
	ID        string
	Kind      string
	Cutoff    time.Time // what began before is old
	Found     int       // when it was planned; [Sweep.More]: at least
	PlannedAt time.Time
	Due       time.Time
	State     SweepState
	Erased    int
	EndedAt   time.Time
}

// SweepState is where a plan stands.
type SweepState string

const (
	Planned SweepState = "planned"
	Done    SweepState = "done"
	Stopped SweepState = "stopped" // the kind is kept without limit now
)

// More says that there was more than is counted.
func (s Sweep) More() bool { return s.Found >= counted }

// Register lets plans be made and carried out by timer.
func (c *Consent) Register(t *timer.Timers) {
	t.Handle(planDuty, c.plan)
	t.Handle(sweepDuty, c.sweep)
}

// plan looks each night for what has grown old, and says when it will be erased.
func (c *Consent) plan(ctx context.Context, tx *db.Tx, _ timer.Due) error {
	list, err := settings[Keeping](ctx, tx, keepings)
	if err != nil || len(list) == 0 {
		return err // the next pack that says how long begins anew
	}
	if _, err := tx.Exec(ctx, `DELETE FROM consent_hold WHERE until <= ?`, db.Micros(tx.Now())); err != nil {
		return fmt.Errorf("let go what a law kept: %w", err)
	}
	for _, k := range list {
		if err := c.planOne(ctx, tx, k); err != nil {
			return err
		}
	}
	return timer.Set(ctx, tx, planDuty, planDuty, night(tx.Now()), nil)
}

func (c *Consent) planOne(ctx context.Context, tx *db.Tx, k Keeping) error {
	if c.byKind[k.Kind] == nil {
		return nil
	}
	open, err := sweeps(ctx, tx, `kind = ? AND state = ?`, k.Kind, string(Planned))
	if err != nil || len(open) > 0 {
		return err
	}
	s := Sweep{ID: tx.NewID("swp"), Kind: k.Kind, Cutoff: tx.Now().Add(-k.Keep), PlannedAt: tx.Now(), Due: tx.Now().Add(k.Notice)}
	refs, err := c.old(ctx, tx, s, counted)
	if err != nil || len(refs) == 0 {
		return err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO consent_sweep (id, kind, cutoff, found, planned_at, due_at, state) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		s.ID, s.Kind, db.Micros(s.Cutoff), len(refs), db.Micros(s.PlannedAt), db.Micros(s.Due), string(Planned)); err != nil {
		return fmt.Errorf("plan to erase %s: %w", s.Kind, err)
	}
	if err := timer.Set(ctx, tx, sweepDuty, s.ID, s.Due, nil); err != nil {
		return err
	}
	return s.tell(ctx, tx, PlannedEvent, "plan", map[string]any{"kind": s.Kind, "found": len(refs), "due": db.Micros(s.Due)})
}

func (s Sweep) tell(ctx context.Context, tx *db.Tx, event, verb string, payload any) error {
	if err := record(ctx, tx, event, s.ID); err != nil {
		return err
	}
	return ledger.Write(ctx, tx, ledger.Entry{Verb: "consent." + verb, Subject: s.ID, Payload: payload})
}

// old gives what a plan is about now, without what is held back.
func (c *Consent) old(ctx context.Context, tx *db.Tx, s Sweep, most int) ([]Ref, error) {
	back, err := holds(ctx, tx, s.Kind)
	if err != nil {
		return nil, err
	}
	refs, err := c.byKind[s.Kind].Old(ctx, tx, s.Kind, s.Cutoff, most+len(back))
	if err != nil {
		return nil, err
	}
	refs = slices.DeleteFunc(refs, func(r Ref) bool { _, held := back[r.ID]; return held })
	return refs[:min(most, len(refs))], nil
}

// sweep erases a slice of what a plan is about, and goes on until nothing of it is left.
func (c *Consent) sweep(ctx context.Context, tx *db.Tx, due timer.Due) error {
	list, err := sweeps(ctx, tx, `id = ? AND state = ?`+tx.Lock(), due.Key, string(Planned))
	if err != nil || len(list) == 0 {
		return err
	}
	s := list[0]
	k, counts, err := c.keeping(ctx, tx, s.Kind)
	if err != nil {
		return err
	}
	if !counts {
		return s.end(ctx, tx, Stopped)
	}
	if longer := s.PlannedAt.Add(-k.Keep); longer.Before(s.Cutoff) { // it is kept longer now than when it was planned
		s.Cutoff = longer
	}
	refs, err := c.old(ctx, tx, s, slice)
	if err != nil {
		return err
	}
	if len(refs) == 0 {
		return s.end(ctx, tx, Done)
	}
	for _, ref := range refs {
		err := c.Erase(ctx, tx, ref, s.ID)
		switch kept, is := fault.As(err); {
		case err == nil:
			s.Erased++
			if _, err := c.byKind[s.Kind].Export(ctx, tx, ref); !fault.Is(err, fault.NotFound) {
				return fmt.Errorf("%s %s is still there after it was erased: %w", ref.Kind, ref.ID, err)
			}
		case is && kept.Kind == fault.Conflict:
			if err := hold(ctx, tx, ref, kept.Key, "", tx.Now().Add(tryAgain)); err != nil {
				return err
			}
		default:
			return err
		}
	}
	if _, err := tx.Exec(ctx, `UPDATE consent_sweep SET erased = ? WHERE id = ?`, s.Erased, s.ID); err != nil {
		return err
	}
	return timer.Set(ctx, tx, sweepDuty, s.ID, tx.Now(), nil)
}

// keeping says how long a kind is kept, and whether that counts here.
func (c *Consent) keeping(ctx context.Context, tx *db.Tx, kind string) (Keeping, bool, error) {
	list, err := settings[Keeping](ctx, tx, keepings)
	n := slices.IndexFunc(list, func(k Keeping) bool { return k.Kind == kind })
	if err != nil || n < 0 {
		return Keeping{}, false, err
	}
	return list[n], c.byKind[kind] != nil, nil
}

func (s Sweep) end(ctx context.Context, tx *db.Tx, as SweepState) error {
	if _, err := tx.Exec(ctx, `UPDATE consent_sweep SET state = ?, ended_at = ? WHERE id = ?`, string(as), db.Micros(tx.Now()), s.ID); err != nil {
		return fmt.Errorf("end the plan %s: %w", s.ID, err)
	}
	return s.tell(ctx, tx, SweptEvent, "sweep", map[string]any{"kind": s.Kind, "erased": s.Erased, "state": as})
}

func sweeps(ctx context.Context, tx *db.Tx, where string, args ...any) (list []Sweep, err error) {
	err = tx.Each(ctx, `SELECT id, kind, cutoff, found, planned_at, due_at, state, erased, COALESCE(ended_at, 0) FROM consent_sweep WHERE `+where, args, func(scan func(...any) error) error {
		var s Sweep
		var cutoff, planned, due, ended int64
		err := scan(&s.ID, &s.Kind, &cutoff, &s.Found, &planned, &due, &s.State, &s.Erased, &ended)
		s.Cutoff, s.PlannedAt, s.Due = db.Time(cutoff), db.Time(planned), db.Time(due)
		if ended != 0 {
			s.EndedAt = db.Time(ended)
		}
		list = append(list, s)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read plans to erase: %w", err)
	}
	return list, nil
}

// Held is that a piece is not erased although it has grown old.
type Held struct {
	Words string
	Key   string // of the reason of a law, found when it was to be erased; then there are no words
	By    string
	At    time.Time
	Until time.Time // when a plan tries again; zero: until it is let go
}

func holds(ctx context.Context, tx *db.Tx, kind string) (map[string]Held, error) {
	back := map[string]Held{}
	err := tx.Each(ctx, `SELECT piece, words, why, by_name, at, COALESCE(until, 0) FROM consent_hold WHERE kind = ?`, []any{kind}, func(scan func(...any) error) error {
		var piece string
		var h Held
		var at, until int64
		err := scan(&piece, &h.Words, &h.Key, &h.By, &at, &until)
		h.At = db.Time(at)
		if until != 0 {
			h.Until = db.Time(until)
		}
		back[piece] = h
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("what is held back: %w", err)
	}
	return back, nil
}

func hold(ctx context.Context, tx *db.Tx, ref Ref, key, words string, until time.Time) error {
	var at any
	if !until.IsZero() {
		at = db.Micros(until)
	}
	_, err := tx.Exec(ctx, `INSERT INTO consent_hold (kind, piece, words, why, by_name, at, until) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (kind, piece) DO UPDATE SET words = excluded.words, why = excluded.why, by_name = excluded.by_name, at = excluded.at, until = excluded.until`,
		ref.Kind, ref.ID, words, key, actor.From(ctx).Name, db.Micros(tx.Now()), at)
	if err != nil {
		return fmt.Errorf("hold back %s: %w", ref.ID, err)
	}
	return nil
}

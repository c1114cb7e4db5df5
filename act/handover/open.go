package handover

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"thanhdong/act/roster"
	"thanhdong/act/work"
	"thanhdong/ground/actor"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/ground/timer"
)

// Handovers is the room.
type Handovers struct {
	d       *db.DB
	rosters *roster.Rosters
	queue   *work.Work
}

// New opens the room.
func New(d *db.DB, rosters *roster.Rosters, queue *work.Work, timers *timer.Timers) *Handovers {
	h := &Handovers{d: d, rosters: rosters, queue: queue}
	timers.Handle(unsignedDuty, h.unsigned)
	return h
}

const (
	// backTo is how old a changeover may be for which a sheet is still opened: a late hand-over is one.
	// PROJECT CHOICE.
	backTo = 4 * time.Hour
	// signedBy is how long after the changeover both signatures are due. PROJECT CHOICE.
	signedBy     = 30 * time.Minute
	unsignedDuty = "handover.unsigned"
)

// Open begins the sheet of a roster's next changeover, or gives the one that is not signed by both yet: who
// opens it again is given that. Refusals: [fault.NotFound], [fault.Forbidden]; [fault.Conflict] where no
// shift hands over to another.
func (h *Handovers) Open(ctx context.Context, code string) (s Sheet, err error) {
	err = h.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		k, err := h.rosters.Get(ctx, code)
		if err != nil {
			return err
		}
		by := actor.From(ctx)
		if err := by.Check(ToWrite, k.Scope()); err != nil {
			return err
		}
		if s, err = unfinished(ctx, tx, code); err == nil || !fault.Is(err, fault.NotFound) {
			if err == nil {
				s, err = h.full(ctx, tx, s)
			}
			return err
		}
		c, found, err := next(ctx, tx, code)
		if err != nil {
			return err
		}
		if !found {
			return fault.New(fault.Conflict, "handover.no_changeover", "roster", code)
		}
		s = Sheet{
			ID: tx.NewID("hov"), Roster: code, Name: k.Name, Unit: k.Unit, UnitPath: k.UnitPath, Area: k.Area, AreaPath: k.AreaPath,
			State: Open, At: c.At, Until: c.Until, OpenedAt: tx.Now(), OpenedName: by.Name,
		}
		if s.Number, err = tx.Number(ctx, "BG"); err != nil {
			return err
		}
		if err := insert(ctx, tx, s, by.ID); err != nil {
			return err
		}
		if err := note(ctx, tx, s, "opened", ""); err != nil {
			return err
		}
		if err := timer.Set(ctx, tx, unsignedDuty, s.ID, s.At.Add(signedBy), Happened{ID: s.ID}); err != nil {
			return err
		}
		if err := tell(ctx, tx, OpenedEvent, "open", s, map[string]any{"number": s.Number, "roster": code, "at": db.Micros(s.At)}); err != nil {
			return err
		}
		s, err = h.full(ctx, tx, s)
		return err
	})
	if err != nil {
		return Sheet{}, fmt.Errorf("open the hand-over of roster %s: %w", code, err)
	}
	return s, nil
}

// next is the changeover that a new sheet of a roster is for: behind that of its newest sheet.
func next(ctx context.Context, tx *db.Tx, code string) (roster.Changeover, bool, error) {
	from := tx.Now().Add(-backTo)
	last, err := query(ctx, tx, `roster = ? ORDER BY at DESC, id DESC LIMIT 1`, code)
	if err != nil {
		return roster.Changeover{}, false, err
	}
	if len(last) > 0 && !last[0].At.Before(from) {
		from = last[0].At.Add(time.Microsecond)
	}
	return roster.ChangeoverFrom(ctx, tx, code, from)
}

// unsigned says once that a sheet lacks a signature after its time.
func (h *Handovers) unsigned(ctx context.Context, tx *db.Tx, due timer.Due) error {
	var b Happened
	if err := json.Unmarshal(due.Body, &b); err != nil {
		return fmt.Errorf("hand-over without signature: %w", err)
	}
	s, err := load(ctx, tx, b.ID, tx.Lock())
	if fault.Is(err, fault.NotFound) || err == nil && s.State == Done {
		return nil
	}
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE handover SET unsigned = 1 WHERE id = ?`, s.ID); err != nil {
		return err
	}
	if err := note(ctx, tx, s, "unsigned", ""); err != nil {
		return err
	}
	return bus.Record(ctx, tx, UnsignedEvent, s.ID, Happened{ID: s.ID})
}

// Post is where a roster stands: its sheet, or the changeover for which one may be opened.
type Post struct {
	Roster  roster.Kept
	Sheet   *Sheet // not signed by both; nil where none is
	Next    roster.Changeover
	Found   bool // there is a changeover to come
	MayOpen *fault.Error
}

// Posts gives every roster of which the actor may read sheets, by code.
func (h *Handovers) Posts(ctx context.Context) (list []Post, err error) {
	err = h.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		list = nil
		by := actor.From(ctx)
		all, err := h.rosters.List(ctx)
		if err != nil {
			return err
		}
		for _, k := range all {
			if !by.May(Read, k.Scope()) {
				continue
			}
			p := Post{Roster: k}
			switch s, err := unfinished(ctx, tx, k.Code); {
			case fault.Is(err, fault.NotFound):
			case err != nil:
				return err
			default:
				if err := s.sides(ctx, tx); err != nil {
					return err
				}
				p.Sheet = &s
			}
			if p.Sheet == nil {
				if p.Next, p.Found, err = next(ctx, tx, k.Code); err != nil {
					return err
				}
			}
			p.MayOpen, _ = fault.As(by.Check(ToWrite, k.Scope()))
			list = append(list, p)
		}
		return nil
	})
	return list, err
}

func searchKey(s Sheet) string {
	return text.SearchKey(s.Number + " " + s.Roster + " " + s.Name.VI + " " + s.Name.EN + " " + s.OpenedName + " " + s.Out.Name + " " + s.In.Name)
}

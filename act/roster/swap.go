package roster

import (
	"context"
	"fmt"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// States of a swap.
const (
	Asked     = "asked"
	Agreed    = "agreed"
	Refused   = "refused"
	Withdrawn = "withdrawn"
)

// Swap exchanges a turn of who asks with a turn of the other; without a turn of the other it gives the turn
// away.
type Swap struct {
	ID         string
	Roster     string
	Shift      string
	Day        text.Day
	Asker      string
	Other      string
	OtherShift string
	OtherDay   text.Day
	State      string
	AskedAt    time.Time
	AnsweredAt time.Time
}

// Ask asks another person to take a turn of one's own.
func (rs *Rosters) Ask(ctx context.Context, code string, s Swap) (asked Swap, err error) {
	err = rs.change(ctx, code, ToSwap, func(ctx context.Context, tx *db.Tx, k Kept) error {
		by := actor.From(ctx)
		asked = s
		asked.ID, asked.Roster, asked.Asker, asked.State, asked.AskedAt = tx.NewID("swp"), k.Code, by.ID, Asked, tx.Now()
		fs, err := personFault(ctx, tx, "other", s.Other, false)
		if err != nil {
			return err
		}
		if s.Other == by.ID {
			fs = append(fs, fault.At("other", "roster.swap_with_self"))
		}
		if len(fs) > 0 {
			return fault.Fields("roster.invalid", fs...)
		}
		if err := asked.fits(ctx, tx, k); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO roster_swap (id, roster, shift, day, asker, other, other_shift, other_day, state, asked_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			asked.ID, k.Code, s.Shift, string(s.Day), by.ID, s.Other, s.OtherShift, string(s.OtherDay), Asked, db.Micros(asked.AskedAt))
		if fault.Is(err, fault.Conflict) {
			return fault.New(fault.Conflict, "roster.already_asked").With(err)
		}
		if err != nil {
			return err
		}
		return tell(ctx, tx, SwapAskedEvent, "swap_ask", k, asked)
	})
	return asked, err
}

// fits says whether both turns are still those of the two, and to come.
func (s Swap) fits(ctx context.Context, tx *db.Tx, k Kept) error {
	mine, err := turnOf(ctx, tx, k, s.Shift, s.Day)
	if err != nil {
		return err
	}
	if mine.Person != s.Asker {
		return fault.New(fault.Conflict, "roster.not_whose_turn", "day", s.Day)
	}
	if !mine.Start.After(tx.Now()) {
		return fault.New(fault.Conflict, "roster.turn_begun", "day", s.Day)
	}
	if s.OtherShift == "" && s.OtherDay.Open() {
		return nil
	}
	theirs, err := turnOf(ctx, tx, k, s.OtherShift, s.OtherDay)
	if err != nil {
		return err
	}
	if theirs.Person != s.Other {
		return fault.New(fault.Conflict, "roster.not_whose_turn", "day", s.OtherDay)
	}
	if !theirs.Start.After(tx.Now()) {
		return fault.New(fault.Conflict, "roster.turn_begun", "day", s.OtherDay)
	}
	return nil
}

// Answer agrees to a swap or refuses it; only who was asked may. Agreeing moves both turns.
func (rs *Rosters) Answer(ctx context.Context, code, id string, agree bool) error {
	return rs.end(ctx, code, id, func(ctx context.Context, tx *db.Tx, k Kept, s Swap) (string, error) {
		if s.Other != actor.From(ctx).ID {
			return "", fault.New(fault.Forbidden, "roster.not_asked")
		}
		if !agree {
			return Refused, nil
		}
		if err := s.fits(ctx, tx, k); err != nil {
			return "", err
		}
		if err := setTurn(ctx, tx, k, s.Shift, s.Day, s.Other, BySwap, s.ID); err != nil {
			return "", err
		}
		if s.OtherShift == "" {
			return Agreed, nil
		}
		return Agreed, setTurn(ctx, tx, k, s.OtherShift, s.OtherDay, s.Asker, BySwap, s.ID)
	})
}

// Withdraw takes back what oneself asked.
func (rs *Rosters) Withdraw(ctx context.Context, code, id string) error {
	return rs.end(ctx, code, id, func(ctx context.Context, _ *db.Tx, _ Kept, s Swap) (string, error) {
		if s.Asker != actor.From(ctx).ID {
			return "", fault.New(fault.Forbidden, "roster.not_asked")
		}
		return Withdrawn, nil
	})
}

// end moves a swap that is asked to its end.
func (rs *Rosters) end(ctx context.Context, code, id string, how func(context.Context, *db.Tx, Kept, Swap) (string, error)) error {
	return rs.change(ctx, code, ToSwap, func(ctx context.Context, tx *db.Tx, k Kept) error {
		list, err := swaps(ctx, tx, `id = ? AND roster = ?`, id, k.Code)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			return fault.New(fault.NotFound, "roster.no_such_swap")
		}
		if list[0].State != Asked {
			return fault.New(fault.Conflict, "roster.swap_"+list[0].State)
		}
		state, err := how(ctx, tx, k, list[0])
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE roster_swap SET state = ?, answered_at = ? WHERE id = ? AND state = ?`, state, db.Micros(tx.Now()), id, Asked); err != nil {
			return err
		}
		if err := tell(ctx, tx, SwapAnsweredEvent, "swap_"+state, k, map[string]string{"swap": id}); err != nil {
			return err
		}
		return watch(ctx, tx, k)
	})
}

// swapsShown is how long an answered swap stays in the list.
const swapsShown = 14 * 24 * time.Hour

// Swaps gives the swaps of a roster, open ones and those answered in the last 14 days, newest first.
func (rs *Rosters) Swaps(ctx context.Context, code string) (list []Swap, err error) {
	err = rs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := readable(ctx, tx, code, ""); err != nil {
			return err
		}
		list, err = swaps(ctx, tx, `roster = ? AND (state = 'asked' OR answered_at > ?)`, code, db.Micros(tx.Now().Add(-swapsShown)))
		return err
	})
	return list, err
}

func swaps(ctx context.Context, tx *db.Tx, where string, args ...any) (list []Swap, err error) {
	err = tx.Each(ctx, `SELECT id, roster, shift, day, asker, other, other_shift, other_day, state, asked_at, answered_at FROM roster_swap WHERE `+where+` ORDER BY id DESC`,
		args, func(scan func(...any) error) error {
			var s Swap
			var at int64
			var answered *int64
			if err := scan(&s.ID, &s.Roster, &s.Shift, &s.Day, &s.Asker, &s.Other, &s.OtherShift, &s.OtherDay, &s.State, &at, &answered); err != nil {
				return err
			}
			s.AskedAt = db.Time(at)
			if answered != nil {
				s.AnsweredAt = db.Time(*answered)
			}
			list = append(list, s)
			return nil
		})
	if err != nil {
		return nil, fmt.Errorf("read swaps: %w", err)
	}
	return list, nil
}

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

// Leave is a person away on From <= day < To. It holds for every roster in which the person stands.
type Leave struct {
	ID      string
	Roster  string // where it was entered
	Person  string
	From    text.Day
	To      text.Day // first day back
	StandIn string   // takes the turns; empty: nobody
	SetAt   time.Time
}

// longestLeave bounds one entry: a year of maternity leave and more fits.
const longestLeave = 732

// SetLeave enters a leave of somebody who stands in the roster.
func (rs *Rosters) SetLeave(ctx context.Context, code string, l Leave) (set Leave, err error) {
	err = rs.change(ctx, code, Edit, func(ctx context.Context, tx *db.Tx, k Kept) error {
		fs, err := personFault(ctx, tx, "stand_in", l.StandIn, true)
		if err != nil {
			return err
		}
		ids, err := candidates(ctx, tx, k)
		if err != nil {
			return err
		}
		if !contains(ids, l.Person) {
			fs = append(fs, fault.At("person", "roster.no_such_person"))
		}
		if l.StandIn != "" && l.StandIn == l.Person {
			fs = append(fs, fault.At("stand_in", "roster.stands_for_self"))
		}
		fs = append(fs, spanFaults(tx, l.From, l.To)...)
		if len(fs) > 0 {
			return fault.Fields("roster.invalid", fs...)
		}
		set = l
		set.ID, set.Roster, set.SetAt = tx.NewID("lve"), k.Code, tx.Now()
		if _, err := tx.Exec(ctx, `INSERT INTO roster_leave (id, roster, person, from_day, to_day, stand_in, at, by_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
			set.ID, set.Roster, set.Person, string(set.From), string(set.To), set.StandIn, db.Micros(set.SetAt), actor.From(ctx).ID); err != nil {
			return err
		}
		if err := tell(ctx, tx, LeaveChangedEvent, "leave", k, set); err != nil {
			return err
		}
		return watch(ctx, tx, k)
	})
	return set, err
}

// spanFaults says what is wrong with the days of a leave or a deputy: what is past stays as it was.
func spanFaults(tx *db.Tx, from, to text.Day) (fs []fault.Field) {
	today := text.DayOf(tx.Now())
	switch {
	case from.Open() || !from.Valid():
		fs = append(fs, fault.At("from", "roster.bad_day"))
	case from < today:
		fs = append(fs, fault.At("from", "roster.past", "day", today))
	}
	switch {
	case to.Open() || !to.Valid():
		fs = append(fs, fault.At("to", "roster.bad_day"))
	case len(fs) == 0 && to <= from:
		fs = append(fs, fault.At("to", "roster.ends_before"))
	case len(fs) == 0 && to > from.Add(longestLeave):
		fs = append(fs, fault.At("to", "roster.too_long", "max", longestLeave))
	}
	return fs
}

// EndLeave lets a leave end today: turns from now on are the person's again; of what is past nothing changes.
func (rs *Rosters) EndLeave(ctx context.Context, code, id string) error {
	return rs.change(ctx, code, Edit, func(ctx context.Context, tx *db.Tx, k Kept) error {
		today := string(text.DayOf(tx.Now()))
		n, err := tx.Exec(ctx, `UPDATE roster_leave SET to_day = CASE WHEN from_day > ? THEN from_day ELSE ? END WHERE id = ? AND roster = ? AND to_day > ? AND to_day > from_day`, today, today, id, k.Code, today)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.New(fault.NotFound, "roster.no_such_leave")
		}
		if err := tell(ctx, tx, LeaveChangedEvent, "leave_end", k, map[string]string{"leave": id}); err != nil {
			return err
		}
		return watch(ctx, tx, k)
	})
}

// Leaves gives the leaves of the roster's people that are not over.
func (rs *Rosters) Leaves(ctx context.Context, code string) (list []Leave, err error) {
	err = rs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		k, err := readable(ctx, tx, code, "")
		if err != nil {
			return err
		}
		ids, err := candidates(ctx, tx, k)
		people := map[string]bool{}
		for _, id := range ids {
			people[id] = true
		}
		if err == nil {
			list, err = leaves(ctx, tx, people, text.DayOf(tx.Now()))
		}
		return err
	})
	return list, err
}

// leaves gives the leaves of people that end after a day, the newest entry first: it counts where two touch.
func leaves(ctx context.Context, tx *db.Tx, people map[string]bool, after text.Day) (list []Leave, err error) {
	if len(people) == 0 {
		return nil, nil
	}
	in, args := among(people)
	err = tx.Each(ctx, `SELECT id, roster, person, from_day, to_day, stand_in, at FROM roster_leave WHERE to_day > ? AND to_day > from_day AND person IN `+in+` ORDER BY at DESC, id DESC`,
		append([]any{string(after)}, args...), func(scan func(...any) error) error {
			var l Leave
			var at int64
			if err := scan(&l.ID, &l.Roster, &l.Person, &l.From, &l.To, &l.StandIn, &at); err != nil {
				return err
			}
			l.SetAt = db.Time(at)
			list = append(list, l)
			return nil
		})
	if err != nil {
		return nil, fmt.Errorf("read leaves: %w", err)
	}
	return list, nil
}

func contains(ids []string, id string) bool {
	for _, x := range ids {
		if x == id {
			return true
		}
	}
	return false
}

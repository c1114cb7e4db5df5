package dataset

import (
	"context"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
)

// Action is something that can be done with a set, and why it may not be now.
type Action struct {
	Verb string
	Why  *fault.Error
}

// Actions gives what the actor may do with a set, by the same rules as the commands.
func (ds *Sets) Actions(ctx context.Context, s Set, f Form) (list []Action, err error) {
	err = ds.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		list = nil
		add := func(verb string, err error) error {
			why, ours := fault.As(err)
			if err != nil && !ours {
				return err
			}
			list = append(list, Action{verb, why})
			return nil
		}
		is := func(states ...State) error {
			for _, x := range states {
				if x == s.State {
					return nil
				}
			}
			return fault.New(fault.Conflict, "dataset.is_"+string(s.State), "number", s.Number)
		}
		first := func(errs ...error) error {
			for _, err := range errs {
				if err != nil {
					return err
				}
			}
			return nil
		}
		enter := actor.From(ctx).Check(ToEnter, s.Scope())
		owned := f.owned(ctx, tx)
		judge := func() error {
			if s.State == Submitted && s.Level < len(f.Levels) {
				return f.judge(ctx, tx, s)
			}
			return is(Submitted)
		}
		back := judge()
		if s.State == Approved {
			back = owned
		}
		return first(add("enter", first(enter, is(Open))), add("submit", first(enter, is(Open))), add("approve", judge()), add("return", back), add("lock", first(owned, is(Approved))),
			add("correct", first(owned, is(Locked))))
	})
	return list, err
}

// Punctual is how many sets a unit owed in a span, handed in, and handed in by their time.
type Punctual struct {
	Unit   string
	Owed   int
	Handed int
	InTime int
}

// Punctual counts by unit the sets of a form (of all: "") that the actor may read, whose time ended within days, and whose people were asked for them.
func (ds *Sets) Punctual(ctx context.Context, code string, from, to text.Day) (list []Punctual, err error) {
	where, args := readableWhere(actor.From(ctx))
	if code != "" {
		where, args = where+` AND s.form = ?`, append(args, code)
	}
	err = ds.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		list = nil
		return tx.Each(ctx, `SELECT s.unit, count(*), SUM(CASE WHEN s.first_at IS NULL THEN 0 ELSE 1 END), SUM(CASE WHEN s.first_at <= s.due_at THEN 1 ELSE 0 END) FROM dataset_set s
			WHERE `+where+` AND s.due_at >= ? AND s.due_at < ? AND (s.work <> '' OR s.first_at IS NOT NULL) GROUP BY s.unit ORDER BY s.unit`,
			append(args, db.Micros(from.Start()), db.Micros(to.Add(1).Start())), func(scan func(...any) error) error {
				var p Punctual
				err := scan(&p.Unit, &p.Owed, &p.Handed, &p.InTime)
				list = append(list, p)
				return err
			})
	})
	return list, err
}

// Called is the name of a set's unit on the last day of its period: what reported, not what became of it.
func (ds *Sets) Called(ctx context.Context, s Set) (name text.L, err error) {
	err = ds.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		u, err := unit.ByCode(ctx, tx, s.Unit, s.Period.End.Add(-1))
		if fault.Is(err, fault.NotFound) {
			name, err = unit.Called(ctx, tx, s.Unit)
			return err
		}
		name = u.Name
		return err
	})
	return name, err
}

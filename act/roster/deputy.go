package roster

import (
	"context"
	"fmt"

	"thanhdong/ground/actor"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
)

// Deputy stands for a person of a unit on From <= day < To.
type Deputy struct {
	ID       string
	Unit     string
	UnitPath string
	AreaPath string
	Person   string // for whom
	Deputy   string
	From     text.Day
	To       text.Day
}

// Scope is where the deputy belongs, for rights.
func (d Deputy) Scope() actor.Scope { return actor.Scope{UnitPath: d.UnitPath, AreaPath: d.AreaPath} }

// Name names a deputy. Two for the same person on the same day are a [fault.Conflict]: of the deputy of the
// day there is one.
func (rs *Rosters) Name(ctx context.Context, d Deputy) (named Deputy, err error) {
	err = rs.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		u, err := unit.ByCode(ctx, tx, d.Unit, "")
		if fault.Is(err, fault.NotFound) {
			err = fault.Fields("roster.invalid", fault.At("unit", "unit.unknown", "code", d.Unit))
		}
		if err != nil {
			return err
		}
		named = d
		named.UnitPath, named.AreaPath = u.Path, u.AreaPath
		if err := actor.From(ctx).Check(Edit, named.Scope()); err != nil {
			return err
		}
		fs, err := personFault(ctx, tx, "person", d.Person, false)
		if err != nil {
			return err
		}
		more, err := personFault(ctx, tx, "deputy", d.Deputy, false)
		if err != nil {
			return err
		}
		fs = append(append(fs, more...), spanFaults(tx, d.From, d.To)...)
		if d.Person == d.Deputy && d.Person != "" {
			fs = append(fs, fault.At("deputy", "roster.stands_for_self"))
		}
		if len(fs) > 0 {
			return fault.Fields("roster.invalid", fs...)
		}
		if err := alone(ctx, tx, d); err != nil {
			return err
		}
		named.ID = tx.NewID("dep")
		if _, err := tx.Exec(ctx, `INSERT INTO roster_deputy (id, unit, unit_path, area_path, person, deputy, from_day, to_day, at, by_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			named.ID, named.Unit, named.UnitPath, named.AreaPath, named.Person, named.Deputy, string(named.From), string(named.To), db.Micros(tx.Now()), actor.From(ctx).ID); err != nil {
			return err
		}
		return rs.told(ctx, tx, "roster.deputy", named)
	})
	if err != nil {
		return Deputy{}, fmt.Errorf("name a deputy: %w", err)
	}
	return named, nil
}

// alone refuses a second deputy for the same person on the same days. Whoever names or moves one at once
// waits here and then sees this one.
func alone(ctx context.Context, tx *db.Tx, d Deputy) error {
	var locked string
	if err := tx.QueryRow(ctx, `SELECT id FROM account WHERE id = ?`+tx.Lock(), d.Person).Scan(&locked); err != nil {
		return err
	}
	there, err := deputies(ctx, tx, `unit = ? AND person = ? AND from_day < ? AND to_day > ? AND to_day > from_day AND id <> ?`, d.Unit, d.Person, string(d.To), string(d.From), d.ID)
	if err != nil {
		return err
	}
	if len(there) > 0 {
		return fault.New(fault.Conflict, "roster.deputy_there", "from", there[0].From, "to", there[0].To.Add(-1))
	}
	return nil
}

func (rs *Rosters) told(ctx context.Context, tx *db.Tx, verb string, d Deputy) error {
	if err := bus.Record(ctx, tx, DeputyNamedEvent, d.Unit, Happened{ID: d.Unit}); err != nil {
		return err
	}
	return ledger.Write(ctx, tx, ledger.Entry{Verb: verb, Subject: d.ID, UnitPath: d.UnitPath, AreaPath: d.AreaPath, Payload: d})
}

// EndDeputy lets a deputy end today; one whose days have not begun never holds.
func (rs *Rosters) EndDeputy(ctx context.Context, id string) error {
	return rs.moveDeputy(ctx, id, "roster.deputy_end", func(_ context.Context, tx *db.Tx, d Deputy) (text.Day, error) {
		return max(d.From, text.DayOf(tx.Now())), nil
	})
}

// MoveDeputyEnd lets a deputy that is not over end on another day, sooner or later.
func (rs *Rosters) MoveDeputyEnd(ctx context.Context, id string, to text.Day) error {
	return rs.moveDeputy(ctx, id, "roster.deputy_move", func(ctx context.Context, tx *db.Tx, d Deputy) (text.Day, error) {
		// What is past stays as it was: the end that is asked for lies after today.
		if fs := spanFaults(tx, max(d.From, text.DayOf(tx.Now())), to); len(fs) > 0 {
			return "", fault.Fields("roster.invalid", fs...)
		}
		d.To = to
		return to, alone(ctx, tx, d)
	})
}

func (rs *Rosters) moveDeputy(ctx context.Context, id, verb string, end func(context.Context, *db.Tx, Deputy) (text.Day, error)) error {
	return rs.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err := deputies(ctx, tx, `id = ?`, id)
		if err != nil {
			return err
		}
		by := actor.From(ctx)
		if len(list) == 0 || !by.May(Read, list[0].Scope()) {
			return fault.New(fault.NotFound, "roster.no_such_deputy")
		}
		d := list[0]
		if err := by.Check(Edit, d.Scope()); err != nil {
			return err
		}
		to, err := end(ctx, tx, d)
		if err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `UPDATE roster_deputy SET to_day = ? WHERE id = ? AND to_day > ? AND to_day > from_day`, string(to), id, string(text.DayOf(tx.Now())))
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.New(fault.Conflict, "roster.deputy_over")
		}
		d.To = to
		return rs.told(ctx, tx, verb, d)
	})
}

// Deputies gives the deputies that the actor may see and that are not over, by day.
func (rs *Rosters) Deputies(ctx context.Context) (list []Deputy, err error) {
	err = rs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		where, args := actor.From(ctx).Where(Read, "unit_path", "area_path")
		list, err = deputies(ctx, tx, where+` AND to_day > ? AND to_day > from_day`, append(args, string(text.DayOf(tx.Now())))...)
		return err
	})
	return list, err
}

// DeputiesOn gives who stands for whom in a unit on a day, whoever asks.
func DeputiesOn(ctx context.Context, tx *db.Tx, unit string, day text.Day) ([]Deputy, error) {
	return deputies(ctx, tx, `unit = ? AND from_day <= ? AND to_day > ?`, unit, string(day), string(day))
}

func deputies(ctx context.Context, tx *db.Tx, where string, args ...any) (list []Deputy, err error) {
	err = tx.Each(ctx, `SELECT id, unit, unit_path, area_path, person, deputy, from_day, to_day FROM roster_deputy WHERE `+where+` ORDER BY from_day, id`, args, func(scan func(...any) error) error {
		var d Deputy
		if err := scan(&d.ID, &d.Unit, &d.UnitPath, &d.AreaPath, &d.Person, &d.Deputy, &d.From, &d.To); err != nil {
			return err
		}
		list = append(list, d)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read deputies: %w", err)
	}
	return list, nil
}

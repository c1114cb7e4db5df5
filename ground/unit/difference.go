package unit

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/text"
)

// Successors gives what became of a code on the day its row ended, whoever asks. An ended unit without
// any is one whose successor nobody stated.
func Successors(ctx context.Context, tx *db.Tx, code string, on text.Day) ([]Lineage, error) {
	return lineage(ctx, tx, `old_code = ? AND day = ?`, code, string(on))
}

func lineage(ctx context.Context, tx *db.Tx, where string, args ...any) ([]Lineage, error) {
	rows, err := tx.Query(ctx, `SELECT old_code, new_code, day, share, source FROM unit_lineage
		WHERE `+where+` ORDER BY day, old_code, new_code`, args...)
	if err != nil {
		return nil, fmt.Errorf("read lineage: %w", err)
	}
	defer rows.Close()
	var lines []Lineage
	for rows.Next() {
		var l Lineage
		if err := rows.Scan(&l.Old, &l.New, &l.Day, &l.Share, &l.Source); err != nil {
			return nil, fmt.Errorf("read lineage: %w", err)
		}
		lines = append(lines, l)
	}
	return lines, rows.Err()
}

// Difference is what happened to one code between two days.
type Difference struct {
	Code   string
	Before *Unit     // nil when it was not there
	After  *Unit     // nil when it is no more
	Into   []Lineage // what it became
	Out    []Lineage // what it came from
}

// Gone says that the unit is no more.
func (d Difference) Gone() bool { return d.After == nil }

// New says that the unit was not there.
func (d Difference) New() bool { return d.Before == nil }

// SuccessorUnknown says that the unit is no more and nobody stated what became of it. Screens then say
// so, in the words of [UnknownSuccessor].
func (d Difference) SuccessorUnknown() bool { return d.Gone() && len(d.Into) == 0 }

// UnknownSuccessor is the key of the words for a unit that ended without a stated successor.
const UnknownSuccessor = "unit.successor_unknown"

// Differences gives what changed in the units that the actor of ctx may read, from one day to a later
// one, by code. A unit that is in both but for the days of its row is not among them.
func Differences(ctx context.Context, tx *db.Tx, from, to text.Day) ([]Difference, error) {
	byCode := map[string]*Difference{}
	note := func(on text.Day, put func(*Difference, *Unit)) error {
		all, err := All(ctx, tx, on)
		for _, a := range all {
			if !actor.From(ctx).May(Read, a.Scope()) {
				continue
			}
			if byCode[a.Code] == nil {
				byCode[a.Code] = &Difference{Code: a.Code}
			}
			put(byCode[a.Code], &a)
		}
		return err
	}
	if err := note(from, func(d *Difference, a *Unit) { d.Before = a }); err != nil {
		return nil, err
	}
	if err := note(to, func(d *Difference, a *Unit) { d.After = a }); err != nil {
		return nil, err
	}
	lines, err := lineage(ctx, tx, `day > ? AND day <= ?`, string(from), string(to))
	if err != nil {
		return nil, err
	}
	for _, l := range lines {
		if d := byCode[l.Old]; d != nil {
			d.Into = append(d.Into, l)
		}
		if d := byCode[l.New]; d != nil {
			d.Out = append(d.Out, l)
		}
	}
	var out []Difference
	for _, d := range byCode {
		if d.Before != nil && d.After != nil && d.Before.Name == d.After.Name && d.Before.Kind == d.After.Kind && d.Before.Path == d.After.Path {
			continue
		}
		out = append(out, *d)
	}
	slices.SortFunc(out, func(a, b Difference) int { return cmp.Compare(a.Code, b.Code) })
	return out, nil
}

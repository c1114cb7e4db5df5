package account

import (
	"context"
	"slices"

	"thanhdong/ground/actor"
	"thanhdong/ground/area"
	"thanhdong/ground/db"
	"thanhdong/ground/unit"
)

// succeed lets grants whose unit or area has ended reach the successors, by the lineage of the day on
// which it ended, and what the ended one left behind. The stored grant is never rewritten: a lineage that
// is stated later holds from the next request on, and one that is taken back no longer does. Grants on
// units and areas of today, which are nearly all of them, cost nothing.
func succeed(ctx context.Context, tx *db.Tx, accounts []Account) error {
	r := resolver{units: map[string]reach{}, areas: map[string]reach{}}
	for i := range accounts {
		a := &accounts[i]
		if !slices.ContainsFunc(a.Grants, ended) {
			continue
		}
		var all []actor.Grant
		for _, g := range a.Grants {
			if !ended(g) {
				all = append(all, g)
				continue
			}
			more, err := r.grant(ctx, tx, g)
			if err != nil {
				return err
			}
			all = append(all, more...)
		}
		a.Grants = all
	}
	return nil
}

func ended(g actor.Grant) bool { return g.UnitPath == "" || g.AreaPath == "" }

// resolver asks for each ended code once in one reading.
type resolver struct{ units, areas map[string]reach }

// reach is where a code lives on.
type reach struct {
	at        []spot
	undecided bool
}

type spot struct{ code, path string }

// grant gives the grants that take the place of one: those of the successors first.
func (r resolver) grant(ctx context.Context, tx *db.Tx, g actor.Grant) ([]actor.Grant, error) {
	units, err := r.unit(ctx, tx, g)
	if err != nil {
		return nil, err
	}
	areas, err := r.area(ctx, tx, g)
	if err != nil {
		return nil, err
	}
	var all []actor.Grant
	for _, u := range units.at {
		for _, a := range areas.at {
			all = append(all, actor.Grant{Role: g.Role, Unit: u.code, UnitPath: u.path, Area: a.code, AreaPath: a.path, For: g.Unit + " " + g.Area})
		}
	}
	if len(all) == 0 || units.undecided || areas.undecided {
		g.UnitPath, g.AreaPath, g.Undecided = "", "", units.undecided || areas.undecided
		all = append(all, g)
	}
	return all, nil
}

func (r resolver) unit(ctx context.Context, tx *db.Tx, g actor.Grant) (reach, error) {
	if g.UnitPath != "" {
		return reach{at: []spot{{code: g.Unit, path: g.UnitPath}}}, nil
	}
	if known, ok := r.units[g.Unit]; ok {
		return known, nil
	}
	found, undecided, err := unit.Reaches(ctx, tx, g.Unit, "")
	known := reach{undecided: undecided}
	for _, u := range found {
		known.at = append(known.at, spot{u.Code, u.Path})
	}
	r.units[g.Unit] = known
	return known, err
}

func (r resolver) area(ctx context.Context, tx *db.Tx, g actor.Grant) (reach, error) {
	if g.AreaPath != "" {
		return reach{at: []spot{{code: g.Area, path: g.AreaPath}}}, nil
	}
	if known, ok := r.areas[g.Area]; ok {
		return known, nil
	}
	found, undecided, err := area.Reaches(ctx, tx, g.Area, "")
	known := reach{undecided: undecided}
	for _, a := range found {
		known.at = append(known.at, spot{a.Code, a.Path})
	}
	r.areas[g.Area] = known
	return known, err
}

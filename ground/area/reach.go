package area

import (
	"context"
	"slices"

	"thanhdong/ground/db"
	"thanhdong/ground/text"
)

// Reach is one area in which a code lives on, on a day.
type Reach struct {
	Code  string
	Path  string
	Ended bool // the code itself, with what it left behind: only where there is a successor
}

// Reaches says where a code lives on, on a day (today when empty), whoever asks: in its own row, else in
// its successors by the lineage that was stated for the day on which it ended, and theirs. Several
// successors count only when every share was stated: a division that nobody stated is not guessed at.
// Nothing is reached then and undecided is true, as it is when no successor was stated at all.
func Reaches(ctx context.Context, tx *db.Tx, code string, on text.Day) (reached []Reach, undecided bool, err error) {
	return reaches(ctx, tx, code, text.Day(day(tx, on)), nil)
}

func reaches(ctx context.Context, tx *db.Tx, code string, on text.Day, seen []string) (reached []Reach, undecided bool, err error) {
	versions, err := Versions(ctx, tx, code)
	if err != nil {
		return nil, false, err
	}
	var last Area
	for _, u := range versions {
		if u.On(on) {
			return []Reach{{Code: code, Path: u.Path}}, false, nil
		}
		if !u.To.Open() && u.To <= on {
			last = u
		}
	}
	if last.Code == "" || slices.Contains(seen, code) { // not yet begun, or in a circle
		return nil, false, nil
	}
	lines, err := Successors(ctx, tx, code, last.To)
	if err != nil {
		return nil, false, err
	}
	unstated := slices.ContainsFunc(lines, func(l Lineage) bool { return l.ShareArea == nil })
	if len(lines) == 0 || len(lines) > 1 && unstated {
		return nil, true, nil
	}
	for _, l := range lines {
		more, open, err := reaches(ctx, tx, l.New, on, append(slices.Clone(seen), code))
		if err != nil {
			return nil, false, err
		}
		undecided = undecided || open
		for _, r := range more {
			if !r.Ended && !slices.Contains(reached, r) {
				reached = append(reached, r)
			}
		}
	}
	if len(reached) > 0 {
		reached = append(reached, Reach{Code: code, Path: last.Path, Ended: true})
	}
	return reached, undecided, nil
}

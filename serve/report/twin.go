package report

import (
	"context"
	"slices"
	"strings"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/text"
)

// Twin is a report that may be the same matter as another.
type Twin struct {
	Report
	Metres int // between the two; -1 where one has no place
	Alike  int // how many of a hundred words they share
}

const (
	alike     = 40 // of a hundred words from which two without a place are proposed
	twinsRead = 300
	twinsMost = 5
)

// Twins proposes what a report may be merged with: of its category, live, about as old, near its place, or of the same area in much the same words.
func (rs *Reports) Twins(ctx context.Context, id string) (list []Twin, err error) {
	err = rs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		list = nil
		r, err := readable(ctx, tx, id, "")
		if err != nil || r.State.Ended() {
			return err
		}
		desk, err := intake(ctx, tx)
		if err != nil {
			return err
		}
		list, err = twins(ctx, tx, r, desk)
		return err
	})
	return list, err
}

// twins are those of a report, or of one that is not there yet, likeliest first.
func twins(ctx context.Context, tx *db.Tx, r Report, desk Intake) (list []Twin, err error) {
	where, args := readableWhere(actor.From(ctx))
	found, err := query(ctx, tx, `r.category = ? AND r.id <> ? AND r.state NOT IN ('rejected', 'merged', 'closed') AND r.received_at BETWEEN ? AND ? AND (r.private = 0 OR ? = 1) AND `+where+
		` ORDER BY r.received_at DESC LIMIT ?`,
		append(append([]any{r.Category, r.ID, db.Micros(r.ReceivedAt.Add(-desk.NearTime)), db.Micros(r.ReceivedAt.Add(desk.NearTime)), flag(r.Private)}, args...), twinsRead)...)
	if err != nil {
		return nil, err
	}
	mine := words(r)
	for _, o := range found {
		t := Twin{Report: o.shownTo(actor.Actor{}), Metres: -1, Alike: share(mine, words(o))}
		if r.Lon != nil && r.Lat != nil && o.Lon != nil && o.Lat != nil {
			t.Metres = metres(*r.Lon, *r.Lat, *o.Lon, *o.Lat)
		}
		if t.Metres >= 0 && t.Metres <= desk.Near || t.Metres < 0 && o.Area == r.Area && t.Alike >= alike {
			list = append(list, t)
		}
	}
	slices.SortStableFunc(list, func(a, b Twin) int {
		if a.Metres != b.Metres {
			return a.Metres - b.Metres
		}
		return b.Alike - a.Alike
	})
	return list[:min(len(list), twinsMost)], nil
}

func words(r Report) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(text.SearchKey(r.Address + " " + r.Words)) {
		set[w] = true
	}
	return set
}

// share is how many of a hundred words of the two stand in both.
func share(a, b map[string]bool) int {
	both := 0
	for w := range a {
		if b[w] {
			both++
		}
	}
	if all := len(a) + len(b) - both; all > 0 {
		return both * 100 / all
	}
	return 0
}

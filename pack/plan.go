package pack

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"thanhdong/act/roster"
	"thanhdong/ground/actor"
	"thanhdong/ground/area"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/unit"
	"thanhdong/sense/entity"
	"thanhdong/sense/feed"
	"thanhdong/sense/rule"
)

// ToApply is applying and removing packs. They bring areas, units and accounts, so it is for
// administrators alone.
var ToApply = actor.Declare("pack.apply", actor.Anywhere, actor.Admin)

// Deed is what is done with a row.
type Deed string

const (
	Add      Deed = "add"
	Change   Deed = "change"
	End      Deed = "end"      // no longer in the pack: it stops working, what it brought stays
	Leave    Deed = "leave"    // the row stays, and only stops being this pack's
	Keep     Deed = "keep"     // covered by an overlay of another pack, left to it
	Conflict Deed = "conflict" // changed in the province since it was applied: left alone unless asked
)

// RowPlan is what happens to one row.
type RowPlan struct {
	Part string
	Code string
	Do   Deed
}

// Key names the row, as [Packs.Apply] wants those that are to be overwritten.
func (r RowPlan) Key() string { return r.Part + " " + r.Code }

// may checks the right and gives the context in which rooms are written: with the person's name and the
// product's rights, because whoever may apply a pack may do all that it brings.
func may(ctx context.Context) (context.Context, error) {
	by := actor.From(ctx)
	if err := by.Check(ToApply, actor.Scope{}); err != nil {
		return ctx, err
	}
	by.Kind = actor.Product
	return actor.With(ctx, by), nil
}

// stands is the digest of a row as its room keeps it now; "" for parts that people change nowhere else,
// and for the calendar, which keeps their words apart by itself.
func (ps *Packs) stands(ctx context.Context, tx *db.Tx, part, code string) (string, error) {
	var row any
	var err error
	switch part {
	case "areas":
		rows, failed := area.Versions(ctx, tx, code)
		for i := range rows {
			rows[i].Path = "" // follows from rows above
		}
		row, err = rows, failed
	case "units":
		rows, failed := unit.Versions(ctx, tx, code)
		for i := range rows {
			rows[i].Path, rows[i].AreaPath = "", ""
		}
		row, err = rows, failed
	case "playbooks":
		p, failed := ps.rooms.Playbooks.Newest(ctx, tx, code)
		p.ID, p.Version = "", 0
		p.PutAt = time.Time{}
		row, err = p, failed
	case "feeds":
		var f feed.Feed
		f, err = ps.rooms.Feeds.Get(ctx, code)
		row = struct {
			feed.Contract
			Cadence string
		}{f.Contract, f.Cadence.String()}
	case "rules":
		row, err = rule.Get(ctx, tx, code)
	case "rosters":
		if ps.rooms.Rosters == nil {
			return "", nil
		}
		row, err = roster.Newest(ctx, tx, code)
	case "stations":
		e, failed := entity.Find(ctx, tx, entity.Station, code)
		row, err = []any{e.Name, e.Unit, e.Area, e.Lon, e.Lat, e.Feeds, e.Attrs}, failed
	default:
		return "", nil
	}
	if fault.Is(err, fault.NotFound) {
		return "gone", nil
	}
	if err != nil {
		return "", fmt.Errorf("look at %s %s: %w", part, code, err)
	}
	b, err := json.Marshal(row)
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:]), err
}

// PlanRemoval says what [Packs.Remove] would do, and writes nothing.
func (ps *Packs) PlanRemoval(ctx context.Context, name string) (r Report, err error) {
	// What ends is found by ending it: the rooms know best what still counts on a row. Then all of it is
	// undone.
	err = ps.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		if r, err = ps.remove(ctx, tx, name); err != nil {
			return err
		}
		return errOnlyPlanned
	})
	if errors.Is(err, errOnlyPlanned) {
		err = nil
	}
	return r, err
}

var errOnlyPlanned = errors.New("only planned")

package area

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
)

// ReplaceBoundaries stores boundaries in place of whatever the same codes had in the same time, above
// all the schematic, and says how many that changed. What stood there before or after that time stays.
// Invalid with every fault, as PutBoundaries.
func ReplaceBoundaries(ctx context.Context, tx *db.Tx, boundaries []Boundary) (int, error) {
	if err := ValidateBoundaries(boundaries); err != nil {
		return 0, err
	}
	if err := lock(ctx, tx); err != nil {
		return 0, err
	}
	changed := 0
	var faults []fault.Field
	for i, b := range boundaries {
		versions, err := Versions(ctx, tx, b.Code)
		if err != nil {
			return 0, err
		}
		if len(versions) == 0 {
			faults = append(faults, fault.At(fmt.Sprintf("features/%d/properties/code", i), "area.no_area", "code", b.Code))
			continue
		}
		did, err := replace(ctx, tx, versions[len(versions)-1].Path, b)
		if err != nil {
			return 0, fmt.Errorf("replace boundary of %s: %w", b.Code, err)
		}
		if did {
			changed++
		}
	}
	if len(faults) > 0 {
		return 0, fault.Fields("area.invalid", faults...)
	}
	return changed, nil
}

// replacement is what the ledger keeps of it; geometries are too long for a ledger.
type replacement struct {
	Boundary
	KM2      float64    `json:"km2"`
	Replaced []Boundary `json:"replaced"`
}

func replace(ctx context.Context, tx *db.Tx, path string, b Boundary) (bool, error) {
	var compact bytes.Buffer
	if err := json.Compact(&compact, b.Geometry); err != nil {
		return false, err
	}
	b.Geometry = compact.Bytes()
	old, err := BoundariesOf(ctx, tx, b.Code)
	if err != nil {
		return false, err
	}
	done := replacement{Boundary: b, Replaced: []Boundary{}}
	for _, o := range old {
		if o.Same(b) {
			return false, nil
		}
		if !(b.To.Open() || o.From < b.To) || !(o.To.Open() || b.From < o.To) {
			continue
		}
		done.Replaced = append(done.Replaced, o)
		if _, err := tx.Exec(ctx, `DELETE FROM area_boundary WHERE code = ? AND COALESCE(valid_from, '') = ?`, o.Code, string(o.From)); err != nil {
			return false, err
		}
		before, after := o, o
		before.To, after.From = b.From, b.To
		if o.From < b.From {
			if err := insertBoundary(ctx, tx, before); err != nil {
				return false, err
			}
		}
		if !b.To.Open() && (o.To.Open() || b.To < o.To) {
			if err := insertBoundary(ctx, tx, after); err != nil {
				return false, err
			}
		}
	}
	if err := insertBoundary(ctx, tx, b); err != nil {
		return false, err
	}
	if done.KM2, err = SizeKM2(b.Geometry); err != nil {
		return false, err
	}
	return true, ledger.Write(ctx, tx, ledger.Entry{Verb: "area.replace_boundary", Subject: "area/" + b.Code, AreaPath: path, Payload: done})
}

// BoundariesOf gives every boundary of a code in order of time, whoever asks.
func BoundariesOf(ctx context.Context, tx *db.Tx, code string) ([]Boundary, error) {
	return readBoundaries(ctx, tx, `code = ?`, code)
}

// Same says whether two boundaries are the same in every respect.
func (b Boundary) Same(o Boundary) bool {
	return b.Code == o.Code && b.From == o.From && b.To == o.To && b.Schematic == o.Schematic && b.Source == o.Source && bytes.Equal(b.Geometry, o.Geometry)
}

// On says whether the boundary holds on a day.
func (b Boundary) On(day text.Day) bool { return day.Within(b.From, b.To) }

func insertBoundary(ctx context.Context, tx *db.Tx, b Boundary) error {
	g, err := shape(b.Geometry)
	if err != nil {
		return err
	}
	lo, hi, _ := g.Envelope().MinMaxXYs()
	schematic := 0
	if b.Schematic {
		schematic = 1
	}
	_, err = tx.Exec(ctx, `INSERT INTO area_boundary (code, valid_from, valid_to, schematic, source, min_lon, min_lat, max_lon, max_lat, geometry)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, b.Code, b.From, b.To, schematic, b.Source, lo.X, lo.Y, hi.X, hi.Y, string(b.Geometry))
	return err
}

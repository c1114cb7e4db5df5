package area

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"github.com/peterstace/simplefeatures/geom"

	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
)

// Boundary is the outline of an area over some time.
type Boundary struct {
	Code      string          `json:"code"`
	From      text.Day        `json:"from,omitempty"`
	To        text.Day        `json:"to,omitempty"`
	Schematic bool            `json:"schematic"` // drawn for orientation, not fit for measuring
	Source    string          `json:"source"`
	Geometry  json.RawMessage `json:"-"` // GeoJSON Polygon or MultiPolygon, WGS 84, longitude first
}

// ParseBoundaries reads a GeoJSON FeatureCollection whose features carry the properties code,
// schematic, source and, if dated, from and to. Invalid with every fault.
func ParseBoundaries(raw []byte) ([]Boundary, error) {
	var doc struct {
		Type     string `json:"type"`
		Features []struct {
			Properties Boundary        `json:"properties"`
			Geometry   json.RawMessage `json:"geometry"`
		} `json:"features"`
	}
	if err := json.Unmarshal(raw, &doc); err != nil || doc.Type != "FeatureCollection" {
		return nil, fault.Fields("area.invalid", fault.At("boundaries", "area.no_collection"))
	}
	boundaries := make([]Boundary, len(doc.Features))
	for i, f := range doc.Features {
		boundaries[i] = f.Properties
		boundaries[i].Geometry = f.Geometry
	}
	return boundaries, ValidateBoundaries(boundaries)
}

// ValidateBoundaries collects every fault that the boundaries show by themselves.
func ValidateBoundaries(boundaries []Boundary) error {
	var faults []fault.Field
	seen := map[version]bool{}
	for i, b := range boundaries {
		fail := func(what, key string, kv ...any) {
			faults = append(faults, fault.At(fmt.Sprintf("features/%d/%s", i, what), key, kv...))
		}
		v := version{b.Code, b.From}
		if !codeForm.MatchString(b.Code) {
			fail("properties/code", "area.bad_code", "code", b.Code)
		} else if seen[v] {
			fail("properties/code", "area.code_twice", "code", b.Code)
		}
		seen[v] = true
		if b.Source == "" {
			fail("properties/source", "area.no_source")
		}
		if !b.From.Valid() || !b.To.Valid() || !b.To.Open() && b.To <= b.From {
			fail("properties/to", "area.bad_days")
		}
		if _, err := shape(b.Geometry); err != nil {
			fail("geometry", "area.bad_geometry", "code", b.Code)
		}
	}
	if len(faults) > 0 {
		return fault.Fields("area.invalid", faults...)
	}
	return nil
}

// shape reads a geometry that can bound an area. simplefeatures refuses rings that cross themselves.
func shape(raw json.RawMessage) (geom.Geometry, error) {
	g, err := geom.UnmarshalGeoJSON(raw)
	if err != nil {
		return g, err
	}
	if t := g.Type(); t != geom.TypePolygon && t != geom.TypeMultiPolygon || g.IsEmpty() {
		return g, fmt.Errorf("a boundary cannot be a %s", g.Type())
	}
	if lo, hi, ok := g.Envelope().MinMaxXYs(); !ok || lo.X < -180 || hi.X > 180 || lo.Y < -90 || hi.Y > 90 {
		return g, fmt.Errorf("outside the range of longitude and latitude")
	}
	return g, nil
}

// PutBoundaries stores boundaries and says how many that changed. Each replaces the one of its code
// with the same first day. Invalid also for a code that no area has.
func PutBoundaries(ctx context.Context, tx *db.Tx, boundaries []Boundary) (int, error) {
	if err := ValidateBoundaries(boundaries); err != nil {
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
		did, err := putBoundary(ctx, tx, versions[len(versions)-1].Path, b)
		if err != nil {
			return 0, fmt.Errorf("put boundary of %s: %w", b.Code, err)
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

func putBoundary(ctx context.Context, tx *db.Tx, path string, b Boundary) (bool, error) {
	var compact bytes.Buffer
	if err := json.Compact(&compact, b.Geometry); err != nil {
		return false, err
	}
	b.Geometry = compact.Bytes()
	old, err := readBoundaries(ctx, tx, `code = ? AND COALESCE(valid_from, '') = ?`, b.Code, string(b.From))
	if err != nil {
		return false, err
	}
	if len(old) == 1 {
		if b.To.Open() {
			b.To = old[0].To
		}
		if o := old[0]; o.To == b.To && o.Schematic == b.Schematic && o.Source == b.Source && bytes.Equal(o.Geometry, b.Geometry) {
			return false, nil
		}
	}
	if _, err := tx.Exec(ctx, `DELETE FROM area_boundary WHERE code = ? AND COALESCE(valid_from, '') = ?`, b.Code, string(b.From)); err != nil {
		return false, err
	}
	if err := insertBoundary(ctx, tx, b); err != nil {
		return false, err
	}
	return true, ledger.Write(ctx, tx, ledger.Entry{Verb: "area.put_boundary", Subject: "area/" + b.Code, AreaPath: path, Payload: b})
}

// Outlined is an area with its boundary.
type Outlined struct {
	Area     Area
	Boundary Boundary
}

// Boundaries gives the boundaries valid on a day (today when empty) of the areas that the actor of ctx
// may read.
func Boundaries(ctx context.Context, tx *db.Tx, on text.Day) ([]Outlined, error) {
	areas, _, err := List(ctx, tx, Filter{On: on})
	if err != nil {
		return nil, err
	}
	d := day(tx, on)
	boundaries, err := readBoundaries(ctx, tx, valid, d, d)
	if err != nil {
		return nil, err
	}
	byCode := map[string]Boundary{}
	for _, b := range boundaries {
		byCode[b.Code] = b
	}
	var out []Outlined
	for _, a := range areas {
		if b, ok := byCode[a.Code]; ok {
			out = append(out, Outlined{a, b})
		}
	}
	return out, nil
}

// At gives the smallest area, by depth, whose boundary holds a place on a day (today when empty), and
// whether that boundary is schematic, so that the answer is a guess. The answer is exact: a place on a
// border belongs to the neighbour with the lower code. NotFound outside all boundaries. No rights are looked at.
func At(ctx context.Context, tx *db.Tx, lon, lat float64, on text.Day) (a Area, schematic bool, err error) {
	nowhere := fault.New(fault.NotFound, "area.nowhere")
	d := day(tx, on)
	place := geom.XY{X: lon, Y: lat}
	if place.AsPoint().Validate() != nil {
		return a, false, nowhere
	}
	boundaries, err := readBoundaries(ctx, tx, valid+` AND min_lon <= ? AND max_lon >= ? AND min_lat <= ? AND max_lat >= ?`, d, d, lon, lon, lat, lat)
	if err != nil {
		return a, false, err
	}
	depth := 0
	for _, b := range boundaries { // by code
		ps, err := polygonsOf(b.Geometry)
		if err != nil {
			return a, false, fmt.Errorf("boundary of %s: %w", b.Code, err)
		}
		if !ps.holds(place) {
			continue
		}
		found, err := ByCode(ctx, tx, b.Code, text.Day(d))
		if fault.Is(err, fault.NotFound) {
			continue // a boundary outlives its area's row until it is closed too
		}
		if err != nil {
			return a, false, err
		}
		if n := bytes.Count([]byte(found.Path), []byte("/")); n > depth {
			a, schematic, depth = found, b.Schematic, n
		}
	}
	if depth == 0 {
		return a, false, nowhere
	}
	return a, schematic, nil
}

func readBoundaries(ctx context.Context, tx *db.Tx, where string, args ...any) ([]Boundary, error) {
	rows, err := tx.Query(ctx, `SELECT code, valid_from, valid_to, schematic, source, geometry FROM area_boundary WHERE `+where+` ORDER BY code, COALESCE(valid_from, '')`, args...)
	if err != nil {
		return nil, fmt.Errorf("read boundaries: %w", err)
	}
	defer rows.Close()
	var boundaries []Boundary
	for rows.Next() {
		var b Boundary
		var schematic int64
		var geometry string
		if err := rows.Scan(&b.Code, &b.From, &b.To, &schematic, &b.Source, &geometry); err != nil {
			return nil, fmt.Errorf("read boundaries: %w", err)
		}
		b.Schematic, b.Geometry = schematic == 1, json.RawMessage(geometry)
		boundaries = append(boundaries, b)
	}
	return boundaries, rows.Err()
}

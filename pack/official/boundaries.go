package official

import (
	"context"
	"fmt"
	"math"
	"slices"

	"thanhdong/ground/area"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// planBoundaries holds the outlines against the register: codes known, sizes right, what they replace.
func planBoundaries(ctx context.Context, tx *db.Tx, f *File, opts Options, p *Plan) (writer, []fault.Field, error) {
	features := slices.Clone(f.features)
	var faults []fault.Field
	var out []area.Boundary
	seen := map[string]bool{}
	for i := range features {
		ft := &features[i]
		if ft.from.Open() {
			ft.from = opts.From
		}
		if ft.to.Open() {
			ft.to = opts.To
		}
		fail := func(key string, kv ...any) {
			faults = append(faults, fault.At(where(i, ft.code), key, append([]any{"code", ft.code, "name", ft.name}, kv...)...))
		}
		switch {
		case ft.code == "":
			fail("official.no_code")
			continue
		case seen[ft.code+" "+string(ft.from)]:
			fail("area.code_twice")
			continue
		case !ft.from.Valid() || !ft.to.Valid() || !ft.to.Open() && ft.to <= ft.from:
			fail("official.bad_days")
			continue
		}
		seen[ft.code+" "+string(ft.from)] = true
		row, missing, err := registered(ctx, tx, ft.code, ft.from, ft.to)
		if err != nil {
			return nil, nil, err
		}
		if row == nil {
			fail("official.code_unknown", "on", missing)
			continue
		}
		if text.SearchKey(ft.name) != text.SearchKey(row.Name.VI) && ft.name != "" {
			p.warn("official.other_name", "code", ft.code, "file", ft.name, "register", row.Name)
		}
		off := (ft.km2/row.KM2 - 1) * 100
		what := []any{"code", ft.code, "name", row.Name, "km2", round(ft.km2), "register", round(row.KM2), "percent", math.Round(off*10) / 10}
		switch {
		case row.KM2 == 0:
			p.warn("official.size_unknown", what...)
		case math.Abs(off) > opts.Off && !slices.Contains(opts.Accept, ft.code):
			fail("official.size_off", append(what, "off", opts.Off)...)
			continue
		case math.Abs(off) > opts.Off:
			p.warn("official.size_accepted", append(what, "off", opts.Off)...)
		}
		b := ft.boundary(opts.Source)
		out = append(out, b)
		if err := p.replaces(ctx, tx, b, what); err != nil {
			return nil, nil, err
		}
	}
	if len(faults) > 0 {
		return nil, faults, nil
	}
	return func(ctx context.Context, tx *db.Tx) error {
		_, err := area.ReplaceBoundaries(ctx, tx, out)
		return err
	}, nil, nil
}

// registered gives the row of a code that the boundary is for, when the code is known on all days of
// the boundary; else the day on which it is not.
func registered(ctx context.Context, tx *db.Tx, code string, from, to text.Day) (row *area.Area, missing text.Day, err error) {
	versions, err := area.Versions(ctx, tx, code)
	if err != nil {
		return nil, "", err
	}
	today := text.DayOf(tx.Now())
	day := from
	if day.Open() {
		// A boundary without a first day is for all the time the area is known.
		if len(versions) == 0 {
			return nil, today, nil
		}
		day = versions[0].From
	}
	for _, v := range versions {
		if !v.On(day) && !(day.Open() && v.From.Open()) {
			continue
		}
		if row = &v; v.To.Open() || !to.Open() && to <= v.To {
			return row, "", nil
		}
		day = v.To // the next row must go on here
	}
	if row != nil && to.Open() {
		return row, "", nil // true until the area ends
	}
	return nil, day, nil
}

// replaces says what stands in place of the boundary now.
func (p *Plan) replaces(ctx context.Context, tx *db.Tx, b area.Boundary, what []any) error {
	old, err := area.BoundariesOf(ctx, tx, b.Code)
	if err != nil {
		return err
	}
	key := "official.boundary_added"
	for _, o := range old {
		if o.Same(b) {
			p.Same++
			return nil
		}
		if !(b.To.Open() || o.From < b.To) || !(o.To.Open() || b.From < o.To) {
			continue
		}
		if key = "official.boundary_replaced"; o.Schematic {
			key = "official.schematic_replaced"
		}
	}
	p.change(key, append(what, "from", b.From, "to", b.To)...)
	return nil
}

// maxCompared is how many points of neighbours are compared: beyond it the comparison would take longer
// than a person waits, and such detail has no place on a map.
const maxCompared = 500_000

// cover tells gaps and overlaps of a boundary file.
func (p *Plan) cover(f *File, opts Options) error {
	if f.Kind != Boundaries {
		return nil
	}
	features := slices.Clone(f.features)
	for i := range features {
		features[i].from, features[i].to = firstDay(features[i].from, opts.From), firstDay(features[i].to, opts.To)
	}
	points := 0
	for _, f := range features {
		points += f.shape.DumpCoordinates().Length()
	}
	if points > maxCompared {
		p.warn("official.not_compared", "points", points, "max", maxCompared)
		return nil
	}
	wide, slivers, err := coverage(features)
	if err != nil {
		return fmt.Errorf("compare neighbours: %w", err)
	}
	for _, s := range wide {
		p.Warnings = append(p.Warnings, s.Line())
	}
	p.Slivers = slivers
	for _, f := range features {
		for _, at := range f.empty {
			p.Slivers = append(p.Slivers, Sliver{Gap: true, Codes: []string{f.code}, Lon: at.X, Lat: at.Y})
		}
	}
	return nil
}

// Line says a gap or an overlap in words.
func (s Sliver) Line() Line {
	key := "official.overlap"
	if s.Gap && len(s.Codes) == 1 {
		key = "official.gap_in"
	} else if s.Gap {
		key = "official.gap"
	}
	return line(key, "codes", codes(s.Codes), "m2", math.Round(s.M2), "lon", degrees(s.Lon), "lat", degrees(s.Lat))
}

func codes(list []string) string {
	s := ""
	for i, c := range list {
		if i > 0 {
			s += ", "
		}
		s += c
	}
	return s
}

// round keeps a hectare.
func round(km2 float64) float64 { return math.Round(km2*100) / 100 }

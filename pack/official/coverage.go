package official

import (
	"cmp"
	"math"
	"slices"

	"github.com/peterstace/simplefeatures/geom"

	"thanhdong/ground/area"
)

// Sliver is a small gap or overlap between areas, under 1 % of the smaller one: what drawing leaves.
type Sliver struct {
	Gap      bool     // else an overlap
	Codes    []string // the areas it lies between, or the one it is a hole of
	M2       float64
	Lon, Lat float64
}

// least is how small a piece may be, in km², before it is the rounding of coordinates: 0.1 m².
const least = 1e-7

// coverage finds gaps and overlaps between the areas of a file. Those over 1 % are wide.
func coverage(features []feature) (wide, slivers []Sliver, err error) {
	size := map[string]float64{}
	for _, f := range features {
		size[f.code] = f.km2
	}
	note := func(s Sliver) {
		smallest := math.Inf(1)
		for _, c := range s.Codes {
			smallest = min(smallest, size[c])
		}
		if s.M2/1e6 > smallest/100 {
			wide = append(wide, s)
		} else {
			slivers = append(slivers, s)
		}
	}
	for i, a := range features {
		for _, b := range features[i+1:] {
			if !a.shape.Envelope().Intersects(b.shape.Envelope()) || days(a, b) {
				continue
			}
			both, err := geom.Intersection(a.shape, b.shape)
			if err != nil {
				return nil, nil, err
			}
			if s, there := sliver(both, a.code, b.code); there {
				note(s)
			}
		}
	}
	shapes := make([]geom.Geometry, len(features))
	for i, f := range features {
		shapes[i] = f.shape
	}
	whole, err := geom.UnionMany(shapes)
	if err != nil {
		return nil, nil, err
	}
	for _, hole := range holes(whole) {
		var codes []string
		for _, f := range features {
			if f.shape.Envelope().Intersects(hole.Envelope()) && geom.Intersects(f.shape, hole.Boundary()) {
				codes = append(codes, f.code)
			}
		}
		if s, there := sliver(hole, codes...); there {
			s.Gap = true
			note(s)
		}
	}
	for _, list := range [][]Sliver{wide, slivers} {
		slices.SortStableFunc(list, func(a, b Sliver) int {
			return cmp.Or(slices.Compare(a.Codes, b.Codes), cmp.Compare(b.M2, a.M2))
		})
	}
	return wide, slivers, nil
}

// days says whether two features are never there together.
func days(a, b feature) bool {
	return !a.to.Open() && a.to <= b.from || !b.to.Open() && b.to <= a.from
}

func sliver(g geom.Geometry, codes ...string) (Sliver, bool) {
	km2 := 0.0
	var biggest geom.Geometry
	largest := 0.0
	for _, part := range g.Dump() {
		size := area.SizeOf(part)
		if km2 += size; size > largest {
			largest, biggest = size, part
		}
	}
	if km2 < least || len(codes) == 0 {
		return Sliver{}, false
	}
	p, _ := biggest.PointOnSurface().XY()
	return Sliver{Codes: codes, M2: km2 * 1e6, Lon: p.X, Lat: p.Y}, true
}

// holes gives what lies inside the outer border of a union and in none of its parts.
func holes(whole geom.Geometry) (out []geom.Geometry) {
	for _, part := range whole.Dump() {
		p, ok := part.AsPolygon()
		if !ok {
			continue
		}
		for i := range p.NumInteriorRings() {
			out = append(out, geom.NewPolygon([]geom.LineString{p.InteriorRingN(i)}).AsGeometry())
		}
	}
	return out
}

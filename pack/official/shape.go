package official

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/peterstace/simplefeatures/geom"

	"thanhdong/ground/area"
	"thanhdong/ground/fault"
)

// checkShapes makes a valid geometry of each feature, or says which is not one and where.
func checkShapes(features []feature) error {
	var faults []fault.Field
	budget := 50_000_000 // comparisons of lines, over the whole file
	for i := range features {
		f := &features[i]
		fail := func(key string, kv ...any) {
			faults = append(faults, fault.At(where(i, f.code), key, append(kv, "code", f.code, "name", f.name)...))
		}
		if len(f.polys) == 0 {
			fail("official.no_polygon")
			continue
		}
		place, key := f.closed()
		if key == "" {
			f.tidy()
			place, key = f.check(&budget)
		}
		if key == "" {
			if err := f.build(); err != nil {
				place, key = f.touch(), "official.bad_polygon"
			}
		}
		switch {
		case key == "":
		case place != nil:
			fail(key, "lon", degrees(place.X), "lat", degrees(place.Y))
		default:
			fail(key, "lon", "?", "lat", "?")
		}
	}
	if len(faults) > 0 {
		return fault.Fields("official.refused", faults...)
	}
	return nil
}

func degrees(v float64) string { return fmt.Sprintf("%.5f", v) }

// build makes the geometry; the library refuses what is not valid by the Simple Features standard.
func (f *feature) build() (err error) {
	f.raw, err = json.Marshal(struct {
		Type        string `json:"type"`
		Coordinates any    `json:"coordinates"`
	}{"MultiPolygon", coordinates(f.polys)})
	if err != nil {
		return err
	}
	if f.shape, err = geom.UnmarshalGeoJSON(f.raw); err != nil {
		return err
	}
	if f.shape.IsEmpty() {
		return errors.New("the polygon is empty")
	}
	f.km2 = area.SizeOf(f.shape)
	return nil
}

func coordinates(polys [][][]geom.XY) [][][][2]float64 {
	out := make([][][][2]float64, len(polys))
	for i, poly := range polys {
		for _, ring := range poly {
			line := make([][2]float64, len(ring))
			for j, p := range ring {
				line[j] = [2]float64{p.X, p.Y}
			}
			out[i] = append(out[i], line)
		}
	}
	return out
}

// closed finds rings that are no rings.
func (f *feature) closed() (*geom.XY, string) {
	for _, poly := range f.polys {
		for _, ring := range poly {
			n := len(ring)
			if n < 4 {
				return first(ring), "official.short_ring"
			}
			if ring[0] != ring[n-1] {
				return &ring[n-1], "official.open_ring"
			}
		}
	}
	return nil, ""
}

// tidy takes out what encloses nothing: points said twice, ways there and back, and the rings of which
// then nothing is left. Rounding of coordinates leaves such rings where a sliver was; they are listed as
// slivers without size. No place changes its area by that.
func (f *feature) tidy() {
	var polys [][][]geom.XY
	for _, poly := range f.polys {
		var kept [][]geom.XY
		for i, ring := range poly {
			at := ring[0]
			if ring = tidyRing(ring); ring == nil {
				f.empty = append(f.empty, at)
				if i == 0 {
					break // without its outer ring nothing of the polygon is there
				}
				continue
			}
			kept = append(kept, ring)
		}
		if len(kept) > 0 {
			polys = append(polys, kept)
		}
	}
	f.polys = polys
}

func tidyRing(ring []geom.XY) []geom.XY {
	s := make([]geom.XY, 0, len(ring))
	for _, p := range ring[:len(ring)-1] {
		n := len(s)
		switch {
		case n > 0 && s[n-1] == p:
		case n > 1 && s[n-2] == p:
			s = s[:n-1]
		default:
			s = append(s, p)
		}
	}
	for n := len(s); n > 2; n = len(s) { // the same where the end meets the start
		if s[n-1] == s[0] || s[n-2] == s[0] {
			s = s[:n-1]
		} else if s[n-1] == s[1] {
			s = s[1:]
		} else {
			return append(s, s[0])
		}
	}
	return nil
}

// check finds lines that cross, with the place.
func (f *feature) check(budget *int) (*geom.XY, string) {
	if len(f.polys) == 0 {
		return nil, "official.no_polygon"
	}
	var lines []segment
	for _, poly := range f.polys {
		for _, ring := range poly {
			for i := 1; i < len(ring); i++ {
				lines = append(lines, segment{ring[i-1], ring[i]})
			}
		}
	}
	return crossing(lines, budget)
}

// crossing looks for lines that cross. The plane is cut into cells twice as wide as a line is long on
// average, so that all lines together pass through about as many cells as there are lines; only lines
// that share a cell are compared.
func crossing(lines []segment, budget *int) (*geom.XY, string) {
	length := 0.0
	for _, l := range lines {
		length += math.Hypot(l.b.X-l.a.X, l.b.Y-l.a.Y)
	}
	width := 2 * length / float64(len(lines))
	cells := make([]cell, 0, 2*len(lines))
	for i, l := range lines {
		cells = l.cells(cells, width, int32(i))
	}
	slices.SortFunc(cells, func(a, b cell) int { return cmp.Or(cmp.Compare(a.x, b.x), cmp.Compare(a.y, b.y)) })
	for i, c := range cells {
		for _, o := range cells[i+1:] {
			if o.x != c.x || o.y != c.y {
				break
			}
			if *budget--; *budget < 0 {
				return nil, "official.too_tangled"
			}
			if p, crosses := lines[c.line].cross(lines[o.line]); crosses {
				return &p, "official.self_crossing"
			}
		}
	}
	return nil, ""
}

// cell is one square of the plane that a line passes through.
type cell struct {
	x, y int64
	line int32
}

// cells adds the cells of a line, column by column.
func (s segment) cells(cells []cell, width float64, line int32) []cell {
	a, b := s.a, s.b
	if a.X > b.X {
		a, b = b, a
	}
	at := func(v float64) int64 { return int64(math.Floor(v / width)) }
	for x := at(a.X); x <= at(b.X); x++ {
		y0, y1 := a.Y, b.Y
		if b.X > a.X { // the part of the line inside the column
			slope := (b.Y - a.Y) / (b.X - a.X)
			y0 = a.Y + slope*(max(a.X, float64(x)*width)-a.X)
			y1 = a.Y + slope*(min(b.X, float64(x+1)*width)-a.X)
		}
		// A hair more on both sides, so that rounding leaves out no cell.
		for y := at(min(y0, y1) - width/1e6); y <= at(max(y0, y1)+width/1e6); y++ {
			cells = append(cells, cell{x, y, line})
		}
	}
	return cells
}

func first(ring []geom.XY) *geom.XY {
	if len(ring) == 0 {
		return nil
	}
	return &ring[0]
}

type segment struct{ a, b geom.XY }

// cross says whether two lines cross away from their ends, and where.
func (s segment) cross(o segment) (geom.XY, bool) {
	if min(s.a.Y, s.b.Y) > max(o.a.Y, o.b.Y) || min(o.a.Y, o.b.Y) > max(s.a.Y, s.b.Y) {
		return geom.XY{}, false
	}
	side := func(a, b, p geom.XY) float64 { return (b.X-a.X)*(p.Y-a.Y) - (b.Y-a.Y)*(p.X-a.X) }
	d1, d2 := side(s.a, s.b, o.a), side(s.a, s.b, o.b)
	d3, d4 := side(o.a, o.b, s.a), side(o.a, o.b, s.b)
	if !(d1*d2 < 0 && d3*d4 < 0) {
		return geom.XY{}, false
	}
	t := d3 / (d3 - d4)
	return geom.XY{X: s.a.X + t*(s.b.X-s.a.X), Y: s.a.Y + t*(s.b.Y-s.a.Y)}, true
}

// touch gives a point that a ring passes twice: the usual place of a ring that touches itself.
func (f *feature) touch() *geom.XY {
	for _, poly := range f.polys {
		for _, ring := range poly {
			seen := map[geom.XY]bool{}
			for _, p := range ring[1:] {
				if seen[p] {
					return &p
				}
				seen[p] = true
			}
		}
	}
	return nil
}

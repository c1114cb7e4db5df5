package area

import (
	"context"
	"encoding/json"
	"math"

	"github.com/peterstace/simplefeatures/geom"

	"thanhdong/ground/db"
	"thanhdong/ground/text"
)

// Tolerance is how far, in degrees, a boundary may be moved at a zoom of the web map before anyone
// sees it: half of one of the 256 points of a tile. Closer than zoom 14 the boundary is given as it is.
func Tolerance(zoom int) float64 {
	if zoom < 0 || zoom > 14 {
		return 0
	}
	return 360 / (256 * math.Exp2(float64(zoom))) / 2
}

// Simplified is Boundaries with fewer points: none is moved by more than the tolerance, in degrees.
// Borders that neighbours share stay shared. The sizes of the geometries are no longer true: this is
// for maps, never for measuring or for asking where a place lies.
func Simplified(ctx context.Context, tx *db.Tx, on text.Day, tolerance float64) ([]Outlined, error) {
	list, err := Boundaries(ctx, tx, on)
	if err != nil || !(tolerance > 0) {
		return list, err
	}
	all := make([]polygons, len(list))
	for i, o := range list {
		if all[i], err = polygonsOf(o.Boundary.Geometry); err != nil {
			return nil, err
		}
	}
	ends := junctions(all)
	for i, ps := range all {
		if list[i].Boundary.Geometry, err = thin(ps, ends, tolerance); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// junctions finds the points where borders meet or part: those that do not have the same two
// neighbours in every ring. Between junctions a border is one line, whichever areas it belongs to, so
// that simplifying it gives the same line for all of them.
func junctions(all []polygons) map[geom.XY]bool {
	type pair struct{ a, b geom.XY }
	beside := map[geom.XY]pair{}
	ends := map[geom.XY]bool{}
	for _, ps := range all {
		for _, poly := range ps {
			for _, ring := range poly {
				n := len(ring) - 1
				for i := range n {
					p := pair{ring[(i+n-1)%n], ring[i+1]}
					if less(p.b, p.a) {
						p.a, p.b = p.b, p.a
					}
					if before, seen := beside[ring[i]]; seen && before != p {
						ends[ring[i]] = true
					}
					beside[ring[i]] = p
				}
			}
		}
	}
	return ends
}

func less(a, b geom.XY) bool { return a.X < b.X || a.X == b.X && a.Y < b.Y }

func thin(ps polygons, ends map[geom.XY]bool, tolerance float64) (json.RawMessage, error) {
	var out [][][][2]float64
	for _, poly := range ps {
		var kept [][][2]float64
		for i, ring := range poly {
			line := thinRing(ring, ends, tolerance)
			if len(line) < 4 && i == 0 {
				line = ring // an island smaller than a point of the map is still land
			}
			if len(line) < 4 {
				continue
			}
			c := make([][2]float64, len(line))
			for j, p := range line {
				c[j] = [2]float64{p.X, p.Y}
			}
			kept = append(kept, c)
		}
		out = append(out, kept)
	}
	raw, err := json.Marshal(struct {
		Type        string           `json:"type"`
		Coordinates [][][][2]float64 `json:"coordinates"`
	}{"MultiPolygon", out})
	return raw, err
}

// thinRing simplifies each stretch between junctions. A ring without any, an island, is cut at its
// least and its greatest point, which do not depend on where the ring begins.
func thinRing(ring []geom.XY, ends map[geom.XY]bool, tolerance float64) []geom.XY {
	n := len(ring) - 1
	first := -1
	fixed := func(p geom.XY) bool { return ends[p] }
	for i := range n {
		if fixed(ring[i]) {
			first = i
			break
		}
	}
	if first < 0 {
		lo, hi := 0, 0
		for i := range n {
			if less(ring[i], ring[lo]) {
				lo = i
			}
			if less(ring[hi], ring[i]) {
				hi = i
			}
		}
		first = lo
		fixed = func(p geom.XY) bool { return p == ring[lo] || p == ring[hi] }
	}
	out := []geom.XY{ring[first]}
	stretch := []geom.XY{ring[first]}
	for i := 1; i <= n; i++ {
		p := ring[(first+i)%n]
		stretch = append(stretch, p)
		if fixed(p) {
			out = append(out, thinLine(stretch, tolerance)[1:]...)
			stretch = []geom.XY{p}
		}
	}
	return out
}

// thinLine is Douglas and Peucker (1973). It gives the same points from either end, so that neighbours
// keep one border.
func thinLine(line []geom.XY, tolerance float64) []geom.XY {
	keep := make([]bool, len(line))
	keep[0], keep[len(line)-1] = true, true
	type span struct{ a, b int }
	for todo := []span{{0, len(line) - 1}}; len(todo) > 0; {
		s := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		far, at := -1.0, 0
		for i := s.a + 1; i < s.b; i++ {
			d := distance(line[i], line[s.a], line[s.b])
			if d > far || d == far && less(line[i], line[at]) {
				far, at = d, i
			}
		}
		if far > tolerance {
			keep[at] = true
			todo = append(todo, span{s.a, at}, span{at, s.b})
		}
	}
	var out []geom.XY
	for i, p := range line {
		if keep[i] {
			out = append(out, p)
		}
	}
	return out
}

func distance(p, a, b geom.XY) float64 {
	if less(b, a) {
		a, b = b, a // the same digits from both sides
	}
	dx, dy := b.X-a.X, b.Y-a.Y
	length := dx*dx + dy*dy
	if length == 0 {
		return math.Hypot(p.X-a.X, p.Y-a.Y)
	}
	along := max(0, min(1, ((p.X-a.X)*dx+(p.Y-a.Y)*dy)/length))
	return math.Hypot(p.X-a.X-along*dx, p.Y-a.Y-along*dy)
}

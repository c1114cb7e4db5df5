package area

import (
	"encoding/json"
	"fmt"
	"math/big"

	"github.com/peterstace/simplefeatures/geom"
)

// polygons are the rings of a geometry as bare coordinates: outer ring first, then its holes.
type polygons [][][]geom.XY

func polygonsOf(raw json.RawMessage) (polygons, error) {
	g, err := geom.UnmarshalGeoJSON(raw, geom.NoValidate{}) // it was validated when it was stored
	if err != nil {
		return nil, err
	}
	return rings(g)
}

func rings(g geom.Geometry) (polygons, error) {
	var all []geom.Polygon
	switch g.Type() {
	case geom.TypePolygon:
		all = []geom.Polygon{g.MustAsPolygon()}
	case geom.TypeMultiPolygon:
		m := g.MustAsMultiPolygon()
		for i := range m.NumPolygons() {
			all = append(all, m.PolygonN(i))
		}
	default:
		return nil, fmt.Errorf("a boundary cannot be a %s", g.Type())
	}
	out := make(polygons, 0, len(all))
	for _, p := range all {
		var poly [][]geom.XY
		for _, seq := range p.Coordinates() {
			ring := make([]geom.XY, seq.Length())
			for i := range ring {
				ring[i] = seq.GetXY(i)
			}
			poly = append(poly, ring)
		}
		out = append(out, poly)
	}
	return out, nil
}

// holds says whether a place lies inside, exactly: a place on a border, outer or of a hole, is inside,
// and no rounding puts it elsewhere.
func (ps polygons) holds(p geom.XY) bool {
	for _, poly := range ps {
		inside := false
		for _, ring := range poly {
			in, on := within(ring, p)
			if on {
				return true
			}
			inside = inside != in // a hole takes away what the outer ring gave
		}
		if inside {
			return true
		}
	}
	return false
}

// within counts the edges that a ray to the east crosses.
func within(ring []geom.XY, p geom.XY) (in, on bool) {
	for i := 1; i < len(ring); i++ {
		a, b := ring[i-1], ring[i]
		if a.Y > b.Y {
			a, b = b, a
		}
		if p.Y < a.Y || p.Y > b.Y {
			continue
		}
		side := turn(a, b, p)
		if side == 0 && min(a.X, b.X) <= p.X && p.X <= max(a.X, b.X) {
			return false, true
		}
		// The upper end of an edge does not count, so that a corner counts once.
		if p.Y < b.Y && side > 0 {
			in = !in
		}
	}
	return in, false
}

// turn says on which side of the way from a to b the place p lies: 1 left, -1 right, 0 on it. Where
// rounding could decide, it computes with numbers that hold every digit of the products.
func turn(a, b, p geom.XY) int {
	l, r := (b.X-a.X)*(p.Y-a.Y), (b.Y-a.Y)*(p.X-a.X)
	// Shewchuk, Adaptive Precision Floating-Point Arithmetic (1997): beyond this bound the sign is right.
	if bound := 4e-16 * (abs(l) + abs(r)); l-r > bound {
		return 1
	} else if l-r < -bound {
		return -1
	}
	sub := func(x, y float64) *big.Rat {
		return new(big.Rat).Sub(new(big.Rat).SetFloat64(x), new(big.Rat).SetFloat64(y))
	}
	left := new(big.Rat).Mul(sub(b.X, a.X), sub(p.Y, a.Y))
	return left.Cmp(new(big.Rat).Mul(sub(b.Y, a.Y), sub(p.X, a.X)))
}

func abs(x float64) float64 { return max(x, -x) }

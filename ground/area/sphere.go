package area

import (
	"encoding/json"
	"math"

	"github.com/peterstace/simplefeatures/geom"
)

// earthRadiusKM is the mean radius of the earth (IUGG): the register's sizes and ours then agree to a
// few tenths of a percent.
const earthRadiusKM = 6371.0088

// SizeKM2 is the size of a boundary on the sphere, holes taken away.
func SizeKM2(geometry json.RawMessage) (float64, error) {
	ps, err := polygonsOf(geometry)
	return ps.km2(), err
}

// SizeOf is SizeKM2 of a geometry that is already read.
func SizeOf(g geom.Geometry) float64 {
	ps, err := rings(g)
	if err != nil {
		return 0 // points and lines that an intersection leaves
	}
	return ps.km2()
}

func (ps polygons) km2() float64 {
	total := 0.0
	for _, poly := range ps {
		for i, ring := range poly {
			if size := math.Abs(ringKM2(ring)); i == 0 {
				total += size
			} else {
				total -= size
			}
		}
	}
	return total
}

// ringKM2 is the signed area of a ring on the sphere: Chamberlain and Duquette, Some Algorithms for
// Polygons on a Sphere, JPL Publication 07-03 (2007).
func ringKM2(ring []geom.XY) float64 {
	const degree = math.Pi / 180
	sum := 0.0
	for i := 1; i < len(ring); i++ {
		a, b := ring[i-1], ring[i]
		sum += (b.X - a.X) * degree * (2 + math.Sin(a.Y*degree) + math.Sin(b.Y*degree))
	}
	return sum / 2 * earthRadiusKM * earthRadiusKM
}

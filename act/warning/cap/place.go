package cap

import (
	"errors"
	"math"
	"strconv"
	"strings"

	"github.com/peterstace/simplefeatures/geom"
)

// leastPoints of a closed ring: a triangle and its first point again (section
// 3.2.4, polygon).
const leastPoints = 4

func polygon(s string) (string, []any) {
	ring, err := parsePolygon(s)
	if err != nil {
		return "warning.cap_place", []any{"value", short(s)}
	}
	if len(ring) < leastPoints {
		return "warning.cap_polygon_short", []any{"points", len(ring), "least", leastPoints}
	}
	if ring[0] != ring[len(ring)-1] {
		return "warning.cap_polygon_open", nil
	}
	if crosses(ring) {
		return "warning.cap_polygon_crosses", nil // ours
	}
	return fine()
}

func circle(s string) (string, []any) {
	if _, err := parseCircle(s); err != nil {
		return "warning.cap_circle", []any{"value", short(s)}
	}
	return fine()
}

func crosses(ring []Point) bool {
	flat := make([]float64, 0, 2*len(ring))
	for _, p := range ring {
		flat = append(flat, p.Lon, p.Lat)
	}
	line := geom.NewLineString(geom.NewSequence(flat, geom.DimXY))
	return geom.NewPolygon([]geom.LineString{line}).Validate() != nil
}

var errPlace = errors.New("not a latitude and a longitude")

func parsePoint(s string) (p Point, err error) {
	lat, lon, ok := strings.Cut(s, ",")
	if !ok || !number.MatchString(lat) || !number.MatchString(lon) {
		return p, errPlace
	}
	p.Lat, _ = strconv.ParseFloat(lat, 64)
	p.Lon, _ = strconv.ParseFloat(lon, 64)
	if math.Abs(p.Lat) > 90 || math.Abs(p.Lon) > 180 {
		return p, errPlace
	}
	return p, nil
}

func parsePolygon(s string) (ring []Point, err error) {
	for _, pair := range strings.Fields(s) {
		p, err := parsePoint(pair)
		if err != nil {
			return nil, err
		}
		ring = append(ring, p)
	}
	return ring, nil
}

func parseCircle(s string) (c Circle, err error) {
	place, radius, ok := strings.Cut(strings.TrimSpace(s), " ")
	if !ok || !number.MatchString(radius) {
		return c, errPlace
	}
	if c.Point, err = parsePoint(place); err != nil {
		return c, err
	}
	if c.Radius, err = strconv.ParseFloat(radius, 64); err != nil || c.Radius < 0 {
		return c, errPlace
	}
	return c, nil
}

func degrees(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

func (p Point) String() string { return degrees(p.Lat) + "," + degrees(p.Lon) }

func (c Circle) String() string { return c.Point.String() + " " + degrees(c.Radius) }

func polygonText(ring []Point) string {
	pairs := make([]string, len(ring))
	for i, p := range ring {
		pairs[i] = p.String()
	}
	return strings.Join(pairs, " ")
}

// short keeps a refusal readable.
func short(s string) string {
	const longest = 80
	if r := []rune(s); len(r) > longest {
		return string(r[:longest]) + "…"
	}
	return s
}

// Outline tells which rule a ring breaks that somebody drew; "" when none.
func Outline(ring []Point) (rule string, args []any) { return polygon(polygonText(ring)) }

package official

import (
	"math"
	"regexp"
	"strings"

	"thanhdong/ground/fault"
)

// box is the part of the earth that a file of a Vietnamese province can lie in, with its seas.
const west, east, south, north = 102.0, 118.0, 6.0, 24.0

// epsg names the systems that Vietnamese offices use, besides WGS 84.
var epsg = map[string]string{
	"3405": "VN-2000 / UTM 48N", "3406": "VN-2000 / UTM 49N", "4756": "VN-2000", "5896": "VN-2000 / TM-3 481", "5897": "VN-2000 / TM-3 105",
	"5898": "VN-2000 / TM-3 491", "9208": "VN-2000 / TM-3 104-45", "9209": "VN-2000 / TM-3 105-30", "9210": "VN-2000 / TM-3 105-45",
	"3857": "Web Mercator", "32648": "WGS 84 / UTM 48N", "32649": "WGS 84 / UTM 49N",
}

var crsNumber = regexp.MustCompile(`(?i)EPSG[^0-9]*(?:[0-9.]*:)?([0-9]{4,6})$`)

// checkCRS refuses a file whose coordinates are not degrees of WGS 84, longitude first (RFC 7946), and
// says what they look like. Nothing is converted: VN-2000 lies about 200 m beside WGS 84, and a silent
// mistake of that size puts houses into the neighbouring commune.
func checkCRS(stated string, features []feature) error {
	if m := crsNumber.FindStringSubmatch(stated); m != nil && m[1] != "4326" {
		name := epsg[m[1]]
		if name == "" {
			name = stated
		}
		return refuse("official.other_crs", "crs", name, "epsg", m[1])
	}
	if stated != "" && crsNumber.FindString(stated) == "" && !strings.Contains(strings.ToUpper(stated), "CRS84") {
		return refuse("official.unknown_crs", "crs", stated)
	}
	x, y := span{math.Inf(1), math.Inf(-1)}, span{math.Inf(1), math.Inf(-1)}
	for _, f := range features {
		for _, poly := range f.polys {
			for _, ring := range poly {
				for _, p := range ring {
					x.add(p.X)
					y.add(p.Y)
				}
			}
		}
	}
	if x.lo > x.hi {
		return nil // no coordinates at all: told by feature
	}
	if key := wrongPlace(x, y); key != "" {
		return fault.Fields("official.refused", fault.At("file", key, "x", x.lo, "y", y.lo))
	}
	return nil
}

type span struct{ lo, hi float64 }

func (s *span) add(v float64)         { s.lo, s.hi = min(s.lo, v), max(s.hi, v) }
func (s span) in(lo, hi float64) bool { return s.lo >= lo && s.hi <= hi }

// wrongPlace says what coordinates are that are no degrees within the country, by their range. Eastings
// of VN-2000 lie around 500,000 m, northings between 900 and 2,600 km from the equator.
func wrongPlace(x, y span) string {
	easting, northing := [2]float64{100_000, 900_000}, [2]float64{600_000, 2_700_000}
	switch {
	case x.in(west, east) && y.in(south, north):
		return ""
	case y.in(west, east) && x.in(south, north):
		return "official.swapped_axes"
	case x.in(easting[0], easting[1]) && y.in(northing[0], northing[1]), y.in(easting[0], easting[1]) && x.in(northing[0], northing[1]):
		return "official.vn2000_metres"
	case x.in(1.13e7, 1.32e7) && y.in(6e5, 2.8e6):
		return "official.web_mercator"
	case x.in(-180, 180) && y.in(-90, 90):
		return "official.elsewhere"
	}
	return "official.no_degrees"
}

// checkPlace is the same for one place, of a station.
func checkPlace(lon, lat float64) string { return wrongPlace(span{lon, lon}, span{lat, lat}) }

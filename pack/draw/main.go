// Command draw writes the schematic boundaries of the sample province.
//
// The drawing is the project's own: fifty-odd points set by hand on a kilometre
// grid so that every unit lies on the right side of its neighbours and has
// about its official size. It was traced from no map and no data set, so it
// may be published under the project's licence; it is not fit for measuring,
// and every feature says so ("schematic": true). A province that has its
// official boundaries imports them over this drawing.
//
// Units share their points by name. Two neighbours therefore have exactly the
// same line between them, which is why the drawing has neither gap nor
// overlap; check refuses a drawing in which a line is used twice in the same
// direction or an inner line belongs to one unit only.
//
//	go run ./pack/draw > packs/haiduong/boundaries.geojson
package main

import (
	"bufio"
	"fmt"
	"math"
	"os"
	"strings"
)

func main() {
	if err := check(units); err != nil {
		fmt.Fprintln(os.Stderr, "draw:", err)
		os.Exit(1)
	}
	if len(os.Args) > 1 && os.Args[1] == "-areas" {
		for _, u := range units {
			fmt.Printf("%s %-24s %6.1f km² (official %.2f)\n", u.code, u.name, size(u), u.km2)
		}
		return
	}
	out := bufio.NewWriter(os.Stdout)
	write(out)
	if err := out.Flush(); err != nil {
		fmt.Fprintln(os.Stderr, "draw:", err)
		os.Exit(1)
	}
}

// check walks every line of the drawing: each must be used at most once per
// direction, and the lines used only once must close to one outer ring.
func check(units []shape) error {
	seen := map[[2]string]string{}
	for _, u := range units {
		ring := strings.Fields(u.ring)
		for i, from := range ring {
			to := ring[(i+1)%len(ring)]
			if _, ok := points[from]; !ok {
				return fmt.Errorf("%s: no point named %s", u.code, from)
			}
			if other, ok := seen[[2]string{from, to}]; ok {
				return fmt.Errorf("%s and %s both run from %s to %s", other, u.code, from, to)
			}
			seen[[2]string{from, to}] = u.code
		}
		if size(u) <= 0 {
			return fmt.Errorf("%s: the ring does not run counter-clockwise", u.code)
		}
	}
	next, start := map[string]string{}, ""
	for line := range seen {
		if _, shared := seen[[2]string{line[1], line[0]}]; shared {
			continue
		}
		if other, ok := next[line[0]]; ok {
			return fmt.Errorf("the outline leaves %s twice: to %s and to %s", line[0], other, line[1])
		}
		next[line[0]], start = line[1], line[0]
	}
	steps, at := 0, start
	for {
		at = next[at]
		steps++
		if at == "" {
			return fmt.Errorf("the outline is not closed")
		}
		if at == start {
			break
		}
	}
	if steps != len(next) {
		return fmt.Errorf("the drawing has a hole or a second part: outline of %d lines, %d lines lie outside", steps, len(next))
	}
	return nil
}

// size is the ring's area in km² by the shoelace formula on the grid.
func size(u shape) float64 {
	ring := strings.Fields(u.ring)
	sum := 0.0
	for i := range ring {
		a, b := points[ring[i]], points[ring[(i+1)%len(ring)]]
		sum += a[0]*b[1] - b[0]*a[1]
	}
	return sum / 2
}

// place turns grid kilometres into degrees. One degree of longitude is
// 111.32·cos(20.96°) km in the middle of the province.
func place(p [2]float64) (lon, lat float64) {
	lon = west + p[0]/(111.32*math.Cos(20.96*math.Pi/180))
	lat = south + p[1]/110.72
	return math.Round(lon*1e5) / 1e5, math.Round(lat*1e5) / 1e5
}

func write(out *bufio.Writer) {
	fmt.Fprintln(out, `{"type":"FeatureCollection","features":[`)
	for i, u := range units {
		fmt.Fprintf(out, `{"type":"Feature","properties":{"code":%q,"name":%q,"kind":%q,"schematic":true,"source":"Sơ đồ do dự án vẽ"},`, u.code, u.name, u.kind)
		fmt.Fprint(out, `"geometry":{"type":"Polygon","coordinates":[[`)
		ring := strings.Fields(u.ring)
		for n := 0; n <= len(ring); n++ {
			if n > 0 {
				fmt.Fprint(out, ",")
			}
			lon, lat := place(points[ring[n%len(ring)]])
			fmt.Fprintf(out, "[%.5f,%.5f]", lon, lat)
		}
		fmt.Fprint(out, `]]}}`)
		if i < len(units)-1 {
			fmt.Fprint(out, ",")
		}
		fmt.Fprintln(out)
	}
	fmt.Fprintln(out, `]}`)
}

package portal

import (
	"context"
	"encoding/json"
	"fmt"
	"html/template"
	"math"
	"net/http"
	"strconv"
	"strings"

	"thanhdong/ground/area"
	"thanhdong/ground/db"
	"thanhdong/ground/text"
)

// sketch is a map without a map's machinery: the outlines of what lies below the province, drawn by the server, and numbered pins
// that bear the numbers of the list beside it.
type sketch struct {
	Width, Height int
	Paths         []template.HTMLAttr // the d of each outline
	Names         []text.L            // of what each is
	Pins          []pin
	Without       int // rows whose place is not told

	west, north, scale, squeeze float64
}

type pin struct {
	X, Y float64
	N    int // as in the list
}

const sketchWidth = 640

// readOutline draws the outlines once for all readers.
func (p *Portal) readOutline(ctx context.Context) (s sketch, err error) {
	var list []area.Outlined
	err = p.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err = area.Simplified(ctx, tx, "", area.Tolerance(9))
		return err
	})
	if err != nil || len(list) == 0 {
		return s, err
	}
	var shapes [][][][2]float64
	var names []text.L
	west, south, east, north := 180.0, 90.0, -180.0, -90.0
	for _, o := range list {
		if strings.Count(strings.Trim(o.Area.Path, "/"), "/") != 1 { // districts, or communes where there are no districts
			continue
		}
		rings := ringsOf(o.Boundary.Geometry)
		for _, ring := range rings {
			for _, at := range ring {
				west, east, south, north = min(west, at[0]), max(east, at[0]), min(south, at[1]), max(north, at[1])
			}
		}
		shapes, names = append(shapes, rings), append(names, o.Area.Name)
	}
	if len(shapes) == 0 || east <= west || north <= south {
		return s, nil
	}
	s.Names = names
	s.squeeze = math.Cos((north + south) / 2 * math.Pi / 180)
	s.west, s.north, s.scale = west, north, (sketchWidth-20)/((east-west)*s.squeeze)
	s.Width, s.Height = sketchWidth, int((north-south)*s.scale)+20
	for _, rings := range shapes {
		var d strings.Builder
		for _, ring := range rings {
			for i, at := range ring {
				x, y := s.at(at[0], at[1])
				d.WriteString(string("ML"[min(i, 1)]) + number(x) + " " + number(y))
			}
			d.WriteString("Z")
		}
		s.Paths = append(s.Paths, template.HTMLAttr(`d="`+d.String()+`"`))
	}
	return s, nil
}

// at is where a place lies on the sketch.
func (s sketch) at(lon, lat float64) (x, y float64) {
	return (lon-s.west)*s.squeeze*s.scale + 10, (s.north-lat)*s.scale + 10
}

func number(v float64) string { return strconv.FormatFloat(math.Round(v*10)/10, 'f', -1, 64) }

// drawing is the sketch for who puts a pin on it: x = (lon − west) × across + 10, y = (north − lat) × down + 10, lines as in the d of an SVG path.
type drawing struct {
	Width  int        `json:"width"`
	Height int        `json:"height"`
	West   float64    `json:"west"`
	North  float64    `json:"north"`
	Across float64    `json:"across"`
	Down   float64    `json:"down"`
	Areas  []outlined `json:"areas"`
}

type outlined struct {
	Name string `json:"name"`
	D    string `json:"d"`
}

// sketchFile answers GET /report/sketch, for the form's pin. It is fetched when somebody wants to put one, and not before.
func (p *Portal) sketchFile(w http.ResponseWriter, r *http.Request) error {
	s, err := p.outline.get(r.Context(), p.DB.Now())
	if err != nil {
		return err
	}
	g := drawing{Width: s.Width, Height: s.Height, West: s.west, North: s.north, Across: s.squeeze * s.scale, Down: s.scale, Areas: []outlined{}}
	for i, path := range s.Paths {
		g.Areas = append(g.Areas, outlined{s.Names[i].In(langOf(r)), strings.TrimSuffix(strings.TrimPrefix(string(path), `d="`), `"`)})
	}
	b, err := json.Marshal(g)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "private, max-age=3600")
	give(w, r, http.StatusOK, asset{kind: "application/json", plain: b, zip: quickly(b)})
	return nil
}

// with gives the sketch with the pins of a list; nil where there is nothing to draw on.
func (s sketch) with(rows []listed) *sketch {
	if len(s.Paths) == 0 {
		return nil
	}
	for i, r := range rows {
		if r.Lon == nil || r.Lat == nil {
			s.Without++
			continue
		}
		x, y := s.at(*r.Lon, *r.Lat)
		if x < 0 || y < 0 || x > float64(s.Width) || y > float64(s.Height) {
			s.Without++
			continue
		}
		s.Pins = append(s.Pins, pin{math.Round(x), math.Round(y), i + 1})
	}
	return &s
}

// Box is the viewBox.
func (s sketch) Box() string { return fmt.Sprintf("0 0 %d %d", s.Width, s.Height) }

// ringsOf gives the outer and inner rings of a polygon or of several.
func ringsOf(geometry json.RawMessage) (rings [][][2]float64) {
	var g struct {
		Type        string
		Coordinates json.RawMessage
	}
	if json.Unmarshal(geometry, &g) != nil {
		return nil
	}
	if g.Type == "Polygon" {
		_ = json.Unmarshal(g.Coordinates, &rings) // boundaries are checked when they come in
		return rings
	}
	var many [][][][2]float64
	_ = json.Unmarshal(g.Coordinates, &many)
	for _, one := range many {
		rings = append(rings, one...)
	}
	return rings
}

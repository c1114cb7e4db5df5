package pack

import (
	"encoding/json"
	"fmt"

	"github.com/peterstace/simplefeatures/geom"

	"thanhdong/ground/text"
)

// Boundary is one feature of boundaries.geojson: the outline of an area.
type Boundary struct {
	Code      string   `json:"code"`
	Name      string   `json:"name"`
	Kind      string   `json:"kind"`
	Schematic bool     `json:"schematic"` // a drawing, not a survey: the map says so
	Source    string   `json:"source"`
	Mark      string   `json:"mark"`
	From      text.Day `json:"from"`
	To        text.Day `json:"to"`

	Geometry json.RawMessage `json:"geometry,omitempty"` // GeoJSON, WGS 84
	shape    geom.Geometry
	err      error
}

func takeBoundaries(p *Pack, d *doc) error {
	var file struct {
		Features []struct {
			Properties Boundary        `json:"properties"`
			Geometry   json.RawMessage `json:"geometry"`
		} `json:"features"`
	}
	if err := json.Unmarshal(d.raw, &file); err != nil {
		return err
	}
	for i, f := range file.Features {
		b := f.Properties
		b.Geometry = f.Geometry
		// A ring that crosses itself is told by Check, together with all else.
		b.shape, b.err = geom.UnmarshalGeoJSON(f.Geometry)
		key := "boundaries " + b.Code
		if _, taken := p.place[key]; taken {
			p.twice = append(p.twice, twice{"boundaries", b.Code, at{d.file, 0}})
		}
		p.place[key] = at{fmt.Sprintf("%s#%d", d.file, i+1), 0}
		p.Boundaries = append(p.Boundaries, b)
	}
	return nil
}

// Holds says whether the outline holds a place.
func (b Boundary) Holds(lon, lat float64) bool {
	if b.err != nil {
		return false
	}
	point := geom.XY{X: lon, Y: lat}.AsPoint().AsGeometry()
	inside, err := geom.Contains(b.shape, point)
	return err == nil && inside
}

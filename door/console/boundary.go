package console

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"thanhdong/door/wire"
	"thanhdong/ground/area"
	"thanhdong/ground/text"
)

// Collection is a GeoJSON FeatureCollection, RFC 7946.
type Collection struct {
	Type     string    `json:"type" enum:"FeatureCollection"`
	Features []Feature `json:"features"`
}

// Feature is the boundary of an area.
type Feature struct {
	Type       string          `json:"type" enum:"Feature"`
	Properties Outline         `json:"properties"`
	Geometry   json.RawMessage `json:"geometry"`
}

// Outline says what the boundary is, and how far it can be trusted.
type Outline struct {
	Code      string `json:"code"`
	Name      string `json:"name"`
	Kind      string `json:"kind"`
	Parent    string `json:"parent"`
	Schematic bool   `json:"schematic" doc:"Drawn for orientation, not fit for measuring"`
	Source    string `json:"source"`
}

type boundaryQuery struct {
	On    string `query:"on" format:"date" doc:"The day whose frame is asked for; today when missing"`
	Zoom  int    `query:"zoom" minimum:"0" maximum:"22" default:"22" doc:"Zoom of the web map that draws them: no point is moved by more than half a pixel there. From 15 on, and when missing, the boundaries are whole"`
	Known string `header:"If-None-Match"`
}

// boundaryOut is a collection that a browser may keep, as long as it asks whether
// it still holds: boundaries are large and change once in years.
type boundaryOut struct {
	Status       int
	ETag         string `header:"ETag"`
	CacheControl string `header:"Cache-Control"`
	Vary         string `header:"Vary"`
	Body         Collection
}

func (c *Console) boundaryList(ctx context.Context, in *boundaryQuery) (*boundaryOut, error) {
	o, err := say(ctx, c, func(ctx context.Context, s *speaker) (Collection, error) {
		list, err := area.Simplified(ctx, s.tx, text.Day(in.On), area.Tolerance(in.Zoom))
		return Collection{Type: "FeatureCollection", Features: wire.Map(list, func(o area.Outlined) Feature {
			return Feature{Type: "Feature", Geometry: o.Boundary.Geometry, Properties: Outline{
				Code: o.Area.Code, Name: o.Area.Name.In(s.lang), Kind: o.Area.Kind, Parent: o.Area.Parent, Schematic: o.Boundary.Schematic, Source: o.Boundary.Source,
			}}
		})}, err
	})
	if err != nil {
		return nil, err
	}
	b, err := json.Marshal(o.Body)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(b)
	// Weak: it names what is said, whether it travels compressed or not.
	a := &boundaryOut{Status: http.StatusOK, ETag: `W/"` + hex.EncodeToString(sum[:12]) + `"`, CacheControl: "private, no-cache", Vary: "Cookie, Authorization, Accept-Language", Body: o.Body}
	if strings.Contains(in.Known, a.ETag) {
		a.Status = http.StatusNotModified
	}
	return a, nil
}

func (c *Console) addBoundaries() {
	a := asked{method: http.MethodGet, path: "/boundaries", id: "boundary-list", summary: "Boundaries of areas, GeoJSON"}
	op := c.operation(a)
	op.Responses["304"] = &huma.Response{Description: "Still as it was"}
	addOperation(c, a, op, c.boundaryList)
}

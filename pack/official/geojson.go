package official

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/peterstace/simplefeatures/geom"

	"thanhdong/ground/area"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// maxPoints is how many points a boundary file may have: 25 times what 114 communes need at full
// detail. Beyond it a file is no boundary file, and comparing all its areas would take hours. A
// variable, like maxBytes, because a test does not wait for two million.
var maxPoints = 2_000_000

const maxFeatures = 20_000

// feature is one area's outline as the file has it.
type feature struct {
	code, name string
	from, to   text.Day
	schematic  bool
	source     string
	polys      [][][]geom.XY
	empty      []geom.XY     // where rings were that enclosed nothing
	shape      geom.Geometry // valid when the whole file is
	km2        float64
	raw        json.RawMessage
}

// where names a feature in a fault: its number in the file and its code.
func where(i int, code string) string { return fmt.Sprintf("features/%d (%s)", i, code) }

// scanner walks through the tokens of a file, so that its length does not matter.
type scanner struct {
	d      *json.Decoder
	points int
	crs    string
}

var errShape = errors.New("the file does not have the form of GeoJSON")

// readFeatures reads a FeatureCollection and checks what its shapes show by themselves.
func readFeatures(r io.Reader) ([]feature, error) {
	s := &scanner{d: json.NewDecoder(r)}
	features, err := s.collection()
	var f *fault.Error
	switch {
	case errors.As(err, &f):
		return nil, f
	case err != nil:
		return nil, fault.Fields("official.refused", fault.At("file", "official.bad_geojson", "byte", s.d.InputOffset())).With(err)
	case len(features) == 0:
		return nil, refuse("official.empty")
	}
	if err := checkCRS(s.crs, features); err != nil {
		return nil, err
	}
	return features, checkShapes(features)
}

func (s *scanner) collection() (features []feature, err error) {
	var kind string
	err = s.object(func(key string) error {
		switch key {
		case "type":
			return s.d.Decode(&kind)
		case "crs":
			var c struct {
				Properties struct{ Name, Href string }
			}
			err := s.d.Decode(&c)
			s.crs = c.Properties.Name + c.Properties.Href
			return err
		case "features":
			return s.array(func() error {
				f, err := s.feature()
				if features = append(features, f); err == nil && len(features) > maxFeatures {
					return refuse("official.too_many_rows", "max", maxFeatures)
				}
				return err
			})
		}
		return s.skip()
	})
	if err == nil && kind != "FeatureCollection" {
		err = refuse("official.no_collection")
	}
	return features, err
}

func (s *scanner) feature() (f feature, err error) {
	var id any
	err = s.object(func(key string) error {
		switch key {
		case "id":
			return s.d.Decode(&id)
		case "properties":
			var p map[string]any
			if err := s.d.Decode(&p); err != nil {
				return err
			}
			f.describe(p)
			return nil
		case "geometry":
			return s.geometry(&f)
		}
		return s.skip()
	})
	if f.code == "" && id != nil {
		f.code = word(id)
	}
	return f, err
}

// describe takes what is known of the properties; their names are those of tables.
func (f *feature) describe(p map[string]any) {
	for k, v := range p {
		s := word(v)
		switch heading(k) {
		case "code":
			f.code = s
		case "name":
			f.name = s
		case "from":
			f.from = text.Day(s)
		case "to":
			f.to = text.Day(s)
		case "source":
			f.source = s
		case "schematic":
			f.schematic = v == true
		}
	}
}

func word(v any) string {
	switch v := v.(type) {
	case string:
		return strings.TrimSpace(v)
	case float64:
		return strings.TrimSuffix(fmt.Sprintf("%.0f", v), ".0")
	}
	return ""
}

func (s *scanner) geometry(f *feature) error {
	t, err := s.d.Token()
	if err != nil || t == nil {
		return err
	}
	if t != json.Delim('{') {
		return errShape
	}
	var kind string
	var v value
	err = s.members(func(key string) (err error) {
		switch key {
		case "type":
			return s.d.Decode(&kind)
		case "coordinates":
			t, err := s.d.Token()
			if err != nil {
				return err
			}
			if t != json.Delim('[') {
				return errShape
			}
			v, err = s.coordinates(1)
			return err
		}
		return s.skip()
	})
	switch {
	case err != nil:
		return err
	case kind == "Polygon" && v.poly != nil:
		f.polys = [][][]geom.XY{v.poly}
	case kind == "MultiPolygon" && v.multi != nil:
		f.polys = v.multi
	}
	return nil
}

// value is a nest of coordinate arrays: of the fields the one of its depth is set.
type value struct {
	pos   *geom.XY
	ring  []geom.XY
	poly  [][]geom.XY
	multi [][][]geom.XY
}

// coordinates reads one array whose opening bracket was read.
func (s *scanner) coordinates(depth int) (v value, err error) {
	if depth > 5 {
		return v, errShape
	}
	var numbers []float64
	for s.d.More() {
		t, err := s.d.Token()
		if err != nil {
			return v, err
		}
		switch t := t.(type) {
		case float64:
			if numbers = append(numbers, t); len(numbers) > 4 {
				return v, errShape
			}
		case json.Delim:
			if t != '[' || numbers != nil {
				return v, errShape
			}
			in, err := s.coordinates(depth + 1)
			if err != nil {
				return v, err
			}
			switch {
			case in.pos != nil:
				v.ring = append(v.ring, *in.pos)
			case in.ring != nil:
				v.poly = append(v.poly, in.ring)
			case in.poly != nil:
				v.multi = append(v.multi, in.poly)
			default:
				return v, errShape
			}
		default:
			return v, errShape
		}
	}
	if _, err := s.d.Token(); err != nil {
		return v, err
	}
	if numbers != nil {
		if len(numbers) < 2 {
			return v, errShape
		}
		if s.points++; s.points > maxPoints {
			return v, fault.New(fault.TooLarge, "official.too_many_points", "max", maxPoints)
		}
		v.pos = &geom.XY{X: numbers[0], Y: numbers[1]}
	}
	return v, nil
}

// object reads an object whose opening brace was not read yet; array an array.
func (s *scanner) object(member func(key string) error) error {
	if t, err := s.d.Token(); err != nil || t != json.Delim('{') {
		return errors.Join(err, errShape)
	}
	return s.members(member)
}

func (s *scanner) members(member func(key string) error) error {
	for s.d.More() {
		t, err := s.d.Token()
		if err != nil {
			return err
		}
		key, ok := t.(string)
		if !ok {
			return errShape
		}
		if err := member(key); err != nil {
			return err
		}
	}
	_, err := s.d.Token()
	return err
}

func (s *scanner) array(item func() error) error {
	if t, err := s.d.Token(); err != nil || t != json.Delim('[') {
		return errors.Join(err, errShape)
	}
	for s.d.More() {
		if err := item(); err != nil {
			return err
		}
	}
	_, err := s.d.Token()
	return err
}

// skip passes over a value of any size without keeping it.
func (s *scanner) skip() error {
	for depth := 0; ; {
		t, err := s.d.Token()
		if err != nil {
			return err
		}
		switch t {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth == 0 {
			return nil
		}
	}
}

// boundary is the feature as the room area keeps it.
func (f feature) boundary(source string) area.Boundary {
	if f.source != "" {
		source = f.source
	}
	return area.Boundary{Code: f.code, From: f.from, To: f.to, Schematic: f.schematic, Source: source, Geometry: f.raw}
}

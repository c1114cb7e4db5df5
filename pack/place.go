package pack

import (
	"context"

	"thanhdong/ground/db"
	"thanhdong/ground/text"
	"thanhdong/serve/place"
)

// Place is a row of the part places: a public place and what is known of how accessible it is.
type Place struct {
	Code    string      `yaml:"code"`
	Kind    string      `yaml:"kind"`
	Name    text.L      `yaml:"name"`
	Address text.L      `yaml:"address"`
	Lon     float64     `yaml:"lon"`
	Lat     float64     `yaml:"lat"`
	Area    string      `yaml:"area"`
	Owner   string      `yaml:"owner"`
	Facts   []PlaceFact `yaml:"facts"`
	Recheck int         `yaml:"recheck"`
	Sample  bool        `yaml:"-"`
	Basis   string      `yaml:"basis"`
	Mark    string      `yaml:"mark"`
}

// PlaceFact is one thing that somebody saw; what is left out is not known.
type PlaceFact struct {
	What string   `yaml:"what"`
	Is   string   `yaml:"is"`
	CM   int      `yaml:"cm"`
	Seen text.Day `yaml:"seen"`
	By   text.L   `yaml:"by"`
}

func takePlaces(p *Pack, d *doc) error {
	var file struct {
		Sample  bool    `yaml:"sample"`
		Mark    string  `yaml:"mark"`
		Basis   string  `yaml:"basis"`
		Recheck int     `yaml:"recheck"`
		By      text.L  `yaml:"by"`
		Places  []Place `yaml:"places"`
	}
	err := d.decode(&file)
	for i, s := range file.Places {
		s.Mark, s.Basis, s.Sample = or(s.Mark, file.Mark), or(s.Basis, file.Basis), file.Sample
		if s.Recheck == 0 {
			s.Recheck = file.Recheck
		}
		for j := range s.Facts {
			if s.Facts[j].By.Empty() {
				s.Facts[j].By = file.By
			}
		}
		p.note("places", s.Code, d, "places", i)
		p.Places = append(p.Places, s)
	}
	return err
}

func (s Place) stored() place.Place {
	p := place.Place{Code: s.Code, Kind: s.Kind, Name: s.Name, Address: s.Address, Lon: s.Lon, Lat: s.Lat, Area: s.Area, Unit: s.Owner, Recheck: s.Recheck, Sample: s.Sample, Basis: s.Basis, Mark: s.Mark}
	for _, f := range s.Facts {
		p.Facts = append(p.Facts, place.Fact(f))
	}
	return p
}

func (s Place) put(ctx context.Context, tx *db.Tx) error { return place.Put(ctx, tx, s.stored()) }

// publicPlaces holds each place against the units, areas and outlines that the pack, or one that it needs, brings.
func (c *checker) publicPlaces() {
	for _, s := range c.p.Places {
		row := "places " + s.Code
		c.unit(row, s.Owner)
		c.area(row, s.Area)
		if b, ok := c.w.outlines[s.Area]; ok && !b.Holds(s.Lon, s.Lat) {
			c.fail(row, "pack.outside_area", "area", s.Area)
		}
		c.because(row, s.stored().Validate())
	}
}

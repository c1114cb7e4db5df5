package official

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"thanhdong/ground/area"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/unit"
	"thanhdong/sense/entity"
)

type stationRow struct {
	entity.Entity
	kind       string
	parameters []string
	where      string
}

func readStations(t *table) ([]stationRow, error) {
	faults := t.need("code", "name", "type", "owner", "lon", "lat")
	if len(faults) > 0 {
		return nil, fault.Fields("official.refused", faults...)
	}
	var rows []stationRow
	seen := map[string]string{}
	for _, rec := range t.rows {
		r := reader{t, rec, &faults}
		e := entity.Entity{Type: entity.Station, Code: r.str("code"), Name: r.name(), Unit: r.str("owner"), Area: r.str("area"), Feeds: r.list("feeds")}
		row := stationRow{kind: r.str("type"), parameters: r.list("parameters"), where: fmt.Sprintf("line %d", rec.line)}
		if e.Code == "" {
			r.fail("code", "official.no_code")
		} else if other, twice := seen[e.Code]; twice {
			r.fail("code", "official.row_twice", "code", e.Code, "other", other)
		}
		seen[e.Code] = row.where
		if r.str("lon") == "" || r.str("lat") == "" {
			r.fail("lon", "official.no_place", "code", e.Code)
		} else if e.Lon, e.Lat = r.number("lon"), r.number("lat"); checkPlace(e.Lon, e.Lat) != "" {
			r.fail("lon", checkPlace(e.Lon, e.Lat), "x", r.str("lon"), "y", r.str("lat"))
		}
		row.Entity = e
		rows = append(rows, row)
	}
	if len(faults) > 0 {
		return nil, fault.Fields("official.refused", faults...)
	}
	if len(rows) == 0 {
		return nil, refuse("official.empty")
	}
	return rows, nil
}

// planStations holds the stations against units, areas, boundaries and feeds of today. A station whose
// area is not written stands where its place is; where it is written and the boundary is official, the
// two must agree or a person is told.
func (o *Official) planStations(ctx context.Context, tx *db.Tx, f *File, p *Plan) (writer, []fault.Field, error) {
	var faults []fault.Field
	feeds, err := o.rooms.Feeds.List(ctx)
	if err != nil {
		return nil, nil, err
	}
	var puts []entity.Entity
	for _, r := range f.stations {
		fail := func(column, key string, kv ...any) { faults = append(faults, fault.At(r.where+"/"+column, key, kv...)) }
		if _, err := unit.ByCode(ctx, tx, r.Unit, ""); fault.Is(err, fault.NotFound) {
			fail("owner", "entity.unknown_unit", "unit", r.Unit)
		} else if err != nil {
			return nil, nil, err
		}
		for _, code := range r.Feeds {
			known := false
			for _, x := range feeds {
				known = known || x.Code == code
			}
			if !known {
				fail("feeds", "official.no_feed", "feed", code)
			}
		}
		found, schematic, err := area.At(ctx, tx, r.Lon, r.Lat, "")
		nowhere := fault.Is(err, fault.NotFound)
		if err != nil && !nowhere {
			return nil, nil, err
		}
		switch {
		case r.Area == "" && nowhere:
			fail("area", "official.no_area_there", "code", r.Code)
		case r.Area == "":
			r.Area = found.Code
			if schematic {
				p.warn("official.area_by_schematic", "code", r.Code, "area", found.Name)
			}
		default:
			stated, err := area.ByCode(ctx, tx, r.Area, "")
			switch {
			case fault.Is(err, fault.NotFound):
				fail("area", "entity.unknown_area", "area", r.Area)
			case err != nil:
				return nil, nil, err
			case !nowhere && !schematic && !within(stated, found):
				p.warn("official.outside_area", "code", r.Code, "area", stated.Name, "other", found.Name)
			}
		}
		e, err := p.station(ctx, tx, r)
		if err != nil {
			return nil, nil, err
		}
		puts = append(puts, e)
	}
	return func(ctx context.Context, _ *db.Tx) error {
		for _, e := range puts {
			if _, _, err := o.rooms.Entities.Put(ctx, e); err != nil {
				return err
			}
		}
		return nil
	}, faults, nil
}

// within says whether one of two areas holds the other: a place may be known more exactly than the
// list, or less.
func within(a, b area.Area) bool {
	short, long := a.Path, b.Path
	if len(short) > len(long) {
		short, long = long, short
	}
	return len(short) > 0 && long[:len(short)] == short
}

// station tells what becomes of one station. What is known of it besides stays.
func (p *Plan) station(ctx context.Context, tx *db.Tx, r stationRow) (entity.Entity, error) {
	e := r.Entity
	e.Name.EN = or(e.Name.EN, e.Name.VI)
	e.Attrs = map[string]any{}
	old, err := entity.Find(ctx, tx, e.Type, e.Code)
	isNew := fault.Is(err, fault.NotFound)
	if err != nil && !isNew {
		return e, err
	}
	maps.Copy(e.Attrs, old.Attrs)
	e.Attrs["station_type"], e.Attrs["parameters"] = r.kind, r.parameters
	what := []any{"code", e.Code, "name", e.Name, "area", e.Area, "owner", e.Unit}
	switch {
	case isNew:
		p.change("official.station_added", what...)
	case old.Name == e.Name && old.Unit == e.Unit && old.Area == e.Area && old.Lon == e.Lon && old.Lat == e.Lat && !old.Sample &&
		slices.Equal(old.Feeds, e.Feeds) && asJSON(old.Attrs) == asJSON(e.Attrs):
		p.Same++
	default:
		p.change("official.station_changed", what...)
	}
	return e, nil
}

func asJSON(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(raw)
}

package entity

import (
	"context"
	"encoding/json"
	"fmt"

	"thanhdong/ground/area"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
)

// ChangedKind is the kind of the event of this room.
const ChangedKind = "entity.Changed"

// Changed is its body.
type Changed struct {
	ID   string `json:"id"`
	Type string `json:"type"`
	Code string `json:"code"`
}

// Put saves an entity under its type and code: a new one gets an id, a known one
// is changed. Saving the same again changes nothing and leaves no trace. The
// error is [fault.Invalid] with all faults, among them an unknown unit or area.
func (s *Entities) Put(ctx context.Context, e Entity) (saved Entity, changed bool, err error) {
	err = s.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		saved, changed, err = put(ctx, tx, e)
		return err
	})
	if err != nil {
		return Entity{}, false, fmt.Errorf("put %s %s: %w", e.Type, e.Code, err)
	}
	return saved, changed, nil
}

func put(ctx context.Context, tx *db.Tx, e Entity) (Entity, bool, error) {
	if err := e.Validate(); err != nil {
		return e, false, err
	}
	if err := e.place(ctx, tx); err != nil {
		return e, false, err
	}
	if e.Feeds == nil {
		e.Feeds = []string{}
	}
	if e.Attrs == nil {
		e.Attrs = map[string]any{}
	}
	old, err := Find(ctx, tx, e.Type, e.Code)
	switch {
	case fault.Is(err, fault.NotFound):
		e.ID = tx.NewID("ent")
	case err != nil:
		return e, false, err
	default:
		e.ID = old.ID
		if same(old, e) {
			return old, false, nil
		}
	}
	return e, true, write(ctx, tx, e)
}

// write stores an entity with its paths and tells it.
func write(ctx context.Context, tx *db.Tx, e Entity) error {
	feeds, err := json.Marshal(e.Feeds)
	if err != nil {
		return err
	}
	attrs, err := json.Marshal(e.Attrs)
	if err != nil {
		return fault.Fields("entity.bad_entity", fault.At("attrs", "entity.bad_attrs")).With(err)
	}
	sample := 0
	if e.Sample {
		sample = 1
	}
	now := db.Micros(tx.Now())
	search := text.SearchKey(e.Code + " " + e.Name.VI + " " + e.Name.EN)
	if _, err := tx.Exec(ctx, `INSERT INTO entity (id, type, code, name, name_en, search, unit, unit_path, area, area_path, lon, lat, feeds, attrs, sample, created, changed)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (type, code) DO UPDATE SET name = excluded.name, name_en = excluded.name_en, search = excluded.search,
		unit = excluded.unit, unit_path = excluded.unit_path, area = excluded.area, area_path = excluded.area_path,
		lon = excluded.lon, lat = excluded.lat, feeds = excluded.feeds, attrs = excluded.attrs, sample = excluded.sample, changed = excluded.changed`,
		e.ID, e.Type, e.Code, e.Name.VI, e.Name.EN, search, e.Unit, e.UnitPath, e.Area, e.AreaPath, e.Lon, e.Lat,
		string(feeds), string(attrs), sample, now, now); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE entity_version SET n = n + 1 WHERE id = 1`); err != nil {
		return err
	}
	if err := bus.Record(ctx, tx, ChangedKind, e.ID, Changed{e.ID, e.Type, e.Code}); err != nil {
		return err
	}
	return ledger.Write(ctx, tx, ledger.Entry{Verb: "entity.put", Subject: e.ID, UnitPath: e.UnitPath, AreaPath: e.AreaPath, Payload: e})
}

// place materialises the paths of unit and area as they are today.
func (e *Entity) place(ctx context.Context, tx *db.Tx) error {
	var fs []fault.Field
	on := text.DayOf(tx.Now())
	u, err := unit.ByCode(ctx, tx, e.Unit, on)
	switch {
	case fault.Is(err, fault.NotFound):
		fs = append(fs, fault.At("unit", "entity.unknown_unit", "unit", e.Unit))
	case err != nil:
		return err
	}
	a, err := area.ByCode(ctx, tx, e.Area, on)
	switch {
	case fault.Is(err, fault.NotFound):
		fs = append(fs, fault.At("area", "entity.unknown_area", "area", e.Area))
	case err != nil:
		return err
	}
	if len(fs) > 0 {
		return fault.Fields("entity.bad_entity", fs...)
	}
	e.UnitPath, e.AreaPath = u.Path, a.Path
	return nil
}

// same compares in the stored form, because that is what a reader gets back.
func same(a, b Entity) bool {
	x, err1 := json.Marshal(a)
	y, err2 := json.Marshal(b)
	return err1 == nil && err2 == nil && string(x) == string(y)
}

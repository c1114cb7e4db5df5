// Package entitytest puts stations into a test's store without the rooms that
// would know their unit and area: tests of series and feeds need only the paths.
package entitytest

import (
	"context"
	"encoding/json"
	"testing"

	"thanhdong/ground/db"
	"thanhdong/ground/text"
	"thanhdong/sense/entity"
)

// Station puts a station of the first sample district that the feeds may speak
// for, and gives it.
func Station(t testing.TB, d *db.DB, code string, feeds ...string) entity.Entity {
	t.Helper()
	return Put(t, d, entity.Entity{
		Type: entity.Station, Code: code, Name: text.L{VI: "Trạm " + code, EN: "Station " + code}, Unit: "H23.STNMT", UnitPath: "/H23/H23.STNMT/",
		Area: "288", AreaPath: "/30/288/", Lon: 106.33, Lat: 20.94, Feeds: feeds, Sample: true,
	})
}

// Put puts any entity as it is.
func Put(t testing.TB, d *db.DB, e entity.Entity) entity.Entity {
	t.Helper()
	if e.Feeds == nil {
		e.Feeds = []string{}
	}
	feeds, err := json.Marshal(e.Feeds)
	if err != nil {
		t.Fatal(err)
	}
	err = d.Do(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		e.ID = tx.NewID("ent")
		_, err := tx.Exec(ctx, `INSERT INTO entity (id, type, code, name, name_en, search, unit, unit_path, area, area_path, lon, lat, feeds, attrs, sample, created, changed)
			VALUES (?, ?, ?, ?, ?, '', ?, ?, ?, ?, ?, ?, ?, '{}', 1, 0, 0)`,
			e.ID, e.Type, e.Code, e.Name.VI, e.Name.EN, e.Unit, e.UnitPath, e.Area, e.AreaPath, e.Lon, e.Lat, string(feeds))
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE entity_version SET n = n + 1`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

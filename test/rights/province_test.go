package rights

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strconv"
	"sync"
	"testing"
	"time"

	"thanhdong/ground/account"
	"thanhdong/ground/actor"
	"thanhdong/ground/area"
	"thanhdong/ground/db"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
	"thanhdong/test/town"
)

// thing is what a scope holds of each kind.
type thing struct {
	area, unit, station, feed, account string
	alert, number, incident, work, sha string
}

// helpers are the preparing persons, by town and role: two towns are walked at once.
var helpers sync.Map

type helper struct {
	w    *town.Town
	role actor.Role
}

// everywhere is a person who reaches all four scopes in a role.
func everywhere(w *town.Town, role actor.Role) *town.Client {
	if c, ok := helpers.Load(helper{w, role}); ok {
		return c.(*town.Client)
	}
	c := w.Granted("mọi phạm vi, "+string(role), "H23", account.Given{Role: role, Unit: "H23", Area: "30"}, account.Given{Role: role, Unit: "H23", Area: "31"})
	helpers.Store(helper{w, role}, c)
	return c
}

// boss prepares things.
func boss(w *town.Town) *town.Client { return everywhere(w, actor.ShiftLeader) }

// prepare makes four things of each kind.
func prepare(t *testing.T, w *town.Town) []thing {
	t.Helper()
	things := []thing{
		{area: "288", unit: "H23.STNMT", station: "S_OWN", feed: "r-own"},
		{area: "288", unit: "H23.STNMT.TTQT", station: "S_SUB", feed: "r-sub"},
		{area: "288", unit: "H23.SYT", station: "S_OTHER", feed: "r-other"},
		{area: "31", unit: "H23.STNMT.TTK", station: "S_AREA", feed: "r-area"},
	}
	renamed(t, w, things)
	// Three parameters of one station raise alerts of three owners.
	measure(t, w, things, "500", "150")
	b := boss(w)
	w.Until("four alerts have their incidents", func() bool {
		var all struct {
			Items []struct {
				ID       string
				Number   string
				Rule     struct{ Code string }
				Station  struct{ Code string }
				Incident *struct{ ID string }
			}
		}
		b.Get("/alerts").OK(&all)
		ready := 0
		for _, a := range all.Items {
			if a.Incident == nil {
				continue
			}
			at := map[string]int{"R-OWN S_OWN": 0, "R-SUB S_OWN": 1, "R-OTHER S_OWN": 2, "R-OWN S_AREA": 3}
			if i, ok := at[a.Rule.Code+" "+a.Station.Code]; ok {
				things[i].alert, things[i].number, things[i].incident = a.ID, a.Number, a.Incident.ID
				ready++
			}
		}
		return ready == len(things)
	})
	for i := range things {
		x := &things[i]
		var incident struct{ Work struct{ ID string } }
		b.Get("/incidents/" + x.incident).OK(&incident)
		x.work = incident.Work.ID
		var evidence struct{ SHA string }
		b.Upload(x.work, "ảnh.png", picture(t, i), "").OK(&evidence)
		x.sha = evidence.SHA
		id, err := w.App.Accounts.Add(w.System(), account.New{Name: "người " + x.station, Unit: x.unit, Role: actor.Clerk, Area: x.area, Password: town.Password})
		if err != nil {
			t.Fatal(err)
		}
		x.account = id
	}
	w.Clock.Advance(7 * 24 * time.Hour) // everything is late by now
	w.Quiet()
	return things
}

// renamed gives every area and unit of the things another name, so that there is a change to be seen.
func renamed(t *testing.T, w *town.Town, things []thing) {
	t.Helper()
	err := w.App.DB.Do(w.System(), func(ctx context.Context, tx *db.Tx) error {
		done := map[string]bool{}
		for _, x := range things {
			name := text.L{VI: "tên mới của " + x.unit, EN: "new name of " + x.unit}
			if !done[x.unit] {
				if err := unit.Rename(ctx, tx, unit.Renaming{Decree: unit.Decree{Day: "2024-07-02", Act: "QĐ 1", Mark: "PROJECT CHOICE"}, Code: x.unit, Name: name}); err != nil {
					return err
				}
			}
			if !done[x.area] {
				if err := area.Rename(ctx, tx, area.Renaming{Decree: area.Decree{Day: "2024-07-02", Act: "QĐ 1", Mark: "PROJECT CHOICE"}, Code: x.area, Name: name}); err != nil {
					return err
				}
			}
			done[x.unit], done[x.area] = true, true
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// measure sends values through the four feeds: high enough for the alerts of
// three owners from the first station, and one that nobody can take.
func measure(t *testing.T, w *town.Town, things []thing, value, co string) {
	t.Helper()
	at := w.Clock.Now().In(text.Zone).Format(time.RFC3339)
	for i, x := range things {
		rows := []string{town.Row(x.station, "PM10", value, "ug/Nm3", at), town.Row(x.station, "PM10", "1", "furlong", at)}
		switch i {
		case 0:
			rows = append(rows, town.Row(x.station, "TSP", value, "ug/Nm3", at), town.Row(x.station, "CO", co, "mg/Nm3", at))
		case 1, 2:
			rows[0] = town.Row(x.station, "PM10", "10", "ug/Nm3", at)
		}
		w.Device(x.feed).Send(x.feed, rows...).OK(nil)
	}
}

// picture is a different file for each scope.
func picture(t *testing.T, n int) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 8, 8))
	img.Set(n, n, color.RGBA{uint8(50 * n), 200, 90, 255})
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// again brings a thing back to where a command can be done to it, because the
// next role shall find it as the last did. No person can do this.
func again(t *testing.T, w *town.Town, x thing) {
	t.Helper()
	err := w.App.DB.Do(w.System(), func(ctx context.Context, tx *db.Tx) error {
		for _, q := range []struct{ sql, id string }{
			{`UPDATE alert SET state = 'firing', acknowledged_at = NULL, acknowledged_by = '', acknowledged_name = '' WHERE id = ?`, x.alert},
			{`UPDATE incident SET state = 'open', closed_at = NULL, closed_by = '', closed_name = '', reason = '' WHERE id = ?`, x.incident},
			{`UPDATE incident_step SET done_at = NULL, done_by = '', done_name = '', skipped_reason = '' WHERE incident = ?`, x.incident},
			{`UPDATE work_item SET state = 'open', person = '', person_name = '', closed_at = NULL, closed_by = '', closed_name = '', reason = '' WHERE id = ?`, x.work},
		} {
			if n, err := tx.Exec(ctx, q.sql, q.id); err != nil || n == 0 {
				return fmt.Errorf("%s changed %s rows: %w", q.sql, strconv.FormatInt(n, 10), err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

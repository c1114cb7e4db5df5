package console_test

import (
	"bytes"
	"encoding/csv"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"thanhdong/door/console"
	"thanhdong/sense/rule"
)

func TestADayIsReplayedAtOnce(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		start := b.Clock.Now() // 08:00 of 3 July 2024
		for k := range 24 {
			v := float64(k)
			b.Store("PM2.5", rule.Point{At: start.Add(time.Duration(k) * 5 * time.Minute), Value: &v})
		}
		b.Clock.Advance(3 * time.Hour)
		var r console.Replay
		b.get("officer", "/replay?parameter=PM2.5&every=PT15M").into(200, &r)
		if r.Date != "2024-07-03" || len(r.Steps) != 11*4+1 || !r.Steps[32].Equal(start) || len(r.Stations) != 1 || len(r.Levels) != 0 {
			t.Fatalf("replay of %s in %d steps with %d stations", r.Date, len(r.Steps), len(r.Stations))
		}
		if s := r.Stations[0]; s.Code != "HD_TPHD_KHI001" || s.Values[31] != nil || s.Values[32] == nil || *s.Values[32] != 1 || s.Counts[32] != 3 || s.Values[44] != nil {
			t.Errorf("station %+v", s)
		}
		b.get("officer", "/replay?parameter=PM2.5&date=2024-07-04").into(200, &r)
		if len(r.Steps) != 0 || len(r.Stations) != 0 {
			t.Errorf("tomorrow has %d periods", len(r.Steps))
		}
		b.get("elsewhere", "/replay?parameter=PM2.5").into(200, &r)
		if len(r.Stations) != 0 {
			t.Error("another district replays a station that it may not read")
		}
		if a := b.get("officer", "/replay"); a.Code != 400 {
			t.Errorf("a replay of nothing in particular: %d", a.Code)
		}
	})
}

func TestABoundaryIsKeptAndAskedForAgain(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		whole := b.get("officer", "/boundaries?zoom=9")
		whole.into(200, nil)
		tag := whole.Header().Get("ETag")
		if tag == "" || !strings.Contains(whole.Header().Get("Cache-Control"), "no-cache") {
			t.Fatalf("headers %v", whole.Header())
		}
		r := httptest.NewRequest("GET", "/api/v1/boundaries?zoom=9", nil)
		r.Header.Set("Accept-Language", "en")
		r.Header.Set("Authorization", "Bearer officer")
		r.Header.Set("If-None-Match", tag)
		again := httptest.NewRecorder()
		b.door.ServeHTTP(again, r)
		if again.Code != 304 || again.Body.Len() != 0 {
			t.Errorf("asked again: %d with %d bytes", again.Code, again.Body.Len())
		}
		if a := b.get("officer", "/boundaries?zoom=99"); a.Code != 400 {
			t.Errorf("zoom 99: %d", a.Code)
		}
	})
}

func TestWhatAListShowsLeavesAsAFile(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		start := b.Clock.Now()
		for k := range 12 {
			v := float64(k) - 3
			b.Store("PM2.5", rule.Point{At: start.Add(time.Duration(k) * 5 * time.Minute), Value: &v})
		}
		b.Store("PM2.5", rule.Point{At: start.Add(time.Hour), Status: 2})
		const query = "?stations=HD_TPHD_KHI001&parameter=PM2.5&from=2024-07-03T08:00:00%2B07:00&to=2024-07-03T10:00:00%2B07:00"
		a := b.get("officer", "/exports/observations.csv"+query)
		a.into(200, nil)
		if d := a.Header().Get("Content-Disposition"); !strings.HasPrefix(d, `attachment; filename="thanhdong-observations-`) || !strings.HasSuffix(d, `.csv"`) {
			t.Errorf("disposition %s", d)
		}
		body, marked := strings.CutPrefix(a.Body.String(), "\ufeff")
		rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
		if err != nil || !marked || len(rows) != 14 {
			t.Fatalf("%d rows, mark %v, %v", len(rows), marked, err)
		}
		if r := rows[1]; r[0] != "HD_TPHD_KHI001" || r[2] == "" || r[3] != "PM2.5" || r[4] != "2024-07-03 08:00:00" || r[5] != "-3" || r[6] != "ug/Nm3" || r[8] != "air-files" {
			t.Errorf("first row %q under %q", r, rows[0])
		}
		if r := rows[13]; r[5] != "" || r[7] != "device fault" {
			t.Errorf("a device fault leaves as %q", r)
		}
		a = b.get("officer", "/exports/observations.xlsx"+query+"&every=PT1H")
		a.into(200, nil)
		book, err := excelize.OpenReader(bytes.NewReader(a.Body.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		defer book.Close()
		sheet, err := book.GetRows(book.GetSheetName(0))
		if err != nil || len(sheet) != 2 || sheet[1][4] != "2024-07-03 08:00:00" || sheet[1][5] != "2.5" || sheet[1][8] != "12" {
			t.Errorf("workbook %q, %v", sheet, err)
		}
		for _, path := range []string{"/exports/stations.csv", "/exports/stations.xlsx", "/exports/alerts.csv", "/exports/alerts.xlsx?state=alive"} {
			b.get("officer", path).into(200, nil)
		}
		b.get("officer", "/exports/secrets.csv").refused(404, "console.no_export")
		b.get("officer", "/exports/stations.pdf").refused(404, "console.no_export")
		b.get("officer", "/exports/observations.csv?stations=nowhere&parameter=PM2.5").refused(404, "entity.not_found")
		b.get("elsewhere", "/exports/observations.csv"+query).refused(404, "entity.not_found")
		if got := b.get("elsewhere", "/exports/stations.csv").Body.String(); strings.Contains(got, "HD_TPHD_KHI001") {
			t.Error("another district exports a station that it may not read")
		}
	})
}

package console_test

import (
	"strings"
	"testing"

	ics "github.com/arran4/golang-ical"
)

func TestARosterIsACalendarThatOthersRead(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		both := `{"vi": "Ca ngày, tối; phòng 2", "en": "Day, evening; room 2"}`
		made := b.send("shift", "PUT", "/roster/TT", "application/json", strings.NewReader(`{"version": 0, "roster": {"name": `+both+`, "owner": "H23.STNMT", "shifts": [
			{"code": "NGAY", "name": `+both+`, "start": "07:00", "minutes": 720, "days": [1, 2, 3, 4, 5, 6, 7], "first": "2024-01-01", "every": 7, "people": []}]}}`))
		if made.Code != 200 {
			t.Fatal(made.Body)
		}
		got := b.get("shift", "/roster/TT.ics?days=3")
		if kind := got.Header().Get("Content-Type"); kind != "text/calendar; charset=utf-8" {
			t.Errorf("content type %q", kind)
		}
		cal, err := ics.ParseCalendar(got.Body)
		if err != nil {
			t.Fatal(err)
		}
		days := map[string]bool{}
		for _, e := range cal.Events() {
			days[e.Id()] = true
			if words := e.GetProperty(ics.ComponentPropertySummary).Value; words != "Day, evening; room 2: nobody is on duty" {
				t.Errorf("summary %q", words)
			}
			if start, err := e.GetStartAt(); err != nil || start.UTC().Format("15:04") != "00:00" {
				t.Errorf("starts at %v, %v", start, err)
			}
		}
		if len(days) < 3 {
			t.Errorf("events %v", days)
		}
		b.get("shift", "/roster/TT.pdf").refused(404, "roster.not_found")
		b.get("shift", "/roster/NONE.ics").refused(404, "roster.not_found")
		b.get("health", "/roster/TT.ics").refused(404, "roster.not_found")
	})
}

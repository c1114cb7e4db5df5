package story

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/test/town"
)

type held struct {
	Station, Parameter, Raw, Reason, Message, Origin string
}

type feedOnWire struct {
	Health string
	Counts struct{ Accepted, Duplicate, Corrected, Quarantined int }
}

func (f feedOnWire) counts() string {
	return fmt.Sprintf("%d accepted, %d duplicate, %d corrected, %d quarantined", f.Counts.Accepted, f.Counts.Duplicate, f.Counts.Corrected, f.Counts.Quarantined)
}

func observations(t *testing.T, c *town.Client, parameter string) (all []struct {
	At     string
	Value  *float64
	Unit   string
	Status string
	Feed   string
}) {
	t.Helper()
	var l struct {
		Items *[]struct {
			At     string
			Value  *float64
			Unit   string
			Status string
			Feed   string
		}
	}
	l.Items = &all
	c.Get("/stations/" + station + "/observations?parameter=" + parameter + "&from=2024-08-01T00:00:00%2B07:00&to=2024-10-01T00:00:00%2B07:00").OK(&l)
	return all
}

func TestTheSameFileThreeTimesAndOnceHalfWritten(t *testing.T) {
	begin(t, func(t *testing.T, w *town.Town) {
		duty := w.Person("trực ban", actor.Duty, "H23", "")
		when := at(w, "08:00")
		w.Clock.Set(when)
		stamp := when.Format("20060102150405")
		name := "air-files/" + station + "_" + stamp + ".txt"
		content := "\xef\xbb\xbf"
		for n, p := range []string{"PM2,5", "PM10", "SO2"} {
			content += fmt.Sprintf("%s\t%d.5\tug/Nm3\t%s\t00\r\n", p, 20+n, stamp)
		}

		w.Put(name, content[:len(content)-12]) // its last line breaks off
		drops(t, w, duty, "08:01", "31.5")     // a later file is taken meanwhile
		if early := observations(t, duty, "PM10"); len(early) != 0 {
			t.Fatalf("of the half-written file is stored %+v", early)
		}
		w.Put(name, content)
		w.Until("the whole file is stored", func() bool { return len(observations(t, duty, "SO2")) == 1 })
		w.Put(name, content)                                                    // the sender sends it again
		w.Put("air-files/gửi lại/"+station+"_"+stamp+".txt", content)           // and elsewhere
		w.Put("air-files/gửi lại/"+station+"_"+stamp[:8]+"080130.txt", content) // and under another name
		drops(t, w, duty, "08:02", "32.5")
		for parameter, want := range map[string]int{"PM2.5": 3, "PM10": 1, "SO2": 1} {
			if got := observations(t, duty, parameter); len(got) != want || got[0].Status != "00" || got[0].Feed != "air-files" {
				t.Errorf("%s: %d observations, want %d: %+v", parameter, len(got), want, got)
			}
		}
		var f feedOnWire
		if duty.Get("/feeds/air-files").OK(&f); f.counts() != "5 accepted, 0 duplicate, 0 corrected, 0 quarantined" {
			t.Errorf("the feed counts %s", f.counts())
		}
	})
}

func TestWhatCannotBeTrueIsHeldWithItsReasonAndDisturbsNothing(t *testing.T) {
	begin(t, func(t *testing.T, w *town.Town) {
		duty := w.Person("trực ban", actor.Duty, "H23", "")
		steward := w.Person("quản lý dữ liệu", actor.Steward, "H23", "")
		key := w.Device("air-push")
		w.Clock.Set(at(w, "08:00"))
		now := w.Clock.Now().In(zone)
		row := func(value, unit, when string) string { return town.Row(station, "PM2.5", value, unit, when) }
		stamp := now.Format("2006-01-02T15:04:05-07:00")

		var sum struct{ Accepted, Duplicate, Corrected, Quarantined int }
		key.Send("air-push", row("41.5", "µg/m³", stamp),
			row("42", "mg/L", stamp), row("42", "furlong", stamp),
			town.Row("KHONG_CO", "PM2.5", "42", "ug/Nm3", stamp), town.Row(station, "Radon", "42", "ug/Nm3", stamp),
			row("NaN", "ug/Nm3", stamp), row(`"42"`, "ug/Nm3", stamp), row("1e400", "ug/Nm3", stamp), row("-3", "ug/Nm3", stamp), row("100000", "ug/Nm3", stamp),
			row("42", "ug/Nm3", "1970-01-01T00:00:00Z"), row("42", "ug/Nm3", "2100-01-01T00:00:00Z"), row("42", "ug/Nm3", "hôm qua"),
			`{"station":"`+station+`"}`, `[[[[]]]]`,
			row("43.5", "ug/Nm3", now.Add(-5*60e9).Format("2006-01-02T15:04:05-07:00")),
		).OK(&sum)
		if sum.Accepted != 2 || sum.Quarantined != 14 || sum.Duplicate+sum.Corrected != 0 {
			t.Errorf("the answer is %+v", sum)
		}
		checkHeld(t, steward, "air-push", map[string]int{
			"feed.wrong_unit": 2, "feed.unknown_station": 1, "feed.unknown_parameter": 1, "feed.not_a_number": 3, "feed.out_of_range": 2,
			"feed.before_first_date": 1, "feed.in_future": 1, "feed.bad_time": 1, "feed.bad_line": 2,
		})

		digits := now.Format("20060102150405")
		lines := []string{"PM10\t61.5\tug/Nm3\t" + digits + "\t00", "PM10\t61.5\tmg/L\t" + digits + "\t00", "PM10\tNaN\tug/Nm3\t" + digits + "\t00",
			"PM10\t61.5\tug/Nm3\t19700101000000\t00", "PM10\t61.5\tug/Nm3\t21000101000000\t00", "PM10\t61.5\tug/Nm3\t" + digits + "\t07", "PM10 61.5", "SO2\t9\tug/Nm3\t" + digits + "\t00"}
		w.Put("air-files/"+station+"_"+digits+".txt", strings.Join(lines, "\r\n")+"\r\n")
		w.Put("air-files/KHONG_CO_"+digits+".txt", lines[0]+"\r\n")
		w.Put("air-files/ghi chú.txt", "không phải số liệu\n")
		w.Until("the good lines are stored and the other files looked at", func() bool {
			var f feedOnWire
			duty.Get("/feeds/air-files").OK(&f)
			return f.counts() == "2 accepted, 0 duplicate, 0 corrected, 8 quarantined"
		})
		checkHeld(t, steward, "air-files", map[string]int{
			"feed.wrong_unit": 1, "feed.not_a_number": 1, "feed.before_first_date": 1, "feed.in_future": 1, "feed.bad_status": 1, "feed.bad_line": 1,
			"feed.unknown_station": 1, "feed.bad_file_name": 1,
		})
		if got := observations(t, duty, "PM10"); len(got) != 1 || *got[0].Value != 61.5 || got[0].Unit != "ug/Nm3" {
			t.Errorf("PM10 is %+v", got)
		}
		if got := observations(t, duty, "PM2.5"); len(got) != 2 || *got[1].Value != 41.5 || got[1].Unit != "ug/Nm3" {
			t.Errorf("PM2.5 is %+v", got)
		}
		w.Quiet()
		if a := veryHigh(t, duty); len(a) != 0 {
			t.Errorf("nonsense raised an alert: %+v", a)
		}
	})
}

// A device's clock runs eight hours ahead, as when it takes local time for UTC and
// adds the zone once more. What it says is held with words that tell what to mend;
// it does not become the newest value and keeps no right value out.
func TestAClockEightHoursAhead(t *testing.T) {
	begin(t, func(t *testing.T, w *town.Town) {
		duty := w.Person("trực ban", actor.Duty, "H23", "")
		steward := w.Person("quản lý dữ liệu", actor.Steward, "H23", "")
		key := w.Device("air-push")
		w.Clock.Set(at(w, "08:00"))
		now := w.Clock.Now().In(zone)
		ahead := now.Add(8 * time.Hour)
		const form = "2006-01-02T15:04:05-07:00"
		var sum struct{ Accepted, Quarantined int }
		if key.Send("air-push", town.Row(station, "PM2.5", "499", "ug/Nm3", ahead.Format(form))).OK(&sum); sum.Accepted != 0 || sum.Quarantined != 1 {
			t.Errorf("the answer is %+v", sum)
		}
		stamp := ahead.Format("20060102150405")
		w.Put("air-files/"+station+"_"+stamp+".txt", "PM10\t499\tug/Nm3\t"+stamp+"\t00\r\n")
		w.Until("the file is looked at", func() bool {
			var f feedOnWire
			duty.Get("/feeds/air-files").OK(&f)
			return f.Counts.Quarantined == 1
		})
		for _, feed := range []string{"air-push", "air-files"} {
			var all list[held]
			steward.Get("/feeds/" + feed + "/quarantine").OK(&all)
			if len(all.Items) != 1 || all.Items[0].Reason != "feed.in_future" || !strings.Contains(all.Items[0].Message, "clock") {
				t.Errorf("%s holds %+v", feed, all.Items)
			}
		}
		key.Send("air-push", town.Row(station, "PM2.5", "12.5", "ug/Nm3", now.Format(form))).OK(&sum)
		if got := observations(t, duty, "PM2.5"); sum.Accepted != 1 || len(got) != 1 || *got[0].Value != 12.5 {
			t.Errorf("with its clock set right: %+v, stored %+v", sum, got)
		}
		w.Quiet()
		if a := veryHigh(t, duty); len(a) != 0 {
			t.Errorf("a time that is not yet raised an alert: %+v", a)
		}
	})
}

func checkHeld(t *testing.T, c *town.Client, feed string, want map[string]int) {
	t.Helper()
	var all list[held]
	c.Get("/feeds/" + feed + "/quarantine?limit=100").OK(&all)
	got := map[string]int{}
	for _, h := range all.Items {
		got[h.Reason]++
		if h.Message == "" || h.Message == h.Reason || strings.ContainsAny(h.Message, "{}") || h.Raw == "" || h.Origin == "" {
			t.Errorf("%s holds %+v", feed, h)
		}
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%s holds %v, want %v", feed, got, want)
	}
}

func TestWhoMayNotSendLeavesNoTrace(t *testing.T) {
	begin(t, func(t *testing.T, w *town.Town) {
		duty := w.Person("trực ban", actor.Duty, "H23", "")
		foreign := w.Device("air-mqtt")
		row := town.Row(station, "PM2.5", "499", "ug/Nm3", w.Clock.Now().In(zone).Format("2006-01-02T15:04:05-07:00"))
		foreign.Send("air-push", row).Refused(403)
		duty.Send("air-push", row).Refused(403)
		w.Nobody().Send("air-push", row).Refused(401)
		foreign.Send("nowhere", row).Refused(404)
		// A device's key opens nothing but its feed.
		foreign.Get("/stations").Refused(403)
		foreign.Get("/live").Refused(403)
		bomb := strings.Repeat("[", 500_000)
		w.Device("air-push").Do("POST", "/api/v1/feeds/air-push/observations", strings.NewReader(bomb)).Refused(413)
		duty.Do("POST", "/api/v1/work/wrk_1/close", strings.NewReader(`{"reason":`+bomb), "Content-Type", "application/json").Refused(413)
		duty.Do("POST", "/api/v1/session", strings.NewReader(bomb), "Content-Type", "application/json").Refused(413)
		w.Quiet()
		for _, feed := range []string{"air-push", "air-mqtt"} {
			var f feedOnWire
			if duty.Get("/feeds/" + feed).OK(&f); f.Health != "never" || f.counts() != "0 accepted, 0 duplicate, 0 corrected, 0 quarantined" {
				t.Errorf("%s: %+v", feed, f)
			}
		}
		if got := observations(t, duty, "PM2.5"); len(got) != 0 {
			t.Errorf("stored: %+v", got)
		}
	})
}

// A source's own form is a matter of its contract alone: saved through the API with
// its mapping, a column becomes a parameter, its unit that of the contract, a word
// of the source a status; a mistake in it is refused at its place.
func TestASourcesOwnFormIsMappedOverTheAPI(t *testing.T) {
	begin(t, func(t *testing.T, w *town.Town) {
		steward := w.Person("quản lý dữ liệu", actor.Steward, "H23", "")
		key := w.Device("air-push")
		w.Clock.Set(at(w, "08:00"))
		var c struct {
			Rev   int64          `json:"rev"`
			Draft map[string]any `json:"draft"`
		}
		steward.Get("/feeds/air-push/contract").OK(&c)
		mapping := map[string]any{
			"format": "csv", "station": map[string]any{"column": "tram"}, "time": map[string]any{"column": "gio", "form": "yyyy-MM-dd HH:mm"},
			"status": map[string]any{"column": "may", "words": map[string]string{"tốt": "00", "hỏng": "02"}},
			"values": []any{map[string]any{"column": "bui", "parameter": "PM2.5", "unit": "mg/Nm3"}},
		}
		c.Draft["mapping"] = mapping
		mapping["decimal"] = "dấu phẩy"
		if p := steward.Put("/feeds/air-push/contract", map[string]any{"base": c.Rev, "draft": c.Draft}).Refused(400); len(p.Faults) != 1 || p.Faults[0].Path != "draft/mapping/decimal" {
			t.Errorf("the mistake is not told at its place: %+v", p)
		}
		mapping["decimal"] = "comma"
		steward.Put("/feeds/air-push/contract", map[string]any{"base": c.Rev, "draft": c.Draft}).OK(nil)

		var sum struct{ Accepted, Quarantined int }
		day := w.Clock.Now().In(zone).Format("2006-01-02")
		table := "tram;gio;bui;may\n" + station + ";" + day + " 07:55;0,0415;tốt\n" + station + ";" + day + " 08:00;;hỏng\n"
		key.Do("POST", "/api/v1/feeds/air-push/observations", strings.NewReader(table), "Content-Type", "text/csv").OK(&sum)
		got := observations(t, steward, "PM2.5")
		if sum.Quarantined != 0 || len(got) == 0 || *got[len(got)-1].Value != 41.5 {
			t.Errorf("%+v; stored %+v", sum, got)
		}
	})
}

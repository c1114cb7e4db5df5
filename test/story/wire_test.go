package story

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"testing"
	"time"

	"thanhdong/test/town"
)

// What the stories read of the API, written here a second time on purpose: a
// changed field is a broken promise to those outside.

type ref struct{ Code, Name string }

type alertOnWire struct {
	ID, Number, State, Parameter, Unit string
	Rule, Station, Owner, Area         ref
	Severity                           int
	Value                              *float64
	Since                              time.Time
	ObservedAt                         time.Time  `json:"observed_at"`
	FiredAt                            time.Time  `json:"fired_at"`
	ResolvedAt                         *time.Time `json:"resolved_at"`
	Playbook                           *struct {
		Code    string
		Version int
	}
	Incident *struct{ ID, Number string }
}

type incidentOnWire struct {
	ID, Number, State string
	Owner, Station    ref
	OpenedBy          string     `json:"opened_by"`
	OpenedAt          time.Time  `json:"opened_at"`
	ClosedAt          *time.Time `json:"closed_at"`
	ClosedReason      string     `json:"closed_reason"`
	Alerts            []struct{ ID string }
	Work              struct {
		ID, Number string
		Due        time.Time
	}
	Log []struct{ Kind, Text, By string }
}

type workOnWire struct {
	ID, Number, Kind, State, Reason string
	Owner                           ref
	Subject                         struct{ Kind, ID, Number string }
	OpenedAt                        time.Time `json:"opened_at"`
	Due                             time.Time
	Clock                           struct {
		State   string
		Working bool
	}
	Evidence []struct {
		ID, Name, Type, SHA, Href string
		Size                      int64
	}
	Log     []struct{ Kind, Text, By string }
	Actions []struct {
		Verb    string
		Allowed bool
		Why     string
	}
}

type list[T any] struct {
	Items []T
	Next  string
}

const station = "HD_TPHD_KHI001"

// at is a wall-clock time of the day on which a story plays.
func at(w *town.Town, clock string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", w.Clock.Now().In(zone).Format("2006-01-02 ")+clock, zone)
	if err != nil {
		panic(err)
	}
	return t
}

var zone = time.FixedZone("+07", 7*3600)

// file is a station file of Circular 10/2021 with one value of PM2.5.
func file(t time.Time, value string) (name, content string) {
	stamp := t.In(zone).Format("20060102150405")
	return "air-files/" + station + "/" + station + "_" + stamp + ".txt", "PM2,5\t" + value + "\tug/Nm3\t" + stamp + "\t00\r\n"
}

// newest gives the newest value of PM2.5 as people see it, and its time.
func newest(t *testing.T, c *town.Client) (float64, time.Time) {
	t.Helper()
	var s struct {
		Latest []struct {
			Parameter string
			Value     *float64
			At        time.Time
		}
	}
	c.Get("/stations/" + station).OK(&s)
	for _, l := range s.Latest {
		if l.Parameter == "PM2.5" && l.Value != nil {
			return *l.Value, l.At
		}
	}
	return 0, time.Time{}
}

// drops moves the clock to a time of the day, drops the file of that time, and
// waits until its value is seen and every reader has read it.
func drops(t *testing.T, w *town.Town, c *town.Client, clock, value string) {
	t.Helper()
	when := at(w, clock)
	if now := w.Clock.Now(); now.After(when.Add(4 * time.Minute)) {
		t.Fatalf("the clock stands at %s, too late for %s", now.In(zone), clock)
	}
	if w.Clock.Now().Before(when) {
		w.Clock.Set(when)
	}
	w.Put(file(when, value))
	w.Until(fmt.Sprintf("the value %s of %s is seen", value, clock), func() bool {
		v, seen := newest(t, c)
		return fmt.Sprint(v) == value && seen.Equal(when)
	})
	w.Quiet()
}

func veryHigh(t *testing.T, c *town.Client) []alertOnWire {
	t.Helper()
	var all list[alertOnWire]
	c.Get("/alerts").OK(&all)
	var mine []alertOnWire
	for _, a := range all.Items {
		if a.Rule.Code == "KK-PM25-CAO" && a.Station.Code == station {
			mine = append(mine, a)
		}
	}
	return mine
}

// photo is a small picture.
func photo(t *testing.T) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 16, 16))
	for i := range 256 {
		img.Set(i%16, i/16, color.RGBA{uint8(i), uint8(255 - i), 90, 255})
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// incident tells the story up to the point where a case is open: three high
// values in ten minutes.
func incident(t *testing.T, w *town.Town, c *town.Client) (alertOnWire, incidentOnWire, workOnWire) {
	t.Helper()
	drops(t, w, c, "08:00", "38.2")
	drops(t, w, c, "08:05", "181")
	drops(t, w, c, "08:10", "190.5")
	if early := veryHigh(t, c); len(early) != 0 {
		t.Fatalf("an alert before its hold time: %+v", early)
	}
	drops(t, w, c, "08:15", "176")
	w.Until("the alert has fired and its incident is open", func() bool {
		a := veryHigh(t, c)
		return len(a) == 1 && a[0].Incident != nil
	})
	a := veryHigh(t, c)[0]
	var i incidentOnWire
	c.Get("/incidents/" + a.Incident.ID).OK(&i)
	var item workOnWire
	c.Get("/work/" + i.Work.ID).OK(&item)
	return a, i, item
}

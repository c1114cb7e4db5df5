package story

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"thanhdong/act/roster"
	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/text"
	"thanhdong/test/town"
)

// In the nights of Tết the air turns bad and nobody acknowledges the alert. It walks its chain by the clock to the
// end: who is on duty, the head of the unit, the leader of the province, the deputy of the day, and once more
// when it is late. Who is away is not told, who stands for them is; where nobody was named, the leader hears it again.
func TestAnAlertThatNobodyHearsReachesTheDeputyOfTheDayOverTet(t *testing.T) {
	dbtest.EachConfig(t, func(t *testing.T, c db.Config) {
		tet := func(day, hour, minute int) time.Time { return time.Date(2024, 2, day, hour, minute, 0, 0, text.Zone) }
		c.Clock.(*dbtest.Clock).Set(tet(8, 16, 0)) // the last working day of the old year
		w := town.Boot(t, c)
		duty := w.Person("trực môi trường", actor.Officer, "H23.STNMT", "")
		head := w.Person("giám đốc sở", actor.Leader, "H23.STNMT", "")
		chair := w.Person("chủ tịch", actor.Leader, "H23", "")
		eve := w.Person("phó ba mươi", actor.Officer, "H23", "")
		first := w.Person("phó mùng một", actor.Officer, "H23", "")
		second := w.Person("phó mùng hai", actor.Officer, "H23", "")

		rosters, as := w.App.Rosters, w.System()
		l := func(s string) text.L { return text.L{VI: s, EN: s} }
		must := func(_ any, err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		must(rosters.Save(as, roster.Roster{Code: "TRUC-MT", Name: l("Trực môi trường"), Unit: "H23.STNMT", Shifts: []roster.Shift{{
			Code: "NGAY", Name: l("Ngày đêm"), Start: "00:00", Minutes: 1440, Days: []int{1, 2, 3, 4, 5, 6, 7}, First: "2024-02-01", Every: 1, People: []string{duty.ID}}}}, 0))
		must(rosters.Save(as, roster.Roster{Code: "LANH-DAO", Name: l("Lãnh đạo trực Tết"), Unit: "H23", Shifts: []roster.Shift{{
			Code: "NGAY", Name: l("Ngày đêm"), Start: "00:00", Minutes: 1440, Days: []int{1, 2, 3, 4, 5, 6, 7}, First: "2024-02-01", Every: 1, People: []string{chair.ID, head.ID}}}}, 0))
		for from, deputy := range map[text.Day]*town.Client{"2024-02-09": eve, "2024-02-10": first, "2024-02-11": second} {
			must(rosters.Name(as, roster.Deputy{Unit: "H23", Person: chair.ID, Deputy: deputy.ID, From: from, To: from.Add(1)}))
		}
		must(rosters.SetLeave(as, "LANH-DAO", roster.Leave{Person: head.ID, From: "2024-02-11", To: "2024-02-12"}))
		must(rosters.SetLeave(as, "LANH-DAO", roster.Leave{Person: chair.ID, From: "2024-02-11", To: "2024-02-12"}))

		n := walker{t, w, chair}
		// Giao thừa: it is found at 23:00, so that the last step is the new day's.
		item := polluted(t, w, chair, tet(9, 22, 0), "SO2", "360")
		walked := []string{"09/02 23:15 untaken duty H23.STNMT trực môi trường", "09/02 23:30 untaken head H23.STNMT giám đốc sở",
			"09/02 23:45 untaken head H23 chủ tịch", "10/02 00:00 untaken deputy H23 phó mùng một"}
		n.step(n.next(item), item, walked[:1]...)
		n.step(n.next(item), item, walked[:2]...)
		w.Restart()
		n.step(n.next(item), item, walked[:3]...)
		n.step(n.next(item), item, walked...)
		n.ended(item)
		walked = append(walked, "10/02 01:00 late head H23 chủ tịch doubled", "10/02 05:00 late deputy H23 phó mùng một doubled")
		var one workOnWire
		chair.Get("/work/" + item).OK(&one)
		n.step(one.Due.Add(time.Microsecond), item, walked[:5]...)
		n.step(n.next(item), item, walked...)
		n.ended(item)
		for _, c := range []*town.Client{duty, head, chair, first} {
			n.told(c, item)
		}

		// Mùng hai: both leaders are away. For the head nobody was named, so that the chain goes up at once.
		item = polluted(t, w, chair, tet(11, 0, 0), "O3", "210")
		walked = []string{"11/02 01:15 untaken duty H23.STNMT trực môi trường", "11/02 01:30 untaken head H23.STNMT ",
			"11/02 01:30 untaken head H23 phó mùng hai", "11/02 01:45 untaken deputy H23 phó mùng hai doubled"}
		n.step(n.next(item), item, walked[:1]...)
		n.step(n.next(item), item, walked[:3]...)
		n.step(n.next(item), item, walked...)
		n.ended(item)
		if n.heard(head, item) || n.heard(chair, item) {
			t.Error("who is away was told")
		}

		// Mùng bốn: both are back, and for nobody a deputy was named.
		item = polluted(t, w, chair, tet(13, 0, 0), "NO2", "240")
		walked = []string{"13/02 01:15 untaken duty H23.STNMT trực môi trường", "13/02 01:30 untaken head H23.STNMT giám đốc sở",
			"13/02 01:45 untaken head H23 chủ tịch", "13/02 02:00 untaken deputy H23 chủ tịch doubled"}
		for i := range walked {
			n.step(n.next(item), item, walked[:i+1]...)
		}
		n.ended(item)
		if _, on := n.chain(item); !slices.ContainsFunc(on.Log, func(l struct{ Kind, Text string }) bool { return l.Kind == "no_deputy" }) {
			t.Errorf("the log does not say that nobody was named: %+v", on.Log)
		}
		// Whoever acknowledges ends it.
		duty.Get("/work/" + item).OK(&one)
		duty.Post("/alerts/"+one.Subject.ID+"/acknowledge", map[string]string{"note": "đã nghe"}).OK(nil)
		w.Until("its item is done", func() bool { duty.Get("/work/" + item).OK(&one); return one.State == "done" })
		w.Clock.Set(tet(13, 12, 0))
		w.Quiet()
		if got, _ := n.chain(item); !slices.Equal(got, walked) {
			t.Errorf("acknowledged and told all the same: %q", got)
		}
	})
}

// polluted lets a station measure a bad hour, and gives the item of the alert that is found at its end.
func polluted(t *testing.T, w *town.Town, c *town.Client, hour time.Time, parameter, value string) (item string) {
	t.Helper()
	var rows []string
	for m := range 12 {
		rows = append(rows, town.Row(station, parameter, value, "ug/Nm3", hour.Add(time.Duration(m)*5*time.Minute).In(text.Zone).Format(time.RFC3339)))
	}
	w.Clock.Set(hour.Add(59 * time.Minute))
	w.Device("air-push").Send("air-push", rows...).OK(nil)
	w.Quiet()
	w.Clock.Set(hour.Add(time.Hour))
	var queue list[workOnWire]
	w.Until("the alert about "+parameter+" is somebody's item", func() bool {
		c.Get("/work?view=all&kind=alert").OK(&queue)
		for _, i := range queue.Items {
			var a alertOnWire
			if c.Get("/alerts/" + i.Subject.ID).OK(&a); i.State == "open" && a.Parameter == parameter {
				item = i.ID
				if at := hour.Add(time.Hour); a.Incident != nil || a.FiredAt.Before(at) || a.FiredAt.Sub(at) > aWhile || i.OpenedAt.Before(a.FiredAt) {
					t.Errorf("the alert is %+v, its item %+v", a, i)
				}
			}
		}
		return item != ""
	})
	return item
}

// aWhile is how far the clock may go on by itself while something is waited for, without a step leaving its minute.
const aWhile = 10 * time.Second

// walker follows items on their chains.
type walker struct {
	t *testing.T
	w *town.Town
	c *town.Client // who reads
}

// chain puts the chain of an item into lines.
func (n walker) chain(id string) (lines []string, on chainOnWire) {
	n.t.Helper()
	n.c.Get("/work/" + id).OK(&on)
	for _, e := range on.Chain.Told {
		line := fmt.Sprintf("%s %s %s %s %s", e.At.In(text.Zone).Format("02/01 15:04"), e.Walk, e.Station, e.Unit.Code, e.Name)
		if e.Doubled {
			line += " doubled"
		}
		lines = append(lines, line)
	}
	return lines, on
}

// step holds that an instant before its time the newest step has not been made, and at its time it has.
func (n walker) step(at time.Time, id string, want ...string) {
	n.t.Helper()
	same := strings.Count(strings.Join(want, "\n"), want[len(want)-1][:11]) // an unanswered station is passed in the same instant
	n.w.Clock.Set(at.Add(-time.Microsecond))
	n.w.Quiet()
	if got, _ := n.chain(id); !slices.Equal(got, want[:len(want)-same]) {
		n.t.Errorf("before %s: %q", at.In(text.Zone), got)
	}
	n.w.Clock.Set(at)
	n.w.Until("the step of "+at.In(text.Zone).String(), func() bool {
		got, _ := n.chain(id)
		return slices.Equal(got, want)
	})
}

// next is when the next step is due, as people are told.
func (n walker) next(id string) time.Time {
	n.t.Helper()
	_, on := n.chain(id)
	if on.Chain.NextAt == nil {
		n.t.Fatalf("no step is to come: %+v", on.Chain)
	}
	return *on.Chain.NextAt
}

// ended holds that a walk has no next step.
func (n walker) ended(id string) {
	n.t.Helper()
	if _, on := n.chain(id); on.Chain.Next != nil || on.Chain.NextAt != nil {
		n.t.Errorf("after the end: %+v", on.Chain)
	}
}

// heard says whether a person's inbox has something about an item.
func (n walker) heard(c *town.Client, id string) bool {
	n.t.Helper()
	var item workOnWire
	n.c.Get("/work/" + id).OK(&item)
	var inbox list[struct{ Title, Text string }]
	c.Get("/notices").OK(&inbox)
	return slices.ContainsFunc(inbox.Items, func(x struct{ Title, Text string }) bool {
		return strings.Contains(x.Title+x.Text, item.Subject.Number)
	})
}

// told waits until a person has been told of an item.
func (n walker) told(c *town.Client, id string) {
	n.t.Helper()
	n.w.Until(c.Name+" is told", func() bool { return n.heard(c, id) })
}

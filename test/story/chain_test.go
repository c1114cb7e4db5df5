package story

import (
	"slices"
	"testing"
	"time"

	"thanhdong/act/roster"
	"thanhdong/act/work"
	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/text"
	"thanhdong/test/town"
)

type chainOnWire struct {
	Chain struct {
		Told []struct {
			Step    int
			At      time.Time
			Walk    string
			Station string
			Unit    struct{ Code string }
			Name    string
			Doubled bool
		}
		Next   *struct{ Station string }
		NextAt *time.Time `json:"next_at"`
	}
	Log []struct{ Kind, Text string }
}

// An item that nobody takes walks its chain to the end: over Tết in working time, and an urgent one by the clock
// through the night. The server is stopped and started on the way, and no step is lost.
func TestWhatNobodyTakesReachesTheDeputyOverTet(t *testing.T) {
	dbtest.EachConfig(t, func(t *testing.T, c db.Config) {
		eve := time.Date(2024, 2, 8, 16, 0, 0, 0, text.Zone) // the last working day of the old year
		c.Clock.(*dbtest.Clock).Set(eve)
		w := town.Boot(t, c)
		officer := w.Person("cán bộ môi trường", actor.Officer, "H23.STNMT", "")
		duty := w.Person("trực môi trường", actor.Officer, "H23.STNMT", "")
		w.Person("giám đốc sở", actor.Leader, "H23.STNMT", "")
		chair := w.Person("chủ tịch", actor.Leader, "H23", "")
		vice := w.Person("phó chủ tịch", actor.Officer, "H23", "")
		l := func(s string) text.L { return text.L{VI: s, EN: s} }
		_, err := w.App.Rosters.Save(w.System(), roster.Roster{Code: "TRUC-MT", Name: l("Trực môi trường"), Unit: "H23.STNMT", Shifts: []roster.Shift{{
			Code: "NGAY", Name: l("Ngày đêm"), Start: "00:00", Minutes: 1440, Days: []int{1, 2, 3, 4, 5, 6, 7}, First: "2024-02-01", Every: 1, People: []string{duty.ID}}}}, 0)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.App.Rosters.Name(w.System(), roster.Deputy{Unit: "H23", Person: chair.ID, Deputy: vice.ID, From: "2024-02-08", To: "2024-03-01"}); err != nil {
			t.Fatal(err)
		}
		open := func(subject string, severity int, limit time.Duration, working bool) string {
			t.Helper()
			item, err := w.App.Work.Open(w.System(), work.NewItem{Kind: "incident", Subject: work.Subject{Kind: "incident", ID: subject, Number: subject}, Title: l("Việc " + subject),
				Severity: severity, Unit: "H23.STNMT", UnitPath: "/H23/H23.STNMT/", Area: "30", AreaPath: "/30/", Limit: limit, WorkingTime: working})
			if err != nil {
				t.Fatal(err)
			}
			return item.ID
		}
		calm, urgent, taken := open("SC-1", 3, 24*time.Hour, true), open("SC-2", 5, 12*time.Hour, false), open("SC-3", 5, 12*time.Hour, false)
		officer.Post("/work/"+taken+"/take", nil).OK(nil)
		n := walker{t, w, chair}
		wait := 36 * time.Minute // a twentieth of the limit of twelve hours
		walked := []string{"08/02 16:36 untaken duty H23.STNMT trực môi trường", "08/02 17:12 untaken head H23.STNMT giám đốc sở",
			"08/02 17:48 untaken head H23 chủ tịch", "08/02 18:24 untaken deputy H23 phó chủ tịch"}
		n.step(eve.Add(wait), urgent, walked[:1]...)
		n.step(eve.Add(2*wait), urgent, walked[:2]...)
		w.Restart()
		n.step(eve.Add(3*wait), urgent, walked[:3]...)
		n.step(eve.Add(4*wait), urgent, walked...)
		n.ended(urgent)
		if got, _ := n.chain(taken); len(got) != 0 {
			t.Errorf("taken and told all the same: %q", got)
		}
		// Two hours of working time: one before Tết (9 to 13 February are off, and 14 and 15 in lieu of the weekend) and one on the morning of the 16th.
		back := time.Date(2024, 2, 16, 8, 30, 0, 0, text.Zone)
		late := "16/02 08:30 untaken duty H23.STNMT trực môi trường"
		n.step(back, calm, late)
		n.step(back.Add(2*time.Hour), calm, late, "16/02 10:30 untaken head H23.STNMT giám đốc sở")
		officer.Post("/work/"+calm+"/take", nil).OK(nil)
		w.Clock.Set(back.Add(24 * time.Hour))
		w.Quiet()
		got, on := n.chain(calm)
		if len(got) != 2 || !slices.ContainsFunc(on.Log, func(l struct{ Kind, Text string }) bool { return l.Kind == "escalated" && l.Text != "" }) {
			t.Errorf("after it was taken: %q, %+v", got, on.Log)
		}
	})
}

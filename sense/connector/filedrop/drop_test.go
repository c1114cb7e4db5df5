package filedrop_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/area"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/text"
	"thanhdong/ground/timer"
	"thanhdong/ground/unit"
	"thanhdong/sense/connector/filedrop"
	"thanhdong/sense/entity/entitytest"
	"thanhdong/sense/feed"
	feedbody "thanhdong/sense/feed/body"
	"thanhdong/sense/observation"
)

// room is a store with the feed air-files and a drop folder.
type room struct {
	t       *testing.T
	d       *db.DB
	o       *observation.Observations
	f       *feed.Feeds
	station string
	root    string
	drop    *filedrop.Drop
	timers  *timer.Timers
	ctx     context.Context
}

func each(t *testing.T, run func(r *room)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := &room{t: t, d: d, root: t.TempDir(), ctx: actor.With(t.Context(), actor.System("test"))}
		err := d.Do(r.ctx, func(ctx context.Context, tx *db.Tx) error {
			if _, err := area.Put(ctx, tx, []area.Area{{Code: "30", Kind: "province", Name: text.L{VI: "Hải Dương", EN: "Hải Dương"}, Mark: "VERIFIED"}}); err != nil {
				return err
			}
			_, err := unit.Put(ctx, tx, []unit.Unit{{Code: "H23", Kind: "committee", Area: "30", Name: text.L{VI: "UBND tỉnh", EN: "Province"}, Mark: "VERIFIED"}})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if r.o, err = observation.New(r.ctx, d); err != nil {
			t.Fatal(err)
		}
		r.f = feed.New(d, r.o, nil)
		_, err = r.f.Put(r.ctx, feed.Contract{
			Code: "air-files", Name: text.L{VI: "Tệp trạm", EN: "Station files"}, Unit: "H23", Area: "30", Connector: filedrop.Connector, Cadence: 5 * time.Minute, Playbook: "KB",
			Parameters: []feed.Parameter{{Name: "PM2.5", Unit: "ug/Nm3"}, {Name: "PM10", Unit: "ug/Nm3"}, {Name: "NO2", Unit: "ug/Nm3"}, {Name: "CO", Unit: "mg/Nm3"}},
		})
		if err != nil {
			t.Fatal(err)
		}
		r.station = entitytest.Station(t, d, "HD_TPHD_KHI001", "air-files").ID
		r.restart()
		run(r)
	})
}

func (r *room) restart() {
	r.drop = filedrop.New(r.d, r.f, r.root)
	r.timers = timer.New(r.d)
	r.drop.Register(r.timers, filedrop.Poll)
}

// name is the file of a minute of the test morning.
func name(minute int) string { return "HD_TPHD_KHI001_" + stamp(minute) + ".txt" }

func stamp(minute int) string {
	return dbtest.Start.Add(time.Duration(minute) * time.Minute).Format("20060102150405")
}

func body(minute int, value float64) string {
	return fmt.Sprintf("PM2,5\t%g\tug/Nm3\t%s\t00\nNO2\t\tug/Nm3\t%[2]s\t02\nCO\t0.84\tmg/Nm3\t%[2]s\t00\n", value, stamp(minute))
}

func (r *room) write(path, content string) {
	r.t.Helper()
	full := filepath.Join(r.root, "air-files", path)
	if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
		r.t.Fatal(err)
	}
	if err := os.WriteFile(full, []byte(content), 0o644); err != nil {
		r.t.Fatal(err)
	}
}

// pass lets seconds go by, looking into the folder each second as the timer does.
func (r *room) pass(seconds int) {
	r.t.Helper()
	for range seconds + 1 {
		if err := r.drop.Scan(r.ctx); err != nil {
			r.t.Fatal(err)
		}
		dbtest.ClockOf(r.d).Advance(time.Second)
	}
}

// holds wants "accepted duplicate corrected quarantined" since the start.
func (r *room) holds(want string) {
	r.t.Helper()
	x, err := r.f.Get(r.ctx, "air-files")
	if got := strings.Trim(fmt.Sprint(x.Counts), "{}"); err != nil || got != want {
		r.t.Errorf("counts %s, want %s, %v", got, want, err)
	}
}

func (r *room) pm25() string {
	r.t.Helper()
	rows, _, err := r.o.Range(r.ctx, observation.Query{Station: r.station, Parameter: "PM2.5", From: dbtest.Start.Add(-time.Hour), To: dbtest.Start.Add(time.Hour)})
	if err != nil {
		r.t.Fatal(err)
	}
	got := ""
	for _, x := range rows {
		got += fmt.Sprintf("%d:%g ", int(x.At.Sub(dbtest.Start).Minutes()), *x.Value)
	}
	return got
}

func TestAFileIsTakenWhenUnchangedForTwoSecondsAndStaysAsItIs(t *testing.T) {
	each(t, func(r *room) {
		r.write(name(0), body(0, 38.2))
		before, err := os.Stat(filepath.Join(r.root, "air-files", name(0)))
		if err != nil {
			r.t.Fatal(err)
		}
		r.pass(1)
		r.holds("0 0 0 0")
		r.pass(1)
		r.holds("3 0 0 0")
		r.pass(10)
		r.holds("3 0 0 0")
		after, err := os.Stat(filepath.Join(r.root, "air-files", name(0)))
		if err != nil || !os.SameFile(before, after) || !before.ModTime().Equal(after.ModTime()) || before.Mode() != after.Mode() {
			r.t.Errorf("the sender's file was touched: %v", err)
		}
		rows, err := r.o.Latest(r.ctx, r.station)
		if err != nil || len(rows) != 3 || rows[0].Parameter != "CO" || rows[1].Status != observation.Faulty || *rows[2].Value != 38.2 || rows[2].Feed != "air-files" {
			r.t.Errorf("%+v %v", rows, err)
		}
	})
}

func TestTheSameFileThreeTimesOnceHalfWrittenIsStoredOnce(t *testing.T) {
	each(t, func(r *room) {
		whole := body(0, 38.2)
		r.write(name(0), whole[:len(whole)-10]) // the last line is cut
		r.pass(20)
		r.holds("0 0 0 0") // waited for: nothing stored, nothing refused
		r.write(name(0), whole)
		r.pass(3)
		r.holds("3 0 0 0")
		r.write("2024/07/03/"+name(0), whole) // sent again into another folder
		r.write(name(0)+".part", whole)       // an upload under its temporary name
		r.pass(3)
		r.write(name(0), whole) // and written anew: another time, the same content
		later := time.Now().Add(time.Hour)
		if err := os.Chtimes(filepath.Join(r.root, "air-files", name(0)), later, later); err != nil {
			r.t.Fatal(err)
		}
		r.pass(3)
		r.holds("3 0 0 0")
		r.restart()
		r.pass(3)
		r.holds("3 0 0 0")
	})
}

func TestAFileThatGrowsIsTakenAgainAndOnlyWhatIsNewCounts(t *testing.T) {
	each(t, func(r *room) {
		r.write(name(0), body(0, 1))
		r.pass(3)
		r.write(name(0), body(0, 1)+body(5, 2))
		r.pass(3)
		r.holds("6 3 0 0")
		if got := r.pm25(); got != "0:1 5:2 " {
			r.t.Errorf("stored %q", got)
		}
	})
}

func TestTheLastSentFileCorrectsTheEarlier(t *testing.T) {
	each(t, func(r *room) {
		r.write("b/"+name(0), body(0, 1))
		r.write("a/"+name(0), body(0, 2))
		past := time.Now().Add(-time.Hour)
		if err := os.Chtimes(filepath.Join(r.root, "air-files", "b", name(0)), past, past); err != nil {
			r.t.Fatal(err)
		}
		r.pass(3)
		r.holds("3 2 1 0")
		if got := r.pm25(); got != "0:2 " {
			r.t.Errorf("stored %q", got)
		}
	})
}

// Files may contradict each other, and themselves: all that was said is kept, the
// last word counts, and in whatever order they are seen again nothing changes.
func TestContradictionsEndWithTheLastWord(t *testing.T) {
	each(t, func(r *room) {
		r.write("a/"+name(0), body(0, 1)+fmt.Sprintf("PM2,5\t2\tug/Nm3\t%s\t00\n", stamp(0)))
		r.write("b/"+name(0), body(0, 3))
		at := time.Now().Add(-time.Minute)
		for _, dir := range []string{"a", "b"} { // the same second: their paths decide
			if err := os.Chtimes(filepath.Join(r.root, "air-files", dir, name(0)), at, at); err != nil {
				r.t.Fatal(err)
			}
		}
		r.pass(3)
		r.holds("3 2 2 0")
		for range 2 {
			if got := r.pm25(); got != "0:3 " {
				r.t.Errorf("stored %q", got)
			}
			r.write("c/"+name(0), body(0, 3)) // sent once more
			r.restart()
			r.pass(3)
		}
		r.holds("3 2 2 0")
		kept, err := r.o.Corrections(r.ctx, observation.Query{Station: r.station, Parameter: "PM2.5", From: dbtest.Start.Add(-time.Hour), To: dbtest.Start.Add(time.Hour)})
		if err != nil || len(kept) != 2 {
			r.t.Errorf("of what was said before is kept %+v, %v", kept, err)
		}
	})
}

func TestABadLineNamesItsPlaceAndTheRestIsTaken(t *testing.T) {
	each(t, func(r *room) {
		r.write(name(0), "\xef\xbb\xbfPM2.5\t1\tug/m3\t"+stamp(0)+"\t00\r\nrubbish\r\nPM10\t5\tmg/L\t"+stamp(0)+"\t00\r\n")
		r.write("HD_XXXX_KHI009_"+stamp(0)+".txt", body(0, 1))
		r.write("readme.txt", "hello")
		r.pass(3)
		r.holds("1 0 0 6")
		list, _, err := r.f.Quarantine(r.ctx, "air-files", feed.Sought{}, "", 0)
		if err != nil {
			r.t.Fatal(err)
		}
		got := map[string]int{}
		for _, q := range list {
			got[q.Reason+" "+q.Origin]++
		}
		for _, want := range []string{
			feed.BadLine + " air-files/" + name(0) + ":2",
			feed.WrongUnit + " air-files/" + name(0) + ":3",
			feed.UnknownStation + " air-files/HD_XXXX_KHI009_" + stamp(0) + ".txt:1",
			feed.BadFileName + " air-files/readme.txt",
		} {
			if got[want] != 1 {
				r.t.Errorf("not in quarantine: %s (there is %v)", want, got)
			}
		}
		// The station is registered; its file, sent again, is taken now.
		entitytest.Station(r.t, r.d, "HD_XXXX_KHI009", "air-files")
		r.write("again/HD_XXXX_KHI009_"+stamp(0)+".txt", body(0, 1))
		r.pass(3)
		r.holds("4 0 0 6")
	})
}

func TestACutLastLineIsReportedAfterAMinute(t *testing.T) {
	each(t, func(r *room) {
		r.write(name(0), body(0, 1)+"PM10\t61.")
		r.pass(59)
		r.holds("0 0 0 0")
		r.pass(2)
		r.holds("3 0 0 1")
	})
}

func TestOddThingsInTheFolderDisturbNothing(t *testing.T) {
	each(t, func(r *room) {
		if err := os.MkdirAll(filepath.Join(r.root, "air-files", name(5)), 0o755); err != nil { // a folder with a file's name
			r.t.Fatal(err)
		}
		r.write(name(5)+"/"+name(10), body(10, 3))
		outside := filepath.Join(r.t.TempDir(), name(15))
		if err := os.WriteFile(outside, []byte(body(15, 9)), 0o644); err != nil {
			r.t.Fatal(err)
		}
		if err := os.Symlink(outside, filepath.Join(r.root, "air-files", name(15))); err != nil {
			r.t.Fatal(err)
		}
		r.write(name(20), "")
		r.write("odd\xff_"+stamp(0)+".txt", body(0, 1))
		big, err := os.Create(filepath.Join(r.root, "air-files", name(25)))
		if err != nil {
			r.t.Fatal(err)
		}
		if err := big.Truncate(2 << 30); err != nil {
			r.t.Fatal(err)
		}
		if err := big.Close(); err != nil {
			r.t.Fatal(err)
		}
		r.pass(3)
		r.holds("3 0 0 4")
		if got := r.pm25(); got != "10:3 " {
			r.t.Errorf("stored %q", got)
		}
		list, _, err := r.f.Quarantine(r.ctx, "air-files", feed.Sought{}, "", 0)
		if err != nil {
			r.t.Fatal(err)
		}
		large := false
		for _, q := range list {
			large = large || q.Reason == feed.FileTooLarge && strings.Contains(text.T(text.VI, q.Reason, q.Args), "8 MB")
		}
		if !large {
			r.t.Errorf("the large file is not named: %+v", list)
		}
		r.pass(70)
		r.holds("3 0 0 4")
	})
}

func TestTheTimerLooksIntoTheFolder(t *testing.T) {
	each(t, func(r *room) {
		r.write(name(0), body(0, 1))
		for range 5 {
			if err := r.timers.RunDue(r.ctx); err != nil {
				r.t.Fatal(err)
			}
			dbtest.ClockOf(r.d).Advance(time.Second)
		}
		r.holds("3 0 0 0")
	})
}

// A mapped feed's file with another line of names than the contract says waits for a minute, because its
// sender may still be writing; then its text lies in quarantine and is taken when the contract was mended.
func TestAFileOfAnotherFrameIsKeptAndTakenAfterMending(t *testing.T) {
	each(t, func(r *room) {
		x, err := r.f.Get(r.ctx, "air-files")
		if err != nil {
			r.t.Fatal(err)
		}
		put := func(when string) {
			c := x.Contract
			c.Mapping = &feedbody.Mapping{Format: "csv", Station: feedbody.MapStation{Column: "tram"}, Time: feedbody.MapTime{Column: when, Form: "dd/MM/yyyy HH:mm"},
				Values: []feedbody.MapColumn{{Column: "bui", Parameter: "PM2.5"}}}
			if _, err := r.f.Put(r.ctx, c); err != nil {
				r.t.Fatal(err)
			}
		}
		put("luc")
		at := dbtest.Start.In(text.Zone).Format("02/01/2006 15:04")
		r.write("a.csv", "gio,tram,bui\n"+at+",HD_TPHD_KHI001,12\n"+at+",HD_XXXX_KHI009,13\n")
		r.pass(70)
		r.holds("0 0 0 1")
		put("gio")
		got, err := r.f.Replay(r.ctx, "air-files", feed.Sought{}, "")
		if err != nil || got.Accepted != 1 || got.Still != 1 || r.pm25() != "0:12 " {
			r.t.Errorf("replayed %+v, %v; stored %s", got, err, r.pm25())
		}
		list, _, err := r.f.Quarantine(r.ctx, "air-files", feed.Sought{}, "", 0)
		if err != nil || len(list) != 1 || list[0].Origin != "air-files/a.csv:3" || list[0].Reason != feed.UnknownStation {
			r.t.Errorf("left over: %+v, %v", list, err)
		}
	})
}

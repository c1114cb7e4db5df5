package feed_test

import (
	"context"
	"fmt"
	"math"
	"strings"
	"sync"
	"testing"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/area"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
	"thanhdong/sense/entity"
	"thanhdong/sense/entity/entitytest"
	"thanhdong/sense/feed"
	"thanhdong/sense/observation"
)

// room is a store with the feed "air" and its station KHI001.
type room struct {
	t       *testing.T
	d       *db.DB
	o       *observation.Observations
	f       *feed.Feeds
	station entity.Entity
	ctx     context.Context // of the product itself
}

func each(t *testing.T, run func(r room)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := room{t: t, d: d, ctx: actor.With(t.Context(), actor.System("test"))}
		var err error
		if r.o, err = observation.New(r.ctx, d); err != nil {
			t.Fatal(err)
		}
		r.f = feed.New(d, r.o, nil)
		province(t, d)
		r.station = entitytest.Station(t, d, "KHI001", "air", "other")
		r.put(contract("air"))
		run(r)
	})
}

func province(t *testing.T, d *db.DB) {
	t.Helper()
	err := d.Do(actor.With(t.Context(), actor.System("test")), func(ctx context.Context, tx *db.Tx) error {
		if _, err := area.Put(ctx, tx, []area.Area{{Code: "30", Kind: "province", Name: text.L{VI: "Hải Dương", EN: "Hải Dương"}, Mark: "VERIFIED"}}); err != nil {
			return err
		}
		_, err := unit.Put(ctx, tx, []unit.Unit{{Code: "H23", Kind: "committee", Area: "30", Name: text.L{VI: "UBND tỉnh", EN: "Province"}, Mark: "VERIFIED"}})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func contract(code string) feed.Contract {
	zero, most := 0.0, 1000.0
	return feed.Contract{
		Code: code, Name: text.L{VI: "Không khí", EN: "Air"}, Unit: "H23", Area: "30", Connector: "push", Cadence: 5 * time.Minute, Playbook: "KB",
		Parameters: []feed.Parameter{{Name: "PM2,5", Unit: "µg/Nm3", Min: &zero, Max: &most}, {Name: "CO", Unit: "mg/Nm3"}},
		Keys:       map[string]string{"OLD-KEY": "KHI001"},
	}
}

func (r room) put(c feed.Contract) {
	r.t.Helper()
	if _, err := r.f.Put(r.ctx, c); err != nil {
		r.t.Fatal(err)
	}
}

// device is the sender of a feed.
func device(ctx context.Context, feeds ...string) context.Context {
	return actor.With(ctx, actor.Actor{ID: "dev_1", Kind: actor.Device, Feeds: feeds})
}

func at(minute int) time.Time { return dbtest.Start.Add(time.Duration(minute) * time.Minute) }

func reading(minute int, v float64) feed.Reading {
	return feed.Reading{Station: "KHI001", Parameter: "PM2.5", Unit: "ug/m3", At: at(minute), Value: &v}
}

// accept sends readings and wants "accepted duplicate corrected quarantined".
func (r room) accept(want string, readings ...feed.Reading) feed.Summary {
	r.t.Helper()
	s, err := r.f.Accept(device(r.ctx, "air"), "air", readings)
	if got := fmt.Sprint(s.Accepted, s.Duplicate, s.Corrected, s.Quarantined); err != nil || got != want {
		r.t.Fatalf("summary %s, want %s, %v: %+v", got, want, err, s.Refused)
	}
	return s
}

func (r room) stored(parameter string) (n int) {
	r.t.Helper()
	rows, _, err := r.o.Range(r.ctx, observation.Query{Station: r.station.ID, Parameter: parameter, From: at(-1 << 25), To: at(1 << 20)})
	if err != nil {
		r.t.Fatal(err)
	}
	return len(rows)
}

func TestWhatFitsTheContractIsStoredUnderItsStoredNames(t *testing.T) {
	each(t, func(r room) {
		other := reading(-5, 2)
		other.Parameter, other.Station, other.Unit = "PM-2.5", "OLD-KEY", "μg/m³"
		silent := reading(-10, 0)
		silent.Value, silent.Status = nil, observation.Faulty
		calibrating := reading(-15, 5000) // beyond the bounds, but nobody says it is air
		calibrating.Status = observation.Calibrating
		r.accept("4 0 0 0", reading(0, 1), other, silent, calibrating)
		r.accept("0 1 1 0", reading(0, 1), func() feed.Reading { x := other; v := 3.0; x.Value = &v; return x }())
		if n := r.stored("PM2.5"); n != 4 {
			r.t.Errorf("%d rows stored", n)
		}
		rows, err := r.o.Latest(r.ctx, r.station.ID)
		if err != nil || len(rows) != 1 || rows[0].Unit != "ug/Nm3" || rows[0].Feed != "air" {
			r.t.Errorf("latest %+v %v", rows, err)
		}
		lines, err := ledger.List(r.ctx, r.d, ledger.Filter{Verb: "observation.correct", Limit: 10})
		if err != nil || len(lines) != 1 || lines[0].Actor != "dev_1" || lines[0].Subject != "air" {
			r.t.Errorf("a correction is one entry of the ledger: %+v %v", lines, err)
		}
	})
}

func TestWhatDoesNotFitGoesToQuarantineAndDisturbsNothing(t *testing.T) {
	each(t, func(r room) {
		change := func(f func(x *feed.Reading)) feed.Reading {
			x := reading(0, 7)
			x.Raw, x.Origin, x.Line = []byte("as sent\x00\xff"), "file.txt", 3
			f(&x)
			return x
		}
		value := func(v float64) func(x *feed.Reading) { return func(x *feed.Reading) { x.Value = &v } }
		when := func(t time.Time) func(x *feed.Reading) { return func(x *feed.Reading) { x.At = t } }
		cases := []struct {
			reason string
			x      feed.Reading
		}{
			{feed.UnknownStation, change(func(x *feed.Reading) { x.Station = "NOBODY" })},
			{feed.UnknownStation, change(func(x *feed.Reading) { x.Station = "\x00\xff" + strings.Repeat("x", 9999) })},
			{feed.UnknownParameter, change(func(x *feed.Reading) { x.Parameter = "XYZ" })},
			{feed.WrongUnit, change(func(x *feed.Reading) { x.Unit = "mg/m3" })},
			{feed.WrongUnit, change(func(x *feed.Reading) { x.Unit = "" })},
			{feed.NotANumber, change(value(math.NaN()))},
			{feed.NotANumber, change(value(math.Inf(-1)))},
			{feed.NotANumber, change(func(x *feed.Reading) { x.Value = nil })},
			{feed.OutOfRange, change(value(-0.1))},
			{feed.OutOfRange, change(value(1000.1))},
			{feed.BeforeFirstDate, change(when(time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC)))},
			{feed.BeforeFirstDate, change(when(time.Date(1999, 12, 31, 16, 59, 59, 0, time.UTC)))},
			{feed.InFuture, change(when(time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)))},
			{feed.InFuture, change(when(at(10).Add(time.Microsecond)))},
			{feed.BadTime, change(when(time.Time{}))},
			{feed.BadStatus, change(func(x *feed.Reading) { x.Status = 3 })},
			{feed.BadLine, change(func(x *feed.Reading) { x.Reason = feed.BadLine })},
		}
		var all []feed.Reading
		for _, c := range cases {
			all = append(all, c.x)
		}
		all = append(all, reading(10, 1), change(when(time.Date(2000, 1, 1, 0, 0, 0, 0, text.Zone))))
		s := r.accept(fmt.Sprintf("2 0 0 %d", len(cases)), all...)
		for i, c := range cases {
			if s.Refused[i].Reason != c.reason || s.Refused[i].Index != i {
				r.t.Errorf("reading %d: %s, want %s", i, s.Refused[i].Reason, c.reason)
			}
			if words := text.T(text.EN, s.Refused[i].Reason, s.Refused[i].Args); words == "" || strings.Contains(words, "{") || strings.HasPrefix(words, "feed.") {
				r.t.Errorf("%s has no clear words: %q", c.reason, words)
			}
		}
		list, _, err := r.f.Quarantine(r.ctx, "air", feed.Sought{}, "", 0)
		if err != nil || len(list) == 0 {
			r.t.Fatal(len(list), err)
		}
		n := 0
		for _, q := range list {
			n += q.Times
			if q.Raw != "as sent\uFFFD\uFFFD" || q.Origin != "file.txt:3" || q.Reason == "" || !q.Received.Equal(dbtest.Start) {
				r.t.Errorf("quarantined %+v", q)
			}
		}
		if n != len(cases) {
			r.t.Errorf("%d in quarantine, want %d", n, len(cases))
		}
	})
}

func TestTheContractMayNameAnEarlierFirstDate(t *testing.T) {
	each(t, func(r room) {
		c := contract("air")
		c.FirstDate = "1960-01-01"
		r.put(c)
		old, older := reading(0, 1), reading(0, 1)
		old.At, older.At = time.Date(1960, 1, 2, 0, 0, 0, 0, time.UTC), time.Date(1959, 12, 31, 0, 0, 0, 0, time.UTC)
		r.accept("1 0 0 1", old, older)
	})
}

func TestTheSameRefusedWordsAreOneRowWithACount(t *testing.T) {
	each(t, func(r room) {
		bad := reading(0, -1)
		for range 3 {
			r.accept("0 0 0 1", bad)
			dbtest.ClockOf(r.d).Advance(time.Minute)
		}
		list, _, err := r.f.Quarantine(r.ctx, "air", feed.Sought{}, "", 0)
		if err != nil || len(list) != 1 || list[0].Times != 3 || !list[0].First.Equal(dbtest.Start) || !list[0].Received.Equal(at(2)) {
			r.t.Errorf("%+v %v", list, err)
		}
	})
}

func TestQuarantinePagesMeet(t *testing.T) {
	each(t, func(r room) {
		for i := range 7 {
			r.accept("0 0 0 1", reading(-i, float64(-1-i)))
		}
		seen, after := map[string]bool{}, ""
		for pages := 0; pages == 0 || after != ""; pages++ {
			list, next, err := r.f.Quarantine(r.ctx, "air", feed.Sought{}, after, 3)
			if err != nil || pages > 3 {
				r.t.Fatal(pages, err)
			}
			for _, q := range list {
				seen[q.ID] = true
			}
			after = next
		}
		if len(seen) != 7 {
			r.t.Errorf("%d rows seen", len(seen))
		}
	})
}

func TestADeviceSendsToItsOwnFeedsOnly(t *testing.T) {
	each(t, func(r room) {
		person := actor.With(r.ctx, actor.Actor{ID: "acc_1", Kind: actor.Person, Grants: []actor.Grant{{Role: actor.Admin, UnitPath: "/H23/", AreaPath: "/30/"}}})
		for _, c := range []struct {
			ctx  context.Context
			feed string
			kind fault.Kind
		}{
			{device(r.ctx, "other"), "air", fault.Forbidden},
			{person, "air", fault.Forbidden},
			{actor.With(r.ctx, actor.Actor{}), "air", fault.Unauthenticated},
			{device(r.ctx, "gone"), "gone", fault.NotFound},
		} {
			if _, err := r.f.Accept(c.ctx, c.feed, []feed.Reading{reading(0, 1)}); !fault.Is(err, c.kind) {
				r.t.Errorf("%s: %v, want %s", c.feed, err, c.kind)
			}
		}
		if n := r.stored("PM2.5"); n != 0 {
			r.t.Errorf("%d rows of strangers stored", n)
		}
	})
}

func TestManySendersShareCommitsAndEachLearnsItsOwnOutcome(t *testing.T) {
	each(t, func(r room) {
		const senders, each = 32, 10
		var wg sync.WaitGroup
		for s := range senders {
			wg.Go(func() {
				for i := range each {
					n := -(s*each + i)
					v := float64(s)
					good := reading(n, v)
					bad := good
					bad.Parameter = "XYZ"
					sum, err := r.f.Accept(device(r.ctx, "air"), "air", []feed.Reading{good, bad, good})
					if err != nil || sum.Accepted != 1 || sum.Duplicate != 1 || sum.Quarantined != 1 {
						r.t.Errorf("sender %d: %+v %v", s, sum, err)
					}
				}
			})
		}
		wg.Wait()
		if n := r.stored("PM2.5"); n != senders*each {
			r.t.Errorf("%d rows, want %d", n, senders*each)
		}
		x, err := r.f.Get(r.ctx, "air")
		if err != nil || x.Counts != (feed.Counts{Accepted: 320, Duplicate: 320, Quarantined: 320}) {
			r.t.Errorf("counts %+v %v", x.Counts, err)
		}
	})
}

// The series of "other" is in another quantity, so that its readings fail in the
// shared transaction; those beside them must not.
func TestTwoFeedsOfOneSeriesAgreeOnItsUnit(t *testing.T) {
	each(t, func(r room) {
		r.accept("1 0 0 0", reading(0, 1))
		mg := contract("other")
		mg.Parameters = []feed.Parameter{{Name: "PM2.5", Unit: "mg/Nm3"}}
		r.put(mg)
		x := reading(-5, 0.25)
		x.Unit = "mg/m3"
		sum, err := r.f.Accept(device(r.ctx, "other"), "other", []feed.Reading{x})
		if err != nil || sum.Accepted != 1 {
			r.t.Fatal(sum, err)
		}
		rows, _, err := r.o.Range(r.ctx, observation.Query{Station: r.station.ID, Parameter: "PM2.5", From: at(-5), To: at(-4)})
		if err != nil || len(rows) != 1 || *rows[0].Value != 250 || rows[0].Feed != "other" {
			r.t.Errorf("converted %+v %v", rows, err)
		}
		mg.Parameters = []feed.Parameter{{Name: "PM2.5", Unit: "mg/L"}}
		r.put(mg)
		x.Unit = "mg/L"
		sum, err = r.f.Accept(device(r.ctx, "other"), "other", []feed.Reading{x})
		if err != nil || sum.Quarantined != 1 || sum.Refused[0].Reason != feed.WrongUnit {
			r.t.Errorf("a unit of another quantity: %+v %v", sum, err)
		}
	})
}

func TestTakeCommitsWithItsCaller(t *testing.T) {
	each(t, func(r room) {
		boom := fmt.Errorf("boom")
		for _, want := range []error{boom, nil} {
			err := r.d.Do(r.ctx, func(ctx context.Context, tx *db.Tx) error {
				sum, err := r.f.Take(ctx, "air", []feed.Reading{reading(0, 1), reading(0, -1)})
				if err != nil || sum.Accepted != 1 || sum.Quarantined != 1 {
					r.t.Errorf("%+v %v", sum, err)
				}
				return want
			})
			if err != want {
				r.t.Fatal(err)
			}
			list, _, err := r.f.Quarantine(r.ctx, "air", feed.Sought{}, "", 0)
			if n := r.stored("PM2.5"); err != nil || (n == 1) != (want == nil) || len(list) != n {
				r.t.Errorf("%d rows and %d in quarantine after %v", n, len(list), want)
			}
		}
	})
}

func TestAChangeByAnotherProcessCountsFromTheNextCommit(t *testing.T) {
	each(t, func(r room) {
		x := reading(0, 1)
		x.Station = "KHI002"
		r.accept("0 0 0 1", x)
		entitytest.Station(r.t, r.d, "KHI002", "air")
		r.accept("1 0 0 0", x)
		o2, err := observation.New(r.ctx, r.d)
		if err != nil {
			r.t.Fatal(err)
		}
		elsewhere := feed.New(r.d, o2, nil)
		narrow, five := contract("air"), 5.0
		narrow.Parameters[0].Max = &five
		if _, err := elsewhere.Put(r.ctx, narrow); err != nil {
			r.t.Fatal(err)
		}
		r.accept("0 0 0 1", reading(-5, 6))
	})
}

func TestACancelledSenderIsNotStoredUnlessItsCommitHadBegun(t *testing.T) {
	each(t, func(r room) {
		ctx, cancel := context.WithCancel(device(r.ctx, "air"))
		cancel()
		_, err := r.f.Accept(ctx, "air", []feed.Reading{reading(0, 1)})
		n := r.stored("PM2.5")
		if err == nil && n != 1 || err != nil && n != 0 {
			r.t.Errorf("%d rows after %v", n, err)
		}
	})
}

func TestTooManyReadingsAreRefusedWhole(t *testing.T) {
	each(t, func(r room) {
		if _, err := r.f.Accept(device(r.ctx, "air"), "air", make([]feed.Reading, 100_001)); !fault.Is(err, fault.TooLarge) {
			r.t.Error(err)
		}
	})
}

func TestAContractNamesAllItsFaults(t *testing.T) {
	each(t, func(r room) {
		lo, hi := 5.0, 1.0
		_, err := r.f.Put(r.ctx, feed.Contract{Code: "../air", FirstDate: "yesterday", Parameters: []feed.Parameter{{Name: "PM10", Unit: "ug/m3", Min: &lo, Max: &hi}, {Name: "pm-10", Unit: "ug/m3"}}})
		for _, path := range []string{"code", "name", "unit", "area", "connector", "cadence", "playbook", "first_date", "parameters/0", "parameters/1"} {
			if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), " "+path+": ") {
				r.t.Errorf("%s is not named: %v", path, err)
			}
		}
		c := contract("lost")
		c.Unit, c.Area = "H99", "999"
		if _, err := r.f.Put(r.ctx, c); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "feed.unknown_unit") || !strings.Contains(err.Error(), "feed.unknown_area") {
			r.t.Error(err)
		}
		if changed, err := r.f.Put(r.ctx, contract("air")); changed || err != nil {
			r.t.Errorf("the same contract again: %v %v", changed, err)
		}
	})
}

func TestWhoMayNotReadAFeedDoesNotLearnOfIt(t *testing.T) {
	each(t, func(r room) {
		r.accept("0 0 0 1", reading(0, -1))
		grant := func(role actor.Role, unit, area string) context.Context {
			return actor.With(r.ctx, actor.Actor{ID: "acc_1", Kind: actor.Person, Grants: []actor.Grant{{Role: role, UnitPath: unit, AreaPath: area}}})
		}
		for name, c := range map[string]struct {
			ctx              context.Context
			feed, quarantine fault.Kind
		}{
			"steward":               {grant(actor.Steward, "/H23/", "/30/"), "", ""},
			"duty officer":          {grant(actor.Duty, "/H23/", "/30/"), "", fault.Forbidden},
			"steward of a sub-unit": {grant(actor.Steward, "/H23/X/", "/30/"), "", fault.Forbidden},
			"clerk":                 {grant(actor.Clerk, "/H23/", "/30/"), fault.NotFound, fault.NotFound},
			"another province":      {grant(actor.Admin, "/H24/", "/31/"), fault.NotFound, fault.NotFound},
		} {
			_, err := r.f.Get(c.ctx, "air")
			if fault.KindOf(err) != c.feed {
				r.t.Errorf("%s reads the feed: %v", name, err)
			}
			list, err := r.f.List(c.ctx)
			if err != nil || (len(list) == 1) != (c.feed == "") {
				r.t.Errorf("%s lists %d feeds, %v", name, len(list), err)
			}
			rows, _, err := r.f.Quarantine(c.ctx, "air", feed.Sought{}, "", 0)
			if fault.KindOf(err) != c.quarantine || (len(rows) == 1) != (c.quarantine == "") {
				r.t.Errorf("%s reads %d rows of quarantine, %v", name, len(rows), err)
			}
		}
	})
}

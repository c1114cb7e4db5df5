package feed_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/sense/entity/entitytest"
	"thanhdong/sense/feed"
	"thanhdong/sense/feed/body"
)

// anyPlaybook says that every playbook but "gone" is in force.
type anyPlaybook struct{}

func (anyPlaybook) InForce(_ context.Context, _ *db.Tx, code string) (bool, error) {
	return code != "gone", nil
}

func steward(r room) context.Context {
	return actor.With(r.ctx, actor.Actor{ID: "acc_1", Kind: actor.Person, Grants: []actor.Grant{{Role: actor.Steward, UnitPath: "/H23/", AreaPath: "/30/"}}})
}

func (r room) open() []feed.Quarantined {
	r.t.Helper()
	list, _, err := r.f.Quarantine(r.ctx, "air", feed.Sought{}, "", 0)
	if err != nil {
		r.t.Fatal(err)
	}
	return list
}

// replay wants "rows accepted duplicate corrected superseded still".
func (r room) replay(want string, q feed.Sought) feed.Replayed {
	r.t.Helper()
	x, err := r.f.Replay(steward(r), "air", q, "")
	if got := fmt.Sprint(x.Rows, x.Accepted, x.Duplicate, x.Corrected, x.Superseded, x.Still); err != nil || got != want {
		r.t.Fatalf("replayed %s, want %s, %v", got, want, err)
	}
	return x
}

func TestWhatWasRefusedIsTakenOnceAfterMending(t *testing.T) {
	each(t, func(r room) {
		r.accept("1 0 0 2", reading(0, 1), reading(-5, 2000), func() feed.Reading { x := reading(-10, 3); x.Station = "KHI002"; return x }())
		r.replay("2 0 0 0 0 2", feed.Sought{})
		wide, most := contract("air"), 5000.0
		wide.Parameters[0].Max = &most
		r.put(wide)
		r.replay("2 1 0 0 0 1", feed.Sought{})
		if list := r.open(); len(list) != 1 || list[0].Reason != feed.UnknownStation {
			r.t.Errorf("still there: %+v", list)
		}
		r.replay("1 0 0 0 0 1", feed.Sought{})
		entitytest.Station(r.t, r.d, "KHI002", "air")
		r.replay("0 0 0 0 0 0", feed.Sought{Reason: feed.OutOfRange})
		r.replay("1 1 0 0 0 0", feed.Sought{Reason: feed.UnknownStation, Station: "KHI002"})
		r.replay("0 0 0 0 0 0", feed.Sought{})
		if n := r.stored("PM2.5"); n != 2 {
			r.t.Errorf("%d rows at the first station", n)
		}
		lines, err := ledger.List(r.ctx, r.d, ledger.Filter{Verb: "quarantine.replay", Limit: 10})
		if err != nil || len(lines) != 4 || lines[0].Actor != "acc_1" {
			r.t.Errorf("ledger %d %v", len(lines), err)
		}
		// The same words again, refused again: the row is open again.
		r.put(contract("air"))
		r.accept("0 0 0 1", reading(-5, 2000))
		if list := r.open(); len(list) != 1 || list[0].Times != 2 {
			r.t.Errorf("%+v", list)
		}
	})
}

func TestARowThatStillDoesNotFitGetsItsNewReason(t *testing.T) {
	each(t, func(r room) {
		x := reading(0, 5000)
		x.Station = "KHI002"
		r.accept("0 0 0 1", x)
		entitytest.Station(r.t, r.d, "KHI002", "air")
		r.replay("1 0 0 0 0 1", feed.Sought{})
		if list := r.open(); len(list) != 1 || list[0].Reason != feed.OutOfRange || list[0].Args["value"] != 5000.0 {
			r.t.Errorf("%+v", list)
		}
		r.accept("0 0 0 1", x) // the same words for the same reason are still one row
		if list := r.open(); len(list) != 1 || list[0].Times != 2 {
			r.t.Errorf("%+v", list)
		}
	})
}

func TestANewerValueStays(t *testing.T) {
	each(t, func(r room) {
		r.accept("0 0 0 1", reading(0, 2000))
		dbtest.ClockOf(r.d).Advance(time.Minute)
		r.accept("1 0 0 0", reading(0, 20))
		wide, most := contract("air"), 5000.0
		wide.Parameters[0].Max = &most
		r.put(wide)
		r.replay("1 0 0 0 1 0", feed.Sought{})
		rows, err := r.o.Latest(r.ctx, r.station.ID)
		if err != nil || len(rows) != 1 || *rows[0].Value != 20 {
			r.t.Errorf("%+v %v", rows, err)
		}
	})
}

func TestManyPlayAgainAtOnceAndEachRowIsTakenOnce(t *testing.T) {
	each(t, func(r room) {
		var bad []feed.Reading
		for i := range 40 {
			bad = append(bad, reading(-i, 2000+float64(i)))
		}
		r.accept("0 0 0 40", bad...)
		wide, most := contract("air"), 5000.0
		wide.Parameters[0].Max = &most
		r.put(wide)
		var mu sync.Mutex
		taken, again := 0, 0
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				x, err := r.f.Replay(steward(r), "air", feed.Sought{}, "")
				mu.Lock()
				defer mu.Unlock()
				if err != nil {
					r.t.Error(err)
				}
				taken, again = taken+x.Accepted, again+x.Duplicate+x.Corrected
			})
		}
		wg.Wait()
		if taken != 40 || again != 0 || r.stored("PM2.5") != 40 || len(r.open()) != 0 {
			r.t.Errorf("%d taken, %d again, %d stored, %d open", taken, again, r.stored("PM2.5"), len(r.open()))
		}
	})
}

func TestRowsArePutAsideWithAReasonAndTakenBack(t *testing.T) {
	each(t, func(r room) {
		r.accept("0 0 0 2", reading(0, -1), reading(0, 2000))
		id := r.open()[0].ID
		if _, _, err := r.f.Discard(steward(r), "air", feed.Sought{IDs: []string{id}}, "", ""); !fault.Is(err, fault.Invalid) {
			r.t.Errorf("without a reason: %v", err)
		}
		for _, want := range []int{1, 0} { // again is nothing
			if n, _, err := r.f.Discard(steward(r), "air", feed.Sought{IDs: []string{id}}, "thử máy", ""); err != nil || n != want {
				r.t.Errorf("%d put aside, %v", n, err)
			}
		}
		aside, _, err := r.f.Quarantine(r.ctx, "air", feed.Sought{State: feed.Discarded}, "", 0)
		if err != nil || len(aside) != 1 || aside[0].Decision != "thử máy" || aside[0].DecidedBy != "acc_1" || len(r.open()) != 1 {
			r.t.Errorf("%+v %v", aside, err)
		}
		r.replay("1 0 0 0 0 1", feed.Sought{}) // what is put aside is not played again
		if n, _, err := r.f.Restore(steward(r), "air", feed.Sought{IDs: []string{id}}, ""); err != nil || n != 1 || len(r.open()) != 2 {
			r.t.Errorf("%d taken back, %v", n, err)
		}
	})
}

func TestOnlyStewardsDecideOverQuarantine(t *testing.T) {
	each(t, func(r room) {
		r.accept("0 0 0 1", reading(0, -1))
		for role, kind := range map[actor.Role]fault.Kind{actor.Inspector: fault.Forbidden, actor.Duty: fault.Forbidden, actor.Clerk: fault.NotFound} {
			ctx := actor.With(r.ctx, actor.Actor{ID: "acc_2", Kind: actor.Person, Grants: []actor.Grant{{Role: role, UnitPath: "/H23/", AreaPath: "/30/"}}})
			_, err1 := r.f.Replay(ctx, "air", feed.Sought{}, "")
			_, _, err2 := r.f.Discard(ctx, "air", feed.Sought{}, "x", "")
			_, _, err3 := r.f.Restore(ctx, "air", feed.Sought{}, "")
			if !fault.Is(err1, kind) || !fault.Is(err2, kind) || !fault.Is(err3, kind) {
				r.t.Errorf("%s: %v, %v, %v", role, err1, err2, err3)
			}
		}
	})
}

func mapped() feed.Contract {
	c := contract("air")
	c.Playbook = "KB"
	c.Mapping = &body.Mapping{Format: "csv", Station: body.MapStation{Column: "tram"}, Time: body.MapTime{Column: "luc", Form: "dd/MM/yyyy HH:mm"},
		Values: []body.MapColumn{{Column: "bui", Parameter: "PM2.5", Unit: "mg/m3"}, {Column: "co", Parameter: "CO"}}}
	return c
}

const mappedSample = "luc,tram,bui,co\n03/07/2024 07:00,KHI001,0.02,1\n03/07/2024 06:00,KHI001,2,1\n03/07/2024 05:00,XXX,0.02,\n"

func TestADraftIsTriedBeforeItIsSaved(t *testing.T) {
	each(t, func(r room) {
		x, err := r.f.Try(steward(r), mapped(), []byte(mappedSample), nil)
		if err != nil || x.Fit != 3 || x.Refused[feed.OutOfRange] != 1 || x.Refused[feed.UnknownStation] != 1 || x.Skipped != 1 || len(x.Rows) != 5 {
			r.t.Fatalf("%+v %v", x, err)
		}
		if row := x.Rows[0]; row.Code != "KHI001" || *row.Value != 20 || row.Unit != "ug/Nm3" || row.Why != "" {
			r.t.Errorf("%+v", row)
		}
		if n := r.stored("PM2.5"); n != 0 || len(r.open()) != 0 {
			r.t.Errorf("a trial stored %d", n)
		}
		bad := mapped()
		bad.Mapping.Time.Form = "?"
		if _, err := r.f.Try(steward(r), bad, []byte(mappedSample), nil); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "mapping/time/form") {
			r.t.Error(err)
		}
		duty := actor.With(r.ctx, actor.Actor{ID: "acc_2", Kind: actor.Person, Grants: []actor.Grant{{Role: actor.Duty, UnitPath: "/H23/", AreaPath: "/30/"}}})
		if _, err := r.f.Try(duty, mapped(), []byte(mappedSample), nil); !fault.Is(err, fault.Forbidden) {
			r.t.Error(err)
		}
	})
}

func TestAMappedRowIsPlayedAgainCellByCell(t *testing.T) {
	each(t, func(r room) {
		r.put(mapped())
		send := func(want string) {
			list, err := r.f.Read(r.ctx, "air", []byte(mappedSample), "", "o", 100)
			if err != nil {
				r.t.Fatal(err)
			}
			r.accept(want, list...)
		}
		send("3 0 0 2")
		wide, most := mapped(), 5000.0
		wide.Parameters[0].Max = &most
		r.put(wide)
		entitytest.Station(r.t, r.d, "XXX", "air")
		x, err := r.f.Try(steward(r), wide, nil, []string{r.open()[0].ID, r.open()[1].ID})
		if err != nil || x.Fit != 2 || len(x.Rows) != 2 || x.Rows[0].RowOf == "" {
			r.t.Errorf("tried on quarantine: %+v %v", x, err)
		}
		r.replay("2 2 0 0 0 0", feed.Sought{})
		send("0 5 0 0")
	})
}

func TestTwoWhoEditAtOnceDoNotWriteOverEachOther(t *testing.T) {
	each(t, func(r room) {
		r.f = feed.New(r.d, r.o, anyPlaybook{})
		ctx := steward(r)
		v, err := r.f.Contract(ctx, "air")
		if err != nil || v.Rev != 1 {
			r.t.Fatal(v.Rev, err)
		}
		mine, err := r.f.Save(ctx, mapped(), v.Rev)
		if err != nil || mine.Rev != 2 || mine.By != "acc_1" || mine.Mapping == nil {
			r.t.Fatalf("%+v %v", mine, err)
		}
		theirs := mapped()
		theirs.Cadence = time.Hour
		if _, err := r.f.Save(ctx, theirs, v.Rev); !fault.Is(err, fault.Conflict) {
			r.t.Errorf("saved over: %v", err)
		}
		if again, err := r.f.Save(ctx, mapped(), 2); err != nil || again.Rev != 2 {
			r.t.Errorf("the same again: %+v %v", again.Rev, err)
		}
		if _, err := r.f.Save(ctx, mapped(), 0); !fault.Is(err, fault.Conflict) {
			r.t.Errorf("a new feed under a code that is taken: %v", err)
		}
		fresh := mapped()
		fresh.Code = "water"
		if v, err := r.f.Save(ctx, fresh, 0); err != nil || v.Rev != 1 {
			r.t.Errorf("a new feed: %+v %v", v.Rev, err)
		}
		bad := mapped()
		bad.Playbook, bad.Unit, bad.Cadence, bad.Mapping.Values = "gone", "", 0, nil
		_, err = r.f.Save(ctx, bad, 2)
		for _, path := range []string{"playbook", "unit", "cadence", "mapping/values"} {
			if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), " "+path+": ") {
				r.t.Errorf("%s is not named: %v", path, err)
			}
		}
		none := mapped()
		none.Playbook = ""
		if _, err := r.f.Save(ctx, none, 2); !fault.Is(err, fault.Invalid) {
			r.t.Errorf("without playbook: %v", err)
		}
		duty := actor.With(r.ctx, actor.Actor{ID: "acc_2", Kind: actor.Person, Grants: []actor.Grant{{Role: actor.Duty, UnitPath: "/H23/", AreaPath: "/30/"}}})
		if _, err := r.f.Save(duty, mapped(), 2); !fault.Is(err, fault.Forbidden) {
			r.t.Error(err)
		}
	})
}

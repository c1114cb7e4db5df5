package observation_test

import (
	"context"
	"math"
	"testing"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/sense/observation"
)

// as gives the context of a person who holds one role over the station's own unit
// and area.
func (r room) as(role actor.Role, unit string) context.Context {
	return actor.With(r.t.Context(), actor.Actor{ID: "acc_" + string(role), Name: "Người thử", Grants: []actor.Grant{{Role: role, UnitPath: unit, AreaPath: "/30/"}}})
}

func (r room) steward() context.Context { return r.as(actor.Steward, "/H23/H23.STNMT/") }

func (r room) span(from, to int) observation.Query {
	return observation.Query{Station: r.station, Parameter: "PM2.5", From: at(from), To: at(to)}
}

func (r room) hour() observation.Mean {
	r.t.Helper()
	means, err := r.o.Hourly(r.ctx, r.span(0, 60))
	if err != nil || len(means) > 1 {
		r.t.Fatal(means, err)
	}
	if len(means) == 0 {
		return observation.Mean{}
	}
	return means[0]
}

func TestACorrectionByAPersonCountsAndKeepsWhatWasThere(t *testing.T) {
	each(t, func(r room) {
		r.write("aa", r.row(0, 10), r.row(5, 99))
		if err := r.o.Correct(r.steward(), r.station, "PM2,5", at(5), 9.9, " Nhầm dấu phẩy "); err != nil {
			r.t.Fatal(err)
		}
		h, err := r.o.History(r.ctx, r.station, "PM2.5", at(5))
		if err != nil || h.Now == nil || *h.Now.Value != 9.9 || h.Now.Feed != observation.ByHand || len(h.Earlier) != 1 {
			r.t.Fatalf("%+v %v", h, err)
		}
		if e := h.Earlier[0]; *e.Value != 99 || e.Feed != "air" || e.Actor != "acc_steward" || e.Reason != "Nhầm dấu phẩy" {
			r.t.Errorf("earlier: %+v", e)
		}
		if m := r.hour(); math.Abs(m.Mean-9.95) > 1e-9 || m.Count != 2 {
			r.t.Errorf("mean %+v", m)
		}
		lines, err := ledger.List(r.ctx, r.d, ledger.Filter{Verb: "observation.correct", Limit: 10})
		if err != nil || len(lines) != 1 || lines[0].Subject != r.station || lines[0].Actor != "acc_steward" {
			r.t.Errorf("ledger %+v %v", lines, err)
		}
		if err := r.o.Correct(r.steward(), r.station, "PM2.5", at(5), 9.9, "lần nữa"); !fault.Is(err, fault.Conflict) {
			r.t.Errorf("the same value: %v", err)
		}
		if err := r.o.Correct(r.steward(), r.station, "PM2.5", at(7), 9.9, "không có"); !fault.Is(err, fault.NotFound) {
			r.t.Errorf("nothing there: %v", err)
		}
	})
}

// A station sends its buffer again after days: what a person decided stands, also
// for another process that never saw the correction made.
func TestAMachineDoesNotUndoWhatAPersonSet(t *testing.T) {
	each(t, func(r room) {
		r.write("a", r.row(5, 99))
		if err := r.o.Correct(r.steward(), r.station, "PM2.5", at(5), 9.9, "nhầm dấu phẩy"); err != nil {
			r.t.Fatal(err)
		}
		r.o = r.open()
		r.write("d", r.row(5, 99))
		r.write("d", r.row(5, 99))
		r.write("d", r.row(5, 77))
		r.write("d", r.row(5, 77))
		h, err := r.o.History(r.ctx, r.station, "PM2.5", at(5))
		if err != nil || *h.Now.Value != 9.9 || len(h.Earlier) != 2 || *h.Earlier[1].Value != 77 {
			r.t.Errorf("%+v %v", h, err)
		}
		if err := r.o.Correct(r.steward(), r.station, "PM2.5", at(5), 9.8, "đo lại"); err != nil {
			r.t.Error(err)
		}
	})
}

func TestAnInvalidValueIsShownAndDoesNotCount(t *testing.T) {
	each(t, func(r room) {
		for m := 0; m < 60; m += 5 {
			r.write("a", r.row(m, float64(m)))
		}
		mark := func(from, to int, q observation.Quality) {
			r.t.Helper()
			if err := r.o.Mark(r.steward(), r.station, "PM2.5", at(from), at(to), q, "đầu đo bẩn"); err != nil {
				r.t.Fatal(err)
			}
		}
		wants := func(mean float64, n int, marks string) {
			r.t.Helper()
			if m := r.hour(); m.Count != n || math.Abs(m.Mean-mean) > 1e-9 {
				r.t.Errorf("mean %+v, want %v of %d", m, mean, n)
			}
			rows, _, err := r.o.Range(r.ctx, r.span(0, 60))
			got := ""
			for _, row := range rows {
				got += string(append([]rune(row.Mark), '.')[0])
			}
			if err != nil || got != marks {
				r.t.Errorf("marks %s, want %s, %v", got, marks, err)
			}
		}
		wants(27.5, 12, "............")
		mark(20, 40, observation.Invalid) // 20 to 35
		wants((5+10+15+40+45+50+55)/8.0, 8, "....iiii....")
		mark(35, 50, observation.Suspect) // counts, and lies over the other
		wants((5+10+15+35+40+45+50+55)/9.0, 9, "....iiisss..")
		mark(20, 25, observation.Cleared)
		mark(0, 5, observation.Verified)
		wants((5+10+15+20+35+40+45+50+55)/10.0, 10, "v....iisss..")
		mark(0, 60, observation.Invalid)
		wants(0, 0, "iiiiiiiiiiii")
		latest, err := r.o.Latest(r.ctx, r.station)
		if err != nil || len(latest) != 1 || latest[0].Mark != observation.Invalid || latest[0].Counts() {
			r.t.Errorf("latest %+v %v", latest, err)
		}
		h, err := r.o.History(r.ctx, r.station, "PM2.5", at(20))
		if err != nil || len(h.Marks) != 3 || h.Marks[1].Mark != observation.Cleared || h.Marks[0].Reason != "đầu đo bẩn" || h.Marks[2].Actor != "acc_steward" {
			r.t.Errorf("history %+v %v", h.Marks, err)
		}
		r.o = r.open() // another process knows them too
		wants(0, 0, "iiiiiiiiiiii")
	})
}

func TestAMarkTellsThoseWhoCompute(t *testing.T) {
	each(t, func(r room) {
		r.write("aaa", r.row(0, 1), r.row(5, 2), r.row(10, 3))
		var told []observation.Span
		b := bus.New(r.d)
		b.Read("count", []string{observation.StoredKind}, func(_ context.Context, _ *db.Tx, list []bus.Event) error {
			for _, e := range list {
				s, err := observation.ReadStored(e.Body)
				if err != nil {
					return err
				}
				if s.Feed == observation.ByHand {
					told = append(told, s.Series...)
				}
			}
			return nil
		})
		if err := r.o.Mark(r.steward(), r.station, "PM2.5", at(3), at(600), observation.Invalid, "bảo trì"); err != nil {
			r.t.Fatal(err)
		}
		if err := r.o.Mark(r.steward(), r.station, "PM2.5", at(300), at(600), observation.Suspect, "chưa có gì"); err != nil {
			r.t.Fatal(err)
		}
		if err := b.Drain(r.ctx); err != nil || len(told) != 1 || !told[0].From.Equal(at(5)) || !told[0].To.Equal(at(10)) {
			r.t.Errorf("told %+v %v", told, err)
		}
	})
}

func TestOnlyThoseWhoLookAfterTheStationAmendItAndSayWhy(t *testing.T) {
	each(t, func(r room) {
		r.write("a", r.row(5, 99))
		both := func(ctx context.Context, reason string) (error, error) {
			return r.o.Correct(ctx, r.station, "PM2.5", at(5), 1, reason), r.o.Mark(ctx, r.station, "PM2.5", at(0), at(9), observation.Suspect, reason)
		}
		for what, ctx := range map[string]context.Context{
			"a duty officer": r.as(actor.Duty, "/H23/H23.STNMT/"), "another unit's steward": r.as(actor.Steward, "/H23/H23.SYT/"),
		} {
			if a, b := both(ctx, "vì sao"); !fault.Is(a, fault.Forbidden) || !fault.Is(b, fault.Forbidden) {
				r.t.Errorf("%s: %v, %v", what, a, b)
			}
		}
		away := actor.With(r.t.Context(), actor.Actor{ID: "acc_1", Grants: []actor.Grant{{Role: actor.Steward, UnitPath: "/H23/", AreaPath: "/31/"}}})
		if a, b := both(away, "vì sao"); !fault.Is(a, fault.NotFound) || !fault.Is(b, fault.NotFound) {
			r.t.Errorf("another area: %v, %v", a, b)
		}
		if a, b := both(r.steward(), "  "); !fault.Is(a, fault.Invalid) || !fault.Is(b, fault.Invalid) {
			r.t.Errorf("no reason: %v, %v", a, b)
		}
		err := r.o.Mark(r.steward(), r.station, "PM2.5", at(9), at(9), "fine", "")
		if e, ok := fault.As(err); !ok || len(e.Fields) != 3 {
			r.t.Errorf("three faults: %v", err)
		}
		if a, b := both(r.as(actor.Officer, "/H23/"), "sai số"); a != nil || b != nil {
			r.t.Errorf("officer: %v, %v", a, b)
		}
	})
}

func TestWhatIsComputedIsNotAmended(t *testing.T) {
	each(t, func(r room) {
		v := 50.0
		err := r.d.Do(r.ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := r.o.Write(ctx, tx, observation.Derived, []observation.Row{{Station: r.station, Parameter: "VN_AQI", Unit: "1", At: at(0).Truncate(time.Hour), Value: &v}})
			return err
		})
		if err != nil {
			r.t.Fatal(err)
		}
		if err := r.o.Mark(r.steward(), r.station, "VN_AQI", at(-600), at(9), observation.Invalid, "sai"); !fault.Is(err, fault.Conflict) {
			r.t.Error(err)
		}
	})
}

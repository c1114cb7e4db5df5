package feed_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/text"
	"thanhdong/ground/timer"
	"thanhdong/sense/feed"
)

// watch collects the changes of health as "before>after".
type watch struct {
	room
	b     *bus.Bus
	t     *timer.Timers
	story []string
}

func (r room) watch() *watch {
	w := &watch{room: r, b: bus.New(r.d), t: timer.New(r.d)}
	r.f.Handle(w.t)
	w.b.Read("test", []string{feed.HealthChangedKind}, func(_ context.Context, _ *db.Tx, events []bus.Event) error {
		for _, e := range events {
			w.story = append(w.story, string(e.Body))
		}
		return nil
	})
	return w
}

// after moves the clock minute by minute, as time goes, and wants the health.
func (w *watch) after(minutes int, want feed.Health) {
	w.room.t.Helper()
	for range minutes {
		dbtest.ClockOf(w.d).Advance(time.Minute)
		if err := w.t.RunDue(w.ctx); err != nil {
			w.room.t.Fatal(err)
		}
	}
	x, err := w.f.Get(w.ctx, "air")
	if err != nil || x.Health != want {
		w.room.t.Errorf("at %s: %s, want %s, %v", w.d.Now().In(text.Zone).Format("15:04"), x.Health, want, err)
	}
}

func (w *watch) speak(minute int) {
	w.room.t.Helper()
	w.accept("1 0 0 0", reading(minute, 1))
}

func TestASourceIsOnTimeThenLateThenSilentAndComesBack(t *testing.T) {
	each(t, func(r room) {
		w := r.watch()
		w.after(60, feed.Never) // never means never, however long
		w.speak(60)
		w.after(9, feed.OnTime)
		w.after(1, feed.Late)
		w.after(4, feed.Late)
		w.after(1, feed.Silent)
		w.speak(75)
		w.after(5, feed.OnTime)
		for m := 80; m < 180; m += 5 {
			w.speak(m)
			w.after(5, feed.OnTime)
		}
		if err := w.b.Drain(w.ctx); err != nil {
			r.t.Fatal(err)
		}
		got := ""
		for _, s := range w.story {
			_, rest, _ := strings.Cut(s, `"health":"`)
			got += rest[:strings.Index(rest, `"`)] + " "
		}
		if got != "on_time late silent on_time " {
			r.t.Errorf("story %q", got)
		}
	})
}

func TestWhatComesOldMakesASourceLate(t *testing.T) {
	each(t, func(r room) {
		w := r.watch()
		w.speak(-60)
		w.after(0, feed.Late)
		w.speak(0)
		w.after(0, feed.OnTime)
	})
}

func TestMostlyRefusedReadingsMakeASourceBad(t *testing.T) {
	each(t, func(r room) {
		w := r.watch()
		w.speak(0)
		r.accept("0 0 0 2", reading(-1, -1), reading(-2, -1))
		w.after(0, feed.Bad)
		for m := range 2 {
			w.speak(-10 - m)
		}
		w.after(0, feed.OnTime)
	})
}

func TestADailySourceIsDueAtItsHourOfTheNextDay(t *testing.T) {
	each(t, func(r room) {
		seven := 7
		c := contract("air")
		c.Cadence, c.DueHour = 24*time.Hour, &seven
		r.put(c)
		w := r.watch()
		w.speak(0) // Wednesday 08:00
		w.after(22*60+59, feed.OnTime)
		w.after(1, feed.Late) // Thursday 07:00
		w.speak(23 * 60)
		w.after(0, feed.OnTime)
	})
}

func TestAContractWithAnotherCadenceIsJudgedAtOnce(t *testing.T) {
	each(t, func(r room) {
		w := r.watch()
		w.speak(0)
		w.after(8, feed.OnTime)
		c := contract("air")
		c.Cadence = time.Minute
		r.put(c)
		w.after(0, feed.Silent)
	})
}

func TestCountsAreOfTheLastDay(t *testing.T) {
	each(t, func(r room) {
		w := r.watch()
		w.speak(0)
		dbtest.ClockOf(r.d).Advance(25 * time.Hour)
		w.accept("1 1 0 0", reading(60*25, 1), reading(60*25, 1))
		x, err := r.f.Get(r.ctx, "air")
		if got := fmt.Sprint(x.Counts); err != nil || got != "{1 1 0 0}" {
			r.t.Errorf("counts %s %v", got, err)
		}
		if !x.LastReceived.Equal(at(60*25)) || !x.LastObserved.Equal(at(60*25)) || x.Stations != 1 {
			r.t.Errorf("%+v", x)
		}
	})
}

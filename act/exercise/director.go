package exercise

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"thanhdong/act/incident"
	"thanhdong/act/warning"
	"thanhdong/act/work"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/ground/timer"
	"thanhdong/sense/alert"
	"thanhdong/sense/entity"
	"thanhdong/sense/feed"
	"thanhdong/sense/observation"
	"thanhdong/sense/rule"
)

// Stage is the second world as the director needs it.
type Stage struct {
	DB           *db.DB
	Timers       *timer.Timers
	Observations *observation.Observations
	Feeds        *feed.Feeds
	Alerts       *alert.Alerts
	Work         *work.Work
	Incidents    *incident.Incidents
	Warnings     *warning.Warnings
}

// Director stands in a second world: it plays the script there, by that world's own
// timers, so that a restart goes on where it was, and tells what people did.
type Director struct {
	Stage
	e    Exercise
	note func(ctx context.Context, p Played) error
}

const (
	stepDuty = "exercise.step"
	// window is how far a replay looks ahead at a time.
	window = time.Minute
)

// NewDirector puts a director into a world. note keeps what was played, outside.
func NewDirector(s Stage, e Exercise, note func(ctx context.Context, p Played) error) *Director {
	d := &Director{Stage: s, e: e, note: note}
	s.Timers.Handle(stepDuty, d.play)
	return d
}

// quiet are the duties whose pending timers are left behind when a world is made: no
// station and no source speaks there but by the script, and that is no finding.
var quiet = []string{"rule.silence", "feed.health"}

// Begin puts the script into a fresh world.
func (d *Director) Begin(ctx context.Context) error {
	return d.DB.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, duty := range quiet {
			if err := timer.Clear(ctx, tx, duty); err != nil {
				return err
			}
		}
		for i, s := range d.e.Script.Steps {
			if err := timer.Set(ctx, tx, stepDuty, strconv.Itoa(i), d.e.Base.Add(s.At.Std()), progress{}); err != nil {
				return err
			}
		}
		return nil
	})
}

// progress is how far a step that lasts has come.
type progress struct {
	Sent int   `json:"sent,omitempty"` // values of a line
	Upto int64 `json:"upto,omitempty"` // of a replay, microseconds of the past
}

// play does what a step says. What the world refuses (a station that ended, a rule
// that was changed) is noted and does not come again.
func (d *Director) play(ctx context.Context, tx *db.Tx, due timer.Due) error {
	i, err := strconv.Atoi(due.Key)
	if err != nil || i < 0 || i >= len(d.e.Script.Steps) {
		return fmt.Errorf("no step %s in the script", due.Key)
	}
	var p progress
	if err := json.Unmarshal(due.Body, &p); err != nil {
		return err
	}
	s := d.e.Script.Steps[i]
	next := time.Time{} // when the step goes on; zero: it is over
	switch {
	case s.Values != nil:
		next, err = d.values(ctx, tx, s, &p)
	case s.Alert != nil:
		err = d.finding(ctx, tx, *s.Alert)
	case s.Message != nil: // read outside, by [Exercises.Told]
	case s.Call != nil:
		err = d.call(ctx, *s.Call)
	case s.Replay != nil:
		next, err = d.replay(ctx, tx, s, &p)
	}
	f, refused := fault.As(err)
	if err != nil && (!refused || f.Kind == fault.Unavailable || f.Kind == fault.Internal) {
		return err
	}
	why := ""
	if err != nil {
		why, next = f.Key, time.Time{}
	}
	played := Played{Step: i, At: tx.Now(), Fault: why}
	tx.AfterCommit(func() {
		// Told again by the next part of the step, or seen as missing: never worth stopping the world for.
		_ = d.note(context.WithoutCancel(ctx), played)
	})
	if next.IsZero() {
		return nil
	}
	return timer.Set(ctx, tx, stepDuty, due.Key, next, p)
}

// values sends what of a line is due by now.
func (d *Director) values(ctx context.Context, tx *db.Tx, s Step, p *progress) (next time.Time, err error) {
	v := s.Values
	every := max(v.Every.Std(), time.Second)
	if v.Every == 0 {
		every = time.Minute
	}
	count := int(v.Over.Std()/every) + 1
	var readings []feed.Reading
	for ; p.Sent < count; p.Sent++ {
		at := d.e.Base.Add(s.At.Std() + time.Duration(p.Sent)*every)
		if at.After(tx.Now()) {
			next = at
			break
		}
		value := v.From
		if count > 1 {
			value += (v.To - v.From) * float64(p.Sent) / float64(count-1)
		}
		readings = append(readings, feed.Reading{Station: v.Station, Parameter: v.Parameter, Unit: v.Unit, Value: &value, At: at, Origin: "exercise"})
	}
	return next, d.take(ctx, v.Feed, readings)
}

func (d *Director) take(ctx context.Context, code string, readings []feed.Reading) error {
	if len(readings) == 0 {
		return nil
	}
	sum, err := d.Feeds.Take(ctx, code, readings)
	if err == nil && sum.Quarantined == len(readings) && len(sum.Refused) > 0 {
		err = fault.New(fault.Invalid, sum.Refused[0].Reason)
	}
	return err
}

// replay sends what the past holds of the next minute.
func (d *Director) replay(ctx context.Context, tx *db.Tx, s Step, p *progress) (next time.Time, err error) {
	r := s.Replay
	shift := d.e.Base.Add(s.At.Std()).Sub(r.From)
	from := r.From
	if p.Upto != 0 {
		from = db.Time(p.Upto)
	}
	to := tx.Now().Add(-shift).Add(time.Microsecond)
	if to.After(r.To) {
		to = r.To
	}
	var readings []feed.Reading
	for _, code := range r.Stations {
		e, err := entity.Find(ctx, tx, entity.Station, code)
		if err != nil {
			return next, err
		}
		for _, parameter := range r.Parameters {
			rows, _, err := d.Observations.Range(ctx, observation.Query{Station: e.ID, Parameter: parameter, From: from, To: to})
			if err != nil {
				return next, err
			}
			for _, row := range rows {
				if row.Rolled == nil {
					readings = append(readings, feed.Reading{Station: code, Parameter: parameter, Unit: row.Unit, Value: row.Value, Status: row.Status, At: row.At.Add(shift), Origin: "exercise"})
				}
			}
		}
	}
	slices.SortStableFunc(readings, func(a, b feed.Reading) int { return a.At.Compare(b.At) })
	p.Upto = db.Micros(to)
	if to.Before(r.To) {
		next = tx.Now().Add(window)
	}
	return next, d.take(ctx, r.Feed, readings)
}

// call writes down what somebody told by telephone, as the duty officer would: a free signal. To which case
// it belongs, or whether it opens one, is the players' duty.
func (d *Director) call(ctx context.Context, c Call) error {
	owner := c.Unit
	if owner == "" {
		owner = d.e.Unit
	}
	_, err := d.Incidents.Take(ctx, incident.Signal{
		Kind: incident.Call, Words: c.Words, Place: c.Place, Unit: owner, Area: c.Area, Source: text.T(text.VI, "exercise.caller", nil),
	}, "")
	return err
}

// finding tells the world's alerts what a rule would have found.
func (d *Director) finding(ctx context.Context, tx *db.Tx, a Finding) error {
	e, err := entity.Find(ctx, tx, entity.Station, a.Station)
	if err != nil {
		return err
	}
	r, err := rule.Get(ctx, tx, a.Rule)
	if err != nil {
		return err
	}
	now := db.Micros(tx.Now())
	return bus.Record(ctx, tx, rule.FiredEvent, a.Rule, rule.Finding{
		Rule: a.Rule, Version: r.Version, Station: e.ID, Parameter: a.Parameter, Feed: a.Feed, Value: a.Value, Unit: a.Unit, At: now, Since: now,
	})
}

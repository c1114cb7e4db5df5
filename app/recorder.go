package app

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"thanhdong/act/exercise"
	"thanhdong/act/notify"
	"thanhdong/act/warning"
	"thanhdong/ground/actor"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/ground/timer"
	"thanhdong/serve/report"
)

// recorder takes the place of every way out of an exercise's world.
type recorder struct {
	exercises *exercise.Exercises
	e         exercise.Exercise
	rooms     *Rooms // of the world, once it is built
}

// replace gives a recorder for each of the real ways out. What is not named here is not there.
func (rec *recorder) replace(real Outgoing) Outgoing {
	o := Outgoing{CAP: rec.published, Peers: rec.passed}
	for _, c := range real.Channels {
		o.Channels = append(o.Channels, recordingChannel(rec, c))
	}
	return o
}

func (rec *recorder) keep(ctx context.Context, r exercise.Record) error {
	// The record lies in the real store: it outlives the world.
	return rec.exercises.Record(actor.With(context.WithoutCancel(ctx), actor.System("exercise")), rec.e.ID, r)
}

// published stands where the real assembly gives warnings to everybody: nothing of the world is put at an
// address, and what would have been published is noted.
func (rec *recorder) published(_ *http.ServeMux, ws *warning.Warnings) {
	rec.rooms.Bus.Read("exercise.capfeed", []string{warning.PublishedEvent}, func(ctx context.Context, _ *db.Tx, events []bus.Event) error {
		for _, e := range events {
			var body warning.Happened
			if err := json.Unmarshal(e.Body, &body); err != nil {
				return fmt.Errorf("read %s: %w", e.Kind, err)
			}
			w, err := ws.Get(actor.With(ctx, actor.System("exercise")), body.ID)
			if err != nil {
				return err
			}
			if w.PublishedAt.Before(rec.e.Base) {
				continue // of the real world, before the copy was made
			}
			r := exercise.Record{Way: "capfeed", Title: w.Number, Words: w.Content.Headline.In(text.VI) + "\n" + w.Content.Instruction.In(text.VI), At: w.PublishedAt}
			if err := rec.keep(ctx, r); err != nil {
				return err
			}
		}
		return nil
	})
}

// passed stands where the real assembly passes reports on to servers of others: it takes each, and notes it.
func (rec *recorder) passed(rs *report.Reports, timers *timer.Timers) {
	timers.Every("exercise.peers", peerPause, func(ctx context.Context) error {
		ctx = actor.With(ctx, actor.System("exercise"))
		list, err := rs.Parcels(ctx, 50)
		if err != nil {
			return err
		}
		for _, p := range list {
			if err := rec.keep(ctx, exercise.Record{Way: "open311", To: p.Peer.Name, Title: p.External, Words: p.Words, At: rec.rooms.DB.Now()}); err != nil {
				return err
			}
			if err := rs.Passed(ctx, p, "exercise", ""); err != nil {
				return err
			}
		}
		return nil
	})
}

// channelRecorder is a channel that sends nothing.
type channelRecorder struct {
	rec  *recorder
	name string
}

// Name is that of the channel whose place it takes.
func (c channelRecorder) Name() string { return c.name }

// Send notes the message. Whom it would have reached is named by the account, not by the address.
func (c channelRecorder) Send(ctx context.Context, m notify.Message) (notify.Receipt, error) {
	if m.At.Before(c.rec.e.Base) {
		return notify.Receipt{}, nil // it was on its way in the real world when the copy was made, and goes out there
	}
	r := exercise.Record{Way: "notify/" + c.name, To: m.Person, Title: m.Title, Words: m.Text, At: c.rec.rooms.DB.Now()}
	if err := c.rec.keep(ctx, r); err != nil {
		return notify.Receipt{}, err
	}
	return notify.Receipt{ID: "exercise"}, nil
}

// What a channel lets an administrator and a person enter is checked inside as outside, so the recorder
// passes these questions on. It holds them alone, not the channel: nothing of it can send.
type (
	settable struct {
		fields func() []notify.Field
		check  func(map[string]string) []fault.Field
	}
	addressable struct{ address func(string) (string, error) }
)

// Fields are the settings of the real channel.
func (s settable) Fields() []notify.Field { return s.fields() }

// Check holds settings against the real channel's rules.
func (s settable) Check(values map[string]string) []fault.Field { return s.check(values) }

// Address gives an address in the real channel's form.
func (a addressable) Address(raw string) (string, error) { return a.address(raw) }

func recordingChannel(rec *recorder, real notify.Channel) notify.Channel {
	plain := channelRecorder{rec, real.Name()}
	set, sets := real.(interface {
		Fields() []notify.Field
		Check(map[string]string) []fault.Field
	})
	to, addresses := real.(interface{ Address(string) (string, error) })
	switch {
	case sets && addresses:
		return struct {
			channelRecorder
			settable
			addressable
		}{plain, settable{set.Fields, set.Check}, addressable{to.Address}}
	case sets:
		return struct {
			channelRecorder
			settable
		}{plain, settable{set.Fields, set.Check}}
	case addresses:
		return struct {
			channelRecorder
			addressable
		}{plain, addressable{to.Address}}
	}
	return plain
}

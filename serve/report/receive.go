package report

import (
	"context"
	"fmt"
	"strings"

	"thanhdong/act/notify"
	"thanhdong/act/work"
	"thanhdong/ground/actor"
	"thanhdong/ground/area"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/file"
	"thanhdong/ground/text"
	"thanhdong/ground/timer"
	"thanhdong/ground/unit"
)

// Outside says what becomes of a place outside the province.
type Outside string

const (
	Refuse        Outside = "refuse"
	AcceptAndFlag Outside = "accept-and-flag"
)

// Reports is the room.
type Reports struct {
	d       *db.DB
	queue   *work.Work
	files   *file.Files
	outside Outside
	notices *notify.Notices // nil: nobody is written to
	hearAt  string          // address at which letters come in; empty: nowhere
}

// New opens the room: it answers for its items in the queue and follows them to another unit.
func New(d *db.DB, queue *work.Work, files *file.Files, b *bus.Bus, timers *timer.Timers, outside Outside) *Reports {
	rs := &Reports{d: d, queue: queue, files: files, outside: outside}
	queue.Register(kind{rs})
	queue.Register(visitItem{})
	timers.Handle(silentDuty, rs.silent)
	timers.Every(photoDuty, photoPause, rs.developAll)
	timers.Every("report.visits", visitPause, rs.DrawVisits)
	b.Read("report", followed, rs.follow)
	b.Read("report.peers", []string{AssignedEvent, HandedOnEvent, ReopenedEvent, DeniedEvent}, rs.passOn)
	return rs
}

// Receive takes a report in, whoever sends it. The same draft again, by its key or its external id, gives the report that is
// there, also when both come at once. Refusals: [fault.Invalid] with every fault, and with the words to show where somebody must be called instead
// ("report.stop"); [fault.TooMany] and [fault.Forbidden] by where it comes from, never of what is about danger; [fault.Unavailable] where no pack has said whose desk it is.
func (rs *Reports) Receive(ctx context.Context, d Draft) (r Report, err error) {
	if d.Source == Hotline || d.Source == Staff {
		by := actor.From(ctx)
		if by.ID == "" || !by.Has(ToTake.Roles()...) && by.Kind != actor.Product {
			return Report{}, by.Check(ToTake, actor.Scope{})
		}
	} else {
		ctx = reporter(ctx)
	}
	if err := rs.waits(ctx, d); err != nil {
		return Report{}, fmt.Errorf("receive a report: %w", err)
	}
	for range 2 { // of two that come at once the second finds the first when it tries again
		if r, err = rs.receive(ctx, d); !fault.Is(err, fault.Conflict) || d.Key == "" && d.External == "" {
			break
		}
	}
	if err != nil {
		return Report{}, fmt.Errorf("receive a report: %w", err)
	}
	return r, nil
}

// waits refuses by where a draft comes from before anything is locked or written, so that a flood costs little. What is there already is given all the same.
func (rs *Reports) waits(ctx context.Context, d Draft) error {
	return rs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if found, err := same(ctx, tx, d); err != nil || found.ID != "" {
			return err
		}
		desk, err := intake(ctx, tx)
		if err != nil {
			return err
		}
		c, err := category(ctx, tx, d.Category)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		_, _, err = sender(ctx, tx, d, c, desk, false)
		return err
	})
}

func (rs *Reports) receive(ctx context.Context, d Draft) (r Report, err error) {
	err = rs.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		if found, err := same(ctx, tx, d); err != nil || found.ID != "" {
			r = found
			return err
		}
		desk, err := intake(ctx, tx)
		if err != nil {
			return err
		}
		var fs []fault.Field
		c, err := category(ctx, tx, d.Category)
		if fault.Is(err, fault.NotFound) || err == nil && c.Ended {
			fs, c, err = []fault.Field{fault.At("category", "report.no_category", "code", d.Category)}, Category{}, nil // and what else is wrong
		}
		if err != nil {
			return err
		}
		own, err := deskOf(ctx, tx, desk)
		if err != nil {
			return err
		}
		fs = append(fs, d.prepare(c)...)
		where, flags, more, err := rs.place(ctx, tx, d, own)
		if err != nil {
			return err
		}
		if fs = append(fs, more...); len(fs) > 0 {
			return fault.Fields("report.invalid", fs...)
		}
		from, noticed, err := sender(ctx, tx, d, c, desk, true)
		if err != nil {
			return err
		}
		r = Report{
			ID: tx.NewID("rep"), Code: newCode(), Source: d.Source, Category: c.Code, Words: d.Words, Answers: d.Answers, Address: d.Address, Lon: d.Lon, Lat: d.Lat,
			Private: c.Private, Flags: append(flags, noticed...), Callback: d.Callback, Unit: own.Code, UnitPath: own.Path, Area: where.Code, AreaPath: where.Path,
			State: Received, Reporter: d.Reporter, ReceivedAt: tx.Now(),
		}
		if !d.ReceivedAt.IsZero() && d.ReceivedAt.Before(tx.Now()) {
			r.ReceivedAt = d.ReceivedAt.UTC()
		}
		if r.Number, err = tx.Number(ctx, "PA"); err != nil {
			return err
		}
		if err := rs.open(ctx, tx, &r, c, desk); err != nil {
			return err
		}
		if err := insert(ctx, tx, r, d, c, from); err != nil {
			return err
		}
		if err := tell(ctx, tx, r, line{event: ReceivedEvent, kind: "receive", shown: true, payload: map[string]any{"category": r.Category, "source": r.Source, "flags": r.Flags}}); err != nil {
			return err
		}
		if d.Key != "" {
			if err := rs.attach(ctx, tx, r, d.Key); err != nil {
				return err
			}
		}
		if d.Source == Email {
			return rs.receipt(ctx, tx, r, d)
		}
		if err := rs.inviteReporter(ctx, tx, r, d.Lang); err != nil || d.Media == "" {
			return err
		}
		return tell(ctx, tx, r, line{kind: "media", words: d.Media, shown: true})
	})
	return r, err
}

// same finds the report that a draft became before.
func same(ctx context.Context, tx *db.Tx, d Draft) (Report, error) {
	for column, key := range map[string]string{"key": d.Key, "external": d.External} {
		if key == "" {
			continue
		}
		list, err := query(ctx, tx, `r.`+column+` = ?`, key)
		if err != nil || len(list) > 0 {
			return append(list, Report{})[0], err
		}
	}
	return Report{}, nil
}

// place finds the smallest area that holds the place; without one, the area that was named, else that of the desk.
func (rs *Reports) place(ctx context.Context, tx *db.Tx, d Draft, desk unit.Unit) (a area.Area, flags []string, fs []fault.Field, err error) {
	if d.Lon != nil && d.Lat != nil {
		a, _, err = area.At(ctx, tx, *d.Lon, *d.Lat, "")
		switch {
		case err == nil && actor.Covers(desk.AreaPath, a.Path):
			return a, nil, nil, nil
		case err != nil && !fault.Is(err, fault.NotFound):
			return a, nil, nil, err
		}
		known, err := area.Boundaries(ctx, tx, "")
		switch {
		case err != nil:
			return a, nil, nil, err
		case len(known) > 0 && rs.outside != AcceptAndFlag:
			return a, nil, []fault.Field{fault.At("place", "report.outside")}, nil
		case len(known) > 0:
			flags = []string{FlagOutside}
		}
	}
	code := d.Area
	if code == "" {
		code = desk.Area
	}
	a, err = area.ByCode(ctx, tx, code, "")
	if fault.Is(err, fault.NotFound) {
		return a, flags, []fault.Field{fault.At("area", "area.unknown", "code", code)}, nil
	}
	return a, flags, nil, err
}

// open puts the report's item into the queue of whoever has to act now.
func (rs *Reports) open(ctx context.Context, tx *db.Tx, r *Report, c Category, desk Intake) error {
	n := work.NewItem{
		Kind: kindName, Subject: work.Subject{Kind: kindName, ID: r.ID, Number: r.Number}, Title: title(c, *r), Severity: max(1, c.Severity),
		Unit: r.Unit, UnitPath: r.UnitPath, Area: r.Area, AreaPath: r.AreaPath, Limit: c.Process, WorkingTime: c.Working,
	}
	if r.State.waiting() {
		n.Limit, n.WorkingTime = desk.Classify, true
	} else {
		n.WantsEvidence = true
	}
	item, err := rs.queue.Open(ctx, n)
	r.Work, r.Due = item.ID, item.Due
	return err
}

// title is what the queue shows: never a reporter's words, which may name people, and of what is private no place.
func title(c Category, r Report) text.L {
	at := ""
	if r.Address != "" && !c.Private {
		at = ", " + mask(strings.Split(r.Address, "\n")[0])
	}
	return text.L{VI: c.Name.VI + at, EN: c.Name.EN + at}
}

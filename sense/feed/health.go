package feed

import (
	"context"
	"time"

	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/timer"
)

// Health is how a source fares, from a closed set.
type Health string

const (
	Never  Health = "never"   // nothing ever came
	OnTime Health = "on_time" // as promised
	Late   Health = "late"    // overdue, or what comes is old
	Silent Health = "silent"  // long overdue: the line is probably cut
	Bad    Health = "bad"     // most of what comes lands in quarantine
)

// After how many cadences a source counts as late and as silent. Fifteen minutes
// without a five-minute file are "mất kết nối" in our facts of Circular 10/2021;
// the rest is our choice.
const (
	lateAfter   = 2
	silentAfter = 3
	oldAfter    = 3 // newest observation older than this: what comes is old
)

// HealthChanged is the body of the event feed.HealthChanged.
type HealthChanged struct {
	Feed   string    `json:"feed"`
	Before Health    `json:"before"`
	Health Health    `json:"health"`
	Since  time.Time `json:"since"`
}

// HealthChangedKind is the kind of that event.
const HealthChangedKind = "feed.HealthChanged"

// state is what is remembered of a source.
type state struct {
	received, observed time.Time // zero: never
	health             Health
	since              time.Time
	look               time.Time // when the timer looks next; zero: none is set
	breaches           []Health  // of the contract, that stand
}

// limits are the instants at which time alone makes a source late and silent.
type limits struct{ late, silent, old time.Time }

func limitsOf(c Contract, s state) (t limits) {
	t.late, t.silent = s.received.Add(lateAfter*c.Cadence), s.received.Add(silentAfter*c.Cadence)
	if c.DueHour != nil {
		// What came on one day was that day's; the next is due the day after.
		r := s.received.In(vietnam)
		t.late = time.Date(r.Year(), r.Month(), r.Day()+1, *c.DueHour, 0, 0, 0, vietnam)
		t.silent = t.late.Add(silentAfter * max(c.Cadence, 24*time.Hour))
	}
	t.old = t.late
	if c.DueHour == nil && !s.observed.IsZero() {
		t.old = s.observed.Add(oldAfter * c.Cadence)
	}
	return t
}

// tardy tells whether a source is overdue, or what comes is old.
func (t limits) tardy(now time.Time) bool { return !now.Before(t.late) || !now.Before(t.old) }

// judge tells how a source fares and when time alone may change that (zero: it
// cannot).
func judge(c Contract, s state, counts Counts, now time.Time) (h Health, next time.Time) {
	if s.received.IsZero() {
		return Never, time.Time{}
	}
	t := limitsOf(c, s)
	for _, at := range []time.Time{t.late, t.silent, t.old} {
		if at.After(now) && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	switch {
	case !now.Before(t.silent):
		return Silent, next
	case 2*counts.Quarantined > counts.total():
		return Bad, next
	case t.tardy(now):
		return Late, next
	}
	return OnTime, next
}

// Counts is what became of readings.
type Counts struct{ Accepted, Duplicate, Corrected, Quarantined int }

func (c Counts) total() int { return c.Accepted + c.Duplicate + c.Corrected + c.Quarantined }

const hour = int64(time.Hour / time.Microsecond)

// keep counts what a commit brought and judges the source anew.
func (f *Feeds) keep(ctx context.Context, tx *db.Tx, c Contract, sum Summary, observed time.Time) error {
	n := Counts{sum.Accepted, sum.Duplicate, sum.Corrected, sum.Quarantined}
	if n.total() == 0 {
		return nil
	}
	if err := count(ctx, tx, c.Code, n); err != nil {
		return err
	}
	s, err := f.state(ctx, tx, c.Code)
	if err != nil {
		return err
	}
	s.received = tx.Now()
	if observed.After(s.observed) {
		s.observed = observed
	}
	return f.judged(ctx, tx, c, s)
}

// judged stores the state with its new health, tells of a change, and sees to it
// that somebody looks again when time alone may change it. A timer that is set
// for an earlier instant stays: it will look, find nothing, and move on; so a
// source that speaks every second sets none.
func (f *Feeds) judged(ctx context.Context, tx *db.Tx, c Contract, s state) error {
	counts, err := counted(ctx, tx, c.Code, db.Micros(tx.Now())/hour-1)
	if err != nil {
		return err
	}
	before, stood := s.health, s.breaches
	var next time.Time
	s.health, next = judge(c, s, counts, tx.Now())
	if s.health != before {
		s.since = tx.Now()
		if err := bus.Record(ctx, tx, HealthChangedKind, c.Code, HealthChanged{c.Code, before, s.health, s.since}); err != nil {
			return err
		}
	}
	var held time.Time
	if s.breaches, held = standing(c, s, tx.Now()); !held.IsZero() && (next.IsZero() || held.Before(next)) {
		next = held
	}
	if err := breach(ctx, tx, c, s, stood); err != nil {
		return err
	}
	if !next.IsZero() && (s.look.IsZero() || next.Before(s.look)) {
		s.look = next
		if err := timer.Set(ctx, tx, duty, c.Code, next, nil); err != nil {
			return err
		}
	}
	return tx.Queue(ctx, `UPDATE feed_state SET received = ?, observed = ?, health = ?, since = ?, look = ?, breaches = ? WHERE feed = ?`,
		micros(s.received), micros(s.observed), string(s.health), micros(s.since), micros(s.look), joined(s.breaches), c.Code)
}

const duty = "feed.health"

// Handle registers the timer that looks at sources nobody hears from.
func (f *Feeds) Handle(t *timer.Timers) {
	t.Handle(duty, func(ctx context.Context, tx *db.Tx, due timer.Due) error {
		c, err := contract(ctx, tx, due.Key)
		if fault.Is(err, fault.NotFound) {
			return nil // the contract is gone; so is its health
		}
		if err != nil {
			return err
		}
		s, err := f.state(ctx, tx, c.Code)
		if err != nil {
			return err
		}
		s.look = time.Time{}
		return f.judged(ctx, tx, c, s)
	})
}

// state locks and reads what is remembered of a source.
func (f *Feeds) state(ctx context.Context, tx *db.Tx, code string) (s state, err error) {
	var received, observed, since, look int64
	var breaches string
	read := func() error {
		return tx.QueryRow(ctx, `SELECT received, observed, health, since, look, breaches FROM feed_state WHERE feed = ?`+tx.Lock(), code).
			Scan(&received, &observed, &s.health, &since, &look, &breaches)
	}
	err = read()
	if fault.Is(err, fault.NotFound) {
		if _, err := tx.Exec(ctx, `INSERT INTO feed_state (feed, health, since) VALUES (?, ?, ?) ON CONFLICT (feed) DO NOTHING`,
			code, string(Never), db.Micros(tx.Now())); err != nil {
			return s, err
		}
		err = read()
	}
	s.received, s.observed, s.since, s.look = instant(received), instant(observed), instant(since), instant(look)
	s.breaches = parted(breaches)
	return s, err
}

// count adds to the hour.
func count(ctx context.Context, tx *db.Tx, code string, n Counts) error {
	return tx.Queue(ctx, `INSERT INTO feed_count (feed, hour, accepted, duplicate, corrected, quarantined) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (feed, hour) DO UPDATE SET accepted = feed_count.accepted + excluded.accepted, duplicate = feed_count.duplicate + excluded.duplicate,
		corrected = feed_count.corrected + excluded.corrected, quarantined = feed_count.quarantined + excluded.quarantined`,
		code, db.Micros(tx.Now())/hour, n.Accepted, n.Duplicate, n.Corrected, n.Quarantined)
}

// counted sums what became of a feed's readings from an hour on.
func counted(ctx context.Context, tx *db.Tx, code string, from int64) (c Counts, err error) {
	err = tx.QueryRow(ctx, `SELECT coalesce(sum(accepted), 0), coalesce(sum(duplicate), 0), coalesce(sum(corrected), 0), coalesce(sum(quarantined), 0)
		FROM feed_count WHERE feed = ? AND hour >= ?`, code, from).Scan(&c.Accepted, &c.Duplicate, &c.Corrected, &c.Quarantined)
	return c, err
}

// micros and instant keep "never" as zero.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return db.Micros(t)
}

func instant(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return db.Time(us)
}

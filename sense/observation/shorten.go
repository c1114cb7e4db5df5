package observation

import (
	"context"
	"fmt"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
)

// shortenEvery is how often is looked whether there is something to remove.
const shortenEvery = 20 * time.Second

// bite is how many values or hours one transaction takes: the writer is held for
// less than a tenth of a second.
const bite = 12_000

// shortening is a removal with where it stands.
type shortening struct {
	Shortening
	parameter                string
	rawFrom, rawTo, hourlyTo int64
	arrived                  int64 // what came from then on stays
	days                     int   // above 0: what was this old when it came stays
	phase                    int
	series, at               int64
	planned                  int
	removed, spared          int
	made, joined             int
}

const shorteningColumns = `state, raw_from, raw_to, hourly_to, arrived, days, phase, series, at, planned, removed, spared, made, joined, started, ended`

// begin writes a removal down in the place of the last one.
func begin(ctx context.Context, tx *db.Tx, s shortening) error {
	_, err := tx.Exec(ctx, `INSERT INTO observation_shortening (parameter, `+shorteningColumns+`) VALUES (?, 'running', ?, ?, ?, ?, ?, 0, 0, ?, ?, 0, 0, 0, 0, ?, 0)
		ON CONFLICT (parameter) DO UPDATE SET state = excluded.state, raw_from = excluded.raw_from, raw_to = excluded.raw_to, hourly_to = excluded.hourly_to,
		arrived = excluded.arrived, days = excluded.days, phase = 0, series = 0, at = excluded.at, planned = excluded.planned,
		removed = 0, spared = 0, made = 0, joined = 0, started = excluded.started, ended = 0`,
		s.parameter, s.rawFrom, s.rawTo, s.hourlyTo, s.arrived, s.days, s.rawFrom, s.planned, db.Micros(tx.Now()))
	return err
}

// running reads the last removal of a kind.
func running(ctx context.Context, tx *db.Tx, parameter, lock string) (s shortening, found bool, err error) {
	s.parameter = parameter
	var started, ended int64
	err = tx.QueryRow(ctx, `SELECT `+shorteningColumns+` FROM observation_shortening WHERE parameter = ?`+lock, parameter).
		Scan(&s.State, &s.rawFrom, &s.rawTo, &s.hourlyTo, &s.arrived, &s.days, &s.phase, &s.series, &s.at,
			&s.planned, &s.removed, &s.spared, &s.made, &s.joined, &started, &ended)
	if fault.Is(err, fault.NotFound) {
		return s, false, nil
	}
	s.Planned, s.Removed, s.Spared, s.Made, s.Joined = s.planned, s.removed, s.spared, s.made, s.joined
	s.Started = db.Time(started)
	if ended > 0 {
		s.Ended = db.Time(ended)
	}
	if s.rawTo > beginning {
		s.RawTo = db.Time(s.rawTo)
	}
	if s.hourlyTo > beginning {
		s.HourlyTo = db.Time(s.hourlyTo)
	}
	return s, err == nil, err
}

// Shorten removes what the settings no longer keep, as far as it is time to. Each
// of its transactions is short, makes the sums of what it removes, and says how far
// it came; so it may end after any of them and goes on there.
func (o *Observations) Shorten(ctx context.Context) error {
	kinds, err := o.shortened(ctx)
	if err != nil {
		return err
	}
	for _, k := range kinds {
		for more := true; more; {
			var began time.Time
			if err := o.d.Do(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
				began = time.Now() // how long the writer is held, by the machine's clock
				more, err = o.step(ctx, tx, k)
				return err
			}); err != nil {
				return fmt.Errorf("remove observations of %s: %w", k, err)
			}
			if !more {
				break
			}
			if err := o.pause(ctx, time.Since(began)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (o *Observations) shortened(ctx context.Context) (kinds []string, err error) {
	err = o.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		kinds = nil
		return tx.Each(ctx, `SELECT parameter FROM observation_keeping WHERE raw_days > 0 ORDER BY parameter`, nil, func(scan func(...any) error) error {
			var name string
			err := scan(&name)
			kinds = append(kinds, name)
			return err
		})
	})
	return kinds, err
}

// step does one bite of the removal of a kind, or begins the next one.
func (o *Observations) step(ctx context.Context, tx *db.Tx, parameter string) (more bool, err error) {
	s, found, err := running(ctx, tx, parameter, tx.Lock())
	if err != nil {
		return false, err
	}
	if !found || s.State != "running" {
		return o.grown(ctx, tx, parameter)
	}
	for budget := bite; budget > 0; {
		id, found, err := nextSeries(ctx, tx, parameter, s.series)
		if err != nil {
			return false, err
		}
		if !found {
			if s.phase++; s.phase > 1 {
				return true, o.finish(ctx, tx, &s)
			}
			s.series, s.at = 0, s.rawFrom
			continue
		}
		if id != s.series {
			s.series, s.at = id, s.rawFrom
		}
		var n int
		var rest, settled bool
		if s.phase == 0 {
			n, rest, settled, err = o.bite(ctx, tx, &s)
		} else {
			n, rest, err = join(ctx, tx, &s)
			settled = true
		}
		if err != nil {
			return false, err
		}
		if !settled {
			return false, s.save(ctx, tx) // folding goes first
		}
		if !rest {
			s.series, s.at = id+1, s.rawFrom
		}
		budget -= max(n, bite/500)
	}
	return true, s.save(ctx, tx)
}

func nextSeries(ctx context.Context, tx *db.Tx, parameter string, from int64) (id int64, found bool, err error) {
	err = tx.QueryRow(ctx, `SELECT id FROM observation_series WHERE parameter = ? AND id >= ? ORDER BY id LIMIT 1`, parameter, from).Scan(&id)
	if fault.Is(err, fault.NotFound) {
		return 0, false, nil
	}
	return id, err == nil, err
}

func (s *shortening) save(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Exec(ctx, `UPDATE observation_shortening SET phase = ?, series = ?, at = ?, removed = ?, spared = ?, made = ?, joined = ? WHERE parameter = ?`,
		s.phase, s.series, s.at, s.removed, s.spared, s.made, s.joined, s.parameter)
	return err
}

// finish ends a removal and says what it came to.
func (o *Observations) finish(ctx context.Context, tx *db.Tx, s *shortening) error {
	if err := s.save(ctx, tx); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE observation_shortening SET state = 'done', ended = ? WHERE parameter = ?`, db.Micros(tx.Now()), s.parameter); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE observation_keeping SET done = ? WHERE parameter = ? AND done < ?`, s.rawTo, s.parameter, s.rawTo); err != nil {
		return err
	}
	if s.removed+s.joined == 0 {
		return nil
	}
	return ledger.Write(ctx, tx, ledger.Entry{Verb: "observation.removed", Subject: "observation/" + s.parameter, Payload: map[string]any{
		"parameter": s.parameter, "before": db.Time(s.rawTo).UTC(), "removed": s.removed, "kept_back": s.spared, "hours_made": s.made, "hours_joined": s.joined,
	}})
}

// grown begins the removal of what grew too old since the last one. It runs as the
// product, whoever the caller is.
func (o *Observations) grown(ctx context.Context, tx *db.Tx, parameter string) (more bool, err error) {
	var raw, hourly int
	var done int64
	err = tx.QueryRow(ctx, `SELECT raw_days, hourly_days, done FROM observation_keeping WHERE parameter = ?`, parameter).Scan(&raw, &hourly, &done)
	if err != nil || raw == 0 {
		return false, err
	}
	rawTo := before(tx.Now(), raw)
	if rawTo <= done {
		return false, nil
	}
	return true, begin(actor.With(ctx, actor.System("observation.shorten")), tx, shortening{
		parameter: parameter, rawFrom: done, rawTo: rawTo, hourlyTo: before(tx.Now(), hourly), days: raw,
	})
}

// spares tells that a value came when it was too old already: nobody was asked.
func (s *shortening) spares(p point) bool {
	if s.days > 0 {
		return p.received >= startOf(p.at, dayUS)+dayUS+int64(s.days)*dayUS
	}
	return p.received >= floor(s.arrived, second)*second
}

// bite removes some values of one series and leaves the sums of their hours. An
// hour with a value that stays is left whole. settled is false when some of the
// values are about to be folded.
func (o *Observations) bite(ctx context.Context, tx *db.Tx, s *shortening) (n int, rest, settled bool, err error) {
	points, err := o.store.hold(ctx, tx, s.series, s.at, s.rawTo, bite+1)
	if err != nil || len(points) == 0 {
		return 0, false, true, err
	}
	end := s.rawTo
	if rest = len(points) > bite; rest {
		// Whole hours only; one that is larger than the bite is taken whole.
		end = startOf(points[len(points)-1].at, hourUS)
		if first := startOf(points[0].at, hourUS); end == first {
			end += hourUS
			if points, err = o.store.hold(ctx, tx, s.series, first, end, unbounded); err != nil {
				return 0, false, true, err
			}
		}
		points = within(points, beginning, end)
	}
	if settled, err = o.store.settled(ctx, tx, s.series, points[0].at, end); err != nil || !settled {
		return 0, rest, settled, err
	}
	known, err := o.known(ctx, tx)
	if err != nil {
		return 0, rest, true, err
	}
	marks := known.bySeries[s.series]
	old, err := rollups(ctx, tx, s.series, points[0].at, end)
	if err != nil {
		return 0, rest, true, err
	}
	byHour := map[int64]rollup{}
	for _, r := range old {
		if r.length == hourUS {
			byHour[r.at] = r
		}
	}
	var gone []point
	for i := 0; i < len(points); {
		at := startOf(points[i].at, hourUS)
		j, spared := i, 0
		for ; j < len(points) && points[j].at < at+hourUS; j++ {
			if s.spares(points[j]) {
				spared++
			}
		}
		hour := points[i:j]
		i = j
		if spared > 0 {
			s.spared += spared
			continue
		}
		var under []rollup
		if r, ok := byHour[at]; ok {
			under = []rollup{r}
		}
		c := choose(under, hour)
		sum := rollup{at: at, length: hourUS}
		for _, r := range c.sums {
			sum = sum.with(r)
		}
		for _, p := range c.points {
			sum.add(p, p.counts(marks))
		}
		if len(under) == 0 {
			s.made++
		}
		if err := putRollup(ctx, tx, s.series, sum); err != nil {
			return 0, rest, true, err
		}
		gone = append(gone, hour...)
	}
	n, s.at = len(points), end
	if len(gone) == 0 {
		return n, rest, true, nil
	}
	s.removed += len(gone)
	if err := o.store.remove(ctx, tx, s.series, gone); err != nil {
		return n, rest, true, err
	}
	if err := o.store.committing(ctx, tx, changes{gone: []reach{{series: s.series, from: gone[0].at, to: gone[len(gone)-1].at + 1}}}); err != nil {
		return n, rest, true, err
	}
	tx.Forget(markingKey{})
	_, err = tx.Exec(ctx, `UPDATE observation_marking SET rolls = rolls + 1, rolled = CASE WHEN rolled < ? THEN ? ELSE rolled END WHERE id = 1`, end, end)
	return n, rest, true, err
}

func putRollup(ctx context.Context, tx *db.Tx, series int64, r rollup) error {
	_, err := tx.Exec(ctx, `INSERT INTO observation_rollup (series, hours, at, came, n, low, high, total, first, last, source) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (series, hours, at) DO UPDATE SET came = excluded.came, n = excluded.n, low = excluded.low, high = excluded.high, total = excluded.total,
		first = excluded.first, last = excluded.last, source = excluded.source`,
		series, r.length/hourUS, r.at, r.came, r.n, r.low, r.high, r.total, r.first, r.last, int64(r.source))
	return err
}

// join puts hours of one series together to days.
func join(ctx context.Context, tx *db.Tx, s *shortening) (n int, rest bool, err error) {
	if s.hourlyTo == beginning {
		return 0, false, nil
	}
	var first, most int64 = 0, 30 * dayUS
	err = tx.QueryRow(ctx, `SELECT at FROM observation_rollup WHERE series = ? AND hours = 1 AND at < ? ORDER BY at LIMIT 1`, s.series, s.hourlyTo).Scan(&first)
	if fault.Is(err, fault.NotFound) {
		return 0, false, nil
	}
	if err != nil {
		return 0, false, err
	}
	from := startOf(first, dayUS)
	to := min(from+most, s.hourlyTo)
	sums, err := rollups(ctx, tx, s.series, from, to)
	if err != nil {
		return 0, false, err
	}
	days := map[int64][]rollup{}
	for _, r := range sums {
		if r.at < from {
			continue // the day before touches the span's edge
		}
		day := startOf(r.at, dayUS)
		days[day] = append(days[day], r)
		if r.length == hourUS {
			n++
		}
	}
	for day, list := range days {
		sum := rollup{at: day, length: dayUS}
		for _, r := range choose(list, nil).sums {
			sum = sum.with(r)
		}
		if err := putRollup(ctx, tx, s.series, sum); err != nil {
			return 0, false, err
		}
	}
	if _, err := tx.Exec(ctx, `DELETE FROM observation_rollup WHERE series = ? AND hours = 1 AND at >= ? AND at < ?`, s.series, from, to); err != nil {
		return 0, false, err
	}
	s.joined += n
	_, err = tx.Exec(ctx, `UPDATE observation_marking SET rolls = rolls + 1 WHERE id = 1`)
	return n, true, err
}

package rule

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/sense/entity"
	"thanhdong/sense/observation"
)

// Trial asks what a rule would have found.
type Trial struct {
	Rule     Rule
	From, To time.Time
	Stations []string // codes; empty: every station that sends the parameter
	After    string   // code of the last station of the page before
}

// Tried is a page of the answer: stations in the order of codes.
type Tried struct {
	Stations int // judged on this page
	Total    int // in the whole trial
	Values   int // read
	Findings []Found
	Next     string // the last station of this page, when there are more
}

// Found is one finding at one station.
type Found struct {
	Station string // id
	Fired
}

// Limits of a trial: a quarter of a year, and as many values a page as are read
// in about a second.
const (
	MaxTrial    = 92 * 24 * time.Hour
	maxValues   = 400_000
	maxFindings = 1000
	sliceValues = 20_000
)

// DryRun judges history with a rule that need not be saved, by the code that
// judges what comes in: as the store knows it today, and as if every value had
// come at its time. It writes nothing. The actor sees stations of their areas.
func (rs *Rules) DryRun(ctx context.Context, t Trial) (Tried, error) {
	r := t.Rule.Normal()
	if err := actor.From(ctx).Check(Try, actor.Scope{}); err != nil {
		return Tried{}, err
	}
	if err := t.check(r); err != nil {
		return Tried{}, err
	}
	var out Tried
	var stations []entity.Entity
	err := rs.d.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		stations, err = senders(ctx, tx, r.Parameter, t.Stations)
		return err
	})
	if err != nil {
		return out, err
	}
	out.Total = len(stations)
	for _, e := range stations {
		if e.Code <= t.After {
			continue
		}
		if out.Values >= maxValues || len(out.Findings) >= maxFindings {
			return out, nil
		}
		fired, n, err := rs.try(ctx, r, e.ID, t.From, t.To)
		if err != nil {
			return out, fmt.Errorf("try %s at %s: %w", r, e.Code, err)
		}
		for _, f := range fired {
			out.Findings = append(out.Findings, Found{e.ID, f})
		}
		out.Stations, out.Values, out.Next = out.Stations+1, out.Values+n, e.Code
	}
	out.Next = ""
	return out, nil
}

// check refuses what cannot be tried. Owner and playbook may still be missing.
func (t Trial) check(r Rule) error {
	var fs []fault.Field
	for _, f := range r.faults() {
		if slices.Contains([]string{"when", "clear", "parameter", "over", "hold", "silence", "kind"}, f.Path) {
			fs = append(fs, f)
		}
	}
	if !t.From.Before(t.To) {
		fs = append(fs, fault.At("to", "rule.trial_order"))
	} else if t.To.Sub(t.From) > MaxTrial {
		fs = append(fs, fault.At("to", "rule.trial_too_long", "max", MaxTrial))
	}
	if len(fs) > 0 {
		return fault.Fields("rule.invalid", fs...)
	}
	return nil
}

// senders lists the stations that ever sent the parameter and that the actor may
// read.
func senders(ctx context.Context, tx *db.Tx, parameter string, codes []string) ([]entity.Entity, error) {
	may, args := actor.From(ctx).Where(observation.Read, "e.unit_path", "e.area_path")
	where := may
	if parameter != "" {
		where += ` AND EXISTS (SELECT 1 FROM observation_series s WHERE s.entity = e.id AND s.parameter = ?)`
		args = append(args, parameter)
	}
	if len(codes) > 0 {
		where += ` AND e.code IN (?` + strings.Repeat(", ?", len(codes)-1) + `)`
		for _, c := range codes {
			args = append(args, c)
		}
	}
	var list []entity.Entity
	err := tx.Each(ctx, `SELECT e.id, e.code FROM entity e WHERE e.type = ? AND `+where+` ORDER BY e.code`, append([]any{entity.Station}, args...),
		func(scan func(dest ...any) error) error {
			var e entity.Entity
			if err := scan(&e.ID, &e.Code); err != nil {
				return err
			}
			list = append(list, e)
			return nil
		})
	if err != nil {
		return nil, fmt.Errorf("stations of a trial: %w", err)
	}
	return list, nil
}

// try plays one station. History is read in slices, so that neither a dense
// series nor many neighbours fill the memory.
func (rs *Rules) try(ctx context.Context, r Rule, station string, from, to time.Time) (fired []Fired, n int, err error) {
	err = rs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		series, err := rs.watchedSeries(ctx, tx, r, station)
		if err != nil || len(series) == 0 {
			return err
		}
		every, err := rs.obs.Cadence(ctx, station, series[0].parameter)
		if err != nil {
			return err
		}
		c, _ := r.compile()
		h, err := rs.fetching(ctx, tx, &watched{Rule: r, conditions: c})
		if err != nil {
			return err
		}
		h.apart = true
		run, err := play(r, station, every, h)
		if err != nil {
			return err
		}
		step := min(max(time.Duration(sliceValues)*max(every, time.Second), time.Hour), 31*24*time.Hour).Truncate(time.Hour)
		for begin := from; begin.Before(to); begin = begin.Add(step) {
			end := begin.Add(step)
			if end.After(to) {
				end = to
			}
			some, err := rs.playSlice(ctx, r, run, h, series, begin, end)
			n += some
			if err != nil {
				return err
			}
		}
		fired = run.fired
		return h.err
	})
	return fired, n, err
}

func (rs *Rules) playSlice(ctx context.Context, r Rule, run *player, h *fetched, series []seriesKey, begin, end time.Time) (n int, err error) {
	var wanted []ask
	for _, s := range series {
		// A period that began before the slice is judged in it.
		wanted = append(wanted, ask{s, begin.Add(-2 * max(time.Hour, periodOf(h, r, DeriveFeed))), end})
	}
	for _, feed := range []string{"", DeriveFeed} {
		wanted = append(wanted, asks(h, run.conditions, r, run.station, feed, begin, end.Add(max(time.Hour, periodOf(h, r, feed))))...)
	}
	if err := h.load(wanted); err != nil {
		return 0, err
	}
	var rows []observation.Row
	for _, s := range series {
		rows = append(rows, h.rows(s, begin, end)...)
	}
	if len(series) > 1 {
		slices.SortStableFunc(rows, func(a, b observation.Row) int { return a.At.Compare(b.At) })
	}
	for i, row := range rows {
		if i%10_000 == 0 && ctx.Err() != nil {
			return i, ctx.Err()
		}
		run.advance(row.At)
		run.take(Point{At: row.At, Received: row.At, Value: row.Value, Unit: row.Unit, Status: row.Status, Feed: row.Feed})
	}
	run.advance(end)
	return len(rows), nil
}

// watchedSeries is what the rule looks at of a station: one series, or for a
// silence of any parameter all of them.
func (rs *Rules) watchedSeries(ctx context.Context, tx *db.Tx, r Rule, station string) (list []seriesKey, err error) {
	where, args := `entity = ?`, []any{station}
	if r.Parameter != "" {
		where, args = where+` AND parameter = ?`, append(args, r.Parameter)
	}
	err = tx.Each(ctx, `SELECT parameter FROM observation_series WHERE `+where+` ORDER BY parameter`, args, func(scan func(dest ...any) error) error {
		s := seriesKey{station: station}
		err := scan(&s.parameter)
		list = append(list, s)
		return err
	})
	return list, err
}

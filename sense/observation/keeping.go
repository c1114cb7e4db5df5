package observation

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
)

// ShortestRaw is the fewest days for which values are kept. Within a month reports
// are settled, late files arrive and values are corrected. (PROJECT CHOICE)
const ShortestRaw = 30

// longestDays is a hundred years; who wants longer says for ever.
const longestDays = 36_500

// Keeping says how long a kind of observation, which is a parameter, is kept:
// values for RawDays, then the sums of each hour for HourlyDays, counted from
// today, then the sums of each local day for ever. Zero is for ever.
type Keeping struct {
	Parameter  string
	RawDays    int
	HourlyDays int
}

// Kind is a parameter as it is kept.
type Kind struct {
	Keeping
	Series  int
	Version int // 0: nobody ever set it
	Reason  string
	Actor   string // id
	SetAt   time.Time
	Run     *Shortening // the last one
	Needs   []Need
}

// Shortening is how far the removal of values of a kind has come.
type Shortening struct {
	State          string // running, done, stopped
	RawTo          time.Time
	HourlyTo       time.Time
	Planned        int // values
	Removed        int // values
	Spared         int // values that came too late to be removed without asking
	Made           int // hours in the place of values
	Joined         int // hours put together to days
	Started, Ended time.Time
}

// Need says that somebody computes from the values of a parameter that are not
// older than Back.
type Need struct {
	Parameter string
	Back      time.Duration
	Kind      string // rule, derived
	Name      string
}

// Needs are asked for who computes from values.
type Needs interface {
	// Needs gives what each rule and derived series looks back at. An empty
	// parameter stands for all.
	Needs(ctx context.Context, tx *db.Tx) ([]Need, error)
}

// Ask sets who tells of needs, before anything runs.
func (o *Observations) Ask(n Needs) { o.needs = n }

// KeepingPlan is what a setting would do.
type KeepingPlan struct {
	Before, After Keeping
	Plan          string // names it; a setting is refused when it would do something else
	Series        int    // that lose values
	Values        int    // that would be removed
	Hours         int    // that would be put together to days
	First, Last   time.Time
	Bytes         int64 // about what becomes free
	RawTo         time.Time
	HourlyTo      time.Time
	Needs         []Need
}

// validate collects what is wrong with a setting. Who computes from values is
// never cut off.
func (k Keeping) validate(needs []Need) error {
	var fs []fault.Field
	switch {
	case k.RawDays < 0 || k.RawDays > longestDays:
		fs = append(fs, fault.At("raw_days", "observation.keep_days", "max", longestDays))
	case k.RawDays > 0 && k.RawDays < ShortestRaw:
		fs = append(fs, fault.At("raw_days", "observation.keep_longer", "min", ShortestRaw))
	case k.RawDays > 0:
		for _, n := range needs {
			if days := int((n.Back + 24*time.Hour - 1) / (24 * time.Hour)); days > k.RawDays {
				fs = append(fs, fault.At("raw_days", "observation.keep_needed", "name", n.Name, "days", days))
			}
		}
	}
	switch {
	case k.HourlyDays < 0 || k.HourlyDays > longestDays:
		fs = append(fs, fault.At("hourly_days", "observation.keep_days", "max", longestDays))
	case k.HourlyDays > 0 && (k.RawDays == 0 || k.HourlyDays < k.RawDays):
		fs = append(fs, fault.At("hourly_days", "observation.keep_hours"))
	}
	if len(fs) > 0 {
		return fault.Fields("observation.bad_keeping", fs...)
	}
	return nil
}

// shorter tells that k keeps something for a shorter time than before.
func (k Keeping) shorter(before Keeping) bool {
	less := func(days, was int) bool { return days > 0 && (was == 0 || days < was) }
	return less(k.RawDays, before.RawDays) || less(k.HourlyDays, before.HourlyDays)
}

// before gives the start of the local day that is so many days ago; for ever is
// the beginning of time.
func before(now time.Time, days int) int64 {
	if days == 0 {
		return beginning
	}
	return startOf(db.Micros(now), dayUS) - int64(days)*dayUS
}

// beginning lies before any instant; it is the default of the tables too.
const beginning = -9_000_000_000_000_000_000

// PlanKeeping says what a setting would remove, and writes nothing. Forbidden, or
// Invalid with all faults.
func (o *Observations) PlanKeeping(ctx context.Context, k Keeping) (p KeepingPlan, err error) {
	err = o.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		p, _, err = o.plan(ctx, tx, k)
		return err
	})
	return p, err
}

func (o *Observations) plan(ctx context.Context, tx *db.Tx, k Keeping) (p KeepingPlan, old Kind, err error) {
	if err := actor.From(ctx).Check(Retain, actor.Scope{}); err != nil {
		return p, old, err
	}
	k.Parameter = NormalParameter(k.Parameter)
	ids, err := seriesNamed(ctx, tx, k.Parameter)
	if err != nil {
		return p, old, err
	}
	if len(ids) == 0 {
		return p, old, fault.New(fault.NotFound, "observation.no_kind", "parameter", k.Parameter)
	}
	if old, err = kept(ctx, tx, k.Parameter); err != nil {
		return p, old, err
	}
	needs, err := o.needsOf(ctx, tx)
	if err != nil {
		return p, old, err
	}
	p = KeepingPlan{Before: old.Keeping, After: k, Needs: neededOf(needs, k.Parameter)}
	if err := k.validate(p.Needs); err != nil {
		return p, old, err
	}
	rawTo, hourlyTo := before(tx.Now(), k.RawDays), before(tx.Now(), k.HourlyDays)
	if rawTo > beginning {
		p.RawTo = db.Time(rawTo)
	}
	if hourlyTo > beginning {
		p.HourlyTo = db.Time(hourlyTo)
	}
	first, last := int64(0), int64(0)
	for _, id := range ids {
		h, err := o.store.held(ctx, tx, id, rawTo)
		if err != nil {
			return p, old, err
		}
		if h.points > 0 {
			if p.Series == 0 || h.first < first {
				first = h.first
			}
			if p.Series == 0 || h.last > last {
				last = h.last
			}
			p.Series++
			p.Values += h.points
			p.Bytes += h.bytes
		}
		var hours int
		if err := tx.QueryRow(ctx, `SELECT count(*) FROM observation_rollup WHERE series = ? AND hours = 1 AND at < ?`, id, hourlyTo).Scan(&hours); err != nil {
			return p, old, err
		}
		p.Hours += hours
	}
	if p.Series > 0 {
		p.First, p.Last = db.Time(first), db.Time(last)
	}
	sum, err := json.Marshal([]any{k, old.Version, rawTo, hourlyTo, p.Series, p.Values, p.Hours, first, last})
	digest := sha256.Sum256(sum)
	p.Plan = hex.EncodeToString(digest[:16])
	return p, old, err
}

// Keep sets how long a kind is kept. What keeps longer, or the same, needs no plan,
// removes nothing and ends a removal that runs. What keeps shorter names the plan
// that was shown: [fault.Conflict] when it would do something else by now. The
// removal itself is done by the duty, from then on also of what grows older; what
// is imported later and is older stays until somebody plans again.
func (o *Observations) Keep(ctx context.Context, k Keeping, plan, reason string) error {
	reason = strings.TrimSpace(reason)
	// Counting takes longer than a writer may be held. What comes between it and the
	// writing came after the decision, and stays.
	var p KeepingPlan
	var old Kind
	if err := o.d.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		p, old, err = o.plan(ctx, tx, k)
		return err
	}); err != nil {
		return err
	}
	k = p.After
	var fs []fault.Field
	if plan == "" && k.shorter(old.Keeping) {
		fs = append(fs, fault.At("plan", "observation.plan_first"))
	}
	if fs = append(fs, checkReason(reason)...); len(fs) > 0 {
		return fault.Fields("observation.bad_keeping", fs...)
	}
	return o.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		// One setter at a time, whatever the kind.
		if _, err := tx.Exec(ctx, `UPDATE observation_marking SET n = n WHERE id = 1`); err != nil {
			return err
		}
		now, err := kept(ctx, tx, k.Parameter)
		if err != nil {
			return err
		}
		if plan != "" && plan != p.Plan || now.Version != old.Version {
			return fault.New(fault.Conflict, "observation.plan_moved_on")
		}
		rawTo, hourlyTo := before(tx.Now(), k.RawDays), before(tx.Now(), k.HourlyDays)
		if plan != "" && k.RawDays > 0 {
			err = begin(ctx, tx, shortening{parameter: k.Parameter, rawFrom: beginning, rawTo: rawTo, hourlyTo: hourlyTo, arrived: db.Micros(tx.Now()), planned: p.Values})
		} else {
			_, err = tx.Exec(ctx, `UPDATE observation_shortening SET state = 'stopped', ended = ? WHERE parameter = ? AND state = 'running'`, db.Micros(tx.Now()), k.Parameter)
		}
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO observation_keeping (parameter, raw_days, hourly_days, done, version, reason, actor, set_at) VALUES (?, ?, ?, ?, 1, ?, ?, ?)
			ON CONFLICT (parameter) DO UPDATE SET raw_days = excluded.raw_days, hourly_days = excluded.hourly_days,
			done = CASE WHEN observation_keeping.done > excluded.done THEN observation_keeping.done ELSE excluded.done END,
			version = observation_keeping.version + 1, reason = excluded.reason, actor = excluded.actor, set_at = excluded.set_at`,
			k.Parameter, k.RawDays, k.HourlyDays, rawTo, reason, actor.From(ctx).ID, db.Micros(tx.Now())); err != nil {
			return err
		}
		payload := map[string]any{"parameter": k.Parameter, "raw_days": k.RawDays, "hourly_days": k.HourlyDays,
			"raw_days_before": old.RawDays, "hourly_days_before": old.HourlyDays, "reason": reason}
		if plan != "" {
			payload["series"], payload["values"], payload["hours"], payload["bytes"] = p.Series, p.Values, p.Hours, p.Bytes
			payload["first"], payload["last"] = p.First.UTC(), p.Last.UTC()
		}
		entry := ledger.Entry{Verb: Retain.Name(), Subject: "observation/" + k.Parameter, Payload: payload}
		if grants := actor.From(ctx).Because(Retain, actor.Scope{}); len(grants) > 0 {
			entry.UnitPath, entry.AreaPath = grants[0].UnitPath, grants[0].AreaPath
		}
		return ledger.Write(ctx, tx, entry)
	})
}

// Kinds gives every parameter that was ever sent, by name, as it is kept.
func (o *Observations) Kinds(ctx context.Context) (list []Kind, err error) {
	err = o.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := actor.From(ctx).Check(Retain, actor.Scope{}); err != nil {
			return err
		}
		needs, err := o.needsOf(ctx, tx)
		if err != nil {
			return err
		}
		counts := map[string]int{}
		var names []string
		if err := tx.Each(ctx, `SELECT parameter, count(*) FROM observation_series GROUP BY parameter ORDER BY parameter`, nil, func(scan func(...any) error) error {
			var name string
			var n int
			err := scan(&name, &n)
			names, counts[name] = append(names, name), n
			return err
		}); err != nil {
			return err
		}
		list = nil
		for _, name := range names {
			k, err := kept(ctx, tx, name)
			if err != nil {
				return err
			}
			k.Series, k.Needs = counts[name], neededOf(needs, name)
			list = append(list, k)
		}
		return nil
	})
	return list, err
}

// kept reads a setting; without one everything is kept for ever.
func kept(ctx context.Context, tx *db.Tx, parameter string) (k Kind, err error) {
	k.Parameter = parameter
	var at int64
	err = tx.QueryRow(ctx, `SELECT raw_days, hourly_days, version, reason, actor, set_at FROM observation_keeping WHERE parameter = ?`, parameter).
		Scan(&k.RawDays, &k.HourlyDays, &k.Version, &k.Reason, &k.Actor, &at)
	if fault.Is(err, fault.NotFound) {
		return k, nil
	}
	if err != nil {
		return k, err
	}
	k.SetAt = db.Time(at)
	s, found, err := running(ctx, tx, parameter, "")
	if err == nil && found {
		r := s.Shortening
		k.Run = &r
	}
	return k, err
}

func (o *Observations) needsOf(ctx context.Context, tx *db.Tx) ([]Need, error) {
	if o.needs == nil {
		return nil, nil
	}
	return o.needs.Needs(ctx, tx)
}

func neededOf(all []Need, parameter string) (list []Need) {
	for _, n := range all {
		if n.Parameter == "" || NormalParameter(n.Parameter) == parameter {
			list = append(list, n)
		}
	}
	return list
}

func seriesNamed(ctx context.Context, tx *db.Tx, parameter string) (ids []int64, err error) {
	err = tx.Each(ctx, `SELECT id FROM observation_series WHERE parameter = ? ORDER BY id`, []any{parameter}, func(scan func(...any) error) error {
		var id int64
		err := scan(&id)
		ids = append(ids, id)
		return err
	})
	return ids, err
}

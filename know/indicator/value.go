package indicator

import (
	"cmp"
	"context"
	"math"
	"math/big"
	"slices"
	"strings"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/area"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/know/dataset"
)

// Question is what is asked of indicators.
type Question struct {
	Codes      []string // all of one kind of period
	Area       string   // an area's code
	Below      bool     // the areas directly below it instead
	From, To   dataset.Period
	Boundaries text.Day // open: those of each value's own time
}

// Value is a figure of an area for a period.
type Value struct {
	Key         string // names it: area.period, area.period.day
	Code        string
	Area        string
	AreaName    text.L
	Period      dataset.Period
	Boundaries  text.Day
	Steps       *big.Int // of 10^-decimals; nil when there is none
	Why         string   // key of the reason, when there is none
	Estimated   bool     // passed through a share of a merger or split: "ước phân bổ"
	Provisional bool     // rests on a set that is not approved by all levels yet
	Carried     text.Day // a part is of an earlier period, which began then; open: none
	At          time.Time
	Scores      Scores
	Light       Light
	Target      *Target
	Outlier     bool
	Break       bool
}

// Scores are of the sets behind a value, from 0 to 1; all nil where there is none.
type Scores struct {
	Correct  *float64 // approved by all levels
	Complete *float64 // handed in, of those owed
	Clean    *float64 // handed in without a soft rule broken
	Live     *float64 // handed in by the due hour
}

const (
	before     = 12 // periods that lights and flags look at
	mostValues = 20_000
)

// Decimal writes it as machines do; empty where there is none.
func (v Value) Decimal(decimals int) string {
	if v.Steps == nil || !v.Steps.IsInt64() {
		return ""
	}
	return dataset.Decimal(v.Steps.Int64(), decimals)
}

// Number is the value, rounded as it is shown; nothing where there is none.
func (v Value) Number(d Definition) float64 {
	if v.Steps == nil {
		return 0
	}
	x, _ := new(big.Rat).SetFrac(v.Steps, new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(d.Decimals)), nil)).Float64()
	return x
}

// Said writes it as people do, with its unit of measure.
func (v Value) Said(d Definition, lang text.Lang) string {
	if v.Steps == nil {
		return text.T(lang, v.Why, nil)
	}
	s := text.Fixed(lang, v.Number(d), d.Decimals)
	switch d.Unit {
	case "", "1":
	case "%", "‰":
		s += d.Unit
	default:
		s += " " + d.Unit
	}
	return s
}

// areasOf are those that a question is about, if the actor may see their figures.
func areasOf(ctx context.Context, tx *db.Tx, q Question) ([]area.Area, error) {
	on := q.Boundaries
	if on.Open() {
		var err error
		if on, err = nearest(ctx, tx, q.Area, q.To.End.Add(-1)); err != nil {
			return nil, err
		}
	}
	one, err := area.ByCode(ctx, tx, q.Area, on)
	if err != nil {
		return nil, err
	}
	by := actor.From(ctx)
	if !q.Below {
		if !by.May(Read, one.Scope()) {
			return nil, fault.New(fault.NotFound, "area.unknown", "code", q.Area, "on", on)
		}
		return []area.Area{one}, nil
	}
	all, err := area.All(ctx, tx, on)
	all = slices.DeleteFunc(all, func(a area.Area) bool { return a.Parent != q.Area || !by.May(Read, a.Scope()) })
	return all, err
}

// nearest is a day, else the one nearest to it, on which an area was there: figures may be older than what is known of their area.
func nearest(ctx context.Context, tx *db.Tx, code string, day text.Day) (text.Day, error) {
	rows, err := area.Versions(ctx, tx, code)
	for _, a := range rows {
		switch {
		case a.On(day):
			return day, nil
		case a.From > day:
			return a.From, nil
		}
	}
	if n := len(rows); n > 0 {
		return rows[n-1].To.Add(-1), nil
	}
	return day, err
}

// Values computes; by area, indicator and period. Refusals: [fault.NotFound] for an area or indicator that is not there, or not the actor's to see.
func (fs *Figures) Values(ctx context.Context, q Question) (list []Value, err error) {
	err = fs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		list = nil
		areas, err := areasOf(ctx, tx, q)
		if err != nil {
			return err
		}
		if n := periodsBetween(q.From, q.To); n > mostValues || n*len(areas)*len(q.Codes) > mostValues {
			return fault.New(fault.TooLarge, "indicator.many_values", "max", mostValues)
		}
		e, err := prepare(ctx, tx, q.Codes, q.From.Add(-2*before), q.To, q.Boundaries, q.summed(areas))
		if err != nil {
			return err
		}
		for _, a := range areas {
			for _, code := range q.Codes {
				for p := q.From; p.Start <= q.To.Start; p = p.Add(1) {
					v, err := e.figure(ctx, code, a, p)
					if err != nil {
						return err
					}
					list = append(list, v)
				}
			}
		}
		return nil
	})
	return list, err
}

// summed are the areas whose sums are enough; none where rows are needed.
func (q Question) summed(areas []area.Area) (codes []string) {
	if !q.Boundaries.Open() {
		return nil
	}
	codes = []string{}
	for _, a := range areas {
		codes = append(codes, a.Code)
	}
	return codes
}

// periodsBetween counts roughly, without walking: what is far too many is refused before it is counted.
func periodsBetween(from, to dataset.Period) int {
	return int(to.Start.Start().Sub(from.Start.Start()).Hours()/24)/days(from.Kind) + 1
}

// plain is a value without what is said of it by comparing: no light, no flags.
func (e *evaluator) plain(ctx context.Context, code string, a area.Area, p dataset.Period) (Value, result, error) {
	d := e.world.defs[code]
	v := Value{Key: KeyOf(a.Code, p, e.place.on), Code: code, Area: a.Code, AreaName: a.Name, Period: p, Boundaries: e.place.on, Target: d.target(a.Code, p)}
	r, err := e.at(ctx, code, a.Code, p)
	if err != nil {
		return v, r, err
	}
	v.Estimated, v.Carried, v.Scores = r.guess, r.old, r.scores()
	for t := range r.used {
		v.Provisional = v.Provisional || t.waiting()
		if at := db.Time(t.at); t.at > 0 && at.After(v.At) {
			v.At = at
		}
	}
	if r.num == nil {
		v.Why = cmp.Or(r.why, "indicator.no_data")
		return v, r, nil
	}
	v.Steps = round(r.num, d.Decimals)
	return v, r, nil
}

// figure is a value with all that is said of it.
func (e *evaluator) figure(ctx context.Context, code string, a area.Area, p dataset.Period) (Value, error) {
	d := e.world.defs[code]
	v, r, err := e.plain(ctx, code, a, p)
	if err != nil || r.num == nil {
		return v, err
	}
	now, _ := r.num.Float64()
	var past []float64
	light := Dark
	for q := p.Add(-before); q.Start <= p.Start; q = q.Add(1) {
		x, err := e.at(ctx, code, a.Code, q)
		if err != nil {
			return v, err
		}
		if x.num == nil {
			continue
		}
		f, _ := x.num.Float64()
		if t := d.target(a.Code, q); t != nil && d.Direction != None {
			light = t.next(light, f, d.Direction)
		}
		if q.Start < p.Start {
			past = append(past, f)
		}
	}
	if v.Target != nil {
		v.Light = light
	}
	v.Outlier = outlier(past, now)
	v.Break = shifted(append(past, now))
	return v, nil
}

// scores of what a value was computed from.
func (r result) scores() (s Scores) {
	share := func(n, of int) *float64 {
		if of == 0 {
			return nil
		}
		x := float64(n) / float64(of)
		return &x
	}
	var all tally
	for t := range r.used {
		all.add(*t)
	}
	return Scores{Correct: share(all.approved, all.sets), Complete: share(r.got, r.owed), Clean: share(all.clean, all.sets), Live: share(all.live, all.sets)}
}

// leastPast is how many values there must be before one is called strange.
const leastPast = 6

// outlier tells whether a value lies far from those before it: a modified z-score over 3.5 (Iglewicz and Hoaglin, 1993).
func outlier(past []float64, v float64) bool {
	if len(past) < leastPast {
		return false
	}
	m := median(past)
	off := make([]float64, len(past))
	for i, x := range past {
		off[i] = math.Abs(x - m)
	}
	spread := median(off)
	if spread == 0 { // half of them are the same: by the mean deviation
		for _, x := range off {
			spread += x
		}
		if spread /= float64(len(off)); spread == 0 {
			return v != m
		}
		return math.Abs(v-m)/(1.253314*spread) > 3.5
	}
	return 0.6745*math.Abs(v-m)/spread > 3.5
}

// shifted tells whether the last three all lie beyond every one of the values before them: the series broke, in level or in how it is counted.
func shifted(all []float64) bool {
	n := len(all) - 3
	if n < leastPast {
		return false
	}
	low, high := slices.Min(all[:n]), slices.Max(all[:n])
	span := high - low
	below := func(x float64) bool { return x < low-span/2 }
	above := func(x float64) bool { return x > high+span/2 }
	return !slices.ContainsFunc(all[n:], func(x float64) bool { return !above(x) }) || !slices.ContainsFunc(all[n:], func(x float64) bool { return !below(x) })
}

func median(list []float64) float64 {
	s := slices.Sorted(slices.Values(list))
	n := len(s)
	if n%2 == 1 {
		return s[n/2]
	}
	return (s[n/2-1] + s[n/2]) / 2
}

// KeyOf names a value: area.period or area.period.day.
func KeyOf(area string, p dataset.Period, on text.Day) string {
	key := area + "." + p.Code()
	if !on.Open() {
		key += "." + string(on)
	}
	return key
}

// ParseKey reads what [KeyOf] wrote.
func ParseKey(key string) (area string, p dataset.Period, on text.Day, err error) {
	parts := strings.Split(key, ".")
	if len(parts) < 2 || len(parts) > 3 {
		return "", p, "", fault.New(fault.NotFound, "indicator.no_value", "key", key)
	}
	if p, err = dataset.ParsePeriod(parts[1]); err != nil {
		return "", p, "", err
	}
	if len(parts) == 3 {
		if on, err = text.ParseDay(parts[2]); err != nil || on.Open() {
			return "", p, "", fault.New(fault.NotFound, "indicator.no_value", "key", key)
		}
	}
	return parts[0], p, on, nil
}

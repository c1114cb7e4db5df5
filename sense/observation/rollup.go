package observation

import (
	"cmp"
	"context"
	"math"
	"slices"
	"sort"
	"time"

	"thanhdong/ground/db"
)

const (
	hourUS = int64(time.Hour / time.Microsecond)
	dayUS  = 24 * hourUS
)

// startOf gives the start of the local hour or day of an instant.
func startOf(at, length int64) int64 { return floor(at+zone, length)*length - zone }

// rollup is what is left of the values of one hour or one local day that were
// removed: sums of those that counted.
type rollup struct {
	at, length  int64
	came, n     int
	low, high   float64
	total       float64
	first, last int64 // of those that came
	source      int32 // of the last
}

// add takes one value in.
func (r *rollup) add(p point, counts bool) {
	if r.came == 0 || p.at < r.first {
		r.first = p.at
	}
	if r.came == 0 || p.at >= r.last {
		r.last, r.source = p.at, p.source
	}
	r.came++
	if !counts {
		return
	}
	if r.n == 0 {
		r.low, r.high = p.value, p.value
	}
	r.n++
	r.low, r.high, r.total = min(r.low, p.value), max(r.high, p.value), r.total+p.value
}

// with adds up two sums of different values.
func (r rollup) with(o rollup) rollup {
	switch {
	case o.came == 0:
		return r
	case r.came == 0:
		o.at, o.length = r.at, r.length
		return o
	}
	if o.last >= r.last {
		r.last, r.source = o.last, o.source
	}
	r.first = min(r.first, o.first)
	if r.n == 0 {
		r.low, r.high = o.low, o.high
	} else if o.n > 0 {
		r.low, r.high = min(r.low, o.low), max(r.high, o.high)
	}
	r.came, r.n, r.total = r.came+o.came, r.n+o.n, r.total+o.total
	return r
}

func (r rollup) mean() Mean {
	return Mean{
		At: db.Time(r.at), Count: r.n, Mean: r.total / float64(r.n), Min: r.low, Max: r.high, total: r.total,
		Rolled: time.Duration(r.length) * time.Microsecond,
	}
}

// chosen is what counts where sums and values lie over each other.
type chosen struct {
	sums   []rollup
	points []point // that count beside the sums, marks not looked at
}

// choose decides what counts. A value that came after the values of its hour were
// removed is new when it lies outside what the sum is of, and adds to it. Inside,
// nothing tells whether it is one of those that were removed, brought again: so it
// counts once there are as many as the sum is of, in the sum's place. The same
// between the hours of a day and the day. Nothing counts twice.
func choose(sums []rollup, points []point) chosen {
	var c chosen
	slices.SortFunc(sums, func(a, b rollup) int { return cmp.Or(cmp.Compare(a.length, b.length), cmp.Compare(a.at, b.at)) })
	hours := sort.Search(len(sums), func(i int) bool { return sums[i].length > hourUS })
	days := sums[hours:]
	c.points = points
	for _, s := range sums[:hours] {
		if n := c.inside(s); n > 0 && n >= s.came {
			continue // the values are back
		}
		c.drop(s)
		c.sums = append(c.sums, s)
	}
	for _, d := range days {
		n := c.inside(d)
		for _, s := range c.sums {
			if s.length == hourUS && s.last >= d.first && s.first <= d.last {
				n += s.came
			}
		}
		if n > 0 && n >= d.came {
			continue
		}
		c.drop(d)
		c.sums = slices.DeleteFunc(c.sums, func(s rollup) bool { return s.length == hourUS && s.last >= d.first && s.first <= d.last })
		c.sums = append(c.sums, d)
	}
	slices.SortFunc(c.sums, func(a, b rollup) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(b.length, a.length)) })
	return c
}

func (c *chosen) span(s rollup) (i, j int) {
	i = sort.Search(len(c.points), func(i int) bool { return c.points[i].at >= s.first })
	j = sort.Search(len(c.points), func(i int) bool { return c.points[i].at > s.last })
	return i, max(i, j)
}

func (c *chosen) inside(s rollup) int {
	i, j := c.span(s)
	return j - i
}

func (c *chosen) drop(s rollup) {
	if i, j := c.span(s); j > i {
		c.points = slices.Concat(c.points[:i], c.points[j:])
	}
}

// rollups reads the sums of periods that touch [from, to), by their length and
// beginning.
func rollups(ctx context.Context, tx *db.Tx, series, from, to int64) (list []rollup, err error) {
	for _, length := range []int64{hourUS, dayUS} {
		err = tx.Each(ctx, `SELECT at, came, n, low, high, total, first, last, source FROM observation_rollup
			WHERE series = ? AND hours = ? AND at > ? AND at < ? ORDER BY at`, []any{series, length / hourUS, max(from, math.MinInt64+dayUS) - length, to},
			func(scan func(...any) error) error {
				r := rollup{length: length}
				err := scan(&r.at, &r.came, &r.n, &r.low, &r.high, &r.total, &r.first, &r.last, &r.source)
				list = append(list, r)
				return err
			})
		if err != nil {
			return nil, err
		}
	}
	return list, nil
}

// parcel is a span of a series in which there are sums, with the values in it.
type parcel struct {
	from, to int64 // whole local days
	sums     []rollup
}

// parcels cuts sums into spans of some days, so that what is read at once stays
// small, and so that values between far sums are read as everywhere.
func parcels(sums []rollup) (list []parcel) {
	slices.SortFunc(sums, func(a, b rollup) int { return cmp.Compare(a.at, b.at) })
	const most = 7 * dayUS
	for _, s := range sums {
		from := startOf(s.at, dayUS)
		if n := len(list) - 1; n >= 0 && from < list[n].from+most && from <= list[n].to {
			list[n].to, list[n].sums = max(list[n].to, from+dayUS), append(list[n].sums, s)
			continue
		}
		list = append(list, parcel{from, from + dayUS, []rollup{s}})
	}
	return list
}

// read gives what counts of a parcel, and all of its values.
func (o *Observations) parcel(ctx context.Context, tx *db.Tx, series int64, p parcel) (c chosen, all []point, err error) {
	if all, err = o.store.scan(ctx, tx, series, p.from, p.to, unbounded); err != nil {
		return c, nil, err
	}
	return choose(p.sums, all), all, nil
}

// blend puts means of values and sums together.
type blend struct {
	every int64
	means []Mean
}

func (b *blend) point(p point) {
	at := floorBy(p.at, b.every)
	b.take(Mean{At: db.Time(at), Count: 1, Mean: p.value, Min: p.value, Max: p.value, total: p.value})
}

func (b *blend) sum(r rollup) {
	if r.n == 0 {
		return
	}
	m := r.mean()
	if b.every%r.length == 0 {
		m.At = db.Time(floorBy(r.at, b.every))
	}
	b.take(m)
}

func (b *blend) take(m Mean) {
	for i := len(b.means) - 1; i >= 0 && i >= len(b.means)-3; i-- { // a coarse one may stand between
		if x := &b.means[i]; x.At.Equal(m.At) && x.coarse(b.every) == m.coarse(b.every) {
			*x = x.with(m)
			return
		}
	}
	b.means = append(b.means, m)
}

// coarse tells that a mean is of a longer period than was asked for; it then
// stands for that period alone.
func (m Mean) coarse(every int64) time.Duration {
	if r := m.Rolled.Microseconds(); r > 0 && every%r != 0 {
		return m.Rolled
	}
	return 0
}

func floorBy(at, every int64) int64 { return (at+shift(every))/every*every - shift(every) }

// blended is means where sums may lie under values. Hours and days of sums count
// whole: nothing is left that could tell their parts.
func (o *Observations) blended(ctx context.Context, tx *db.Tx, series, from, to, every int64, limit int, marks []marked) ([]Mean, error) {
	sums, err := rollups(ctx, tx, series, from, to)
	if err != nil {
		return nil, err
	}
	if len(sums) == 0 {
		return o.unrolled(ctx, tx, series, from, to, every, limit, marks)
	}
	b := blend{every: every}
	values := func(from, to int64) error {
		if from >= to || len(b.means) > limit+1 {
			return nil
		}
		means, err := o.unrolled(ctx, tx, series, from, to, every, limit-len(b.means)+2, marks)
		for _, m := range means {
			b.take(m)
		}
		return err
	}
	now := from
	for _, p := range parcels(sums) {
		if err := values(now, min(p.from, to)); err != nil {
			return nil, err
		}
		if len(b.means) > limit+1 {
			break
		}
		c, _, err := o.parcel(ctx, tx, series, p)
		if err != nil {
			return nil, err
		}
		points := c.points
		for _, s := range c.sums {
			i := sort.Search(len(points), func(i int) bool { return points[i].at >= s.at })
			b.points(points[:i], from, to, marks)
			points = points[i:]
			// One that is longer than what was asked for stands where it begins, so
			// that it is in one page only.
			if s.at < to && s.at+s.length > from && (s.at >= from || every%s.length == 0) {
				b.sum(s)
			}
		}
		b.points(points, from, to, marks)
		now = max(now, p.to)
	}
	if err := values(now, to); err != nil {
		return nil, err
	}
	slices.SortStableFunc(b.means, func(x, y Mean) int { return x.At.Compare(y.At) })
	return b.means[:min(len(b.means), limit)], nil
}

func (b *blend) points(points []point, from, to int64, marks []marked) {
	for _, p := range within(points, from, to) {
		if p.counts(marks) {
			b.point(p)
		}
	}
}

// counts is [Row.Counts] of a point.
func (p point) counts(marks []marked) bool {
	return p.status == Measured && !p.none() && (len(marks) == 0 || markAt(marks, p.at) != Invalid)
}

package observation

import (
	"context"
	"time"

	"thanhdong/ground/db"
)

// Gap is a span in which values are missing by the cadence of the series.
type Gap struct{ From, To time.Time }

// Gaps gives the spans of [from, to) in which values are missing: where two that
// came stand more than one and a half cadences apart. A value that came with a
// fault is no gap. Without a cadence nothing says what is missing.
func Gaps(rows []Row, cadence time.Duration, from, to time.Time) (gaps []Gap) {
	if cadence <= 0 {
		return nil
	}
	far := cadence + cadence/2
	last := from.Add(-cadence) // so that a value is expected at from
	for _, r := range rows {
		if r.At.Sub(last) > far {
			gaps = append(gaps, Gap{last.Add(cadence), r.At})
		}
		if last = r.At; r.Rolled != nil {
			last = r.At.Add(r.Rolled.Rolled - cadence) // what of it was missing nobody can tell
		}
	}
	if to.Sub(last) > far {
		gaps = append(gaps, Gap{last.Add(cadence), to})
	}
	return gaps
}

// Completeness is the share of the values that a span should have by the cadence;
// ok is false when nothing says how many.
func Completeness(count int, cadence, span time.Duration) (share float64, ok bool) {
	if cadence <= 0 || cadence > span {
		return 0, false
	}
	return min(1, float64(count)*float64(cadence)/float64(span)), true
}

// Months gives one [Mean] for each local month of the span that has a value that
// counts.
func (o *Observations) Months(ctx context.Context, q Query) ([]Mean, error) {
	return o.joined(ctx, q, func(at time.Time) time.Time {
		local := at.Add(localOffset)
		return time.Date(local.Year(), local.Month(), 1, 0, 0, 0, 0, time.UTC).Add(-localOffset)
	})
}

// Whole sums the span up in one [Mean], labelled with its beginning; none when no
// value counts.
func (o *Observations) Whole(ctx context.Context, q Query) ([]Mean, error) {
	return o.joined(ctx, q, func(time.Time) time.Time { return q.From })
}

const localOffset = time.Duration(zone) * time.Microsecond

// joined puts the days of a span together. q.Limit does not count: there are
// fewer days than people have patience.
func (o *Observations) joined(ctx context.Context, q Query, label func(day time.Time) time.Time) (means []Mean, err error) {
	err = o.read(ctx, q, func(ctx context.Context, tx *db.Tx, s *Series) error {
		days, err := o.means(ctx, tx, s.ID, db.Micros(q.From), db.Micros(q.To), (24 * time.Hour).Microseconds(), mostDays)
		for _, d := range days {
			d.At = label(d.At)
			if n := len(means); n > 0 && means[n-1].At.Equal(d.At) {
				means[n-1] = means[n-1].with(d)
			} else {
				means = append(means, d)
			}
		}
		return err
	})
	return means, err
}

// mostDays bounds what is put together: a thousand years.
const mostDays = 366_000

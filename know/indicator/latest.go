package indicator

import (
	"cmp"
	"context"
	"math"
	"slices"

	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/know/dataset"
)

// Latest gives each indicator's value in an area for the last period that is over; while nothing was handed in for that one, for the one before it.
func (fs *Figures) Latest(ctx context.Context, areaCode string) (all map[string]Value, err error) {
	err = fs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err := standings(ctx, tx, areaCode)
		all = map[string]Value{}
		for _, s := range list {
			all[s.Definition.Code] = s.Now
		}
		return err
	})
	return all, err
}

// standings are those of all indicators, by code, without their print.
func standings(ctx context.Context, tx *db.Tx, areaCode string) (list []Standing, err error) {
	defs, err := definitions(ctx, tx)
	if err != nil {
		return nil, err
	}
	byKind := map[dataset.PeriodKind][]string{}
	for _, d := range defs {
		byKind[d.Period] = append(byKind[d.Period], d.Code)
	}
	for kind, codes := range byKind {
		p := dataset.PeriodAt(kind, text.DayOf(tx.Now())).Add(-1)
		areas, err := areasOf(ctx, tx, Question{Area: areaCode, From: p, To: p})
		if err != nil {
			return nil, err
		}
		e, err := prepare(ctx, tx, codes, p.Add(-2-before), p, "", []string{areaCode})
		if err != nil {
			return nil, err
		}
		for _, code := range codes {
			s := Standing{Definition: e.world.defs[code]}
			if s.Now, err = e.figure(ctx, code, areas[0], p); err != nil {
				return nil, err
			}
			if s.Before, err = e.figure(ctx, code, areas[0], p.Add(-1)); err != nil {
				return nil, err
			}
			if s.Now.Steps == nil && s.Before.Steps != nil {
				s.Now, s.Old = s.Before, true
				if s.Before, err = e.figure(ctx, code, areas[0], p.Add(-2)); err != nil {
					return nil, err
				}
			}
			list = append(list, s)
		}
	}
	slices.SortFunc(list, func(a, b Standing) int { return cmp.Compare(a.Definition.Code, b.Definition.Code) })
	return list, nil
}

// Forecasted is what is to be expected after a series.
type Forecasted struct {
	Expected []Expected
	Error    float64 // mean absolute error of the method, one period ahead, over the last periods that it was tried on
	Tried    int     // how many
}

// Expected is one period of it, with the span of past errors around it.
type Expected struct {
	Period    dataset.Period
	Value     float64
	Low, High float64
}

// Words say the method and how wrong it was.
func (f Forecasted) Words(d Definition, lang text.Lang) string {
	return text.T(lang, "indicator.forecast", map[string]any{"error": text.Fixed(lang, f.Error, max(d.Decimals, 1)) + " " + d.Unit, "n": f.Tried})
}

// season is how many periods a year has; nothing where a year is one.
func season(k dataset.PeriodKind) int {
	return map[dataset.PeriodKind]int{dataset.Daily: 7, dataset.Weekly: 52, dataset.Monthly: 12, dataset.Quarterly: 4, dataset.HalfYearly: 2}[k]
}

// Forecast is the seasonal naive method with drift: the same season of the year before, plus the mean change from year to year. Its past error is that of one period ahead,
// over at most a season. No forecast of fewer than two whole seasons. (Hyndman and Athanasopoulos, Forecasting, §5.2.)
func (fs *Figures) Forecast(ctx context.Context, q Question, n int) (f Forecasted, err error) {
	m := season(q.To.Kind)
	if m == 0 || len(q.Codes) != 1 || q.Below {
		return f, nil
	}
	if n < 1 || n > 2*m {
		return f, fault.Fields("indicator.bad_question", fault.At("forecast", "indicator.many_values", "max", 2*m))
	}
	err = fs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		areas, err := areasOf(ctx, tx, q)
		if err != nil {
			return err
		}
		first := q.To.Add(1 - 4*m)
		e, err := prepare(ctx, tx, q.Codes, first, q.To, q.Boundaries, q.summed(areas))
		if err != nil {
			return err
		}
		var series []float64
		for p := first; p.Start <= q.To.Start; p = p.Add(1) {
			r, err := e.at(ctx, q.Codes[0], areas[0].Code, p)
			if err != nil {
				return err
			}
			if r.num == nil {
				series = nil // a gap: only what follows it counts
				continue
			}
			x, _ := r.num.Float64()
			series = append(series, x)
		}
		f = forecast(series, m, n)
		for i := range f.Expected {
			f.Expected[i].Period = q.To.Add(i + 1)
		}
		return nil
	})
	return f, err
}

func forecast(series []float64, m, n int) (f Forecasted) {
	if len(series) < 2*m {
		return f
	}
	var errs []float64
	for at := max(2*m, len(series)-m); at < len(series); at++ {
		errs = append(errs, math.Abs(expected(series[:at], m, 1)-series[at]))
	}
	if len(errs) == 0 { // two seasons and no more: the second against the first
		for at := m; at < len(series); at++ {
			errs = append(errs, math.Abs(series[at-m]-series[at]))
		}
	}
	for _, x := range errs {
		f.Error += x / float64(len(errs))
	}
	f.Tried = len(errs)
	most := slices.Max(errs)
	for i := 1; i <= n; i++ {
		v := expected(series, m, i)
		f.Expected = append(f.Expected, Expected{Value: v, Low: v - most, High: v + most})
	}
	return f
}

// expected is the value h periods after a series: that of the same season, plus the mean change of a season for each that passes.
func expected(series []float64, m, h int) float64 {
	n, drift, count := len(series), 0.0, 0
	for i := m; i < n; i++ {
		drift += series[i] - series[i-m]
		count++
	}
	drift /= float64(max(count, 1))
	back := (h-1)/m + 1
	return series[n-m+(h-1)%m] + float64(back)*drift
}

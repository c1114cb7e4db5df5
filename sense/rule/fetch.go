package rule

import (
	"cmp"
	"context"
	"math"
	"slices"
	"sync"
	"time"

	"thanhdong/ground/db"
	"thanhdong/sense/derive"
	"thanhdong/sense/observation"
)

// fetched is the history of one piece of work: exactly what its rules name, read
// from the store at once.
type fetched struct {
	rs    *Rules
	ctx   context.Context // of the transaction that reads; never outlives it
	tx    *db.Tx
	town  *town
	every map[seriesKey]time.Duration
	stand map[string]time.Duration // what a derived value of a parameter stands for
	parts map[seriesKey][]part
	hour  int64 // of now, for what is remembered
	apart bool  // a look at the past, which remembers nothing
	err   error // of a look-up that could not tell
}

// part is one span of a series, whole.
type part struct {
	from, to time.Time
	rows     []observation.Row
	valid    []valid
}

func (rs *Rules) fetching(ctx context.Context, tx *db.Tx, ws ...*watched) (*fetched, error) {
	h := &fetched{rs: rs, ctx: ctx, tx: tx, every: map[seriesKey]time.Duration{}, stand: map[string]time.Duration{},
		parts: map[seriesKey][]part{}, hour: db.Micros(tx.Now().Truncate(time.Hour))}
	for _, w := range ws {
		for _, in := range w.conditions.inputs() {
			if in.Fn == "neighbours" && h.town == nil {
				var err error
				if h.town, err = rs.townOf(ctx, tx); err != nil {
					return nil, err
				}
			}
		}
	}
	return h, nil
}

// load reads what is asked; spans of a series that touch become one.
func (h *fetched) load(asked []ask) error {
	slices.SortFunc(asked, func(a, b ask) int {
		return cmp.Or(cmp.Compare(a.station, b.station), cmp.Compare(a.parameter, b.parameter), a.from.Compare(b.from))
	})
	var merged []ask
	for _, a := range asked {
		if n := len(merged) - 1; n >= 0 && merged[n].seriesKey == a.seriesKey && !a.from.After(merged[n].to) {
			if a.to.After(merged[n].to) {
				merged[n].to = a.to
			}
			continue
		}
		merged = append(merged, a)
	}
	queries := make([]observation.Query, len(merged))
	for i, a := range merged {
		queries[i] = observation.Query{Station: a.station, Parameter: a.parameter, From: a.from, To: a.to}
	}
	clear(h.parts)
	return h.rs.obs.Many(h.ctx, queries, func(i int, rows []observation.Row) error {
		a := merged[i]
		h.parts[a.seriesKey] = append(h.parts[a.seriesKey], part{from: a.from, to: a.to, rows: rows})
		return nil
	})
}

func (h *fetched) part(s seriesKey, from, to time.Time) *part {
	for i := range h.parts[s] {
		if p := &h.parts[s][i]; !from.Before(p.from) && !to.After(p.to) {
			return p
		}
	}
	return nil
}

// rows gives the stored rows of a span that was loaded.
func (h *fetched) rows(s seriesKey, from, to time.Time) []observation.Row {
	p := h.part(s, from, to)
	if p == nil {
		return nil
	}
	i, _ := slices.BinarySearchFunc(p.rows, from, func(r observation.Row, t time.Time) int { return r.At.Compare(t) })
	j, _ := slices.BinarySearchFunc(p.rows, to, func(r observation.Row, t time.Time) int { return r.At.Compare(t) })
	return p.rows[i:max(i, j)]
}

func (h *fetched) values(s seriesKey, from, to time.Time) []valid {
	p := h.part(s, from, to)
	if p == nil {
		return nil
	}
	if p.valid == nil && len(p.rows) > 0 {
		p.valid = make([]valid, 0, len(p.rows))
		for _, r := range p.rows {
			if r.Counts() {
				p.valid = append(p.valid, valid{r.At, *r.Value, r.Feed})
			}
		}
	}
	return within(p.valid, from, to)
}

func (h *fetched) cadence(s seriesKey) time.Duration {
	every, ok := h.every[s]
	if !ok {
		var err error
		if every, err = h.rs.obs.Cadence(h.ctx, s.station, s.parameter); err != nil {
			h.err = err
		}
		h.every[s] = every
	}
	return every
}

// period is what the table says now; values of a table that is gone stood, as far
// as anybody knows, for an hour.
func (h *fetched) period(parameter string) time.Duration {
	period, ok := h.stand[parameter]
	if !ok {
		var err error
		if period, err = derive.PeriodOf(h.ctx, h.tx, parameter); err != nil {
			h.err = err
		}
		if period == 0 {
			period = time.Hour
		}
		h.stand[parameter] = period
	}
	return period
}

func (h *fetched) near(station string, in Input) []string {
	if h.town == nil {
		return nil
	}
	return h.town.near(station, in.Km)
}

// remembered holds the means of past hours while the present hour lasts: they are
// asked for at every value and change only by a correction.
type remembered struct {
	mu   sync.Mutex
	hour int64
	mean map[pastHour]float64 // NaN for an hour with too little
}

// mostRemembered bounds the memory; beyond it hours are read anew.
const mostRemembered = 1 << 20

func (m *remembered) get(p pastHour) (float64, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	mean, ok := m.mean[p]
	return mean, ok
}

func (m *remembered) put(p pastHour, mean float64, hour int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.mean == nil || m.hour != hour || len(m.mean) >= mostRemembered {
		m.mean, m.hour = map[pastHour]float64{}, hour
	}
	m.mean[p] = mean
}

func (h *fetched) remembers(p pastHour) bool {
	_, ok := h.rs.past.get(p)
	return ok && !h.apart
}

func (h *fetched) pastMean(p pastHour, r Rule) (float64, bool) {
	if h.apart {
		return meanOfHour(h, p, r)
	}
	mean, ok := h.rs.past.get(p)
	if !ok {
		if mean, ok = meanOfHour(h, p, r); !ok {
			mean = math.NaN()
		}
		h.rs.past.put(p, mean, h.hour)
	}
	return mean, !math.IsNaN(mean)
}

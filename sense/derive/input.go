package derive

import (
	"context"
	"math"
	"slices"
	"time"

	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/sense/observation"
)

// hour is what counts of one hour of a series, in the series' own unit.
type hour struct {
	sum   float64
	n     int
	slots int  // cadences of the hour in which a valid value lies
	came  bool // something came, valid or not
}

// series is the hours of one input, by the start of the hour.
type series struct {
	parameter string
	unit      string
	cadence   time.Duration
	hours     map[int64]hour
	gone      bool // of some hours only a day's sum is left, which tells no hour
}

// source is a series as a table wants it.
type source struct {
	*series
	factor float64
}

// sources are the inputs of a table that the station has, by their place in the
// table; without inputs in the table, all series of the station.
type sources map[int]source

// saturation is the place of the temperature that input i asks for.
func saturation(i int) int { return -1 - i }

// usual is the cadence of Circular 10/2021's files, for series whose feed is not
// known.
const usual = 5 * time.Minute

// hour gives the mean of one hour, or missing. An hour is valid by the minutes
// that its values cover: each value covers one cadence, and two in one cadence
// cover it once.
func (s source) hour(at time.Time, minMinutes int) float64 {
	x := s.hours[db.Micros(at)]
	if x.n == 0 || time.Duration(x.slots)*s.slot() < time.Duration(minMinutes)*time.Minute {
		return missing
	}
	return x.sum / float64(x.n) * s.factor
}

// eight gives the mean of the eight hours that end with the hour.
func (s source) eight(at time.Time, minMinutes, minHours int) float64 {
	sum, n := 0.0, 0
	for i := range 8 {
		if v := s.hour(at.Add(-time.Duration(i)*time.Hour), minMinutes); !math.IsNaN(v) {
			sum, n = sum+v, n+1
		}
	}
	if n == 0 || n < minHours {
		return missing
	}
	return sum / float64(n)
}

// day gives the mean of all values of a day, when they cover enough hours of it. A
// sample that is taken once a week or a month covers its day.
func (s source) day(at time.Time, minHours int) float64 {
	sum, n, slots := 0.0, 0, 0
	for i := range 24 {
		x := s.hours[db.Micros(at.Add(time.Duration(i)*time.Hour))]
		sum, n, slots = sum+x.sum, n+x.n, slots+x.slots
	}
	if n == 0 || time.Duration(slots)*min(s.known(), 24*time.Hour) < time.Duration(minHours)*time.Hour {
		return missing
	}
	return sum / float64(n) * s.factor
}

func (s *series) known() time.Duration {
	if s.cadence <= 0 {
		return usual
	}
	return s.cadence
}

// slot is what one value covers of an hour.
func (s *series) slot() time.Duration { return min(s.known(), time.Hour) }

// reader reads each series of a station once, whatever number of tables ask.
type reader struct {
	o        *observation.Observations
	station  string
	from, to time.Time
	read     map[string]*series
}

// of gives the sources of a table.
func (r *reader) of(ctx context.Context, tx *db.Tx, t Table, made map[string]bool) (sources, error) {
	in := sources{}
	if len(t.Inputs) == 0 {
		names, err := sent(ctx, tx, r.station)
		if err != nil {
			return nil, err
		}
		for i, name := range names {
			if made[name] {
				continue
			}
			s, err := r.series(ctx, name)
			if err != nil {
				return nil, err
			}
			if s != nil {
				in[i] = source{s, 1}
			}
		}
		return in, nil
	}
	take := func(place int, parameter, unit string) error {
		s, err := r.series(ctx, parameter)
		if err != nil || s == nil {
			return err
		}
		// What is measured in another quantity is no input.
		if factor, ok := observation.Factor(s.unit, unit); ok {
			in[place] = source{s, factor}
		}
		return nil
	}
	for i, input := range t.Inputs {
		if err := take(i, input.Parameter, input.Unit); err != nil {
			return nil, err
		}
		if input.Saturation != "" {
			if err := take(saturation(i), input.Saturation, "oC"); err != nil {
				return nil, err
			}
		}
	}
	return in, nil
}

// sent names the parameters of a station.
func sent(ctx context.Context, tx *db.Tx, station string) (names []string, err error) {
	rows, err := tx.Query(ctx, `SELECT parameter FROM observation_series WHERE entity = ? ORDER BY parameter`, station)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, rows.Err()
}

// series sums one series up by the hour; nil when the station never sent it.
func (r *reader) series(ctx context.Context, parameter string) (*series, error) {
	if s, ok := r.read[parameter]; ok {
		return s, nil
	}
	r.read[parameter] = nil
	of, err := r.o.Of(ctx, r.station, parameter)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	s := &series{parameter: of.Parameter, unit: of.Unit, cadence: of.Cadence, hours: map[int64]hour{}}
	slot := s.slot()
	var now hour
	var start time.Time
	last := int64(-1) // slot of the last valid value
	close := func() {
		if now.came {
			s.hours[db.Micros(start)] = now
		}
	}
	q := observation.Query{Station: r.station, Parameter: parameter, From: r.from, To: r.to}
	sums, err := r.o.Left(ctx, q)
	if err != nil {
		return nil, err
	}
	for !q.From.IsZero() {
		rows, next, err := r.o.Range(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			if slices.ContainsFunc(sums, func(x observation.Sum) bool { return !row.At.Before(x.First) && !row.At.After(x.Last) }) {
				continue
			}
			if at := hourOf(row.At); !at.Equal(start) {
				close()
				now, start, last = hour{}, at, -1
			}
			now.came = true
			if !row.Counts() {
				continue
			}
			now.sum, now.n = now.sum+*row.Value, now.n+1
			if k := int64(row.At.Sub(start) / slot); k != last {
				last = k
				now.slots++
			}
		}
		q.From = next
	}
	close()
	s.take(sums)
	r.read[parameter] = s
	return s, nil
}

// take puts the sums of removed values in their place. Valid values of an hour
// cover as many cadences as there are, which is all that is known of them.
func (s *series) take(sums []observation.Sum) {
	for _, x := range sums {
		if x.Rolled > time.Hour {
			s.gone = true
			continue
		}
		h := s.hours[db.Micros(x.At)]
		h.came = true
		h.sum, h.n = h.sum+x.Mean.Mean*float64(x.Count), h.n+x.Count
		h.slots = min(h.slots+x.Count, int(time.Hour/s.slot()))
		s.hours[db.Micros(x.At)] = h
	}
}

// gone tells that an input is no longer there in full: what was computed from it
// stays as it is.
func (in sources) gone() bool {
	for _, s := range in {
		if s.gone {
			return true
		}
	}
	return false
}

package main

import (
	"math"
	"strconv"
	"time"
)

// The tables of Decision 1459/QĐ-TCMT (2019), Bảng 2, for the two parameters of
// the series, written here a second time on purpose: a trial that used the
// product's tables would find none of their faults.
var (
	levels = []float64{0, 50, 100, 150, 200, 300, 400, 500}
	bp25   = []float64{0, 25, 50, 80, 150, 250, 350, 500}
	bp10   = []float64{0, 50, 150, 250, 350, 420, 500, 600}
)

// cadence is that of the feeds' contracts.
const cadence = 5 * time.Minute

// validMinutes makes an hour valid (project choice, 75 %).
const validMinutes = 45

// hourly gives the means of the hours that have enough values: a value covers one
// cadence of the feed's contract, and two in one cadence cover it once.
func hourly(rows []row, value func(row) string, cadence time.Duration) map[time.Time]float64 {
	sum, n := map[time.Time]float64{}, map[time.Time]int{}
	covered := map[time.Time]map[time.Duration]bool{}
	for _, r := range rows {
		v, err := strconv.ParseFloat(value(r), 64)
		if err != nil {
			continue
		}
		h := r.at.UTC().Truncate(time.Hour)
		sum[h] += v
		n[h]++
		if covered[h] == nil {
			covered[h] = map[time.Duration]bool{}
		}
		covered[h][r.at.Sub(h)/cadence] = true
	}
	means := map[time.Time]float64{}
	for h, s := range sum {
		if time.Duration(len(covered[h]))*cadence >= validMinutes*time.Minute {
			means[h] = s / float64(n[h])
		}
	}
	return means
}

// nowcast follows §1.4: weights of the last twelve hours, newest first; at least
// two of the newest three must be there.
func nowcast(means map[time.Time]float64, h time.Time) (float64, bool) {
	low, high, recent := math.Inf(1), math.Inf(-1), 0
	for i := range 12 {
		if c, ok := means[h.Add(-time.Duration(i)*time.Hour)]; ok {
			low, high = math.Min(low, c), math.Max(high, c)
			if i < 3 {
				recent++
			}
		}
	}
	if recent < 2 {
		return 0, false
	}
	if high == 0 {
		return 0, true
	}
	w := math.Max(low/high, 0.5)
	var over, under float64
	for i := range 12 {
		if c, ok := means[h.Add(-time.Duration(i)*time.Hour)]; ok {
			over += math.Pow(w, float64(i)) * c
			under += math.Pow(w, float64(i))
		}
	}
	return over / under, true
}

func subIndex(c float64, bp []float64) float64 {
	for i := 0; i+1 < len(bp); i++ {
		if c <= bp[i+1] {
			return (levels[i+1]-levels[i])/(bp[i+1]-bp[i])*(c-bp[i]) + levels[i]
		}
	}
	return 500
}

// index compares the server's hourly VN_AQI with this program's, hour by hour.
func (t *trial) index(rows []row) error {
	pm25 := hourly(rows, func(r row) string { return r.pm25 }, cadence)
	pm10 := hourly(rows, func(r row) string { return r.pm10 }, cadence)
	first, last := rows[0].at.UTC().Truncate(time.Hour), time.Now().UTC().Truncate(time.Hour)
	want := map[int64]float64{}
	for h := first; h.Before(last); h = h.Add(time.Hour) {
		best, any := 0.0, false
		for _, x := range []struct {
			means map[time.Time]float64
			bp    []float64
		}{{pm25, bp25}, {pm10, bp10}} {
			if c, ok := nowcast(x.means, h); ok {
				best, any = math.Max(best, subIndex(c, x.bp)), true
			}
		}
		if any {
			want[h.UnixMicro()] = math.Floor(best + 0.5 + 1e-9)
		}
	}
	var missing, twice, wrong, foreign int
	for end := time.Now().Add(2 * time.Minute); time.Now().Before(end); time.Sleep(time.Second) {
		got, err := t.observations(station, "VN_AQI", first, last)
		if err != nil {
			return err
		}
		if missing, twice, wrong, foreign = differ(want, got); missing+wrong == 0 {
			break
		}
	}
	t.check(missing+twice+wrong+foreign == 0, "VN_AQI: %d hours computed here; at the server %d missing, %d twice, %d another, %d more", len(want), missing, twice, wrong, foreign)
	return nil
}

package main

import (
	"fmt"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// stored reads the series back and compares every value.
func (t *trial) stored(what string, rows []row) error {
	for _, p := range parameters {
		want := map[int64]float64{}
		for _, r := range rows {
			if v, err := strconv.ParseFloat(r.value(p), 64); err == nil { // an empty value must not be stored as anything
				want[r.at.UnixMicro()] = v
			}
		}
		got, err := t.observations(station, p, rows[0].at, rows[len(rows)-1].at.Add(time.Second))
		if err != nil {
			return err
		}
		missing, twice, wrong, foreign := differ(want, got)
		t.check(missing+twice+wrong+foreign == 0, "%s, %s: %d values sent, %d stored; %d missing, %d twice, %d with another value, %d not ours",
			what, p, len(want), len(got), missing, twice, wrong, foreign)
	}
	return nil
}

func differ(want map[int64]float64, got []observation) (missing, twice, wrong, foreign int) {
	seen := map[int64]int{}
	for _, o := range got {
		us := o.At.UnixMicro()
		v, ours := want[us]
		if seen[us]++; seen[us] == 2 {
			twice++
		}
		switch {
		case !ours:
			foreign++
		case o.Value == nil || math.Abs(*o.Value-v) > 1e-9*max(1, math.Abs(v)):
			wrong++
		}
	}
	for us := range want {
		if seen[us] == 0 {
			missing++
		}
	}
	return missing, twice, wrong, foreign
}

// cells counts the values of rows and the places where none is.
func cells(rows []row) (values, empty int) {
	for _, r := range rows {
		for _, p := range parameters {
			if r.value(p) == "" {
				empty++
			} else {
				values++
			}
		}
	}
	return values, empty
}

// once drops all files and finds each value once.
func (t *trial) once(rows []row) error {
	began := time.Now()
	if err := t.files("trial", rows); err != nil {
		return err
	}
	wrote := time.Since(began)
	if err := t.settle(); err != nil {
		return err
	}
	c, err := t.counts(byFiles)
	if err != nil {
		return err
	}
	values, empty := cells(rows)
	t.check(c == counts{Accepted: values + t.sent, Quarantined: empty}, "%d station files written in %.1f s, all taken after %.1f s: %v; counted here %d values and %d empty, and %d marker",
		len(rows), wrote.Seconds(), time.Since(began).Seconds(), c, values, empty, t.sent)
	return t.stored("sent once", rows)
}

// again drops the same files under other names, and pushes the same rows as a table.
func (t *trial) again(rows []row) error {
	before, err := t.counts(byFiles)
	if err != nil {
		return err
	}
	if err := t.files("again", rows); err != nil {
		return err
	}
	if err := t.settle(); err != nil {
		return err
	}
	after, err := t.counts(byFiles)
	if err != nil {
		return err
	}
	// Of the files only those with an empty value are read again: it may be mended.
	_, empty := cells(rows)
	d := after.less(before)
	t.check(d == counts{Accepted: 1, Quarantined: empty}, "files sent again: %v (one new is the marker)", d)
	c, err := t.push(rows)
	if err != nil {
		return err
	}
	values, empty := cells(rows)
	t.check(c == counts{Duplicate: values, Quarantined: empty}, "the same rows pushed, answered: %v", c)
	return t.stored("sent again", rows)
}

// amended gives the series with one row in ten corrected, beginning with the n-th.
func amended(rows []row, n int) (list []row, touched []row) {
	list = append(list, rows...)
	for i := n; i < len(list); i += 10 {
		if list[i].pm25 == "" {
			continue
		}
		list[i].pm25, list[i].pm10 = other(list[i].pm25), other(list[i].pm10)
		touched = append(touched, rows[i])
	}
	return list, touched
}

// other is another value within the bounds of the contract, which the sensor's
// largest ones touch.
func other(s string) string {
	v, _ := strconv.ParseFloat(s, 64)
	if v > 500 {
		return strconv.FormatFloat(v-1.25, 'f', 2, 64)
	}
	return strconv.FormatFloat(v+1.25, 'f', 2, 64)
}

// corrected sends all files with a tenth of the rows corrected, then pushes the
// table with another tenth.
func (t *trial) corrected(rows []row) error {
	before, err := t.counts(byFiles)
	if err != nil {
		return err
	}
	list, touched := amended(rows, 3)
	if err := t.files("corrected", list); err != nil {
		return err
	}
	if err := t.settle(); err != nil {
		return err
	}
	after, err := t.counts(byFiles)
	if err != nil {
		return err
	}
	values, empty := cells(rows)
	d := after.less(before)
	t.check(d == counts{Accepted: 1, Corrected: 2 * len(touched), Quarantined: empty}, "files sent with %d of %d rows corrected: %v (one new is the marker)", len(touched), len(rows), d)
	if err := t.stored("a tenth corrected", list); err != nil {
		return err
	}
	if err := t.kept(touched, byFiles); err != nil {
		return err
	}
	list, touched = amended(list, 7)
	c, err := t.push(list)
	if err != nil {
		return err
	}
	t.check(c == counts{Corrected: 2 * len(touched), Duplicate: values - 2*len(touched), Quarantined: empty}, "pushed with %d rows corrected, answered: %v", len(touched), c)
	if err := t.kept(touched, byPush); err != nil {
		return err
	}
	copy(rows, list)
	return t.stored("another tenth corrected", rows)
}

// history is what is known of one instant.
type history struct {
	Now     *observation `json:"now"`
	Earlier []struct {
		observation
		Reason string `json:"reason"`
		By     struct {
			Name string `json:"name"`
		} `json:"by"`
	} `json:"earlier"`
}

func (t *trial) history(parameter string, at time.Time) (h history, err error) {
	return h, t.get("/stations/"+station+"/history", url.Values{"parameter": {parameter}, "at": {at.Format(time.RFC3339Nano)}}, &h)
}

// kept asks the history of every corrected value for the earlier one.
func (t *trial) kept(touched []row, feed string) error {
	right := 0
	for _, r := range touched {
		for _, p := range parameters {
			h, err := t.history(p, r.at)
			if err != nil {
				return err
			}
			was, _ := strconv.ParseFloat(r.value(p), 64)
			if h.Now != nil && h.Now.Feed == feed && len(h.Earlier) == 1 && h.Earlier[0].Value != nil && *h.Earlier[0].Value == was {
				right++
			}
		}
	}
	t.check(right == 2*len(touched), "the history of %d of %d corrected values keeps the earlier one and names the feed that replaced it", right, 2*len(touched))
	return nil
}

// byHand corrects a value with a reason; the machine that sends its own again does
// not undo it.
func (t *trial) byHand(rows []row) error {
	const reason = "Đầu đo bị che, lấy theo máy đối chứng"
	r := rows[len(rows)/2]
	var h history
	if err := t.do(http.MethodPost, "/stations/"+station+"/corrections", map[string]any{"parameter": "PM2.5", "at": r.at, "value": 12.5, "reason": reason}, &h); err != nil {
		return err
	}
	was, _ := strconv.ParseFloat(r.pm25, 64)
	n := len(h.Earlier) - 1
	ok := h.Now != nil && *h.Now.Value == 12.5 && n >= 0 && *h.Earlier[n].Value == was && h.Earlier[n].Reason == reason && h.Earlier[n].By.Name != ""
	t.check(ok, "corrected by hand: the history keeps %v with the reason %q and who gave it", was, reason)
	c, err := t.push(rows)
	if err != nil {
		return err
	}
	if h, err = t.history("PM2.5", r.at); err != nil {
		return err
	}
	t.check(c.Accepted+c.Corrected == 0 && *h.Now.Value == 12.5, "sent again after it: %v; the corrected value stays %v", c, *h.Now.Value)
	rows[len(rows)/2].pm25 = fmt.Sprint(*h.Now.Value)
	return t.stored("after the correction by hand", rows)
}

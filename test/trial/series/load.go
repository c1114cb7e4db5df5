package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"thanhdong/door/push"
	"thanhdong/door/wire"
	"thanhdong/sense/connector/filedrop"
	"thanhdong/sense/feed"
	"thanhdong/sense/observation"
)

// column is what the trial knows of one column by itself: bounds and factor are
// written here a second time, so that a fault of the mapping shows.
type column struct {
	name, parameter string
	min, max        float64
	factor, offset  float64
}

// one is one series: its file, its feed, how a row's identity is told.
type one struct {
	feed, file string
	push       bool
	station    func(r map[string]string) string // code
	at         func(r map[string]string) time.Time
	parameter  func(r map[string]string) string // long rows
	skip       func(r map[string]string) bool
	columns    []column
	empty      string // skip, keep or refuse
}

var vietnam = time.FixedZone("+07", 7*3600)

func monthly(r map[string]string) time.Time {
	y, _ := strconv.Atoi(r["year"])
	m := 1
	if r["month"] != "" {
		m, _ = strconv.Atoi(r["month"])
	}
	return time.Date(y, time.Month(m), 1, 0, 0, 0, 0, vietnam)
}

func dated(column, layout string) func(map[string]string) time.Time {
	return func(r map[string]string) time.Time {
		t, _ := time.ParseInLocation(layout, r[column], vietnam)
		return t
	}
}

func spelled(prefix, column string) func(map[string]string) string {
	return func(r map[string]string) string { return prefix + strings.ReplaceAll(r[column], " ", "-") }
}

func always(code string) func(map[string]string) string {
	return func(map[string]string) string { return code }
}

func province(prefix string) func(map[string]string) string {
	return func(r map[string]string) string {
		if r["province_code"] == "" {
			return prefix + "HATAY"
		}
		return prefix + r["province_code"]
	}
}

var climate = []column{{"Ta", "Temp.mean", -10, 45, 1, 0}, {"Tx", "Temp.max", -10, 45, 1, 0}, {"Tm", "Temp.min", -10, 45, 1, 0}, {"Rf", "Rainfall", 0, 3000, 1, 0},
	{"aH", "Humidity.absolute", 0, 60, 1, 0}, {"rH", "RH", 0, 100, 1, 0}, {"Sh", "Sunshine", 0, 450, 1, 0}}

var series = []one{
	{feed: "imhen-stations", file: "weather/imhen_monthly_stations_1990_2017.csv", station: spelled("IMHEN-", "station"), at: monthly, columns: climate},
	{feed: "imhen-provinces", file: "weather/imhen_monthly_provinces_2008_2017.csv", station: province("CLI-"), at: monthly, columns: climate},
	{feed: "gso-climate", file: "weather/gso_climate_monthly_2002_2016.csv", station: spelled("GSO-", "station"), at: monthly, columns: []column{
		{"monthly_mean_air_temperature", "Temp.mean", -10, 45, 1, 0}, {"monthly_mean_humidity", "RH", 0, 100, 1, 0},
		{"monthly_rainfall", "Rainfall", 0, 3000, 1, 0}, {"monthly_sunshine_duration", "Sunshine", 0, 450, 1, 0}}},
	{feed: "gso-flow", file: "weather/gso_river_flow_annual_2002_2016.csv", station: spelled("RIVER-", "station"), at: monthly, empty: "refuse", columns: []column{
		{"max", "Flow.max", -5000, 60000, 1, 0}, {"min", "Flow.min", -5000, 60000, 1, 0}}},
	{feed: "gso-level", file: "weather/gso_river_level_annual_2002_2016.csv", station: spelled("RIVER-", "station"), at: monthly, columns: []column{
		{"max", "Level.max", -5, 300, 0.01, 0}, {"min", "Level.min", -5, 300, 0.01, 0}}},
	{feed: "gso-sea", file: "weather/gso_sea_level_monthly_2014_2016.csv", station: spelled("SEA-", "station"), at: monthly, empty: "keep", columns: []column{
		{"average_of_sea_level", "Level.sea", -5, 10, 0.01, 0}}},
	{feed: "openmeteo", file: "weather/openmeteo_hourly_2024.csv", push: true, station: always("OPENMETEO"), at: dated("time", "2006-01-02T15:04"), columns: []column{
		{"temperature_2m_c", "Temp", 200, 330, 1, 273.15}, {"relative_humidity_2m_pct", "RH", 0, 100, 1, 0}}},
	{feed: "rangsit", file: "weather/rangsit_canal_level_2021a.csv", push: true, station: always("RANGSIT"), at: dated("record_time", time.RFC3339), columns: []column{
		{"water_level_cm", "Level", 0, 5, 0.01, 0}}},
	{feed: "gdpm-cases", file: "disease/gdpm_monthly_cases_1997_2017.csv", station: province("DIS-"), at: monthly},
	{feed: "gdpm-deaths", file: "disease/gdpm_monthly_deaths_1997_2017.csv", station: province("DIS-"), at: monthly},
	{feed: "opendengue", file: "disease/opendengue_v1_3_vietnam.csv", push: true, at: dated("start", "2006-01-02"), columns: []column{{"dengue_total", "", 0, 1e6, 1, 0}},
		station: func(r map[string]string) string {
			switch {
			case r["adm_1_name"] == "":
				return "DIS-VN"
			case r["province_code"] == "":
				return "DIS-HATAY"
			}
			return "DIS-" + r["province_code"]
		},
		parameter: func(r map[string]string) string { return "dengue." + strings.ToLower(r["t_res"]) }},
	{feed: "opendengue-national", file: "disease/opendengue_v1_3_vietnam_national.csv", push: true, station: always("DIS-NATIONAL"), at: dated("start", "2006-01-02"),
		skip: func(r map[string]string) bool { return r["t_res"] != "Year" }, columns: []column{{"dengue_total", "dengue.year", 0, 1e6, 1, 0}}},
}

// figure is a stored value that the trial expects; no value means a kept gap.
type figure struct {
	value float64
	none  bool
}

type identity struct {
	station, parameter string
	at                 int64
}

// expect counts a series without the product.
func (s one) expect(rows []map[string]string) (want feed.Counts, stored map[identity]figure, cells int) {
	stored = map[identity]figure{}
	for _, r := range rows {
		if s.skip != nil && s.skip(r) {
			continue
		}
		for _, c := range s.columns {
			cells++
			id := identity{s.station(r), c.parameter, s.at(r).UnixMicro()}
			if s.parameter != nil {
				id.parameter = s.parameter(r)
			}
			f := figure{none: r[c.name] == ""}
			if f.none {
				switch s.empty {
				case "":
					continue
				case "refuse":
					want.Quarantined++
					continue
				}
			} else {
				v, err := strconv.ParseFloat(r[c.name], 64)
				if f.value = v*c.factor + c.offset; err != nil || f.value < c.min || f.value > c.max {
					want.Quarantined++
					continue
				}
			}
			switch old, ok := stored[id]; {
			case !ok:
				want.Accepted++
			case old == f:
				want.Duplicate++
			default:
				want.Corrected++
			}
			stored[id] = f
		}
	}
	return want, stored, cells
}

// load sends every series as its feed says, then once more, and compares.
func (t *trial) load() error {
	drop := filedrop.New(t.rooms.DB, t.rooms.Feeds, filepath.Join(t.dir, "drop"))
	var total, refused, empty int
	for _, s := range series {
		rows, err := t.rows(s.file)
		if err != nil {
			return err
		}
		if s.columns == nil { // every column of a disease
			for name := range rows[0] {
				if name != "province_code" && name != "province" && name != "year" && name != "month" {
					s.columns = append(s.columns, column{name, name + "." + strings.TrimPrefix(s.feed, "gdpm-"), 0, 100000, 1, 0})
				}
			}
		}
		want, stored, cells := s.expect(rows)
		b, err := os.ReadFile(filepath.Join(t.folder, s.file))
		if err != nil {
			return err
		}
		began := time.Now()
		if s.push {
			err = t.push(s.feed, b)
		} else {
			err = t.drop(drop, s.feed, filepath.Base(s.file), b)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", s.feed, err)
		}
		took := time.Since(began)
		x, err := t.rooms.Feeds.Get(t.ctx, s.feed)
		if err != nil {
			return err
		}
		t.check(x.Counts == want, "%s: %d rows, %d cells: %d stored, %d the same twice, %d corrected, %d quarantined, %d empty (%.1f s); counted here %v",
			s.feed, len(rows), cells, x.Counts.Accepted, x.Counts.Duplicate, x.Counts.Corrected, x.Counts.Quarantined, cells-x.Counts.Accepted-x.Counts.Duplicate-x.Counts.Corrected-x.Counts.Quarantined, took.Seconds(), want)
		total, refused, empty = total+x.Counts.Accepted, refused+x.Counts.Quarantined, empty+cells-want.Accepted-want.Duplicate-want.Corrected-want.Quarantined
		if err := t.compare(s.feed, stored); err != nil {
			return err
		}
		if s.push { // sent again: nothing new
			if err := t.push(s.feed, b); err != nil {
				return err
			}
			again, err := t.rooms.Feeds.Get(t.ctx, s.feed)
			if err != nil {
				return err
			}
			t.check(again.Counts.Accepted == x.Counts.Accepted && again.Counts.Corrected == x.Counts.Corrected*2, "%s sent again: %d new", s.feed, again.Counts.Accepted-x.Counts.Accepted)
		}
	}
	fmt.Printf("       in all %d stored, %d quarantined, %d empty cells\n", total, refused, empty)
	return nil
}

// compare reads everything back and holds it against the series.
func (t *trial) compare(feed string, stored map[identity]figure) error {
	type line struct{ station, parameter string }
	lines := map[line]int{}
	for id := range stored {
		lines[line{id.station, id.parameter}]++
	}
	got, wrong := 0, 0
	for l, n := range lines {
		e, err := t.rooms.Entities.ByCode(t.ctx, "Station", l.station)
		if err != nil {
			return err
		}
		rows, _, err := t.rooms.Observations.Range(t.ctx, observation.Query{Station: e.ID, Parameter: l.parameter,
			From: time.Date(1950, 1, 1, 0, 0, 0, 0, time.UTC), To: time.Now()})
		if err != nil {
			return err
		}
		if len(rows) != n {
			wrong++
		}
		for _, r := range rows {
			f, ok := stored[identity{l.station, l.parameter, r.At.UnixMicro()}]
			got++
			if !ok || f.none != (r.Value == nil) || r.Value != nil && math.Abs(*r.Value-f.value) > 1e-9*max(1, math.Abs(f.value)) {
				wrong++
			}
		}
	}
	t.check(got == len(stored) && wrong == 0, "%s: %d values read back in %d series, %d differ", feed, got, len(lines), wrong)
	return nil
}

// push sends a body through the door, compressed, as an integrator would.
func (t *trial) push(code string, b []byte) error {
	var z bytes.Buffer
	w := gzip.NewWriter(&z)
	if _, err := w.Write(b); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.Handle(push.Path, wire.Handler(push.New(t.rooms.DB, t.rooms.Feeds).Serve))
	r := httptest.NewRequestWithContext(t.ctx, http.MethodPost, "/api/v1/feeds/"+code+"/observations", &z)
	r.Header.Set("Content-Encoding", "gzip")
	r.Header.Set("Content-Type", "text/csv")
	answer := httptest.NewRecorder()
	mux.ServeHTTP(answer, r)
	if answer.Code != http.StatusOK {
		return fmt.Errorf("%d %s", answer.Code, answer.Body)
	}
	return nil
}

// drop puts a file into the feed's folder and has it taken.
func (t *trial) drop(d *filedrop.Drop, code, name string, b []byte) error {
	dir := filepath.Join(t.dir, "drop", code)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
		return err
	}
	for range 3 {
		if err := d.Scan(t.ctx); err != nil {
			return err
		}
		time.Sleep(1100 * time.Millisecond)
	}
	return d.Scan(t.ctx)
}

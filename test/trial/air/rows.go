package main

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

const (
	station = "HD_TPHD_KHI001" // whose values the series becomes
	second  = "HD_KMON_KHI001" // for which the bad rows are meant
	third   = "HD_CLIN_KHI001" // for markers
	unit    = "ug/Nm3"
	byFiles = "air-files"
	byPush  = "air-push"
	circle  = "20060102150405" // the time of station files
)

var zone = time.FixedZone("+07", 7*3600)

type row struct {
	at         time.Time
	pm25, pm10 string
}

// value is what a row says of a parameter.
func (r row) value(parameter string) string {
	if parameter == "PM10" {
		return r.pm10
	}
	return r.pm25
}

var parameters = []string{"PM2.5", "PM10"}

// read takes the series and shifts it into the last days.
func read(folder string, worst bool) ([]row, error) {
	files, err := filepath.Glob(filepath.Join(folder, "air_quality", "luftdaten_*.csv"))
	if err != nil || len(files) == 0 {
		return nil, fmt.Errorf("no luftdaten series in %s: %v", folder, err)
	}
	var rows []row
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		lines, err := csv.NewReader(f).ReadAll()
		f.Close()
		if err != nil {
			return nil, err
		}
		for _, l := range lines[1:] {
			at, err := time.Parse(time.RFC3339, l[0])
			if err != nil {
				return nil, err
			}
			rows = append(rows, row{at: at, pm10: l[1], pm25: l[2]})
		}
	}
	now := time.Now().Truncate(time.Second)
	last := rows[len(rows)-1].at
	// A whole number of hours, so that hours stay hours; the newest row is then at
	// most an hour old.
	shift := now.Sub(last).Truncate(time.Hour)
	if worst {
		means := hourly(rows, func(r row) string { return r.pm25 }, cadence)
		var hour time.Time
		for h, m := range means {
			if m > means[hour] {
				hour = h
			}
		}
		shift = now.Truncate(time.Hour).Sub(hour.Add(time.Hour))
	}
	var kept []row
	for _, r := range rows {
		if r.at = r.at.Add(shift); !r.at.After(now) {
			kept = append(kept, r)
		}
	}
	fmt.Printf("       %d rows read, %d from %s to %s\n", len(rows), len(kept), kept[0].at.In(zone).Format(time.DateTime), kept[len(kept)-1].at.In(zone).Format(time.DateTime))
	return kept, nil
}

// line is one line of a station file.
func line(parameter, value, unit string, at time.Time) string {
	return strings.Join([]string{parameter, value, unit, at.In(zone).Format(circle), "00"}, "\t") + "\r\n"
}

// file is the station file of a row, as its station writes it.
func (r row) file() string {
	return line("PM2,5", r.pm25, unit, r.at) + line("PM10", r.pm10, unit, r.at)
}

// files makes one file a row, written beside and renamed as a station does.
func (t *trial) files(folder string, rows []row) error {
	for _, r := range rows {
		if err := t.put(folder, station, r.at, r.file()); err != nil {
			return err
		}
	}
	return nil
}

func (t *trial) put(folder, key string, at time.Time, body string) error {
	dir := filepath.Join(t.drop, byFiles, folder)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	name := filepath.Join(dir, key+"_"+at.In(zone).Format(circle)+".txt")
	if err := os.WriteFile(name+".part", []byte(body), 0o644); err != nil {
		return err
	}
	return os.Rename(name+".part", name)
}

// settle waits until all files that were written before are taken. Files are taken
// in the order of their times, so a marker written now is the last.
func (t *trial) settle() error {
	t.sent++
	at := time.Date(2020, 1, 1, t.sent, 0, 0, 0, zone)
	time.Sleep(20 * time.Millisecond) // its time is later than that of any other
	if err := t.put("marks", third, at, line("SO2", "1", unit, at)); err != nil {
		return err
	}
	for end := time.Now().Add(5 * time.Minute); time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
		if got, err := t.observations(third, "SO2", at, at.Add(time.Second)); err != nil || len(got) == 1 {
			return err
		}
	}
	return fmt.Errorf("the files were not taken within five minutes")
}

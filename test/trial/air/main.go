// Command air is a trial: it turns a real series of a low-cost sensor into station
// files, drops them while a server runs, and checks that every row was stored
// exactly once and that the hourly VN_AQI equals its own computation. It prints
// the alerts, incidents and work items that the real values raised.
//
//	go run ./test/trial/air -data FOLDER -url http://127.0.0.1:8080 -drop data/drop -account NAME < password
//
// Times are shifted so that the last row is now, because rules judge only what is
// fresh; with -end worst the hour with the most PM2.5 ended just now, and what
// came after it is left out. Shifts are whole hours. Run it against a store whose station has no other values in the last
// sixteen days (packs haiduong, air and haiduong/sample applied, --sample off).
package main

import (
	"bufio"
	"encoding/csv"
	"flag"
	"fmt"
	"log"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

const (
	station = "HD_TPHD_KHI001"
	unit    = "ug/Nm3"
)

var zone = time.FixedZone("+07", 7*3600)

type row struct {
	at         time.Time
	pm25, pm10 string
}

func main() {
	log.SetFlags(0)
	data := flag.String("data", "", "folder of the real series")
	url := flag.String("url", "http://127.0.0.1:8080", "the running server")
	drop := flag.String("drop", "data/drop", "the server's drop folder")
	account := flag.String("account", "", "an account that may read stations, alerts, incidents and work; its password comes on stdin")
	end := flag.String("end", "last", "what is now: the last row, or the end of the worst hour")
	flag.Parse()
	password, err := bufio.NewReader(os.Stdin).ReadString('\n')
	if *data == "" || *account == "" || err != nil {
		log.Fatal("usage: air -data FOLDER -account NAME < password")
	}
	rows, err := read(*data, *end == "worst")
	if err != nil {
		log.Fatal(err)
	}
	s, err := signIn(*url, *account, strings.TrimSpace(password))
	if err != nil {
		log.Fatal(err)
	}
	began := time.Now()
	if err := write(filepath.Join(*drop, "air-files", "trial"), rows); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d rows written as %d station files in %.1f s\n", len(rows), len(rows), time.Since(began).Seconds())
	ok := s.stored(rows, began)
	ok = s.index(rows) && ok
	s.raised()
	if !ok {
		os.Exit(1)
	}
}

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
	if worst {
		means := hourly(rows, func(r row) string { return r.pm25 }, cadence)
		var hour time.Time
		for h, m := range means {
			if m > means[hour] {
				hour = h
			}
		}
		last = hour.Add(time.Hour + now.Sub(now.Truncate(time.Hour)))
	}
	// A whole number of hours, so that hours stay hours; the newest row is then at
	// most an hour old.
	shift := now.Sub(last).Truncate(time.Hour)
	if worst {
		shift = now.Sub(last)
	}
	var kept []row
	for _, r := range rows {
		if r.at = r.at.Add(shift); !r.at.After(now) {
			kept = append(kept, r)
		}
	}
	fmt.Printf("%d rows read, %d from %s to %s\n", len(rows), len(kept), kept[0].at.In(zone).Format(time.DateTime), kept[len(kept)-1].at.In(zone).Format(time.DateTime))
	return kept, nil
}

// write makes one file a row, as a station does: written beside and renamed.
func write(dir string, rows []row) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, r := range rows {
		stamp := r.at.In(zone).Format("20060102150405")
		name := filepath.Join(dir, station+"_"+stamp+".txt")
		body := fmt.Sprintf("PM2,5\t%s\t%s\t%s\t00\r\nPM10\t%s\t%s\t%s\t00\r\n", r.pm25, unit, stamp, r.pm10, unit, stamp)
		if err := os.WriteFile(name+".part", []byte(body), 0o644); err != nil {
			return err
		}
		if err := os.Rename(name+".part", name); err != nil {
			return err
		}
	}
	return nil
}

// stored waits until the newest row is there and compares every value.
func (s *session) stored(rows []row, began time.Time) bool {
	ok := true
	for _, p := range []string{"PM2.5", "PM10"} {
		want := map[int64]string{}
		empty := 0 // a value that is not there must be refused, not stored as nothing
		for _, r := range rows {
			v := r.pm25
			if p == "PM10" {
				v = r.pm10
			}
			if v == "" {
				empty++
				continue
			}
			want[r.at.UnixMicro()] = v
		}
		got := s.wait(p, rows, len(want))
		fmt.Printf("%s: all visible %.1f s after the first file was written\n", p, time.Since(began).Seconds())
		seen := map[int64]int{}
		wrong, extra := 0, 0
		for _, o := range got {
			us := o.At.UnixMicro()
			seen[us]++
			w, there := want[us]
			v, _ := strconv.ParseFloat(w, 64)
			switch {
			case !there:
				extra++
			case o.Value == nil || math.Abs(*o.Value-v) > 1e-9:
				wrong++
			}
		}
		missing, twice := 0, 0
		for us := range want {
			if seen[us] == 0 {
				missing++
			}
			if seen[us] > 1 {
				twice++
			}
		}
		fmt.Printf("%s: %d values sent and %d empty, %d stored, %d missing, %d twice, %d with another value, %d not ours\n", p, len(want), empty, len(got), missing, twice, wrong, extra)
		ok = ok && missing+twice+wrong+extra == 0
	}
	return ok
}

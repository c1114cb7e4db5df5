// Command air is a trial: it turns a real series of a low-cost sensor into station
// files, drops them while a server runs, and checks that every row was stored
// exactly once and that the hourly VN_AQI equals its own computation. It prints
// the alerts, incidents and work items that the real values raised.
//
//	go run ./test/trial/air -data FOLDER -url http://127.0.0.1:8080 -drop data/drop -account NAME < password
//
// Times are shifted so that the last row is now, because rules judge only what is
// fresh. Run it against a store whose station has no other values in the last
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
	flag.Parse()
	password, err := bufio.NewReader(os.Stdin).ReadString('\n')
	if *data == "" || *account == "" || err != nil {
		log.Fatal("usage: air -data FOLDER -account NAME < password")
	}
	rows, err := read(*data)
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

// read takes the series and shifts it so that its last row is a second ago.
func read(folder string) ([]row, error) {
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
	shift := time.Now().Add(-time.Second).Truncate(time.Second).Sub(rows[len(rows)-1].at)
	for i := range rows {
		rows[i].at = rows[i].at.Add(shift)
	}
	return rows, nil
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
		for _, r := range rows {
			want[r.at.UnixMicro()] = r.pm25
			if p == "PM10" {
				want[r.at.UnixMicro()] = r.pm10
			}
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
		fmt.Printf("%s: %d rows sent, %d stored, %d missing, %d twice, %d with another value, %d not ours\n", p, len(want), len(got), missing, twice, wrong, extra)
		ok = ok && missing+twice+wrong+extra == 0
	}
	return ok
}

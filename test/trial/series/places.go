package main

import (
	"embed"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"thanhdong/pack/official"
	"thanhdong/sense/feed"
)

//go:embed contracts/*.json
var contractFiles embed.FS

// rows reads a series as a table of its own.
func (t *trial) rows(name string) ([]map[string]string, error) {
	f, err := os.Open(filepath.Join(t.folder, name))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, err
	}
	rows := make([]map[string]string, len(lines)-1)
	for i, l := range lines[1:] {
		rows[i] = map[string]string{}
		for j, c := range l {
			rows[i][lines[0][j]] = c
		}
	}
	return rows, nil
}

// provinces gives the codes and names of provinces that the series name.
func (t *trial) provinces() (map[string]string, error) {
	found := map[string]string{}
	for _, name := range []string{"disease/gdpm_monthly_cases_1997_2017.csv", "weather/imhen_monthly_provinces_2008_2017.csv"} {
		rows, err := t.rows(name)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			if code := r["province_code"]; code != "" && found[code] == "" {
				found[code] = r["province"]
			}
		}
	}
	return found, nil
}

// places imports the areas that the series name, and the unit that owns the feeds.
func (t *trial) places() error {
	provinces, err := t.provinces()
	if err != nil {
		return err
	}
	var b strings.Builder
	b.WriteString("code,name,kind,parent\nVN,Việt Nam,province,\n")
	for _, code := range slices.Sorted(maps.Keys(provinces)) {
		if code == "30" { // the pack has it already
			continue
		}
		fmt.Fprintf(&b, "%s,%s,province,\n", code, provinces[code])
	}
	if err := t.take(official.Areas, b.String()); err != nil {
		return err
	}
	return t.take(official.Units, "code,name,kind,area\nTRIAL,Thử nghiệm,department,VN\n")
}

// contracts saves the feeds: that is all it takes to connect them.
func (t *trial) contracts() error {
	files, err := contractFiles.ReadDir("contracts")
	if err != nil {
		return err
	}
	for _, f := range files {
		b, err := contractFiles.ReadFile("contracts/" + f.Name())
		if err != nil {
			return err
		}
		var c struct {
			feed.Contract
			Cadence float64 `json:"cadence_s"`
		}
		if err := json.Unmarshal(b, &c); err != nil {
			return fmt.Errorf("%s: %w", f.Name(), err)
		}
		c.Contract.Cadence = time.Duration(c.Cadence) * time.Second
		c.Playbook = "KB-NG-01"
		if _, err := t.rooms.Feeds.Put(t.ctx, c.Contract); err != nil {
			return told(err)
		}
	}
	t.check(len(files) == len(series), "%d contracts saved", len(files))
	return nil
}

// stations imports every station that a series names.
func (t *trial) stations() error {
	type station struct{ name, area, lon, lat, feeds string }
	all := map[string]station{}
	add := func(code string, s station) {
		if old, ok := all[code]; ok {
			s.feeds = old.feeds + ";" + s.feeds
		}
		if s.lon == "" {
			s.lon, s.lat = "106.0", "16.0"
		}
		all[code] = s
	}
	where := map[string][2]string{}
	known, err := t.rows("weather/imhen_stations.csv")
	if err != nil {
		return err
	}
	for _, r := range known {
		where[r["station"]] = [2]string{r["longitude"], r["latitude"]}
	}
	named := func(file, column, prefix, code string) error {
		rows, err := t.rows(file)
		if err != nil {
			return err
		}
		seen := map[string]bool{}
		for _, r := range rows {
			if name := r[column]; !seen[name] {
				seen[name] = true
				add(prefix+strings.ReplaceAll(name, " ", "-"), station{name, "VN", where[name][0], where[name][1], code})
			}
		}
		return nil
	}
	for _, x := range [][4]string{
		{"weather/imhen_monthly_stations_1990_2017.csv", "station", "IMHEN-", "imhen-stations"},
		{"weather/gso_climate_monthly_2002_2016.csv", "station", "GSO-", "gso-climate"},
		{"weather/gso_river_flow_annual_2002_2016.csv", "station", "RIVER-", "gso-flow"},
		{"weather/gso_river_level_annual_2002_2016.csv", "station", "RIVER-", "gso-level"},
		{"weather/gso_sea_level_monthly_2014_2016.csv", "station", "SEA-", "gso-sea"},
	} {
		if err := named(x[0], x[1], x[2], x[3]); err != nil {
			return err
		}
	}
	provinces, err := t.provinces()
	if err != nil {
		return err
	}
	for code, name := range provinces {
		add("CLI-"+code, station{name: name, area: code, feeds: "imhen-provinces"})
		add("DIS-"+code, station{name: name, area: code, feeds: "gdpm-cases;gdpm-deaths;opendengue"})
	}
	add("DIS-HATAY", station{name: "Ha Tay", area: "01", feeds: "gdpm-cases;gdpm-deaths;opendengue"})
	add("DIS-VN", station{name: "Việt Nam", area: "VN", feeds: "opendengue"})
	add("DIS-NATIONAL", station{name: "Việt Nam (cả nước)", area: "VN", feeds: "opendengue-national"})
	add("OPENMETEO", station{name: "Open-Meteo", area: "VN", feeds: "openmeteo"})
	add("RANGSIT", station{name: "Rangsit", area: "VN", feeds: "rangsit"})
	var b strings.Builder
	b.WriteString("code,name,type,owner,lon,lat,area,feeds\n")
	nowhere := 0
	for _, code := range slices.Sorted(maps.Keys(all)) {
		s := all[code]
		if s.lon == "106.0" && s.lat == "16.0" {
			nowhere++
		}
		fmt.Fprintf(&b, "%s,%s,series,TRIAL,%s,%s,%s,%s\n", code, s.name, s.lon, s.lat, s.area, s.feeds)
	}
	fmt.Printf("       %d of %d stations have no known place and stand in the middle of the country\n", nowhere, len(all))
	return t.take(official.Stations, b.String())
}

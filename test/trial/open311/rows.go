package main

import (
	"encoding/csv"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// row is one line of the city's list.
type row struct {
	key, kind, words, address string
	lat, long                 float64
	borrowed                  bool // its place is the centre of its borough
}

func read(folder string) (rows []row, err error) {
	files, err := filepath.Glob(filepath.Join(folder, "citizen_reports", "nyc311_*.csv"))
	if err != nil || len(files) == 0 {
		return nil, fmt.Errorf("no citizen_reports/nyc311_*.csv in %s (%v)", folder, err)
	}
	seen := map[string]bool{}
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		lines, err := csv.NewReader(f).ReadAll()
		if err := f.Close(); err != nil {
			return nil, err
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		for _, line := range lines[1:] {
			col := func(name string) string { return strings.TrimSpace(line[slices.Index(lines[0], name)]) }
			r := row{key: col("unique_key"), kind: col("complaint_type")}
			if kinds[r.kind] == "" {
				return nil, fmt.Errorf("%s: no category for the type %q", r.key, r.kind)
			}
			if seen[r.key] {
				return nil, fmt.Errorf("%s is there twice", r.key)
			}
			seen[r.key] = true
			r.words = join(". ", r.kind, col("descriptor"), col("location_type"))
			r.address = join(", ", col("street_name"), join(" / ", col("cross_street_1"), col("cross_street_2")), col("city"), col("incident_zip"))
			var e1, e2 error
			r.lat, e1 = strconv.ParseFloat(col("latitude"), 64)
			if r.long, e2 = strconv.ParseFloat(col("longitude"), 64); e1 != nil || e2 != nil {
				at, known := centres[col("borough")]
				if !known {
					at = centres[""]
				}
				r.lat, r.long, r.borrowed = at[0], at[1], true
			}
			rows = append(rows, r)
		}
	}
	return rows, nil
}

func join(with string, parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), with)
}

// form is what the row becomes.
func (r row) form(key string) url.Values {
	v := url.Values{
		"api_key": {key}, "service_code": {kinds[r.kind]}, "external_id": {r.key}, "description": {r.words}, "address_string": {r.address},
		"lat": {strconv.FormatFloat(r.lat, 'f', -1, 64)}, "long": {strconv.FormatFloat(r.long, 'f', -1, 64)},
	}
	if kinds[r.kind] == "nguy_hiem_truoc_mat" {
		v.Set("attribute[nguy_hiem]", "khong")
		if stopped[r.kind] {
			v.Set("attribute[nguy_hiem]", "co")
		}
	}
	return v
}

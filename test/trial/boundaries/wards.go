package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"thanhdong/ground/area"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/pack/official"
)

const wardsFile = "hai_phong_wards_2025.geojson"

// wards: the frame of 2025. Its list comes out of the same file, as a register of an office would.
func (t *trial) wards() error {
	raw, err := os.ReadFile(filepath.Join(t.folder, wardsFile))
	if err != nil {
		return err
	}
	var doc struct {
		Features []struct {
			Properties struct {
				Code string  `json:"code"`
				Name string  `json:"name"`
				KM2  float64 `json:"area_km2"`
			}
		}
	}
	if err := json.Unmarshal(raw, &doc); err != nil {
		return err
	}
	var list strings.Builder
	list.WriteString("code,name,parent,km2\n31,Thành phố Hải Phòng,,\n")
	for _, f := range doc.Features {
		fmt.Fprintf(&list, "%s,%s,31,%v\n", f.Properties.Code, f.Properties.Name, f.Properties.KM2)
	}
	register, err := t.read(official.Areas, "wards.csv", list.String())
	if err != nil {
		return told(err)
	}
	options := official.Options{From: "2025-07-01", Source: "vietnamese-provinces-database"}
	if _, err := t.apply(register, options); err != nil {
		return told(err)
	}
	f, err := t.read(official.Boundaries, wardsFile, "")
	if err != nil {
		return told(err)
	}
	_, err = t.official().Apply(t.ctx, f, options)
	refused, ok := fault.As(err)
	if !ok {
		return fmt.Errorf("the wards are not refused: %w", err)
	}
	for _, x := range refused.Fields {
		if x.Key != "official.size_off" {
			return told(err)
		}
		options.Accept = append(options.Accept, fmt.Sprint(x.Args["code"]))
		fmt.Println("      ", text.T(text.EN, x.Key, x.Args))
	}
	t.check(len(options.Accept) > 0, "%d of %d wards are refused for their size, then accepted by name", len(options.Accept), len(doc.Features))
	p, err := t.apply(f, options)
	if err != nil {
		return told(err)
	}
	t.check(p.Changed == len(doc.Features), "%d boundaries, %d warnings, %d slivers", p.Changed, len(p.Warnings), len(p.Slivers))
	for _, w := range p.Warnings {
		if w.Key != "official.size_accepted" {
			fmt.Println("       warning:", w.In(text.EN))
		}
	}
	return nil
}

// points: fifty places, each in three frames.
func (t *trial) points() error {
	points, err := rowsOf(csv.NewReader(strings.NewReader(pointsFile)))
	if err != nil {
		return err
	}
	right := map[text.Day]int{}
	days := []text.Day{"2019-12-01", "2025-06-30", "2025-07-01"}
	err = t.view(func(ctx context.Context, tx *db.Tx) error {
		for _, p := range points {
			lon, _ := strconv.ParseFloat(p["lon"], 64)
			lat, _ := strconv.ParseFloat(p["lat"], 64)
			for _, on := range days {
				a, schematic, err := area.At(ctx, tx, lon, lat, on)
				if err != nil && !fault.Is(err, fault.NotFound) {
					return err
				}
				want := p["district"]
				if on == "2025-07-01" {
					want = p["ward"]
				}
				if a.Code == want && !schematic && (want != p["ward"] || text.SearchKey(a.Name.VI) == text.SearchKey(p["ward_name"])) {
					right[on]++
					continue
				}
				fmt.Printf("       %s (%s, %s) on %s lies in %q %s, not in %s\n", p["place"], p["lon"], p["lat"], on, a.Code, a.Name.VI, want)
			}
		}
		return nil
	})
	for _, on := range days {
		t.check(right[on] == 50 && len(points) == 50, "%s: %d of %d places lie in the right area", on, right[on], len(points))
	}
	return err
}

package pack

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"

	"thanhdong/ground/area"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
)

// Succession is a row of the part successions: from a day on some areas or units are no more, others
// begin, and which part of which went where. It is how a pack changes the frame of a pack it needs,
// whose rows it cannot rewrite. Removing the pack takes it back.
type Succession struct {
	Code     string            `yaml:"code"`
	Day      text.Day          `yaml:"day"`
	Act      string            `yaml:"act"`
	Mark     string            `yaml:"mark"`
	Ends     []string          `yaml:"ends"`
	Areas    []Area            `yaml:"areas"`
	Units    []Unit            `yaml:"units"`
	Lineage  []Line            `yaml:"lineage"`
	Children map[string]string `yaml:"children"`

	of string // areas or units: which of the two it is about
}

// Line says which part of one went to another.
type Line struct {
	Old    string   `yaml:"old"`
	New    string   `yaml:"new"`
	Share  *float64 `yaml:"share"`
	People *float64 `yaml:"people"`
	Source string   `yaml:"source"` // the act when empty
}

func takeSuccessions(p *Pack, d *doc) error {
	var file struct {
		Mark  string       `yaml:"mark"`
		Areas []Succession `yaml:"area_successions"`
		Units []Succession `yaml:"unit_successions"`
	}
	err := d.decode(&file)
	for of, rows := range map[string][]Succession{"areas": file.Areas, "units": file.Units} {
		for i, s := range rows {
			s.Mark, s.of = or(s.Mark, file.Mark), of
			for j := range s.Areas {
				s.Areas[j].Mark = or(s.Areas[j].Mark, s.Mark)
			}
			for j := range s.Units {
				s.Units[j].Mark = or(s.Units[j].Mark, s.Mark)
			}
			p.note("successions", s.key(), d, map[string]string{"areas": "area_successions", "units": "unit_successions"}[of], i)
			p.Successions = append(p.Successions, s)
		}
	}
	// Units stand in areas, and what is earlier comes first.
	slices.SortStableFunc(p.Successions, func(a, b Succession) int {
		if a.of != b.of {
			return map[string]int{"areas": -1, "units": 1}[a.of]
		}
		return strings.Compare(string(a.Day), string(b.Day))
	})
	return err
}

// key names the row, and says what it is about: it is all that is known of one that is gone.
func (s Succession) key() string { return s.of + " " + s.Code }

func (s Succession) areaOrder() area.Succession {
	out := area.Succession{Decree: area.Decree{Day: s.Day, Act: s.Act, Mark: s.Mark}, Old: s.Ends, Children: s.Children}
	for _, a := range s.Areas {
		row := a.stored()
		row.From, row.Act = "", or(a.Act, s.Act)
		out.New = append(out.New, row)
	}
	for _, l := range s.Lineage {
		out.Lines = append(out.Lines, area.Lineage{Old: l.Old, New: l.New, ShareArea: l.Share, SharePop: l.People, Source: l.Source})
	}
	return out
}

func (s Succession) unitOrder() unit.Succession {
	out := unit.Succession{Decree: unit.Decree{Day: s.Day, Act: s.Act, Mark: s.Mark}, Old: s.Ends, Children: s.Children}
	for _, u := range s.Units {
		row := u.stored()
		row.From = ""
		out.New = append(out.New, row)
	}
	for _, l := range s.Lineage {
		out.Lines = append(out.Lines, unit.Lineage{Old: l.Old, New: l.New, Share: l.Share, Source: l.Source})
	}
	return out
}

// succeed makes a succession; another edition of one that was made takes the old one back first.
func (ps *Packs) succeed(ctx context.Context, tx *db.Tx, s Succession) error {
	if err := ps.undo(ctx, tx, s.key()); err != nil {
		return err
	}
	if s.of == "areas" {
		return area.Succeed(ctx, tx, s.areaOrder())
	}
	return unit.Succeed(ctx, tx, s.unitOrder())
}

// undo takes back the succession that was made under a key, if one was. Conflict when something already
// lies with what began: stations, open work, grants.
func (ps *Packs) undo(ctx context.Context, tx *db.Tx, key string) error {
	var body string
	err := tx.QueryRow(ctx, `SELECT body FROM pack_row WHERE part = 'successions' AND code = ?`, key).Scan(&body)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	var s Succession
	if err := json.Unmarshal([]byte(body), &s); err != nil {
		return fmt.Errorf("read succession %s: %w", key, err)
	}
	if len(key) > 5 {
		s.of = key[:5] // "areas" and "units" are equally long
	}
	if err := ps.unheld(ctx, tx, s); err != nil {
		return err
	}
	if s.of == "areas" {
		return area.Undo(ctx, tx, s.areaOrder())
	}
	return unit.Undo(ctx, tx, s.unitOrder())
}

// unheld refuses to take back what other rooms already keep things for.
func (ps *Packs) unheld(ctx context.Context, tx *db.Tx, s Succession) error {
	if ps.rooms.Heirs == nil {
		return nil
	}
	paths, codes := map[string]bool{}, map[string]bool{}
	for _, a := range s.Areas {
		row, err := area.ByCode(ctx, tx, a.Code, s.Day)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		paths[row.Path], codes[a.Code] = true, !slices.Contains(s.Ends, a.Code)
	}
	for _, u := range s.Units {
		row, err := unit.ByCode(ctx, tx, u.Code, s.Day)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		paths[row.Path], codes[u.Code] = true, !slices.Contains(s.Ends, u.Code)
	}
	delete(paths, "")
	hanging, err := ps.rooms.Heirs.HangOn(ctx, tx, func(h unit.Held) bool {
		code, path := h.Unit, h.UnitPath
		if s.of == "areas" {
			code, path = h.Area, h.AreaPath
		}
		return paths[path] || path == "" && codes[code]
	})
	if err != nil || len(hanging) == 0 {
		return err
	}
	words := text.L{}
	for i, h := range hanging {
		if i > 0 {
			words.VI, words.EN = words.VI+", ", words.EN+", "
		}
		key, args := "unit.holds_"+h.Name, map[string]any{"n": h.Count}
		words.VI, words.EN = words.VI+text.T(text.VI, key, args), words.EN+text.T(text.EN, key, args)
	}
	return fault.New(fault.Conflict, "pack.succession_held", "held", words)
}

// successions of the pack: what ends must be there, what begins must lie somewhere, and shares that are
// stated for all parts of one must make the whole of it.
func (c *checker) successions() {
	for _, s := range c.p.Successions {
		row := "successions " + s.key()
		c.days(row, s.Day, "")
		c.cite(row, Cite{Act: s.Act})
		known := c.unit
		if s.of == "areas" {
			known = c.area
		}
		for _, code := range s.Ends {
			known(row, code)
		}
		for _, a := range s.Areas {
			if a.Parent != "" {
				c.area(row, a.Parent)
			}
		}
		for _, u := range s.Units {
			c.area(row, u.Area)
			if u.Parent != "" {
				c.unit(row, u.Parent)
			}
		}
		sums, open := map[string]float64{}, map[string]bool{}
		for _, l := range s.Lineage {
			known(row, l.New)
			if !slices.Contains(s.Ends, l.Old) {
				c.fail(row, s.of[:4]+".line_not_ended", "code", l.Old)
			}
			if l.Share == nil {
				open[l.Old] = true
				continue
			}
			sums[l.Old] += *l.Share
		}
		for _, code := range s.Ends {
			if sum, stated := sums[code]; stated && !open[code] && math.Abs(sum-1) > 0.001 {
				c.fail(row, s.of[:4]+".shares_not_whole", "code", code)
			}
		}
	}
}

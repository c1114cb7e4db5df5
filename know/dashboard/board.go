package dashboard

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"thanhdong/ground/actor"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/know/indicator"
)

// Board is a page of figures.
type Board struct {
	ID       string // of a generated one: group.<key>, unit.<code>
	Title    text.L
	Parts    []Part
	Made     bool   // kept by somebody; else generated
	Unit     string // who shares it; empty for a person's own
	UnitPath string
	AreaPath string
	Account  string // who made it
	By       string // their name
	Version  int    // counts changes; of a generated one 0
	At       time.Time
	Dropped  bool
}

// Kind is how a part shows its indicators.
type Kind string

const (
	Tiles  Kind = "tiles"  // each with its value, trend, target, age, source, owner
	Series Kind = "series" // the last periods of each, beside each other
	Areas  Kind = "areas"  // one over the areas below
	Pivot  Kind = "pivot"  // areas below by indicators, for one period
)

// Kinds are all of them.
var Kinds = []Kind{Tiles, Series, Areas, Pivot}

// Part is one block of a board.
type Part struct {
	Kind       Kind     `json:"kind"`
	Indicators []string `json:"indicators"`
}

const (
	mostParts    = 24
	mostShown    = 24 // indicators in a part
	longestTitle = 120
)

// Scope is where a shared board belongs, for rights.
func (b Board) Scope() actor.Scope { return actor.Scope{UnitPath: b.UnitPath, AreaPath: b.AreaPath} }

// Codes are all indicators that it names, each once.
func (b Board) Codes() (list []string) {
	for _, p := range b.Parts {
		for _, code := range p.Indicators {
			if !slices.Contains(list, code) {
				list = append(list, code)
			}
		}
	}
	return list
}

// faults tells all that is wrong with what somebody wants to keep.
func (b Board) faults(defs []indicator.Definition) (fs []fault.Field) {
	bad := func(path, key string, kv ...any) { fs = append(fs, fault.At(path, key, kv...)) }
	switch title := b.Title.VI; {
	case title == "":
		bad("title", "dashboard.no_title")
	case utf8.RuneCountInString(title) > longestTitle:
		bad("title", "dashboard.long_title", "max", longestTitle)
	}
	if len(b.Parts) == 0 || len(b.Parts) > mostParts {
		bad("parts", "dashboard.parts", "max", mostParts)
	}
	for i, p := range b.Parts {
		at := fmt.Sprintf("parts/%d/", i)
		if !slices.Contains(Kinds, p.Kind) {
			bad(at+"kind", "dashboard.no_kind", "kind", string(p.Kind))
		}
		most := mostShown
		if p.Kind == Areas {
			most = 1
		}
		if len(p.Indicators) == 0 || len(p.Indicators) > most {
			bad(at+"indicators", "dashboard.indicators", "max", most)
			continue
		}
		var first indicator.Definition
		for j, code := range p.Indicators {
			k := slices.IndexFunc(defs, func(d indicator.Definition) bool { return d.Code == code })
			switch {
			case k < 0:
				bad(at+"indicators", "indicator.not_found", "code", code)
			case slices.Contains(p.Indicators[:j], code):
				bad(at+"indicators", "dashboard.twice", "code", code)
			case first.Code == "":
				first = defs[k]
			case p.Kind == Pivot && defs[k].Period != first.Period: // its columns are of one period
				bad(at+"indicators", "dashboard.other_period", "code", code, "first", first.Code)
			}
		}
	}
	return fs
}

// generated are the pages that indicators make by themselves: by group, and by the unit that answers for them.
func generated(defs []indicator.Definition, unitName func(code string) text.L) (list []Board) {
	add := func(id string, title text.L, d indicator.Definition) {
		i := slices.IndexFunc(list, func(b Board) bool { return b.ID == id })
		if i < 0 {
			i = len(list)
			list = append(list, Board{ID: id, Title: title})
		}
		list[i].Parts = append(list[i].Parts, Part{Indicators: []string{d.Code}})
	}
	for _, d := range defs {
		if key := text.SearchKey(d.Group.VI); key != "" {
			add("group."+strings.ReplaceAll(key, " ", "-"), d.Group, d)
		}
		add("unit."+d.Owner, unitName(d.Owner), d)
	}
	for i := range list {
		list[i].Parts = laid(list[i].Codes(), defs)
	}
	return list
}

// laid shows some indicators in every way that fits them.
func laid(codes []string, defs []indicator.Definition) (parts []Part) {
	codes = codes[:min(len(codes), mostShown)]
	parts = []Part{{Tiles, codes}, {Series, codes}}
	for _, d := range defs { // one table for each kind of period, in the order of its first
		if !slices.Contains(codes, d.Code) || slices.ContainsFunc(parts, func(p Part) bool { return p.Kind == Pivot && slices.Contains(p.Indicators, d.Code) }) {
			continue
		}
		same := Part{Kind: Pivot}
		for _, o := range defs {
			if o.Period == d.Period && slices.Contains(codes, o.Code) {
				same.Indicators = append(same.Indicators, o.Code)
			}
		}
		parts = append(parts, same)
	}
	return parts
}

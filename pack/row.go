package pack

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// row is one row of a part on its way into the store: what Apply compares with what
// was applied before.
type row struct {
	code   string
	below  string // the pack whose row this covers
	body   string
	digest string
	value  any
}

func newRow(code, below string, value any) (row, error) {
	body, err := json.Marshal(value)
	if err != nil {
		return row{}, fmt.Errorf("row %s: %w", code, err)
	}
	sum := sha256.Sum256(body)
	return row{code, below, string(body), hex.EncodeToString(sum[:]), value}, nil
}

// rows lists what the pack brings, by part and in the order of the files.
func (p *Pack) rows() (map[string][]row, error) {
	all := map[string][]row{}
	var failed error
	add := func(part, code, below string, value any) {
		r, err := newRow(code, below, value)
		if err != nil && failed == nil {
			failed = err
		}
		all[part] = append(all[part], r)
	}
	for _, v := range p.Law {
		add("law", v.Code, "", v)
	}
	for _, v := range p.Areas {
		add("areas", v.Code, "", v)
	}
	for _, v := range p.Boundaries {
		add("boundaries", v.Code, "", v)
	}
	for _, v := range p.Units {
		add("units", v.Code, "", v)
	}
	for _, v := range p.Successions {
		add("successions", v.key(), "", v)
	}
	if p.Calendar != nil {
		add("calendar", "calendar", "", p.Calendar)
	}
	for _, v := range p.Measures {
		add("measures", v.Parameter, "", v)
	}
	for _, v := range p.StationTypes {
		add("station_types", v.Code, "", v)
	}
	for _, v := range p.Limits {
		add("limits", v.key(), "", v)
	}
	for _, v := range p.Index {
		add("index", v.Method, "", v)
	}
	for _, v := range p.Reasons {
		add("reasons", v.Code, "", v)
	}
	for _, v := range p.Alerting {
		add("alerting", v.Code, "", v)
	}
	for _, v := range p.Playbooks {
		add("playbooks", v.Code, "", v)
	}
	for _, v := range p.Warnings {
		add("warnings", v.Code, "", v)
	}
	for _, v := range p.Reports {
		add("reports", v.Code, "", v)
	}
	for _, v := range p.Places {
		add("places", v.Code, "", v)
	}
	for _, v := range p.Privacy {
		add("privacy", v.Code, "", v)
	}
	for _, v := range p.Forms {
		add("datasets", v.Code, "", v)
	}
	for _, v := range p.Briefs {
		add("briefing", v.Unit, "", v)
	}
	for _, v := range p.Indicators {
		add("indicators", v.Code, "", v)
	}
	for _, v := range p.Open {
		add("open", v.Code, "", v)
	}
	for _, v := range p.IncidentTypes {
		add("incident_types", v.Code, "", v)
	}
	for _, v := range p.Feeds {
		add("feeds", v.Code, "", v)
	}
	for _, v := range p.Rules {
		add("rules", v.Code, v.overlays, v)
	}
	for _, v := range p.Stations {
		add("stations", v.Code, "", v)
	}
	for _, v := range p.Accounts {
		add("accounts", v.Login, "", v)
	}
	for _, v := range p.Rosters {
		add("rosters", v.Code, "", v)
	}
	for _, v := range p.Exercises {
		add("exercises", v.Code, "", v)
	}
	if p.Simulation != nil {
		add("simulation", p.Name, "", p.Simulation)
	}
	for _, key := range slices.Sorted(maps.Keys(p.Messages)) {
		add("messages", key, "", p.Messages[key])
	}
	return all, failed
}

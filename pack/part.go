package pack

import (
	"fmt"

	"thanhdong/ground/text"
	"thanhdong/sense/derive"
)

var headPart = part{name: "pack", take: func(p *Pack, d *doc) error { return d.decode(&p.Head) }}

// parts in the order in which they are applied: what is cited comes before what cites.
var parts = []part{
	{name: "law", take: takeLaw},
	{name: "areas", take: takeAreas},
	{name: "boundaries", ext: ".geojson", take: takeBoundaries},
	{name: "units", take: takeUnits},
	{name: "successions", take: takeSuccessions},
	{name: "calendar", take: takeCalendar},
	{name: "measures", take: takeMeasures},
	{name: "station_types", take: takeStationTypes},
	{name: "limits", take: takeLimits},
	{name: "index", take: takeIndex},
	{name: "reasons", take: takeReasons},
	{name: "alerting", take: takeAlerting},
	{name: "playbooks", take: takePlaybook},
	{name: "incident_types", take: takeIncidentTypes},
	{name: "warnings", take: takeWarnings},
	{name: "reports", take: takeReports},
	{name: "places", take: takePlaces},
	{name: "privacy", take: takePrivacy},
	{name: "datasets", take: takeForms},
	{name: "briefing", take: takeBriefing},
	{name: "indicators", take: takeIndicators},
	{name: "open", take: takeOpen},
	{name: "feeds", take: takeFeeds},
	{name: "rules", take: takeRules},
	{name: "stations", take: takeStations},
	{name: "accounts", take: takeAccounts},
	{name: "rosters", take: takeRosters},
	{name: "exercises", take: takeExercises},
	{name: "simulation", take: takeSimulation},
	{name: "messages", take: takeMessages},
}

var casesPart = part{name: "cases", take: takeCase}

// The functions below decode one file and let its rows inherit what the file says
// for all of them: mark, source, act and clause.

func takeLaw(p *Pack, d *doc) error {
	var file struct {
		Acts []Act `yaml:"acts"`
	}
	err := d.decode(&file)
	for i, a := range file.Acts {
		for j := range a.Clauses {
			a.Clauses[j].Mark = or(a.Clauses[j].Mark, a.Mark)
		}
		p.note("law", a.Code, d, "acts", i)
		p.Law = append(p.Law, a)
	}
	return err
}

func takeAreas(p *Pack, d *doc) error {
	var file struct {
		Mark   string `yaml:"mark"`
		Source text.L `yaml:"source"`
		Areas  []Area `yaml:"areas"`
	}
	err := d.decode(&file)
	for i, a := range file.Areas {
		a.Mark = or(a.Mark, file.Mark)
		if a.Source.Empty() {
			a.Source = file.Source
		}
		p.note("areas", a.Code, d, "areas", i)
		p.Areas = append(p.Areas, a)
	}
	return err
}

func takeUnits(p *Pack, d *doc) error {
	var file struct {
		Mark  string `yaml:"mark"`
		Units []Unit `yaml:"units"`
	}
	err := d.decode(&file)
	for i, u := range file.Units {
		u.Mark = or(u.Mark, file.Mark)
		p.note("units", u.Code, d, "units", i)
		p.Units = append(p.Units, u)
	}
	return err
}

func takeCalendar(p *Pack, d *doc) error {
	p.Calendar = &Calendar{}
	p.place["calendar calendar"] = at{d.file, 0}
	return d.decode(p.Calendar)
}

func takeMeasures(p *Pack, d *doc) error {
	var file struct {
		Mark     string     `yaml:"mark"`
		Act      string     `yaml:"act"`
		Clause   string     `yaml:"clause"`
		Measures []Measure  `yaml:"measures"`
		Units    []Spelling `yaml:"units"`
	}
	err := d.decode(&file)
	for i, m := range file.Measures {
		m.Mark = or(m.Mark, file.Mark)
		p.note("measures", m.Parameter, d, "measures", i)
		p.Measures = append(p.Measures, m)
	}
	p.Spellings = append(p.Spellings, file.Units...)
	return err
}

func takeStationTypes(p *Pack, d *doc) error {
	var file struct {
		Mark  string        `yaml:"mark"`
		Types []StationType `yaml:"station_types"`
	}
	err := d.decode(&file)
	for i, t := range file.Types {
		t.Mark = or(t.Mark, file.Mark)
		p.note("station_types", t.Code, d, "station_types", i)
		p.StationTypes = append(p.StationTypes, t)
	}
	return err
}

func takeLimits(p *Pack, d *doc) error {
	var file struct {
		Mark   string  `yaml:"mark"`
		Act    string  `yaml:"act"`
		Clause string  `yaml:"clause"`
		Limits []Limit `yaml:"limits"`
	}
	err := d.decode(&file)
	for i, l := range file.Limits {
		l.Mark, l.Act, l.Clause = or(l.Mark, file.Mark), or(l.Act, file.Act), or(l.Clause, file.Clause)
		p.note("limits", l.key(), d, "limits", i)
		p.Limits = append(p.Limits, l)
	}
	return err
}

// key names a limit: an act may set several for one parameter, dated.
func (l Limit) key() string {
	return fmt.Sprintf("%s %s %s %s", l.Act, l.Parameter, l.Period, l.From)
}

func takeIndex(p *Pack, d *doc) error {
	var t derive.Table
	err := d.decode(&t)
	p.place["index "+t.Method] = at{d.file, 0}
	p.Index = append(p.Index, t)
	return err
}

func takePlaybook(p *Pack, d *doc) error {
	var b Playbook
	err := d.decode(&b)
	p.place["playbooks "+b.key()] = at{d.file, 0}
	p.Playbooks = append(p.Playbooks, b)
	return err
}

func (b Playbook) key() string { return fmt.Sprintf("%s v%d", b.Code, b.Version) }

func takeFeeds(p *Pack, d *doc) error {
	var file struct {
		Mark       string      `yaml:"mark"`
		Act        string      `yaml:"act"`
		Clause     string      `yaml:"clause"`
		Parameters []Parameter `yaml:"parameters"`
		Feeds      []Feed      `yaml:"feeds"`
	}
	err := d.decode(&file)
	for i, f := range file.Feeds {
		f.Mark = or(f.Mark, file.Mark)
		if len(f.Parameters) == 0 {
			f.Parameters = file.Parameters
		}
		p.note("feeds", f.Code, d, "feeds", i)
		p.Feeds = append(p.Feeds, f)
	}
	return err
}

func takeRules(p *Pack, d *doc) error {
	var file struct {
		Overlays string `yaml:"overlays"`
		Rules    []Rule `yaml:"rules"`
	}
	err := d.decode(&file)
	for i, r := range file.Rules {
		r.overlays = file.Overlays
		for n, c := range r.Tests {
			c.Rule, c.Name = r.Code, fmt.Sprintf("%s-%d", r.Code, n+1)
			p.addCase(c, d.file)
		}
		r.Tests = nil
		p.note("rules", r.Code, d, "rules", i)
		p.Rules = append(p.Rules, r)
	}
	return err
}

func takeStations(p *Pack, d *doc) error {
	var file struct {
		Sample   bool      `yaml:"sample"`
		Mark     string    `yaml:"mark"`
		Stations []Station `yaml:"stations"`
	}
	err := d.decode(&file)
	for i, s := range file.Stations {
		s.Mark, s.Sample = or(s.Mark, file.Mark), file.Sample
		p.note("stations", s.Code, d, "stations", i)
		p.Stations = append(p.Stations, s)
	}
	return err
}

func takeAccounts(p *Pack, d *doc) error {
	var file struct {
		Sample   bool      `yaml:"sample"`
		Mark     string    `yaml:"mark"`
		Accounts []Account `yaml:"accounts"`
	}
	err := d.decode(&file)
	for i, a := range file.Accounts {
		p.note("accounts", a.Login, d, "accounts", i)
		p.Accounts = append(p.Accounts, a)
	}
	return err
}

func takeRosters(p *Pack, d *doc) error {
	var file struct {
		Mark    string   `yaml:"mark"`
		Rosters []Roster `yaml:"rosters"`
	}
	err := d.decode(&file)
	for i, r := range file.Rosters {
		r.Mark = or(r.Mark, file.Mark)
		p.note("rosters", r.Code, d, "rosters", i)
		p.Rosters = append(p.Rosters, r)
	}
	return err
}

func takeSimulation(p *Pack, d *doc) error {
	p.Simulation = &Simulation{}
	p.place["simulation simulation"] = at{d.file, 0}
	return d.decode(p.Simulation)
}

func takeMessages(p *Pack, d *doc) error {
	var file map[string]text.L
	err := d.decode(&file)
	if p.Messages == nil {
		p.Messages = map[string]text.L{}
	}
	for key, l := range file {
		p.place["messages "+key] = at{d.file, d.line(key)}
		p.Messages[key] = l
	}
	return err
}

// note remembers where a row stands, and that a code stands twice.
func (p *Pack) note(part, code string, d *doc, list string, i int) {
	key := part + " " + code
	line := d.line(list, fmt.Sprint(i))
	if _, taken := p.place[key]; taken {
		p.twice = append(p.twice, twice{part, code, at{d.file, line}})
		return
	}
	p.place[key] = at{d.file, line}
}

type twice struct {
	part, code string
	at         at
}

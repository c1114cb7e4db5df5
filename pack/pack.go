package pack

import (
	"thanhdong/act/exercise"
	"thanhdong/ground/text"
	"thanhdong/sense/derive"
)

// Pack is a pack as it was read: the head of pack.yaml and the rows of its parts.
type Pack struct {
	Head
	Digest string // SHA-256 over names and bytes of all its files

	Law           []Act
	Areas         []Area
	Boundaries    []Boundary
	Units         []Unit
	Successions   []Succession
	Calendar      *Calendar
	Measures      []Measure
	Spellings     []Spelling
	StationTypes  []StationType
	Limits        []Limit
	Index         []derive.Table
	Reasons       []Reason
	Alerting      []Alerting
	Playbooks     []Playbook
	IncidentTypes []IncidentType
	Warnings      []WarningTemplate
	Reports       []ReportSetting
	Forms         []Form
	Briefs        []Brief
	Indicators    []IndicatorSetting
	Open          []OpenSet
	Places        []Place
	Privacy       []PrivacySetting
	Feeds         []Feed
	Rules         []Rule
	Stations      []Station
	Accounts      []Account
	Rosters       []Roster
	Exercises     []exercise.Script
	Simulation    *Simulation
	Messages      map[string]text.L
	Cases         []Case

	needed []*Pack         // the packs it needs, opened
	docs   map[string]*doc // every file, for places of faults
	place  map[string]at   // "part code" to where the row stands
	twice  []twice         // codes that stand more than once
}

// Head is pack.yaml.
type Head struct {
	Name    string   `yaml:"name"`
	Version string   `yaml:"version"`
	Title   text.L   `yaml:"title"`
	About   text.L   `yaml:"about"`
	Frame   string   `yaml:"frame"`  // the time the pack shows the province in, "12/2019"
	Sample  bool     `yaml:"sample"` // brings data that describe nothing real
	Needs   []string `yaml:"needs"`
	Parts   []string `yaml:"parts"`
}

// Cite is a legal basis: an act, and a clause of it.
type Cite struct {
	Act    string `yaml:"act"`
	Clause string `yaml:"clause"`
}

// Act is a row of the part law.
type Act struct {
	Code    string   `yaml:"code"`
	Title   text.L   `yaml:"title"`
	Number  string   `yaml:"number"`
	From    text.Day `yaml:"from"`
	To      text.Day `yaml:"to"`
	Source  string   `yaml:"source"`
	Mark    string   `yaml:"mark"`
	Clauses []Clause `yaml:"clauses"`
}

// Clause is one place of an act that something cites.
type Clause struct {
	Clause string `yaml:"clause"`
	Text   text.L `yaml:"text"`
	Mark   string `yaml:"mark"`
}

// Area is a row of the part areas.
type Area struct {
	Code    string   `yaml:"code"`
	Parent  string   `yaml:"parent"`
	Kind    string   `yaml:"kind"`
	Name    text.L   `yaml:"name"`
	KM2     float64  `yaml:"km2"`
	KM2Mark string   `yaml:"km2_mark"`
	From    text.Day `yaml:"from"`
	To      text.Day `yaml:"to"`
	Act     string   `yaml:"act"`
	Mark    string   `yaml:"mark"`
	Source  text.L   `yaml:"source"`
}

// Unit is a row of the part units.
type Unit struct {
	Code   string   `yaml:"code"`
	Parent string   `yaml:"parent"`
	Kind   string   `yaml:"kind"`
	Area   string   `yaml:"area"`
	Name   text.L   `yaml:"name"`
	From   text.Day `yaml:"from"`
	To     text.Day `yaml:"to"`
	Mark   string   `yaml:"mark"`
}

// Measure is a parameter that stations report, with the unit it is stored in.
type Measure struct {
	Parameter string   `yaml:"parameter"`
	Name      text.L   `yaml:"name"`
	Unit      string   `yaml:"unit"`
	Spellings []string `yaml:"spellings"`
	Mark      string   `yaml:"mark"`
}

// Spelling lists how senders write a unit.
type Spelling struct {
	Unit      string   `yaml:"unit"`
	Spellings []string `yaml:"spellings"`
}

// StationType is a kind of station.
type StationType struct {
	Code       string   `yaml:"code"`
	Medium     string   `yaml:"medium"`
	Name       text.L   `yaml:"name"`
	Parameters []string `yaml:"parameters"`
	Mark       string   `yaml:"mark"`
}

// Limit is a value that an act sets for a mean over a period, on dated days.
type Limit struct {
	Parameter string   `yaml:"parameter"`
	Period    string   `yaml:"period"`
	Value     float64  `yaml:"value"`
	Unit      string   `yaml:"unit"`
	From      text.Day `yaml:"from"`
	To        text.Day `yaml:"to"`
	Act       string   `yaml:"act"`
	Clause    string   `yaml:"clause"`
	Mark      string   `yaml:"mark"`
}

// Playbook is a file of the part playbooks.
type Playbook struct {
	Code    string   `yaml:"code"`
	Version int      `yaml:"version"`
	Title   text.L   `yaml:"title"`
	Owner   string   `yaml:"owner"`
	From    text.Day `yaml:"from"`
	To      text.Day `yaml:"to"`
	Mark    string   `yaml:"mark"`
	Steps   []Step   `yaml:"steps"`
}

// Step is one step of a playbook; without a unit, that of the case does it. Evidence says what is wanted as proof; without
// it the step needs none.
type Step struct {
	No       int      `yaml:"no"`
	Title    text.L   `yaml:"title"`
	Role     string   `yaml:"role"`
	Unit     string   `yaml:"unit"`
	Limit    Duration `yaml:"limit"`
	Legal    []Cite   `yaml:"legal"`
	Evidence text.L   `yaml:"evidence"`
	Ask      text.L   `yaml:"ask"`
	Answers  []Answer `yaml:"answers"`
	Then     int      `yaml:"then"`
}

// Answer is one answer to a step's question; they are lettered by their order.
type Answer struct {
	Title text.L `yaml:"title"`
	To    int    `yaml:"to"`
	End   bool   `yaml:"end"`
}

// Feed is a row of the part feeds: the contract of a source.
type Feed struct {
	Code       string      `yaml:"code"`
	Name       text.L      `yaml:"name"`
	Connector  string      `yaml:"connector"`
	Owner      string      `yaml:"owner"`
	Area       string      `yaml:"area"`
	Cadence    Duration    `yaml:"cadence"`
	DueHour    *int        `yaml:"due_hour"`
	FirstDate  text.Day    `yaml:"first_date"`
	Playbook   string      `yaml:"playbook"`
	Severity   int         `yaml:"severity"`
	Opens      bool        `yaml:"opens_incident"`
	Parameters []Parameter `yaml:"parameters"`
	Mark       string      `yaml:"mark"`
}

// Parameter is what a feed may carry, and between which bounds it can be true.
type Parameter struct {
	Parameter string  `yaml:"parameter"`
	Unit      string  `yaml:"unit"`
	Min       float64 `yaml:"min"`
	Max       float64 `yaml:"max"`
}

// Rule is a row of the part rules.
type Rule struct {
	Code          string   `yaml:"code"`
	Name          text.L   `yaml:"name"`
	Kind          string   `yaml:"kind"`
	Parameter     string   `yaml:"parameter"`
	Over          string   `yaml:"over"`
	When          string   `yaml:"when"`
	Feed          string   `yaml:"feed"`
	Hold          Duration `yaml:"hold"`
	Silence       Duration `yaml:"silence"`
	Severity      int      `yaml:"severity"`
	Owner         string   `yaml:"owner"`
	Playbook      string   `yaml:"playbook"`
	OpensIncident bool     `yaml:"opens_incident"`
	Legal         []Cite   `yaml:"legal"`
	Mark          string   `yaml:"mark"`
	Clear         string   `yaml:"clear"`
	Tests         []Case   `yaml:"tests"` // stories beside the rule; they are no part of its row

	overlays string // the needed pack whose row this replaces, empty for a row of its own
}

// Station is a row of the part stations.
type Station struct {
	Code       string   `yaml:"code"`
	Type       string   `yaml:"type"`
	Name       text.L   `yaml:"name"`
	Owner      string   `yaml:"owner"`
	Area       string   `yaml:"area"`
	Lon        float64  `yaml:"lon"`
	Lat        float64  `yaml:"lat"`
	Feeds      []string `yaml:"feeds"`
	Parameters []string `yaml:"parameters"`
	Sample     bool     `yaml:"-"`
	Mark       string   `yaml:"mark"`
}

// Account is a sample account. It has no password: the first start makes one.
type Account struct {
	Login  string  `yaml:"login"`
	Name   text.L  `yaml:"name"`
	Unit   string  `yaml:"unit"`
	Phone  string  `yaml:"phone"` // at work
	Grants []Grant `yaml:"grants"`
}

// Grant is a role of an account for a subtree of units and of areas.
type Grant struct {
	Role string `yaml:"role"`
	Unit string `yaml:"unit"`
	Area string `yaml:"area"`
}

// Simulation is the part simulation: how the simulator of a sample behaves.
type Simulation struct {
	Sample   bool         `yaml:"sample"`
	Mark     string       `yaml:"mark"`
	Seed     uint64       `yaml:"seed"`
	Every    Duration     `yaml:"every"`
	Backfill Duration     `yaml:"backfill"`
	Series   []SimSeries  `yaml:"series"`
	Stations []SimStation `yaml:"stations"`
	Episodes []Episode    `yaml:"episodes"`
	Figures  *SimFigures  `yaml:"figures"`
}

// SimFigures is what units are supposed to have handed in before the start.
type SimFigures struct {
	Weights map[string]float64 `yaml:"weights"` // by unit
	Forms   []SimForm          `yaml:"forms"`
	Public  *SimPublic         `yaml:"public"`
}

// SimPublic says which open data sets somebody of the sample has approved.
type SimPublic struct {
	By   string   `yaml:"by"` // login
	Sets []string `yaml:"sets"`
}

// SimForm says the invented values of a form, and who has not handed in the last of them.
type SimForm struct {
	Form      string    `yaml:"form"`
	Periods   int       `yaml:"periods"` // that are over, the last one among them
	Open      []string  `yaml:"open"`
	Submitted []string  `yaml:"submitted"`
	Never     []string  `yaml:"never"` // who did not hand in the one but last either
	Cells     []SimCell `yaml:"cells"`
}

// SimCell is the invented value of a cell: a base with a yearly wave, growth and noise, or the sum of another cell since the new year.
type SimCell struct {
	Cell  string  `yaml:"cell"`
	Base  float64 `yaml:"base"`
	Swing float64 `yaml:"swing"`
	Peak  int     `yaml:"peak"` // month
	Grow  float64 `yaml:"grow"` // by year
	Noise float64 `yaml:"noise"`
	Total string  `yaml:"total"`
}

// SimSeries is the invented daily curve of one parameter.
type SimSeries struct {
	Parameter string  `yaml:"parameter"`
	Unit      string  `yaml:"unit"`
	Base      float64 `yaml:"base"`
	Swing     float64 `yaml:"swing"`
	Noise     float64 `yaml:"noise"`
	Decimals  int     `yaml:"decimals"`
	Sun       bool    `yaml:"sun"` // follows the sun instead of the rush hours
}

// SimStation says by which feed a station speaks and how dirty its air is.
type SimStation struct {
	Code   string  `yaml:"code"`
	Feed   string  `yaml:"feed"`
	Factor float64 `yaml:"factor"`
}

// Episode raises one parameter of one station for a while after the start.
type Episode struct {
	Station   string             `yaml:"station"`
	Parameter string             `yaml:"parameter"`
	After     Duration           `yaml:"after"`
	Rise      Duration           `yaml:"rise"`
	Stay      Duration           `yaml:"stay"`
	Fall      Duration           `yaml:"fall"`
	Peak      float64            `yaml:"peak"`
	Again     Duration           `yaml:"again"` // once more so long after it began; 0: once
	Also      map[string]float64 `yaml:"also"`  // other parameters, as a multiple of what the first gains
}

// Needed gives the opened packs that this one needs, deepest first, each once.
func (p *Pack) Needed() []*Pack {
	var all []*Pack
	seen := map[string]bool{}
	var walk func(*Pack)
	walk = func(q *Pack) {
		for _, n := range q.needed {
			if !seen[n.Name] {
				seen[n.Name] = true
				walk(n)
				all = append(all, n)
			}
		}
	}
	walk(p)
	return all
}

// Roster is a row of the part rosters: who takes which shift of a unit.
type Roster struct {
	Code   string  `yaml:"code"`
	Name   text.L  `yaml:"name"`
	Unit   string  `yaml:"owner"`
	Always bool    `yaml:"always"`
	Mark   string  `yaml:"mark"`
	Shifts []Shift `yaml:"shifts"`
}

// Shift is one shift of a roster. People are names of accounts: those that are not there are left out, and
// the roster tells the gap, so that a pack can bring the shifts before anybody has an account.
type Shift struct {
	Code   string   `yaml:"code"`
	Name   text.L   `yaml:"name"`
	Start  string   `yaml:"start"`
	Length Duration `yaml:"length"`
	Days   []int    `yaml:"days"`
	First  text.Day `yaml:"first"`
	Every  int      `yaml:"every"`
	People []string `yaml:"people"`
}

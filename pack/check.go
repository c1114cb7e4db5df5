package pack

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/sense/observation"
)

// world is a pack together with all it needs: what its rows may refer to. A later
// pack's row replaces an earlier one's of the same code.
type world struct {
	acts       map[string]Act
	areas      map[string]Area
	outlines   map[string]Boundary
	units      map[string]Unit
	measures   map[string]Measure
	types      map[string]StationType
	playbooks  map[string]bool
	cases      map[string]IncidentType
	feeds      map[string]Feed
	rules      map[string]Rule
	stations   map[string]Station
	periods    map[string]time.Duration // parameter of a table to what its values stand for
	overlaying map[string]string        // "rules code" to the pack that brings the row below
}

func (p *Pack) world() *world {
	w := &world{
		acts: map[string]Act{}, areas: map[string]Area{}, outlines: map[string]Boundary{}, units: map[string]Unit{},
		measures: map[string]Measure{}, types: map[string]StationType{}, playbooks: map[string]bool{}, cases: map[string]IncidentType{}, feeds: map[string]Feed{},
		rules: map[string]Rule{}, stations: map[string]Station{}, periods: map[string]time.Duration{}, overlaying: map[string]string{},
	}
	for _, q := range append(p.Needed(), p) {
		fill(w.acts, q.Law, func(a Act) string { return a.Code })
		fill(w.areas, q.Areas, func(a Area) string { return a.Code })
		fill(w.outlines, q.Boundaries, func(b Boundary) string { return b.Code })
		fill(w.units, q.Units, func(u Unit) string { return u.Code })
		for _, s := range q.Successions {
			fill(w.areas, s.Areas, func(a Area) string { return a.Code })
			fill(w.units, s.Units, func(u Unit) string { return u.Code })
		}
		fill(w.measures, q.Measures, func(m Measure) string { return m.Parameter })
		fill(w.types, q.StationTypes, func(t StationType) string { return t.Code })
		fill(w.feeds, q.Feeds, func(f Feed) string { return f.Code })
		fill(w.cases, q.IncidentTypes, func(t IncidentType) string { return t.Code })
		fill(w.rules, q.Rules, func(r Rule) string { return r.Code })
		fill(w.stations, q.Stations, func(s Station) string { return s.Code })
		for _, b := range q.Playbooks {
			w.playbooks[b.Code] = true
		}
		for _, t := range q.Index {
			w.periods[observation.NormalParameter(t.Parameter)] = t.Period()
		}
		if q != p {
			for _, r := range q.Rules {
				w.overlaying["rules "+r.Code] = q.Name
			}
		}
	}
	return w
}

func fill[T any](m map[string]T, rows []T, code func(T) string) {
	for _, r := range rows {
		m[code(r)] = r
	}
}

// checker follows the references of a pack's rows.
type checker struct {
	p      *Pack
	w      *world
	faults []fault.Field
}

// Check follows every reference and holds every row against what its room would
// say, and tells all faults at once, each with its file and line.
func (p *Pack) Check() error {
	c := &checker{p: p, w: p.world()}
	for _, t := range p.twice {
		c.faults = append(c.faults, fault.At(t.at.String(), "pack.twice", "part", t.part, "code", t.code))
	}
	c.places()
	c.successions()
	c.sensing()
	c.acting()
	c.alerting()
	c.reports()
	c.publicPlaces()
	c.privacy()
	c.forms()
	c.briefing()
	c.indicators()
	c.open()
	c.sample()
	if len(c.faults) > 0 {
		return fault.Fields("pack.invalid", c.faults...)
	}
	return nil
}

// fail tells a fault of the row with the key "part code".
func (c *checker) fail(row, key string, kv ...any) {
	c.faults = append(c.faults, fault.At(c.p.place[row].String(), key, append(kv, "row", row)...))
}

// because passes on the faults that a room finds in a row.
func (c *checker) because(row string, err error) {
	if err == nil {
		return
	}
	e, ok := fault.As(err)
	if !ok {
		c.fail(row, "pack.refused", "cause", err.Error())
		return
	}
	if len(e.Fields) == 0 {
		c.fail(row, e.Key)
		return
	}
	for _, f := range e.Fields {
		c.faults = append(c.faults, fault.Field{Path: c.p.place[row].String() + " " + f.Path, Key: f.Key, Args: f.Args})
	}
}

func (c *checker) unit(row, code string) {
	if _, ok := c.w.units[code]; !ok {
		c.fail(row, "pack.no_unit", "unit", code)
	}
}

func (c *checker) area(row, code string) {
	if _, ok := c.w.areas[code]; !ok {
		c.fail(row, "pack.no_area", "area", code)
	}
}

func (c *checker) playbook(row, code string) {
	if !c.w.playbooks[code] {
		c.fail(row, "pack.no_playbook", "playbook", code)
	}
}

func (c *checker) parameter(row, name string) {
	if _, ok := c.w.measures[name]; !ok {
		c.fail(row, "pack.no_parameter", "parameter", name)
	}
}

// cite wants the act, and the clause where one is named.
func (c *checker) cite(row string, cites ...Cite) {
	for _, cite := range cites {
		act, ok := c.w.acts[cite.Act]
		if !ok {
			c.fail(row, "pack.no_act", "act", cite.Act)
			continue
		}
		if cite.Clause != "" && !slices.ContainsFunc(act.Clauses, func(k Clause) bool { return k.Clause == cite.Clause }) {
			c.fail(row, "pack.no_clause", "act", cite.Act, "clause", cite.Clause)
		}
	}
}

func (c *checker) days(row string, from, to text.Day) {
	if !from.Valid() || !to.Valid() || !to.Open() && !from.Open() && to <= from {
		c.fail(row, "pack.bad_days", "from", string(from), "to", string(to))
	}
}

// places: law, areas, boundaries, units, calendar.
func (c *checker) places() {
	for _, a := range c.p.Law {
		c.days("law "+a.Code, a.From, a.To)
	}
	for _, a := range c.p.Areas {
		row := "areas " + a.Code
		c.days(row, a.From, a.To)
		if a.Parent != "" {
			c.area(row, a.Parent)
		} else if a.Kind != "province" {
			c.fail(row, "pack.no_parent")
		}
		if a.Act != "" {
			c.cite(row, Cite{Act: a.Act})
		}
	}
	for _, b := range c.p.Boundaries {
		row := "boundaries " + b.Code
		c.area(row, b.Code)
		if b.err != nil {
			c.fail(row, "pack.bad_geometry", "cause", b.err.Error())
		}
	}
	for _, u := range c.p.Units {
		row := "units " + u.Code
		c.days(row, u.From, u.To)
		c.area(row, u.Area)
		if u.Parent != "" {
			c.unit(row, u.Parent)
			if !strings.HasPrefix(u.Code, u.Parent+".") {
				c.fail(row, "pack.code_not_below", "parent", u.Parent)
			}
		}
	}
	if cal := c.p.Calendar; cal != nil {
		c.calendar(cal)
	}
}

func (c *checker) calendar(cal *Calendar) {
	row := "calendar calendar"
	if cal.LastYear < cal.FirstYear || cal.LastYear-cal.FirstYear > 200 {
		c.fail(row, "pack.bad_years")
		return
	}
	c.because(row, cal.Years().Validate())
	if cal.MakeUp.Act != "" {
		c.cite(row, Cite{cal.MakeUp.Act, cal.MakeUp.Clause})
	}
	for _, h := range cal.Holidays {
		if h.Act != "" {
			c.cite(row, Cite{h.Act, h.Clause})
		}
		if h.Lunar == "" {
			continue
		}
		for y := max(cal.FirstYear, h.FromYear); y <= cal.LastYear; y++ {
			if cal.Lunar[h.Lunar][y].Open() && h.Dates[y].Open() {
				c.fail(row, "pack.no_lunar_day", "lunar", h.Lunar, "year", strconv.Itoa(y))
			}
		}
	}
}

// sensing: measures, limits, index, feeds, stations.
func (c *checker) sensing() {
	for _, m := range c.p.Measures {
		row := "measures " + m.Parameter
		for _, s := range append(m.Spellings, m.Parameter) {
			// Senders' spellings are read by the room observation; a spelling that it
			// does not know would be refused at the door, whatever a pack says.
			if got := observation.NormalParameter(s); got != m.Parameter {
				c.fail(row, "pack.spelling_unknown", "spelling", s, "known", m.Parameter)
			}
		}
	}
	for _, u := range c.p.Spellings {
		for _, s := range append(u.Spellings, u.Unit) {
			if got := observation.NormalUnit(s); got != u.Unit {
				c.fail("measures "+u.Unit, "pack.spelling_unknown", "spelling", s, "known", u.Unit)
			}
		}
	}
	for _, t := range c.p.StationTypes {
		for _, name := range t.Parameters {
			c.parameter("station_types "+t.Code, name)
		}
	}
	for _, l := range c.p.Limits {
		row := "limits " + l.key()
		c.parameter(row, l.Parameter)
		c.days(row, l.From, l.To)
		c.cite(row, Cite{l.Act, l.Clause})
	}
	for _, t := range c.p.Index {
		row := "index " + t.Method
		c.because(row, t.Validate())
		if t.Act != "" {
			c.cite(row, Cite{t.Act, t.Clause})
		}
		c.parameter(row, t.Parameter)
		for _, in := range t.Inputs {
			c.parameter(row, in.Parameter)
		}
	}
	for _, f := range c.p.Feeds {
		row := "feeds " + f.Code
		c.unit(row, f.Owner)
		c.area(row, f.Area)
		c.playbook(row, f.Playbook)
		if len(f.Parameters) == 0 {
			c.fail(row, "pack.no_parameters")
		}
		for _, q := range f.Parameters {
			c.parameter(row, q.Parameter)
			if q.Max <= q.Min {
				c.fail(row, "pack.bad_range", "parameter", q.Parameter)
			}
		}
	}
	for _, s := range c.p.Stations {
		c.station(s)
	}
}

func (c *checker) station(s Station) {
	row := "stations " + s.Code
	c.unit(row, s.Owner)
	c.area(row, s.Area)
	if _, ok := c.w.types[s.Type]; !ok {
		c.fail(row, "pack.no_station_type", "type", s.Type)
	}
	for _, name := range s.Parameters {
		c.parameter(row, name)
	}
	for _, f := range s.Feeds {
		if _, ok := c.w.feeds[f]; !ok {
			c.fail(row, "pack.no_feed", "feed", f)
		}
	}
	if b, ok := c.w.outlines[s.Area]; ok && !b.Holds(s.Lon, s.Lat) {
		c.fail(row, "pack.outside_area", "area", s.Area)
	}
}

// acting: playbooks and rules.
func (c *checker) acting() {
	for _, b := range c.p.Playbooks {
		row := "playbooks " + b.key()
		c.days(row, b.From, b.To)
		if b.Owner != "" {
			c.unit(row, b.Owner)
		}
		counted := true
		for i, s := range b.Steps {
			if s.No != i+1 {
				c.fail(row, "pack.step_number", "no", s.No, "expected", i+1)
				counted = false
			}
			if s.Unit != "" {
				c.unit(row, s.Unit)
			}
			c.cite(row, s.Legal...)
		}
		if counted { // ways go by numbers
			c.because(row, b.stored().Validate())
		}
	}
	for _, w := range c.p.Warnings {
		c.because("warnings "+w.Code, w.stored().Validate())
	}
	for _, r := range c.p.Rules {
		row := "rules " + r.Code
		// The two refusals that the product is built on stand first.
		if r.Owner == "" {
			c.fail(row, "rule.no_unit")
		} else {
			c.unit(row, r.Owner)
		}
		if r.Playbook == "" {
			c.fail(row, "rule.no_playbook")
		} else {
			c.playbook(row, r.Playbook)
		}
		if r.Owner != "" && r.Playbook != "" {
			c.because(row, r.judged().Validate())
		}
		c.cite(row, r.Legal...)
		if r.Parameter != "" {
			c.parameter(row, r.Parameter)
		}
		if _, ok := c.w.feeds[r.Feed]; r.Feed != "" && !ok {
			c.fail(row, "pack.no_feed", "feed", r.Feed)
		}
		below, taken := c.w.overlaying["rules "+r.Code]
		switch {
		case taken && r.overlays != below:
			c.fail(row, "pack.overlay_not_said", "pack", below)
		case !taken && r.overlays != "":
			c.fail(row, "pack.overlay_of_nothing", "pack", r.overlays)
		}
	}
}

// sample: accounts, rosters, simulation, messages, cases.
func (c *checker) sample() {
	for _, a := range c.p.Accounts {
		row := "accounts " + a.Login
		c.unit(row, a.Unit)
		for _, g := range a.Grants {
			c.unit(row, g.Unit)
			c.area(row, g.Area)
		}
	}
	for _, r := range c.p.Rosters {
		c.unit("rosters "+r.Code, r.Unit)
	}
	for _, e := range c.p.Exercises {
		c.exercise(e)
	}
	if s := c.p.Simulation; s != nil {
		row := "simulation simulation"
		for _, q := range s.Series {
			c.parameter(row, q.Parameter)
		}
		known := map[string]bool{}
		for _, st := range s.Stations {
			known[st.Code] = true
			if _, ok := c.w.stations[st.Code]; !ok {
				c.fail(row, "pack.no_station", "station", st.Code)
			}
			if _, ok := c.w.feeds[st.Feed]; !ok {
				c.fail(row, "pack.no_feed", "feed", st.Feed)
			}
		}
		for _, e := range s.Episodes {
			if !known[e.Station] {
				c.fail(row, "pack.no_station", "station", e.Station)
			}
		}
		c.figures(s.Figures)
	}
	for key := range c.p.Messages {
		if !strings.HasPrefix(key, strings.ReplaceAll(c.p.Name, "/", "_")+".") {
			c.fail("messages "+key, "pack.foreign_message", "key", key)
		}
	}
	for _, k := range c.p.Cases {
		row := "cases " + k.Name
		if _, ok := c.w.rules[k.Rule]; !ok {
			c.fail(row, "pack.no_rule", "rule", k.Rule)
		}
		if _, ok := c.w.feeds[k.Feed]; !ok && k.Feed != "derive" {
			c.fail(row, "pack.no_feed", "feed", k.Feed)
		}
	}
}

package pack

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"thanhdong/ground/text"
	"thanhdong/sense/observation"
	"thanhdong/sense/rule"
)

// Case is a story told as data: values of one series in, alerts out. Instants are
// lengths of time after Start.
type Case struct {
	Name    string       `yaml:"case"`
	Title   text.L       `yaml:"title"`
	Rule    string       `yaml:"rule"`
	Station string       `yaml:"station"`
	Feed    string       `yaml:"feed"`
	Cadence Duration     `yaml:"cadence"` // where the feed is derived; else the contract's
	Start   time.Time    `yaml:"start"`
	Values  []CaseValue  `yaml:"values"`
	Until   Duration     `yaml:"until"`
	Alerts  []CaseAlert  `yaml:"alerts"`
	Beside  []CaseBeside `yaml:"beside"`
}

// CaseBeside is another series of the story: another parameter of the station, or
// what a neighbour sends. Every station that a story names is a neighbour.
type CaseBeside struct {
	Station   string      `yaml:"station"`
	Parameter string      `yaml:"parameter"`
	Cadence   Duration    `yaml:"cadence"` // else that of the story
	Values    []CaseValue `yaml:"values"`
}

// CaseValue is one value: observed After the start, received Late after that. A
// value that is left out is a device that reports only its status.
type CaseValue struct {
	After  Duration `yaml:"after"`
	Late   Duration `yaml:"late"`
	Value  *float64 `yaml:"value"`
	Status string   `yaml:"status"`
	Times  int      `yaml:"times"` // the same again, Every so often
	Every  Duration `yaml:"every"`
}

// CaseAlert is one alert that must come of it, with what the case says about it.
type CaseAlert struct {
	Fired    Duration  `yaml:"fired"`
	Since    *Duration `yaml:"since"`
	Resolved *Duration `yaml:"resolved"` // left out: it still lives at the end
	Value    *float64  `yaml:"value"`
}

// Result is what a case came to. Why is empty when it passed.
type Result struct {
	Case, File string
	Why        []string
}

func takeCase(p *Pack, d *doc) error {
	var c Case
	err := d.decode(&c)
	p.addCase(c, d.file)
	return err
}

// addCase takes a story, from a file of its own or from beside its rule.
func (p *Pack) addCase(c Case, file string) {
	key := "cases " + c.Name
	if _, taken := p.place[key]; taken {
		p.twice = append(p.twice, twice{"cases", c.Name, at{file, 0}})
	}
	p.place[key] = at{file, 0}
	p.Cases = append(p.Cases, c)
}

// Test runs the pack's cases, each against its rule as this pack and the packs it
// needs have it. It touches no store.
func (p *Pack) Test() []Result {
	w := p.world()
	var all []Result
	for _, c := range p.Cases {
		all = append(all, Result{Case: c.Name, File: p.place["cases "+c.Name].file, Why: c.run(w)})
	}
	return all
}

func (c Case) run(w *world) []string {
	r, ok := w.rules[c.Rule]
	if !ok {
		return []string{"no rule " + c.Rule}
	}
	cadence := c.Cadence
	if f, ok := w.feeds[c.Feed]; ok && cadence == 0 {
		cadence = f.Cadence
	}
	series := rule.Series{Cadence: cadence.Std(), Period: w.periods[observation.NormalParameter(r.Parameter)], Until: c.Start.Add(c.Until.Std())}
	series.Points = c.points(c.Values)
	for _, b := range c.Beside {
		every := b.Cadence
		if every == 0 {
			every = cadence
		}
		series.Beside = append(series.Beside, rule.Beside{Station: b.Station, Parameter: b.Parameter, Cadence: every.Std(), Points: c.points(b.Values)})
	}
	fired, err := rule.Replay(r.judged(), series)
	if err != nil {
		return []string{err.Error()}
	}
	var why []string
	if len(fired) != len(c.Alerts) {
		why = append(why, fmt.Sprintf("%d alerts came, %d were expected", len(fired), len(c.Alerts)))
	}
	for i, f := range fired {
		came := fmt.Sprintf("alert %d fired %s", i+1, f.At.Sub(c.Start))
		if i >= len(c.Alerts) {
			why = append(why, came+" and was not expected")
			continue
		}
		why = append(why, c.Alerts[i].differs(c.Start, i, f)...)
	}
	return why
}

func (c Case) points(values []CaseValue) (list []rule.Point) {
	for _, v := range values {
		status, _ := strconv.Atoi(or(v.Status, "0"))
		for n := range max(v.Times, 1) {
			at := c.Start.Add(v.After.Std() + time.Duration(n)*v.Every.Std())
			list = append(list, rule.Point{At: at, Received: at.Add(v.Late.Std()), Value: v.Value, Status: uint8(status), Feed: c.Feed})
		}
	}
	return list
}

func (a CaseAlert) differs(start time.Time, i int, f rule.Fired) []string {
	var why []string
	want := func(what string, got time.Time, d Duration) {
		if !got.Equal(start.Add(d.Std())) {
			why = append(why, fmt.Sprintf("alert %d: %s after %s, expected %s", i+1, what, got.Sub(start), d.Std()))
		}
	}
	want("fired", f.At, a.Fired)
	if a.Since != nil {
		want("true since", f.Since, *a.Since)
	}
	switch {
	case a.Resolved == nil && !f.Resolved.IsZero():
		why = append(why, fmt.Sprintf("alert %d: resolved after %s, expected to live", i+1, f.Resolved.Sub(start)))
	case a.Resolved != nil && f.Resolved.IsZero():
		why = append(why, fmt.Sprintf("alert %d: still lives, expected to resolve", i+1))
	case a.Resolved != nil:
		want("resolved", f.Resolved, *a.Resolved)
	}
	if a.Value != nil && math.Abs(*a.Value-f.Value) > 1e-9 {
		why = append(why, fmt.Sprintf("alert %d: fired on %v, expected %v", i+1, f.Value, *a.Value))
	}
	return why
}

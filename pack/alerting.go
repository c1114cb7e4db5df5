package pack

import (
	"context"
	"strconv"
	"strings"
	"time"

	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/sense/alert"
)

// Alerting is a row of the part alerting: one grouping, one inhibition, or the times.
type Alerting struct {
	Code       string // "grouping/…", "inhibition/…", "times/times"
	Grouping   *Grouping
	Inhibition *Inhibition
	Times      *AlertTimes
}

// Grouping says which alerts are told of together. Matchers are written as
// `kind="outside"`.
type Grouping struct {
	Code     string   `yaml:"code"`
	Name     text.L   `yaml:"name"`
	Match    []string `yaml:"match"`
	By       []string `yaml:"by"`
	Wait     Duration `yaml:"wait"`
	Interval Duration `yaml:"interval"`
	Repeat   Duration `yaml:"repeat"`
	Many     int      `yaml:"many"`
	Mark     string   `yaml:"mark"`

	Order int `yaml:"-"` // its place in the file: the first that wants an alert has it
}

// Inhibition mutes the effects of a cause.
type Inhibition struct {
	Code   string   `yaml:"code"`
	Name   text.L   `yaml:"name"`
	Source []string `yaml:"source"`
	Target []string `yaml:"target"`
	Equal  []string `yaml:"equal"`
	Mark   string   `yaml:"mark"`
}

// AlertTimes are how long acknowledgements and silences last and what flaps.
type AlertTimes struct {
	Stale   map[string]Duration `yaml:"stale"` // by severity
	Flaps   int                 `yaml:"flaps"`
	Window  Duration            `yaml:"window"`
	Quiet   Duration            `yaml:"quiet"`
	Longest Duration            `yaml:"longest_silence"`
	Mark    string              `yaml:"mark"`
}

func takeAlerting(p *Pack, d *doc) error {
	var file struct {
		Mark        string       `yaml:"mark"`
		Groupings   []Grouping   `yaml:"groupings"`
		Inhibitions []Inhibition `yaml:"inhibitions"`
		Times       *AlertTimes  `yaml:"times"`
	}
	err := d.decode(&file)
	add := func(a Alerting, list string, i int) {
		p.note("alerting", a.Code, d, list, i)
		p.Alerting = append(p.Alerting, a)
	}
	for i, g := range file.Groupings {
		g.Mark, g.Order = or(g.Mark, file.Mark), i
		add(Alerting{Code: "grouping/" + g.Code, Grouping: &g}, "groupings", i)
	}
	for i, x := range file.Inhibitions {
		x.Mark = or(x.Mark, file.Mark)
		add(Alerting{Code: "inhibition/" + x.Code, Inhibition: &x}, "inhibitions", i)
	}
	if t := file.Times; t != nil {
		t.Mark = or(t.Mark, file.Mark)
		add(Alerting{Code: "times/times", Times: t}, "times", 0)
	}
	return err
}

// alerting holds the rows against what the room would say.
func (c *checker) alerting() {
	for _, a := range c.p.Alerting {
		c.because("alerting "+a.Code, a.check())
	}
}

func (a Alerting) check() error {
	switch {
	case a.Grouping != nil:
		g, err := a.Grouping.stored()
		if err != nil {
			return err
		}
		return g.Validate()
	case a.Inhibition != nil:
		i, err := a.Inhibition.stored()
		if err != nil {
			return err
		}
		return i.Validate()
	}
	return a.Times.stored().Validate()
}

func (a Alerting) put(ctx context.Context, tx *db.Tx) error {
	switch {
	case a.Grouping != nil:
		g, err := a.Grouping.stored()
		if err != nil {
			return err
		}
		return alert.PutGrouping(ctx, tx, g)
	case a.Inhibition != nil:
		i, err := a.Inhibition.stored()
		if err != nil {
			return err
		}
		return alert.PutInhibition(ctx, tx, i)
	}
	return alert.PutTimes(ctx, tx, a.Times.stored())
}

func endAlerting(ctx context.Context, tx *db.Tx, code string) error {
	kind, code, _ := strings.Cut(code, "/")
	return alert.EndSetting(ctx, tx, kind, code)
}

func (g Grouping) stored() (alert.Grouping, error) {
	match, err := matchers("match", g.Match)
	return alert.Grouping{
		Code: g.Code, Name: g.Name, Order: g.Order, Match: match, By: g.By, Wait: g.Wait.Std(), Interval: g.Interval.Std(), Repeat: g.Repeat.Std(), Many: g.Many, Mark: g.Mark,
	}, err
}

func (i Inhibition) stored() (alert.Inhibition, error) {
	source, err := matchers("source", i.Source)
	if err != nil {
		return alert.Inhibition{}, err
	}
	target, err := matchers("target", i.Target)
	return alert.Inhibition{Code: i.Code, Name: i.Name, Source: source, Target: target, Equal: i.Equal, Mark: i.Mark}, err
}

func (t AlertTimes) stored() alert.Times {
	out := alert.Times{Stale: map[int]time.Duration{}, Flaps: t.Flaps, Window: t.Window.Std(), Quiet: t.Quiet.Std(), Longest: t.Longest.Std(), Mark: t.Mark}
	for severity, d := range t.Stale {
		if n, err := strconv.Atoi(severity); err == nil {
			out.Stale[n] = d.Std()
		}
	}
	return out
}

func matchers(path string, words []string) (ms alert.Matchers, err error) {
	for i, w := range words {
		m, err := alert.ParseMatcher(w)
		if err != nil {
			return nil, fault.Fields("alert.invalid", fault.At(path+"/"+strconv.Itoa(i), "alert.bad_matcher", "matcher", w))
		}
		ms = append(ms, m)
	}
	return ms, nil
}

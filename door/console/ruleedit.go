package console

import (
	"context"
	"net/http"
	"strings"
	"time"

	"thanhdong/door/wire"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/sense/rule"
)

// RuleDraft is a rule as a person writes it.
type RuleDraft struct {
	Code           string      `json:"code" maxLength:"200"`
	Name           Words       `json:"name"`
	Kind           string      `json:"kind" enum:"value,silence"`
	When           string      `json:"when" required:"false" maxLength:"5000" doc:"CEL"`
	Clear          string      `json:"clear" required:"false" maxLength:"5000" doc:"CEL"`
	Parameter      string      `json:"parameter" required:"false" maxLength:"200"`
	Over           string      `json:"over" required:"false" maxLength:"20" doc:"newest, or PT1H for hourly means"`
	Feed           string      `json:"feed" required:"false" maxLength:"200"`
	HoldSeconds    int         `json:"hold_s" required:"false" minimum:"0" maximum:"100000000"`
	SilenceSeconds int         `json:"silence_s" required:"false" minimum:"0" maximum:"100000000"`
	Severity       int         `json:"severity" minimum:"0" maximum:"9"`
	Owner          string      `json:"owner" maxLength:"200" doc:"Code of a unit"`
	Playbook       string      `json:"playbook" maxLength:"200"`
	OpensIncident  bool        `json:"opens_incident" required:"false"`
	Legal          []RuleLegal `json:"legal" required:"false" maxItems:"50"`
	Mark           string      `json:"mark" required:"false" maxLength:"200"`
}

// RuleLegal is what a threshold rests on.
type RuleLegal struct {
	Act    string `json:"act" maxLength:"200"`
	Clause string `json:"clause" required:"false" maxLength:"500"`
}

func (d RuleDraft) room() rule.Rule {
	r := rule.Rule{
		Code: d.Code, Name: text.L{VI: strings.TrimSpace(d.Name.VI), EN: strings.TrimSpace(d.Name.EN)}, Kind: rule.Kind(d.Kind), When: d.When, Clear: strings.TrimSpace(d.Clear),
		Parameter: strings.TrimSpace(d.Parameter), Over: rule.Over(d.Over), Feed: d.Feed, Hold: time.Duration(d.HoldSeconds) * time.Second,
		Silence: time.Duration(d.SilenceSeconds) * time.Second, Severity: d.Severity, Unit: d.Owner, Playbook: d.Playbook, OpensIncident: d.OpensIncident, Mark: d.Mark,
	}
	for _, l := range d.Legal {
		r.Legal = append(r.Legal, rule.Legal{Act: l.Act, Clause: l.Clause})
	}
	return r
}

func draftOf(r rule.Rule) RuleDraft {
	d := RuleDraft{
		Code: r.Code, Name: Words{r.Name.VI, r.Name.EN}, Kind: string(r.Kind), When: r.When, Clear: r.Clear, Parameter: r.Parameter, Over: string(r.Over), Feed: r.Feed,
		HoldSeconds: int(r.Hold.Seconds()), SilenceSeconds: int(r.Silence.Seconds()), Severity: r.Severity, Owner: r.Unit, Playbook: r.Playbook,
		OpensIncident: r.OpensIncident, Legal: []RuleLegal{}, Mark: r.Mark,
	}
	for _, l := range r.Legal {
		d.Legal = append(d.Legal, RuleLegal{l.Act, l.Clause})
	}
	return d
}

// draftField names a field of the draft as it stands on the wire.
func draftField(path string) string {
	switch path {
	case "hold", "silence":
		return path + "_s"
	case "unit":
		return "owner"
	}
	return path
}

// inDraft says refusals of the room with the fields of the body.
func inDraft(err error) error {
	f, ok := fault.As(err)
	if !ok || f.Kind != fault.Invalid {
		return err
	}
	moved := *f
	moved.Fields = nil
	for _, x := range f.Fields {
		if x.Path != "to" && x.Path != "reason" {
			x.Path = "rule/" + draftField(x.Path)
		}
		moved.Fields = append(moved.Fields, x)
	}
	return moved.With(err)
}

// RuleOne is a rule with what an editor needs.
type RuleOne struct {
	Rule  Rule      `json:"rule"`
	Draft RuleDraft `json:"draft"`
}

func (c *Console) ruleOne(ctx context.Context, s *speaker, in *ByCode) (RuleOne, error) {
	k, err := c.Rules.One(ctx, in.Code)
	if err != nil {
		return RuleOne{}, err
	}
	counts, err := c.Alerts.Counts(ctx, s.now.Add(-30*24*time.Hour))
	if err != nil {
		return RuleOne{}, err
	}
	r, err := s.rule(ctx, k, counts[k.Code])
	return RuleOne{r, draftOf(k.Rule)}, err
}

type rulePut struct {
	ByCode
	Body struct {
		Version int       `json:"version" minimum:"0" doc:"The version you changed; 0 for a new rule"`
		Rule    RuleDraft `json:"rule"`
	}
}

func (c *Console) rulePut(ctx context.Context, in *rulePut) (*out[RuleOne], error) {
	r := in.Body.Rule.room()
	if r.Code != in.Code {
		return nil, fault.Fields("rule.invalid", fault.At("rule/code", "rule.other_code", "code", in.Code))
	}
	if _, err := c.Rules.Save(ctx, r, in.Body.Version); err != nil {
		return nil, inDraft(err)
	}
	return show(c, c.ruleOne)(ctx, &in.ByCode)
}

type ruleSwitch struct {
	ByCode
	Body struct {
		Reason string `json:"reason" maxLength:"5000"`
	}
}

func (c *Console) ruleSwitch(off bool) func(context.Context, *ruleSwitch) (*out[RuleOne], error) {
	return func(ctx context.Context, in *ruleSwitch) (*out[RuleOne], error) {
		if _, err := c.Rules.Switch(ctx, in.Code, off, in.Body.Reason); err != nil {
			return nil, err
		}
		return show(c, c.ruleOne)(ctx, &in.ByCode)
	}
}

// RuleChecked is what a draft would be: its faults, and its condition in words.
type RuleChecked struct {
	Faults  []RuleFault `json:"faults"`
	Reading Words       `json:"reading" doc:"Empty while the condition cannot be read"`
	Unit    string      `json:"unit" doc:"In which the parameter is measured"`
}

// RuleFault is one fault of a draft; line and column count from 1, 0 when it is
// of no place.
type RuleFault struct {
	Path    string `json:"path"`
	Key     string `json:"key"`
	Message string `json:"message"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
}

type ruleCheck struct {
	Body struct {
		Rule RuleDraft `json:"rule"`
	}
}

func (c *Console) ruleCheck(ctx context.Context, s *speaker, in *ruleCheck) (RuleChecked, error) {
	r := in.Body.Rule.room()
	fs, unit, err := c.Rules.Check(ctx, r)
	if err != nil {
		return RuleChecked{}, err
	}
	o := RuleChecked{Faults: []RuleFault{}, Reading: Words{r.Reading(text.VI, unit), r.Reading(text.EN, unit)}, Unit: unit}
	for _, f := range fs {
		line, _ := f.Args["line"].(int)
		column, _ := f.Args["column"].(int)
		o.Faults = append(o.Faults, RuleFault{draftField(f.Path), f.Key, text.T(s.lang, f.Key, f.Args), line, column})
	}
	return o, nil
}

// RuleTried is what a rule would have found, one page of stations.
type RuleTried struct {
	Stations int         `json:"stations" doc:"Judged on this page"`
	Total    int         `json:"total" doc:"Stations of the whole trial"`
	Values   int         `json:"values" doc:"Read on this page"`
	Findings []RuleFound `json:"findings"`
	Next     string      `json:"next" doc:"Ask again with this as after; empty on the last page"`
}

// RuleFound is one finding. Resolved is null when it still stood at the end.
type RuleFound struct {
	Station  wire.Ref   `json:"station"`
	Fired    time.Time  `json:"fired_at"`
	Since    time.Time  `json:"since"`
	Resolved *time.Time `json:"resolved_at"`
	Value    float64    `json:"value"`
	Highest  float64    `json:"highest"`
}

type ruleTry struct {
	Body struct {
		Rule     RuleDraft `json:"rule"`
		From     time.Time `json:"from"`
		To       time.Time `json:"to" doc:"At most 92 days after from"`
		Stations []string  `json:"stations" required:"false" maxItems:"200" doc:"Codes; all that send the parameter when missing"`
		After    string    `json:"after" required:"false" maxLength:"200" doc:"The next of the page before"`
	}
}

func (c *Console) ruleTry(ctx context.Context, s *speaker, in *ruleTry) (RuleTried, error) {
	b := in.Body
	tried, err := c.Rules.DryRun(ctx, rule.Trial{Rule: b.Rule.room(), From: b.From.UTC(), To: b.To.UTC(), Stations: b.Stations, After: b.After})
	if err != nil {
		return RuleTried{}, inDraft(err)
	}
	o := RuleTried{Stations: tried.Stations, Total: tried.Total, Values: tried.Values, Next: tried.Next, Findings: []RuleFound{}}
	for _, f := range tried.Findings {
		e, err := s.station(ctx, f.Station)
		if err != nil {
			return RuleTried{}, err
		}
		o.Findings = append(o.Findings, RuleFound{s.stationRef(e), wire.At(f.At), wire.At(f.Since), wire.Maybe(f.Resolved), f.Value, f.Highest})
	}
	return o, nil
}

// addRules puts the addresses of rules on the mux.
func (c *Console) addRules() {
	const get, post, put = http.MethodGet, http.MethodPost, http.MethodPut
	const missing, conflict = http.StatusNotFound, http.StatusConflict
	add(c, asked{method: get, path: "/rules", id: "rule-list", summary: "Rules, on and off, with what they found"}, show(c, c.ruleList))
	add(c, asked{method: get, path: "/rules/{code}", id: "rule", summary: "One rule", errors: []int{missing}}, show(c, c.ruleOne))
	add(c, asked{method: put, path: "/rules/{code}", id: "rule-put", summary: "Save a rule: a new one, or a new version", errors: []int{missing, conflict}}, c.rulePut)
	add(c, asked{method: post, path: "/rules/{code}/disable", id: "rule-disable", summary: "Switch a rule off, with a reason", errors: []int{missing, conflict}}, c.ruleSwitch(true))
	add(c, asked{method: post, path: "/rules/{code}/enable", id: "rule-enable", summary: "Switch a rule on, with a reason", errors: []int{missing, conflict}}, c.ruleSwitch(false))
	add(c, asked{method: post, path: "/rules/check", id: "rule-check", summary: "What is wrong with a draft, and what it says in plain words"}, show(c, c.ruleCheck))
	add(c, asked{method: post, path: "/rules/dry-run", id: "rule-dry-run", summary: "What a draft would have found in at most 92 days, as if every value had come at its time"}, show(c, c.ruleTry))
}

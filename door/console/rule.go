package console

import (
	"context"
	"time"

	"thanhdong/door/wire"
	"thanhdong/ground/actor"
	"thanhdong/ground/text"
	"thanhdong/sense/alert"
	"thanhdong/sense/rule"
)

// Rule is a condition with an owner and a playbook.
type Rule struct {
	Code           string     `json:"code"`
	Name           string     `json:"name"`
	Kind           string     `json:"kind" enum:"value,silence"`
	Condition      string     `json:"condition" doc:"As it is written, with its times"`
	Reading        string     `json:"reading" doc:"In plain words"`
	When           string     `json:"when" doc:"CEL"`
	Clear          string     `json:"clear" doc:"CEL; empty: over when the condition no longer holds"`
	Parameter      string     `json:"parameter"`
	Over           string     `json:"over"`
	Feed           string     `json:"feed"`
	HoldSeconds    int        `json:"hold_s"`
	SilenceSeconds int        `json:"silence_s"`
	Severity       int        `json:"severity"`
	Owner          wire.Ref   `json:"owner"`
	Playbook       string     `json:"playbook"`
	OpensIncident  bool       `json:"opens_incident"`
	Mark           string     `json:"mark"`
	Version        int        `json:"version"`
	State          string     `json:"state" enum:"on,off,withdrawn"`
	OffWhy         string     `json:"off_why" doc:"Why it was switched off"`
	PutAt          time.Time  `json:"put_at"`
	PutBy          string     `json:"put_by"`
	Firing         int        `json:"firing" doc:"Stations where it fires now"`
	Fired          int        `json:"fired" doc:"Alerts of the last 30 days that you may read"`
	LastFired      *time.Time `json:"last_fired" doc:"In the last 30 days"`
	MayEdit        bool       `json:"may_edit"`
}

func (c *Console) ruleList(ctx context.Context, s *speaker, in *Paging) (wire.List[Rule], error) {
	list, err := c.Rules.All(ctx)
	if err != nil {
		return wire.List[Rule]{}, err
	}
	counts, err := c.Alerts.Counts(ctx, s.now.Add(-30*24*time.Hour))
	if err != nil {
		return wire.List[Rule]{}, err
	}
	list, next := cut(list, in, func(r rule.Kept) (string, text.L) { return r.Code, r.Name })
	return page(list, next, func(r rule.Kept) (Rule, error) { return s.rule(ctx, r, counts[r.Code]) })
}

func (s *speaker) rule(ctx context.Context, r rule.Kept, n alert.Count) (Rule, error) {
	owner, err := s.unit(ctx, r.Unit)
	if err != nil {
		return Rule{}, err
	}
	unit, err := rule.UnitOf(ctx, s.tx, r.Parameter)
	if err != nil {
		return Rule{}, err
	}
	state := "on"
	switch {
	case !r.InForce:
		state = "withdrawn"
	case r.Off:
		state = "off"
	}
	return Rule{
		Code: r.Code, Name: r.Name.In(s.lang), Kind: string(r.Kind), Condition: r.Condition(s.lang), Reading: r.Reading(s.lang, unit), When: r.When,
		Clear: r.Clear, Parameter: r.Parameter, Over: string(r.Over), Feed: r.Feed, HoldSeconds: int(r.Hold.Seconds()), SilenceSeconds: int(r.Silence.Seconds()),
		Severity: r.Severity, Owner: owner, Playbook: r.Playbook, OpensIncident: r.OpensIncident, Mark: r.Mark,
		Version: r.Version, State: state, OffWhy: r.Why, PutAt: wire.At(r.PutAt), PutBy: r.PutBy, Firing: r.Firing, Fired: n.Fired, LastFired: wire.Maybe(n.Last),
		MayEdit: r.InForce && s.by.May(rule.Edit, actor.Scope{UnitPath: r.UnitPath}),
	}, nil
}

// ruleName names a rule, also one that is no longer in force; an alert keeps its
// own words, so a name that is gone is no reason to refuse.
func (s *speaker) ruleName(ctx context.Context, code string) string {
	r, err := rule.Get(ctx, s.tx, code)
	if err != nil {
		return code
	}
	return r.Name.In(s.lang)
}

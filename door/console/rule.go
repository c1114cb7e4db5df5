package console

import (
	"context"

	"thanhdong/door/wire"
	"thanhdong/ground/text"
	"thanhdong/sense/rule"
)

// Rule is a condition with an owner and a playbook.
type Rule struct {
	Code          string   `json:"code"`
	Name          string   `json:"name"`
	Kind          string   `json:"kind" enum:"value,silence"`
	Condition     string   `json:"condition" doc:"In words"`
	When          string   `json:"when" doc:"CEL"`
	Parameter     string   `json:"parameter"`
	Over          string   `json:"over"`
	Feed          string   `json:"feed"`
	HoldSeconds   int      `json:"hold_s"`
	Severity      int      `json:"severity"`
	Owner         wire.Ref `json:"owner"`
	Playbook      string   `json:"playbook"`
	OpensIncident bool     `json:"opens_incident"`
	Mark          string   `json:"mark"`
}

func (c *Console) ruleList(ctx context.Context, s *speaker, in *Paging) (wire.List[Rule], error) {
	list, err := c.Rules.List(ctx)
	if err != nil {
		return wire.List[Rule]{}, err
	}
	list, next := cut(list, in, func(r rule.Rule) (string, text.L) { return r.Code, r.Name })
	return page(list, next, func(r rule.Rule) (Rule, error) {
		owner, err := s.unit(ctx, r.Unit)
		return Rule{
			Code: r.Code, Name: r.Name.In(s.lang), Kind: string(r.Kind), Condition: r.Condition(s.lang), When: r.When, Parameter: r.Parameter,
			Over: string(r.Over), Feed: r.Feed, HoldSeconds: int(r.Hold.Seconds()), Severity: r.Severity, Owner: owner, Playbook: r.Playbook,
			OpensIncident: r.OpensIncident, Mark: r.Mark,
		}, err
	})
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

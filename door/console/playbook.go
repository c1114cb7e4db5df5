package console

import (
	"context"
	"time"

	"thanhdong/act/playbook"
	"thanhdong/door/wire"
	"thanhdong/ground/fault"
	"thanhdong/ground/law"
	"thanhdong/ground/text"
)

// Playbook is the newest version of a procedure.
type Playbook struct {
	PlaybookRef
	From    text.Day `json:"from"`
	To      text.Day `json:"to"`
	InForce bool     `json:"in_force"`
	Mark    string   `json:"mark"`
	Steps   []Step   `json:"steps"`
}

// Step is one thing to do.
type Step struct {
	No           int      `json:"no"`
	Title        string   `json:"title"`
	Role         string   `json:"role"`
	RoleName     string   `json:"role_name"`
	Unit         wire.Ref `json:"unit" doc:"Who does it"`
	Legal        []Legal  `json:"legal"`
	LimitMinutes int      `json:"limit_minutes" doc:"0 without a limit"`
	Evidence     bool     `json:"evidence" doc:"Evidence is wanted"`
	Wanted       string   `json:"evidence_wanted" doc:"Which; empty: none"`
}

// Legal is what a step rests on.
type Legal struct {
	Act    string `json:"act"`
	Number string `json:"number"`
	Clause string `json:"clause"`
	Title  string `json:"title"`
	Mark   string `json:"mark" doc:"How sure we are of it"`
}

func (c *Console) playbookList(ctx context.Context, s *speaker, in *Paging) (wire.List[Playbook], error) {
	list, err := c.Playbooks.List(ctx)
	if err != nil {
		return wire.List[Playbook]{}, err
	}
	list, next := cut(list, in, func(p playbook.Playbook) (string, text.L) { return p.Code, p.Title })
	return page(list, next, func(p playbook.Playbook) (Playbook, error) {
		w := Playbook{PlaybookRef: *s.playbookRef(p), From: p.From, To: p.To, InForce: p.InForce(text.DayOf(s.now)), Mark: p.Mark}
		w.Steps, err = mapAll(p.Steps, func(st playbook.Step) (Step, error) { return s.step(ctx, st, "") })
		return w, err
	})
}

// step maps a step; owner is the unit of the case, who does what names no unit.
func (s *speaker) step(ctx context.Context, st playbook.Step, owner string) (Step, error) {
	if st.Unit != "" {
		owner = st.Unit
	}
	unit, err := s.unit(ctx, owner)
	if err != nil {
		return Step{}, err
	}
	w := Step{
		No: st.No, Title: st.Title.In(s.lang), Role: string(st.Role), RoleName: wire.RoleName(s.lang, st.Role), Unit: unit,
		LimitMinutes: int(st.Limit / time.Minute), Evidence: st.WantsEvidence(), Wanted: st.Evidence.In(s.lang),
	}
	w.Legal, err = mapAll(st.Legal, func(l playbook.Legal) (Legal, error) { return s.legal(ctx, l) })
	return w, err
}

// legal says what is cited: the clause's own words where we have them.
func (s *speaker) legal(ctx context.Context, l playbook.Legal) (Legal, error) {
	w := Legal{Act: l.Act, Clause: l.Clause, Title: l.Act}
	act, err := law.Get(ctx, s.tx, l.Act)
	if fault.Is(err, fault.NotFound) {
		return w, nil
	}
	if err != nil {
		return w, err
	}
	w.Number, w.Title, w.Mark = act.Number, act.Title.In(s.lang), act.Mark
	if clause, ok := act.Cite(l.Clause); ok {
		w.Title, w.Mark = clause.Text.In(s.lang), clause.Mark
	}
	return w, nil
}

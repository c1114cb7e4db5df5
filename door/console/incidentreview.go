package console

import (
	"context"

	"thanhdong/act/incident"
	"thanhdong/act/playbook"
	"thanhdong/door/wire"
	"thanhdong/ground/actor"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// CaseReview is how a closed case went, and whether it may teach its playbook.
type CaseReview struct {
	Points  int      `json:"points" doc:"Of 100"`
	Steps   int      `json:"steps" doc:"That were to be done: those off the path do not count"`
	OnTime  int      `json:"on_time"`
	Late    int      `json:"late"`
	Skipped int      `json:"skipped"`
	Missing int      `json:"missing"`
	Lost    []string `json:"lost" doc:"Why points were lost, by step"`
	Method  string   `json:"method" doc:"How it is counted"`
	Words   string   `json:"words" doc:"What a proposal from its new findings says by itself; empty without one"`
	Propose Action   `json:"propose" doc:"Making a proposed version of the playbook out of its findings"`
}

// PlanRef names a proposed version of a playbook.
type PlanRef struct {
	NumberRef
	Code    string `json:"code" doc:"Of the playbook"`
	State   string `json:"state" enum:"draft,proposed,approved,withdrawn"`
	Version int    `json:"version" doc:"That it became; 0 before"`
}

// review is nil for a case that is not over or follows no playbook.
func (s *speaker) review(ctx context.Context, i incident.Incident) (*CaseReview, error) {
	if i.State != incident.Closed || i.PlaybookID == "" {
		return nil, nil
	}
	r := playbook.Score(i.Runs())
	w := &CaseReview{Points: r.Points, Steps: r.Steps, OnTime: r.OnTime, Late: r.Late, Skipped: r.Skipped, Missing: r.Missing,
		Lost: wire.Map(r.Lost, func(l playbook.Lost) string { return l.In(s.lang) }), Method: text.T(s.lang, "playbook.score_method", nil)}
	why := s.by.Check(incident.ToReview, i.Scope())
	if why == nil {
		why = s.by.Check(playbook.ToPropose, actor.Scope{})
	}
	if why == nil {
		if why = s.Incidents.MayPropose(ctx, s.tx, i); why == nil {
			var err error
			if w.Words, err = s.Incidents.Lessons(ctx, i.ID, s.lang); err != nil {
				return nil, err
			}
		}
	}
	f, ok := fault.As(why)
	if why != nil && !ok {
		return nil, why
	}
	w.Propose = s.action("propose", f)
	return w, nil
}

// planRef names a proposal; nil for none, and for who may not read playbooks.
func (s *speaker) planRef(ctx context.Context, id string) (*PlanRef, error) {
	if id == "" || !s.by.May(playbook.Read, actor.Scope{}) {
		return nil, nil
	}
	q, err := s.Playbooks.Proposal(ctx, id)
	return &PlanRef{NumberRef: NumberRef{q.ID, q.Number}, Code: q.Code, State: string(q.State), Version: q.Version}, err
}

type lessonInput struct {
	ByID
	Body struct {
		Base   int           `json:"base" minimum:"1" maximum:"100000" doc:"The version that is changed"`
		Why    string        `json:"why" required:"false" maxLength:"10000"`
		Draft  PlaybookDraft `json:"draft"`
		HandIn bool          `json:"hand_in" required:"false" doc:"Ask a second person at once; otherwise it is a draft"`
	}
}

func (c *Console) incidentPropose(ctx context.Context, in *lessonInput) (*out[PlaybookPlan], error) {
	q, err := c.Incidents.Propose(ctx, in.ID, incident.Change{Base: in.Body.Base, Playbook: in.Body.Draft.room(""), Words: in.Body.Why, HandIn: in.Body.HandIn})
	if err != nil {
		return nil, inPlaybook(err)
	}
	return show(c, c.proposalOne)(ctx, &ByID{ID: q.ID})
}

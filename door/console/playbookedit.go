package console

import (
	"context"
	"strings"
	"time"

	"thanhdong/act/playbook"
	"thanhdong/door/wire"
	"thanhdong/ground/actor"
	"thanhdong/ground/fault"
	"thanhdong/ground/law"
	"thanhdong/ground/text"
)

// PlaybookDraft is a playbook as a person writes it. A draft may leave anything
// open; steps and answers are numbered by their order.
type PlaybookDraft struct {
	Title        Both        `json:"title" required:"false"`
	Owner        string      `json:"owner" required:"false" maxLength:"200" doc:"Code of a unit"`
	LimitMinutes int         `json:"limit_minutes" required:"false" minimum:"0" maximum:"10000000" doc:"Of the whole case; 0: of its slowest step"`
	From         text.Day    `json:"from" required:"false" maxLength:"10" doc:"From which day it is wanted; empty: at once"`
	To           text.Day    `json:"to" required:"false" maxLength:"10" doc:"The first day on which it no longer applies; empty: open"`
	Mark         string      `json:"mark" required:"false" maxLength:"200"`
	Steps        []StepDraft `json:"steps" maxItems:"200"`
}

// StepDraft is one step of it.
type StepDraft struct {
	Title        Both          `json:"title" required:"false"`
	Role         string        `json:"role" required:"false" maxLength:"50"`
	Unit         string        `json:"unit" required:"false" maxLength:"200" doc:"Code; empty: the unit of the case"`
	LimitMinutes int           `json:"limit_minutes" required:"false" minimum:"0" maximum:"10000000" doc:"From the opening of the case; 0 without a limit"`
	Legal        []RuleLegal   `json:"legal" required:"false" maxItems:"50"`
	Evidence     Both          `json:"evidence" required:"false"`
	Ask          Both          `json:"ask" required:"false"`
	Answers      []AnswerDraft `json:"answers" required:"false" maxItems:"20"`
	Then         int           `json:"then" required:"false" minimum:"0" maximum:"200"`
}

// AnswerDraft is one answer to the question of a step.
type AnswerDraft struct {
	Title Both `json:"title" required:"false"`
	To    int  `json:"to" required:"false" minimum:"0" maximum:"200"`
	End   bool `json:"end" required:"false"`
}

func trimmed(b Both) text.L {
	return text.L{VI: strings.TrimSpace(b.VI), EN: strings.TrimSpace(b.EN)}
}

func (d PlaybookDraft) room(code string) playbook.Playbook {
	p := playbook.Playbook{Code: code, Title: trimmed(d.Title), Unit: d.Owner, Limit: time.Duration(d.LimitMinutes) * time.Minute, From: d.From, To: d.To, Mark: d.Mark}
	for i, st := range d.Steps {
		s := playbook.Step{No: i + 1, Title: trimmed(st.Title), Role: actor.Role(st.Role), Unit: st.Unit, Limit: time.Duration(st.LimitMinutes) * time.Minute,
			Evidence: trimmed(st.Evidence), Ask: trimmed(st.Ask), Then: st.Then}
		for _, l := range st.Legal {
			s.Legal = append(s.Legal, playbook.Legal{Act: l.Act, Clause: l.Clause})
		}
		for j, a := range st.Answers {
			s.Answers = append(s.Answers, playbook.Answer{Key: string(rune('A' + j)), Title: trimmed(a.Title), To: a.To, End: a.End})
		}
		p.Steps = append(p.Steps, s)
	}
	return p
}

func playbookDraftOf(p playbook.Playbook) PlaybookDraft {
	return PlaybookDraft{
		Title: bothOf(p.Title), Owner: p.Unit, LimitMinutes: int(p.Limit / time.Minute), From: "", To: p.To, Mark: p.Mark,
		Steps: wire.Map(p.Steps, func(s playbook.Step) StepDraft {
			return StepDraft{Title: bothOf(s.Title), Role: string(s.Role), Unit: s.Unit, LimitMinutes: int(s.Limit / time.Minute), Evidence: bothOf(s.Evidence), Ask: bothOf(s.Ask), Then: s.Then,
				Legal:   wire.Map(s.Legal, func(l playbook.Legal) RuleLegal { return RuleLegal{l.Act, l.Clause} }),
				Answers: wire.Map(s.Answers, func(a playbook.Answer) AnswerDraft { return AnswerDraft{bothOf(a.Title), a.To, a.End} })}
		}),
	}
}

// playbookField names a field of the draft as it stands on the wire.
func playbookField(path string) string {
	switch {
	case path == "unit":
		return "owner"
	case path == "limit":
		return "limit_minutes"
	case strings.HasPrefix(path, "steps/") && strings.HasSuffix(path, "/limit"):
		return path + "_minutes"
	}
	return path
}

// inPlaybook says refusals of the room with the fields of the draft.
func inPlaybook(err error) error {
	f, ok := fault.As(err)
	if !ok || f.Kind != fault.Invalid {
		return err
	}
	moved := *f
	moved.Fields = nil
	for _, x := range f.Fields {
		x.Path = playbookField(x.Path)
		moved.Fields = append(moved.Fields, x)
	}
	return moved.With(err)
}

// PlaybookPlan is what somebody wants a playbook to become.
type PlaybookPlan struct {
	ID        string         `json:"id"`
	Number    string         `json:"number"`
	Code      string         `json:"code"`
	Title     string         `json:"title"`
	Base      int            `json:"base" doc:"The version that it changes; 0 for a new playbook"`
	Newest    int            `json:"newest" doc:"The newest version there is; another than base: somebody was faster"`
	State     string         `json:"state" enum:"draft,proposed,approved,withdrawn"`
	Revision  int            `json:"revision" doc:"Sent back with an edit and an approval"`
	Why       string         `json:"why"`
	Case      *NumberRef     `json:"case" doc:"The incident that taught it"`
	Owner     wire.Ref       `json:"owner" doc:"Whose leader approves"`
	By        string         `json:"by"`
	CreatedAt time.Time      `json:"created_at"`
	ChangedAt time.Time      `json:"changed_at"`
	ChangedBy string         `json:"changed_by"`
	Version   int            `json:"version" doc:"That it became; 0 before"`
	Draft     PlaybookDraft  `json:"draft"`
	Changes   []string       `json:"changes" doc:"Against the version it changes, in words"`
	Meanwhile []string       `json:"meanwhile" doc:"What changed from that version to the newest"`
	Faults    []DraftFault   `json:"faults" doc:"What keeps it from being handed in"`
	Moves     []PlaybookMove `json:"moves"`
	Actions   []Action       `json:"actions"`
}

// DraftFault is one fault of a draft.
type DraftFault struct {
	Path    string `json:"path"`
	Key     string `json:"key"`
	Message string `json:"message"`
}

// PlaybookMove is one line of what became of a proposal.
type PlaybookMove struct {
	At    time.Time `json:"at"`
	By    string    `json:"by"`
	What  string    `json:"what" enum:"begun,edited,proposed,returned,approved,withdrawn,handed_on"`
	Words string    `json:"words"`
}

// plan maps a proposal as a list shows it.
func (s *speaker) plan(ctx context.Context, q playbook.Proposal) (PlaybookPlan, error) {
	owner, err := s.unit(ctx, q.Unit)
	w := PlaybookPlan{
		ID: q.ID, Number: q.Number, Code: q.Code, Title: q.Playbook.Title.In(s.lang), Base: q.Base, State: string(q.State), Revision: q.Revision, Why: q.Why.Words, Owner: owner,
		By: q.ByName, CreatedAt: wire.At(q.Created), ChangedAt: wire.At(q.Changed), ChangedBy: q.Changer, Version: q.Version,
		Draft: PlaybookDraft{Steps: []StepDraft{}}, Changes: []string{}, Meanwhile: []string{}, Faults: []DraftFault{}, Moves: []PlaybookMove{}, Actions: []Action{},
	}
	if q.Why.Case != "" {
		w.Case = &NumberRef{ID: q.Why.Case, Number: q.Why.CaseNumber}
	}
	return w, err
}

func (c *Console) proposalList(ctx context.Context, s *speaker, _ *struct{}) (wire.List[PlaybookPlan], error) {
	list, err := c.Playbooks.Proposals(ctx, "")
	if err != nil {
		return wire.List[PlaybookPlan]{}, err
	}
	return page(list, "", func(q playbook.Proposal) (PlaybookPlan, error) { return s.plan(ctx, q) })
}

func (c *Console) proposalOne(ctx context.Context, s *speaker, in *ByID) (PlaybookPlan, error) {
	q, err := c.Playbooks.Proposal(ctx, in.ID)
	if err != nil {
		return PlaybookPlan{}, err
	}
	w, err := s.plan(ctx, q)
	if err != nil {
		return w, err
	}
	w.Draft = playbookDraftOf(q.Playbook)
	w.Draft.From = q.Playbook.From
	w.Moves = wire.Map(q.Moves, func(m playbook.Move) PlaybookMove {
		return PlaybookMove{At: wire.At(m.At), By: m.ByName, What: m.What, Words: m.Words}
	})
	w.Actions = wire.Map(q.Actions(ctx), func(a playbook.Action) Action { return s.action(a.Verb, a.Why) })
	if w.Changes, w.Meanwhile, w.Newest, err = c.against(ctx, s, q.Code, q.Base, q.Playbook); err != nil {
		return w, err
	}
	if q.State == playbook.Drafted && s.by.May(playbook.ToPropose, actor.Scope{}) {
		w.Faults, err = c.draftFaults(ctx, s, q.Playbook)
	}
	return w, err
}

// against says in what a draft differs from its base, and the newest from that.
func (c *Console) against(ctx context.Context, s *speaker, code string, base int, p playbook.Playbook) (changes, meanwhile []string, newest int, err error) {
	versions, err := c.Playbooks.Versions(ctx, code)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return nil, nil, 0, err
	}
	was := playbook.Playbook{}
	for _, v := range versions {
		if v.Version == base {
			was = v
		}
	}
	changes, meanwhile = s.changes(ctx, was, p), []string{}
	if len(versions) > 0 {
		if newest = versions[0].Version; newest != base && base != 0 {
			meanwhile = s.changes(ctx, was, versions[0])
		}
	}
	return changes, meanwhile, newest, nil
}

func (c *Console) draftFaults(ctx context.Context, s *speaker, p playbook.Playbook) ([]DraftFault, error) {
	fs, err := c.Playbooks.Try(ctx, p)
	return wire.Map(fs, func(f fault.Field) DraftFault {
		return DraftFault{playbookField(f.Path), f.Key, text.T(s.lang, f.Key, f.Args)}
	}), err
}

type draftInput struct {
	ByCode
	Body struct {
		Base  int           `json:"base" minimum:"0" maximum:"100000" doc:"The version that it changes; 0 for a new playbook"`
		Why   string        `json:"why" required:"false" maxLength:"10000"`
		Draft PlaybookDraft `json:"draft"`
	}
}

func (c *Console) playbookDraft(ctx context.Context, in *draftInput) (*out[PlaybookPlan], error) {
	q, err := c.Playbooks.Draft(ctx, in.Code, in.Body.Base, in.Body.Draft.room(in.Code), playbook.Why{Words: in.Body.Why})
	if err != nil {
		return nil, inPlaybook(err)
	}
	return show(c, c.proposalOne)(ctx, &ByID{ID: q.ID})
}

// PlaybookTried is what a draft would be.
type PlaybookTried struct {
	Faults  []DraftFault `json:"faults"`
	Changes []string     `json:"changes"`
}

type tryInput struct {
	ByCode
	Body struct {
		Base  int           `json:"base" minimum:"0" maximum:"100000"`
		Draft PlaybookDraft `json:"draft"`
	}
}

func (c *Console) playbookTry(ctx context.Context, s *speaker, in *tryInput) (w PlaybookTried, err error) {
	p := in.Body.Draft.room(in.Code)
	if w.Faults, err = c.draftFaults(ctx, s, p); err != nil {
		return w, err
	}
	w.Changes, _, _, err = c.against(ctx, s, in.Code, in.Body.Base, p)
	return w, err
}

type saveInput struct {
	ByID
	Body struct {
		Revision int           `json:"revision" minimum:"1"`
		Base     int           `json:"base" minimum:"0" maximum:"100000" doc:"The version that it is held against now"`
		Why      string        `json:"why" required:"false" maxLength:"10000"`
		Draft    PlaybookDraft `json:"draft"`
	}
}

func (c *Console) proposalSave(ctx context.Context, in *saveInput) (*out[PlaybookPlan], error) {
	if _, err := c.Playbooks.Save(ctx, in.ID, in.Body.Revision, in.Body.Base, in.Body.Draft.room(""), in.Body.Why); err != nil {
		return nil, inPlaybook(err)
	}
	return show(c, c.proposalOne)(ctx, &in.ByID)
}

func (c *Console) proposalHandIn(ctx context.Context, in *ByID) (*out[PlaybookPlan], error) {
	if _, err := c.Playbooks.HandIn(ctx, in.ID); err != nil {
		return nil, inPlaybook(err)
	}
	return show(c, c.proposalOne)(ctx, in)
}

type approveInput struct {
	ByID
	Body struct {
		Revision int      `json:"revision" minimum:"1" doc:"The one that was looked at"`
		From     text.Day `json:"from" required:"false" maxLength:"10" doc:"The day from which it counts; empty: as proposed, or today"`
	}
}

func (c *Console) proposalApprove(ctx context.Context, in *approveInput) (*out[PlaybookPlan], error) {
	if _, err := c.Playbooks.Approve(ctx, in.ID, in.Body.Revision, in.Body.From); err != nil {
		return nil, inPlaybook(err)
	}
	return show(c, c.proposalOne)(ctx, &in.ByID)
}

func (c *Console) proposalDecide(do func(context.Context, string, string) (playbook.Proposal, error)) func(context.Context, *reasonInput) (*out[PlaybookPlan], error) {
	return func(ctx context.Context, in *reasonInput) (*out[PlaybookPlan], error) {
		if _, err := do(ctx, in.ID, in.Body.Reason); err != nil {
			return nil, err
		}
		return show(c, c.proposalOne)(ctx, &in.ByID)
	}
}

// LawAct is a legal document that may be cited.
type LawAct struct {
	Code    string      `json:"code"`
	Number  string      `json:"number"`
	Title   string      `json:"title"`
	Mark    string      `json:"mark"`
	From    text.Day    `json:"from"`
	To      text.Day    `json:"to"`
	Clauses []LawClause `json:"clauses"`
}

// LawClause is a part of it.
type LawClause struct {
	Clause string `json:"clause"`
	Text   string `json:"text"`
	Mark   string `json:"mark"`
}

func (c *Console) lawList(ctx context.Context, s *speaker, in *Paging) (wire.List[LawAct], error) {
	if err := s.by.Check(playbook.Read, actor.Scope{}); err != nil {
		return wire.List[LawAct]{}, err
	}
	acts, err := law.List(ctx, s.tx)
	if err != nil {
		return wire.List[LawAct]{}, err
	}
	acts, next := cut(acts, in, func(a law.Act) (string, text.L) { return a.Code, a.Title })
	return page(acts, next, func(a law.Act) (LawAct, error) {
		return LawAct{Code: a.Code, Number: a.Number, Title: a.Title.In(s.lang), Mark: a.Mark, From: a.From, To: a.To,
			Clauses: wire.Map(a.Clauses, func(k law.Clause) LawClause { return LawClause{k.Clause, k.Text.In(s.lang), k.Mark} })}, nil
	})
}

package console

import (
	"context"
	"net/http"
	"time"

	"thanhdong/act/playbook"
	"thanhdong/door/wire"
	"thanhdong/ground/fault"
	"thanhdong/ground/law"
	"thanhdong/ground/text"
)

// Playbook is one version of a procedure: in lists the one that counts today.
type Playbook struct {
	PlaybookRef
	Owner   wire.Ref       `json:"owner"`
	From    text.Day       `json:"from"`
	To      text.Day       `json:"to"`
	InForce bool           `json:"in_force"`
	Mark    string         `json:"mark"`
	Origin  string         `json:"origin" enum:"pack,local"`
	PutAt   time.Time      `json:"put_at"`
	PutBy   string         `json:"put_by"`
	Short   string         `json:"short" doc:"Six signs by which a printed version is known"`
	Flags   []PlaybookFlag `json:"flags" doc:"Cited texts that have changed"`
	Waiting int            `json:"waiting" doc:"Proposals on their way"`
	Steps   []Step         `json:"steps"`
}

// PlaybookFlag is a cited text that is no longer as it was.
type PlaybookFlag struct {
	Act    string    `json:"act"`
	Clause string    `json:"clause"`
	What   string    `json:"what" enum:"amended,repealed"`
	Words  string    `json:"words"`
	At     time.Time `json:"at"`
}

// Step is one thing to do.
type Step struct {
	No           int          `json:"no"`
	Title        string       `json:"title"`
	Role         string       `json:"role"`
	RoleName     string       `json:"role_name"`
	Unit         wire.Ref     `json:"unit" doc:"Who does it"`
	Legal        []Legal      `json:"legal"`
	LimitMinutes int          `json:"limit_minutes" doc:"0 without a limit"`
	Evidence     bool         `json:"evidence" doc:"Evidence is wanted"`
	Wanted       string       `json:"evidence_wanted" doc:"Which; empty: none"`
	Ask          string       `json:"ask" doc:"The question of the step; empty: none"`
	Answers      []StepAnswer `json:"answers"`
	Then         int          `json:"then" doc:"The step after this one; 0: the next"`
}

// StepAnswer is where an answer leads.
type StepAnswer struct {
	Key   string `json:"key"`
	Title string `json:"title"`
	To    int    `json:"to" doc:"0: the next step"`
	End   bool   `json:"end"`
}

// Legal is what a step rests on.
type Legal struct {
	Act    string   `json:"act"`
	Number string   `json:"number"`
	Clause string   `json:"clause"`
	Title  string   `json:"title"`
	Mark   string   `json:"mark" doc:"How sure we are of it"`
	To     text.Day `json:"to" doc:"The first day on which the act no longer applies; empty: open"`
}

// PlaybookPage is all about one playbook.
type PlaybookPage struct {
	Playbook  *Playbook         `json:"playbook" doc:"Null for a code that only proposals have"`
	Newest    int               `json:"newest" doc:"The newest version, in force or not yet; 0 where there is none"`
	Draft     PlaybookDraft     `json:"draft" doc:"The newest version as an editor begins with it"`
	Versions  []PlaybookVersion `json:"versions" doc:"Newest first"`
	Proposals []PlaybookPlan    `json:"proposals" doc:"Newest first, without drafts and moves"`
	Drills    []PlaybookDrill   `json:"drills" doc:"Newest first"`
	Method    string            `json:"method" doc:"How drills are scored"`
	Actions   []Action          `json:"actions"`
}

// PlaybookVersion is one line of a playbook's history.
type PlaybookVersion struct {
	Version int       `json:"version"`
	From    text.Day  `json:"from"`
	To      text.Day  `json:"to"`
	Counts  bool      `json:"counts" doc:"It is the one that counts today"`
	Origin  string    `json:"origin" enum:"pack,local"`
	PutAt   time.Time `json:"put_at"`
	PutBy   string    `json:"put_by"`
	Why     string    `json:"why"`
	Short   string    `json:"short"`
	Changes []string  `json:"changes" doc:"Against the version before, in words"`
}

// PlaybookDrill is the score of one exercise.
type PlaybookDrill struct {
	Exercise string    `json:"exercise"`
	Name     string    `json:"name"`
	Version  int       `json:"version"`
	Started  time.Time `json:"started_at"`
	Ended    time.Time `json:"ended_at"`
	Points   int       `json:"points"`
	Steps    int       `json:"steps"`
	OnTime   int       `json:"on_time"`
	Late     int       `json:"late"`
	Skipped  int       `json:"skipped"`
	Missing  int       `json:"missing"`
	Lost     []string  `json:"lost" doc:"Why points were lost, by step"`
}

func (c *Console) addPlaybooks() {
	const get, post, put = http.MethodGet, http.MethodPost, http.MethodPut
	const missing, conflict = http.StatusNotFound, http.StatusConflict
	add(c, asked{method: get, path: "/playbooks", id: "playbook-list", summary: "The version of each playbook that counts today"}, show(c, c.playbookList))
	add(c, asked{method: get, path: "/playbooks/{code}", id: "playbook", summary: "A playbook with its versions, proposals and drills", errors: []int{missing}}, show(c, c.playbookOne))
	add(c, asked{method: get, path: "/playbooks/{code}/changes", id: "playbook-changes", summary: "In what two versions differ, in words", errors: []int{missing}}, show(c, c.playbookChanges))
	add(c, asked{method: post, path: "/playbooks/{code}/review", id: "playbook-review", summary: "Say that it still holds although a cited text has changed", errors: []int{missing, conflict}}, c.playbookReview)
	add(c, asked{method: post, path: "/playbooks/{code}/proposals", id: "playbook-draft", summary: "Begin a proposal", status: http.StatusCreated, errors: []int{missing, conflict}}, c.playbookDraft)
	add(c, asked{method: post, path: "/playbooks/{code}/try", id: "playbook-try", summary: "What is wrong with a draft, and in what it differs; nothing is kept", errors: []int{missing}}, show(c, c.playbookTry))
	add(c, asked{method: get, path: "/playbook-proposals", id: "playbook-proposals", summary: "Proposals on their way, last changed first"}, show(c, c.proposalList))
	add(c, asked{method: get, path: "/playbook-proposals/{id}", id: "playbook-proposal", summary: "One proposal", errors: []int{missing}}, show(c, c.proposalOne))
	add(c, asked{method: put, path: "/playbook-proposals/{id}", id: "playbook-save", summary: "Change a proposal; one that was handed in is a draft again", errors: []int{missing, conflict}}, c.proposalSave)
	add(c, asked{method: post, path: "/playbook-proposals/{id}/propose", id: "playbook-propose", summary: "Ask a second person to approve", errors: []int{missing, conflict}}, c.proposalHandIn)
	add(c, asked{method: post, path: "/playbook-proposals/{id}/approve", id: "playbook-approve", summary: "Make it a version, in force from a day on", errors: []int{missing, conflict}}, c.proposalApprove)
	add(c, asked{method: post, path: "/playbook-proposals/{id}/return", id: "playbook-return", summary: "Send it back to be mended", errors: []int{missing, conflict}}, c.proposalDecide(c.Playbooks.Return))
	add(c, asked{method: post, path: "/playbook-proposals/{id}/withdraw", id: "playbook-withdraw", summary: "Give a proposal up", errors: []int{missing, conflict}}, c.proposalDecide(c.Playbooks.Withdraw))
	add(c, asked{method: get, path: "/law", id: "law-list", summary: "Acts and clauses that may be cited"}, show(c, c.lawList))
}

func (c *Console) playbookList(ctx context.Context, s *speaker, in *Paging) (wire.List[Playbook], error) {
	list, err := c.Playbooks.List(ctx)
	if err != nil {
		return wire.List[Playbook]{}, err
	}
	flags, err := c.Playbooks.Flags(ctx)
	if err != nil {
		return wire.List[Playbook]{}, err
	}
	waiting, err := c.Playbooks.Proposals(ctx, "")
	if err != nil {
		return wire.List[Playbook]{}, err
	}
	count := map[string]int{}
	for _, q := range waiting {
		count[q.Code]++
	}
	list, next := cut(list, in, func(p playbook.Playbook) (string, text.L) { return p.Code, p.Title })
	return page(list, next, func(p playbook.Playbook) (Playbook, error) {
		w, err := s.playbook(ctx, p, flags[p.Code])
		w.Waiting = count[p.Code]
		return w, err
	})
}

func (s *speaker) playbook(ctx context.Context, p playbook.Playbook, flags []playbook.Flag) (w Playbook, err error) {
	w = Playbook{
		PlaybookRef: *s.playbookRef(p), From: p.From, To: p.To, InForce: p.InForce(text.DayOf(s.now)), Mark: p.Mark, Origin: string(p.Origin),
		PutAt: wire.At(p.PutAt), PutBy: p.PutBy, Short: p.Short(),
	}
	if w.Owner, err = s.unit(ctx, p.Owner()); err != nil {
		return w, err
	}
	w.Flags = wire.Map(flags, func(f playbook.Flag) PlaybookFlag {
		return PlaybookFlag{Act: f.Act, Clause: f.Clause, What: f.What, At: wire.At(f.At),
			Words: text.T(s.lang, "playbook.flag_"+f.What, map[string]any{"act": f.Act, "clause": f.Clause})}
	})
	w.Steps, err = mapAll(p.Steps, func(st playbook.Step) (Step, error) { return s.step(ctx, st, p.Unit) })
	return w, err
}

type playbookQuery struct {
	ByCode
	Version int `query:"version" minimum:"0" maximum:"100000" doc:"The one that counts today when missing"`
}

func (c *Console) playbookOne(ctx context.Context, s *speaker, in *playbookQuery) (PlaybookPage, error) {
	w := PlaybookPage{Versions: []PlaybookVersion{}, Method: text.T(s.lang, "playbook.score_method", nil), Actions: []Action{}, Draft: PlaybookDraft{Steps: []StepDraft{}}}
	plans, err := c.Playbooks.Proposals(ctx, in.Code)
	if err != nil {
		return w, err
	}
	if w.Proposals, err = mapAll(plans, func(q playbook.Proposal) (PlaybookPlan, error) { return s.plan(ctx, q) }); err != nil {
		return w, err
	}
	versions, err := c.Playbooks.Versions(ctx, in.Code)
	if fault.Is(err, fault.NotFound) && len(plans) > 0 && in.Version == 0 {
		w.Drills = []PlaybookDrill{}
		return w, nil // nobody has approved it yet
	}
	if err != nil {
		return w, err
	}
	shown, err := c.Playbooks.Get(ctx, in.Code, in.Version)
	if err != nil {
		return w, err
	}
	counts, err := c.Playbooks.Get(ctx, in.Code, 0)
	if err != nil {
		return w, err
	}
	w.Newest, w.Draft = versions[0].Version, playbookDraftOf(versions[0])
	flags, err := c.Playbooks.Flags(ctx)
	if err != nil {
		return w, err
	}
	one, err := s.playbook(ctx, shown, flags[in.Code])
	if err != nil {
		return w, err
	}
	for _, q := range plans {
		if q.State == playbook.Drafted || q.State == playbook.Proposed {
			one.Waiting++
		}
	}
	w.Playbook = &one
	for i, p := range versions {
		v := PlaybookVersion{Version: p.Version, From: p.From, To: p.To, Counts: p.Version == counts.Version, Origin: string(p.Origin), PutAt: wire.At(p.PutAt),
			PutBy: p.PutBy, Why: p.Why, Short: p.Short(), Changes: []string{}}
		if i+1 < len(versions) {
			v.Changes = s.changes(ctx, versions[i+1], p)
		}
		w.Versions = append(w.Versions, v)
	}
	drills, err := c.Playbooks.Drills(ctx, in.Code)
	w.Drills = wire.Map(drills, func(d playbook.Drill) PlaybookDrill {
		r := d.Result
		return PlaybookDrill{Exercise: d.Exercise, Name: d.Name, Version: d.Version, Started: wire.At(d.Started), Ended: wire.At(d.Ended), Points: r.Points, Steps: r.Steps,
			OnTime: r.OnTime, Late: r.Late, Skipped: r.Skipped, Missing: r.Missing, Lost: wire.Map(r.Lost, func(l playbook.Lost) string { return l.In(s.lang) })}
	})
	w.Actions = wire.Map(counts.Actions(ctx, len(flags[in.Code]) > 0), func(a playbook.Action) Action { return s.action(a.Verb, a.Why) })
	return w, err
}

// changes says in what b differs from a.
func (s *speaker) changes(ctx context.Context, a, b playbook.Playbook) []string {
	return wire.Map(playbook.Diff(a, b), func(c playbook.Change) string {
		return c.In(s.lang, func(code string) string {
			u, err := s.unit(ctx, code)
			if err != nil || u.Name == "" {
				return code
			}
			return u.Name
		})
	})
}

type twoVersions struct {
	ByCode
	From int `query:"from" minimum:"1" maximum:"100000"`
	To   int `query:"to" minimum:"1" maximum:"100000"`
}

// PlaybookChanges is in what two versions differ.
type PlaybookChanges struct {
	Changes []string `json:"changes"`
}

func (c *Console) playbookChanges(ctx context.Context, s *speaker, in *twoVersions) (PlaybookChanges, error) {
	a, err := c.Playbooks.Get(ctx, in.Code, in.From)
	if err != nil {
		return PlaybookChanges{}, err
	}
	b, err := c.Playbooks.Get(ctx, in.Code, in.To)
	return PlaybookChanges{s.changes(ctx, a, b)}, err
}

type reviewInput struct {
	ByCode
	Body struct {
		Reason string `json:"reason" required:"false"`
	}
}

func (c *Console) playbookReview(ctx context.Context, in *reviewInput) (*out[PlaybookPage], error) {
	if err := c.Playbooks.Review(ctx, in.Code, in.Body.Reason); err != nil {
		return nil, err
	}
	return show(c, c.playbookOne)(ctx, &playbookQuery{ByCode: in.ByCode})
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
		LimitMinutes: int(st.Limit / time.Minute), Evidence: st.WantsEvidence(), Wanted: st.Evidence.In(s.lang), Ask: st.Ask.In(s.lang), Then: st.Then,
		Answers: wire.Map(st.Answers, func(a playbook.Answer) StepAnswer { return StepAnswer{a.Key, a.Title.In(s.lang), a.To, a.End} }),
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
	w.Number, w.Title, w.Mark, w.To = act.Number, act.Title.In(s.lang), act.Mark, act.To
	if clause, ok := act.Cite(l.Clause); ok {
		w.Title, w.Mark = clause.Text.In(s.lang), clause.Mark
	}
	return w, nil
}

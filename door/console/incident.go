package console

import (
	"context"
	"time"

	"thanhdong/act/incident"
	"thanhdong/act/work"
	"thanhdong/door/wire"
	"thanhdong/ground/fault"
	"thanhdong/sense/alert"
)

// Incident is a case. A list leaves alerts, steps, log and evidence empty.
type Incident struct {
	ID           string       `json:"id"`
	Number       string       `json:"number"`
	Title        string       `json:"title"`
	Severity     int          `json:"severity" minimum:"1" maximum:"5"`
	State        string       `json:"state" enum:"open,closed,joined"`
	Type         *wire.Ref    `json:"type" doc:"Null where no type fits"`
	Place        string       `json:"place" doc:"In words, where a person said it"`
	Lead         *NumberRef   `json:"lead" doc:"The case that leads this one while it is joined; null otherwise"`
	SitrepDue    *time.Time   `json:"sitrep_due" doc:"Of the next situation report; null while none is asked for"`
	Owner        wire.Ref     `json:"owner"`
	Area         wire.Ref     `json:"area"`
	Subject      AlertSubject `json:"subject"`
	Station      *wire.Ref    `json:"station" doc:"The subject where it is a station; null for a feed"`
	Lon          *float64     `json:"lon" doc:"Null where the subject has no place"`
	Lat          *float64     `json:"lat"`
	OpenedAt     time.Time    `json:"opened_at"`
	OpenedBy     string       `json:"opened_by"`
	ClosedAt     *time.Time   `json:"closed_at"`
	ClosedBy     string       `json:"closed_by"`
	ClosedReason string       `json:"closed_reason"`
	Alerts       []Alert      `json:"alerts"`
	Work         *WorkRef     `json:"work"`
	Playbook     *RunPlaybook `json:"playbook"`
	Log          []LogLine    `json:"log"`
	Evidence     []Evidence   `json:"evidence"`
	Actions      []Action     `json:"actions"`
	Review       *CaseReview  `json:"review" doc:"Null in lists and until it is closed"`
	IncidentRun
}

// WorkRef is the case's item of the queue.
type WorkRef struct {
	ID     string    `json:"id"`
	Number string    `json:"number"`
	Due    time.Time `json:"due"`
	Clock  Clock     `json:"clock"`
	Person *Person   `json:"person"`
}

// RunPlaybook is the pinned version with where each step stands.
type RunPlaybook struct {
	PlaybookRef
	Steps []RunStep `json:"steps"`
}

// RunStep is one step of a case.
type RunStep struct {
	Step
	Due           *time.Time `json:"due"`
	DoneAt        *time.Time `json:"done_at" doc:"Also when it was skipped"`
	DoneBy        string     `json:"done_by"`
	SkippedReason string     `json:"skipped_reason"`
	Answer        string     `json:"answer" doc:"Key of the answer given; empty while none is"`
	Place         string     `json:"place" enum:"on,maybe,off" doc:"Whether the way that the answers lead passes it; off: it is not to be done"`
	PastBy        int        `json:"past_by" doc:"The step whose answer leads past it; 0 unless it is off"`
}

type incidentQuery struct {
	Paging
	State string `query:"state" enum:"open,closed,joined" doc:"Any when missing"`
}

func (c *Console) incidentList(ctx context.Context, s *speaker, in *incidentQuery) (wire.List[Incident], error) {
	list, next, err := c.Incidents.List(ctx, incident.Filter{State: incident.State(in.State), Q: in.Q, Limit: in.Limit, After: in.After})
	if err != nil {
		return wire.List[Incident]{}, err
	}
	return page(list, next, func(i incident.Incident) (Incident, error) { return s.incident(ctx, i) })
}

func (c *Console) incidentOne(ctx context.Context, s *speaker, in *ByID) (Incident, error) {
	i, err := c.Incidents.Get(ctx, in.ID)
	if err != nil {
		return Incident{}, err
	}
	return s.incidentWhole(ctx, i)
}

type stepInput struct {
	ByID
	No   int `path:"no" minimum:"1" maximum:"1000"`
	Body struct {
		Done       bool   `json:"done"`
		SkipReason string `json:"skip_reason" required:"false" doc:"Why the step is not needed; only when it is not done"`
		Answer     string `json:"answer" required:"false" maxLength:"10" doc:"Key of an answer, for a step that asks: it is done with it. Opened again, it loses its answer"`
	}
}

func (c *Console) incidentStep(ctx context.Context, in *stepInput) (*out[Incident], error) {
	var err error
	if in.Body.Done && in.Body.Answer != "" {
		_, err = c.Incidents.Answer(ctx, in.ID, in.No, in.Body.Answer)
	} else {
		_, err = c.Incidents.Step(ctx, in.ID, in.No, in.Body.Done, in.Body.SkipReason)
	}
	if err != nil {
		return nil, err
	}
	return show(c, c.incidentOne)(ctx, &in.ByID)
}

type noteInput struct {
	ByID
	Body struct {
		Text        string `json:"text" required:"false"`
		Source      string `json:"source" required:"false" doc:"Which kind of person or office said it"`
		Reliability string `json:"reliability" required:"false" doc:"Letter A-F for the source and figure 1-6 for what it says"`
	}
}

func (c *Console) incidentNote(ctx context.Context, in *noteInput) (*out[Incident], error) {
	if err := c.Incidents.Tell(ctx, in.ID, incident.Told{Words: in.Body.Text, Source: in.Body.Source, Reliability: in.Body.Reliability}); err != nil {
		return nil, err
	}
	return show(c, c.incidentOne)(ctx, &in.ByID)
}

func (c *Console) incidentClose(ctx context.Context, in *closeInput) (*out[Incident], error) {
	if _, err := c.Incidents.Close(ctx, in.ID, in.Body.Reason); err != nil {
		return nil, err
	}
	return show(c, c.incidentOne)(ctx, &in.ByID)
}

// incident maps a case as a list shows it, with its clock.
func (s *speaker) incident(ctx context.Context, i incident.Incident) (Incident, error) {
	owner, where, err := s.refs(ctx, i.Unit, i.Area)
	if err != nil {
		return Incident{}, err
	}
	subject, lon, lat, err := s.subjectOfCase(ctx, i)
	if err != nil {
		return Incident{}, err
	}
	w := Incident{
		ID: i.ID, Number: i.Number, Title: i.Title.In(s.lang), Severity: i.Severity, State: string(i.State), Owner: owner, Area: where,
		Subject: subject, Station: subject.station(), Lon: lon, Lat: lat, OpenedAt: wire.At(i.OpenedAt), OpenedBy: i.OpenedName,
		ClosedAt: wire.Maybe(i.ClosedAt), ClosedBy: i.ClosedName, ClosedReason: i.Reason,
		Alerts: []Alert{}, Log: []LogLine{}, Evidence: []Evidence{}, Actions: []Action{}, IncidentRun: noRun(),
		Place: i.Place, SitrepDue: wire.Maybe(i.SitrepDue),
	}
	if w.Type, err = s.incidentType(ctx, i.Type); err != nil {
		return Incident{}, err
	}
	if w.Lead, err = s.caseRef(ctx, i.Lead); err != nil {
		return Incident{}, err
	}
	item, err := s.Work.Get(ctx, i.Work)
	switch {
	case fault.Is(err, fault.NotFound): // the case may be read, its item not
	case err != nil:
		return Incident{}, err
	default:
		w.Work = &WorkRef{ID: item.ID, Number: item.Number, Due: wire.At(item.Due), Clock: clock(item.Clock)}
		if item.Person != "" {
			w.Work.Person = &Person{item.Person, item.PersonName}
		}
	}
	w.Actions = s.incidentActions(ctx, i, item)
	return w, nil
}

// incidentActions joins what the case and its item allow: closing needs both, and
// evidence is handed in at the item.
func (s *speaker) incidentActions(ctx context.Context, i incident.Incident, item work.Item) []Action {
	ofItem := map[string]*fault.Error{}
	if item.ID != "" {
		for _, a := range s.Work.Actions(ctx, item) {
			ofItem[a.Verb] = a.Why
		}
	}
	var actions []Action
	for _, a := range s.Incidents.Actions(ctx, i) {
		why := a.Why
		if a.Verb == "close" && why == nil {
			why = ofItem["close"]
		}
		actions = append(actions, s.action(a.Verb, why))
	}
	if item.ID != "" {
		actions = append(actions, s.action("evidence", ofItem["evidence"]), s.action("take", ofItem["take"]))
	}
	return actions
}

// incidentWhole adds what only the case's page shows.
func (s *speaker) incidentWhole(ctx context.Context, i incident.Incident) (Incident, error) {
	w, err := s.incident(ctx, i)
	if err != nil {
		return Incident{}, err
	}
	joined, err := alert.ByIDs(ctx, s.tx, i.Alerts)
	if err != nil {
		return Incident{}, err
	}
	if w.Alerts, err = s.alerts(ctx, joined); err != nil {
		return Incident{}, err
	}
	if i.PlaybookID != "" {
		w.Playbook = &RunPlaybook{PlaybookRef: *s.playbookRef(i.Playbook)}
		w.Playbook.Steps, err = mapAll(i.Checklist, func(k incident.Check) (RunStep, error) {
			step, err := s.step(ctx, k.Step, i.Unit)
			return RunStep{Step: step, Due: wire.Maybe(k.Due), DoneAt: wire.Maybe(k.DoneAt), DoneBy: k.DoneName, SkippedReason: k.SkippedReason,
				Answer: k.Answer, Place: string(k.Place), PastBy: k.PastBy}, err
		})
		if err != nil {
			return Incident{}, err
		}
	}
	if w.IncidentRun, err = s.run(ctx, i); err != nil {
		return Incident{}, err
	}
	if w.Review, err = s.review(ctx, i); err != nil {
		return Incident{}, err
	}
	lines, err := s.Incidents.Log(ctx, i.ID)
	if err != nil {
		return Incident{}, err
	}
	w.Log = wire.Map(lines, func(l incident.Line) LogLine {
		return LogLine{At: wire.At(l.At), By: l.ByName, Kind: l.Kind, Text: l.In(s.lang)}
	})
	if w.Work == nil {
		return w, nil
	}
	evidence, err := s.Work.EvidenceOf(ctx, i.Work)
	w.Evidence = wire.Map(evidence, evidenceOf)
	return w, err
}

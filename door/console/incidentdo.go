package console

import (
	"context"
	"time"

	"thanhdong/act/incident"
	"thanhdong/door/wire"
	"thanhdong/ground/fault"
)

// IncidentType is a kind of case, as a pack names it.
type IncidentType struct {
	wire.Ref
	Playbook *PlaybookRef `json:"playbook" doc:"By which it is usually run; null without one in force"`
	Mark     string       `json:"mark"`
}

func (c *Console) incidentTypes(ctx context.Context, s *speaker, _ *struct{}) (wire.List[IncidentType], error) {
	list, err := c.Incidents.Types(ctx)
	if err != nil {
		return wire.List[IncidentType]{}, err
	}
	return page(list, "", func(t incident.Type) (IncidentType, error) {
		w := IncidentType{Ref: wire.Ref{Code: t.Code, Name: t.Name.In(s.lang)}, Mark: t.Mark}
		p, err := c.Playbooks.Newest(ctx, s.tx, t.Playbook)
		switch {
		case err == nil:
			w.Playbook = s.playbookRef(p)
		case !fault.Is(err, fault.NotFound):
			return w, err
		}
		return w, nil
	})
}

type incidentOpenInput struct {
	Body struct {
		Type     string   `json:"type" required:"false" doc:"Code of a type"`
		Title    string   `json:"title" required:"false" doc:"Empty: the type with its place"`
		Severity int      `json:"severity" required:"false"`
		Unit     string   `json:"unit" required:"false" doc:"Code of the unit that leads; empty: one's own"`
		Area     string   `json:"area" required:"false" doc:"Code; empty: the smallest that holds the place"`
		Playbook string   `json:"playbook" required:"false" doc:"Code; empty: that of the type"`
		Station  string   `json:"station" required:"false" doc:"Code of a station"`
		Place    string   `json:"place" required:"false" doc:"In words"`
		Lon      *float64 `json:"lon" required:"false"`
		Lat      *float64 `json:"lat" required:"false"`
		Signal   string   `json:"signal" required:"false" doc:"Id of a free signal from which it is opened"`
	}
}

func (c *Console) incidentOpen(ctx context.Context, in *incidentOpenInput) (*out[Incident], error) {
	i, err := c.Incidents.Open(ctx, incident.NewIncident(in.Body))
	if err != nil {
		return nil, err
	}
	return c.incidentNow(ctx, i.ID)
}

func (c *Console) incidentNow(ctx context.Context, id string) (*out[Incident], error) {
	return show(c, c.incidentOne)(ctx, &ByID{ID: id})
}

// after answers with the case as it is after a command.
func (c *Console) after(ctx context.Context, id string, err error) (*out[Incident], error) {
	if err != nil {
		return nil, err
	}
	return c.incidentNow(ctx, id)
}

// Proposal is something that seems to belong to a case; Incident is set where it is
// a whole case, Signal otherwise.
type Proposal struct {
	Signal   *Gathered `json:"signal"`
	Incident *CaseRef  `json:"incident"`
	Why      string    `json:"why"`
}

func (c *Console) incidentProposals(ctx context.Context, s *speaker, in *ByID) (wire.List[Proposal], error) {
	list, err := c.Incidents.Proposals(ctx, in.ID)
	if err != nil {
		return wire.List[Proposal]{}, err
	}
	return page(list, "", func(p incident.Proposal) (Proposal, error) {
		w := Proposal{Why: p.Why.In(s.lang)}
		switch {
		case p.Incident != nil:
			ref := s.caseOf(*p.Incident)
			w.Incident = &ref
		case p.Signal != nil:
			g := s.gatheredSignal(*p.Signal)
			w.Signal = &g
		default:
			g, err := s.gatheredAlert(ctx, *p.Alert)
			w.Signal = &g
			return w, err
		}
		return w, nil
	})
}

type joinInput struct {
	ByID
	Body struct {
		Alert    string `json:"alert" required:"false" doc:"Id; one of the three"`
		Signal   string `json:"signal" required:"false"`
		Incident string `json:"incident" required:"false" doc:"It is closed as joined, with its work"`
	}
}

func (c *Console) incidentJoin(ctx context.Context, in *joinInput) (*out[Incident], error) {
	var err error
	switch b := in.Body; {
	case b.Alert != "":
		_, err = c.Incidents.JoinAlert(ctx, in.ID, b.Alert)
	case b.Signal != "":
		_, err = c.Incidents.JoinSignal(ctx, in.ID, b.Signal)
	default:
		_, err = c.Incidents.Join(ctx, in.ID, b.Incident)
	}
	return c.after(ctx, in.ID, err)
}

type partInput struct {
	ByID
	Body struct {
		Alert  string `json:"alert" required:"false"`
		Signal string `json:"signal" required:"false"`
	}
}

func (c *Console) incidentPart(ctx context.Context, in *partInput) (*out[Incident], error) {
	var err error
	switch b := in.Body; {
	case b.Alert != "":
		_, err = c.Incidents.PartAlert(ctx, in.ID, b.Alert)
	case b.Signal != "":
		_, err = c.Incidents.PartSignal(ctx, in.ID, b.Signal)
	default:
		_, err = c.Incidents.Part(ctx, in.ID)
	}
	return c.after(ctx, in.ID, err)
}

type severityInput struct {
	ByID
	Body struct {
		Severity int    `json:"severity"`
		Reason   string `json:"reason" required:"false"`
	}
}

func (c *Console) incidentSeverity(ctx context.Context, in *severityInput) (*out[Incident], error) {
	_, err := c.Incidents.Grade(ctx, in.ID, in.Body.Severity, in.Body.Reason)
	return c.after(ctx, in.ID, err)
}

type relatedInput struct {
	ByID
	Body struct {
		Incident string `json:"incident"`
		Related  bool   `json:"related"`
	}
}

func (c *Console) incidentRelate(ctx context.Context, in *relatedInput) (*out[Incident], error) {
	_, err := c.Incidents.Relate(ctx, in.ID, in.Body.Incident, in.Body.Related)
	return c.after(ctx, in.ID, err)
}

func (c *Console) incidentPeople(ctx context.Context, _ *speaker, in *ByID) (wire.List[Person], error) {
	list, err := c.Incidents.Candidates(ctx, in.ID)
	return wire.List[Person]{Items: wire.Map(list, func(r incident.Ref) Person { return Person{r.ID, r.Number} })}, err
}

type roleInput struct {
	ByID
	Body struct {
		Role    string `json:"role"`
		Account string `json:"account" doc:"Id; empty: nobody"`
	}
}

func (c *Console) incidentRole(ctx context.Context, in *roleInput) (*out[Incident], error) {
	_, err := c.Incidents.Assign(ctx, in.ID, incident.Role(in.Body.Role), in.Body.Account)
	return c.after(ctx, in.ID, err)
}

type objectiveInput struct {
	ByID
	Body struct {
		Words string `json:"words" required:"false"`
	}
}

func (c *Console) incidentObjective(ctx context.Context, in *objectiveInput) (*out[Incident], error) {
	_, err := c.Incidents.AddObjective(ctx, in.ID, in.Body.Words)
	return c.after(ctx, in.ID, err)
}

// NumberedIn names a numbered row of a case.
type NumberedIn struct {
	ByID
	No int `path:"no" minimum:"1" maximum:"10000"`
}

type meetInput struct {
	NumberedIn
	Body struct {
		Met bool `json:"met"`
	}
}

func (c *Console) incidentMeet(ctx context.Context, in *meetInput) (*out[Incident], error) {
	_, err := c.Incidents.Meet(ctx, in.ID, in.No, in.Body.Met)
	return c.after(ctx, in.ID, err)
}

type resourceInput struct {
	ByID
	Body struct {
		What   string `json:"what" required:"false"`
		Amount int    `json:"amount" required:"false"`
		Giver  string `json:"giver" required:"false" doc:"The office that is asked"`
	}
}

func (c *Console) incidentResource(ctx context.Context, in *resourceInput) (*out[Incident], error) {
	_, err := c.Incidents.AskResource(ctx, in.ID, in.Body.What, in.Body.Amount, in.Body.Giver)
	return c.after(ctx, in.ID, err)
}

type resourceMoveInput struct {
	NumberedIn
	Body struct {
		From string `json:"from" enum:"asked,there,released" doc:"What was seen"`
		To   string `json:"to" enum:"asked,there,released"`
	}
}

func (c *Console) incidentResourceMove(ctx context.Context, in *resourceMoveInput) (*out[Incident], error) {
	_, err := c.Incidents.MoveResource(ctx, in.ID, in.No, incident.ResourceState(in.Body.From), incident.ResourceState(in.Body.To))
	return c.after(ctx, in.ID, err)
}

type findingInput struct {
	ByID
	Body struct {
		What     string `json:"what" required:"false"`
		Why      string `json:"why" required:"false"`
		Proposal string `json:"proposal" required:"false"`
		Step     int    `json:"step" required:"false" doc:"Of the playbook; 0: of none"`
	}
}

func (c *Console) incidentFinding(ctx context.Context, in *findingInput) (*out[Incident], error) {
	_, err := c.Incidents.AddFinding(ctx, in.ID, incident.Finding{What: in.Body.What, Why: in.Body.Why, Proposal: in.Body.Proposal, Step: in.Body.Step})
	return c.after(ctx, in.ID, err)
}

type sitrepEveryInput struct {
	ByID
	Body struct {
		Minutes int `json:"minutes" minimum:"0" maximum:"100000" doc:"0: none is asked for any more"`
	}
}

func (c *Console) incidentSitrepEvery(ctx context.Context, in *sitrepEveryInput) (*out[Incident], error) {
	_, err := c.Incidents.SitrepEvery(ctx, in.ID, time.Duration(in.Body.Minutes)*time.Minute)
	return c.after(ctx, in.ID, err)
}

package console

import (
	"context"
	"time"

	"thanhdong/act/incident"
	"thanhdong/door/wire"
	"thanhdong/ground/fault"
	"thanhdong/sense/alert"
)

// IncidentRun is how a case is run; a list leaves it empty.
type IncidentRun struct {
	Gathered      []Gathered     `json:"signals" doc:"What was joined, the origin first"`
	Followers     []CaseRef      `json:"followers" doc:"Cases that it leads"`
	Related       []CaseRef      `json:"related"`
	Roles         []RoleHeld     `json:"roles" doc:"Who held which role from when to when"`
	Objectives    []Objective    `json:"objectives"`
	Resources     []CaseResource `json:"resources"`
	SitrepMinutes int            `json:"sitrep_minutes" doc:"Between two situation reports; 0: none is asked for"`
	Findings      []Finding      `json:"findings" doc:"What was learned after closing"`
}

// Gathered is one signal of a case.
type Gathered struct {
	Kind        string     `json:"kind" enum:"alert,call,report,observation"`
	ID          string     `json:"id"`
	Number      string     `json:"number" doc:"Of an alert; people's signals have none"`
	Words       string     `json:"words"`
	Place       string     `json:"place"`
	Lon         *float64   `json:"lon"`
	Lat         *float64   `json:"lat"`
	At          time.Time  `json:"at"`
	Source      string     `json:"source"`
	Reliability string     `json:"reliability"`
	Origin      bool       `json:"origin" doc:"The case was opened from it: it cannot be parted"`
	Why         string     `json:"why" doc:"What spoke for joining it"`
	By          string     `json:"by" doc:"Who joined it"`
	Via         *NumberRef `json:"via" doc:"The case that it belongs to, where that is led by this one"`
}

// CaseRef names a case with what is needed to know it again.
type CaseRef struct {
	NumberRef
	Title    string `json:"title"`
	Severity int    `json:"severity"`
	State    string `json:"state" enum:"open,closed,joined"`
}

// RoleHeld is a role in one person's hands.
type RoleHeld struct {
	Role   string     `json:"role" enum:"commander,scribe,information"`
	Person Person     `json:"person"`
	From   time.Time  `json:"from"`
	To     *time.Time `json:"to" doc:"Null: now"`
}

// Objective is something that shall be reached.
type Objective struct {
	No    int        `json:"no"`
	Words string     `json:"words"`
	At    time.Time  `json:"at"`
	By    string     `json:"by"`
	MetAt *time.Time `json:"met_at"`
	MetBy string     `json:"met_by"`
}

// CaseResource is what a case needs: people, vehicles, things.
type CaseResource struct {
	No         int        `json:"no"`
	What       string     `json:"what"`
	Amount     int        `json:"amount"`
	Giver      string     `json:"giver"`
	State      string     `json:"state" enum:"asked,there,released"`
	AskedAt    time.Time  `json:"asked_at"`
	ThereAt    *time.Time `json:"there_at"`
	ReleasedAt *time.Time `json:"released_at"`
	By         string     `json:"by"`
}

// Finding is what was learned from a case.
type Finding struct {
	No       int       `json:"no"`
	What     string    `json:"what"`
	Why      string    `json:"why"`
	Proposal string    `json:"proposal"`
	Step     int       `json:"step" doc:"Of the playbook; 0: of none"`
	At       time.Time `json:"at"`
	By       string    `json:"by"`
	Became   *PlanRef  `json:"became" doc:"The proposed version of the playbook that it went into; null without one"`
}

func noRun() IncidentRun {
	return IncidentRun{Gathered: []Gathered{}, Followers: []CaseRef{}, Related: []CaseRef{}, Roles: []RoleHeld{}, Objectives: []Objective{}, Resources: []CaseResource{}, Findings: []Finding{}}
}

// run reads how a case is run.
func (s *speaker) run(ctx context.Context, i incident.Incident) (r IncidentRun, err error) {
	r = noRun()
	r.SitrepMinutes = int(i.SitrepEvery / time.Minute)
	gathered, err := s.Incidents.Gathered(ctx, i.ID)
	if err != nil {
		return r, err
	}
	if r.Gathered, err = mapAll(gathered, func(g incident.Gathered) (Gathered, error) { return s.gathered(ctx, g) }); err != nil {
		return r, err
	}
	followers, err := s.Incidents.Followers(ctx, i.ID)
	if err != nil {
		return r, err
	}
	related, err := s.Incidents.Related(ctx, i.ID)
	if err != nil {
		return r, err
	}
	r.Followers, r.Related = wire.Map(followers, s.caseOf), wire.Map(related, s.caseOf)
	held, err := s.Incidents.Holders(ctx, i.ID)
	if err != nil {
		return r, err
	}
	r.Roles = wire.Map(held, func(h incident.Held) RoleHeld {
		return RoleHeld{Role: string(h.Role), Person: Person{h.Account, h.Name}, From: wire.At(h.From), To: wire.Maybe(h.To)}
	})
	running, err := s.Incidents.Running(ctx, i.ID)
	if err != nil {
		return r, err
	}
	r.Objectives = wire.Map(running.Objectives, func(o incident.Objective) Objective {
		return Objective{No: o.No, Words: o.Words, At: wire.At(o.At), By: o.By, MetAt: wire.Maybe(o.MetAt), MetBy: o.MetBy}
	})
	r.Resources = wire.Map(running.Resources, func(x incident.Resource) CaseResource {
		return CaseResource{No: x.No, What: x.What, Amount: x.Amount, Giver: x.Giver, State: string(x.State), AskedAt: wire.At(x.AskedAt),
			ThereAt: wire.Maybe(x.ThereAt), ReleasedAt: wire.Maybe(x.ReleasedAt), By: x.By}
	})
	findings, err := s.Incidents.Findings(ctx, i.ID)
	if err != nil {
		return r, err
	}
	r.Findings, err = mapAll(findings, func(f incident.Finding) (Finding, error) {
		became, err := s.planRef(ctx, f.Version)
		return Finding{No: f.No, What: f.What, Why: f.Why, Proposal: f.Proposal, Step: f.Step, At: wire.At(f.At), By: f.By, Became: became}, err
	})
	return r, err
}

func (s *speaker) caseOf(i incident.Incident) CaseRef {
	return CaseRef{NumberRef: NumberRef{i.ID, i.Number}, Title: i.Title.In(s.lang), Severity: i.Severity, State: string(i.State)}
}

func (s *speaker) gathered(ctx context.Context, g incident.Gathered) (w Gathered, err error) {
	if g.Alert != nil {
		if w, err = s.gatheredAlert(ctx, *g.Alert); err != nil {
			return w, err
		}
	} else {
		w = s.gatheredSignal(*g.Signal)
	}
	w.Origin, w.Why, w.By = g.Origin, g.Why.In(s.lang), g.By
	w.Via, err = s.caseRef(ctx, g.Via)
	return w, err
}

func (s *speaker) gatheredAlert(ctx context.Context, a alert.Alert) (Gathered, error) {
	subject, lon, lat, err := s.subject(ctx, a.Subject)
	return Gathered{Kind: "alert", ID: a.ID, Number: a.Number, Words: a.Title.In(s.lang), Place: subject.Name, Lon: lon, Lat: lat, At: wire.At(a.FiredAt)}, err
}

func (s *speaker) gatheredSignal(x incident.Signal) Gathered {
	return Gathered{Kind: string(x.Kind), ID: x.ID, Words: x.Words, Place: x.Place, Lon: x.Lon, Lat: x.Lat, At: wire.At(x.At), Source: x.Source, Reliability: x.Reliability}
}

// caseRef names a case that the reader may read; nil otherwise.
func (s *speaker) caseRef(ctx context.Context, id string) (*NumberRef, error) {
	if id == "" {
		return nil, nil
	}
	refs, err := s.Incidents.Named(ctx, id)
	if r, ok := refs[id]; ok {
		return &NumberRef{r.ID, r.Number}, nil
	}
	return nil, err
}

// subjectOfCase names what a case is about: that of its alert, or the place where
// it was opened by hand.
func (s *speaker) subjectOfCase(ctx context.Context, i incident.Incident) (w AlertSubject, lon, lat *float64, err error) {
	if i.Subject.Kind == incident.OfPlace {
		w.Kind, w.Name = string(i.Subject.Kind), i.Place
		return w, i.Lon, i.Lat, nil
	}
	return s.subject(ctx, i.Subject)
}

// incidentType names a type, also one that has ended.
func (s *speaker) incidentType(ctx context.Context, code string) (*wire.Ref, error) {
	if code == "" {
		return nil, nil
	}
	name, err := incident.TypeName(ctx, s.tx, code)
	if fault.Is(err, fault.NotFound) {
		return &wire.Ref{Code: code, Name: code}, nil
	}
	return &wire.Ref{Code: code, Name: name.In(s.lang)}, err
}

package console

import (
	"context"
	"time"

	"thanhdong/act/incident"
	"thanhdong/act/playbook"
	"thanhdong/door/wire"
	"thanhdong/ground/fault"
	"thanhdong/sense/alert"
)

// Alert is a rule's finding. Playbook and actions are those of now.
type Alert struct {
	ID             string       `json:"id"`
	Number         string       `json:"number"`
	Title          string       `json:"title"`
	Rule           wire.Ref     `json:"rule"`
	RuleVersion    int          `json:"rule_version" doc:"Of the rule, when it fired"`
	Condition      string       `json:"condition"`
	Station        wire.Ref     `json:"station"`
	Lon            float64      `json:"lon"`
	Lat            float64      `json:"lat"`
	Parameter      string       `json:"parameter"`
	Severity       int          `json:"severity" minimum:"1" maximum:"5"`
	State          string       `json:"state" enum:"firing,acknowledged,resolved"`
	Value          *float64     `json:"value" doc:"Null for the silence of a source"`
	Unit           string       `json:"unit"`
	ObservedAt     time.Time    `json:"observed_at"`
	Since          time.Time    `json:"since" doc:"When the condition became true"`
	FiredAt        time.Time    `json:"fired_at"`
	AcknowledgedAt *time.Time   `json:"acknowledged_at"`
	AcknowledgedBy string       `json:"acknowledged_by"`
	Note           string       `json:"note"`
	ResolvedAt     *time.Time   `json:"resolved_at"`
	Owner          wire.Ref     `json:"owner"`
	Area           wire.Ref     `json:"area"`
	Feed           string       `json:"feed"`
	Playbook       *PlaybookRef `json:"playbook"`
	Incident       *NumberRef   `json:"incident" doc:"Null while there is none that you may read"`
	Actions        []Action     `json:"actions"`
}

// PlaybookRef names a version of a playbook.
type PlaybookRef struct {
	Code    string `json:"code"`
	Version int    `json:"version"`
	Title   string `json:"title"`
}

// NumberRef names a row by what people say on the phone.
type NumberRef struct {
	ID     string `json:"id"`
	Number string `json:"number"`
}

type alertQuery struct {
	Paging
	State   string `query:"state" enum:"firing,acknowledged,resolved,alive" doc:"alive: firing or acknowledged; any when missing"`
	Station string `query:"station" maxLength:"100" doc:"Code of a station"`
}

func (c *Console) alertList(ctx context.Context, s *speaker, in *alertQuery) (wire.List[Alert], error) {
	f := alert.Filter{Q: in.Q, Limit: in.Limit, After: in.After}
	if in.State == "alive" {
		f.Alive = true
	} else {
		f.State = alert.State(in.State)
	}
	if in.Station != "" {
		e, err := c.Entities.ByCode(ctx, stationType, in.Station)
		if err != nil {
			return wire.List[Alert]{}, err
		}
		f.Station = e.ID
	}
	list, next, err := c.Alerts.List(ctx, f)
	if err != nil {
		return wire.List[Alert]{}, err
	}
	items, err := s.alerts(ctx, list)
	return wire.List[Alert]{Items: items, Next: next}, err
}

func (c *Console) alertOne(ctx context.Context, s *speaker, in *ByID) (Alert, error) {
	a, err := c.Alerts.Get(ctx, in.ID)
	if err != nil {
		return Alert{}, err
	}
	items, err := s.alerts(ctx, []alert.Alert{a})
	if err != nil {
		return Alert{}, err
	}
	return items[0], nil
}

type acknowledgeInput struct {
	ByID
	Body *struct {
		Note string `json:"note" required:"false"`
	}
}

func (c *Console) alertAcknowledge(ctx context.Context, in *acknowledgeInput) (*out[Alert], error) {
	note := ""
	if in.Body != nil {
		note = in.Body.Note
	}
	if _, err := c.Alerts.Acknowledge(ctx, in.ID, note); err != nil {
		return nil, err
	}
	return show(c, c.alertOne)(ctx, &in.ByID)
}

type openIncidentInput struct {
	ByID
	Body *struct{}
}

func (c *Console) alertIncident(ctx context.Context, in *openIncidentInput) (*out[Incident], error) {
	i, err := c.Incidents.OpenFromAlert(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return show(c, c.incidentOne)(ctx, &ByID{ID: i.ID})
}

// alerts maps a page of alerts.
func (s *speaker) alerts(ctx context.Context, list []alert.Alert) ([]Alert, error) {
	ids := wire.Map(list, func(a alert.Alert) string { return a.ID })
	cases, err := s.Incidents.Of(ctx, ids...)
	if err != nil {
		return nil, err
	}
	return mapAll(list, func(a alert.Alert) (Alert, error) { return s.alert(ctx, a, cases) })
}

func (s *speaker) alert(ctx context.Context, a alert.Alert, cases map[string]incident.Ref) (Alert, error) {
	owner, where, err := s.refs(ctx, a.Unit, a.Area)
	if err != nil {
		return Alert{}, err
	}
	station, err := s.station(ctx, a.Station)
	if err != nil {
		return Alert{}, err
	}
	w := Alert{
		ID: a.ID, Number: a.Number, Title: a.Title.In(s.lang), Rule: wire.Ref{Code: a.Rule, Name: s.ruleName(ctx, a.Rule)}, RuleVersion: a.Version, Condition: a.Condition.In(s.lang),
		Station: s.stationRef(station), Lon: station.Lon, Lat: station.Lat, Parameter: a.Parameter, Severity: a.Severity, State: string(a.State),
		Value: a.Value, Unit: a.ValueUnit, ObservedAt: wire.At(a.ObservedAt), Since: wire.At(a.Since), FiredAt: wire.At(a.FiredAt),
		AcknowledgedAt: wire.Maybe(a.AcknowledgedAt), AcknowledgedBy: a.AcknowledgedName, Note: a.Note, ResolvedAt: wire.Maybe(a.ResolvedAt),
		Owner: owner, Area: where, Feed: a.Feed,
	}
	ref, has := cases[a.ID]
	if has {
		w.Incident = &NumberRef{ref.ID, ref.Number}
	}
	p, err := s.Playbooks.Newest(ctx, s.tx, a.Playbook)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return Alert{}, err
	}
	if err == nil {
		w.Playbook = s.playbookRef(p)
	}
	for _, x := range s.Alerts.Actions(ctx, a) {
		w.Actions = append(w.Actions, s.action(x.Verb, x.Why))
	}
	w.Actions = append(w.Actions, s.action("open_incident", incident.MayOpen(ctx, a, has)))
	return w, nil
}

func (s *speaker) playbookRef(p playbook.Playbook) *PlaybookRef {
	return &PlaybookRef{Code: p.Code, Version: p.Version, Title: p.Title.In(s.lang)}
}

package console

import (
	"context"
	"strings"
	"time"

	"thanhdong/act/incident"
	"thanhdong/act/playbook"
	"thanhdong/door/wire"
	"thanhdong/ground/fault"
	"thanhdong/sense/alert"
)

// AlertSubject is what an alert or a case is about.
type AlertSubject struct {
	Kind string `json:"kind" enum:"station,feed,outside,place" doc:"outside: what another system watches, named by its feed; place: a case opened by hand, its code is empty"`
	wire.Ref
}

// Alert is a finding of a rule, or of a feed's contract. Playbook and actions are
// those of now.
type Alert struct {
	ID             string       `json:"id"`
	Number         string       `json:"number"`
	Title          string       `json:"title"`
	Rule           *wire.Ref    `json:"rule" doc:"Null for what a feed's contract found"`
	RuleVersion    int          `json:"rule_version" doc:"Of the rule, when it fired"`
	Breach         string       `json:"breach" doc:"Which promise of its contract the feed broke: late, silent or bad; empty for a rule's finding"`
	Condition      string       `json:"condition" doc:"In plain words"`
	Expression     string       `json:"expression" doc:"As the rule wrote it; empty for a silence and for a contract"`
	Subject        AlertSubject `json:"subject"`
	Station        *wire.Ref    `json:"station" doc:"The subject where it is a station; null for a feed"`
	Lon            *float64     `json:"lon" doc:"Null where the subject has no place"`
	Lat            *float64     `json:"lat"`
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
	Group          *NumberRef   `json:"group" doc:"Null for alerts older than groups"`
	Labels         []AlertLabel `json:"labels" doc:"For matchers of silences"`
	Muted          bool         `json:"muted"`
	Mutes          []AlertMute  `json:"mutes" doc:"Why it is muted; of one alert also why it was"`
	Flapping       bool         `json:"flapping" doc:"It comes and goes: it stays until it is quiet"`
	QuietAt        *time.Time   `json:"quiet_at" doc:"Until then nothing may change, for flapping to be over"`
	Raised         int          `json:"raised" doc:"How often it was raised again"`
	RaisedAt       *time.Time   `json:"raised_at"`
	StaleAt        *time.Time   `json:"stale_at" doc:"When its acknowledgement counts no longer"`
	Link           string       `json:"link" doc:"In the system that found it"`
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
	Feed    string `query:"feed" maxLength:"100" doc:"Code of a feed, for breaches of its contract"`
	Group   string `query:"group" maxLength:"64" doc:"Id of a group"`
	Silence string `query:"silence" maxLength:"64" doc:"Id of a silence: what it mutes or has muted"`
	Muted   string `query:"muted" enum:"yes,no" doc:"Only those that are muted, or only those that are not"`
}

func (c *Console) alertList(ctx context.Context, s *speaker, in *alertQuery) (wire.List[Alert], error) {
	f := alert.Filter{Q: in.Q, Feed: in.Feed, Group: in.Group, Silence: in.Silence, Muted: in.Muted == "yes", Heard: in.Muted == "no", Limit: in.Limit, After: in.After}
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
	var muted []string
	for _, a := range list {
		if a.Muted > 0 || len(list) == 1 { // of one alert also why it was
			muted = append(muted, a.ID)
		}
	}
	mutes, err := s.Alerts.Mutes(ctx, muted...)
	if err != nil {
		return nil, err
	}
	numbers, err := alert.GroupNumbers(ctx, s.tx, list)
	if err != nil {
		return nil, err
	}
	return mapAll(list, func(a alert.Alert) (Alert, error) {
		w, err := s.alert(ctx, a, cases)
		w.Mutes = s.mutes(mutes[a.ID])
		if n, ok := numbers[a.Group]; ok {
			w.Group = &NumberRef{a.Group, n}
		}
		return w, err
	})
}

func (s *speaker) alert(ctx context.Context, a alert.Alert, cases map[string]incident.Ref) (Alert, error) {
	owner, where, err := s.refs(ctx, a.Unit, a.Area)
	if err != nil {
		return Alert{}, err
	}
	subject, lon, lat, err := s.subject(ctx, a.Subject)
	if err != nil {
		return Alert{}, err
	}
	w := Alert{
		ID: a.ID, Number: a.Number, Title: a.Title.In(s.lang), RuleVersion: a.Version, Breach: string(a.Breach), Condition: a.Condition.In(s.lang),
		Expression: a.Expression, Subject: subject, Lon: lon, Lat: lat, Parameter: a.Parameter, Severity: a.Severity, State: string(a.State),
		Value: a.Value, Unit: a.ValueUnit, ObservedAt: wire.At(a.ObservedAt), Since: wire.At(a.Since), FiredAt: wire.At(a.FiredAt),
		AcknowledgedAt: wire.Maybe(a.AcknowledgedAt), AcknowledgedBy: a.AcknowledgedName, Note: a.Note, ResolvedAt: wire.Maybe(a.ResolvedAt),
		Owner: owner, Area: where, Feed: a.Feed, Labels: labelsOf(a.Labels()), Muted: a.Muted > 0, Mutes: []AlertMute{}, Flapping: !a.FlappingSince.IsZero(),
		QuietAt: wire.Maybe(a.QuietAt), Raised: a.Raised, RaisedAt: wire.Maybe(a.RaisedAt), StaleAt: wire.Maybe(a.StaleAt), Link: a.Link,
	}
	w.Station = subject.station()
	if a.Rule != "" {
		w.Rule = &wire.Ref{Code: a.Rule, Name: s.ruleName(ctx, a.Rule)}
	}
	ref, has := cases[a.ID]
	if has {
		w.Incident = &NumberRef{ref.ID, ref.Number}
	}
	p, err := s.Playbooks.Current(ctx, s.tx, a.Playbook)
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

func (x AlertSubject) station() *wire.Ref {
	if x.Kind != string(alert.OfStation) {
		return nil
	}
	return &x.Ref
}

// subject names what an alert or a case is about, with its place.
func (s *speaker) subject(ctx context.Context, x alert.Subject) (w AlertSubject, lon, lat *float64, err error) {
	w.Kind = string(x.Kind)
	if x.Kind != alert.OfStation {
		w.Code, _, _ = strings.Cut(x.ID, "/") // of what another system watches we know the feed
		w.Name, err = s.feedName(ctx, w.Code)
		return w, nil, nil, err
	}
	e, err := s.station(ctx, x.ID)
	w.Ref = s.stationRef(e)
	return w, &e.Lon, &e.Lat, err
}

func (s *speaker) playbookRef(p playbook.Playbook) *PlaybookRef {
	return &PlaybookRef{Code: p.Code, Version: p.Version, Title: p.Title.In(s.lang)}
}

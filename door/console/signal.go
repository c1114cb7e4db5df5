package console

import (
	"context"
	"time"

	"thanhdong/act/incident"
	"thanhdong/door/wire"
	"thanhdong/ground/actor"
	"thanhdong/ground/fault"
)

// Signal is what somebody called, reported or saw.
type Signal struct {
	ID          string     `json:"id"`
	Kind        string     `json:"kind" enum:"call,report,observation"`
	Type        *wire.Ref  `json:"type" doc:"Of the case that it seems to be; null where not known"`
	Words       string     `json:"words"`
	Place       string     `json:"place"`
	Lon         *float64   `json:"lon"`
	Lat         *float64   `json:"lat"`
	At          time.Time  `json:"at"`
	Source      string     `json:"source"`
	Reliability string     `json:"reliability"`
	Owner       wire.Ref   `json:"owner"`
	Area        wire.Ref   `json:"area"`
	TakenAt     time.Time  `json:"taken_at"`
	TakenBy     string     `json:"taken_by"`
	Aside       string     `json:"aside" doc:"Why it is no matter for a case; empty while it waits"`
	Incident    *NumberRef `json:"incident" doc:"Null while it is free"`
	Actions     []Action   `json:"actions"`
}

type signalQuery struct {
	Aside bool `query:"aside" doc:"Those that were set aside instead of those that wait"`
}

func (c *Console) signalList(ctx context.Context, s *speaker, in *signalQuery) (wire.List[Signal], error) {
	list, err := c.Incidents.FreeSignals(ctx, in.Aside)
	if err != nil {
		return wire.List[Signal]{}, err
	}
	return page(list, "", func(x incident.Signal) (Signal, error) { return s.signal(ctx, x) })
}

func (s *speaker) signal(ctx context.Context, x incident.Signal) (Signal, error) {
	owner, where, err := s.refs(ctx, x.Unit, x.Area)
	if err != nil {
		return Signal{}, err
	}
	w := Signal{ID: x.ID, Kind: string(x.Kind), Words: x.Words, Place: x.Place, Lon: x.Lon, Lat: x.Lat, At: wire.At(x.At), Source: x.Source, Reliability: x.Reliability,
		Owner: owner, Area: where, TakenAt: wire.At(x.TakenAt), TakenBy: x.TakenName, Aside: x.Aside}
	if w.Type, err = s.incidentType(ctx, x.Type); err != nil {
		return Signal{}, err
	}
	if w.Incident, err = s.caseRef(ctx, x.Incident); err != nil {
		return Signal{}, err
	}
	may := func(v actor.Verb) *fault.Error {
		f, _ := fault.As(s.by.Check(v, x.Scope()))
		return f
	}
	w.Actions = []Action{s.action("open", may(incident.ToOpen)), s.action("aside", may(incident.ToSignal))}
	return w, nil
}

type signalInput struct {
	Body struct {
		Kind        string     `json:"kind" enum:"call,report,observation"`
		Type        string     `json:"type" required:"false"`
		Words       string     `json:"words" required:"false" doc:"What was said; no names and no numbers of people"`
		Place       string     `json:"place" required:"false"`
		Lon         *float64   `json:"lon" required:"false"`
		Lat         *float64   `json:"lat" required:"false"`
		At          *time.Time `json:"at" required:"false" doc:"When it happened; now when missing"`
		Source      string     `json:"source" required:"false" doc:"Which kind of person or office"`
		Reliability string     `json:"reliability" required:"false" doc:"Letter A-F for the source and figure 1-6 for what it says"`
		Unit        string     `json:"unit" required:"false"`
		Area        string     `json:"area" required:"false"`
		Incident    string     `json:"incident" required:"false" doc:"Id of a case that it is joined to at once"`
	}
}

func (c *Console) signalTake(ctx context.Context, in *signalInput) (*out[Signal], error) {
	b := in.Body
	x := incident.Signal{Kind: incident.SignalKind(b.Kind), Type: b.Type, Words: b.Words, Place: b.Place, Lon: b.Lon, Lat: b.Lat, Source: b.Source,
		Reliability: b.Reliability, Unit: b.Unit, Area: b.Area}
	if b.At != nil {
		x.At = b.At.UTC()
	}
	taken, err := c.Incidents.Take(ctx, x, b.Incident)
	if err != nil {
		return nil, err
	}
	return c.signalNow(ctx, taken.ID)
}

func (c *Console) signalNow(ctx context.Context, id string) (*out[Signal], error) {
	return show(c, func(ctx context.Context, s *speaker, id *string) (Signal, error) {
		x, err := c.Incidents.Signal(ctx, *id)
		if err != nil {
			return Signal{}, err
		}
		return s.signal(ctx, x)
	})(ctx, &id)
}

type asideInput struct {
	ByID
	Body struct {
		Reason string `json:"reason" required:"false"`
	}
}

func (c *Console) signalAside(ctx context.Context, in *asideInput) (*out[Signal], error) {
	if _, err := c.Incidents.SetAside(ctx, in.ID, in.Body.Reason); err != nil {
		return nil, err
	}
	return c.signalNow(ctx, in.ID)
}

package console

import (
	"context"
	"time"

	"thanhdong/door/wire"
	"thanhdong/ground/account"
	"thanhdong/ground/text"
	"thanhdong/sense/feed"
	"thanhdong/sense/feed/body"
)

// Words is a text in both languages.
type Words struct {
	VI string `json:"vi" maxLength:"200"`
	EN string `json:"en,omitempty" maxLength:"200"`
}

// FeedDraft is a contract as a person edits it.
type FeedDraft struct {
	Name           Words             `json:"name"`
	Unit           string            `json:"unit" maxLength:"100" doc:"Code of the owner"`
	Area           string            `json:"area" maxLength:"100"`
	Connector      string            `json:"connector" enum:"filedrop,push,mqtt"`
	CadenceSeconds float64           `json:"cadence_s"`
	DueHour        *int              `json:"due_hour,omitempty"`
	Parameters     []feed.Parameter  `json:"parameters"`
	Keys           map[string]string `json:"keys,omitempty" doc:"What the source calls a station, and its code"`
	FirstDate      string            `json:"first_date,omitempty" maxLength:"10"`
	Playbook       string            `json:"playbook,omitempty" maxLength:"100"`
	Severity       int               `json:"severity,omitempty" minimum:"0" maximum:"5" doc:"Of its breaches; 0: by the kind of breach"`
	OpensIncident  bool              `json:"opens_incident,omitempty" doc:"A breach opens an incident by the playbook"`
	Mark           string            `json:"mark,omitempty" maxLength:"100"`
	Mapping        *body.Mapping     `json:"mapping,omitempty" doc:"How the source's own form is read; none: the plain form"`
}

// FeedContract is a contract as it was saved.
type FeedContract struct {
	Code  string     `json:"code"`
	Rev   int64      `json:"rev" doc:"Grows with each saving"`
	Saved *time.Time `json:"saved"`
	By    string     `json:"by" doc:"Name of who saved it; empty when a pack did"`
	Draft FeedDraft  `json:"draft"`
}

func (d FeedDraft) contract(code string) feed.Contract {
	return feed.Contract{
		Code: code, Name: text.L{VI: d.Name.VI, EN: d.Name.EN}, Unit: d.Unit, Area: d.Area, Connector: d.Connector,
		Cadence: time.Duration(d.CadenceSeconds * float64(time.Second)), DueHour: d.DueHour, Parameters: d.Parameters, Keys: d.Keys,
		FirstDate: text.Day(d.FirstDate), Playbook: d.Playbook, Severity: d.Severity, OpensIncident: d.OpensIncident, Mark: d.Mark, Mapping: d.Mapping,
	}
}

func (s *speaker) contract(ctx context.Context, v feed.Version) (FeedContract, error) {
	by := ""
	if v.By != "" {
		names, err := account.Names(ctx, s.tx, []string{v.By})
		if err != nil {
			return FeedContract{}, err
		}
		by = names[v.By].In(s.lang)
	}
	return FeedContract{Code: v.Code, Rev: v.Rev, Saved: wire.Maybe(v.Saved), By: by, Draft: FeedDraft{
		Name: Words{v.Name.VI, v.Name.EN}, Unit: v.Unit, Area: v.Area, Connector: v.Connector, CadenceSeconds: v.Cadence.Seconds(), DueHour: v.DueHour,
		Parameters: v.Parameters, Keys: v.Keys, FirstDate: string(v.FirstDate), Playbook: v.Playbook, Severity: v.Severity, OpensIncident: v.OpensIncident, Mark: v.Mark, Mapping: v.Mapping,
	}}, nil
}

func (c *Console) feedContract(ctx context.Context, s *speaker, in *ByFeed) (FeedContract, error) {
	v, err := c.Feeds.Contract(ctx, in.Feed)
	if err != nil {
		return FeedContract{}, err
	}
	return s.contract(ctx, v)
}

type contractPut struct {
	ByFeed
	Body struct {
		Base  int64     `json:"base" doc:"The rev that was edited; 0 for a new feed"`
		Draft FeedDraft `json:"draft"`
	}
}

func (c *Console) feedSave(ctx context.Context, in *contractPut) (*out[FeedContract], error) {
	v, err := c.Feeds.Save(ctx, in.Body.Draft.contract(in.Feed), in.Body.Base)
	if err != nil {
		return nil, err
	}
	return say(ctx, c, func(ctx context.Context, s *speaker) (FeedContract, error) { return s.contract(ctx, v) })
}

type contractTry struct {
	ByFeed
	Body struct {
		Draft  FeedDraft `json:"draft"`
		Sample string    `json:"sample,omitempty" doc:"What the source sends"`
		IDs    []string  `json:"ids,omitempty" maxItems:"500" doc:"Rows of quarantine, in place of a sample"`
	}
}

// Trial is what a sample would become.
type Trial struct {
	Fit     int           `json:"fit"`
	Refused []TakenReason `json:"refused"`
	Skipped int           `json:"skipped" doc:"Empty cells, and rows that nobody asked for"`
	Rows    []TrialRow    `json:"rows" doc:"The first of them"`
}

// TrialRow is one value of a sample.
type TrialRow struct {
	Line      int        `json:"line"`
	ID        string     `json:"id" doc:"Of the row of quarantine it comes from"`
	Station   string     `json:"station" doc:"Code; empty when it was not found"`
	Called    string     `json:"called" doc:"What the source calls it"`
	Parameter string     `json:"parameter"`
	Value     *float64   `json:"value"`
	Unit      string     `json:"unit"`
	At        *time.Time `json:"at"`
	Status    string     `json:"status"`
	Reason    string     `json:"reason" doc:"Message key; empty when it would be taken"`
	Message   string     `json:"message"`
	Raw       string     `json:"raw"`
}

func (c *Console) feedTry(ctx context.Context, s *speaker, in *contractTry) (Trial, error) {
	x, err := c.Feeds.Try(ctx, in.Body.Draft.contract(in.Feed), []byte(in.Body.Sample), in.Body.IDs)
	if err != nil {
		return Trial{}, err
	}
	t := Trial{Fit: x.Fit, Skipped: x.Skipped, Refused: reasons(x.Refused), Rows: []TrialRow{}}
	for _, r := range x.Rows {
		row := TrialRow{Line: r.Line, ID: r.RowOf, Station: r.Code, Called: r.Station, Parameter: r.Parameter, Value: r.Value, Unit: r.Unit,
			At: wire.Maybe(r.At), Status: "0" + string('0'+rune(r.Status)), Reason: r.Why, Raw: clip(string(r.Raw), 300)}
		if r.Why != "" {
			row.Message = text.T(s.lang, r.Why, r.Args)
		}
		t.Rows = append(t.Rows, row)
	}
	return t, nil
}

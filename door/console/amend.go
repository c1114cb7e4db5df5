package console

import (
	"context"
	"slices"
	"time"

	"thanhdong/door/wire"
	"thanhdong/ground/account"
	"thanhdong/ground/fault"
	"thanhdong/sense/entity"
	"thanhdong/sense/observation"
)

// History is what is known of one instant of a series.
type History struct {
	Station   string       `json:"station"`
	Parameter string       `json:"parameter"`
	Now       *Observation `json:"now"`
	Left      *Mean        `json:"left" doc:"The mean of the hour or the day, where values of it were removed; else null"`
	Earlier   []Earlier    `json:"earlier"`
	Marks     []Marked     `json:"marks"`
	Actions   []Action     `json:"actions"`
}

// Earlier is a value that stood there, or that a machine brought for an instant
// that a person had set.
type Earlier struct {
	Observation
	Replaced time.Time `json:"replaced"`
	By       Person    `json:"by" doc:"Empty when a machine sent another value"`
	Reason   string    `json:"reason"`
}

// Marked is what somebody said of a span.
type Marked struct {
	From   time.Time `json:"from"`
	To     time.Time `json:"to"`
	Mark   string    `json:"mark" enum:"suspect,invalid,verified,cleared"`
	Reason string    `json:"reason"`
	By     Person    `json:"by"`
	Made   time.Time `json:"made"`
}

type historyQuery struct {
	ByCode
	Parameter string `query:"parameter" required:"true" maxLength:"100"`
	At        string `query:"at" required:"true" maxLength:"40" doc:"RFC 3339"`
}

func (c *Console) observationHistory(ctx context.Context, s *speaker, in *historyQuery) (History, error) {
	e, err := c.Entities.ByCode(ctx, stationType, in.Code)
	if err != nil {
		return History{}, err
	}
	at, err := parseInstant(in.At)
	if err != nil {
		return History{}, fault.Fields("wire.bad_body", fault.At("at", "console.bad_instant"))
	}
	h, err := c.Observations.History(ctx, e.ID, in.Parameter, at)
	if err != nil {
		return History{}, err
	}
	var ids []string
	for _, x := range h.Earlier {
		ids = append(ids, x.Actor)
	}
	for _, x := range h.Marks {
		ids = append(ids, x.Actor)
	}
	slices.Sort(ids)
	found, err := account.Names(ctx, s.tx, slices.Compact(ids))
	if err != nil {
		return History{}, err
	}
	person := func(id string) Person { return Person{id, found[id].In(s.lang)} }
	w := History{Station: e.Code, Parameter: in.Parameter, Earlier: []Earlier{}, Marks: []Marked{}, Actions: s.amending(e)}
	if h.Now != nil {
		now := observed(*h.Now)
		w.Now = &now
	}
	if m := h.Rolled; m != nil {
		of, err := c.Observations.Of(ctx, e.ID, in.Parameter)
		if err != nil {
			return History{}, err
		}
		w.Left = &Mean{At: wire.At(m.At), Mean: m.Mean, Min: m.Min, Max: m.Max, Count: m.Count, Unit: of.Unit, Resolution: resolution(m.Rolled)}
	}
	for _, x := range h.Earlier {
		w.Earlier = append(w.Earlier, Earlier{Observation: observed(x.Row), Replaced: wire.At(x.Replaced), By: person(x.Actor), Reason: x.Reason})
	}
	for _, x := range h.Marks {
		w.Marks = append(w.Marks, Marked{From: wire.At(x.From), To: wire.At(x.To), Mark: string(x.Mark), Reason: x.Reason, By: person(x.Actor), Made: wire.At(x.Made)})
	}
	return w, nil
}

// amending tells whether the reader may correct and mark, by the rooms' own check.
func (s *speaker) amending(e entity.Entity) []Action {
	err := s.by.Check(observation.Amend, e.Scope())
	why, _ := fault.As(err)
	return []Action{s.action("correct", why), s.action("mark", why)}
}

type correctInput struct {
	ByCode
	Body struct {
		Parameter string  `json:"parameter" minLength:"1" maxLength:"100"`
		At        string  `json:"at" maxLength:"40" doc:"RFC 3339; the instant of a value that came"`
		Value     float64 `json:"value" doc:"In the unit of the series"`
		Reason    string  `json:"reason" maxLength:"2000"`
	}
}

func (c *Console) observationCorrect(ctx context.Context, in *correctInput) (*out[History], error) {
	e, err := c.Entities.ByCode(ctx, stationType, in.Code)
	if err != nil {
		return nil, err
	}
	at, err := parseInstant(in.Body.At)
	if err != nil {
		return nil, fault.Fields("wire.bad_body", fault.At("at", "console.bad_instant"))
	}
	if err := c.Observations.Correct(ctx, e.ID, in.Body.Parameter, at, in.Body.Value, in.Body.Reason); err != nil {
		return nil, err
	}
	return show(c, c.observationHistory)(ctx, &historyQuery{ByCode: in.ByCode, Parameter: in.Body.Parameter, At: in.Body.At})
}

type markInput struct {
	ByCode
	Body struct {
		Parameter string `json:"parameter" minLength:"1" maxLength:"100"`
		From      string `json:"from" maxLength:"40" doc:"RFC 3339, inclusive"`
		To        string `json:"to" maxLength:"40" doc:"RFC 3339, exclusive"`
		Mark      string `json:"mark" maxLength:"20" doc:"suspect, invalid, verified, or cleared to take marks back"`
		Reason    string `json:"reason" maxLength:"2000"`
	}
}

func (c *Console) observationMark(ctx context.Context, in *markInput) (*out[History], error) {
	e, err := c.Entities.ByCode(ctx, stationType, in.Code)
	if err != nil {
		return nil, err
	}
	var fs []fault.Field
	from, err := parseInstant(in.Body.From)
	if err != nil {
		fs = append(fs, fault.At("from", "console.bad_instant"))
	}
	to, err := parseInstant(in.Body.To)
	if err != nil {
		fs = append(fs, fault.At("to", "console.bad_instant"))
	}
	if len(fs) > 0 {
		return nil, fault.Fields("wire.bad_body", fs...)
	}
	if err := c.Observations.Mark(ctx, e.ID, in.Body.Parameter, from, to, observation.Quality(in.Body.Mark), in.Body.Reason); err != nil {
		return nil, err
	}
	return show(c, c.observationHistory)(ctx, &historyQuery{ByCode: in.ByCode, Parameter: in.Body.Parameter, At: in.Body.From})
}

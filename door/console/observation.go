package console

import (
	"context"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"thanhdong/door/wire"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/sense/observation"
)

// Observation is one value of a series.
type Observation struct {
	At     time.Time `json:"at"`
	Value  *float64  `json:"value" doc:"Null only with status 02"`
	Unit   string    `json:"unit"`
	Status string    `json:"status" enum:"00,01,02"`
	Feed   string    `json:"feed" doc:"@hand for a value that a person set"`
	Mark   string    `json:"mark,omitempty" enum:"suspect,invalid,verified" doc:"What people say of it; an invalid value is shown and does not count"`
}

func observed(r observation.Row) Observation {
	return Observation{At: wire.At(r.At), Value: r.Value, Unit: r.Unit, Status: status(r.Status), Feed: r.Feed, Mark: string(r.Mark)}
}

// Mean sums up a period; only values that count are in it.
type Mean struct {
	At    time.Time `json:"at" doc:"Start of the period"`
	Mean  float64   `json:"mean"`
	Min   float64   `json:"min"`
	Max   float64   `json:"max"`
	Count int       `json:"count"`
	Unit  string    `json:"unit"`
}

type rangeQuery struct {
	ByCode
	Parameter string `query:"parameter" required:"true" maxLength:"100"`
	From      string `query:"from" maxLength:"40" doc:"RFC 3339, inclusive; a day before to when missing"`
	To        string `query:"to" maxLength:"40" doc:"RFC 3339, exclusive; now when missing"`
	Every     string `query:"every" enum:"PT1H,P1D" doc:"Means by the hour or by the local day instead of values"`
	Limit     int    `query:"limit" minimum:"1" maximum:"50000"`
	After     string `query:"after" maxLength:"20"`
}

// periods are the means that may be asked for.
var periods = map[string]time.Duration{"PT1H": time.Hour, "P1D": 24 * time.Hour}

func (c *Console) observationList(ctx context.Context, s *speaker, in *rangeQuery) (any, error) {
	e, err := c.Entities.ByCode(ctx, stationType, in.Code)
	if err != nil {
		return nil, err
	}
	q, err := in.query(e.ID, s.now)
	if err != nil {
		return nil, err
	}
	if every, ok := periods[in.Every]; ok {
		means, unit, next, err := c.Observations.Means(ctx, q, every)
		if err != nil {
			return nil, err
		}
		return wire.ListOf(means, cursor(next), func(m observation.Mean) Mean {
			return Mean{At: wire.At(m.At), Mean: m.Mean, Min: m.Min, Max: m.Max, Count: m.Count, Unit: unit}
		}), nil
	}
	rows, next, err := c.Observations.Range(ctx, q)
	if err != nil {
		return nil, err
	}
	return values{rows, cursor(next)}, nil
}

// query reads the span that is asked for; a cursor is where its rest begins.
func (in *rangeQuery) query(station string, now time.Time) (observation.Query, error) {
	q := observation.Query{Station: station, Parameter: in.Parameter, To: now, Limit: in.Limit}
	var fs []fault.Field
	instant := func(name, s string, into *time.Time) {
		if s == "" {
			return
		}
		t, err := parseInstant(s)
		if err != nil {
			fs = append(fs, fault.At(name, "console.bad_instant"))
			return
		}
		*into = t
	}
	instant("to", in.To, &q.To)
	q.From = q.To.Add(-24 * time.Hour)
	instant("from", in.From, &q.From)
	if in.After != "" {
		us, err := strconv.ParseInt(in.After, 10, 64)
		if err != nil {
			fs = append(fs, fault.At("after", "console.bad_value"))
		}
		q.From = db.Time(us)
	}
	if len(fs) > 0 {
		return q, fault.Fields("wire.bad_body", fs...)
	}
	return q, nil
}

// parseInstant reads RFC 3339. In an address a plus sign that was not escaped
// arrives as a space; nothing else could be meant by one.
func parseInstant(s string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339, strings.Replace(s, " ", "+", 1))
	if y := t.UTC().Year(); err == nil && (y < 1 || y > 9999) {
		return t, strconv.ErrRange
	}
	return t, err
}

func cursor(next time.Time) string {
	if next.IsZero() {
		return ""
	}
	return strconv.FormatInt(db.Micros(next), 10)
}

// addObservations describes the two forms of the answer.
func (c *Console) addObservations() {
	a := asked{method: http.MethodGet, path: "/stations/{code}/observations", id: "observation-list", summary: "Observations of a station, or their means", errors: []int{http.StatusNotFound}}
	op := c.operation(a)
	op.Responses["200"] = &huma.Response{Description: "Values; with every, means", Content: map[string]*huma.MediaType{"application/json": {Schema: &huma.Schema{
		OneOf: []*huma.Schema{c.schema(reflect.TypeFor[wire.List[Observation]]()), c.schema(reflect.TypeFor[wire.List[Mean]]())},
	}}}}
	addOperation(c, a, op, show(c, c.observationList))
}

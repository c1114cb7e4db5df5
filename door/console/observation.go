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
	"thanhdong/ground/text"
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

	Resolution string `json:"resolution,omitempty" enum:"PT1H,P1D" doc:"Set where values were removed: this is the mean of the period that begins at at"`
	Count      int    `json:"count,omitempty" doc:"With resolution: how many values are behind it"`
}

func observed(r observation.Row) Observation {
	o := Observation{At: wire.At(r.At), Value: r.Value, Unit: r.Unit, Status: status(r.Status), Feed: r.Feed, Mark: string(r.Mark)}
	if r.Rolled != nil {
		o.Resolution, o.Count = resolution(r.Rolled.Rolled), r.Rolled.Count
	}
	return o
}

// resolution names the period of what is left of removed values; empty for values.
func resolution(of time.Duration) string {
	switch {
	case of > time.Hour:
		return "P1D"
	case of > 0:
		return "PT1H"
	}
	return ""
}

// Mean sums up a period; only values that count are in it.
type Mean struct {
	At    time.Time `json:"at" doc:"Start of the period"`
	Mean  float64   `json:"mean"`
	Min   float64   `json:"min"`
	Max   float64   `json:"max"`
	Count int       `json:"count"`
	Unit  string    `json:"unit"`

	Completeness *float64 `json:"completeness" doc:"Share of the values that the period should have by the series' cadence, 0 to 1; null when nothing says how many"`
	Resolution   string   `json:"resolution,omitempty" enum:"PT1H,P1D" doc:"Set where values were removed: the mean is made of means of this period. Where that is longer than what was asked for, it stands for that period"`
}

// Gap is a span in which values are missing.
type Gap struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// Values is a page of a range.
type Values struct {
	Items          []Observation `json:"items"`
	CadenceSeconds int           `json:"cadence_s" doc:"How often a value should come; 0 when nothing says it"`
	Gaps           []Gap         `json:"gaps" doc:"Where values are missing by that cadence"`
	Next           string        `json:"next" doc:"Cursor of the next page; empty at the end"`
}

// Means is a page of means.
type Means struct {
	Items          []Mean `json:"items"`
	CadenceSeconds int    `json:"cadence_s" doc:"How often a value should come; 0 when nothing says it"`
	Gaps           []Gap  `json:"gaps" doc:"Periods without a value that counts; for the whole span none"`
	Next           string `json:"next" doc:"Cursor of the next page; empty at the end"`
}

type rangeQuery struct {
	ByCode
	Parameter string `query:"parameter" required:"true" maxLength:"100"`
	From      string `query:"from" maxLength:"40" doc:"RFC 3339, inclusive; a day before to when missing"`
	To        string `query:"to" maxLength:"40" doc:"RFC 3339, exclusive; now when missing"`
	Every     string `query:"every" enum:"PT1H,P1D,P1M,whole" doc:"Means by the hour, the local day or month, or one of the whole span, instead of values"`
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
	if in.Every != "" {
		return c.means(ctx, s, q, in.Every)
	}
	rows, next, err := c.Observations.Values(ctx, q)
	if err != nil {
		return nil, err
	}
	cadence, err := c.Observations.Cadence(ctx, e.ID, in.Parameter)
	return values{rows, cadence, observation.Gaps(rows, cadence, q.From, until(q, next, s.now)), cursor(next)}, err
}

// until is where a page ends: at the next one, or at the end of the span as far as
// it has come.
func until(q observation.Query, next, now time.Time) time.Time {
	switch {
	case !next.IsZero():
		return next
	case q.To.After(now):
		return now
	}
	return q.To
}

func (c *Console) means(ctx context.Context, s *speaker, q observation.Query, period string) (Means, error) {
	var list []observation.Mean
	var next time.Time
	var err error
	switch period {
	case "P1M":
		list, err = c.Observations.Months(ctx, q)
	case "whole":
		list, err = c.Observations.Whole(ctx, q)
	default:
		list, _, next, err = c.Observations.Means(ctx, q, periods[period])
	}
	if err != nil {
		return Means{}, err
	}
	of, err := c.Observations.Of(ctx, q.Station, q.Parameter)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return Means{}, err
	}
	to := until(q, next, s.now)
	w := Means{Items: []Mean{}, CadenceSeconds: int(of.Cadence / time.Second), Gaps: []Gap{}, Next: cursor(next)}
	for _, m := range list {
		x := Mean{At: wire.At(m.At), Mean: m.Mean, Min: m.Min, Max: m.Max, Count: m.Count, Unit: of.Unit, Resolution: resolution(m.Rolled)}
		end := meanEnd(m, period, to)
		if share, ok := observation.Completeness(m.Count, of.Cadence, earlier(end, to).Sub(later(m.At, q.From))); ok {
			x.Completeness = &share
		}
		w.Items = append(w.Items, x)
	}
	if period == "whole" || of.ID == 0 {
		return w, nil
	}
	for at, i := q.From, 0; at.Before(to); {
		if i < len(list) && !list[i].At.After(at) {
			at = later(at, meanEnd(list[i], period, to))
			i++
			continue
		}
		end := to
		if i < len(list) {
			end = list[i].At
		}
		w.Gaps = append(w.Gaps, Gap{wire.At(at), wire.At(end)})
		at = end
	}
	return w, nil
}

// meanEnd is the end of what a mean is of, which is longer than the period where no
// more is left.
func meanEnd(m observation.Mean, period string, whole time.Time) time.Time {
	end := periodEnd(m.At, period, whole)
	if period == "whole" {
		return end
	}
	return later(end, m.At.Add(m.Rolled))
}

// periodEnd is the end of the period that begins at an instant, in local time.
func periodEnd(at time.Time, period string, whole time.Time) time.Time {
	switch period {
	case "whole":
		return whole
	case "P1M":
		return at.In(text.Zone).AddDate(0, 1, 0)
	}
	return at.Add(periods[period])
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
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
		OneOf: []*huma.Schema{c.schema(reflect.TypeFor[Values]()), c.schema(reflect.TypeFor[Means]())},
	}}}}
	addOperation(c, a, op, show(c, c.observationList))
}

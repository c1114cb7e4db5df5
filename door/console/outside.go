package console

import (
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"thanhdong/door/wire"
)

// Reading is one value as a device sends it.
type Reading struct {
	Station   string   `json:"station"`
	Parameter string   `json:"parameter"`
	Value     *float64 `json:"value" doc:"Null only with status 02"`
	Unit      string   `json:"unit"`
	At        string   `json:"at" format:"date-time" doc:"With offset"`
	Status    string   `json:"status,omitempty" enum:"00,01,02" doc:"00 when left out"`
}

// describeOthers describes the addresses that other doors serve, so that the
// document is the whole API.
func (c *Console) describeOthers() {
	jsonOf := func(t reflect.Type) map[string]*huma.MediaType {
		return map[string]*huma.MediaType{"application/json": {Schema: c.schema(t)}}
	}
	describe := func(a asked, more func(*huma.Operation)) {
		op := c.operation(a)
		more(&op)
		c.api.OpenAPI().AddOperation(&op)
	}
	me := &huma.Response{Description: "Who is signed in", Content: jsonOf(reflect.TypeFor[wire.Me]())}
	describe(asked{method: http.MethodPost, path: "/session", id: "sign-in", summary: "Sign in", open: true,
		errors: []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusTooManyRequests}}, func(op *huma.Operation) {
		op.RequestBody = &huma.RequestBody{Required: true, Content: jsonOf(reflect.TypeFor[SignIn]())}
		op.Responses["200"] = me
	})
	describe(asked{method: http.MethodGet, path: "/session", id: "session", summary: "Who is signed in"}, func(op *huma.Operation) {
		op.Responses["200"] = me
	})
	describe(asked{method: http.MethodDelete, path: "/session", id: "sign-out", summary: "Sign out", open: true}, func(op *huma.Operation) {
		op.Responses["204"] = &huma.Response{Description: "Signed out"}
	})
	describe(asked{method: http.MethodPost, path: "/feeds/{feed}/observations", id: "observation-push", summary: "Send observations with a device's key",
		errors: []int{http.StatusNotFound, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusTooManyRequests}}, func(op *huma.Operation) {
		words := func(name, doc string, enum ...any) *huma.Param {
			return &huma.Param{Name: name, In: "header", Description: doc, Schema: &huma.Schema{Type: huma.TypeString, Enum: enum}}
		}
		op.Parameters = []*huma.Param{pathParam("feed"),
			words("Content-Encoding", "gzip or nothing; anything else is refused (415)", "gzip", "identity"),
			words("Idempotency-Key", "Up to 200 visible characters. The same body under the same key gets the first answer again for 24 hours; another body is refused (409)")}
		op.Description = "Without Content-Type the body itself says what it is. A feed whose contract maps its source's own form takes that form."
		op.Security = []map[string][]string{{"device": {}}}
		rows := &huma.Schema{Type: huma.TypeArray, Items: c.schema(reflect.TypeFor[Reading]())}
		op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
			"application/json":     {Schema: rows},
			"application/x-ndjson": {Schema: &huma.Schema{Type: huma.TypeString, Description: "One reading a line"}},
			"text/csv":             {Schema: &huma.Schema{Type: huma.TypeString, Description: "The first line names the columns: station, parameter, value, unit, at, status"}},
		}}
		op.Responses["200"] = &huma.Response{Description: "Durably taken", Content: jsonOf(reflect.TypeFor[Taken]()),
			Headers: map[string]*huma.Param{"Idempotent-Replayed": {Description: "true: this is the answer that was given before", Schema: &huma.Schema{Type: huma.TypeString, Enum: []any{"true"}}}}}
	})
	describe(asked{method: http.MethodPost, path: "/feeds/{feed}/alertmanager", id: "alertmanager-push", summary: "Alertmanager's webhook, version 4, with a device's key",
		errors: []int{http.StatusNotFound, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType}}, func(op *huma.Operation) {
		op.Parameters = []*huma.Param{pathParam("feed")}
		op.Description = "The contract of the feed gives owner unit, area and playbook of the alerts. Sending the same again changes nothing."
		op.Security = []map[string][]string{{"device": {}}}
		op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/json": {Schema: &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true}}}}
		op.Responses["200"] = &huma.Response{Description: "Durably taken", Content: jsonOf(reflect.TypeFor[HeardAlerts]())}
	})
	describe(asked{method: http.MethodGet, path: "/live", id: "live", summary: "Changes as server-sent events"}, func(op *huma.Operation) {
		op.Parameters = []*huma.Param{
			{Name: "topics", In: "query", Schema: &huma.Schema{Type: huma.TypeString, Description: "observations,alerts,silences,incidents,work,feeds,warnings; all when missing"}},
			{Name: "Last-Event-ID", In: "header", Schema: &huma.Schema{Type: huma.TypeString}},
		}
		op.Responses["200"] = &huma.Response{Description: "Events", Content: map[string]*huma.MediaType{"text/event-stream": {Schema: &huma.Schema{Type: huma.TypeString}}}}
	})
}

// SignIn is what is typed to sign in.
type SignIn struct {
	Name     string `json:"name"`
	Password string `json:"password"`
}

// Taken is what became of a batch.
type Taken struct {
	Accepted    int           `json:"accepted"`
	Duplicate   int           `json:"duplicate"`
	Corrected   int           `json:"corrected"`
	Quarantined int           `json:"quarantined"`
	Reasons     []TakenReason `json:"reasons"`
	Refused     []TakenRow    `json:"refused,omitempty" doc:"The first of them"`
}

// HeardAlerts is what became of a notification of another system.
type HeardAlerts struct {
	Fired     int `json:"fired"`
	Resolved  int `json:"resolved"`
	Known     int `json:"known" doc:"Said before, or the end of what was never said"`
	Truncated int `json:"truncated" doc:"Left out by the sender"`
}

// TakenReason counts readings that went to quarantine for one reason.
type TakenReason struct {
	Reason string `json:"reason" doc:"Message key"`
	Count  int    `json:"count"`
}

// TakenRow is one reading that went to quarantine.
type TakenRow struct {
	Row     int    `json:"row" doc:"From 1"`
	Reason  string `json:"reason"`
	Message string `json:"message"`
}

package console

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"thanhdong/door/wire"
	"thanhdong/ground/fault"
)

// prefix is where the API lies. Another edition would lie beside it.
const prefix = "/api/v1"

// openAPI makes the library that keeps handlers and their description together.
// Only JSON is spoken, and what the library would say of its own is left off.
func openAPI(mux *http.ServeMux, version string) huma.API {
	speakOurWords()
	json := huma.Format{
		Marshal: func(w io.Writer, v any) error {
			if a, ok := v.(appender); ok {
				_, err := w.Write(append(a.appendJSON(make([]byte, 0, 4<<10)), '\n'))
				return err
			}
			e := json.NewEncoder(w)
			e.SetEscapeHTML(false)
			return e.Encode(v)
		},
		Unmarshal: json.Unmarshal,
	}
	config := huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info:    &huma.Info{Title: "Thành Đông", Version: version, Description: "The API of the console. Times are RFC 3339 in the zone of Viet Nam; texts follow Accept-Language (vi, en); refusals are RFC 9457 problems with a message key."},
			Servers: []*huma.Server{{URL: prefix}},
			Components: &huma.Components{
				Schemas: huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer),
				SecuritySchemes: map[string]*huma.SecurityScheme{
					"session": {Type: "apiKey", In: "cookie", Name: "__Host-thanhdong", Description: "From POST /session. Over plain HTTP, at the server machine only, the cookie is called thanhdong-local."},
					"token":   {Type: "http", Scheme: "bearer", Description: "Token of an account"},
					"device":  {Type: "http", Scheme: "bearer", Description: "Key of a device, for its feed only"},
				},
			},
		},
		Formats:       map[string]huma.Format{"application/json": json, "json": json},
		DefaultFormat: "application/json", RejectUnknownQueryParameters: true,
	}
	api := huma.NewAPI(config, humago.NewAdapter(mux, prefix))
	api.UseMiddleware(strictBody)
	return api
}

// strictBody holds a JSON body against [wire.Check] before the library reads it.
func strictBody(ctx huma.Context, next func(huma.Context)) {
	rb := ctx.Operation().RequestBody
	r, w := humago.Unwrap(ctx)
	if rb == nil || rb.Content["application/json"] == nil || !rb.Required && r.ContentLength == 0 {
		next(ctx)
		return
	}
	b, err := wire.Body(r, wire.MaxBody)
	if err != nil {
		wire.Refuse(w, r, err)
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(b))
	next(ctx)
}

var once sync.Once

// speakOurWords makes the library's own refusals problems like all others. The
// library knows no other way than its package variables.
func speakOurWords() {
	once.Do(func() {
		huma.DefaultArrayNullable = false
		// Asked only for its form, to describe it.
		huma.NewError = func(status int, _ string, _ ...error) huma.StatusError { return &wire.Problem{Status: status} }
		huma.NewErrorWithContext = func(ctx huma.Context, status int, msg string, errs ...error) huma.StatusError {
			return wire.NewProblem(ctx.Context(), refusal(status, msg, errs))
		}
	})
}

// out is an answer of one body.
type out[T any] struct{ Body T }

// asked describes one address.
type asked struct {
	method, path, id, summary string
	status                    int // 0 means 200
	errors                    []int
	open                      bool     // also for those who have not signed in
	query                     []string // parameters that a raw one knows
}

// operation gives the description in the library's form, with every answer that
// matters for security: a client must know what a refusal looks like.
func (c *Console) operation(a asked) huma.Operation {
	op := huma.Operation{
		Method: a.method, Path: a.path, OperationID: a.id, Summary: a.summary, DefaultStatus: a.status,
		Responses: map[string]*huma.Response{}, MaxBodyBytes: wire.MaxBody + 1,
	}
	if op.DefaultStatus == 0 {
		op.DefaultStatus = http.StatusOK
	}
	refusals := append([]int{http.StatusBadRequest, http.StatusInternalServerError, http.StatusServiceUnavailable}, a.errors...)
	if !a.open {
		refusals = append(refusals, http.StatusUnauthorized, http.StatusForbidden)
		op.Security = []map[string][]string{{"session": {}}, {"token": {}}}
	}
	for _, status := range refusals {
		op.Responses[statusText(status)] = c.problem(status)
	}
	return op
}

// add puts a handler at its address. Whoever has not signed in is turned away
// here, so that no handler can forget it.
func add[I, O any](c *Console, a asked, h func(context.Context, *I) (*O, error)) {
	addOperation(c, a, c.operation(a), h)
}

func addOperation[I, O any](c *Console, a asked, op huma.Operation, h func(context.Context, *I) (*O, error)) {
	huma.Register(c.api, op, func(ctx context.Context, in *I) (*O, error) {
		if !a.open {
			if _, err := wire.Person(ctx); err != nil {
				return nil, wire.NewProblem(ctx, err)
			}
		}
		o, err := h(ctx, in)
		if err != nil {
			return nil, wire.NewProblem(ctx, err)
		}
		return o, nil
	})
}

// addRaw puts a handler at its address that reads or writes bytes which are not
// JSON; describe says the rest of what the library cannot see.
func addRaw(c *Console, a asked, h wire.Handler, describe func(*huma.Operation)) {
	op := c.operation(a)
	describe(&op)
	c.api.OpenAPI().AddOperation(&op)
	c.mux.Handle(a.method+" "+prefix+a.path, wire.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if _, err := wire.Person(r.Context()); err != nil {
			return err
		}
		for name := range r.URL.Query() {
			if slices.Contains(a.query, name) {
				continue
			}
			return fault.Fields("wire.bad_body", fault.At(name, "console.unknown_parameter", "name", name))
		}
		return h(w, r)
	}))
}

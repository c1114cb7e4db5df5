package wire

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// Problem is a refusal as it travels, RFC 9457. Key and Args let a console speak
// for itself; Detail is the same in words.
type Problem struct {
	Type    string         `json:"type" doc:"Kind of the fault, as a URN"`
	Title   string         `json:"title" doc:"The kind in words"`
	Status  int            `json:"status"`
	Detail  string         `json:"detail" doc:"What happened and what helps, in the reader's language"`
	Key     string         `json:"key" doc:"Message key of the detail"`
	Args    map[string]any `json:"args,omitempty" doc:"Arguments of the message"`
	Faults  []FieldFault   `json:"faults,omitempty" doc:"What is wrong with each field"`
	FaultID string         `json:"fault_id" doc:"Short number that also stands in the server's log"`

	retry time.Duration
}

// FieldFault is what is wrong with one field.
type FieldFault struct {
	Path    string `json:"path" doc:"JSON pointer without its leading slash, or the name of a parameter"`
	Key     string `json:"key"`
	Message string `json:"message"`
}

// NewProblem puts an error into the words of the request's reader and writes it
// to the log under the same number. It is called once per refused request.
func NewProblem(ctx context.Context, err error) *Problem {
	f := known(ctx, err)
	lang := Lang(ctx)
	p := &Problem{
		Type: "urn:thanhdong:fault:" + string(f.Kind), Title: text.T(lang, "fault."+string(f.Kind), nil),
		Status: Status(f.Kind), Detail: text.T(lang, f.Key, f.Args), Key: f.Key, Args: plain(lang, f.Args),
		FaultID: newFaultID(), retry: f.RetryAfter,
	}
	for _, field := range f.Fields {
		p.Faults = append(p.Faults, FieldFault{field.Path, field.Key, text.T(lang, field.Key, field.Args)})
	}
	if f.Kind == fault.Internal {
		// Nothing of what went wrong inside leaves the house.
		p.Key, p.Args, p.Faults, p.Detail = "fault.internal", nil, nil, text.T(lang, "fault.internal", nil)
	}
	record(ctx, f, p, err)
	return p
}

// known gives every error as one of ours.
func known(ctx context.Context, err error) *fault.Error {
	if f, ok := fault.As(err); ok {
		return f
	}
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return fault.New(fault.TooLarge, "wire.too_large", "max", words(tooLarge.Limit))
	case ctx.Err() != nil && (errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)):
		return fault.New(fault.Unavailable, "wire.gone").Retry(time.Second)
	}
	return fault.New(fault.Internal, "fault.internal").With(err)
}

// record logs the refusal. Causes are for operators; only where the product
// itself failed do they help, elsewhere they could carry what a person typed.
func record(ctx context.Context, f *fault.Error, p *Problem, err error) {
	s := scopeOf(ctx)
	s.fault = p.FaultID
	switch f.Kind {
	case fault.Internal:
		s.log.ErrorContext(ctx, "request failed", "fault_id", p.FaultID, "key", f.Key, "cause", fmt.Sprint(err))
	case fault.Unavailable:
		s.log.WarnContext(ctx, "request turned away", "fault_id", p.FaultID, "key", f.Key, "cause", fmt.Sprint(err))
	default:
		s.log.Log(ctx, slog.LevelInfo, "request refused", "fault_id", p.FaultID, "kind", string(f.Kind), "key", f.Key, "fields", len(f.Fields))
	}
}

// plain makes arguments fit for JSON in the reader's language.
func plain(lang text.Lang, args map[string]any) map[string]any {
	if len(args) == 0 {
		return nil
	}
	m := make(map[string]any, len(args))
	for k, v := range args {
		switch v := v.(type) {
		case time.Time:
			m[k] = At(v)
		case string, bool, int, int32, int64, float32, float64, []string:
			m[k] = v
		default:
			m[k] = text.Words(lang, v)
		}
	}
	return m
}

// Error is for logs.
func (p *Problem) Error() string { return p.Key + " (" + p.FaultID + ")" }

// GetStatus is the HTTP status; the console's API library asks for it.
func (p *Problem) GetStatus() int { return p.Status }

// GetHeaders are the headers that go with the refusal.
func (p *Problem) GetHeaders() http.Header {
	h := http.Header{}
	if p.retry > 0 {
		h.Set("Retry-After", strconv.FormatInt(int64((p.retry+time.Second-1)/time.Second), 10))
	}
	if p.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Bearer realm="thanhdong"`)
	}
	return h
}

// ContentType is the media type of problems.
func (*Problem) ContentType(string) string { return "application/problem+json" }

// Write answers with the problem.
func (p *Problem) Write(w http.ResponseWriter) {
	for k, v := range p.GetHeaders() {
		w.Header()[k] = v
	}
	write(w, p.Status, p.ContentType(""), p)
}

// Refuse answers with the error as a problem.
func Refuse(w http.ResponseWriter, r *http.Request, err error) { NewProblem(r.Context(), err).Write(w) }

// newFaultID is short enough to be read out on the phone: eight letters and
// digits without look-alikes.
func newFaultID() string {
	var b [5]byte
	rand.Read(b[:])
	return faultAlphabet.EncodeToString(b[:])
}

var faultAlphabet = base32.NewEncoding("23456789abcdefghijkmnpqrstuvwxyz").WithPadding(base32.NoPadding)

// words writes a number of bytes for people.
func words(n int64) string {
	switch {
	case n >= 1<<20 && n%(1<<20) == 0:
		return strconv.FormatInt(n>>20, 10) + " MB"
	case n >= 1<<10:
		return strconv.FormatInt(n>>10, 10) + " KB"
	}
	return strconv.FormatInt(n, 10) + " B"
}

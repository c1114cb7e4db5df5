package console

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"thanhdong/door/wire"
	"thanhdong/ground/fault"
	"thanhdong/know/periodic"
	"thanhdong/know/periodic/docx"
)

// PeriodicTemplates is all about a unit's template.
type PeriodicTemplates struct {
	Unit     wire.Ref           `json:"unit"`
	Rhythm   string             `json:"rhythm" enum:"week,month"`
	Title    string             `json:"title"`
	Period   wire.Ref           `json:"period" doc:"The values are of this period"`
	Versions []PeriodicTemplate `json:"versions" doc:"The newest first, which is in force; the last came with the system"`
	Known    []PeriodicKnown    `json:"known" doc:"What may stand in a template"`
	Allowed  bool               `json:"allowed" doc:"Who asks may bring another"`
	Why      string             `json:"why"`
}

// PeriodicTemplate is one version.
type PeriodicTemplate struct {
	No      int        `json:"no" doc:"0: it came with the system"`
	Name    string     `json:"name"`
	Note    string     `json:"note"`
	BackTo  *int       `json:"back_to" doc:"The version whose file it has again"`
	Unknown int        `json:"unknown" doc:"Placeholders that nobody knew when it was taken"`
	At      *time.Time `json:"at"`
	By      string     `json:"by"`
}

// PeriodicKnown is a name that may stand in a template.
type PeriodicKnown struct {
	Name    string   `json:"name"`
	List    bool     `json:"list" doc:"It repeats the rows or paragraphs up to {{/}}"`
	Columns []string `json:"columns" doc:"Names within a list"`
	Parts   []string `json:"parts" doc:"May stand behind a further colon"`
	Words   string   `json:"words"`
	Now     string   `json:"now" doc:"What it gives for the period"`
}

// PeriodicTried is what became of a document that was brought as a template.
type PeriodicTried struct {
	Template *PeriodicTemplate `json:"template" doc:"The version that it has become; null when it was only looked at"`
	Filled   []PeriodicFilled  `json:"filled" doc:"Every placeholder, in the order of the document"`
}

func (c *Console) addPeriodicTemplates() {
	const get, post = http.MethodGet, http.MethodPost
	const path = "/periodic/templates/{unit}/{rhythm}"
	refused := []int{http.StatusNotFound, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType}
	add(c, asked{method: get, path: path, id: "periodic-template", summary: "A unit's template: its versions, and what may stand in one", errors: refused[:1]}, show(c, c.periodicTemplates))
	addRaw(c, asked{method: post, path: path, id: "periodic-template-take", summary: "Bring a document of Word as the template from now on, or only look what stands in it", errors: refused, query: []string{"dryRun", "name", "note"}},
		c.periodicTake, func(op *huma.Operation) {
			op.Parameters = []*huma.Param{pathParam("unit"), pathParam("rhythm"), {Name: "dryRun", In: "query", Schema: &huma.Schema{Type: huma.TypeBoolean}, Description: "Say what stands in it and keep nothing"},
				{Name: "name", In: "query", Schema: &huma.Schema{Type: huma.TypeString}, Description: "Of the file"}, {Name: "note", In: "query", Schema: &huma.Schema{Type: huma.TypeString}}}
			op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{docxType: {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary", Description: "At most 10 MB"}}}}
			op.Responses["200"] = &huma.Response{Description: "What stands in it", Content: map[string]*huma.MediaType{"application/json": {Schema: c.schema(reflect.TypeFor[PeriodicTried]())}}}
		})
	addRaw(c, asked{method: get, path: path + "/file", id: "periodic-template-file", summary: "The document of a version; without one that of the system", errors: refused[:1], query: []string{"version"}}, c.periodicTemplateFile, func(op *huma.Operation) {
		op.Parameters = []*huma.Param{pathParam("unit"), pathParam("rhythm"), versionParam()}
		describeDocx(op)
	})
	add(c, asked{method: post, path: path + "/back", id: "periodic-template-back", summary: "Put an earlier version into force again", errors: refused[:2]},
		func(ctx context.Context, in *periodicBack) (*out[PeriodicTemplates], error) {
			if _, err := c.Periodic.Back(ctx, in.Unit, in.Rhythm, in.Body.Version); err != nil {
				return nil, err
			}
			return say(ctx, c, func(ctx context.Context, s *speaker) (PeriodicTemplates, error) {
				return c.periodicTemplates(ctx, s, &in.PeriodicTemplateOf)
			})
		})
}

// PeriodicTemplateOf names what a unit reports from.
type PeriodicTemplateOf struct {
	Unit   string `path:"unit" maxLength:"64"`
	Rhythm string `path:"rhythm" maxLength:"16"`
}

type periodicBack struct {
	PeriodicTemplateOf
	Body struct {
		Version int `json:"version" minimum:"0"`
	}
}

func (c *Console) periodicTemplates(ctx context.Context, s *speaker, in *PeriodicTemplateOf) (w PeriodicTemplates, err error) {
	ts, err := c.Periodic.Templates(ctx, in.Unit, in.Rhythm)
	if err != nil {
		return w, err
	}
	w = PeriodicTemplates{Rhythm: in.Rhythm, Title: ts.Setting.Title, Period: wire.Ref{Code: ts.Period.Code(), Name: ts.Period.In(s.lang)}, Versions: wire.Map(ts.Versions, periodicTemplate), Allowed: ts.Why == nil}
	if ts.Why != nil {
		w.Why = s.action("", ts.Why).Why
	}
	w.Known = wire.Map(ts.Known, func(k periodic.Known) PeriodicKnown {
		x := PeriodicKnown{Name: k.Name, List: k.List, Columns: k.Columns, Parts: k.Parts, Words: k.Words.In(s.lang), Now: k.Now}
		if x.Columns == nil {
			x.Columns = []string{}
		}
		if x.Parts == nil {
			x.Parts = []string{}
		}
		return x
	})
	w.Unit, err = s.unit(ctx, in.Unit)
	return w, err
}

func periodicTemplate(t periodic.Template) PeriodicTemplate {
	w := PeriodicTemplate{No: t.No, Name: t.Name, Note: t.Note, Unknown: t.Unknown, At: wire.Maybe(t.At), By: t.By}
	if t.BackTo >= 0 {
		w.BackTo = &t.BackTo
	}
	return w
}

// periodicTake answers POST /periodic/templates/{unit}/{rhythm}: the bytes of the document are the body.
func (c *Console) periodicTake(w http.ResponseWriter, r *http.Request) error {
	dry, err := flag(r, "dryRun")
	if err != nil {
		return err
	}
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != docxType && kind != "application/octet-stream" {
		return fault.New(fault.Unsupported, "console.docx_kind")
	}
	data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, docx.MaxSize))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return fault.New(fault.TooLarge, "periodic.docx_large", "max", docx.MaxSize>>20)
	case err != nil:
		return fault.New(fault.Invalid, "wire.broken_off").With(err)
	}
	of, rhythm, q := r.PathValue("unit"), r.PathValue("rhythm"), r.URL.Query()
	all, err := c.Periodic.Try(r.Context(), of, rhythm, data)
	if err != nil {
		return err
	}
	var taken *PeriodicTemplate
	if !dry {
		t, err := c.Periodic.Take(r.Context(), of, rhythm, data, q.Get("name"), q.Get("note"))
		if err != nil {
			return err
		}
		one := periodicTemplate(t)
		taken = &one
	}
	o, err := say(r.Context(), c, func(_ context.Context, s *speaker) (PeriodicTried, error) {
		return PeriodicTried{Template: taken, Filled: s.periodicFilled(all)}, nil
	})
	if err != nil {
		return err
	}
	return wire.JSON(w, http.StatusOK, o.Body)
}

func (c *Console) periodicTemplateFile(w http.ResponseWriter, r *http.Request) error {
	v, err := version(r)
	if err != nil {
		return err
	}
	b, name, err := c.Periodic.TemplateFile(r.Context(), r.PathValue("unit"), r.PathValue("rhythm"), v)
	if err != nil {
		return err
	}
	return sendMade(w, docxType, "attachment", name, b)
}

package console

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"thanhdong/door/wire"
	"thanhdong/ground/actor"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/know/briefing"
	"thanhdong/know/periodic"
	"thanhdong/know/periodic/docx"
)

// PeriodicRow is a weekly or monthly report in a list.
type PeriodicRow struct {
	ID          string     `json:"id"`
	Number      string     `json:"number"`
	Unit        wire.Ref   `json:"unit"`
	Rhythm      string     `json:"rhythm" enum:"week,month"`
	Period      wire.Ref   `json:"period" doc:"2024W27 or 202406, and in words"`
	State       string     `json:"state" enum:"draft,signed,withdrawn"`
	Version     int        `json:"version"`
	Digest      string     `json:"digest" doc:"Over the content and the document"`
	Unknown     int        `json:"unknown" doc:"Placeholders of its document that nobody knows"`
	ComposedAt  time.Time  `json:"composed_at"`
	SignedAt    *time.Time `json:"signed_at"`
	SignedBy    string     `json:"signed_by"`
	WithdrawnAt *time.Time `json:"withdrawn_at"`
	WithdrawnBy string     `json:"withdrawn_by"`
	Reason      string     `json:"reason"`
}

// Periodic is one as it was composed.
type Periodic struct {
	PeriodicRow
	Title    string           `json:"title"`
	From     string           `json:"from"`
	To       string           `json:"to" doc:"The last day"`
	Intact   bool             `json:"intact" doc:"Content and document still have the digest, and what was signed is what the ledger says"`
	Template int              `json:"template" doc:"Version of the template; 0: the one that comes with the system"`
	Blocks   []PeriodicBlock  `json:"blocks" doc:"What stands in the document, for reading without Word"`
	Figures  []PeriodicFigure `json:"figures" doc:"Those that stand in it, with where they come from"`
	Filled   []PeriodicFilled `json:"filled" doc:"Placeholders that nobody knows, and where they stand"`
	Versions []BriefVersion   `json:"versions"`
	Actions  []PeriodicDo     `json:"actions"`
}

// PeriodicBlock is a heading, a paragraph or a table.
type PeriodicBlock struct {
	Heading bool       `json:"heading"`
	Words   string     `json:"words"`
	Rows    [][]string `json:"rows" doc:"Of a table; the first is its head"`
}

// PeriodicFigure is one figure as it was frozen.
type PeriodicFigure struct {
	Code   string     `json:"code"`
	Print  string     `json:"print"`
	Key    string     `json:"key"`
	Name   string     `json:"name"`
	Value  string     `json:"value" doc:"Empty: there is none"`
	Unit   string     `json:"unit"`
	Period string     `json:"period"`
	Before string     `json:"before"`
	Change string     `json:"change"`
	Light  string     `json:"light" enum:",good,watch,bad"`
	Word   string     `json:"word"`
	Notes  string     `json:"notes"`
	Owner  string     `json:"owner"`
	At     *time.Time `json:"at"`
}

// PeriodicFilled is a placeholder where it stands.
type PeriodicFilled struct {
	Raw   string `json:"raw"`
	State string `json:"state" enum:"known,unknown,malformed"`
	Part  string `json:"part" doc:"Of the document, in words"`
	Near  string `json:"near" doc:"Words of its paragraph"`
	Now   string `json:"now" doc:"What it gives"`
}

// PeriodicDo is something that can be done with a report now.
type PeriodicDo struct {
	Verb    string `json:"verb" enum:"compose,sign,withdraw"`
	Allowed bool   `json:"allowed"`
	Why     string `json:"why"`
}

// PeriodicSetting is a report that a unit makes.
type PeriodicSetting struct {
	Unit    wire.Ref   `json:"unit"`
	Rhythm  string     `json:"rhythm" enum:"week,month"`
	Title   string     `json:"title"`
	Next    time.Time  `json:"next" doc:"When the next is composed by itself"`
	Periods []wire.Ref `json:"periods" doc:"The last periods that are over, the newest first"`
	Compose bool       `json:"compose" doc:"May be composed by who asks"`
}

func (c *Console) addPeriodic() {
	const get, post = http.MethodGet, http.MethodPost
	errors := []int{http.StatusNotFound, http.StatusConflict}
	add(c, asked{method: get, path: "/periodic", id: "periodic-list", summary: "Weekly and monthly reports, the newest period first"}, show(c, c.periodicList))
	add(c, asked{method: get, path: "/periodic/settings", id: "periodic-settings", summary: "Which unit reports in which rhythm"}, show(c, c.periodicSettings))
	add(c, asked{method: post, path: "/periodic", id: "periodic-compose", summary: "Compose the report of a period that is over, or anew as long as it is not signed", errors: errors},
		func(ctx context.Context, in *periodicCompose) (*out[Periodic], error) {
			e, err := c.Periodic.Compose(ctx, in.Body.Unit, in.Body.Rhythm, in.Body.Period)
			return c.periodicDone(ctx, e, err)
		})
	add(c, asked{method: get, path: "/periodic/{id}", id: "periodic", summary: "One report, with what stands in its document", errors: errors[:1]},
		func(ctx context.Context, in *PeriodicOf) (*out[Periodic], error) {
			e, err := c.Periodic.Get(ctx, in.ID)
			return c.periodicDone(ctx, e, err)
		})
	addRaw(c, asked{method: get, path: "/periodic/{id}/document", id: "periodic-document", summary: "Its document of Word; a version, or the last", errors: errors[:1], query: []string{"version"}}, c.periodicDocument, func(op *huma.Operation) {
		op.Parameters = []*huma.Param{pathParam("id"), versionParam()}
		describeDocx(op)
	})
	add(c, asked{method: post, path: "/periodic/{id}/sign", id: "periodic-sign", summary: "Confirm content and document with this digest by name", errors: errors},
		func(ctx context.Context, in *periodicSign) (*out[Periodic], error) {
			e, err := c.Periodic.Sign(ctx, in.ID, in.Body.Digest)
			return c.periodicDone(ctx, e, err)
		})
	add(c, asked{method: post, path: "/periodic/{id}/withdraw", id: "periodic-withdraw", summary: "Take it back, with the reason", errors: errors},
		func(ctx context.Context, in *periodicWithdraw) (*out[Periodic], error) {
			e, err := c.Periodic.Withdraw(ctx, in.ID, in.Body.Reason)
			return c.periodicDone(ctx, e, err)
		})
	c.addPeriodicTemplates()
}

// PeriodicOf names a report.
type PeriodicOf struct {
	ID string `path:"id" maxLength:"64"`
}

type periodicCompose struct {
	Body struct {
		Unit   string `json:"unit" maxLength:"64"`
		Rhythm string `json:"rhythm" enum:"week,month"`
		Period string `json:"period" maxLength:"10" doc:"2024W27 or 202406"`
	}
}

type periodicSign struct {
	PeriodicOf
	Body struct {
		Digest string `json:"digest" maxLength:"64" doc:"Of what was seen"`
	}
}

type periodicWithdraw struct {
	PeriodicOf
	Body struct {
		Reason string `json:"reason" maxLength:"2000"`
	}
}

type periodicQuery struct {
	Unit   string `query:"unit" maxLength:"64"`
	Rhythm string `query:"rhythm" enum:"week,month"`
	After  string `query:"after" maxLength:"100"`
	Limit  int    `query:"limit" minimum:"0" maximum:"200"`
}

func (c *Console) periodicList(ctx context.Context, s *speaker, in *periodicQuery) (l wire.List[PeriodicRow], err error) {
	list, next, err := c.Periodic.List(ctx, periodic.Filter{Unit: in.Unit, Rhythm: in.Rhythm, After: in.After, Limit: in.Limit})
	if err != nil {
		return l, err
	}
	rows, err := mapAll(list, func(e periodic.Edition) (PeriodicRow, error) { return s.periodicRow(ctx, e) })
	return wire.List[PeriodicRow]{Items: rows, Next: next}, err
}

// offeredPeriods is how many past periods are offered to be composed by hand; a further one is named by its code.
const offeredPeriods = 12

func (c *Console) periodicSettings(ctx context.Context, s *speaker, _ *struct{}) (l wire.List[PeriodicSetting], err error) {
	list, err := c.Periodic.Settings(ctx)
	if err != nil {
		return l, err
	}
	l.Items, err = mapAll(list, func(r periodic.Reporting) (PeriodicSetting, error) {
		owner, err := s.unit(ctx, r.Unit)
		w := PeriodicSetting{Unit: owner, Rhythm: string(r.Rhythm), Title: r.Title, Next: wire.At(r.Next), Compose: r.May, Periods: []wire.Ref{}}
		for p, n := r.Last, 0; n < offeredPeriods; p, n = p.Add(-1), n+1 {
			w.Periods = append(w.Periods, wire.Ref{Code: p.Code(), Name: p.In(s.lang)})
		}
		return w, err
	})
	return l, err
}

func (c *Console) periodicDone(ctx context.Context, e periodic.Edition, err error) (*out[Periodic], error) {
	if err != nil {
		return nil, err
	}
	return say(ctx, c, func(ctx context.Context, s *speaker) (Periodic, error) { return s.periodic(ctx, e) })
}

func (s *speaker) periodicRow(ctx context.Context, e periodic.Edition) (PeriodicRow, error) {
	owner, err := s.unit(ctx, e.Unit)
	return PeriodicRow{ID: e.ID, Number: e.Number, Unit: owner, Rhythm: string(e.Rhythm), Period: wire.Ref{Code: e.Period.Code(), Name: e.Period.In(s.lang)}, State: string(e.State), Version: e.Version, Digest: e.Digest,
		Unknown: e.Unknown, ComposedAt: wire.At(e.ComposedAt), SignedAt: wire.Maybe(e.SignedAt), SignedBy: e.SignedName, WithdrawnAt: wire.Maybe(e.WithdrawnAt), WithdrawnBy: e.WithdrawnName, Reason: e.Reason}, err
}

func (s *speaker) periodic(ctx context.Context, e periodic.Edition) (w Periodic, err error) {
	if w.PeriodicRow, err = s.periodicRow(ctx, e); err != nil {
		return w, err
	}
	blocks, err := s.Periodic.Twin(ctx, e)
	if err != nil {
		return w, err
	}
	c := e.Content
	w.Title, w.From, w.To, w.Intact, w.Template = c.Setting.Title, string(c.From), string(c.To), e.Intact, c.Template
	w.Blocks = wire.Map(blocks, func(b docx.Block) PeriodicBlock {
		if b.Rows == nil {
			b.Rows = [][]string{}
		}
		return PeriodicBlock(b)
	})
	w.Figures = wire.Map(c.Figures, func(f periodic.Figure) PeriodicFigure {
		return PeriodicFigure{Code: f.Code, Print: f.Print, Key: f.Key, Name: f.Name.In(s.lang), Value: f.Value, Unit: f.Unit, Period: f.Period, Before: f.Before, Change: f.Change, Light: f.Light, Word: f.Word.In(s.lang), Notes: f.Notes,
			Owner: f.Owner.In(s.lang), At: wire.Maybe(f.At)}
	})
	w.Filled = s.periodicFilled(periodic.Bad(c.Filled))
	w.Versions = wire.Map(e.Versions, func(v periodic.Version) BriefVersion {
		return BriefVersion(briefing.Version{No: v.No, Digest: v.Digest, At: wire.At(v.At), By: v.By})
	})
	w.Actions = wire.Map(e.Actions(actor.From(ctx)), func(a periodic.Action) PeriodicDo { return PeriodicDo(s.action(a.Verb, a.Why)) })
	return w, nil
}

func (s *speaker) periodicFilled(all []periodic.Filled) []PeriodicFilled {
	return wire.Map(all, func(f periodic.Filled) PeriodicFilled {
		return PeriodicFilled{Raw: f.Raw, State: string(f.State), Part: s.t("console.docx_" + docx.PartKind(f.Part)), Near: f.Near, Now: f.Now}
	})
}

func versionParam() *huma.Param {
	return &huma.Param{Name: "version", In: "query", Schema: &huma.Schema{Type: huma.TypeInteger}}
}

func describeDocx(op *huma.Operation) {
	op.Responses["200"] = &huma.Response{Description: "The document", Content: map[string]*huma.MediaType{docxType: {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}}
}

// version reads ?version=; without one it is zero.
func version(r *http.Request) (int, error) {
	s := r.URL.Query().Get("version")
	if s == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return 0, fault.New(fault.NotFound, "periodic.no_version", "version", text.Bare(s))
	}
	return n, nil
}

func (c *Console) periodicDocument(w http.ResponseWriter, r *http.Request) error {
	v, err := version(r)
	if err != nil {
		return err
	}
	b, f, err := c.Periodic.Document(r.Context(), r.PathValue("id"), v)
	return send(w, r, b, f, "attachment", err)
}

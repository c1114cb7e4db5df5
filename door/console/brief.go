package console

import (
	"bytes"
	"cmp"
	"context"
	"net/http"
	"reflect"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"thanhdong/door/wire"
	"thanhdong/ground/actor"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/know/briefing"
)

// BriefRow is a brief in a list.
type BriefRow struct {
	ID         string     `json:"id"`
	Number     string     `json:"number"`
	Day        string     `json:"day"`
	Unit       wire.Ref   `json:"unit"`
	State      string     `json:"state" enum:"composed,signed,sent"`
	Version    int        `json:"version"`
	Digest     string     `json:"digest"`
	ComposedAt time.Time  `json:"composed_at"`
	SignedAt   *time.Time `json:"signed_at"`
	SignedBy   string     `json:"signed_by"`
	SentAt     *time.Time `json:"sent_at"`
	SentBy     string     `json:"sent_by"`
	Met        bool       `json:"met" doc:"A meeting is or was held on it"`
}

// Brief is one as it was composed, with today's telephones.
type Brief struct {
	BriefRow
	Intact   bool           `json:"intact" doc:"The content still has the digest, and what was signed is what the ledger says"`
	Content  BriefContent   `json:"content"`
	Versions []BriefVersion `json:"versions"`
	Actions  []BriefDo      `json:"actions"`
}

// BriefContent is what a brief says.
type BriefContent struct {
	Title    string        `json:"title"`
	Issuer   string        `json:"issuer"`
	CutAt    time.Time     `json:"cut_at" doc:"Figures and lines are as of then"`
	Since    time.Time     `json:"since" doc:"What changed is told from here"`
	Meeting  string        `json:"meeting" doc:"Day of the meeting whose promises open it; empty: none"`
	Kept     int           `json:"kept"`
	Broken   int           `json:"broken"`
	Promises []BriefLine   `json:"promises"`
	Figures  []BriefFigure `json:"figures"`
	Changes  []BriefLine   `json:"changes"`
	Late     []BriefLine   `json:"late"`
	Today    []BriefLine   `json:"today"`
	Doubts   []BriefLine   `json:"doubts" doc:"Sources that are old, forms that are missing: not to be decided on"`
	More     BriefMore     `json:"more" doc:"Further lines that are not listed"`
}

// BriefMore counts them by section.
type BriefMore struct {
	Promises int `json:"promises"`
	Changes  int `json:"changes"`
	Late     int `json:"late"`
	Today    int `json:"today"`
	Doubts   int `json:"doubts"`
}

// BriefLine is one thing of a brief.
type BriefLine struct {
	Kind     string     `json:"kind"`
	Key      string     `json:"key"`
	Code     string     `json:"code" doc:"Of its source: the number that people say"`
	What     string     `json:"what"`
	Severity int        `json:"severity"`
	Unit     wire.Ref   `json:"unit"`
	Person   *Person    `json:"person" doc:"Who is responsible; null where nobody answers"`
	Phone    string     `json:"phone" doc:"Of the person at work, as it is now"`
	Since    *time.Time `json:"since"`
	Due      *time.Time `json:"due"`
	Told     string     `json:"told" doc:"To whom it was escalated last"`
	Promise  string     `json:"promise" enum:",kept,waiting,running,broken,withdrawn"`
	Extended int        `json:"extended" doc:"How often more time was granted"`
	Link     string     `json:"link" doc:"Within the console"`
	Stale    bool       `json:"stale"`
}

// BriefFigure is one figure.
type BriefFigure struct {
	Code     string    `json:"code"`
	Name     string    `json:"name"`
	Value    string    `json:"value"`
	Unit     string    `json:"unit"`
	Compared string    `json:"compared"`
	Light    string    `json:"light" enum:",good,watch,bad"`
	Word     string    `json:"word" doc:"What the light means"`
	Owner    string    `json:"owner"`
	At       time.Time `json:"at"`
	Stale    bool      `json:"stale"`
}

// BriefVersion is one content that it had.
type BriefVersion struct {
	No     int       `json:"no"`
	Digest string    `json:"digest"`
	At     time.Time `json:"at"`
	By     string    `json:"by" doc:"Empty: by itself"`
}

// BriefDo is something that can be done with a brief now.
type BriefDo struct {
	Verb    string `json:"verb" enum:"compose,sign,send,meet,remind"`
	Allowed bool   `json:"allowed"`
	Why     string `json:"why"`
}

func (c *Console) addBriefs() {
	const get, post = http.MethodGet, http.MethodPost
	errors := []int{http.StatusNotFound, http.StatusConflict}
	add(c, asked{method: get, path: "/briefs", id: "brief-list", summary: "Briefs, the newest first"}, show(c, c.briefList))
	add(c, asked{method: post, path: "/briefs", id: "brief-compose", summary: "Compose the brief of today, or anew as long as it is not signed", errors: errors},
		func(ctx context.Context, in *briefCompose) (*out[Brief], error) {
			b, err := c.Briefs.Compose(ctx, in.Body.Unit)
			return c.briefDone(ctx, b.ID, err)
		})
	addRaw(c, asked{method: get, path: "/briefs/{date}", id: "brief", summary: "The brief of a day: JSON, or with .pdf or .docx behind the date the paper", errors: errors[:1], query: []string{"unit"}}, c.briefGet, c.describeBrief)
	add(c, asked{method: post, path: "/briefs/{date}/sign", id: "brief-sign", summary: "Confirm the content with this digest by name", errors: errors},
		func(ctx context.Context, in *briefSign) (*out[Brief], error) {
			return c.briefDo(ctx, in.BriefOf, func(ctx context.Context, id string) error {
				_, err := c.Briefs.Sign(ctx, id, in.Body.Digest)
				return err
			})
		})
	add(c, asked{method: post, path: "/briefs/{date}/send", id: "brief-send", summary: "Send it to the leaders, once", errors: errors},
		func(ctx context.Context, in *BriefOf) (*out[Brief], error) {
			return c.briefDo(ctx, *in, func(ctx context.Context, id string) error {
				_, err := c.Briefs.Send(ctx, id)
				return err
			})
		})
	add(c, asked{method: post, path: "/briefs/{date}/remind", id: "brief-remind", summary: "Tell the person of a line that it waits for them", errors: errors}, c.briefRemind)
	c.addMeetings()
}

// BriefOf names a brief by its day.
type BriefOf struct {
	Date string `path:"date" maxLength:"10" doc:"2026-11-30"`
	Unit string `query:"unit" maxLength:"64" doc:"Whose brief; the one nearest to the root that may be read when missing"`
}

type briefCompose struct {
	Body struct {
		Unit string `json:"unit" maxLength:"64"`
	}
}

type briefSign struct {
	BriefOf
	Body struct {
		Digest string `json:"digest" maxLength:"64" doc:"Of what was seen"`
	}
}

type briefRemind struct {
	BriefOf
	Body struct {
		Line string `json:"line" maxLength:"200" doc:"Key of the line"`
	}
}

// Reminded is who was told.
type Reminded struct {
	Name string `json:"name"`
}

func (c *Console) briefRemind(ctx context.Context, in *briefRemind) (*out[Reminded], error) {
	b, err := c.theBrief(ctx, in.BriefOf)
	if err != nil {
		return nil, err
	}
	name, err := c.Briefs.Remind(ctx, b.ID, in.Body.Line)
	if err != nil {
		return nil, err
	}
	return &out[Reminded]{Body: Reminded{Name: name.In(wire.Lang(ctx))}}, nil
}

func (c *Console) theBrief(ctx context.Context, in BriefOf) (briefing.Brief, error) {
	day, err := text.ParseDay(in.Date)
	if err != nil || day.Open() {
		return briefing.Brief{}, fault.New(fault.NotFound, "briefing.none_that_day", "day", in.Date)
	}
	return c.Briefs.On(ctx, day, in.Unit)
}

func (c *Console) briefDo(ctx context.Context, in BriefOf, do func(ctx context.Context, id string) error) (*out[Brief], error) {
	b, err := c.theBrief(ctx, in)
	if err == nil {
		err = do(ctx, b.ID)
	}
	return c.briefDone(ctx, b.ID, err)
}

func (c *Console) briefDone(ctx context.Context, id string, err error) (*out[Brief], error) {
	if err != nil {
		return nil, err
	}
	return say(ctx, c, func(ctx context.Context, s *speaker) (Brief, error) {
		b, err := c.Briefs.Get(ctx, id)
		if err != nil {
			return Brief{}, err
		}
		return s.brief(ctx, b)
	})
}

type briefQuery struct {
	After string `query:"after" maxLength:"100"`
	Limit int    `query:"limit" minimum:"0" maximum:"200"`
}

func (c *Console) briefList(ctx context.Context, s *speaker, in *briefQuery) (l wire.List[BriefRow], err error) {
	list, next, err := c.Briefs.List(ctx, in.After, in.Limit)
	if err != nil {
		return l, err
	}
	rows, err := mapAll(list, func(b briefing.Brief) (BriefRow, error) { return s.briefRow(ctx, b) })
	return wire.List[BriefRow]{Items: rows, Next: next}, err
}

func (c *Console) describeBrief(op *huma.Operation) {
	op.Parameters = []*huma.Param{pathParam("date"), {Name: "unit", In: "query", Schema: &huma.Schema{Type: huma.TypeString}}}
	bytes := &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}
	op.Responses["200"] = &huma.Response{Description: "The brief", Content: map[string]*huma.MediaType{
		"application/json": {Schema: c.schema(reflect.TypeFor[Brief]())}, "application/pdf": bytes, docxType: bytes,
	}}
}

const docxType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

// briefGet answers one fixed address in three forms. The paper is written whole before anything is said, so that a refusal is one.
func (c *Console) briefGet(w http.ResponseWriter, r *http.Request) error {
	day, kind := wire.Extension(r.PathValue("date"))
	if kind != "" && kind != "pdf" && kind != "docx" {
		return fault.New(fault.NotFound, "briefing.none_that_day", "day", r.PathValue("date"))
	}
	b, err := c.theBrief(r.Context(), BriefOf{Date: day, Unit: r.URL.Query().Get("unit")})
	if err != nil {
		return err
	}
	if kind == "" {
		o, err := say(r.Context(), c, func(ctx context.Context, s *speaker) (Brief, error) { return s.brief(ctx, b) })
		if err != nil {
			return err
		}
		return wire.JSON(w, http.StatusOK, o.Body)
	}
	page := b.Page(strings.TrimRight(c.Notices.Public(), "/") + "/console/briefs/" + day)
	var body bytes.Buffer
	media := "application/pdf"
	if kind == "docx" {
		media, err = docxType, page.Docx(&body)
	} else {
		err = page.PDF(&body)
	}
	if err != nil {
		return err
	}
	return sendMade(w, media, "inline", b.Number+"-"+day+"."+kind, body.Bytes())
}

func (s *speaker) briefRow(ctx context.Context, b briefing.Brief) (BriefRow, error) {
	owner, err := s.unit(ctx, b.Unit)
	return BriefRow{ID: b.ID, Number: b.Number, Day: string(b.Day), Unit: owner, State: string(b.State), Version: b.Version, Digest: b.Digest, ComposedAt: wire.At(b.ComposedAt),
		SignedAt: wire.Maybe(b.SignedAt), SignedBy: b.SignedName, SentAt: wire.Maybe(b.SentAt), SentBy: b.SentName, Met: b.Meeting != ""}, err
}

func (s *speaker) brief(ctx context.Context, b briefing.Brief) (w Brief, err error) {
	if w.BriefRow, err = s.briefRow(ctx, b); err != nil {
		return w, err
	}
	w.Intact, w.Content = b.Intact, s.briefContent(b.Content, b.Phones)
	w.Versions = wire.Map(b.Versions, func(v briefing.Version) BriefVersion {
		return BriefVersion{No: v.No, Digest: v.Digest, At: wire.At(v.At), By: v.By}
	})
	w.Actions = wire.Map(b.Actions(actor.From(ctx)), func(a briefing.Action) BriefDo {
		return BriefDo(s.action(a.Verb, a.Why))
	})
	return w, nil
}

func (s *speaker) briefContent(c briefing.Content, phones map[string]string) BriefContent {
	kept, broken := c.Kept()
	lines := func(list []briefing.Line) []BriefLine {
		return wire.Map(list, func(l briefing.Line) BriefLine {
			x := BriefLine{
				Kind: l.Kind, Key: l.Key, Code: l.Code, What: l.What.In(s.lang), Severity: l.Severity, Unit: wire.Ref{Code: l.Unit, Name: l.UnitName.In(s.lang)}, Phone: phones[l.Person], Since: wire.Maybe(l.Since),
				Due: wire.Maybe(l.Due), Told: l.Told.In(s.lang), Promise: string(l.Promise), Extended: l.Extended, Link: l.Link, Stale: l.Stale,
			}
			if l.Person != "" {
				x.Person = &Person{ID: l.Person, Name: l.Name.In(s.lang)}
			}
			return x
		})
	}
	return BriefContent{
		Title: c.Setting.Title, Issuer: c.Setting.Issuer, CutAt: wire.At(c.CutAt), Since: wire.At(c.Since), Meeting: string(c.Meeting), Kept: kept, Broken: broken,
		Promises: lines(c.Promises), Changes: lines(c.Changes), Late: lines(c.Late), Today: lines(c.Today), Doubts: lines(c.Doubts), More: BriefMore(c.More),
		Figures: wire.Map(c.Figures, func(f briefing.Figure) BriefFigure {
			return BriefFigure{Code: cmp.Or(f.Print, f.Code), Name: f.Name.In(s.lang), Value: f.Value, Unit: f.Unit, Compared: f.Compared.In(s.lang), Light: f.Light, Word: f.Word.In(s.lang), Owner: f.Owner.In(s.lang), At: wire.At(f.At), Stale: f.Stale}
		}),
	}
}

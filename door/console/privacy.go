package console

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"thanhdong/act/playbook"
	"thanhdong/door/wire"
	"thanhdong/ground/consent"
	"thanhdong/ground/text"
	"thanhdong/serve/privacy"
)

// PrivacyRow is a person's request about their data in a list.
type PrivacyRow struct {
	ID      string     `json:"id"`
	Number  string     `json:"number"`
	Asks    string     `json:"asks" enum:"see,correct,delete,object"`
	Name    string     `json:"name" doc:"Empty once it was erased"`
	State   string     `json:"state" enum:"filed,identified,searched,answered,refused"`
	Unit    wire.Ref   `json:"unit"`
	FiledAt time.Time  `json:"filed_at"`
	Due     time.Time  `json:"due"`
	Late    bool       `json:"late"`
	EndedAt *time.Time `json:"ended_at"`
}

// PrivacyRequest is one with all that is said about it.
type PrivacyRequest struct {
	PrivacyRow
	Words      string         `json:"words"`
	Phones     []string       `json:"phones"`
	Emails     []string       `json:"emails"`
	Codes      []string       `json:"codes" doc:"Numbers and codes that the person gave"`
	Clock      LegalClock     `json:"clock" doc:"By which it is due"`
	Work       string         `json:"work" doc:"Id of its item in the queue"`
	WorkNumber string         `json:"work_number"`
	Identified *PrivacyNoted  `json:"identified" doc:"How it was made sure who asks; null: not yet"`
	SearchedAt *time.Time     `json:"searched_at"`
	Agreed     []ConsentGiven `json:"agreed" doc:"What the person agreed to about this request, newest first"`
	Pieces     []PrivacyPiece `json:"pieces" doc:"What the search found"`
	Answer     string         `json:"answer"`
	Basis      string         `json:"basis" doc:"Of a refusal"`
	EndedBy    string         `json:"ended_by"`
	Actions    []PrivacyDo    `json:"actions"`
}

// PrivacyNoted is that somebody noted something, how and when.
type PrivacyNoted struct {
	How   string    `json:"how" enum:"in-person,code,call-back,vneid"`
	Words string    `json:"words"`
	At    time.Time `json:"at"`
	By    string    `json:"by"`
}

// PrivacyPiece is something held about the person, and what became of it.
type PrivacyPiece struct {
	Kind     string         `json:"kind"`
	KindName string         `json:"kind_name"`
	ID       string         `json:"id"`
	Title    string         `json:"title"`
	Why      string         `json:"why" enum:"code,phone,email,name" doc:"By what it was found"`
	At       time.Time      `json:"at" doc:"Since when it is held"`
	Outcome  string         `json:"outcome" enum:",given,corrected,erased,kept,not-theirs" doc:"Empty: undecided"`
	Words    string         `json:"words"`
	Agreed   []ConsentGiven `json:"agreed"`
}

// PrivacyHeld is one piece with what is held.
type PrivacyHeld struct {
	Kind     string         `json:"kind"`
	KindName string         `json:"kind_name"`
	ID       string         `json:"id"`
	Title    string         `json:"title"`
	Why      string         `json:"why" enum:"code,phone,email,name"`
	At       time.Time      `json:"at"`
	Fields   []PrivacyField `json:"fields"`
	Keeps    string         `json:"keeps" doc:"Why it cannot be erased now; empty: it can"`
}

// PrivacyField is one thing that is held.
type PrivacyField struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	Other bool   `json:"other" doc:"It tells of somebody else as well and is left out of what the person is given"`
}

// PrivacyDo is something that can be done now, or why it cannot.
type PrivacyDo struct {
	Verb    string `json:"verb" enum:"identify,search,decide,answer,refuse,export,letter,tell,close"`
	Allowed bool   `json:"allowed"`
	Why     string `json:"why" doc:"In words, when it is not allowed"`
}

// ConsentGiven is what somebody agreed to, in the words that they read.
type ConsentGiven struct {
	Purpose      string     `json:"purpose"`
	Name         string     `json:"name"`
	Words        string     `json:"words"`
	How          string     `json:"how" enum:"web,in-person,phone,paper"`
	At           time.Time  `json:"at"`
	By           string     `json:"by" doc:"Who noted it; empty: the person themselves"`
	WithdrawnAt  *time.Time `json:"withdrawn_at"`
	WithdrawnHow string     `json:"withdrawn_how" enum:",web,in-person,phone,paper,erased"`
	WithdrawnBy  string     `json:"withdrawn_by"`
}

// LegalClock is a time that an act sets, on the wall.
type LegalClock struct {
	For     string  `json:"for" enum:",see,correct,delete,object,breach"`
	Seconds int64   `json:"seconds"`
	Legal   []Legal `json:"legal"`
	Mark    string  `json:"mark"`
}

func (c *Console) addPrivacy() {
	const get, post = http.MethodGet, http.MethodPost
	errors := []int{http.StatusNotFound, http.StatusConflict}
	add(c, asked{method: get, path: "/privacy", id: "privacy-list", summary: "Requests of persons about their data, oldest first"}, c.privacyList)
	add(c, asked{method: post, path: "/privacy", id: "privacy-file", summary: "File a request for somebody", status: http.StatusCreated, errors: []int{http.StatusTooManyRequests}}, c.privacyFile)
	add(c, asked{method: get, path: "/privacy/register", id: "privacy-register", summary: "Legal clocks, purposes of consent, kinds of data"}, show(c, c.privacyRegister))
	one := func(verb, summary string, do func(context.Context, *privacyInput) (privacy.Request, error)) {
		add(c, asked{method: post, path: "/privacy/{id}/" + verb, id: "privacy-" + verb, summary: summary, errors: errors},
			func(ctx context.Context, in *privacyInput) (*out[PrivacyRequest], error) {
				return c.privacySaid(do(ctx, in))(ctx)
			})
	}
	add(c, asked{method: get, path: "/privacy/{id}", id: "privacy", summary: "One request; the look is entered in the ledger", errors: errors[:1]},
		func(ctx context.Context, in *ByID) (*out[PrivacyRequest], error) {
			return c.privacySaid(c.Privacy.Get(ctx, in.ID))(ctx)
		})
	add(c, asked{method: get, path: "/privacy/{id}/piece", id: "privacy-piece", summary: "One piece that was found, with what is held; the look is entered", errors: errors[:1]}, c.privacyPiece)
	one("identify", "Note how it was made sure who asks", func(ctx context.Context, in *privacyInput) (privacy.Request, error) {
		return c.Privacy.Identify(ctx, in.ID, in.Body.How, in.Body.Words)
	})
	one("search", "Ask every room for what it holds about the person", func(ctx context.Context, in *privacyInput) (privacy.Request, error) {
		return c.Privacy.Search(ctx, in.ID, consent.Person{Phones: in.Body.Phones, Emails: in.Body.Emails, Codes: in.Body.Codes})
	})
	one("decide", "Say what becomes of pieces; erasing is done at once", func(ctx context.Context, in *privacyInput) (privacy.Request, error) {
		return c.Privacy.Decide(ctx, in.ID, wire.Map(in.Body.Decisions, func(d PrivacyDecision) privacy.Decision {
			return privacy.Decision{Ref: consent.Ref{Kind: d.Kind, ID: d.ID}, Outcome: privacy.Outcome(d.Outcome), Words: d.Words}
		}))
	})
	one("withdraw", "Note that the person took a consent back", func(ctx context.Context, in *privacyInput) (privacy.Request, error) {
		return c.Privacy.WithdrawFor(ctx, in.ID, consent.Ref{Kind: in.Body.Kind, ID: in.Body.Piece}, in.Body.Purpose, in.Body.How)
	})
	one("answer", "Answer; every piece must be decided", func(ctx context.Context, in *privacyInput) (privacy.Request, error) {
		return c.Privacy.Answer(ctx, in.ID, in.Body.Words)
	})
	one("refuse", "Refuse with the legal reason", func(ctx context.Context, in *privacyInput) (privacy.Request, error) {
		return c.Privacy.Refuse(ctx, in.ID, in.Body.Basis, in.Body.Words)
	})
	bytes := func(media, what string) func(*huma.Operation) {
		return func(op *huma.Operation) {
			op.Parameters = []*huma.Param{pathParam("id")}
			op.Responses["200"] = &huma.Response{Description: what, Content: map[string]*huma.MediaType{media: {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}}
		}
	}
	addRaw(c, asked{method: get, path: "/privacy/{id}/export", id: "privacy-export", summary: "What is held, as the person is given it", errors: errors}, c.privacyExport, bytes("application/zip", "data.json and data.html, without what tells of others"))
	addRaw(c, asked{method: get, path: "/privacy/{id}/letter", id: "privacy-letter", summary: "The answer on paper", errors: errors}, c.privacyLetter, bytes("text/html", "A page to print"))
}

// PrivacyDecision is what becomes of one piece.
type PrivacyDecision struct {
	Kind    string `json:"kind" maxLength:"64"`
	ID      string `json:"id" maxLength:"64"`
	Outcome string `json:"outcome" maxLength:"20" doc:"given, corrected, erased, kept or not-theirs"`
	Words   string `json:"words" required:"false" maxLength:"20000" doc:"Which correction; by which law it is kept"`
}

// privacyInput is what the commands on one request take; each reads what it needs.
type privacyInput struct {
	ByID
	Body struct {
		How       string            `json:"how" required:"false" maxLength:"20" doc:"identify: in-person, code, call-back, vneid; withdraw: web, in-person, phone, paper"`
		Words     string            `json:"words" required:"false" maxLength:"20000"`
		Basis     string            `json:"basis" required:"false" maxLength:"20000"`
		Phones    []string          `json:"phones" required:"false" maxItems:"10"`
		Emails    []string          `json:"emails" required:"false" maxItems:"10"`
		Codes     []string          `json:"codes" required:"false" maxItems:"10"`
		Decisions []PrivacyDecision `json:"decisions" required:"false" maxItems:"1000"`
		Kind      string            `json:"kind" required:"false" maxLength:"64"`
		Piece     string            `json:"piece" required:"false" maxLength:"64"`
		Purpose   string            `json:"purpose" required:"false" maxLength:"64"`
	}
}

type privacyQuery struct {
	Limit int    `query:"limit" minimum:"1" maximum:"200" default:"100"`
	After string `query:"after" maxLength:"200"`
	Ended bool   `query:"ended" doc:"Answered and refused ones instead"`
}

func (c *Console) privacyList(ctx context.Context, in *privacyQuery) (*out[wire.List[PrivacyRow]], error) {
	list, next, err := c.Privacy.List(ctx, privacy.Filter{Ended: in.Ended, After: in.After, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	return say(ctx, c, func(ctx context.Context, s *speaker) (wire.List[PrivacyRow], error) {
		return page(list, next, func(r privacy.Request) (PrivacyRow, error) { return s.privacyRow(ctx, r) })
	})
}

// privacySaid shows the request that a command gave.
func (c *Console) privacySaid(r privacy.Request, err error) func(context.Context) (*out[PrivacyRequest], error) {
	return func(ctx context.Context) (*out[PrivacyRequest], error) {
		if err != nil {
			return nil, err
		}
		return say(ctx, c, func(ctx context.Context, s *speaker) (PrivacyRequest, error) { return s.privacyRequest(ctx, r) })
	}
}

type privacyFile struct {
	Body struct {
		Asks   string   `json:"asks" maxLength:"20" doc:"see, correct, delete or object"`
		Words  string   `json:"words" required:"false" maxLength:"20000"`
		Name   string   `json:"name" required:"false" maxLength:"1000"`
		Phones []string `json:"phones" required:"false" maxItems:"10"`
		Emails []string `json:"emails" required:"false" maxItems:"10"`
		Codes  []string `json:"codes" required:"false" maxItems:"10"`
		Unit   string   `json:"unit" required:"false" maxLength:"64" doc:"Which answers; empty: the topmost"`
		How    string   `json:"how" maxLength:"20" doc:"It came in: in-person, phone or paper"`
		Agrees []string `json:"agrees" required:"false" maxItems:"20" doc:"Codes of purposes that the person agreed to"`
	}
}

// PrivacyFiled is what the person is told of a request that was filed for them.
type PrivacyFiled struct {
	ID     string    `json:"id"`
	Number string    `json:"number"`
	Code   string    `json:"code" doc:"By which the person follows it; told once and not kept"`
	Due    time.Time `json:"due"`
}

func (c *Console) privacyFile(ctx context.Context, in *privacyFile) (*out[PrivacyFiled], error) {
	b := in.Body
	r, code, err := c.Privacy.File(ctx, privacy.New{Asks: privacy.Ask(b.Asks), Words: b.Words, Unit: b.Unit, How: b.How, Agrees: b.Agrees, Lang: text.VI,
		Person: consent.Person{Name: b.Name, Phones: b.Phones, Emails: b.Emails, Codes: b.Codes}})
	if err != nil {
		return nil, err
	}
	return &out[PrivacyFiled]{PrivacyFiled{r.ID, r.Number, code, wire.At(r.Due)}}, nil
}

type privacyPieceQuery struct {
	ByID
	Kind  string `query:"kind" required:"true" maxLength:"64"`
	Piece string `query:"piece" required:"true" maxLength:"64"`
}

func (c *Console) privacyPiece(ctx context.Context, in *privacyPieceQuery) (*out[PrivacyHeld], error) {
	p, err := c.Privacy.Look(ctx, in.ID, consent.Ref{Kind: in.Kind, ID: in.Piece})
	if err != nil {
		return nil, err
	}
	lang := wire.Lang(ctx)
	w := PrivacyHeld{Kind: p.Kind, KindName: consent.KindName(lang, p.Kind), ID: p.ID, Title: p.Title, Why: p.Why, At: wire.At(p.At),
		Fields: wire.Map(p.Fields, func(f consent.Field) PrivacyField {
			return PrivacyField{consent.FieldName(lang, f.Key), f.Value, f.Other}
		})}
	if p.Keeps != nil {
		w.Keeps = text.T(lang, p.Keeps.Key, p.Keeps.Args)
	}
	return &out[PrivacyHeld]{w}, nil
}

func (c *Console) privacyExport(w http.ResponseWriter, r *http.Request) error {
	b, err := c.Privacy.Export(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Disposition", `attachment; filename="du-lieu.zip"`)
	return given(w, "application/zip", b)
}

func (c *Console) privacyLetter(w http.ResponseWriter, r *http.Request) error {
	b, err := c.Privacy.Letter(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	return given(w, "text/html; charset=utf-8", b)
}

// given writes bytes about a person: kept by nobody on the way, and they run nothing.
func given(w http.ResponseWriter, media string, b []byte) error {
	h := w.Header()
	h.Set("Content-Type", media)
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox allow-modals; frame-ancestors 'none'")
	_, err := w.Write(b)
	return err
}

func (s *speaker) privacyRow(ctx context.Context, r privacy.Request) (PrivacyRow, error) {
	unit, err := s.unit(ctx, r.Unit)
	return PrivacyRow{ID: r.ID, Number: r.Number, Asks: string(r.Asks), Name: r.Person.Name, State: string(r.State), Unit: unit, FiledAt: wire.At(r.FiledAt),
		Due: wire.At(r.Due), Late: r.Late(s.now), EndedAt: wire.Maybe(r.EndedAt)}, err
}

func (s *speaker) privacyRequest(ctx context.Context, r privacy.Request) (w PrivacyRequest, err error) {
	if w.PrivacyRow, err = s.privacyRow(ctx, r); err != nil {
		return w, err
	}
	w.Words, w.Work, w.WorkNumber, w.SearchedAt = r.Words, r.Work, r.WorkNumber, wire.Maybe(r.SearchedAt)
	w.Phones, w.Emails, w.Codes = some(r.Person.Phones), some(r.Person.Emails), some(r.Person.Codes)
	w.Answer, w.Basis, w.EndedBy = r.Answer, r.Basis, r.EndedName
	if !r.IdentifiedAt.IsZero() {
		w.Identified = &PrivacyNoted{r.IdentifiedHow, r.IdentifiedWords, wire.At(r.IdentifiedAt), r.IdentifiedName}
	}
	w.Agreed = wire.Map(r.Agreed, s.agreed)
	w.Pieces = wire.Map(r.Pieces, func(f privacy.Found) PrivacyPiece {
		return PrivacyPiece{Kind: f.Kind, KindName: consent.KindName(s.lang, f.Kind), ID: f.ID, Title: f.Title, Why: f.Why, At: wire.At(f.At), Outcome: string(f.Outcome), Words: f.Words,
			Agreed: wire.Map(f.Agreed, s.agreed)}
	})
	w.Actions = wire.Map(r.Actions(ctx), s.privacyDo)
	w.Clock, err = s.legalClock(ctx, r.Clock)
	return w, err
}

func (s *speaker) privacyDo(a privacy.Action) PrivacyDo { return PrivacyDo(s.action(a.Verb, a.Why)) }

func (s *speaker) agreed(g consent.Given) ConsentGiven {
	return ConsentGiven{Purpose: g.Purpose, Name: g.Name.In(s.lang), Words: g.Words, How: g.How, At: wire.At(g.At), By: g.By,
		WithdrawnAt: wire.Maybe(g.WithdrawnAt), WithdrawnHow: g.WithdrawnHow, WithdrawnBy: g.WithdrawnBy}
}

func (s *speaker) legalClock(ctx context.Context, c privacy.Clock) (LegalClock, error) {
	legal, err := s.cited(ctx, c.Legal)
	return LegalClock{For: c.For, Seconds: int64(c.Limit / time.Second), Legal: legal, Mark: c.Mark}, err
}

func (s *speaker) cited(ctx context.Context, list []consent.Legal) ([]Legal, error) {
	return mapAll(list, func(l consent.Legal) (Legal, error) { return s.legal(ctx, playbook.Legal(l)) })
}

// some is the list, never null.
func some(list []string) []string { return append([]string{}, list...) }

package console

import (
	"context"
	"net/http"
	"time"

	"thanhdong/act/warning"
	"thanhdong/act/warning/cap"
	"thanhdong/door/wire"
	"thanhdong/ground/actor"
	"thanhdong/ground/text"
)

// Warning is a public warning. A list leaves moves, receipts and forms empty.
type Warning struct {
	ID          string           `json:"id"`
	Number      string           `json:"number"`
	Identifier  string           `json:"identifier"`
	State       string           `json:"state" enum:"draft,checked,approved,published,updated,cancelled,withdrawn"`
	Type        string           `json:"type" enum:"Alert,Update,Cancel"`
	Follows     string           `json:"follows" doc:"Id of the warning that it updates or cancels; empty without one"`
	Headline    string           `json:"headline" doc:"In the language of the reader"`
	Owner       wire.Ref         `json:"owner"`
	Area        wire.Ref         `json:"area" doc:"The smallest that holds all that it names"`
	Version     int              `json:"version" doc:"Sent back with an edit"`
	Content     WarningContent   `json:"content"`
	PublishedAt *time.Time       `json:"published_at"`
	Moves       []WarningMove    `json:"moves"`
	Receipts    []WarningReceipt `json:"receipts"`
	Actions     []WarningAction  `json:"actions"`
	Forms       []WarningForms   `json:"forms" doc:"The texts made from it, by language"`
}

// Both is a text in both languages.
type Both struct {
	VI string `json:"vi" required:"false"`
	EN string `json:"en" required:"false"`
}

func (b Both) text() text.L      { return text.L(b) }
func bothOf(l text.L) Both       { return Both(l) }
func (p Place) point() cap.Point { return cap.Point(p) }

// Place is a point in WGS 84 degrees.
type Place struct {
	Lat float64 `json:"lat" minimum:"-90" maximum:"90"`
	Lon float64 `json:"lon" minimum:"-180" maximum:"180"`
}

// WarningContent is what people write. A draft may leave anything open.
type WarningContent struct {
	Categories    []string   `json:"categories" required:"false" doc:"Of CAP 1.2"`
	Event         Both       `json:"event" required:"false"`
	ResponseTypes []string   `json:"response_types" required:"false"`
	Urgency       string     `json:"urgency" required:"false"`
	Severity      string     `json:"severity" required:"false"`
	Certainty     string     `json:"certainty" required:"false"`
	Audience      Both       `json:"audience" required:"false"`
	Headline      Both       `json:"headline" required:"false"`
	Description   Both       `json:"description" required:"false"`
	Instruction   Both       `json:"instruction" required:"false"`
	Easy          Both       `json:"easy" required:"false" doc:"One or two short sentences that everybody understands"`
	Areas         []string   `json:"areas" required:"false" doc:"Codes"`
	Drawn         [][]Place  `json:"drawn" required:"false" doc:"Closed outlines"`
	DrawnName     Both       `json:"drawn_name" required:"false"`
	Onset         *time.Time `json:"onset" required:"false" doc:"At once when missing"`
	Expires       *time.Time `json:"expires" required:"false"`
	Contact       string     `json:"contact" required:"false" maxLength:"200"`
	Web           string     `json:"web" required:"false" maxLength:"500"`
	Incident      string     `json:"incident" required:"false" maxLength:"40" doc:"Number of the case it comes from"`
}

// WarningMove is one step of its life.
type WarningMove struct {
	At    time.Time `json:"at"`
	By    string    `json:"by"`
	State string    `json:"state"`
	Words string    `json:"words"`
}

// WarningReceipt says that somebody confirmed that it came.
type WarningReceipt struct {
	At   time.Time `json:"at"`
	By   string    `json:"by"`
	Unit wire.Ref  `json:"unit"`
}

// WarningAction is something that can be done to a warning now.
type WarningAction struct {
	Verb    string `json:"verb" enum:"edit,check,approve,return,publish,withdraw,update,cancel,confirm"`
	Allowed bool   `json:"allowed"`
	Why     string `json:"why" doc:"In words, when it is not allowed"`
}

// WarningForms are the texts for those whom no feed reaches.
type WarningForms struct {
	Lang        string `json:"lang" enum:"vi,en"`
	SMS         string `json:"sms"`
	SMSParts    int    `json:"sms_parts"`
	SMSPlain    string `json:"sms_plain" doc:"Without Vietnamese marks"`
	PlainParts  int    `json:"plain_parts"`
	Loudspeaker string `json:"loudspeaker"`
	Plain       string `json:"plain"`
	Easy        string `json:"easy"`
	Where       string `json:"where" doc:"The names of its areas"`
}

func (c *Console) addWarnings() {
	const get, post, put = http.MethodGet, http.MethodPost, http.MethodPut
	const missing, conflict = http.StatusNotFound, http.StatusConflict
	add(c, asked{method: get, path: "/warnings", id: "warning-list", summary: "Public warnings, newest first"}, show(c, c.warningList))
	add(c, asked{method: post, path: "/warnings", id: "warning-write", summary: "Begin a warning", status: http.StatusCreated}, c.warningWrite)
	add(c, asked{method: get, path: "/warnings/{id}", id: "warning", summary: "One warning", errors: []int{missing}}, show(c, c.warningOne))
	add(c, asked{method: put, path: "/warnings/{id}", id: "warning-edit", summary: "Change what is written; an approved one goes back to draft", errors: []int{missing, conflict}}, c.warningEdit)
	add(c, asked{method: get, path: "/warnings/templates", id: "warning-templates", summary: "What a warning of a hazard may begin with"}, show(c, c.warningTemplates))
	add(c, asked{method: get, path: "/warnings/templates/{code}", id: "warning-filled", summary: "A warning's beginning from a template; nothing is stored", errors: []int{missing}}, c.warningFilled)
	move := func(verb, summary string, do func(context.Context, string) (warning.Warning, error)) {
		add(c, asked{method: post, path: "/warnings/{id}/" + verb, id: "warning-" + verb, summary: summary, errors: []int{missing, conflict}},
			func(ctx context.Context, in *ByID) (*out[Warning], error) {
				w, err := do(ctx, in.ID)
				if err != nil {
					return nil, err
				}
				return show(c, c.warningOne)(ctx, &ByID{ID: w.ID})
			})
	}
	move("check", "Say that it is whole and ask a second person", c.Warnings.Check)
	move("approve", "A second person agrees", c.Warnings.Approve)
	move("publish", "Sign it and give it to the feed", c.Warnings.Publish)
	move("confirm", "Say that it came", c.Warnings.Confirm)
	move("update", "Begin an update of a published warning", func(ctx context.Context, id string) (warning.Warning, error) {
		return c.Warnings.Follow(ctx, id, "Update")
	})
	move("cancel", "Begin the end of a published warning", func(ctx context.Context, id string) (warning.Warning, error) {
		return c.Warnings.Follow(ctx, id, "Cancel")
	})
	reasoned := func(verb, summary string, do func(context.Context, string, string) (warning.Warning, error)) {
		add(c, asked{method: post, path: "/warnings/{id}/" + verb, id: "warning-" + verb, summary: summary, errors: []int{missing, conflict}},
			func(ctx context.Context, in *reasonInput) (*out[Warning], error) {
				if _, err := do(ctx, in.ID, in.Body.Reason); err != nil {
					return nil, err
				}
				return show(c, c.warningOne)(ctx, &in.ByID)
			})
	}
	reasoned("return", "Send it back to be mended", c.Warnings.Return)
	reasoned("withdraw", "Give up what was never published", c.Warnings.Withdraw)
}

type reasonInput struct {
	ByID
	Body struct {
		Reason string `json:"reason" required:"false"`
	}
}

type warningQuery struct {
	Paging
	State string `query:"state" enum:"draft,checked,approved,published,updated,cancelled,withdrawn" doc:"Any when missing"`
}

func (c *Console) warningList(ctx context.Context, s *speaker, in *warningQuery) (wire.List[Warning], error) {
	list, next, err := c.Warnings.List(ctx, warning.Filter{State: warning.State(in.State), Q: in.Q, Limit: in.Limit, After: in.After})
	if err != nil {
		return wire.List[Warning]{}, err
	}
	return page(list, next, func(w warning.Warning) (Warning, error) { return s.warning(ctx, w) })
}

func (c *Console) warningOne(ctx context.Context, s *speaker, in *ByID) (Warning, error) {
	w, err := c.Warnings.Get(ctx, in.ID)
	if err != nil {
		return Warning{}, err
	}
	one, err := s.warning(ctx, w)
	if err != nil {
		return Warning{}, err
	}
	one.Moves = wire.Map(w.Moves, func(m warning.Move) WarningMove {
		return WarningMove{At: wire.At(m.At), By: m.ByName, State: string(m.State), Words: m.Words}
	})
	if one.Receipts, err = mapAll(w.Receipts, func(r warning.Receipt) (WarningReceipt, error) {
		u, err := s.unit(ctx, r.Unit)
		return WarningReceipt{At: wire.At(r.At), By: r.ByName, Unit: u}, err
	}); err != nil {
		return Warning{}, err
	}
	one.Actions = wire.Map(w.Actions(ctx), func(a warning.Action) WarningAction { return WarningAction(s.action(a.Verb, a.Why)) })
	for _, lang := range []text.Lang{text.VI, text.EN} {
		f, err := c.Warnings.Forms(ctx, w.ID, lang)
		if err != nil {
			return Warning{}, err
		}
		one.Forms = append(one.Forms, WarningForms{Lang: string(lang), SMS: f.SMS, SMSParts: warning.Parts(f.SMS), SMSPlain: f.SMSPlain,
			PlainParts: warning.Parts(f.SMSPlain), Loudspeaker: f.Loudspeaker, Plain: f.Plain, Easy: f.Easy, Where: f.Where})
	}
	return one, nil
}

func (s *speaker) warning(ctx context.Context, w warning.Warning) (Warning, error) {
	owner, where, err := s.refs(ctx, w.Unit, w.Area)
	if err != nil {
		return Warning{}, err
	}
	return Warning{
		ID: w.ID, Number: w.Number, Identifier: w.Identifier, State: string(w.State), Type: w.MsgType, Follows: w.Follows,
		Headline: w.Content.Headline.In(s.lang), Owner: owner, Area: where, Version: w.Version, Content: written(w.Content), PublishedAt: wire.Maybe(w.PublishedAt),
		Moves: []WarningMove{}, Receipts: []WarningReceipt{}, Actions: []WarningAction{}, Forms: []WarningForms{},
	}, nil
}

type writeInput struct {
	Body struct {
		Unit    string         `json:"unit" required:"false" maxLength:"40" doc:"Owner; the writer's own unit when missing"`
		Content WarningContent `json:"content"`
	}
}

func (c *Console) warningWrite(ctx context.Context, in *writeInput) (*out[Warning], error) {
	unit := in.Body.Unit
	if unit == "" {
		unit = actor.From(ctx).Unit
	}
	w, err := c.Warnings.Write(ctx, unit, in.Body.Content.room())
	if err != nil {
		return nil, err
	}
	return show(c, c.warningOne)(ctx, &ByID{ID: w.ID})
}

type editInput struct {
	ByID
	Body struct {
		Version int            `json:"version" minimum:"1"`
		Content WarningContent `json:"content"`
	}
}

func (c *Console) warningEdit(ctx context.Context, in *editInput) (*out[Warning], error) {
	if _, err := c.Warnings.Edit(ctx, in.ID, in.Body.Version, in.Body.Content.room()); err != nil {
		return nil, err
	}
	return show(c, c.warningOne)(ctx, &in.ByID)
}

func written(c warning.Content) WarningContent {
	return WarningContent{
		Categories: wire.Map(c.Categories, same), Event: bothOf(c.Event), ResponseTypes: wire.Map(c.ResponseTypes, same), Urgency: c.Urgency,
		Severity: c.Severity, Certainty: c.Certainty, Audience: bothOf(c.Audience), Headline: bothOf(c.Headline), Description: bothOf(c.Description),
		Instruction: bothOf(c.Instruction), Easy: bothOf(c.Easy), Areas: wire.Map(c.Areas, same),
		Drawn: wire.Map(c.Drawn, func(ring []cap.Point) []Place {
			return wire.Map(ring, func(p cap.Point) Place { return Place(p) })
		}),
		DrawnName: bothOf(c.DrawnName), Onset: wire.Maybe(c.Onset), Expires: wire.Maybe(c.Expires), Contact: c.Contact, Web: c.Web, Incident: c.Incident,
	}
}

func (c WarningContent) room() warning.Content {
	at := func(t *time.Time) time.Time {
		if t == nil {
			return time.Time{}
		}
		return t.UTC()
	}
	drawn := wire.Map(c.Drawn, func(ring []Place) []cap.Point { return wire.Map(ring, Place.point) })
	return warning.Content{
		Categories: c.Categories, Event: c.Event.text(), ResponseTypes: c.ResponseTypes, Urgency: c.Urgency, Severity: c.Severity, Certainty: c.Certainty,
		Audience: c.Audience.text(), Headline: c.Headline.text(), Description: c.Description.text(), Instruction: c.Instruction.text(), Easy: c.Easy.text(),
		Areas: c.Areas, Drawn: drawn, DrawnName: c.DrawnName.text(), Onset: at(c.Onset), Expires: at(c.Expires), Contact: c.Contact, Web: c.Web, Incident: c.Incident,
	}
}

func same(s string) string { return s }

package console

import (
	"context"
	"net/http"
	"time"

	"thanhdong/act/directive"
	"thanhdong/act/work"
	"thanhdong/door/wire"
	"thanhdong/ground/account"
	"thanhdong/ground/actor"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// DirectiveRow is a directive in a list.
type DirectiveRow struct {
	ID         string          `json:"id"`
	Number     string          `json:"number"`
	Parent     string          `json:"parent" doc:"Id of the directive that it is a part of; empty for none"`
	Title      string          `json:"title"`
	Source     DirectiveSource `json:"source"`
	Giver      wire.Ref        `json:"giver" doc:"On whose side it was given"`
	GivenAt    time.Time       `json:"given_at"`
	GivenBy    string          `json:"given_by"`
	GivenByMe  bool            `json:"given_by_me"`
	Doer       wire.Ref        `json:"doer"`
	Person     *Person         `json:"person" doc:"Who does it; null while nobody in a new unit has taken it"`
	State      string          `json:"state" enum:"open,handed-in,accepted,withdrawn"`
	Percent    int             `json:"percent" doc:"As reported last"`
	Due        time.Time       `json:"due"`
	Late       bool            `json:"late"`
	Work       string          `json:"work" doc:"Id of its item in the queue"`
	WorkNumber string          `json:"work_number"`
	Proofs     int             `json:"proofs" doc:"How many pieces of evidence there are"`
	EndedAt    *time.Time      `json:"ended_at"`
}

// Directive is one with all that is said about it.
type Directive struct {
	DirectiveRow
	Result         string         `json:"result" doc:"What shall be there then"`
	Responsibility string         `json:"responsibility"`
	Clock          *Clock         `json:"clock" doc:"Null where the item may not be read"`
	Evidence       []Evidence     `json:"evidence"`
	Parts          []DirectiveRow `json:"parts"`
	Log            []LogLine      `json:"log"`
	Actions        []DirectiveDo  `json:"actions"`
	ItemActions    []Action       `json:"item_actions" doc:"Of the queue: evidence and more time"`
}

// DirectiveSource is where it comes from.
type DirectiveSource struct {
	Kind  string `json:"kind" enum:"leader,meeting,document"`
	Words string `json:"words" required:"false" maxLength:"1000" doc:"Which meeting, number of the document"`
	Day   string `json:"day" required:"false" maxLength:"20" doc:"Of the meeting or the document"`
}

// DirectiveDo is something that can be done to a directive now.
type DirectiveDo struct {
	Verb    string `json:"verb" enum:"report,hand-in,part,accept,send-back,withdraw"`
	Allowed bool   `json:"allowed"`
	Why     string `json:"why" doc:"In words, when it is not allowed"`
}

// DirectiveList is a page of directives, with how many live ones each view holds.
type DirectiveList struct {
	Items  []DirectiveRow `json:"items"`
	Next   string         `json:"next"`
	Counts map[string]int `json:"counts"`
}

func (c *Console) addDirectives() {
	const get, post = http.MethodGet, http.MethodPost
	errors := []int{http.StatusNotFound, http.StatusConflict}
	add(c, asked{method: get, path: "/directives", id: "directive-list", summary: "Directives by due time: mine to do, given by me, late"}, show(c, c.directiveList))
	add(c, asked{method: post, path: "/directives", id: "directive-give", summary: "Give a directive, or a part of one to another unit", status: http.StatusCreated, errors: errors}, c.directiveGive)
	add(c, asked{method: get, path: "/directives/people", id: "directive-people", summary: "Who in a unit can be given one", errors: errors[:1]}, show(c, c.directivePeople))
	add(c, asked{method: get, path: "/directives/{id}", id: "directive", summary: "One directive", errors: errors[:1]}, show(c, c.directiveOne))
	did := func(ctx context.Context, d directive.Directive, err error) (*out[Directive], error) {
		if err != nil {
			return nil, err
		}
		return show(c, c.directiveOne)(ctx, &ByID{ID: d.ID})
	}
	add(c, asked{method: post, path: "/directives/{id}/report", id: "directive-report", summary: "Say how far it is", errors: errors},
		func(ctx context.Context, in *directiveReport) (*out[Directive], error) {
			d, err := c.Directives.Report(ctx, in.ID, in.Body.Percent, in.Body.Words)
			return did(ctx, d, err)
		})
	worded := func(verb, summary string, do func(context.Context, string, string) (directive.Directive, error)) {
		add(c, asked{method: post, path: "/directives/{id}/" + verb, id: "directive-" + verb, summary: summary, errors: errors},
			func(ctx context.Context, in *directiveWords) (*out[Directive], error) {
				d, err := do(ctx, in.ID, in.Body.Words)
				return did(ctx, d, err)
			})
	}
	worded("hand-in", "Hand in the result; it takes proof", c.Directives.HandIn)
	worded("accept", "Accept the result", c.Directives.Accept)
	worded("send-back", "Send it back with what is missing", c.Directives.SendBack)
	worded("withdraw", "Say why it need not be done any more", c.Directives.Withdraw)
}

type directiveQuery struct {
	Paging
	View  string `query:"view" enum:"mine,given,late,all" doc:"All when missing"`
	Ended bool   `query:"ended" doc:"Accepted and withdrawn ones instead"`
}

type directiveGive struct {
	Body struct {
		Parent         string          `json:"parent" required:"false" maxLength:"64" doc:"Id of the directive that it is a part of"`
		Title          string          `json:"title" required:"false" maxLength:"5000"`
		Result         string          `json:"result" required:"false" maxLength:"20000"`
		Responsibility string          `json:"responsibility" required:"false" maxLength:"20000"`
		Source         DirectiveSource `json:"source"`
		Unit           string          `json:"unit" required:"false" maxLength:"64"`
		Person         string          `json:"person" required:"false" maxLength:"64"`
		Due            *time.Time      `json:"due" required:"false"`
	}
}

type directiveReport struct {
	ByID
	Body struct {
		Percent int    `json:"percent"`
		Words   string `json:"words" required:"false" maxLength:"20000"`
	}
}

type directiveWords struct {
	ByID
	Body struct {
		Words string `json:"words" required:"false" maxLength:"20000"`
	}
}

func (c *Console) directiveGive(ctx context.Context, in *directiveGive) (*out[Directive], error) {
	b := in.Body
	n := directive.Draft{Parent: b.Parent, Title: b.Title, Result: b.Result, Responsibility: b.Responsibility, Unit: b.Unit, Person: b.Person,
		Source: directive.Source{Kind: b.Source.Kind, Words: b.Source.Words, Day: text.Day(b.Source.Day)}}
	if b.Due != nil {
		n.Due = b.Due.UTC()
	}
	d, err := c.Directives.Give(ctx, n)
	if err != nil {
		return nil, err
	}
	return show(c, c.directiveOne)(ctx, &ByID{ID: d.ID})
}

func (c *Console) directiveList(ctx context.Context, s *speaker, in *directiveQuery) (l DirectiveList, err error) {
	list, next, err := c.Directives.List(ctx, directive.Filter{View: directive.View(in.View), Ended: in.Ended, Q: in.Q, Limit: in.Limit, After: in.After})
	if err != nil {
		return l, err
	}
	counts, err := c.Directives.Counts(ctx)
	if err != nil {
		return l, err
	}
	l.Next, l.Counts = next, map[string]int{}
	for v, n := range counts {
		l.Counts[string(v)] = n
	}
	l.Items, err = mapAll(list, func(d directive.Directive) (DirectiveRow, error) { return s.directiveRow(ctx, d) })
	return l, err
}

type directivePeopleQuery struct {
	Unit string `query:"unit" required:"true" maxLength:"64" doc:"Code"`
}

func (c *Console) directivePeople(ctx context.Context, s *speaker, in *directivePeopleQuery) (wire.List[Person], error) {
	ids, err := c.Directives.People(ctx, in.Unit)
	if err != nil {
		return wire.List[Person]{}, err
	}
	names, err := account.Names(ctx, s.tx, ids)
	return wire.List[Person]{Items: wire.Map(ids, func(id string) Person { return s.person(names, id) })}, err
}

func (s *speaker) directiveRow(ctx context.Context, d directive.Directive) (DirectiveRow, error) {
	giver, err := s.unit(ctx, d.Giver.Unit)
	if err != nil {
		return DirectiveRow{}, err
	}
	doer, err := s.unit(ctx, d.Doer.Unit)
	if err != nil {
		return DirectiveRow{}, err
	}
	row := DirectiveRow{
		ID: d.ID, Number: d.Number, Parent: d.Parent, Title: d.Title, Source: DirectiveSource{Kind: d.Source.Kind, Words: d.Source.Words, Day: string(d.Source.Day)},
		Giver: giver, GivenAt: wire.At(d.GivenAt), GivenBy: d.GivenName, GivenByMe: d.GivenBy == s.by.ID, Doer: doer, State: string(d.State), Percent: d.Percent,
		Due: wire.At(d.Due), Late: d.State == directive.Open && d.Due.Before(s.now), Work: d.Work, WorkNumber: d.WorkNumber, Proofs: d.Evidence, EndedAt: wire.Maybe(d.EndedAt),
	}
	if d.Person != "" {
		row.Person = &Person{d.Person, d.PersonName}
	}
	return row, nil
}

func (c *Console) directiveOne(ctx context.Context, s *speaker, in *ByID) (w Directive, err error) {
	d, err := c.Directives.Get(ctx, in.ID)
	if err != nil {
		return w, err
	}
	if w.DirectiveRow, err = s.directiveRow(ctx, d); err != nil {
		return w, err
	}
	w.Result, w.Responsibility, w.Evidence, w.ItemActions = d.Result, d.Responsibility, []Evidence{}, []Action{}
	w.Log = wire.Map(d.Log, func(l directive.Line) LogLine {
		return LogLine{At: wire.At(l.At), By: l.By(s.lang), Kind: l.Kind, Text: l.In(s.lang)}
	})
	w.Actions = wire.Map(d.Actions(ctx), func(a directive.Action) DirectiveDo { return DirectiveDo(s.action(a.Verb, a.Why)) })
	if w.Parts, err = mapAll(d.Parts, func(p directive.Directive) (DirectiveRow, error) { return s.directiveRow(ctx, p) }); err != nil {
		return w, err
	}
	return w, s.directiveItem(ctx, d, &w)
}

// directiveItem adds what the queue knows, for who may read the item too.
func (s *speaker) directiveItem(ctx context.Context, d directive.Directive, w *Directive) error {
	if !s.by.May(work.Read, actor.Scope{UnitPath: d.Doer.UnitPath, AreaPath: d.Doer.AreaPath}) {
		return nil
	}
	item, err := s.Work.Get(ctx, d.Work)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	k := clock(item.Clock)
	w.Clock = &k
	evidence, err := s.Work.EvidenceOf(ctx, item.ID)
	w.Evidence = wire.Map(evidence, evidenceOf)
	for _, a := range s.Work.Actions(ctx, item) {
		if a.Verb == "evidence" || a.Verb == "extend" {
			w.ItemActions = append(w.ItemActions, s.action(a.Verb, a.Why))
		}
	}
	return err
}

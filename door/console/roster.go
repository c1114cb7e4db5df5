package console

import (
	"context"
	"net/http"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"thanhdong/act/roster"
	"thanhdong/door/wire"
	"thanhdong/ground/account"
	"thanhdong/ground/actor"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// RosterRow is a roster in the list.
type RosterRow struct {
	Code  string   `json:"code"`
	Name  string   `json:"name"`
	Owner wire.Ref `json:"owner"`
	Now   []Turn   `json:"now" doc:"The turns of this moment, gaps among them"`
	Gaps  int      `json:"gaps" doc:"Of the next 14 days"`
}

// Roster is who takes which shift.
type Roster struct {
	RosterRow
	Version  int           `json:"version" doc:"Sent back with a change"`
	SavedAt  time.Time     `json:"saved_at"`
	SavedBy  string        `json:"saved_by"`
	Draft    RosterDraft   `json:"draft"`
	From     string        `json:"from" doc:"First day of the turns"`
	To       string        `json:"to" doc:"First day after them"`
	Turns    []Turn        `json:"turns"`
	Missing  []Turn        `json:"missing" doc:"The gaps of the next 14 days"`
	People   []Person      `json:"people" doc:"Who may be put into turns"`
	Leaves   []RosterLeave `json:"leaves"`
	Swaps    []RosterSwap  `json:"swaps"`
	MayEdit  bool          `json:"may_edit"`
	MaySwap  bool          `json:"may_swap"`
	Calendar string        `json:"calendar" doc:"Address of the roster as iCalendar"`
}

// Turn is one shift on one day.
type Turn struct {
	Roster  string    `json:"roster"`
	Shift   string    `json:"shift" doc:"Empty: a time that no shift covers, where somebody must always be there"`
	Name    string    `json:"name"`
	Day     string    `json:"day" doc:"On which it begins"`
	Start   time.Time `json:"start"`
	End     time.Time `json:"end"`
	Person  *Person   `json:"person" doc:"Null where nobody is named"`
	Planned *Person   `json:"planned" doc:"Whose turn it is by the rotation"`
	Why     string    `json:"why" enum:",override,swap,leave" doc:"Why another than planned has it"`
	Gap     string    `json:"gap" enum:",nobody,suspended,leave" doc:"Nobody is on duty, and why"`
	Mine    bool      `json:"mine"`
}

// RosterDraft is a roster as a person writes it.
type RosterDraft struct {
	Name   Words         `json:"name"`
	Owner  string        `json:"owner" maxLength:"200" doc:"Code of a unit"`
	Always bool          `json:"always" required:"false" doc:"Somebody must be on duty at every moment"`
	Shifts []RosterShift `json:"shifts" maxItems:"50"`
}

// RosterShift is one kind of turn.
type RosterShift struct {
	Code    string   `json:"code" maxLength:"60"`
	Name    Words    `json:"name"`
	Start   string   `json:"start" maxLength:"20" doc:"07:00, in the zone of Viet Nam"`
	Minutes int      `json:"minutes" minimum:"0" maximum:"100000"`
	Days    []int    `json:"days" maxItems:"20" doc:"1 is Monday, 7 Sunday"`
	First   string   `json:"first" maxLength:"20" doc:"First day of the rotation"`
	Every   int      `json:"every" minimum:"0" maximum:"100000" doc:"Handed on after so many days"`
	People  []string `json:"people" maxItems:"200" doc:"Ids, in their order"`
}

// RosterLeave is a person away; why is not kept.
type RosterLeave struct {
	ID      string  `json:"id"`
	Roster  string  `json:"roster" doc:"Where it was entered, and is ended"`
	Person  Person  `json:"person"`
	From    string  `json:"from"`
	To      string  `json:"to" doc:"First day back"`
	StandIn *Person `json:"stand_in"`
}

// RosterSwap is one turn for another, or a turn given away.
type RosterSwap struct {
	ID         string     `json:"id"`
	Shift      string     `json:"shift"`
	Day        string     `json:"day"`
	Asker      Person     `json:"asker"`
	Other      Person     `json:"other"`
	OtherShift string     `json:"other_shift"`
	OtherDay   string     `json:"other_day"`
	State      string     `json:"state" enum:"asked,agreed,refused,withdrawn"`
	AskedAt    time.Time  `json:"asked_at"`
	AnsweredAt *time.Time `json:"answered_at"`
	ToAnswer   bool       `json:"to_answer" doc:"By the reader"`
	Mine       bool       `json:"mine" doc:"Asked by the reader"`
}

// shownDays is what the screen shows; PROJECT CHOICE: a fortnight.
const shownDays = 14

// ByRoster names a roster.
type ByRoster struct {
	Roster string `path:"roster" maxLength:"64"`
}

// InRoster names what was entered in a roster.
type InRoster struct {
	ByRoster
	ID string `path:"id" maxLength:"64"`
}

func (c *Console) addRosters() {
	const get, post, put = http.MethodGet, http.MethodPost, http.MethodPut
	const missing, conflict = http.StatusNotFound, http.StatusConflict
	add(c, asked{method: get, path: "/roster", id: "roster-list", summary: "Rosters, with who is on duty now"}, show(c, c.rosterList))
	add(c, asked{method: get, path: "/roster/on-duty", id: "roster-on-duty", summary: "Who is on duty at an instant"}, show(c, c.rosterOnDuty))
	a := asked{method: get, path: "/roster/{roster}", id: "roster", summary: "One roster with its turns; with the ending .ics as iCalendar", errors: []int{missing}}
	op := c.operation(a)
	op.Responses["200"] = &huma.Response{Description: "The roster", Content: map[string]*huma.MediaType{
		"application/json": {Schema: c.api.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[Roster](), true, "")},
		calendarType:       {Schema: &huma.Schema{Type: huma.TypeString}},
	}}
	addOperation(c, a, op, c.rosterOne)
	did := func(ctx context.Context, code string, err error) (*out[Roster], error) {
		if err != nil {
			return nil, err
		}
		return say(ctx, c, func(ctx context.Context, s *speaker) (Roster, error) { return s.roster(ctx, code, "", shownDays) })
	}
	add(c, asked{method: put, path: "/roster/{roster}", id: "roster-save", summary: "Save a roster: a new one, or a new version", errors: []int{missing, conflict}},
		func(ctx context.Context, in *rosterPut) (*out[Roster], error) {
			_, err := c.Rosters.Save(ctx, in.Body.Roster.room(in.Roster), in.Body.Version)
			return did(ctx, in.Roster, err)
		})
	add(c, asked{method: post, path: "/roster/{roster}/overrides", id: "roster-override", summary: "Put somebody into one turn", errors: []int{missing, conflict}},
		func(ctx context.Context, in *rosterOverride) (*out[Roster], error) {
			b := in.Body
			return did(ctx, in.Roster, c.Rosters.Override(ctx, in.Roster, roster.Override{Shift: b.Shift, Day: text.Day(b.Day), Instead: b.Instead, Person: b.Person, Reason: b.Reason}))
		})
	add(c, asked{method: post, path: "/roster/{roster}/leaves", id: "roster-leave", summary: "Enter a leave", errors: []int{missing, conflict}},
		func(ctx context.Context, in *rosterLeave) (*out[Roster], error) {
			b := in.Body
			_, err := c.Rosters.SetLeave(ctx, in.Roster, roster.Leave{Person: b.Person, From: text.Day(b.From), To: text.Day(b.To), StandIn: b.StandIn})
			return did(ctx, in.Roster, err)
		})
	add(c, asked{method: post, path: "/roster/{roster}/leaves/{id}/end", id: "roster-leave-end", summary: "End a leave today", errors: []int{missing, conflict}},
		func(ctx context.Context, in *InRoster) (*out[Roster], error) {
			return did(ctx, in.Roster, c.Rosters.EndLeave(ctx, in.Roster, in.ID))
		})
	add(c, asked{method: post, path: "/roster/{roster}/swaps", id: "roster-swap", summary: "Ask another person to take a turn of one's own", errors: []int{missing, conflict}},
		func(ctx context.Context, in *rosterSwap) (*out[Roster], error) {
			b := in.Body
			_, err := c.Rosters.Ask(ctx, in.Roster, roster.Swap{Shift: b.Shift, Day: text.Day(b.Day), Other: b.Other, OtherShift: b.OtherShift, OtherDay: text.Day(b.OtherDay)})
			return did(ctx, in.Roster, err)
		})
	answer := func(verb, summary string, do func(ctx context.Context, code, id string) error) {
		add(c, asked{method: post, path: "/roster/{roster}/swaps/{id}/" + verb, id: "roster-swap-" + verb, summary: summary, errors: []int{missing, conflict}},
			func(ctx context.Context, in *InRoster) (*out[Roster], error) {
				return did(ctx, in.Roster, do(ctx, in.Roster, in.ID))
			})
	}
	answer("agree", "Agree to a swap; both turns move", func(ctx context.Context, code, id string) error { return c.Rosters.Answer(ctx, code, id, true) })
	answer("refuse", "Refuse a swap", func(ctx context.Context, code, id string) error { return c.Rosters.Answer(ctx, code, id, false) })
	answer("withdraw", "Take back what oneself asked", c.Rosters.Withdraw)
	c.addDeputies()
}

type rosterPut struct {
	ByRoster
	Body struct {
		Version int         `json:"version" minimum:"0" doc:"The version you changed; 0 for a new roster"`
		Roster  RosterDraft `json:"roster"`
	}
}

type rosterOverride struct {
	ByRoster
	Body struct {
		Shift   string `json:"shift" maxLength:"60"`
		Day     string `json:"day" maxLength:"20"`
		Instead string `json:"instead" maxLength:"60" required:"false" doc:"Who was seen in the turn"`
		Person  string `json:"person" maxLength:"60" required:"false" doc:"Empty: back to the rotation"`
		Reason  string `json:"reason" maxLength:"5000" required:"false"`
	}
}

type rosterLeave struct {
	ByRoster
	Body struct {
		Person  string `json:"person" maxLength:"60" required:"false"`
		From    string `json:"from" maxLength:"20" required:"false"`
		To      string `json:"to" maxLength:"20" required:"false" doc:"First day back"`
		StandIn string `json:"stand_in" maxLength:"60" required:"false"`
	}
}

type rosterSwap struct {
	ByRoster
	Body struct {
		Shift      string `json:"shift" maxLength:"60"`
		Day        string `json:"day" maxLength:"20"`
		Other      string `json:"other" maxLength:"60" required:"false"`
		OtherShift string `json:"other_shift" maxLength:"60" required:"false" doc:"Empty: the turn is given away"`
		OtherDay   string `json:"other_day" maxLength:"20" required:"false"`
	}
}

func (d RosterDraft) room(code string) roster.Roster {
	r := roster.Roster{Code: code, Name: text.L(d.Name), Unit: d.Owner, Always: d.Always}
	for _, s := range d.Shifts {
		r.Shifts = append(r.Shifts, roster.Shift{Code: s.Code, Name: text.L(s.Name), Start: s.Start, Minutes: s.Minutes, Days: s.Days, First: text.Day(s.First), Every: s.Every, People: s.People})
	}
	return r
}

func rosterDraft(r roster.Roster) RosterDraft {
	return RosterDraft{Name: Words(r.Name), Owner: r.Unit, Always: r.Always, Shifts: wire.Map(r.Shifts, func(s roster.Shift) RosterShift {
		return RosterShift{Code: s.Code, Name: Words(s.Name), Start: s.Start, Minutes: s.Minutes, Days: wire.Map(s.Days, func(d int) int { return d }),
			First: string(s.First), Every: s.Every, People: wire.Map(s.People, same)}
	})}
}

func (c *Console) rosterList(ctx context.Context, s *speaker, in *Paging) (wire.List[RosterRow], error) {
	all, err := c.Rosters.List(ctx)
	if err != nil {
		return wire.List[RosterRow]{}, err
	}
	rows, next := cut(all, in, func(k roster.Kept) (string, text.L) { return k.Code, k.Name })
	return page(rows, next, func(k roster.Kept) (RosterRow, error) { return s.rosterRow(ctx, k) })
}

func (s *speaker) rosterRow(ctx context.Context, k roster.Kept) (RosterRow, error) {
	owner, err := s.unit(ctx, k.Unit)
	if err != nil {
		return RosterRow{}, err
	}
	now, err := s.Rosters.Turns(ctx, k.Code, s.now, s.now.Add(time.Microsecond))
	if err != nil {
		return RosterRow{}, err
	}
	gaps, err := s.Rosters.Gaps(ctx, k.Code)
	if err != nil {
		return RosterRow{}, err
	}
	row := RosterRow{Code: k.Code, Name: k.Name.In(s.lang), Owner: owner, Gaps: len(gaps)}
	row.Now, err = s.turns(ctx, now)
	return row, err
}

// turns names the people of turns.
func (s *speaker) turns(ctx context.Context, turns []roster.Turn) ([]Turn, error) {
	var ids []string
	for _, t := range turns {
		ids = append(ids, t.Person, t.Planned)
	}
	names, err := account.Names(ctx, s.tx, ids)
	if err != nil {
		return nil, err
	}
	return wire.Map(turns, func(t roster.Turn) Turn {
		return Turn{
			Roster: t.Roster, Shift: t.Shift, Name: t.Name.In(s.lang), Day: string(t.Day), Start: wire.At(t.Start), End: wire.At(t.End),
			Person: s.maybePerson(names, t.Person), Planned: s.maybePerson(names, t.Planned), Why: t.Why, Gap: t.Gap, Mine: t.Person == s.by.ID && t.Gap == "",
		}
	}), nil
}

func (s *speaker) maybePerson(names map[string]text.L, id string) *Person {
	if id == "" {
		return nil
	}
	return &Person{ID: id, Name: names[id].In(s.lang)}
}

func (s *speaker) person(names map[string]text.L, id string) Person {
	return Person{ID: id, Name: names[id].In(s.lang)}
}

type onDutyQuery struct {
	At string `query:"at" maxLength:"40" doc:"RFC 3339; now when missing"`
}

func (c *Console) rosterOnDuty(ctx context.Context, s *speaker, in *onDutyQuery) (wire.List[Turn], error) {
	at := s.now
	if in.At != "" {
		var err error
		if at, err = parseInstant(in.At); err != nil {
			return wire.List[Turn]{}, fault.Fields("wire.bad_body", fault.At("at", "console.bad_instant", "value", in.At))
		}
	}
	turns, err := c.Rosters.OnDuty(ctx, at.UTC())
	if err != nil {
		return wire.List[Turn]{}, err
	}
	items, err := s.turns(ctx, turns)
	return wire.List[Turn]{Items: items}, err
}

type rosterQuery struct {
	ByRoster
	From string `query:"from" maxLength:"20" doc:"First day; today when missing"`
	Days int    `query:"days" minimum:"0" maximum:"92" doc:"14 when missing; as iCalendar 60"`
	Mine bool   `query:"mine" doc:"Of the calendar: only the reader's own turns"`
}

func (c *Console) rosterOne(ctx context.Context, in *rosterQuery) (*huma.StreamResponse, error) {
	code, kind := wire.Extension(in.Roster)
	if kind == "ics" {
		return c.rosterCalendar(ctx, code, in)
	}
	if kind != "" {
		return nil, fault.New(fault.NotFound, "roster.not_found", "code", in.Roster)
	}
	if in.Days == 0 {
		in.Days = shownDays
	}
	o, err := say(ctx, c, func(ctx context.Context, s *speaker) (Roster, error) {
		return s.roster(ctx, code, text.Day(in.From), in.Days)
	})
	if err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		hc.SetHeader("Content-Type", "application/json")
		hc.SetStatus(http.StatusOK)
		_ = c.api.Marshal(hc.BodyWriter(), "application/json", o.Body) // a cut line is the reader's
	}}, nil
}

// roster reads all that the page of one roster shows.
func (s *speaker) roster(ctx context.Context, code string, from text.Day, days int) (r Roster, err error) {
	k, err := s.Rosters.Get(ctx, code)
	if err != nil {
		return r, err
	}
	if r.RosterRow, err = s.rosterRow(ctx, k); err != nil {
		return r, err
	}
	if !from.Valid() {
		return r, fault.Fields("wire.bad_body", fault.At("from", "roster.bad_day"))
	}
	if from.Open() {
		from = text.DayOf(s.now)
	}
	turns, err := s.Rosters.Turns(ctx, code, from.Start(), from.Add(days).Start())
	if err != nil {
		return r, err
	}
	if r.Turns, err = s.turns(ctx, turns); err != nil {
		return r, err
	}
	gaps, err := s.Rosters.Gaps(ctx, code)
	if err != nil {
		return r, err
	}
	if r.Missing, err = s.turns(ctx, gaps); err != nil {
		return r, err
	}
	r.Version, r.SavedAt, r.SavedBy, r.Draft = k.Version, wire.At(k.PutAt), k.PutBy, rosterDraft(k.Roster)
	r.From, r.To, r.Calendar = string(from), string(from.Add(days)), prefix+"/roster/"+code+".ics"
	by := actor.From(ctx)
	r.MayEdit, r.MaySwap = by.May(roster.Edit, k.Scope()), by.May(roster.ToSwap, k.Scope())
	return r, s.rosterPeople(ctx, &r)
}

// rosterPeople adds who may be put in, who is away and who wants to swap.
func (s *speaker) rosterPeople(ctx context.Context, r *Roster) error {
	ids, err := s.Rosters.Candidates(ctx, r.Code)
	if err != nil {
		return err
	}
	leaves, err := s.Rosters.Leaves(ctx, r.Code)
	if err != nil {
		return err
	}
	swaps, err := s.Rosters.Swaps(ctx, r.Code)
	if err != nil {
		return err
	}
	all := append([]string{}, ids...)
	for _, l := range leaves {
		all = append(all, l.Person, l.StandIn)
	}
	for _, w := range swaps {
		all = append(all, w.Asker, w.Other)
	}
	names, err := account.Names(ctx, s.tx, all)
	if err != nil {
		return err
	}
	r.People = wire.Map(ids, func(id string) Person { return s.person(names, id) })
	r.Leaves = wire.Map(leaves, func(l roster.Leave) RosterLeave {
		return RosterLeave{ID: l.ID, Roster: l.Roster, Person: s.person(names, l.Person), From: string(l.From), To: string(l.To), StandIn: s.maybePerson(names, l.StandIn)}
	})
	r.Swaps = wire.Map(swaps, func(w roster.Swap) RosterSwap {
		return RosterSwap{
			ID: w.ID, Shift: w.Shift, Day: string(w.Day), Asker: s.person(names, w.Asker), Other: s.person(names, w.Other), OtherShift: w.OtherShift, OtherDay: string(w.OtherDay),
			State: w.State, AskedAt: wire.At(w.AskedAt), AnsweredAt: wire.Maybe(w.AnsweredAt), ToAnswer: w.State == roster.Asked && w.Other == s.by.ID, Mine: w.Asker == s.by.ID,
		}
	})
	return nil
}

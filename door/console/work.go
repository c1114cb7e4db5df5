package console

import (
	"context"
	"time"

	"thanhdong/act/work"
	"thanhdong/door/wire"
)

// Work is an item of the queue.
type Work struct {
	ID          string        `json:"id"`
	Number      string        `json:"number"`
	Kind        string        `json:"kind"`
	Title       string        `json:"title"`
	Subject     Subject       `json:"subject"`
	Severity    int           `json:"severity"`
	Owner       wire.Ref      `json:"owner"`
	Person      *Person       `json:"person" doc:"Who took it; null while nobody did"`
	Area        wire.Ref      `json:"area"`
	OpenedAt    time.Time     `json:"opened_at"`
	Due         time.Time     `json:"due"`
	ClosedAt    *time.Time    `json:"closed_at"`
	Reason      string        `json:"reason"`
	State       string        `json:"state" enum:"open,done"`
	Clock       Clock         `json:"clock"`
	NextStep    *NextStep     `json:"next_step"`
	EscalatesTo string        `json:"escalates_to" doc:"Name of the next unit above; empty at the top"`
	RaisedTo    string        `json:"raised_to" doc:"Name of the unit above that was told of lateness; empty while none was"`
	PausedUntil *time.Time    `json:"paused_until"`
	Reopened    int           `json:"reopened" doc:"How often it was taken up again"`
	Evidence    []Evidence    `json:"evidence"`
	Log         []LogLine     `json:"log"`
	Pauses      []Pause       `json:"pauses"`
	Requests    []Request     `json:"requests" doc:"What was asked about it, or what it stands for"`
	Chain       Chain         `json:"chain"`
	Proposal    *WorkProposal `json:"proposal" doc:"Of one open item's page; null in lists"`
	DuplicateOf *WorkName     `json:"duplicate_of"`
	Duplicates  []WorkName    `json:"duplicates"`
	Actions     []Action      `json:"actions"`
	WhyVisible  string        `json:"why_visible"`
}

// Subject is what an item stands for.
type Subject struct {
	Kind   string `json:"kind"`
	ID     string `json:"id"`
	Number string `json:"number"`
}

// Person is a person in a list: role and unit stand elsewhere.
type Person struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Clock is how an item stands against its due time.
type Clock struct {
	State   string `json:"state" enum:"ok,soon,late,pause,done"`
	Seconds int64  `json:"seconds" doc:"Left until due; negative when late"`
	Working bool   `json:"working" doc:"Seconds are working time by the calendar"`
}

// NextStep is the one thing to do next.
type NextStep struct {
	Verb  string `json:"verb"`
	Label string `json:"label"`
}

// Evidence is a file that shows what was done.
type Evidence struct {
	ID   string    `json:"id"`
	Name string    `json:"name"`
	Type string    `json:"type"`
	Size int64     `json:"size"`
	SHA  string    `json:"sha"`
	Note string    `json:"note"`
	By   string    `json:"by"`
	At   time.Time `json:"at"`
	Href string    `json:"href"`
}

// LogLine is one line of a log.
type LogLine struct {
	At   time.Time `json:"at"`
	By   string    `json:"by"`
	Kind string    `json:"kind"`
	Text string    `json:"text"`
}

type workQuery struct {
	Paging
	View     string `query:"view" enum:"mine,unit,late,raised,all" doc:"Which part of the queue; all when missing"`
	Done     bool   `query:"done" doc:"Closed items instead of open ones"`
	Kind     string `query:"kind" maxLength:"40"`
	Unit     string `query:"unit" maxLength:"40" doc:"A unit and those below it"`
	Severity int    `query:"severity" minimum:"1" maximum:"5" doc:"At least"`
	Clock    string `query:"clock" enum:"late,soon,ok,pause"`
	Untaken  bool   `query:"untaken" doc:"Only what nobody took"`
	Sort     string `query:"sort" enum:"due,newest,severity"`
	Saved    string `query:"saved" maxLength:"64" doc:"Id of a saved view, instead of all the others but q and the page"`
}

// ByID names a row. Structs that are embedded into a request are exported, because
// the API library looks into no others.
type ByID struct {
	ID string `path:"id" maxLength:"64"`
}

func (c *Console) workList(ctx context.Context, s *speaker, in *workQuery) (wire.List[Work], error) {
	f := WorkFilter{View: in.View, Done: in.Done, Kind: in.Kind, Unit: in.Unit, Severity: in.Severity, Clock: in.Clock, Untaken: in.Untaken, Q: in.Q, Sort: in.Sort}.filter()
	f.Limit, f.After = in.Limit, in.After
	list := c.Work.List
	if in.Saved != "" {
		list = func(ctx context.Context, f work.Filter) ([]work.Item, string, error) {
			return c.Work.ListSaved(ctx, in.Saved, f)
		}
	}
	items, next, err := list(ctx, f)
	if err != nil {
		return wire.List[Work]{}, err
	}
	return page(items, next, func(i work.Item) (Work, error) { return s.work(ctx, i) })
}

func (c *Console) workOne(ctx context.Context, s *speaker, in *ByID) (Work, error) {
	i, err := c.Work.Get(ctx, in.ID)
	if err != nil {
		return Work{}, err
	}
	return s.workWhole(ctx, i)
}

func (c *Console) workTake(ctx context.Context, in *ByID) (*out[Work], error) {
	if _, err := c.Work.Take(ctx, in.ID); err != nil {
		return nil, err
	}
	return show(c, c.workOne)(ctx, in)
}

type closeInput struct {
	ByID
	Body struct {
		Reason string `json:"reason" required:"false" doc:"What was done, for those who read the case later"`
	}
}

type workCloseInput struct {
	ByID
	Body struct {
		Reason string `json:"reason" required:"false" doc:"What was done, for those who read the case later"`
	}
	Key string `header:"Idempotency-Key" maxLength:"64" doc:"Made by the sender: the same key again closes nothing twice and is answered as the first was"`
}

func (c *Console) workClose(ctx context.Context, in *workCloseInput) (*out[Work], error) {
	var err error
	if in.Key == "" {
		_, err = c.Work.Close(ctx, in.ID, in.Body.Reason)
	} else {
		_, err = c.Work.CloseOnce(ctx, in.ID, in.Body.Reason, in.Key)
	}
	if err != nil {
		return nil, err
	}
	return show(c, c.workOne)(ctx, &in.ByID)
}

// work maps an item as a list shows it.
func (s *speaker) work(ctx context.Context, i work.Item) (Work, error) {
	owner, where, err := s.refs(ctx, i.Unit, i.Area)
	if err != nil {
		return Work{}, err
	}
	w := Work{
		ID: i.ID, Number: i.Number, Kind: i.Kind, Title: i.Title.In(s.lang), Subject: Subject(i.Subject), Severity: i.Severity,
		Owner: owner, Area: where, OpenedAt: wire.At(i.OpenedAt), Due: wire.At(i.Due), ClosedAt: wire.Maybe(i.ClosedAt), Reason: i.Reason,
		State: string(i.State), Clock: clock(i.Clock), Evidence: []Evidence{}, Log: []LogLine{}, Actions: []Action{},
		PausedUntil: wire.Maybe(i.PausedUntil), Reopened: i.Reopened, Pauses: []Pause{}, Requests: []Request{},
		Chain: Chain{Told: []ChainStep{}, Deputies: []string{}}, Duplicates: []WorkName{},
	}
	if i.Person != "" {
		w.Person = &Person{i.Person, i.PersonName}
	}
	if next := i.Next(); next != "" {
		w.NextStep = &NextStep{Verb: next, Label: s.t("console.next_" + next)}
	}
	if up := i.EscalatesTo(); up != "" {
		ref, err := s.unit(ctx, up)
		if err != nil {
			return Work{}, err
		}
		w.EscalatesTo = ref.Name
	}
	if i.RaisedTo != "" {
		ref, err := s.unit(ctx, i.RaisedTo)
		if err != nil {
			return Work{}, err
		}
		w.RaisedTo = ref.Name
	}
	for _, a := range s.Work.Actions(ctx, i) {
		w.Actions = append(w.Actions, s.action(a.Verb, a.Why))
	}
	w.WhyVisible, err = s.because(ctx, s.Work.WhyVisible(ctx, i))
	return w, err
}

// workWhole adds what only one item's page shows.
func (s *speaker) workWhole(ctx context.Context, i work.Item) (Work, error) {
	w, err := s.work(ctx, i)
	if err != nil {
		return Work{}, err
	}
	evidence, err := s.Work.EvidenceOf(ctx, i.ID)
	if err != nil {
		return Work{}, err
	}
	w.Evidence = wire.Map(evidence, evidenceOf)
	lines, err := s.Work.Log(ctx, i.ID)
	if err != nil {
		return Work{}, err
	}
	w.Log = wire.Map(lines, s.workLine)
	pauses, err := s.Work.Pauses(ctx, i.ID)
	if err != nil {
		return Work{}, err
	}
	w.Pauses = wire.Map(pauses, func(p work.Pause) Pause {
		return Pause{Reason: p.Name.In(s.lang), Words: p.Words, Began: wire.At(p.Began), Ended: wire.At(p.Ended), By: p.ByName}
	})
	if w.Chain, err = s.chain(ctx, i.ID); err != nil {
		return Work{}, err
	}
	if err := s.sorting(ctx, &w, i); err != nil {
		return Work{}, err
	}
	asked, err := s.Work.Requests(ctx, i.ID)
	if err != nil {
		return Work{}, err
	}
	w.Requests, err = mapAll(asked, func(r work.Request) (Request, error) { return s.request(ctx, r) })
	return w, err
}

func (s *speaker) workLine(l work.Line) LogLine {
	return LogLine{At: wire.At(l.At), By: l.ByName, Kind: l.Kind, Text: l.In(s.lang)}
}

func evidenceOf(e work.Evidence) Evidence {
	return Evidence{ID: e.ID, Name: e.Name, Type: e.Type, Size: e.Size, SHA: e.SHA, Note: e.Note, By: e.ByName, At: wire.At(e.At), Href: prefix + "/files/" + e.SHA}
}

func clock(c work.Clock) Clock {
	left := c.Left
	if c.WorkingTime {
		left = c.Working
	}
	return Clock{State: string(c.State), Seconds: int64(left / time.Second), Working: c.WorkingTime}
}

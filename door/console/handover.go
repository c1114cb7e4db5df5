package console

import (
	"context"
	"net/http"
	"time"

	"thanhdong/act/handover"
	"thanhdong/act/roster"
	"thanhdong/door/wire"
	"thanhdong/ground/text"
)

// HandoverRow is a sheet in the list.
type HandoverRow struct {
	ID       string       `json:"id"`
	Number   string       `json:"number"`
	Roster   wire.Ref     `json:"roster"`
	Owner    wire.Ref     `json:"owner"`
	State    string       `json:"state" enum:"open,offered,done"`
	At       time.Time    `json:"at" doc:"The changeover"`
	Until    time.Time    `json:"until" doc:"The end of the shift that comes"`
	OpenedAt time.Time    `json:"opened_at"`
	OpenedBy string       `json:"opened_by"`
	Out      HandoverSide `json:"out" doc:"Who goes"`
	In       HandoverSide `json:"in" doc:"Who comes"`
	Unsigned bool         `json:"unsigned" doc:"Half an hour after its time not both had signed"`
}

// HandoverSide is one of the two who sign.
type HandoverSide struct {
	Turns    []Turn     `json:"turns" doc:"By the roster as it stands; empty in lists and once both have signed"`
	SignedBy string     `json:"signed_by" doc:"Empty before the signature"`
	SignedAt *time.Time `json:"signed_at"`
	Reason   string     `json:"reason" doc:"Why somebody signed who has no turn there"`
}

// Handover is a sheet with all that it says.
type Handover struct {
	HandoverRow
	Lines   []HandoverLine   `json:"lines"`
	More    int              `json:"more" doc:"Further lines that are not listed"`
	Must    int              `json:"must" doc:"How many lines must be read"`
	Unread  int              `json:"unread" doc:"How many of them are not ticked"`
	Changes []HandoverChange `json:"changes" doc:"Between the two signatures"`
	Remark  string           `json:"remark" doc:"Of who came"`
	Log     []LogLine        `json:"log"`
	Digest  string           `json:"digest" doc:"SHA-256 of what the first signature stands under"`
	Seal    string           `json:"seal" doc:"SHA-256 of what the second adds"`
	Intact  bool             `json:"intact" doc:"Both still are as the ledger has them"`
	Actions []HandoverAction `json:"actions"`
}

// HandoverLine is one thing that the next shift is told.
type HandoverLine struct {
	Section  string     `json:"section" enum:"incident,late,held,promise,silence,gap,note"`
	Key      string     `json:"key"`
	Number   string     `json:"number"`
	Title    string     `json:"title"`
	Severity int        `json:"severity" doc:"0 where it has none"`
	Owner    wire.Ref   `json:"owner"`
	Person   string     `json:"person"`
	Since    *time.Time `json:"since"`
	Due      *time.Time `json:"due" doc:"Of a silence and a gap their end"`
	Resumes  *time.Time `json:"resumes" doc:"When its clock goes on"`
	Extended bool       `json:"extended" doc:"More time was granted"`
	Must     bool       `json:"must"`
	Why      string     `json:"why" enum:",severe,late,silence,gap,note,hand" doc:"Why it must be read"`
	ReadAt   *time.Time `json:"read_at"`
	Veiled   bool       `json:"veiled" doc:"The reader may not read what it is about"`
}

// HandoverChange is what became of a line, or a line that came, between the signatures.
type HandoverChange struct {
	What string       `json:"what" enum:"new,gone,moved"`
	Line HandoverLine `json:"line"`
	Due  *time.Time   `json:"due" doc:"Of moved: the new time"`
}

// HandoverAction is something that can be done to a sheet now.
type HandoverAction struct {
	Verb     string `json:"verb" enum:"write,sign-out,take-back,tick,sign-in"`
	Allowed  bool   `json:"allowed"`
	Why      string `json:"why" doc:"In words, when it is not allowed"`
	StandsIn bool   `json:"stands_in" doc:"It would be done in the place of somebody else; a reason is asked"`
}

// HandoverPost is where a roster stands: its sheet, or the changeover for which one may be opened.
type HandoverPost struct {
	Roster  wire.Ref     `json:"roster"`
	Owner   wire.Ref     `json:"owner"`
	Sheet   *HandoverRow `json:"sheet" doc:"The one that is not signed by both; null without one"`
	At      *time.Time   `json:"at" doc:"The changeover to come; null where a sheet stands or none comes"`
	Out     []Turn       `json:"out"`
	In      []Turn       `json:"in"`
	MayOpen bool         `json:"may_open"`
	Why     string       `json:"why"`
}

func (c *Console) addHandovers() {
	const get, post = http.MethodGet, http.MethodPost
	errors := []int{http.StatusNotFound, http.StatusConflict}
	add(c, asked{method: get, path: "/handovers", id: "handover-list", summary: "Sheets of shifts' hand-overs, newest first"}, show(c, c.handoverList))
	add(c, asked{method: get, path: "/handovers/posts", id: "handover-posts", summary: "Where each roster's hand-over stands"}, show(c, c.handoverPosts))
	add(c, asked{method: get, path: "/handovers/{id}", id: "handover", summary: "One sheet", errors: errors[:1]}, show(c, c.handoverOne))
	add(c, asked{method: post, path: "/handovers", id: "handover-open", summary: "Open the sheet of a roster's next changeover, or give the one that is there", status: http.StatusCreated, errors: errors},
		func(ctx context.Context, in *handoverOpen) (*out[Handover], error) {
			s, err := c.Handovers.Open(ctx, in.Body.Roster)
			return c.handed(ctx, s, err)
		})
	add(c, asked{method: post, path: "/handovers/{id}/notes", id: "handover-note", summary: "Add a line in one's own words", errors: errors},
		func(ctx context.Context, in *handoverNote) (*out[Handover], error) {
			s, err := c.Handovers.Note(ctx, in.ID, in.Body.Words, in.Body.Must)
			return c.handed(ctx, s, err)
		})
	add(c, asked{method: post, path: "/handovers/{id}/notes/{note}/remove", id: "handover-note-remove", summary: "Take a note out again", errors: errors},
		func(ctx context.Context, in *handoverNoteAt) (*out[Handover], error) {
			s, err := c.Handovers.RemoveNote(ctx, in.ID, in.Note)
			return c.handed(ctx, s, err)
		})
	add(c, asked{method: post, path: "/handovers/{id}/marks", id: "handover-mark", summary: "Say that a line must be read, or need not", errors: errors},
		func(ctx context.Context, in *handoverMark) (*out[Handover], error) {
			s, err := c.Handovers.Mark(ctx, in.ID, in.Body.Line, in.Body.Must)
			return c.handed(ctx, s, err)
		})
	add(c, asked{method: post, path: "/handovers/{id}/ticks", id: "handover-tick", summary: "Say that a line was read, or take that back", errors: errors},
		func(ctx context.Context, in *handoverTick) (*out[Handover], error) {
			s, err := c.Handovers.Tick(ctx, in.ID, in.Body.Line, in.Body.Read)
			return c.handed(ctx, s, err)
		})
	add(c, asked{method: post, path: "/handovers/{id}/sign-out", id: "handover-sign-out", summary: "Sign as who goes, or for them with a reason", errors: errors},
		func(ctx context.Context, in *reasonInput) (*out[Handover], error) {
			s, err := c.Handovers.SignOut(ctx, in.ID, in.Body.Reason)
			return c.handed(ctx, s, err)
		})
	add(c, asked{method: post, path: "/handovers/{id}/take-back", id: "handover-take-back", summary: "Take the first signature back while the second is missing", errors: errors},
		func(ctx context.Context, in *ByID) (*out[Handover], error) {
			s, err := c.Handovers.TakeBack(ctx, in.ID)
			return c.handed(ctx, s, err)
		})
	add(c, asked{method: post, path: "/handovers/{id}/sign-in", id: "handover-sign-in", summary: "Sign as who comes, or for them with a reason", errors: errors},
		func(ctx context.Context, in *handoverSignIn) (*out[Handover], error) {
			s, err := c.Handovers.SignIn(ctx, in.ID, in.Body.Remark, in.Body.Reason)
			return c.handed(ctx, s, err)
		})
}

type handoverOpen struct {
	Body struct {
		Roster string `json:"roster" maxLength:"64"`
	}
}

type handoverNote struct {
	ByID
	Body struct {
		Words string `json:"words" required:"false" maxLength:"10000"`
		Must  bool   `json:"must" doc:"It must be read"`
	}
}

type handoverNoteAt struct {
	ByID
	Note string `path:"note" maxLength:"64"`
}

type handoverMark struct {
	ByID
	Body struct {
		Line string `json:"line" maxLength:"200"`
		Must bool   `json:"must"`
	}
}

type handoverTick struct {
	ByID
	Body struct {
		Line string `json:"line" maxLength:"200"`
		Read bool   `json:"read"`
	}
}

type handoverSignIn struct {
	ByID
	Body struct {
		Remark string `json:"remark" required:"false" maxLength:"10000"`
		Reason string `json:"reason" required:"false" maxLength:"10000" doc:"Asked of who has no turn there"`
	}
}

type handoverQuery struct {
	Paging
	Roster string `query:"roster" maxLength:"64"`
	State  string `query:"state" enum:"open,offered,done" doc:"Any when missing"`
}

// handed puts into words what a command gave.
func (c *Console) handed(ctx context.Context, sheet handover.Sheet, err error) (*out[Handover], error) {
	if err != nil {
		return nil, err
	}
	return say(ctx, c, func(ctx context.Context, s *speaker) (Handover, error) { return s.handover(ctx, sheet) })
}

func (c *Console) handoverList(ctx context.Context, s *speaker, in *handoverQuery) (wire.List[HandoverRow], error) {
	list, next, err := c.Handovers.List(ctx, handover.Filter{Roster: in.Roster, State: handover.State(in.State), Q: in.Q, Limit: in.Limit, After: in.After})
	if err != nil {
		return wire.List[HandoverRow]{}, err
	}
	return page(list, next, func(h handover.Sheet) (HandoverRow, error) { return s.handoverRow(ctx, h) })
}

func (c *Console) handoverPosts(ctx context.Context, s *speaker, _ *nothing) (wire.List[HandoverPost], error) {
	list, err := c.Handovers.Posts(ctx)
	if err != nil {
		return wire.List[HandoverPost]{}, err
	}
	return page(list, "", func(p handover.Post) (HandoverPost, error) { return s.handoverPost(ctx, p) })
}

func (s *speaker) handoverPost(ctx context.Context, p handover.Post) (HandoverPost, error) {
	owner, err := s.unit(ctx, p.Roster.Unit)
	if err != nil {
		return HandoverPost{}, err
	}
	post := HandoverPost{Roster: wire.Ref{Code: p.Roster.Code, Name: p.Roster.Name.In(s.lang)}, Owner: owner, Out: []Turn{}, In: []Turn{}, MayOpen: p.MayOpen == nil}
	if p.MayOpen != nil {
		post.Why = text.T(s.lang, p.MayOpen.Key, p.MayOpen.Args)
	}
	if p.Sheet != nil {
		row, err := s.handoverRow(ctx, *p.Sheet)
		post.Sheet = &row
		return post, err
	}
	if !p.Found {
		post.MayOpen, post.Why = false, s.t("handover.no_changeover", "roster", p.Roster.Code)
		return post, nil
	}
	post.At = wire.Maybe(p.Next.At)
	if post.Out, err = s.turns(ctx, p.Next.Out); err != nil {
		return post, err
	}
	post.In, err = s.turns(ctx, p.Next.In)
	return post, err
}

func (c *Console) handoverOne(ctx context.Context, s *speaker, in *ByID) (Handover, error) {
	h, err := c.Handovers.Get(ctx, in.ID)
	if err != nil {
		return Handover{}, err
	}
	return s.handover(ctx, h)
}

func (s *speaker) handoverRow(ctx context.Context, h handover.Sheet) (HandoverRow, error) {
	owner, err := s.unit(ctx, h.Unit)
	if err != nil {
		return HandoverRow{}, err
	}
	row := HandoverRow{
		ID: h.ID, Number: h.Number, Roster: wire.Ref{Code: h.Roster, Name: h.Name.In(s.lang)}, Owner: owner, State: string(h.State),
		At: wire.At(h.At), Until: wire.At(h.Until), OpenedAt: wire.At(h.OpenedAt), OpenedBy: h.OpenedName, Unsigned: h.Unsigned,
	}
	if row.Out, err = s.handoverSide(ctx, h.Out); err != nil {
		return row, err
	}
	row.In, err = s.handoverSide(ctx, h.In)
	return row, err
}

func (s *speaker) handoverSide(ctx context.Context, x handover.Side) (HandoverSide, error) {
	turns, err := s.turns(ctx, append([]roster.Turn{}, x.Turns...))
	return HandoverSide{Turns: turns, SignedBy: x.Name, SignedAt: wire.Maybe(x.At), Reason: x.Reason}, err
}

func (s *speaker) handover(ctx context.Context, h handover.Sheet) (w Handover, err error) {
	if w.HandoverRow, err = s.handoverRow(ctx, h); err != nil {
		return w, err
	}
	w.More, w.Must, w.Unread, w.Remark, w.Digest, w.Seal, w.Intact = h.More, len(h.Must()), h.Unread(), h.Remark, h.Digest, h.Seal, h.Intact
	if w.Lines, err = mapAll(h.Lines, func(l handover.Line) (HandoverLine, error) {
		line, err := s.handoverLine(ctx, l)
		line.ReadAt = wire.Maybe(h.Ticks[l.Key])
		return line, err
	}); err != nil {
		return w, err
	}
	if w.Changes, err = mapAll(h.Changes, func(x handover.Change) (HandoverChange, error) {
		line, err := s.handoverLine(ctx, x.Line)
		return HandoverChange{What: x.What, Line: line, Due: wire.Maybe(x.Due)}, err
	}); err != nil {
		return w, err
	}
	w.Log = wire.Map(h.Log, func(e handover.Entry) LogLine {
		return LogLine{At: wire.At(e.At), By: e.By(s.lang), Kind: e.Kind, Text: e.In(s.lang)}
	})
	w.Actions = wire.Map(h.Actions(ctx), func(a handover.Action) HandoverAction {
		x := s.action(a.Verb, a.Why)
		return HandoverAction{Verb: x.Verb, Allowed: x.Allowed, Why: x.Why, StandsIn: a.StandsIn}
	})
	return w, nil
}

func (s *speaker) handoverLine(ctx context.Context, l handover.Line) (HandoverLine, error) {
	owner, err := s.unit(ctx, l.Unit)
	title := l.Title.In(s.lang)
	if l.Veiled {
		title = s.t("console.handover_veiled")
	}
	return HandoverLine{
		Section: string(l.Section), Key: l.Key, Number: l.Number, Title: title, Severity: l.Severity, Owner: owner, Person: l.Person,
		Since: wire.Maybe(l.Since), Due: wire.Maybe(l.Due), Resumes: wire.Maybe(l.Resumes), Extended: l.Extended, Must: l.Must, Why: l.Why, Veiled: l.Veiled,
	}, err
}

package console

import (
	"context"
	"net/http"
	"time"

	"thanhdong/door/wire"
	"thanhdong/ground/account"
	"thanhdong/know/briefing"
)

// Meeting is held on a brief.
type Meeting struct {
	Number    string            `json:"number"`
	Day       string            `json:"day"`
	Open      bool              `json:"open"`
	BeganAt   time.Time         `json:"began_at"`
	BeganBy   string            `json:"began_by"`
	EndedAt   *time.Time        `json:"ended_at"`
	Live      BriefContent      `json:"live" doc:"The agenda as it stands now; of one that has ended as it was signed"`
	Decisions []MeetingDecision `json:"decisions"`
}

// MeetingDecision is a typed line and the directive that it became.
type MeetingDecision struct {
	No        int           `json:"no"`
	Words     string        `json:"words" doc:"As typed; empty where the directive may not be read"`
	At        time.Time     `json:"at"`
	By        string        `json:"by"`
	Directive *DirectiveRow `json:"directive" doc:"Null where it may not be read"`
}

// MeetingHeard is what a typed line would become.
type MeetingHeard struct {
	What    string     `json:"what"`
	Person  *Person    `json:"person"`
	Unit    wire.Ref   `json:"unit"`
	Due     *time.Time `json:"due"`
	Result  string     `json:"result"`
	Missing []string   `json:"missing" doc:"What the line does not say, in words"`
}

// MeetingPerson is somebody who can be named behind @.
type MeetingPerson struct {
	Login string   `json:"login"`
	Name  string   `json:"name"`
	Unit  wire.Ref `json:"unit"`
}

func (c *Console) addMeetings() {
	const get, post = http.MethodGet, http.MethodPost
	errors := []int{http.StatusNotFound, http.StatusConflict}
	did := func(do func(ctx context.Context, id string) error) func(ctx context.Context, in *BriefOf) (*out[Meeting], error) {
		return func(ctx context.Context, in *BriefOf) (*out[Meeting], error) { return c.meetingDo(ctx, *in, do) }
	}
	add(c, asked{method: get, path: "/briefs/{date}/meeting", id: "meeting", summary: "The meeting of a day: its agenda now, and what it decided", errors: errors[:1]},
		did(func(context.Context, string) error { return nil }))
	add(c, asked{method: post, path: "/briefs/{date}/meeting", id: "meeting-begin", summary: "Begin it", errors: errors}, did(func(ctx context.Context, id string) error {
		_, err := c.Briefs.Begin(ctx, id)
		return err
	}))
	add(c, asked{method: post, path: "/briefs/{date}/meeting/end", id: "meeting-end", summary: "End it", errors: errors}, did(func(ctx context.Context, id string) error {
		_, err := c.Briefs.EndMeeting(ctx, id)
		return err
	}))
	add(c, asked{method: post, path: "/briefs/{date}/meeting/decisions", id: "meeting-decide", summary: "Make a directive of a typed line", status: http.StatusCreated, errors: errors},
		func(ctx context.Context, in *meetingLine) (*out[Meeting], error) {
			return c.meetingDo(ctx, in.BriefOf, func(ctx context.Context, id string) error {
				_, err := c.Briefs.Decide(ctx, id, in.Body.Line)
				return err
			})
		})
	add(c, asked{method: post, path: "/briefs/{date}/meeting/hear", id: "meeting-hear", summary: "What a typed line would become, without doing it", errors: errors[:1]}, show(c, c.meetingHear))
	add(c, asked{method: get, path: "/briefs/{date}/meeting/people", id: "meeting-people", summary: "Who can be named behind @", errors: errors[:1]}, show(c, c.meetingPeople))
}

type meetingLine struct {
	BriefOf
	Body struct {
		Line string `json:"line" maxLength:"4000"`
	}
}

func (c *Console) meetingDo(ctx context.Context, in BriefOf, do func(ctx context.Context, id string) error) (*out[Meeting], error) {
	b, err := c.theBrief(ctx, in)
	if err == nil {
		err = do(ctx, b.ID)
	}
	if err != nil {
		return nil, err
	}
	return say(ctx, c, func(ctx context.Context, s *speaker) (Meeting, error) {
		m, err := c.Briefs.Meeting(ctx, b.ID)
		if err != nil {
			return Meeting{}, err
		}
		return s.meeting(ctx, m)
	})
}

func (s *speaker) meeting(ctx context.Context, m briefing.Meeting) (w Meeting, err error) {
	w = Meeting{Number: m.Number, Day: string(m.Brief.Day), Open: m.Open, BeganAt: wire.At(m.BeganAt), BeganBy: m.BeganName, EndedAt: wire.Maybe(m.EndedAt)}
	var ids []string
	for _, l := range m.Live.Lines() {
		ids = append(ids, l.Person)
	}
	phones, err := account.Phones(ctx, s.tx, ids)
	if err != nil {
		return w, err
	}
	w.Live = s.briefContent(m.Live, phones)
	w.Decisions, err = mapAll(m.Decisions, func(d briefing.Decision) (MeetingDecision, error) {
		x := MeetingDecision{No: d.No, Words: d.Words, At: wire.At(d.At), By: d.By}
		if d.Veiled {
			return x, nil
		}
		row, err := s.directiveRow(ctx, d.Directive)
		x.Directive = &row
		return x, err
	})
	return w, err
}

func (c *Console) meetingHear(ctx context.Context, s *speaker, in *meetingLine) (w MeetingHeard, err error) {
	b, err := c.theBrief(ctx, in.BriefOf)
	if err != nil {
		return w, err
	}
	h, err := c.Briefs.Heard(ctx, b.ID, in.Body.Line)
	if err != nil {
		return w, err
	}
	w = MeetingHeard{What: h.What, Due: wire.Maybe(h.Due), Result: h.Result, Missing: wire.Map(h.Missing, func(key string) string { return s.t(key) })}
	if h.Person != "" {
		w.Person = &Person{ID: h.Person, Name: h.Name.In(s.lang)}
		w.Unit, err = s.unit(ctx, h.Unit)
	}
	return w, err
}

type meetingPeopleQuery struct {
	BriefOf
	Q string `query:"q" maxLength:"80"`
}

func (c *Console) meetingPeople(ctx context.Context, s *speaker, in *meetingPeopleQuery) (l wire.List[MeetingPerson], err error) {
	b, err := c.theBrief(ctx, in.BriefOf)
	if err != nil {
		return l, err
	}
	people, err := c.Briefs.People(ctx, b.ID, in.Q)
	if err != nil {
		return l, err
	}
	l.Items, err = mapAll(people, func(p briefing.Person) (MeetingPerson, error) {
		u, err := s.unit(ctx, p.Unit)
		return MeetingPerson{Login: p.Login, Name: p.Name.In(s.lang), Unit: u}, err
	})
	return l, err
}

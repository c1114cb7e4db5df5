package console

import (
	"context"
	"io"
	"net/http"
	"time"

	ics "github.com/arran4/golang-ical"
	"github.com/danielgtaylor/huma/v2"

	"thanhdong/act/roster"
	"thanhdong/door/wire"
	"thanhdong/ground/account"
	"thanhdong/ground/text"
)

const (
	calendarType = "text/calendar"
	calendarDays = 60
)

// rosterCalendar gives the turns of a roster as iCalendar (RFC 5545). Instants are UTC, which every reader
// of calendars shows in its own zone, so no zone must be described.
func (c *Console) rosterCalendar(ctx context.Context, code string, in *rosterQuery) (*huma.StreamResponse, error) {
	if in.Days == 0 {
		in.Days = calendarDays
	}
	o, err := say(ctx, c, func(ctx context.Context, s *speaker) (string, error) {
		r, err := s.roster(ctx, code, text.Day(in.From), in.Days)
		if err != nil {
			return "", err
		}
		return s.calendar(ctx, r, in.Mine)
	})
	if err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		hc.SetHeader("Content-Type", calendarType+"; charset=utf-8")
		hc.SetHeader("Cache-Control", "no-store")
		hc.SetHeader("Content-Disposition", `attachment; filename="`+code+`.ics"`)
		hc.SetStatus(http.StatusOK)
		_, _ = io.WriteString(hc.BodyWriter(), o.Body) // a cut line is the reader's
	}}, nil
}

// calendar writes one event per turn. Who has it may change; the event's identity is the shift and its day,
// so that a calendar that reads again moves its events instead of doubling them.
func (s *speaker) calendar(ctx context.Context, r Roster, mine bool) (string, error) {
	cal := ics.NewCalendarFor("Thanh Dong")
	cal.SetMethod(ics.MethodPublish)
	cal.SetName(r.Name)
	cal.SetXWRCalName(r.Name)
	cal.SetXWRTimezone(text.Zone.String())
	for _, t := range r.Turns {
		if mine && !t.Mine || t.Shift == "" {
			continue
		}
		e := cal.AddEvent(r.Code + "-" + t.Shift + "-" + t.Day + "@thanhdong")
		e.SetDtStampTime(s.now.UTC().Truncate(time.Second))
		e.SetStartAt(t.Start.UTC())
		e.SetEndAt(t.End.UTC())
		e.SetProperty(ics.ComponentPropertyLocation, r.Owner.Name)
		switch {
		case t.Gap != "":
			e.SetSummary(t.Name + ": " + s.t("console.turn_gap_"+t.Gap))
			e.SetStatus(ics.ObjectStatusTentative)
		default:
			e.SetSummary(t.Name + ": " + t.Person.Name)
			e.SetStatus(ics.ObjectStatusConfirmed)
		}
	}
	return cal.Serialize(ics.WithNewLineWindows), nil
}

// Deputy stands for a person of a unit on some days.
type Deputy struct {
	ID      string   `json:"id"`
	Unit    wire.Ref `json:"unit"`
	Person  Person   `json:"person" doc:"For whom"`
	Deputy  Person   `json:"deputy"`
	From    string   `json:"from"`
	To      string   `json:"to" doc:"First day on which it no longer holds"`
	MayEdit bool     `json:"may_edit"`
}

type deputyInput struct {
	Body struct {
		Unit   string `json:"unit" maxLength:"200"`
		Person string `json:"person" maxLength:"60" required:"false"`
		Deputy string `json:"deputy" maxLength:"60" required:"false"`
		From   string `json:"from" maxLength:"20" required:"false"`
		To     string `json:"to" maxLength:"20" required:"false" doc:"First day on which it no longer holds"`
	}
}

func (c *Console) addDeputies() {
	const missing, conflict = http.StatusNotFound, http.StatusConflict
	add(c, asked{method: http.MethodGet, path: "/deputies", id: "deputy-list", summary: "Who stands for whom, now and to come"}, show(c, c.deputyList))
	add(c, asked{method: http.MethodPost, path: "/deputies", id: "deputy-name", summary: "Name a deputy for some days", status: http.StatusCreated, errors: []int{conflict}},
		func(ctx context.Context, in *deputyInput) (*out[wire.List[Deputy]], error) {
			b := in.Body
			if _, err := c.Rosters.Name(ctx, roster.Deputy{Unit: b.Unit, Person: b.Person, Deputy: b.Deputy, From: text.Day(b.From), To: text.Day(b.To)}); err != nil {
				return nil, err
			}
			return show(c, c.deputyList)(ctx, &nothing{})
		})
	add(c, asked{method: http.MethodPost, path: "/deputies/{id}/end", id: "deputy-end", summary: "End a deputy's time today", errors: []int{missing, conflict}},
		func(ctx context.Context, in *ByID) (*out[wire.List[Deputy]], error) {
			if err := c.Rosters.EndDeputy(ctx, in.ID); err != nil {
				return nil, err
			}
			return show(c, c.deputyList)(ctx, &nothing{})
		})
	add(c, asked{method: http.MethodPost, path: "/deputies/{id}/move-end", id: "deputy-move-end", summary: "Let a deputy end on another day", errors: []int{missing, conflict}},
		func(ctx context.Context, in *deputyEndInput) (*out[wire.List[Deputy]], error) {
			if err := c.Rosters.MoveDeputyEnd(ctx, in.ID, text.Day(in.Body.To)); err != nil {
				return nil, err
			}
			return show(c, c.deputyList)(ctx, &nothing{})
		})
}

type deputyEndInput struct {
	ByID
	Body struct {
		To string `json:"to" maxLength:"20" doc:"First day on which it no longer holds"`
	}
}

func (c *Console) deputyList(ctx context.Context, s *speaker, _ *nothing) (wire.List[Deputy], error) {
	list, err := c.Rosters.Deputies(ctx)
	if err != nil {
		return wire.List[Deputy]{}, err
	}
	var ids []string
	for _, d := range list {
		ids = append(ids, d.Person, d.Deputy)
	}
	names, err := account.Names(ctx, s.tx, ids)
	if err != nil {
		return wire.List[Deputy]{}, err
	}
	return page(list, "", func(d roster.Deputy) (Deputy, error) {
		u, err := s.unit(ctx, d.Unit)
		return Deputy{ID: d.ID, Unit: u, Person: s.person(names, d.Person), Deputy: s.person(names, d.Deputy), From: string(d.From), To: string(d.To), MayEdit: s.by.May(roster.Edit, d.Scope())}, err
	})
}

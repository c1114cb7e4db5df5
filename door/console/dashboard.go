package console

import (
	"context"
	"net/http"
	"time"

	"thanhdong/door/wire"
	"thanhdong/ground/actor"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/know/dashboard"
	"thanhdong/know/indicator"
)

// DashboardRow is a page of figures in a list.
type DashboardRow struct {
	ID         string     `json:"id"`
	Title      string     `json:"title"`
	Made       bool       `json:"made" doc:"Kept by somebody; else generated from what exists"`
	Unit       wire.Ref   `json:"unit" doc:"Who shares it; empty: one's own, or generated"`
	By         string     `json:"by"`
	At         *time.Time `json:"at"`
	Version    int        `json:"version"`
	Dropped    bool       `json:"dropped"`
	MayChange  bool       `json:"may_change"`
	Indicators int        `json:"indicators" doc:"How many it shows"`
}

// DashboardPart is one block of a page.
type DashboardPart struct {
	Kind       string   `json:"kind" enum:"tiles,series,areas,pivot"`
	Indicators []string `json:"indicators"`
}

// Dashboard is one page.
type Dashboard struct {
	DashboardRow
	Parts []DashboardPart `json:"parts"`
}

// DashboardFigure is what a page shows of one indicator.
type DashboardFigure struct {
	Indicator Indicator        `json:"indicator"`
	Items     []IndicatorValue `json:"items" doc:"Of the area, the last periods in their order"`
	Below     []IndicatorValue `json:"below" doc:"Of the areas directly below, for the last one, where a part shows them"`
}

// DashboardChange is what somebody wants to keep.
type DashboardChange struct {
	Title   string          `json:"title" maxLength:"400"`
	Unit    string          `json:"unit" maxLength:"40" doc:"With whom a new one is shared; empty: nobody"`
	Parts   []DashboardPart `json:"parts" maxItems:"100"`
	Version int             `json:"version" doc:"The one that was looked at; 0 of a new one"`
}

// DashboardVersion names the state of a page that was looked at.
type DashboardVersion struct {
	ID      string `path:"id" maxLength:"80"`
	Version int    `query:"version" required:"true" minimum:"1"`
}

type dashboardID struct {
	ID string `path:"id" maxLength:"80"`
}

type dashboardLook struct {
	ID   string `path:"id" maxLength:"80"`
	Area string `query:"area" required:"true" maxLength:"20"`
	Day  string `query:"day" maxLength:"10" doc:"Periods that were over on that day; empty: today"`
}

type dashboardPut struct {
	ID   string `path:"id" maxLength:"80"`
	Body DashboardChange
}

func (c *Console) addDashboards() {
	const get, post, missing, conflict = http.MethodGet, http.MethodPost, http.StatusNotFound, http.StatusConflict
	add(c, asked{method: get, path: "/dashboards", id: "dashboard-list", summary: "Pages of figures: one's own, those of units, those generated from what exists"}, show(c, c.dashboards))
	add(c, asked{method: post, path: "/dashboards", id: "dashboard-add", summary: "Keep a new page", errors: []int{conflict}}, func(ctx context.Context, in *struct{ Body DashboardChange }) (*out[Dashboard], error) {
		return c.keepDashboard(ctx, "", in.Body)
	})
	add(c, asked{method: get, path: "/dashboards/{id}", id: "dashboard", summary: "One page", errors: []int{missing}}, show(c, func(ctx context.Context, s *speaker, in *dashboardID) (Dashboard, error) {
		b, err := c.Boards.Get(ctx, in.ID)
		if err != nil {
			return Dashboard{}, err
		}
		return s.dashboard(ctx, b)
	}))
	add(c, asked{method: get, path: "/dashboards/{id}/figures", id: "dashboard-figures", summary: "What it shows in an area", errors: []int{missing, http.StatusRequestEntityTooLarge}}, show(c, c.dashboardFigures))
	add(c, asked{method: http.MethodPut, path: "/dashboards/{id}", id: "dashboard-put", summary: "Change a page", errors: []int{missing, conflict}}, func(ctx context.Context, in *dashboardPut) (*out[Dashboard], error) {
		return c.keepDashboard(ctx, in.ID, in.Body)
	})
	add(c, asked{method: http.MethodDelete, path: "/dashboards/{id}", id: "dashboard-drop", summary: "Take a page away", status: http.StatusNoContent, errors: []int{missing, conflict}}, func(ctx context.Context, in *DashboardVersion) (*struct{}, error) {
		return nil, c.Boards.Drop(ctx, in.ID, in.Version)
	})
	add(c, asked{method: post, path: "/dashboards/{id}/restore", id: "dashboard-restore", summary: "Bring a dropped page back", status: http.StatusNoContent, errors: []int{missing, conflict}}, func(ctx context.Context, in *DashboardVersion) (*struct{}, error) {
		return nil, c.Boards.Restore(ctx, in.ID, in.Version)
	})
}

func (c *Console) keepDashboard(ctx context.Context, id string, in DashboardChange) (*out[Dashboard], error) {
	b, err := c.Boards.Keep(ctx, id, dashboard.Draft{Title: in.Title, Unit: in.Unit, Version: in.Version,
		Parts: wire.Map(in.Parts, func(p DashboardPart) dashboard.Part {
			return dashboard.Part{Kind: dashboard.Kind(p.Kind), Indicators: p.Indicators}
		})})
	if err != nil {
		return nil, err
	}
	return say(ctx, c, func(ctx context.Context, s *speaker) (Dashboard, error) { return s.dashboard(ctx, b) })
}

func (s *speaker) dashboardRow(ctx context.Context, b dashboard.Board) (DashboardRow, error) {
	u, err := s.unit(ctx, b.Unit)
	return DashboardRow{ID: b.ID, Title: b.Title.In(s.lang), Made: b.Made, Unit: u, By: b.By, At: wire.Maybe(b.At), Version: b.Version, Dropped: b.Dropped, MayChange: b.MayChange(actor.From(ctx)), Indicators: len(b.Codes())}, err
}

func (s *speaker) dashboard(ctx context.Context, b dashboard.Board) (Dashboard, error) {
	row, err := s.dashboardRow(ctx, b)
	return Dashboard{row, wire.Map(b.Parts, func(p dashboard.Part) DashboardPart { return DashboardPart{string(p.Kind), p.Indicators} })}, err
}

func (c *Console) dashboards(ctx context.Context, s *speaker, _ *struct{}) (l wire.List[DashboardRow], err error) {
	list, err := c.Boards.List(ctx)
	if err != nil {
		return l, err
	}
	l.Items, err = mapAll(list, func(b dashboard.Board) (DashboardRow, error) { return s.dashboardRow(ctx, b) })
	return l, err
}

func (c *Console) dashboardFigures(ctx context.Context, s *speaker, in *dashboardLook) (l wire.List[DashboardFigure], err error) {
	day, err := text.ParseDay(in.Day)
	if err != nil {
		return l, fault.Fields("indicator.bad_question", fault.At("day", "calendar.bad_day", "day", in.Day))
	}
	b, err := c.Boards.Get(ctx, in.ID)
	if err != nil {
		return l, err
	}
	list, err := c.Boards.Look(ctx, b, in.Area, day)
	if err != nil {
		return l, err
	}
	l.Items, err = mapAll(list, func(x dashboard.Shown) (DashboardFigure, error) {
		d, err := s.indicator(ctx, x.Definition, nil)
		said := func(v indicator.Value) IndicatorValue { return s.figure(x.Definition, v) }
		return DashboardFigure{d, wire.Map(x.Values, said), wire.Map(x.Below, said)}, err
	})
	return l, err
}

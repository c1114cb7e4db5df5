package console

import (
	"context"
	"net/http"
	"time"

	"thanhdong/act/work"
	"thanhdong/door/wire"
)

// WorkFilter is a question to the queue.
type WorkFilter struct {
	View     string `json:"view" required:"false" enum:",mine,unit,late,raised,all"`
	Done     bool   `json:"done" required:"false"`
	Kind     string `json:"kind" required:"false" maxLength:"40"`
	Unit     string `json:"unit" required:"false" maxLength:"40" doc:"A unit and those below it"`
	Severity int    `json:"severity" required:"false" minimum:"0" maximum:"5" doc:"At least"`
	Clock    string `json:"clock" required:"false" enum:",late,soon,ok,pause"`
	Untaken  bool   `json:"untaken" required:"false"`
	Q        string `json:"q" required:"false" maxLength:"200"`
	Sort     string `json:"sort" required:"false" enum:",due,newest,severity"`
}

func (f WorkFilter) filter() work.Filter {
	return work.Filter{View: work.View(f.View), Done: f.Done, Kind: f.Kind, Unit: f.Unit, Severity: f.Severity, Clock: work.ClockState(f.Clock),
		Untaken: f.Untaken, Q: f.Q, Sort: work.Sort(f.Sort)}
}

// WorkView is a view of the queue under a name.
type WorkView struct {
	ID     string     `json:"id"`
	Name   string     `json:"name"`
	Unit   *wire.Ref  `json:"unit" doc:"Who shares it; null for one's own"`
	Filter WorkFilter `json:"filter"`
	May    bool       `json:"may_change"`
}

// UnitLoad is how a unit stands with its work.
type UnitLoad struct {
	Unit   wire.Ref   `json:"unit"`
	Open   int        `json:"open"`
	Late   int        `json:"late"`
	Oldest *time.Time `json:"oldest" doc:"Opening of the oldest open item"`
	Done   int        `json:"done" doc:"Closed in the last 30 days"`
	OnTime int        `json:"on_time" doc:"Of those, by their due time"`
	Load   float64    `json:"load" doc:"Open items, each weighed by how long its like takes"`
}

// WorkLoad is the load of units with the method in words.
type WorkLoad struct {
	Items  []UnitLoad `json:"items" nullable:"false"`
	Method string     `json:"method"`
}

type viewBody struct {
	Name   string     `json:"name" required:"false" maxLength:"200"`
	Unit   string     `json:"unit" required:"false" maxLength:"40" doc:"Who shares it; empty for one's own. It stays as it was made"`
	Filter WorkFilter `json:"filter"`
}

type viewInput struct{ Body viewBody }

type viewChange struct {
	ByID
	Body viewBody
}

func (c *Console) addWorkViews() {
	const missing, conflict = http.StatusNotFound, http.StatusConflict
	add(c, asked{method: http.MethodGet, path: "/work/views", id: "work-views", summary: "One's own views of the queue and those that units share"}, show(c, c.workViews))
	add(c, asked{method: http.MethodPost, path: "/work/views", id: "work-view-add", summary: "Keep a view of the queue", errors: []int{conflict}},
		func(ctx context.Context, in *viewInput) (*out[WorkView], error) { return c.keepView(ctx, "", in) })
	add(c, asked{method: http.MethodPut, path: "/work/views/{id}", id: "work-view-put", summary: "Change a view of the queue", errors: []int{missing, conflict}},
		func(ctx context.Context, in *viewChange) (*out[WorkView], error) {
			return c.keepView(ctx, in.ID, &viewInput{Body: in.Body})
		})
	add(c, asked{method: http.MethodDelete, path: "/work/views/{id}", id: "work-view-drop", summary: "Remove a view of the queue", status: http.StatusNoContent, errors: []int{missing}},
		func(ctx context.Context, in *ByID) (*struct{}, error) { return nil, c.Work.Drop(ctx, in.ID) })
	add(c, asked{method: http.MethodGet, path: "/work/load", id: "work-load", summary: "Load and lateness of each unit"}, show(c, c.workLoad))
}

func (c *Console) keepView(ctx context.Context, id string, in *viewInput) (*out[WorkView], error) {
	v, err := c.Work.Keep(ctx, work.Saved{ID: id, Name: in.Body.Name, Unit: in.Body.Unit, Filter: in.Body.Filter.filter()})
	if err != nil {
		return nil, err
	}
	return say(ctx, c, func(ctx context.Context, s *speaker) (WorkView, error) { return s.view(ctx, v) })
}

func (c *Console) workViews(ctx context.Context, s *speaker, _ *struct{}) (wire.List[WorkView], error) {
	list, err := c.Work.Saved(ctx)
	if err != nil {
		return wire.List[WorkView]{}, err
	}
	items, err := mapAll(list, func(v work.Saved) (WorkView, error) { return s.view(ctx, v) })
	return wire.List[WorkView]{Items: items}, err
}

func (s *speaker) view(ctx context.Context, v work.Saved) (WorkView, error) {
	f := v.Filter
	out := WorkView{ID: v.ID, Name: v.Name, May: s.Work.MayChange(ctx, v), Filter: WorkFilter{View: string(f.View), Done: f.Done, Kind: f.Kind, Unit: f.Unit,
		Severity: f.Severity, Clock: string(f.Clock), Untaken: f.Untaken, Q: f.Q, Sort: string(f.Sort)}}
	if v.Unit == "" {
		return out, nil
	}
	u, err := s.unit(ctx, v.Unit)
	out.Unit = &u
	return out, err
}

func (c *Console) workLoad(ctx context.Context, s *speaker, _ *struct{}) (WorkLoad, error) {
	list, err := c.Work.Load(ctx)
	if err != nil {
		return WorkLoad{}, err
	}
	items, err := mapAll(list, func(l work.UnitLoad) (UnitLoad, error) {
		u, err := s.unit(ctx, l.Unit)
		return UnitLoad{Unit: u, Open: l.Open, Late: l.Late, Oldest: wire.Maybe(l.Oldest), Done: l.Done, OnTime: l.OnTime, Load: float64(int(l.Load*10+0.5)) / 10}, err
	})
	return WorkLoad{Items: items, Method: s.t("work.load_method")}, err
}

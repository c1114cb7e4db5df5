package console

import (
	"context"
	"net/http"
	"time"

	"thanhdong/act/work"
	"thanhdong/door/wire"
)

// Pause is one time that a clock stood still.
type Pause struct {
	Reason string    `json:"reason"`
	Words  string    `json:"words"`
	Began  time.Time `json:"began"`
	Ended  time.Time `json:"ended" doc:"In the future while the clock stands still"`
	By     string    `json:"by"`
}

// Request is a wish about an item that somebody else decides.
type Request struct {
	Wish      string     `json:"wish" enum:"more-time,hand-on"`
	Hours     int        `json:"hours" doc:"Of more time, in the time that the item counts"`
	Unit      wire.Ref   `json:"unit" doc:"Who was asked"`
	Words     string     `json:"words"`
	State     string     `json:"state" enum:"asked,granted,refused"`
	AskedAt   time.Time  `json:"asked_at"`
	AskedBy   string     `json:"asked_by"`
	DecidedAt *time.Time `json:"decided_at"`
	DecidedBy string     `json:"decided_by"`
	Answer    string     `json:"answer"`
}

// WorkReason is a listed reason for a pause or for more time.
type WorkReason struct {
	Code  string `json:"code"`
	Use   string `json:"use" enum:"pause,extension"`
	Name  string `json:"name"`
	Hours int    `json:"hours" doc:"At most, in the time that the item counts"`
	Basis string `json:"basis"`
	Mark  string `json:"mark"`
}

func (c *Console) addWorkClocks() {
	const post = http.MethodPost
	const missing, conflict = http.StatusNotFound, http.StatusConflict
	add(c, asked{method: http.MethodGet, path: "/work/reasons", id: "work-reasons", summary: "Listed reasons for pauses and for more time"}, show(c, c.workReasons))
	errors := []int{missing, conflict}
	add(c, asked{method: post, path: "/work/{id}/pause", id: "work-pause", summary: "Let its clock stand still until an instant, for a listed reason", errors: errors},
		worked(c, func(ctx context.Context, in *pauseInput) (work.Item, error) {
			return c.Work.Pause(ctx, in.ID, in.Body.Reason, in.Body.Words, in.Body.Until)
		}))
	add(c, asked{method: post, path: "/work/{id}/resume", id: "work-resume", summary: "Let its clock go on", errors: errors},
		worked(c, func(ctx context.Context, in *ByID) (work.Item, error) { return c.Work.Resume(ctx, in.ID) }))
	add(c, asked{method: post, path: "/work/{id}/extend", id: "work-extend", summary: "Ask for more time, for a listed reason", errors: errors},
		worked(c, func(ctx context.Context, in *extendInput) (work.Item, error) {
			return c.Work.AskTime(ctx, in.ID, in.Body.Reason, in.Body.Words, time.Duration(in.Body.Hours)*time.Hour)
		}))
	add(c, asked{method: post, path: "/work/{id}/hand-on", id: "work-hand-on", summary: "Give it to another unit, with its consent or by who leads both", errors: errors},
		worked(c, func(ctx context.Context, in *handOnInput) (work.Item, error) {
			return c.Work.HandOn(ctx, in.ID, in.Body.Unit, in.Body.Words)
		}))
	add(c, asked{method: post, path: "/work/{id}/decide", id: "work-decide", summary: "Grant or refuse the request that it stands for", errors: errors},
		func(ctx context.Context, in *decideInput) (*struct{}, error) {
			_, err := c.Work.Decide(ctx, in.ID, in.Body.Grant, in.Body.Words) // the item may be another unit's by now
			return nil, err
		})
	add(c, asked{method: post, path: "/work/{id}/escalate", id: "work-escalate", summary: "Tell the deputy of the day now", errors: errors},
		worked(c, func(ctx context.Context, in *escalateInput) (work.Item, error) {
			return c.Work.Escalate(ctx, in.ID, in.Body.Words)
		}))
	add(c, asked{method: post, path: "/work/{id}/reopen", id: "work-reopen", summary: "Take it up again, with a reason", errors: errors},
		worked(c, func(ctx context.Context, in *reasonInput) (work.Item, error) {
			return c.Work.Reopen(ctx, in.ID, in.Body.Reason)
		}))
}

type pauseInput struct {
	ByID
	Body struct {
		Reason string    `json:"reason" required:"false" doc:"Code of a listed reason"`
		Words  string    `json:"words" required:"false"`
		Until  time.Time `json:"until"`
	}
}

type extendInput struct {
	ByID
	Body struct {
		Reason string `json:"reason" required:"false" doc:"Code of a listed reason"`
		Words  string `json:"words" required:"false"`
		Hours  int    `json:"hours" maximum:"10000" doc:"In the time that the item counts"`
	}
}

type handOnInput struct {
	ByID
	Body struct {
		Unit  string `json:"unit" required:"false" maxLength:"40"`
		Words string `json:"words" required:"false"`
	}
}

type decideInput struct {
	ByID
	Body struct {
		Grant bool   `json:"grant"`
		Words string `json:"words" required:"false" doc:"Needed to refuse"`
	}
}

// worked shows the item after a command; one that went to a unit whose work the
// actor may not read has no body.
func worked[In interface{ item() string }](c *Console, do func(context.Context, *In) (work.Item, error)) func(context.Context, *In) (*out[Work], error) {
	return func(ctx context.Context, in *In) (*out[Work], error) {
		if _, err := do(ctx, in); err != nil {
			return nil, err
		}
		return show(c, c.workOne)(ctx, &ByID{ID: (*in).item()})
	}
}

func (b ByID) item() string { return b.ID }

func (c *Console) workReasons(ctx context.Context, s *speaker, _ *struct{}) (wire.List[WorkReason], error) {
	list, err := c.Work.Reasons(ctx)
	if err != nil {
		return wire.List[WorkReason]{}, err
	}
	return wire.List[WorkReason]{Items: wire.Map(list, func(r work.Reason) WorkReason {
		return WorkReason{Code: r.Code, Use: string(r.Use), Name: r.Name.In(s.lang), Hours: int(r.Longest / time.Hour), Basis: r.Basis, Mark: r.Mark}
	})}, nil
}

func (s *speaker) request(ctx context.Context, r work.Request) (Request, error) {
	u, err := s.unit(ctx, r.Unit)
	return Request{
		Wish: string(r.Wish), Hours: int(r.More / time.Hour), Unit: u, Words: r.Words, State: r.State, AskedAt: wire.At(r.AskedAt), AskedBy: r.AskedName,
		DecidedAt: wire.Maybe(r.DecidedAt), DecidedBy: r.DecidedName, Answer: r.Answer,
	}, err
}

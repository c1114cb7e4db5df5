package handover

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// Filter is a question to the list of sheets, newest first.
type Filter struct {
	Roster string
	State  State // empty: any
	Q      string
	Limit  int
	After  string
}

const (
	usualPage   = 50
	longestPage = 500
)

// List gives sheets that the actor may read, without their lines, and the cursor of the next page.
func (h *Handovers) List(ctx context.Context, f Filter) (list []Sheet, next string, err error) {
	if f.Limit <= 0 {
		f.Limit = usualPage
	}
	f.Limit = min(f.Limit, longestPage)
	where, args := actor.From(ctx).Where(Read, "unit_path", "area_path")
	and := func(sql string, more ...any) {
		where += " AND " + sql
		args = append(args, more...)
	}
	if f.Roster != "" {
		and("roster = ?", f.Roster)
	}
	switch f.State {
	case "":
	case Open, Offered, Done:
		and("state = ?", string(f.State))
	default:
		return nil, "", fault.Fields("handover.invalid", fault.At("state", "handover.bad_state", "state", string(f.State)))
	}
	words, more := db.Holding("search", text.SearchKey(f.Q))
	and(words, more...)
	if f.After != "" {
		us, id, ok := strings.Cut(f.After, ".")
		at, err := strconv.ParseInt(us, 10, 64)
		if !ok || err != nil {
			return nil, "", fault.Fields("handover.invalid", fault.At("after", "handover.bad_cursor"))
		}
		and("(at, id) < (?, ?)", at, id)
	}
	err = h.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err = query(ctx, tx, where+` ORDER BY at DESC, id DESC LIMIT ?`, append(args, f.Limit+1)...)
		return err
	})
	if err != nil {
		return nil, "", fmt.Errorf("list hand-overs: %w", err)
	}
	if len(list) > f.Limit {
		list = list[:f.Limit]
		last := list[f.Limit-1]
		next = strconv.FormatInt(db.Micros(last.At), 10) + "." + last.ID
	}
	return list, next, nil
}

// Get gives a sheet whole; [fault.NotFound] when the actor may not read it.
func (h *Handovers) Get(ctx context.Context, id string) (s Sheet, err error) {
	err = h.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		found, err := readable(ctx, tx, id, "")
		if err != nil {
			return err
		}
		s, err = h.full(ctx, tx, found)
		return err
	})
	return s, err
}

// Action is something that can be done to a sheet now, or the reason why not. StandsIn says that it would be done
// in the place of somebody else, for which a reason is asked.
type Action struct {
	Verb     string // write sign-out take-back tick sign-in
	Why      *fault.Error
	StandsIn bool
}

// Actions lists what the actor may do to a sheet that was read with Get, by the checks that the commands make.
func (s Sheet) Actions(ctx context.Context) []Action {
	by := actor.From(ctx)
	may := by.Check(ToWrite, s.Scope())
	first := func(errs ...error) *fault.Error {
		for _, err := range errs {
			if err != nil {
				f, _ := fault.As(err)
				return f
			}
		}
		return nil
	}
	forOut, notOut := s.signs(by, s.Out, s.In)
	forIn, notIn := s.signs(by, s.In, s.Out)
	var back error
	if s.Out.By != by.ID {
		_, back = s.signs(by, s.Out, Side{})
	}
	var unread error
	if n := s.Unread(); n > 0 {
		unread = fault.New(fault.Conflict, "handover.unread", "n", n)
	}
	return []Action{
		{"write", first(may, s.writes(by)), false},
		{"sign-out", first(may, s.may(Offered), notOut), forOut},
		{"take-back", first(may, s.may(Open), back), false},
		{"tick", first(may, s.is(Offered), notIn), forIn},
		{"sign-in", first(may, s.may(Done), notIn, unread), forIn},
	}
}

// Seen gives a sheet as the list does, without its lines, for live frames.
func (h *Handovers) Seen(ctx context.Context, id string) (s Sheet, err error) {
	err = h.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		s, err = readable(ctx, tx, id, "")
		return err
	})
	return s, err
}

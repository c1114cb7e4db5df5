package console

import (
	"context"
	"net/http"
	"slices"
	"time"

	"thanhdong/door/wire"
	"thanhdong/ground/account"
	"thanhdong/ground/text"
	"thanhdong/sense/observation"
)

// KeptKind is how long the observations of one parameter are kept.
type KeptKind struct {
	Parameter  string        `json:"parameter"`
	Series     int           `json:"series"`
	RawDays    int           `json:"raw_days" doc:"Days for which values are kept; 0 is for ever"`
	HourlyDays int           `json:"hourly_days" doc:"Days for which hourly means are kept after that; 0 is for ever. Daily means are kept for ever"`
	Reason     string        `json:"reason"`
	SetBy      string        `json:"set_by" doc:"Empty: nobody ever set it, and everything is kept for ever"`
	SetAt      *time.Time    `json:"set_at"`
	Removal    *Removal      `json:"removal" doc:"The last one; null when there was none"`
	Needs      []KeepingNeed `json:"needs"`
}

// Removal is how far the removal of values has come.
type Removal struct {
	State    string     `json:"state" enum:"running,done,stopped"`
	Before   time.Time  `json:"before" doc:"Values before it go"`
	Planned  int        `json:"planned" doc:"Values; 0 for what grew old since the last time"`
	Removed  int        `json:"removed" doc:"Values"`
	KeptBack int        `json:"kept_back" doc:"Values that came when they were too old already; they stay until somebody plans again"`
	Hours    int        `json:"hours" doc:"Hourly means made in the place of values"`
	Joined   int        `json:"joined" doc:"Hourly means put together to daily ones"`
	Started  time.Time  `json:"started"`
	Ended    *time.Time `json:"ended"`
}

// KeepingNeed is who computes from values, and how far back.
type KeepingNeed struct {
	Kind string `json:"kind" enum:"rule,derived"`
	Name string `json:"name"`
	Days int    `json:"days"`
}

func (c *Console) keepingList(ctx context.Context, s *speaker, in *Paging) (wire.List[KeptKind], error) {
	kinds, err := c.Observations.Kinds(ctx)
	if err != nil {
		return wire.List[KeptKind]{}, err
	}
	kinds, next := cut(kinds, in, func(k observation.Kind) (string, text.L) {
		return k.Parameter, text.L{VI: k.Parameter, EN: k.Parameter}
	})
	var ids []string
	for _, k := range kinds {
		ids = append(ids, k.Actor)
	}
	slices.Sort(ids)
	names, err := account.Names(ctx, s.tx, slices.Compact(ids))
	if err != nil {
		return wire.List[KeptKind]{}, err
	}
	return page(kinds, next, func(k observation.Kind) (KeptKind, error) {
		w := KeptKind{Parameter: k.Parameter, Series: k.Series, RawDays: k.RawDays, HourlyDays: k.HourlyDays, Reason: k.Reason, SetAt: wire.Maybe(k.SetAt), Needs: keepingNeeds(k.Needs)}
		if k.Version > 0 {
			w.SetBy = names[k.Actor].In(s.lang)
		}
		if r := k.Run; r != nil {
			w.Removal = &Removal{State: r.State, Before: wire.At(r.RawTo), Planned: r.Planned, Removed: r.Removed, KeptBack: r.Spared, Hours: r.Made, Joined: r.Joined,
				Started: wire.At(r.Started), Ended: wire.Maybe(r.Ended)}
		}
		return w, nil
	})
}

// keepingNeeds gives each who needs something once, with the longest need.
func keepingNeeds(all []observation.Need) []KeepingNeed {
	list := []KeepingNeed{}
	for _, n := range all {
		days := int((n.Back + 24*time.Hour - 1) / (24 * time.Hour))
		i := slices.IndexFunc(list, func(x KeepingNeed) bool { return x.Kind == n.Kind && x.Name == n.Name })
		if i < 0 {
			list = append(list, KeepingNeed{n.Kind, n.Name, days})
			continue
		}
		list[i].Days = max(list[i].Days, days)
	}
	return list
}

// KeepingChange is how long a parameter shall be kept.
type KeepingChange struct {
	Parameter  string `json:"parameter" minLength:"1" maxLength:"100"`
	RawDays    int    `json:"raw_days" doc:"0 is for ever"`
	HourlyDays int    `json:"hourly_days" doc:"0 is for ever"`
}

func (k KeepingChange) keeping() observation.Keeping {
	return observation.Keeping{Parameter: k.Parameter, RawDays: k.RawDays, HourlyDays: k.HourlyDays}
}

// KeepingPlan is what a change would remove.
type KeepingPlan struct {
	Plan         string        `json:"plan" doc:"Sent back with the change: it is refused when it would remove something else by now"`
	Parameter    string        `json:"parameter"`
	RawDays      int           `json:"raw_days"`
	HourlyDays   int           `json:"hourly_days"`
	RawBefore    int           `json:"raw_days_now"`
	HourlyBefore int           `json:"hourly_days_now"`
	Series       int           `json:"series" doc:"Series that lose values"`
	Values       int           `json:"values" doc:"Values that would be removed; means of their hours stay"`
	Hours        int           `json:"hours" doc:"Hourly means that would be put together to daily ones"`
	First        *time.Time    `json:"first" doc:"Of these values the oldest"`
	Last         *time.Time    `json:"last"`
	Bytes        int64         `json:"bytes" doc:"About what they take, before what their means will take"`
	Needs        []KeepingNeed `json:"needs" doc:"Who computes from these values; all of them keep what they need"`
}

type keepingPlanInput struct{ Body KeepingChange }

func (c *Console) keepingPlan(ctx context.Context, s *speaker, in *keepingPlanInput) (KeepingPlan, error) {
	p, err := c.Observations.PlanKeeping(ctx, in.Body.keeping())
	if err != nil {
		return KeepingPlan{}, err
	}
	return KeepingPlan{
		Plan: p.Plan, Parameter: p.After.Parameter, RawDays: p.After.RawDays, HourlyDays: p.After.HourlyDays, RawBefore: p.Before.RawDays, HourlyBefore: p.Before.HourlyDays,
		Series: p.Series, Values: p.Values, Hours: p.Hours, First: wire.Maybe(p.First), Last: wire.Maybe(p.Last), Bytes: p.Bytes, Needs: keepingNeeds(p.Needs),
	}, nil
}

type keepingChangeInput struct {
	Body struct {
		KeepingChange
		Plan   string `json:"plan" required:"false" maxLength:"64" doc:"The plan that was shown; needed to keep for a shorter time. Without one nothing is removed, and a removal that runs ends"`
		Reason string `json:"reason" maxLength:"2000"`
	}
}

func (c *Console) keepingChange(ctx context.Context, in *keepingChangeInput) (*out[wire.List[KeptKind]], error) {
	if err := c.Observations.Keep(ctx, in.Body.keeping(), in.Body.Plan, in.Body.Reason); err != nil {
		return nil, err
	}
	return show(c, c.keepingList)(ctx, &Paging{Limit: 500})
}

func (c *Console) addKeeping() {
	const missing, conflict = http.StatusNotFound, http.StatusConflict
	add(c, asked{method: http.MethodGet, path: "/keeping", id: "keeping-list", summary: "How long observations of each parameter are kept"}, show(c, c.keepingList))
	add(c, asked{method: http.MethodPost, path: "/keeping/plan", id: "keeping-plan", summary: "What another time of keeping would remove, without removing it", errors: []int{missing}}, show(c, c.keepingPlan))
	add(c, asked{method: http.MethodPut, path: "/keeping", id: "keeping-change", summary: "Keep for another time, as the plan showed", errors: []int{missing, conflict}}, c.keepingChange)
}

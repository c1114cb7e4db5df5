package console

import (
	"context"
	"net/http"
	"slices"
	"time"

	"thanhdong/door/wire"
	"thanhdong/sense/alert"
)

// AlertGroup stands for alerts that belong together.
type AlertGroup struct {
	ID         string       `json:"id"`
	Number     string       `json:"number"`
	Title      string       `json:"title"`
	Labels     []AlertLabel `json:"labels" doc:"What its alerts have in common"`
	Severity   int          `json:"severity" minimum:"1" maximum:"5"`
	Count      int          `json:"count" doc:"Standing and not muted"`
	Firing     int          `json:"firing" doc:"Of those, not acknowledged"`
	Owner      wire.Ref     `json:"owner"`
	Area       wire.Ref     `json:"area"`
	BeganAt    time.Time    `json:"began_at"`
	NotifiedAt *time.Time   `json:"notified_at" doc:"Null while nobody was told"`
	Notices    int          `json:"notices"`
}

// AlertLabel is one label with its value.
type AlertLabel struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// AlertMute is why an alert is muted or was.
type AlertMute struct {
	By      string     `json:"by" enum:"silence,inhibition"`
	Words   string     `json:"words" doc:"The comment of a silence, the name of an inhibition"`
	Silence *NumberRef `json:"silence"`
	Who     string     `json:"who" doc:"Who silenced it"`
	Ends    *time.Time `json:"ends" doc:"Of a silence"`
	Cause   *NumberRef `json:"cause" doc:"An alert that mutes it; null when you may not read one"`
	At      time.Time  `json:"at"`
	EndedAt *time.Time `json:"ended_at" doc:"Null while it mutes"`
}

// AlertMatcher asks one label for a value.
type AlertMatcher struct {
	Name  string `json:"name" maxLength:"130"`
	Op    string `json:"op" enum:"=,!=,=~,!~"`
	Value string `json:"value" maxLength:"2000"`
}

// Silence mutes alerts for a time.
type Silence struct {
	ID          string         `json:"id"`
	Number      string         `json:"number"`
	Maintenance bool           `json:"maintenance" doc:"Planned beforehand"`
	Matchers    []AlertMatcher `json:"matchers"`
	Comment     string         `json:"comment"`
	Owner       wire.Ref       `json:"owner" doc:"It mutes within this unit"`
	Area        wire.Ref       `json:"area" doc:"and this area"`
	By          string         `json:"by"`
	CreatedAt   time.Time      `json:"created_at"`
	Starts      time.Time      `json:"starts"`
	Ends        time.Time      `json:"ends"`
	State       string         `json:"state" enum:"planned,active,ended"`
	EndedBy     string         `json:"ended_by" doc:"Empty when its time ended it"`
	Hides       int            `json:"hides" doc:"Alerts that it mutes now"`
	Hid         int            `json:"hid" doc:"and has ever muted"`
	Actions     []Action       `json:"actions"`
}

// Maintenance is a silence planned beforehand, perhaps one that comes again.
type Maintenance struct {
	ID       string         `json:"id"`
	Number   string         `json:"number"`
	Matchers []AlertMatcher `json:"matchers"`
	Comment  string         `json:"comment"`
	Owner    wire.Ref       `json:"owner"`
	Area     wire.Ref       `json:"area"`
	By       string         `json:"by"`
	Starts   time.Time      `json:"starts" doc:"Of the first window"`
	Ends     time.Time      `json:"ends"`
	Every    string         `json:"every" enum:",day,week"`
	Until    time.Time      `json:"until"`
	Next     *time.Time     `json:"next" doc:"Null when no window comes"`
	Actions  []Action       `json:"actions"`
}

// Hidden counts what is muted now.
type Hidden struct {
	Silences    int `json:"silences" doc:"Active"`
	Maintenance int `json:"maintenance" doc:"Of those, planned beforehand"`
	Alerts      int `json:"alerts" doc:"Muted by anything"`
	Inhibited   int `json:"inhibited" doc:"Of those, by a cause"`
}

// AlertHide is what a silence would mute.
type AlertHide struct {
	Count int     `json:"count"`
	First []Alert `json:"first"`
}

// AlertSettings is what alerts are grouped, muted and damped by.
type AlertSettings struct {
	Groupings      []AlertGrouping   `json:"groupings" doc:"The first that wants an alert has it"`
	Inhibitions    []AlertInhibition `json:"inhibitions"`
	Stale          []StaleAfter      `json:"stale"`
	Flaps          int               `json:"flaps"`
	WindowSeconds  int64             `json:"window_seconds"`
	QuietSeconds   int64             `json:"quiet_seconds"`
	LongestSeconds int64             `json:"longest_seconds" doc:"Of a silence"`
	Labels         []string          `json:"labels" doc:"That matchers may ask"`
	Mark           string            `json:"mark"`
}

// AlertGrouping says which alerts belong together.
type AlertGrouping struct {
	Code            string         `json:"code"`
	Name            string         `json:"name"`
	Match           []AlertMatcher `json:"match"`
	By              []string       `json:"by"`
	WaitSeconds     int64          `json:"wait_seconds"`
	IntervalSeconds int64          `json:"interval_seconds"`
	RepeatSeconds   int64          `json:"repeat_seconds"`
	Many            int            `json:"many"`
	Mark            string         `json:"mark"`
}

// AlertInhibition mutes the effects of a cause.
type AlertInhibition struct {
	Code   string         `json:"code"`
	Name   string         `json:"name"`
	Source []AlertMatcher `json:"source"`
	Target []AlertMatcher `json:"target"`
	Equal  []string       `json:"equal"`
	Mark   string         `json:"mark"`
}

// StaleAfter is how long an acknowledgement counts.
type StaleAfter struct {
	Severity int   `json:"severity"`
	Seconds  int64 `json:"seconds"`
}

// addSilences puts the addresses of groups, silences and maintenances.
func (c *Console) addSilences() {
	const get, post = http.MethodGet, http.MethodPost
	missing, both := []int{http.StatusNotFound}, []int{http.StatusNotFound, http.StatusConflict}
	add(c, asked{method: post, path: "/alerts/{id}/raise", id: "alert-raise", summary: "Take an acknowledgement back", errors: both}, c.alertRaise)
	add(c, asked{method: get, path: "/alerts/groups", id: "alert-groups", summary: "Groups of alerts that stand, the most severe first"}, show(c, c.alertGroups))
	add(c, asked{method: post, path: "/alerts/groups/{id}/acknowledge", id: "alert-group-acknowledge", summary: "Acknowledge all that fires and is heard", errors: both}, c.alertGroupAcknowledge)
	add(c, asked{method: get, path: "/alerts/settings", id: "alert-settings", summary: "What alerts are grouped, muted and damped by"}, show(c, c.alertSettings))
	add(c, asked{method: get, path: "/silences", id: "silence-list", summary: "Silences that stand or are to come, or that have ended"}, show(c, c.silenceList))
	add(c, asked{method: post, path: "/silences", id: "silence-create", summary: "Silence alerts for a time", status: http.StatusCreated}, c.silenceCreate)
	add(c, asked{method: post, path: "/silences/plan", id: "silence-plan", summary: "What a silence would hide now; nothing is stored"}, show(c, c.silencePlan))
	add(c, asked{method: post, path: "/silences/{id}/end", id: "silence-end", summary: "End it early; what still fires is told", errors: both}, c.silenceEnd)
	add(c, asked{method: get, path: "/maintenances", id: "maintenance-list", summary: "Planned silences with windows to come"}, show(c, c.maintenanceList))
	add(c, asked{method: post, path: "/maintenances", id: "maintenance-create", summary: "Plan a silence, perhaps one that comes again", status: http.StatusCreated, errors: missing}, c.maintenanceCreate)
	add(c, asked{method: post, path: "/maintenances/{id}/end", id: "maintenance-end", summary: "Take back the windows to come and end the one that stands", errors: both}, c.maintenanceEnd)
}

func (c *Console) alertRaise(ctx context.Context, in *openIncidentInput) (*out[Alert], error) {
	if _, err := c.Alerts.Raise(ctx, in.ID); err != nil {
		return nil, err
	}
	return show(c, c.alertOne)(ctx, &in.ByID)
}

func (c *Console) alertGroups(ctx context.Context, s *speaker, _ *struct{}) (wire.List[AlertGroup], error) {
	list, err := c.Alerts.Groups(ctx)
	if err != nil {
		return wire.List[AlertGroup]{}, err
	}
	return page(list, "", func(g alert.Group) (AlertGroup, error) { return s.alertGroup(ctx, g) })
}

func (s *speaker) alertGroup(ctx context.Context, g alert.Group) (AlertGroup, error) {
	owner, where, err := s.refs(ctx, g.Unit, g.Area)
	return AlertGroup{
		ID: g.ID, Number: g.Number, Title: g.Title.In(s.lang), Labels: labelsOf(g.Labels), Severity: g.Severity, Count: g.Count, Firing: g.Firing,
		Owner: owner, Area: where, BeganAt: wire.At(g.BeganAt), NotifiedAt: wire.Maybe(g.NotifiedAt), Notices: g.Notices,
	}, err
}

func labelsOf(m map[string]string) []AlertLabel {
	list := []AlertLabel{}
	for name, v := range m {
		if v != "" {
			list = append(list, AlertLabel{name, v})
		}
	}
	slices.SortFunc(list, func(a, b AlertLabel) int {
		if a.Name < b.Name {
			return -1
		}
		return 1
	})
	return list
}

func (c *Console) alertGroupAcknowledge(ctx context.Context, in *acknowledgeInput) (*out[AlertGroup], error) {
	note := ""
	if in.Body != nil {
		note = in.Body.Note
	}
	if _, err := c.Alerts.AcknowledgeGroup(ctx, in.ID, note); err != nil {
		return nil, err
	}
	return say(ctx, c, func(ctx context.Context, s *speaker) (AlertGroup, error) {
		g, err := c.Alerts.Group(ctx, in.ID)
		if err != nil {
			return AlertGroup{}, err
		}
		return s.alertGroup(ctx, g)
	})
}

// mutes maps why alerts are muted.
func (s *speaker) mutes(list []alert.Mute) []AlertMute {
	all := []AlertMute{}
	for _, m := range list {
		w := AlertMute{By: string(m.By), Words: m.Name.In(s.lang), At: wire.At(m.At), EndedAt: wire.Maybe(m.Ended)}
		if m.By == alert.ByInhibition && w.Words == "" {
			w.Words = m.Rule
		}
		if x := m.Silence; x != nil {
			w.Silence, w.Words, w.Who, w.Ends = &NumberRef{x.ID, x.Number}, x.Comment, x.CreatedName, wire.Maybe(x.Ends)
		}
		if m.Source != nil {
			w.Cause = &NumberRef{m.Source.ID, m.Source.Number}
		}
		all = append(all, w)
	}
	return all
}

type silenceQuery struct {
	Ended bool `query:"ended" doc:"Those that have ended instead"`
}

func (c *Console) silenceList(ctx context.Context, s *speaker, in *silenceQuery) (wire.List[Silence], error) {
	list, err := c.Alerts.Silences(ctx, in.Ended)
	if err != nil {
		return wire.List[Silence]{}, err
	}
	return page(list, "", func(x alert.Silence) (Silence, error) { return s.silence(ctx, x) })
}

func (s *speaker) silence(ctx context.Context, x alert.Silence) (Silence, error) {
	owner, where, err := s.refs(ctx, x.Unit, x.Area)
	return Silence{
		ID: x.ID, Number: x.Number, Maintenance: x.Plan != "", Matchers: matchersOut(x.Matchers), Comment: x.Comment, Owner: owner, Area: where, By: x.CreatedName,
		CreatedAt: wire.At(x.CreatedAt), Starts: wire.At(x.Starts), Ends: wire.At(x.Ends), State: string(x.State), EndedBy: x.EndedName, Hides: x.Hides, Hid: x.Hid,
		Actions: []Action{s.action("end", x.MayEnd(ctx))},
	}, err
}

func matchersOut(ms alert.Matchers) []AlertMatcher {
	list := []AlertMatcher{}
	for _, m := range ms {
		list = append(list, AlertMatcher{m.Name, m.Op, m.Value})
	}
	return list
}

// SilenceDraft is what a person says of a silence.
type SilenceDraft struct {
	Matchers []AlertMatcher `json:"matchers" maxItems:"50"`
	Comment  string         `json:"comment" required:"false" maxLength:"10000"`
	Unit     string         `json:"unit" required:"false" maxLength:"60" doc:"Code; your own unit when empty"`
	Area     string         `json:"area" required:"false" maxLength:"20" doc:"Code; that of the unit when empty"`
	Starts   *time.Time     `json:"starts" required:"false" doc:"Now when missing"`
	Ends     *time.Time     `json:"ends" required:"false" doc:"Needed, except to look what would be hidden"`
}

func (d SilenceDraft) meant() alert.NewSilence {
	n := alert.NewSilence{Comment: d.Comment, Unit: d.Unit, Area: d.Area}
	for _, m := range d.Matchers {
		n.Matchers = append(n.Matchers, alert.Matcher{Name: m.Name, Op: m.Op, Value: m.Value})
	}
	if d.Starts != nil {
		n.Starts = *d.Starts
	}
	if d.Ends != nil {
		n.Ends = *d.Ends
	}
	return n
}

type silenceInput struct{ Body SilenceDraft }

func (c *Console) silenceCreate(ctx context.Context, in *silenceInput) (*out[Silence], error) {
	made, err := c.Alerts.Silence(ctx, in.Body.meant())
	if err != nil {
		return nil, err
	}
	return c.silenceShown(ctx, made)
}

func (c *Console) silenceShown(ctx context.Context, x alert.Silence) (*out[Silence], error) {
	return say(ctx, c, func(ctx context.Context, s *speaker) (Silence, error) {
		// Whoever silenced or ended it may see it, also where reading is by another area.
		if now, err := c.Alerts.GetSilence(ctx, x.ID); err == nil {
			x = now
		}
		return s.silence(ctx, x)
	})
}

func (c *Console) silencePlan(ctx context.Context, s *speaker, in *silenceInput) (AlertHide, error) {
	n, first, err := c.Alerts.Hide(ctx, in.Body.meant())
	if err != nil {
		return AlertHide{}, err
	}
	shown, err := s.alerts(ctx, first)
	return AlertHide{Count: n, First: shown}, err
}

func (c *Console) silenceEnd(ctx context.Context, in *openIncidentInput) (*out[Silence], error) {
	x, err := c.Alerts.EndSilence(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return c.silenceShown(ctx, x)
}

func (c *Console) maintenanceList(ctx context.Context, s *speaker, _ *struct{}) (wire.List[Maintenance], error) {
	list, err := c.Alerts.Maintenances(ctx)
	if err != nil {
		return wire.List[Maintenance]{}, err
	}
	return page(list, "", func(m alert.Maintenance) (Maintenance, error) { return s.maintenance(ctx, m) })
}

func (s *speaker) maintenance(ctx context.Context, m alert.Maintenance) (Maintenance, error) {
	owner, where, err := s.refs(ctx, m.Unit, m.Area)
	return Maintenance{
		ID: m.ID, Number: m.Number, Matchers: matchersOut(m.Matchers), Comment: m.Comment, Owner: owner, Area: where, By: m.CreatedName,
		Starts: wire.At(m.Starts), Ends: wire.At(m.Ends), Every: string(m.Every), Until: wire.At(m.Until), Next: wire.Maybe(m.Next),
		Actions: []Action{s.action("end", m.MayEnd(ctx))},
	}, err
}

type maintenanceInput struct {
	Body struct {
		SilenceDraft
		Every string     `json:"every" required:"false" enum:",day,week"`
		Until *time.Time `json:"until" required:"false" doc:"Of one that comes again"`
	}
}

func (c *Console) maintenanceCreate(ctx context.Context, in *maintenanceInput) (*out[Maintenance], error) {
	n := alert.NewMaintenance{NewSilence: in.Body.meant(), Every: alert.Every(in.Body.Every)}
	if in.Body.Until != nil {
		n.Until = *in.Body.Until
	}
	m, err := c.Alerts.Maintain(ctx, n)
	if err != nil {
		return nil, err
	}
	return say(ctx, c, func(ctx context.Context, s *speaker) (Maintenance, error) { return s.maintenance(ctx, m) })
}

func (c *Console) maintenanceEnd(ctx context.Context, in *openIncidentInput) (*out[Maintenance], error) {
	m, err := c.Alerts.EndMaintenance(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return say(ctx, c, func(ctx context.Context, s *speaker) (Maintenance, error) { return s.maintenance(ctx, m) })
}

func (c *Console) alertSettings(ctx context.Context, s *speaker, _ *struct{}) (AlertSettings, error) {
	set, err := c.Alerts.Settings(ctx)
	if err != nil {
		return AlertSettings{}, err
	}
	seconds := func(d time.Duration) int64 { return int64(d / time.Second) }
	t := set.Times
	w := AlertSettings{
		Groupings: []AlertGrouping{}, Inhibitions: []AlertInhibition{}, Flaps: t.Flaps, WindowSeconds: seconds(t.Window), QuietSeconds: seconds(t.Quiet),
		LongestSeconds: seconds(t.Longest), Labels: alert.Names, Mark: t.Mark,
	}
	for severity := 5; severity >= 1; severity-- {
		w.Stale = append(w.Stale, StaleAfter{severity, seconds(t.Stale[severity])})
	}
	for _, g := range set.Groupings {
		w.Groupings = append(w.Groupings, AlertGrouping{
			Code: g.Code, Name: g.Name.In(s.lang), Match: matchersOut(g.Match), By: g.By, WaitSeconds: seconds(g.Wait), IntervalSeconds: seconds(g.Interval),
			RepeatSeconds: seconds(g.Repeat), Many: g.Many, Mark: g.Mark,
		})
	}
	for _, i := range set.Inhibitions {
		equal := i.Equal
		if equal == nil {
			equal = []string{}
		}
		w.Inhibitions = append(w.Inhibitions, AlertInhibition{Code: i.Code, Name: i.Name.In(s.lang), Source: matchersOut(i.Source), Target: matchersOut(i.Target), Equal: equal, Mark: i.Mark})
	}
	return w, nil
}

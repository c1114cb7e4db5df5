package incident

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"thanhdong/act/work"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/sense/alert"
)

// AlertItems keeps the queue in step with alerts: what fires, is heard and is in no
// case is somebody's item.
type AlertItems struct {
	alerts *alert.Alerts
	queue  *work.Work
}

// The kinds of items that stand for alerts, and what such an item can be about: one
// alert, or a group of many.
const (
	alertKindName = "alert"
	ofGroup       = "alert-group"
)

// NewAlertItems answers for alerts in the queue and follows what becomes of them and of
// their cases.
func NewAlertItems(alerts *alert.Alerts, queue *work.Work, b *bus.Bus) *AlertItems {
	x := &AlertItems{alerts: alerts, queue: queue}
	queue.Register(alertKind{alertKindName, alerts})
	queue.Register(alertKind{breachKindName, alerts})
	b.Read("incident.items", append(slices.Clone(alert.Events), Events...), x.follow)
	return x
}

// alertLimits are how long an alert may wait for somebody, by severity: by the clock on
// the wall, because people are on shift for it. PROJECT CHOICE.
var alertLimits = map[int]time.Duration{1: 24 * time.Hour, 2: 8 * time.Hour, 3: 2 * time.Hour, 4: 30 * time.Minute, 5: 15 * time.Minute}

// follow brings items into step with the groups and the cases that something happened in.
func (x *AlertItems) follow(ctx context.Context, tx *db.Tx, events []bus.Event) error {
	groups := map[string]bool{}
	cases := map[string]bool{} // true: opened among these events
	var ids []any
	for _, e := range events {
		if strings.HasPrefix(e.Kind, "alert.") {
			ids = append(ids, e.Subject)
			continue
		}
		var h Happened
		if err := json.Unmarshal(e.Body, &h); err != nil {
			return fmt.Errorf("read %s: %w", e.Kind, err)
		}
		cases[h.ID] = cases[h.ID] || e.Kind == OpenedEvent
	}
	for _, id := range slices.Sorted(maps.Keys(cases)) {
		held, err := x.answer(ctx, tx, id, cases[id])
		if err != nil {
			return fmt.Errorf("alerts of incident %s: %w", id, err)
		}
		for _, h := range held {
			ids = append(ids, h)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	err := tx.Each(ctx, `SELECT DISTINCT grp FROM alert WHERE id IN (?`+strings.Repeat(", ?", len(ids)-1)+`)`, ids, func(scan func(...any) error) error {
		var g string
		err := scan(&g)
		groups[g] = true
		return err
	})
	if err != nil {
		return err
	}
	delete(groups, "") // alerts older than groups are in nobody's queue
	for _, g := range slices.Sorted(maps.Keys(groups)) {
		if err := x.reconcile(ctx, tx, g); err != nil {
			return fmt.Errorf("items of group %s: %w", g, err)
		}
	}
	return nil
}

// answer tells alerts that their case answers for them, that it was closed, or that they
// were taken out of it. It gives the alerts whose items may change.
func (x *AlertItems) answer(ctx context.Context, tx *db.Tx, id string, opened bool) ([]string, error) {
	i, err := load(ctx, tx, id, "")
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	stands := i.State == Open
	if i.State == Joined { // the case that leads answers for it
		lead, err := load(ctx, tx, i.Lead, "")
		if err != nil {
			return nil, err
		}
		stands = lead.State == Open
	}
	before, err := alert.TakenBy(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	now, err := linked(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	for a, of := range now {
		if stands || opened {
			err = alert.Taken(ctx, tx, a, of)
		}
		if err == nil && !stands {
			err = alert.LetGo(ctx, tx, a)
		}
		if err != nil {
			return nil, err
		}
	}
	for _, a := range before {
		if _, still := now[a]; still {
			continue
		}
		if err := alert.Parted(ctx, tx, a); err != nil {
			return nil, err
		}
	}
	return slices.AppendSeq(before, maps.Keys(now)), nil
}

// linked gives the alerts of a case and of those that it leads, with their case.
func linked(ctx context.Context, tx *db.Tx, id string) (map[string]string, error) {
	of := map[string]string{}
	err := tx.Each(ctx, `SELECT a.alert, a.incident FROM incident_alert a JOIN incident i ON i.id = a.incident WHERE i.id = ? OR i.lead = ?`, []any{id, id}, func(scan func(...any) error) error {
		var a, i string
		err := scan(&a, &i)
		of[a] = i
		return err
	})
	return of, err
}

// reconcile opens and settles the items of one group: one for each alert while they are
// few, one for all once they are many, until none is left.
func (x *AlertItems) reconcile(ctx context.Context, tx *db.Tx, group string) error {
	kind, err := openItem(ctx, tx, group)
	if err != nil {
		return err
	}
	if kind != "" {
		waiting, err := x.waiting(ctx, tx, group, 1)
		if err != nil || len(waiting) > 0 {
			return err
		}
		return x.queue.Settle(ctx, kind, group, text.T(text.VI, "incident.item_group_over", nil))
	}
	many, err := alert.Many(ctx, tx, group)
	if err != nil {
		return err
	}
	waiting, err := x.waiting(ctx, tx, group, many)
	if err != nil {
		return err
	}
	open, err := openItems(ctx, tx, group)
	if err != nil {
		return err
	}
	g, err := alert.GroupOf(ctx, tx, group)
	if err != nil {
		return err
	}
	together := len(waiting) >= many
	for _, id := range slices.Sorted(maps.Keys(open)) {
		if !together && slices.ContainsFunc(waiting, func(a alert.Alert) bool { return a.ID == id }) {
			continue
		}
		why, err := x.why(ctx, tx, id, together, g)
		if err != nil {
			return err
		}
		if err := x.queue.Settle(ctx, open[id], id, why); err != nil {
			return err
		}
	}
	if together {
		return x.open(ctx, work.NewItem{
			Kind: kindOf(waiting), Subject: work.Subject{Kind: ofGroup, ID: g.ID, Number: g.Number}, Title: g.Title, Severity: g.Severity,
			Unit: g.Unit, UnitPath: g.UnitPath, Area: g.Area, AreaPath: g.AreaPath,
		})
	}
	for _, a := range waiting {
		if _, has := open[a.ID]; has {
			continue
		}
		if err := x.open(ctx, work.NewItem{
			Kind: kindOf([]alert.Alert{a}), Subject: work.Subject{Kind: alertKindName, ID: a.ID, Number: a.Number}, Title: a.Title, Severity: a.Severity,
			Unit: a.Unit, UnitPath: a.UnitPath, Area: a.Area, AreaPath: a.AreaPath,
		}); err != nil {
			return err
		}
	}
	return nil
}

// open puts an urgent item into the queue: by the clock, without evidence.
func (x *AlertItems) open(ctx context.Context, n work.NewItem) error {
	n.Limit = alertLimits[n.Severity]
	_, err := x.queue.Open(ctx, n)
	return err
}

// waiting gives up to so many alerts of a group that somebody must look at: they fire,
// are heard, and no case answers for them. One whose rule opens its case waits for that.
// The index by group is of alerts that stand, so the question says that too.
func (x *AlertItems) waiting(ctx context.Context, tx *db.Tx, group string, most int) ([]alert.Alert, error) {
	var ids []string
	err := tx.Each(ctx, `SELECT id FROM alert a WHERE grp = ? AND state <> 'resolved' AND state = 'firing' AND muted = 0 AND taken = '' AND (opens_incident = 0 OR raised > 0
		OR EXISTS (SELECT 1 FROM incident_alert i WHERE i.alert = a.id)) ORDER BY severity DESC, fired_at, id LIMIT ?`, []any{group, most}, func(scan func(...any) error) error {
		var id string
		err := scan(&id)
		ids = append(ids, id)
		return err
	})
	if err != nil {
		return nil, err
	}
	return alert.ByIDs(ctx, tx, ids)
}

// openItem gives the kind of the open item of the group as a whole, "" when there is none.
func openItem(ctx context.Context, tx *db.Tx, group string) (kind string, err error) {
	err = tx.QueryRow(ctx, `SELECT kind FROM work_item WHERE kind IN ('alert', 'feed-breach') AND subject_id = ? AND state = 'open'`, group).Scan(&kind)
	if fault.Is(err, fault.NotFound) {
		return "", nil
	}
	return kind, err
}

// openItems gives the kinds of the open items of a group's alerts, by alert.
func openItems(ctx context.Context, tx *db.Tx, group string) (map[string]string, error) {
	open := map[string]string{}
	err := tx.Each(ctx, `SELECT subject_id, kind FROM work_item WHERE kind IN ('alert', 'feed-breach') AND state = 'open'
		AND EXISTS (SELECT 1 FROM alert a WHERE a.id = work_item.subject_id AND a.grp = ?)`, []any{group}, func(scan func(...any) error) error {
		var id, kind string
		if err := scan(&id, &kind); err != nil {
			return err
		}
		open[id] = kind
		return nil
	})
	return open, err
}

// why says in the item's log why it ended by itself.
func (x *AlertItems) why(ctx context.Context, tx *db.Tx, id string, together bool, g alert.Group) (string, error) {
	if together {
		return text.T(text.VI, "incident.item_joined", map[string]any{"number": g.Number}), nil
	}
	a, err := alert.Locked(ctx, tx, id)
	if err != nil {
		return "", err
	}
	key := "incident.item_taken"
	switch {
	case a.State == alert.Resolved:
		key = "incident.item_resolved"
	case a.State == alert.Acknowledged:
		return text.T(text.VI, "incident.item_acknowledged", map[string]any{"name": a.AcknowledgedName}), nil
	case a.Muted > 0:
		key = "incident.item_muted"
	}
	return text.T(text.VI, key, nil), nil
}

// alertKind answers for alerts in the queue. Closing such an item by hand acknowledges
// what it stands for; taking it up again takes the acknowledgement back.
type alertKind struct {
	name   string
	alerts *alert.Alerts
}

func (k alertKind) Name() string { return k.name }

// MayClose refuses who may not acknowledge.
func (k alertKind) MayClose(ctx context.Context, tx *db.Tx, item work.Item) error {
	if item.Subject.Kind == ofGroup {
		_, err := alert.GroupOf(ctx, tx, item.Subject.ID)
		return err
	}
	_, err := alert.Locked(ctx, tx, item.Subject.ID)
	return err
}

// Closed acknowledges what still fires.
func (k alertKind) Closed(ctx context.Context, tx *db.Tx, item work.Item) error {
	if item.Subject.Kind == ofGroup {
		_, err := k.alerts.AcknowledgeGroup(ctx, item.Subject.ID, item.Reason)
		if f, ok := fault.As(err); ok && f.Key == "alert.group_answered" {
			return nil
		}
		return err
	}
	a, err := alert.Locked(ctx, tx, item.Subject.ID)
	if err != nil || a.State != alert.Firing {
		return err
	}
	_, err = k.alerts.Acknowledge(ctx, a.ID, item.Reason)
	return err
}

// Reopened raises the alert again; a group's alerts are raised one by one.
func (k alertKind) Reopened(ctx context.Context, tx *db.Tx, item work.Item) error {
	if item.Subject.Kind == ofGroup {
		return fault.New(fault.Conflict, "incident.group_not_reopened", "number", item.Subject.Number)
	}
	a, err := alert.Locked(ctx, tx, item.Subject.ID)
	if err != nil || a.State == alert.Firing {
		return err
	}
	_, err = k.alerts.Raise(ctx, a.ID)
	return err
}

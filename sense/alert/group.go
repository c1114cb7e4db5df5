package alert

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/ground/timer"
	"thanhdong/ground/unit"
)

// Group stands for alerts that belong together. People are told of it, not of each.
type Group struct {
	ID         string
	Number     string // NH-24-0001
	Grouping   string
	Labels     map[string]string
	Unit       string
	UnitPath   string
	Area       string
	AreaPath   string // of the area that holds all of its alerts
	Severity   int    // the highest
	Count      int    // standing and not muted
	Firing     int    // of those, not acknowledged
	Title      text.L
	BeganAt    time.Time
	NotifiedAt time.Time // zero while nobody was told
	Notices    int
	EndedAt    time.Time // zero while an alert of it stands

	pending bool // something came since the last notice
}

// Scope is where the group belongs, for rights.
func (g Group) Scope() actor.Scope { return actor.Scope{UnitPath: g.UnitPath, AreaPath: g.AreaPath} }

const groupColumns = `id, number, grouping, labels, unit, unit_path, area, area_path, severity, count, firing, title_vi, title_en, began_at, notified_at, notices, pending, ended_at`

func queryGroups(ctx context.Context, tx *db.Tx, where string, args ...any) (list []Group, err error) {
	err = tx.Each(ctx, `SELECT `+groupColumns+` FROM alert_group WHERE `+where, args, func(scan func(...any) error) error {
		var g Group
		var labels string
		var began, pending int64
		var notified, ended *int64
		if err := scan(&g.ID, &g.Number, &g.Grouping, &labels, &g.Unit, &g.UnitPath, &g.Area, &g.AreaPath, &g.Severity, &g.Count, &g.Firing,
			&g.Title.VI, &g.Title.EN, &began, &notified, &g.Notices, &pending, &ended); err != nil {
			return err
		}
		g.BeganAt, g.NotifiedAt, g.EndedAt, g.pending = db.Time(began), db.TimeOf(notified), db.TimeOf(ended), pending == 1
		if err := json.Unmarshal([]byte(labels), &g.Labels); err != nil {
			return err
		}
		list = append(list, g)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read groups of alerts: %w", err)
	}
	return list, nil
}

// join finds the group of a new alert, or begins it.
func join(ctx context.Context, tx *db.Tx, a *Alert, set Settings) error {
	labels := a.Labels()
	g := set.of(labels)
	shown := map[string]string{}
	key := []string{g.Code, a.Unit, provinceOf(a.AreaPath)}
	for _, name := range g.By {
		shown[name] = labels[name]
		key = append(key, labels[name])
	}
	b, err := json.Marshal(key)
	if err != nil {
		return err
	}
	err = tx.QueryRow(ctx, `SELECT id FROM alert_group WHERE gkey = ? AND ended_at IS NULL`, string(b)).Scan(&a.Group)
	if !fault.Is(err, fault.NotFound) {
		return err
	}
	said, err := json.Marshal(shown)
	if err != nil {
		return err
	}
	number, err := tx.Number(ctx, "NH")
	if err != nil {
		return err
	}
	a.Group = tx.NewID("grp")
	_, err = tx.Exec(ctx, `INSERT INTO alert_group (id, number, grouping, gkey, labels, unit, unit_path, area, area_path, severity, count, firing, title_vi, title_en, began_at, pending, notices)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?, ?, ?, 0, 0)`,
		a.Group, number, g.Code, string(b), string(said), a.Unit, a.UnitPath, a.Area, a.AreaPath, a.Severity, a.Title.VI, a.Title.EN, db.Micros(tx.Now()))
	return err
}

const groupDuty = "alert.group"

// settle counts touched groups anew, ends those that nothing stands in, and asks the
// timer for the time at which people are told. In the order of their ids, so that two
// transactions never wait for each other.
func settle(ctx context.Context, tx *db.Tx, touched groupsTouched) error {
	for _, id := range slices.Sorted(maps.Keys(touched)) {
		if id == "" {
			continue // older than groups
		}
		list, err := queryGroups(ctx, tx, `id = ? AND ended_at IS NULL`+tx.Lock(), id)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			continue
		}
		if err := list[0].settle(ctx, tx, touched[id]); err != nil {
			return fmt.Errorf("group %s: %w", list[0].Number, err)
		}
	}
	return nil
}

func (g Group) settle(ctx context.Context, tx *db.Tx, news bool) error {
	alive, err := g.count(ctx, tx)
	if err != nil {
		return err
	}
	if alive == 0 {
		if _, err := tx.Exec(ctx, `UPDATE alert_group SET count = 0, firing = 0, pending = 0, ended_at = ? WHERE id = ?`, db.Micros(tx.Now()), g.ID); err != nil {
			return err
		}
		if err := timer.Cancel(ctx, tx, groupDuty, g.ID); err != nil {
			return err
		}
		return record(ctx, tx, GroupEndedEvent, g.ID)
	}
	set, err := settings(ctx, tx)
	if err != nil {
		return err
	}
	by := set.named(g.Grouping)
	if news && !g.pending {
		g.pending = true
		at := tx.Now().Add(by.Wait)
		if !g.NotifiedAt.IsZero() {
			if at = g.NotifiedAt.Add(by.Interval); at.Before(tx.Now()) {
				at = tx.Now()
			}
		}
		if err := timer.Set(ctx, tx, groupDuty, g.ID, at, nil); err != nil {
			return err
		}
	}
	return g.save(ctx, tx)
}

// named is the grouping by which a group was made; when it was taken away, the usual one.
func (s Settings) named(code string) Grouping {
	for _, g := range s.Groupings {
		if g.Code == code {
			return g
		}
	}
	return usual.Groupings[0]
}

// Many is from how many waiting alerts on a group is one item of work.
func Many(ctx context.Context, tx *db.Tx, group string) (int, error) {
	set, err := settings(ctx, tx)
	if err != nil {
		return 0, err
	}
	var code string
	if err := tx.QueryRow(ctx, `SELECT grouping FROM alert_group WHERE id = ?`, group).Scan(&code); err != nil {
		return 0, err
	}
	return set.named(code).Many, nil
}

// count reads off the alerts what the group says of them, and gives how many stand.
func (g *Group) count(ctx context.Context, tx *db.Tx) (alive int, err error) {
	var heard, firing, severity *int64
	var least, most *string
	if err := tx.QueryRow(ctx, `SELECT count(*), sum(CASE WHEN muted = 0 THEN 1 ELSE 0 END), sum(CASE WHEN muted = 0 AND state = 'firing' THEN 1 ELSE 0 END),
		max(severity), min(area_path), max(area_path) FROM alert WHERE grp = ? AND state <> 'resolved'`, g.ID).Scan(&alive, &heard, &firing, &severity, &least, &most); err != nil {
		return 0, err
	}
	if alive == 0 {
		return 0, nil
	}
	g.Count, g.Firing, g.Severity = int(*heard), int(*firing), int(*severity)
	g.AreaPath = common(*least, *most)
	g.Area = unit.Last(g.AreaPath)
	lead, err := one(ctx, tx, `id = (SELECT id FROM alert WHERE grp = ? AND state <> 'resolved' ORDER BY muted, severity DESC, fired_at, id LIMIT 1)`, g.ID)
	if err != nil {
		return 0, err
	}
	g.Unit, g.UnitPath, g.Title = lead.Unit, lead.UnitPath, lead.Title
	if more := g.Count - 1; more > 0 {
		g.Title = text.L{
			VI: text.T(text.VI, "alert.group_title", map[string]any{"title": lead.Title.VI, "n": more}),
			EN: text.T(text.EN, "alert.group_title", map[string]any{"title": lead.Title.EN, "n": more}),
		}
	}
	return alive, nil
}

func (g Group) save(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Exec(ctx, `UPDATE alert_group SET unit = ?, unit_path = ?, area = ?, area_path = ?, severity = ?, count = ?, firing = ?, title_vi = ?, title_en = ?,
		pending = ?, notified_at = ?, notices = ? WHERE id = ?`,
		g.Unit, g.UnitPath, g.Area, g.AreaPath, g.Severity, g.Count, g.Firing, g.Title.VI, g.Title.EN, bit(g.pending), instant(g.NotifiedAt), g.Notices, g.ID)
	return err
}

// tell is the timer of a group: people are told of what came, and again of what nobody
// answered. What is acknowledged or in a case is answered.
func (as *Alerts) tell(ctx context.Context, tx *db.Tx, due timer.Due) error {
	list, err := queryGroups(ctx, tx, `id = ? AND ended_at IS NULL`+tx.Lock(), due.Key)
	if err != nil || len(list) == 0 {
		return err
	}
	g := list[0]
	alive, err := g.count(ctx, tx)
	if err != nil || alive == 0 {
		return err
	}
	set, err := settings(ctx, tx)
	if err != nil {
		return err
	}
	var open int64
	if err := tx.QueryRow(ctx, `SELECT count(*) FROM alert WHERE grp = ? AND state <> 'resolved' AND state = 'firing' AND muted = 0 AND taken = ''`, g.ID).Scan(&open); err != nil {
		return err
	}
	by := set.named(g.Grouping)
	again := !g.NotifiedAt.IsZero() && !tx.Now().Before(g.NotifiedAt.Add(by.Repeat))
	tells := g.Firing > 0 && (g.pending || again && open > 0)
	g.pending = false
	if tells {
		g.NotifiedAt, g.Notices = tx.Now(), g.Notices+1
		if err := record(ctx, tx, GroupNotifiedEvent, g.ID); err != nil {
			return err
		}
	}
	if !g.NotifiedAt.IsZero() && g.Firing > 0 {
		at := g.NotifiedAt.Add(by.Repeat)
		for !at.After(tx.Now()) {
			at = at.Add(by.Repeat)
		}
		if err := timer.Set(ctx, tx, groupDuty, g.ID, at, nil); err != nil {
			return err
		}
	}
	return g.save(ctx, tx)
}

// Groups lists the groups that stand, the most severe first, as far as the actor may
// read all of their alerts.
func (as *Alerts) Groups(ctx context.Context) (list []Group, err error) {
	where, args := actor.From(ctx).Where(Read, "unit_path", "area_path")
	err = as.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err = queryGroups(ctx, tx, where+` AND ended_at IS NULL ORDER BY CASE WHEN count > 0 THEN 0 ELSE 1 END, severity DESC, began_at DESC, id LIMIT ?`, append(args, longestPage)...)
		return err
	})
	return list, err
}

// Group gives a group that the actor may read; [fault.NotFound] otherwise.
func (as *Alerts) Group(ctx context.Context, id string) (g Group, err error) {
	err = as.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		g, err = GroupOf(ctx, tx, id)
		return err
	})
	return g, err
}

// GroupOf is [Alerts.Group] inside a transaction.
func GroupOf(ctx context.Context, tx *db.Tx, id string) (Group, error) {
	list, err := queryGroups(ctx, tx, `id = ?`, id)
	if err != nil {
		return Group{}, err
	}
	if len(list) == 0 || !actor.From(ctx).May(Read, list[0].Scope()) {
		return Group{}, fault.New(fault.NotFound, "alert.no_group", "id", id)
	}
	return list[0], nil
}

// GroupNumbers gives what people call the groups of alerts.
func GroupNumbers(ctx context.Context, tx *db.Tx, alerts []Alert) (map[string]string, error) {
	numbers := map[string]string{}
	for _, a := range alerts {
		if _, seen := numbers[a.Group]; seen || a.Group == "" {
			continue
		}
		var number string
		if err := tx.QueryRow(ctx, `SELECT number FROM alert_group WHERE id = ?`, a.Group).Scan(&number); err != nil {
			return nil, err
		}
		numbers[a.Group] = number
	}
	return numbers, nil
}

// AcknowledgeGroup acknowledges every alert of a group that fires and is heard.
// Refusals as with [Alerts.Acknowledge]; [fault.Conflict] when none does.
func (as *Alerts) AcknowledgeGroup(ctx context.Context, id, note string) (n int, err error) {
	note = strings.TrimSpace(note)
	if err := noteFits(note); err != nil {
		return 0, err
	}
	err = as.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		by := actor.From(ctx)
		g, err := GroupOf(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := by.Check(ToAcknowledge, g.Scope()); err != nil {
			return err
		}
		list, err := query(ctx, tx, `grp = ? AND state <> 'resolved' AND state = 'firing' AND muted = 0 ORDER BY id`+tx.Lock(), id)
		if err != nil {
			return err
		}
		if n = len(list); n == 0 {
			return fault.New(fault.Conflict, "alert.group_answered", "number", g.Number)
		}
		for _, a := range list {
			if err := as.acknowledge(ctx, tx, &a, note); err != nil {
				return err
			}
		}
		if err := settle(ctx, tx, groupsTouched{id: false}); err != nil {
			return err
		}
		return enterFor(ctx, tx, "alert.acknowledge_group", g.ID, g.Scope(), map[string]any{"note": note, "number": g.Number, "alerts": n})
	})
	if err != nil {
		return 0, fmt.Errorf("acknowledge group %s: %w", id, err)
	}
	return n, nil
}

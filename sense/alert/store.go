package alert

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/sense/rule"
)

const columns = `id, number, rule, subject_kind, subject, parameter, breach, state, title_vi, title_en, condition_vi, condition_en, expression, severity, unit, unit_path,
	area, area_path, playbook, opens_incident, feed, value, value_unit, observed_at, since, fired_at, acknowledged_at, acknowledged_by,
	acknowledged_name, note, resolved_at, resolved_value, rule_version, labels, grp, muted, raised, raised_at, stale_at, flapping_since, quiet_at, over, over_value, taken, link`

func insert(ctx context.Context, tx *db.Tx, a Alert, search string) error {
	labels, err := json.Marshal(a.Extra)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO alert (id, number, rule, subject_kind, subject, parameter, breach, state, title_vi, title_en, condition_vi, condition_en, expression,
		severity, unit, unit_path, area, area_path, playbook, opens_incident, feed, value, value_unit, observed_at, since, fired_at, search, rule_version, labels, grp,
		flapping_since, quiet_at, link)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		a.ID, a.Number, a.Rule, string(a.Subject.Kind), a.Subject.ID, a.Parameter, string(a.Breach), string(a.State), a.Title.VI, a.Title.EN, a.Condition.VI, a.Condition.EN, a.Expression,
		a.Severity, a.Unit, a.UnitPath, a.Area, a.AreaPath, a.Playbook, bit(a.OpensIncident), a.Feed, a.Value, a.ValueUnit,
		db.Micros(a.ObservedAt), db.Micros(a.Since), db.Micros(a.FiredAt), search, a.Version, string(labels), a.Group,
		instant(a.FlappingSince), instant(a.QuietAt), a.Link)
	return err
}

func query(ctx context.Context, tx *db.Tx, where string, args ...any) ([]Alert, error) {
	rows, err := tx.Query(ctx, `SELECT `+columns+` FROM alert WHERE `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("read alerts: %w", err)
	}
	defer rows.Close()
	var list []Alert
	for rows.Next() {
		var a Alert
		var opens, observed, since, fired, over int64
		var acknowledged, resolved, raised, stale, flapping, quiet *int64
		var labels string
		if err := rows.Scan(&a.ID, &a.Number, &a.Rule, &a.Subject.Kind, &a.Subject.ID, &a.Parameter, &a.Breach, &a.State, &a.Title.VI, &a.Title.EN, &a.Condition.VI,
			&a.Condition.EN, &a.Expression, &a.Severity, &a.Unit, &a.UnitPath, &a.Area, &a.AreaPath, &a.Playbook, &opens, &a.Feed, &a.Value, &a.ValueUnit,
			&observed, &since, &fired, &acknowledged, &a.AcknowledgedBy, &a.AcknowledgedName, &a.Note, &resolved, &a.ResolvedValue, &a.Version,
			&labels, &a.Group, &a.Muted, &a.Raised, &raised, &stale, &flapping, &quiet, &over, &a.OverValue, &a.Taken, &a.Link); err != nil {
			return nil, fmt.Errorf("read alerts: %w", err)
		}
		a.OpensIncident, a.ObservedAt, a.Since, a.FiredAt = opens == 1, db.Time(observed), db.Time(since), db.Time(fired)
		a.AcknowledgedAt, a.ResolvedAt, a.RaisedAt, a.StaleAt = db.TimeOf(acknowledged), db.TimeOf(resolved), db.TimeOf(raised), db.TimeOf(stale)
		a.FlappingSince, a.QuietAt, a.Over = db.TimeOf(flapping), db.TimeOf(quiet), over == 1
		if err := json.Unmarshal([]byte(labels), &a.Extra); err != nil {
			return nil, fmt.Errorf("read labels of alert %s: %w", a.ID, err)
		}
		list = append(list, a)
	}
	return list, rows.Err()
}

// living finds the live alert of a fingerprint and locks it.
func living(ctx context.Context, tx *db.Tx, f rule.Finding) (Alert, error) {
	s := subjectOf(f)
	return one(ctx, tx, `rule = ? AND subject_kind = ? AND subject = ? AND parameter = ? AND breach = ? AND state <> 'resolved'`+tx.Lock(),
		f.Rule, string(s.Kind), s.ID, f.Parameter, string(f.Breach))
}

func one(ctx context.Context, tx *db.Tx, where string, args ...any) (Alert, error) {
	list, err := query(ctx, tx, where, args...)
	if err != nil {
		return Alert{}, err
	}
	if len(list) == 0 {
		return Alert{}, fault.New(fault.NotFound, "alert.not_found", "id", args[0])
	}
	return list[0], nil
}

func readable(ctx context.Context, tx *db.Tx, id, lock string) (Alert, error) {
	a, err := one(ctx, tx, `id = ?`+lock, id)
	if err != nil {
		return Alert{}, err
	}
	if !actor.From(ctx).May(Read, a.Scope()) {
		return Alert{}, fault.New(fault.NotFound, "alert.not_found", "id", id)
	}
	return a, nil
}

// Get gives an alert that the actor may read; [fault.NotFound] otherwise.
func (as *Alerts) Get(ctx context.Context, id string) (a Alert, err error) {
	err = as.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		a, err = readable(ctx, tx, id, "")
		return err
	})
	return a, err
}

// Locked gives an alert that the actor may read and locks it until the
// transaction ends, so that a room above can tie one case to it.
func Locked(ctx context.Context, tx *db.Tx, id string) (Alert, error) {
	return readable(ctx, tx, id, tx.Lock())
}

// ByIDs gives those of the alerts that the actor may read, in the order of time.
func ByIDs(ctx context.Context, tx *db.Tx, ids []string) ([]Alert, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	may, args := actor.From(ctx).Where(Read, "unit_path", "area_path")
	for _, id := range ids {
		args = append(args, id)
	}
	return query(ctx, tx, may+` AND id IN (?`+strings.Repeat(", ?", len(ids)-1)+`) ORDER BY fired_at, id`, args...)
}

// Count is what a rule found since an instant.
type Count struct {
	Fired int
	Last  time.Time
}

// Counts tells how often each rule fired, as far as the actor may read.
func (as *Alerts) Counts(ctx context.Context, since time.Time) (map[string]Count, error) {
	counts := map[string]Count{}
	may, args := actor.From(ctx).Where(Read, "unit_path", "area_path")
	err := as.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		return tx.Each(ctx, `SELECT rule, count(*), max(fired_at) FROM alert WHERE `+may+` AND rule <> '' AND fired_at >= ? GROUP BY rule`, append(args, db.Micros(since)),
			func(scan func(dest ...any) error) error {
				var rule string
				var c Count
				var last int64
				if err := scan(&rule, &c.Fired, &last); err != nil {
					return err
				}
				c.Last = db.Time(last)
				counts[rule] = c
				return nil
			})
	})
	if err != nil {
		return nil, fmt.Errorf("count alerts: %w", err)
	}
	return counts, nil
}

// Filter is a question to the list of alerts, newest first.
type Filter struct {
	State   State  // empty: any
	Alive   bool   // firing or acknowledged
	Station string // id of the entity
	Feed    string // code of the feed that broke its contract
	Group   string // id
	Muted   bool   // muted now, for any reason
	Heard   bool   // not muted
	Silence string // id of a silence: what it mutes now or has muted
	Q       string // words, with or without diacritics; a number
	Limit   int
	After   string
}

const (
	usualPage   = 50
	longestPage = 500
)

// List gives alerts that the actor may read, and the cursor of the next page.
func (as *Alerts) List(ctx context.Context, f Filter) (list []Alert, next string, err error) {
	if f.Limit <= 0 {
		f.Limit = usualPage
	}
	f.Limit = min(f.Limit, longestPage)
	where, args := actor.From(ctx).Where(Read, "unit_path", "area_path")
	and := func(sql string, more ...any) {
		where += " AND " + sql
		args = append(args, more...)
	}
	if f.State != "" {
		if _, ok := moves[f.State]; !ok {
			return nil, "", fault.Fields("alert.invalid", fault.At("state", "alert.bad_state", "state", string(f.State)))
		}
		and("state = ?", string(f.State))
	}
	if f.Alive {
		and("state <> 'resolved'")
	}
	if f.Station != "" {
		and("subject_kind = 'station' AND subject = ?", f.Station)
	}
	if f.Feed != "" {
		and("subject_kind = 'feed' AND subject = ?", f.Feed)
	}
	if f.Group != "" {
		and("grp = ?", f.Group)
	}
	if f.Muted {
		and("muted > 0")
	}
	if f.Heard {
		and("muted = 0")
	}
	if f.Silence != "" {
		and("id IN (SELECT alert FROM alert_mute WHERE kind = 'silence' AND rule = '' AND cause = ?)", f.Silence)
	}
	words, more := db.Holding("search", text.SearchKey(f.Q))
	and(words, more...)
	if f.After != "" {
		us, id, ok := strings.Cut(f.After, ".")
		fired, err := strconv.ParseInt(us, 10, 64)
		if !ok || err != nil {
			return nil, "", fault.Fields("alert.invalid", fault.At("after", "alert.bad_cursor"))
		}
		and("(fired_at, id) < (?, ?)", fired, id)
	}
	err = as.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err = query(ctx, tx, where+` ORDER BY fired_at DESC, id DESC LIMIT ?`, append(args, f.Limit+1)...)
		return err
	})
	if err != nil {
		return nil, "", fmt.Errorf("list alerts: %w", err)
	}
	if len(list) > f.Limit {
		list = list[:f.Limit]
		last := list[f.Limit-1]
		next = strconv.FormatInt(db.Micros(last.FiredAt), 10) + "." + last.ID
	}
	return list, next, nil
}

func instant(t time.Time) *int64 {
	if t.IsZero() {
		return nil
	}
	us := db.Micros(t)
	return &us
}

func bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

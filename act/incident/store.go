package incident

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

const columns = `id, number, title_vi, title_en, severity, state, subject_kind, subject, unit, unit_path, area, area_path, playbook, work,
	opened_at, opened_by, opened_name, closed_at, closed_by, closed_name, reason, type, place, lon, lat, lead, sitrep_us, sitrep_due`

func insert(ctx context.Context, tx *db.Tx, i Incident, search string) error {
	_, err := tx.Exec(ctx, `INSERT INTO incident (id, number, title_vi, title_en, severity, state, subject_kind, subject, unit, unit_path, area, area_path,
		playbook, work, opened_at, opened_by, opened_name, search, type, place, lon, lat) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		i.ID, i.Number, i.Title.VI, i.Title.EN, i.Severity, string(i.State), string(i.Subject.Kind), i.Subject.ID, i.Unit, i.UnitPath, i.Area, i.AreaPath,
		i.PlaybookID, i.Work, db.Micros(i.OpenedAt), i.OpenedBy, i.OpenedName, search, i.Type, i.Place, i.Lon, i.Lat)
	return err
}

func query(ctx context.Context, tx *db.Tx, where string, args ...any) ([]Incident, error) {
	rows, err := tx.Query(ctx, `SELECT `+columns+` FROM incident WHERE `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("read incidents: %w", err)
	}
	defer rows.Close()
	var list []Incident
	for rows.Next() {
		var i Incident
		var opened, sitrep int64
		var closed, due *int64
		if err := rows.Scan(&i.ID, &i.Number, &i.Title.VI, &i.Title.EN, &i.Severity, &i.State, &i.Subject.Kind, &i.Subject.ID, &i.Unit, &i.UnitPath, &i.Area, &i.AreaPath,
			&i.PlaybookID, &i.Work, &opened, &i.OpenedBy, &i.OpenedName, &closed, &i.ClosedBy, &i.ClosedName, &i.Reason, &i.Type, &i.Place, &i.Lon, &i.Lat, &i.Lead, &sitrep, &due); err != nil {
			return nil, fmt.Errorf("read incidents: %w", err)
		}
		i.OpenedAt, i.SitrepEvery = db.Time(opened), time.Duration(sitrep)*time.Microsecond
		if due != nil {
			i.SitrepDue = db.Time(*due)
		}
		if closed != nil {
			i.ClosedAt = db.Time(*closed)
		}
		list = append(list, i)
	}
	return list, rows.Err()
}

// load reads one incident whoever asks; lock is "" or [db.Tx.Lock].
func load(ctx context.Context, tx *db.Tx, id, lock string) (Incident, error) {
	list, err := query(ctx, tx, `id = ?`+lock, id)
	if err != nil {
		return Incident{}, err
	}
	if len(list) == 0 {
		return Incident{}, notFound(id)
	}
	return list[0], nil
}

func notFound(id string) error { return fault.New(fault.NotFound, "incident.not_found", "id", id) }

func readable(ctx context.Context, tx *db.Tx, id, lock string) (Incident, error) {
	i, err := load(ctx, tx, id, lock)
	if err != nil {
		return i, err
	}
	if !actor.From(ctx).May(Read, i.Scope()) {
		return Incident{}, notFound(id)
	}
	return i, nil
}

func ofAlert(ctx context.Context, tx *db.Tx, alertID string) (Incident, error) {
	list, err := query(ctx, tx, `id = (SELECT incident FROM incident_alert WHERE alert = ?)`, alertID)
	if err != nil {
		return Incident{}, err
	}
	if len(list) == 0 {
		return Incident{}, notFound(alertID)
	}
	return list[0], nil
}

// full adds the alerts, the pinned playbook and the checklist.
func (is *Incidents) full(ctx context.Context, tx *db.Tx, i Incident) (Incident, error) {
	var err error
	if i.PlaybookID != "" {
		if i.Playbook, err = is.playbooks.Version(ctx, tx, i.PlaybookID); err != nil {
			return i, err
		}
	}
	i.Alerts, i.Checklist = nil, nil
	for _, s := range i.Playbook.Steps {
		i.Checklist = append(i.Checklist, Check{Step: s})
	}
	if err := i.readSteps(ctx, tx); err != nil {
		return i, fmt.Errorf("checklist of incident %s: %w", i.ID, err)
	}
	rows, err := tx.Query(ctx, `SELECT alert FROM incident_alert WHERE incident = ? OR incident IN (SELECT id FROM incident WHERE lead = ?) ORDER BY origin DESC, alert`, i.ID, i.ID)
	if err != nil {
		return i, err
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return i, err
		}
		i.Alerts = append(i.Alerts, id)
	}
	return i, rows.Err()
}

func (i *Incident) readSteps(ctx context.Context, tx *db.Tx) error {
	rows, err := tx.Query(ctx, `SELECT no, due_at, done_at, done_by, done_name, skipped_reason, answer FROM incident_step WHERE incident = ? ORDER BY no`, i.ID)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var no int
		var due, done *int64
		var c Check
		if err := rows.Scan(&no, &due, &done, &c.DoneBy, &c.DoneName, &c.SkippedReason, &c.Answer); err != nil {
			return err
		}
		if no < 1 || no > len(i.Checklist) {
			continue
		}
		c.Step = i.Checklist[no-1].Step
		if due != nil {
			c.Due = db.Time(*due)
		}
		if done != nil {
			c.DoneAt = db.Time(*done)
		}
		i.Checklist[no-1] = c
	}
	i.walk()
	return rows.Err()
}

// walk says of each step how it stands to the way that the answers lead.
func (i *Incident) walk() {
	answers := map[int]string{}
	for _, c := range i.Checklist {
		if c.Answer != "" {
			answers[c.Step.No] = c.Answer
		}
	}
	places, past := i.Playbook.Path(answers), i.Playbook.LedPast(answers)
	for at := range i.Checklist {
		i.Checklist[at].Place, i.Checklist[at].PastBy = places[at], past[at]
	}
}

// Get gives an incident with its playbook, checklist and alerts;
// [fault.NotFound] when the actor may not read it.
func (is *Incidents) Get(ctx context.Context, id string) (i Incident, err error) {
	err = is.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		found, err := readable(ctx, tx, id, "")
		if err != nil {
			return err
		}
		i, err = is.full(ctx, tx, found)
		return err
	})
	return i, err
}

// Ref names an incident.
type Ref struct{ ID, Number string }

// Of gives the incident of each of the alerts that has one which the actor may
// read.
func (is *Incidents) Of(ctx context.Context, alerts ...string) (refs map[string]Ref, err error) {
	refs = map[string]Ref{}
	if len(alerts) == 0 {
		return refs, nil
	}
	may, args := actor.From(ctx).Where(Read, "i.unit_path", "i.area_path")
	for _, id := range alerts {
		args = append(args, id)
	}
	err = is.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		rows, err := tx.Query(ctx, `SELECT a.alert, i.id, i.number FROM incident_alert a JOIN incident i ON i.id = a.incident
			WHERE `+may+` AND a.alert IN (?`+strings.Repeat(", ?", len(alerts)-1)+`)`, args...)
		if err != nil {
			return fmt.Errorf("incidents of alerts: %w", err)
		}
		defer rows.Close()
		for rows.Next() {
			var id string
			var r Ref
			if err := rows.Scan(&id, &r.ID, &r.Number); err != nil {
				return fmt.Errorf("incidents of alerts: %w", err)
			}
			refs[id] = r
		}
		return rows.Err()
	})
	return refs, err
}

// Filter is a question to the list of incidents, newest first.
type Filter struct {
	State State // empty: any
	Q     string
	Limit int
	After string
}

const (
	usualPage   = 50
	longestPage = 500
)

// List gives incidents that the actor may read, without their checklists, and
// the cursor of the next page.
func (is *Incidents) List(ctx context.Context, f Filter) (list []Incident, next string, err error) {
	if f.Limit <= 0 {
		f.Limit = usualPage
	}
	f.Limit = min(f.Limit, longestPage)
	where, args := actor.From(ctx).Where(Read, "unit_path", "area_path")
	and := func(sql string, more ...any) {
		where += " AND " + sql
		args = append(args, more...)
	}
	switch f.State {
	case "":
	case Open, Closed, Joined:
		and("state = ?", string(f.State))
	default:
		return nil, "", fault.Fields("incident.invalid", fault.At("state", "incident.bad_state", "state", string(f.State)))
	}
	words, more := db.Holding("search", text.SearchKey(f.Q))
	and(words, more...)
	if f.After != "" {
		us, id, ok := strings.Cut(f.After, ".")
		opened, err := strconv.ParseInt(us, 10, 64)
		if !ok || err != nil {
			return nil, "", fault.Fields("incident.invalid", fault.At("after", "incident.bad_cursor"))
		}
		and("(opened_at, id) < (?, ?)", opened, id)
	}
	err = is.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err = query(ctx, tx, where+` ORDER BY opened_at DESC, id DESC LIMIT ?`, append(args, f.Limit+1)...)
		return err
	})
	if err != nil {
		return nil, "", fmt.Errorf("list incidents: %w", err)
	}
	if len(list) > f.Limit {
		list = list[:f.Limit]
		last := list[f.Limit-1]
		next = strconv.FormatInt(db.Micros(last.OpenedAt), 10) + "." + last.ID
	}
	return list, next, nil
}

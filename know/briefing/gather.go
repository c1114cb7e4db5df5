package briefing

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"thanhdong/act/incident"
	"thanhdong/act/roster"
	"thanhdong/act/warning"
	"thanhdong/act/work"
	"thanhdong/ground/account"
	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
	"thanhdong/know/dataset"
	"thanhdong/sense/alert"
	"thanhdong/sense/feed"
	"thanhdong/serve/report"
)

// most bounds a section: a brief is read in the time of a coffee. What is beyond is counted.
const most = 60

// gathering collects the lines of one brief.
type gathering struct {
	rooms   *Briefs
	setting Setting
	unit    unit.Unit
	day     text.Day
	now     time.Time
	since   time.Time
	leader  actor.Actor     // what a leader of the unit may read is what the brief says
	seen    map[string]bool // items that stand in an earlier section
	asked   []string

	answering map[string]string // unit -> id of who answers for it
}

// Ask is what a [Section] is asked for.
type Ask struct {
	Unit, UnitPath, AreaPath string
	Now, Since               time.Time
}

// Section is the port by which a room above gives lines to the part of the brief that says what changed.
type Section interface {
	Lines(ctx context.Context, tx *db.Tx, a Ask) (lines []Line, more int, err error)
}

// gather writes the content as it stands now.
func (bs *Briefs) gather(ctx context.Context, tx *db.Tx, s Setting, day text.Day, since time.Time) (c Content, err error) {
	u, err := unit.ByCode(ctx, tx, s.Unit, "")
	if err != nil {
		return c, err
	}
	g := &gathering{
		rooms: bs, setting: s, unit: u, day: day, now: tx.Now(), since: since, seen: map[string]bool{}, answering: map[string]string{},
		leader: leaderOf(u),
	}
	c = Content{Day: day, CutAt: g.now, Since: since, Setting: s}
	if c.Promises, c.Meeting, err = g.promises(ctx, tx); err != nil {
		return c, err
	}
	type part func(context.Context, *db.Tx) ([]Line, int, error)
	for _, p := range []struct {
		of    part
		lines *[]Line
		more  *int
	}{
		{g.incidents, &c.Changes, &c.More.Changes}, {g.alerts, &c.Changes, &c.More.Changes}, {g.warnings, &c.Changes, &c.More.Changes}, {g.reports, &c.Changes, &c.More.Changes},
		{g.sections, &c.Changes, &c.More.Changes}, {g.late, &c.Late, &c.More.Late}, {g.today, &c.Today, &c.More.Today}, {g.feeds, &c.Doubts, &c.More.Doubts}, {g.forms, &c.Doubts, &c.More.Doubts},
	} {
		lines, more, err := p.of(ctx, tx)
		if err != nil {
			return c, err
		}
		*p.lines, *p.more = append(*p.lines, lines...), *p.more+more
	}
	if c.Figures, err = g.figures(ctx, tx); err != nil {
		return c, fmt.Errorf("figures of a brief: %w", err)
	}
	for _, part := range []*[]Line{&c.Promises, &c.Changes, &c.Late, &c.Today, &c.Doubts} {
		if *part == nil {
			*part = []Line{}
		}
		if err := g.who(ctx, tx, *part); err != nil {
			return c, err
		}
	}
	return c, nil
}

// rows runs a statement over what the leader may read and makes a line of each row; alias is what stands before the names of the columns of its unit and area.
func (g *gathering) rows(ctx context.Context, tx *db.Tx, what string, v actor.Verb, alias, sql string, args []any, line func(scan func(...any) error) (Line, bool, error)) (lines []Line, more int, err error) {
	where, first := g.leader.Where(v, alias+"unit_path", alias+"area_path")
	err = tx.Each(ctx, strings.Replace(sql, "{may}", where, 1), append(first, args...), func(scan func(...any) error) error {
		l, take, err := line(scan)
		switch {
		case err != nil || !take:
			return err
		case len(lines) == most:
			more++
		default:
			lines = append(lines, l)
		}
		return nil
	})
	if err != nil {
		return nil, 0, fmt.Errorf("%s of a brief: %w", what, err)
	}
	return lines, more, nil
}

// incidents are those that were opened or closed since the last brief.
func (g *gathering) incidents(ctx context.Context, tx *db.Tx) ([]Line, int, error) {
	since := db.Micros(g.since)
	return g.rows(ctx, tx, "incidents", incident.Read, "i.", `SELECT i.id, i.number, i.title_vi, i.title_en, i.severity, i.unit, i.state, i.opened_at, i.closed_at, w.due_at, w.person
		FROM incident i LEFT JOIN work_item w ON w.id = i.work WHERE {may} AND (i.opened_at >= ? OR i.closed_at >= ?) ORDER BY i.severity DESC, i.opened_at, i.id`, []any{since, since},
		func(scan func(...any) error) (Line, bool, error) {
			l := Line{Kind: "incident"}
			var title text.L
			var state string
			var opened int64
			var closed, due *int64
			var person *string
			err := scan(&l.Key, &l.Code, &title.VI, &title.EN, &l.Severity, &l.Unit, &state, &opened, &closed, &due, &person)
			key := "briefing.incident_opened"
			if l.Since, l.Due = db.Time(opened), db.TimeOf(due); person != nil {
				l.Person = *person
			}
			if closed != nil {
				key, l.Since, l.Due = "briefing.incident_closed", db.Time(*closed), time.Time{}
			}
			l.What, l.Link = text.Message(key, map[string]any{"title": title, "at": l.Since}), "incidents/"+l.Key
			return l, true, err
		})
}

// grave alerts stand in the brief while they live. PROJECT CHOICE: the three highest of five levels.
const grave = 3

func (g *gathering) alerts(ctx context.Context, tx *db.Tx) ([]Line, int, error) {
	return g.rows(ctx, tx, "alerts", alert.Read, "", `SELECT id, number, title_vi, title_en, severity, unit, fired_at FROM alert WHERE {may} AND unit_path LIKE ? ESCAPE '!'
		AND state <> 'resolved' AND severity >= ? AND NOT EXISTS (SELECT 1 FROM incident_alert x WHERE x.alert = alert.id) ORDER BY severity DESC, fired_at, id`,
		[]any{db.Like(g.unit.Path) + "%", grave}, func(scan func(...any) error) (Line, bool, error) {
			l := Line{Kind: "alert"}
			var title text.L
			var at int64
			err := scan(&l.Key, &l.Code, &title.VI, &title.EN, &l.Severity, &l.Unit, &at)
			l.Since, l.Link = db.Time(at), "alerts/"+l.Key
			l.What = text.Message("briefing.alert", map[string]any{"title": title, "at": l.Since})
			return l, true, err
		})
}

// warnings are those in force. What they say is asked of their room, for the leader.
func (g *gathering) warnings(ctx context.Context, _ *db.Tx) (lines []Line, more int, err error) {
	list, _, err := g.rooms.warnings.List(actor.With(ctx, g.leader), warning.Filter{State: warning.Published, Limit: most})
	for _, w := range list {
		if !w.Content.Expires.After(g.now) {
			continue
		}
		lines = append(lines, Line{
			Kind: "warning", Key: w.ID, Code: w.Number, Unit: w.Unit, Since: w.PublishedAt, Due: w.Content.Expires, Link: "warnings/" + w.ID,
			What: text.Message("briefing.warning", map[string]any{"title": w.Content.Headline, "until": w.Content.Expires}),
		})
	}
	return lines, 0, err
}

// reports is one sentence: how many came, how many are late, and since when the oldest waits. No word of a citizen stands in a brief.
func (g *gathering) reports(ctx context.Context, tx *db.Tx) ([]Line, int, error) {
	where, args := g.leader.Where(report.Read, "unit_path", "area_path")
	var came, late int
	var oldest *int64
	err := tx.QueryRow(ctx, `SELECT COALESCE(SUM(CASE WHEN received_at >= ? THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE WHEN stage IN ('waiting', 'handled') AND due_at < ? THEN 1 ELSE 0 END), 0),
		MIN(CASE WHEN stage IN ('waiting', 'handled') AND due_at < ? THEN due_at END) FROM report WHERE (received_at >= ? OR stage IN ('waiting', 'handled')) AND `+where,
		append([]any{db.Micros(g.since), db.Micros(g.now), db.Micros(g.now), db.Micros(g.since)}, args...)...).Scan(&came, &late, &oldest)
	if err != nil {
		return nil, 0, fmt.Errorf("reports of a brief: %w", err)
	}
	if came+late == 0 {
		return nil, 0, nil
	}
	l := Line{Kind: "report", Key: "report", Code: "PA", Since: db.TimeOf(oldest), Link: "reports"}
	l.What = text.Message("briefing.reports_in_time", map[string]any{"came": came})
	if late > 0 {
		l.What = text.Message("briefing.reports_late", map[string]any{"came": came, "late": late, "oldest": g.now.Sub(l.Since)})
	}
	return []Line{l}, 0, nil
}

func (g *gathering) sections(ctx context.Context, tx *db.Tx) (lines []Line, more int, err error) {
	for _, s := range g.rooms.sections {
		found, beyond, err := s.Lines(actor.With(ctx, g.leader), tx, Ask{Unit: g.unit.Code, UnitPath: g.unit.Path, AreaPath: g.unit.AreaPath, Now: g.now, Since: g.since})
		if err != nil {
			return nil, 0, fmt.Errorf("a section of a brief: %w", err)
		}
		lines, more = append(lines, found...), more+beyond
	}
	return lines, more, nil
}

// late is open work whose time has passed and whose clock goes, the gravest and oldest first.
func (g *gathering) late(ctx context.Context, tx *db.Tx) ([]Line, int, error) {
	return g.work(ctx, tx, "late work", `due_at < ? ORDER BY severity DESC, due_at, id`, db.Micros(g.now))
}

// today is what must be done before the day is over.
func (g *gathering) today(ctx context.Context, tx *db.Tx) ([]Line, int, error) {
	return g.work(ctx, tx, "work of the day", `due_at >= ? AND due_at < ? ORDER BY severity DESC, due_at, id`, db.Micros(g.now), db.Micros(g.day.Add(1).Start()))
}

func (g *gathering) work(ctx context.Context, tx *db.Tx, what, which string, args ...any) ([]Line, int, error) {
	return g.items(ctx, tx, what, `state = 'open' AND paused_until IS NULL AND `+which, args...)
}

// items are lines of work that fulfils a condition.
func (g *gathering) items(ctx context.Context, tx *db.Tx, what, which string, args ...any) ([]Line, int, error) {
	var told []string
	lines, more, err := g.rows(ctx, tx, what, work.Read, "", `SELECT id, number, subject_number, title_vi, title_en, severity, unit, person, opened_at, due_at,
		COALESCE((SELECT account FROM work_escalation e WHERE e.item = work_item.id AND e.account <> '' ORDER BY step DESC, account LIMIT 1), '')
		FROM work_item WHERE {may} AND kind <> 'due-form' AND `+which, args, func(scan func(...any) error) (Line, bool, error) {
		l := Line{Kind: "work"}
		var number, to string
		var since, due int64
		err := scan(&l.Key, &number, &l.Code, &l.What.VI, &l.What.EN, &l.Severity, &l.Unit, &l.Person, &since, &due, &to)
		if l.Code == "" {
			l.Code = number
		}
		l.Since, l.Due, l.Link = db.Time(since), db.Time(due), "work/"+l.Key
		if g.seen[l.Key] {
			return l, false, err
		}
		g.seen[l.Key] = true
		if len(told) < most {
			told = append(told, to)
		}
		return l, true, err
	})
	if err != nil {
		return nil, 0, err
	}
	names, err := account.Names(ctx, tx, told)
	for i := range lines {
		lines[i].Told = names[told[i]]
	}
	return lines, more, err
}

// feeds are sources that are older than they promise: their figures are not to be decided on.
func (g *gathering) feeds(ctx context.Context, tx *db.Tx) ([]Line, int, error) {
	return g.rows(ctx, tx, "feeds", feed.Read, "f.", `SELECT f.code, f.body, f.unit, s.health, s.observed, s.since FROM feed f JOIN feed_state s ON s.feed = f.code
		WHERE {may} AND f.unit_path LIKE ? ESCAPE '!' AND s.health IN ('late', 'silent', 'bad') ORDER BY s.since, f.code`, []any{db.Like(g.unit.Path) + "%"}, func(scan func(...any) error) (Line, bool, error) {
		l := Line{Kind: "feed", Stale: true}
		var body, health string
		var observed, since int64
		if err := scan(&l.Code, &body, &l.Unit, &health, &observed, &since); err != nil {
			return l, false, err
		}
		var c struct {
			Name text.L `json:"name"`
		}
		err := json.Unmarshal([]byte(body), &c)
		l.Key, l.Link, l.Since = l.Code, "feeds/"+l.Code, db.Time(since)
		if observed > 0 {
			l.Since = db.Time(observed)
		}
		l.What = text.Message("briefing.feed_"+health, map[string]any{"name": c.Name, "at": l.Since})
		return l, true, err
	})
}

// forms are what has not been handed in: a line for each unit that owes it today.
func (g *gathering) forms(ctx context.Context, tx *db.Tx) ([]Line, int, error) {
	return g.rows(ctx, tx, "forms", dataset.Read, "holder_", `SELECT holder_unit_path, count(*), min(due_at) FROM dataset_set WHERE {may} AND state = 'open' AND work <> '' AND due_at < ? GROUP BY 1 ORDER BY 2 DESC, 3, 1`,
		[]any{db.Micros(g.now)}, func(scan func(...any) error) (Line, bool, error) {
			l := Line{Kind: "dataset", Code: "BC", Link: "datasets"}
			var n int
			var oldest int64
			var path string
			err := scan(&path, &n, &oldest)
			l.Unit = unit.Last(path)
			l.Key, l.Due = "dataset/"+l.Unit, db.Time(oldest)
			l.What = text.Message("briefing.forms_late", map[string]any{"n": n, "oldest": g.now.Sub(l.Due)})
			return l, true, err
		})
}

// who names the unit and the person of each line: who has it, else who answers for the unit today.
func (g *gathering) who(ctx context.Context, tx *db.Tx, lines []Line) error {
	var ids []string
	for i := range lines {
		l := &lines[i]
		if l.Unit == "" {
			continue
		}
		var err error
		if l.UnitName, err = unit.Called(ctx, tx, l.Unit); err != nil {
			return err
		}
		if l.Person == "" {
			if l.Person, err = g.answers(ctx, tx, l.Unit); err != nil {
				return err
			}
		}
		ids = append(ids, l.Person)
	}
	names, err := account.Names(ctx, tx, ids)
	for i := range lines {
		lines[i].Name = names[lines[i].Person]
	}
	return err
}

// answers is the head of a unit, else who is on duty in it, else the deputy; where nobody is, whoever answers for the unit above.
func (g *gathering) answers(ctx context.Context, tx *db.Tx, code string) (string, error) {
	if id, known := g.answering[code]; known {
		return id, nil
	}
	u, err := unit.ByCode(ctx, tx, code, "")
	if err != nil {
		return "", nil // a unit that has ended: nobody, until its work has gone to the successor
	}
	path := strings.Split(strings.Trim(u.Path, "/"), "/")
	for i := len(path) - 1; i >= 0; i-- {
		a, err := roster.Answers(ctx, tx, path[i], g.now)
		if err != nil {
			return "", err
		}
		if all := append(append(a.Heads, a.OnDuty...), a.Deputies...); len(all) > 0 {
			g.answering[code] = all[0]
			return all[0], nil
		}
	}
	g.answering[code] = ""
	return "", nil
}

package briefing

import (
	"context"
	"fmt"
	"slices"
	"time"

	"thanhdong/act/directive"
	"thanhdong/act/incident"
	"thanhdong/act/warning"
	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
	"thanhdong/sense/alert"
	"thanhdong/serve/report"
)

// stillNow is how long after its end a span may still be told what is doubtful now. PROJECT CHOICE: a report of a week that ended on Sunday is made by Wednesday.
const stillNow = 72 * time.Hour

// Over gives what longer reports of a unit say of a span that is over: which promises of meetings fell due in it, what happened in it, what was late at its end. What only the present
// knows (sources that are old, forms that are missing) is given as long as the span has just ended. It has no figures: those go by periods of their own. It is what a leader of the
// unit may read; who may ask is decided by who asks.
func (bs *Briefs) Over(ctx context.Context, tx *db.Tx, code string, from, to time.Time) (c Content, err error) {
	u, err := unit.ByCode(ctx, tx, code, "")
	if err != nil {
		return c, err
	}
	now := tx.Now()
	if to.After(now) {
		to = now
	}
	g := &gathering{rooms: bs, setting: Setting{Unit: code}, unit: u, day: text.DayOf(to), now: to, since: from, seen: map[string]bool{}, answering: map[string]string{}, leader: leaderOf(u)}
	c = Content{CutAt: now, Since: from, Day: text.DayOf(to.Add(-time.Microsecond))}
	if c.Promises, err = g.promisesWithin(ctx, tx, now); err != nil {
		return c, err
	}
	for _, p := range []struct {
		of    func(context.Context, *db.Tx) ([]Line, int, error)
		lines *[]Line
		more  *int
		skip  bool
	}{
		{g.incidentsWithin, &c.Changes, &c.More.Changes, false}, {g.alertsWithin, &c.Changes, &c.More.Changes, false}, {g.warningsWithin, &c.Changes, &c.More.Changes, false},
		{g.reportsWithin, &c.Changes, &c.More.Changes, false}, {g.lateAtEnd, &c.Late, &c.More.Late, false},
		{g.feeds, &c.Doubts, &c.More.Doubts, now.Sub(to) > stillNow}, {g.forms, &c.Doubts, &c.More.Doubts, now.Sub(to) > stillNow},
	} {
		if p.skip {
			continue
		}
		lines, more, err := p.of(ctx, tx)
		if err != nil {
			return c, err
		}
		*p.lines, *p.more = append(*p.lines, lines...), *p.more+more
	}
	for _, part := range []*[]Line{&c.Promises, &c.Changes, &c.Late, &c.Doubts} {
		if *part == nil {
			*part = []Line{}
		}
		if err := g.who(ctx, tx, *part); err != nil {
			return c, err
		}
	}
	return c, nil
}

// leaderOf is a leader of a unit, whoever it is.
func leaderOf(u unit.Unit) actor.Actor {
	return actor.Actor{ID: "sys_briefing", Kind: actor.Person, Unit: u.Code, Grants: []actor.Grant{{Role: actor.Leader, Unit: u.Code, UnitPath: u.Path, AreaPath: u.AreaPath}}}
}

// promisesWithin are decisions of the unit's meetings that fell due in the span, as they are judged now: a result that came late is kept late, not broken.
func (g *gathering) promisesWithin(ctx context.Context, tx *db.Tx, now time.Time) (lines []Line, err error) {
	err = tx.Each(ctx, `SELECT d.id, d.number, d.title, d.state, d.doer_unit, d.person, d.given_at, w.due_at, (SELECT count(*) FROM work_evidence e WHERE e.item = w.id), w.id
		FROM briefing_decision x JOIN briefing_meeting m ON m.id = x.meeting JOIN directive d ON d.id = x.directive JOIN work_item w ON w.id = d.work
		WHERE m.unit = ? AND w.due_at >= ? AND w.due_at < ? ORDER BY w.due_at, d.id`, []any{g.setting.Unit, db.Micros(g.since), db.Micros(g.now)}, func(scan func(...any) error) error {
		l := Line{Kind: "directive"}
		var title, state, item string
		var given, due int64
		err := scan(&l.Key, &l.Code, &title, &state, &l.Unit, &l.Person, &given, &due, &l.Proof, &item)
		l.What, l.Since, l.Due, l.Link = text.L{VI: title, EN: title}, db.Time(given), db.Time(due), "directives/"+l.Key
		l.Promise = promiseOf(directive.State(state), l.Due, now)
		g.seen[item] = true
		lines = append(lines, l)
		return err
	})
	order := []Promise{Broken, Waiting, Running, Kept, Withdrawn}
	slices.SortStableFunc(lines, func(a, b Line) int { return slices.Index(order, a.Promise) - slices.Index(order, b.Promise) })
	if err != nil {
		return nil, fmt.Errorf("promises of a span: %w", err)
	}
	return lines, nil
}

func (g *gathering) incidentsWithin(ctx context.Context, tx *db.Tx) ([]Line, int, error) {
	since, until := db.Micros(g.since), db.Micros(g.now)
	return g.rows(ctx, tx, "incidents", incident.Read, "i.", `SELECT i.id, i.number, i.title_vi, i.title_en, i.severity, i.unit, i.opened_at, i.closed_at
		FROM incident i WHERE {may} AND (i.opened_at >= ? AND i.opened_at < ? OR i.closed_at >= ? AND i.closed_at < ?) ORDER BY i.severity DESC, i.opened_at, i.id`, []any{since, until, since, until},
		func(scan func(...any) error) (Line, bool, error) {
			l := Line{Kind: "incident"}
			var title text.L
			var opened int64
			var closed *int64
			err := scan(&l.Key, &l.Code, &title.VI, &title.EN, &l.Severity, &l.Unit, &opened, &closed)
			key := "briefing.incident_opened"
			l.Since = db.Time(opened)
			if closed != nil && *closed < until {
				key, l.Since = "briefing.incident_closed", db.Time(*closed)
			}
			l.What, l.Link = text.Message(key, map[string]any{"title": title, "at": l.Since}), "incidents/"+l.Key
			return l, true, err
		})
}

func (g *gathering) alertsWithin(ctx context.Context, tx *db.Tx) ([]Line, int, error) {
	return g.rows(ctx, tx, "alerts", alert.Read, "", `SELECT id, number, title_vi, title_en, severity, unit, fired_at FROM alert WHERE {may} AND unit_path LIKE ? ESCAPE '!'
		AND fired_at >= ? AND fired_at < ? AND severity >= ? AND NOT EXISTS (SELECT 1 FROM incident_alert x WHERE x.alert = alert.id) ORDER BY severity DESC, fired_at, id`,
		[]any{db.Like(g.unit.Path) + "%", db.Micros(g.since), db.Micros(g.now), grave}, func(scan func(...any) error) (Line, bool, error) {
			l := Line{Kind: "alert"}
			var title text.L
			var at int64
			err := scan(&l.Key, &l.Code, &title.VI, &title.EN, &l.Severity, &l.Unit, &at)
			l.Since, l.Link = db.Time(at), "alerts/"+l.Key
			l.What = text.Message("briefing.alert_fired", map[string]any{"title": title, "at": l.Since})
			return l, true, err
		})
}

func (g *gathering) warningsWithin(ctx context.Context, _ *db.Tx) (lines []Line, more int, err error) {
	list, _, err := g.rooms.warnings.List(actor.With(ctx, g.leader), warning.Filter{Limit: most})
	for _, w := range list {
		if w.PublishedAt.IsZero() || w.PublishedAt.Before(g.since) || !w.PublishedAt.Before(g.now) {
			continue
		}
		lines = append(lines, Line{
			Kind: "warning", Key: w.ID, Code: w.Number, Unit: w.Unit, Since: w.PublishedAt, Due: w.Content.Expires, Link: "warnings/" + w.ID,
			What: text.Message("briefing.warning", map[string]any{"title": w.Content.Headline, "until": w.Content.Expires}),
		})
	}
	return lines, 0, err
}

// reportsWithin is one sentence: how many came. No word of a citizen stands in a report.
func (g *gathering) reportsWithin(ctx context.Context, tx *db.Tx) ([]Line, int, error) {
	where, args := g.leader.Where(report.Read, "unit_path", "area_path")
	var came int
	err := tx.QueryRow(ctx, `SELECT count(*) FROM report WHERE received_at >= ? AND received_at < ? AND `+where, append([]any{db.Micros(g.since), db.Micros(g.now)}, args...)...).Scan(&came)
	if err != nil || came == 0 {
		return nil, 0, err
	}
	return []Line{{Kind: "report", Key: "report", Code: "PA", Link: "reports", What: text.Message("briefing.reports_came", map[string]any{"came": came})}}, 0, nil
}

// lateAtEnd is work whose time had passed at the end of the span and that was not closed by then.
func (g *gathering) lateAtEnd(ctx context.Context, tx *db.Tx) ([]Line, int, error) {
	end := db.Micros(g.now)
	return g.items(ctx, tx, "late work", `due_at < ? AND (state = 'open' AND paused_until IS NULL OR closed_at >= ?) ORDER BY severity DESC, due_at, id`, end, end)
}

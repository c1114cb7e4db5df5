package briefing

import (
	"context"
	"fmt"
	"slices"
	"time"

	"thanhdong/act/directive"
	"thanhdong/act/work"
	"thanhdong/ground/db"
	"thanhdong/ground/text"
)

// Promise is what became of a decision of a meeting.
type Promise string

const (
	Kept      Promise = "kept"    // the result was accepted
	Waiting   Promise = "waiting" // handed in, and nobody has judged it yet
	Running   Promise = "running" // there is time left
	Broken    Promise = "broken"  // its time has passed without a result
	Withdrawn Promise = "withdrawn"
)

// promiseOf judges by the directive alone: nobody says of themselves that they kept their word.
func promiseOf(s directive.State, due, now time.Time) Promise {
	switch {
	case s == directive.Accepted:
		return Kept
	case s == directive.Withdrawn:
		return Withdrawn
	case s == directive.HandedIn:
		return Waiting
	case due.Before(now):
		return Broken
	}
	return Running
}

// promises are the decisions of the unit's last meeting, and those of earlier ones that are still open; broken ones stand first.
func (g *gathering) promises(ctx context.Context, tx *db.Tx) (lines []Line, last text.Day, err error) {
	var meeting string
	var day *string
	if err := tx.QueryRow(ctx, `SELECT COALESCE((SELECT id FROM briefing_meeting WHERE unit = ? AND began_at < ? AND day < ? ORDER BY began_at DESC, id DESC LIMIT 1), '')`, g.setting.Unit, db.Micros(g.now), string(g.day)).Scan(&meeting); err != nil {
		return nil, "", err
	}
	if meeting == "" {
		return nil, "", nil
	}
	if err := tx.QueryRow(ctx, `SELECT day FROM briefing_meeting WHERE id = ?`, meeting).Scan(&day); err != nil {
		return nil, "", err
	}
	last = text.Day(*day)
	err = tx.Each(ctx, `SELECT d.id, d.number, d.title, d.state, d.doer_unit, d.person, d.given_at, w.due_at, w.id, (SELECT count(*) FROM work_evidence e WHERE e.item = w.id), x.meeting, m.day
		FROM briefing_decision x JOIN briefing_meeting m ON m.id = x.meeting JOIN directive d ON d.id = x.directive JOIN work_item w ON w.id = d.work
		WHERE m.unit = ? AND m.day < ? AND (x.meeting = ? OR d.state IN ('open', 'handed-in')) ORDER BY w.due_at, d.id`, []any{g.setting.Unit, string(g.day), meeting}, func(scan func(...any) error) error {
		l := Line{Kind: "directive"}
		var title, state, item, of, held string
		var given, due int64
		if err := scan(&l.Key, &l.Code, &title, &state, &l.Unit, &l.Person, &given, &due, &item, &l.Proof, &of, &held); err != nil {
			return err
		}
		l.What, l.Since, l.Due, l.Link = text.L{VI: title, EN: title}, db.Time(given), db.Time(due), "directives/"+l.Key
		if of != meeting {
			l.What = text.Message("briefing.of_meeting", map[string]any{"what": title, "day": text.Day(held)})
		}
		l.Promise = promiseOf(directive.State(state), l.Due, g.now)
		g.seen[item] = true
		g.asked = append(g.asked, item)
		lines = append(lines, l)
		return nil
	})
	if err != nil {
		return nil, last, fmt.Errorf("promises of a brief: %w", err)
	}
	for i := range lines {
		asked, err := g.rooms.queue.Requests(ctx, g.asked[i])
		if err != nil {
			return nil, last, err
		}
		for _, r := range asked {
			if r.Wish == work.MoreTime && r.State == "granted" {
				lines[i].Extended++
			}
		}
	}
	order := []Promise{Broken, Waiting, Running, Kept, Withdrawn}
	slices.SortStableFunc(lines, func(a, b Line) int {
		return slices.Index(order, a.Promise) - slices.Index(order, b.Promise)
	})
	return lines, last, nil
}

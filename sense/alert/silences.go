package alert

import (
	"context"
	"encoding/json"
	"fmt"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

const silenceColumns = `id, number, plan, matchers, comment, unit, unit_path, area, area_path, created_at, created_by, created_name, starts_at, ends_at, state, ended_by, ended_name`

func querySilences(ctx context.Context, tx *db.Tx, where string, args ...any) (list []Silence, err error) {
	err = tx.Each(ctx, `SELECT `+silenceColumns+` FROM alert_silence WHERE `+where, args, func(scan func(...any) error) error {
		var s Silence
		var matchers string
		var created, starts, ends int64
		if err := scan(&s.ID, &s.Number, &s.Plan, &matchers, &s.Comment, &s.Unit, &s.UnitPath, &s.Area, &s.AreaPath, &created, &s.CreatedBy, &s.CreatedName,
			&starts, &ends, &s.State, &s.EndedBy, &s.EndedName); err != nil {
			return err
		}
		s.CreatedAt, s.Starts, s.Ends = db.Time(created), db.Time(starts), db.Time(ends)
		if err := json.Unmarshal([]byte(matchers), &s.Matchers); err != nil {
			return err
		}
		s.Matchers.compile("matchers")
		list = append(list, s)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read silences: %w", err)
	}
	return list, nil
}

func readableSilence(ctx context.Context, tx *db.Tx, id string) (Silence, error) {
	list, err := querySilences(ctx, tx, `id = ?`, id)
	if err != nil {
		return Silence{}, err
	}
	if len(list) == 0 || !actor.From(ctx).May(Read, list[0].Scope()) {
		return Silence{}, fault.New(fault.NotFound, "alert.no_silence", "id", id)
	}
	return list[0], nil
}

// GetSilence gives a silence that the actor may read; [fault.NotFound] otherwise.
func (as *Alerts) GetSilence(ctx context.Context, id string) (s Silence, err error) {
	err = as.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if s, err = readableSilence(ctx, tx, id); err != nil {
			return err
		}
		list := []Silence{s}
		err = countHidden(ctx, tx, list)
		s = list[0]
		return err
	})
	return s, err
}

// Silences lists those that stand or are to come, the next to end first; or the newest
// that have ended.
func (as *Alerts) Silences(ctx context.Context, ended bool) (list []Silence, err error) {
	where, args := actor.From(ctx).Where(Read, "unit_path", "area_path")
	where += ` AND state <> 'ended' ORDER BY CASE WHEN state = 'active' THEN 0 ELSE 1 END, ends_at, id LIMIT ?`
	if ended {
		where, args = actor.From(ctx).Where(Read, "unit_path", "area_path")
		where += ` AND state = 'ended' ORDER BY ends_at DESC, id DESC LIMIT ?`
	}
	err = as.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if list, err = querySilences(ctx, tx, where, append(args, longestPage)...); err != nil {
			return err
		}
		return countHidden(ctx, tx, list)
	})
	return list, err
}

// countHidden says of each silence what it hides now and has hidden.
func countHidden(ctx context.Context, tx *db.Tx, list []Silence) error {
	for i := range list {
		if err := tx.QueryRow(ctx, `SELECT coalesce(sum(CASE WHEN ended_at IS NULL THEN 1 ELSE 0 END), 0), count(*) FROM alert_mute WHERE kind = 'silence' AND rule = '' AND cause = ?`,
			list[i].ID).Scan(&list[i].Hides, &list[i].Hid); err != nil {
			return err
		}
	}
	return nil
}

// Hidden is what stands silently now.
type Hidden struct {
	Silences    int // active
	Alerts      int // muted by anything
	Inhibited   int // of those, by a cause
	Maintenance int // of the silences, planned beforehand
}

// Hidden counts what the actor would see if nothing were muted.
func (as *Alerts) Hidden(ctx context.Context) (h Hidden, err error) {
	where, args := actor.From(ctx).Where(Read, "unit_path", "area_path")
	err = as.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := tx.QueryRow(ctx, `SELECT count(*), coalesce(sum(CASE WHEN plan <> '' THEN 1 ELSE 0 END), 0) FROM alert_silence WHERE `+where+` AND state = 'active'`, args...).
			Scan(&h.Silences, &h.Maintenance); err != nil {
			return err
		}
		return tx.QueryRow(ctx, `SELECT count(*), coalesce(sum(CASE WHEN EXISTS (SELECT 1 FROM alert_mute m WHERE m.alert = alert.id AND m.kind = 'inhibition' AND m.ended_at IS NULL) THEN 1 ELSE 0 END), 0)
			FROM alert WHERE `+where+` AND state <> 'resolved' AND muted > 0`, args...).Scan(&h.Alerts, &h.Inhibited)
	})
	return h, err
}

// Hide counts what a silence would mute now, and gives the first of it, as far as the
// actor may read. Refusals as those of [Alerts.Silence].
func (as *Alerts) Hide(ctx context.Context, n NewSilence) (count int, first []Alert, err error) {
	err = as.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		count, first = 0, nil
		placed, fs, err := place(ctx, tx, n.Unit, n.Area)
		if err != nil {
			return err
		}
		if err := invalid(append(n.Matchers.compile("matchers"), fs...)); err != nil {
			return err
		}
		where, args := within(placed)
		may, more := actor.From(ctx).Where(Read, "unit_path", "area_path")
		list, err := query(ctx, tx, where+` AND `+may+` AND state <> 'resolved' ORDER BY severity DESC, fired_at DESC, id LIMIT ?`, append(append(args, more...), looked)...)
		if err != nil {
			return err
		}
		for _, a := range list {
			if !n.Matchers.Match(a.Labels()) {
				continue
			}
			if count++; len(first) < firstShown {
				first = append(first, a)
			}
		}
		return nil
	})
	return count, first, err
}

const (
	looked     = 10_000
	firstShown = 5
)

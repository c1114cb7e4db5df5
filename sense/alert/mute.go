package alert

import (
	"context"
	"fmt"
	"strings"
	"time"

	"thanhdong/ground/db"
	"thanhdong/ground/text"
)

// By says what mutes an alert.
type By string

const (
	BySilence    By = "silence"    // a person, for a time; also a maintenance
	ByInhibition By = "inhibition" // its cause, while that stands
)

// Mute is one reason for which an alert is or was muted.
type Mute struct {
	By    By
	Rule  string // of inhibition
	Cause string // id of the silence; for an inhibition the equal values
	At    time.Time
	Ended time.Time // zero while it stands

	Silence *Silence // of a silence
	Name    text.L   // of an inhibition
	Source  *Alert   // one cause of an inhibition that stands; nil when the reader may not read it
}

// groupsTouched are groups in which something changed; true where there is news that people
// are told.
type groupsTouched map[string]bool

func (g groupsTouched) touch(group string, news bool) { g[group] = g[group] || news }

// mute adds a reason. The first of an alert mutes it.
func mute(ctx context.Context, tx *db.Tx, id, group string, by By, rule, cause string, touched groupsTouched) error {
	n, err := tx.Exec(ctx, `INSERT INTO alert_mute (alert, kind, rule, cause, at) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (alert, kind, rule, cause) DO UPDATE SET at = excluded.at, ended_at = NULL WHERE alert_mute.ended_at IS NOT NULL`,
		id, string(by), rule, cause, db.Micros(tx.Now()))
	if err != nil || n == 0 {
		return err
	}
	var muted int64
	if err := tx.QueryRow(ctx, `UPDATE alert SET muted = muted + 1 WHERE id = ? RETURNING muted`, id).Scan(&muted); err != nil {
		return err
	}
	touched.touch(group, false)
	if muted > 1 {
		return nil
	}
	return record(ctx, tx, MutedEvent, id)
}

// release takes a reason away. Without the last of them a standing alert is heard again,
// and people are told of what still fires.
func release(ctx context.Context, tx *db.Tx, a Alert, by By, rule, cause string, touched groupsTouched) error {
	n, err := tx.Exec(ctx, `UPDATE alert_mute SET ended_at = ? WHERE alert = ? AND kind = ? AND rule = ? AND cause = ? AND ended_at IS NULL`,
		db.Micros(tx.Now()), a.ID, string(by), rule, cause)
	if err != nil || n == 0 {
		return err
	}
	var muted int64
	if err := tx.QueryRow(ctx, `UPDATE alert SET muted = muted - 1 WHERE id = ? RETURNING muted`, a.ID).Scan(&muted); err != nil {
		return err
	}
	touched.touch(a.Group, muted == 0 && a.State == Firing)
	if muted > 0 {
		return nil
	}
	return record(ctx, tx, UnmutedEvent, a.ID)
}

// slice is how many alerts one transaction mutes or releases: it stays far below the
// five seconds that others may have to wait for it.
const slice = 300

// releaseAll releases a slice of what one cause mutes, and tells whether there is more.
func releaseAll(ctx context.Context, tx *db.Tx, by By, rule, cause string, touched groupsTouched) (more bool, err error) {
	held, err := query(ctx, tx, `id IN (SELECT alert FROM alert_mute WHERE kind = ? AND rule = ? AND cause = ? AND ended_at IS NULL ORDER BY alert LIMIT ?) ORDER BY id`+tx.Lock(),
		string(by), rule, cause, slice)
	if err != nil {
		return false, err
	}
	for _, a := range held {
		if err := release(ctx, tx, a, by, rule, cause, touched); err != nil {
			return false, err
		}
	}
	return len(held) == slice, nil
}

// Mutes tells why alerts are muted, or were: by alert, those that stand first.
func (as *Alerts) Mutes(ctx context.Context, ids ...string) (by map[string][]Mute, err error) {
	by = map[string][]Mute{}
	if len(ids) == 0 {
		return by, nil
	}
	err = as.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		args := make([]any, len(ids))
		for i, id := range ids {
			args[i] = id
		}
		type row struct {
			alert string
			Mute
		}
		var rows []row
		err := tx.Each(ctx, `SELECT alert, kind, rule, cause, at, ended_at FROM alert_mute WHERE alert IN (?`+strings.Repeat(", ?", len(ids)-1)+`)
			ORDER BY alert, CASE WHEN ended_at IS NULL THEN 0 ELSE 1 END, at, cause`, args, func(scan func(...any) error) error {
			var r row
			var at int64
			var ended *int64
			if err := scan(&r.alert, &r.By, &r.Rule, &r.Cause, &at, &ended); err != nil {
				return err
			}
			r.At = db.Time(at)
			if ended != nil {
				r.Ended = db.Time(*ended)
			}
			rows = append(rows, r)
			return nil
		})
		if err != nil {
			return err
		}
		set, err := settings(ctx, tx)
		if err != nil {
			return err
		}
		silences := map[string]*Silence{}
		for _, r := range rows {
			switch r.By {
			case BySilence:
				s, seen := silences[r.Cause]
				if !seen {
					// Whoever reads the alert is told who silenced it and until when.
					list, err := querySilences(ctx, tx, `id = ?`, r.Cause)
					if err != nil {
						return err
					}
					if len(list) > 0 {
						s = &list[0]
					}
					silences[r.Cause] = s
				}
				r.Silence = s
			case ByInhibition:
				if err := r.explain(ctx, tx, set); err != nil {
					return err
				}
			}
			by[r.alert] = append(by[r.alert], r.Mute)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("why alerts are muted: %w", err)
	}
	return by, nil
}

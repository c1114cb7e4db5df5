package alert

import (
	"context"
	"time"

	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/timer"
)

// What time alone brings to one alert: an acknowledgement that grows stale, and the end
// of flapping.

const (
	staleDuty = "alert.stale"
	quietDuty = "alert.quiet"
)

// flaps tells whether a finding comes back so often that it is one thing that flaps.
func flaps(ctx context.Context, tx *db.Tx, a Alert, t Times) (bool, error) {
	var n int
	err := tx.QueryRow(ctx, `SELECT count(*) FROM alert WHERE rule = ? AND subject_kind = ? AND subject = ? AND parameter = ? AND breach = ? AND fired_at > ?`,
		a.Rule, string(a.Subject.Kind), a.Subject.ID, a.Parameter, string(a.Breach), db.Micros(tx.Now().Add(-t.Window))).Scan(&n)
	return n+1 >= t.Flaps, err
}

// wobble notes that the condition of a flapping alert turned, and waits anew for quiet.
// It gives false for an alert that does not flap.
func wobble(ctx context.Context, tx *db.Tx, a Alert, over bool, value *float64) (bool, error) {
	if a.FlappingSince.IsZero() {
		return false, nil
	}
	set, err := settings(ctx, tx)
	if err != nil {
		return false, err
	}
	at := tx.Now().Add(set.Times.Quiet)
	if _, err := tx.Exec(ctx, `UPDATE alert SET over = ?, over_value = ?, quiet_at = ? WHERE id = ?`, bit(over), value, db.Micros(at), a.ID); err != nil {
		return false, err
	}
	return true, timer.Set(ctx, tx, quietDuty, a.ID, at, nil)
}

// quiet ends flapping: the alert is over if its condition is, else it stands like any.
func (as *Alerts) quiet(ctx context.Context, tx *db.Tx, due timer.Due) error {
	if err := gate(ctx, tx); err != nil {
		return err
	}
	a, err := one(ctx, tx, `id = ?`+tx.Lock(), due.Key)
	if err != nil {
		return err
	}
	if a.FlappingSince.IsZero() || !a.Alive() {
		return nil
	}
	if _, err := tx.Exec(ctx, `UPDATE alert SET flapping_since = NULL, quiet_at = NULL WHERE id = ?`, a.ID); err != nil {
		return err
	}
	a.FlappingSince, a.QuietAt = time.Time{}, time.Time{}
	touched := groupsTouched{}
	if a.Over {
		err = as.finish(ctx, tx, a, a.OverValue, map[string]any{"after": "flapping"}, touched)
	} else {
		err = record(ctx, tx, SteadyEvent, a.ID)
	}
	if err != nil {
		return err
	}
	return settle(ctx, tx, touched)
}

// goStale asks to be called when the acknowledgement, or the closed case, of an alert
// counts no longer.
func goStale(ctx context.Context, tx *db.Tx, a *Alert) error {
	set, err := settings(ctx, tx)
	if err != nil {
		return err
	}
	a.StaleAt = tx.Now().Add(set.Times.Stale[a.Severity])
	if _, err := tx.Exec(ctx, `UPDATE alert SET stale_at = ? WHERE id = ?`, db.Micros(a.StaleAt), a.ID); err != nil {
		return err
	}
	return timer.Set(ctx, tx, staleDuty, a.ID, a.StaleAt, nil)
}

func freshAgain(ctx context.Context, tx *db.Tx, a *Alert) error {
	if a.StaleAt.IsZero() {
		return nil
	}
	a.StaleAt = time.Time{}
	if _, err := tx.Exec(ctx, `UPDATE alert SET stale_at = NULL WHERE id = ?`, a.ID); err != nil {
		return err
	}
	return timer.Cancel(ctx, tx, staleDuty, a.ID)
}

// stale raises again what was acknowledged, or whose case was closed, and still stands.
func (as *Alerts) stale(ctx context.Context, tx *db.Tx, due timer.Due) error {
	a, err := one(ctx, tx, `id = ?`+tx.Lock(), due.Key)
	if fault.Is(err, fault.NotFound) || err == nil && !a.Alive() {
		return nil
	}
	if err != nil {
		return err
	}
	return raise(ctx, tx, a, "stale")
}

// raise makes a standing alert fire again.
func raise(ctx context.Context, tx *db.Tx, a Alert, why string) error {
	if _, err := tx.Exec(ctx, `UPDATE alert SET state = 'firing', taken = '', stale_at = NULL, raised = raised + 1, raised_at = ? WHERE id = ? AND state <> 'resolved'`,
		db.Micros(tx.Now()), a.ID); err != nil {
		return err
	}
	if err := record(ctx, tx, RaisedEvent, a.ID); err != nil {
		return err
	}
	if err := settle(ctx, tx, groupsTouched{a.Group: a.Muted == 0}); err != nil {
		return err
	}
	return enter(ctx, tx, "alert.raise", a, map[string]string{"why": why})
}

// Taken says that a case answers for the alert: it is nobody's item of its own any more
// and people are not reminded of it. It checks no right: the room of cases has.
func Taken(ctx context.Context, tx *db.Tx, id, incident string) error {
	a, err := one(ctx, tx, `id = ?`+tx.Lock(), id)
	if err != nil || a.Taken == incident && a.StaleAt.IsZero() {
		return err
	}
	if err := freshAgain(ctx, tx, &a); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE alert SET taken = ? WHERE id = ?`, incident, id)
	return err
}

// LetGo says that the case of a standing alert was closed. That counts like an
// acknowledgement: when it has grown stale and the alert still stands, it is raised.
func LetGo(ctx context.Context, tx *db.Tx, id string) error {
	a, err := one(ctx, tx, `id = ?`+tx.Lock(), id)
	if err != nil || !a.Alive() || a.Taken == "" || !a.StaleAt.IsZero() {
		return err
	}
	return goStale(ctx, tx, &a)
}

// Parted says that an alert was taken out of its case: it stands for itself at once.
func Parted(ctx context.Context, tx *db.Tx, id string) error {
	_, err := tx.Exec(ctx, `UPDATE alert SET taken = '' WHERE id = ?`, id)
	return err
}

// TakenBy gives the alerts for which a case answers or answered.
func TakenBy(ctx context.Context, tx *db.Tx, incident string) (ids []string, err error) {
	err = tx.Each(ctx, `SELECT id FROM alert WHERE taken = ? ORDER BY id`, []any{incident}, func(scan func(...any) error) error {
		var id string
		err := scan(&id)
		ids = append(ids, id)
		return err
	})
	return ids, err
}

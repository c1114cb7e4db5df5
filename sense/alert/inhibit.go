package alert

import (
	"context"
	"encoding/json"
	"fmt"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/timer"
)

// The sides of an inhibition. What stands on both is a source alone: nothing mutes itself.
const (
	source = "source"
	target = "target"
)

// equal is what source and target have in common, as it is stored.
func (i Inhibition) equal(labels map[string]string) string {
	values := make([]string, len(i.Equal))
	for n, name := range i.Equal {
		values[n] = labels[name]
	}
	b, err := json.Marshal(values)
	if err != nil { // cannot happen: texts
		return ""
	}
	return string(b)
}

// side tells where an alert stands in an inhibition, "" for nowhere.
func (i Inhibition) side(labels map[string]string) string {
	switch {
	case i.Source.Match(labels):
		return source
	case i.Target.Match(labels):
		return target
	}
	return ""
}

// stand puts an alert on its side of each inhibition: a target is muted by the cause
// that stands already, and the first cause mutes the targets that stand already.
func stand(ctx context.Context, tx *db.Tx, a Alert, rules []Inhibition, touched groupsTouched) error {
	labels := a.Labels()
	for _, r := range rules {
		side := r.side(labels)
		if side == "" {
			continue
		}
		eq := r.equal(labels)
		causes, err := anySource(ctx, tx, r.Code, eq)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO alert_side (rule, side, eq, alert) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`, r.Code, side, eq, a.ID); err != nil {
			return fmt.Errorf("inhibition %s: %w", r.Code, err)
		}
		switch {
		case side == target && causes:
			err = mute(ctx, tx, a.ID, a.Group, ByInhibition, r.Code, eq, touched)
		case side == source && !causes:
			err = caused(ctx, tx, r.Code, eq, touched)
		}
		if err != nil {
			return fmt.Errorf("inhibition %s: %w", r.Code, err)
		}
	}
	return nil
}

func anySource(ctx context.Context, tx *db.Tx, rule, eq string) (bool, error) {
	var one int64
	err := tx.QueryRow(ctx, `SELECT 1 FROM alert_side WHERE rule = ? AND side = 'source' AND eq = ? LIMIT 1`, rule, eq).Scan(&one)
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	return err == nil, err
}

// caused mutes a slice of the targets of a cause that has just begun, and leaves the
// rest to a timer.
func caused(ctx context.Context, tx *db.Tx, rule, eq string, touched groupsTouched) error {
	targets, err := query(ctx, tx, `id IN (SELECT s.alert FROM alert_side s WHERE s.rule = ? AND s.side = 'target' AND s.eq = ? AND NOT EXISTS (
		SELECT 1 FROM alert_mute m WHERE m.alert = s.alert AND m.kind = 'inhibition' AND m.rule = s.rule AND m.cause = s.eq AND m.ended_at IS NULL)
		ORDER BY s.alert LIMIT ?) ORDER BY id`+tx.Lock(), rule, eq, slice)
	if err != nil {
		return err
	}
	for _, t := range targets {
		if err := mute(ctx, tx, t.ID, t.Group, ByInhibition, rule, eq, touched); err != nil {
			return err
		}
	}
	if len(targets) < slice {
		return nil
	}
	return timer.Set(ctx, tx, causeDuty, rule+" "+eq, tx.Now(), cause{rule, eq})
}

// leave takes an alert that ended off its sides. Without its last source a target is
// heard again.
func leave(ctx context.Context, tx *db.Tx, a Alert, touched groupsTouched) error {
	var sides []cause
	err := tx.Each(ctx, `SELECT rule, eq FROM alert_side WHERE alert = ? AND side = 'source' ORDER BY rule`, []any{a.ID}, func(scan func(...any) error) error {
		var c cause
		err := scan(&c.Rule, &c.Eq)
		sides = append(sides, c)
		return err
	})
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM alert_side WHERE alert = ?`, a.ID); err != nil {
		return err
	}
	for _, c := range sides {
		if err := uncaused(ctx, tx, c, touched); err != nil {
			return err
		}
	}
	return nil
}

// uncaused releases a slice of what a cause muted, when no source stands any more.
func uncaused(ctx context.Context, tx *db.Tx, c cause, touched groupsTouched) error {
	stands, err := anySource(ctx, tx, c.Rule, c.Eq)
	if err != nil || stands {
		return err
	}
	more, err := releaseAll(ctx, tx, ByInhibition, c.Rule, c.Eq, touched)
	if err != nil || !more {
		return err
	}
	return timer.Set(ctx, tx, causeDuty, c.Rule+" "+c.Eq, tx.Now(), c)
}

// cause is the body of the timers that go on where a slice ended.
type cause struct{ Rule, Eq string }

const (
	causeDuty = "alert.cause"
	anewDuty  = "alert.anew"
)

// goOn mutes or releases the next slice, by what stands now.
func (as *Alerts) goOn(ctx context.Context, tx *db.Tx, due timer.Due) error {
	var c cause
	if err := json.Unmarshal(due.Body, &c); err != nil {
		return err
	}
	if err := gate(ctx, tx); err != nil {
		return err
	}
	touched := groupsTouched{}
	stands, err := anySource(ctx, tx, c.Rule, c.Eq)
	if err != nil {
		return err
	}
	if stands {
		err = caused(ctx, tx, c.Rule, c.Eq, touched)
	} else {
		err = uncaused(ctx, tx, c, touched)
	}
	if err != nil {
		return err
	}
	return settle(ctx, tx, touched)
}

// anew is how far the alerts that stand were put on the sides of a changed inhibition.
type anew struct {
	Cleared bool
	After   string
}

// standAnew puts the alerts that stand onto the sides of a changed inhibition, soon.
func standAnew(ctx context.Context, tx *db.Tx, rule string) error {
	return timer.Set(ctx, tx, anewDuty, rule, tx.Now(), anew{})
}

func (as *Alerts) standAgain(ctx context.Context, tx *db.Tx, due timer.Due) error {
	var at anew
	if err := json.Unmarshal(due.Body, &at); err != nil {
		return err
	}
	if err := gate(ctx, tx); err != nil {
		return err
	}
	touched := groupsTouched{}
	more, err := true, error(nil)
	if !at.Cleared {
		at.Cleared, err = clearSides(ctx, tx, due.Key, touched)
	} else {
		more, err = standSlice(ctx, tx, due.Key, &at, touched)
	}
	if err != nil {
		return err
	}
	if more {
		if err := timer.Set(ctx, tx, anewDuty, due.Key, tx.Now(), at); err != nil {
			return err
		}
	}
	return settle(ctx, tx, touched)
}

// clearSides releases a slice of what the inhibition muted as it was, and says when
// nothing of it is left.
func clearSides(ctx context.Context, tx *db.Tx, rule string, touched groupsTouched) (done bool, err error) {
	var eq string
	err = tx.QueryRow(ctx, `SELECT cause FROM alert_mute WHERE kind = 'inhibition' AND rule = ? AND ended_at IS NULL LIMIT 1`, rule).Scan(&eq)
	if fault.Is(err, fault.NotFound) {
		_, err := tx.Exec(ctx, `DELETE FROM alert_side WHERE rule = ?`, rule)
		return true, err
	}
	if err != nil {
		return false, err
	}
	_, err = releaseAll(ctx, tx, ByInhibition, rule, eq, touched)
	return false, err
}

func standSlice(ctx context.Context, tx *db.Tx, rule string, at *anew, touched groupsTouched) (more bool, err error) {
	set, err := settings(ctx, tx)
	if err != nil {
		return false, err
	}
	var rules []Inhibition
	for _, r := range set.Inhibitions {
		if r.Code == rule {
			rules = append(rules, r)
		}
	}
	if len(rules) == 0 {
		return false, nil // it was taken away
	}
	alive, err := query(ctx, tx, `state <> 'resolved' AND id > ? ORDER BY id LIMIT ?`+tx.Lock(), at.After, slice)
	if err != nil {
		return false, err
	}
	for _, a := range alive {
		if err := stand(ctx, tx, a, rules, touched); err != nil {
			return false, err
		}
		at.After = a.ID
	}
	return len(alive) == slice, nil
}

// explain names the inhibition and one cause that the reader may read.
func (m *Mute) explain(ctx context.Context, tx *db.Tx, set Settings) error {
	for _, r := range set.Inhibitions {
		if r.Code == m.Rule {
			m.Name = r.Name
		}
	}
	if !m.Ended.IsZero() {
		return nil
	}
	may, args := actor.From(ctx).Where(Read, "unit_path", "area_path")
	list, err := query(ctx, tx, may+` AND id IN (SELECT alert FROM alert_side WHERE rule = ? AND side = 'source' AND eq = ? ORDER BY alert LIMIT 20) ORDER BY fired_at, id LIMIT 1`,
		append(args, m.Rule, m.Cause)...)
	if err != nil || len(list) == 0 {
		return err
	}
	m.Source = &list[0]
	return nil
}

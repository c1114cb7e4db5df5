package alert

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/timer"
)

// Every says how often a maintenance comes again.
type Every string

const (
	OnceOnly Every = ""
	Daily    Every = "day"
	Weekly   Every = "week"
)

// step is from one window to the next; the zone of Viet Nam has no summer time, so a
// day is always as long.
func (e Every) step() time.Duration {
	switch e {
	case Daily:
		return 24 * time.Hour
	case Weekly:
		return 7 * 24 * time.Hour
	}
	return 0
}

// Maintenance is a silence planned beforehand, perhaps one that comes again: each of
// its windows is a silence of its own.
type Maintenance struct {
	ID       string
	Number   string // BT-24-0001
	Matchers Matchers
	Comment  string
	Placed
	CreatedAt   time.Time
	CreatedBy   string
	CreatedName string
	Starts      time.Time // of the first window
	Ends        time.Time
	Every       Every
	Until       time.Time // no window begins at or after it
	Next        time.Time // start of the next window; zero when none comes
	EndedBy     string
	EndedName   string
}

// NewMaintenance is what a person says; as with a silence.
type NewMaintenance struct {
	NewSilence
	Every Every
	Until time.Time // of one that comes again
}

// longestPlan is how far ahead windows may come again. PROJECT CHOICE: a year.
const longestPlan = 366 * 24 * time.Hour

const planDuty = "alert.plan"

func (n NewMaintenance) faults(now time.Time, longest time.Duration) []fault.Field {
	fs := n.NewSilence.faults(now, longest)
	step := n.Every.step()
	switch {
	case n.Every != OnceOnly && step == 0:
		fs = append(fs, fault.At("every", "alert.bad_every"))
	case step > 0 && n.Ends.Sub(n.Starts) >= step:
		fs = append(fs, fault.At("ends", "alert.windows_touch"))
	case step > 0 && (!n.Until.After(n.Starts) || n.Until.Sub(n.Starts) > longestPlan):
		fs = append(fs, fault.At("until", "alert.bad_until", "max", longestPlan))
	}
	return fs
}

// Maintain plans a maintenance. Refusals are those of [Alerts.Silence], and windows
// that touch each other or come again for longer than a year.
func (as *Alerts) Maintain(ctx context.Context, n NewMaintenance) (m Maintenance, err error) {
	err = as.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		m, err = maintain(ctx, tx, n)
		return err
	})
	if err != nil {
		return Maintenance{}, fmt.Errorf("plan a maintenance: %w", err)
	}
	return m, nil
}

func maintain(ctx context.Context, tx *db.Tx, n NewMaintenance) (m Maintenance, err error) {
	if err := gate(ctx, tx); err != nil {
		return m, err
	}
	set, err := settings(ctx, tx)
	if err != nil {
		return m, err
	}
	n.Comment = strings.TrimSpace(n.Comment)
	if n.Starts.IsZero() {
		n.Starts = tx.Now()
	}
	fs := n.faults(tx.Now(), set.Times.Longest)
	placed, more, err := place(ctx, tx, n.Unit, n.Area)
	if err != nil {
		return m, err
	}
	if err := invalid(append(fs, more...)); err != nil {
		return m, err
	}
	by := actor.From(ctx)
	if err := by.Check(ToSilence, placed.Scope()); err != nil {
		return m, err
	}
	m = Maintenance{
		ID: tx.NewID("mnt"), Matchers: n.Matchers, Comment: n.Comment, Placed: placed, CreatedAt: tx.Now(), CreatedBy: by.ID, CreatedName: by.Name,
		Starts: n.Starts.UTC(), Ends: n.Ends.UTC(), Every: n.Every, Until: n.Until.UTC(), Next: n.Starts.UTC(),
	}
	if n.Every == OnceOnly {
		m.Until = m.Ends
	}
	if m.Number, err = tx.Number(ctx, "BT"); err != nil {
		return m, err
	}
	matchers, err := json.Marshal(m.Matchers)
	if err != nil {
		return m, err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO alert_plan (id, number, matchers, comment, unit, unit_path, area, area_path, created_at, created_by, created_name, starts_at, ends_at, every, until_at, next_at, ended_by, ended_name)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', '')`, m.ID, m.Number, string(matchers), m.Comment, m.Unit, m.UnitPath, m.Area, m.AreaPath, db.Micros(m.CreatedAt), m.CreatedBy, m.CreatedName,
		db.Micros(m.Starts), db.Micros(m.Ends), string(m.Every), db.Micros(m.Until), db.Micros(m.Next)); err != nil {
		return m, err
	}
	if err := enterFor(ctx, tx, "alert.maintain", m.ID, m.Scope(), map[string]any{"number": m.Number, "matchers": m.Matchers, "starts": db.Micros(m.Starts), "ends": db.Micros(m.Ends), "every": m.Every, "until": db.Micros(m.Until)}); err != nil {
		return m, err
	}
	return m, m.open(ctx, tx)
}

// open lets the window that has come be a silence and asks for the next.
func (m *Maintenance) open(ctx context.Context, tx *db.Tx) error {
	length := m.Ends.Sub(m.Starts)
	step := m.Every.step()
	for !m.Next.IsZero() && !m.Next.After(tx.Now()) {
		// A window that passed while nothing ran is not made up for.
		if ends := m.Next.Add(length); ends.After(tx.Now()) {
			if _, err := begin(ctx, tx, Silence{
				Plan: m.ID, Matchers: m.Matchers, Comment: m.Comment, Placed: m.Placed, CreatedBy: m.CreatedBy, CreatedName: m.CreatedName, Starts: m.Next, Ends: ends,
			}); err != nil {
				return err
			}
		}
		m.Next = m.Next.Add(step)
		if step == 0 || !m.Next.Before(m.Until) {
			m.Next = time.Time{}
		}
	}
	if _, err := tx.Exec(ctx, `UPDATE alert_plan SET next_at = ? WHERE id = ?`, instant(m.Next), m.ID); err != nil {
		return err
	}
	if m.Next.IsZero() {
		return nil
	}
	return timer.Set(ctx, tx, planDuty, m.ID, m.Next, nil)
}

func (as *Alerts) planDue(ctx context.Context, tx *db.Tx, due timer.Due) error {
	if err := gate(ctx, tx); err != nil {
		return err
	}
	list, err := queryPlans(ctx, tx, `id = ? AND next_at IS NOT NULL`+tx.Lock(), due.Key)
	if err != nil || len(list) == 0 {
		return err
	}
	return list[0].open(ctx, tx)
}

// EndMaintenance takes back the windows to come and ends the one that stands. Refusals
// as with [Alerts.EndSilence].
func (as *Alerts) EndMaintenance(ctx context.Context, id string) (m Maintenance, err error) {
	err = as.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := gate(ctx, tx); err != nil {
			return err
		}
		list, err := queryPlans(ctx, tx, `id = ?`+tx.Lock(), id)
		if err != nil {
			return err
		}
		by := actor.From(ctx)
		if len(list) == 0 || !by.May(Read, list[0].Scope()) {
			return fault.New(fault.NotFound, "alert.no_maintenance", "id", id)
		}
		m = list[0]
		if err := by.Check(ToSilence, m.Scope()); err != nil {
			return err
		}
		standing, err := querySilences(ctx, tx, `plan = ? AND state <> 'ended' ORDER BY id`+tx.Lock(), id)
		if err != nil {
			return err
		}
		if m.Next.IsZero() && len(standing) == 0 {
			return fault.New(fault.Conflict, "alert.maintenance_ended", "number", m.Number)
		}
		m.Next, m.EndedBy, m.EndedName = time.Time{}, by.ID, by.Name
		if _, err := tx.Exec(ctx, `UPDATE alert_plan SET next_at = NULL, ended_by = ?, ended_name = ? WHERE id = ?`, by.ID, by.Name, id); err != nil {
			return err
		}
		if err := timer.Cancel(ctx, tx, planDuty, id); err != nil {
			return err
		}
		for _, s := range standing {
			if err := endSilence(ctx, tx, &s, by); err != nil {
				return err
			}
		}
		return enterFor(ctx, tx, "alert.end_maintenance", m.ID, m.Scope(), map[string]any{"number": m.Number})
	})
	if err != nil {
		return Maintenance{}, fmt.Errorf("end maintenance %s: %w", id, err)
	}
	return m, nil
}

// MayEnd tells why the actor may not end the maintenance; nil when they may.
func (m Maintenance) MayEnd(ctx context.Context) *fault.Error {
	f, _ := fault.As(actor.From(ctx).Check(ToSilence, m.Scope()))
	return f
}

// Maintenances lists those that have windows to come, the next first.
func (as *Alerts) Maintenances(ctx context.Context) (list []Maintenance, err error) {
	where, args := actor.From(ctx).Where(Read, "unit_path", "area_path")
	err = as.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err = queryPlans(ctx, tx, where+` AND next_at IS NOT NULL ORDER BY next_at, id LIMIT ?`, append(args, longestPage)...)
		return err
	})
	return list, err
}

func queryPlans(ctx context.Context, tx *db.Tx, where string, args ...any) (list []Maintenance, err error) {
	err = tx.Each(ctx, `SELECT id, number, matchers, comment, unit, unit_path, area, area_path, created_at, created_by, created_name, starts_at, ends_at, every, until_at, next_at, ended_by, ended_name
		FROM alert_plan WHERE `+where, args, func(scan func(...any) error) error {
		var m Maintenance
		var matchers string
		var created, starts, ends, until int64
		var next *int64
		if err := scan(&m.ID, &m.Number, &matchers, &m.Comment, &m.Unit, &m.UnitPath, &m.Area, &m.AreaPath, &created, &m.CreatedBy, &m.CreatedName,
			&starts, &ends, &m.Every, &until, &next, &m.EndedBy, &m.EndedName); err != nil {
			return err
		}
		m.CreatedAt, m.Starts, m.Ends, m.Until, m.Next = db.Time(created), db.Time(starts), db.Time(ends), db.Time(until), db.TimeOf(next)
		if err := json.Unmarshal([]byte(matchers), &m.Matchers); err != nil {
			return err
		}
		m.Matchers.compile("matchers")
		list = append(list, m)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read maintenances: %w", err)
	}
	return list, nil
}

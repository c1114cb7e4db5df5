package incident

import (
	"context"
	"fmt"
	"time"

	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// Type is a kind of case, as a pack names it: what it is run by, and how near in
// place and time a signal must be to be proposed for one.
type Type struct {
	Code     string
	Name     text.L
	Playbook string        // its usual playbook; may be empty
	Near     int           // metres
	Window   time.Duration // before and after
	Sitrep   time.Duration // between two situation reports; 0: as the severity says
	Mark     string
}

// untyped is how near counts where a case has no type. PROJECT CHOICE.
var untyped = Type{Near: 1000, Window: 2 * time.Hour}

// sitrepUsual is by severity, for types that say nothing; none below. PROJECT CHOICE.
var sitrepUsual = map[int]time.Duration{4: 4 * time.Hour, 5: 2 * time.Hour}

// Types lists the types in use, by name.
func Types(ctx context.Context, tx *db.Tx) ([]Type, error) { return types(ctx, tx, `ended_at IS NULL`) }

// Types lists the types in use: whoever opens a case chooses one.
func (is *Incidents) Types(ctx context.Context) (list []Type, err error) {
	err = is.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err = Types(ctx, tx)
		return err
	})
	return list, err
}

func types(ctx context.Context, tx *db.Tx, where string, args ...any) (list []Type, err error) {
	err = tx.Each(ctx, `SELECT code, name_vi, name_en, playbook, near_m, window_us, sitrep_us, mark FROM incident_type WHERE `+where+` ORDER BY name_vi, code`, args,
		func(scan func(...any) error) error {
			var t Type
			var window, sitrep int64
			err := scan(&t.Code, &t.Name.VI, &t.Name.EN, &t.Playbook, &t.Near, &window, &sitrep, &t.Mark)
			t.Window, t.Sitrep = time.Duration(window)*time.Microsecond, time.Duration(sitrep)*time.Microsecond
			list = append(list, t)
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("types of incidents: %w", err)
	}
	return list, nil
}

// typeOf gives a type by its code, also one that has ended; the untyped where
// there is none.
func typeOf(ctx context.Context, tx *db.Tx, code string) (Type, error) {
	list, err := types(ctx, tx, `code = ?`, code)
	if err != nil || len(list) == 0 {
		return untyped, err
	}
	return list[0], nil
}

// typeOfPlaybook is the type that is usually run by a playbook; empty where none is.
func typeOfPlaybook(ctx context.Context, tx *db.Tx, playbook string) (string, error) {
	list, err := types(ctx, tx, `playbook = ? AND playbook <> '' AND ended_at IS NULL`, playbook)
	if err != nil || len(list) == 0 {
		return "", err
	}
	return list[0].Code, nil
}

// PutType adds or changes a type, for packs.
func PutType(ctx context.Context, tx *db.Tx, t Type) error {
	_, err := tx.Exec(ctx, `INSERT INTO incident_type (code, name_vi, name_en, playbook, near_m, window_us, sitrep_us, mark) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (code) DO UPDATE SET name_vi = excluded.name_vi, name_en = excluded.name_en, playbook = excluded.playbook, near_m = excluded.near_m,
		window_us = excluded.window_us, sitrep_us = excluded.sitrep_us, mark = excluded.mark, ended_at = NULL`,
		t.Code, t.Name.VI, t.Name.EN, t.Playbook, t.Near, t.Window.Microseconds(), t.Sitrep.Microseconds(), t.Mark)
	if err != nil {
		return fmt.Errorf("put type %s: %w", t.Code, err)
	}
	return nil
}

// EndType takes a type from the list, for packs; cases of it keep it.
func EndType(ctx context.Context, tx *db.Tx, code string) error {
	if _, err := tx.Exec(ctx, `UPDATE incident_type SET ended_at = ? WHERE code = ? AND ended_at IS NULL`, db.Micros(tx.Now()), code); err != nil {
		return fmt.Errorf("end type %s: %w", code, err)
	}
	return nil
}

// sitrepEvery is the usual time between two situation reports.
func (t Type) sitrepEvery(severity int) time.Duration {
	if t.Sitrep > 0 {
		return t.Sitrep
	}
	return sitrepUsual[severity]
}

// TypeName is the name of a type, also of one that has ended.
func TypeName(ctx context.Context, tx *db.Tx, code string) (text.L, error) {
	list, err := types(ctx, tx, `code = ?`, code)
	if err != nil {
		return text.L{}, err
	}
	if len(list) == 0 {
		return text.L{}, fault.New(fault.NotFound, "incident.no_type", "type", code)
	}
	return list[0].Name, nil
}

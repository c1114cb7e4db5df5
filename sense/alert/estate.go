package alert

import (
	"context"
	"fmt"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/unit"
)

// Estate is the alerts of units that still stand: whoever takes over must see and acknowledge them. What
// was resolved stays as it was.
func (as *Alerts) Estate() unit.Estate {
	return unit.Estate{
		Name: "alerts",
		Held: func(ctx context.Context, tx *db.Tx) ([]unit.Held, error) {
			return unit.HeldIn(ctx, tx, "alert", unit.OwnerColumns, `state <> 'resolved'`)
		},
		Pass: passOn,
	}
}

func passOn(ctx context.Context, tx *db.Tx, from, to unit.Held, most int) error {
	at, args := from.At(unit.OwnerColumns)
	alive, err := query(ctx, tx, at+` AND state <> 'resolved' ORDER BY id LIMIT ?`+tx.Lock(), append(args, most)...)
	if err != nil {
		return err
	}
	touched := groupsTouched{}
	for _, a := range alive {
		touched.touch(a.Group, false)
		a.Unit, a.UnitPath, a.Area, a.AreaPath = to.Unit, to.UnitPath, to.Area, to.AreaPath
		if _, err := tx.Exec(ctx, `UPDATE alert SET unit = ?, unit_path = ?, area = ?, area_path = ? WHERE id = ? AND state <> 'resolved'`,
			a.Unit, a.UnitPath, a.Area, a.AreaPath, a.ID); err != nil {
			return fmt.Errorf("hand on alert %s: %w", a.ID, err)
		}
		if err := record(ctx, tx, HandedOnEvent, a.ID); err != nil {
			return err
		}
		if err := enter(ctx, tx, "alert.hand_on", a, map[string]any{"before": from, "after": to}); err != nil {
			return err
		}
	}
	return settle(ctx, tx, touched) // a group is where its alerts are
}

// SilenceEstate is what units silence: whoever takes over may end it, and it goes on
// muting.
func (as *Alerts) SilenceEstate() unit.Estate {
	return placed("silences", "alert_silence", `state <> 'ended'`)
}

// MaintenanceEstate is what units will silence.
func (as *Alerts) MaintenanceEstate() unit.Estate {
	return placed("maintenances", "alert_plan", `next_at IS NOT NULL`)
}

func placed(name, table, live string) unit.Estate {
	return unit.Estate{
		Name: name,
		Held: func(ctx context.Context, tx *db.Tx) ([]unit.Held, error) {
			return unit.HeldIn(ctx, tx, table, unit.OwnerColumns, live)
		},
		Pass: func(ctx context.Context, tx *db.Tx, from, to unit.Held, most int) error {
			if err := gate(ctx, tx); err != nil {
				return err
			}
			at, args := from.At(unit.OwnerColumns)
			_, err := tx.Exec(ctx, `UPDATE `+table+` SET unit = ?, unit_path = ?, area = ?, area_path = ? WHERE id IN (
				SELECT id FROM `+table+` WHERE `+at+` AND `+live+` ORDER BY id LIMIT ?)`,
				append(append([]any{to.Unit, to.UnitPath, to.Area, to.AreaPath}, args...), most)...)
			if err != nil {
				return fmt.Errorf("hand on %s: %w", name, err)
			}
			tx.Forget(silencesKey{})
			return enterFor(ctx, tx, "alert.hand_on_"+name, to.Unit, actor.Scope{UnitPath: to.UnitPath, AreaPath: to.AreaPath}, map[string]any{"before": from, "after": to})
		},
	}
}

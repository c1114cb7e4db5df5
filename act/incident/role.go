package incident

import (
	"context"
	"fmt"
	"slices"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

// Role is a part that one person at a time has in a case.
type Role string

const (
	Commander   Role = "commander"
	Scribe      Role = "scribe"
	Information Role = "information" // speaks to the public and to other offices
)

// Roles is the closed list.
var Roles = []Role{Commander, Scribe, Information}

// Held is a role in one person's hands, from when to when.
type Held struct {
	Role    Role
	Account string
	Name    string
	From    time.Time
	To      time.Time // zero: now
}

// Assign gives a role of an open case to a person; who held it hands it over in
// the same instant. An empty account leaves the role with nobody. The same person
// again changes nothing.
func (is *Incidents) Assign(ctx context.Context, id string, role Role, account string) (Incident, error) {
	if !slices.Contains(Roles, role) {
		return Incident{}, invalid([]fault.Field{fault.At("role", "incident.bad_role", "role", string(role))})
	}
	return is.changeOpen(ctx, id, ToCommand, "role", func(ctx context.Context, tx *db.Tx, i *Incident) (any, error) {
		held, err := holders(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		var before Held
		for _, h := range held {
			if h.Role == role && h.To.IsZero() {
				before = h
			}
		}
		if before.Account == account {
			return nil, nil
		}
		if before.Account != "" {
			if _, err := tx.Exec(ctx, `UPDATE incident_role SET ended = ? WHERE incident = ? AND role = ? AND ended IS NULL`, db.Micros(tx.Now()), id, string(role)); err != nil {
				return nil, err
			}
		}
		args := map[string]any{"role": role, "before": before.Name}
		if account == "" {
			return map[string]any{"role": role, "before": before.Account}, tell(ctx, tx, id, lineRoleEnded, RoleChangedEvent, "", args)
		}
		name, err := activeName(ctx, tx, account)
		if err != nil {
			return nil, err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO incident_role (incident, seq, role, account, name, began) VALUES (?, ?, ?, ?, ?, ?)`,
			id, len(held)+1, string(role), account, name, db.Micros(tx.Now())); err != nil {
			return nil, err
		}
		line := lineRole
		if before.Account != "" {
			line = lineRoleGiven
		}
		args["to"] = name
		return map[string]any{"role": role, "before": before.Account, "after": account}, tell(ctx, tx, id, line, RoleChangedEvent, "", args)
	})
}

// activeName is the name of a person who may come in.
func activeName(ctx context.Context, tx *db.Tx, account string) (name string, err error) {
	err = tx.QueryRow(ctx, `SELECT COALESCE(NULLIF(title_vi, ''), name) FROM account WHERE id = ? AND state = 'active'`, account).Scan(&name)
	if fault.Is(err, fault.NotFound) {
		return "", invalid([]fault.Field{fault.At("account", "incident.no_person")})
	}
	return name, err
}

// Candidates gives the people that a role of the case is offered to: those of its
// unit and below, of the units above, and of the actor's own.
func (is *Incidents) Candidates(ctx context.Context, id string) (list []Ref, err error) {
	err = is.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		list = nil
		i, err := readable(ctx, tx, id, "")
		if err != nil {
			return err
		}
		return tx.Each(ctx, `SELECT id, COALESCE(NULLIF(title_vi, ''), name) FROM account WHERE state = 'active'
			AND (unit_path LIKE ? ESCAPE '!' OR ? LIKE unit_path || '%' OR unit = ?) ORDER BY 2, id LIMIT ?`,
			[]any{db.Like(i.UnitPath) + "%", i.UnitPath, actor.From(ctx).Unit, longestPage}, func(scan func(...any) error) error {
				var r Ref
				err := scan(&r.ID, &r.Number)
				list = append(list, r)
				return err
			})
	})
	return list, err
}

// Holders gives who held which role from when to when, oldest first.
func (is *Incidents) Holders(ctx context.Context, id string) (list []Held, err error) {
	err = is.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := readable(ctx, tx, id, ""); err != nil {
			return err
		}
		list, err = holders(ctx, tx, id)
		return err
	})
	return list, err
}

func holders(ctx context.Context, tx *db.Tx, id string) (list []Held, err error) {
	err = tx.Each(ctx, `SELECT role, account, name, began, ended FROM incident_role WHERE incident = ? ORDER BY seq`, []any{id}, func(scan func(...any) error) error {
		var h Held
		var began int64
		var ended *int64
		if err := scan(&h.Role, &h.Account, &h.Name, &began, &ended); err != nil {
			return err
		}
		h.From = db.Time(began)
		if ended != nil {
			h.To = db.Time(*ended)
		}
		list = append(list, h)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("roles of incident %s: %w", id, err)
	}
	return list, nil
}

// endRunning ends what only an open case has: roles go out of hand, and no more
// situation reports are asked for.
func (i Incident) endRunning(ctx context.Context, tx *db.Tx) error {
	if _, err := tx.Exec(ctx, `UPDATE incident_role SET ended = ? WHERE incident = ? AND ended IS NULL`, db.Micros(tx.Now()), i.ID); err != nil {
		return err
	}
	return i.noSitreps(ctx, tx)
}

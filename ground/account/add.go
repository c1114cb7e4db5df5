package account

import (
	"context"
	"fmt"
	"strings"

	"thanhdong/ground/actor"
	"thanhdong/ground/area"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
)

// Add makes an account and gives its id. Invalid with every fault at once; Conflict when the name is
// taken; Forbidden when a grant reaches beyond the actor's own administration.
func (a *Accounts) Add(ctx context.Context, n New) (string, error) {
	faults := n.validate()
	// Hashing takes long and needs no transaction. It is done even for an account that will be refused
	// by the store, never for one whose password is.
	hash := ""
	if len(faults) == 0 {
		var err error
		if hash, err = a.hash(ctx, n.Password); err != nil {
			return "", err
		}
	}
	var id string
	err := a.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		home, grants, more, err := resolve(ctx, tx, n)
		if err != nil {
			return err
		}
		if all := append(faults[:len(faults):len(faults)], more...); len(all) > 0 {
			return fault.Fields("account.invalid", all...)
		}
		if err := mayGive(ctx, home, grants); err != nil {
			return err
		}
		key := text.NameKey(n.Name)
		var taken int64
		if err := tx.QueryRow(ctx, `SELECT COUNT(*) FROM account WHERE name_key = ?`, key).Scan(&taken); err != nil {
			return err
		}
		if taken > 0 {
			return fault.New(fault.Conflict, "account.name_taken", "name", n.Name)
		}
		id = tx.NewID(idPrefix)
		sample := 0
		if n.Sample {
			sample = 1
		}
		if _, err := tx.Exec(ctx, `INSERT INTO account (id, name, name_key, title_vi, title_en, search, unit, unit_path, area_path, password, state, sample, created_at)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, id, n.Name, key, n.Title.VI, n.Title.EN,
			searchKey(n.Name, n.Title, n.Unit),
			n.Unit, home.UnitPath, home.AreaPath, hash, string(Active), sample, db.Micros(tx.Now())); err != nil {
			return err
		}
		for _, g := range grants {
			if err := insertGrant(ctx, tx, id, g); err != nil {
				return err
			}
		}
		return a.note(ctx, tx, "account.add", id, home, map[string]any{"name": n.Name, "unit": n.Unit, "grants": codes(grants)})
	})
	if err != nil {
		return "", fmt.Errorf("add account: %w", err)
	}
	return id, nil
}

// resolve finds the units and areas that n names.
func resolve(ctx context.Context, tx *db.Tx, n New) (home actor.Scope, grants []actor.Grant, faults []fault.Field, err error) {
	if n.Unit != "" {
		u, err := unit.ByCode(ctx, tx, n.Unit, "")
		switch {
		case fault.Is(err, fault.NotFound):
			faults = append(faults, fault.At("unit", "account.unknown_unit", "unit", n.Unit))
		case err != nil:
			return home, nil, nil, err
		default:
			home = u.Scope()
		}
	}
	for i, given := range n.grants() {
		path := ""
		if len(n.Grants) > 0 {
			path = fmt.Sprintf("grants/%d/", i)
		}
		g, more, err := resolveGrant(ctx, tx, path, given)
		if err != nil {
			return home, nil, nil, err
		}
		for _, f := range more {
			if f.Path != "unit" { // the only grant's unit is the account's, told above
				faults = append(faults, f)
			}
		}
		grants = append(grants, g)
	}
	return home, grants, faults, nil
}

func resolveGrant(ctx context.Context, tx *db.Tx, path string, given Given) (g actor.Grant, faults []fault.Field, err error) {
	g = actor.Grant{Role: given.Role, Unit: given.Unit, Area: given.Area}
	u, err := unit.ByCode(ctx, tx, given.Unit, "")
	switch {
	case fault.Is(err, fault.NotFound):
		faults = append(faults, fault.At(path+"unit", "account.unknown_unit", "unit", given.Unit))
	case err != nil:
		return g, nil, err
	default:
		g.UnitPath = u.Path
	}
	if g.Area == "" && g.UnitPath != "" {
		// The whole province: the area of the topmost unit above.
		top, err := unit.ByCode(ctx, tx, strings.Split(g.UnitPath, "/")[1], "")
		if err != nil {
			return g, nil, err
		}
		g.Area = top.Area
	}
	if g.Area != "" {
		r, err := area.ByCode(ctx, tx, g.Area, "")
		switch {
		case fault.Is(err, fault.NotFound):
			faults = append(faults, fault.At(path+"area", "account.unknown_area", "area", g.Area))
		case err != nil:
			return g, nil, err
		default:
			g.AreaPath = r.Path
		}
	}
	return g, faults, nil
}

// mayGive holds an account and its grants against the administration of the actor of ctx: nobody gives
// what lies outside the own.
func mayGive(ctx context.Context, home actor.Scope, grants []actor.Grant) error {
	who := actor.From(ctx)
	if err := who.Check(Manage, home); err != nil {
		return err
	}
	for _, g := range grants {
		if err := who.Check(Manage, actor.Scope{UnitPath: g.UnitPath, AreaPath: g.AreaPath}); err != nil {
			return err
		}
	}
	return nil
}

func insertGrant(ctx context.Context, tx *db.Tx, id string, g actor.Grant) error {
	_, err := tx.Exec(ctx, `INSERT INTO account_grant (account, role, unit, area) VALUES (?, ?, ?, ?) ON CONFLICT (account, role, unit, area) DO NOTHING`,
		id, string(g.Role), g.Unit, g.Area)
	return err
}

func codes(grants []actor.Grant) []string {
	out := make([]string, len(grants))
	for i, g := range grants {
		out[i] = fmt.Sprintf("%s %s %s", g.Role, g.Unit, g.Area)
	}
	return out
}

// note writes the ledger entry of a command.
func (a *Accounts) note(ctx context.Context, tx *db.Tx, verb, subject string, s actor.Scope, payload any) error {
	return ledger.Write(ctx, tx, ledger.Entry{Verb: verb, Subject: subject, UnitPath: s.UnitPath, AreaPath: s.AreaPath, Payload: payload})
}

// searchKey is what an account is found by.
func searchKey(name string, title text.L, unit string) string {
	return text.SearchKey(strings.Join([]string{name, title.VI, title.EN, unit}, " "))
}

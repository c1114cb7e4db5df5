package account

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

// Apps are the doors at which a program may speak for others by a key of its own: a closed list.
var Apps = []string{"open311"}

const (
	usualRate   = 60
	highestRate = 1_000_000
)

// App is a program with a key for one door.
type App struct {
	ID   string
	Name string
	App  string // of [Apps]
	Rate int    // how often a minute it may act
}

// AppAdd makes a key for a program that speaks at one door of [Apps] and gives the secret, this once. rate is how often a minute it
// may act; 0 means the usual. Such a key opens no feed.
func (a *Accounts) AppAdd(ctx context.Context, app string, rate int, scope actor.Scope, name string) (string, error) {
	key := secret(devicePrefix)
	err := a.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := actor.From(ctx).Check(Manage, scope); err != nil {
			return err
		}
		var fs []fault.Field
		if !slices.Contains(Apps, app) {
			fs = append(fs, fault.At("app", "account.no_app", "app", app, "apps", strings.Join(Apps, ", ")))
		}
		if rate == 0 {
			rate = usualRate
		}
		if rate < 1 || rate > highestRate {
			fs = append(fs, fault.At("rate", "account.bad_rate", "max", highestRate))
		}
		if len(fs) > 0 {
			return fault.Fields("account.invalid", fs...)
		}
		if name = strings.TrimSpace(name); name == "" {
			name = app
		}
		id := tx.NewID("dev")
		if _, err := tx.Exec(ctx, `INSERT INTO account_device (id, name, feed, app, rate, unit_path, area_path, digest, created_at) VALUES (?, ?, '', ?, ?, ?, ?, ?, ?)`,
			id, name, app, rate, scope.UnitPath, scope.AreaPath, digest(key), db.Micros(tx.Now())); err != nil {
			return err
		}
		return a.note(ctx, tx, "account.device_add", id, scope, map[string]string{"app": app, "name": name, "rate": fmt.Sprint(rate)})
	})
	if err != nil {
		return "", fmt.Errorf("add a key for %s: %w", app, err)
	}
	return key, nil
}

// AppByKey gives the program of a key for a door. Unauthenticated when there is none.
func (a *Accounts) AppByKey(ctx context.Context, app, key string) (App, error) {
	bad := fault.New(fault.Unauthenticated, "account.bad_key")
	if app == "" || !isSecret(key, devicePrefix) {
		return App{}, bad
	}
	p := App{App: app}
	err := a.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		return tx.QueryRow(ctx, `SELECT id, name, rate FROM account_device WHERE digest = ? AND app = ? AND ended_at IS NULL`, digest(key), app).Scan(&p.ID, &p.Name, &p.Rate)
	})
	if fault.Is(err, fault.NotFound) {
		return App{}, bad
	}
	if err != nil {
		return App{}, err
	}
	return p, nil
}

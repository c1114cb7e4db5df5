package account_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"thanhdong/ground/account"
	"thanhdong/ground/actor"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
	"thanhdong/ground/timer"
	"thanhdong/ground/unit"
)

func TestADeviceKeyOpensOneFeedUntilItEnds(t *testing.T) {
	each(t, func(b *bench) {
		scope := actor.Scope{UnitPath: "/H23/H23.STNMT/", AreaPath: "/30/"}
		key1, err := b.accounts.DeviceAdd(b.root, "air-push", scope, "")
		if err != nil || !strings.HasPrefix(key1, "td_dev_") {
			b.Fatalf("%q, %v", key1, err)
		}
		key2, err := b.accounts.DeviceAdd(b.root, "air-mqtt", scope, "Trạm 1")
		if err != nil || key1 == key2 {
			b.Fatal("two keys are one")
		}
		who, err := b.accounts.ByDeviceKey(b.Context(), key1)
		if err != nil || who.Kind != actor.Device || !who.MaySend("air-push") || who.MaySend("air-mqtt") || len(who.Grants) != 0 {
			b.Errorf("%+v, %v", who, err)
		}
		devices, err := b.accounts.Devices(b.root)
		if err != nil || len(devices) != 2 || devices[0].Name != "Trạm 1" && devices[1].Name != "Trạm 1" {
			b.Fatalf("%+v, %v", devices, err)
		}
		if err := b.accounts.DeviceEnd(b.root, who.ID); err != nil {
			b.Fatal(err)
		}
		for _, bad := range []string{key1, "", "td_dev_", "td_tok_" + key2[7:], key2 + "a", strings.ToUpper(key2)} {
			if _, err := b.accounts.ByDeviceKey(b.Context(), bad); key(err) != "account.bad_key" || !fault.Is(err, fault.Unauthenticated) {
				b.Errorf("%q gives %v", bad, err)
			}
		}
		if _, err := b.accounts.ByDeviceKey(b.Context(), key2); err != nil {
			b.Error(err)
		}
		if _, err := b.accounts.ByToken(b.Context(), key2); err == nil {
			b.Error("a device key is taken for a token")
		}
		stranger := b.as(b.add("canbo", actor.Officer, "H23"))
		if _, err := b.accounts.DeviceAdd(stranger, "air-push", scope, ""); !fault.Is(err, fault.Forbidden) {
			b.Errorf("an officer makes a key: %v", err)
		}
		if err := b.accounts.DeviceEnd(stranger, devices[0].ID); !fault.Is(err, fault.Forbidden) {
			b.Errorf("an officer ends a key: %v", err)
		}
		if seen, err := b.accounts.Devices(stranger); err != nil || len(seen) != 0 {
			b.Errorf("an officer sees keys: %+v, %v", seen, err)
		}
	})
}

func TestAKeyOfAProgramOpensItsDoorAndNoFeed(t *testing.T) {
	each(t, func(b *bench) {
		scope := actor.Scope{UnitPath: "/H23/", AreaPath: "/30/"}
		made, err := b.accounts.AppAdd(b.root, "open311", 300, scope, "Ứng dụng của thành phố")
		if err != nil {
			b.Fatal(err)
		}
		app, err := b.accounts.AppByKey(b.Context(), "open311", made)
		if err != nil || app.Name != "Ứng dụng của thành phố" || app.Rate != 300 {
			b.Errorf("%+v, %v", app, err)
		}
		if _, err := b.accounts.ByDeviceKey(b.Context(), made); key(err) != "account.bad_key" {
			b.Errorf("it opens a feed: %v", err)
		}
		device, err := b.accounts.DeviceAdd(b.root, "air-push", scope, "")
		if err != nil {
			b.Fatal(err)
		}
		for door, bad := range map[string]string{"open311": device, "": made, "another": made} {
			if _, err := b.accounts.AppByKey(b.Context(), door, bad); !fault.Is(err, fault.Unauthenticated) {
				b.Errorf("%q opens %q: %v", bad, door, err)
			}
		}
		for _, bad := range []struct {
			app  string
			rate int
		}{{"open312", 1}, {"", 1}, {"open311", -1}, {"open311", 2_000_000}} {
			if _, err := b.accounts.AppAdd(b.root, bad.app, bad.rate, scope, ""); !fault.Is(err, fault.Invalid) {
				b.Errorf("%+v: %v", bad, err)
			}
		}
		if _, err := b.accounts.AppAdd(b.as(b.add("canbo", actor.Officer, "H23")), "open311", 0, scope, ""); !fault.Is(err, fault.Forbidden) {
			b.Errorf("an officer makes a key: %v", err)
		}
		list, err := b.accounts.Devices(b.root)
		if err != nil || !slices.ContainsFunc(list, func(d account.Device) bool { return d.ID == app.ID && d.App == "open311" && d.Feed == "" }) {
			b.Errorf("%+v, %v", list, err)
		}
		if err := b.accounts.DeviceEnd(b.root, app.ID); err != nil {
			b.Fatal(err)
		}
		if _, err := b.accounts.AppByKey(b.Context(), "open311", made); !fault.Is(err, fault.Unauthenticated) {
			b.Errorf("a key that was ended: %v", err)
		}
	})
}

func TestEveryCommandIsInTheLedgerAndNoSecretIsAnywhere(t *testing.T) {
	each(t, func(b *bench) {
		id := b.add("trucban", actor.Duty, "H23")
		s, err := b.signIn("trucban", password)
		if err != nil {
			b.Fatal(err)
		}
		device, err := b.accounts.DeviceAdd(b.root, "air-push", actor.Scope{UnitPath: "/H23/", AreaPath: "/30/"}, "")
		if err != nil {
			b.Fatal(err)
		}
		token, err := b.accounts.TokenAdd(b.root, id)
		if err != nil {
			b.Fatal(err)
		}
		for _, err := range []error{
			b.accounts.Grant(b.root, id, account.Given{Role: actor.Clerk, Unit: "H23.UB288", Area: "288"}),
			b.accounts.Revoke(b.root, id, account.Given{Role: actor.Clerk, Unit: "H23.UB288", Area: "288"}),
			b.accounts.SignOut(b.Context(), s.Token), b.accounts.Suspend(b.root, id), b.accounts.Resume(b.root, id),
			b.accounts.SetPassword(b.root, id, "mật khẩu hoàn toàn mới"), b.accounts.EndSessions(b.root, id),
		} {
			if err != nil {
				b.Fatal(err)
			}
		}
		lines, err := ledger.List(b.root, b.d, ledger.Filter{Limit: 1000})
		if err != nil {
			b.Fatal(err)
		}
		var verbs []string
		secrets := []string{password, "hoàn toàn mới", s.Token, device, token, "argon2"}
		for _, l := range lines {
			if strings.HasPrefix(l.Verb, "account.") {
				verbs = append(verbs, l.Verb)
			}
			if l.Verb == "account.sign_in" && l.Actor != id {
				b.Errorf("signing in was done by %q", l.Actor)
			}
			for _, secret := range secrets {
				if strings.Contains(string(l.Payload), secret) {
					b.Errorf("%s tells a secret: %s", l.Verb, l.Payload)
				}
			}
		}
		slices.Reverse(verbs)
		if want := []string{"account.add", "account.sign_in", "account.device_add", "account.token_add", "account.grant", "account.revoke", "account.sign_out",
			"account.suspend", "account.resume", "account.set_password", "account.end_sessions"}; !slices.Equal(verbs, want) {
			b.Errorf("the ledger holds %v", verbs)
		}
		err = b.d.View(b.Context(), func(ctx context.Context, tx *db.Tx) error {
			for _, column := range []string{"account.password", "account_device.digest", "account_token.digest"} {
				table, name, _ := strings.Cut(column, ".")
				rows, err := tx.Query(ctx, `SELECT `+name+` FROM `+table)
				if err != nil {
					return err
				}
				for rows.Next() {
					var stored string
					if err := rows.Scan(&stored); err != nil {
						return err
					}
					for _, secret := range []string{password, device, token, "hoàn toàn mới"} {
						if strings.Contains(stored, secret) {
							b.Errorf("%s keeps a secret", column)
						}
					}
				}
				rows.Close()
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	})
}

func TestWhoActedIsNamedToEveryReader(t *testing.T) {
	each(t, func(b *bench) {
		id := b.add("trucban", actor.Duty, "H23")
		err := b.d.View(b.Context(), func(ctx context.Context, tx *db.Tx) error {
			names, err := account.Names(ctx, tx, []string{id, "sys_rule", "acc_gone"})
			if len(names) != 1 || names[id].VI != "trucban" {
				b.Errorf("names are %v", names)
			}
			none, err2 := account.Names(ctx, tx, nil)
			if err2 != nil || len(none) != 0 {
				b.Errorf("no ids give %v, %v", none, err2)
			}
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	})
}

func TestAKeyThatIsRememberedEndsAtOnce(t *testing.T) {
	each(t, func(b *bench) {
		scope := actor.Scope{UnitPath: "/H23/H23.STNMT/", AreaPath: "/30/"}
		key, err := b.accounts.DeviceAdd(b.root, "air-push", scope, "")
		if err != nil {
			b.Fatal(err)
		}
		who, err := b.accounts.KnownDevice(b.Context(), key)
		again, err2 := b.accounts.KnownDevice(b.Context(), key)
		if err != nil || err2 != nil || who.ID == "" || again.ID != who.ID || !again.MaySend("air-push") {
			b.Fatalf("%+v %v, %+v %v", who, err, again, err2)
		}
		if err := b.accounts.DeviceEnd(b.root, who.ID); err != nil {
			b.Fatal(err)
		}
		for _, wrong := range []string{key, key[:len(key)-1], ""} {
			if _, err := b.accounts.KnownDevice(b.Context(), wrong); !fault.Is(err, fault.Unauthenticated) {
				b.Errorf("%q: %v", wrong, err)
			}
		}
	})
}

func TestAKeyFollowsTheUnitOfItsFeedAndGoesOnWorking(t *testing.T) {
	each(t, func(b *bench) {
		events, timers, heirs := bus.New(b.d), timer.New(b.d), unit.NewHeirs()
		heirs.Follow(events, timers)
		heirs.Register(b.accounts.Keys())
		secret, err := b.accounts.DeviceAdd(b.root, "air-push", actor.Scope{UnitPath: "/H23/H23.SYT/", AreaPath: "/30/"}, "")
		if err != nil {
			b.Fatal(err)
		}
		b.order(func(ctx context.Context, tx *db.Tx) error {
			return unit.Succeed(ctx, tx, unit.Succession{Decree: unit.Decree{Day: text.DayOf(tx.Now()), Act: "QĐ 1", Mark: "PROJECT CHOICE"}, Old: []string{"H23.SYT"},
				New: []unit.Unit{department("H23.YTXH")}, Lines: []unit.Lineage{{Old: "H23.SYT", New: "H23.YTXH", Share: share(1)}}})
		})
		if err := errors.Join(events.Drain(b.root), timers.RunDue(b.root)); err != nil {
			b.Fatal(err)
		}
		who, err := b.accounts.ByDeviceKey(b.Context(), secret)
		if err != nil || !who.MaySend("air-push") {
			b.Errorf("the key no longer works: %+v, %v", who, err)
		}
		heir := actor.With(b.Context(), actor.Actor{ID: "acc_heir", Kind: actor.Person, Grants: []actor.Grant{{Role: actor.Admin, UnitPath: "/H23/H23.YTXH/", AreaPath: "/30/"}}})
		if seen, err := b.accounts.Devices(heir); err != nil || len(seen) != 1 {
			b.Errorf("the successor's administrator sees %+v, %v", seen, err)
		}
		if err := b.accounts.DeviceEnd(heir, who.ID); err != nil {
			b.Errorf("and may not end it: %v", err)
		}
	})
}

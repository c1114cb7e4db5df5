package pack_test

import (
	"context"
	"reflect"
	"strings"
	"testing"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/pack"
	"thanhdong/sense/entity"
)

// did finds what happened to a row.
func did(reports []pack.Report, part, code string) pack.Deed {
	for _, r := range reports {
		for _, x := range r.Rows {
			if x.Part == part && x.Code == code {
				return x.Do
			}
		}
	}
	return ""
}

func TestAnUpgradeLeavesWhatTheProvinceChangedAndSaysSo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		b.apply(loaded(t, small()))
		mine := b.rule("NHO-1")
		mine.When = "value > 300"
		if _, err := b.rooms.Rules.Put(b.ctx, mine); err != nil {
			t.Fatal(err)
		}
		newer := small()
		newer["rules.yaml"] = strings.Replace(newer["rules.yaml"], "value > 400", "value > 500", 1)
		planned, err := b.packs.Plan(b.ctx, loaded(t, newer))
		if err != nil || did(planned, "rules", "NHO-1") != pack.Conflict {
			t.Fatalf("planned %+v, %v", planned, err)
		}
		for range 2 { // an unsettled conflict is told each time
			if done := b.apply(loaded(t, newer)); did(done, "rules", "NHO-1") != pack.Conflict || done[len(done)-1].Changed() {
				t.Errorf("did %+v", done)
			}
			if r := b.rule("NHO-1"); r.When != "value > 300" {
				t.Fatalf("the province's own rule was overwritten: %+v", r)
			}
		}
		done, err := b.packs.Apply(b.ctx, loaded(t, newer), "rules NHO-1")
		if err != nil || did(done, "rules", "NHO-1") != pack.Change || b.rule("NHO-1").When != "value > 500" {
			t.Errorf("asked for by name: %+v, %v, %+v", done, err, b.rule("NHO-1"))
		}
		// What the pack put is not the province's: the next edition comes in unasked.
		newer["rules.yaml"] = strings.Replace(newer["rules.yaml"], "value > 500", "value > 600", 1)
		if done := b.apply(loaded(t, newer)); did(done, "rules", "NHO-1") != pack.Change {
			t.Errorf("did %+v", done)
		}
	})
}

func TestARemovedPackEndsWhatItSetToWorkAndLeavesTheRest(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		b.apply(builtin(t, "haiduong/sample"))
		if _, err := b.packs.Remove(b.ctx, "air"); !fault.Is(err, fault.Conflict) || !strings.Contains(told(err), "haiduong/sample still needs") {
			t.Fatalf("a pack that another needs: %v", told(err))
		}
		planned, err := b.packs.PlanRemoval(b.ctx, "haiduong/sample")
		if err != nil {
			t.Fatal(told(err))
		}
		if hold := b.rule("KK-PM25-CAO").Hold; hold.Minutes() != 1 {
			t.Fatal("planning the removal did it")
		}
		done, err := b.packs.Remove(b.ctx, "haiduong/sample")
		if err != nil || !reflect.DeepEqual(planned, done) {
			t.Fatalf("planned %+v\ndid %+v, %v", planned, done, told(err))
		}
		if hold := b.rule("KK-PM25-CAO").Hold; hold.Minutes() != 10 {
			t.Error("the rule that the sample covered did not come back")
		}
		if _, err := b.rooms.Entities.ByCode(b.ctx, entity.Station, "HD_TPHD_KHI001"); err != nil {
			t.Errorf("a station is gone with its pack: %v", err)
		}
		air, err := b.packs.Remove(b.ctx, "air")
		if err != nil {
			t.Fatal(told(err))
		}
		all := []pack.Report{air}
		if did(all, "feeds", "air-files") != pack.End || did(all, "playbooks", "KB-KK-01") != pack.End || did(all, "law", "QCVN-05-2023") != pack.Leave {
			t.Errorf("did %+v", air.Rows)
		}
		rules, err := b.rooms.Rules.List(b.ctx)
		if err != nil || len(rules) != 0 {
			t.Errorf("%d rules still judge, %v", len(rules), err)
		}
		if _, err := b.rooms.Feeds.Get(b.ctx, "air-files"); !fault.Is(err, fault.NotFound) {
			t.Errorf("the contract goes on: %v", err)
		}
		b.view(func(ctx context.Context, tx *db.Tx) error {
			p, err := b.rooms.Playbooks.Newest(ctx, tx, "KB-KK-01")
			if err != nil || p.InForce(text.DayOf(tx.Now())) || len(p.Steps) == 0 {
				t.Errorf("the playbook is %+v, %v", p, err)
			}
			return nil
		})
		if _, err := b.packs.Remove(b.ctx, "air"); !fault.Is(err, fault.NotFound) {
			t.Errorf("removed twice: %v", err)
		}
		// Applied again everything works as before.
		b.apply(builtin(t, "air"))
		if rules, err = b.rooms.Rules.List(b.ctx); err != nil || len(rules) == 0 {
			t.Errorf("%d rules, %v", len(rules), err)
		}
		if _, err := b.rooms.Feeds.Get(b.ctx, "air-files"); err != nil {
			t.Errorf("the contract: %v", err)
		}
	})
}

func TestAPackInUseIsNotRemovedAndSaysByWhom(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		b.apply(builtin(t, "air"))
		own := b.rule("KK-PM25-CAO")
		own.Code = "TINH-1"
		if _, err := b.rooms.Rules.Put(b.ctx, own); err != nil {
			t.Fatal(err)
		}
		_, err := b.packs.Remove(b.ctx, "air")
		if !fault.Is(err, fault.Conflict) || !strings.Contains(told(err), "TINH-1") {
			t.Errorf("a playbook that the province's own rule counts on: %v", told(err))
		}
		if rules, err := b.rooms.Rules.List(b.ctx); err != nil || len(rules) < 2 {
			t.Errorf("a refused removal ended rules: %d, %v", len(rules), err)
		}
	})
}

func TestOnlyAdministratorsApplyAndRemove(t *testing.T) {
	dbtest.SQLite(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		for _, role := range actor.Everyone {
			grant := actor.Grant{Role: role, Unit: "H23", Area: "30", UnitPath: "/H23/", AreaPath: "/30/"}
			ctx := actor.With(t.Context(), actor.Actor{ID: "acc_1", Name: "Lan", Kind: actor.Person, Grants: []actor.Grant{grant}})
			_, planned := b.packs.Plan(ctx, builtin(t, "air"))
			_, applied := b.packs.Apply(ctx, builtin(t, "air"))
			_, removed := b.packs.Remove(ctx, "air")
			for what, err := range map[string]error{"plan": planned, "apply": applied, "remove": removed} {
				if may := role == actor.Admin; may != (err == nil) || !may && !fault.Is(err, fault.Forbidden) {
					t.Errorf("%s, %s: %v", role, what, told(err))
				}
			}
		}
	})
}

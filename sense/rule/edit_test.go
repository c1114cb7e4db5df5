package rule_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/sense/rule"
	"thanhdong/sense/rule/ruletest"
)

func steward(t *testing.T, unitPath string) context.Context {
	return actor.With(t.Context(), actor.Actor{ID: "acc_steward", Name: "Dữ liệu", Kind: actor.Person,
		Grants: []actor.Grant{{Role: actor.Steward, UnitPath: unitPath, AreaPath: "/30/"}}})
}

func wantFault(t *testing.T, err error, kind fault.Kind, key string) {
	t.Helper()
	if f, ok := fault.As(err); !ok || f.Kind != kind || f.Key != key {
		t.Errorf("got %v, want %s %s", err, kind, key)
	}
}

func TestASavedRuleHasVersionsAndNobodyIsOverwritten(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := ruletest.New(t, d, playbooks)
		ctx := steward(t, "/H23/")
		first, err := b.Rules.Save(ctx, dust(0), 0)
		if err != nil || first.Version != 1 || first.PutBy != "Dữ liệu" {
			t.Fatalf("%+v (%v)", first, err)
		}
		b.Value("PM2.5", 160)
		changed := dust(0)
		changed.When = "value > 180"
		if second, err := b.Rules.Save(ctx, changed, 1); err != nil || second.Version != 2 || second.Firing != 1 {
			t.Fatalf("%+v (%v)", second, err)
		}
		_, err = b.Rules.Save(ctx, dust(time.Hour), 1)
		wantFault(t, err, fault.Conflict, "rule.moved_on")
		_, err = b.Rules.Save(ctx, dust(time.Hour), 0)
		wantFault(t, err, fault.Conflict, "rule.code_taken")
		_, err = b.Rules.Save(steward(t, "/H23/H23.SYT/"), dust(time.Hour), 2)
		wantFault(t, err, fault.Forbidden, "actor.forbidden")
		stolen := changed
		stolen.Unit = "H23.SYT"
		_, err = b.Rules.Save(steward(t, ruletest.OwnerPath), stolen, 2)
		wantFault(t, err, fault.Forbidden, "actor.forbidden")
		b.Clock.Advance(5 * time.Minute)
		b.Value("PM2.5", 100)
		b.Clock.Advance(5 * time.Minute)
		b.Value("PM2.5", 190)
		var versions []int
		for _, f := range findingsAt(b, "AIR-PM25") {
			versions = append(versions, f.Version)
		}
		if len(versions) != 2 || versions[0] != 1 || versions[1] != 2 {
			t.Errorf("findings name the versions %v", versions)
		}
	})
}

func TestARuleThatIsOffFindsNothingAndSaysWhy(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := ruletest.New(t, d, playbooks)
		b.Put(dust(0))
		begin := b.Clock.Now()
		b.Value("PM2.5", 160)
		ctx := steward(t, "/H23/")
		_, err := b.Rules.Switch(ctx, "AIR-PM25", true, " ")
		wantFault(t, err, fault.Invalid, "rule.invalid")
		off, err := b.Rules.Switch(ctx, "AIR-PM25", true, "hiệu chuẩn trạm")
		if err != nil || !off.Off || off.Why != "hiệu chuẩn trạm" || off.Firing != 0 {
			t.Fatalf("%+v (%v)", off, err)
		}
		_, err = b.Rules.Switch(ctx, "AIR-PM25", true, "lần nữa")
		wantFault(t, err, fault.Conflict, "rule.already_off")
		b.Clock.Advance(5 * time.Minute)
		b.Value("PM2.5", 170)
		if got := findings(b, "AIR-PM25", begin); len(got) != 1 || got[0].Resolved != 0 {
			t.Errorf("switching off resolves, and then nothing fires: %v", got)
		}
		if _, err := b.Rules.Switch(ctx, "AIR-PM25", false, "xong"); err != nil {
			t.Fatal(err)
		}
		b.Clock.Advance(5 * time.Minute)
		b.Value("PM2.5", 180)
		if got := findings(b, "AIR-PM25", begin); len(got) != 2 {
			t.Errorf("switched on it judges again: %v", got)
		}
		entries, err := ledger.List(b.Ctx(), d, ledger.Filter{Subject: "AIR-PM25", Limit: 10})
		if err != nil || len(entries) != 3 {
			t.Errorf("%d ledger entries (%v)", len(entries), err)
		}
	})
}

// What a trial says of the past is what the rule found while it happened.
func TestADryRunFindsWhatTheRuleFound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := ruletest.New(t, d, playbooks)
		tried := map[string]rule.Rule{}
		for code, condition := range map[string]string{"A": "value > 150", "B": `mean("PT30M") > 120`, "C": `rate("PT15M") > 100`} {
			r := when("PM2.5", condition)
			r.Code, r.Hold = code, map[string]time.Duration{"A": 10 * time.Minute}[code]
			tried[code] = r
			b.Put(r)
		}
		hourly := when("PM2.5", "mean > 110")
		hourly.Code, hourly.Over = "D", rule.Hourly
		tried["D"] = hourly
		b.Put(hourly)
		begin := b.Clock.Now()
		for i := range 100 {
			b.Advance(begin.Add(time.Duration(i) * 5 * time.Minute))
			b.Value("PM2.5", []float64{40, 160, 170, 180, 150, 90, 60}[i/3%7])
		}
		end := begin.Add(9 * time.Hour)
		b.Advance(end)
		ctx := steward(t, "/H23/")
		for code, r := range tried {
			got, err := b.Rules.DryRun(ctx, rule.Trial{Rule: r, From: begin, To: end})
			if err != nil || got.Total != 1 || got.Next != "" {
				t.Fatalf("%s: %+v (%v)", code, got, err)
			}
			var list []fired
			for _, f := range got.Findings {
				one := fired{int(f.At.Sub(begin).Minutes()), int(f.Since.Sub(begin).Minutes()), int(f.Observed.Sub(begin).Minutes()), -1}
				if !f.Resolved.IsZero() {
					one.Resolved = int(f.Resolved.Sub(begin).Minutes())
				}
				list = append(list, one)
			}
			want := findings(b, code, begin)
			if len(want) == 0 {
				t.Errorf("%s: the story finds nothing", code)
			}
			if !slices.Equal(list, want) {
				t.Errorf("%s: the trial finds %v, the rule found %v", code, list, want)
			}
		}
		if list, err := b.Rules.All(b.Ctx()); err != nil || len(list) != 4 {
			t.Errorf("a trial saved something: %d rules (%v)", len(list), err)
		}
		_, err := b.Rules.DryRun(ctx, rule.Trial{Rule: when("PM2.5", "valu > 1"), From: begin, To: begin.Add(93 * 24 * time.Hour)})
		if f, ok := fault.As(err); !ok || len(f.Fields) != 2 || !strings.HasPrefix(f.Fields[1].Key, "rule.trial_too_long") {
			t.Errorf("a trial of a bad rule over too long: %v", err)
		}
		_, err = b.Rules.DryRun(actor.With(t.Context(), actor.Actor{ID: "acc_x", Kind: actor.Person, Grants: []actor.Grant{{Role: actor.Clerk, UnitPath: "/H23/", AreaPath: "/30/"}}}), rule.Trial{Rule: dust(0), From: begin, To: end})
		wantFault(t, err, fault.Forbidden, "actor.forbidden")
	})
}

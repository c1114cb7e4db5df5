package playbook_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"thanhdong/act/playbook"
	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/fault"
	"thanhdong/ground/law"
	"thanhdong/ground/text"
	"thanhdong/sense/feed"
	"thanhdong/sense/rule"
	"thanhdong/sense/rule/ruletest"
)

func air() playbook.Playbook {
	return playbook.Playbook{
		Code: "KB-KK-01", Title: text.L{VI: "Đợt ô nhiễm không khí", EN: "Episode of polluted air"}, Mark: "PROJECT CHOICE",
		Steps: []playbook.Step{
			{No: 1, Title: text.L{VI: "Kiểm tra số đo", EN: "Check the value"}, Role: actor.Duty, Limit: 15 * time.Minute,
				Legal: []playbook.Legal{{Act: "BVMT-2020", Clause: "Điều 12"}}},
			{No: 2, Title: text.L{VI: "Tìm nguồn", EN: "Find the source"}, Role: actor.Officer, Limit: 8 * time.Hour,
				Legal: []playbook.Legal{{Act: "BVMT-2020"}}, Evidence: text.L{VI: "Ảnh", EN: "Photo"}},
		},
	}
}

func withLaw(t *testing.T, d *db.DB) context.Context {
	t.Helper()
	ctx := actor.With(t.Context(), actor.System("test"))
	err := d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := law.Put(ctx, tx, []law.Act{{Code: "BVMT-2020", Title: text.L{VI: "Luật Bảo vệ môi trường", EN: "Law on environment"},
			Number: "72/2020/QH14", Mark: "VERIFIED", Clauses: []law.Clause{{Clause: "Điều 12", Text: text.L{VI: "Bảo vệ không khí", EN: "Air"}}}}})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return ctx
}

func TestSameContentKeepsItsVersionAndOldVersionsStayReadable(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, ps := withLaw(t, d), playbook.New(d)
		var got []int
		put := func(p playbook.Playbook) {
			t.Helper()
			stored, changed, err := ps.Put(ctx, p)
			if err != nil {
				t.Fatal(err)
			}
			if !changed {
				stored.Version = -stored.Version
			}
			got = append(got, stored.Version)
		}
		second := air()
		second.Steps[1].Limit = 4 * time.Hour
		put(air())
		put(air())
		put(second)
		put(second)
		put(air()) // going back is a change too
		if want := []int{1, -1, 2, -2, 3}; !slices.Equal(got, want) {
			t.Errorf("versions are %v, want %v (negative: unchanged)", got, want)
		}
		for version, limit := range map[int]time.Duration{1: 8 * time.Hour, 2: 4 * time.Hour, 0: 8 * time.Hour} {
			p, err := ps.Get(ctx, "KB-KK-01", version)
			if err != nil || p.CaseLimit() != limit {
				t.Errorf("version %d has the limit %s, want %s (%v)", version, p.CaseLimit(), limit, err)
			}
		}
		list, err := ps.List(ctx)
		if err != nil || len(list) != 1 || list[0].Version != 3 {
			t.Errorf("list is %+v (%v)", list, err)
		}
	})
}

func TestAPlaybookIsInForceOnItsDaysOnly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, ps := withLaw(t, d), playbook.New(d)
		p := air()
		p.From, p.To = "2024-07-04", "2024-07-06"
		if _, _, err := ps.Put(ctx, p); err != nil {
			t.Fatal(err)
		}
		for day, want := range map[int]bool{3: false, 4: true, 5: true, 6: false} {
			dbtest.ClockOf(d).Set(time.Date(2024, 7, day, 8, 0, 0, 0, text.Zone))
			err := d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
				got, err := ps.InForce(ctx, tx, "KB-KK-01")
				if got != want {
					t.Errorf("on day %d in force is %v", day, got)
				}
				if unknown, err := ps.InForce(ctx, tx, "KB-XX"); unknown || err != nil {
					t.Errorf("an unknown playbook is in force: %v, %v", unknown, err)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestFaultsOfAPlaybookAreToldAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, ps := withLaw(t, d), playbook.New(d)
		p := air()
		p.Code, p.Title.EN = "có dấu", ""
		p.Steps[1].No, p.Steps[1].Role = 7, "boss"
		_, _, err := ps.Put(ctx, p)
		f, _ := fault.As(err)
		if f == nil || f.Kind != fault.Invalid {
			t.Fatalf("got %v", err)
		}
		var paths []string
		for _, field := range f.Fields {
			paths = append(paths, field.Path)
		}
		if diff := cmp.Diff([]string{"code", "title", "steps/1/no", "steps/1/role"}, paths); diff != "" {
			t.Errorf("faults differ (-want +got):\n%s", diff)
		}
		p = air()
		p.Steps[0].Legal[0].Clause = "Điều 999"
		if _, _, err := ps.Put(ctx, p); !fault.Is(err, fault.Invalid) {
			t.Errorf("a clause that does not exist is taken: %v", err)
		}
	})
}

func TestAUsedPlaybookCannotBeRemoved(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, ps := withLaw(t, d), playbook.New(d)
		for _, code := range []string{"KB-1", "KB-2"} {
			p := air()
			p.Code = code
			if _, _, err := ps.Put(ctx, p); err != nil {
				t.Fatal(err)
			}
		}
		err := d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := ps.Pin(ctx, tx, "KB-1")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := ps.Remove(ctx, "KB-1"); !fault.Is(err, fault.Conflict) {
			t.Errorf("a playbook of a case was removed: %v", err)
		}
		if err := ps.Remove(ctx, "KB-2"); err != nil {
			t.Errorf("an unused playbook stays: %v", err)
		}
		if err := ps.Remove(ctx, "KB-2"); !fault.Is(err, fault.NotFound) {
			t.Errorf("removing twice gives %v", err)
		}
	})
}

func TestAPlaybookThatARuleOrAFeedNamesCannotBeRemoved(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, ps := withLaw(t, d), playbook.New(d)
		b := ruletest.New(t, d, ps)
		for _, code := range []string{"KB_RULE", "KB_FEED", "KBXFEED"} {
			p := air()
			p.Code = code
			if _, _, err := ps.Put(ctx, p); err != nil {
				t.Fatal(err)
			}
		}
		b.Put(rule.Rule{
			Code: "R-1", Name: text.L{VI: "Luật", EN: "Rule"}, When: "value > 1", Parameter: "PM2.5",
			Severity: 1, Unit: ruletest.Owner, Playbook: "KB_RULE",
		})
		if _, err := feed.New(d, b.Obs, ps).Put(ctx, feed.Contract{
			Code: "air-push", Name: text.L{VI: "Nguồn", EN: "Feed"}, Unit: ruletest.Owner, Area: "30", Connector: "push", Cadence: time.Minute,
			Parameters: []feed.Parameter{{Name: "PM2.5", Unit: "ug/Nm3"}}, Playbook: "KB_FEED",
		}); err != nil {
			t.Fatal(err)
		}
		for code, want := range map[string]string{
			"KB_RULE": "The playbook KB_RULE cannot be removed: the rule R-1 uses it",
			"KB_FEED": "The playbook KB_FEED cannot be removed: the feed air-push uses it",
		} {
			f, _ := fault.As(ps.Remove(ctx, code))
			if f == nil || text.T(text.EN, f.Key, f.Args) != want {
				t.Errorf("removing %s gives %v, want %q", code, f, want)
			}
		}
		if err := ps.Remove(ctx, "KBXFEED"); err != nil {
			t.Errorf("a code that only looks alike is held: %v", err)
		}
	})
}

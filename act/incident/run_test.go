package incident_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"thanhdong/act/incident"
	"thanhdong/act/work"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

func (b *bench) person(id, name string) {
	b.T.Helper()
	err := b.D.Do(b.Ctx(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO account (id, name, name_key, title_vi, title_en, search, unit, unit_path, area_path, password, state, sample, created_at)
			VALUES (?, ?, ?, ?, '', '', 'H23', '/H23/', '/30/', '', 'active', 0, 0)`, id, id, id, name)
		return err
	})
	if err != nil {
		b.T.Fatal(err)
	}
}

func TestRolesAreHandedOverWithTheirTimes(t *testing.T) {
	each(t, true, func(t *testing.T, b *bench) {
		b.person("acc_a", "Bà A")
		b.person("acc_b", "Ông B")
		b.rise()
		i := b.only()
		give := func(role incident.Role, account string) {
			t.Helper()
			if _, err := b.incidents.Assign(as(t, leader), i.ID, role, account); err != nil {
				t.Fatal(err)
			}
		}
		give(incident.Commander, "acc_a")
		give(incident.Commander, "acc_a") // twice is once
		give(incident.Scribe, "acc_a")
		b.Clock.Set(b.Clock.Now().Add(time.Hour))
		give(incident.Commander, "acc_b")
		give(incident.Scribe, "")
		if list, err := b.incidents.Candidates(as(t, officer), i.ID); err != nil || len(list) != 2 || list[0].Number != "Bà A" {
			t.Errorf("offered %+v (%v)", list, err)
		}
		held, err := b.incidents.Holders(as(t, officer), i.ID)
		if err != nil || len(held) != 3 {
			t.Fatalf("held %+v (%v)", held, err)
		}
		if held[0].Name != "Bà A" || !held[0].To.Equal(held[2].From) || held[2].Account != "acc_b" || !held[2].To.IsZero() || held[1].To.IsZero() {
			t.Errorf("held %+v", held)
		}
		_, err = b.incidents.Assign(as(t, leader), i.ID, incident.Scribe, "acc_nobody")
		wantKind(t, err, fault.Invalid, "incident.invalid")
		_, err = b.incidents.Assign(as(t, officer), i.ID, incident.Scribe, "acc_a")
		wantKind(t, err, fault.Forbidden, "actor.forbidden")
		b.photo(i)
		if _, err := b.incidents.Close(as(t, duty), i.ID, "xong"); err != nil {
			t.Fatal(err)
		}
		if held, _ = b.incidents.Holders(as(t, officer), i.ID); held[2].To.IsZero() {
			t.Error("a closed case still has its commander")
		}
		want := []string{"Bà A becomes commander", "Bà A becomes scribe", "Bà A hands the role of commander over to Ông B", "Bà A is no longer scribe"}
		if got := b.words(i)[1:5]; strings.Join(got, "|") != strings.Join(want, "|") {
			t.Errorf("log is %q", got)
		}
	})
}

func TestSeverityChangesWithAReasonAndBringsTheDueTimeNearer(t *testing.T) {
	each(t, false, func(t *testing.T, b *bench) {
		b.flood()
		n := b.near(0)
		n.Type = ""
		i := b.opened(n)
		before, _ := b.queue.Get(as(t, officer), i.Work)
		_, err := b.incidents.Grade(as(t, duty), i.ID, 5, " ")
		wantKind(t, err, fault.Invalid, "incident.invalid")
		_, err = b.incidents.Grade(as(t, officer), i.ID, 5, "thử")
		wantKind(t, err, fault.Forbidden, "actor.forbidden")
		if item, _ := b.queue.Get(as(t, officer), i.Work); !item.Due.Equal(before.Due) || item.Severity != 3 {
			t.Errorf("a refused change moved the work: %+v", item)
		}
		if i, err = b.incidents.Grade(as(t, duty), i.ID, 5, "Có người bị thương"); err != nil || i.Severity != 5 {
			t.Fatalf("case is %+v (%v)", i, err)
		}
		item, _ := b.queue.Get(as(t, officer), i.Work)
		if want := i.OpenedAt.Add(4 * time.Hour); item.Severity != 5 || !item.Due.Equal(want) || item.WorkingTime {
			t.Errorf("work is %+v, want it due %s", item, want)
		}
		if _, err = b.incidents.Grade(as(t, duty), i.ID, 2, "Đã cấp cứu"); err != nil {
			t.Fatal(err)
		}
		if again, _ := b.queue.Get(as(t, officer), i.Work); !again.Due.Equal(item.Due) || again.Severity != 2 {
			t.Errorf("a lower severity gave more time than was promised: %+v", again)
		}
	})
}

func TestObjectivesResourcesAndRelatedCasesAreOnlyEverAddedTo(t *testing.T) {
	each(t, true, func(t *testing.T, b *bench) {
		b.flood()
		b.rise()
		i := b.only()
		ctx := as(t, officer)
		must := func(_ incident.Incident, err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		must(b.incidents.AddObjective(ctx, i.ID, "Hết khói trước 17 giờ"))
		must(b.incidents.Meet(ctx, i.ID, 1, true))
		must(b.incidents.Meet(ctx, i.ID, 1, false))
		must(b.incidents.AskResource(ctx, i.ID, "xe phun nước", 2, "Công ty môi trường đô thị"))
		must(b.incidents.MoveResource(ctx, i.ID, 1, incident.Asked, incident.There))
		_, err := b.incidents.MoveResource(ctx, i.ID, 1, incident.Asked, incident.Released)
		wantKind(t, err, fault.Conflict, "incident.resource_moved_on")
		_, err = b.incidents.AskResource(ctx, i.ID, "", 0, "")
		if f, ok := fault.As(err); !ok || len(f.Fields) != 3 {
			t.Errorf("got %v", err)
		}
		_, err = b.incidents.Meet(ctx, i.ID, 2, true)
		wantKind(t, err, fault.NotFound, "incident.no_objective")
		other := b.opened(b.near(3000))
		must(b.incidents.Relate(ctx, i.ID, other.ID, true))
		if list, err := b.incidents.Related(ctx, other.ID); err != nil || len(list) != 1 || list[0].ID != i.ID {
			t.Errorf("related %+v (%v)", list, err)
		}
		must(b.incidents.Relate(ctx, other.ID, i.ID, false))
		if list, _ := b.incidents.Related(ctx, i.ID); len(list) != 0 {
			t.Errorf("related %+v", list)
		}
		r, err := b.incidents.Running(as(t, leader), i.ID)
		if err != nil || len(r.Objectives) != 1 || !r.Objectives[0].MetAt.IsZero() || r.Resources[0].State != incident.There || r.Resources[0].ThereAt.IsZero() {
			t.Errorf("running %+v (%v)", r, err)
		}
		if err := b.incidents.Tell(ctx, i.ID, incident.Told{Words: "Lửa đã tắt", Source: "công an phường", Reliability: "A1"}); err != nil {
			t.Fatal(err)
		}
		words := b.words(i)
		if last := words[len(words)-1]; last != "Lửa đã tắt (source: công an phường, reliability A1)" {
			t.Errorf("log ends with %q", last)
		}
	})
}

// A situation report is asked for in time, written from the log, and frozen.
func TestASituationReportIsAskedForWrittenAndFrozen(t *testing.T) {
	each(t, true, func(t *testing.T, b *bench) {
		b.rise() // severity 4: every four hours
		i := b.only()
		ctx := as(t, officer)
		if i.SitrepEvery != 4*time.Hour {
			t.Fatalf("asked for every %s", i.SitrepEvery)
		}
		due := func() int {
			events, err := b.Bus.Since(b.Ctx(), bus.Pos{}, []string{incident.SitrepDueEvent}, 10)
			if err != nil {
				t.Fatal(err)
			}
			return len(events)
		}
		b.Advance(i.SitrepDue.Add(-time.Minute))
		if due() != 0 {
			t.Error("asked for too early")
		}
		b.Advance(i.SitrepDue.Add(4*time.Hour + time.Minute))
		if due() != 2 {
			t.Errorf("asked for %d times in two intervals", due())
		}
		if _, err := b.incidents.Step(ctx, i.ID, 1, true, ""); err != nil {
			t.Fatal(err)
		}
		if _, err := b.incidents.AskResource(ctx, i.ID, "xe phun nước", 2, "Công ty môi trường"); err != nil {
			t.Fatal(err)
		}
		_, draft, err := b.incidents.Sitreps(ctx, i.ID, text.EN)
		if err != nil || draft.No != 1 || draft.Body.Figures.StepsDone != 1 || draft.Body.Figures.AlertsAlive != 1 || draft.Body.Figures.ResourcesOut != 1 {
			t.Fatalf("draft is %+v (%v)", draft, err)
		}
		for part, want := range map[string]string{draft.Body.Done: "Step 1 done: Check the value", draft.Body.Next: "Step 2: Tìm nguồn", draft.Body.Needs: "2 xe phun nước"} {
			if want = strings.Replace(want, "Tìm nguồn", "Find the source", 1); !strings.Contains(part, want) {
				t.Errorf("draft says %q, want %q", part, want)
			}
		}
		_, err = b.incidents.SendSitrep(ctx, i.ID, 1, incident.SitrepBody{})
		wantKind(t, err, fault.Invalid, "incident.invalid")
		draft.Body.Figures.StepsDone = 99 // what a client counts is not believed
		if _, err := b.incidents.SendSitrep(ctx, i.ID, 1, draft.Body); err != nil {
			t.Fatal(err)
		}
		_, err = b.incidents.SendSitrep(as(t, duty), i.ID, 1, draft.Body)
		wantKind(t, err, fault.Conflict, "incident.sitrep_sent")
		if _, err := b.incidents.Step(ctx, i.ID, 2, true, ""); err != nil {
			t.Fatal(err)
		}
		sent, next, err := b.incidents.Sitreps(as(t, leader), i.ID, text.EN)
		if err != nil || len(sent) != 1 || sent[0].Body.Figures.StepsDone != 1 || sent[0].Due.IsZero() || next.No != 2 || strings.Contains(next.Body.Done, "Step 1") {
			t.Errorf("sent %+v, next %+v (%v)", sent, next, err)
		}
		if _, err := b.incidents.SitrepEvery(as(t, duty), i.ID, time.Minute); !fault.Is(err, fault.Invalid) {
			t.Errorf("every minute: %v", err)
		}
		before := due()
		b.photo(i)
		if _, err := b.incidents.Close(ctx, i.ID, "xong"); err != nil {
			t.Fatal(err)
		}
		b.Advance(b.Clock.Now().Add(24 * time.Hour))
		if due() != before {
			t.Error("a closed case is asked for reports")
		}
		if _, err := b.queue.Reopen(as(t, leader), i.Work, "tái diễn"); err != nil {
			t.Fatal(err)
		}
		if got := b.only(); got.SitrepDue.IsZero() || got.State != incident.Open {
			t.Errorf("reopened, the next report is due %s", got.SitrepDue)
		}
	})
}

func TestWhatWasLearnedIsWrittenAfterClosing(t *testing.T) {
	each(t, true, func(t *testing.T, b *bench) {
		b.rise()
		i := b.only()
		f := incident.Finding{What: "Chậm tìm nguồn", Why: "Không có xe", Proposal: "Xin xe ngay ở bước 1", Step: 2}
		_, err := b.incidents.AddFinding(as(t, duty), i.ID, f)
		wantKind(t, err, fault.Conflict, "incident.not_over")
		b.photo(i)
		if _, err := b.incidents.Close(as(t, officer), i.ID, "xong"); err != nil {
			t.Fatal(err)
		}
		_, err = b.incidents.AddFinding(as(t, officer), i.ID, f)
		wantKind(t, err, fault.Forbidden, "actor.forbidden")
		_, err = b.incidents.AddFinding(as(t, duty), i.ID, incident.Finding{})
		if got, ok := fault.As(err); !ok || len(got.Fields) != 3 {
			t.Errorf("got %v", err)
		}
		if _, err = b.incidents.AddFinding(as(t, leader), i.ID, f); err != nil {
			t.Fatal(err)
		}
		list, err := b.incidents.Findings(as(t, officer), i.ID)
		if err != nil || len(list) != 1 || list[0].What != f.What || list[0].By != "leader" {
			t.Errorf("findings are %+v (%v)", list, err)
		}
		if item, _ := b.queue.Get(as(t, officer), i.Work); item.State != work.Done {
			t.Errorf("work is %s", item.State)
		}
	})
}

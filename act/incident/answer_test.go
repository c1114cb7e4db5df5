package incident_test

import (
	"strings"
	"testing"
	"time"

	"thanhdong/act/incident"
	"thanhdong/act/playbook"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

func both(s string) text.L { return text.L{VI: s, EN: s} }

// asks puts a playbook whose first step asks: A goes on, B goes to step 3.
func (b *bench) asks(t *testing.T) {
	t.Helper()
	p := air()
	p.Steps[0].Ask = both("Số đo có tin được không?")
	p.Steps[0].Answers = []playbook.Answer{{Key: "A", Title: both("Có")}, {Key: "B", Title: both("Không"), To: 3}}
	if _, _, err := b.playbooks.Put(b.Ctx(), p); err != nil {
		t.Fatal(err)
	}
}

func ways(i incident.Incident) string {
	var w []string
	for _, c := range i.Checklist {
		w = append(w, string(c.Place))
	}
	return strings.Join(w, " ")
}

func TestAnAnswerChoosesTheWayAndCanBeTakenBack(t *testing.T) {
	each(t, true, func(t *testing.T, b *bench) {
		b.asks(t)
		b.rise()
		i := b.only()
		ctx := as(t, officer)
		if got := ways(i); got != "on maybe on" {
			t.Fatalf("before any answer: %s", got)
		}
		_, err := b.incidents.Step(ctx, i.ID, 1, true, "")
		wantKind(t, err, fault.Conflict, "incident.answer_first")
		_, err = b.incidents.Answer(ctx, i.ID, 1, "C")
		wantKind(t, err, fault.Invalid, "incident.invalid")
		_, err = b.incidents.Answer(ctx, i.ID, 2, "A")
		wantKind(t, err, fault.Conflict, "incident.asks_nothing")
		_, err = b.incidents.Answer(ctx, i.ID, 9, "A")
		wantKind(t, err, fault.NotFound, "incident.no_step")
		_, err = b.incidents.Answer(as(t, health), i.ID, 1, "A")
		wantKind(t, err, fault.NotFound, "incident.not_found")
		_, err = b.incidents.Answer(as(t, leader), i.ID, 1, "A")
		wantKind(t, err, fault.Forbidden, "actor.forbidden")

		answer := func(key, want string) incident.Incident {
			t.Helper()
			got, err := b.incidents.Answer(ctx, i.ID, 1, key)
			if err != nil || ways(got) != want || ways(b.only()) != want {
				t.Fatalf("answer %q gives %s, read back %s (%v), want %s", key, ways(got), ways(b.only()), err, want)
			}
			return got
		}
		got := answer("B", "on off on")
		if c := got.Checklist[1]; c.PastBy != 1 || got.Checklist[0].DoneAt.IsZero() {
			t.Errorf("steps are %+v", got.Checklist)
		}
		if done, all := got.Steps(); done != 1 || all != 2 {
			t.Errorf("%d of %d done, want 1 of 2", done, all)
		}
		_, err = b.incidents.Step(ctx, i.ID, 2, true, "")
		wantKind(t, err, fault.Conflict, "incident.off_path")
		_, err = b.incidents.Step(ctx, i.ID, 2, false, "không cần")
		wantKind(t, err, fault.Conflict, "incident.off_path")
		answer("B", "on off on") // twice is once
		answer("A", "on on on")
		if _, err := b.incidents.Step(ctx, i.ID, 2, true, ""); err != nil {
			t.Fatal(err)
		}
		got = answer("B", "on off on")
		if got.Checklist[1].DoneAt.IsZero() {
			t.Error("what was done before another way was chosen is forgotten")
		}
		if s := playbook.Score(got.Runs()); s.Steps != 2 {
			t.Errorf("%d steps are scored, want 2", s.Steps)
		}
		if got = answer("", "on maybe on"); !got.Checklist[0].DoneAt.IsZero() || got.Checklist[0].Answer != "" {
			t.Errorf("taken back, the step is %+v", got.Checklist[0])
		}
		answer("A", "on on on")
		if got, err = b.incidents.Step(ctx, i.ID, 1, false, ""); err != nil || ways(got) != "on maybe on" {
			t.Errorf("a step opened again keeps its answer: %s (%v)", ways(got), err)
		}
		words := strings.Join(b.words(i), "|")
		for _, want := range []string{"Step 1: Số đo có tin được không? B. Không", "Answer of step 1 taken back"} {
			if !strings.Contains(words, want) {
				t.Errorf("log %q lacks %q", words, want)
			}
		}
	})
}

func TestFindingsBecomeAProposedVersionOfThePlaybook(t *testing.T) {
	each(t, true, func(t *testing.T, b *bench) {
		b.playbooks.Join(b.queue, b.Bus) // its proposals are items
		b.rise()
		i := b.only()
		changed := air()
		changed.Unit = "H23"
		changed.Steps[1].Limit = 4 * time.Hour
		c := incident.Change{Base: i.Playbook.Version, Playbook: changed, Words: "Bước 2 cần nhanh hơn", HandIn: true}
		_, err := b.incidents.Propose(as(t, duty), i.ID, c)
		wantKind(t, err, fault.Conflict, "incident.not_over")
		b.photo(i)
		if _, err := b.incidents.Close(as(t, officer), i.ID, "xong"); err != nil {
			t.Fatal(err)
		}
		_, err = b.incidents.Propose(as(t, duty), i.ID, c)
		wantKind(t, err, fault.Conflict, "incident.no_findings")
		if _, err := b.incidents.AddFinding(as(t, duty), i.ID, incident.Finding{What: "Chậm tìm nguồn", Why: "Không có xe", Proposal: "Rút hạn bước 2", Step: 2}); err != nil {
			t.Fatal(err)
		}
		words, err := b.incidents.Lessons(as(t, duty), i.ID, text.EN)
		for _, want := range []string{i.Number, "scored 0 of 100", "3 not done", "1. Step 2: Chậm tìm nguồn. Because: Không có xe."} {
			if err != nil || !strings.Contains(words, want) {
				t.Errorf("lessons are %q (%v), want %q", words, err, want)
			}
		}
		same := c
		same.Playbook = air()
		_, err = b.incidents.Propose(as(t, duty), i.ID, same)
		if !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.Invalid) {
			t.Errorf("nothing changed, and it was taken: %v", err)
		}
		if f, _ := b.incidents.Findings(as(t, duty), i.ID); f[0].Version != "" {
			t.Error("a refused proposal holds the finding")
		}
		_, err = b.incidents.Propose(as(t, officer), i.ID, c)
		wantKind(t, err, fault.Forbidden, "actor.forbidden")
		q, err := b.incidents.Propose(as(t, duty), i.ID, c)
		if err != nil || q.State != playbook.Proposed || q.Why.Case != i.ID || q.Why.CaseNumber != i.Number || q.Code != "KB-KK-01" {
			t.Fatalf("proposal is %+v (%v)", q, err)
		}
		if f, _ := b.incidents.Findings(as(t, duty), i.ID); f[0].Version != q.ID {
			t.Errorf("the finding names %q, want %s", f[0].Version, q.ID)
		}
		_, err = b.incidents.Propose(as(t, duty), i.ID, c)
		wantKind(t, err, fault.Conflict, "incident.no_findings")
		if _, err := b.playbooks.Withdraw(as(t, duty), q.ID, "viết lại"); err != nil {
			t.Fatal(err)
		}
		c.HandIn = false
		if q, err = b.incidents.Propose(as(t, duty), i.ID, c); err != nil || q.State != playbook.Drafted {
			t.Fatalf("after it was withdrawn: %+v (%v)", q, err)
		}
		log := b.words(i)
		if last := log[len(log)-1]; last != "Findings 1 became the playbook proposal "+q.Number {
			t.Errorf("log ends with %q", last)
		}
	})
}

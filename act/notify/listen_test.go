package notify_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"thanhdong/act/notify"
	"thanhdong/act/roster"
	"thanhdong/act/work"
	"thanhdong/ground/actor"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/text"
	"thanhdong/sense/alert"
)

func (b *bench) item(kind, subject string, limit time.Duration) work.Item {
	b.t.Helper()
	item, err := b.queue.Open(actor.With(b.t.Context(), actor.System("test")), work.NewItem{
		Kind: kind, Subject: work.Subject{Kind: kind, ID: subject, Number: "SC-24-" + subject},
		Title: text.L{VI: "Bà Lan ở số 5 gọi", EN: "Mrs Lan of number 5 called"}, Severity: 3,
		Unit: dept, UnitPath: deptPath, Area: city, AreaPath: cityPath, Limit: limit,
	})
	b.must(err)
	b.settle()
	return item
}

// told gives what stands in a person's inbox, oldest first, as "kind title", and empties it.
func (b *bench) told(name string) (lines []string) {
	b.t.Helper()
	list, _, err := b.Inbox(b.as(name), true, "", 100)
	b.must(err)
	for _, x := range slices.Backward(list) {
		lines = append(lines, string(x.Kind)+" "+x.Title.VI)
	}
	_, err = b.Read(b.as(name))
	b.must(err)
	return lines
}

// onDuty puts somebody on duty at all hours.
func (b *bench) onDuty(name string) {
	b.t.Helper()
	l := func(s string) text.L { return text.L{VI: s, EN: s} }
	_, err := b.rosters.Save(b.as("chief"), roster.Roster{Code: "TN", Name: l("Trực"), Unit: dept, Shifts: []roster.Shift{
		{Code: "CA", Name: l("Ca"), Start: "00:00", Minutes: 1440, Days: []int{1, 2, 3, 4, 5, 6, 7}, First: "2024-07-01", Every: 1, People: []string{b.people[name]}},
	}}, 0)
	b.must(err)
	b.settle()
}

func TestNewWorkIsToldToWhoIsOnDutyElseToTheHead(t *testing.T) {
	each(t, func(b *bench) {
		b.item("test", "0001", 48*time.Hour)
		wantLines(b.t, b.told("head"), "work Việc mới: Việc SC-24-0001")
		wantLines(b.t, b.told("an"))
		b.onDuty("an")
		b.item("test", "0002", 48*time.Hour)
		wantLines(b.t, b.told("an"), "work Việc mới: Việc SC-24-0002")
		wantLines(b.t, b.told("head"))
		wantLines(b.t, b.told("far"))
		b.item("warning-approval", "0003", time.Hour)
		wantLines(b.t, b.told("head"), "approval Chờ duyệt: Tin cảnh báo SC-24-0003")
		wantLines(b.t, b.told("an"), "approval Chờ duyệt: Tin cảnh báo SC-24-0003")
	})
}

// Where nobody of the unit answers, who answers for the unit above is told.
func TestAUnitWithoutAnybodyIsAnsweredForByTheUnitAbove(t *testing.T) {
	each(t, func(b *bench) {
		b.must(b.accounts.Suspend(actor.With(b.t.Context(), actor.System("test")), b.people["head"]))
		b.item("test", "0001", 48*time.Hour)
		wantLines(b.t, b.told("chairman"), "work Việc mới: Việc SC-24-0001")
	})
}

func TestTheDoerAndTheHeadAreWarnedBeforeAndToldWhenLate(t *testing.T) {
	each(t, func(b *bench) {
		item := b.item("test", "0001", 48*time.Hour)
		b.told("head")
		_, err := b.queue.Take(b.as("an"), item.ID)
		b.must(err)
		b.advance(24*time.Hour + time.Second)
		b.advance(20 * time.Hour)
		b.advance(5 * time.Hour)
		want := []string{"soon Còn 24 giờ: Việc SC-24-0001", "soon Còn 4 giờ: Việc SC-24-0001", "late Quá hạn: Việc SC-24-0001"}
		wantLines(b.t, b.told("an"), want...)
		head := b.told("head")
		if !slices.Equal(head[:min(3, len(head))], want) {
			b.t.Fatalf("the head was told %q", head)
		}
		wantLines(b.t, b.told("binh"))
	})
}

func TestWhoAskedHearsTheAnswerAndWhoDecidesHearsTheQuestion(t *testing.T) {
	each(t, func(b *bench) {
		item := b.item("test", "0001", 48*time.Hour)
		b.told("head")
		b.must(b.d.Do(b.t.Context(), func(ctx context.Context, tx *db.Tx) error {
			return work.PutReason(ctx, tx, work.Reason{Code: "cho-mau", Use: work.ForExtension, Name: text.L{VI: "Chờ mẫu", EN: "Samples"}, Longest: 8 * time.Hour, Mark: "PROJECT CHOICE"})
		}))
		_, err := b.queue.AskTime(b.as("an"), item.ID, "cho-mau", "chờ mẫu", 2*time.Hour)
		b.must(err)
		b.settle()
		wantLines(b.t, b.told("head"), "request Chờ quyết định: Đề nghị VI-24-0001")
		list, _, err := b.queue.List(b.as("head"), work.Filter{View: work.All, Kind: "work-request"})
		b.must(err)
		b.clock.Advance(time.Minute)
		_, err = b.queue.Decide(b.as("head"), list[0].ID, true, "")
		b.must(err)
		b.settle()
		wantLines(b.t, b.told("an"), "request Đã đồng ý đề nghị về Việc SC-24-0001")
	})
}

func TestGapsAndSwapsOfARosterAreTold(t *testing.T) {
	each(t, func(b *bench) {
		b.onDuty("an")
		day := text.Day("2024-07-05")
		_, err := b.rosters.Ask(b.as("an"), "TN", roster.Swap{Shift: "CA", Day: day, Other: b.people["binh"]})
		if err != nil { // an officer may not ask: the shift leader's turn is asked for instead
			b.t.Fatal(err)
		}
		b.settle()
		wantLines(b.t, b.told("binh"), "roster Có người xin đổi ca ngày 05/07/2024")
		swaps, err := b.rosters.Swaps(b.as("binh"), "TN")
		b.must(err)
		b.clock.Advance(time.Minute)
		b.must(b.rosters.Answer(b.as("binh"), "TN", swaps[0].ID, true))
		b.settle()
		wantLines(b.t, b.told("an"), "roster Đã đồng ý đổi ca ngày 05/07/2024")
		b.must(b.accounts.Suspend(actor.With(b.t.Context(), actor.System("test")), b.people["an"]))
		b.must(b.rosters.Watch(b.t.Context()))
		b.settle()
		head := b.told("head")
		if len(head) != 1 || !strings.HasPrefix(head[0], "roster Lịch trực Trực còn ") {
			b.t.Fatalf("of the gap the head was told %q", head)
		}
	})
}

// What somebody typed may name a citizen: it leaves the building in no message.
func TestNoWordsThatSomebodyTypedLeaveTheBuilding(t *testing.T) {
	each(t, func(b *bench) {
		b.on("email")
		b.on("sms")
		b.reach("head", "email", "head@tinh.test")
		b.reach("head", "sms", "+84900000001")
		rules, err := b.MyRules(b.as("head"))
		b.must(err)
		for i := range rules.Each {
			rules.Each[i].Channels, rules.Each[i].Least, rules.Each[i].When = []string{"email", "sms"}, 1, notify.Always
		}
		rules.Lang = text.EN
		b.must(b.SetRules(b.as("head"), rules.Version, rules))
		b.item("test", "0001", 48*time.Hour)
		got := append(b.mail.sent(), b.sms.sent()...)
		if len(got) != 2 {
			b.t.Fatalf("went out %+v", got)
		}
		for _, m := range got {
			if strings.Contains(m.Title+m.Text, "Lan") || m.Title != "New: Work SC-24-0001" || !strings.Contains(m.Text, "Unit H23.STNMT") || !strings.Contains(m.Text, "Due 08:00 05/07/2024") {
				b.t.Errorf("said %q %q", m.Title, m.Text)
			}
		}
	})
}

// An item that nobody takes walks its chain, and each whom a step names is told; the process may die between.
func TestEachStepOfAChainIsTold(t *testing.T) {
	each(t, func(b *bench) {
		b.onDuty("an")
		b.item("test", "0001", 48*time.Hour)
		b.told("an")
		told := map[string]bool{}
		for range 48 {
			b.advance(time.Hour)
			if slices.Contains(b.told("head"), "escalated Chưa ai nhận: Việc SC-24-0001") {
				told["head"] = true
			}
			if slices.Contains(b.told("chairman"), "escalated Chưa ai nhận: Việc SC-24-0001") {
				told["chairman"] = true
			}
		}
		if !told["head"] || !told["chairman"] {
			b.t.Errorf("told %v", told)
		}
	})
}

// A group of alerts is told once for each of its events, never for each alert.
func TestAGroupOfAlertsIsToldOnceForEachEvent(t *testing.T) {
	each(t, func(b *bench) {
		b.onDuty("an")
		b.must(b.d.Do(b.t.Context(), func(ctx context.Context, tx *db.Tx) error {
			if _, err := tx.Exec(ctx, `INSERT INTO alert_group (id, number, grouping, gkey, labels, unit, unit_path, area, area_path, severity, count, firing, title_vi, title_en, began_at, pending, notices)
				VALUES ('grp_1', 'NC-24-0001', 'usual', 'k', '{}', ?, ?, ?, ?, 4, 5000, 5000, 'Bụi mịn cao', 'Fine dust high', 0, 0, 1)`, dept, deptPath, city, cityPath); err != nil {
				return err
			}
			for range 2 {
				if err := bus.Record(ctx, tx, alert.GroupNotifiedEvent, "grp_1", map[string]string{"id": "grp_1"}); err != nil {
					return err
				}
			}
			return nil
		}))
		b.settle()
		wantLines(b.t, b.told("an"), "alert 5.000 cảnh báo: Bụi mịn cao", "alert 5.000 cảnh báo: Bụi mịn cao")
		wantLines(b.t, b.told("head"))
	})
}

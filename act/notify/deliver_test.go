package notify_test

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"thanhdong/act/notify"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

var sixDigits = regexp.MustCompile(`\d{6}`)

func codeIn(m notify.Message) string { return sixDigits.FindString(m.Text) }

func TestANoticeStandsInTheInboxAndGoesOutOnceForAnEvent(t *testing.T) {
	each(t, func(b *bench) {
		b.on("email")
		b.reach("an", "email", "an@tinh.test")
		b.tell(notify.Escalated, "e1", 4, "an", "binh", "an")
		b.tell(notify.Escalated, "e1", 4, "an")
		b.settle()
		got := b.mail.sent()
		if len(got) != 1 || got[0].To != "an@tinh.test" || got[0].Title != "Việc e1" || got[0].Link != "https://thanhdong.test/console/work/wrk_1" ||
			!strings.HasPrefix(got[0].AckLink, "https://thanhdong.test/n/") || got[0].Doubled {
			t.Fatalf("went out: %+v", got)
		}
		for _, name := range []string{"an", "binh"} { // binh has no address: the inbox has it all the same
			list, _, err := b.Inbox(b.as(name), true, "", 10)
			b.must(err)
			if len(list) != 1 || list[0].About.Number != "VI-24-0001" {
				t.Errorf("inbox of %s: %+v", name, list)
			}
		}
		wantLines(b.t, b.log(), "sent ")
		if n, most, err := b.Unread(b.as("an")); err != nil || n != 1 || most != 4 {
			t.Errorf("unread %d of level %d, %v", n, most, err)
		}
		if n, err := b.Read(b.as("an")); err != nil || n != 1 {
			t.Errorf("read %d, %v", n, err)
		}
		if n, _, err := b.Unread(b.as("an")); err != nil || n != 0 {
			t.Errorf("unread after reading: %d, %v", n, err)
		}
	})
}

// A channel that is down for an hour loses nothing, says why, and costs no message its tries in vain.
func TestAChannelDownForAnHourLosesNothing(t *testing.T) {
	each(t, func(b *bench) {
		b.on("email")
		b.on("sms")
		b.reach("an", "email", "an@tinh.test")
		b.reach("an", "sms", "+84900000001")
		b.mail.fail = notify.Failed(errors.New("connection refused"), "notify.cause_unknown")
		for i := range 12 { // more than are sent beside each other
			b.tell(notify.Escalated, string(rune('a'+i)), 5, "an")
		}
		b.settle()
		if n := len(b.sms.sent()); n != 12 {
			t.Fatalf("the other channel sent %d", n)
		}
		list, _, err := b.Log(b.as("admin"), notify.Filter{Channel: "email", Limit: 50})
		b.must(err)
		for _, l := range list {
			if l.State != notify.Waiting || l.Cause == "" || l.Why("vi") == "" || !l.DueAt.After(b.d.Now()) {
				t.Fatalf("while it is down: %+v", l)
			}
		}
		for range 60 {
			b.advance(time.Minute)
		}
		b.mail.fail = nil
		for range 40 {
			b.advance(time.Minute)
		}
		got := b.mail.sent()
		ids := map[string]bool{}
		for _, m := range got {
			ids[m.ID] = true
		}
		if len(got) != 12 || len(ids) != 12 {
			t.Fatalf("after the hour %d came, %d different", len(got), len(ids))
		}
		if list, _, err = b.Log(b.as("admin"), notify.Filter{State: notify.Sent, Channel: "email", Limit: 50}); err != nil || len(list) != 12 {
			t.Fatalf("%d are sent, %v", len(list), err)
		}
	})
}

func TestADeliveryThatIsGivenUpIsShownAndTriedAgainByHand(t *testing.T) {
	each(t, func(b *bench) {
		b.on("email")
		b.reach("an", "email", "an@tinh.test")
		b.mail.fail = notify.Failed(nil, "notify.cause_slow")
		b.tell(notify.Late, "e1", 3, "an")
		tries := 0
		b.mail.call = func(notify.Message) { tries++ }
		for range 200 {
			b.advance(time.Minute)
		}
		if tries != 12 {
			t.Errorf("tried %d times", tries)
		}
		wantLines(b.t, b.log(), "failed notify.cause_slow")

		b.mail.fail = notify.Refused(nil, "notify.cause_unknown")
		b.tell(notify.Late, "e2", 3, "an")
		tries = 0
		b.settle()
		if tries != 1 {
			t.Errorf("what is refused was tried %d times", tries)
		}
		list, _, err := b.Log(b.as("chief"), notify.Filter{State: notify.GivenUp, Limit: 10})
		b.must(err)
		if len(list) != 2 {
			t.Fatalf("the shift leader sees %+v", list)
		}
		id := list[0].ID
		b.refused(b.Retry(b.as("an"), id), fault.NotFound, "notify.no_such_delivery")
		b.refused(b.Retry(b.as("farchief"), id), fault.NotFound, "notify.no_such_delivery")
		b.mail.fail = nil
		b.must(b.Retry(b.as("chief"), id))
		b.refused(b.Retry(b.as("chief"), id), fault.Conflict, "notify.state_waiting")
		b.settle()
		wantLines(b.t, b.log(), "failed notify.cause_slow", "sent ")
	})
}

// The process dies after the other side took the message and before that was written down.
func TestAProcessThatDiesWhileSendingLosesNoPageAndMarksTheDouble(t *testing.T) {
	each(t, func(b *bench) {
		b.on("sms")
		b.reach("an", "sms", "+84900000001")
		b.tell(notify.Escalated, "e1", 5, "an")
		ctx, die := context.WithCancel(b.t.Context())
		b.sms.call = func(notify.Message) { die() }
		if err := b.Deliver(ctx); err == nil {
			t.Fatal("the dying process says nothing")
		}
		b.sms.call = nil
		first := b.sms.sent()
		if len(first) != 1 || first[0].Doubled {
			t.Fatalf("before it died %+v", first)
		}
		b.settle() // another process: the claim still holds
		if n := len(b.sms.sent()); n != 0 {
			t.Fatalf("sent %d within the claim", n)
		}
		b.advance(6 * time.Minute)
		again := b.sms.sent()
		if len(again) != 1 || !again[0].Doubled || again[0].ID != first[0].ID || again[0].Title == first[0].Title {
			t.Fatalf("after the claim %+v", again)
		}
		list, _, err := b.Log(b.as("admin"), notify.Filter{Limit: 5})
		b.must(err)
		if len(list) != 1 || !list[0].Doubled || list[0].State != notify.Sent {
			t.Fatalf("the log says %+v", list)
		}
	})
}

func TestQuietHoursHoldAndGatherButNotWhatConcernsLives(t *testing.T) {
	each(t, func(b *bench) {
		b.on("sms")
		b.reach("an", "sms", "+84900000001")
		b.clock.Set(time.Date(2024, 7, 3, 23, 0, 0, 0, time.FixedZone("", 7*3600)))
		b.tell(notify.Escalated, "e1", 4, "an")
		b.tell(notify.Escalated, "e2", 3, "an")
		b.tell(notify.Escalated, "e3", 5, "an")
		b.settle()
		if got := b.sms.sent(); len(got) != 1 || got[0].Severity != 5 {
			t.Fatalf("at night went out %+v", got)
		}
		wantLines(b.t, b.log(), "held quiet", "held quiet", "sent ")
		b.advance(6 * time.Hour)
		if got := b.sms.sent(); len(got) != 0 {
			t.Fatalf("at 05:00 went out %+v", got)
		}
		b.advance(time.Hour + time.Minute)
		got := b.sms.sent()
		if len(got) != 1 || got[0].Kind != notify.Digest || !strings.Contains(got[0].Title, "2") {
			t.Fatalf("at 06:01 went out %+v", got)
		}
		wantLines(b.t, b.log(), "gathered quiet", "gathered quiet", "sent ", "sent ")
		if n, _, err := b.Unread(b.as("an")); err != nil || n != 3 {
			t.Errorf("the inbox has %d, %v", n, err)
		}
	})
}

// Beyond the cap a person gets one digest; nothing is dropped, and what concerns lives passes.
func TestTheCapGathersAndDropsNothing(t *testing.T) {
	each(t, func(b *bench) {
		b.on("sms")
		b.reach("an", "sms", "+84900000001")
		for i := range 25 {
			b.tell(notify.Escalated, "e"+string(rune('a'+i)), 4, "an")
		}
		b.tell(notify.Escalated, "life", 5, "an")
		b.settle()
		got := b.sms.sent()
		if len(got) != 11 || !slices.ContainsFunc(got, func(m notify.Message) bool { return m.Severity == 5 }) {
			t.Fatalf("within the cap %d went out", len(got))
		}
		b.advance(61 * time.Minute)
		got = b.sms.sent()
		if len(got) != 1 || got[0].Kind != notify.Digest || !strings.Contains(got[0].Title, "15") {
			t.Fatalf("the digest is %+v", got)
		}
		counts, err := b.Counts(b.as("admin"))
		b.must(err)
		all := map[notify.State]int{}
		for _, c := range counts {
			all[c.State] = c.N
		}
		if all[notify.Gathered] != 15 || all[notify.Sent] != 12 || len(all) != 2 {
			t.Errorf("the log counts %v", all)
		}
		if n, _, _ := b.Unread(b.as("an")); n != 26 {
			t.Errorf("the inbox has %d", n)
		}
	})
}

// The channel's own cap gathers for each person.
func TestTheCapOfAChannelGathersToo(t *testing.T) {
	each(t, func(b *bench) {
		b.must(b.Set(b.as("admin"), "sms", 0, true, map[string]string{"host": "sms.test", "cap": "3"}))
		b.reach("an", "sms", "+84900000001")
		b.reach("binh", "sms", "+84900000002")
		for i := range 4 {
			b.tell(notify.Escalated, "e"+string(rune('a'+i)), 4, "an", "binh")
		}
		b.settle()
		if n := len(b.sms.sent()); n != 3 {
			t.Fatalf("within the cap %d went out", n)
		}
		b.advance(61 * time.Minute)
		got := b.sms.sent()
		if len(got) != 2 || got[0].Kind != notify.Digest || got[1].Kind != notify.Digest || got[0].To == got[1].To {
			t.Fatalf("the digests are %+v", got)
		}
	})
}

func TestOldNewsStandInTheInboxOnly(t *testing.T) {
	each(t, func(b *bench) {
		b.on("email")
		b.reach("an", "email", "an@tinh.test")
		b.must(b.d.Do(b.t.Context(), func(ctx context.Context, tx *db.Tx) error {
			l := notify.News{Origin: "old", Kind: notify.Escalated, Severity: 5, At: tx.Now().Add(-25 * time.Hour)}
			l.Title.VI, l.Title.EN = "Cũ", "Old"
			return b.Tell(ctx, tx, l, b.people["an"])
		}))
		b.settle()
		if got := b.mail.sent(); len(got) != 0 {
			t.Errorf("went out %+v", got)
		}
		if n, _, err := b.Unread(b.as("an")); err != nil || n != 1 {
			t.Errorf("the inbox has %d, %v", n, err)
		}
	})
}

package report_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"thanhdong/act/notify"
	"thanhdong/ground/actor"
	"thanhdong/ground/consent"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/serve/report"
)

// pusher is a way to browsers that keeps what it is given.
type pusher struct{ post }

func (*pusher) Name() string { return "webpush" }
func (*pusher) Address(string) (string, error) {
	return "", fault.New(fault.Invalid, "notify.subscribe_in_browser")
}
func (*pusher) Key(context.Context) (string, error) { return "our-key", nil }
func (*pusher) Subscription(endpoint, keys string) error {
	if !strings.HasPrefix(endpoint, "https://") || keys == "" {
		return fault.New(fault.Invalid, "notify.bad_subscription")
	}
	return nil
}
func (*pusher) Allowed(_ context.Context, endpoint string) error {
	if !strings.HasPrefix(endpoint, "https://push.test/") {
		return fault.New(fault.Forbidden, "notify.cause_push_host")
	}
	return nil
}

const phone, keys = "https://push.test/phone", `{"p256dh":"a","auth":"b"}`

func eachPush(t *testing.T, fn func(o *office, p *pusher)) {
	eachOffice(t, func(o *office) {
		p := &pusher{}
		o.letters.Register(p)
		if err := o.letters.Set(as(t, actor.System("test")), "webpush", 0, true, map[string]string{"host": "push"}); err != nil {
			t.Fatal(err)
		}
		fn(o, p)
	})
}

// shown gives what browsers were given since the last time.
func (o *office) shown(p *pusher) (got []notify.Message) {
	o.t.Helper()
	if mail := o.mail(); len(mail) != 0 {
		o.t.Fatalf("letters as well: %+v", mail)
	}
	got, p.got = p.got, nil
	return got
}

func TestABrowserIsToldByCodeUntilItIsStopped(t *testing.T) {
	eachPush(t, func(o *office, p *pusher) {
		r := o.assigned(draft())
		o.shown(p)
		for range 3 { // asked again, as when the page was opened anew
			if err := o.rs.FollowHere(t.Context(), strings.ToLower(r.Code), phone, keys, text.EN); err != nil {
				t.Fatal(err)
			}
		}
		if on, err := o.rs.FollowsHere(t.Context(), r.Code, phone); err != nil || !on {
			t.Fatal(on, err)
		}
		if on, err := o.rs.FollowsHere(t.Context(), o.assigned(draft()).Code, phone); err != nil || on {
			t.Fatal("another report", on, err)
		}
		o.must(o.rs.AskInfo(as(t, officer), r.ID, "Nhà chị Hoà ở đâu?", text.DayOf(o.clock.Now()).Add(2)))
		got := o.shown(p)
		if len(got) != 1 || got[0].To != phone || got[0].Keys != keys || got[0].Link != "https://hd.example/en/r/"+r.Code || !strings.Contains(got[0].Title, r.Number) || strings.Contains(got[0].Text, "Hoà") {
			t.Fatalf("asked: %+v", got)
		}
		if _, err := o.rs.GiveInfo(t.Context(), r.Code, "Số 5"); err != nil {
			t.Fatal(err)
		}
		o.prove(r.ID, picture(1))
		o.must(o.rs.Resolve(as(t, officer), r.ID, "Anh Bảy đã vá", "Xong"))
		if got := o.shown(p); len(got) != 1 || strings.Contains(got[0].Text+got[0].Title, "Bảy") || strings.Contains(got[0].Text, r.Words) {
			t.Fatalf("resolved: %+v", got)
		}
		if left := o.count(`notify_letter WHERE keys <> ''`); left != 0 {
			t.Errorf("%d letters that went out keep keys", left)
		}
		if told, err := o.rs.ToldAt(t.Context(), r.Code); err != nil || len(told) != 0 {
			t.Errorf("the page shows a browser as an address of mail: %q, %v", told, err)
		}
		if err := o.rs.UnfollowHere(t.Context(), r.Code, phone); err != nil {
			t.Fatal(err)
		}
		o.must(o.rs.Deny(t.Context(), r.Code, "Vẫn hỏng"))
		if got := o.shown(p); len(got) != 0 {
			t.Errorf("stopped: %+v", got)
		}
	})
}

func TestABrowserThatIsGoneIsForgotten(t *testing.T) {
	eachPush(t, func(o *office, p *pusher) {
		r := o.assigned(draft())
		if err := o.rs.FollowHere(t.Context(), r.Code, phone, keys, text.VI); err != nil {
			t.Fatal(err)
		}
		p.fail = notify.Failed(nil, "notify.cause_status")
		o.must(o.rs.Start(as(t, officer), r.ID))
		o.prove(r.ID, picture(1))
		o.must(o.rs.Resolve(as(t, officer), r.ID, "Đã vá", "Xong"))
		o.shown(p)
		if on, err := o.rs.FollowsHere(t.Context(), r.Code, phone); err != nil || !on {
			t.Fatal("a push service that is away", on, err)
		}
		gone := notify.Refused(nil, "notify.cause_push_gone")
		gone.Gone = true
		p.fail = gone
		o.clock.Advance(time.Hour)
		o.shown(p)
		o.shown(p) // the room reads what came of it
		if n := o.count(`report_follower`); n != 0 {
			t.Errorf("%d are kept", n)
		}
	})
}

func TestABrowserThatMayNotFollowIsRefused(t *testing.T) {
	eachPush(t, func(o *office, _ *pusher) {
		r := o.assigned(draft())
		follow := func(code, endpoint, keys string) error {
			return o.rs.FollowHere(t.Context(), code, endpoint, keys, text.VI)
		}
		wantField(t, "no browser's", follow(r.Code, "http://push.test/1", keys), "endpoint", "notify.bad_subscription")
		wantFault(t, "a host of its own", follow(r.Code, "https://evil.test/1", keys), fault.Forbidden, "notify.cause_push_host")
		wantFault(t, "no code", follow("22222-22222", phone, keys), fault.NotFound, "report.no_code")
		wantFault(t, "its number", follow(r.Number, phone, keys), fault.NotFound, "report.no_code")
		for i := range 10 {
			if err := follow(r.Code, fmt.Sprintf("https://push.test/%d", i), keys); err != nil {
				t.Fatal(err)
			}
		}
		wantFault(t, "the eleventh", follow(r.Code, phone, keys), fault.Conflict, "report.many_browsers")
		rejected := o.receive(draft())
		o.must(o.rs.Reject(as(t, clerk), rejected.ID, "spam", "Rác"))
		wantFault(t, "one that has ended", follow(rejected.Code, phone, keys), fault.Conflict, "report.is_rejected")
		if err := o.letters.Set(as(t, actor.System("test")), "webpush", 1, false, map[string]string{"host": "push"}); err != nil {
			t.Fatal(err)
		}
		if key, err := o.rs.PushKey(t.Context()); err != nil || key != "" {
			t.Errorf("off: %q, %v", key, err)
		}
		wantFault(t, "off", follow(r.Code, "https://push.test/0", keys), fault.Unavailable, "notify.push_off")
	})
}

func TestABrowserIsFoundByItsReportGivenAndErased(t *testing.T) {
	eachPush(t, func(o *office, _ *pusher) {
		c := consent.New(o.d)
		c.Hold(o.rs.Holder())
		d := draft()
		d.Reporter.Phone = "0912 345 678"
		r := o.assigned(d)
		other := o.assigned(draft())
		for _, code := range []string{r.Code, other.Code} {
			if err := o.rs.FollowHere(t.Context(), code, phone, keys, text.VI); err != nil {
				t.Fatal(err)
			}
		}
		for _, who := range []consent.Person{{Codes: []string{r.Code}}, {Phones: []string{"0912345678"}}} {
			var found []consent.Piece
			err := o.d.Do(as(t, actor.System("test")), func(ctx context.Context, tx *db.Tx) error {
				all, err := c.Find(ctx, tx, who)
				found = nil
				for _, p := range all {
					if p.Kind == report.FollowerHeld {
						found = append(found, p)
					}
				}
				return err
			})
			if err != nil || len(found) != 1 || found[0].Title != r.Number || !strings.Contains(fieldsOf(found[0]), phone) {
				t.Fatalf("%+v finds %+v, %v", who, found, err)
			}
			if len(who.Codes) > 0 {
				continue
			}
			err = o.d.Do(as(t, actor.System("test")), func(ctx context.Context, tx *db.Tx) error {
				return c.Erase(ctx, tx, found[0].Ref, "DL-24-0001")
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if on, err := o.rs.FollowsHere(t.Context(), r.Code, phone); err != nil || on {
			t.Error("erased", on, err)
		}
		if on, err := o.rs.FollowsHere(t.Context(), other.Code, phone); err != nil || !on {
			t.Error("another's", on, err)
		}
	})
}

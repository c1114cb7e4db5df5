package report_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"thanhdong/act/notify"
	"thanhdong/act/roster"
	"thanhdong/ground/account"
	"thanhdong/ground/actor"
	"thanhdong/ground/consent"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/sense/alert"
	"thanhdong/serve/report"
)

// post is a way for mail that keeps what it is given.
type post struct {
	mu    sync.Mutex
	got   []notify.Message
	tries int
	fail  error
}

func (*post) Name() string { return "email" }
func (*post) Fields() []notify.Field {
	return []notify.Field{{Name: "host", Form: notify.Line, Required: true}}
}
func (*post) Check(map[string]string) []fault.Field { return nil }
func (*post) Address(raw string) (string, error) {
	if !strings.Contains(raw, "@") {
		return "", fault.New(fault.Invalid, "notify.bad_email")
	}
	return strings.ToLower(raw), nil
}

func (p *post) Send(_ context.Context, m notify.Message) (notify.Receipt, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tries++
	if p.fail == nil {
		p.got = append(p.got, m)
	}
	return notify.Receipt{}, p.fail
}

// office is the bench with letters switched on.
type office struct {
	*bench
	post    *post
	letters *notify.Notices
}

func eachOffice(t *testing.T, fn func(o *office)) {
	each(t, func(b *bench) {
		o := &office{bench: b, post: &post{}}
		o.letters = notify.New(b.d, account.Open(b.d, account.Options{}), alert.New(b.d, b.bus, b.timers), roster.New(b.d), b.queue, b.bus, b.timers, "https://hd.example")
		o.letters.Register(o.post)
		b.rs.Tell(o.letters, b.bus)
		if err := o.letters.Set(as(t, actor.System("test")), "email", 0, true, map[string]string{"host": "mail"}); err != nil {
			t.Fatal(err)
		}
		fn(o)
	})
}

// mail gives what was sent since the last time.
func (o *office) mail() (got []notify.Message) {
	o.t.Helper()
	o.post.tries = 0
	o.settle()
	if err := o.letters.Deliver(o.t.Context()); err != nil {
		o.t.Fatal(err)
	}
	o.post.mu.Lock()
	defer o.post.mu.Unlock()
	got, o.post.got = o.post.got, nil
	return got
}

func (o *office) one() notify.Message {
	o.t.Helper()
	got := o.mail()
	if len(got) != 1 {
		o.t.Fatalf("%d letters: %+v", len(got), got)
	}
	return got[0]
}

func tokenOf(m notify.Message) string { return m.Link[strings.LastIndex(m.Link, "/")+1:] }

func TestNobodyIsWrittenToBeforeTheButtonIsPressed(t *testing.T) {
	eachOffice(t, func(o *office) {
		r := o.assigned(draft())
		if err := o.rs.Follow(t.Context(), r.Number, "Nguoi@Mau.example", text.EN); err != nil {
			t.Fatal(err)
		}
		ask := o.one()
		if ask.To != "nguoi@mau.example" || !strings.HasPrefix(ask.Link, "https://hd.example/en/f/") || !strings.Contains(ask.Title, r.Number) || ask.Why == "" || strings.Contains(ask.Text, r.Words) {
			t.Errorf("%+v", ask)
		}
		token := tokenOf(ask)
		for range 3 { // a mail server looks at links before people do
			if f, err := o.rs.Followed(t.Context(), token); err != nil || f.Confirmed || f.Report != r.Number || f.Code != "" {
				t.Fatalf("%+v, %v", f, err)
			}
		}
		// Asked again within the hour: no second letter, and nothing says so.
		if err := o.rs.Follow(t.Context(), r.Number, "nguoi@mau.example", text.EN); err != nil {
			t.Fatal(err)
		}
		o.must(o.rs.Start(as(t, officer), r.ID))
		o.prove(r.ID, picture(1))
		o.must(o.rs.Resolve(as(t, officer), r.ID, "Đã vá", "Xong"))
		if got := o.mail(); len(got) != 0 {
			t.Fatalf("without the button: %+v", got)
		}
		if f, err := o.rs.ConfirmFollower(t.Context(), token); err != nil || !f.Confirmed || f.Code != "" {
			t.Fatalf("%+v, %v", f, err)
		}
		o.must(o.rs.Deny(t.Context(), r.Code, "Vẫn hỏng"))
		news := o.one()
		if news.Link != "https://hd.example/en/reports/"+r.Number || !strings.Contains(news.Text, "Reopened") || !strings.Contains(news.Why, "/en/f/"+token) || strings.Contains(news.Text+news.Link, r.Code) {
			t.Errorf("%+v", news)
		}
		if err := o.rs.Unfollow(t.Context(), token); err != nil {
			t.Fatal(err)
		}
		o.prove(r.ID, picture(2))
		o.must(o.rs.Resolve(as(t, officer), r.ID, "Đã vá lại", "Xong"))
		if got := o.mail(); len(got) != 0 {
			t.Errorf("after the end: %+v", got)
		}
		_, err := o.rs.Followed(t.Context(), token)
		wantFault(t, "a link that ended", err, fault.NotFound, "report.no_follower")
	})
}

func TestItsReporterIsAskedAndLedToTheAnswer(t *testing.T) {
	eachOffice(t, func(o *office) {
		d := draft()
		d.Reporter.Email = "nguoi.bao@mau.example"
		r := o.assigned(d)
		ask := o.one()
		if strings.Contains(ask.Text+ask.Link+ask.Title, r.Code) {
			t.Error("whoever reads what comes to a mistyped address would hold the code")
		}
		f, err := o.rs.ConfirmFollower(t.Context(), tokenOf(ask))
		if err != nil || f.Code != r.Code {
			t.Fatalf("%+v, %v", f, err)
		}
		o.prove(r.ID, picture(1))
		o.must(o.rs.Resolve(as(t, officer), r.ID, "Đã vá", "Xong"))
		if m := o.one(); m.Link != "https://hd.example/r/"+r.Code || !strings.Contains(m.Text, "đã xong hay chưa") {
			t.Errorf("%+v", m)
		}
		o.clock.Advance(time.Hour)
		o.must(o.rs.Confirm(t.Context(), r.Code, 3))
		if m := o.one(); !strings.Contains(m.Title, "xác nhận") {
			t.Errorf("%+v", m)
		}
	})
}

func TestWhoFollowsAMergedReportHearsOfTheOther(t *testing.T) {
	eachOffice(t, func(o *office) {
		main, same := o.assigned(draft()), o.receive(draft())
		if err := o.rs.FollowOwn(t.Context(), same.Code, "b@mau.example", text.VI); err != nil {
			t.Fatal(err)
		}
		if _, err := o.rs.ConfirmFollower(t.Context(), tokenOf(o.one())); err != nil {
			t.Fatal(err)
		}
		o.must(o.rs.Merge(as(t, clerk), same.ID, main.ID))
		if m := o.one(); m.Number != same.Number || !strings.Contains(m.Text, "gộp lại") {
			t.Errorf("%+v", m)
		}
		o.prove(main.ID, picture(1))
		o.must(o.rs.Resolve(as(t, officer), main.ID, "Đã vá", "Xong"))
		if m := o.one(); m.Number != same.Number || m.Link != "https://hd.example/r/"+same.Code {
			t.Errorf("%+v", m)
		}
	})
}

func TestAnAddressIsNotFloodedAndOneThatIsNoMoreIsForgotten(t *testing.T) {
	eachOffice(t, func(o *office) {
		var last error
		for range 30 {
			r := o.receive(draft())
			if err := o.rs.Follow(t.Context(), r.Number, "a@mau.example", text.VI); err != nil {
				last = err
			}
		}
		wantFault(t, "thirty letters a day", last, fault.TooMany, "notify.many_letters")
		if got := o.mail(); len(got) != 20 {
			t.Errorf("%d letters", len(got))
		}
		r := o.receive(draft())
		if err := o.rs.Follow(t.Context(), r.Number, "mat@mau.example", text.VI); err != nil {
			t.Fatal(err)
		}
		o.post.fail = notify.Refused(nil, "notify.cause_mailbox", "code", 550)
		o.mail()
		o.settle()
		o.post.fail = nil
		o.clock.Advance(time.Hour)
		if err := o.rs.Follow(t.Context(), r.Number, "mat@mau.example", text.VI); err != nil {
			t.Fatal(err)
		}
		if m := o.one(); m.To != "mat@mau.example" { // it may be asked anew
			t.Errorf("%+v", m)
		}
		o.clock.Advance(4 * 24 * time.Hour)
		if err := o.rs.ForgetFollowers(t.Context()); err != nil {
			t.Fatal(err)
		}
		o.clock.Advance(time.Hour)
		if err := o.rs.Follow(t.Context(), r.Number, "mat@mau.example", text.VI); err != nil || len(o.mail()) != 1 {
			t.Errorf("asked anew: %v", err)
		}
	})
}

func TestWhatCannotBeFollowed(t *testing.T) {
	eachOffice(t, func(o *office) {
		d := draft()
		d.Category = "canbo"
		r := o.receive(d)
		wantFault(t, "private", o.rs.Follow(t.Context(), r.Number, "a@mau.example", text.VI), fault.NotFound, "report.no_number")
		wantFault(t, "none", o.rs.Follow(t.Context(), "PA-24-9999", "a@mau.example", text.VI), fault.NotFound, "report.no_number")
		wantField(t, "no address", o.rs.FollowOwn(t.Context(), r.Code, "không", text.VI), "email", "report.bad_email")
		wantField(t, "nothing", o.rs.FollowOwn(t.Context(), r.Code, " ", text.VI), "email", "report.bad_email")
		if err := o.rs.FollowOwn(t.Context(), r.Code, "a@mau.example", text.VI); err != nil || len(o.mail()) != 1 {
			t.Errorf("its reporter may: %v", err)
		}
		_, err := o.rs.Followed(t.Context(), "x")
		wantFault(t, "a guess", err, fault.NotFound, "report.no_follower")
		if err := o.letters.Set(as(t, actor.System("test")), "email", 1, false, map[string]string{"host": "mail"}); err != nil {
			t.Fatal(err)
		}
		wantFault(t, "switched off", o.rs.FollowOwn(t.Context(), r.Code, "a@mau.example", text.VI), fault.Unavailable, "report.no_mail")
		d.Reporter.Email = "x@mau.example"
		d.Key = "draft-0009"
		o.receive(d) // taken all the same
	})
}

func (o *office) follows(r report.Report, email string, own bool) (token string) {
	o.t.Helper()
	err := error(nil)
	if own {
		err = o.rs.FollowOwn(o.t.Context(), r.Code, email, text.VI)
	} else {
		err = o.rs.Follow(o.t.Context(), r.Number, email, text.VI)
	}
	if err != nil {
		o.t.Fatal(err)
	}
	token = tokenOf(o.one())
	if _, err := o.rs.ConfirmFollower(o.t.Context(), token); err != nil {
		o.t.Fatal(err)
	}
	return token
}

func TestOneAnswerReachesEachOnce(t *testing.T) {
	eachOffice(t, func(o *office) {
		main, second, third := o.assigned(draft()), o.receive(draft()), o.receive(draft())
		o.mail()
		o.follows(main, "a@mau.example", true)
		o.follows(second, "b@mau.example", true)
		o.follows(third, "c@mau.example", true)
		o.follows(main, "B@mau.example", false) // who reported one follows the other as well
		o.must(o.rs.Merge(as(t, clerk), second.ID, main.ID))
		o.must(o.rs.Merge(as(t, clerk), third.ID, main.ID))
		o.mail()
		o.prove(main.ID, picture(1))
		o.must(o.rs.Resolve(as(t, officer), main.ID, "Đã vá", "Xong"))
		got := map[string]string{}
		for _, m := range o.mail() {
			if got[m.To] != "" {
				t.Errorf("%s is told twice", m.To)
			}
			got[m.To] = m.Link
			if !strings.HasPrefix(m.End, "https://hd.example/f/") {
				t.Errorf("nothing ends it: %+v", m)
			}
		}
		want := map[string]string{"a@mau.example": main.Code, "b@mau.example": second.Code, "c@mau.example": third.Code}
		for to, code := range want {
			if got[to] != "https://hd.example/r/"+code {
				t.Errorf("%s is led to %q", to, got[to])
			}
		}
		if len(got) != len(want) {
			t.Errorf("told: %v", got)
		}
	})
}

func TestOnlyItsReporterHearsOfWhatBecamePrivate(t *testing.T) {
	eachOffice(t, func(o *office) {
		r := o.receive(draft())
		o.follows(r, "nguoi.bao@mau.example", true)
		o.follows(r, "nguoi.khac@mau.example", false)
		o.must(o.rs.Assign(as(t, clerk), r.ID, dept, "canbo", ""))
		if m := o.one(); m.To != "nguoi.bao@mau.example" {
			t.Errorf("%+v", m)
		}
	})
}

func TestLettersThatComeBackEndAndAServerThatRefusesDoesNot(t *testing.T) {
	eachOffice(t, func(o *office) {
		r := o.assigned(draft())
		o.follows(r, "a@mau.example", true)
		lost := func(want bool) {
			t.Helper()
			o.settle()
			if is, err := o.rs.Unreached(t.Context(), r.Code); err != nil || is != want {
				t.Errorf("lost: %v, %v", is, err)
			}
		}
		o.post.fail = notify.Refused(nil, "notify.cause_mail_refused", "code", 554)
		o.must(o.rs.AskInfo(as(t, officer), r.ID, "Số nhà mấy?", text.DayOf(o.clock.Now()).Add(2)))
		o.mail()
		lost(false)
		if list, err := o.rs.ToldAt(t.Context(), r.Code); err != nil || len(list) != 1 || list[0] != "a•••@mau.example" {
			t.Errorf("%v, %v", list, err)
		}
		o.post.fail = notify.Failed(nil, "notify.cause_slow")
		if _, err := o.rs.GiveInfo(t.Context(), r.Code, "Số 12"); err != nil {
			t.Fatal(err)
		}
		o.prove(r.ID, picture(1))
		o.must(o.rs.Resolve(as(t, officer), r.ID, "Đã vá", "Xong"))
		o.mail()
		if o.post.tries != 1 {
			t.Errorf("tried %d times", o.post.tries)
		}
		if o.mail(); o.post.tries != 0 {
			t.Error("tried again at once")
		}
		o.post.fail = nil
		o.clock.Advance(5 * time.Minute)
		m := o.one()
		if err := o.letters.Bounced(t.Context(), m.ID); err != nil {
			t.Fatal(err)
		}
		if err := o.letters.Bounced(t.Context(), "ltr_none"); err != nil {
			t.Errorf("a letter that nobody sent: %v", err)
		}
		lost(true)
		if _, err := o.rs.Confirm(t.Context(), r.Code, 3); err != nil || len(o.mail()) != 0 {
			t.Errorf("written to all the same: %v", err)
		}
		o.post.fail = nil
		o.clock.Advance(2 * time.Hour)
		o.follows(r, "a@mau.example", true)
		lost(false)
	})
}

func TestAServerThatIsDownIsNotAskedForEachLetter(t *testing.T) {
	eachOffice(t, func(o *office) {
		for i := range 10 {
			r := o.receive(draft())
			if err := o.rs.FollowOwn(t.Context(), r.Code, number(i)+"@mau.example", text.VI); err != nil {
				t.Fatal(err)
			}
		}
		o.post.fail = notify.Failed(nil, "notify.cause_slow")
		if o.mail(); o.post.tries != 3 {
			t.Errorf("asked %d times", o.post.tries)
		}
		o.post.fail = nil
		o.clock.Advance(5 * time.Minute)
		if got := o.mail(); len(got) != 10 {
			t.Errorf("%d letters came in the end", len(got))
		}
	})
}

func TestWhoFollowsIsFoundAndErased(t *testing.T) {
	eachOffice(t, func(o *office) {
		c := consent.New(o.d)
		c.Hold(o.rs.Holder())
		r := o.assigned(draft())
		o.follows(r, "a@mau.example", false)
		o.order(func(ctx context.Context, tx *db.Tx) error {
			found, err := c.Find(ctx, tx, consent.Person{Emails: []string{"A@mau.example"}})
			if err != nil || len(found) != 1 || found[0].Kind != report.FollowerHeld || found[0].Keeps != nil || found[0].Title != r.Number {
				t.Fatalf("%+v, %v", found, err)
			}
			return c.Erase(ctx, tx, found[0].Ref, "DL-24-0001")
		})
		if n := o.count(`report_follower`); n != 0 {
			t.Errorf("%d follow still", n)
		}
	})
}

package account_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"thanhdong/ground/account"
	"thanhdong/ground/actor"
	"thanhdong/ground/fault"
)

func TestAPersonSignsInUnderAnyWritingOfTheName(t *testing.T) {
	each(t, func(b *bench) {
		id := b.add("Việt Hoà", actor.Officer, "H23.STNMT")
		for _, name := range []string{"Việt Hoà", "việt hòa", "VIỆT  HÒA", "Vie\u0323\u0302t Ho\u0061\u0300"} {
			s, err := b.signIn(name, password)
			if err != nil || s.Account.ID != id {
				b.Errorf("%q: %v", name, err)
				continue
			}
			acc, err := b.accounts.Session(b.Context(), s.Token)
			want := actor.Grant{Role: actor.Officer, Unit: "H23.STNMT", Area: "30", UnitPath: "/H23/H23.STNMT/", AreaPath: "/30/"}
			if err != nil || acc.ID != id || !slices.Equal(acc.Grants, []actor.Grant{want}) || acc.Unit != "H23.STNMT" {
				b.Errorf("session of %+v, %v", acc, err)
			}
		}
		if _, err := b.signIn("Viet Hoa", password); key(err) != "account.wrong" {
			b.Errorf("another name signs in: %v", err)
		}
		// The same password from a keyboard that composes its characters otherwise.
		if _, err := b.signIn("Việt Hoà", "mo\u0323\u0302t ma\u0323\u0302t kha\u0302\u0309u da\u0300i"); err != nil {
			b.Errorf("a decomposed password: %v", err)
		}
	})
}

func TestAnUnknownNameAWrongPasswordAndNothingAreToldAlike(t *testing.T) {
	each(t, func(b *bench) {
		b.add("trucban", actor.Duty, "H23")
		for _, c := range [][2]string{{"trucban", "sai mật khẩu rồi"}, {"nobody", password}, {"", ""}, {"trucban", ""}, {strings.Repeat("x", 10_000), "x"}, {"trucban", strings.Repeat("x", 10_000)}} {
			_, err := b.signIn(c[0], c[1])
			if f, _ := fault.As(err); f == nil || f.Kind != fault.Unauthenticated || f.Key != "account.wrong" || len(f.Args) != 0 {
				b.Errorf("%.20q %.20q: %v", c[0], c[1], err)
			}
		}
	})
}

func TestTriesAreLimitedByNameAndByPlace(t *testing.T) {
	each(t, func(b *bench) {
		b.accounts = account.Open(b.d, account.Options{PlaceTries: 8})
		b.add("trucban", actor.Duty, "H23")
		for range 5 {
			if _, err := b.signIn("trucban", "sai mật khẩu rồi"); key(err) != "account.wrong" {
				b.Fatal(err)
			}
		}
		_, err := b.signIn("TRUCBAN", password) // even the right one waits now
		if f, _ := fault.As(err); f == nil || f.Kind != fault.TooMany || f.RetryAfter != 5*time.Minute {
			b.Fatalf("the sixth try gives %v", err)
		}
		// Another room over the same store counts the same tries: a restart or a second node.
		if _, err := account.Open(b.d, account.Options{}).SignIn(b.Context(), "trucban", password, "10.9.9.9"); !fault.Is(err, fault.TooMany) {
			b.Errorf("after a restart: %v", err)
		}
		for range 3 {
			if _, err := b.signIn("nobody", "sai mật khẩu rồi"); key(err) != "account.wrong" {
				b.Fatal(err)
			}
		}
		if _, err := b.signIn("anyone else", password); !fault.Is(err, fault.TooMany) {
			b.Errorf("the ninth try from one place gives %v", err)
		}
		b.clock.Advance(5 * time.Minute)
		if _, err := b.signIn("trucban", password); err != nil {
			b.Errorf("after the wait: %v", err)
		}
	})
}

func TestAFloodOfTriesAtOnceGetsNoMoreThanTheLimit(t *testing.T) {
	each(t, func(b *bench) {
		b.add("trucban", actor.Duty, "H23")
		results := make(chan string, 20)
		for range cap(results) {
			go func() {
				_, err := b.signIn("trucban", "sai mật khẩu rồi")
				results <- key(err)
			}()
		}
		count := map[string]int{}
		for range cap(results) {
			count[<-results]++
		}
		if count["account.wrong"] != 5 || count["account.too_many"] != 15 {
			b.Errorf("got %v", count)
		}
	})
}

func TestOnePlaceIsAnIPv4AddressOrTheNetworkOfAnIPv6One(t *testing.T) {
	each(t, func(b *bench) {
		b.accounts = account.Open(b.d, account.Options{PlaceTries: 2})
		try := func(remote string) string {
			_, err := b.accounts.SignIn(b.Context(), "nobody"+remote, "sai mật khẩu rồi", remote)
			return key(err)
		}
		for _, c := range [][2]string{
			{"192.0.2.1", "account.wrong"}, {"192.0.2.1:4711", "account.wrong"}, {"::ffff:192.0.2.1", "account.too_many"}, {"192.0.2.2", "account.wrong"},
			{"2001:db8::1", "account.wrong"}, {"[2001:db8::2]:80", "account.wrong"}, {"2001:db8::3", "account.too_many"}, {"2001:db8:0:1::1", "account.wrong"},
		} {
			if got := try(c[0]); got != c[1] {
				b.Errorf("%s: %s, want %s", c[0], got, c[1])
			}
		}
	})
}

func TestASessionEndsWhenUnusedAndAtItsLatest(t *testing.T) {
	each(t, func(b *bench) {
		b.add("trucban", actor.Duty, "H23")
		open := func() string {
			s, err := b.signIn("trucban", password)
			if err != nil {
				b.Fatal(err)
			}
			return s.Token
		}
		valid := func(token string) bool {
			_, err := b.accounts.Session(b.Context(), token)
			if err != nil && key(err) != "account.no_session" {
				b.Fatal(err)
			}
			return err == nil
		}
		idle := open()
		b.clock.Advance(12*time.Hour - time.Second)
		if !valid(idle) {
			b.Error("a session ended before 12 hours unused")
		}
		b.clock.Advance(12*time.Hour - time.Second)
		if !valid(idle) {
			b.Error("use does not keep a session open")
		}
		b.clock.Advance(12 * time.Hour)
		if valid(idle) {
			b.Error("a session lives after 12 hours unused")
		}
		used := open()
		for range 7*4 - 1 {
			b.clock.Advance(6 * time.Hour)
			if !valid(used) {
				b.Fatal("a used session ended before 7 days")
			}
		}
		b.clock.Advance(6 * time.Hour)
		if valid(used) {
			b.Error("a session lives after 7 days")
		}
		if err := b.accounts.Tidy(b.Context()); err != nil {
			b.Error(err)
		}
		if valid(used) || valid("") || valid("td_ses_") || valid("td_ses_"+strings.Repeat("a", 52)) {
			b.Error("a token of nobody is valid")
		}
	})
}

func TestRevocationHoldsFromTheNextRequestOn(t *testing.T) {
	each(t, func(b *bench) {
		id := b.add("trucban", actor.Duty, "H23")
		open := func() (string, string) {
			s, err := b.signIn("trucban", password)
			if err != nil {
				b.Fatal(err)
			}
			token, err := b.accounts.TokenAdd(b.root, "TrucBan")
			if err != nil {
				b.Fatal(err)
			}
			return s.Token, token
		}
		check := func(why, session, token string, wantSession, wantToken bool) {
			b.Helper()
			_, err1 := b.accounts.Session(b.Context(), session)
			_, err2 := b.accounts.ByToken(b.Context(), token)
			if (err1 == nil) != wantSession || (err2 == nil) != wantToken {
				b.Errorf("%s: session %v, token %v", why, err1, err2)
			}
		}
		do := func(err error) {
			b.Helper()
			if err != nil {
				b.Fatal(err)
			}
		}
		session, token := open()
		check("open", session, token, true, true)
		do(b.accounts.SignOut(b.Context(), session))
		do(b.accounts.SignOut(b.Context(), session)) // twice is once
		check("signed out", session, token, false, true)

		session, token = open()
		do(b.accounts.Suspend(b.root, id))
		check("suspended", session, token, false, false)
		if _, err := b.signIn("trucban", password); key(err) != "account.suspended" {
			b.Errorf("suspended: %v", err)
		}
		if _, err := b.signIn("trucban", "sai mật khẩu rồi"); key(err) != "account.wrong" {
			b.Errorf("who does not know the password learns that the account is suspended: %v", err)
		}
		if err := b.accounts.Suspend(b.root, id); !fault.Is(err, fault.Conflict) {
			b.Errorf("suspending twice gives %v", err)
		}
		do(b.accounts.Resume(b.root, id))
		check("resumed", session, token, false, true)

		session, token = open()
		do(b.accounts.SetPassword(b.as(id), id, "mật khẩu hoàn toàn mới"))
		check("new password", session, token, false, true)
		if _, err := b.signIn("trucban", password); key(err) != "account.wrong" {
			b.Errorf("the old password gives %v", err)
		}
		s, err := b.signIn("trucban", "mật khẩu hoàn toàn mới")
		do(err)
		do(b.accounts.EndSessions(b.root, id))
		check("all ended", s.Token, token, false, true)

		tokens, err := b.accounts.Tokens(b.root, id)
		do(err)
		for _, t := range tokens {
			do(b.accounts.TokenEnd(b.root, t.ID))
		}
		if err := b.accounts.TokenEnd(b.root, tokens[0].ID); !fault.Is(err, fault.Conflict) {
			b.Errorf("ending a token twice gives %v", err)
		}
		check("token ended", s.Token, token, false, false)
	})
}

package account_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"thanhdong/ground/account"
	"thanhdong/ground/actor"
	"thanhdong/ground/area"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
)

// bench is one store with a small province and an administrator who may everything.
type bench struct {
	*testing.T
	d        *db.DB
	accounts *account.Accounts
	clock    *dbtest.Clock
	root     context.Context
}

func each(t *testing.T, fn func(b *bench)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		err := d.Do(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			a := func(code, kind, parent string) area.Area {
				return area.Area{Code: code, Kind: kind, Parent: parent, Name: text.L{VI: code, EN: code}, Mark: "VERIFIED"}
			}
			if _, err := area.Put(ctx, tx, []area.Area{a("30", "province", ""), a("288", "city", "30"), a("290", "city", "30")}); err != nil {
				return err
			}
			u := func(code, parent, area string) unit.Unit {
				return unit.Unit{Code: code, Kind: "department", Parent: parent, Area: area, Name: text.L{VI: code, EN: code}, Mark: "PROJECT CHOICE"}
			}
			_, err := unit.Put(ctx, tx, []unit.Unit{u("H23", "", "30"), u("H23.SYT", "H23", "30"), u("H23.STNMT", "H23", "30"), u("H23.UB288", "H23", "288")})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		fn(&bench{T: t, d: d, accounts: account.Open(d, account.Options{}), clock: dbtest.ClockOf(d),
			root: actor.With(t.Context(), actor.System("test"))})
	})
}

const password = "một mật khẩu dài"

func (b *bench) add(name string, role actor.Role, unit string) string {
	b.Helper()
	id, err := b.accounts.Add(b.root, account.New{Name: name, Role: role, Unit: unit, Password: password})
	if err != nil {
		b.Fatal(err)
	}
	return id
}

func (b *bench) signIn(name, password string) (account.Session, error) {
	return b.accounts.SignIn(b.Context(), name, password, "10.0.0.1")
}

func (b *bench) as(id string) context.Context {
	b.Helper()
	acc, err := b.accounts.Get(b.root, id)
	if err != nil {
		b.Fatal(err)
	}
	return actor.With(b.Context(), acc.Actor())
}

func key(err error) string {
	if f, ok := fault.As(err); ok {
		return f.Key
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

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

func TestGrantsReachWhatTheirUnitAndAreaReachToday(t *testing.T) {
	each(t, func(b *bench) {
		id, err := b.accounts.Add(b.root, account.New{Name: "canbo", Title: text.L{VI: "Cán bộ", EN: "Officer"}, Unit: "H23.STNMT", Password: password, Sample: true,
			Grants: []account.Given{{Role: actor.Officer, Unit: "H23.STNMT", Area: "288"}, {Role: actor.Steward, Unit: "H23"}}})
		if err != nil {
			b.Fatal(err)
		}
		acc, err := b.accounts.Get(b.root, id)
		want := []actor.Grant{{Role: actor.Officer, Unit: "H23.STNMT", Area: "288", UnitPath: "/H23/H23.STNMT/", AreaPath: "/30/288/"},
			{Role: actor.Steward, Unit: "H23", Area: "30", UnitPath: "/H23/", AreaPath: "/30/"}}
		if err != nil || !slices.Equal(acc.Grants, want) || !acc.Sample || acc.Actor().Name != "Cán bộ" {
			b.Fatalf("%+v, %v", acc, err)
		}
		if err := b.accounts.Revoke(b.root, id, account.Given{Role: actor.Steward, Unit: "H23", Area: "30"}); err != nil {
			b.Fatal(err)
		}
		if err := b.accounts.Revoke(b.root, id, account.Given{Role: actor.Steward, Unit: "H23", Area: "30"}); !fault.Is(err, fault.NotFound) {
			b.Errorf("taking away twice gives %v", err)
		}
		for range 2 {
			if err := b.accounts.Grant(b.root, id, account.Given{Role: actor.Clerk, Unit: "H23.UB288"}); err != nil {
				b.Fatal(err)
			}
		}
		// The department ends; the grant reaches nothing from that day on.
		err = b.d.Do(b.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := unit.Put(ctx, tx, []unit.Unit{{Code: "H23.STNMT", Kind: "department", Parent: "H23", Area: "30", Name: text.L{VI: "x", EN: "x"}, Mark: "PROJECT CHOICE", To: "2025-03-01"}})
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
		paths := func() (paths []string) {
			acc, err := b.accounts.Get(b.root, id)
			if err != nil {
				b.Fatal(err)
			}
			for _, g := range acc.Grants {
				paths = append(paths, string(g.Role)+" "+g.UnitPath)
			}
			return paths
		}
		if got := paths(); !slices.Equal(got, []string{"clerk /H23/H23.UB288/", "officer /H23/H23.STNMT/"}) {
			b.Errorf("before: %v", got)
		}
		b.clock.Set(text.Day("2025-03-01").Start())
		if got := paths(); !slices.Equal(got, []string{"clerk /H23/H23.UB288/", "officer "}) {
			b.Errorf("after: %v", got)
		}
	})
}

func TestEveryFaultOfANewAccountIsToldAtOnce(t *testing.T) {
	each(t, func(b *bench) {
		b.add("trucban", actor.Duty, "H23")
		refused := func(n account.New, want ...string) {
			b.Helper()
			_, err := b.accounts.Add(b.root, n)
			f, _ := fault.As(err)
			if f == nil || f.Kind != fault.Invalid {
				b.Fatalf("%+v: %v", n, err)
			}
			var told []string
			for _, field := range f.Fields {
				told = append(told, field.Path+" "+field.Key)
			}
			slices.Sort(told)
			slices.Sort(want)
			if !slices.Equal(told, want) {
				b.Errorf("%+v: told %q, want %q", n, told, want)
			}
		}
		refused(account.New{Name: " x", Title: text.L{VI: "chỉ một"}, Password: "ngắn", Role: "king"}, "name account.bad_name", "title account.bad_title",
			"password account.password_short", "unit account.no_unit", "role account.bad_role")
		refused(account.New{Name: "canbo", Password: password, Role: actor.Officer, Unit: "H99", Area: "99"}, "unit account.unknown_unit", "area account.unknown_area")
		refused(account.New{Name: "canbo", Password: password, Unit: "H23", Grants: []account.Given{{Role: actor.Officer, Unit: "H99"}, {Role: "x", Unit: "H23", Area: "99"}}},
			"grants/0/unit account.unknown_unit", "grants/1/role account.bad_role", "grants/1/area account.unknown_area")
		good := account.New{Name: "Nguyễn Văn An", Role: actor.Officer, Unit: "H23"}
		for word, want := range map[string]string{"nguyen van an": "password_is_name", "chín ký t": "password_short", strings.Repeat("a", 12): "password_same",
			strings.Repeat("ab", 129): "password_long", "mười ký tự\xff": "password_long"} {
			good.Password = word
			refused(good, "password account."+want)
		}
		for _, name := range []string{"a", "acc_1234", "td_tok_1", "a\u200bb", "a\nb", "...", strings.Repeat("a", 81), "a  b"} {
			refused(account.New{Name: name, Role: actor.Officer, Unit: "H23", Password: password}, "name account.bad_name")
		}
		if _, err := b.accounts.Add(b.root, account.New{Name: "TrucBan", Role: actor.Officer, Unit: "H23", Password: password}); key(err) != "account.name_taken" || !fault.Is(err, fault.Conflict) {
			b.Errorf("a taken name gives %v", err)
		}
	})
}

func TestAnAdministratorGivesOnlyWhatLiesInside(t *testing.T) {
	each(t, func(b *bench) {
		local := b.as(b.add("quantri288", actor.Admin, "H23.UB288"))
		boss := b.add("quantri", actor.Admin, "H23")
		inside, err := b.accounts.Add(local, account.New{Name: "canboxa", Role: actor.Clerk, Unit: "H23.UB288", Area: "288", Password: password})
		if err != nil {
			b.Fatal(err)
		}
		kinds := func(why string, want fault.Kind, err error) {
			b.Helper()
			if fault.KindOf(err) != want {
				b.Errorf("%s gives %v, want %q", why, err, want)
			}
		}
		_, err = b.accounts.Add(local, account.New{Name: "x1", Role: actor.Clerk, Unit: "H23.SYT", Password: password})
		kinds("an account elsewhere", fault.Forbidden, err)
		_, err = b.accounts.Add(local, account.New{Name: "x2", Unit: "H23.UB288", Password: password, Grants: []account.Given{{Role: actor.Leader, Unit: "H23"}}})
		kinds("a grant beyond one's own", fault.Forbidden, err)
		kinds("one more such grant", fault.Forbidden, b.accounts.Grant(local, inside, account.Given{Role: actor.Leader, Unit: "H23"}))
		kinds("an unseen account", fault.NotFound, b.accounts.Suspend(local, boss))
		kinds("an unseen password", fault.NotFound, b.accounts.SetPassword(local, boss, "mật khẩu hoàn toàn mới"))
		_, err = b.accounts.TokenAdd(local, "quantri")
		kinds("a token of an unseen account", fault.NotFound, err)
		// Seen, but with rights beyond: whoever set its password would have them.
		if err := b.accounts.Grant(b.root, inside, account.Given{Role: actor.Leader, Unit: "H23"}); err != nil {
			b.Fatal(err)
		}
		kinds("the password of an account that reaches further", fault.Forbidden, b.accounts.SetPassword(local, inside, "mật khẩu hoàn toàn mới"))
		_, err = b.accounts.TokenAdd(local, "canboxa")
		kinds("a token of an account that reaches further", fault.Forbidden, err)
		_, err = b.accounts.Add(b.Context(), account.New{Name: "x3", Role: actor.Clerk, Unit: "H23", Password: password})
		kinds("nobody adds an account", fault.Unauthenticated, err)
		_, err = b.accounts.Add(b.as(inside), account.New{Name: "x4", Role: actor.Clerk, Unit: "H23.UB288", Password: password})
		kinds("a leader and clerk adds an account", fault.Forbidden, err)
		_, err = b.accounts.TokenAdd(b.as(inside), "canboxa")
		kinds("one's own token", "", err)

		listed := func(ctx context.Context, q string) (names []string) {
			accounts, _, err := b.accounts.List(ctx, account.Filter{Q: q})
			if err != nil {
				b.Fatal(err)
			}
			for _, a := range accounts {
				names = append(names, a.Name)
			}
			return names
		}
		if got := listed(local, ""); !slices.Equal(got, []string{"canboxa", "quantri288"}) {
			b.Errorf("the local administrator sees %v", got)
		}
		if got := listed(b.as(boss), "lanh dao"); len(got) != 0 {
			b.Errorf("got %v", got)
		}
		if got := listed(b.as(boss), "QUANTRI"); !slices.Equal(got, []string{"quantri", "quantri288"}) {
			b.Errorf("got %v", got)
		}
		if got := listed(b.as(inside), ""); len(got) != 0 {
			b.Errorf("a clerk sees %v", got)
		}
		if _, err := b.accounts.Get(local, boss); !fault.Is(err, fault.NotFound) {
			b.Errorf("an unseen account gives %v", err)
		}
	})
}

func TestNamesAreFoundWithoutMarksAndPagedByName(t *testing.T) {
	each(t, func(b *bench) {
		for i, title := range []string{"Đặng Thị Bưởi", "Dương Văn Á", "An Thị Đào"} {
			if _, err := b.accounts.Add(b.root, account.New{Name: []string{"dang", "duong", "an.thi"}[i], Title: text.L{VI: title, EN: title}, Role: actor.Officer, Unit: "H23", Password: password}); err != nil {
				b.Fatal(err)
			}
		}
		page := func(f account.Filter) (titles []string, next string) {
			accounts, next, err := b.accounts.List(b.root, f)
			if err != nil {
				b.Fatal(err)
			}
			for _, a := range accounts {
				titles = append(titles, a.Title.VI)
			}
			return titles, next
		}
		if got, _ := page(account.Filter{Q: "thi dao"}); !slices.Equal(got, []string{"An Thị Đào"}) {
			b.Errorf("got %v", got)
		}
		first, next := page(account.Filter{Limit: 2})
		rest, end := page(account.Filter{Limit: 2, After: next})
		if got := append(first, rest...); !slices.Equal(got, []string{"An Thị Đào", "Dương Văn Á", "Đặng Thị Bưởi"}) || end != "" {
			b.Errorf("pages hold %v, end %q", got, end)
		}
	})
}

func TestADeviceKeyOpensOneFeedUntilItEnds(t *testing.T) {
	each(t, func(b *bench) {
		scope := actor.Scope{UnitPath: "/H23/H23.STNMT/", AreaPath: "/30/"}
		key1, err := b.accounts.DeviceAdd(b.root, "air-push", scope, "")
		if err != nil || !strings.HasPrefix(key1, "td_dev_") {
			b.Fatalf("%q, %v", key1, err)
		}
		key2, err := b.accounts.DeviceAdd(b.root, "air-mqtt", scope, "Trạm 1")
		if err != nil || key1 == key2 {
			b.Fatal("two keys are one")
		}
		who, err := b.accounts.ByDeviceKey(b.Context(), key1)
		if err != nil || who.Kind != actor.Device || !who.MaySend("air-push") || who.MaySend("air-mqtt") || len(who.Grants) != 0 {
			b.Errorf("%+v, %v", who, err)
		}
		devices, err := b.accounts.Devices(b.root)
		if err != nil || len(devices) != 2 || devices[0].Name != "Trạm 1" && devices[1].Name != "Trạm 1" {
			b.Fatalf("%+v, %v", devices, err)
		}
		if err := b.accounts.DeviceEnd(b.root, who.ID); err != nil {
			b.Fatal(err)
		}
		for _, bad := range []string{key1, "", "td_dev_", "td_tok_" + key2[7:], key2 + "a", strings.ToUpper(key2)} {
			if _, err := b.accounts.ByDeviceKey(b.Context(), bad); key(err) != "account.bad_key" || !fault.Is(err, fault.Unauthenticated) {
				b.Errorf("%q gives %v", bad, err)
			}
		}
		if _, err := b.accounts.ByDeviceKey(b.Context(), key2); err != nil {
			b.Error(err)
		}
		if _, err := b.accounts.ByToken(b.Context(), key2); err == nil {
			b.Error("a device key is taken for a token")
		}
		stranger := b.as(b.add("canbo", actor.Officer, "H23"))
		if _, err := b.accounts.DeviceAdd(stranger, "air-push", scope, ""); !fault.Is(err, fault.Forbidden) {
			b.Errorf("an officer makes a key: %v", err)
		}
		if err := b.accounts.DeviceEnd(stranger, devices[0].ID); !fault.Is(err, fault.Forbidden) {
			b.Errorf("an officer ends a key: %v", err)
		}
		if seen, err := b.accounts.Devices(stranger); err != nil || len(seen) != 0 {
			b.Errorf("an officer sees keys: %+v, %v", seen, err)
		}
	})
}

func TestEveryCommandIsInTheLedgerAndNoSecretIsAnywhere(t *testing.T) {
	each(t, func(b *bench) {
		id := b.add("trucban", actor.Duty, "H23")
		s, err := b.signIn("trucban", password)
		if err != nil {
			b.Fatal(err)
		}
		device, err := b.accounts.DeviceAdd(b.root, "air-push", actor.Scope{UnitPath: "/H23/", AreaPath: "/30/"}, "")
		if err != nil {
			b.Fatal(err)
		}
		token, err := b.accounts.TokenAdd(b.root, id)
		if err != nil {
			b.Fatal(err)
		}
		for _, err := range []error{
			b.accounts.Grant(b.root, id, account.Given{Role: actor.Clerk, Unit: "H23.UB288", Area: "288"}),
			b.accounts.Revoke(b.root, id, account.Given{Role: actor.Clerk, Unit: "H23.UB288", Area: "288"}),
			b.accounts.SignOut(b.Context(), s.Token), b.accounts.Suspend(b.root, id), b.accounts.Resume(b.root, id),
			b.accounts.SetPassword(b.root, id, "mật khẩu hoàn toàn mới"), b.accounts.EndSessions(b.root, id),
		} {
			if err != nil {
				b.Fatal(err)
			}
		}
		lines, err := ledger.List(b.root, b.d, ledger.Filter{Limit: 1000})
		if err != nil {
			b.Fatal(err)
		}
		var verbs []string
		secrets := []string{password, "hoàn toàn mới", s.Token, device, token, "argon2"}
		for _, l := range lines {
			if strings.HasPrefix(l.Verb, "account.") {
				verbs = append(verbs, l.Verb)
			}
			if l.Verb == "account.sign_in" && l.Actor != id {
				b.Errorf("signing in was done by %q", l.Actor)
			}
			for _, secret := range secrets {
				if strings.Contains(string(l.Payload), secret) {
					b.Errorf("%s tells a secret: %s", l.Verb, l.Payload)
				}
			}
		}
		slices.Reverse(verbs)
		if want := []string{"account.add", "account.sign_in", "account.device_add", "account.token_add", "account.grant", "account.revoke", "account.sign_out",
			"account.suspend", "account.resume", "account.set_password", "account.end_sessions"}; !slices.Equal(verbs, want) {
			b.Errorf("the ledger holds %v", verbs)
		}
		err = b.d.View(b.Context(), func(ctx context.Context, tx *db.Tx) error {
			for _, column := range []string{"account.password", "account_device.digest", "account_token.digest"} {
				table, name, _ := strings.Cut(column, ".")
				rows, err := tx.Query(ctx, `SELECT `+name+` FROM `+table)
				if err != nil {
					return err
				}
				for rows.Next() {
					var stored string
					if err := rows.Scan(&stored); err != nil {
						return err
					}
					for _, secret := range []string{password, device, token, "hoàn toàn mới"} {
						if strings.Contains(stored, secret) {
							b.Errorf("%s keeps a secret", column)
						}
					}
				}
				rows.Close()
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	})
}

func TestTwoOfOneNameAddedAtOnceGiveOneAccount(t *testing.T) {
	each(t, func(b *bench) {
		results := make(chan error, 4)
		for range cap(results) {
			go func() {
				_, err := b.accounts.Add(b.root, account.New{Name: "trucban", Role: actor.Duty, Unit: "H23", Password: password})
				results <- err
			}()
		}
		made := 0
		for range cap(results) {
			if err := <-results; err == nil {
				made++
			} else if !fault.Is(err, fault.Conflict) {
				b.Error(err)
			}
		}
		if made != 1 {
			b.Errorf("%d accounts were made", made)
		}
	})
}

func TestWhoActedIsNamedToEveryReader(t *testing.T) {
	each(t, func(b *bench) {
		id := b.add("trucban", actor.Duty, "H23")
		err := b.d.View(b.Context(), func(ctx context.Context, tx *db.Tx) error {
			names, err := account.Names(ctx, tx, []string{id, "sys_rule", "acc_gone"})
			if len(names) != 1 || names[id].VI != "trucban" {
				b.Errorf("names are %v", names)
			}
			none, err2 := account.Names(ctx, tx, nil)
			if err2 != nil || len(none) != 0 {
				b.Errorf("no ids give %v, %v", none, err2)
			}
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	})
}

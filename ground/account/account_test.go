package account_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"thanhdong/ground/account"
	"thanhdong/ground/actor"
	"thanhdong/ground/area"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/fault"
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

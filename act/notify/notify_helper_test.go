package notify_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"thanhdong/act/notify"
	"thanhdong/act/roster"
	"thanhdong/act/work"
	"thanhdong/ground/account"
	"thanhdong/ground/actor"
	"thanhdong/ground/area"
	"thanhdong/ground/bus"
	"thanhdong/ground/calendar/calendartest"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/ground/timer"
	"thanhdong/ground/unit"
	"thanhdong/sense/alert"
)

// recorder is a channel that keeps what it is given, or fails as it is told.
type recorder struct {
	name string
	mu   sync.Mutex
	got  []notify.Message
	fail error
	call func(notify.Message) // while a message is sent
}

func (r *recorder) Name() string { return r.name }

func (r *recorder) Address(raw string) (string, error) {
	if raw == "wrong" {
		return "", fault.New(fault.Invalid, "notify.bad_address")
	}
	return raw, nil
}

func (r *recorder) Fields() []notify.Field {
	return []notify.Field{{Name: "host", Form: notify.Line, Required: true}, {Name: "password", Secret: true, Form: notify.Line}}
}

func (r *recorder) Check(map[string]string) []fault.Field { return nil }

func (r *recorder) Send(_ context.Context, m notify.Message) (notify.Receipt, error) {
	if r.call != nil {
		r.call(m)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.fail != nil {
		return notify.Receipt{}, r.fail
	}
	r.got = append(r.got, m)
	return notify.Receipt{ID: "r-" + m.ID}, nil
}

// sent gives what came since the last time.
func (r *recorder) sent() []notify.Message {
	r.mu.Lock()
	defer r.mu.Unlock()
	got := r.got
	r.got = nil
	return got
}

// bench is one store with the room and two channels.
type bench struct {
	t        *testing.T
	d        *db.DB
	clock    *dbtest.Clock
	bus      *bus.Bus
	timers   *timer.Timers
	accounts *account.Accounts
	rosters  *roster.Rosters
	alerts   *alert.Alerts
	queue    *work.Work
	*notify.Notices
	mail, sms *recorder
	people    map[string]string // ids by name
}

const (
	city, cityPath = "30", "/30/"
	top, topPath   = "H23", "/H23/"
	dept, deptPath = "H23.STNMT", "/H23/H23.STNMT/"
	far, farPath   = "H23.SYT", "/H23/H23.SYT/"
)

// the people: who works where, as what.
var people = []struct {
	name, unit, path string
	role             actor.Role
}{
	{"chairman", top, topPath, actor.Leader}, {"head", dept, deptPath, actor.Leader}, {"an", dept, deptPath, actor.Officer},
	{"binh", dept, deptPath, actor.Officer}, {"chief", dept, deptPath, actor.ShiftLeader}, {"admin", top, topPath, actor.Admin},
	{"far", far, farPath, actor.Officer}, {"farchief", far, farPath, actor.ShiftLeader},
}

func each(t *testing.T, fn func(b *bench)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		calendartest.Install(t, d)
		b := &bench{t: t, d: d, clock: dbtest.ClockOf(d), bus: bus.New(d), timers: timer.New(d), accounts: account.Open(d, account.Options{}),
			rosters: roster.New(d), mail: &recorder{name: "email"}, sms: &recorder{name: "sms"}, people: map[string]string{}}
		b.alerts = alert.New(d, b.bus, b.timers)
		b.queue = work.New(d, b.bus, b.timers)
		b.queue.Register(fake("test"))
		b.queue.Register(fake("warning-approval"))
		ctx := actor.With(t.Context(), actor.System("test"))
		b.must(d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
			if _, err := area.Put(ctx, tx, []area.Area{{Code: city, Kind: "province", Name: text.L{VI: "Tỉnh", EN: "Province"}, Mark: "VERIFIED"}}); err != nil {
				return err
			}
			u := func(code, kind, parent string) unit.Unit {
				return unit.Unit{Code: code, Kind: kind, Parent: parent, Area: city, Name: text.L{VI: "Đơn vị " + code, EN: "Unit " + code}, Mark: "PROJECT CHOICE"}
			}
			if _, err := unit.Put(ctx, tx, []unit.Unit{u(top, "committee", ""), u(dept, "department", top), u(far, "department", top)}); err != nil {
				return err
			}
			for _, p := range people { // as accounts are kept, without the cost of a password
				id := tx.NewID("acc")
				b.people[p.name] = id
				if _, err := tx.Exec(ctx, `INSERT INTO account (id, name, name_key, title_vi, title_en, unit, unit_path, area_path, password, state, sample, created_at, search)
					VALUES (?, ?, ?, '', '', ?, ?, '/30/', '', 'active', 0, 0, ?)`, id, p.name, p.name, p.unit, p.path, p.name); err != nil {
					return err
				}
				if _, err := tx.Exec(ctx, `INSERT INTO account_grant (account, role, unit, area) VALUES (?, ?, ?, ?)`, id, string(p.role), p.unit, city); err != nil {
					return err
				}
			}
			return nil
		}))
		b.open()
		b.settle()
		fn(b)
	})
}

// open makes the room anew over the same store, as a restart does.
func (b *bench) open() {
	b.Notices = notify.New(b.d, b.accounts, b.alerts, b.rosters, b.queue, b.bus, b.timers, "https://thanhdong.test")
	b.Register(b.mail)
	b.Register(b.sms)
}

func (b *bench) as(name string) context.Context {
	b.t.Helper()
	i := slices.IndexFunc(people, func(p struct {
		name, unit, path string
		role             actor.Role
	}) bool {
		return p.name == name
	})
	p := people[i]
	return actor.With(b.t.Context(), actor.Actor{ID: b.people[name], Name: name, Kind: actor.Person, Unit: p.unit,
		Grants: []actor.Grant{{Role: p.role, Unit: p.unit, Area: city, UnitPath: p.path, AreaPath: cityPath}}})
}

func (b *bench) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) refused(err error, kind fault.Kind, key string) {
	b.t.Helper()
	f, ok := fault.As(err)
	if !ok || f.Kind != kind {
		b.t.Fatalf("got %v, want %s %s", err, kind, key)
	}
	keys := []string{f.Key}
	for _, x := range f.Fields {
		keys = append(keys, x.Key)
	}
	if !slices.Contains(keys, key) {
		b.t.Fatalf("got %v, want %s", keys, key)
	}
}

// settle does what is pending at the clock's time and sends what is due.
func (b *bench) settle() {
	b.t.Helper()
	for range 3 {
		b.must(b.bus.Drain(b.t.Context()))
		b.must(b.timers.RunDue(b.t.Context()))
	}
	b.must(b.bus.Drain(b.t.Context()))
	b.must(b.Deliver(b.t.Context()))
}

func (b *bench) advance(d time.Duration) { b.clock.Advance(d); b.settle() }

// on switches a channel on.
func (b *bench) on(channel string) {
	b.t.Helper()
	b.must(b.Set(b.as("admin"), channel, 0, true, map[string]string{"host": "mail.test", "password": "geheim"}))
}

// reach gives a person a verified address.
func (b *bench) reach(name, channel, address string) {
	b.t.Helper()
	a, err := b.AddAddress(b.as(name), channel, address, "")
	b.must(err)
	rec := map[string]*recorder{"email": b.mail, "sms": b.sms}[channel]
	got := rec.sent()
	if len(got) != 1 || got[0].To != address {
		b.t.Fatalf("the code went out as %+v", got)
	}
	b.must(b.ConfirmAddress(b.as(name), a.ID, codeIn(got[0])))
}

// tell tells something of a severity.
func (b *bench) tell(kind notify.Kind, origin string, severity int, names ...string) {
	b.t.Helper()
	ids := make([]string, len(names))
	for i, n := range names {
		ids[i] = b.people[n]
	}
	b.must(b.d.Do(b.t.Context(), func(ctx context.Context, tx *db.Tx) error {
		return b.Tell(ctx, tx, notify.News{Origin: origin, Kind: kind, Severity: severity, Title: text.L{VI: "Việc " + origin, EN: "Work " + origin},
			Text: text.L{VI: "Hạn 10:00", EN: "Due 10:00"}, Link: "/work/wrk_1", About: notify.Subject{Kind: "work", ID: "wrk_1", Number: "VI-24-0001"}, Wants: notify.Take}, ids...)
	}))
}

// log is what the administrator sees, sorted, as "state cause".
func (b *bench) log() (lines []string) {
	b.t.Helper()
	list, _, err := b.Log(b.as("admin"), notify.Filter{Limit: 200})
	b.must(err)
	for _, l := range list {
		lines = append(lines, string(l.State)+" "+l.Cause+l.HeldFor)
	}
	slices.Sort(lines)
	return lines
}

func wantLines(t *testing.T, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Fatalf("got %q\nwant %q", got, want)
	}
}

// fake is a kind of work that closes at once.
type fake string

func (f fake) Name() string                                      { return string(f) }
func (f fake) MayClose(context.Context, *db.Tx, work.Item) error { return nil }
func (f fake) Closed(context.Context, *db.Tx, work.Item) error   { return nil }
func (f fake) Reopened(context.Context, *db.Tx, work.Item) error { return nil }

package warning_test

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"slices"
	"strings"
	"testing"
	"time"

	"thanhdong/act/warning"
	"thanhdong/act/warning/cap"
	"thanhdong/act/work"
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
)

type bench struct {
	t     *testing.T
	d     *db.DB
	clock *dbtest.Clock
	queue *work.Work
	*warning.Warnings
}

func person(id, unitPath string, role actor.Role) actor.Actor {
	return actor.Actor{ID: "acc_" + id, Name: id, Kind: actor.Person, Unit: "H23",
		Grants: []actor.Grant{{Role: role, UnitPath: unitPath, AreaPath: "/30/"}}}
}

var (
	duty   = person("duty", "/H23/", actor.Duty)
	leader = person("leader", "/H23/", actor.Leader)
	chief  = person("chief", "/H23/", actor.ShiftLeader)
	health = person("health", "/H23/H23.SYT/", actor.Officer)
)

func (b *bench) as(a actor.Actor) context.Context { return actor.With(b.t.Context(), a) }

func each(t *testing.T, fn func(t *testing.T, b *bench)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		calendartest.Install(t, d)
		ctx := actor.With(t.Context(), actor.System("test"))
		err := d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
			a := func(code, kind, parent, name string) area.Area {
				return area.Area{Code: code, Kind: kind, Parent: parent, Name: text.L{VI: name, EN: name}, Mark: "VERIFIED"}
			}
			areas := []area.Area{a("30", "province", "", "Hải Dương"), a("288", "city", "30", "Thành phố Hải Dương"), a("290", "city", "30", "Chí Linh")}
			if _, err := area.Put(ctx, tx, areas); err != nil {
				return err
			}
			if _, err := area.PutBoundaries(ctx, tx, []area.Boundary{{Code: "288", Schematic: true, Source: "test",
				Geometry: []byte(`{"type":"Polygon","coordinates":[[[106.2,20.9],[106.4,20.9],[106.4,21],[106.2,20.9]]]}`)}}); err != nil {
				return err
			}
			u := func(code, kind, parent string) unit.Unit {
				return unit.Unit{Code: code, Kind: kind, Parent: parent, Area: "30", Name: text.L{VI: code, EN: code}, Mark: "PROJECT CHOICE"}
			}
			_, err := unit.Put(ctx, tx, []unit.Unit{u("H23", "committee", ""), u("H23.STNMT", "department", "H23"), u("H23.SYT", "department", "H23")})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		b := &bench{t: t, d: d, clock: dbtest.ClockOf(d), queue: work.New(d, bus.New(d), timer.New(d))}
		b.Warnings = warning.New(d, b.queue, "canhbao@haiduong.example")
		b.key()
		fn(t, b)
	})
}

var made struct{ certificate, private string }

// key lets all tests use the key that the first has made: making one takes
// seconds under the race detector.
func (b *bench) key() {
	b.t.Helper()
	err := b.d.Do(b.t.Context(), func(ctx context.Context, tx *db.Tx) error {
		if made.private == "" {
			if _, err := b.Certificate(ctx); err != nil {
				return err
			}
			return tx.QueryRow(ctx, `SELECT certificate, private_key FROM warning_key`).Scan(&made.certificate, &made.private)
		}
		_, err := tx.Exec(ctx, `INSERT INTO warning_key (id, certificate, private_key) VALUES (1, ?, ?)`, made.certificate, made.private)
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) content() warning.Content {
	l := func(vi, en string) text.L { return text.L{VI: vi, EN: en} }
	return warning.Content{
		Categories: []string{"Health", "Env"}, Event: l("Ô nhiễm không khí", "Air pollution"), ResponseTypes: []string{"Avoid"},
		Urgency: "Immediate", Severity: "Severe", Certainty: "Observed",
		Headline: l("Không khí rất xấu", "Very bad air"), Description: l("Bụi mịn cao.", "Fine dust is high."),
		Instruction: l("Ở trong nhà, đóng cửa.", "Stay inside, close windows."), Easy: l("Không khí bẩn. Hãy ở nhà.", "The air is dirty. Stay home."),
		Areas: []string{"288"}, Expires: b.clock.Now().Add(12 * time.Hour), Contact: "1022", Incident: "SC-24-0001",
	}
}

func (b *bench) must(w warning.Warning, err error) warning.Warning {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
	return w
}

// published brings a draft to the public by two people.
func (b *bench) published(w warning.Warning) warning.Warning {
	b.t.Helper()
	b.must(b.Check(b.as(duty), w.ID))
	b.must(b.Approve(b.as(leader), w.ID))
	return b.must(b.Publish(b.as(leader), w.ID))
}

func wants(t *testing.T, err error, kind fault.Kind, key string, paths ...string) {
	t.Helper()
	f, ok := fault.As(err)
	if !ok || f.Kind != kind || f.Key != key {
		t.Fatalf("got %v, want %s %s", err, kind, key)
	}
	var got []string
	for _, field := range f.Fields {
		got = append(got, field.Path)
	}
	if !slices.Equal(got, paths) {
		t.Fatalf("faults at %v, want %v", got, paths)
	}
}

func TestAWarningGoesOutByTwoPeopleSignedAndIsEndedByAnother(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		w := b.must(b.Write(b.as(duty), "H23.STNMT", b.content()))
		if w.AreaPath != "/30/288/" || w.State != warning.Draft {
			t.Fatalf("got %+v", w)
		}
		_, err := b.Publish(b.as(leader), w.ID)
		wants(t, err, fault.Conflict, "warning.not_in_draft")

		b.must(b.Check(b.as(duty), w.ID))
		items, _, err := b.queue.List(b.as(leader), work.Filter{})
		if err != nil || len(items) != 1 || items[0].Kind != "warning-approval" || !items[0].Due.Equal(b.clock.Now().Add(30*time.Minute)) {
			t.Fatalf("%v %+v", err, items)
		}
		_, err = b.queue.Close(b.as(duty), items[0].ID, "done")
		wants(t, err, fault.Conflict, "warning.approve_there")

		b.must(b.Approve(b.as(leader), w.ID))
		if item, err := b.queue.Get(b.as(leader), items[0].ID); err != nil || item.State != work.Done {
			t.Fatalf("the item is still there: %v %+v", err, item)
		}
		if feed, err := b.Feed(t.Context()); err != nil || len(feed) != 0 {
			t.Fatalf("in the feed before it is published: %v %v", err, feed)
		}
		w = b.must(b.Publish(b.as(leader), w.ID))
		message := b.verified(w)
		if len(message.Infos) != 2 || message.Infos[0].Language != "vi-VN" || message.Infos[1].Headline != "Very bad air" || message.Status != "Actual" {
			t.Errorf("got %+v", message)
		}
		place := message.Infos[0].Areas[0]
		if place.Desc != "Thành phố Hải Dương" || place.Geocodes[0] != (cap.Value{Name: "GSO", Value: "288"}) || place.Polygons[0][0] != (cap.Point{Lat: 20.9, Lon: 106.2}) {
			t.Errorf("got %+v", place)
		}

		b.clock.Advance(time.Hour)
		update := b.must(b.Follow(b.as(duty), w.ID, "Update"))
		_, err = b.Follow(b.as(duty), w.ID, "Cancel")
		wants(t, err, fault.Conflict, "warning.followed")
		update = b.published(update)
		if m := b.verified(update); m.MsgType != "Update" || m.References[0].Identifier != w.Identifier || !m.References[0].Sent.Equal(w.PublishedAt) {
			t.Errorf("got %+v", m)
		}
		if w = b.must(b.Get(b.as(duty), w.ID)); w.State != warning.Updated {
			t.Errorf("the first is %s", w.State)
		}

		b.clock.Advance(time.Hour)
		cancel := b.must(b.Follow(b.as(duty), update.ID, "Cancel"))
		_, err = b.Check(b.as(duty), cancel.ID)
		wants(t, err, fault.Invalid, "warning.invalid", "easy", "instruction") // what to do now is another thing
		c := cancel.Content
		c.Instruction, c.Easy = text.L{VI: "Mở cửa được.", EN: "You may open windows."}, text.L{VI: "Không khí tốt lại.", EN: "The air is good again."}
		cancel = b.published(b.must(b.Edit(b.as(duty), cancel.ID, cancel.Version, c)))
		if update = b.must(b.Get(b.as(duty), update.ID)); update.State != warning.Cancelled || cancel.State != warning.Published {
			t.Errorf("the update is %s, the cancel %s", update.State, cancel.State)
		}
		feed, err := b.Feed(t.Context())
		if err != nil || len(feed) != 3 || feed[0].ID != cancel.ID {
			t.Errorf("%v, %d in the feed", err, len(feed))
		}
	})
}

// verified is the published message, read after its signature was verified with
// the certificate that is public.
func (b *bench) verified(w warning.Warning) cap.Message {
	b.t.Helper()
	signed, err := b.Message(b.t.Context(), w.Identifier)
	if err != nil {
		b.t.Fatal(err)
	}
	sheet, err := b.Certificate(b.t.Context())
	if err != nil {
		b.t.Fatal(err)
	}
	block, _ := pem.Decode(sheet)
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		b.t.Fatal(err)
	}
	if err := cap.Verify(signed, cert); err != nil {
		b.t.Fatal(err)
	}
	m, err := cap.Parse(signed)
	if err != nil {
		b.t.Fatal(err)
	}
	return m
}

func TestNobodyApprovesWhatTheyWroteChangedOrChecked(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		w := b.must(b.Write(b.as(chief), "H23", b.content()))
		b.must(b.Check(b.as(duty), w.ID))
		_, err := b.Approve(b.as(chief), w.ID)
		wants(t, err, fault.Forbidden, "warning.second_person")
		_, err = b.Approve(b.as(duty), w.ID)
		wants(t, err, fault.Forbidden, "actor.forbidden")
		// An edit takes the approval away and makes its editor the author.
		b.must(b.Approve(b.as(leader), w.ID))
		w = b.must(b.Edit(b.as(duty), w.ID, w.Version, w.Content))
		if w.State != warning.Draft {
			t.Fatalf("got %s", w.State)
		}
		b.must(b.Check(b.as(chief), w.ID))
		_, err = b.Approve(b.as(chief), w.ID)
		wants(t, err, fault.Forbidden, "warning.second_person")
	})
}

func TestOfTwoWhoEditAtOnceTheSecondIsToldAndNothingIsLost(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		w := b.must(b.Write(b.as(duty), "H23", b.content()))
		first, second := w.Content, w.Content
		first.Contact, second.Contact = "114", "115"
		b.must(b.Edit(b.as(duty), w.ID, w.Version, first))
		_, err := b.Edit(b.as(chief), w.ID, w.Version, second)
		wants(t, err, fault.Conflict, "warning.moved_on")
		if w = b.must(b.Get(b.as(duty), w.ID)); w.Content.Contact != "114" || w.Version != 2 {
			t.Errorf("got %q, version %d", w.Content.Contact, w.Version)
		}
	})
}

func TestWhatIsMissingIsToldAllAtOnce(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		w := b.must(b.Write(b.as(duty), "H23", warning.Content{Event: text.L{VI: "Bão"}}))
		_, err := b.Check(b.as(duty), w.ID)
		wants(t, err, fault.Invalid, "warning.invalid", "areas", "categories", "certainty", "description", "easy", "event", "expires", "headline", "instruction", "severity", "urgency")
		c := b.content()
		c.Severity, c.Areas = "Terrible", []string{"288", "999"}
		c.Drawn = [][]cap.Point{{{Lat: 20.9, Lon: 106.2}, {Lat: 21, Lon: 106.4}, {Lat: 20.9, Lon: 106.4}, {Lat: 21, Lon: 106.2}, {Lat: 20.9, Lon: 106.2}}}
		_, err = b.Write(b.as(duty), "H23", c)
		wants(t, err, fault.Invalid, "warning.invalid", "areas[1]")
		c.Areas = []string{"288"}
		_, err = b.Write(b.as(duty), "H23", c)
		wants(t, err, fault.Invalid, "warning.invalid", "drawn[0]", "severity")
	})
}

func TestAWarningIsSeenAndChangedByWhoMay(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		w := b.must(b.Write(b.as(duty), "H23.STNMT", b.content()))
		_, err := b.Get(b.as(health), w.ID)
		wants(t, err, fault.NotFound, "warning.not_found")
		_, err = b.Check(b.as(health), w.ID)
		wants(t, err, fault.NotFound, "warning.not_found")
		_, err = b.Write(b.as(health), "H23.STNMT", b.content())
		wants(t, err, fault.Forbidden, "actor.forbidden")
		for _, who := range []actor.Actor{duty, leader, chief, health} {
			list, _, err := b.List(b.as(who), warning.Filter{Q: "khong khi rat xau"})
			if err != nil {
				t.Fatal(err)
			}
			if seen := len(list) == 1; seen != who.May(warning.Read, w.Scope()) {
				t.Errorf("%s sees %d", who.Name, len(list))
			}
		}
	})
}

func TestReturnedAndWithdrawnWithAReason(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		w := b.must(b.Write(b.as(duty), "H23", b.content()))
		b.must(b.Check(b.as(duty), w.ID))
		_, err := b.Return(b.as(leader), w.ID, " ")
		wants(t, err, fault.Invalid, "warning.invalid", "reason")
		if w = b.must(b.Return(b.as(leader), w.ID, "thiếu tên xã")); w.State != warning.Draft {
			t.Errorf("got %s", w.State)
		}
		b.must(b.Check(b.as(duty), w.ID)) // asks again, with an item of its own
		b.must(b.Withdraw(b.as(duty), w.ID, "nhầm"))
		w = b.must(b.Get(b.as(duty), w.ID))
		var states []warning.State
		for _, m := range w.Moves {
			states = append(states, m.State)
		}
		if want := []warning.State{"draft", "checked", "draft", "checked", "withdrawn"}; !slices.Equal(states, want) {
			t.Errorf("got %v", states)
		}
		if items, _, err := b.queue.List(b.as(leader), work.Filter{}); err != nil || len(items) != 0 {
			t.Errorf("left in the queue: %v %v", err, items)
		}
	})
}

func TestReceiptsAreCountedOnce(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		w := b.must(b.Write(b.as(duty), "H23", b.content()))
		_, err := b.Confirm(b.as(duty), w.ID)
		wants(t, err, fault.Conflict, "warning.not_published")
		b.published(w)
		b.must(b.Confirm(b.as(duty), w.ID))
		b.must(b.Confirm(b.as(duty), w.ID))
		if w = b.must(b.Confirm(b.as(chief), w.ID)); len(w.Receipts) != 2 {
			t.Errorf("got %+v", w.Receipts)
		}
	})
}

func TestFormsForThoseWhomNoFeedReaches(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		w := b.must(b.Write(b.as(duty), "H23", b.content()))
		vi, err := b.Forms(b.as(duty), w.ID, text.VI)
		if err != nil {
			t.Fatal(err)
		}
		if want := "CẢNH BÁO: Không khí rất xấu. Thành phố Hải Dương. Ở trong nhà, đóng cửa. Đến 20:00 03/07/2024. TC-24-0001"; vi.SMS != want {
			t.Errorf("got  %s\nwant %s", vi.SMS, want)
		}
		if want := "CANH BAO: Khong khi rat xau. Thanh pho Hai Duong. O trong nha, dong cua. Den 20:00 03/07/2024. TC-24-0001"; vi.SMSPlain != want {
			t.Errorf("got %s", vi.SMSPlain)
		}
		if warning.Parts(vi.SMS) != 2 || warning.Parts(vi.SMSPlain) != 1 {
			t.Errorf("%d and %d parts", warning.Parts(vi.SMS), warning.Parts(vi.SMSPlain))
		}
		if strings.Contains(vi.Loudspeaker, "/") || strings.Count(vi.Loudspeaker, "Không khí rất xấu") != 2 {
			t.Errorf("cannot be read out: %s", vi.Loudspeaker)
		}
	})
}

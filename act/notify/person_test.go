package notify_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"thanhdong/act/notify"
	"thanhdong/ground/actor"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
)

func TestAnAddressIsUsedOnlyOnceItsCodeCameBack(t *testing.T) {
	each(t, func(b *bench) {
		b.on("email")
		a, err := b.AddAddress(b.as("an"), "email", "an@tinh.test", "Hộp thư cơ quan")
		b.must(err)
		code := codeIn(b.mail.sent()[0])
		b.tell(notify.Escalated, "e1", 5, "an")
		b.settle()
		if got := b.mail.sent(); len(got) != 0 {
			b.t.Fatalf("went out before it was confirmed: %+v", got)
		}
		b.refused(b.ConfirmAddress(b.as("binh"), a.ID, code), fault.NotFound, "notify.no_such_address")
		wrong := "000000"
		if code == wrong {
			wrong = "111111"
		}
		for range 5 {
			b.refused(b.ConfirmAddress(b.as("an"), a.ID, wrong), fault.Invalid, "notify.code_wrong")
		}
		b.refused(b.ConfirmAddress(b.as("an"), a.ID, code), fault.Conflict, "notify.code_ended")
		_, err = b.AddAddress(b.as("an"), "email", "an@tinh.test", "")
		b.must(err)
		code = codeIn(b.mail.sent()[0])
		b.clock.Advance(16 * time.Minute)
		b.refused(b.ConfirmAddress(b.as("an"), a.ID, code), fault.Conflict, "notify.code_ended")
		_, err = b.AddAddress(b.as("an"), "email", "an@tinh.test", "")
		b.must(err)
		b.must(b.ConfirmAddress(b.as("an"), a.ID, codeIn(b.mail.sent()[0])))
		b.must(b.SendTest(b.as("an"), a.ID))
		b.settle()
		if got := b.mail.sent(); len(got) != 1 || got[0].Kind != notify.Test {
			b.t.Fatalf("the test message: %+v", got)
		}
		for range 2 {
			_, err = b.AddAddress(b.as("an"), "email", "other@tinh.test", "")
			b.must(err)
		}
		_, err = b.AddAddress(b.as("an"), "email", "more@tinh.test", "")
		b.refused(err, fault.TooMany, "notify.too_many_codes")
		b.refused(b.RemoveAddress(b.as("binh"), a.ID), fault.NotFound, "notify.no_such_address")
		b.must(b.RemoveAddress(b.as("an"), a.ID))
		_, err = b.AddAddress(b.as("an"), "email", "wrong", "")
		b.refused(err, fault.Invalid, "notify.bad_address")
		_, err = b.AddAddress(b.as("an"), "carrier-pigeon", "x", "")
		b.refused(err, fault.NotFound, "notify.no_such_channel")
	})
}

func TestRulesAreEachPersonsOwnAndMoveOn(t *testing.T) {
	each(t, func(b *bench) {
		b.on("email")
		b.on("sms")
		b.reach("an", "email", "an@tinh.test")
		b.reach("an", "sms", "+84900000001")
		r, err := b.MyRules(b.as("an"))
		b.must(err)
		for i, x := range r.Each {
			if x.Kind == notify.Late {
				r.Each[i] = notify.Rule{Kind: notify.Late, Channels: []string{"sms"}, Least: 3, When: notify.Working}
			}
		}
		b.must(b.SetRules(b.as("an"), 0, r))
		b.refused(b.SetRules(b.as("an"), 0, r), fault.Conflict, "notify.rules_moved_on")
		b.tell(notify.Late, "low", 2, "an")
		b.tell(notify.Late, "high", 3, "an")
		b.settle()
		if got := b.sms.sent(); len(got) != 1 || len(b.mail.sent()) != 0 {
			b.t.Fatalf("by SMS went %+v", got)
		}
		b.clock.Set(time.Date(2024, 7, 5, 19, 0, 0, 0, time.FixedZone("", 7*3600))) // Friday evening
		b.tell(notify.Late, "evening", 3, "an")
		b.settle()
		if got := b.sms.sent(); len(got) != 0 {
			b.t.Fatalf("outside working time %+v", got)
		}
		b.clock.Set(time.Date(2024, 7, 8, 9, 0, 0, 0, time.FixedZone("", 7*3600))) // Monday
		b.settle()
		if got := b.sms.sent(); len(got) != 1 {
			b.t.Fatalf("on Monday %+v", got)
		}
		r.From, r.Each[0].Least, r.Each[1].Channels = "25:00", 9, []string{"x"}
		err = b.SetRules(b.as("an"), 1, r)
		for _, key := range []string{"notify.bad_clock", "notify.bad_least", "notify.bad_channel"} {
			b.refused(err, fault.Invalid, key)
		}
	})
}

func TestSettingsAreTheAdministratorsAndSecretsAreNeverGivenBack(t *testing.T) {
	each(t, func(b *bench) {
		for _, name := range []string{"an", "chief", "head"} {
			b.refused(b.Set(b.as(name), "email", 0, true, nil), fault.Forbidden, "actor.forbidden")
			if _, err := b.Settings(b.as(name)); !fault.Is(err, fault.Forbidden) {
				b.t.Errorf("%s sees the settings", name)
			}
		}
		b.refused(b.Set(b.as("admin"), "email", 0, true, map[string]string{"no": "x"}), fault.Invalid, "notify.unknown_field")
		b.refused(b.Set(b.as("admin"), "email", 0, true, nil), fault.Invalid, "notify.value_needed")
		b.on("email")
		b.refused(b.Set(b.as("admin"), "email", 0, true, map[string]string{"host": "x"}), fault.Conflict, "notify.setting_moved_on")
		b.must(b.Set(b.as("admin"), "email", 1, true, map[string]string{"host": "other.test"})) // the password stays
		list, err := b.Settings(b.as("admin"))
		b.must(err)
		seen, err := json.Marshal(list)
		b.must(err)
		lines, err := ledger.List(actor.With(b.t.Context(), actor.System("test")), b.d, ledger.Filter{Verb: "notify.configure", Limit: 5})
		b.must(err)
		said, err := json.Marshal(lines)
		b.must(err)
		if strings.Contains(string(seen)+string(said), "geheim") || len(list[0].Known) != 1 || list[0].Values["host"] != "other.test" || len(lines) != 2 {
			b.t.Fatalf("settings %s, ledger %s", seen, said)
		}
		if v, on, err := b.SettingsOf("email")(b.t.Context()); err != nil || !on || v["password"] != "geheim" {
			b.t.Fatalf("the channel gets %v %v %v", v, on, err)
		}
		b.must(b.Set(b.as("admin"), "email", 2, false, map[string]string{"host": "other.test", "password": ""}))
		if v, on, err := b.SettingsOf("email")(b.t.Context()); err != nil || on || v["password"] != "" {
			b.t.Fatalf("the channel gets %v %v %v", v, on, err)
		}
	})
}

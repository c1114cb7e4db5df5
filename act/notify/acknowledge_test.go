package notify_test

import (
	"strings"
	"testing"
	"time"

	"thanhdong/act/notify"
	"thanhdong/ground/actor"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
)

// linked has an officer told of new work by mail and gives the item and the token of the link.
func (b *bench) linked() (item, token string) {
	b.t.Helper()
	b.on("email")
	b.reach("an", "email", "an@tinh.test")
	b.onDuty("an")
	rules, err := b.MyRules(b.as("an"))
	b.must(err)
	for i := range rules.Each {
		rules.Each[i].Channels, rules.Each[i].Least, rules.Each[i].When = []string{"email"}, 1, notify.Always
	}
	b.must(b.SetRules(b.as("an"), rules.Version, rules))
	item = b.item("test", "0001", 48*time.Hour).ID
	got := b.mail.sent()
	if len(got) != 1 {
		b.t.Fatalf("went out %+v", got)
	}
	_, token, ok := strings.Cut(got[0].AckLink, "/n/")
	if !ok {
		b.t.Fatalf("the link is %q", got[0].AckLink)
	}
	return item, token
}

func TestOpeningALinkChangesNothingAndTheButtonTakesTheItemAsItsPerson(t *testing.T) {
	each(t, func(b *bench) {
		item, token := b.linked()
		nobody := b.t.Context()
		var button string
		for range 3 { // a scanner of links, then the person
			p, err := b.Opened(nobody, token)
			b.must(err)
			if button = p.Button; button == "" || p.Name.VI != "an" {
				b.t.Fatalf("the page is %+v", p)
			}
		}
		i, err := b.queue.Get(b.as("an"), item)
		b.must(err)
		if n, _, _ := b.Unread(b.as("an")); i.Person != "" || n != 1 {
			b.t.Fatalf("opening changed something: taken by %q, unread %d", i.Person, n)
		}
		// Neither the link alone nor another link's button presses it.
		for _, wrong := range []string{"", token, button[:len(button)-2] + "AA"} {
			_, err = b.Press(nobody, token, wrong)
			b.refused(err, fault.NotFound, "notify.button_ended")
		}
		o, err := b.Press(nobody, token, button)
		b.must(err)
		if i, err = b.queue.Get(b.as("an"), item); err != nil || i.Person != b.people["an"] || !o.Took || o.AcknowledgedVia != notify.ViaPage {
			b.t.Fatalf("after the button: %+v, %+v, %v", i, o, err)
		}
		again, err := b.Press(nobody, token, button)
		b.must(err)
		if again.Took || again.Button != "" || !again.AcknowledgedAt.Equal(o.AcknowledgedAt) {
			b.t.Errorf("pressed twice: %+v", again)
		}
		lines, err := ledger.List(actor.With(b.t.Context(), actor.System("test")), b.d, ledger.Filter{Verb: "notify.acknowledge", Limit: 5})
		b.must(err)
		if len(lines) != 1 || lines[0].Actor != b.people["an"] {
			b.t.Errorf("the ledger says %+v", lines)
		}
	})
}

func TestALinkEndsAndIsNobodyElses(t *testing.T) {
	each(t, func(b *bench) {
		_, token := b.linked()
		for _, bad := range []string{"", "x", token + "A", token[:30] + "A" + token[31:], strings.Replace(token, ".", "", 1)} {
			if _, err := b.Opened(b.t.Context(), bad); !fault.Is(err, fault.NotFound) {
				b.t.Errorf("%q opens: %v", bad, err)
			}
		}
		p, err := b.Opened(b.t.Context(), token)
		b.must(err)
		b.refused2(b.Acknowledge(b.as("binh"), p.ID)) // another person's inbox
		if _, err := b.Opened(b.t.Context(), p.Button); !fault.Is(err, fault.NotFound) {
			b.t.Errorf("what is made for the button opens the page: %v", err)
		}
		b.clock.Advance(2 * time.Hour)
		_, err = b.Press(b.t.Context(), token, p.Button)
		b.refused(err, fault.NotFound, "notify.button_ended")
		b.must(b.accounts.Suspend(actor.With(b.t.Context(), actor.System("test")), b.people["an"]))
		_, err = b.Opened(b.t.Context(), token)
		b.refused(err, fault.NotFound, "notify.link_ended")
		b.must(b.accounts.Resume(actor.With(b.t.Context(), actor.System("test")), b.people["an"]))
		b.clock.Advance(72 * time.Hour)
		_, err = b.Opened(b.t.Context(), token)
		b.refused(err, fault.NotFound, "notify.link_ended")
	})
}

func (b *bench) refused2(_ notify.Outcome, err error) {
	b.t.Helper()
	b.refused(err, fault.NotFound, "notify.no_such_notice")
}

// Another person was faster: acknowledging says so and is no fault.
func TestAcknowledgingWhatAnotherHasSaysWho(t *testing.T) {
	each(t, func(b *bench) {
		item, token := b.linked()
		_, err := b.queue.Take(b.as("binh"), item)
		b.must(err)
		p, err := b.Opened(b.t.Context(), token)
		b.must(err)
		o, err := b.Press(b.t.Context(), token, p.Button)
		b.must(err)
		if o.Took || o.Why == nil || o.Why.Key != "work.taken" || o.AcknowledgedAt.IsZero() {
			b.t.Errorf("got %+v", o)
		}
	})
}

package notify

import (
	"context"
	"fmt"
	"slices"
	"time"

	"thanhdong/act/roster"
	"thanhdong/act/work"
	"thanhdong/ground/account"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/timer"
	"thanhdong/sense/alert"
)

// Notices is the room.
type Notices struct {
	d        *db.DB
	accounts *account.Accounts
	timers   *timer.Timers
	queue    *work.Work
	rosters  *roster.Rosters
	alerts   *alert.Alerts
	channels map[string]Channel
	public   string // address under which people reach the server, without a slash at its end
}

const (
	look      = 500 * time.Millisecond // a delivery that is due waits this long for its sender
	tidyEvery = time.Hour
)

// New opens the room, follows the news and takes on its timers. public is the address that links begin with.
func New(d *db.DB, accounts *account.Accounts, alerts *alert.Alerts, rosters *roster.Rosters, queue *work.Work, b *bus.Bus, timers *timer.Timers, public string) *Notices {
	n := &Notices{d: d, accounts: accounts, timers: timers, queue: queue, rosters: rosters, alerts: alerts, channels: map[string]Channel{}, public: public}
	b.Read("notify.listen", heard, n.listen)
	timers.Handle(digestDuty, n.digest)
	timers.Every("notify.tidy", tidyEvery, n.tidy)
	timers.Every("notify.letters", lettersLook, n.letters)
	return n
}

// Register adds a channel before anything runs. Each has a sender of its own, so that one that is slow or
// down holds no other back.
func (n *Notices) Register(c Channel) {
	if n.channels[c.Name()] != nil {
		panic("notify: two channels are called " + c.Name())
	}
	n.channels[c.Name()] = c
	n.timers.Every("notify.send."+c.Name(), look, func(ctx context.Context) error { return n.deliver(ctx, c) })
}

// Deliver sends by every channel what is due now. Tests call it in place of running.
func (n *Notices) Deliver(ctx context.Context) error {
	for _, name := range n.names() {
		if err := n.deliver(ctx, n.channels[name]); err != nil {
			return fmt.Errorf("send by %s: %w", name, err)
		}
	}
	return n.letters(ctx)
}

// names are those of the channels, in the order of the screen.
func (n *Notices) names() []string {
	names := make([]string, 0, len(n.channels))
	for name := range n.channels {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return rank(a) - rank(b) })
	return names
}

// rank orders the channels that come with the product; others stand behind.
func rank(name string) int {
	if i := slices.Index([]string{"webpush", "email", "sms", "zalo", "webhook"}, name); i >= 0 {
		return i
	}
	return 100 + int(name[0])
}

// Public is the address under which people reach the server, without a slash at its end.
func (n *Notices) Public() string { return n.public }

// Now is the clock's time.
func (n *Notices) Now() time.Time { return n.d.Now() }

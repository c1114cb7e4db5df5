package app

import (
	"context"
	"net/http"
	"time"

	"thanhdong/act/notify"
	"thanhdong/act/notify/email"
	"thanhdong/act/notify/sms"
	"thanhdong/act/notify/webhook"
	"thanhdong/act/notify/webpush"
	"thanhdong/act/notify/zalo"
	"thanhdong/act/warning"
	"thanhdong/door/capfeed"
	"thanhdong/door/open311"
	"thanhdong/ground/timer"
	"thanhdong/serve/report"
)

// peerPause is how long a report waits at most before it is passed on.
const peerPause = 30 * time.Second

// Outgoing is every way by which something leaves this process of its own accord or for everybody to read.
// It is built in one place, so that an exercise replaces each by a recorder and a test can walk them.
//
// What only answers those who signed in, or who hold a key, is no way out: the doors console, live, signin
// and push listen and answer the one who asks, and so does the listener for MQTT, on which nothing is
// published. The door notice answers the holder of a link, which went out by a channel. The connector
// filedrop reads a folder. The engine speaks to its own database.
type Outgoing struct {
	// Channels tell people: they open connections.
	Channels []notify.Channel
	// CAP publishes public warnings: whoever comes may read them and pass them on.
	CAP func(mux *http.ServeMux, ws *warning.Warnings)
	// Peers pass reports on to servers of others and ask about them: they open connections.
	Peers func(rs *report.Reports, timers *timer.Timers)
}

// Way is one of the ways out, for walking them.
type Way struct {
	Name string
	Is   any
}

// Ways lists all of them. A new way out is a field above and a line here.
func (o Outgoing) Ways() []Way {
	var ways []Way
	for _, c := range o.Channels {
		ways = append(ways, Way{"notify/" + c.Name(), c})
	}
	return append(ways, Way{"capfeed", o.CAP}, Way{"open311", o.Peers})
}

// outgoing builds the real ones. Each channel asks the room for what an administrator entered; until then
// it sends nothing. SMPP is not spoken.
func outgoing(n *notify.Notices) Outgoing {
	return Outgoing{
		Channels: []notify.Channel{
			webpush.New(n.SettingsOf("webpush"), func(ctx context.Context) (private, public string, err error) {
				return n.PushKeys(ctx, webpush.NewKeys)
			}),
			email.New(n.SettingsOf("email")),
			sms.New(n.SettingsOf("sms")),
			zalo.New(n.SettingsOf("zalo"), n.KeepSecrets("zalo")),
			webhook.New(n.SettingsOf("webhook"), n.Now),
		},
		CAP: capfeed.Register,
		Peers: func(rs *report.Reports, timers *timer.Timers) {
			timers.Every("open311.peers", peerPause, open311.NewClient(rs).Exchange)
		},
	}
}

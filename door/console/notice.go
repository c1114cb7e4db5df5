package console

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"thanhdong/act/notify"
	"thanhdong/door/wire"
	"thanhdong/ground/text"
)

// Notice is something that the reader was told.
type Notice struct {
	ID           string     `json:"id"`
	Kind         string     `json:"kind" enum:"work,soon,late,escalated,request,alert,roster,situation,approval,test"`
	Severity     int        `json:"severity"`
	Number       string     `json:"number"`
	Title        string     `json:"title"`
	Text         string     `json:"text"`
	Href         string     `json:"href" doc:"Address in the console"`
	At           time.Time  `json:"at"`
	Read         *time.Time `json:"read"`
	Wants        string     `json:"wants" enum:",take,seen" doc:"What acknowledging does"`
	Acknowledged *time.Time `json:"acknowledged"`
}

// Inbox is a page of the reader's notices.
type Inbox struct {
	wire.List[Notice]
	Unread  int `json:"unread" doc:"Of all, not of this page"`
	Highest int `json:"highest" doc:"Severity of the most severe that is not read; 0 where all are read"`
}

type inboxAsked struct {
	Unread bool   `query:"unread" doc:"Only what is not read"`
	After  string `query:"after" maxLength:"64"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

func (c *Console) inbox(ctx context.Context, s *speaker, in *inboxAsked) (Inbox, error) {
	list, next, err := s.Notices.Inbox(ctx, in.Unread, in.After, in.Limit)
	if err != nil {
		return Inbox{}, err
	}
	unread, most, err := s.Notices.Unread(ctx)
	return Inbox{List: wire.ListOf(list, next, s.notice), Unread: unread, Highest: most}, err
}

func (s *speaker) notice(n notify.Notice) Notice {
	return Notice{ID: n.ID, Kind: string(n.Kind), Severity: n.Severity, Number: n.About.Number, Title: n.Title.In(s.lang), Text: n.Text.In(s.lang), Href: n.Link,
		At: wire.At(n.At), Read: wire.Maybe(n.ReadAt), Wants: string(n.Wants), Acknowledged: wire.Maybe(n.AcknowledgedAt)}
}

// NoticeOutcome is what acknowledging did.
type NoticeOutcome struct {
	Notice Notice `json:"notice"`
	Took   bool   `json:"took" doc:"The item is the reader's now"`
	Why    string `json:"why" doc:"In words, why it is not, where that was wished"`
}

// NoticeRules is how the reader wants to be told.
type NoticeRules struct {
	Version   int             `json:"version" doc:"Sent back with a change"`
	Lang      string          `json:"lang" enum:"vi,en" doc:"Of messages"`
	Quiet     bool            `json:"quiet" doc:"There are quiet hours; what concerns lives passes them"`
	From      string          `json:"from" doc:"22:00, in the zone of Viet Nam"`
	To        string          `json:"to"`
	Each      []NoticeRule    `json:"each"`
	Channels  []NoticeChannel `json:"channels"`
	Addresses []NoticeAddress `json:"addresses"`
	PushKey   string          `json:"push_key" doc:"With which a browser subscribes; empty while push is off"`
}

// NoticeRule says by which channels one kind goes out.
type NoticeRule struct {
	Kind     string   `json:"kind" enum:"work,soon,late,escalated,request,alert,roster,situation,approval"`
	Channels []string `json:"channels" maxItems:"20"`
	Least    int      `json:"least" minimum:"1" maximum:"5" doc:"Severity from which on"`
	When     string   `json:"when" enum:"always,working"`
}

// NoticeChannel is a way out and whether an administrator switched it on.
type NoticeChannel struct {
	Name    string `json:"name"`
	On      bool   `json:"on"`
	Typed   bool   `json:"typed" doc:"A person enters an address for it"`
	Webpush bool   `json:"webpush" doc:"Browsers subscribe to it by themselves"`
}

// NoticeAddress is where the reader can be reached.
type NoticeAddress struct {
	ID       string    `json:"id"`
	Channel  string    `json:"channel"`
	Address  string    `json:"address" doc:"With its middle left out"`
	Label    string    `json:"label"`
	Added    time.Time `json:"added"`
	Verified bool      `json:"verified"`
}

func (c *Console) noticeRules(ctx context.Context, s *speaker, _ *struct{}) (NoticeRules, error) {
	r, err := s.Notices.MyRules(ctx)
	if err != nil {
		return NoticeRules{}, err
	}
	addresses, err := s.Notices.Addresses(ctx)
	if err != nil {
		return NoticeRules{}, err
	}
	channels, err := s.Notices.Channels(ctx)
	if err != nil {
		return NoticeRules{}, err
	}
	n := NoticeRules{Version: r.Version, Lang: string(r.Lang), Quiet: r.Quiet, From: r.From, To: r.To,
		Each: wire.Map(r.Each, func(x notify.Rule) NoticeRule {
			return NoticeRule{Kind: string(x.Kind), Channels: append([]string{}, x.Channels...), Least: x.Least, When: x.When}
		}),
		Channels: wire.Map(channels, func(w notify.Way) NoticeChannel {
			return NoticeChannel{Name: w.Name, On: w.On, Typed: w.Asks && !w.Subscribes, Webpush: w.Subscribes}
		}),
		Addresses: wire.Map(addresses, address),
	}
	for _, w := range channels {
		if w.Subscribes && w.On {
			n.PushKey = w.Key
		}
	}
	return n, nil
}

func address(a notify.Address) NoticeAddress {
	return NoticeAddress{ID: a.ID, Channel: a.Channel, Address: a.Shown(), Label: a.Label, Added: wire.At(a.CreatedAt), Verified: !a.VerifiedAt.IsZero()}
}

type noticeRulesPut struct {
	Body struct {
		Version int          `json:"version" minimum:"0"`
		Lang    string       `json:"lang" enum:"vi,en"`
		Quiet   bool         `json:"quiet"`
		From    string       `json:"from" maxLength:"10"`
		To      string       `json:"to" maxLength:"10"`
		Each    []NoticeRule `json:"each" maxItems:"20"`
	}
}

type addressPost struct {
	Body struct {
		Channel string `json:"channel" maxLength:"40"`
		Address string `json:"address" maxLength:"300"`
		Label   string `json:"label" required:"false" maxLength:"200"`
	}
}

type pushPost struct {
	Body struct {
		Endpoint string `json:"endpoint" maxLength:"1000"`
		P256dh   string `json:"p256dh" maxLength:"200"`
		Auth     string `json:"auth" maxLength:"100"`
		Label    string `json:"label" required:"false" maxLength:"200"`
	}
}

// Delivery is one way by which a notice went out, or did not.
type Delivery struct {
	ID       string     `json:"id"`
	Person   Person     `json:"person" doc:"For whom; the address is theirs and is not shown"`
	Unit     wire.Ref   `json:"unit"`
	Channel  string     `json:"channel"`
	Kind     string     `json:"kind" enum:"work,soon,late,escalated,request,alert,roster,situation,approval,test,digest"`
	Number   string     `json:"number"`
	Title    string     `json:"title"`
	Severity int        `json:"severity"`
	State    string     `json:"state" enum:"waiting,sending,sent,failed,held,gathered"`
	HeldFor  string     `json:"held_for" enum:",quiet,working,cap"`
	Cause    string     `json:"cause" doc:"In words, why the newest try failed"`
	Tries    int        `json:"tries"`
	Made     time.Time  `json:"made"`
	Due      time.Time  `json:"due" doc:"Of the next try"`
	Sent     *time.Time `json:"sent"`
	Doubled  bool       `json:"doubled" doc:"May have come twice"`
	Actions  []Retry    `json:"actions"`
}

// Retry is whether a delivery may be tried again.
type Retry struct {
	Verb    string `json:"verb" enum:"retry"`
	Allowed bool   `json:"allowed"`
	Why     string `json:"why"`
}

// DeliveryCount is how many stand in a state.
type DeliveryCount struct {
	Channel string    `json:"channel"`
	State   string    `json:"state" enum:"waiting,sending,sent,failed,held,gathered"`
	Count   int       `json:"count"`
	Oldest  time.Time `json:"oldest"`
}

// Deliveries is a page of the log.
type Deliveries struct {
	wire.List[Delivery]
	Counts []DeliveryCount `json:"counts" doc:"Of the last day, with all that waits or failed"`
}

type deliveriesAsked struct {
	State   string `query:"state" enum:"waiting,sending,sent,failed,held,gathered"`
	Channel string `query:"channel" maxLength:"40"`
	After   string `query:"after" maxLength:"64"`
	Limit   int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

func (c *Console) deliveries(ctx context.Context, s *speaker, in *deliveriesAsked) (Deliveries, error) {
	list, next, err := s.Notices.Log(ctx, notify.Filter{State: notify.State(in.State), Channel: in.Channel, After: in.After, Limit: in.Limit})
	if err != nil {
		return Deliveries{}, err
	}
	counts, err := s.Notices.Counts(ctx)
	if err != nil {
		return Deliveries{}, err
	}
	items, err := mapAll(list, func(l notify.Logged) (Delivery, error) { return s.delivery(ctx, l) })
	return Deliveries{List: wire.List[Delivery]{Items: items, Next: next}, Counts: wire.Map(counts, func(x notify.Count) DeliveryCount {
		return DeliveryCount{Channel: x.Channel, State: string(x.State), Count: x.N, Oldest: wire.At(x.Oldest)}
	})}, err
}

func (s *speaker) delivery(ctx context.Context, l notify.Logged) (Delivery, error) {
	u, err := s.unit(ctx, l.Unit)
	d := Delivery{ID: l.ID, Person: Person{l.Person, l.Name.In(s.lang)}, Unit: u, Channel: l.Channel, Kind: string(l.Kind), Number: l.Number, Title: l.Title.In(s.lang),
		Severity: l.Severity, State: string(l.State), HeldFor: l.HeldFor, Cause: l.Why(s.lang), Tries: l.Tries, Made: wire.At(l.CreatedAt), Due: wire.At(l.DueAt),
		Sent: wire.Maybe(l.SentAt), Doubled: l.Doubled}
	d.Actions = wire.Map(l.Actions(ctx), func(a notify.Action) Retry {
		return Retry(s.action(a.Verb, a.Why))
	})
	return d, err
}

// ChannelSetting is what an administrator entered for a channel.
type ChannelSetting struct {
	Channel string         `json:"channel"`
	On      bool           `json:"on"`
	Version int            `json:"version" doc:"Sent back with a change"`
	Saved   *time.Time     `json:"saved"`
	SavedBy string         `json:"saved_by"`
	Fields  []ChannelField `json:"fields"`
}

// ChannelField is one of the things entered.
type ChannelField struct {
	Name     string   `json:"name"`
	Form     string   `json:"form" enum:"line,lines,number,choice"`
	Secret   bool     `json:"secret" doc:"It is never given back"`
	Required bool     `json:"required"`
	Choices  []string `json:"choices"`
	Value    string   `json:"value" doc:"Empty for a secret"`
	Known    bool     `json:"known" doc:"A secret was entered"`
}

func (c *Console) channelSettings(ctx context.Context, s *speaker, _ *struct{}) (wire.List[ChannelSetting], error) {
	list, err := s.Notices.Settings(ctx)
	return wire.ListOf(list, "", func(x notify.Setting) ChannelSetting {
		return ChannelSetting{Channel: x.Channel, On: x.On, Version: x.Version, Saved: wire.Maybe(x.At), SavedBy: x.ByName, Fields: wire.Map(x.Fields, func(f notify.Field) ChannelField {
			known := false
			for _, k := range x.Known {
				known = known || k == f.Name
			}
			return ChannelField{Name: f.Name, Form: string(f.Form), Secret: f.Secret, Required: f.Required, Choices: append([]string{}, f.Choices...), Value: x.Values[f.Name], Known: known}
		})}
	}), err
}

type channelPut struct {
	Channel string `path:"channel" maxLength:"40"`
	Body    struct {
		Version int               `json:"version" minimum:"0"`
		On      bool              `json:"on"`
		Values  map[string]string `json:"values" doc:"A secret that is left out stays as it is; an empty one is taken away"`
	}
}

// done is the answer where there is nothing to say.
type done struct{}

func (c *Console) addNotices() {
	const get, post, put, del = http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete
	const missing, conflict, often = http.StatusNotFound, http.StatusConflict, http.StatusTooManyRequests
	add(c, asked{method: get, path: "/notices", id: "notice-list", summary: "What the reader was told, newest first"}, show(c, c.inbox))
	add(c, asked{method: post, path: "/notices/read", id: "notice-read", summary: "Mark notices of the reader as read; without ids all of them"},
		func(ctx context.Context, in *struct {
			Body struct {
				IDs []string `json:"ids" maxItems:"200" required:"false"`
			}
		}) (*out[Inbox], error) {
			if _, err := c.Notices.Read(ctx, in.Body.IDs...); err != nil {
				return nil, err
			}
			return show(c, c.inbox)(ctx, &inboxAsked{Limit: 50})
		})
	add(c, asked{method: post, path: "/notices/{id}/acknowledge", id: "notice-acknowledge", summary: "Say that the reader knows; takes the item where that is asked for", errors: []int{missing}},
		func(ctx context.Context, in *ByID) (*out[NoticeOutcome], error) {
			o, err := c.Notices.Acknowledge(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			return say(ctx, c, func(_ context.Context, s *speaker) (NoticeOutcome, error) {
				n := NoticeOutcome{Notice: s.notice(o.Notice), Took: o.Took}
				if o.Why != nil {
					n.Why = text.T(s.lang, o.Why.Key, o.Why.Args)
				}
				return n, nil
			})
		})
	rules := show(c, c.noticeRules)
	again := func(ctx context.Context, err error) (*out[NoticeRules], error) {
		if err != nil {
			return nil, err
		}
		return rules(ctx, nil)
	}
	add(c, asked{method: get, path: "/notices/rules", id: "notice-rules", summary: "How the reader wants to be told, and where"}, rules)
	add(c, asked{method: put, path: "/notices/rules", id: "notice-rules-save", summary: "Save how the reader wants to be told", errors: []int{conflict}},
		func(ctx context.Context, in *noticeRulesPut) (*out[NoticeRules], error) {
			b := in.Body
			return again(ctx, c.Notices.SetRules(ctx, b.Version, notify.Rules{Lang: text.Lang(b.Lang), Quiet: b.Quiet, From: b.From, To: b.To, Each: wire.Map(b.Each, func(x NoticeRule) notify.Rule {
				return notify.Rule{Kind: notify.Kind(x.Kind), Channels: x.Channels, Least: x.Least, When: x.When}
			})}))
		})
	add(c, asked{method: post, path: "/notices/addresses", id: "notice-address-add", summary: "Add an address of the reader; a code is sent there", errors: []int{missing, conflict, often}},
		func(ctx context.Context, in *addressPost) (*out[NoticeAddress], error) {
			a, err := c.Notices.AddAddress(ctx, in.Body.Channel, in.Body.Address, in.Body.Label)
			if err != nil {
				return nil, err
			}
			return &out[NoticeAddress]{address(a)}, nil
		})
	add(c, asked{method: post, path: "/notices/addresses/{id}/confirm", id: "notice-address-confirm", summary: "Give the code back", errors: []int{missing, conflict}},
		func(ctx context.Context, in *struct {
			ByID
			Body struct {
				Code string `json:"code" maxLength:"20"`
			}
		}) (*out[NoticeRules], error) {
			return again(ctx, c.Notices.ConfirmAddress(ctx, in.ID, in.Body.Code))
		})
	add(c, asked{method: post, path: "/notices/addresses/{id}/test", id: "notice-address-test", summary: "Send the reader a test message there", errors: []int{missing, often}},
		func(ctx context.Context, in *ByID) (*out[done], error) {
			return &out[done]{}, c.Notices.SendTest(ctx, in.ID)
		})
	add(c, asked{method: del, path: "/notices/addresses/{id}", id: "notice-address-remove", summary: "Remove an address of the reader", errors: []int{missing}},
		func(ctx context.Context, in *ByID) (*out[NoticeRules], error) {
			return again(ctx, c.Notices.RemoveAddress(ctx, in.ID))
		})
	add(c, asked{method: post, path: "/notices/push", id: "notice-push", summary: "Add this browser, as its push service gave it", errors: []int{missing, conflict}},
		func(ctx context.Context, in *pushPost) (*out[NoticeRules], error) {
			keys, err := json.Marshal(map[string]string{"p256dh": in.Body.P256dh, "auth": in.Body.Auth})
			if err == nil {
				_, err = c.Notices.Subscribe(ctx, in.Body.Endpoint, string(keys), in.Body.Label)
			}
			return again(ctx, err)
		})
	add(c, asked{method: get, path: "/notices/deliveries", id: "delivery-list", summary: "What went out by channels and what did not, newest first"}, show(c, c.deliveries))
	add(c, asked{method: post, path: "/notices/deliveries/{id}/retry", id: "delivery-retry", summary: "Try a delivery again that was given up", errors: []int{missing, conflict}},
		func(ctx context.Context, in *ByID) (*out[done], error) {
			return &out[done]{}, c.Notices.Retry(ctx, in.ID)
		})
	add(c, asked{method: get, path: "/notices/channels", id: "channel-list", summary: "The channels and what was entered for them, without secrets"}, show(c, c.channelSettings))
	add(c, asked{method: put, path: "/notices/channels/{channel}", id: "channel-save", summary: "Enter what a channel needs, and switch it on or off", errors: []int{missing, conflict}},
		func(ctx context.Context, in *channelPut) (*out[wire.List[ChannelSetting]], error) {
			if err := c.Notices.Set(ctx, in.Channel, in.Body.Version, in.Body.On, in.Body.Values); err != nil {
				return nil, err
			}
			return show(c, c.channelSettings)(ctx, nil)
		})
}

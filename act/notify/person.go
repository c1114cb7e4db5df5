package notify

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
)

// When a rule holds.
const (
	Always  = "always"
	Working = "working" // in working time; what comes outside it is gathered for its beginning
)

// Rule says by which channels a person wants one kind of notice. The inbox has all of them.
type Rule struct {
	Kind     Kind     `json:"kind"`
	Channels []string `json:"channels"`
	Least    int      `json:"least"` // severity from which on
	When     string   `json:"when"`
}

// Rules are what a person wants.
type Rules struct {
	Lang    text.Lang `json:"lang"`
	Quiet   bool      `json:"quiet"`
	From    string    `json:"from"` // 22:00, in the zone of Viet Nam
	To      string    `json:"to"`
	Each    []Rule    `json:"each"` // one for each of [Kinds]
	Version int       `json:"-"`
}

// Usual are the rules of those who set none: PROJECT CHOICE.
func Usual() Rules {
	r := Rules{Lang: text.VI, Quiet: true, From: "22:00", To: "06:00"}
	for _, k := range Kinds {
		rule := Rule{Kind: k, Channels: []string{"webpush", "email"}, Least: 1, When: Working}
		switch k {
		case Escalated:
			rule.Channels, rule.When = []string{"webpush", "email", "sms", "zalo", "webhook"}, Always
		case Alerts:
			rule.Channels, rule.Least, rule.When = []string{"webpush", "sms", "zalo", "webhook"}, 3, Always
		case NewWork:
			rule.Channels, rule.Least, rule.When = []string{"webpush"}, 3, Always
		case Approval, Situation:
			rule.Channels, rule.When = []string{"webpush", "email"}, Always
		}
		r.Each = append(r.Each, rule)
	}
	return r
}

func (r Rules) rule(k Kind) Rule {
	if i := slices.IndexFunc(r.Each, func(x Rule) bool { return x.Kind == k }); i >= 0 {
		return r.Each[i]
	}
	return Rule{Kind: k, When: Always, Least: 1}
}

func (n *Notices) checkRules(r Rules) error {
	var fs []fault.Field
	add := func(path, key string, kv ...any) { fs = append(fs, fault.At(path, key, kv...)) }
	if !slices.Contains(text.Langs, r.Lang) {
		add("lang", "notify.bad_lang")
	}
	if _, ok := clockOf(r.From); !ok {
		add("from", "notify.bad_clock", "value", r.From)
	}
	if _, ok := clockOf(r.To); !ok {
		add("to", "notify.bad_clock", "value", r.To)
	}
	if r.Quiet && r.From == r.To {
		add("to", "notify.quiet_all_day")
	}
	for i, x := range r.Each {
		at := func(what string) string { return fmt.Sprintf("each/%d/%s", i, what) }
		if !slices.Contains(Kinds, x.Kind) || slices.ContainsFunc(r.Each[:i], func(o Rule) bool { return o.Kind == x.Kind }) {
			add(at("kind"), "notify.bad_kind", "kind", string(x.Kind))
		}
		if x.Least < 1 || x.Least > LifeSafety {
			add(at("least"), "notify.bad_least")
		}
		if x.When != Always && x.When != Working {
			add(at("when"), "notify.bad_when")
		}
		for j, c := range x.Channels {
			if rank(c) >= 100 && n.channels[c] == nil || slices.Contains(x.Channels[:j], c) {
				add(at("channels"), "notify.bad_channel", "channel", c)
			}
		}
	}
	if len(r.Each) != len(Kinds) && len(fs) == 0 {
		add("each", "notify.bad_kind", "kind", "")
	}
	if len(fs) > 0 {
		return fault.Fields("notify.invalid", fs...)
	}
	return nil
}

// clockOf reads 22:00.
func clockOf(s string) (time.Duration, bool) {
	t, err := time.Parse("15:04", s)
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute, err == nil && len(s) == 5
}

// quietUntil gives the end of the quiet hours that hold at t.
func (r Rules) quietUntil(t time.Time) (time.Time, bool) {
	from, ok := clockOf(r.From)
	to, too := clockOf(r.To)
	if !r.Quiet || !ok || !too || from == to {
		return t, false
	}
	midnight := text.DayOf(t).Start()
	now := t.Sub(midnight)
	switch {
	case from < to && now >= from && now < to:
		return midnight.Add(to), true
	case from > to && now < to:
		return midnight.Add(to), true
	case from > to && now >= from:
		return text.DayOf(t).Add(1).Start().Add(to), true
	}
	return t, false
}

func rulesOf(ctx context.Context, tx *db.Tx, person string) (Rules, error) {
	var body string
	var version int
	err := tx.QueryRow(ctx, `SELECT body, version FROM notify_person WHERE person = ?`, person).Scan(&body, &version)
	if fault.Is(err, fault.NotFound) {
		return Usual(), nil
	}
	if err != nil {
		return Rules{}, fmt.Errorf("rules of %s: %w", person, err)
	}
	var r Rules
	if err := json.Unmarshal([]byte(body), &r); err != nil {
		return Rules{}, fmt.Errorf("rules of %s: %w", person, err)
	}
	for _, u := range Usual().Each { // a kind that came with a later version
		if !slices.ContainsFunc(r.Each, func(x Rule) bool { return x.Kind == u.Kind }) {
			r.Each = append(r.Each, u)
		}
	}
	r.Version = version
	return r, nil
}

// person is who asks, for what is their own.
func person(ctx context.Context) (actor.Actor, error) {
	by := actor.From(ctx)
	if by.Kind != actor.Person {
		return by, fault.New(fault.Forbidden, "notify.people_only")
	}
	return by, by.Check(Own, actor.Scope{})
}

// MyRules gives what the actor wants.
func (n *Notices) MyRules(ctx context.Context) (r Rules, err error) {
	by, err := person(ctx)
	if err != nil {
		return Rules{}, err
	}
	err = n.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		r, err = rulesOf(ctx, tx, by.ID)
		return err
	})
	return r, err
}

// SetRules saves what the actor wants. seen is the version that was looked at; [fault.Conflict] when it has
// moved on.
func (n *Notices) SetRules(ctx context.Context, seen int, r Rules) error {
	by, err := person(ctx)
	if err != nil {
		return err
	}
	if err := n.checkRules(r); err != nil {
		return err
	}
	body, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return n.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		k, err := tx.Exec(ctx, `INSERT INTO notify_person (person, body, version) VALUES (?, ?, 1)
			ON CONFLICT (person) DO UPDATE SET body = excluded.body, version = notify_person.version + 1 WHERE notify_person.version = ?`,
			by.ID, string(body), seen)
		if err != nil {
			return err
		}
		if k == 0 {
			return fault.New(fault.Conflict, "notify.rules_moved_on")
		}
		return n.enter(ctx, tx, "notify.rules", by.ID, by.ID, r)
	})
}

// enter writes the ledger in the scope of the person that it is about.
func (n *Notices) enter(ctx context.Context, tx *db.Tx, verb, subject, person string, payload any) error {
	var s actor.Scope
	err := tx.QueryRow(ctx, `SELECT unit_path, area_path FROM account WHERE id = ?`, person).Scan(&s.UnitPath, &s.AreaPath)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	return ledger.Write(ctx, tx, ledger.Entry{Verb: verb, Subject: subject, UnitPath: s.UnitPath, AreaPath: s.AreaPath, Payload: payload})
}

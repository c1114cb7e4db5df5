package notify

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
)

// Setting is what an administrator entered for one channel, without its secrets.
type Setting struct {
	Channel string
	Fields  []Field
	On      bool
	Values  map[string]string // of fields that are no secret
	Known   []string          // names of the secrets that were entered
	Version int
	At      time.Time
	ByName  string
}

// capField is a field of every channel: messages an hour, 0 is none.
var capField = Field{Name: "cap", Form: Number, Default: "0"}

const longestValue = 4000

type kept struct {
	on            bool
	plain, secret map[string]string
	version       int
	at            time.Time
	byName        string
}

func (n *Notices) fields(channel string) []Field {
	var fields []Field
	if c, ok := n.channels[channel].(configured); ok {
		fields = c.Fields()
	}
	return append(slices.Clone(fields), capField)
}

func setting(ctx context.Context, tx *db.Tx, channel, lock string) (k kept, err error) {
	var on, at int64
	var plain, secret string
	err = tx.QueryRow(ctx, `SELECT active, plain, secret, version, at, by_name FROM notify_setting WHERE channel = ?`+lock, channel).Scan(&on, &plain, &secret, &k.version, &at, &k.byName)
	if fault.Is(err, fault.NotFound) {
		return kept{plain: map[string]string{}, secret: map[string]string{}}, nil
	}
	if err == nil {
		err = json.Unmarshal([]byte(plain), &k.plain)
	}
	if err == nil {
		err = json.Unmarshal([]byte(secret), &k.secret)
	}
	if err != nil {
		return k, fmt.Errorf("settings of %s: %w", channel, err)
	}
	k.on, k.at = on == 1, db.Time(at)
	return k, nil
}

// SettingsOf is how a channel asks for what was entered for it.
func (n *Notices) SettingsOf(channel string) Settings {
	return func(ctx context.Context) (values map[string]string, ok bool, err error) {
		err = n.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
			k, err := setting(ctx, tx, channel, "")
			values, ok = n.filled(channel, k), k.on
			return err
		})
		return values, ok, err
	}
}

func (n *Notices) filled(channel string, k kept) map[string]string {
	values := map[string]string{}
	for _, f := range n.fields(channel) {
		values[f.Name] = f.Default
	}
	maps.Copy(values, k.plain)
	maps.Copy(values, k.secret)
	return values
}

// switchedOn gives the channels that are on, with their caps.
func (n *Notices) switchedOn(ctx context.Context, tx *db.Tx) (map[string]int, error) {
	type key struct{}
	on, err := tx.Once(key{}, func() (any, error) {
		on := map[string]int{}
		err := tx.Each(ctx, `SELECT channel, plain FROM notify_setting WHERE active = 1`, nil, func(scan func(...any) error) error {
			var name, plain string
			if err := scan(&name, &plain); err != nil {
				return err
			}
			values := map[string]string{}
			if err := json.Unmarshal([]byte(plain), &values); err != nil {
				return err
			}
			if n.channels[name] != nil {
				on[name], _ = strconv.Atoi(values[capField.Name])
			}
			return nil
		})
		return on, err
	})
	if err != nil {
		return nil, fmt.Errorf("which channels are on: %w", err)
	}
	return on.(map[string]int), nil
}

// Settings gives every channel with what was entered for it.
func (n *Notices) Settings(ctx context.Context) (list []Setting, err error) {
	if err := actor.From(ctx).Check(ToConfigure, actor.Scope{}); err != nil {
		return nil, err
	}
	err = n.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		list = nil
		for _, name := range n.names() {
			k, err := setting(ctx, tx, name, "")
			if err != nil {
				return err
			}
			s := Setting{Channel: name, Fields: n.fields(name), On: k.on, Values: map[string]string{}, Version: k.version, At: k.at, ByName: k.byName}
			for _, f := range s.Fields {
				switch {
				case f.Secret && k.secret[f.Name] != "":
					s.Known = append(s.Known, f.Name)
				case !f.Secret:
					s.Values[f.Name] = f.Default
					if v, ok := k.plain[f.Name]; ok {
						s.Values[f.Name] = v
					}
				}
			}
			list = append(list, s)
		}
		return nil
	})
	return list, err
}

// Set saves what an administrator entered. A secret that is not among the values stays as it was; an empty
// one is taken away. seen is the version that was looked at.
func (n *Notices) Set(ctx context.Context, channel string, seen int, on bool, values map[string]string) error {
	by := actor.From(ctx)
	if err := by.Check(ToConfigure, actor.Scope{}); err != nil {
		return err
	}
	if n.channels[channel] == nil {
		return fault.New(fault.NotFound, "notify.no_such_channel", "channel", channel)
	}
	return n.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		k, err := setting(ctx, tx, channel, tx.Lock())
		if err != nil {
			return err
		}
		if k.version != seen {
			return fault.New(fault.Conflict, "notify.setting_moved_on", "name", k.byName)
		}
		if fs := n.take(channel, &k, on, values); len(fs) > 0 {
			return fault.Fields("notify.invalid", fs...)
		}
		plain, err := json.Marshal(k.plain)
		if err != nil {
			return err
		}
		secret, err := json.Marshal(k.secret)
		if err != nil {
			return err
		}
		active := 0
		if on {
			active = 1
		}
		done, err := tx.Exec(ctx, `INSERT INTO notify_setting (channel, active, plain, secret, version, at, by_id, by_name) VALUES (?, ?, ?, ?, 1, ?, ?, ?)
			ON CONFLICT (channel) DO UPDATE SET active = excluded.active, plain = excluded.plain, secret = excluded.secret, version = notify_setting.version + 1,
			at = excluded.at, by_id = excluded.by_id, by_name = excluded.by_name WHERE notify_setting.version = ?`,
			channel, active, string(plain), string(secret), db.Micros(tx.Now()), by.ID, by.Name, seen)
		if err != nil {
			return err
		}
		if done == 0 {
			return fault.New(fault.Conflict, "notify.setting_moved_on", "name", "")
		}
		if c, ok := n.channels[channel].(subscribed); ok && on { // made here, so that who only looks writes nothing
			if _, err := c.Key(ctx); err != nil {
				return err
			}
		}
		home := actor.Scope{}
		if len(by.Grants) > 0 {
			home = actor.Scope{UnitPath: by.Grants[0].UnitPath, AreaPath: by.Grants[0].AreaPath}
		}
		return ledger.Write(ctx, tx, ledger.Entry{Verb: "notify.configure", Subject: "channel/" + channel, UnitPath: home.UnitPath, AreaPath: home.AreaPath,
			Payload: map[string]any{"on": on, "values": k.plain, "secrets": slices.Sorted(maps.Keys(k.secret))}})
	})
}

// take puts entered values in the place of kept ones and says what is wrong with them.
func (n *Notices) take(channel string, k *kept, on bool, values map[string]string) (fs []fault.Field) {
	fields := n.fields(channel)
	for name := range values {
		if !slices.ContainsFunc(fields, func(f Field) bool { return f.Name == name }) {
			fs = append(fs, fault.At("values/"+name, "notify.unknown_field", "name", name))
		}
	}
	k.plain = map[string]string{}
	for _, f := range fields {
		v, given := values[f.Name]
		v = strings.TrimSpace(v)
		at := "values/" + f.Name
		if len(v) > longestValue {
			fs = append(fs, fault.At(at, "notify.value_too_long", "max", longestValue))
			continue
		}
		switch {
		case f.Secret && given && v == "":
			delete(k.secret, f.Name)
		case f.Secret && given:
			k.secret[f.Name] = v
		case !f.Secret:
			if !given || v == "" {
				v = f.Default
			}
			k.plain[f.Name] = v
		}
		now := k.plain[f.Name] + k.secret[f.Name]
		if on && f.Required && now == "" {
			fs = append(fs, fault.At(at, "notify.value_needed"))
		}
		if f.Form == Number {
			if x, err := strconv.Atoi(now); now != "" && (err != nil || x < 0 || x > 1_000_000) {
				fs = append(fs, fault.At(at, "notify.number_needed"))
			}
		}
		if f.Form == Choice && now != "" && !slices.Contains(f.Choices, now) {
			fs = append(fs, fault.At(at, "notify.choice_needed", "choices", f.Choices))
		}
	}
	if c, ok := n.channels[channel].(configured); ok && len(fs) == 0 && on {
		fs = c.Check(n.filled(channel, *k))
	}
	return fs
}

// Way is a channel as a person sees it.
type Way struct {
	Name       string
	On         bool
	Asks       bool // it needs an address
	Subscribes bool // browsers give theirs
	Key        string
}

// Channels gives the channels, with the key by which a browser subscribes.
func (n *Notices) Channels(ctx context.Context) (list []Way, err error) {
	if _, err := person(ctx); err != nil {
		return nil, err
	}
	err = n.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		list = nil
		on, err := n.switchedOn(ctx, tx)
		if err != nil {
			return err
		}
		for _, name := range n.names() {
			w := Way{Name: name}
			_, w.On = on[name]
			_, w.Asks = n.channels[name].(addressed)
			if s, ok := n.channels[name].(subscribed); ok {
				w.Subscribes = true
				if w.On {
					if w.Key, err = s.Key(ctx); err != nil {
						return err
					}
				}
			}
			list = append(list, w)
		}
		return nil
	})
	return list, err
}

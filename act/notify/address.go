package notify

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"math/big"
	"strings"
	"time"
	"unicode/utf8"

	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

const (
	codeLife      = 15 * time.Minute
	codeTries     = 5
	codesAnHour   = 5
	mostAddresses = 10 // of a person: a browser on each device is one
	longestLabel  = 80
)

// Address is where a person can be reached by a channel.
type Address struct {
	ID         string
	Channel    string
	Address    string
	Label      string
	CreatedAt  time.Time
	VerifiedAt time.Time // zero until the code was given back
}

// Shown is the address with its middle left out, for screens that others may look at.
func (a Address) Shown() string {
	s := a.Address
	if name, host, ok := strings.Cut(s, "@"); ok {
		return first(name, 2) + "…@" + host
	}
	if strings.HasPrefix(s, "https://") {
		host, _, _ := strings.Cut(strings.TrimPrefix(s, "https://"), "/")
		return host
	}
	if n := utf8.RuneCountInString(s); n > 5 {
		return first(s, 3) + "…" + s[len(s)-3:]
	}
	return s
}

func first(s string, n int) string {
	r := []rune(s)
	return string(r[:min(n, len(r))])
}

// AddAddress adds an address of the actor and sends a code there at once. It is used only after the code was
// given back. The code is kept as a digest and stands in no log, so it is not tried again by itself: where it
// cannot be sent the cause is told to who asked. Adding an address that waits for its code sends a new one.
func (n *Notices) AddAddress(ctx context.Context, channel, raw, label string) (Address, error) {
	by, err := person(ctx)
	if err != nil {
		return Address{}, err
	}
	c, asks := n.channels[channel].(addressed)
	if !asks {
		return Address{}, fault.New(fault.NotFound, "notify.no_such_channel", "channel", channel)
	}
	address, err := c.Address(strings.TrimSpace(raw))
	if err != nil {
		return Address{}, fault.Fields("notify.invalid", fieldOf("address", err))
	}
	if label = strings.TrimSpace(label); utf8.RuneCountInString(label) > longestLabel {
		return Address{}, fault.Fields("notify.invalid", fault.At("label", "notify.value_too_long", "max", longestLabel))
	}
	code, digest := newCode()
	var lang text.Lang
	var kept Address
	err = n.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := n.roomFor(ctx, tx, by.ID, channel, address); err != nil {
			return err
		}
		if k, _, err := count(ctx, tx, by.ID+"/code", window); err != nil {
			return err
		} else if k > codesAnHour {
			return fault.New(fault.TooMany, "notify.too_many_codes", "max", codesAnHour).Retry(window)
		}
		kept = Address{ID: tx.NewID("adr"), Channel: channel, Address: address, Label: label, CreatedAt: tx.Now()}
		err := tx.QueryRow(ctx, `INSERT INTO notify_address (id, person, channel, address, label, created_at, code, code_until) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (person, channel, address) DO UPDATE SET label = excluded.label, code = excluded.code, code_until = excluded.code_until, code_tries = 0
			WHERE notify_address.verified_at IS NULL RETURNING id`,
			kept.ID, by.ID, channel, address, label, db.Micros(tx.Now()), digest, db.Micros(tx.Now().Add(codeLife))).Scan(&kept.ID)
		if fault.Is(err, fault.NotFound) {
			return fault.New(fault.Conflict, "notify.address_there")
		}
		if err != nil {
			return err
		}
		rules, err := rulesOf(ctx, tx, by.ID)
		lang = rules.Lang
		if err != nil {
			return err
		}
		return n.enter(ctx, tx, "notify.address_add", kept.ID, by.ID, map[string]string{"channel": channel})
	})
	if err != nil {
		return Address{}, fmt.Errorf("add an address: %w", err)
	}
	args := map[string]any{"code": code, "minutes": int(codeLife.Minutes())}
	_, err = send(ctx, n.channels[channel], Message{ID: db.NewID("dlv", n.d.Now()), Kind: Test, To: address, Person: by.ID, Lang: lang, Severity: 1,
		Title: text.T(lang, "notify.code_title", args), Text: text.T(lang, "notify.code_text", args), At: n.d.Now()})
	if f := settleAs(err); f != nil {
		return kept, fault.New(fault.Conflict, "notify.code_not_sent", "why", text.Message(f.Key, f.Args)).With(err)
	}
	return kept, nil
}

// Subscribe adds what a browser gave for its push service. The browser itself is the proof that it can be
// reached, so no code is sent.
func (n *Notices) Subscribe(ctx context.Context, endpoint, keys, label string) (Address, error) {
	by, err := person(ctx)
	if err != nil {
		return Address{}, err
	}
	c, ok := n.channels[pushChannel].(subscribed)
	if !ok {
		return Address{}, fault.New(fault.NotFound, "notify.no_such_channel", "channel", pushChannel)
	}
	if err := c.Subscription(endpoint, keys); err != nil {
		return Address{}, fault.Fields("notify.invalid", fieldOf("endpoint", err))
	}
	kept := Address{Channel: pushChannel, Address: endpoint, Label: first(strings.TrimSpace(label), longestLabel)}
	err = n.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := n.roomFor(ctx, tx, by.ID, pushChannel, endpoint); err != nil {
			return err
		}
		// A browser is one person's at a time: who signs in there last.
		if _, err := tx.Exec(ctx, `DELETE FROM notify_address WHERE channel = ? AND address = ? AND person <> ?`, pushChannel, endpoint, by.ID); err != nil {
			return err
		}
		kept.ID, kept.CreatedAt, kept.VerifiedAt = tx.NewID("adr"), tx.Now(), tx.Now()
		now := db.Micros(tx.Now())
		if err := tx.QueryRow(ctx, `INSERT INTO notify_address (id, person, channel, address, label, keys, created_at, verified_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (person, channel, address) DO UPDATE SET keys = excluded.keys, label = excluded.label, verified_at = excluded.verified_at RETURNING id`,
			kept.ID, by.ID, pushChannel, endpoint, kept.Label, keys, now, now).Scan(&kept.ID); err != nil {
			return err
		}
		return n.enter(ctx, tx, "notify.address_add", kept.ID, by.ID, map[string]string{"channel": pushChannel})
	})
	return kept, err
}

// pushChannel is the one that browsers subscribe to.
const pushChannel = "webpush"

// subscribed is a channel whose addresses browsers give.
type subscribed interface {
	Subscription(endpoint, keys string) error
	// Allowed refuses an endpoint at a host to which an administrator lets nothing be sent.
	Allowed(ctx context.Context, endpoint string) error
	// Key is what a browser needs to subscribe.
	Key(ctx context.Context) (string, error)
}

func (n *Notices) roomFor(ctx context.Context, tx *db.Tx, person, channel, address string) error {
	var others int
	if err := tx.QueryRow(ctx, `SELECT count(*) FROM notify_address WHERE person = ? AND NOT (channel = ? AND address = ?)`, person, channel, address).Scan(&others); err != nil {
		return err
	}
	if others >= mostAddresses {
		return fault.New(fault.Conflict, "notify.too_many_addresses", "max", mostAddresses)
	}
	return nil
}

func fieldOf(path string, err error) fault.Field {
	f, ok := fault.As(err)
	if !ok {
		return fault.At(path, "notify.bad_address")
	}
	return fault.Field{Path: path, Key: f.Key, Args: f.Args}
}

// newCode gives six digits and their stored form.
func newCode() (code, digest string) {
	k, _ := rand.Int(rand.Reader, big.NewInt(1_000_000)) // never fails: crypto/rand ends the program instead
	code = fmt.Sprintf("%06d", k)
	return code, digestOf(code)
}

func digestOf(code string) string {
	sum := sha256.Sum256([]byte("notify code " + code))
	return hex.EncodeToString(sum[:])
}

// ConfirmAddress gives a code back. After [codeTries] wrong ones a new code must be sent.
func (n *Notices) ConfirmAddress(ctx context.Context, id, code string) error {
	by, err := person(ctx)
	if err != nil {
		return err
	}
	wrong := error(nil)
	err = n.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		wrong = nil
		var digest string
		var until, verified *int64
		var tries int
		err := tx.QueryRow(ctx, `SELECT code, code_until, code_tries, verified_at FROM notify_address WHERE id = ? AND person = ?`+tx.Lock(), id, by.ID).Scan(&digest, &until, &tries, &verified)
		if fault.Is(err, fault.NotFound) {
			return fault.New(fault.NotFound, "notify.no_such_address")
		}
		if err != nil {
			return err
		}
		if verified != nil {
			return fault.New(fault.Conflict, "notify.address_there")
		}
		if tries >= codeTries || !db.TimeOf(until).After(tx.Now()) {
			return fault.New(fault.Conflict, "notify.code_ended")
		}
		if subtle.ConstantTimeCompare([]byte(digest), []byte(digestOf(strings.TrimSpace(code)))) != 1 {
			// Counting must be kept, so this is no error of the transaction.
			wrong = fault.Fields("notify.invalid", fault.At("code", "notify.code_wrong", "left", codeTries-tries-1))
			_, err := tx.Exec(ctx, `UPDATE notify_address SET code_tries = code_tries + 1 WHERE id = ?`, id)
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE notify_address SET verified_at = ?, code = '', code_until = NULL WHERE id = ?`, db.Micros(tx.Now()), id); err != nil {
			return err
		}
		return n.enter(ctx, tx, "notify.address_confirm", id, by.ID, nil)
	})
	if err != nil {
		return err
	}
	return wrong
}

// RemoveAddress takes an address of the actor away. What waits for it is given up and says so.
func (n *Notices) RemoveAddress(ctx context.Context, id string) error {
	by, err := person(ctx)
	if err != nil {
		return err
	}
	return n.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		k, err := tx.Exec(ctx, `DELETE FROM notify_address WHERE id = ? AND person = ?`, id, by.ID)
		if err != nil {
			return err
		}
		if k == 0 {
			return fault.New(fault.NotFound, "notify.no_such_address")
		}
		return n.enter(ctx, tx, "notify.address_remove", id, by.ID, nil)
	})
}

// Addresses gives the actor's own.
func (n *Notices) Addresses(ctx context.Context) (list []Address, err error) {
	by, err := person(ctx)
	if err != nil {
		return nil, err
	}
	err = n.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		list = nil
		return tx.Each(ctx, `SELECT id, channel, address, label, created_at, verified_at FROM notify_address WHERE person = ? ORDER BY id`, []any{by.ID}, func(scan func(...any) error) error {
			var a Address
			var created int64
			var verified *int64
			err := scan(&a.ID, &a.Channel, &a.Address, &a.Label, &created, &verified)
			a.CreatedAt, a.VerifiedAt = db.Time(created), db.TimeOf(verified)
			list = append(list, a)
			return err
		})
	})
	return list, err
}

// SendTest sends the actor a message to one of their addresses, whatever their rules say.
func (n *Notices) SendTest(ctx context.Context, address string) error {
	by, err := person(ctx)
	if err != nil {
		return err
	}
	return n.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		var channel string
		err := tx.QueryRow(ctx, `SELECT channel FROM notify_address WHERE id = ? AND person = ? AND verified_at IS NOT NULL`, address, by.ID).Scan(&channel)
		if fault.Is(err, fault.NotFound) {
			return fault.New(fault.NotFound, "notify.no_such_address")
		}
		if err != nil {
			return err
		}
		if k, _, err := count(ctx, tx, by.ID+"/test", window); err != nil {
			return err
		} else if k > codesAnHour {
			return fault.New(fault.TooMany, "notify.too_many_codes", "max", codesAnHour).Retry(window)
		}
		what := News{Origin: tx.NewID("test"), Kind: Test, Severity: 1, Title: text.Message("notify.test_title", nil), Text: text.Message("notify.test_text", nil),
			Link: inboxLink, Wants: Confirm, At: tx.Now()}
		id, err := n.tell(ctx, tx, what, by.ID)
		if err != nil || id == "" {
			return err
		}
		return n.send(ctx, tx, Delivery{Notice: id, Person: by.ID, Channel: channel, Address: address, Severity: 1, DueAt: tx.Now()})
	})
}

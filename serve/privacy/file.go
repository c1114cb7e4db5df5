package privacy

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"fmt"
	"time"

	"thanhdong/act/work"
	"thanhdong/ground/actor"
	"thanhdong/ground/bus"
	"thanhdong/ground/consent"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
)

// Privacy is the room.
type Privacy struct {
	d       *db.DB
	consent *consent.Consent
	queue   *work.Work
}

// Open opens the room: it answers for its items in the queue and follows them to another unit.
func Open(d *db.DB, c *consent.Consent, queue *work.Work, b *bus.Bus) *Privacy {
	p := &Privacy{d: d, consent: c, queue: queue}
	queue.Register(kind{requestKind, "privacy.answer_there"})
	queue.Register(kind{breachKind, "privacy.close_there"})
	b.Read("privacy", []string{work.HandedOn}, p.follow)
	return p
}

// Rates: PROJECT CHOICE. Filing costs people of the office time, and needs no account.
const (
	perSender = 5
	perHour   = 200
	window    = time.Hour
	severity  = 3
)

// File takes a request from anybody, signed in or not, and gives the code to follow it by, which is not kept.
// Refusals: [fault.Invalid] with every fault, [fault.TooMany].
func (p *Privacy) File(ctx context.Context, n New) (r Request, code string, err error) {
	fs := n.faults()
	if len(fs) > 0 {
		return Request{}, "", fault.Fields("privacy.invalid", fs...)
	}
	err = p.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		var digest string
		code, digest = newCode(n.Key)
		if list, err := query(ctx, tx, `r.code = ?`, digest); err != nil || len(list) > 0 {
			if err == nil {
				r = list[0] // the same form again
			}
			return err
		}
		if n.From != "" {
			if err := rate(ctx, tx, n.From); err != nil {
				return err
			}
		}
		u, err := owner(ctx, tx, n.Unit)
		if err != nil {
			return err
		}
		counts, body, err := clock(ctx, tx, string(n.Asks))
		if err != nil {
			return err
		}
		r = Request{ID: tx.NewID("prv"), Asks: n.Asks, Words: n.Words, Person: n.Person, Unit: u.Code, UnitPath: u.Path, Area: u.Area, AreaPath: u.AreaPath,
			FiledAt: tx.Now(), FiledBy: actor.From(ctx).ID, State: Filed, Clock: counts}
		if r.Number, err = tx.Number(ctx, "DL"); err != nil {
			return err
		}
		args := map[string]any{"number": r.Number}
		item, err := p.queue.Open(ctx, work.NewItem{
			Kind: requestKind, Subject: work.Subject{Kind: requestKind, ID: r.ID, Number: r.Number}, Severity: severity, Limit: counts.Limit,
			Title: text.L{VI: text.T(text.VI, "privacy.work_"+string(n.Asks), args), EN: text.T(text.EN, "privacy.work_"+string(n.Asks), args)},
			Unit:  r.Unit, UnitPath: r.UnitPath, Area: r.Area, AreaPath: r.AreaPath,
		})
		if err != nil {
			return err
		}
		r.Work, r.WorkNumber, r.Due = item.ID, item.Number, item.Due
		if _, err := tx.Exec(ctx, `INSERT INTO privacy_request (id, number, code, asks, words, name, phone, email, codes, unit, unit_path, area, area_path, filed_at, filed_by, state, work, clock)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, r.ID, r.Number, digest, string(r.Asks), r.Words, r.Person.Name, lines(r.Person.Phones), lines(r.Person.Emails), lines(r.Person.Codes),
			r.Unit, r.UnitPath, r.Area, r.AreaPath, db.Micros(r.FiledAt), r.FiledBy, string(r.State), r.Work, body); err != nil {
			return err
		}
		for _, purpose := range n.Agrees {
			if err := p.consent.Give(ctx, r.ref(), r.Scope(), purpose, n.How, n.Lang); err != nil {
				return err
			}
		}
		return r.tell(ctx, tx, FiledEvent, "file", map[string]any{"number": r.Number, "asks": r.Asks, "due": db.Micros(r.Due)})
	})
	if err != nil {
		return Request{}, "", fmt.Errorf("file a request about data: %w", err)
	}
	return r, code, nil
}

// owner is the unit that answers: the named one, else the topmost.
func owner(ctx context.Context, tx *db.Tx, code string) (unit.Unit, error) {
	if code == "" {
		day := string(text.DayOf(tx.Now()))
		err := tx.QueryRow(ctx, `SELECT code FROM unit WHERE parent = '' AND (valid_from IS NULL OR valid_from <= ?) AND (valid_to IS NULL OR valid_to > ?) ORDER BY code LIMIT 1`, day, day).Scan(&code)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return unit.Unit{}, err
		}
	}
	u, err := unit.ByCode(ctx, tx, code, "")
	if fault.Is(err, fault.NotFound) {
		return u, fault.Fields("privacy.invalid", fault.At("unit", "privacy.no_unit"))
	}
	return u, err
}

// rate counts by sender, whose address is kept as a digest for the hour, and of all senders together.
func rate(ctx context.Context, tx *db.Tx, from string) error {
	sum := sha256.Sum256([]byte("privacy " + from))
	for _, c := range []struct {
		key  string
		most int
	}{{"all", perHour}, {hex.EncodeToString(sum[:8]), perSender}} { // in one order, so that two senders do not wait for each other
		var n int
		now, over := db.Micros(tx.Now()), db.Micros(tx.Now().Add(-window))
		if err := tx.QueryRow(ctx, `INSERT INTO privacy_window (key, began, n) VALUES (?, ?, 1) ON CONFLICT (key) DO UPDATE SET
			n = CASE WHEN privacy_window.began <= ? THEN 1 ELSE privacy_window.n + 1 END,
			began = CASE WHEN privacy_window.began <= ? THEN excluded.began ELSE privacy_window.began END RETURNING n`, c.key, now, over, over).Scan(&n); err != nil {
			return err
		}
		if n > c.most {
			return fault.New(fault.TooMany, "privacy.too_often", "max", c.most).Retry(window)
		}
	}
	_, err := tx.Exec(ctx, `DELETE FROM privacy_window WHERE began < ?`, db.Micros(tx.Now().Add(-2*window)))
	return err
}

// newCode gives a code of 80 random bits, or those that follow from the key of a form, and its stored form.
func newCode(key string) (code, digest string) {
	b := make([]byte, 10)
	rand.Read(b)
	if key != "" {
		sum := sha256.Sum256([]byte("privacy key " + key))
		b = sum[:10]
	}
	s := base32.StdEncoding.EncodeToString(b)
	return s[:4] + "-" + s[4:8] + "-" + s[8:12] + "-" + s[12:], digestOf(s)
}

func digestOf(code string) string {
	sum := sha256.Sum256([]byte("privacy code " + code))
	return hex.EncodeToString(sum[:])
}

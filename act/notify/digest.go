package notify

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"thanhdong/ground/db"
	"thanhdong/ground/text"
	"thanhdong/ground/timer"
)

// digestDuty gathers what was held of one person on one channel.
const digestDuty = "notify.digest"

// held is the body of a timer row.
type held struct {
	Person  string `json:"person"`
	Channel string `json:"channel"`
}

// digest sends what is held: alone it goes out as it is, several become one message that counts them and
// leads to the inbox, where each of them stands.
func (n *Notices) digest(ctx context.Context, tx *db.Tx, due timer.Due) error {
	var h held
	if err := json.Unmarshal(due.Body, &h); err != nil {
		return fmt.Errorf("gather notices: %w", err)
	}
	now := db.Micros(tx.Now())
	type group struct{ count, most, first int64 }
	byAddress := map[string]group{}
	err := tx.Each(ctx, `SELECT address, count(*), max(severity), min(created_at) FROM notify_delivery WHERE person = ? AND channel = ? AND state = 'held' AND due_at <= ? GROUP BY address`,
		[]any{h.Person, h.Channel, now}, func(scan func(...any) error) error {
			var address string
			var g group
			err := scan(&address, &g.count, &g.most, &g.first)
			byAddress[address] = g
			return err
		})
	if err != nil {
		return err
	}
	for address, g := range byAddress {
		const these = ` WHERE person = ? AND channel = ? AND address = ? AND state = 'held' AND due_at <= ?`
		if g.count == 1 {
			if _, err := tx.Exec(ctx, `UPDATE notify_delivery SET state = 'waiting', due_at = ?`+these, now, h.Person, h.Channel, address, now); err != nil {
				return err
			}
			continue
		}
		id, err := n.gathered(ctx, tx, h, due, address, int(g.count), int(g.most), db.Time(g.first))
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE notify_delivery SET state = 'gathered', digest = ?`+these, id, h.Person, h.Channel, address, now); err != nil {
			return err
		}
	}
	var rest int64
	if err := tx.QueryRow(ctx, `SELECT coalesce(min(due_at), 0) FROM notify_delivery WHERE person = ? AND channel = ? AND state = 'held'`, h.Person, h.Channel).Scan(&rest); err != nil || rest == 0 {
		return err
	}
	return setDigest(ctx, tx, h.Person, h.Channel, db.Time(rest))
}

// gathered writes the digest and its delivery.
func (n *Notices) gathered(ctx context.Context, tx *db.Tx, h held, due timer.Due, address string, count, most int, since time.Time) (id string, err error) {
	args := map[string]any{"count": count, "severity": most, "since": since}
	id = tx.NewID("ntc")
	title, words := text.Message("notify.digest_title", args), text.Message("notify.digest_text", args)
	// It is read already: what it gathers stands in the inbox, one by one.
	if _, err := tx.Exec(ctx, `INSERT INTO notify_notice (id, origin, person, kind, severity, about_kind, about, number, title_vi, title_en, text_vi, text_en, link, wants, at, read_at)
		VALUES (?, ?, ?, ?, ?, '', '', '', ?, ?, ?, ?, ?, '', ?, ?)`,
		id, fmt.Sprintf("digest/%s/%s/%d", h.Channel, address, db.Micros(due.At)), h.Person, string(Digest), most,
		title.VI, title.EN, words.VI, words.EN, inboxLink, db.Micros(tx.Now()), db.Micros(tx.Now())); err != nil {
		return "", err
	}
	return id, n.send(ctx, tx, Delivery{Notice: id, Person: h.Person, Channel: h.Channel, Address: address, Severity: most, DueAt: tx.Now()})
}

// inboxLink is the console's page of notices.
const inboxLink = "/notices"

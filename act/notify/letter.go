package notify

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// Letter is a message to somebody who has no account and asked for it. It is in no inbox; it goes out by its channel alone, tried
// again as deliveries are. Its words are forgotten once it was taken or failed, its address a day after.
type Letter struct {
	Channel   string
	To        string
	Keys      string // what belongs to the address and is secret, as the browser's keys
	Lang      text.Lang
	Number    string
	Title     string
	Text      string
	Link      string // from the slash on
	LinkWords string
	Why       string // why its reader gets it, and how to end it
	End       string // from the slash on: the page that ends such letters by one press; empty: none
	ReplyTo   string // address at which an answer is read; empty: none is
	Answers   string // Message-ID of the letter that it answers; empty: none
	Subject   string // id of what asked for it, told when its address is no more
}

// LetterFailed says that a letter could not be delivered because its address is no more: no such mailbox, a browser that gave its subscription up. Its subject is the letter's.
const LetterFailed = "notify.LetterFailed"

const (
	lettersLook   = 2 * time.Second
	lettersKept   = 7 * 24 * time.Hour // without address and words: so long a mail server may say that a mailbox is no more
	lettersPerDay = 20                 // to one address: nobody is flooded by what others ask for in their name
	lettersBreak  = 3                  // so many failures in a row and the channel is taken to be down
)

// Reaches gives an address in the form of a channel, and whether the channel is on.
func (n *Notices) Reaches(ctx context.Context, channel, raw string) (address string, on bool, err error) {
	c := n.channels[channel]
	if c == nil {
		return "", false, nil
	}
	address = raw
	if a, ok := c.(addressed); ok && raw != "" {
		if address, err = a.Address(raw); err != nil {
			return "", false, err
		}
	}
	err = n.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		ways, err := n.switchedOn(ctx, tx)
		_, on = ways[channel]
		return err
	})
	return address, on, err
}

// Write puts a letter on its way, in the transaction of what it tells. Past [lettersPerDay] to one address it is refused with [fault.TooMany].
func (n *Notices) Write(ctx context.Context, tx *db.Tx, l Letter) error {
	now := tx.Now()
	var sent int
	if err := tx.QueryRow(ctx, `SELECT count(*) FROM notify_letter WHERE address = ? AND created_at > ?`, l.To, db.Micros(now.Add(-24*time.Hour))).Scan(&sent); err != nil {
		return err
	}
	if sent >= lettersPerDay {
		return fault.New(fault.TooMany, "notify.many_letters").Retry(time.Hour)
	}
	_, err := tx.Exec(ctx, `INSERT INTO notify_letter (id, channel, address, keys, lang, number, title, words, link, link_words, why, end_link, reply_to, answers, subject, state, due_at, created_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting', ?, ?)`,
		tx.NewID("ltr"), l.Channel, l.To, l.Keys, string(l.Lang), l.Number, l.Title, l.Text, l.Link, l.LinkWords, l.Why, l.End, l.ReplyTo, l.Answers, l.Subject, db.Micros(now), db.Micros(now))
	return err
}

type letter struct {
	Letter
	id    string
	tries int
	at    time.Time
}

// letters sends what is due. One runner has this duty; one that dies between sending and writing so sends again. When the channel is down, the rest of
// the round waits without having cost a try.
func (n *Notices) letters(ctx context.Context) error {
	due, err := n.dueLetters(ctx)
	if err != nil {
		return fmt.Errorf("letters that are due: %w", err)
	}
	row := map[string]int{} // failures by channel without a success between
	for _, l := range due {
		c := n.channels[l.Channel]
		if c == nil || ctx.Err() != nil {
			continue
		}
		if row[l.Channel] >= lettersBreak {
			if err := n.letterWaits(ctx, l.id); err != nil {
				return err
			}
			continue
		}
		m := Message{
			ID: l.id, Kind: ForPublic, To: l.To, Keys: l.Keys, Lang: l.Lang, Number: l.Number, Title: l.Title, Text: l.Text, Link: n.public + l.Link, LinkWords: l.LinkWords, Why: l.Why,
			ReplyTo: l.ReplyTo, Answers: l.Answers, At: l.at, Doubled: l.tries > 0,
		}
		if l.End != "" {
			m.End = n.public + l.End
		}
		_, err := send(ctx, c, m)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		f := settleAs(err)
		if row[l.Channel]++; f == nil || f.Final {
			row[l.Channel] = 0
		}
		if err := n.posted(ctx, l, f); err != nil {
			return err
		}
	}
	return nil
}

func (n *Notices) dueLetters(ctx context.Context) (due []letter, err error) {
	err = n.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		due = nil
		return tx.Each(ctx, `SELECT id, channel, address, keys, lang, number, title, words, link, link_words, why, end_link, reply_to, answers, subject, tries, created_at FROM notify_letter
			WHERE state = 'waiting' AND due_at <= ? ORDER BY due_at, id LIMIT ?`, []any{db.Micros(tx.Now()), round}, func(scan func(...any) error) error {
			var l letter
			var at int64
			err := scan(&l.id, &l.Channel, &l.To, &l.Keys, &l.Lang, &l.Number, &l.Title, &l.Text, &l.Link, &l.LinkWords, &l.Why, &l.End, &l.ReplyTo, &l.Answers, &l.Subject, &l.tries, &at)
			l.at = db.Time(at)
			due = append(due, l)
			return err
		})
	})
	return due, err
}

func (n *Notices) letterWaits(ctx context.Context, id string) error {
	return n.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE notify_letter SET due_at = ?, cause = 'notify.cause_down' WHERE id = ? AND state = 'waiting'`, db.Micros(tx.Now().Add(downPause)), id)
		return err
	})
}

const wordless = `keys = '', title = '', words = '', link = '', why = '', end_link = '', reply_to = '', answers = ''`

// posted writes down what became of a letter. What was taken or failed keeps no words; its address stays a day, for the count.
func (n *Notices) posted(ctx context.Context, l letter, f *Failure) error {
	if f != nil && (f.Final || l.tries == 0 || l.tries+1 >= mostTries) {
		slog.Warn("a letter was not sent", "channel", l.Channel, "letter", l.id, "try", l.tries+1, "final", f.Final, "cause", f.Key)
	}
	return n.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		switch {
		case f == nil:
			_, err := tx.Exec(ctx, `UPDATE notify_letter SET state = 'sent', `+wordless+` WHERE id = ?`, l.id)
			return err
		case !f.Final && l.tries+1 < mostTries:
			_, err := tx.Exec(ctx, `UPDATE notify_letter SET tries = tries + 1, due_at = ?, cause = ? WHERE id = ?`, db.Micros(tx.Now().Add(pauses[l.tries])), f.Key, l.id)
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE notify_letter SET state = 'failed', tries = tries + 1, `+wordless+`, cause = ? WHERE id = ?`, f.Key, l.id); err != nil {
			return err
		}
		if !f.Gone && f.Key != causeMailbox { // the server refuses us, or the channel is off: the mailbox may be there
			return nil
		}
		return bus.Record(ctx, tx, LetterFailed, l.Subject, Happened{ID: l.Subject})
	})
}

// causeMailbox is that the other side knows no such mailbox.
const causeMailbox = "notify.cause_mailbox"

// Bounced says that a mail server took a letter and sent it back later: there is no such mailbox. A letter that is not known, or of which that is known
// already, is none.
func (n *Notices) Bounced(ctx context.Context, id string) error {
	return n.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		var subject string
		err := tx.QueryRow(ctx, `SELECT subject FROM notify_letter WHERE id = ? AND state = 'sent'`+tx.Lock(), id).Scan(&subject)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE notify_letter SET state = 'failed', cause = ? WHERE id = ?`, causeMailbox, id); err != nil {
			return err
		}
		return bus.Record(ctx, tx, LetterFailed, subject, Happened{ID: subject})
	})
}

// forgetLetters forgets to whom letters went a day ago, and then that they went.
func (n *Notices) forgetLetters(ctx context.Context, tx *db.Tx) error {
	now := tx.Now()
	if _, err := tx.Exec(ctx, `UPDATE notify_letter SET address = '' WHERE address <> '' AND state <> 'waiting' AND created_at < ?`, db.Micros(now.Add(-24*time.Hour))); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `DELETE FROM notify_letter WHERE state <> 'waiting' AND created_at < ?`, db.Micros(now.Add(-lettersKept)))
	return err
}

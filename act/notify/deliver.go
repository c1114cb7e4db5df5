package notify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

const (
	round     = 64               // deliveries claimed at once; those that concern lives first
	atOnce    = 8                // sent beside each other by one channel
	patience  = 20 * time.Second // with one message
	claim     = 5 * time.Minute  // longer than a round can take; after it a sender that died is not waited for
	breakAt   = atOnce           // so many failures in a row and the channel is taken to be down
	downPause = 15 * time.Second // until the next look at a channel that is down
)

// outbound is a claimed delivery with what its message needs.
type outbound struct {
	Delivery
	Message
}

// deliver sends what is due by one channel: it claims rows, sends them outside any transaction, and writes
// down what became of each.
func (n *Notices) deliver(ctx context.Context, c Channel) error {
	for {
		list, err := n.claim(ctx, c.Name())
		if err != nil || len(list) == 0 {
			return err
		}
		if err := n.sendAll(ctx, c, list); err != nil {
			return err
		}
		if len(list) < round || ctx.Err() != nil {
			return ctx.Err()
		}
	}
}

// sendAll sends a round. When the channel is down, the rest of the round goes back without having cost a try.
func (n *Notices) sendAll(ctx context.Context, c Channel, list []outbound) error {
	var mu sync.Mutex
	var failed []error
	row := 0 // failures without a success between
	next := make(chan outbound)
	var senders sync.WaitGroup
	for range min(atOnce, len(list)) {
		senders.Go(func() {
			for o := range next {
				receipt, err := o.send(ctx, c)
				if ctx.Err() != nil {
					return // the server stops: whether it was sent is not known, so its claim runs out
				}
				f := settleAs(err)
				mu.Lock()
				if row++; f == nil || f.Final {
					row = 0
				}
				mu.Unlock()
				if err := n.settle(ctx, o.Delivery, receipt, f); err != nil {
					mu.Lock()
					failed = append(failed, err)
					mu.Unlock()
				}
			}
		})
	}
	var back []outbound
	for i, o := range list {
		mu.Lock()
		down := row >= breakAt
		mu.Unlock()
		if down {
			back = list[i:]
			break
		}
		next <- o
	}
	close(next)
	senders.Wait()
	return errors.Join(append(failed, n.putBack(ctx, back))...)
}

// send refuses what has lost its address since it was written.
func (o outbound) send(ctx context.Context, c Channel) (Receipt, error) {
	if o.Address != "" && o.To == "" {
		return Receipt{}, Refused(nil, "notify.cause_no_address")
	}
	return send(ctx, c, o.Message)
}

func send(ctx context.Context, c Channel, m Message) (r Receipt, err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	defer func() {
		if p := recover(); p != nil { // one message must not end the server
			err = Refused(fmt.Errorf("channel %s: panic: %v", c.Name(), p), "notify.cause_unknown")
		}
	}()
	return c.Send(ctx, m)
}

func settleAs(err error) *Failure {
	if err == nil {
		return nil
	}
	return failureOf(err)
}

// claim takes what is due. What a sender claimed and did not settle in time is taken again and marked: it
// may come twice.
func (n *Notices) claim(ctx context.Context, channel string) (list []outbound, err error) {
	if idle, err := n.nothingDue(ctx, channel); err != nil || idle {
		return nil, err
	}
	err = n.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		list = nil
		now := db.Micros(tx.Now())
		if _, err := tx.Exec(ctx, `UPDATE notify_delivery SET state = 'waiting', doubled = 1, claimed_until = NULL WHERE channel = ? AND state = 'sending' AND claimed_until < ?`, channel, now); err != nil {
			return err
		}
		due, err := n.outbound(ctx, tx, `d.channel = ? AND d.state = 'waiting' AND d.due_at <= ? ORDER BY d.severity DESC, d.due_at, d.id LIMIT ?`, channel, now, round)
		if err != nil {
			return err
		}
		for _, o := range due {
			k, err := tx.Exec(ctx, `UPDATE notify_delivery SET state = 'sending', tries = tries + 1, claimed_until = ? WHERE id = ? AND state = 'waiting'`, db.Micros(tx.Now().Add(claim)), o.Delivery.ID)
			if err != nil {
				return err
			}
			if k == 0 {
				continue
			}
			o.Tries++
			if o.AckLink != "" {
				if o.AckLink, err = n.ackLink(ctx, tx, o.Delivery.Notice); err != nil {
					return err
				}
			}
			list = append(list, o)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("claim deliveries of %s: %w", channel, err)
	}
	return list, nil
}

// nothingDue looks without writing: the store has one writer and most looks find nothing.
func (n *Notices) nothingDue(ctx context.Context, channel string) (idle bool, err error) {
	err = n.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		var there int
		now := db.Micros(tx.Now())
		err := tx.QueryRow(ctx, `SELECT CASE WHEN EXISTS (SELECT 1 FROM notify_delivery WHERE channel = ? AND state = 'waiting' AND due_at <= ?)
			OR EXISTS (SELECT 1 FROM notify_delivery WHERE channel = ? AND state = 'sending' AND claimed_until < ?) THEN 1 ELSE 0 END`, channel, now, channel, now).Scan(&there)
		idle = there == 0
		return err
	})
	return idle, err
}

// outbound reads deliveries with their messages in the language of each person.
func (n *Notices) outbound(ctx context.Context, tx *db.Tx, where string, args ...any) (list []outbound, err error) {
	err = tx.Each(ctx, `SELECT d.id, d.notice, d.person, d.channel, d.address, d.severity, d.state, d.tries, d.doubled,
			n.kind, n.number, n.title_vi, n.title_en, n.text_vi, n.text_en, n.link, n.wants, n.at,
			coalesce(a.address, ''), coalesce(a.keys, ''), coalesce(p.body, '')
		FROM notify_delivery d JOIN notify_notice n ON n.id = d.notice
		LEFT JOIN notify_address a ON a.id = d.address LEFT JOIN notify_person p ON p.person = d.person WHERE `+where, args, func(scan func(...any) error) error {
		var o outbound
		var doubled, at int64
		var title, words text.L
		var link, wants, body string
		if err := scan(&o.Delivery.ID, &o.Delivery.Notice, &o.Delivery.Person, &o.Channel, &o.Address, &o.Delivery.Severity, &o.State, &o.Tries, &doubled,
			&o.Kind, &o.Number, &title.VI, &title.EN, &words.VI, &words.EN, &link, &wants, &at, &o.To, &o.Keys, &body); err != nil {
			return err
		}
		o.Lang = text.VI
		if body != "" {
			var r Rules
			if err := json.Unmarshal([]byte(body), &r); err != nil {
				return err
			}
			o.Lang = r.Lang
		}
		o.Delivery.Doubled, o.Message.Doubled = doubled == 1, doubled == 1
		o.Message.ID, o.Message.Notice, o.Message.Person, o.Message.Severity = o.Delivery.ID, o.Delivery.Notice, o.Delivery.Person, o.Delivery.Severity
		o.Title, o.Text, o.At = title.In(o.Lang), words.In(o.Lang), db.Time(at)
		if o.Message.Doubled {
			o.Title = text.T(o.Lang, "notify.again", map[string]any{"title": o.Title})
		}
		o.Link = n.public + "/console" + link
		o.AckLink = wants // made when it is claimed
		list = append(list, o)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read deliveries: %w", err)
	}
	return list, nil
}

// settle writes down what became of one message.
func (n *Notices) settle(ctx context.Context, d Delivery, r Receipt, f *Failure) error {
	err := n.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		now := tx.Now()
		if f == nil {
			_, err := tx.Exec(ctx, `UPDATE notify_delivery SET state = 'sent', sent_at = ?, receipt = ?, cause = '', cause_args = '', claimed_until = NULL WHERE id = ? AND state = 'sending'`,
				db.Micros(now), cut(r.ID, 200), d.ID)
			return err
		}
		args, err := json.Marshal(f.Args)
		if err != nil {
			return err
		}
		if f.Gone && d.Address != "" {
			if _, err := tx.Exec(ctx, `DELETE FROM notify_address WHERE id = ?`, d.Address); err != nil {
				return err
			}
		}
		if !f.Final && d.Tries < mostTries {
			_, err := tx.Exec(ctx, `UPDATE notify_delivery SET state = 'waiting', due_at = ?, cause = ?, cause_args = ?, claimed_until = NULL WHERE id = ? AND state = 'sending'`,
				db.Micros(now.Add(pauses[max(d.Tries, 1)-1])), f.Key, string(args), d.ID)
			return err
		}
		k, err := tx.Exec(ctx, `UPDATE notify_delivery SET state = 'failed', cause = ?, cause_args = ?, claimed_until = NULL WHERE id = ? AND state = 'sending'`, f.Key, string(args), d.ID)
		if err != nil || k == 0 {
			return err
		}
		return record(ctx, tx, FailedEvent, d.Person, d.ID)
	})
	if f != nil && (f.Final || d.Tries == 1 || d.Tries >= mostTries) {
		// No address and no words: the log says which delivery, the store says to whom.
		slog.Warn("a message was not sent", "channel", d.Channel, "delivery", d.ID, "try", d.Tries, "final", f.Final, "cause", f.Key)
	}
	if err != nil {
		return fmt.Errorf("settle delivery %s: %w", d.ID, err)
	}
	return nil
}

// putBack gives claimed rows back that were not tried, with why.
func (n *Notices) putBack(ctx context.Context, list []outbound) error {
	if len(list) == 0 {
		return nil
	}
	return n.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, o := range list {
			if _, err := tx.Exec(ctx, `UPDATE notify_delivery SET state = 'waiting', tries = tries - 1, due_at = ?, cause = 'notify.cause_down', cause_args = '', claimed_until = NULL WHERE id = ? AND state = 'sending'`,
				db.Micros(tx.Now().Add(downPause)), o.Delivery.ID); err != nil {
				return err
			}
		}
		return nil
	})
}

// tidy removes what is older than a year: notices that were read, with their deliveries. PROJECT CHOICE.
func (n *Notices) tidy(ctx context.Context) error {
	return n.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		before := db.Micros(tx.Now().Add(-365 * 24 * time.Hour))
		const old = `SELECT id FROM notify_notice WHERE at < ? AND read_at IS NOT NULL`
		if _, err := tx.Exec(ctx, `DELETE FROM notify_delivery WHERE notice IN (`+old+`)`, before); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM notify_notice WHERE at < ? AND read_at IS NOT NULL`, before); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM notify_window WHERE began < ?`, db.Micros(tx.Now().Add(-24*time.Hour))); err != nil {
			return err
		}
		if err := n.forgetLetters(ctx, tx); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `DELETE FROM notify_address WHERE verified_at IS NULL AND created_at < ?`, db.Micros(tx.Now().Add(-24*time.Hour)))
		return err
	})
}

func cut(s string, most int) string {
	if len(s) > most {
		return s[:most]
	}
	return s
}

// Retry has a delivery that failed tried again, from the first try on.
func (n *Notices) Retry(ctx context.Context, id string) error {
	err := n.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err := deliveries(ctx, tx, `d.id = ?`+lockOf(tx), id)
		if err != nil {
			return err
		}
		if err := readable(ctx, list); err != nil {
			return err
		}
		d := list[0]
		if err := mayRetry(ctx, d); err != nil {
			return err
		}
		k, err := tx.Exec(ctx, `UPDATE notify_delivery SET state = 'waiting', tries = 0, due_at = ? WHERE id = ? AND state = 'failed'`, db.Micros(tx.Now()), id)
		if err != nil {
			return err
		}
		if k == 0 {
			return fault.New(fault.Conflict, "notify.state_"+string(d.State))
		}
		return n.enter(ctx, tx, "notify.retry", id, d.Person, map[string]string{"channel": d.Channel})
	})
	if err != nil {
		return fmt.Errorf("retry delivery %s: %w", id, err)
	}
	return nil
}

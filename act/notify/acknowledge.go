package notify

import (
	"context"
	"fmt"
	"time"

	"thanhdong/ground/account"
	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// Ways of acknowledging.
const (
	ViaPage  = "page"
	ViaInbox = "inbox"
)

// Page is what the page of a link shows.
type Page struct {
	Notice
	Lang   text.Lang
	Name   text.L // whose link it is
	Until  time.Time
	Button string // what the button must send; empty once it was pressed
}

// Opened gives the page of a link, and changes nothing: programs that look at the links of a message open it
// too. [fault.NotFound] for a link that is not ours or has ended, or whose person may not come in any more.
func (n *Notices) Opened(ctx context.Context, link string) (p Page, err error) {
	err = n.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		id, err := n.linked(ctx, tx, forPage, link)
		if err != nil {
			return err
		}
		p, err = n.page(ctx, tx, id)
		return err
	})
	return p, err
}

func (n *Notices) linked(ctx context.Context, tx *db.Tx, purpose, link string) (string, error) {
	key, err := secret(ctx, tx)
	if fault.Is(err, fault.NotFound) { // no link was ever made
		return "", fault.New(fault.NotFound, "notify.link_ended")
	}
	if err != nil {
		return "", err
	}
	return noticeOf(key, purpose, link, tx.Now())
}

func (n *Notices) page(ctx context.Context, tx *db.Tx, id string) (p Page, err error) {
	ended := fault.New(fault.NotFound, "notify.link_ended")
	if p.Notice, err = noticeByID(ctx, tx, id, ""); fault.Is(err, fault.NotFound) {
		return p, ended
	} else if err != nil {
		return p, err
	}
	var active int
	if err := tx.QueryRow(ctx, `SELECT count(*) FROM account WHERE id = ? AND state = 'active'`, p.Person).Scan(&active); err != nil {
		return p, err
	}
	if active == 0 {
		return p, ended
	}
	names, err := account.Names(ctx, tx, []string{p.Person})
	if err != nil {
		return p, err
	}
	rules, err := rulesOf(ctx, tx, p.Person)
	if err != nil {
		return p, err
	}
	p.Name, p.Lang = names[p.Person], rules.Lang
	if p.AcknowledgedAt.IsZero() && p.Wants != Nothing {
		key, err := secret(ctx, tx)
		if err != nil {
			return p, err
		}
		p.Button = token(key, forButton, id, tx.Now().Add(buttonLife))
	}
	return p, nil
}

// Outcome is what acknowledging did.
type Outcome struct {
	Page
	Took bool         // the item is the person's now
	Why  *fault.Error // why it is not, where that was wished
}

// Press acknowledges by the button of the page, as the person whose link it is. Both the link and what only
// the opened page holds must be right. Pressing twice does nothing more.
func (n *Notices) Press(ctx context.Context, link, button string) (o Outcome, err error) {
	var id string
	err = n.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if id, err = n.linked(ctx, tx, forPage, link); err != nil {
			return err
		}
		pressed, err := n.linked(ctx, tx, forButton, button)
		if err != nil || pressed != id {
			return fault.New(fault.NotFound, "notify.button_ended")
		}
		o.Page, err = n.page(ctx, tx, id)
		return err
	})
	if err != nil {
		return o, err
	}
	who, err := n.accounts.Get(actor.With(ctx, actor.Actor{ID: o.Person, Kind: actor.Person}), o.Person)
	if err != nil {
		return o, fmt.Errorf("whose link it is: %w", err)
	}
	return n.acknowledge(actor.With(ctx, who.Actor()), id, ViaPage)
}

// Acknowledge says that the actor knows; where the notice asks for somebody to take the item, the actor takes
// it.
func (n *Notices) Acknowledge(ctx context.Context, id string) (Outcome, error) {
	if _, err := person(ctx); err != nil {
		return Outcome{}, err
	}
	return n.acknowledge(ctx, id, ViaInbox)
}

func (n *Notices) acknowledge(ctx context.Context, id, via string) (o Outcome, err error) {
	by := actor.From(ctx)
	err = n.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		o = Outcome{}
		x, err := noticeByID(ctx, tx, id, tx.Lock())
		if err == nil && x.Person != by.ID {
			err = fault.New(fault.NotFound, "notify.no_such_notice")
		}
		if err != nil {
			return err
		}
		if !x.AcknowledgedAt.IsZero() {
			o.Page, err = n.page(ctx, tx, id)
			return err
		}
		if x.Wants == Take {
			if o.Took, o.Why, err = n.takeFor(ctx, tx, x); err != nil {
				return err
			}
		}
		now := db.Micros(tx.Now())
		if _, err := tx.Exec(ctx, `UPDATE notify_notice SET acknowledged_at = ?, acknowledged_via = ?, read_at = coalesce(read_at, ?) WHERE id = ?`, now, via, now, id); err != nil {
			return err
		}
		if err := record(ctx, tx, AcknowledgedEvent, x.Person, id); err != nil {
			return err
		}
		if err := n.enter(ctx, tx, "notify.acknowledge", id, x.Person, map[string]any{"via": via, "about": x.About.ID, "took": o.Took}); err != nil {
			return err
		}
		o.Page, err = n.page(ctx, tx, id)
		return err
	})
	if err != nil {
		return Outcome{}, fmt.Errorf("acknowledge notice %s: %w", id, err)
	}
	return o, nil
}

// takeFor takes what the notice is about for the actor. A refusal of the queue (another has it, it is closed, the
// role may not) is told and is no fault of acknowledging.
func (n *Notices) takeFor(ctx context.Context, tx *db.Tx, x Notice) (took bool, why *fault.Error, err error) {
	if x.About.Kind == "alert-group" {
		_, err = n.alerts.AcknowledgeGroup(ctx, x.About.ID, "")
	} else {
		_, err = n.queue.Take(ctx, x.About.ID)
	}
	if err == nil {
		return true, nil, nil
	}
	f, ok := fault.As(err)
	if ok && (f.Kind == fault.Conflict || f.Kind == fault.Forbidden || f.Kind == fault.NotFound) {
		return false, f, nil
	}
	return false, nil, err
}

package notify

import (
	"context"
	"fmt"
	"time"

	"thanhdong/ground/db"
)

// oldNews is how old an event may be to go out by channels. After a long standstill, or when the room is
// new in a store, what is older stands in the inbox only. PROJECT CHOICE.
const oldNews = 24 * time.Hour

// Tell tells people something, in the caller's transaction: each gets a notice in the inbox and a delivery
// for each way that their rules give. Who was told the same event already, or may not come in, is left out.
func (n *Notices) Tell(ctx context.Context, tx *db.Tx, what News, people ...string) error {
	if err := what.validate(); err != nil {
		return err
	}
	if what.At.IsZero() {
		what.At = tx.Now()
	}
	for _, person := range people {
		if _, err := n.tell(ctx, tx, what, person); err != nil {
			return fmt.Errorf("tell %s: %w", person, err)
		}
	}
	return nil
}

// tell gives the id of the notice; empty where the person was told already or may not come in.
func (n *Notices) tell(ctx context.Context, tx *db.Tx, what News, person string) (id string, err error) {
	var active int
	if err := tx.QueryRow(ctx, `SELECT count(*) FROM account WHERE id = ? AND state = 'active'`, person).Scan(&active); err != nil || active == 0 {
		return "", err
	}
	id = tx.NewID("ntc")
	k, err := tx.Exec(ctx, `INSERT INTO notify_notice (id, origin, person, kind, severity, about_kind, about, number, title_vi, title_en, text_vi, text_en, link, wants, at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		id, what.Origin, person, string(what.Kind), what.Severity, what.About.Kind, what.About.ID, what.About.Number,
		what.Title.VI, what.Title.EN, what.Text.VI, what.Text.EN, what.Link, string(what.Wants), db.Micros(what.At))
	if err != nil || k == 0 {
		return "", err
	}
	if err := record(ctx, tx, ToldEvent, person, id); err != nil {
		return "", err
	}
	if tx.Now().Sub(what.At) > oldNews {
		return id, nil
	}
	return id, n.plan(ctx, tx, what, person, id)
}

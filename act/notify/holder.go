package notify

import (
	"context"
	"fmt"
	"slices"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/consent"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

// What the room holds about persons: where they are reached, and what was sent there. A delivery names its address by id;
// erased, it keeps that something was sent and neither where to nor the receipt.
const (
	AddressKind  = "notify.address"
	DeliveryKind = "notify.delivery"
)

type holder struct{}

// Holder answers for addresses and for the log of deliveries.
func (n *Notices) Holder() consent.Holder { return holder{} }

func (holder) Kinds() []string { return []string{AddressKind, DeliveryKind} }

func (h holder) Find(ctx context.Context, tx *db.Tx, who consent.Person) (found []consent.Piece, err error) {
	for _, kind := range h.Kinds() {
		pieces, err := heldAt(ctx, tx, kind, `1=1`)
		if err != nil {
			return nil, err
		}
		matching, err := consent.Matching(who, pieces, func(p heldPiece) consent.Known {
			address := []string{p.Fields[1].Value}
			return consent.Known{Codes: []string{p.ID, p.person, p.login}, Phones: address, Emails: address, Names: []string{p.name, p.login}}
		}, func(p heldPiece) (consent.Piece, error) { return p.Piece, nil })
		if err != nil {
			return nil, err
		}
		found = append(found, matching...)
	}
	return found, nil
}

type heldPiece struct {
	consent.Piece
	person, login, name string
}

// heldAt reads pieces of a kind; their second field is the address.
func heldAt(ctx context.Context, tx *db.Tx, kind, where string, args ...any) (list []heldPiece, err error) {
	q := `SELECT x.id, x.channel, x.address, x.label, x.created_at, x.verified_at, '', x.person, a.name, a.title_vi, a.unit_path, a.area_path
		FROM notify_address x JOIN account a ON a.id = x.person WHERE ` + where + ` ORDER BY x.id`
	if kind == DeliveryKind {
		q = `SELECT x.id, x.channel, COALESCE(d.address, ''), '', x.created_at, x.sent_at, x.state, x.person, a.name, a.title_vi, a.unit_path, a.area_path
			FROM notify_delivery x JOIN account a ON a.id = x.person LEFT JOIN notify_address d ON d.id = x.address WHERE x.address <> '' AND ` + where + ` ORDER BY x.id`
	}
	err = tx.Each(ctx, q, args, func(scan func(...any) error) error {
		p := heldPiece{Piece: consent.Piece{Ref: consent.Ref{Kind: kind}}}
		var channel, address, label, state string
		var at int64
		var then *int64
		var scope actor.Scope
		if err := scan(&p.ID, &channel, &address, &label, &at, &then, &state, &p.person, &p.login, &p.name, &scope.UnitPath, &scope.AreaPath); err != nil {
			return err
		}
		p.At, p.Title, p.Scope = db.Time(at), channel, scope
		p.Fields = []consent.Field{{Key: "channel", Value: channel}, {Key: "address", Value: address}}
		if label != "" {
			p.Fields = append(p.Fields, consent.Field{Key: "label", Value: label})
		}
		if then != nil {
			key := map[string]string{AddressKind: "verified", DeliveryKind: "sent"}[kind]
			p.Fields = append(p.Fields, consent.Field{Key: key, Value: consent.Stamp(db.Time(*then))})
		}
		if slices.Contains([]State{Waiting, Sending, Held}, State(state)) {
			p.Keeps = fault.New(fault.Conflict, "notify.under_way")
		}
		list = append(list, p)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", kind, err)
	}
	return list, nil
}

func (holder) Export(ctx context.Context, tx *db.Tx, ref consent.Ref) (consent.Piece, error) {
	list, err := heldAt(ctx, tx, ref.Kind, `x.id = ?`, ref.ID)
	pieces := make([]consent.Piece, len(list))
	for i, p := range list {
		pieces[i] = p.Piece
	}
	return consent.One(pieces, err)
}

func (holder) Erase(ctx context.Context, tx *db.Tx, ref consent.Ref) error {
	q := `UPDATE notify_delivery SET address = '', receipt = '' WHERE id = ?`
	if ref.Kind == AddressKind {
		q = `DELETE FROM notify_address WHERE id = ?`
	}
	_, err := tx.Exec(ctx, q, ref.ID)
	return err
}

// Old gives what was sent or given up since long; an address is kept while the account is used.
func (holder) Old(ctx context.Context, tx *db.Tx, kind string, before time.Time, most int) ([]consent.Ref, error) {
	q := `SELECT id FROM notify_delivery WHERE address <> '' AND state NOT IN ('waiting', 'sending', 'held') AND created_at < ? ORDER BY id LIMIT ?`
	if kind == AddressKind {
		q = `SELECT x.id FROM notify_address x JOIN account a ON a.id = x.person WHERE a.state <> 'active' AND COALESCE(a.last_seen, a.created_at) < ? ORDER BY x.id LIMIT ?`
	}
	return consent.Refs(ctx, tx, kind, q, db.Micros(before), most)
}

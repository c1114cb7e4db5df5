package privacy

import (
	"context"
	"errors"
	"time"

	"thanhdong/ground/consent"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

// HeldKind is what the room holds itself: who asked, and their words.
const HeldKind = "privacy.request"

type holder struct{}

// Holder answers for the requests themselves.
func (p *Privacy) Holder() consent.Holder { return holder{} }

func (holder) Kinds() []string { return []string{HeldKind} }

func (holder) Find(ctx context.Context, tx *db.Tx, who consent.Person) ([]consent.Piece, error) {
	list, err := query(ctx, tx, `r.erased_at IS NULL ORDER BY r.id`)
	if err != nil {
		return nil, err
	}
	return consent.Matching(who, list, func(r Request) consent.Known {
		return consent.Known{Codes: []string{r.ID, r.Number}, Phones: r.Person.Phones, Emails: r.Person.Emails, Names: []string{r.Person.Name}}
	}, func(r Request) (consent.Piece, error) { return held(r), nil })
}

func held(r Request) consent.Piece {
	p := consent.Piece{Ref: consent.Ref{Kind: HeldKind, ID: r.ID}, At: r.FiledAt, Title: r.Number, Scope: r.Scope(), Fields: []consent.Field{
		{Key: "name", Value: r.Person.Name}, {Key: "words", Value: r.Words}, {Key: "at", Value: consent.Stamp(r.FiledAt)},
	}}
	for _, s := range append(append([]string{}, r.Person.Phones...), r.Person.Emails...) {
		p.Fields = append(p.Fields, consent.Field{Key: "address", Value: s})
	}
	if r.State.Live() {
		p.Keeps = fault.New(fault.Conflict, "privacy.still_open", "number", r.Number)
	}
	return p
}

func (holder) Export(ctx context.Context, tx *db.Tx, ref consent.Ref) (consent.Piece, error) {
	list, err := query(ctx, tx, `r.id = ? AND r.erased_at IS NULL`, ref.ID)
	if err != nil || len(list) == 0 {
		return consent.One(nil, err)
	}
	return held(list[0]), nil
}

// Erase leaves that there was a request, its times and its outcome.
func (holder) Erase(ctx context.Context, tx *db.Tx, ref consent.Ref) error {
	_, err1 := tx.Exec(ctx, `UPDATE privacy_request SET name = '', phone = '', email = '', codes = '', words = '', answer = '', identified_words = '', erased_at = ? WHERE id = ?`, db.Micros(tx.Now()), ref.ID)
	_, err2 := tx.Exec(ctx, `UPDATE privacy_piece SET words = '' WHERE request = ?`, ref.ID)
	return errors.Join(err1, err2)
}

// Old gives requests that ended before.
func (holder) Old(ctx context.Context, tx *db.Tx, kind string, before time.Time, most int) ([]consent.Ref, error) {
	return consent.Refs(ctx, tx, kind, `SELECT id FROM privacy_request WHERE erased_at IS NULL AND ended_at < ? ORDER BY id LIMIT ?`, db.Micros(before), most)
}

package account

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"thanhdong/ground/consent"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// PersonKind is what the room holds about a person: who they are, since when, and when they came in last. What
// somebody did in office stays in the records of the office under their id.
const PersonKind = "account.person"

type holder struct{}

// Holder answers for the people who have an account.
func (a *Accounts) Holder() consent.Holder { return holder{} }

func (holder) Kinds() []string { return []string{PersonKind} }

// left is an account from which the person was taken: its name is its id, which no other can be.
const left = `a.name = a.id`

func (holder) Find(ctx context.Context, tx *db.Tx, who consent.Person) (found []consent.Piece, err error) {
	where, args := []string{}, []any{}
	if key := text.SearchKey(who.Name); key != "" {
		named, words := db.Holding(`a.search`, key)
		where, args = append(where, "("+named+")"), words
	}
	for _, code := range who.Codes {
		where = append(where, `a.id = ? OR a.name_key = ?`)
		args = append(args, strings.TrimSpace(code), text.NameKey(code))
	}
	if len(where) == 0 {
		return nil, nil
	}
	accounts, err := read(ctx, tx, "", "0", "("+strings.Join(where, " OR ")+") AND NOT "+left, nil, args...)
	if err != nil {
		return nil, err
	}
	return consent.Matching(who, accounts, func(a Account) consent.Known {
		return consent.Known{Codes: []string{a.ID, a.Name}, Names: []string{a.Name, a.Title.VI, a.Title.EN}}
	}, func(a Account) (consent.Piece, error) { return piece(ctx, tx, a) })
}

func piece(ctx context.Context, tx *db.Tx, a Account) (consent.Piece, error) {
	p := consent.Piece{Ref: consent.Ref{Kind: PersonKind, ID: a.ID}, At: a.CreatedAt, Title: a.Unit, Scope: a.Scope(), Fields: []consent.Field{
		{Key: "name", Value: a.Name}, {Key: "title", Value: a.Shown().VI}, {Key: "unit", Value: a.Unit}, {Key: "state", Value: string(a.State)}, {Key: "since", Value: consent.Stamp(a.CreatedAt)},
	}}
	if !a.LastSeen.IsZero() {
		p.Fields = append(p.Fields, consent.Field{Key: "last_seen", Value: consent.Stamp(a.LastSeen)})
	}
	phones, err := Phones(ctx, tx, []string{a.ID})
	if err != nil {
		return p, err
	}
	if phone := phones[a.ID]; phone != "" {
		p.Fields = append(p.Fields, consent.Field{Key: "phone", Value: phone})
	}
	for _, g := range a.Grants {
		p.Fields = append(p.Fields, consent.Field{Key: "role", Value: string(g.Role) + " " + g.Unit + " " + g.Area})
	}
	var sessions int
	if err := tx.QueryRow(ctx, `SELECT count(*) FROM account_session WHERE account = ?`, a.ID).Scan(&sessions); err != nil {
		return p, fmt.Errorf("sessions of %s: %w", a.ID, err)
	}
	p.Fields = append(p.Fields, consent.Field{Key: "sessions", Value: fmt.Sprint(sessions)})
	if a.State == Active {
		p.Keeps = fault.New(fault.Conflict, "account.in_office")
	}
	return p, nil
}

func (holder) Export(ctx context.Context, tx *db.Tx, ref consent.Ref) (consent.Piece, error) {
	a, err := one(ctx, tx, `a.id = ? AND NOT `+left, ref.ID)
	if err != nil {
		return consent.Piece{}, err
	}
	return piece(ctx, tx, a)
}

// Erase leaves the id, under which the office's records name who acted, and nothing that tells who it was.
func (holder) Erase(ctx context.Context, tx *db.Tx, ref consent.Ref) error {
	_, err1 := tx.Exec(ctx, `UPDATE account SET name = id, name_key = id, title_vi = '', title_en = '', search = '', password = '', phone = '', last_seen = NULL WHERE id = ?`, ref.ID)
	_, err2 := tx.Exec(ctx, `DELETE FROM account_session WHERE account = ?`, ref.ID)
	_, err3 := tx.Exec(ctx, `DELETE FROM account_token WHERE account = ?`, ref.ID)
	_, err4 := tx.Exec(ctx, `DELETE FROM account_grant WHERE account = ?`, ref.ID)
	return errors.Join(err1, err2, err3, err4)
}

// Old gives suspended accounts that nobody used since.
func (holder) Old(ctx context.Context, tx *db.Tx, kind string, before time.Time, most int) ([]consent.Ref, error) {
	return consent.Refs(ctx, tx, kind, `SELECT a.id FROM account a WHERE a.state = ? AND NOT `+left+` AND COALESCE(a.last_seen, a.created_at) < ? ORDER BY a.id LIMIT ?`,
		string(Suspended), db.Micros(before), most)
}

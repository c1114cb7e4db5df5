package consent

import (
	"context"
	"fmt"
	"time"

	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// The functions below are what holders have in common.

// Refs reads the ids of pieces of a kind, for [Holder].Old: the query gives one column.
func Refs(ctx context.Context, tx *db.Tx, kind, query string, args ...any) (refs []Ref, err error) {
	err = tx.Each(ctx, query, args, func(scan func(...any) error) error {
		ref := Ref{Kind: kind}
		err := scan(&ref.ID)
		refs = append(refs, ref)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("what of %s is old: %w", kind, err)
	}
	return refs, nil
}

// One is the piece of a list that holds it alone, for [Holder].Export: [fault.NotFound] when there is none.
func One(list []Piece, err error) (Piece, error) {
	if err == nil && len(list) == 0 {
		err = fault.New(fault.NotFound, "consent.no_piece")
	}
	if err != nil {
		return Piece{}, err
	}
	return list[0], nil
}

// Matching keeps the pieces that are about the person and says why, for [Holder].Find.
func Matching[T any](who Person, rows []T, known func(T) Known, piece func(T) (Piece, error)) (found []Piece, err error) {
	for _, row := range rows {
		why := who.Why(known(row))
		if why == "" {
			continue
		}
		p, err := piece(row)
		if err != nil {
			return nil, err
		}
		p.Why = why
		found = append(found, p)
	}
	return found, nil
}

// Stamp writes an instant as the value of a field.
func Stamp(t time.Time) string { return t.In(text.Zone).Format("02/01/2006 15:04") }

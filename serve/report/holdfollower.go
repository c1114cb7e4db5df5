package report

import (
	"context"
	"fmt"

	"thanhdong/ground/consent"
	"thanhdong/ground/db"
)

// findFollowers gives the addresses of a person that are told of reports, for [Reports.Holder]. They may be erased while the report goes on.
func findFollowers(ctx context.Context, tx *db.Tx, who consent.Person) ([]consent.Piece, error) {
	list, err := heldFollowers(ctx, tx, `1 = 1`)
	if err != nil {
		return nil, err
	}
	return consent.Matching(who, list, func(p consent.Piece) consent.Known {
		return consent.Known{Codes: []string{p.ID}, Emails: []string{p.Fields[0].Value}}
	}, func(p consent.Piece) (consent.Piece, error) { return p, nil })
}

func heldFollowers(ctx context.Context, tx *db.Tx, where string, args ...any) (list []consent.Piece, err error) {
	err = tx.Each(ctx, `SELECT f.id, f.email, f.asked_at, COALESCE(f.confirmed_at, 0), r.number, r.unit_path, r.area_path FROM report_follower f JOIN report r ON r.id = f.report WHERE `+where+` ORDER BY f.id`, args,
		func(scan func(...any) error) error {
			p := consent.Piece{Ref: consent.Ref{Kind: FollowerHeld}}
			var email string
			var at, confirmed int64
			err := scan(&p.ID, &email, &at, &confirmed, &p.Title, &p.Scope.UnitPath, &p.Scope.AreaPath)
			p.At, p.Fields = db.Time(at), []consent.Field{{Key: "email", Value: email}}
			if confirmed != 0 {
				p.Fields = append(p.Fields, consent.Field{Key: "verified", Value: consent.Stamp(db.Time(confirmed))})
			}
			list = append(list, p)
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("who follows reports: %w", err)
	}
	return list, nil
}

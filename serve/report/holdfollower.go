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
	return consent.Matching(who, list, func(p heldFollower) consent.Known { return p.known }, func(p heldFollower) (consent.Piece, error) { return p.Piece, nil })
}

// heldFollower is one with what they are known by. Nobody knows the address of a browser, so one that follows with the code is found by what its report is found by.
type heldFollower struct {
	consent.Piece
	known consent.Known
}

func heldFollowers(ctx context.Context, tx *db.Tx, where string, args ...any) (list []heldFollower, err error) {
	err = tx.Each(ctx, `SELECT f.id, f.channel, f.address, f.asked_at, COALESCE(f.confirmed_at, 0), r.number, r.code, r.name, r.phone, r.email, r.unit_path, r.area_path FROM report_follower f JOIN report r ON r.id = f.report WHERE `+where+` ORDER BY f.id`, args,
		func(scan func(...any) error) error {
			p := heldFollower{Piece: consent.Piece{Ref: consent.Ref{Kind: FollowerHeld}}}
			var channel, address, code string
			var who Reporter
			var at, confirmed int64
			err := scan(&p.ID, &channel, &address, &at, &confirmed, &p.Title, &code, &who.Name, &who.Phone, &who.Email, &p.Scope.UnitPath, &p.Scope.AreaPath)
			p.At = db.Time(at)
			if channel == byPush {
				p.Fields = []consent.Field{{Key: "channel", Value: channel}, {Key: "address", Value: address}}
				p.known = consent.Known{Codes: []string{p.ID, p.Title, code}, Names: []string{who.Name}, Phones: []string{who.Phone}, Emails: []string{who.Email}}
			} else {
				p.Fields = []consent.Field{{Key: "email", Value: address}}
				p.known = consent.Known{Codes: []string{p.ID}, Emails: []string{address}}
			}
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

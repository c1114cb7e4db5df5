package incident

import (
	"context"
	"fmt"
	"time"

	"thanhdong/ground/consent"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

// SignalHeld is what the room may hold about a person: a signal keeps no caller, but its words or its place may
// tell who called.
const SignalHeld = "incident.signal"

type holder struct{}

// Holder answers for what people called or reported.
func (is *Incidents) Holder() consent.Holder { return holder{} }

func (holder) Kinds() []string { return []string{SignalHeld} }

// whole are signals whose words were not taken out.
const whole = `(words <> '' OR place <> '' OR source <> '')`

// inHand is a case i that is open, or led by one that is.
const inHand = `(i.state = 'open' OR EXISTS (SELECT 1 FROM incident l WHERE l.id = i.lead AND l.state = 'open'))`

// Find reads the words of all signals: a number or a name stands anywhere in them.
func (holder) Find(ctx context.Context, tx *db.Tx, who consent.Person) ([]consent.Piece, error) {
	list, err := signals(ctx, tx, whole+` ORDER BY id`)
	if err != nil {
		return nil, err
	}
	return consent.Matching(who, list, func(s Signal) consent.Known {
		return consent.Known{Codes: []string{s.ID}, Words: s.Words + " \n" + s.Place + " \n" + s.Source}
	}, func(s Signal) (consent.Piece, error) { return heldSignal(ctx, tx, s) })
}

func heldSignal(ctx context.Context, tx *db.Tx, s Signal) (consent.Piece, error) {
	p := consent.Piece{Ref: consent.Ref{Kind: SignalHeld, ID: s.ID}, At: s.TakenAt, Title: string(s.Kind), Scope: s.Scope(), Fields: []consent.Field{
		{Key: "words", Value: s.Words}, {Key: "place", Value: s.Place}, {Key: "source", Value: s.Source}, {Key: "at", Value: consent.Stamp(s.At)},
	}}
	if s.Incident != "" {
		var open int
		if err := tx.QueryRow(ctx, `SELECT count(*) FROM incident i WHERE i.id = ? AND `+inHand, s.Incident).Scan(&open); err != nil {
			return p, fmt.Errorf("case of signal %s: %w", s.ID, err)
		}
		if open > 0 {
			p.Keeps = fault.New(fault.Conflict, "incident.signal_in_use")
		}
	}
	return p, nil
}

func (holder) Export(ctx context.Context, tx *db.Tx, ref consent.Ref) (consent.Piece, error) {
	list, err := signals(ctx, tx, `id = ? AND `+whole, ref.ID)
	if err != nil || len(list) == 0 {
		return consent.One(nil, err)
	}
	return heldSignal(ctx, tx, list[0])
}

// Erase takes the words, the exact place and the source; that there was a signal of this kind stays with its case.
func (holder) Erase(ctx context.Context, tx *db.Tx, ref consent.Ref) error {
	_, err := tx.Exec(ctx, `UPDATE incident_signal SET words = '', place = '', source = '', lon = NULL, lat = NULL WHERE id = ?`, ref.ID)
	return err
}

// Old gives signals that no open case uses.
func (holder) Old(ctx context.Context, tx *db.Tx, kind string, before time.Time, most int) ([]consent.Ref, error) {
	return consent.Refs(ctx, tx, kind, `SELECT id FROM incident_signal s WHERE `+whole+` AND taken_at < ? AND NOT EXISTS
		(SELECT 1 FROM incident i WHERE i.id = s.incident AND `+inHand+`) ORDER BY id LIMIT ?`, db.Micros(before), most)
}

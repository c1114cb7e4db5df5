package report

import (
	"context"
	"fmt"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

// Parcel is a report on its way to a peer, without who sent it: words and address masked as for everybody.
type Parcel struct {
	Report   string
	Peer     Peer
	Round    int    // how often it was reopened here
	External string // the id of it at our side: the same again is the same report, where the peer knows the extension
	Service  string
	Words    string
	Address  string
	Lon, Lat *float64
	Remote   string // its id there, once there is one
	Token    string // by which the peer will tell that id later
	Status   string // there, as far as it was heard
}

const (
	firstPause = time.Minute
	longPause  = 6 * time.Hour
	passTries  = 20 // about three days
	askPause   = 10 * time.Minute
)

// Parcels gives what is to be sent now, the longest waiting first: nothing is held while it is sent, so a server that ends between sending and [Reports.Passed]
// sends again, with the same External.
func (rs *Reports) Parcels(ctx context.Context, most int) ([]Parcel, error) {
	return rs.parcels(ctx, `waiting`, most)
}

// Awaited gives what peers are to be asked about now.
func (rs *Reports) Awaited(ctx context.Context, most int) ([]Parcel, error) {
	return rs.parcels(ctx, `sent`, most)
}

func (rs *Reports) parcels(ctx context.Context, state string, most int) (list []Parcel, err error) {
	if err := actor.From(ctx).Check(ToPeer, actor.Scope{}); err != nil {
		return nil, err
	}
	err = rs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		list = nil
		known := map[string]Peer{}
		all, err := peers(ctx, tx, `off = 0`)
		for _, p := range all {
			known[p.Code] = p
		}
		if err != nil {
			return err
		}
		err = tx.Each(ctx, `SELECT report, peer, round, remote, token, status FROM report_passed WHERE state = ? AND next_at <= ? AND peer IN (SELECT code FROM report_peer WHERE off = 0) ORDER BY next_at, report LIMIT ?`,
			[]any{state, db.Micros(tx.Now()), most}, func(scan func(...any) error) error {
				var p Parcel
				err := scan(&p.Report, &p.Peer.Code, &p.Round, &p.Remote, &p.Token, &p.Status)
				p.Peer = known[p.Peer.Code]
				list = append(list, p)
				return err
			})
		if err != nil {
			return err
		}
		for i := range list {
			p := &list[i]
			r, err := load(ctx, tx, `r.id = ?`, "", p.Report)
			if err != nil {
				return err
			}
			if p.External = r.Number; p.Round > 0 {
				p.External = fmt.Sprintf("%s/%d", r.Number, p.Round)
			}
			p.Service, p.Words, p.Address, p.Lon, p.Lat = p.Peer.Services[r.Category], mask(r.Words), mask(r.Address), r.Lon, r.Lat
		}
		return nil
	})
	return list, err
}

// change of one parcel: it is there still and in the state that is expected, or nothing happens.
func (rs *Reports) parcel(ctx context.Context, p Parcel, from string, do func(ctx context.Context, tx *db.Tx, r Report) error) error {
	err := rs.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := actor.From(ctx).Check(ToPeer, actor.Scope{}); err != nil {
			return err
		}
		r, err := load(ctx, tx, `r.id = ?`, tx.Lock(), p.Report)
		if err != nil {
			return err
		}
		var state string
		err = tx.QueryRow(ctx, `SELECT state FROM report_passed WHERE report = ? AND peer = ? AND round = ?`, p.Report, p.Peer.Code, p.Round).Scan(&state)
		if fault.Is(err, fault.NotFound) || err == nil && state != from {
			return nil
		}
		if err != nil {
			return err
		}
		return do(ctx, tx, r)
	})
	if err != nil {
		return fmt.Errorf("report %s at %s: %w", p.External, p.Peer.Code, err)
	}
	return nil
}

func (p Parcel) set(ctx context.Context, tx *db.Tx, set string, args ...any) error {
	_, err := tx.Exec(ctx, `UPDATE report_passed SET `+set+` WHERE report = ? AND peer = ? AND round = ?`, append(args, p.Report, p.Peer.Code, p.Round)...)
	return err
}

// Passed says that the peer took it, under an id of its own or for now a token.
func (rs *Reports) Passed(ctx context.Context, p Parcel, remote, token string) error {
	return rs.parcel(ctx, p, "waiting", func(ctx context.Context, tx *db.Tx, r Report) error {
		if err := p.set(ctx, tx, `state = 'sent', remote = ?, token = ?, tries = 0, cause = '', sent_at = ?, next_at = ?`, remote, token, db.Micros(tx.Now()), db.Micros(tx.Now().Add(askPause))); err != nil {
			return err
		}
		return tell(ctx, tx, r, line{event: PassedEvent, kind: "passed", words: p.Peer.Name + note(remote), shown: true, payload: map[string]any{"peer": p.Peer.Code, "remote": remote}})
	})
}

// NotPassed says why the peer did not take it; it is tried again, each time later, until the cause is final or the tries are over. Then the unit reads in the
// history that it has to handle the report itself.
func (rs *Reports) NotPassed(ctx context.Context, p Parcel, cause string, final bool) error {
	return rs.parcel(ctx, p, "waiting", func(ctx context.Context, tx *db.Tx, r Report) error {
		again, err := p.later(ctx, tx, cause)
		if err != nil || again && !final {
			return err
		}
		if err := p.set(ctx, tx, `state = 'refused'`); err != nil {
			return err
		}
		return tell(ctx, tx, r, line{event: PassedEvent, kind: "not_passed", words: p.Peer.Name + note(cause), payload: map[string]any{"peer": p.Peer.Code, "cause": cause}})
	})
}

// later moves the next try on; false where there were enough.
func (p Parcel) later(ctx context.Context, tx *db.Tx, cause string) (bool, error) {
	var tries int
	if err := tx.QueryRow(ctx, `SELECT tries FROM report_passed WHERE report = ? AND peer = ? AND round = ?`, p.Report, p.Peer.Code, p.Round).Scan(&tries); err != nil {
		return false, err
	}
	pause := min(firstPause<<min(tries, 10), longPause)
	return tries+1 < passTries, p.set(ctx, tx, `tries = ?, cause = ?, next_at = ?`, tries+1, cause, db.Micros(tx.Now().Add(pause)))
}

// NotHeard says that the peer could not be asked.
func (rs *Reports) NotHeard(ctx context.Context, p Parcel, cause string) error {
	return rs.parcel(ctx, p, "sent", func(ctx context.Context, tx *db.Tx, _ Report) error {
		_, err := p.later(ctx, tx, cause)
		return err
	})
}

// PeerStanding is what a peer says of a report.
type PeerStanding struct {
	Remote string // its id there
	Closed bool
	Notes  string
}

// Heard keeps what the peer says. Something new goes into the history for its reporter to read; that it is closed there is drafted as an answer, for the unit to
// say with proof, and ends the asking.
func (rs *Reports) Heard(ctx context.Context, p Parcel, s PeerStanding) error {
	notes, fs := sentence(s.Notes, false)
	if len(fs) > 0 {
		notes = string([]rune(notes)[:longestWords])
	}
	return rs.parcel(ctx, p, "sent", func(ctx context.Context, tx *db.Tx, r Report) error {
		state, status := "sent", "open"
		if s.Closed {
			state, status = "over", "closed"
		}
		said := status
		if notes != "" {
			said += ": " + notes
		}
		if err := p.set(ctx, tx, `state = ?, remote = ?, token = '', status = ?, tries = 0, cause = '', heard_at = ?, next_at = ?`, state, s.Remote, said, db.Micros(tx.Now()), db.Micros(tx.Now().Add(askPause))); err != nil {
			return err
		}
		if said == p.Status || said == "open" && p.Status == "" {
			return nil
		}
		if s.Closed && r.State.Acts() && r.Draft.Words == "" && notes != "" {
			if _, err := tx.Exec(ctx, `UPDATE report SET draft_answer = ? WHERE id = ?`, notes, r.ID); err != nil {
				return err
			}
		}
		return tell(ctx, tx, r, line{event: PassedEvent, kind: "heard_" + status, words: p.Peer.Name + note(mask(notes)), shown: true, payload: map[string]any{"peer": p.Peer.Code, "status": status}})
	})
}

package report

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"thanhdong/ground/actor"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
)

// Peer is a server of others, a town's or a utility's, that handles what is given to one of our units: such reports are passed on to it, and how they stand
// there is asked. What it says is shown and drafted; that a report is resolved is said, with proof, by the unit.
type Peer struct {
	Code         string
	Name         string
	URL          string            // of its GeoReport v2 service, such as https://311.example.org/open311/v2
	Key          string            // its api_key
	Jurisdiction string            // its jurisdiction_id; empty: none
	Unit         string            // what is given to it goes there
	Services     map[string]string // our category to its service_code; what is not named stays here
	Off          bool              // nothing is passed on; what it has is asked no more
}

// ToPeer is naming servers of others.
var ToPeer = actor.Declare("report.peer", actor.Anywhere, actor.Admin, actor.Integrator)

// PutPeer adds or changes one. The address is checked by who connects.
func (rs *Reports) PutPeer(ctx context.Context, p Peer) error {
	return rs.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := actor.From(ctx).Check(ToPeer, actor.Scope{}); err != nil {
			return err
		}
		var fs []fault.Field
		for name, v := range map[string]string{"code": p.Code, "name": p.Name, "url": p.URL, "key": p.Key} {
			if strings.TrimSpace(v) == "" || len(v) > 500 {
				fs = append(fs, fault.At(name, "report.peer_field"))
			}
		}
		if len(p.Services) == 0 {
			fs = append(fs, fault.At("services", "report.peer_field"))
		}
		for code := range p.Services {
			if _, err := category(ctx, tx, code); fault.Is(err, fault.NotFound) {
				fs = append(fs, fault.At("services", "report.no_category", "code", code))
			} else if err != nil {
				return err
			}
		}
		if _, err := unit.ByCode(ctx, tx, p.Unit, ""); fault.Is(err, fault.NotFound) {
			fs = append(fs, fault.At("unit", "unit.unknown", "code", p.Unit, "on", text.DayOf(tx.Now())))
		} else if err != nil {
			return err
		}
		if len(fs) > 0 {
			slices.SortFunc(fs, func(a, b fault.Field) int { return strings.Compare(a.Path, b.Path) })
			return fault.Fields("report.invalid", fs...)
		}
		services, err := json.Marshal(p.Services)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO report_peer (code, name, url, key, jurisdiction, unit, services, off) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (code) DO UPDATE SET name = excluded.name, url = excluded.url, key = excluded.key, jurisdiction = excluded.jurisdiction, unit = excluded.unit, services = excluded.services, off = excluded.off`,
			p.Code, p.Name, p.URL, p.Key, p.Jurisdiction, p.Unit, string(services), flag(p.Off)); err != nil {
			return fmt.Errorf("put peer %s: %w", p.Code, err)
		}
		// The key is in no payload.
		return ledger.Write(ctx, tx, ledger.Entry{Verb: "report.peer", Subject: p.Code, Payload: map[string]any{"name": p.Name, "url": p.URL, "unit": p.Unit, "services": p.Services, "off": p.Off}})
	})
}

// Peers lists them by code, for who connects and for administrators; with their keys only for the product itself.
func (rs *Reports) Peers(ctx context.Context) (list []Peer, err error) {
	by := actor.From(ctx)
	if err := by.Check(ToPeer, actor.Scope{}); err != nil {
		return nil, err
	}
	err = rs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err = peers(ctx, tx, `1 = 1`)
		return err
	})
	for i := range list {
		if by.Kind != actor.Product {
			list[i].Key = ""
		}
	}
	return list, err
}

func peers(ctx context.Context, tx *db.Tx, where string, args ...any) (list []Peer, err error) {
	err = tx.Each(ctx, `SELECT code, name, url, key, jurisdiction, unit, services, off FROM report_peer WHERE `+where+` ORDER BY code`, args, func(scan func(...any) error) error {
		var p Peer
		var services string
		var off int
		if err := scan(&p.Code, &p.Name, &p.URL, &p.Key, &p.Jurisdiction, &p.Unit, &services, &off); err != nil {
			return err
		}
		p.Off = off == 1
		list = append(list, p)
		return json.Unmarshal([]byte(services), &list[len(list)-1].Services)
	})
	return list, err
}

// passOn notes what a unit was given that a peer handles for it. A report that is reopened goes there again, as another one.
func (rs *Reports) passOn(ctx context.Context, tx *db.Tx, events []bus.Event) error {
	for _, e := range events {
		r, err := load(ctx, tx, `r.id = ?`, "", e.Subject)
		if err != nil {
			return err
		}
		if r.Private || !r.State.Acts() || r.State.waiting() {
			continue
		}
		list, err := peers(ctx, tx, `unit = ? AND off = 0`, r.Unit)
		if err != nil {
			return err
		}
		for _, p := range list {
			if p.Services[r.Category] == "" {
				continue
			}
			if _, err := tx.Exec(ctx, `INSERT INTO report_passed (report, peer, round, state, next_at) VALUES (?, ?, ?, 'waiting', ?) ON CONFLICT (report, peer, round) DO NOTHING`,
				r.ID, p.Code, r.Reopened, db.Micros(tx.Now())); err != nil {
				return err
			}
		}
	}
	return nil
}

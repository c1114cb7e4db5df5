package pack

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
)

// RemovedKind is the event that a pack was removed; its subject is the pack's name.
const RemovedKind = "pack.Removed"

// Remove takes an applied pack out, all of it or nothing. Its rules, contracts and playbooks end; what
// was measured, alerted and done under them stays, and so do areas, units, laws, stations, the calendar
// and accounts, which others refer to. A succession is taken back, unless something lies with what it
// began. A rule that it covered comes back; a row that was changed in the
// province stays as the province's own. [fault.Conflict] names what still needs the pack: another pack,
// or a rule or contract of somebody else that counts on one of its playbooks.
func (ps *Packs) Remove(ctx context.Context, name string) (r Report, err error) {
	err = ps.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		r, err = ps.remove(ctx, tx, name)
		return err
	})
	return r, err
}

func (ps *Packs) remove(ctx context.Context, tx *db.Tx, name string) (Report, error) {
	ctx, err := may(ctx)
	if err != nil {
		return Report{}, err
	}
	r := Report{Pack: name}
	err = tx.QueryRow(ctx, `SELECT version FROM pack WHERE name = ?`+tx.Lock(), name).Scan(&r.Version)
	if fault.Is(err, fault.NotFound) {
		return r, fault.New(fault.NotFound, "pack.not_applied", "pack", name)
	}
	if err != nil {
		return r, err
	}
	if by, err := neededBy(ctx, tx, name); err != nil || len(by) > 0 {
		if err == nil {
			err = fault.New(fault.Conflict, "pack.needed_by", "pack", name, "by", strings.Join(by, ", "))
		}
		return r, err
	}
	for _, p := range slices.Backward(parts) { // what cites ends before what is cited
		rows, err := stored(ctx, tx, p.name)
		if err != nil {
			return r, err
		}
		report := PartReport{Part: p.name}
		for _, code := range sortedCodes(rows) {
			if rows[code].pack != name {
				continue
			}
			do, err := ps.takeOut(ctx, tx, p.name, code, rows[code])
			if err != nil {
				return r, fmt.Errorf("remove pack %s, %s %s: %w", name, p.name, code, err)
			}
			if do == End {
				report.Withdrawn++
			} else {
				report.Left++
			}
			r.Rows = append(r.Rows, RowPlan{p.name, code, do})
		}
		if report.Withdrawn+report.Left > 0 {
			r.Parts = append(r.Parts, report)
		}
	}
	if _, err := tx.Exec(ctx, `DELETE FROM pack WHERE name = ?`, name); err != nil {
		return r, err
	}
	if err := bus.Record(ctx, tx, RemovedKind, name, map[string]string{"name": name, "version": r.Version}); err != nil {
		return r, err
	}
	return r, ledger.Write(ctx, tx, ledger.Entry{Verb: "pack.remove", Subject: "pack/" + name, Payload: map[string]any{"version": r.Version, "parts": r.Parts}})
}

// takeOut ends one row of a pack that goes, or leaves it.
func (ps *Packs) takeOut(ctx context.Context, tx *db.Tx, part, code string, o old) (Deed, error) {
	local, err := ps.changedHere(ctx, tx, part, code, o)
	if err != nil {
		return "", err
	}
	if local {
		_, err := tx.Exec(ctx, `DELETE FROM pack_row WHERE part = ? AND code = ?`, part, code)
		return Leave, err
	}
	var below []*Pack
	if o.below != "" {
		p, err := Open(o.below)
		if err != nil {
			return "", err
		}
		below = append(below, p)
	}
	do := Leave
	if slices.Contains(ending, part) {
		do = End
	}
	return do, ps.withdraw(ctx, tx, below, part, row{code: code, below: o.below})
}

// ending are the parts whose rows stop working with their pack. Rows of the last five lie in pack_row
// alone and go with it.
var ending = []string{"successions", "reasons", "alerting", "playbooks", "incident_types", "warnings", "reports", "places", "privacy", "datasets", "indicators", "open", "briefing", "exercises", "feeds", "rules", "measures", "station_types", "limits", "simulation", "messages"}

// neededBy names the applied packs that need one.
func neededBy(ctx context.Context, tx *db.Tx, name string) (names []string, err error) {
	rows, err := tx.Query(ctx, `SELECT name, body FROM pack ORDER BY name`)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var other, body string
		var head Head
		if err := rows.Scan(&other, &body); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(body), &head); err != nil {
			return nil, err
		}
		if slices.Contains(head.Needs, name) {
			names = append(names, other)
		}
	}
	return names, rows.Err()
}

func sortedCodes(rows map[string]old) []string {
	codes := make([]string, 0, len(rows))
	for code := range rows {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	return codes
}

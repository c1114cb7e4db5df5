package pack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"thanhdong/act/exercise"
	"thanhdong/act/incident"
	"thanhdong/act/playbook"
	"thanhdong/act/warning"
	"thanhdong/act/work"
	"thanhdong/ground/actor"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/know/dataset"
	"thanhdong/know/publish"
	"thanhdong/serve/place"
	"thanhdong/serve/report"
)

// AppliedKind is the event that a pack was applied; its subject is the pack's name.
const AppliedKind = "pack.Applied"

// Report says what an apply did.
type Report struct {
	Pack    string
	Version string
	Parts   []PartReport
	Rows    []RowPlan // all that are not as they were
}

// PartReport counts the rows of one part.
type PartReport struct {
	Part      string
	Changed   int // new or different
	Same      int
	Kept      int // covered by an overlay of another pack, left to it
	Withdrawn int // no longer in the pack
	Conflicts int // changed in the province since, and left alone
	Left      int // of a removed pack, and staying
}

// Changed says whether anything was written.
func (r Report) Changed() bool {
	return slices.ContainsFunc(r.Parts, func(p PartReport) bool { return p.Changed+p.Withdrawn > 0 })
}

// Apply writes a pack into the store, all of it or nothing, and before it the packs
// it needs that were never applied. Rows that are as they were applied before are
// left alone. It refuses with [fault.Invalid] and every fault what Check refuses, and
// what the rooms refuse. A row that was changed in the province since it was applied is left as it is and
// told as a conflict, unless its key is among over.
func (ps *Packs) Apply(ctx context.Context, p *Pack, over ...string) (reports []Report, err error) {
	if ctx, err = may(ctx); err != nil {
		return nil, err
	}
	err = ps.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		reports, err = ps.all(ctx, tx, p, true, over)
		return err
	})
	return reports, err
}

// Plan says what Apply would do, and writes nothing. What only a room would refuse
// it does not find.
func (ps *Packs) Plan(ctx context.Context, p *Pack) (reports []Report, err error) {
	if ctx, err = may(ctx); err != nil {
		return nil, err
	}
	err = ps.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		reports, err = ps.all(ctx, tx, p, false, nil)
		return err
	})
	return reports, err
}

// all goes through the pack and what it needs and was never applied.
func (ps *Packs) all(ctx context.Context, tx *db.Tx, p *Pack, write bool, over []string) ([]Report, error) {
	var reports []Report
	for _, q := range append(p.Needed(), p) {
		digest, err := applied(ctx, tx, q.Name)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return nil, err
		}
		if q != p && err == nil {
			continue
		}
		report := Report{Pack: q.Name, Version: q.Version}
		unsettled, asked := false, digest != q.Digest || len(over) > 0
		if err = q.Check(); err == nil && !asked {
			unsettled, err = conflicting(ctx, tx, q.Name)
		}
		if err == nil && (asked || unsettled) { // else every byte is as it was
			report, err = ps.apply(ctx, tx, q, write, over)
		}
		if err != nil {
			return nil, fmt.Errorf("apply pack %s: %w", q.Name, err)
		}
		reports = append(reports, report)
	}
	return reports, nil
}

func (ps *Packs) apply(ctx context.Context, tx *db.Tx, p *Pack, write bool, over []string) (Report, error) {
	report := Report{Pack: p.Name, Version: p.Version}
	all, err := p.rows()
	if err != nil {
		return report, err
	}
	plans := map[string]change{}
	for _, part := range parts {
		plan, err := ps.compare(ctx, tx, p, part.name, all[part.name], over)
		if err != nil {
			return report, err
		}
		if plan.report == (PartReport{Part: part.name}) {
			continue
		}
		report.Parts = append(report.Parts, plan.report)
		report.Rows = append(report.Rows, plan.rows...)
		if !write {
			continue
		}
		if err := ps.write(ctx, tx, p, part.name, plan); err != nil {
			return report, p.placed(part.name, err)
		}
		plans[part.name] = plan
	}
	if !write {
		return report, nil
	}
	for _, part := range slices.Backward(parts) { // what cites ends before what is cited
		for _, r := range plans[part.name].gone {
			if err := ps.withdraw(ctx, tx, p.Needed(), part.name, r); err != nil {
				return report, p.placed(part.name, &rowError{r.code, err})
			}
		}
	}
	if err := p.remember(ctx, tx, report); err != nil || !report.Changed() {
		return report, err
	}
	if err := bus.Record(ctx, tx, AppliedKind, p.Name, map[string]string{"name": p.Name, "version": p.Version}); err != nil {
		return report, err
	}
	return report, ledger.Write(ctx, tx, ledger.Entry{Verb: "pack.apply", Subject: "pack/" + p.Name, Payload: map[string]any{
		"version": p.Version, "digest": p.Digest, "parts": report.Parts,
	}})
}

// placed lets a fault that a room found in a row say in which file the row stands.
func (p *Pack) placed(part string, err error) error {
	var r *rowError
	if !errors.As(err, &r) {
		return fmt.Errorf("part %s: %w", part, err)
	}
	return fmt.Errorf("part %s, %s: %w", part, p.place[part+" "+r.code], r.cause)
}

// rowError carries the code of the row that a room refused.
type rowError struct {
	code  string
	cause error
}

func (e *rowError) Error() string { return e.code + ": " + e.cause.Error() }
func (e *rowError) Unwrap() error { return e.cause }

// change is what is to be done for one part.
type change struct {
	report PartReport
	rows   []RowPlan
	put    []row
	gone   []row // brought by an earlier version of this pack, and no longer
}

// compare holds the rows of a part against what was applied before.
func (ps *Packs) compare(ctx context.Context, tx *db.Tx, p *Pack, part string, rows []row, over []string) (change, error) {
	c := change{report: PartReport{Part: part}}
	before, err := stored(ctx, tx, part)
	if err != nil {
		return c, err
	}
	brought := map[string]bool{}
	note := func(code string, do Deed) { c.rows = append(c.rows, RowPlan{part, code, do}) }
	for _, r := range rows {
		brought[r.code] = true
		old, had := before[r.code]
		local := false
		if had && old.pack == p.Name && old.digest != r.digest && !slices.Contains(over, part+" "+r.code) {
			if local, err = ps.changedHere(ctx, tx, part, r.code, old); err != nil {
				return c, err
			}
		}
		if !had && part == "playbooks" && !slices.Contains(over, part+" "+r.code) {
			// People here may have written one under the same code.
			if local, err = ps.writtenHere(ctx, tx, r.code); err != nil {
				return c, err
			}
		}
		switch {
		case had && old.below == p.Name:
			c.report.Kept++
			note(r.code, Keep)
		case had && old.pack == p.Name && old.digest == r.digest:
			c.report.Same++
		case had && old.pack != p.Name && r.below != old.pack:
			return c, fault.New(fault.Conflict, "pack.row_of_another", "row", part+" "+r.code, "pack", old.pack)
		case local:
			c.report.Conflicts++
			note(r.code, Conflict)
		default:
			c.report.Changed++
			c.put = append(c.put, r)
			if had || r.below != "" { // a covered row of another pack becomes another
				note(r.code, Change)
			} else {
				note(r.code, Add)
			}
		}
	}
	for _, code := range sortedCodes(before) {
		old := before[code]
		if old.pack != p.Name || brought[code] {
			continue
		}
		local, err := ps.changedHere(ctx, tx, part, code, old)
		if err != nil {
			return c, err
		}
		if local && !slices.Contains(over, part+" "+code) {
			c.report.Conflicts++
			note(code, Conflict)
			continue
		}
		c.report.Withdrawn++
		c.gone = append(c.gone, row{code: code, below: old.below})
		if slices.Contains(ending, part) {
			note(code, End)
		} else {
			note(code, Leave)
		}
	}
	return c, nil
}

// write puts the rows of a part through their room and remembers who brought them.
func (ps *Packs) write(ctx context.Context, tx *db.Tx, p *Pack, part string, c change) error {
	if len(c.put) > 0 {
		if err := ps.put(ctx, tx, p, part, c.put); err != nil {
			return err
		}
	}
	for _, r := range c.put {
		if err := ps.keep(ctx, tx, part, p.Name, r); err != nil {
			return err
		}
	}
	return nil
}

// changedHere says whether a row is another than the pack left it.
func (ps *Packs) changedHere(ctx context.Context, tx *db.Tx, part, code string, o old) (bool, error) {
	if o.stands == "" {
		return false, nil
	}
	now, err := ps.stands(ctx, tx, part, code)
	return now != o.stands, err
}

// writtenHere says whether a playbook that no pack brought came from people here.
func (ps *Packs) writtenHere(ctx context.Context, tx *db.Tx, code string) (bool, error) {
	p, err := ps.rooms.Playbooks.Newest(ctx, tx, code)
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	return p.Origin == playbook.FromHere, err
}

// conflicting says whether the last apply left rows alone: then the same pack still has something to say.
func conflicting(ctx context.Context, tx *db.Tx, name string) (bool, error) {
	var n int64
	err := tx.QueryRow(ctx, `SELECT conflicts FROM pack WHERE name = ?`, name).Scan(&n)
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	return n > 0, err
}

// withdraw takes a row out that the pack no longer brings. Rules stop judging, and a
// covered rule of one of the packs below comes back; contracts, playbooks,
// templates of warnings, reasons, types of incidents and settings of alerts end; a succession is taken back;
// everything else is history that others may refer to, so it stays and only stops
// being this pack's.
func (ps *Packs) withdraw(ctx context.Context, tx *db.Tx, below []*Pack, part string, r row) error {
	if part == "successions" {
		if err := ps.undo(ctx, tx, r.code); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(ctx, `DELETE FROM pack_row WHERE part = ? AND code = ?`, part, r.code); err != nil {
		return err
	}
	switch part {
	case "feeds":
		err := ps.rooms.Feeds.End(ctx, r.code)
		if fault.Is(err, fault.NotFound) {
			return nil // ended already
		}
		return err
	case "playbooks":
		return ps.rooms.Playbooks.End(ctx, r.code)
	case "incident_types":
		return incident.EndType(ctx, tx, r.code)
	case "reasons":
		return work.EndReason(ctx, tx, r.code)
	case "exercises":
		return exercise.EndScript(ctx, tx, r.code)
	case "warnings":
		return warning.EndTemplate(ctx, tx, r.code)
	case "reports":
		return report.EndSetting(ctx, tx, r.code)
	case "places":
		return place.End(ctx, tx, r.code)
	case "datasets":
		return dataset.End(ctx, tx, r.code)
	case "briefing":
		return endBrief(ctx, tx, r.code)
	case "indicators":
		return endIndicator(ctx, tx, r.code)
	case "open":
		return publish.End(ctx, tx, r.code)
	case "privacy":
		return endPrivacy(ctx, tx, r.code)
	case "alerting":
		return endAlerting(ctx, tx, r.code)
	case "rules":
	default:
		return nil
	}
	for _, q := range below {
		for _, covered := range q.Rules {
			if q.Name != r.below || covered.Code != r.code {
				continue
			}
			back, err := newRow(covered.Code, covered.overlays, covered)
			if err != nil {
				return err
			}
			if err := ps.put(ctx, tx, q, part, []row{back}); err != nil {
				return err
			}
			return ps.keep(ctx, tx, part, q.Name, back)
		}
	}
	return ps.rooms.Rules.Withdraw(ctx, r.code)
}

func (ps *Packs) keep(ctx context.Context, tx *db.Tx, part, pack string, r row) error {
	stands, err := ps.stands(ctx, tx, part, r.code)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO pack_row (part, code, pack, below, digest, stands, body, put_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (part, code) DO UPDATE SET pack = excluded.pack, below = excluded.below, digest = excluded.digest,
		stands = excluded.stands, body = excluded.body, put_at = excluded.put_at`, part, r.code, pack, r.below, r.digest, stands, r.body, db.Micros(tx.Now()))
	return err
}

// remember writes the pack's own row.
func (p *Pack) remember(ctx context.Context, tx *db.Tx, r Report) error {
	conflicts := 0
	for _, part := range r.Parts {
		conflicts += part.Conflicts
	}
	body, err := json.Marshal(p.Head)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO pack (name, version, title_vi, title_en, digest, body, sample, applied_at, applied_by, conflicts) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (name) DO UPDATE SET version = excluded.version, title_vi = excluded.title_vi, title_en = excluded.title_en, digest = excluded.digest,
		body = excluded.body, sample = excluded.sample, applied_at = excluded.applied_at, applied_by = excluded.applied_by, conflicts = excluded.conflicts`,
		p.Name, p.Version, p.Title.VI, p.Title.EN, p.Digest, string(body), flag(p.Sample), db.Micros(tx.Now()), actor.From(ctx).ID, conflicts)
	return err
}

// applied gives the digest of a pack as it was applied last; NotFound when never.
func applied(ctx context.Context, tx *db.Tx, name string) (digest string, err error) {
	err = tx.QueryRow(ctx, `SELECT digest FROM pack WHERE name = ?`, name).Scan(&digest)
	return digest, err
}

// old is a row as it was applied.
type old struct{ pack, below, digest, stands string }

func stored(ctx context.Context, tx *db.Tx, part string) (map[string]old, error) {
	rows, err := tx.Query(ctx, `SELECT code, pack, below, digest, stands FROM pack_row WHERE part = ?`, part)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	all := map[string]old{}
	for rows.Next() {
		var code string
		var o old
		if err := rows.Scan(&code, &o.pack, &o.below, &o.digest, &o.stands); err != nil {
			return nil, err
		}
		all[code] = o
	}
	return all, rows.Err()
}

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

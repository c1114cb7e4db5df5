package publish

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"

	"thanhdong/ground/actor"
	"thanhdong/ground/area"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/timer"
	"thanhdong/ground/unit"
	"thanhdong/know/indicator"
)

// Sets is the room.
type Sets struct {
	d *db.DB

	mu     sync.Mutex
	tables map[string]kept // by code: what everybody asks for is read once
	counts map[use]int64
}

type kept struct {
	digest string
	table  Table
}

// New opens the room: tables follow what units hand in.
func New(d *db.DB, b *bus.Bus, timers *timer.Timers) *Sets {
	s := &Sets{d: d, tables: map[string]kept{}, counts: map[use]int64{}}
	s.follow(b, timers)
	timers.Every("publish.count", countPause, s.KeepCounts)
	return s
}

// Put adds or changes a proposal, for packs; the same again changes nothing. A new one waits for approval, and so does what changes in a published one.
func Put(ctx context.Context, tx *db.Tx, d Definition) error {
	if err := d.Validate(); err != nil {
		return err
	}
	u, err := unit.Heir(ctx, tx, d.Unit)
	if err != nil {
		return fmt.Errorf("open data %s: %w", d.Code, err)
	}
	if rows, err := area.Versions(ctx, tx, d.Area); err != nil || len(rows) == 0 {
		return fault.Fields("publish.invalid", fault.At("area", "area.unknown", "code", d.Area, "on", ""))
	}
	if err := d.check(ctx, tx, `s.ended_at IS NULL`, func(s Set) Definition { return s.Definition }); err != nil {
		return err
	}
	body, err := json.Marshal(d)
	if err != nil {
		return err
	}
	list, err := query(ctx, tx, `s.code = ?`+lockOf(tx), d.Code)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		if _, err := tx.Exec(ctx, `INSERT INTO publish_set (code, body, version, unit_path, area_path, search, state, proposed_at) VALUES (?, ?, 1, ?, ?, ?, 'proposed', ?)`,
			d.Code, string(body), u.Path, u.AreaPath, d.search(), db.Micros(tx.Now())); err != nil {
			return fmt.Errorf("put open data %s: %w", d.Code, err)
		}
		s := Set{Definition: d, UnitPath: u.Path, AreaPath: u.AreaPath}
		return s.tell(ctx, tx, ProposedEvent, "propose", "", map[string]any{"version": 1})
	}
	s := list[0]
	before, err := json.Marshal(s.Definition)
	if err != nil || string(before) == string(body) && !s.Ended {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE publish_set SET body = ?, version = version + 1, unit_path = ?, area_path = ?, search = ?, proposed_at = ?, ended_at = NULL WHERE code = ?`,
		string(body), u.Path, u.AreaPath, d.search(), db.Micros(tx.Now()), d.Code); err != nil {
		return fmt.Errorf("put open data %s: %w", d.Code, err)
	}
	s.UnitPath, s.AreaPath = u.Path, u.AreaPath
	return s.tell(ctx, tx, ProposedEvent, "change", "", map[string]any{"version": s.Version + 1})
}

// check holds a definition against the indicators and forms that it names, and against others of which one definition each counts.
func (d Definition) check(ctx context.Context, tx *db.Tx, others string, of func(Set) Definition) error {
	own, err := indicator.Describe(ctx, tx, d.asked())
	if err != nil {
		return err
	}
	one := shown{d, own}
	if err := one.alone(); err != nil {
		return err
	}
	list, err := query(ctx, tx, others+` AND s.code <> ?`, d.Code)
	if err != nil {
		return err
	}
	var beside []shown
	for _, s := range list {
		def := of(s)
		columns, err := indicator.Describe(ctx, tx, def.asked())
		if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Invalid) {
			continue // it cannot be computed any more, and shows nothing new
		}
		if err != nil {
			return err
		}
		beside = append(beside, shown{def, columns})
	}
	return one.beside(beside)
}

// End takes a proposal back, for packs: what was public of it is withdrawn.
func End(ctx context.Context, tx *db.Tx, code string) error {
	list, err := query(ctx, tx, `s.code = ? AND s.ended_at IS NULL`+lockOf(tx), code)
	if err != nil || len(list) == 0 {
		return err
	}
	s, now := list[0], db.Micros(tx.Now())
	if _, err := tx.Exec(ctx, `UPDATE publish_set SET ended_at = ?, withdrawn_at = CASE WHEN state = 'published' THEN ? ELSE withdrawn_at END, words = CASE WHEN state = 'published' THEN '' ELSE words END,
		state = CASE WHEN state = 'published' THEN 'withdrawn' ELSE state END WHERE code = ?`, now, now, code); err != nil {
		return err
	}
	return s.tell(ctx, tx, WithdrawnEvent, "end", "", nil)
}

func lockOf(tx *db.Tx) string { return tx.Lock() }

func query(ctx context.Context, tx *db.Tx, where string, args ...any) (list []Set, err error) {
	err = tx.Each(ctx, `SELECT s.body, s.version, s.unit_path, s.area_path, s.state, s.public, s.public_version, s.proposed_at, s.approved_at, s.approved_role, s.approved_unit, s.issued_at, s.withdrawn_at, s.words,
		s.digest, s.changed_at, s.rows_count, s.hidden_count, s.trouble, s.ended_at FROM publish_set s WHERE `+where, args, func(scan func(...any) error) error {
		var s Set
		var body, public string
		var proposed int64
		var approved, issued, withdrawn, changed, ended *int64
		if err := scan(&body, &s.Version, &s.UnitPath, &s.AreaPath, &s.State, &public, &s.Approved, &proposed, &approved, &s.Role, &s.ByUnit, &issued, &withdrawn, &s.Words,
			&s.Digest, &changed, &s.Rows, &s.Hidden, &s.Trouble, &ended); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(body), &s.Definition); err != nil {
			return err
		}
		if public != "" {
			if err := json.Unmarshal([]byte(public), &s.Public); err != nil {
				return err
			}
		}
		s.ProposedAt, s.ApprovedAt, s.IssuedAt, s.WithdrawnAt, s.ChangedAt, s.Ended = db.Time(proposed), db.TimeOf(approved), db.TimeOf(issued), db.TimeOf(withdrawn), db.TimeOf(changed), ended != nil
		list = append(list, s)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read open data: %w", err)
	}
	return list, nil
}

func notFound(code string) error { return fault.New(fault.NotFound, "publish.not_found", "code", code) }

// readable is a set that the actor may read; one that they may not is not found.
func readable(ctx context.Context, tx *db.Tx, code, lock string) (Set, error) {
	list, err := query(ctx, tx, `s.code = ?`+lock, code)
	if err == nil && (len(list) == 0 || !actor.From(ctx).May(Read, list[0].Scope())) {
		err = notFound(code)
	}
	if err != nil {
		return Set{}, err
	}
	return list[0], nil
}

// List gives the sets that the actor may read, by code.
func (ss *Sets) List(ctx context.Context) (list []Set, err error) {
	err = ss.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		where, args := readableWhere(actor.From(ctx))
		list, err = query(ctx, tx, where+` ORDER BY s.code`, args...)
		return err
	})
	return list, err
}

// Get gives one with its history; [fault.NotFound] when the actor may not read it.
func (ss *Sets) Get(ctx context.Context, code string) (s Set, err error) {
	err = ss.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if s, err = readable(ctx, tx, code, ""); err != nil {
			return err
		}
		return tx.Each(ctx, `SELECT at, by_id, by_name, kind, words FROM publish_log WHERE code = ? ORDER BY seq`, []any{code}, func(scan func(...any) error) error {
			var l Line
			var at int64
			err := scan(&at, &l.By, &l.Name, &l.Kind, &l.Words)
			l.At = db.Time(at)
			s.Log = append(s.Log, l)
			return err
		})
	})
	return s, err
}

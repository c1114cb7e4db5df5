package work

import (
	"context"
	"fmt"
	"strings"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

const columns = `id, number, kind, subject_kind, subject_id, subject_number, title_vi, title_en, severity, unit, unit_path, area, area_path,
	person, person_name, opened_at, due_at, working, limit_us, counts_from, paused_until, raised_to, reopened, walk, walk_next, walk_from, walk_at, dup_of, wants_evidence, state, closed_at, closed_by, closed_name, reason,
	(SELECT count(*) FROM work_evidence e WHERE e.item = work_item.id)`

func insert(ctx context.Context, tx *db.Tx, i Item, search string) error {
	_, err := tx.Exec(ctx, `INSERT INTO work_item (id, number, kind, subject_kind, subject_id, subject_number, title_vi, title_en,
		severity, unit, unit_path, area, area_path, opened_at, due_at, working, limit_us, wants_evidence, state, search)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		i.ID, i.Number, i.Kind, i.Subject.Kind, i.Subject.ID, i.Subject.Number, i.Title.VI, i.Title.EN,
		i.Severity, i.Unit, i.UnitPath, i.Area, i.AreaPath, db.Micros(i.OpenedAt), db.Micros(i.Due),
		bit(i.WorkingTime), i.Limit.Microseconds(), bit(i.WantsEvidence), string(i.State), search)
	if fault.Is(err, fault.Conflict) {
		return fault.New(fault.Conflict, "work.already_open", "number", i.Subject.Number).With(err)
	}
	return err
}

func selectItems(ctx context.Context, tx *db.Tx, where string, args ...any) ([]Item, error) {
	rows, err := tx.Query(ctx, `SELECT `+columns+` FROM work_item WHERE `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("read work: %w", err)
	}
	defer rows.Close()
	var items []Item
	for rows.Next() {
		var i Item
		var opened, due, working, wants int64
		var closed, limit, from, paused, walkFrom, walkAt *int64
		if err := rows.Scan(&i.ID, &i.Number, &i.Kind, &i.Subject.Kind, &i.Subject.ID, &i.Subject.Number, &i.Title.VI, &i.Title.EN,
			&i.Severity, &i.Unit, &i.UnitPath, &i.Area, &i.AreaPath, &i.Person, &i.PersonName, &opened, &due, &working, &limit, &from, &paused, &i.RaisedTo, &i.Reopened,
			&i.Walking.Walk, &i.Walking.Next, &walkFrom, &walkAt, &i.DupOf, &wants,
			&i.State, &closed, &i.ClosedBy, &i.ClosedName, &i.Reason, &i.Evidence); err != nil {
			return nil, fmt.Errorf("read work: %w", err)
		}
		i.OpenedAt, i.Due, i.WorkingTime, i.WantsEvidence = db.Time(opened), db.Time(due), working == 1, wants == 1
		if limit != nil {
			i.Limit = time.Duration(*limit) * time.Microsecond
		}
		i.Walking.From, i.Walking.At = db.TimeOf(walkFrom), db.TimeOf(walkAt)
		i.CountsFrom, i.PausedUntil, i.ClosedAt = db.TimeOf(from), db.TimeOf(paused), db.TimeOf(closed)
		items = append(items, i)
	}
	return items, rows.Err()
}

// load reads one item whoever asks; lock is "" or [db.Tx.Lock].
func load(ctx context.Context, tx *db.Tx, id, lock string) (Item, error) {
	items, err := selectItems(ctx, tx, `id = ?`+lock, id)
	if err != nil {
		return Item{}, err
	}
	if len(items) == 0 {
		return Item{}, fault.New(fault.NotFound, "work.not_found", "id", id)
	}
	return items[0], nil
}

// readable reads one item for the actor, with its clock.
func (w *Work) readable(ctx context.Context, tx *db.Tx, id, lock string) (Item, error) {
	item, err := load(ctx, tx, id, lock)
	if err != nil {
		return Item{}, err
	}
	if !actor.From(ctx).May(Read, item.Scope()) {
		return Item{}, fault.New(fault.NotFound, "work.not_found", "id", id)
	}
	items := []Item{item}
	if err := setClocks(ctx, tx, items); err != nil {
		return Item{}, err
	}
	return items[0], nil
}

func evidence(ctx context.Context, tx *db.Tx, where string, args ...any) ([]Evidence, error) {
	rows, err := tx.Query(ctx, `SELECT id, item, sha, name, type, size, note, at, by_id, by_name FROM work_evidence WHERE `+where+` ORDER BY at, id`, args...)
	if err != nil {
		return nil, fmt.Errorf("read evidence: %w", err)
	}
	defer rows.Close()
	var list []Evidence
	for rows.Next() {
		var e Evidence
		var at int64
		if err := rows.Scan(&e.ID, &e.Item, &e.SHA, &e.Name, &e.Type, &e.Size, &e.Note, &at, &e.ByID, &e.ByName); err != nil {
			return nil, fmt.Errorf("read evidence: %w", err)
		}
		e.At = db.Time(at)
		list = append(list, e)
	}
	return list, rows.Err()
}

// above is the last but one code of a path: "/H23/H23.STNMT/" gives "H23".
func above(path string) string {
	codes := strings.Split(strings.Trim(path, "/"), "/")
	if len(codes) < 2 {
		return ""
	}
	return codes[len(codes)-2]
}

func instant(t time.Time) *int64 {
	if t.IsZero() {
		return nil
	}
	us := db.Micros(t)
	return &us
}

func bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

package warning

import (
	"context"
	"encoding/json"
	"fmt"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

const columns = `id, number, identifier, state, msg_type, follows, unit, unit_path, area, area_path, version, content, editor, published_at`

func insert(ctx context.Context, tx *db.Tx, w Warning) error {
	content, err := json.Marshal(w.Content)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO warning (id, number, identifier, state, msg_type, follows, unit, unit_path, area, area_path, incident, version, content, editor, expires_at, search)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		w.ID, w.Number, w.Identifier, string(w.State), w.MsgType, w.Follows, w.Unit, w.UnitPath, w.Area, w.AreaPath, w.Content.Incident,
		w.Version, string(content), w.Editor, db.Micros(w.Content.Expires), searchKey(w))
	return err
}

// rewrite keeps what an edit changed.
func rewrite(ctx context.Context, tx *db.Tx, w Warning, seen int) error {
	content, err := json.Marshal(w.Content)
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `UPDATE warning SET content = ?, editor = ?, version = ?, area = ?, area_path = ?, incident = ?, expires_at = ?, search = ?
		WHERE id = ? AND version = ?`, string(content), w.Editor, w.Version, w.Area, w.AreaPath, w.Content.Incident, db.Micros(w.Content.Expires), searchKey(w), w.ID, seen)
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "warning.moved_on", "number", w.Number)
	}
	return err
}

func searchKey(w Warning) string {
	c := w.Content
	return text.SearchKey(w.Number + " " + c.Incident + " " + c.Event.VI + " " + c.Event.EN + " " + c.Headline.VI + " " + c.Headline.EN)
}

func query(ctx context.Context, tx *db.Tx, where string, args ...any) (list []Warning, err error) {
	rows, err := tx.Query(ctx, `SELECT `+columns+` FROM warning WHERE `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("read warnings: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var w Warning
		var content string
		var published *int64
		if err := rows.Scan(&w.ID, &w.Number, &w.Identifier, &w.State, &w.MsgType, &w.Follows, &w.Unit, &w.UnitPath, &w.Area, &w.AreaPath,
			&w.Version, &content, &w.Editor, &published); err != nil {
			return nil, fmt.Errorf("read warnings: %w", err)
		}
		if err := json.Unmarshal([]byte(content), &w.Content); err != nil {
			return nil, fmt.Errorf("read warning %s: %w", w.Number, err)
		}
		if published != nil {
			w.PublishedAt = db.Time(*published)
		}
		list = append(list, w)
	}
	return list, rows.Err()
}

func notFound(id string) error { return fault.New(fault.NotFound, "warning.not_found", "id", id) }

func load(ctx context.Context, tx *db.Tx, id, lock string) (Warning, error) {
	list, err := query(ctx, tx, `id = ?`+lock, id)
	if err == nil && len(list) == 0 {
		err = notFound(id)
	}
	if err != nil {
		return Warning{}, err
	}
	return list[0], nil
}

// readable is a warning that the actor may read; one that they may not is not
// found.
func readable(ctx context.Context, tx *db.Tx, id, lock string) (Warning, error) {
	w, err := load(ctx, tx, id, lock)
	if err == nil && !actor.From(ctx).May(Read, w.Scope()) {
		err = notFound(id)
	}
	if err != nil {
		return Warning{}, err
	}
	return w, nil
}

// Get gives a warning with its moves and receipts; [fault.NotFound] when the
// actor may not read it.
func (ws *Warnings) Get(ctx context.Context, id string) (w Warning, err error) {
	err = ws.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if w, err = readable(ctx, tx, id, ""); err != nil {
			return err
		}
		return w.history(ctx, tx)
	})
	return w, err
}

func (w *Warning) history(ctx context.Context, tx *db.Tx) error {
	w.Moves, w.Receipts = nil, nil
	err := tx.Each(ctx, `SELECT at, by_id, by_name, state, words FROM warning_move WHERE warning = ? ORDER BY seq`, []any{w.ID}, func(scan func(...any) error) error {
		var m Move
		var at int64
		if err := scan(&at, &m.ByID, &m.ByName, &m.State, &m.Words); err != nil {
			return err
		}
		m.At = db.Time(at)
		w.Moves = append(w.Moves, m)
		return nil
	})
	if err != nil {
		return fmt.Errorf("history of warning %s: %w", w.Number, err)
	}
	err = tx.Each(ctx, `SELECT at, by_id, by_name, unit FROM warning_receipt WHERE warning = ? ORDER BY at, by_id`, []any{w.ID}, func(scan func(...any) error) error {
		var r Receipt
		var at int64
		if err := scan(&at, &r.ByID, &r.ByName, &r.Unit); err != nil {
			return err
		}
		r.At = db.Time(at)
		w.Receipts = append(w.Receipts, r)
		return nil
	})
	if err != nil {
		return fmt.Errorf("history of warning %s: %w", w.Number, err)
	}
	return nil
}

// Filter is a question to the list of warnings, newest first.
type Filter struct {
	State State // empty: any
	Q     string
	Limit int
	After string // id of the last row seen
}

const (
	usualPage   = 50
	longestPage = 500
)

// List gives warnings that the actor may read and the cursor of the next page.
func (ws *Warnings) List(ctx context.Context, f Filter) (list []Warning, next string, err error) {
	if f.Limit <= 0 {
		f.Limit = usualPage
	}
	f.Limit = min(f.Limit, longestPage)
	where, args := actor.From(ctx).Where(Read, "unit_path", "area_path")
	and := func(sql string, more ...any) {
		where += " AND " + sql
		args = append(args, more...)
	}
	if f.State != "" {
		and("state = ?", string(f.State))
	}
	words, more := db.Holding("search", text.SearchKey(f.Q))
	and(words, more...)
	if f.After != "" {
		and("id < ?", f.After)
	}
	err = ws.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err = query(ctx, tx, where+` ORDER BY id DESC LIMIT ?`, append(args, f.Limit+1)...)
		return err
	})
	if err != nil {
		return nil, "", fmt.Errorf("list warnings: %w", err)
	}
	if len(list) > f.Limit {
		list = list[:f.Limit]
		next = list[f.Limit-1].ID
	}
	return list, next, nil
}

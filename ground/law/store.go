package law

import (
	"context"
	"fmt"

	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
)

// Put stores acts and their clauses and says how many acts that changed. Invalid when any is wrong;
// nothing is stored then.
func Put(ctx context.Context, tx *db.Tx, acts []Act) (int, error) {
	if err := Validate(acts); err != nil {
		return 0, err
	}
	stored, err := read(ctx, tx, "", nil)
	if err != nil {
		return 0, err
	}
	before := map[string]Act{}
	for _, a := range stored {
		before[a.Code] = a
	}
	changed := 0
	for _, a := range acts {
		did, err := put(ctx, tx, before[a.Code], a)
		if err != nil {
			return 0, fmt.Errorf("put act %s: %w", a.Code, err)
		}
		if did {
			changed++
		}
	}
	return changed, nil
}

func put(ctx context.Context, tx *db.Tx, old, a Act) (bool, error) {
	changed := false
	told := Changed{Act: a.Code}
	if old.Code != "" {
		told.Ended = old.To != a.To && !a.To.Open()
		told.Whole = old.Number != a.Number || old.From != a.From || old.To != a.To || old.Title.VI != a.Title.VI
	}
	if old.Code != a.Code || old.Title != a.Title || old.Number != a.Number || old.From != a.From || old.To != a.To || old.Source != a.Source || old.Mark != a.Mark {
		changed = true
		if _, err := tx.Exec(ctx, `INSERT INTO law_act (code, title_vi, title_en, number, valid_from, valid_to, source, mark) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (code) DO UPDATE SET title_vi = excluded.title_vi, title_en = excluded.title_en, number = excluded.number,
			valid_from = excluded.valid_from, valid_to = excluded.valid_to, source = excluded.source, mark = excluded.mark`,
			a.Code, a.Title.VI, a.Title.EN, a.Number, a.From, a.To, a.Source, a.Mark); err != nil {
			return false, err
		}
	}
	for _, c := range a.Clauses {
		if c.Mark == "" {
			c.Mark = a.Mark
		}
		was, known := old.Cite(c.Clause)
		if known && was == c {
			continue
		}
		if known && was.Text.VI != c.Text.VI {
			told.Clauses = append(told.Clauses, c.Clause)
		}
		changed = true
		// New clauses follow the stored ones; a clause put again keeps its place.
		if _, err := tx.Exec(ctx, `INSERT INTO law_clause (act, clause, position, text_vi, text_en, mark)
			SELECT CAST(? AS TEXT), CAST(? AS TEXT), COALESCE(MAX(position) + 1, 0), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT) FROM law_clause WHERE act = ?
			ON CONFLICT (act, clause) DO UPDATE SET text_vi = excluded.text_vi, text_en = excluded.text_en, mark = excluded.mark`,
			a.Code, c.Clause, c.Text.VI, c.Text.EN, c.Mark, a.Code); err != nil {
			return false, err
		}
	}
	if !changed {
		return false, nil
	}
	if told.Whole || len(told.Clauses) > 0 {
		if err := bus.Record(ctx, tx, ChangedEvent, a.Code, told); err != nil {
			return false, err
		}
	}
	return true, ledger.Write(ctx, tx, ledger.Entry{Verb: "law.put", Subject: "law/" + a.Code, Payload: a})
}

// Get gives an act with its clauses.
func Get(ctx context.Context, tx *db.Tx, code string) (Act, error) {
	acts, err := read(ctx, tx, " WHERE a.code = ?", []any{code})
	if err != nil {
		return Act{}, err
	}
	if len(acts) == 0 {
		return Act{}, fault.New(fault.NotFound, "law.unknown_act", "act", code)
	}
	return acts[0], nil
}

// List gives all acts with their clauses, by code.
func List(ctx context.Context, tx *db.Tx) ([]Act, error) { return read(ctx, tx, "", nil) }

// Check tells with Invalid every reference that leads to no act, or to no clause of it.
func Check(ctx context.Context, tx *db.Tx, refs []Ref) error {
	acts, err := read(ctx, tx, "", nil)
	if err != nil {
		return err
	}
	if faults := Resolve(acts, refs); len(faults) > 0 {
		return fault.Fields("law.bad_references", faults...)
	}
	return nil
}

// Resolve is Check against acts at hand, for a pack that brings its own.
func Resolve(acts []Act, refs []Ref) []fault.Field {
	var faults []fault.Field
	byCode := map[string][]Act{}
	for _, a := range acts {
		byCode[a.Code] = append(byCode[a.Code], a)
	}
	for _, ref := range refs {
		found := ref.Clause == ""
		for _, a := range byCode[ref.Act] {
			if _, ok := a.Cite(ref.Clause); ok {
				found = true
			}
		}
		switch {
		case len(byCode[ref.Act]) == 0:
			faults = append(faults, fault.At(ref.Path, "law.unknown_act", "act", ref.Act))
		case !found:
			faults = append(faults, fault.At(ref.Path, "law.unknown_clause", "act", ref.Act, "clause", ref.Clause))
		}
	}
	return faults
}

func read(ctx context.Context, tx *db.Tx, where string, args []any) ([]Act, error) {
	rows, err := tx.Query(ctx, `SELECT a.code, a.title_vi, a.title_en, a.number, a.valid_from, a.valid_to, a.source, a.mark, c.clause, c.text_vi, c.text_en, c.mark
		FROM law_act a LEFT JOIN law_clause c ON c.act = a.code`+where+` ORDER BY a.code, c.position, c.clause`, args...)
	if err != nil {
		return nil, fmt.Errorf("read law: %w", err)
	}
	defer rows.Close()
	var acts []Act
	for rows.Next() {
		var a Act
		var clause, vi, en, mark *string
		if err := rows.Scan(&a.Code, &a.Title.VI, &a.Title.EN, &a.Number, &a.From, &a.To, &a.Source, &a.Mark, &clause, &vi, &en, &mark); err != nil {
			return nil, fmt.Errorf("read law: %w", err)
		}
		if n := len(acts); n == 0 || acts[n-1].Code != a.Code {
			acts = append(acts, a)
		}
		if clause != nil {
			last := &acts[len(acts)-1]
			last.Clauses = append(last.Clauses, Clause{Clause: *clause, Text: text.L{VI: *vi, EN: *en}, Mark: *mark})
		}
	}
	return acts, rows.Err()
}

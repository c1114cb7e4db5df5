package work

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/text"
)

// Line is one line of an item's log. Words are a person's own; a line of the
// product has none and is put into words from its kind.
type Line struct {
	At     time.Time
	ByID   string
	ByName string
	Kind   string // one of those below
	Words  string
	Args   map[string]any
}

// The lines of a log, by kind.
const (
	lineOpened   = "opened"
	lineTaken    = "taken"
	lineEvidence = "evidence"
	lineNote     = "note"
	lineDueSoon  = "due_soon"
	lineLate     = "late"
	lineMoved    = "due_moved"
	lineClosed   = "closed"
	lineHandedOn = "handed_on"
	lineOrphaned = "orphaned"

	linePaused    = "paused"
	lineResumed   = "resumed"
	lineAskedTime = "asked_time"
	lineAskedUnit = "asked_unit"
	lineExtended  = "extended"
	lineRefused   = "refused"
	lineGiven     = "given"
	lineReopened  = "reopened"
	lineRaised    = "raised" // by earlier versions

	lineQuestion  = "question"
	lineJoined    = "joined"
	lineUndone    = "undone"
	lineEscalated = "escalated"
	lineNobody    = "nobody"
	lineNoDeputy  = "no_deputy"
)

// In puts the line into words.
func (l Line) In(lang text.Lang) string {
	args := map[string]any{"words": l.Words, "name": l.ByName}
	for k, v := range l.Args {
		args[k] = v
	}
	if reason, ok := args["reason_"+string(lang)]; ok {
		args["reason"] = reason
	}
	for _, name := range []string{"due", "before", "until"} {
		if us, ok := args[name].(float64); ok {
			args[name] = db.Time(int64(us))
		}
	}
	inWords(lang, args)
	if l.Kind == lineEvidence && l.Words == "" {
		return text.T(lang, "work.line_evidence_bare", args)
	}
	return text.T(lang, "work.line_"+l.Kind, args)
}

// By names who wrote the line: a person, or that it came by itself.
func (l Line) By(lang text.Lang) string {
	if l.ByName == "" {
		return text.T(lang, "work.by_itself", nil)
	}
	return l.ByName
}

// write adds a line; the item's row is locked by the caller, so the next number
// is free.
func write(ctx context.Context, tx *db.Tx, item, kind, words string, args map[string]any) error {
	by := actor.From(ctx)
	if by.Kind == actor.Product {
		by.Name = "" // put into words by [Line.By]
	}
	b, err := json.Marshal(args)
	if err != nil {
		return fmt.Errorf("log of work %s: %w", item, err)
	}
	_, err = tx.Exec(ctx, `INSERT INTO work_log (item, seq, at, by_id, by_name, kind, words, args)
		SELECT ?, COALESCE(MAX(seq), 0) + 1, ?, ?, ?, ?, ?, ? FROM work_log WHERE item = ?`,
		item, db.Micros(tx.Now()), by.ID, by.Name, kind, words, string(b), item)
	if err != nil {
		return fmt.Errorf("log of work %s: %w", item, err)
	}
	return nil
}

// Log gives an item's lines, oldest first.
func (w *Work) Log(ctx context.Context, id string) (lines []Line, err error) {
	err = w.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		lines = nil
		if _, err := w.readable(ctx, tx, id, ""); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, `SELECT at, by_id, by_name, kind, words, args FROM work_log WHERE item = ? ORDER BY seq`, id)
		if err != nil {
			return fmt.Errorf("log of work %s: %w", id, err)
		}
		defer rows.Close()
		for rows.Next() {
			var l Line
			var at int64
			var args string
			if err := rows.Scan(&at, &l.ByID, &l.ByName, &l.Kind, &l.Words, &args); err != nil {
				return fmt.Errorf("log of work %s: %w", id, err)
			}
			if err := json.Unmarshal([]byte(args), &l.Args); err != nil {
				return fmt.Errorf("log of work %s: %w", id, err)
			}
			l.At = db.Time(at)
			lines = append(lines, l)
		}
		return rows.Err()
	})
	return lines, err
}

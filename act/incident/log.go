package incident

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/text"
)

// Line is one line of an incident's log. Words are a person's own; a line of the
// product is put into words from its kind.
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
	lineOpened        = "opened"
	lineDone          = "step_done"
	lineSkipped       = "step_skipped"
	lineUndone        = "step_undone"
	lineMoved         = "step_moved"
	lineAnswered      = "answered"
	lineUnanswered    = "unanswered"
	lineNote          = "note"
	lineAlertResolved = "alert_resolved"
	lineClosed        = "closed"
	lineHandedOn      = "handed_on"
	lineReopened      = "reopened"

	lineOpenedByHand = "opened_by_hand"
	lineSignalJoined = "signal_joined"
	lineSignalParted = "signal_parted"
	lineJoined       = "joined"
	lineJoinedInto   = "joined_into"
	lineParted       = "parted"
	linePartedFrom   = "parted_from"
	lineGraded       = "graded"
	lineRole         = "role"
	lineRoleGiven    = "role_given"
	lineRoleEnded    = "role_ended"
	lineObjective    = "objective"
	lineMet          = "objective_met"
	lineUnmet        = "objective_unmet"
	lineAsked        = "resource_asked"
	lineThere        = "resource_there"
	lineReleased     = "resource_released"
	lineRelated      = "related"
	lineUnrelated    = "unrelated"
	lineSitrepEvery  = "sitrep_every"
	lineSitrepNone   = "sitrep_none"
	lineSitrepDue    = "sitrep_due"
	lineSitrepSent   = "sitrep_sent"
	lineFinding      = "finding"
	lineProposed     = "proposed"
)

// In puts the line into words.
func (l Line) In(lang text.Lang) string {
	args := map[string]any{"words": l.Words, "name": l.ByName}
	for k, v := range l.Args {
		args[k] = v
	}
	if vi, ok := args["title_vi"].(string); ok {
		en, _ := args["title_en"].(string)
		args["title"] = text.L{VI: vi, EN: en}
	}
	if vi, ok := args["answer_vi"].(string); ok {
		en, _ := args["answer_en"].(string)
		args["answer"] = text.L{VI: vi, EN: en}
	}
	if role, ok := args["role"].(string); ok {
		args["role"] = text.Key("incident.role_" + role)
	}
	if why, ok := args["why"].(map[string]any); ok {
		b, _ := json.Marshal(why) // it was read from JSON
		args["why"] = cmp.Or(whyFrom(string(b)).In(lang), text.T(lang, "incident.why_origin", nil))
	}
	if from, ok := args["source"].(string); ok && l.Kind == lineNote {
		reliability, _ := args["reliability"].(string)
		return text.T(lang, noteKey(from, reliability), args)
	}
	for _, name := range []string{"due", "before"} {
		if us, ok := args[name].(float64); ok {
			args[name] = db.Time(int64(us))
		}
	}
	return text.T(lang, "incident.line_"+l.Kind, args)
}

// noteKey chooses the sentence for a note that says where it comes from.
func noteKey(source, reliability string) string {
	switch {
	case source != "" && reliability != "":
		return "incident.line_note_both"
	case source != "":
		return "incident.line_note_source"
	case reliability != "":
		return "incident.line_note_reliability"
	}
	return "incident.line_note"
}

// By names who wrote the line: a person, or that it came by itself.
func (l Line) By(lang text.Lang) string {
	if l.ByName == "" {
		return text.T(lang, "incident.by_itself", nil)
	}
	return l.ByName
}

// write adds a line. Two people may write at once: the incident's row is locked
// by every caller, so the next number is free.
func write(ctx context.Context, tx *db.Tx, id, kind, words string, args map[string]any) error {
	by := actor.From(ctx)
	if by.Kind == actor.Product {
		by.Name = "" // put into words by [Line.By]
	}
	b, err := json.Marshal(args)
	if err != nil {
		return fmt.Errorf("log of incident %s: %w", id, err)
	}
	_, err = tx.Exec(ctx, `INSERT INTO incident_log (incident, seq, at, by_id, by_name, kind, words, args)
		SELECT ?, COALESCE(MAX(seq), 0) + 1, ?, ?, ?, ?, ?, ? FROM incident_log WHERE incident = ?`,
		id, db.Micros(tx.Now()), by.ID, by.Name, kind, words, string(b), id)
	if err != nil {
		return fmt.Errorf("log of incident %s: %w", id, err)
	}
	return nil
}

// Log gives an incident's lines, oldest first.
func (is *Incidents) Log(ctx context.Context, id string) (lines []Line, err error) {
	err = is.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		lines = nil
		if _, err := readable(ctx, tx, id, ""); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, `SELECT at, by_id, by_name, kind, words, args FROM incident_log WHERE incident = ? ORDER BY seq`, id)
		if err != nil {
			return fmt.Errorf("log of incident %s: %w", id, err)
		}
		defer rows.Close()
		for rows.Next() {
			var l Line
			var at int64
			var args string
			if err := rows.Scan(&at, &l.ByID, &l.ByName, &l.Kind, &l.Words, &args); err != nil {
				return fmt.Errorf("log of incident %s: %w", id, err)
			}
			if err := json.Unmarshal([]byte(args), &l.Args); err != nil {
				return fmt.Errorf("log of incident %s: %w", id, err)
			}
			l.At = db.Time(at)
			lines = append(lines, l)
		}
		return rows.Err()
	})
	return lines, err
}

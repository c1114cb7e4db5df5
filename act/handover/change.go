package handover

import (
	"context"
	"time"

	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

// Change is what became of a line, or a line that came, between the two signatures.
type Change struct {
	What string    `json:"what"` // new, gone, moved
	Line Line      `json:"line"`
	Due  time.Time `json:"due,omitzero"` // of moved: the new time
}

// since compares what was signed with what is now. Whether something that was handed over is still there is
// looked up whoever asks; what is new, by what the actor may read.
func (h *Handovers) since(ctx context.Context, tx *db.Tx, s Sheet) (list []Change, err error) {
	known := map[string]bool{}
	gaps := map[string]bool{}
	all, _, err := h.gaps(ctx, tx, s)
	if err != nil {
		return nil, err
	}
	for _, l := range all {
		gaps[l.Key] = true
	}
	for _, l := range s.Lines {
		known[l.Key] = true
		switch l.Section {
		case Notes:
		case Gaps:
			if !gaps[l.Key] && l.Due.After(tx.Now()) {
				list = append(list, Change{What: "gone", Line: l})
			}
		default:
			c, err := became(ctx, tx, l)
			if err != nil {
				return nil, err
			}
			if c.What != "" {
				list = append(list, c)
			}
		}
	}
	now, _, err := h.gather(ctx, tx, s)
	if err != nil {
		return nil, err
	}
	for _, l := range now {
		if !known[l.Key] && (l.Section == Gaps || l.Since.After(s.Out.At)) {
			list = append(list, Change{What: "new", Line: l})
		}
	}
	return list, nil
}

// became looks at one incident, one silence or one item of work again.
func became(ctx context.Context, tx *db.Tx, l Line) (Change, error) {
	q := `SELECT state, due_at FROM work_item WHERE id = ?`
	switch l.Section {
	case Silences:
		q = `SELECT CASE WHEN state = 'ended' THEN state ELSE 'open' END, ends_at FROM alert_silence WHERE id = ?`
	case Incidents:
		q = `SELECT i.state, w.due_at FROM incident i LEFT JOIN work_item w ON w.id = i.work WHERE i.id = ?`
	}
	var state string
	var due *int64
	switch err := tx.QueryRow(ctx, q, l.Key).Scan(&state, &due); {
	case fault.Is(err, fault.NotFound):
		return Change{What: "gone", Line: l}, nil
	case err != nil:
		return Change{}, err
	case state != "open":
		return Change{What: "gone", Line: l}, nil
	case due != nil && !l.Due.Equal(db.Time(*due)):
		return Change{What: "moved", Line: l, Due: db.Time(*due)}, nil
	}
	return Change{}, nil
}

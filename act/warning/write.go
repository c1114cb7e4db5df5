package warning

import (
	"context"
	"crypto/sha256"
	"fmt"
	"strings"
	"sync"
	"time"

	"thanhdong/act/work"
	"thanhdong/ground/actor"
	"thanhdong/ground/area"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
)

// Warnings is the room.
type Warnings struct {
	d      *db.DB
	queue  *work.Work
	sender string
	since  time.Time // when the exercise began; zero in the real world

	mu       sync.Mutex // over the signed feed that was asked for last
	signed   []byte
	signedOf [sha256.Size]byte
}

// New opens the room. sender is who signs as the sender of all messages: a name
// that nobody else in the world uses, such as an address at the province's domain.
func New(d *db.DB, queue *work.Work, sender string) *Warnings {
	ws := &Warnings{d: d, queue: queue, sender: sender}
	queue.Register(kind{})
	return ws
}

// Exercise makes all messages of this room exercises: each says so in its status and
// its words, and only what was published since counts.
func (ws *Warnings) Exercise(since time.Time) { ws.since = since }

// Sender is who sends all messages.
func (ws *Warnings) Sender() string { return ws.sender }

// Write begins a warning of a unit. Refusals: [fault.Invalid] for what can never
// be right, with all faults; [fault.Forbidden].
func (ws *Warnings) Write(ctx context.Context, unitCode string, c Content) (w Warning, err error) {
	err = ws.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		w, err = ws.begin(ctx, tx, Warning{MsgType: "Alert", Unit: unitCode, Content: c})
		return err
	})
	if err != nil {
		return Warning{}, fmt.Errorf("write a warning: %w", err)
	}
	return w, nil
}

// begin puts a draft into the store.
func (ws *Warnings) begin(ctx context.Context, tx *db.Tx, w Warning) (Warning, error) {
	u, err := unit.ByCode(ctx, tx, w.Unit, "")
	if fault.Is(err, fault.NotFound) {
		err = fault.Fields("warning.invalid", fault.At("unit", "unit.unknown", "code", w.Unit))
	}
	if err != nil {
		return w, err
	}
	w.UnitPath = u.Path
	if err := w.place(ctx, tx, u); err != nil {
		return w, err
	}
	by := actor.From(ctx)
	if err := by.Check(ToDraft, w.Scope()); err != nil {
		return w, err
	}
	if err := refused(w.Content.wrong()); err != nil {
		return w, err
	}
	w.ID, w.State, w.Version, w.Editor = tx.NewID("wrn"), Draft, 1, by.ID
	if w.Number, err = tx.Number(ctx, "TC"); err != nil {
		return w, err
	}
	// The number alone would come again on a machine that begins anew.
	w.Identifier = w.Number + "-" + w.ID[len(w.ID)-8:]
	if err := insert(ctx, tx, w); err != nil {
		return w, err
	}
	if err := w.moved(ctx, tx, Draft, ""); err != nil {
		return w, err
	}
	return w, tell(ctx, tx, DraftedEvent, "write", w, map[string]any{"number": w.Number, "follows": w.Follows, "content": w.Content})
}

// place finds the smallest area that holds all that the warning names; one that
// only has a drawn outline belongs to the area of its unit.
func (w *Warning) place(ctx context.Context, tx *db.Tx, u unit.Unit) error {
	var common string
	var fs []fault.Field
	for i, code := range w.Content.Areas {
		a, err := area.ByCode(ctx, tx, code, "")
		if fault.Is(err, fault.NotFound) {
			fs = append(fs, fault.At(fmt.Sprintf("areas[%d]", i), "area.unknown", "code", code, "on", text.DayOf(tx.Now())))
			continue
		}
		if err != nil {
			return err
		}
		if i == 0 {
			common = a.Path
		}
		for !strings.HasPrefix(a.Path, common) {
			common = common[:strings.LastIndex(strings.TrimSuffix(common, "/"), "/")+1]
		}
	}
	if len(fs) > 0 {
		return refused(fs)
	}
	if common == "" || common == "/" || len(w.Content.Drawn) > 0 && !strings.HasPrefix(u.AreaPath, common) {
		common = u.AreaPath
	}
	steps := strings.Split(strings.Trim(common, "/"), "/")
	w.Area, w.AreaPath = steps[len(steps)-1], common
	return nil
}

// moved writes one line of the warning's life. The row is locked by every caller.
func (w Warning) moved(ctx context.Context, tx *db.Tx, to State, words string) error {
	by := actor.From(ctx)
	_, err := tx.Exec(ctx, `INSERT INTO warning_move (warning, seq, at, by_id, by_name, state, words)
		SELECT ?, COALESCE(MAX(seq), 0) + 1, ?, ?, ?, ?, ? FROM warning_move WHERE warning = ?`, w.ID, db.Micros(tx.Now()), by.ID, by.Name, string(to), words, w.ID)
	if err != nil {
		return fmt.Errorf("history of warning %s: %w", w.Number, err)
	}
	return nil
}

// Edit changes what is written. seen is the version that the editor saw: when
// somebody else saved meanwhile it is a [fault.Conflict] and nothing is lost on
// either side. An edit of a checked or approved warning sends it back to draft.
// A Cancel keeps the areas of what it ends.
func (ws *Warnings) Edit(ctx context.Context, id string, seen int, c Content) (w Warning, err error) {
	err = ws.change(ctx, id, ToDraft, func(ctx context.Context, tx *db.Tx, was Warning) error {
		w = was
		if w.State != Draft {
			if err := w.may(Draft); err != nil {
				return err
			}
		}
		if w.Version != seen {
			return fault.New(fault.Conflict, "warning.moved_on", "number", w.Number)
		}
		u, err := unit.ByCode(ctx, tx, w.Unit, "")
		if err != nil {
			return err
		}
		w.Content, w.Editor, w.Version = c, actor.From(ctx).ID, w.Version+1
		if err := refused(c.wrong()); err != nil {
			return err
		}
		if err := w.place(ctx, tx, u); err != nil {
			return err
		}
		// Also where it goes, not only where it came from.
		if err := actor.From(ctx).Check(ToDraft, w.Scope()); err != nil {
			return err
		}
		if err := rewrite(ctx, tx, w, seen); err != nil {
			return err
		}
		if w.State != Draft {
			if err := ws.to(ctx, tx, &w, Draft, text.T(text.VI, "warning.changed", nil)); err != nil {
				return err
			}
			if err := ws.queue.Settle(ctx, kindName, w.ID, text.T(text.VI, "warning.changed", nil)); err != nil {
				return err
			}
		}
		return tell(ctx, tx, EditedEvent, "edit", w, map[string]any{"version": w.Version, "content": c})
	})
	return w, err
}

// change runs a command on a locked warning that the actor may read and may
// change by the verb.
func (ws *Warnings) change(ctx context.Context, id string, v actor.Verb, do func(context.Context, *db.Tx, Warning) error) error {
	err := ws.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		w, err := readable(ctx, tx, id, tx.Lock())
		if err != nil {
			return err
		}
		if err := actor.From(ctx).Check(v, w.Scope()); err != nil {
			return err
		}
		return do(ctx, tx, w)
	})
	if err != nil {
		return fmt.Errorf("warning %s: %w", id, err)
	}
	return nil
}

// to moves the state, by compare and set.
func (ws *Warnings) to(ctx context.Context, tx *db.Tx, w *Warning, to State, words string) error {
	if err := w.may(to); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `UPDATE warning SET state = ? WHERE id = ? AND state = ?`, string(to), w.ID, string(w.State))
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.New(fault.Conflict, "warning.moved_on", "number", w.Number)
	}
	w.State = to
	return w.moved(ctx, tx, to, words)
}

// seconds cuts to whole ones, because a message of CAP knows no parts of one.
func seconds(t time.Time) time.Time { return t.Truncate(time.Second) }

package work

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/file"
)

// longestWords bounds a note or a reason: it is a sentence or a paragraph, not a
// document. Documents are evidence.
const longestWords = 4000

// Evidence is a file that shows what was done.
type Evidence struct {
	ID     string
	Item   string
	SHA    string
	Name   string
	Type   string
	Size   int64
	Note   string
	At     time.Time
	ByID   string
	ByName string
}

// AddEvidence attaches a file that ground/file already keeps. The same bytes
// again are the same evidence, so a phone that sends twice does no harm.
// Refusals: [fault.NotFound], [fault.Forbidden], [fault.Conflict] when done.
func (w *Work) AddEvidence(ctx context.Context, id string, f file.File, note string) (e Evidence, err error) {
	note = strings.TrimSpace(note)
	if utf8.RuneCountInString(note) > longestWords {
		return Evidence{}, fault.Fields("work.invalid", fault.At("note", "work.words_too_long", "max", longestWords))
	}
	err = w.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		by := actor.From(ctx)
		item, err := w.readable(ctx, tx, id, tx.Lock())
		if err != nil {
			return err
		}
		if err := by.Check(ToAddEvidence, item.Scope()); err != nil {
			return err
		}
		if item.State == Done {
			return closedAlready(item)
		}
		e = Evidence{
			ID: tx.NewID("evi"), Item: id, SHA: f.SHA, Name: f.Name, Type: f.Type, Size: f.Size,
			Note: note, At: tx.Now(), ByID: by.ID, ByName: by.Name,
		}
		n, err := tx.Exec(ctx, `INSERT INTO work_evidence (id, item, sha, name, type, size, note, at, by_id, by_name)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (item, sha) DO NOTHING`,
			e.ID, e.Item, e.SHA, e.Name, e.Type, e.Size, e.Note, db.Micros(e.At), e.ByID, e.ByName)
		if err != nil {
			return err
		}
		if n == 0 {
			found, err := evidence(ctx, tx, `item = ? AND sha = ?`, id, f.SHA)
			if err != nil {
				return err
			}
			e = found[0]
			return nil
		}
		if err := write(ctx, tx, id, lineEvidence, note, map[string]any{"file": f.Name, "sha": f.SHA}); err != nil {
			return err
		}
		if err := record(ctx, tx, EvidenceAdded, id); err != nil {
			return err
		}
		return enter(ctx, tx, "work.evidence", item, map[string]any{"evidence": e.ID, "sha": f.SHA, "size": f.Size})
	})
	if err != nil {
		return Evidence{}, fmt.Errorf("add evidence to work %s: %w", id, err)
	}
	return e, nil
}

// EvidenceOf lists an item's evidence, oldest first.
func (w *Work) EvidenceOf(ctx context.Context, id string) (list []Evidence, err error) {
	err = w.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := w.readable(ctx, tx, id, ""); err != nil {
			return err
		}
		list, err = evidence(ctx, tx, `item = ?`, id)
		return err
	})
	return list, err
}

// EvidenceFile finds a file among the evidence that the actor may read: the right
// to the bytes is the right to an item that carries them.
func (w *Work) EvidenceFile(ctx context.Context, sha string) (e Evidence, err error) {
	err = w.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		may, args := actor.From(ctx).Where(Read, "i.unit_path", "i.area_path")
		list, err := evidence(ctx, tx, `sha = ? AND EXISTS (SELECT 1 FROM work_item i WHERE i.id = item AND `+may+`)`, append([]any{sha}, args...)...)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			return fault.New(fault.NotFound, "work.no_such_file")
		}
		e = list[0]
		return nil
	})
	return e, err
}

// Note writes a person's words into the item's log. It takes the right to add
// evidence.
func (w *Work) Note(ctx context.Context, id, words string) error {
	words, err := sentence("text", words)
	if err != nil {
		return err
	}
	err = w.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		item, err := w.readable(ctx, tx, id, tx.Lock())
		if err != nil {
			return err
		}
		if err := actor.From(ctx).Check(ToAddEvidence, item.Scope()); err != nil {
			return err
		}
		if err := write(ctx, tx, id, lineNote, words, nil); err != nil {
			return err
		}
		if err := record(ctx, tx, Noted, id); err != nil {
			return err
		}
		return enter(ctx, tx, "work.note", item, map[string]any{"words": words})
	})
	if err != nil {
		return fmt.Errorf("note on work %s: %w", id, err)
	}
	return nil
}

// sentence trims a person's words and refuses none and too many.
func sentence(path, words string) (string, error) {
	words = strings.TrimSpace(words)
	if words == "" {
		return "", fault.Fields("work.invalid", fault.At(path, "work.no_words"))
	}
	if utf8.RuneCountInString(words) > longestWords {
		return "", fault.Fields("work.invalid", fault.At(path, "work.words_too_long", "max", longestWords))
	}
	return words, nil
}

package incident

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

// change runs one command on a case: its row is locked and readable, the right is
// checked, and the ledger has the change. do answers what the ledger shall keep;
// nil where nothing had to be done.
func (is *Incidents) change(ctx context.Context, id string, v actor.Verb, name string, do func(context.Context, *db.Tx, *Incident) (any, error)) (i Incident, err error) {
	err = is.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		if i, err = readable(ctx, tx, id, tx.Lock()); err != nil {
			return err
		}
		if err := actor.From(ctx).Check(v, i.Scope()); err != nil {
			return err
		}
		payload, err := do(ctx, tx, &i)
		if err != nil || payload == nil {
			return err
		}
		return enter(ctx, tx, "incident."+name, i, payload)
	})
	if err != nil {
		return Incident{}, fmt.Errorf("%s of incident %s: %w", name, id, err)
	}
	return i, nil
}

// changeOpen is [Incidents.change] for what only an open case takes.
func (is *Incidents) changeOpen(ctx context.Context, id string, v actor.Verb, name string, do func(context.Context, *db.Tx, *Incident) (any, error)) (Incident, error) {
	return is.change(ctx, id, v, name, func(ctx context.Context, tx *db.Tx, i *Incident) (any, error) {
		if err := i.open(); err != nil {
			return nil, err
		}
		return do(ctx, tx, i)
	})
}

// tell writes one line into the log with the event that goes with it.
func tell(ctx context.Context, tx *db.Tx, id, line, event, words string, args map[string]any) error {
	if err := write(ctx, tx, id, line, words, args); err != nil {
		return err
	}
	return record(ctx, tx, event, id)
}

// words trims what a person wrote and says what is wrong with it.
func words(path, said string, needed bool, most int) (string, []fault.Field) {
	said = strings.TrimSpace(said)
	switch {
	case said == "" && needed:
		return said, []fault.Field{fault.At(path, "incident.no_words")}
	case utf8.RuneCountInString(said) > most:
		return said, []fault.Field{fault.At(path, "incident.words_too_long", "max", most)}
	}
	return said, nil
}

// shortWords bounds a title, an objective, a source.
const shortWords = 300

func invalid(fs ...[]fault.Field) error {
	var all []fault.Field
	for _, f := range fs {
		all = append(all, f...)
	}
	if len(all) == 0 {
		return nil
	}
	return fault.Fields("incident.invalid", all...)
}

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

// longestWords bounds a note or a reason: documents are evidence.
const longestWords = 4000

// Step marks a step of the checklist: done; or skipped, with the reason why it
// is not needed; or, with done false and no reason, open again after a slip.
// Repeating what is so already changes nothing. Refusals: [fault.NotFound] also
// for a step that the playbook has not, [fault.Forbidden], [fault.Conflict] when
// the incident is closed, [fault.Invalid] for done and skipped at once.
func (is *Incidents) Step(ctx context.Context, id string, no int, done bool, skipReason string) (i Incident, err error) {
	reason := strings.TrimSpace(skipReason)
	switch {
	case done && reason != "":
		return Incident{}, fault.Fields("incident.invalid", fault.At("skip_reason", "incident.done_and_skipped"))
	case utf8.RuneCountInString(reason) > longestWords:
		return Incident{}, fault.Fields("incident.invalid", fault.At("skip_reason", "incident.words_too_long", "max", longestWords))
	}
	err = is.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		by := actor.From(ctx)
		found, err := is.changeable(ctx, tx, id, ToStep)
		if err != nil {
			return err
		}
		if i, err = is.full(ctx, tx, found); err != nil {
			return err
		}
		if no < 1 || no > len(i.Checklist) {
			return fault.New(fault.NotFound, "incident.no_step", "no", no, "number", i.Number)
		}
		c := &i.Checklist[no-1]
		kind, open := lineUndone, c.DoneAt.IsZero()
		if (done || reason != "") && c.Off() {
			return fault.New(fault.Conflict, "incident.off_path", "no", no, "by", c.PastBy)
		}
		if done && c.Step.Asks() && c.Answer == "" {
			return fault.New(fault.Conflict, "incident.answer_first", "no", no, "ask", c.Step.Ask)
		}
		switch {
		case done:
			kind = lineDone
		case reason != "":
			kind = lineSkipped
		}
		if done && !open && c.SkippedReason == "" || kind == lineSkipped && c.SkippedReason == reason || kind == lineUndone && open {
			return nil
		}
		was := *c
		*c = Check{Step: was.Step, Due: was.Due}
		if kind != lineUndone {
			c.DoneAt, c.DoneBy, c.DoneName, c.SkippedReason = tx.Now(), by.ID, by.Name, reason
		}
		if kind == lineDone {
			c.Answer = was.Answer // skipping or opening it again takes its answer back
		}
		if err := saveStep(ctx, tx, id, *c); err != nil {
			return err
		}
		i.walk()
		title := c.Step.Title
		if err := write(ctx, tx, id, kind, reason, map[string]any{"no": no, "title_vi": title.VI, "title_en": title.EN}); err != nil {
			return err
		}
		if err := record(ctx, tx, StepChangedEvent, id); err != nil {
			return err
		}
		return enter(ctx, tx, "incident.step", i, map[string]any{"no": no, "what": kind, "reason": reason})
	})
	if err != nil {
		return Incident{}, fmt.Errorf("step %d of incident %s: %w", no, id, err)
	}
	return i, nil
}

func saveStep(ctx context.Context, tx *db.Tx, id string, c Check) error {
	var at *int64
	if !c.DoneAt.IsZero() {
		us := db.Micros(c.DoneAt)
		at = &us
	}
	_, err := tx.Exec(ctx, `UPDATE incident_step SET done_at = ?, done_by = ?, done_name = ?, skipped_reason = ?, answer = ? WHERE incident = ? AND no = ?`,
		at, c.DoneBy, c.DoneName, c.SkippedReason, c.Answer, id, c.Step.No)
	return err
}

// Note writes a person's words into the log, also after closing: what becomes
// known later belongs there too.
func (is *Incidents) Note(ctx context.Context, id, words string) error {
	return is.Tell(ctx, id, Told{Words: words})
}

// Told is a note with where it comes from and how far it can be relied on.
type Told struct {
	Words       string
	Source      string // which kind of person or office; may be empty
	Reliability string // as in [Signal]; may be empty
}

// Tell writes a note into the log.
func (is *Incidents) Tell(ctx context.Context, id string, t Told) error {
	said, fs := words("text", t.Words, true, longestWords)
	source, more := words("source", t.Source, false, shortWords)
	if fs = append(fs, more...); !reliabilities.MatchString(t.Reliability) {
		fs = append(fs, fault.At("reliability", "incident.bad_reliability"))
	}
	if err := invalid(fs); err != nil {
		return err
	}
	_, err := is.change(ctx, id, ToNote, "note", func(ctx context.Context, tx *db.Tx, i *Incident) (any, error) {
		args := map[string]any{}
		if source != "" || t.Reliability != "" {
			args["source"], args["reliability"] = source, t.Reliability
		}
		return map[string]any{"words": said, "source": source, "reliability": t.Reliability}, tell(ctx, tx, id, lineNote, NotedEvent, said, args)
	})
	return err
}

// changeable reads and locks an open incident that the actor may change.
func (is *Incidents) changeable(ctx context.Context, tx *db.Tx, id string, v actor.Verb) (Incident, error) {
	i, err := readable(ctx, tx, id, tx.Lock())
	if err != nil {
		return i, err
	}
	if err := actor.From(ctx).Check(v, i.Scope()); err != nil {
		return i, err
	}
	return i, i.open()
}

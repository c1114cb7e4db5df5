package incident

import (
	"context"
	"fmt"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

// Answer answers the question of a step, by the key of one of its answers, and so
// chooses where the case goes on; the step is done with it. Another answer later
// chooses another way, and no key takes the answer back and opens the step again:
// what was done on a way that is left stays done. The same answer again changes
// nothing. Refusals: as [Incidents.Step], [fault.Invalid] for an answer that the
// step has not, [fault.Conflict] for a step that other answers lead past.
func (is *Incidents) Answer(ctx context.Context, id string, no int, key string) (i Incident, err error) {
	_, err = is.changeOpen(ctx, id, ToStep, "answer", func(ctx context.Context, tx *db.Tx, found *Incident) (any, error) {
		if i, err = is.full(ctx, tx, *found); err != nil {
			return nil, err
		}
		if no < 1 || no > len(i.Checklist) {
			return nil, fault.New(fault.NotFound, "incident.no_step", "no", no, "number", i.Number)
		}
		c := &i.Checklist[no-1]
		given, known := c.Step.Answer(key)
		switch {
		case !c.Step.Asks():
			return nil, fault.New(fault.Conflict, "incident.asks_nothing", "no", no)
		case key != "" && !known:
			return nil, invalid([]fault.Field{fault.At("answer", "incident.no_answer", "answer", key)})
		case key != "" && c.Off():
			return nil, fault.New(fault.Conflict, "incident.off_path", "no", no, "by", c.PastBy)
		case c.Answer == key:
			return nil, nil
		}
		line, args := lineUnanswered, map[string]any{"no": no, "title_vi": c.Step.Ask.VI, "title_en": c.Step.Ask.EN}
		was := *c
		*c = Check{Step: was.Step, Due: was.Due}
		if key != "" {
			line, args["key"], args["answer_vi"], args["answer_en"] = lineAnswered, key, given.Title.VI, given.Title.EN
			*c = was
			c.Answer = key
			if c.DoneAt.IsZero() || c.SkippedReason != "" {
				by := actor.From(ctx)
				c.DoneAt, c.DoneBy, c.DoneName, c.SkippedReason = tx.Now(), by.ID, by.Name, ""
			}
		}
		if err := saveStep(ctx, tx, id, *c); err != nil {
			return nil, err
		}
		i.walk()
		return map[string]any{"no": no, "answer": key, "before": was.Answer}, tell(ctx, tx, id, line, StepChangedEvent, "", args)
	})
	if err != nil {
		return Incident{}, fmt.Errorf("answer step %d of incident %s: %w", no, id, err)
	}
	return i, nil
}

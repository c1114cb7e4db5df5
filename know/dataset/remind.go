package dataset

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"thanhdong/act/notify"
	"thanhdong/ground/account"
	"thanhdong/ground/actor"
	"thanhdong/ground/calendar"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/ground/timer"
	"thanhdong/ground/unit"
)

const (
	remindDuty = "dataset.remind"
	// usualRemind is how many hours of working time before the due hour people are reminded, where a form says nothing: two working days, so that
	// of a form that is due in the evening people hear in the morning of the day before. PROJECT CHOICE.
	usualRemind = 16
	mostRemind  = 80
	// remindSeverity is that of the items in the queue.
	remindSeverity = 2
)

// Tell lets the room remind people. The queue warns who is on duty and the head, by the clock on the wall; who fills a form in may be neither.
func (ds *Sets) Tell(n *notify.Notices) { ds.notices = n }

type reminder struct {
	ID string `json:"id"`
}

// setReminder asks to be called some working time before a set is due. One that opens later than that is reminded of at once; one that is due already is the queue's matter.
func (f Form) setReminder(ctx context.Context, tx *db.Tx, s Set) error {
	hours := usualRemind
	if f.Due.Remind != nil {
		hours = *f.Due.Remind
	}
	if hours == 0 || !s.Due.After(tx.Now()) {
		return nil
	}
	before := time.Duration(hours) * time.Hour
	at := s.Due.Add(-before) // where no calendar knows the days before
	cal, err := calendar.Hold(ctx, tx)
	switch {
	case fault.Is(err, fault.NotFound):
	case err != nil:
		return err
	case cal.Covers(s.Due.AddDate(0, 0, -hours), s.Due): // a day for each hour reaches over any holidays
		at = cal.AddWorking(s.Due, -before)
	}
	return timer.Set(ctx, tx, remindDuty, s.ID, at, reminder{s.ID})
}

// remind tells those who may hand a set in that it is due soon, unless it was handed in. A set that was sent back is not reminded of twice.
func (ds *Sets) remind(ctx context.Context, tx *db.Tx, due timer.Due) error {
	var r reminder
	if err := json.Unmarshal(due.Body, &r); err != nil {
		return fmt.Errorf("reminder of a set: %w", err)
	}
	list, err := query(ctx, tx, `s.id = ?`+tx.Lock(), r.ID)
	if err != nil || len(list) == 0 || ds.notices == nil {
		return err
	}
	s := list[0]
	if s.State != Open || s.Work == "" || !s.Due.After(tx.Now()) {
		return nil
	}
	f, err := form(ctx, tx, s.Form)
	if err != nil || f.Ended {
		return err
	}
	people, err := ds.whoHandsIn(ctx, tx, s)
	if err != nil {
		return err
	}
	name, err := ds.Called(ctx, s)
	if err != nil {
		return err
	}
	args := map[string]any{"due": s.Due, "form": f.Name, "period": text.L{VI: s.Period.In(text.VI), EN: s.Period.In(text.EN)}, "number": s.Number, "unit": name}
	return ds.notices.Tell(ctx, tx, notify.News{
		Origin: "dataset/remind/" + s.ID, Kind: notify.Soon, Severity: remindSeverity, About: notify.Subject{Kind: "value-set", ID: s.ID, Number: s.Number}, Wants: notify.Confirm,
		Title: text.Message("dataset.remind_title", args), Text: text.Message("dataset.remind_text", args), Link: "/datasets/" + s.ID,
	}, people...)
}

// whoHandsIn is the person who took the set's item, else everybody whose grant of a role that enters values is of its unit and reaches its area.
func (ds *Sets) whoHandsIn(ctx context.Context, tx *db.Tx, s Set) (ids []string, err error) {
	item, err := ds.queue.Get(actor.With(ctx, actor.System("dataset")), s.Work)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return nil, err
	}
	if err == nil && item.Person != "" {
		return []string{item.Person}, nil
	}
	ids, err = account.Granted(ctx, tx, unit.Last(s.HolderPath), s.HolderArea, enterers...)
	if err != nil {
		return nil, fmt.Errorf("who hands in %s: %w", s.Number, err)
	}
	return ids, nil
}

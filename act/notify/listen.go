package notify

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"thanhdong/act/roster"
	"thanhdong/act/work"
	"thanhdong/ground/area"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
	"thanhdong/sense/alert"
)

// sitrepDue is recorded by act/incident, of which nothing else is asked.
const sitrepDue = "incident.SitrepDue"

// heard are the events that people are told of. Late work that is raised is told by its chain.
var heard = []string{
	work.Opened, work.HandedOn, work.DueMoved, work.DueSoon, work.Late, work.Decided, work.Escalated, alert.GroupNotifiedEvent, sitrepDue,
	roster.GapFoundEvent, roster.SwapAskedEvent, roster.SwapAnsweredEvent,
}

// body is what events carry.
type body struct {
	ID    string `json:"id"`
	Hours int    `json:"hours"`
	Step  int    `json:"step"`
}

// listen finds for each event who is to be told.
func (n *Notices) listen(ctx context.Context, tx *db.Tx, events []bus.Event) error {
	for _, e := range events {
		var b body
		if err := json.Unmarshal(e.Body, &b); err != nil {
			return fmt.Errorf("news %s: %w", e.Kind, err)
		}
		if err := n.hear(ctx, tx, e, b); err != nil {
			return fmt.Errorf("news %s of %s: %w", e.Kind, b.ID, err)
		}
	}
	return nil
}

func (n *Notices) hear(ctx context.Context, tx *db.Tx, e bus.Event, b body) error {
	what := News{Origin: e.Kind + "/" + e.Pos.String(), At: e.At}
	switch e.Kind {
	case alert.GroupNotifiedEvent:
		return n.ofGroup(ctx, tx, what, b.ID)
	case sitrepDue:
		return n.ofSitrep(ctx, tx, what, b.ID)
	case roster.GapFoundEvent, roster.SwapAskedEvent, roster.SwapAnsweredEvent:
		return n.ofRoster(ctx, tx, what, e, b.ID)
	}
	item, err := n.queue.Get(ctx, b.ID)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil || item.State == work.Done && e.Kind != work.Decided {
		return err // what is done needs nobody
	}
	return n.ofWork(ctx, tx, what, e.Kind, item, b)
}

// ofWork tells of an item of the queue.
func (n *Notices) ofWork(ctx context.Context, tx *db.Tx, what News, event string, item work.Item, b body) error {
	what.About = Subject{Kind: "work", ID: item.ID, Number: item.Number}
	what.Severity, what.Link = item.Severity, "/work/"+item.ID
	args, err := wordsOf(ctx, tx, item)
	if err != nil {
		return err
	}
	args["hours"] = b.Hours
	say := func(kind Kind, key string, wish Wish) {
		what.Kind, what.Wants = kind, wish
		what.Title, what.Text = text.Message(key, args), text.Message("notify.work_text", args)
		if own, ok := args["title"].(text.L); ok { // the product's own words, so they may leave the building
			what.Text.VI, what.Text.EN = what.Text.VI+" "+own.VI, what.Text.EN+" "+own.EN
		}
	}
	who, err := answers(ctx, tx, item.Unit, item.UnitPath)
	if err != nil {
		return err
	}
	switch event {
	case work.Opened, work.HandedOn:
		switch item.Kind {
		case "alert": // its group tells
			return nil
		case "warning-approval", "playbook-approval":
			say(Approval, "notify.approval_title", Confirm)
			return n.tellAll(ctx, tx, what, who, who.everybody())
		case "work-request":
			say(Asked, "notify.request_title", Confirm)
			return n.tellAll(ctx, tx, what, who, who.everybody())
		}
		say(NewWork, "notify.work_title", Take)
		if err := n.tellAll(ctx, tx, what, who, who.first()); err != nil || event == work.Opened {
			return err
		}
		return n.answered(ctx, item, what.At, func(asker, state string) error {
			say(Asked, "notify.decided_"+state, Confirm)
			what.Origin += "/answer"
			return n.tellAll(ctx, tx, what, who, []string{asker})
		})
	case work.DueSoon, work.Late:
		if event == work.DueSoon {
			say(Soon, "notify.soon_title", Confirm)
		} else {
			say(Late, "notify.late_title", Confirm)
		}
		doers := who.OnDuty
		if item.Person != "" {
			doers = []string{item.Person}
		} else {
			what.Wants = Take
		}
		return n.tellAll(ctx, tx, what, who, append(slices.Clone(doers), who.heads()...))
	case work.Decided, work.DueMoved: // a granted request shows as what it did
		return n.answered(ctx, item, what.At, func(asker, state string) error {
			say(Asked, "notify.decided_"+state, Confirm)
			return n.tellAll(ctx, tx, what, who, []string{asker})
		})
	default:
		say(Escalated, "notify.escalated_title", Take)
		told, err := escalatedTo(ctx, tx, item.ID, b.Step)
		if err != nil {
			return err
		}
		return n.tellAll(ctx, tx, what, who, told)
	}
}

// answered calls tell with who asked for what was decided at an instant, where somebody did.
func (n *Notices) answered(ctx context.Context, item work.Item, at time.Time, tell func(asker, state string) error) error {
	list, err := n.queue.Requests(ctx, item.ID)
	if err != nil {
		return err
	}
	for _, r := range list {
		if r.DecidedAt.Equal(at) && r.AskedBy != "" {
			return tell(r.AskedBy, r.State)
		}
	}
	return nil
}

// escalatedTo are those whom a step of a chain named. A step is told again to who was told before: nobody
// acted yet.
func escalatedTo(ctx context.Context, tx *db.Tx, item string, step int) (ids []string, err error) {
	err = tx.Each(ctx, `SELECT account FROM work_escalation WHERE item = ? AND step = ? AND account <> '' ORDER BY account`, []any{item, step}, func(scan func(...any) error) error {
		var id string
		err := scan(&id)
		ids = append(ids, id)
		return err
	})
	return ids, err
}

// ownWords are the kinds of item whose titles the product writes. What an officer typed may name a citizen and
// stays inside.
var ownWords = []string{"alert", "feed-breach", "succession", "playbook-approval"}

var kindWords = map[string]string{
	"alert": "notify.of_alert", "incident": "notify.of_incident", "feed-breach": "notify.of_feed_breach", "directive": "notify.of_directive",
	"warning-approval": "notify.of_warning", "playbook-approval": "notify.of_playbook", "succession": "notify.of_succession", "work-request": "notify.of_request",
}

// wordsOf are the arguments of messages about an item.
func wordsOf(ctx context.Context, tx *db.Tx, item work.Item) (map[string]any, error) {
	key, ok := kindWords[item.Kind]
	if !ok {
		key = "notify.of_work"
	}
	number := item.Subject.Number
	if number == "" {
		number = item.Number
	}
	args, err := placeOf(ctx, tx, item.Unit, item.Area)
	if err != nil {
		return nil, err
	}
	args["what"], args["number"], args["severity"], args["due"] = text.Key(key), number, item.Severity, item.Due
	if slices.Contains(ownWords, item.Kind) && item.Title.Complete() {
		args["title"] = item.Title
	}
	return args, nil
}

// placeOf names a unit and an area.
func placeOf(ctx context.Context, tx *db.Tx, unitCode, areaCode string) (map[string]any, error) {
	args := map[string]any{"unit": text.L{VI: unitCode, EN: unitCode}, "area": text.L{VI: areaCode, EN: areaCode}}
	u, err := unit.ByCode(ctx, tx, unitCode, "")
	if err == nil {
		args["unit"] = u.Name
	} else if !fault.Is(err, fault.NotFound) {
		return nil, err
	}
	a, err := area.ByCode(ctx, tx, areaCode, "")
	if err == nil {
		args["area"] = a.Name
	} else if !fault.Is(err, fault.NotFound) {
		return nil, err
	}
	return args, nil
}

// ofGroup tells of a group of alerts: once for each of its events, never for each alert.
func (n *Notices) ofGroup(ctx context.Context, tx *db.Tx, what News, id string) error {
	var number, unitCode, path, areaCode string
	var severity, count int
	var title text.L
	err := tx.QueryRow(ctx, `SELECT number, unit, unit_path, area, severity, count, title_vi, title_en FROM alert_group WHERE id = ?`, id).
		Scan(&number, &unitCode, &path, &areaCode, &severity, &count, &title.VI, &title.EN)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	args, err := placeOf(ctx, tx, unitCode, areaCode)
	if err != nil {
		return err
	}
	args["number"], args["severity"], args["count"], args["title"] = number, severity, count, title
	what.Kind, what.Severity, what.Wants = Alerts, severity, Take
	what.About, what.Link = Subject{Kind: "alert-group", ID: id, Number: number}, "/alerts?group="+id
	what.Title, what.Text = text.Message("notify.alert_title", args), text.Message("notify.alert_text", args)
	who, err := answers(ctx, tx, unitCode, path)
	if err != nil {
		return err
	}
	return n.tellAll(ctx, tx, what, who, who.first())
}

// ofSitrep tells that a situation report is due, to who has the incident's item.
func (n *Notices) ofSitrep(ctx context.Context, tx *db.Tx, what News, incident string) error {
	var id string
	err := tx.QueryRow(ctx, `SELECT id FROM work_item WHERE kind = 'incident' AND subject_id = ? AND state = 'open'`, incident).Scan(&id)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	item, err := n.queue.Get(ctx, id)
	if err != nil {
		return err
	}
	args, err := wordsOf(ctx, tx, item)
	if err != nil {
		return err
	}
	what.Kind, what.Severity, what.Wants = Situation, item.Severity, Confirm
	what.About, what.Link = Subject{Kind: "incident", ID: incident, Number: item.Subject.Number}, "/incidents/"+incident
	what.Title, what.Text = text.Message("notify.sitrep_title", args), text.Message("notify.work_text", args)
	who, err := answers(ctx, tx, item.Unit, item.UnitPath)
	if err != nil {
		return err
	}
	doers := who.first()
	if item.Person != "" {
		doers = []string{item.Person}
	}
	return n.tellAll(ctx, tx, what, who, doers)
}

// Severities of what a roster says: PROJECT CHOICE.
const (
	ofGap     = 3
	ofGapSoon = 4 // one that begins within a day
	ofSwap    = 2
)

// ofRoster tells heads of gaps, and those who swap of each other's words.
func (n *Notices) ofRoster(ctx context.Context, tx *db.Tx, what News, e bus.Event, code string) error {
	k, err := n.rosters.Get(ctx, code)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	what.Kind, what.Severity, what.Wants = Roster, ofSwap, Confirm
	what.About, what.Link = Subject{Kind: "roster", ID: code, Number: code}, "/roster?roster="+code
	args := map[string]any{"roster": k.Name, "code": code}
	who, err := answers(ctx, tx, k.Unit, k.UnitPath)
	if err != nil {
		return err
	}
	if e.Kind == roster.GapFoundEvent {
		gaps, err := n.rosters.Gaps(ctx, code)
		if err != nil || len(gaps) == 0 {
			return err // closed meanwhile
		}
		args["count"], args["first"] = len(gaps), gaps[0].Start
		if what.Severity = ofGap; gaps[0].Start.Sub(tx.Now()) < 24*time.Hour {
			what.Severity = ofGapSoon
		}
		what.Title, what.Text = text.Message("notify.gap_title", args), text.Message("notify.gap_text", args)
		return n.tellAll(ctx, tx, what, who, who.heads())
	}
	list, err := n.rosters.Swaps(ctx, code)
	if err != nil {
		return err
	}
	for _, s := range list {
		args["day"] = s.Day
		switch {
		case e.Kind == roster.SwapAskedEvent && s.AskedAt.Equal(e.At) && s.State == roster.Asked:
			what.Title, what.Text = text.Message("notify.swap_title", args), text.Message("notify.swap_text", args)
			return n.tellAll(ctx, tx, what, who, []string{s.Other})
		case e.Kind == roster.SwapAnsweredEvent && s.AnsweredAt.Equal(e.At) && s.State != roster.Withdrawn:
			key := "notify.swap_" + s.State
			what.Title, what.Text = text.Message(key, args), text.Message("notify.swap_done_text", args)
			return n.tellAll(ctx, tx, what, who, []string{s.Asker})
		}
	}
	return nil
}

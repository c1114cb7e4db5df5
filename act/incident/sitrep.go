package incident

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/ground/timer"
	"thanhdong/sense/alert"
)

const sitrepDuty = "incident.sitrep"

// Sitrep is a situation report: written from the log and the figures, mended by a
// person, and frozen once sent.
type Sitrep struct {
	No     int
	Due    time.Time // when it was asked for; zero where nobody asked
	SentAt time.Time // zero for the draft
	By     string
	Body   SitrepBody
}

// SitrepBody is what a report says.
type SitrepBody struct {
	Situation string  `json:"situation"`
	Done      string  `json:"done"`
	Next      string  `json:"next"`
	Needs     string  `json:"needs"`
	Figures   Figures `json:"figures"`
}

// Figures are counted when the report is sent; nobody types them.
type Figures struct {
	Severity      int `json:"severity"`
	Signals       int `json:"signals"`
	AlertsAlive   int `json:"alerts_alive"`
	StepsDone     int `json:"steps_done"`
	StepsAll      int `json:"steps_all"`
	ObjectivesMet int `json:"objectives_met"`
	ObjectivesAll int `json:"objectives_all"`
	ResourcesOut  int `json:"resources_out"`  // asked for and not there
	ResourcesHere int `json:"resources_here"` // there and not given back
}

const (
	leastBetween = 30 * time.Minute
	mostBetween  = 7 * 24 * time.Hour
)

// SitrepEvery changes how often a situation report is asked for; 0: no more.
func (is *Incidents) SitrepEvery(ctx context.Context, id string, every time.Duration) (Incident, error) {
	if every != 0 && (every < leastBetween || every > mostBetween) {
		return Incident{}, invalid([]fault.Field{fault.At("minutes", "incident.bad_interval", "min", leastBetween, "max", mostBetween)})
	}
	return is.changeOpen(ctx, id, ToCommand, "sitrep_every", func(ctx context.Context, tx *db.Tx, i *Incident) (any, error) {
		if i.SitrepEvery == every {
			return nil, nil
		}
		if err := i.askSitreps(ctx, tx, every); err != nil {
			return nil, err
		}
		line := lineSitrepEvery
		if every == 0 {
			line = lineSitrepNone
		}
		return map[string]any{"minutes": int(every / time.Minute)}, tell(ctx, tx, id, line, RunEvent, "", map[string]any{"every": every.Hours()})
	})
}

// askSitreps sets the time of the next report, counted from now; none for 0.
func (i *Incident) askSitreps(ctx context.Context, tx *db.Tx, every time.Duration) error {
	if every == 0 {
		if _, err := tx.Exec(ctx, `UPDATE incident SET sitrep_us = 0 WHERE id = ?`, i.ID); err != nil {
			return err
		}
		i.SitrepEvery = 0
		return i.noSitreps(ctx, tx)
	}
	i.SitrepEvery, i.SitrepDue = every, tx.Now().Add(every)
	if _, err := tx.Exec(ctx, `UPDATE incident SET sitrep_us = ?, sitrep_due = ? WHERE id = ?`, every.Microseconds(), db.Micros(i.SitrepDue), i.ID); err != nil {
		return err
	}
	return timer.Set(ctx, tx, sitrepDuty, i.ID, i.SitrepDue, nil)
}

// noSitreps takes the next time away and keeps how often, for a case that is
// taken up again.
func (i *Incident) noSitreps(ctx context.Context, tx *db.Tx) error {
	i.SitrepDue = time.Time{}
	if _, err := tx.Exec(ctx, `UPDATE incident SET sitrep_due = NULL WHERE id = ?`, i.ID); err != nil {
		return err
	}
	return timer.Cancel(ctx, tx, sitrepDuty, i.ID)
}

// sitrepDue asks for a report, and again after each interval while none is sent.
// The due time that the case shows stays the one that was missed first.
func (is *Incidents) sitrepDue(ctx context.Context, tx *db.Tx, due timer.Due) error {
	i, err := load(ctx, tx, due.Key, tx.Lock())
	if err != nil {
		return err
	}
	if i.State != Open || i.SitrepEvery == 0 {
		return nil
	}
	var no int
	if no, err = next(ctx, tx, "incident_sitrep", i.ID); err != nil {
		return err
	}
	if err := tell(ctx, tx, i.ID, lineSitrepDue, SitrepDueEvent, "", map[string]any{"no": no}); err != nil {
		return err
	}
	return timer.Set(ctx, tx, sitrepDuty, i.ID, due.At.Add(i.SitrepEvery), nil)
}

// Sitreps gives the reports that were sent, newest first, and the draft of the
// next, written in the language of who asks.
func (is *Incidents) Sitreps(ctx context.Context, id string, lang text.Lang) (sent []Sitrep, draft Sitrep, err error) {
	err = is.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		i, err := readable(ctx, tx, id, "")
		if err != nil {
			return err
		}
		if sent, err = sitreps(ctx, tx, id); err != nil {
			return err
		}
		draft, err = is.draft(ctx, tx, i, sent, lang)
		return err
	})
	return sent, draft, err
}

// SendSitrep freezes a report with its words; its figures are those of now. no is
// the number that was seen in the draft: of two who send at once one wins.
func (is *Incidents) SendSitrep(ctx context.Context, id string, no int, b SitrepBody) (s Sitrep, err error) {
	var fs, more []fault.Field
	b.Situation, fs = words("situation", b.Situation, true, longestWords)
	for path, w := range map[string]*string{"done": &b.Done, "next": &b.Next, "needs": &b.Needs} {
		*w, more = words(path, *w, false, longestWords)
		fs = append(fs, more...)
	}
	if err := invalid(fs); err != nil {
		return s, err
	}
	_, err = is.changeOpen(ctx, id, ToRun, "sitrep", func(ctx context.Context, tx *db.Tx, i *Incident) (any, error) {
		sent, err := sitreps(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		if no != len(sent)+1 {
			return nil, fault.New(fault.Conflict, "incident.sitrep_sent", "no", no, "number", i.Number)
		}
		full, err := is.full(ctx, tx, *i)
		if err != nil {
			return nil, err
		}
		if b.Figures, err = is.figures(ctx, tx, full); err != nil {
			return nil, err
		}
		by := actor.From(ctx)
		s = Sitrep{No: no, Due: i.SitrepDue, SentAt: tx.Now(), By: by.Name, Body: b}
		body, err := json.Marshal(b)
		if err != nil {
			return nil, err
		}
		var due *int64
		if !s.Due.IsZero() {
			us := db.Micros(s.Due)
			due = &us
		}
		if _, err := tx.Exec(ctx, `INSERT INTO incident_sitrep (incident, no, due_at, sent_at, by_id, by_name, body) VALUES (?, ?, ?, ?, ?, ?, ?)`,
			id, no, due, db.Micros(s.SentAt), by.ID, by.Name, string(body)); err != nil {
			return nil, err
		}
		if i.SitrepEvery > 0 {
			if err := i.askSitreps(ctx, tx, i.SitrepEvery); err != nil {
				return nil, err
			}
		}
		return map[string]any{"no": no, "body": b}, tell(ctx, tx, id, lineSitrepSent, SitrepSentEvent, "", map[string]any{"no": no})
	})
	return s, err
}

func sitreps(ctx context.Context, tx *db.Tx, id string) (list []Sitrep, err error) {
	err = tx.Each(ctx, `SELECT no, due_at, sent_at, by_name, body FROM incident_sitrep WHERE incident = ? ORDER BY no DESC`, []any{id}, func(scan func(...any) error) error {
		var s Sitrep
		var due *int64
		var sent int64
		var body string
		if err := scan(&s.No, &due, &sent, &s.By, &body); err != nil {
			return err
		}
		if s.SentAt = db.Time(sent); due != nil {
			s.Due = db.Time(*due)
		}
		list = append(list, s)
		return json.Unmarshal([]byte(body), &list[len(list)-1].Body)
	})
	if err != nil {
		return nil, fmt.Errorf("situation reports of incident %s: %w", id, err)
	}
	return list, nil
}

// draft writes what the log and the figures already know.
func (is *Incidents) draft(ctx context.Context, tx *db.Tx, i Incident, sent []Sitrep, lang text.Lang) (d Sitrep, err error) {
	d.No, d.Due = len(sent)+1, i.SitrepDue
	since := i.OpenedAt
	if len(sent) > 0 {
		since = sent[0].SentAt
	}
	if i, err = is.full(ctx, tx, i); err != nil {
		return d, err
	}
	if d.Body.Figures, err = is.figures(ctx, tx, i); err != nil {
		return d, err
	}
	lines, err := is.Log(ctx, i.ID)
	if err != nil {
		return d, err
	}
	asked, err := resources(ctx, tx, i.ID)
	if err != nil {
		return d, err
	}
	situation := []string{text.T(lang, "incident.sitrep_begin", map[string]any{"title": i.Title, "at": i.OpenedAt, "n": d.Body.Figures.Signals, "alive": d.Body.Figures.AlertsAlive})}
	var done, todo, needs []string
	for _, l := range lines {
		switch {
		case l.At.Before(since) || l.At.Equal(since) && len(sent) > 0:
		case l.Kind == lineNote || l.Kind == lineAlertResolved:
			situation = append(situation, hourly(l.At, l.In(lang)))
		case l.Kind == lineDone || l.Kind == lineAnswered || l.Kind == lineThere || l.Kind == lineMet:
			done = append(done, hourly(l.At, l.In(lang)))
		}
	}
	for _, c := range i.Checklist {
		if !c.DoneAt.IsZero() || c.Off() {
			continue
		}
		key := "incident.sitrep_step"
		if !c.Due.IsZero() {
			key = "incident.sitrep_step_due"
		}
		todo = append(todo, text.T(lang, key, map[string]any{"no": c.Step.No, "title": c.Step.Title, "due": c.Due}))
	}
	for _, r := range asked {
		if r.State == Asked {
			needs = append(needs, text.T(lang, "incident.sitrep_need", map[string]any{"n": r.Amount, "what": r.What, "giver": r.Giver}))
		}
	}
	d.Body.Situation, d.Body.Done, d.Body.Next, d.Body.Needs = lined(situation), lined(done), lined(todo), lined(needs)
	return d, nil
}

func hourly(at time.Time, words string) string {
	return at.In(text.Zone).Format("15:04") + " " + words
}

// lined puts sentences under each other and stays within what a report takes.
func lined(parts []string) string {
	r := []rune(strings.Join(parts, "\n"))
	if len(r) > longestWords {
		r = append(r[:longestWords-1], '…')
	}
	return string(r)
}

func (is *Incidents) figures(ctx context.Context, tx *db.Tx, i Incident) (f Figures, err error) {
	f.Severity = i.Severity
	f.StepsDone, f.StepsAll = i.Steps()
	alerts, err := alert.ByIDs(ctx, tx, i.Alerts)
	if err != nil {
		return f, err
	}
	for _, a := range alerts {
		if a.Alive() {
			f.AlertsAlive++
		}
	}
	if err := tx.QueryRow(ctx, `SELECT count(*) FROM incident_signal WHERE incident = ? OR incident IN (SELECT id FROM incident WHERE lead = ?)`, i.ID, i.ID).Scan(&f.Signals); err != nil {
		return f, err
	}
	f.Signals += len(i.Alerts)
	goals, err := objectives(ctx, tx, i.ID)
	if err != nil {
		return f, err
	}
	f.ObjectivesAll = len(goals)
	for _, o := range goals {
		if !o.MetAt.IsZero() {
			f.ObjectivesMet++
		}
	}
	asked, err := resources(ctx, tx, i.ID)
	for _, r := range asked {
		switch r.State {
		case Asked:
			f.ResourcesOut++
		case There:
			f.ResourcesHere++
		}
	}
	return f, err
}

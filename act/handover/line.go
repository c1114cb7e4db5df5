package handover

import (
	"context"
	"fmt"
	"time"

	"thanhdong/act/incident"
	"thanhdong/act/roster"
	"thanhdong/act/work"
	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/text"
	"thanhdong/sense/alert"
)

// Section is a part of the sheet.
type Section string

const (
	Incidents Section = "incident"
	Late      Section = "late"
	Held      Section = "held"    // in the hands of the shift, or by the clock
	Promises  Section = "promise" // for the next shift
	Silences  Section = "silence"
	Gaps      Section = "gap"
	Notes     Section = "note"
)

// Line is one thing that the next shift is told. It is kept as JSON under a digest, so names of fields stay.
type Line struct {
	Section  Section   `json:"section"`
	Key      string    `json:"key"` // what it is about: an id, or for a gap its roster, shift and day
	Number   string    `json:"number,omitempty"`
	Title    text.L    `json:"title"` // for a note only VI is filled, with the words as written
	Severity int       `json:"severity,omitempty"`
	Unit     string    `json:"unit,omitempty"`
	UnitPath string    `json:"unit_path,omitempty"`
	AreaPath string    `json:"area_path,omitempty"`
	Person   string    `json:"person,omitempty"` // name of who has it
	Since    time.Time `json:"since,omitzero"`
	Due      time.Time `json:"due,omitzero"` // of a silence and a gap their end
	Resumes  time.Time `json:"resumes,omitzero"`
	Extended bool      `json:"extended,omitempty"` // more time was granted
	Must     bool      `json:"must,omitempty"`
	Why      string    `json:"why,omitempty"` // it must be read: severe, late, silence, gap, note; hand where a person said so
	Veiled   bool      `json:"-"`
}

const (
	// most bounds a section: a sheet is read, not searched. What is beyond is counted.
	most = 60
	// severe must be read whatever else. PROJECT CHOICE: the two highest of five levels.
	severe = 4
	// gapsBeyond is how far behind the end of the next shift gaps are told: whoever comes then must be found now.
	gapsBeyond = 24 * time.Hour
)

// gather writes the lines by what the actor may read.
func (h *Handovers) gather(ctx context.Context, tx *db.Tx, s Sheet) (lines []Line, more int, err error) {
	lines, more, err = h.incidents(ctx, tx)
	if err != nil {
		return nil, 0, err
	}
	for _, part := range []func(context.Context, *db.Tx, Sheet) ([]Line, int, error){h.work, h.silences, h.gaps} {
		found, beyond, err := part(ctx, tx, s)
		if err != nil {
			return nil, 0, err
		}
		lines, more = append(lines, found...), more+beyond
	}
	return lines, more, nil
}

func (h *Handovers) incidents(ctx context.Context, tx *db.Tx) (lines []Line, more int, err error) {
	where, args := actor.From(ctx).Where(incident.Read, "i.unit_path", "i.area_path")
	err = tx.Each(ctx, `SELECT i.id, i.number, i.title_vi, i.title_en, i.severity, i.unit, i.unit_path, i.area_path, i.opened_at, w.due_at, w.person_name
		FROM incident i LEFT JOIN work_item w ON w.id = i.work WHERE `+where+` AND i.state = 'open' ORDER BY i.severity DESC, i.opened_at, i.id`, args,
		func(scan func(...any) error) error {
			l := Line{Section: Incidents}
			var since int64
			var due *int64
			var person *string
			if err := scan(&l.Key, &l.Number, &l.Title.VI, &l.Title.EN, &l.Severity, &l.Unit, &l.UnitPath, &l.AreaPath, &since, &due, &person); err != nil {
				return err
			}
			l.Since = db.Time(since)
			if due != nil {
				l.Due, l.Person = db.Time(*due), *person
			}
			l.propose()
			lines, more = within(lines, l, more)
			return nil
		})
	if err != nil {
		return nil, 0, fmt.Errorf("incidents of a hand-over: %w", err)
	}
	return lines, more, nil
}

// within adds a line as long as its section is not full.
func within(lines []Line, l Line, more int) ([]Line, int) {
	n := 0
	for _, x := range lines {
		if x.Section == l.Section {
			n++
		}
	}
	if n == most {
		return lines, more + 1
	}
	return append(lines, l), more
}

// work are the items that concern a shift: late ones, what was promised for the next shift, what the people
// who go have taken or nobody in the roster's own unit has, and all that counts by the clock on the wall.
// Incidents stand in their own section.
func (h *Handovers) work(ctx context.Context, tx *db.Tx, s Sheet) (lines []Line, more int, err error) {
	where, args := actor.From(ctx).Where(work.Read, "unit_path", "area_path")
	until, now := db.Micros(s.Until), tx.Now()
	own := `working = 0 AND kind <> 'directive' OR due_at <= ? OR paused_until <= ? OR person = '' AND unit = ?`
	args = append(args, until, until, s.Unit)
	for _, id := range s.Out.People() {
		own += ` OR person = ?`
		args = append(args, id)
	}
	err = tx.Each(ctx, `SELECT id, number, kind, title_vi, title_en, severity, unit, unit_path, area_path, person_name, opened_at, due_at, paused_until FROM work_item
		WHERE `+where+` AND state = 'open' AND kind <> 'incident' AND (`+own+`) ORDER BY due_at, id`, args, func(scan func(...any) error) error {
		var l Line
		var kind string
		var since, due int64
		var paused *int64
		if err := scan(&l.Key, &l.Number, &kind, &l.Title.VI, &l.Title.EN, &l.Severity, &l.Unit, &l.UnitPath, &l.AreaPath, &l.Person, &since, &due, &paused); err != nil {
			return err
		}
		l.Since, l.Due = db.Time(since), db.Time(due)
		switch {
		case paused != nil:
			l.Resumes = db.Time(*paused)
			l.Section = Held
			if !l.Resumes.After(s.Until) {
				l.Section = Promises
			}
		case l.Due.Before(now):
			l.Section = Late
		case !l.Due.After(s.Until):
			l.Section = Promises
		default:
			l.Section = Held
		}
		l.propose()
		lines, more = within(lines, l, more)
		return nil
	})
	if err != nil {
		return nil, 0, fmt.Errorf("work of a hand-over: %w", err)
	}
	for i := range lines {
		if err := h.extended(ctx, &lines[i]); err != nil {
			return nil, 0, err
		}
	}
	return lines, more, nil
}

// extended looks whether more time was granted for a promise.
func (h *Handovers) extended(ctx context.Context, l *Line) error {
	if l.Section != Promises {
		return nil
	}
	asked, err := h.queue.Requests(ctx, l.Key)
	for _, r := range asked {
		if r.Wish == work.MoreTime && r.State == "granted" {
			l.Extended = true
		}
	}
	return err
}

// silences are those that hide alerts now or will in the next shift; each must be read: whoever comes would not
// hear what they hide.
func (h *Handovers) silences(ctx context.Context, tx *db.Tx, s Sheet) (lines []Line, more int, err error) {
	where, args := actor.From(ctx).Where(alert.Read, "unit_path", "area_path")
	err = tx.Each(ctx, `SELECT id, number, comment, unit, unit_path, area_path, created_name, starts_at, ends_at FROM alert_silence
		WHERE `+where+` AND state <> 'ended' AND starts_at < ? ORDER BY ends_at, id`, append(args, db.Micros(s.Until)), func(scan func(...any) error) error {
		l := Line{Section: Silences, Must: true, Why: "silence"}
		var starts, ends int64
		if err := scan(&l.Key, &l.Number, &l.Title.VI, &l.Unit, &l.UnitPath, &l.AreaPath, &l.Person, &starts, &ends); err != nil {
			return err
		}
		l.Since, l.Due = db.Time(starts), db.Time(ends)
		lines, more = within(lines, l, more)
		return nil
	})
	if err != nil {
		return nil, 0, fmt.Errorf("silences of a hand-over: %w", err)
	}
	return lines, more, nil
}

// gaps are those of the sheet's own roster until a day after the next shift. A list of the gaps of every roster
// is the rosters' own screen.
func (h *Handovers) gaps(ctx context.Context, tx *db.Tx, s Sheet) (lines []Line, more int, err error) {
	turns, err := roster.GapsUntil(ctx, tx, s.Roster, s.Until.Add(gapsBeyond))
	if err != nil {
		return nil, 0, err
	}
	for _, t := range turns {
		l := Line{
			Section: Gaps, Key: "gap/" + s.Roster + "/" + t.Shift + "/" + string(t.Day), Number: s.Roster, Title: s.Name,
			Unit: s.Unit, UnitPath: s.UnitPath, AreaPath: s.AreaPath, Since: t.Start, Due: t.End, Must: true, Why: "gap",
		}
		if t.Shift != "" {
			l.Title = text.L{VI: s.Name.VI + ", " + t.Name.VI, EN: s.Name.EN + ", " + t.Name.EN}
		}
		lines, more = within(lines, l, more)
	}
	return lines, more, nil
}

// propose says what must be read without anybody marking it.
func (l *Line) propose() {
	switch {
	case l.Severity >= severe:
		l.Must, l.Why = true, "severe"
	case l.Section == Late && l.Severity == severe-1:
		l.Must, l.Why = true, "late"
	}
}

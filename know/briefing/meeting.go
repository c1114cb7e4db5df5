package briefing

import (
	"context"
	"fmt"
	"time"

	"thanhdong/act/directive"
	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// Meeting is held on a brief.
type Meeting struct {
	ID        string
	Number    string // GB-24-0042
	Brief     Brief
	Open      bool
	BeganAt   time.Time
	BeganName string
	EndedAt   time.Time
	Live      Content    // the agenda as it stands now; of one that has ended: as it was signed
	Decisions []Decision // as they fell
}

// Decision is one typed line and the directive that it became.
type Decision struct {
	No        int
	Words     string // as typed
	At        time.Time
	By        string
	Directive directive.Directive
	Veiled    bool // who asks may not read the directive: only that there is one
}

// Begin opens the meeting of a brief, or gives the one that is open. [fault.Conflict] when it has ended, or the brief is not signed.
func (bs *Briefs) Begin(ctx context.Context, brief string) (m Meeting, err error) {
	_, err = bs.change(ctx, brief, "meet on", ToMeet, func(ctx context.Context, tx *db.Tx, b *Brief) error {
		if b.State == Composed {
			return b.may(Sent)
		}
		if b.Meeting != "" {
			return nil
		}
		m := Meeting{ID: tx.NewID("mtg"), BeganAt: tx.Now(), BeganName: actor.From(ctx).Name}
		if m.Number, err = tx.Number(ctx, "GB"); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO briefing_meeting (id, number, brief, day, unit, unit_path, area, area_path, state, began_at, began_name) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'open', ?, ?)`,
			m.ID, m.Number, b.ID, string(b.Day), b.Unit, b.UnitPath, b.Area, b.AreaPath, db.Micros(m.BeganAt), m.BeganName); err != nil {
			return err
		}
		return b.tell(ctx, tx, BeganEvent, "begin", map[string]any{"number": m.Number})
	})
	if err != nil {
		return m, err
	}
	return bs.Meeting(ctx, brief)
}

// Meeting gives the meeting of a brief with its agenda; [fault.NotFound] where none was begun, or the brief may not be read.
func (bs *Briefs) Meeting(ctx context.Context, brief string) (m Meeting, err error) {
	err = bs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		b, err := readable(ctx, tx, brief, "")
		if err != nil {
			return err
		}
		m, err = bs.meeting(ctx, tx, b)
		return err
	})
	return m, err
}

func (bs *Briefs) meeting(ctx context.Context, tx *db.Tx, b Brief) (m Meeting, err error) {
	var began int64
	var ended *int64
	var state string
	err = tx.QueryRow(ctx, `SELECT id, number, state, began_at, began_name, ended_at FROM briefing_meeting WHERE brief = ?`, b.ID).Scan(&m.ID, &m.Number, &state, &began, &m.BeganName, &ended)
	if fault.Is(err, fault.NotFound) {
		err = fault.New(fault.NotFound, "briefing.no_meeting", "number", b.Number)
	}
	if err != nil {
		return m, err
	}
	m.Open, m.BeganAt, m.EndedAt = state == "open", db.Time(began), db.TimeOf(ended)
	if m.Brief, err = bs.full(ctx, tx, b); err != nil {
		return m, err
	}
	if m.Live = m.Brief.Content; m.Open {
		c := m.Brief.Content
		if m.Live, err = bs.gather(actor.With(ctx, actor.System("briefing")), tx, c.Setting, b.Day, c.Since); err != nil {
			return m, err
		}
		m.Live.Number = b.Number
	}
	var ids []string
	err = tx.Each(ctx, `SELECT seq, directive, words, at, by_name FROM briefing_decision WHERE meeting = ? ORDER BY seq`, []any{m.ID}, func(scan func(...any) error) error {
		var d Decision
		var at int64
		var id string
		err := scan(&d.No, &id, &d.Words, &at, &d.By)
		d.At = db.Time(at)
		ids, m.Decisions = append(ids, id), append(m.Decisions, d)
		return err
	})
	if err != nil {
		return m, err
	}
	for i, id := range ids {
		if m.Decisions[i].Directive, err = bs.directives.Get(ctx, id); fault.Is(err, fault.NotFound) {
			m.Decisions[i].Words, m.Decisions[i].Veiled, err = "", true, nil
		}
		if err != nil {
			return m, err
		}
	}
	return m, nil
}

// EndMeeting closes the meeting: what it decided opens the next brief.
func (bs *Briefs) EndMeeting(ctx context.Context, brief string) (m Meeting, err error) {
	_, err = bs.change(ctx, brief, "end the meeting on", ToMeet, func(ctx context.Context, tx *db.Tx, b *Brief) error {
		n, err := tx.Exec(ctx, `UPDATE briefing_meeting SET state = 'ended', ended_at = ? WHERE brief = ? AND state = 'open'`, db.Micros(tx.Now()), b.ID)
		if err == nil && n == 0 {
			err = fault.New(fault.Conflict, "briefing.no_open_meeting", "number", b.Number)
		}
		if err != nil {
			return err
		}
		return b.tell(ctx, tx, EndedEvent, "end_meeting", nil)
	})
	if err != nil {
		return m, err
	}
	return bs.Meeting(ctx, brief)
}

// Heard reads a typed line without doing anything: what it would become.
func (bs *Briefs) Heard(ctx context.Context, brief, line string) (h Heard, err error) {
	err = bs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := readable(ctx, tx, brief, ""); err != nil {
			return err
		}
		h, err = hear(ctx, tx, line)
		return err
	})
	return h, err
}

// Decide makes a directive of a typed line, in the same commit. Refusals: those of [directive.Directives.Give]; [fault.Invalid] with what the line does not say;
// [fault.Conflict] where no meeting is open.
func (bs *Briefs) Decide(ctx context.Context, brief, line string) (m Meeting, err error) {
	_, err = bs.change(ctx, brief, "decide on", ToMeet, func(ctx context.Context, tx *db.Tx, b *Brief) error {
		var meeting, number string
		err := tx.QueryRow(ctx, `SELECT id, number FROM briefing_meeting WHERE brief = ? AND state = 'open'`+tx.Lock(), b.ID).Scan(&meeting, &number)
		if fault.Is(err, fault.NotFound) {
			err = fault.New(fault.Conflict, "briefing.no_open_meeting", "number", b.Number)
		}
		if err != nil {
			return err
		}
		h, err := hear(ctx, tx, line)
		if err != nil {
			return err
		}
		if len(h.Missing) > 0 {
			var fs []fault.Field
			for _, key := range h.Missing {
				fs = append(fs, fault.At("line", key))
			}
			return fault.Fields("briefing.line_incomplete", fs...)
		}
		d, err := bs.directives.Give(ctx, directive.Draft{
			Title: h.What, Result: h.Result, Responsibility: text.T(text.VI, "briefing.responsible", map[string]any{"name": h.Name.In(text.VI)}), Unit: h.Unit, Person: h.Person, Due: h.Due,
			Source: directive.Source{Kind: "meeting", Words: text.T(text.VI, "briefing.meeting_source", map[string]any{"number": number}), Day: b.Day},
		})
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO briefing_decision (meeting, seq, directive, words, at, by_name) SELECT ?, COALESCE(MAX(seq), 0) + 1, ?, ?, ?, ? FROM briefing_decision WHERE meeting = ?`,
			meeting, d.ID, h.Words, db.Micros(tx.Now()), actor.From(ctx).Name, meeting); err != nil {
			return fmt.Errorf("keep a decision: %w", err)
		}
		return b.tell(ctx, tx, DecidedEvent, "decide", map[string]any{"meeting": number, "directive": d.Number})
	})
	if err != nil {
		return m, err
	}
	return bs.Meeting(ctx, brief)
}

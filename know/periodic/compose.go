package periodic

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"thanhdong/act/notify"
	"thanhdong/ground/account"
	"thanhdong/ground/actor"
	"thanhdong/ground/area"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/file"
	"thanhdong/ground/text"
	"thanhdong/ground/timer"
	"thanhdong/ground/unit"
	"thanhdong/know/briefing"
	"thanhdong/know/dataset"
	"thanhdong/know/indicator"
	"thanhdong/know/periodic/docx"
)

// Editions is the room.
type Editions struct {
	d       *db.DB
	files   *file.Files
	briefs  *briefing.Briefs
	figures *indicator.Figures
	notices *notify.Notices
}

// New opens the room; its timers compose a report after each week and month.
func New(d *db.DB, files *file.Files, briefs *briefing.Briefs, figures *indicator.Figures, notices *notify.Notices, timers *timer.Timers) *Editions {
	es := &Editions{d: d, files: files, briefs: briefs, figures: figures, notices: notices}
	timers.Handle(duty, es.due)
	return es
}

// due composes the report of the last period for one unit and sets the timer of the next. After a standstill over several periods there is one, of the last: who wants the others
// composes them by hand. One that somebody has made already stays as it is.
func (es *Editions) due(ctx context.Context, tx *db.Tx, due timer.Due) error {
	ctx = actor.With(ctx, actor.System("periodic"))
	var s Setting
	var body string
	err := tx.QueryRow(ctx, `SELECT body FROM periodic_setting WHERE unit || '/' || rhythm = ? AND ended_at IS NULL`, due.Key).Scan(&body)
	if fault.Is(err, fault.NotFound) {
		return nil // ended meanwhile
	}
	if err == nil {
		err = json.Unmarshal([]byte(body), &s)
	}
	if err != nil {
		return err
	}
	if _, err := unit.ByCode(ctx, tx, s.Unit, ""); fault.Is(err, fault.NotFound) {
		return s.next(ctx, tx, tx.Now()) // the unit has ended: a pack says who goes on
	}
	p := s.last(tx.Now())
	list, err := query(ctx, tx, `e.unit = ? AND e.rhythm = ? AND e.period = ?`, s.Unit, string(s.Rhythm), p.Code())
	if err == nil && len(list) == 0 {
		var e Edition
		if e, err = es.compose(ctx, tx, s, p); err == nil {
			err = es.askToSign(ctx, tx, e)
		}
	}
	if err != nil {
		return err
	}
	return s.next(ctx, tx, tx.Now())
}

const oldestYears = 10 // back from now; figures before that come from no form

// Compose makes the report of a unit for a period that is over, or makes it anew as long as nobody has signed it; the earlier content is kept.
// Refusals: [fault.Forbidden]; [fault.NotFound] where the unit has no such report; [fault.Conflict] when the period is not over, or the report is signed.
func (es *Editions) Compose(ctx context.Context, code, rhythm, period string) (e Edition, err error) {
	err = es.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		s, err := es.may(ctx, tx, code, rhythm, ToCompose)
		if err != nil {
			return err
		}
		p, err := dataset.ParsePeriod(period)
		if err != nil {
			return err
		}
		if p.Kind != s.Rhythm || p.Start.Year() < text.DayOf(tx.Now()).Year()-oldestYears {
			return fault.Fields("periodic.invalid", fault.At("period", "periodic.other_period"))
		}
		if !p.Ended(tx.Now()) {
			return fault.New(fault.Conflict, "periodic.not_over", "period", p.In(text.VI))
		}
		if e, err = es.compose(ctx, tx, s, p); err == nil && e.Version == 1 && actor.From(ctx).Kind == actor.Person {
			err = es.askToSign(ctx, tx, e)
		}
		return err
	})
	if err != nil {
		return Edition{}, fmt.Errorf("compose the report of %s for %s: %w", code, period, err)
	}
	return e, nil
}

// may gives the setting of a unit's report, if the actor may do this with it. It says who may not before it looks whether there is one.
func (es *Editions) may(ctx context.Context, tx *db.Tx, code, rhythm string, v actor.Verb) (s Setting, err error) {
	u, err := unit.ByCode(ctx, tx, code, "")
	if err != nil {
		return s, err
	}
	if err := actor.From(ctx).Check(v, u.Scope()); err != nil {
		return s, err
	}
	r, err := theRhythm(rhythm)
	if err != nil {
		return s, err
	}
	return settingOf(ctx, tx, code, r)
}

// gather collects what may stand in a report.
func (es *Editions) gather(ctx context.Context, tx *db.Tx, s Setting, p dataset.Period, number string) (g *gathering, err error) {
	u, err := unit.ByCode(ctx, tx, s.Unit, "")
	if err != nil {
		return nil, err
	}
	g = &gathering{
		room: es, setting: s, unit: u, period: p, number: number, now: tx.Now(), byCode: map[string]int{}, used: map[int]bool{}, cached: map[string]docx.List{},
		leader: actor.Actor{ID: "sys_periodic", Kind: actor.Person, Unit: u.Code, Grants: []actor.Grant{{Role: actor.Leader, Unit: u.Code, UnitPath: u.Path, AreaPath: u.AreaPath}}},
	}
	if a, err := area.ByCode(ctx, tx, u.Area, ""); err == nil {
		g.area = a.Name
	} else if !fault.Is(err, fault.NotFound) {
		return nil, err
	}
	if g.lines, err = es.briefs.Over(actor.With(ctx, actor.System("periodic")), tx, u.Code, p.Start.Start(), p.End.Start()); err != nil {
		return nil, err
	}
	return g, g.figures(ctx, tx)
}

// fill writes a document from a template.
func (g *gathering) fill(ctx context.Context, tx *db.Tx, template []byte) (out []byte, found []docx.Found, err error) {
	d, err := docx.Read(template)
	if err != nil {
		return nil, nil, err
	}
	out, found, err = d.Fill(g.words(ctx, tx))
	if err == nil {
		err = g.err
	}
	return out, found, err
}

const docxType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

// mostMade is how large a made document may be: the template's bytes and what the lists add.
const mostMade = 40 << 20

func (es *Editions) compose(ctx context.Context, tx *db.Tx, s Setting, p dataset.Period) (e Edition, err error) {
	var locked string // two who compose at once come one after the other
	if err := tx.QueryRow(ctx, `SELECT unit FROM periodic_setting WHERE unit = ? AND rhythm = ?`+tx.Lock(), s.Unit, string(s.Rhythm)).Scan(&locked); err != nil {
		return e, err
	}
	list, err := query(ctx, tx, `e.unit = ? AND e.rhythm = ? AND e.period = ? AND e.state <> 'withdrawn'`+tx.Lock(), s.Unit, string(s.Rhythm), p.Code())
	if err != nil {
		return e, err
	}
	fresh := len(list) == 0
	if fresh {
		u, err := unit.ByCode(ctx, tx, s.Unit, "")
		if err != nil {
			return e, err
		}
		e = Edition{ID: tx.NewID("per"), Unit: u.Code, UnitPath: u.Path, Area: u.Area, AreaPath: u.AreaPath, Rhythm: s.Rhythm, Period: p, State: Draft}
		if e.Number, err = tx.Number(ctx, "BK"); err != nil {
			return e, err
		}
	} else if e = list[0]; true {
		if err := e.may(Draft); err != nil {
			return e, err
		}
	}
	g, err := es.gather(ctx, tx, s, p, e.Number)
	if err != nil {
		return e, err
	}
	t, template, err := es.inForce(ctx, tx, s)
	if err != nil {
		return e, err
	}
	made, found, err := g.fill(ctx, tx, template)
	if err != nil {
		return e, err
	}
	f, err := es.files.Put(ctx, bytes.NewReader(made), e.Number+"-"+p.Code()+".docx", docxType, mostMade)
	if err != nil {
		return e, err
	}
	c := Content{
		Number: e.Number, Period: p.Code(), From: p.Start, To: p.End.Add(-1), CutAt: tx.Now(), Unit: g.unit.Name, Area: g.area, Setting: s, Template: t.No, Docx: f.SHA, Figures: []Figure{},
		Promises: g.lines.Promises, Changes: g.lines.Changes, Late: g.lines.Late, Doubts: g.lines.Doubts, More: g.lines.More, Filled: filled(found),
	}
	for i, f := range g.all {
		if g.used[i] {
			c.Figures = append(c.Figures, f)
		}
	}
	body, err := json.Marshal(c)
	if err != nil {
		return e, err
	}
	e.Version, e.Digest, e.ComposedAt, e.Unknown = e.Version+1, digest(string(body)), tx.Now(), len(docx.Bad(found))
	if fresh {
		_, err = tx.Exec(ctx, `INSERT INTO periodic_edition (id, number, unit, unit_path, area, area_path, rhythm, period, first_day, state, version, digest, unknown, composed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			e.ID, e.Number, e.Unit, e.UnitPath, e.Area, e.AreaPath, string(e.Rhythm), p.Code(), string(p.Start), string(e.State), e.Version, e.Digest, e.Unknown, db.Micros(e.ComposedAt))
	} else {
		_, err = tx.Exec(ctx, `UPDATE periodic_edition SET version = ?, digest = ?, unknown = ?, composed_at = ? WHERE id = ?`, e.Version, e.Digest, e.Unknown, db.Micros(e.ComposedAt), e.ID)
	}
	if err != nil {
		return e, err
	}
	id, name := who(ctx)
	if _, err := tx.Exec(ctx, `INSERT INTO periodic_version (edition, version, content, digest, sha, at, by_id, by_name) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, e.ID, e.Version, string(body), e.Digest, f.SHA, db.Micros(tx.Now()), id, name); err != nil {
		return e, err
	}
	if err := e.tell(ctx, tx, ComposedEvent, "compose", map[string]any{"number": e.Number, "version": e.Version, "digest": e.Digest}); err != nil {
		return e, err
	}
	return es.full(ctx, tx, e)
}

// who is the actor as kept with a version; the product has no name.
func who(ctx context.Context) (id, name string) {
	by := actor.From(ctx)
	if by.Kind == actor.Product {
		return by.ID, ""
	}
	return by.ID, by.Name
}

// askToSign tells who may sign that a report waits for them.
func (es *Editions) askToSign(ctx context.Context, tx *db.Tx, e Edition) error {
	ids, err := account.Below(ctx, tx, e.UnitPath, actor.ShiftLeader)
	if err != nil {
		return err
	}
	return es.notices.Tell(ctx, tx, notify.News{
		Origin: "periodic/sign/" + e.ID, Kind: notify.Approval, Severity: 2, About: notify.Subject{Kind: "periodic", ID: e.ID, Number: e.Number},
		Title: text.Message("periodic.to_sign", map[string]any{"number": e.Number, "period": e.Period.In(text.VI)}), Link: "/periodic/" + e.ID,
	}, ids...)
}

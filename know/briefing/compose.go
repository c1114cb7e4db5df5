package briefing

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"thanhdong/act/directive"
	"thanhdong/act/notify"
	"thanhdong/act/warning"
	"thanhdong/act/work"
	"thanhdong/ground/account"
	"thanhdong/ground/actor"
	"thanhdong/ground/calendar"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/ground/timer"
	"thanhdong/ground/unit"
	"thanhdong/know/indicator"
)

// Briefs is the room.
type Briefs struct {
	d          *db.DB
	queue      *work.Work
	directives *directive.Directives
	warnings   *warning.Warnings
	notices    *notify.Notices
	sections   []Section
	figures    *indicator.Figures
}

const morningDuty = "briefing.morning"

// New opens the room; its timers compose a brief each working morning.
func New(d *db.DB, queue *work.Work, directives *directive.Directives, warnings *warning.Warnings, notices *notify.Notices, figures *indicator.Figures, timers *timer.Timers) *Briefs {
	bs := &Briefs{d: d, queue: queue, directives: directives, warnings: warnings, notices: notices, figures: figures}
	timers.Handle(morningDuty, bs.morning)
	return bs
}

// Add lets a room above give lines.
func (bs *Briefs) Add(s Section) { bs.sections = append(bs.sections, s) }

// workingDays tells which days are worked; without a calendar all are.
func workingDays(ctx context.Context, tx *db.Tx) (func(text.Day) bool, error) {
	cal, err := calendar.Load(ctx, tx)
	if fault.Is(err, fault.NotFound) {
		return func(text.Day) bool { return true }, nil
	}
	if err != nil {
		return nil, err
	}
	return cal.IsWorkingDay, nil
}

// morning composes the brief of the day for one unit, asks for its signature and sets the timer of the next. After a standstill over several mornings there is one
// brief, of today; on a day that has become a holiday meanwhile none.
func (bs *Briefs) morning(ctx context.Context, tx *db.Tx, due timer.Due) error {
	ctx = actor.With(ctx, actor.System("briefing"))
	s, err := settingOf(ctx, tx, due.Key)
	if fault.Is(err, fault.NotFound) {
		return nil // ended meanwhile
	}
	if err != nil {
		return err
	}
	works, err := workingDays(ctx, tx)
	if err != nil {
		return err
	}
	if _, err := unit.ByCode(ctx, tx, s.Unit, ""); fault.Is(err, fault.NotFound) {
		return s.next(ctx, tx, tx.Now()) // the unit has ended: a pack says whose brief goes on
	}
	if today := text.DayOf(tx.Now()); works(today) && !tx.Now().Before(s.at(today)) {
		if _, err := bs.compose(ctx, tx, s); err != nil {
			return err
		}
	}
	return s.next(ctx, tx, tx.Now())
}

// Compose makes the brief of today for a unit, or makes it anew as long as nobody has signed it; the earlier content is kept.
// Refusals: [fault.Forbidden]; [fault.NotFound] where the unit has no brief; [fault.Conflict] when it is signed.
func (bs *Briefs) Compose(ctx context.Context, code string) (b Brief, err error) {
	err = bs.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		s, err := settingOf(ctx, tx, code)
		if err != nil {
			return err
		}
		u, err := unit.ByCode(ctx, tx, code, "")
		if err != nil {
			return err
		}
		if err := actor.From(ctx).Check(ToCompose, u.Scope()); err != nil {
			return err
		}
		b, err = bs.compose(ctx, tx, s)
		return err
	})
	if err != nil {
		return Brief{}, fmt.Errorf("compose the brief of %s: %w", code, err)
	}
	return b, nil
}

func (bs *Briefs) compose(ctx context.Context, tx *db.Tx, s Setting) (b Brief, err error) {
	day := text.DayOf(tx.Now())
	list, err := query(ctx, tx, `b.unit = ? AND b.day = ?`+lockOf(tx), s.Unit, string(day))
	if err != nil {
		return b, err
	}
	fresh := len(list) == 0
	if fresh {
		u, err := unit.ByCode(ctx, tx, s.Unit, "")
		if err != nil {
			return b, err
		}
		b = Brief{ID: tx.NewID("brf"), Day: day, Unit: u.Code, UnitPath: u.Path, Area: u.Area, AreaPath: u.AreaPath, State: Composed}
		if b.Number, err = tx.Number(ctx, "BT"); err != nil {
			return b, err
		}
	} else {
		b = list[0]
		if err := b.may(Composed); err != nil {
			return b, err
		}
	}
	since, err := sinceLast(ctx, tx, s.Unit, day)
	if err != nil {
		return b, err
	}
	c, err := bs.gather(actor.With(ctx, actor.System("briefing")), tx, s, day, since)
	if err != nil {
		return b, err
	}
	c.Number = b.Number
	body, err := json.Marshal(c)
	if err != nil {
		return b, err
	}
	b.Version, b.Digest, b.ComposedAt = b.Version+1, digest(string(body)), tx.Now()
	if fresh {
		_, err = tx.Exec(ctx, `INSERT INTO briefing_brief (id, number, day, unit, unit_path, area, area_path, state, version, digest, composed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			b.ID, b.Number, string(b.Day), b.Unit, b.UnitPath, b.Area, b.AreaPath, string(b.State), b.Version, b.Digest, db.Micros(b.ComposedAt))
	} else {
		_, err = tx.Exec(ctx, `UPDATE briefing_brief SET version = ?, digest = ?, composed_at = ? WHERE id = ?`, b.Version, b.Digest, db.Micros(b.ComposedAt), b.ID)
	}
	if err != nil {
		return b, err
	}
	by := actor.From(ctx)
	name := by.Name
	if by.Kind == actor.Product {
		name = ""
	}
	if _, err := tx.Exec(ctx, `INSERT INTO briefing_version (brief, version, content, digest, at, by_id, by_name) VALUES (?, ?, ?, ?, ?, ?, ?)`, b.ID, b.Version, string(body), b.Digest, db.Micros(tx.Now()), by.ID, name); err != nil {
		return b, err
	}
	if err := b.tell(ctx, tx, ComposedEvent, "compose", map[string]any{"number": b.Number, "version": b.Version, "digest": b.Digest}); err != nil {
		return b, err
	}
	if fresh {
		if err := bs.askToSign(ctx, tx, b); err != nil {
			return b, err
		}
	}
	return bs.full(ctx, tx, b)
}

// sinceLast is the instant of the brief before, or a day ago where there is none.
func sinceLast(ctx context.Context, tx *db.Tx, code string, day text.Day) (time.Time, error) {
	var at *int64
	err := tx.QueryRow(ctx, `SELECT max(composed_at) FROM briefing_brief WHERE unit = ? AND day < ?`, code, string(day)).Scan(&at)
	if err != nil || at == nil {
		return tx.Now().Add(-24 * time.Hour), err
	}
	return db.Time(*at), nil
}

// askToSign tells who may sign that the page waits for them.
func (bs *Briefs) askToSign(ctx context.Context, tx *db.Tx, b Brief) error {
	ids, err := account.Below(ctx, tx, b.UnitPath, actor.ShiftLeader)
	if err != nil {
		return err
	}
	return bs.notices.Tell(ctx, tx, notify.News{
		Origin: "briefing/sign/" + b.ID, Kind: notify.Approval, Severity: 2, About: notify.Subject{Kind: "brief", ID: b.ID, Number: b.Number},
		Title: text.Message("briefing.to_sign", map[string]any{"day": b.Day}), Link: "/briefs/" + string(b.Day),
	}, ids...)
}

// phones gives the telephones of the people of some lines, as they are now.
func phones(ctx context.Context, tx *db.Tx, lines []Line) (map[string]string, error) {
	var ids []string
	for _, l := range lines {
		if l.Person != "" {
			ids = append(ids, l.Person)
		}
	}
	return account.Phones(ctx, tx, ids)
}

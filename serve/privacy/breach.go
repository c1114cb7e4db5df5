package privacy

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"thanhdong/act/work"
	"thanhdong/ground/actor"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
)

// longestSince bounds how long ago a breach was found; one that is written down late is late at once.
const longestSince = 366 * 24 * time.Hour

// Breach is one violation of the protection of data: open until closed.
type Breach struct {
	ID           string
	Number       string
	What         string
	Kinds        []string // of data, as people say them
	People       int      // about how many are concerned; 0: not known
	HappenedAt   time.Time
	FoundAt      time.Time
	Due          time.Time // the authority is told; counted from when it was found
	Clock        Clock
	Unit         string
	UnitPath     string
	Area         string
	AreaPath     string
	Open         bool
	RecordedName string
	Measures     string
	EndedAt      time.Time
	Work         string
	ToldAt       time.Time // the authority, first; zero: not yet
	Told         []Told    // only of one that was read whole
}

// Whom can be told of a breach.
const (
	Authority = "authority" // the Ministry of Public Security
	Persons   = "persons"   // who is concerned
	Superior  = "superior"  // the body above
)

// Whoms is the closed list.
var Whoms = []string{Authority, Persons, Superior}

// Told is that somebody was told.
type Told struct {
	At    time.Time
	Whom  string
	Words string
	By    string
}

// Scope is where the breach belongs, for rights.
func (b Breach) Scope() actor.Scope { return actor.Scope{UnitPath: b.UnitPath, AreaPath: b.AreaPath} }

// Late says that the authority was not told in time, or is not yet and the time has passed.
func (b Breach) Late(now time.Time) bool {
	if !b.ToldAt.IsZero() {
		now = b.ToldAt
	}
	return b.Due.Before(now)
}

func (b Breach) tell(ctx context.Context, tx *db.Tx, event, verb string, payload any) error {
	if err := bus.Record(ctx, tx, event, b.ID, Happened{b.ID}); err != nil {
		return err
	}
	return ledger.Write(ctx, tx, ledger.Entry{Verb: "privacy.breach_" + verb, Subject: b.ID, UnitPath: b.UnitPath, AreaPath: b.AreaPath, Payload: payload})
}

// RecordBreach writes a breach down and starts its clock at the time when it was found.
func (p *Privacy) RecordBreach(ctx context.Context, b Breach) (Breach, error) {
	err := p.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		by := actor.From(ctx)
		fs := checkWords(nil, "what", b.What, true)
		fs = checkWords(fs, "kinds", strings.Join(b.Kinds, ""), true)
		if b.FoundAt.After(tx.Now()) || b.FoundAt.Before(tx.Now().Add(-longestSince)) {
			fs = append(fs, fault.At("found_at", "privacy.bad_found"))
		}
		if b.HappenedAt.After(b.FoundAt) {
			fs = append(fs, fault.At("happened_at", "privacy.bad_happened"))
		}
		if b.People < 0 {
			fs = append(fs, fault.At("people", "privacy.bad_people"))
		}
		if len(fs) > 0 {
			return fault.Fields("privacy.invalid", fs...)
		}
		u, err := owner(ctx, tx, b.Unit)
		if err != nil {
			return err
		}
		b.Unit, b.UnitPath, b.Area, b.AreaPath = u.Code, u.Path, u.Area, u.AreaPath
		if err := by.Check(ToHandle, b.Scope()); err != nil {
			return err
		}
		b.ID, b.Open, b.RecordedName = tx.NewID("brc"), true, by.Name
		if b.Number, err = tx.Number(ctx, "VP"); err != nil {
			return err
		}
		counts, body, err := clock(ctx, tx, ForBreach)
		if err != nil {
			return err
		}
		b.Clock, b.Due = counts, b.FoundAt.Add(counts.Limit)
		args := map[string]any{"number": b.Number}
		item, err := p.queue.Open(ctx, work.NewItem{
			Kind: breachKind, Subject: work.Subject{Kind: breachKind, ID: b.ID, Number: b.Number}, Severity: 5,
			Title: text.L{VI: text.T(text.VI, "privacy.work_breach", args), EN: text.T(text.EN, "privacy.work_breach", args)},
			Unit:  b.Unit, UnitPath: b.UnitPath, Area: b.Area, AreaPath: b.AreaPath, Limit: max(time.Minute, b.Due.Sub(tx.Now())),
		})
		if err != nil {
			return err
		}
		b.Work = item.ID
		if _, err := tx.Exec(ctx, `INSERT INTO privacy_breach (id, number, what, kinds, people, happened_at, found_at, unit, unit_path, area, area_path, state, recorded_by, recorded_name, work, clock)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open', ?, ?, ?, ?)`, b.ID, b.Number, b.What, lines(b.Kinds), b.People, db.Micros(b.HappenedAt), db.Micros(b.FoundAt),
			b.Unit, b.UnitPath, b.Area, b.AreaPath, by.ID, by.Name, b.Work, body); err != nil {
			return err
		}
		return b.tell(ctx, tx, BreachRecordedEvent, "record", map[string]any{"number": b.Number, "people": b.People})
	})
	if err != nil {
		return Breach{}, fmt.Errorf("record a breach: %w", err)
	}
	return b, nil
}

// Tell notes that somebody was told, now.
func (p *Privacy) Tell(ctx context.Context, id, whom, words string) (Breach, error) {
	return p.changeBreach(ctx, id, "tell", map[string]string{"whom": whom}, func(ctx context.Context, tx *db.Tx, b Breach) error {
		fs := checkWords(nil, "words", words, true)
		if !slices.Contains(Whoms, whom) {
			fs = append(fs, fault.At("whom", "privacy.bad_whom"))
		}
		if len(fs) > 0 {
			return fault.Fields("privacy.invalid", fs...)
		}
		_, err := tx.Exec(ctx, `INSERT INTO privacy_told (breach, seq, at, whom, words, by_name) VALUES (?, ?, ?, ?, ?, ?)`,
			id, len(b.Told)+1, db.Micros(tx.Now()), whom, strings.TrimSpace(words), actor.From(ctx).Name)
		return err
	})
}

// CloseBreach ends a breach once the authority was told, with what was done about it.
func (p *Privacy) CloseBreach(ctx context.Context, id, measures string) (Breach, error) {
	return p.changeBreach(ctx, id, "close", nil, func(ctx context.Context, tx *db.Tx, b Breach) error {
		if fs := checkWords(nil, "measures", measures, true); len(fs) > 0 {
			return fault.Fields("privacy.invalid", fs...)
		}
		if err := b.mayClose(); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE privacy_breach SET state = 'closed', measures = ?, ended_at = ? WHERE id = ? AND state = 'open'`, strings.TrimSpace(measures), db.Micros(tx.Now()), id); err != nil {
			return err
		}
		return p.queue.Settle(ctx, breachKind, id, b.Number)
	})
}

func (b Breach) mayChange() error {
	if !b.Open {
		return fault.New(fault.Conflict, "privacy.breach_closed", "number", b.Number)
	}
	return nil
}

func (b Breach) mayClose() error {
	if b.ToldAt.IsZero() {
		return fault.New(fault.Conflict, "privacy.tell_first", "number", b.Number)
	}
	return nil
}

func (p *Privacy) changeBreach(ctx context.Context, id, verb string, payload any, do func(context.Context, *db.Tx, Breach) error) (b Breach, err error) {
	err = p.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		if b, err = loadBreach(ctx, tx, id, lockOf(tx, "r")); err != nil {
			return err
		}
		if err := actor.From(ctx).Check(ToHandle, b.Scope()); err != nil {
			return err
		}
		if err := b.mayChange(); err != nil {
			return err
		}
		if err := do(ctx, tx, b); err != nil {
			return err
		}
		if err := b.tell(ctx, tx, BreachMovedEvent, verb, payload); err != nil {
			return err
		}
		b, err = loadBreach(ctx, tx, id, "")
		return err
	})
	return b, err
}

func loadBreach(ctx context.Context, tx *db.Tx, id, lock string) (Breach, error) {
	list, err := breaches(ctx, tx, `r.id = ?`+lock, id)
	if err == nil && (len(list) == 0 || !actor.From(ctx).May(Read, list[0].Scope())) {
		err = fault.New(fault.NotFound, "privacy.not_found", "id", id)
	}
	if err != nil {
		return Breach{}, err
	}
	b := list[0]
	err = tx.Each(ctx, `SELECT at, whom, words, by_name FROM privacy_told WHERE breach = ? ORDER BY seq`, []any{id}, func(scan func(...any) error) error {
		var t Told
		var at int64
		err := scan(&at, &t.Whom, &t.Words, &t.By)
		t.At = db.Time(at)
		b.Told = append(b.Told, t)
		return err
	})
	return b, err
}

func breaches(ctx context.Context, tx *db.Tx, where string, args ...any) (list []Breach, err error) {
	err = tx.Each(ctx, `SELECT r.id, r.number, r.what, r.kinds, r.people, r.happened_at, r.found_at, r.unit, r.unit_path, r.area, r.area_path, r.state, r.recorded_name, r.measures,
		COALESCE(r.ended_at, 0), r.work, r.clock,
		COALESCE((SELECT MIN(t.at) FROM privacy_told t WHERE t.breach = r.id AND t.whom = 'authority'), 0) FROM privacy_breach r WHERE `+where, args, func(scan func(...any) error) error {
		var b Breach
		var kinds, state, body string
		var happened, found, ended, told int64
		err := scan(&b.ID, &b.Number, &b.What, &kinds, &b.People, &happened, &found, &b.Unit, &b.UnitPath, &b.Area, &b.AreaPath, &state, &b.RecordedName, &b.Measures, &ended, &b.Work, &body, &told)
		if err == nil {
			b.Clock, err = clockOf(body)
		}
		b.Kinds, b.Open = listed(kinds), state == "open"
		b.HappenedAt, b.FoundAt, b.EndedAt, b.ToldAt, b.Due = db.Time(happened), db.Time(found), instant(ended), instant(told), db.Time(found).Add(b.Clock.Limit)
		list = append(list, b)
		return err
	})
	return list, err
}

// Breaches gives those that the actor may read, newest first.
func (p *Privacy) Breaches(ctx context.Context) (list []Breach, err error) {
	err = p.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		where, args := actor.From(ctx).Where(Read, "r.unit_path", "r.area_path")
		list, err = breaches(ctx, tx, where+` ORDER BY r.id DESC LIMIT 500`, args...)
		return err
	})
	return list, err
}

// Breach gives one whole.
func (p *Privacy) Breach(ctx context.Context, id string) (b Breach, err error) {
	err = p.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		b, err = loadBreach(ctx, tx, id, "")
		return err
	})
	return b, err
}

package privacy

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/bus"
	"thanhdong/ground/consent"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
)

// Events of the room.
const (
	FiledEvent          = "privacy.Filed"
	MovedEvent          = "privacy.Moved"
	BreachRecordedEvent = "privacy.BreachRecorded"
	BreachMovedEvent    = "privacy.BreachMoved"
)

// Events is every event of the room, for live screens.
var Events = []string{FiledEvent, MovedEvent, BreachRecordedEvent, BreachMovedEvent}

// Happened is the body of each.
type Happened struct {
	ID string `json:"id"`
}

// tell writes the event and the ledger's entry. Payloads name nobody.
func (r Request) tell(ctx context.Context, tx *db.Tx, event, verb string, payload any) error {
	if err := bus.Record(ctx, tx, event, r.ID, Happened{r.ID}); err != nil {
		return err
	}
	return r.enter(ctx, tx, verb, payload)
}

func (r Request) enter(ctx context.Context, tx *db.Tx, verb string, payload any) error {
	return ledger.Write(ctx, tx, ledger.Entry{Verb: "privacy." + verb, Subject: r.ID, UnitPath: r.UnitPath, AreaPath: r.AreaPath, Payload: payload})
}

const columns = `r.id, r.number, r.asks, r.words, r.name, r.phone, r.email, r.codes, r.unit, r.unit_path, r.area, r.area_path, r.filed_at, r.filed_by, r.state,
	r.identified_how, r.identified_words, COALESCE(r.identified_at, 0), r.identified_name, COALESCE(r.searched_at, 0), r.answer, r.basis, COALESCE(r.ended_at, 0), r.ended_name, r.work, w.number, w.due_at, r.clock`

// lines keeps a list in one column; no item holds a line's end.
func lines(list []string) string { return strings.Join(list, "\n") }

func listed(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "\n")
}

func instant(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return db.Time(us)
}

func query(ctx context.Context, tx *db.Tx, where string, args ...any) (list []Request, err error) {
	err = tx.Each(ctx, `SELECT `+columns+` FROM privacy_request r JOIN work_item w ON w.id = r.work WHERE `+where, args, func(scan func(...any) error) error {
		var r Request
		var phones, emails, codes, body string
		var filed, identified, searched, ended, due int64
		if err := scan(&r.ID, &r.Number, &r.Asks, &r.Words, &r.Person.Name, &phones, &emails, &codes, &r.Unit, &r.UnitPath, &r.Area, &r.AreaPath, &filed, &r.FiledBy, &r.State,
			&r.IdentifiedHow, &r.IdentifiedWords, &identified, &r.IdentifiedName, &searched, &r.Answer, &r.Basis, &ended, &r.EndedName, &r.Work, &r.WorkNumber, &due, &body); err != nil {
			return err
		}
		r.Person.Phones, r.Person.Emails, r.Person.Codes = listed(phones), listed(emails), listed(codes)
		r.FiledAt, r.IdentifiedAt, r.SearchedAt, r.EndedAt, r.Due = db.Time(filed), instant(identified), instant(searched), instant(ended), db.Time(due)
		c, err := clockOf(body)
		r.Clock = c
		list = append(list, r)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read requests about data: %w", err)
	}
	return list, nil
}

// load reads one request that the actor may read, with the rows locked when asked.
func load(ctx context.Context, tx *db.Tx, id string, lock bool) (Request, error) {
	end := ""
	if lock {
		end = lockOf(tx, "r")
	}
	list, err := query(ctx, tx, `r.id = ?`+end, id)
	if err == nil && (len(list) == 0 || !actor.From(ctx).May(Read, list[0].Scope())) {
		err = fault.New(fault.NotFound, "privacy.not_found", "id", id)
	}
	if err != nil {
		return Request{}, err
	}
	return list[0], nil
}

// lockOf locks the rows of one table of a joined query.
func lockOf(tx *db.Tx, alias string) string {
	if tx.Lock() == "" {
		return ""
	}
	return tx.Lock() + " OF " + alias
}

// handled is [load] with a lock for who may handle it.
func handled(ctx context.Context, tx *db.Tx, id string) (Request, error) {
	r, err := load(ctx, tx, id, true)
	if err == nil {
		err = actor.From(ctx).Check(ToHandle, r.Scope())
	}
	return r, err
}

func pieces(ctx context.Context, tx *db.Tx, id string) (list []Found, err error) {
	err = tx.Each(ctx, `SELECT kind, piece, title, why, at, unit_path, area_path, outcome, words FROM privacy_piece WHERE request = ? ORDER BY kind, at, piece`, []any{id}, func(scan func(...any) error) error {
		var f Found
		var at int64
		err := scan(&f.Kind, &f.ID, &f.Title, &f.Why, &at, &f.Scope.UnitPath, &f.Scope.AreaPath, &f.Outcome, &f.Words)
		f.At = db.Time(at)
		list = append(list, f)
		return err
	})
	for i := range list {
		if err == nil {
			list[i].Agreed, err = consent.Of(ctx, tx, list[i].Ref)
		}
	}
	return list, err
}

// keepFound replaces what an earlier search found and nobody decided on.
func keepFound(ctx context.Context, tx *db.Tx, id string, found []consent.Piece) error {
	errs := []error{}
	_, err := tx.Exec(ctx, `DELETE FROM privacy_piece WHERE request = ? AND outcome = ''`, id)
	errs = append(errs, err)
	for _, p := range found {
		_, err := tx.Exec(ctx, `INSERT INTO privacy_piece (request, kind, piece, title, why, at, unit_path, area_path) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (request, kind, piece) DO NOTHING`, id, p.Kind, p.ID, p.Title, p.Why, db.Micros(p.At), p.Scope.UnitPath, p.Scope.AreaPath)
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// Filter is a question to the list.
type Filter struct {
	Ended bool
	After string
	Limit int
}

// List gives requests that the actor may read by due time, without pieces. That somebody looked is entered.
func (p *Privacy) List(ctx context.Context, f Filter) (list []Request, next string, err error) {
	limit := max(1, min(f.Limit, 200))
	err = p.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		where, args := actor.From(ctx).Where(Read, "r.unit_path", "r.area_path")
		where += map[bool]string{false: ` AND r.state NOT IN ('answered', 'refused')`, true: ` AND r.state IN ('answered', 'refused')`}[f.Ended]
		if f.After != "" {
			where += ` AND r.id > ?`
			args = append(args, f.After)
		}
		list, err = query(ctx, tx, where+` ORDER BY r.id LIMIT ?`, append(args, limit+1)...)
		if err != nil || len(list) == 0 {
			return err
		}
		return list[0].enter(ctx, tx, "list", map[string]int{"shown": min(limit, len(list))})
	})
	if len(list) > limit {
		list = list[:limit]
		next = list[limit-1].ID
	}
	return list, next, err
}

// Get gives a request whole. That somebody looked is entered.
func (p *Privacy) Get(ctx context.Context, id string) (r Request, err error) {
	err = p.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		if r, err = whole(ctx, tx, id); err != nil {
			return err
		}
		return r.enter(ctx, tx, "look", nil)
	})
	return r, err
}

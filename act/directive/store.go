package directive

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

func insert(ctx context.Context, tx *db.Tx, d Directive) error {
	_, err := tx.Exec(ctx, `INSERT INTO directive (id, number, parent, title, result, responsibility, source_kind, source_words, source_day, unit, unit_path, area, area_path,
		doer_unit, doer_unit_path, doer_area, doer_area_path, person, person_name, given_at, given_by, given_name, state, work, search)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		d.ID, d.Number, d.Parent, d.Title, d.Result, d.Responsibility, d.Source.Kind, d.Source.Words, string(d.Source.Day), d.Giver.Unit, d.Giver.UnitPath, d.Giver.Area, d.Giver.AreaPath,
		d.Doer.Unit, d.Doer.UnitPath, d.Doer.Area, d.Doer.AreaPath, d.Person, d.PersonName, db.Micros(d.GivenAt), d.GivenBy, d.GivenName, string(d.State), d.Work,
		text.SearchKey(d.Number+" "+d.WorkNumber+" "+d.Title+" "+d.Result+" "+d.Source.Words+" "+d.PersonName+" "+d.Doer.Unit))
	return err
}

const columns = `d.id, d.number, d.parent, d.title, d.result, d.responsibility, d.source_kind, d.source_words, d.source_day, d.unit, d.unit_path, d.area, d.area_path,
	d.doer_unit, d.doer_unit_path, d.doer_area, d.doer_area_path, d.person, d.person_name, d.given_at, d.given_by, d.given_name, d.state, d.percent, d.work, d.ended_at,
	w.due_at, w.number, (SELECT count(*) FROM work_evidence e WHERE e.item = w.id)`

func query(ctx context.Context, tx *db.Tx, where string, args ...any) (list []Directive, err error) {
	err = tx.Each(ctx, `SELECT `+columns+` FROM directive d JOIN work_item w ON w.id = d.work WHERE `+where, args, func(scan func(...any) error) error {
		var d Directive
		var given, due int64
		var ended *int64
		if err := scan(&d.ID, &d.Number, &d.Parent, &d.Title, &d.Result, &d.Responsibility, &d.Source.Kind, &d.Source.Words, &d.Source.Day, &d.Giver.Unit, &d.Giver.UnitPath, &d.Giver.Area, &d.Giver.AreaPath,
			&d.Doer.Unit, &d.Doer.UnitPath, &d.Doer.Area, &d.Doer.AreaPath, &d.Person, &d.PersonName, &given, &d.GivenBy, &d.GivenName, &d.State, &d.Percent, &d.Work, &ended,
			&due, &d.WorkNumber, &d.Evidence); err != nil {
			return err
		}
		d.GivenAt, d.Due = db.Time(given), db.Time(due)
		if ended != nil {
			d.EndedAt = db.Time(*ended)
		}
		list = append(list, d)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read directives: %w", err)
	}
	return list, nil
}

func notFound(id string) error { return fault.New(fault.NotFound, "directive.not_found", "id", id) }

// load reads one directive whoever asks; with a lock its own row is locked.
func load(ctx context.Context, tx *db.Tx, id, lock string) (Directive, error) {
	if lock != "" {
		lock = lockOf(tx)
	}
	list, err := query(ctx, tx, `d.id = ?`+lock, id)
	if err == nil && len(list) == 0 {
		err = notFound(id)
	}
	if err != nil {
		return Directive{}, err
	}
	return list[0], nil
}

// readable is a directive that the actor may read; one that they may not is not found.
func readable(ctx context.Context, tx *db.Tx, id, lock string) (Directive, error) {
	d, err := load(ctx, tx, id, lock)
	if err == nil && !d.Readable(actor.From(ctx)) {
		err = notFound(id)
	}
	if err != nil {
		return Directive{}, err
	}
	return d, nil
}

// Line is one line of a directive's log.
type Line struct {
	At      time.Time
	ByID    string
	ByName  string
	Kind    string
	Percent int
	Words   string
}

// In puts the line into words.
func (l Line) In(lang text.Lang) string {
	return text.T(lang, "directive.line_"+l.Kind, map[string]any{"words": l.Words, "percent": l.Percent})
}

// By names who wrote the line: a person, or that it came by itself.
func (l Line) By(lang text.Lang) string {
	if l.ByName == "" {
		return text.T(lang, "directive.by_itself", nil)
	}
	return l.ByName
}

// full adds the log and the parts that the actor may read.
func (ds *Directives) full(ctx context.Context, tx *db.Tx, d Directive) (Directive, error) {
	d.Log, d.Parts = nil, nil
	err := tx.Each(ctx, `SELECT at, by_id, by_name, kind, percent, words FROM directive_log WHERE directive = ? ORDER BY seq`, []any{d.ID}, func(scan func(...any) error) error {
		var l Line
		var at int64
		err := scan(&at, &l.ByID, &l.ByName, &l.Kind, &l.Percent, &l.Words)
		l.At = db.Time(at)
		d.Log = append(d.Log, l)
		return err
	})
	if err != nil {
		return d, fmt.Errorf("log of directive %s: %w", d.ID, err)
	}
	where, args := readableWhere(actor.From(ctx))
	d.Parts, err = query(ctx, tx, where+` AND d.parent = ? ORDER BY d.id`, append(args, d.ID)...)
	return d, err
}

// View is one of the fixed views of the list.
type View string

const (
	Mine  View = "mine"  // mine to do
	Given View = "given" // given by me
	Late  View = "late"
	All   View = "all"
)

// Views lists them in the order of the screen.
var Views = []View{Mine, Given, Late, All}

// Filter is a question to the list: live directives by due time, or ended ones.
type Filter struct {
	View  View
	Ended bool
	Q     string
	Limit int
	After string
}

const (
	usualPage   = 50
	longestPage = 500
)

// List gives directives that the actor may read, without log and parts, and the cursor of the next page.
func (ds *Directives) List(ctx context.Context, f Filter) (list []Directive, next string, err error) {
	if f.Limit <= 0 {
		f.Limit = usualPage
	}
	f.Limit = min(f.Limit, longestPage)
	by := actor.From(ctx)
	err = ds.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		where, args, err := f.where(by, tx.Now())
		if err != nil {
			return err
		}
		list, err = query(ctx, tx, where+` ORDER BY w.due_at, d.id LIMIT ?`, append(args, f.Limit+1)...)
		return err
	})
	if err != nil {
		return nil, "", fmt.Errorf("list directives: %w", err)
	}
	if len(list) > f.Limit {
		list = list[:f.Limit]
		last := list[f.Limit-1]
		next = strconv.FormatInt(db.Micros(last.Due), 10) + "." + last.ID
	}
	return list, next, nil
}

func (f Filter) where(by actor.Actor, now time.Time) (string, []any, error) {
	where, args := readableWhere(by)
	and := func(sql string, more ...any) {
		where += " AND " + sql
		args = append(args, more...)
	}
	if f.Ended {
		and("d.state IN ('accepted', 'withdrawn')")
	} else {
		and("d.state IN ('open', 'handed-in')")
	}
	switch f.View {
	case Mine:
		and("(d.person = ? OR d.person = '' AND d.doer_unit = ?)", by.ID, by.Unit)
	case Given:
		and("d.given_by = ?", by.ID)
	case Late:
		and("d.state = 'open' AND w.due_at < ?", db.Micros(now))
	case All, "":
	default:
		return "", nil, fault.Fields("directive.invalid", fault.At("view", "directive.bad_view", "view", string(f.View)))
	}
	words, more := db.Holding("d.search", text.SearchKey(f.Q))
	and(words, more...)
	if f.After != "" {
		us, id, ok := strings.Cut(f.After, ".")
		due, err := strconv.ParseInt(us, 10, 64)
		if !ok || err != nil {
			return "", nil, fault.Fields("directive.invalid", fault.At("after", "directive.bad_cursor"))
		}
		and("(w.due_at, d.id) > (?, ?)", due, id)
	}
	return where, args, nil
}

// Counts gives how many live directives each view holds for the actor.
func (ds *Directives) Counts(ctx context.Context) (counts map[View]int, err error) {
	err = ds.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		counts = map[View]int{}
		for _, v := range Views {
			where, args, err := Filter{View: v}.where(actor.From(ctx), tx.Now())
			if err != nil {
				return err
			}
			var n int
			if err := tx.QueryRow(ctx, `SELECT count(*) FROM directive d JOIN work_item w ON w.id = d.work WHERE `+where, args...).Scan(&n); err != nil {
				return fmt.Errorf("count directives: %w", err)
			}
			counts[v] = n
		}
		return nil
	})
	return counts, err
}

// Get gives a directive whole; [fault.NotFound] when the actor may not read it.
func (ds *Directives) Get(ctx context.Context, id string) (d Directive, err error) {
	err = ds.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		found, err := readable(ctx, tx, id, "")
		if err != nil {
			return err
		}
		d, err = ds.full(ctx, tx, found)
		return err
	})
	return d, err
}

// Action is something that can be done to a directive now, or the reason why not.
type Action struct {
	Verb string // report hand-in part accept send-back withdraw
	Why  *fault.Error
}

// Actions lists what the actor may do to a directive that was read with Get, by the checks that the commands make.
func (d Directive) Actions(ctx context.Context) []Action {
	by := actor.From(ctx)
	first := func(errs ...error) *fault.Error {
		for _, err := range errs {
			if err != nil {
				f, _ := fault.As(err)
				return f
			}
		}
		return nil
	}
	reports, judges := by.Check(ToReport, d.Doer.Scope()), d.judges(by)
	var early, nested error
	if d.Evidence == 0 {
		early = fault.New(fault.Conflict, "directive.no_proof", "number", d.Number)
	} else if n := d.openParts(); n > 0 {
		early = fault.New(fault.Conflict, "directive.open_parts", "n", n)
	}
	if d.Parent != "" {
		nested = fault.New(fault.Conflict, "directive.part_of_part", "number", d.Number)
	}
	return []Action{
		{"report", first(reports, d.is(Open))},
		{"hand-in", first(reports, d.may(HandedIn), early)},
		{"part", first(reports, nested, d.is(Open))},
		{"accept", first(judges, d.is(HandedIn))},
		{"send-back", first(judges, d.is(HandedIn))},
		{"withdraw", first(judges, d.may(Withdrawn))},
	}
}

func (d Directive) openParts() (n int) {
	for _, p := range d.Parts {
		if p.State.Live() {
			n++
		}
	}
	return n
}

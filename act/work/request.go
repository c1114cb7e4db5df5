package work

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
)

// Wish is what a request asks for.
type Wish string

const (
	MoreTime Wish = "more-time" // an extension
	NewOwner Wish = "hand-on"   // another unit as owner
)

// requestKind is the kind of item by which a request stands in the queue of those
// who decide it.
const requestKind = "work-request"

// timeToDecide is how long a request may wait: PROJECT CHOICE, half a working day.
const timeToDecide = 4 * time.Hour

// Request is a wish about an item that somebody else decides.
type Request struct {
	ID          string
	Item        string
	Wish        Wish
	Reason      string        // listed, for more time
	More        time.Duration // in the time that the item counts
	Unit        string        // who was asked to decide: for hand-on the unit that is to take it
	Words       string
	State       string // asked granted refused
	AskedAt     time.Time
	AskedBy     string
	AskedName   string
	DecidedAt   time.Time
	DecidedName string
	Answer      string
}

// AskTime asks the head of the owner unit for more time, for a listed reason. One
// extension is granted per item; a second is refused when it is asked for.
func (w *Work) AskTime(ctx context.Context, id, code, words string, more time.Duration) (Item, error) {
	return w.command(ctx, id, ToAsk, "ask_time", func(ctx context.Context, tx *db.Tx, item *Item) (any, error) {
		if err := item.extendable(); err != nil {
			return nil, err
		}
		granted, err := requests(ctx, tx, `item = ? AND wish = ? AND state = 'granted'`, id, string(MoreTime))
		if err != nil {
			return nil, err
		}
		if len(granted) > 0 {
			return nil, fault.New(fault.Conflict, "work.extended_already", "number", item.Number)
		}
		why, fs, err := reason(ctx, tx, ForExtension, code)
		if err != nil {
			return nil, err
		}
		words = strings.TrimSpace(words)
		fs = append(fs, wordsNeeded(words)...)
		switch {
		case more < time.Hour:
			fs = append(fs, fault.At("hours", "work.more_needed"))
		case why.Code != "" && more > why.Longest:
			fs = append(fs, fault.At("hours", "work.more_too_long", "max", hours(why.Longest)))
		}
		if len(fs) > 0 {
			return nil, fault.Fields("work.invalid", fs...)
		}
		r := Request{Item: id, Wish: MoreTime, Reason: code, More: more, Unit: item.Unit, Words: words}
		title := text.L{VI: "Xin gia hạn: " + item.Title.VI, EN: "More time asked for: " + item.Title.EN}
		if err := w.ask(ctx, tx, *item, &r, item.UnitPath, title); err != nil {
			return nil, err
		}
		args := map[string]any{"hours": hours(more), "reason_vi": why.Name.VI, "reason_en": why.Name.EN}
		return args, tellLine(ctx, tx, *item, lineAskedTime, Asked, words, args)
	})
}

// HandOn gives an item to another unit. A person who leads both units decides it
// at once; anybody else asks the other unit, and the item stays where it is until
// somebody there takes it on.
func (w *Work) HandOn(ctx context.Context, id, code, words string) (Item, error) {
	return w.command(ctx, id, ToHandOn, "hand_on", func(ctx context.Context, tx *db.Tx, item *Item) (any, error) {
		if err := item.movable(); err != nil {
			return nil, err
		}
		words = strings.TrimSpace(words)
		fs := wordsNeeded(words)
		to, err := unit.ByCode(ctx, tx, code, "")
		switch {
		case fault.Is(err, fault.NotFound):
			fs = append(fs, fault.At("unit", "unit.unknown", "code", code))
		case err != nil:
			return nil, err
		case to.Code == item.Unit:
			fs = append(fs, fault.At("unit", "work.own_unit"))
		}
		if len(fs) > 0 {
			return nil, fault.Fields("work.invalid", fs...)
		}
		by := actor.From(ctx)
		target := actor.Scope{UnitPath: to.Path, AreaPath: item.AreaPath}
		if by.May(ToDecide, item.Scope()) && by.May(ToDecide, target) {
			return map[string]any{"unit": to.Code}, w.move(ctx, tx, item, to, words)
		}
		r := Request{Item: id, Wish: NewOwner, Unit: to.Code, Words: words}
		title := text.L{VI: "Đề nghị nhận việc: " + item.Title.VI, EN: "Asked to take on: " + item.Title.EN}
		if err := w.ask(ctx, tx, *item, &r, to.Path, title); err != nil {
			return nil, err
		}
		args := map[string]any{"unit": to.Name.VI}
		return args, tellLine(ctx, tx, *item, lineAskedUnit, Asked, words, args)
	})
}

// ask keeps a request and puts it into the queue of those who decide.
func (w *Work) ask(ctx context.Context, tx *db.Tx, item Item, r *Request, path string, title text.L) error {
	by := actor.From(ctx)
	r.ID, r.State, r.AskedAt, r.AskedBy, r.AskedName = tx.NewID("wrq"), "asked", tx.Now(), by.ID, by.Name
	_, err := tx.Exec(ctx, `INSERT INTO work_request (id, item, wish, reason, more_us, unit, words, state, asked_at, asked_by, asked_name)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, r.ID, r.Item, string(r.Wish), r.Reason, r.More.Microseconds(), r.Unit, r.Words,
		r.State, db.Micros(r.AskedAt), r.AskedBy, r.AskedName)
	if fault.Is(err, fault.Conflict) {
		return fault.New(fault.Conflict, "work.asked_already", "number", item.Number).With(err)
	}
	if err != nil {
		return err
	}
	_, err = w.Open(ctx, NewItem{
		Kind: requestKind, Subject: Subject{Kind: string(r.Wish), ID: r.ID, Number: item.Number}, Title: title, Severity: item.Severity,
		Unit: r.Unit, UnitPath: path, Area: item.Area, AreaPath: item.AreaPath, Limit: timeToDecide, WorkingTime: item.WorkingTime,
	})
	return err
}

// Decide grants or refuses the request that an item of the queue stands for. More
// time is decided by the head of the owner unit or above, a hand-on by somebody of
// the unit that was asked, and neither by who asked. A refusal needs words.
// [fault.Conflict] when it was decided already. The item that it was about is given.
func (w *Work) Decide(ctx context.Context, id string, grant bool, words string) (item Item, err error) {
	err = w.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		asked, err := w.readable(ctx, tx, id, "")
		if err != nil {
			return err
		}
		if asked.Kind != requestKind {
			return fault.New(fault.Conflict, "work.no_request", "number", asked.Number)
		}
		by := actor.From(ctx)
		if err := by.Check(asked.decider(), asked.Scope()); err != nil {
			return err
		}
		list, err := requests(ctx, tx, `id = ?`, asked.Subject.ID)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			return fault.New(fault.Internal, "work.no_request", "number", asked.Number)
		}
		// The item is locked before its request is read again, as everywhere.
		if item, err = load(ctx, tx, list[0].Item, tx.Lock()); err != nil {
			return err
		}
		if list, err = requests(ctx, tx, `id = ?`, asked.Subject.ID); err != nil {
			return err
		}
		r := list[0]
		words = strings.TrimSpace(words)
		switch {
		case r.State != "asked":
			return fault.New(fault.Conflict, "work.decided_already", "number", item.Number, "name", r.DecidedName)
		case r.AskedBy == by.ID:
			return fault.New(fault.Forbidden, "work.own_request", "number", item.Number)
		case item.State == Done:
			return closedAlready(item)
		case !grant:
			if fs := wordsNeeded(words); len(fs) > 0 {
				return fault.Fields("work.invalid", fs...)
			}
		}
		if err := w.settle(ctx, tx, r, grant, words); err != nil {
			return err
		}
		switch {
		case !grant:
			err = tellLine(ctx, tx, item, lineRefused, Decided, words, nil)
		case r.Wish == MoreTime:
			err = item.extend(ctx, tx, r.More)
		default:
			var to unit.Unit
			if to, err = unit.ByCode(ctx, tx, asked.Unit, ""); err == nil {
				err = w.move(ctx, tx, &item, to, r.Words)
			}
		}
		if err != nil {
			return err
		}
		return enter(ctx, tx, "work.decide", item, map[string]any{"request": r.ID, "wish": r.Wish, "grant": grant, "words": words})
	})
	if err != nil {
		return Item{}, fmt.Errorf("decide request %s: %w", id, err)
	}
	return item, nil
}

// decider is the verb of those who decide the request that the item stands for.
func (i Item) decider() actor.Verb {
	if i.Subject.Kind == string(NewOwner) {
		return ToTake
	}
	return ToDecide
}

// decidable says why a request cannot be decided by an actor now.
func (i Item) decidable() error {
	if i.State == Done {
		return closedAlready(i)
	}
	return nil
}

// settle ends a request and its own item in the queue.
func (w *Work) settle(ctx context.Context, tx *db.Tx, r Request, grant bool, words string) error {
	state := map[bool]string{true: "granted", false: "refused"}[grant]
	by := actor.From(ctx)
	if _, err := tx.Exec(ctx, `UPDATE work_request SET state = ?, decided_at = ?, decided_by = ?, decided_name = ?, answer = ? WHERE id = ?`,
		state, db.Micros(tx.Now()), by.ID, by.Name, words, r.ID); err != nil {
		return err
	}
	return w.Settle(ctx, requestKind, r.ID, text.T(text.VI, "work."+state, map[string]any{"words": words}))
}

// extend gives more time, also to what is late by now.
func (i *Item) extend(ctx context.Context, tx *db.Tx, more time.Duration) error {
	cal, err := i.calendar(ctx, tx)
	if err != nil {
		return err
	}
	before := i.Due
	i.Limit += more
	if err := i.setDue(ctx, tx, cal); err != nil {
		return err
	}
	return tellLine(ctx, tx, *i, lineExtended, DueMoved, "", map[string]any{"before": db.Micros(before), "due": db.Micros(i.Due)})
}

// move gives the item to another unit; nobody there has taken it yet. Its clock
// goes on: handing on wins no time.
func (w *Work) move(ctx context.Context, tx *db.Tx, i *Item, to unit.Unit, words string) error {
	from, err := unit.NameOf(ctx, tx, i.Unit)
	if err != nil {
		return err
	}
	i.Unit, i.UnitPath, i.Person, i.PersonName, i.RaisedTo = to.Code, to.Path, "", "", ""
	if _, err := tx.Exec(ctx, `UPDATE work_item SET unit = ?, unit_path = ?, person = '', person_name = '', raised_to = '', search = ? WHERE id = ?`,
		i.Unit, i.UnitPath, searchKey(*i), i.ID); err != nil {
		return err
	}
	if err := i.walkAnew(ctx, tx); err != nil {
		return err
	}
	open, err := requests(ctx, tx, `item = ? AND state = 'asked'`, i.ID)
	if err != nil {
		return err
	}
	for _, r := range open { // they were asked of the unit that no longer has it
		if err := w.settle(ctx, tx, r, false, text.T(text.VI, "work.moved_meanwhile", nil)); err != nil {
			return err
		}
	}
	return tellLine(ctx, tx, *i, lineGiven, HandedOn, words, map[string]any{"from": from, "unit": to.Name.VI})
}

func (i Item) extendable() error {
	switch {
	case i.State == Done:
		return closedAlready(i)
	case !i.PausedUntil.IsZero():
		return fault.New(fault.Conflict, "work.paused", "number", i.Number, "until", i.PausedUntil)
	case i.Kind == requestKind:
		return fault.New(fault.Conflict, "work.decide_it", "number", i.Subject.Number)
	}
	return nil
}

func wordsNeeded(words string) []fault.Field {
	switch {
	case words == "":
		return []fault.Field{fault.At("words", "work.no_words")}
	case utf8.RuneCountInString(words) > longestWords:
		return []fault.Field{fault.At("words", "work.words_too_long", "max", longestWords)}
	}
	return nil
}

func requests(ctx context.Context, tx *db.Tx, where string, args ...any) (list []Request, err error) {
	err = tx.Each(ctx, `SELECT id, item, wish, reason, more_us, unit, words, state, asked_at, asked_by, asked_name, decided_at, decided_name, answer
		FROM work_request WHERE `+where+` ORDER BY asked_at, id`, args, func(scan func(...any) error) error {
		var r Request
		var more, asked int64
		var decided *int64
		err := scan(&r.ID, &r.Item, &r.Wish, &r.Reason, &more, &r.Unit, &r.Words, &r.State, &asked, &r.AskedBy, &r.AskedName, &decided, &r.DecidedName, &r.Answer)
		r.More, r.AskedAt = time.Duration(more)*time.Microsecond, db.Time(asked)
		if decided != nil {
			r.DecidedAt = db.Time(*decided)
		}
		list = append(list, r)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("requests about work: %w", err)
	}
	return list, nil
}

// Requests gives what was asked about an item, for all who may read it, or what a
// request's own item stands for.
func (w *Work) Requests(ctx context.Context, id string) (list []Request, err error) {
	err = w.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		item, err := w.readable(ctx, tx, id, "")
		if err != nil {
			return err
		}
		if item.Kind == requestKind {
			list, err = requests(ctx, tx, `id = ?`, item.Subject.ID)
			return err
		}
		list, err = requests(ctx, tx, `item = ?`, id)
		return err
	})
	return list, err
}

// asking answers for requests in the queue: they end by being decided.
type asking struct{}

func (asking) Name() string { return requestKind }

func (asking) MayClose(_ context.Context, _ *db.Tx, i Item) error {
	return fault.New(fault.Conflict, "work.decide_it", "number", i.Subject.Number)
}

func (asking) Closed(context.Context, *db.Tx, Item) error { return nil }

func (asking) Reopened(_ context.Context, _ *db.Tx, i Item) error {
	return fault.New(fault.Conflict, "work.stays_closed", "number", i.Number)
}

package dataset

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"thanhdong/act/notify"
	"thanhdong/act/work"
	"thanhdong/ground/actor"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/ground/timer"
)

// Sets is the room.
type Sets struct {
	d       *db.DB
	queue   *work.Work
	notices *notify.Notices // nil: nobody is reminded
}

// New opens the room: it answers for its items in the queue and opens what is due.
func New(d *db.DB, queue *work.Work, _ *bus.Bus, timers *timer.Timers) *Sets {
	ds := &Sets{d: d, queue: queue}
	queue.Register(formKind{ds})
	queue.Register(approvalKind{ds})
	timers.Every("dataset.open", openPause, ds.OpenDue)
	timers.Handle(remindDuty, ds.remind)
	return ds
}

// Put adds or changes a form, for packs; the same again changes nothing.
func Put(ctx context.Context, tx *db.Tx, f Form) error {
	if err := f.Validate(); err != nil {
		return err
	}
	if err := f.askedOnce(ctx, tx); err != nil {
		return err
	}
	if err := f.keep(ctx, tx); err != nil {
		return err
	}
	body, err := json.Marshal(f)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO dataset_form (code, body, version) VALUES (?, ?, 1)
		ON CONFLICT (code) DO UPDATE SET body = excluded.body, version = dataset_form.version + CASE WHEN dataset_form.body = excluded.body THEN 0 ELSE 1 END, ended_at = NULL`, f.Code, string(body)); err != nil {
		return fmt.Errorf("put form %s: %w", f.Code, err)
	}
	return nil
}

// keep takes over the elements that the form asked before. One whose values would be read otherwise than they were meant, in other steps or as another type, is refused: it
// needs another code.
func (f *Form) keep(ctx context.Context, tx *db.Tx) error {
	list, err := forms(ctx, tx, `code = ?`, f.Code)
	if err != nil || len(list) == 0 {
		return err
	}
	var fs []fault.Field
	f.Former = nil
	for _, old := range append(slices.Clone(list[0].Elements), list[0].Former...) {
		i := slices.IndexFunc(f.Elements, func(e Element) bool { return e.Code == old.Code })
		if i < 0 {
			f.Former = append(f.Former, old)
			continue
		}
		if e := f.Elements[i]; e.Decimals == old.Decimals && e.Type == old.Type {
			continue
		}
		var n int
		if err := tx.QueryRow(ctx, `SELECT count(*) FROM dataset_set s JOIN dataset_value v ON v.set_id = s.id WHERE s.form = ? AND v.element = ?`, f.Code, old.Code).Scan(&n); err != nil {
			return err
		}
		if n > 0 {
			fs = append(fs, fault.At(fmt.Sprintf("elements/%d/decimals", i), "dataset.read_otherwise", "element", old.Code, "n", n))
		}
	}
	if len(fs) > 0 {
		return fault.Fields("dataset.invalid", fs...)
	}
	return nil
}

// End takes a form from use, for packs; what was handed in stays.
func End(ctx context.Context, tx *db.Tx, code string) error {
	_, err := tx.Exec(ctx, `UPDATE dataset_form SET ended_at = ? WHERE code = ? AND ended_at IS NULL`, db.Micros(tx.Now()), code)
	return err
}

func forms(ctx context.Context, tx *db.Tx, where string, args ...any) (list []Form, err error) {
	err = tx.Each(ctx, `SELECT body, version, ended_at FROM dataset_form WHERE `+where+` ORDER BY code`, args, func(scan func(...any) error) error {
		var body string
		var version int
		var ended *int64
		if err := scan(&body, &version, &ended); err != nil {
			return err
		}
		var f Form
		err := json.Unmarshal([]byte(body), &f)
		f.Version, f.Ended = version, ended != nil
		list = append(list, f)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read forms: %w", err)
	}
	return list, nil
}

func form(ctx context.Context, tx *db.Tx, code string) (Form, error) {
	list, err := forms(ctx, tx, `code = ?`, code)
	if err == nil && len(list) == 0 {
		err = fault.New(fault.NotFound, "dataset.no_form", "form", code)
	}
	if err != nil {
		return Form{}, err
	}
	return list[0], nil
}

// FormsIn gives all forms, also those that ended, for rooms that compute with what was handed in.
func FormsIn(ctx context.Context, tx *db.Tx) ([]Form, error) { return forms(ctx, tx, `1 = 1`) }

// SetIn gives a set without its values, whoever asks: [Set.Readable] says whether it may be shown.
func SetIn(ctx context.Context, tx *db.Tx, id string) (Set, error) {
	list, err := query(ctx, tx, `s.id = ?`, id)
	if err == nil && len(list) == 0 {
		err = notFound(id)
	}
	if err != nil {
		return Set{}, err
	}
	return list[0], nil
}

// Forms lists those in use. Whoever works here may know what is asked.
func (ds *Sets) Forms(ctx context.Context) (list []Form, err error) {
	err = ds.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err = forms(ctx, tx, `ended_at IS NULL`)
		return err
	})
	return list, err
}

// Form gives one, also one that ended.
func (ds *Sets) Form(ctx context.Context, code string) (f Form, err error) {
	err = ds.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		f, err = form(ctx, tx, code)
		return err
	})
	return f, err
}

const columns = `s.id, s.number, s.form, s.period, s.unit, s.area, s.area_path, s.holder_unit_path, s.holder_area_path, s.owner_path, s.owner_area_path, s.state, s.level, s.due_at, s.opened_at, s.submitted_at, s.submitted_by, s.first_at, s.approved_at, s.locked_at,
	s.work, s.filled, s.version`

func query(ctx context.Context, tx *db.Tx, where string, args ...any) (list []Set, err error) {
	err = tx.Each(ctx, `SELECT `+columns+` FROM dataset_set s WHERE `+where, args, func(scan func(...any) error) error {
		var s Set
		var period string
		var due, opened int64
		var submitted, first, approved, locked *int64
		if err := scan(&s.ID, &s.Number, &s.Form, &period, &s.Unit, &s.Area, &s.AreaPath, &s.HolderPath, &s.HolderArea, &s.OwnerPath, &s.OwnerArea, &s.State, &s.Level, &due, &opened, &submitted, &s.SubmittedBy, &first, &approved, &locked,
			&s.Work, &s.Filled, &s.Version); err != nil {
			return err
		}
		s.Due, s.OpenedAt, s.SubmittedAt, s.FirstAt, s.ApprovedAt, s.LockedAt = db.Time(due), db.Time(opened), db.TimeOf(submitted), db.TimeOf(first), db.TimeOf(approved), db.TimeOf(locked)
		var err error
		s.Period, err = ParsePeriod(period)
		list = append(list, s)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read sets: %w", err)
	}
	return list, nil
}

func notFound(id string) error { return fault.New(fault.NotFound, "dataset.not_found", "id", id) }

func readable(ctx context.Context, tx *db.Tx, id, lock string) (Set, error) {
	list, err := query(ctx, tx, `s.id = ?`+lock, id)
	if err == nil && (len(list) == 0 || !list[0].Readable(actor.From(ctx))) {
		err = notFound(id)
	}
	if err != nil {
		return Set{}, err
	}
	return list[0], nil
}

// Get gives a set whole; [fault.NotFound] when the actor may not read it.
func (ds *Sets) Get(ctx context.Context, id string) (s Set, f Form, err error) {
	err = ds.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if s, err = readable(ctx, tx, id, ""); err != nil {
			return err
		}
		if f, err = form(ctx, tx, s.Form); err != nil {
			return err
		}
		s, err = full(ctx, tx, s, f)
		return err
	})
	return s, f, err
}

// Seen gives a set without its values, for live frames; [fault.NotFound] when the actor may not read it.
func (ds *Sets) Seen(ctx context.Context, id string) (s Set, err error) {
	err = ds.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		s, err = readable(ctx, tx, id, "")
		return err
	})
	return s, err
}

func full(ctx context.Context, tx *db.Tx, s Set, f Form) (Set, error) {
	s.FormName = f.Name
	var err error
	if s.Values, err = values(ctx, tx, s.ID); err != nil {
		return s, err
	}
	s.Log = nil
	err = tx.Each(ctx, `SELECT at, by_id, by_name, kind, words FROM dataset_log WHERE set_id = ? ORDER BY seq`, []any{s.ID}, func(scan func(...any) error) error {
		var l Line
		var at int64
		err := scan(&at, &l.ByID, &l.ByName, &l.Kind, &l.Words)
		l.At = db.Time(at)
		s.Log = append(s.Log, l)
		return err
	})
	return s, err
}

func values(ctx context.Context, tx *db.Tx, set string) (list []Value, err error) {
	err = tx.Each(ctx, `SELECT element, opt, num, words, comment, source, at, by_id, by_name, changes FROM dataset_value WHERE set_id = ? ORDER BY element, opt`, []any{set}, func(scan func(...any) error) error {
		var v Value
		var at int64
		err := scan(&v.Element, &v.Option, &v.Number, &v.Text, &v.Comment, &v.Source, &at, &v.ByID, &v.ByName, &v.Before)
		v.At = db.Time(at)
		list = append(list, v)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read values: %w", err)
	}
	return list, nil
}

// History gives every value that a cell had, the newest first.
func (ds *Sets) History(ctx context.Context, id string, c Cell) (list []Change, err error) {
	err = ds.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		list = nil
		if _, err := readable(ctx, tx, id, ""); err != nil {
			return err
		}
		return tx.Each(ctx, `SELECT element, opt, kind, before_num, before_words, after_num, after_words, words, at, by_name FROM dataset_change WHERE set_id = ? AND element = ? AND opt = ? ORDER BY seq DESC`,
			[]any{id, c.Element, c.Option}, func(scan func(...any) error) error {
				var x Change
				var at int64
				err := scan(&x.Element, &x.Option, &x.Kind, &x.Before.Number, &x.Before.Text, &x.After.Number, &x.After.Text, &x.Words, &at, &x.ByName)
				x.At = db.Time(at)
				list = append(list, x)
				return err
			})
	})
	return list, err
}

// Was is the value of a cell in an earlier period.
type Was struct {
	Period Period
	Value
}

// mostEarlier is how many earlier values of a cell are shown.
const mostEarlier = 12

// Before gives the values of a cell in the periods before, the newest first, of the same unit.
func (ds *Sets) Before(ctx context.Context, id string, c Cell) (list []Was, f Form, err error) {
	err = ds.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		list = nil
		s, err := readable(ctx, tx, id, "")
		if err != nil {
			return err
		}
		if f, err = form(ctx, tx, s.Form); err != nil {
			return err
		}
		return tx.Each(ctx, `SELECT s.period, v.num, v.words, v.comment, v.source FROM dataset_set s JOIN dataset_value v ON v.set_id = s.id
			WHERE s.form = ? AND s.unit = ? AND s.start_on < ? AND v.element = ? AND v.opt = ? ORDER BY s.start_on DESC LIMIT ?`,
			[]any{s.Form, s.Unit, s.Period.Start, c.Element, c.Option, mostEarlier}, func(scan func(...any) error) error {
				w := Was{Value: Value{Cell: c}}
				var period string
				err := scan(&period, &w.Number, &w.Text, &w.Comment, &w.Source)
				if err == nil {
					w.Period, err = ParsePeriod(period)
				}
				list = append(list, w)
				return err
			})
	})
	return list, f, err
}

// Filter is a question to the list.
type Filter struct {
	Form   string
	Period string
	Unit   string
	State  State
	Late   bool // open after its time
	Limit  int
	After  string
}

const (
	usualPage   = 50
	longestPage = 500
)

// List gives sets that the actor may read, those due first first, and the cursor of the next page.
func (ds *Sets) List(ctx context.Context, f Filter) (list []Set, next string, err error) {
	if f.Limit <= 0 {
		f.Limit = usualPage
	}
	f.Limit = min(f.Limit, longestPage)
	where, args := readableWhere(actor.From(ctx))
	and := func(sql string, more ...any) { where, args = where+" AND "+sql, append(args, more...) }
	for _, c := range []struct{ column, value string }{{"s.form", f.Form}, {"s.period", f.Period}, {"s.unit", f.Unit}, {"s.state", string(f.State)}} {
		if c.value != "" {
			and(c.column+" = ?", c.value)
		}
	}
	err = ds.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if f.Late {
			and("s.state = 'open' AND s.due_at < ?", db.Micros(tx.Now()))
		}
		if f.After != "" {
			us, id, ok := strings.Cut(f.After, ".")
			due, err := strconv.ParseInt(us, 10, 64)
			if !ok || err != nil {
				return fault.Fields("dataset.invalid", fault.At("after", "dataset.bad_cursor"))
			}
			and("(s.due_at, s.id) < (?, ?)", due, id)
		}
		if list, err = query(ctx, tx, where+` ORDER BY s.due_at DESC, s.id DESC LIMIT ?`, append(args, f.Limit+1)...); err != nil {
			return err
		}
		names := map[string]text.L{}
		all, err := forms(ctx, tx, `1 = 1`)
		for _, x := range all {
			names[x.Code] = x.Name
		}
		for i := range list {
			list[i].FormName = names[list[i].Form]
		}
		return err
	})
	if len(list) > f.Limit {
		list = list[:f.Limit]
		last := list[f.Limit-1]
		next = strconv.FormatInt(db.Micros(last.Due), 10) + "." + last.ID
	}
	return list, next, err
}

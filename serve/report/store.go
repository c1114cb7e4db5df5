package report

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
)

const columns = `r.seq, r.id, r.number, r.code, r.source, r.category, r.words, r.answers, r.address, r.lon, r.lat, r.private, r.flags, r.callback, r.unit, r.unit_path, r.area, r.area_path, r.state, r.outcome,
	r.approved, r.name, r.phone, r.email, r.hidden, r.merged_into, r.reason, r.answer, r.easy, r.draft_answer, r.draft_easy, r.public_words, r.public_answer, r.rating, r.reopened, r.received_at, r.resolved_at, r.ended_at, r.work, r.due_at`

func query(ctx context.Context, tx *db.Tx, where string, args ...any) ([]Report, error) {
	return queryFrom(ctx, tx, `report r`, where, args...)
}

func queryFrom(ctx context.Context, tx *db.Tx, from, where string, args ...any) (list []Report, err error) {
	err = tx.Each(ctx, `SELECT `+columns+` FROM `+from+` WHERE `+where, args, func(scan func(...any) error) error {
		var r Report
		var answers, flags string
		var private, approved, hidden, callback int
		var received, due int64
		var resolved, ended *int64
		if err := scan(&r.seq, &r.ID, &r.Number, &r.Code, &r.Source, &r.Category, &r.Words, &answers, &r.Address, &r.Lon, &r.Lat, &private, &flags, &callback, &r.Unit, &r.UnitPath, &r.Area, &r.AreaPath, &r.State,
			&r.Outcome, &approved, &r.Reporter.Name, &r.Reporter.Phone, &r.Reporter.Email, &hidden, &r.MergedInto, &r.Reason, &r.Answer, &r.Easy, &r.Draft.Words, &r.Draft.Easy, &r.Published.Words, &r.Published.Answer, &r.Rating, &r.Reopened,
			&received, &resolved, &ended, &r.Work, &due); err != nil {
			return err
		}
		r.Private, r.Approved, r.Reporter.Hidden, r.Callback, r.Flags = private == 1, approved == 1, hidden == 1, callback == 1, flagged(flags)
		r.ReceivedAt, r.Due, r.ResolvedAt, r.EndedAt = db.Time(received), db.Time(due), db.TimeOf(resolved), db.TimeOf(ended)
		err := json.Unmarshal([]byte(answers), &r.Answers)
		list = append(list, r)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read reports: %w", err)
	}
	return list, nil
}

func insert(ctx context.Context, tx *db.Tx, r Report, d Draft, c Category, from string) error {
	answers, err := json.Marshal(r.Answers)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO report (id, number, code, source, category, words, answers, address, lon, lat, private, unit, unit_path, area, area_path, state, name, phone, email, hidden,
		received_at, work, due_at, key, external, search, flags, callback, sender) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		r.ID, r.Number, r.Code, string(r.Source), r.Category, r.Words, string(answers), r.Address, r.Lon, r.Lat, flag(r.Private), r.Unit, r.UnitPath, r.Area, r.AreaPath, string(r.State),
		r.Reporter.Name, r.Reporter.Phone, r.Reporter.Email, flag(r.Reporter.Hidden), db.Micros(r.ReceivedAt), r.Work, db.Micros(r.Due), null(d.Key), null(d.External),
		searched(r, c), strings.Join(r.Flags, " "), flag(r.Callback), from)
	return err
}

// searched are the words by which staff find a report.
func searched(r Report, c Category) string {
	return strings.Join(text.SearchWords(strings.Join([]string{r.Number, c.Name.VI, c.Name.EN, r.Address, r.Words}, " ")), " ")
}

// null keeps an empty key out of the unique index.
func null(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func notFound(id string) error { return fault.New(fault.NotFound, "report.not_found", "id", id) }

func load(ctx context.Context, tx *db.Tx, where, lock string, arg any) (Report, error) {
	list, err := query(ctx, tx, where+lock, arg)
	if err == nil && len(list) == 0 {
		err = notFound(fmt.Sprint(arg))
	}
	if err != nil {
		return Report{}, err
	}
	return list[0], nil
}

// readable is a report that the actor may read; one that they may not is not found.
func readable(ctx context.Context, tx *db.Tx, id, lock string) (Report, error) {
	r, err := load(ctx, tx, `r.id = ?`, lock, id)
	if err == nil && !r.readable(actor.From(ctx)) {
		err = notFound(id)
	}
	if err != nil {
		return Report{}, err
	}
	return r, nil
}

// full adds history, photos and what was merged with it; shown limits it to what its reporter may see.
func full(ctx context.Context, tx *db.Tx, r Report, shown bool) (Report, error) {
	r.Log, r.Photos, r.Proof, r.Merged = nil, nil, nil, nil
	err := tx.Each(ctx, `SELECT at, by_id, by_name, kind, state, words, shown FROM report_log WHERE report = ? ORDER BY seq`, []any{r.ID}, func(scan func(...any) error) error {
		var l Line
		var at int64
		var seen int
		err := scan(&at, &l.ByID, &l.ByName, &l.Kind, &l.State, &l.Words, &seen)
		if l.At, l.Shown = db.Time(at), seen == 1; l.Shown || !shown {
			r.Log = append(r.Log, l)
		}
		return err
	})
	if err != nil {
		return r, fmt.Errorf("history of report %s: %w", r.Number, err)
	}
	where, args := `report = ?`, []any{r.ID}
	if !shown { // what the others sent that say the same belongs to it
		where, args = `(report = ? OR report IN (SELECT id FROM report WHERE merged_into = ?))`, []any{r.ID, r.ID}
	}
	all, err := photosOf(ctx, tx, where, args...)
	if err != nil {
		return r, err
	}
	for _, p := range all {
		if p.Proof {
			r.Proof = append(r.Proof, p)
		} else {
			r.Photos = append(r.Photos, p)
		}
	}
	if err := tx.QueryRow(ctx, `SELECT count(*) FROM work_evidence WHERE item = ? AND sha NOT IN (SELECT sha FROM report_photo WHERE report = ?)`, r.Work, r.ID).Scan(&r.Shown); err != nil {
		return r, err
	}
	if v, err := visitOf(ctx, tx, r.ID); err == nil {
		r.Visit = &v
	} else if !fault.Is(err, fault.NotFound) {
		return r, err
	}
	if r.MergedInto != "" {
		if err := tx.QueryRow(ctx, `SELECT number FROM report WHERE id = ?`, r.MergedInto).Scan(&r.Main); err != nil {
			return r, err
		}
	}
	err = tx.Each(ctx, `SELECT number FROM report WHERE merged_into = ? ORDER BY number`, []any{r.ID}, func(scan func(...any) error) error {
		var n string
		err := scan(&n)
		r.Merged = append(r.Merged, n)
		return err
	})
	return r, err
}

// Get gives a report whole; [fault.NotFound] when the actor may not read it. Who is shown the reporter is written down.
func (rs *Reports) Get(ctx context.Context, id string) (r Report, err error) {
	err = rs.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		if r, err = readable(ctx, tx, id, ""); err != nil {
			return err
		}
		if r, err = full(ctx, tx, r, false); err != nil || r.Reporter.Anonymous() {
			return err
		}
		if !r.seesReporter(actor.From(ctx)) {
			return nil
		}
		return ledger.Write(ctx, tx, ledger.Entry{Verb: "report.look", Subject: r.ID, UnitPath: r.UnitPath, AreaPath: r.AreaPath, Payload: map[string]any{"number": r.Number}})
	})
	return r.shownTo(actor.From(ctx)), err
}

// Seen gives a report without its history, for live frames; [fault.NotFound] when the actor may not read it.
func (rs *Reports) Seen(ctx context.Context, id string) (r Report, err error) {
	err = rs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		r, err = readable(ctx, tx, id, "")
		return err
	})
	r.Code, r.Reporter = "", Reporter{}
	return r, err
}

// shownTo leaves out what a member of staff may not see: the code, which is its reporter's alone, and the reporter.
func (r Report) shownTo(by actor.Actor) Report {
	r.Code = ""
	if !r.seesReporter(by) {
		r.Reporter = Reporter{Hidden: r.Reporter.Hidden}
	}
	return r
}

// View is one of the fixed views of the list.
type View string

const (
	Waiting View = "waiting" // to be classified
	Handled View = "handled" // by a unit
	Asked   View = "asked"   // their reporters have the word
	Late    View = "late"
	Ended   View = "ended"
	All     View = "all"
)

// Views lists them in the order of the screen.
var Views = []View{Waiting, Handled, Asked, Late, Ended, All}

// Filter is a question to the list, newest first.
type Filter struct {
	View     View
	Category string
	Area     string
	Unit     string
	Source   Source
	State    State
	Flag     string
	From, To text.Day // received
	Q        string
	Limit    int
	After    string
}

const (
	usualPage   = 50
	longestPage = 500
)

// List gives reports that the actor may read, without their reporters, and the cursor of the next page.
func (rs *Reports) List(ctx context.Context, f Filter) (list []Report, next string, err error) {
	if f.Limit <= 0 {
		f.Limit = usualPage
	}
	f.Limit = min(f.Limit, longestPage)
	err = rs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		where, args := readableWhere(actor.From(ctx))
		list, next, err = f.page(ctx, tx, where, args)
		return err
	})
	for i := range list {
		list[i].Reporter, list[i].Code = Reporter{}, ""
	}
	return list, next, err
}

// page gives what a question finds, newest first. What is searched for comes in the order of arrival, which the index of words keeps: so the first
// page of a word that stands everywhere costs no more than that of a rare one.
func (f Filter) page(ctx context.Context, tx *db.Tx, where string, args []any) (list []Report, next string, err error) {
	where, args, err = f.where(where, args, tx.Now())
	if err != nil {
		return nil, "", err
	}
	words := text.SearchWords(f.Q)
	from, order := `report r`, `r.received_at DESC, r.id DESC`
	if len(words) > 0 && tx.Engine() == db.SQLite { // a cross join is read from left to right
		from, order = `report_words CROSS JOIN report r ON r.seq = report_words.rowid`, `report_words.rowid DESC`
		where, args = where+` AND report_words MATCH ?`, append(args, tx.Matching(words))
	}
	before := int64(math.MaxInt64)
	if f.After != "" {
		after, cursor, err := f.after(len(words) > 0)
		if err != nil {
			return nil, "", err
		}
		if where, args = where+` AND `+after, append(args, cursor...); len(words) > 0 {
			before = cursor[0].(int64)
		}
	}
	if len(words) > 0 && tx.Engine() == db.Postgres {
		list, err = newestPostgres(ctx, tx, where, args, words, before, f.Limit+1)
	} else {
		list, err = queryFrom(ctx, tx, from, where+` ORDER BY `+order+` LIMIT ?`, append(args, f.Limit+1)...)
	}
	if len(list) > f.Limit {
		list = list[:f.Limit]
		last := list[f.Limit-1]
		if next = strconv.FormatInt(last.seq, 10); len(words) == 0 {
			next = strconv.FormatInt(db.Micros(last.ReceivedAt), 10) + "." + last.ID
		}
	}
	return list, next, err
}

func (f Filter) after(searched bool) (string, []any, error) {
	first, id, dotted := strings.Cut(f.After, ".")
	n, err := strconv.ParseInt(first, 10, 64)
	switch {
	case err != nil || dotted == searched:
		return "", nil, fault.Fields("report.invalid", fault.At("after", "report.bad_cursor"))
	case searched:
		return `r.seq < ?`, []any{n}, nil
	}
	return `(r.received_at, r.id) < (?, ?)`, []any{n, id}, nil
}

func (f Filter) where(where string, args []any, now time.Time) (string, []any, error) {
	and := func(sql string, more ...any) {
		where += " AND " + sql
		args = append(args, more...)
	}
	switch f.View {
	case Waiting:
		and("r.stage = 'waiting'")
	case Handled:
		and("r.stage = 'handled'")
	case Asked:
		and("r.stage = 'asked'")
	case Late:
		and("r.stage IN ('waiting', 'handled') AND r.due_at < ?", db.Micros(now))
	case Ended:
		and("r.stage = 'ended'")
	case All, "":
	default:
		return "", nil, fault.Fields("report.invalid", fault.At("view", "report.bad_view", "view", string(f.View)))
	}
	if f.Category != "" {
		and("r.category = ?", f.Category)
	}
	if f.Area != "" {
		and("r.area_path LIKE ? ESCAPE '!'", "%/"+db.Like(f.Area)+"/%")
	}
	if f.Unit != "" {
		and("r.unit = ?", f.Unit)
	}
	if f.Source != "" {
		and("r.source = ?", string(f.Source))
	}
	if f.State != "" {
		and("r.state = ?", string(f.State))
	}
	if f.Flag != "" {
		and("' ' || r.flags || ' ' LIKE ? ESCAPE '!'", "% "+db.Like(f.Flag)+" %")
	}
	if f.From != "" && f.From.Valid() {
		and("r.received_at >= ?", db.Micros(f.From.Start()))
	}
	if f.To != "" && f.To.Valid() {
		and("r.received_at < ?", db.Micros(f.To.Add(1).Start()))
	}
	return where, args, nil
}

// Counts gives how many live reports each view holds for the actor: nobody's work is in how many have ended.
func (rs *Reports) Counts(ctx context.Context) (counts map[View]int, err error) {
	counts = map[View]int{}
	err = rs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, v := range []View{Waiting, Handled, Asked, Late} {
			where, args := readableWhere(actor.From(ctx))
			where, args, err := Filter{View: v}.where(where, args, tx.Now())
			if err != nil {
				return err
			}
			var n int
			if err := tx.QueryRow(ctx, `SELECT count(*) FROM report r WHERE `+where, args...).Scan(&n); err != nil {
				return err
			}
			counts[v] = n
		}
		return nil
	})
	return counts, err
}

package area

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
)

// Put stores rows of areas and says how many that changed, rows below a moved one included. Invalid
// with every fault when any is wrong.
func Put(ctx context.Context, tx *db.Tx, areas []Area) (int, error) {
	if err := Validate(areas); err != nil {
		return 0, err
	}
	stored, err := read(ctx, tx, "1=1")
	if err != nil {
		return 0, err
	}
	before := map[version]Area{}
	for _, a := range stored {
		before[version{a.Code, a.From}] = a
	}
	t := grow(stored)
	faults := t.add(areas)
	if faults = append(faults, t.settle()...); len(faults) > 0 {
		return 0, fault.Fields("area.invalid", faults...)
	}
	changed := 0
	for _, a := range sorted(t.rows) {
		if old, ok := before[version{a.Code, a.From}]; ok && old == a {
			continue
		}
		changed++
		if err := write(ctx, tx, a); err != nil {
			return 0, fmt.Errorf("put area %s: %w", a.Code, err)
		}
	}
	return changed, nil
}

func sorted(rows map[version]*Area) []Area {
	out := make([]Area, 0, len(rows))
	for _, a := range rows {
		out = append(out, *a)
	}
	slices.SortFunc(out, func(a, b Area) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.From, b.From))
	})
	return out
}

func write(ctx context.Context, tx *db.Tx, a Area) error {
	if _, err := tx.Exec(ctx, `DELETE FROM area WHERE code = ? AND COALESCE(valid_from, '') = ?`, a.Code, string(a.From)); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO area (code, kind, parent, path, name_vi, name_en, search, km2, km2_mark, valid_from, valid_to, act, mark, source_vi, source_en)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		a.Code, a.Kind, a.Parent, a.Path, a.Name.VI, a.Name.EN, text.SearchKey(a.Code+" "+a.Name.VI+" "+a.Name.EN),
		a.KM2, a.KM2Mark, a.From, a.To, a.Act, a.Mark, a.Source.VI, a.Source.EN); err != nil {
		return err
	}
	return ledger.Write(ctx, tx, ledger.Entry{Verb: "area.put", Subject: "area/" + a.Code, AreaPath: a.Path, Payload: a})
}

// Begin states the first day of an area whose beginning was not known. An open first day says that
// nobody told it, so nothing of the past changes but that it is known. Conflict when there is no row
// without a first day that lasts beyond the day.
func Begin(ctx context.Context, tx *db.Tx, code string, on text.Day) error {
	n, err := tx.Exec(ctx, `UPDATE area SET valid_from = ? WHERE code = ? AND valid_from IS NULL AND (valid_to IS NULL OR valid_to > ?)`, on, code, string(on))
	if err != nil {
		return fmt.Errorf("begin area %s: %w", code, err)
	}
	if n == 0 || on.Open() || !on.Valid() {
		return fault.New(fault.Conflict, "area.begun_already", "code", code)
	}
	a, err := ByCode(ctx, tx, code, on)
	if err != nil {
		return err
	}
	return ledger.Write(ctx, tx, ledger.Entry{Verb: "area.begin", Subject: "area/" + code, AreaPath: a.Path, Payload: a})
}

// valid is the predicate of rows valid on a day, which is bound twice.
const valid = `(valid_from IS NULL OR valid_from <= ?) AND (valid_to IS NULL OR valid_to > ?)`

// day is the day asked for; without one it is the day of the transaction.
func day(tx *db.Tx, on text.Day) string {
	if on.Open() {
		on = text.DayOf(tx.Now())
	}
	return string(on)
}

// ByCode gives the row of an area valid on a day (today when empty), whoever asks: it is for rooms
// that resolve a code, not for showing. NotFound when there is none.
func ByCode(ctx context.Context, tx *db.Tx, code string, on text.Day) (Area, error) {
	d := day(tx, on)
	areas, err := read(ctx, tx, `code = ? AND `+valid, code, d, d)
	if err != nil {
		return Area{}, err
	}
	if len(areas) == 0 {
		return Area{}, fault.New(fault.NotFound, "area.unknown", "code", code, "on", text.Day(d))
	}
	return areas[0], nil
}

// All gives every row valid on a day (today when empty) by path, whoever asks.
func All(ctx context.Context, tx *db.Tx, on text.Day) ([]Area, error) {
	d := day(tx, on)
	return read(ctx, tx, valid, d, d)
}

// Versions gives every dated row of a code in order of time, whoever asks.
func Versions(ctx context.Context, tx *db.Tx, code string) ([]Area, error) {
	versions, err := read(ctx, tx, `code = ?`, code)
	slices.SortFunc(versions, func(a, b Area) int { return cmp.Compare(a.From, b.From) })
	return versions, err
}

// Get is ByCode for showing: an area that the actor of ctx may not read is NotFound.
func Get(ctx context.Context, tx *db.Tx, code string, on text.Day) (Area, error) {
	a, err := ByCode(ctx, tx, code, on)
	if err != nil {
		return Area{}, err
	}
	if !actor.From(ctx).May(Read, a.Scope()) {
		return Area{}, fault.New(fault.NotFound, "area.unknown", "code", code, "on", text.Day(day(tx, on)))
	}
	return a, nil
}

// Filter narrows a list.
type Filter struct {
	On     text.Day // today when empty
	Q      string   // words of the name or the code, with or without diacritics
	Parent string   // only children of this code
	Kind   string
	After  string // code of the last one of the page before
	Limit  int    // all when 0
}

// List gives the areas that the actor of ctx may read, each below its parent, siblings by name; next
// is what After of the following page is, empty at the end.
func List(ctx context.Context, tx *db.Tx, f Filter) (areas []Area, next string, err error) {
	d := day(tx, f.On)
	may, args := actor.From(ctx).Where(Read, "", "path")
	where := may + ` AND ` + valid
	args = append(args, d, d)
	words, more := db.Holding("search", text.SearchKey(f.Q))
	where, args = where+` AND `+words, append(args, more...)
	if f.Parent != "" {
		where, args = where+` AND parent = ?`, append(args, f.Parent)
	}
	if f.Kind != "" {
		where, args = where+` AND kind = ?`, append(args, f.Kind)
	}
	if areas, err = read(ctx, tx, where, args...); err != nil {
		return nil, "", err
	}
	areas = byName(areas)
	if i := slices.IndexFunc(areas, func(a Area) bool { return a.Code == f.After }); f.After != "" {
		areas = areas[i+1:]
	}
	if f.Limit > 0 && len(areas) > f.Limit {
		areas = areas[:f.Limit]
		next = areas[f.Limit-1].Code
	}
	return areas, next, nil
}

// byName orders areas as a tree whose siblings follow the Vietnamese alphabet. An area whose parent is
// not in the list stands below the nearest one above it that is.
func byName(areas []Area) []Area {
	text.SortBy(areas, func(a Area) string { return a.Name.VI })
	listed := map[string]bool{"": true}
	for _, a := range areas {
		listed[a.Path] = true
	}
	below := map[string][]Area{}
	for _, a := range areas {
		above := parentPath(a.Path)
		for !listed[above] {
			above = parentPath(above)
		}
		below[above] = append(below[above], a)
	}
	out := make([]Area, 0, len(areas))
	var walk func(path string)
	walk = func(path string) {
		for _, a := range below[path] {
			out = append(out, a)
			walk(a.Path)
		}
	}
	walk("")
	return out
}

// parentPath cuts the last code: "/30/288/" gives "/30/", and "/30/" gives "".
func parentPath(path string) string {
	path = strings.TrimSuffix(path, "/")
	path = path[:strings.LastIndex(path, "/")+1]
	if path == "/" {
		return ""
	}
	return path
}

func read(ctx context.Context, tx *db.Tx, where string, args ...any) ([]Area, error) {
	rows, err := tx.Query(ctx, `SELECT code, kind, parent, path, name_vi, name_en, km2, km2_mark, valid_from, valid_to, act, mark, source_vi, source_en
		FROM area WHERE `+where+` ORDER BY path, valid_from`, args...)
	if err != nil {
		return nil, fmt.Errorf("read areas: %w", err)
	}
	defer rows.Close()
	var areas []Area
	for rows.Next() {
		var a Area
		if err := rows.Scan(&a.Code, &a.Kind, &a.Parent, &a.Path, &a.Name.VI, &a.Name.EN, &a.KM2, &a.KM2Mark, &a.From, &a.To,
			&a.Act, &a.Mark, &a.Source.VI, &a.Source.EN); err != nil {
			return nil, fmt.Errorf("read areas: %w", err)
		}
		areas = append(areas, a)
	}
	// NULL sorts first on one engine and last on the other; an open start is the earliest.
	slices.SortStableFunc(areas, func(a, b Area) int { return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.From, b.From)) })
	return areas, rows.Err()
}

package unit

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"thanhdong/ground/actor"
	"thanhdong/ground/area"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
)

// Put stores rows of units and says how many that changed. Rows whose parent or area moved change with
// it, so that units are put after areas. Invalid with every fault when any is wrong.
func Put(ctx context.Context, tx *db.Tx, units []Unit) (int, error) {
	if err := Validate(units); err != nil {
		return 0, err
	}
	stored, err := read(ctx, tx, "1=1")
	if err != nil {
		return 0, err
	}
	before := map[version]Unit{}
	for _, u := range stored {
		before[version{u.Code, u.From}] = u
	}
	t := grow(stored)
	faults := t.add(units)
	if err := t.survey(ctx, tx); err != nil {
		return 0, err
	}
	if faults = append(faults, t.settle()...); len(faults) > 0 {
		return 0, fault.Fields("unit.invalid", faults...)
	}
	changed := 0
	for _, u := range sorted(t.rows) {
		if old, ok := before[version{u.Code, u.From}]; ok && old == u {
			continue
		}
		changed++
		if err := write(ctx, tx, u); err != nil {
			return 0, fmt.Errorf("put unit %s: %w", u.Code, err)
		}
	}
	return changed, nil
}

// survey reads the dated rows of every area that a unit works for.
func (t *tree) survey(ctx context.Context, tx *db.Tx) error {
	for _, u := range t.rows {
		if _, done := t.areas[u.Area]; done {
			continue
		}
		versions, err := area.Versions(ctx, tx, u.Area)
		if err != nil {
			return err
		}
		t.areas[u.Area] = versions
	}
	return nil
}

func sorted(rows map[version]*Unit) []Unit {
	out := make([]Unit, 0, len(rows))
	for _, u := range rows {
		out = append(out, *u)
	}
	slices.SortFunc(out, func(a, b Unit) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.From, b.From))
	})
	return out
}

func write(ctx context.Context, tx *db.Tx, u Unit) error {
	if _, err := tx.Exec(ctx, `DELETE FROM unit WHERE code = ? AND COALESCE(valid_from, '') = ?`, u.Code, string(u.From)); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO unit (code, kind, parent, path, area, area_path, name_vi, name_en, search, valid_from, valid_to, mark)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		u.Code, u.Kind, u.Parent, u.Path, u.Area, u.AreaPath, u.Name.VI, u.Name.EN, text.SearchKey(u.Code+" "+u.Name.VI+" "+u.Name.EN),
		u.From, u.To, u.Mark); err != nil {
		return err
	}
	return ledger.Write(ctx, tx, ledger.Entry{Verb: "unit.put", Subject: "unit/" + u.Code, UnitPath: u.Path, AreaPath: u.AreaPath, Payload: u})
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

// ByCode gives the row of a unit valid on a day (today when empty), whoever asks: it is for rooms that
// resolve a code, not for showing. NotFound when there is none.
func ByCode(ctx context.Context, tx *db.Tx, code string, on text.Day) (Unit, error) {
	d := day(tx, on)
	units, err := read(ctx, tx, `code = ? AND `+valid, code, d, d)
	if err != nil {
		return Unit{}, err
	}
	if len(units) == 0 {
		return Unit{}, fault.New(fault.NotFound, "unit.unknown", "code", code, "on", text.Day(d))
	}
	return units[0], nil
}

// Called is the name of a unit of today in each language; the code itself where no unit bears it.
func Called(ctx context.Context, tx *db.Tx, code string) (text.L, error) {
	u, err := ByCode(ctx, tx, code, "")
	if fault.Is(err, fault.NotFound) {
		return text.L{VI: code, EN: code}, nil
	}
	return u.Name, err
}

// NameOf is Called for the record of what happened: official names are Vietnamese.
func NameOf(ctx context.Context, tx *db.Tx, code string) (string, error) {
	name, err := Called(ctx, tx, code)
	return name.In(text.VI), err
}

// All gives every row valid on a day (today when empty) by path, whoever asks.
func All(ctx context.Context, tx *db.Tx, on text.Day) ([]Unit, error) {
	d := day(tx, on)
	return read(ctx, tx, valid, d, d)
}

// Versions gives every dated row of a code in order of time, whoever asks.
func Versions(ctx context.Context, tx *db.Tx, code string) ([]Unit, error) {
	versions, err := read(ctx, tx, `code = ?`, code)
	slices.SortFunc(versions, func(a, b Unit) int { return cmp.Compare(a.From, b.From) })
	return versions, err
}

// Get is ByCode for showing: a unit that the actor of ctx may not read is NotFound.
func Get(ctx context.Context, tx *db.Tx, code string, on text.Day) (Unit, error) {
	u, err := ByCode(ctx, tx, code, on)
	if err != nil {
		return Unit{}, err
	}
	if !actor.From(ctx).May(Read, u.Scope()) {
		return Unit{}, fault.New(fault.NotFound, "unit.unknown", "code", code, "on", text.Day(day(tx, on)))
	}
	return u, nil
}

// Filter narrows a list.
type Filter struct {
	On     text.Day // today when empty
	Q      string   // words of the name or the code, with or without diacritics
	Parent string   // only units directly below this code
	Kind   string
	Area   string // only units that work for this area, without those below it
	After  string // code of the last one of the page before
	Limit  int    // all when 0
}

// List gives the units that the actor of ctx may read, each below its parent, siblings by name; next
// is what After of the following page is, empty at the end.
func List(ctx context.Context, tx *db.Tx, f Filter) (units []Unit, next string, err error) {
	d := day(tx, f.On)
	may, args := actor.From(ctx).Where(Read, "path", "area_path")
	where := may + ` AND ` + valid
	args = append(args, d, d)
	words, more := db.Holding("search", text.SearchKey(f.Q))
	where, args = where+` AND `+words, append(args, more...)
	for _, c := range []struct{ column, value string }{{"parent", f.Parent}, {"kind", f.Kind}, {"area", f.Area}} {
		if c.value != "" {
			where, args = where+` AND `+c.column+` = ?`, append(args, c.value)
		}
	}
	if units, err = read(ctx, tx, where, args...); err != nil {
		return nil, "", err
	}
	units = byName(units)
	if i := slices.IndexFunc(units, func(u Unit) bool { return u.Code == f.After }); f.After != "" {
		units = units[i+1:]
	}
	if f.Limit > 0 && len(units) > f.Limit {
		units = units[:f.Limit]
		next = units[f.Limit-1].Code
	}
	return units, next, nil
}

// byName orders units as a tree whose siblings follow the Vietnamese alphabet. A unit whose parent is
// not in the list stands below the nearest one above it that is.
func byName(units []Unit) []Unit {
	text.SortBy(units, func(u Unit) string { return u.Name.VI })
	listed := map[string]bool{"": true}
	for _, u := range units {
		listed[u.Path] = true
	}
	below := map[string][]Unit{}
	for _, u := range units {
		above := parentPath(u.Path)
		for !listed[above] {
			above = parentPath(above)
		}
		below[above] = append(below[above], u)
	}
	out := make([]Unit, 0, len(units))
	var walk func(path string)
	walk = func(path string) {
		for _, u := range below[path] {
			out = append(out, u)
			walk(u.Path)
		}
	}
	walk("")
	return out
}

// parentPath cuts the last code: "/H23/H23.SYT/" gives "/H23/", and "/H23/" gives "".
func parentPath(path string) string {
	path = strings.TrimSuffix(path, "/")
	path = path[:strings.LastIndex(path, "/")+1]
	if path == "/" {
		return ""
	}
	return path
}

func read(ctx context.Context, tx *db.Tx, where string, args ...any) ([]Unit, error) {
	rows, err := tx.Query(ctx, `SELECT code, kind, parent, path, area, area_path, name_vi, name_en, valid_from, valid_to, mark
		FROM unit WHERE `+where+` ORDER BY path, valid_from`, args...)
	if err != nil {
		return nil, fmt.Errorf("read units: %w", err)
	}
	defer rows.Close()
	var units []Unit
	for rows.Next() {
		var u Unit
		if err := rows.Scan(&u.Code, &u.Kind, &u.Parent, &u.Path, &u.Area, &u.AreaPath, &u.Name.VI, &u.Name.EN, &u.From, &u.To, &u.Mark); err != nil {
			return nil, fmt.Errorf("read units: %w", err)
		}
		units = append(units, u)
	}
	// NULL sorts first on one engine and last on the other; an open start is the earliest.
	slices.SortStableFunc(units, func(a, b Unit) int { return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.From, b.From)) })
	return units, rows.Err()
}

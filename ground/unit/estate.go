package unit

import (
	"context"
	"fmt"
	"strings"

	"thanhdong/ground/db"
)

// Held is what another room keeps for one unit and one area, with the paths that its rows carry.
type Held struct {
	Unit, UnitPath string
	Area, AreaPath string // empty for rows that belong to no area
	Count          int
}

// Estate is what a room keeps for units and areas and what must not lie with one that has ended: open
// work, feeds, stations. The room that owns the rows says so once; the app registers it.
type Estate struct {
	Name string // "work"; the words are those of unit.holds_work
	// Held counts what is live, by unit and area.
	Held func(ctx context.Context, tx *db.Tx) ([]Held, error)
	// Pass moves at most so many rows that lie at from to to, with their logs. Nil where nothing moves.
	Pass func(ctx context.Context, tx *db.Tx, from, to Held, most int) error
}

// Heirs knows every estate.
type Heirs struct{ estates []Estate }

// NewHeirs makes the register of estates.
func NewHeirs() *Heirs { return &Heirs{} }

// Register adds an estate before anything runs.
func (h *Heirs) Register(e Estate) { h.estates = append(h.estates, e) }

// Hanging is how much of one estate hangs on what a plan ends.
type Hanging struct {
	Name  string
	Count int
}

// HangOn counts, by estate, what hangs on rows for which of is true.
func (h *Heirs) HangOn(ctx context.Context, tx *db.Tx, of func(Held) bool) ([]Hanging, error) {
	var all []Hanging
	for _, e := range h.estates {
		held, err := e.Held(ctx, tx)
		if err != nil {
			return nil, fmt.Errorf("count %s by unit: %w", e.Name, err)
		}
		hangs := Hanging{Name: e.Name}
		for _, x := range held {
			if of(x) {
				hangs.Count += x.Count
			}
		}
		if hangs.Count > 0 {
			all = append(all, hangs)
		}
	}
	return all, nil
}

// Paths is a table that says by two paths alone where its rows lie: their last codes are the unit and the area.
type Paths struct {
	Table, Key         string // and the column that names a row
	UnitPath, AreaPath string // columns
	Unit               string // the column of the unit's code, where there is one
	Live               string // the predicate of the rows that count
}

// Estate is the rows of such a table. told writes down, for each that went on, by its key, that it did.
func (p Paths) Estate(name string, told func(ctx context.Context, tx *db.Tx, key string, from, to Held) error) Estate {
	return Estate{
		Name: name,
		Held: func(ctx context.Context, tx *db.Tx) (held []Held, err error) {
			err = tx.Each(ctx, `SELECT `+p.UnitPath+`, `+p.AreaPath+`, count(*) FROM `+p.Table+` WHERE `+p.Live+` GROUP BY 1, 2 ORDER BY 1, 2`, nil, func(scan func(...any) error) error {
				var x Held
				err := scan(&x.UnitPath, &x.AreaPath, &x.Count)
				x.Unit, x.Area = Last(x.UnitPath), Last(x.AreaPath)
				held = append(held, x)
				return err
			})
			return held, err
		},
		Pass: func(ctx context.Context, tx *db.Tx, from, to Held, most int) error {
			var keys []string
			if err := tx.Each(ctx, `SELECT `+p.Key+` FROM `+p.Table+` WHERE `+p.UnitPath+` = ? AND `+p.AreaPath+` = ? AND `+p.Live+` ORDER BY 1 LIMIT ?`+tx.Lock(), []any{from.UnitPath, from.AreaPath, most}, func(scan func(...any) error) error {
				var key string
				err := scan(&key)
				keys = append(keys, key)
				return err
			}); err != nil {
				return err
			}
			set, args := p.UnitPath+` = ?, `+p.AreaPath+` = ?`, []any{to.UnitPath, to.AreaPath}
			if p.Unit != "" {
				set, args = set+`, `+p.Unit+` = ?`, append(args, to.Unit)
			}
			for _, key := range keys {
				if err := tx.Queue(ctx, `UPDATE `+p.Table+` SET `+set+` WHERE `+p.Key+` = ?`, append(args[:len(args):len(args)], key)...); err != nil {
					return err
				}
				if err := told(ctx, tx, key, from, to); err != nil {
					return fmt.Errorf("hand on %s %s: %w", p.Table, key, err)
				}
			}
			return nil
		},
	}
}

// Last is the last code of a path: "B" of "/A/B/".
func Last(path string) string {
	path = strings.Trim(path, "/")
	return path[strings.LastIndexByte(path, '/')+1:]
}

// At is the predicate of the rows of a table that lie at x, with its arguments.
func (x Held) At(areaColumns string) (string, []any) {
	if areaColumns == "" {
		return `unit = ? AND unit_path = ?`, []any{x.Unit, x.UnitPath}
	}
	return `unit = ? AND unit_path = ? AND area = ? AND area_path = ?`, []any{x.Unit, x.UnitPath, x.Area, x.AreaPath}
}

// HeldIn counts the rows of a table of the caller's own by unit and area; live is the predicate of those
// that count. A table whose rows belong to no area says so with an empty areaColumns.
func HeldIn(ctx context.Context, tx *db.Tx, table, areaColumns, live string) ([]Held, error) {
	columns := "unit, unit_path, " + areaColumns
	if areaColumns == "" {
		columns = "unit, unit_path"
	}
	rows, err := tx.Query(ctx, `SELECT `+columns+`, count(*) FROM `+table+` WHERE `+live+` GROUP BY `+columns+` ORDER BY `+columns)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []Held
	for rows.Next() {
		var x Held
		to := []any{&x.Unit, &x.UnitPath, &x.Area, &x.AreaPath, &x.Count}
		if areaColumns == "" {
			to = []any{&x.Unit, &x.UnitPath, &x.Count}
		}
		if err := rows.Scan(to...); err != nil {
			return nil, err
		}
		all = append(all, x)
	}
	return all, rows.Err()
}

// OwnerColumns are the usual names of the columns of an area.
const OwnerColumns = "area, area_path"

// CodesAt gives at most so many codes of rows of the caller's own table that lie at x, in order.
func (x Held) CodesAt(ctx context.Context, tx *db.Tx, table, areaColumns, live string, most int) (codes []string, err error) {
	at, args := x.At(areaColumns)
	err = tx.Each(ctx, `SELECT code FROM `+table+` WHERE `+at+` AND `+live+` ORDER BY code LIMIT ?`, append(args, most), func(scan func(...any) error) error {
		var code string
		err := scan(&code)
		codes = append(codes, code)
		return err
	})
	return codes, err
}

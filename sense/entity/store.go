package entity

import (
	"context"
	"encoding/json"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// Entities is the room.
type Entities struct{ d *db.DB }

// New opens the room.
func New(d *db.DB) *Entities { return &Entities{d: d} }

const columns = `id, type, code, name, name_en, unit, unit_path, area, area_path, lon, lat, feeds, attrs, sample`

func scan(row interface{ Scan(dest ...any) error }) (e Entity, err error) {
	var feeds, attrs string
	var sample int64
	if err := row.Scan(&e.ID, &e.Type, &e.Code, &e.Name.VI, &e.Name.EN, &e.Unit, &e.UnitPath, &e.Area, &e.AreaPath, &e.Lon, &e.Lat, &feeds, &attrs, &sample); err != nil {
		return e, err
	}
	e.Sample = sample == 1
	if err := json.Unmarshal([]byte(feeds), &e.Feeds); err != nil {
		return e, err
	}
	return e, json.Unmarshal([]byte(attrs), &e.Attrs)
}

// ByCode gives one entity that the actor may read; [fault.NotFound] otherwise.
func (s *Entities) ByCode(ctx context.Context, typ, code string) (Entity, error) {
	return s.one(ctx, `type = ? AND code = ?`, typ, code)
}

// ByID gives one entity that the actor may read; [fault.NotFound] otherwise.
func (s *Entities) ByID(ctx context.Context, id string) (Entity, error) {
	return s.one(ctx, `id = ?`, id)
}

func (s *Entities) one(ctx context.Context, where string, args ...any) (e Entity, err error) {
	err = s.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if e, err = scan(tx.QueryRow(ctx, `SELECT `+columns+` FROM entity WHERE `+where, args...)); err != nil {
			return err
		}
		return actor.From(ctx).Check(Read, e.Scope())
	})
	if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Forbidden) {
		return Entity{}, fault.New(fault.NotFound, "entity.not_found", "code", args[len(args)-1]).With(err)
	}
	return e, err
}

// Filter narrows a list. Lists come in the order of codes.
type Filter struct {
	Type  string
	Q     string // part of name or code, without regard to case and diacritics
	Feed  string
	After string // code of the last one seen
	Limit int    // at most [MaxList]; 0 means that
}

// MaxList bounds one page.
const MaxList = 1000

// List gives the entities that the actor may read, and the cursor of the next
// page, empty when there is none.
func (s *Entities) List(ctx context.Context, f Filter) (list []Entity, next string, err error) {
	limit := f.Limit
	if limit <= 0 || limit > MaxList {
		limit = MaxList
	}
	may, args := actor.From(ctx).Where(Read, "unit_path", "area_path")
	where := may + ` AND type = ? AND code > ?`
	args = append(args, f.Type, f.After)
	words, more := db.Holding("search", text.SearchKey(f.Q))
	where, args = where+` AND `+words, append(args, more...)
	if f.Feed != "" {
		where += ` AND feeds LIKE ? ESCAPE '!'`
		args = append(args, `%"`+db.Like(f.Feed)+`"%`)
	}
	err = s.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err = query(ctx, tx, `SELECT `+columns+` FROM entity WHERE `+where+` ORDER BY code LIMIT ?`, append(args, limit+1)...)
		return err
	})
	if len(list) > limit {
		list = list[:limit]
		next = list[limit-1].Code
	}
	return list, next, err
}

func query(ctx context.Context, tx *db.Tx, q string, args ...any) (list []Entity, err error) {
	rows, err := tx.Query(ctx, q, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		e, err := scan(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, e)
	}
	return list, rows.Err()
}

// Find gives an entity by its code for rooms that act for the product; who may
// read it is the caller's question.
func Find(ctx context.Context, tx *db.Tx, typ, code string) (Entity, error) {
	e, err := scan(tx.QueryRow(ctx, `SELECT `+columns+` FROM entity WHERE type = ? AND code = ?`, typ, code))
	if fault.Is(err, fault.NotFound) {
		return e, fault.New(fault.NotFound, "entity.not_found", "code", code).With(err)
	}
	return e, err
}

// Get is [Find] by id.
func Get(ctx context.Context, tx *db.Tx, id string) (Entity, error) {
	e, err := scan(tx.QueryRow(ctx, `SELECT `+columns+` FROM entity WHERE id = ?`, id))
	if fault.Is(err, fault.NotFound) {
		return e, fault.New(fault.NotFound, "entity.not_found", "code", id).With(err)
	}
	return e, err
}

// All gives every entity of a type, for caches of the product itself.
func All(ctx context.Context, tx *db.Tx, typ string) ([]Entity, error) {
	return query(ctx, tx, `SELECT `+columns+` FROM entity WHERE type = ? ORDER BY code`, typ)
}

// Version grows with every change of any entity, for those who keep some in
// memory.
func Version(ctx context.Context, tx *db.Tx) (n int64, err error) {
	err = tx.QueryRow(ctx, `SELECT n FROM entity_version WHERE id = 1`).Scan(&n)
	return n, err
}

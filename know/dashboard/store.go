package dashboard

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
	"thanhdong/know/indicator"
)

// Boards is the room.
type Boards struct {
	d       *db.DB
	figures *indicator.Figures
}

// New opens the room.
func New(d *db.DB, figures *indicator.Figures) *Boards { return &Boards{d, figures} }

func boards(ctx context.Context, tx *db.Tx, where string, args ...any) (list []Board, err error) {
	err = tx.Each(ctx, `SELECT b.id, b.title, b.parts, b.unit, b.unit_path, b.area_path, b.account, b.by_name, b.version, b.at, b.dropped_at FROM dashboard_board b WHERE `+where, args, func(scan func(...any) error) error {
		b := Board{Made: true}
		var parts string
		var at int64
		var dropped *int64
		if err := scan(&b.ID, &b.Title.VI, &parts, &b.Unit, &b.UnitPath, &b.AreaPath, &b.Account, &b.By, &b.Version, &at, &dropped); err != nil {
			return err
		}
		b.Title.EN, b.At, b.Dropped = b.Title.VI, db.Time(at), dropped != nil
		err := json.Unmarshal([]byte(parts), &b.Parts)
		list = append(list, b)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read boards: %w", err)
	}
	return list, nil
}

func (b Board) write(ctx context.Context, tx *db.Tx) error {
	parts, err := json.Marshal(b.Parts)
	if err != nil {
		return err
	}
	var dropped *int64
	if b.Dropped {
		at := db.Micros(b.At)
		dropped = &at
	}
	_, err = tx.Exec(ctx, `INSERT INTO dashboard_board (id, title, parts, unit, unit_path, area_path, account, by_name, version, at, dropped_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET title = excluded.title, parts = excluded.parts, by_name = excluded.by_name, version = excluded.version, at = excluded.at, dropped_at = excluded.dropped_at`,
		b.ID, b.Title.VI, string(parts), b.Unit, b.UnitPath, b.AreaPath, b.Account, b.By, b.Version, db.Micros(b.At), dropped)
	return err
}

// one is a kept board that the actor may see; another person's own is not found.
func one(ctx context.Context, tx *db.Tx, id, lock string) (Board, error) {
	list, err := boards(ctx, tx, `b.id = ?`+lock, id)
	if err != nil {
		return Board{}, err
	}
	if len(list) == 0 || !list[0].readable(actor.From(ctx)) {
		return Board{}, notFound(id)
	}
	return list[0], nil
}

func notFound(id string) error { return fault.New(fault.NotFound, "dashboard.not_found", "id", id) }

// made are the generated boards as of now.
func made(ctx context.Context, tx *db.Tx) ([]Board, error) {
	defs, err := indicator.DefinitionsIn(ctx, tx)
	if err != nil {
		return nil, err
	}
	names := map[string]text.L{}
	for _, d := range defs {
		if _, known := names[d.Owner]; known {
			continue
		}
		u, err := unit.ByCode(ctx, tx, d.Owner, "")
		if err != nil && !fault.Is(err, fault.NotFound) {
			return nil, err
		}
		if names[d.Owner] = u.Name; u.Name.Empty() {
			names[d.Owner] = text.L{VI: d.Owner, EN: d.Owner}
		}
	}
	return generated(defs, func(code string) text.L { return names[code] }), nil
}

// List gives the actor's own boards, then those of units, then the generated ones; each by title.
func (bs *Boards) List(ctx context.Context) (list []Board, err error) {
	err = bs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		where, args := readableWhere(actor.From(ctx))
		kept, err := boards(ctx, tx, `b.dropped_at IS NULL AND `+where+` ORDER BY CASE b.unit WHEN '' THEN 0 ELSE 1 END, b.title, b.id`, args...)
		if err != nil {
			return err
		}
		all, err := made(ctx, tx)
		list = append(kept, all...)
		return err
	})
	return list, err
}

// Get gives one; a dropped one too, so that it can be brought back. Refusals: [fault.NotFound].
func (bs *Boards) Get(ctx context.Context, id string) (b Board, err error) {
	err = bs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, err := made(ctx, tx)
		if err != nil {
			return err
		}
		if i := slices.IndexFunc(all, func(b Board) bool { return b.ID == id }); i >= 0 {
			b = all[i]
			return nil
		}
		b, err = one(ctx, tx, id, "")
		return err
	})
	return b, err
}

package work

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/ground/unit"
)

// Saved is a view of the queue under a name: a person's own, or shared by a unit with all who may read its work.
type Saved struct {
	ID       string
	Name     string
	Unit     string // who shares it; empty for a person's own
	UnitPath string
	AreaPath string
	Account  string // whose it is; of a shared one who made it
	Filter   Filter
	At       time.Time
}

// Scope is where a shared view belongs, for rights.
func (s Saved) Scope() actor.Scope { return actor.Scope{UnitPath: s.UnitPath, AreaPath: s.AreaPath} }

const (
	mostViews   = 50
	longestName = 80
)

// mine says that a view is the actor's own.
func (s Saved) mine(a actor.Actor) bool { return s.Unit == "" && s.Account == a.ID }

// MayChange says whether the actor may change a view.
func (w *Work) MayChange(ctx context.Context, s Saved) bool {
	by := actor.From(ctx)
	return s.mine(by) || s.Unit != "" && by.May(ToShare, s.Scope())
}

// Keep saves a view: a new one without an id, another content under the old id with one. A person's own view
// needs no right but to be signed in as a person; it shows what that person may read and nothing else.
// Refusals: [fault.NotFound], [fault.Forbidden], [fault.Invalid] with every fault, [fault.Conflict] for too many.
func (w *Work) Keep(ctx context.Context, s Saved) (kept Saved, err error) {
	err = w.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		by := actor.From(ctx)
		kept = s
		if s.ID != "" {
			old, err := viewToChange(ctx, tx, s.ID)
			if err != nil {
				return err
			}
			kept.Unit, kept.UnitPath, kept.AreaPath, kept.Account = old.Unit, old.UnitPath, old.AreaPath, old.Account
		} else {
			kept.Account, kept.UnitPath, kept.AreaPath = by.ID, "", ""
		}
		kept.Name, kept.At = strings.TrimSpace(s.Name), tx.Now()
		fs := kept.faults(by, tx.Now())
		if s.ID == "" && s.Unit != "" {
			u, err := unit.ByCode(ctx, tx, s.Unit, "")
			switch {
			case fault.Is(err, fault.NotFound):
				fs = append(fs, fault.At("unit", "unit.unknown", "code", s.Unit))
			case err != nil:
				return err
			default:
				kept.UnitPath, kept.AreaPath = u.Path, u.AreaPath
				if err := by.Check(ToShare, kept.Scope()); err != nil {
					return err
				}
			}
		}
		if len(fs) > 0 {
			return fault.Fields("work.invalid", fs...)
		}
		var there int
		if err := tx.QueryRow(ctx, `SELECT count(*) FROM work_view WHERE unit = ? AND (unit <> '' OR account = ?) AND id <> ?`, kept.Unit, by.ID, kept.ID).Scan(&there); err != nil {
			return err
		}
		if there >= mostViews {
			return fault.New(fault.Conflict, "work.too_many_views", "max", mostViews)
		}
		if kept.ID == "" {
			kept.ID = tx.NewID("wvw")
		}
		body, err := json.Marshal(kept.Filter.kept())
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO work_view (id, name, account, unit, unit_path, area_path, filter, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (id) DO UPDATE SET name = excluded.name, filter = excluded.filter, at = excluded.at`,
			kept.ID, kept.Name, kept.Account, kept.Unit, kept.UnitPath, kept.AreaPath, string(body), db.Micros(kept.At)); err != nil {
			return err
		}
		return ledger.Write(ctx, tx, ledger.Entry{Verb: "work.view", Subject: kept.ID, UnitPath: kept.UnitPath, AreaPath: kept.AreaPath, Payload: map[string]any{"name": kept.Name}})
	})
	if err != nil {
		return Saved{}, fmt.Errorf("keep a view of work: %w", err)
	}
	return kept, nil
}

func (s Saved) faults(by actor.Actor, now time.Time) (fs []fault.Field) {
	switch {
	case s.Name == "":
		fs = append(fs, fault.At("name", "work.no_view_name"))
	case utf8.RuneCountInString(s.Name) > longestName:
		fs = append(fs, fault.At("name", "work.words_too_long", "max", longestName))
	}
	if _, _, err := s.Filter.where(by, now); err != nil {
		if f, ok := fault.As(err); ok {
			for _, each := range f.Fields {
				each.Path = "filter/" + each.Path
				fs = append(fs, each)
			}
		}
	}
	return fs
}

// kept is what a view keeps of a question: not the page that was looked at.
func (f Filter) kept() Filter {
	f.After, f.Limit = "", 0
	return f
}

// Drop removes a view.
func (w *Work) Drop(ctx context.Context, id string) error {
	err := w.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		s, err := viewToChange(ctx, tx, id)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM work_view WHERE id = ?`, id); err != nil {
			return err
		}
		return ledger.Write(ctx, tx, ledger.Entry{Verb: "work.view_drop", Subject: id, UnitPath: s.UnitPath, AreaPath: s.AreaPath, Payload: map[string]any{"name": s.Name}})
	})
	if err != nil {
		return fmt.Errorf("drop a view of work: %w", err)
	}
	return nil
}

func viewToChange(ctx context.Context, tx *db.Tx, id string) (Saved, error) {
	s, err := savedView(ctx, tx, id, tx.Lock())
	if err != nil || s.Unit == "" {
		return s, err
	}
	return s, actor.From(ctx).Check(ToShare, s.Scope())
}

// savedView reads a view that the actor may use; another person's own is not found.
func savedView(ctx context.Context, tx *db.Tx, id, lock string) (Saved, error) {
	list, err := views(ctx, tx, `id = ?`+lock, id)
	if err != nil {
		return Saved{}, err
	}
	by := actor.From(ctx)
	if len(list) == 0 || !list[0].mine(by) && (list[0].Unit == "" || !by.May(Read, list[0].Scope())) {
		return Saved{}, fault.New(fault.NotFound, "work.no_such_view")
	}
	return list[0], nil
}

// Saved gives the views of the actor and those shared by units whose work they may read: the own first, by name.
func (w *Work) Saved(ctx context.Context) (list []Saved, err error) {
	err = w.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		by := actor.From(ctx)
		may, args := by.Where(Read, "unit_path", "area_path")
		list, err = views(ctx, tx, `unit = '' AND account = ? OR unit <> '' AND `+may+` ORDER BY CASE unit WHEN '' THEN 0 ELSE 1 END, name, id`, append([]any{by.ID}, args...)...)
		return err
	})
	return list, err
}

// ListSaved is List by a saved view; q, the page and its length are those of f.
func (w *Work) ListSaved(ctx context.Context, id string, f Filter) (items []Item, next string, err error) {
	var s Saved
	if err := w.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		s, err = savedView(ctx, tx, id, "")
		return err
	}); err != nil {
		return nil, "", err
	}
	by := s.Filter
	by.After, by.Limit = f.After, f.Limit
	by.Q = strings.TrimSpace(by.Q + " " + f.Q)
	return w.List(ctx, by)
}

func views(ctx context.Context, tx *db.Tx, where string, args ...any) (list []Saved, err error) {
	err = tx.Each(ctx, `SELECT id, name, account, unit, unit_path, area_path, filter, at FROM work_view WHERE `+where, args, func(scan func(...any) error) error {
		var s Saved
		var body string
		var at int64
		if err := scan(&s.ID, &s.Name, &s.Account, &s.Unit, &s.UnitPath, &s.AreaPath, &body, &at); err != nil {
			return err
		}
		s.At = db.Time(at)
		list = append(list, s)
		return json.Unmarshal([]byte(body), &list[len(list)-1].Filter)
	})
	if err != nil {
		return nil, fmt.Errorf("views of work: %w", err)
	}
	return list, nil
}

// ViewEstate is the views that units share; they go to the successor with their names.
func (w *Work) ViewEstate() unit.Estate {
	return unit.Estate{
		Name: "views",
		Held: func(ctx context.Context, tx *db.Tx) ([]unit.Held, error) {
			return unit.HeldIn(ctx, tx, "work_view", "", `unit <> ''`)
		},
		Pass: func(ctx context.Context, tx *db.Tx, from, to unit.Held, most int) error {
			at, args := from.At("")
			list, err := views(ctx, tx, at+` ORDER BY id LIMIT ?`, append(args, most)...)
			if err != nil {
				return err
			}
			u, err := unit.ByCode(ctx, tx, to.Unit, "")
			if err != nil {
				return err
			}
			for _, s := range list {
				if _, err := tx.Exec(ctx, `UPDATE work_view SET unit = ?, unit_path = ?, area_path = ? WHERE id = ?`, to.Unit, to.UnitPath, u.AreaPath, s.ID); err != nil {
					return fmt.Errorf("hand on view %s: %w", s.ID, err)
				}
				if err := ledger.Write(ctx, tx, ledger.Entry{Verb: "work.view_hand_on", Subject: s.ID, UnitPath: to.UnitPath, AreaPath: u.AreaPath, Payload: map[string]any{"before": from.Unit, "after": to.Unit}}); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

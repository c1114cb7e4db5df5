package unit

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"thanhdong/ground/area"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/ground/timer"
)

// Whatever a room keeps for a unit follows it: on the day of a succession each estate is passed on to
// where the unit and the area live on. What decides is where rows lie today and what lineage says, never
// the event alone, so that doing it again changes nothing, a restart loses nothing, and a lineage that is
// stated later is followed later.

// OrphanedKind is the event that a unit ended while things hang on it and nobody stated who takes over.
// Its body is [Orphaned].
const OrphanedKind = "unit.Orphaned"

// Orphaned is a unit that ended without a stated successor.
type Orphaned struct {
	Unit string   `json:"unit"`
	Day  text.Day `json:"day"` // on which it ended
}

const (
	heirsDuty  = "unit.heirs"
	passAtOnce = 200 // rows in one transaction
)

var followed = []string{MergedKind, SplitKind, SucceededKind, area.MergedKind, area.SplitKind, area.SucceededKind}

// Follow lets the estates follow changes of units and areas, from the day on which they hold.
func (h *Heirs) Follow(b *bus.Bus, timers *timer.Timers) {
	b.Read("unit.heirs", followed, h.changed)
	timers.Handle(heirsDuty, h.pass)
}

// changed asks to be called on the day of each change, at once for one in the past.
func (h *Heirs) changed(ctx context.Context, tx *db.Tx, events []bus.Event) error {
	for _, e := range events {
		var c Changed
		if err := json.Unmarshal(e.Body, &c); err != nil {
			return fmt.Errorf("read %s: %w", e.Kind, err)
		}
		at := c.Day.Start()
		if at.Before(tx.Now()) {
			at = tx.Now()
		}
		if err := timer.Set(ctx, tx, heirsDuty, string(c.Day), at, nil); err != nil {
			return err
		}
	}
	return nil
}

// pass moves what lies in one wrong place of one estate, and asks to be called again until nothing does.
func (h *Heirs) pass(ctx context.Context, tx *db.Tx, due timer.Due) error {
	r := roads{areas: map[string]Held{}}
	for _, e := range h.estates {
		if e.Pass == nil {
			continue
		}
		held, err := e.Held(ctx, tx)
		if err != nil {
			return fmt.Errorf("count %s by unit: %w", e.Name, err)
		}
		for _, from := range held {
			to, known, err := r.to(ctx, tx, from)
			if err != nil {
				return err
			}
			if !known {
				if err := h.orphan(ctx, tx, from); err != nil {
					return err
				}
			}
			if to.same(from) {
				continue
			}
			if err := e.Pass(ctx, tx, from, to, passAtOnce); err != nil {
				return fmt.Errorf("pass %s of %s on to %s: %w", e.Name, from.Unit, to.Unit, err)
			}
			if from.Unit != to.Unit {
				if _, err := tx.Exec(ctx, `DELETE FROM unit_orphan WHERE unit = ?`, from.Unit); err != nil {
					return err
				}
			}
			return timer.Set(ctx, tx, heirsDuty, due.Key, tx.Now(), nil)
		}
	}
	return nil
}

// orphan tells once that a unit ended without a successor.
func (h *Heirs) orphan(ctx context.Context, tx *db.Tx, from Held) error {
	n, err := tx.Exec(ctx, `INSERT INTO unit_orphan (unit, found_at) VALUES (?, ?) ON CONFLICT (unit) DO NOTHING`, from.Unit, db.Micros(tx.Now()))
	if err != nil {
		return fmt.Errorf("keep orphan %s: %w", from.Unit, err)
	}
	if n == 0 {
		return nil
	}
	versions, err := Versions(ctx, tx, from.Unit)
	if err != nil || len(versions) == 0 {
		return err
	}
	return bus.Record(ctx, tx, OrphanedKind, from.Unit, Orphaned{from.Unit, versions[len(versions)-1].To})
}

func (x Held) same(y Held) bool {
	return x.Unit == y.Unit && x.UnitPath == y.UnitPath && x.Area == y.Area && x.AreaPath == y.AreaPath
}

// roads finds where things go.
type roads struct{ areas map[string]Held }

// to says where what lies at from belongs today. An owner is one unit: of several successors the one that
// alone works for the area, else nobody is guessed and known is false. An area that was divided leads to
// the area that all its parts lie in, which is true of the thing whatever part it stands in.
func (r roads) to(ctx context.Context, tx *db.Tx, from Held) (to Held, known bool, err error) {
	to = from
	if from.Area != "" {
		where, err := r.area(ctx, tx, from)
		if err != nil {
			return from, false, err
		}
		to.Area, to.AreaPath = where.Area, where.AreaPath
	}
	reached, _, err := Reaches(ctx, tx, from.Unit, "")
	if err != nil {
		return from, false, err
	}
	reached = slices.DeleteFunc(reached, func(x Reach) bool { return x.Ended })
	if len(reached) > 1 && from.Area != "" {
		var near []Reach
		for _, x := range reached {
			u, err := ByCode(ctx, tx, x.Code, "")
			if err != nil {
				return from, false, err
			}
			if strings.HasPrefix(to.AreaPath, u.AreaPath) {
				near = append(near, x)
			}
		}
		reached = near
	}
	if len(reached) != 1 {
		return to.at(from.Unit, from.UnitPath), false, nil
	}
	return to.at(reached[0].Code, reached[0].Path), true, nil
}

// Heir is the unit that answers today for a code: itself while it lives, else the one unit that took over, for its area where several did. [fault.NotFound] where none is named.
func Heir(ctx context.Context, tx *db.Tx, code string) (Unit, error) {
	u, err := ByCode(ctx, tx, code, "")
	if !fault.Is(err, fault.NotFound) {
		return u, err
	}
	versions, verr := Versions(ctx, tx, code)
	if verr != nil || len(versions) == 0 {
		return Unit{}, cmp.Or(verr, err)
	}
	last := versions[len(versions)-1]
	to, known, rerr := roads{areas: map[string]Held{}}.to(ctx, tx, Held{Unit: code, UnitPath: last.Path, Area: last.Area, AreaPath: last.AreaPath})
	if rerr != nil || !known {
		return Unit{}, cmp.Or(rerr, err)
	}
	return ByCode(ctx, tx, to.Unit, "")
}

func (x Held) at(unit, path string) Held {
	x.Unit, x.UnitPath = unit, path
	return x
}

func (r roads) area(ctx context.Context, tx *db.Tx, from Held) (Held, error) {
	if found, ok := r.areas[from.Area]; ok {
		if found.Area == "" {
			return from, nil
		}
		return found, nil
	}
	reached, _, err := area.Reaches(ctx, tx, from.Area, "")
	if err != nil {
		return Held{}, err
	}
	var common []string
	for i, x := range slices.DeleteFunc(reached, func(x area.Reach) bool { return x.Ended }) {
		codes := strings.Split(strings.Trim(x.Path, "/"), "/")
		if i == 0 {
			common = codes
		}
		n := 0
		for n < min(len(common), len(codes)) && common[n] == codes[n] {
			n++
		}
		common = common[:n]
	}
	found := Held{}
	if len(common) > 0 {
		found = Held{Area: common[len(common)-1], AreaPath: "/" + strings.Join(common, "/") + "/"}
	}
	r.areas[from.Area] = found
	if found.Area == "" {
		return from, nil
	}
	return found, nil
}

// WordsOf are the names of the units that a thing came from and went to, for the line of its log.
func WordsOf(ctx context.Context, tx *db.Tx, from, to Held) (map[string]any, error) {
	name := func(code string) (string, error) {
		versions, err := Versions(ctx, tx, code)
		if err != nil || len(versions) == 0 {
			return code, err
		}
		return versions[len(versions)-1].Name.In(text.VI), nil
	}
	before, err := name(from.Unit)
	if err != nil {
		return nil, err
	}
	after, err := name(to.Unit)
	return map[string]any{"before_unit": before, "unit": after}, err
}

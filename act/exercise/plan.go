package exercise

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"thanhdong/ground/account"
	"thanhdong/ground/actor"
	"thanhdong/ground/area"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
	"thanhdong/sense/entity"
	"thanhdong/sense/rule"
)

// NewExercise is what a person says to plan one.
type NewExercise struct {
	Name     string
	Code     string   // of a script that a pack brings; empty with Script
	Script   string   // YAML or JSON of one's own; empty with Code
	Playbook string   // empty: the script's
	Unit     string   // empty: the planner's
	Area     string   // empty: the unit's
	Speed    int      // 0: the script's
	People   []string // ids; the planner takes part without being named
}

const maxName = 120

// Plan keeps an exercise that can be started. Refusals: [fault.Invalid] with every
// fault, [fault.Forbidden].
func (xs *Exercises) Plan(ctx context.Context, n NewExercise) (e Exercise, err error) {
	err = xs.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		by := actor.From(ctx)
		var fs []fault.Field
		add := func(path, key string, kv ...any) { fs = append(fs, fault.At(path, key, kv...)) }
		e = Exercise{Name: strings.TrimSpace(n.Name), Unit: n.Unit, Area: n.Area, Speed: n.Speed, Playbook: n.Playbook, State: Planned, People: people(by.ID, n.People)}
		if e.Unit == "" {
			e.Unit = by.Unit
		}
		u, err := unit.ByCode(ctx, tx, e.Unit, "")
		if fault.Is(err, fault.NotFound) {
			add("unit", "unit.unknown", "code", e.Unit)
		} else if err != nil {
			return err
		}
		if e.Area == "" {
			e.Area = u.Area
		}
		a, err := area.ByCode(ctx, tx, e.Area, "")
		if fault.Is(err, fault.NotFound) {
			add("area", "area.unknown", "code", e.Area, "on", text.DayOf(tx.Now()))
		} else if err != nil {
			return err
		}
		e.UnitPath, e.AreaPath = u.Path, a.Path
		if err := by.Check(ToRun, e.Scope()); err != nil && len(fs) == 0 {
			return err
		}
		if e.Name == "" || utf8.RuneCountInString(e.Name) > maxName {
			add("name", "exercise.bad_name", "most", maxName)
		}
		if e.Script, err = xs.script(ctx, tx, n); err != nil {
			f, ok := fault.As(err)
			if !ok || len(f.Fields) == 0 {
				return err
			}
			fs = append(fs, f.Fields...)
		}
		if e.Playbook == "" {
			e.Playbook = e.Script.Playbook
		}
		if e.Speed == 0 {
			e.Speed = max(1, e.Script.Speed)
		}
		if e.Speed < 0 || e.Speed > MostSpeed {
			add("speed", "exercise.bad_speed", "most", MostSpeed)
		}
		more, err := xs.unknown(ctx, tx, e)
		if err != nil {
			return err
		}
		if fs = append(fs, more...); len(fs) > 0 {
			return fault.Fields("exercise.invalid", fs...)
		}
		e.ID, e.PlannedAt, e.PlannedBy, e.PlannedName = tx.NewID("exr"), tx.Now(), by.ID, by.Name
		if e.Number, err = tx.Number(ctx, "DT"); err != nil {
			return err
		}
		if err := insert(ctx, tx, e); err != nil {
			return err
		}
		return tell(ctx, tx, PlannedEvent, "plan", e, map[string]any{"number": e.Number, "script": e.Script.Code, "playbook": e.Playbook, "people": e.People})
	})
	if err != nil {
		return Exercise{}, fmt.Errorf("plan an exercise: %w", err)
	}
	return e, nil
}

// people is who takes part, each once.
func people(planner string, named []string) []string {
	var all []string
	for _, id := range append([]string{planner}, named...) {
		if id != "" && !slices.Contains(all, id) {
			all = append(all, id)
		}
	}
	return all
}

func (xs *Exercises) script(ctx context.Context, tx *db.Tx, n NewExercise) (s Script, err error) {
	if n.Script != "" {
		return ParseScript([]byte(n.Script))
	}
	var body string
	err = tx.QueryRow(ctx, `SELECT body FROM exercise_script WHERE code = ? AND ended_at IS NULL`, n.Code).Scan(&body)
	if fault.Is(err, fault.NotFound) {
		return s, fault.Fields("exercise.invalid", fault.At("code", "exercise.no_script", "code", n.Code))
	}
	if err != nil {
		return s, err
	}
	return s, json.Unmarshal([]byte(body), &s)
}

// unknown tells what a script or a plan names and the store does not know.
func (xs *Exercises) unknown(ctx context.Context, tx *db.Tx, e Exercise) (fs []fault.Field, err error) {
	seen := map[string]bool{}
	ask := func(path, what, code string, find func() error) {
		if err != nil || code == "" || seen[what+" "+code] {
			return
		}
		seen[what+" "+code] = true
		switch failed := find(); {
		case fault.Is(failed, fault.NotFound):
			fs = append(fs, fault.At(path, "exercise.unknown_"+what, "code", code))
		case failed != nil:
			err = failed
		}
	}
	station := func(path, code string) {
		ask(path, "station", code, func() error { _, err := entity.Find(ctx, tx, entity.Station, code); return err })
	}
	source := func(path, code string) {
		ask(path, "feed", code, func() error { _, err := xs.feeds.Cadence(ctx, tx, code); return err })
	}
	ask("playbook", "playbook", e.Playbook, func() error { _, err := xs.playbooks.Newest(ctx, tx, e.Playbook); return err })
	for i, s := range e.Script.Steps {
		path := fmt.Sprintf("steps/%d", i)
		switch {
		case s.Values != nil:
			station(path, s.Values.Station)
			source(path, s.Values.Feed)
		case s.Alert != nil:
			station(path, s.Alert.Station)
			source(path, s.Alert.Feed)
			ask(path, "rule", s.Alert.Rule, func() error { _, err := rule.Get(ctx, tx, s.Alert.Rule); return err })
		case s.Call != nil:
			ask(path, "area", s.Call.Area, func() error { _, err := area.ByCode(ctx, tx, s.Call.Area, ""); return err })
			ask(path, "unit", s.Call.Unit, func() error { _, err := unit.ByCode(ctx, tx, s.Call.Unit, ""); return err })
		case s.Replay != nil:
			source(path, s.Replay.Feed)
			for _, code := range s.Replay.Stations {
				station(path, code)
			}
		}
	}
	if len(e.People) > MostPeople {
		return append(fs, fault.At("people", "exercise.bad_count", "most", MostPeople)), err
	}
	names, failed := account.Names(ctx, tx, e.People)
	if failed != nil {
		return nil, failed
	}
	for _, id := range e.People {
		if _, known := names[id]; !known && id != actor.From(ctx).ID { // who plans is who they are
			fs = append(fs, fault.At("people", "exercise.unknown_account", "code", id))
		}
	}
	return fs, err
}

// Drop gives up what was planned.
func (xs *Exercises) Drop(ctx context.Context, id string) (Exercise, error) {
	return xs.move(ctx, id, Dropped, DroppedEvent, "drop", nil)
}

// PutScript adds or changes a script, for packs.
func PutScript(ctx context.Context, tx *db.Tx, s Script) error {
	if err := s.Validate(); err != nil {
		return fmt.Errorf("put script %s: %w", s.Code, err)
	}
	body, err := json.Marshal(s)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO exercise_script (code, body) VALUES (?, ?)
		ON CONFLICT (code) DO UPDATE SET body = excluded.body, ended_at = NULL`, s.Code, string(body)); err != nil {
		return fmt.Errorf("put script %s: %w", s.Code, err)
	}
	return nil
}

// EndScript takes a script from the list, for packs; exercises keep what they were planned with.
func EndScript(ctx context.Context, tx *db.Tx, code string) error {
	if _, err := tx.Exec(ctx, `UPDATE exercise_script SET ended_at = ? WHERE code = ? AND ended_at IS NULL`, db.Micros(tx.Now()), code); err != nil {
		return fmt.Errorf("end script %s: %w", code, err)
	}
	return nil
}

// Scripts lists what packs bring, by code.
func (xs *Exercises) Scripts(ctx context.Context) (list []Script, err error) {
	err = xs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		by := actor.From(ctx)
		if by.Kind != actor.Product && !by.Has(Read.Roles()...) {
			return by.Check(Read, actor.Scope{})
		}
		list = nil
		return tx.Each(ctx, `SELECT body FROM exercise_script WHERE ended_at IS NULL ORDER BY code`, nil, func(scan func(...any) error) error {
			var body string
			var s Script
			if err := scan(&body); err != nil {
				return err
			}
			if err := json.Unmarshal([]byte(body), &s); err != nil {
				return err
			}
			list = append(list, s)
			return nil
		})
	})
	if err != nil {
		return nil, fmt.Errorf("scripts of exercises: %w", err)
	}
	return list, nil
}

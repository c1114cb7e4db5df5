package roster

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// Rosters is the room.
type Rosters struct{ d *db.DB }

// New opens the room.
func New(d *db.DB) *Rosters { return &Rosters{d} }

func selectKept(ctx context.Context, tx *db.Tx, where string, args ...any) (list []Kept, err error) {
	err = tx.Each(ctx, `SELECT roster.unit, roster.unit_path, roster.area, roster.area_path, v.version, v.body, v.put_at, v.put_name
		FROM roster JOIN roster_version v ON v.roster = roster.code AND v.version = roster.version WHERE `+where, args, func(scan func(...any) error) error {
		var k Kept
		var body, unit string
		var at int64
		if err := scan(&unit, &k.UnitPath, &k.Area, &k.AreaPath, &k.Version, &body, &at, &k.PutBy); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(body), &k.Roster); err != nil {
			return err
		}
		k.Unit, k.PutAt = unit, db.Time(at) // the owner may have been succeeded since
		list = append(list, k)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read rosters: %w", err)
	}
	return list, nil
}

func notFound(code string) error { return fault.New(fault.NotFound, "roster.not_found", "code", code) }

// load reads one roster whoever asks, locked where a command asks for it.
func load(ctx context.Context, tx *db.Tx, code, lock string) (Kept, error) {
	if lock != "" {
		if err := tx.QueryRow(ctx, `SELECT code FROM roster WHERE code = ?`+lock, code).Scan(new(string)); err != nil && !fault.Is(err, fault.NotFound) {
			return Kept{}, err
		}
	}
	list, err := selectKept(ctx, tx, `roster.code = ?`, code)
	if err == nil && len(list) == 0 {
		err = notFound(code)
	}
	if err != nil {
		return Kept{}, err
	}
	return list[0], nil
}

// readable is a roster that the actor may read; one that they may not is not found.
func readable(ctx context.Context, tx *db.Tx, code, lock string) (Kept, error) {
	k, err := load(ctx, tx, code, lock)
	if err == nil && !actor.From(ctx).May(Read, k.Scope()) {
		err = notFound(code)
	}
	if err != nil {
		return Kept{}, err
	}
	return k, nil
}

// planOf reads all that the turns of a roster are computed from. Overrides and versions are few beside
// what a year of stored turns would be.
func planOf(ctx context.Context, tx *db.Tx, code string, from time.Time) (p plan, err error) {
	err = tx.Each(ctx, `SELECT body, put_at FROM roster_version WHERE roster = ? ORDER BY version`, []any{code}, func(scan func(...any) error) error {
		var v version
		var body string
		var at int64
		if err := scan(&body, &at); err != nil {
			return err
		}
		v.putAt = db.Time(at)
		p.versions = append(p.versions, v)
		return json.Unmarshal([]byte(body), &p.versions[len(p.versions)-1].Roster)
	})
	if err != nil {
		return p, fmt.Errorf("read the versions of roster %s: %w", code, err)
	}
	people := map[string]bool{}
	for _, v := range p.versions {
		for _, id := range v.people() {
			people[id] = true
		}
	}
	p.overrides = map[turnKey]override{}
	since := text.DayOf(from).Add(-1)
	err = tx.Each(ctx, `SELECT shift, day, person, kind FROM roster_override WHERE roster = ? AND day >= ?`, []any{code, string(since)}, func(scan func(...any) error) error {
		var k turnKey
		var o override
		if err := scan(&k.shift, &k.day, &o.person, &o.kind); err != nil {
			return err
		}
		p.overrides[k], people[o.person] = o, true
		return nil
	})
	if err != nil {
		return p, fmt.Errorf("read what changes turns of roster %s: %w", code, err)
	}
	if p.leaves, err = leaves(ctx, tx, people, since); err != nil {
		return p, err
	}
	for _, l := range p.leaves {
		people[l.StandIn] = true
	}
	p.active, err = active(ctx, tx, people)
	return p, err
}

// active says which accounts may come in.
func active(ctx context.Context, tx *db.Tx, people map[string]bool) (map[string]bool, error) {
	is := map[string]bool{}
	if len(people) == 0 {
		return is, nil
	}
	in, args := among(people)
	err := tx.Each(ctx, `SELECT id FROM account WHERE state = 'active' AND id IN `+in, args, func(scan func(...any) error) error {
		var id string
		err := scan(&id)
		is[id] = true
		return err
	})
	return is, err
}

func among(people map[string]bool) (in string, args []any) {
	for id := range people {
		args = append(args, id)
	}
	return "(?" + strings.Repeat(", ?", len(people)-1) + ")", args
}

// List gives the rosters that the actor may read, by code.
func (rs *Rosters) List(ctx context.Context) (list []Kept, err error) {
	err = rs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		where, args := actor.From(ctx).Where(Read, "roster.unit_path", "roster.area_path")
		list, err = selectKept(ctx, tx, where+` ORDER BY roster.code`, args...)
		return err
	})
	return list, err
}

// Get gives one roster; [fault.NotFound] when the actor may not read it.
func (rs *Rosters) Get(ctx context.Context, code string) (k Kept, err error) {
	err = rs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		k, err = readable(ctx, tx, code, "")
		return err
	})
	return k, err
}

// Newest gives a roster as it was saved last, whoever asks.
func Newest(ctx context.Context, tx *db.Tx, code string) (Roster, error) {
	k, err := load(ctx, tx, code, "")
	return k.Roster, err
}

// LongestSpan is for how many days turns are computed at once.
const LongestSpan = 92

// Turns gives the turns of a roster that touch from <= t < to.
func (rs *Rosters) Turns(ctx context.Context, code string, from, to time.Time) (turns []Turn, err error) {
	if to.Sub(from) > LongestSpan*24*time.Hour {
		return nil, fault.Fields("roster.invalid", fault.At("days", "roster.too_long", "max", LongestSpan))
	}
	err = rs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := readable(ctx, tx, code, ""); err != nil {
			return err
		}
		p, err := planOf(ctx, tx, code, from)
		turns = p.between(from, to)
		return err
	})
	return turns, err
}

// At gives who is on duty by a roster at an instant, whoever asks: gaps are left out.
func At(ctx context.Context, tx *db.Tx, code string, at time.Time) (turns []Turn, err error) {
	p, err := planOf(ctx, tx, code, at)
	for _, t := range p.between(at, at.Add(time.Microsecond)) {
		if t.Gap == "" {
			turns = append(turns, t)
		}
	}
	return turns, err
}

// OnDuty gives the turns of an instant of every roster that the actor may read, gaps among them.
func (rs *Rosters) OnDuty(ctx context.Context, at time.Time) (turns []Turn, err error) {
	err = rs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		turns = nil
		list, err := rs.List(ctx)
		if err != nil {
			return err
		}
		for _, k := range list {
			p, err := planOf(ctx, tx, k.Code, at)
			if err != nil {
				return err
			}
			turns = append(turns, p.between(at, at.Add(time.Microsecond))...)
		}
		return nil
	})
	return turns, err
}

// Candidates are the people who may be put into turns of a roster: those who work in its unit or below and
// may come in, and who stands in it already.
func (rs *Rosters) Candidates(ctx context.Context, code string) (ids []string, err error) {
	err = rs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		k, err := readable(ctx, tx, code, "")
		if err != nil {
			return err
		}
		ids, err = candidates(ctx, tx, k)
		return err
	})
	return ids, err
}

func candidates(ctx context.Context, tx *db.Tx, k Kept) (ids []string, err error) {
	people := map[string]bool{}
	for _, id := range k.people() {
		people[id] = true
	}
	err = tx.Each(ctx, `SELECT id FROM account WHERE state = 'active' AND unit_path LIKE ? ESCAPE '!' ORDER BY name`, []any{db.Like(k.UnitPath) + "%"}, func(scan func(...any) error) error {
		var id string
		err := scan(&id)
		ids = append(ids, id)
		delete(people, id)
		return err
	})
	for _, id := range k.people() {
		if people[id] {
			ids = append(ids, id)
		}
	}
	return ids, err
}

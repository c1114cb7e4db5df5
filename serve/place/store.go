package place

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"thanhdong/ground/area"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
)

// Events of the room.
const (
	PutEvent   = "place.Put"
	EndedEvent = "place.Ended"
)

// Happened is the body of each.
type Happened struct {
	Code string `json:"code"`
}

// Places is the room.
type Places struct{ d *db.DB }

// New opens the room.
func New(d *db.DB) *Places { return &Places{d} }

// Put adds or changes a place, for packs; the same again changes nothing.
func Put(ctx context.Context, tx *db.Tx, p Place) error {
	if err := p.Validate(); err != nil {
		return err
	}
	if rows, err := unit.Versions(ctx, tx, p.Unit); err != nil || len(rows) == 0 {
		return orElse(err, fault.Fields("place.invalid", fault.At("unit", "unit.unknown", "code", p.Unit, "on", "")))
	}
	rows, err := area.Versions(ctx, tx, p.Area)
	if err != nil || len(rows) == 0 {
		return orElse(err, fault.Fields("place.invalid", fault.At("area", "area.unknown", "code", p.Area, "on", "")))
	}
	body, err := json.Marshal(p)
	if err != nil {
		return err
	}
	list, err := query(ctx, tx, `p.code = ?`+tx.Lock(), p.Code)
	if err != nil {
		return err
	}
	if len(list) > 0 {
		if before, err := json.Marshal(list[0].Place); err != nil || string(before) == string(body) && !list[0].ended {
			return err
		}
	}
	where := rows[len(rows)-1].Path
	if _, err := tx.Exec(ctx, `INSERT INTO place (code, body, version, kind, unit, area, area_path, name, search, needs, changed_at) VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (code) DO UPDATE SET body = excluded.body, version = place.version + 1, kind = excluded.kind, unit = excluded.unit, area = excluded.area, area_path = excluded.area_path,
		name = excluded.name, search = excluded.search, needs = excluded.needs, changed_at = excluded.changed_at, ended_at = NULL`,
		p.Code, string(body), p.Kind, p.Unit, p.Area, where, text.SearchKey(p.Name.VI), p.search(), " "+strings.Join(p.Meets(), " ")+" ", db.Micros(tx.Now())); err != nil {
		return fmt.Errorf("put place %s: %w", p.Code, err)
	}
	return tell(ctx, tx, PutEvent, "place.put", p.Code, where)
}

func orElse(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

// End takes a place out, for packs: it is shown no more.
func End(ctx context.Context, tx *db.Tx, code string) error {
	list, err := query(ctx, tx, `p.code = ? AND p.ended_at IS NULL`+tx.Lock(), code)
	if err != nil || len(list) == 0 {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE place SET ended_at = ? WHERE code = ?`, db.Micros(tx.Now()), code); err != nil {
		return err
	}
	return tell(ctx, tx, EndedEvent, "place.end", code, list[0].areaPath)
}

func tell(ctx context.Context, tx *db.Tx, event, verb, code, areaPath string) error {
	if err := bus.Record(ctx, tx, event, code, Happened{code}); err != nil {
		return err
	}
	return ledger.Write(ctx, tx, ledger.Entry{Verb: verb, Subject: "place/" + code, AreaPath: areaPath})
}

// Filter says which places are looked for; empty fields ask for nothing.
type Filter struct {
	Q     string // words, with or without diacritics, all of which are found
	Kind  string
	Area  string   // in it or below
	Needs []string // all of which a fact says are met
	After string   // code of the last one of the page before
	Limit int
}

const longestPage = 500

// List gives the places that are found by the order of their names, and whether there are more. Everybody may read them.
func (ps *Places) List(ctx context.Context, f Filter) (list []Place, more bool, err error) {
	words, args := db.Holding("p.search", text.SearchKey(strings.ToValidUTF8(strings.ReplaceAll(f.Q, "\x00", " "), "")))
	where := []string{"p.ended_at IS NULL", words}
	and := func(cond string, v ...any) { where, args = append(where, cond), append(args, v...) }
	if f.Kind != "" {
		and(`p.kind = ?`, f.Kind)
	}
	if f.Area != "" {
		and(`p.area_path LIKE ? ESCAPE '!'`, "%/"+db.Like(f.Area)+"/%")
	}
	for _, n := range f.Needs {
		and(`p.needs LIKE ? ESCAPE '!'`, "% "+db.Like(n)+" %")
	}
	limit := f.Limit
	if limit <= 0 || limit > longestPage {
		limit = longestPage
	}
	err = ps.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if f.After != "" {
			and(`(p.name, p.code) > (SELECT a.name, a.code FROM place a WHERE a.code = ?)`, f.After)
		}
		found, err := query(ctx, tx, strings.Join(where, " AND ")+fmt.Sprintf(" ORDER BY p.name, p.code LIMIT %d", limit+1), args...)
		list = nil
		for _, s := range found {
			list = append(list, s.Place)
		}
		return err
	})
	if more = len(list) > limit; more {
		list = list[:limit]
	}
	return list, more, err
}

// ByCode is one place; [fault.NotFound] where there is none.
func (ps *Places) ByCode(ctx context.Context, code string) (p Place, err error) {
	if !codeForm.MatchString(code) {
		return p, fault.New(fault.NotFound, "place.not_found", "code", "")
	}
	err = ps.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err := query(ctx, tx, `p.code = ? AND p.ended_at IS NULL`, code)
		if err == nil && len(list) == 0 {
			return fault.New(fault.NotFound, "place.not_found", "code", code)
		}
		if err == nil {
			p = list[0].Place
		}
		return err
	})
	return p, err
}

type kept struct {
	Place
	areaPath string
	ended    bool
}

func query(ctx context.Context, tx *db.Tx, where string, args ...any) (list []kept, err error) {
	err = tx.Each(ctx, `SELECT p.body, p.area_path, p.ended_at FROM place p WHERE `+where, args, func(scan func(...any) error) error {
		var k kept
		var body string
		var ended *int64
		if err := scan(&body, &k.areaPath, &ended); err != nil {
			return err
		}
		k.ended = ended != nil
		list = append(list, k)
		return json.Unmarshal([]byte(body), &list[len(list)-1].Place)
	})
	return list, err
}

package pack

import (
	"context"

	"thanhdong/act/exercise"
	"thanhdong/act/incident"
	"thanhdong/act/playbook"
	"thanhdong/act/roster"
	"thanhdong/act/warning"
	"thanhdong/act/work"
	"thanhdong/ground/area"
	"thanhdong/ground/calendar"
	"thanhdong/ground/db"
	"thanhdong/ground/law"
	"thanhdong/ground/unit"
	"thanhdong/sense/derive"
	"thanhdong/sense/entity"
	"thanhdong/sense/feed"
	"thanhdong/sense/rule"
)

// Rooms are those that packs write through their own commands; the others that packs
// write to have plain functions.
type Rooms struct {
	Playbooks *playbook.Playbooks
	Rosters   *roster.Rosters // may be left out: then rosters lie in pack_row alone
	Entities  *entity.Entities
	Feeds     *feed.Feeds
	Rules     *rule.Rules
	Derive    *derive.Derive // may be left out
	Heirs     *unit.Heirs    // may be left out: then nothing is known to hang on units
}

// Packs is the room.
type Packs struct {
	d     *db.DB
	rooms Rooms
}

// New makes the room.
func New(d *db.DB, rooms Rooms) *Packs {
	if rooms.Derive == nil {
		rooms.Derive = derive.New(d, nil) // saving a table needs no observations
	}
	return &Packs{d, rooms}
}

// put hands rows of one part to their room. Parts that no room keeps (measures,
// station types, limits, messages, accounts, the simulation) lie in pack_row alone,
// where whoever needs them reads them.
func (ps *Packs) put(ctx context.Context, tx *db.Tx, p *Pack, part string, rows []row) error {
	switch part {
	case "law":
		_, err := law.Put(ctx, tx, each(rows, Act.stored))
		return err
	case "areas":
		_, err := area.Put(ctx, tx, each(rows, Area.stored))
		return err
	case "boundaries":
		_, err := area.PutBoundaries(ctx, tx, each(rows, Boundary.stored))
		return err
	case "units":
		_, err := unit.Put(ctx, tx, each(rows, Unit.stored))
		return err
	case "calendar":
		_, err := calendar.Put(ctx, tx, p.Calendar.Years())
		return err
	}
	one, ok := ps.single(part)
	if !ok {
		return nil
	}
	for _, r := range rows {
		if err := one(ctx, tx, r.value); err != nil {
			return &rowError{r.code, err}
		}
	}
	return nil
}

// single is for rooms that take one row at a time.
func (ps *Packs) single(part string) (func(ctx context.Context, tx *db.Tx, value any) error, bool) {
	switch part {
	case "successions":
		return func(ctx context.Context, tx *db.Tx, v any) error { return ps.succeed(ctx, tx, v.(Succession)) }, true
	case "index":
		return func(ctx context.Context, _ *db.Tx, v any) error {
			_, err := ps.rooms.Derive.Put(ctx, v.(derive.Table))
			return err
		}, true
	case "reasons":
		return func(ctx context.Context, tx *db.Tx, v any) error {
			return work.PutReason(ctx, tx, v.(Reason).stored())
		}, true
	case "alerting":
		return func(ctx context.Context, tx *db.Tx, v any) error { return v.(Alerting).put(ctx, tx) }, true
	case "reports":
		return func(ctx context.Context, tx *db.Tx, v any) error { return v.(ReportSetting).put(ctx, tx) }, true
	case "places":
		return func(ctx context.Context, tx *db.Tx, v any) error { return v.(Place).put(ctx, tx) }, true
	case "privacy":
		return func(ctx context.Context, tx *db.Tx, v any) error { return v.(PrivacySetting).put(ctx, tx) }, true
	case "datasets":
		return func(ctx context.Context, tx *db.Tx, v any) error { return v.(Form).put(ctx, tx) }, true
	case "briefing":
		return func(ctx context.Context, tx *db.Tx, v any) error { return v.(Brief).put(ctx, tx) }, true
	case "indicators":
		return func(ctx context.Context, tx *db.Tx, v any) error { return v.(IndicatorSetting).put(ctx, tx) }, true
	case "open":
		return func(ctx context.Context, tx *db.Tx, v any) error { return v.(OpenSet).put(ctx, tx) }, true
	case "incident_types":
		return func(ctx context.Context, tx *db.Tx, v any) error {
			return incident.PutType(ctx, tx, v.(IncidentType).stored())
		}, true
	case "playbooks":
		return func(ctx context.Context, tx *db.Tx, v any) error {
			_, _, err := ps.rooms.Playbooks.Put(ctx, v.(Playbook).stored())
			return err
		}, true
	case "warnings":
		return func(ctx context.Context, tx *db.Tx, v any) error {
			return warning.PutTemplate(ctx, tx, v.(WarningTemplate).stored())
		}, true
	case "feeds":
		return func(ctx context.Context, tx *db.Tx, v any) error {
			_, err := ps.rooms.Feeds.Put(ctx, v.(Feed).stored())
			return err
		}, true
	case "rules":
		return func(ctx context.Context, tx *db.Tx, v any) error {
			_, err := ps.rooms.Rules.Put(ctx, v.(Rule).judged())
			return err
		}, true
	case "rosters":
		if ps.rooms.Rosters == nil {
			return nil, false
		}
		return func(ctx context.Context, tx *db.Tx, v any) error { return ps.roster(ctx, tx, v.(Roster)) }, true
	case "exercises":
		return func(ctx context.Context, tx *db.Tx, v any) error {
			return exercise.PutScript(ctx, tx, v.(exercise.Script))
		}, true
	case "stations":
		return func(ctx context.Context, tx *db.Tx, v any) error {
			_, _, err := ps.rooms.Entities.Put(ctx, v.(Station).stored())
			return err
		}, true
	}
	return nil, false
}

// each turns rows into what their room stores.
func each[From, To any](rows []row, stored func(From) To) []To {
	out := make([]To, 0, len(rows))
	for _, r := range rows {
		out = append(out, stored(r.value.(From)))
	}
	return out
}

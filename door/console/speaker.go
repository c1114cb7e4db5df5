package console

import (
	"context"
	"slices"
	"strings"
	"time"

	"thanhdong/door/wire"
	"thanhdong/ground/actor"
	"thanhdong/ground/area"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
	"thanhdong/sense/entity"
	"thanhdong/sense/feed"
)

// speaker puts rows into the words of one reader. It lives for one answer and
// reads names once; all it reads is of one snapshot of the store.
type speaker struct {
	*Console
	tx   *db.Tx
	lang text.Lang
	now  time.Time
	by   actor.Actor

	units, areas map[string]wire.Ref
	stations     map[string]entity.Entity
	feeds        map[string]time.Duration // cadence by code
	feedNames    map[string]string
}

func (c *Console) speaker(ctx context.Context, tx *db.Tx) *speaker {
	return &speaker{Console: c, tx: tx, lang: wire.Lang(ctx), now: tx.Now(), by: actor.From(ctx), stations: map[string]entity.Entity{}}
}

// say runs f with a speaker.
func say[T any](ctx context.Context, c *Console, f func(ctx context.Context, s *speaker) (T, error)) (*out[T], error) {
	var o out[T]
	err := c.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		o.Body, err = f(ctx, c.speaker(ctx, tx))
		return err
	})
	if err != nil {
		return nil, err
	}
	return &o, nil
}

// show makes a handler of f that only reads.
func show[I, T any](c *Console, f func(ctx context.Context, s *speaker, in *I) (T, error)) func(context.Context, *I) (*out[T], error) {
	return func(ctx context.Context, in *I) (*out[T], error) {
		return say(ctx, c, func(ctx context.Context, s *speaker) (T, error) { return f(ctx, s, in) })
	}
}

func (s *speaker) t(key string, kv ...any) string {
	args := map[string]any{}
	for i := 0; i+1 < len(kv); i += 2 {
		args[kv[i].(string)] = kv[i+1]
	}
	return text.T(s.lang, key, args)
}

// unit names a unit. A code whose row has ended keeps its last name: old cases go
// on saying who owned them.
func (s *speaker) unit(ctx context.Context, code string) (wire.Ref, error) {
	if s.units == nil {
		all, err := unit.All(ctx, s.tx, "")
		if err != nil {
			return wire.Ref{}, err
		}
		s.units = map[string]wire.Ref{"": {}}
		for _, u := range all {
			s.units[u.Code] = wire.Ref{Code: u.Code, Name: u.Name.In(s.lang)}
		}
	}
	if r, ok := s.units[code]; ok {
		return r, nil
	}
	r := wire.Ref{Code: code, Name: code}
	rows, err := unit.Versions(ctx, s.tx, code)
	if n := len(rows); n > 0 {
		r.Name = rows[n-1].Name.In(s.lang)
	}
	s.units[code] = r
	return r, err
}

// area names an area, in the same way.
func (s *speaker) area(ctx context.Context, code string) (wire.Ref, error) {
	if s.areas == nil {
		all, err := area.All(ctx, s.tx, "")
		if err != nil {
			return wire.Ref{}, err
		}
		s.areas = map[string]wire.Ref{"": {}}
		for _, a := range all {
			s.areas[a.Code] = wire.Ref{Code: a.Code, Name: a.Name.In(s.lang)}
		}
	}
	if r, ok := s.areas[code]; ok {
		return r, nil
	}
	r := wire.Ref{Code: code, Name: code}
	rows, err := area.Versions(ctx, s.tx, code)
	if n := len(rows); n > 0 {
		r.Name = rows[n-1].Name.In(s.lang)
	}
	s.areas[code] = r
	return r, err
}

// station gives the station that a row the actor may read names by its id.
func (s *speaker) station(ctx context.Context, id string) (entity.Entity, error) {
	if e, ok := s.stations[id]; ok {
		return e, nil
	}
	e, err := entity.Get(ctx, s.tx, id)
	if fault.Is(err, fault.NotFound) {
		err = nil
	}
	s.stations[id] = e
	return e, err
}

func (s *speaker) stationRef(e entity.Entity) wire.Ref {
	return wire.Ref{Code: e.Code, Name: e.Name.In(s.lang)}
}

// feedName is what people call a source that a row the actor may read names.
func (s *speaker) feedName(ctx context.Context, code string) (string, error) {
	if name, ok := s.feedNames[code]; ok {
		return name, nil
	}
	name, err := feed.NameOf(ctx, s.tx, code)
	if s.feedNames == nil {
		s.feedNames = map[string]string{}
	}
	s.feedNames[code] = name.In(s.lang)
	return s.feedNames[code], err
}

// refs names the owner and the area of a row.
func (s *speaker) refs(ctx context.Context, unit, area string) (owner, where wire.Ref, err error) {
	if owner, err = s.unit(ctx, unit); err != nil {
		return owner, where, err
	}
	where, err = s.area(ctx, area)
	return owner, where, err
}

// Action is something that can be done now, or why it cannot.
type Action struct {
	Verb    string `json:"verb" enum:"acknowledge,open_incident,close,evidence,take,note,step,correct,mark,pause,resume,extend,hand-on,escalate,duplicate,question,not-ours,reopen,decide"`
	Allowed bool   `json:"allowed"`
	Why     string `json:"why" doc:"In words, when it is not allowed"`
}

func (s *speaker) action(verb string, why *fault.Error) Action {
	if why == nil {
		return Action{Verb: verb, Allowed: true}
	}
	return Action{Verb: verb, Why: text.T(s.lang, why.Key, why.Args)}
}

// mapAll maps rows where mapping may fail.
func mapAll[R, T any](rows []R, f func(R) (T, error)) ([]T, error) {
	items := make([]T, 0, len(rows))
	for _, r := range rows {
		t, err := f(r)
		if err != nil {
			return nil, err
		}
		items = append(items, t)
	}
	return items, nil
}

// page is a list of rows where mapping may fail.
func page[R, T any](rows []R, next string, f func(R) (T, error)) (wire.List[T], error) {
	items, err := mapAll(rows, f)
	return wire.List[T]{Items: items, Next: next}, err
}

// Paging is asked of lists. A room may give fewer at once than were asked for.
type Paging struct {
	Q     string `query:"q" maxLength:"200" doc:"Words or a number, with or without diacritics"`
	Limit int    `query:"limit" minimum:"1" maximum:"1000" doc:"How many at most"`
	After string `query:"after" maxLength:"200" doc:"The next of the page before"`
}

// cut takes a page out of a list that its room gives whole, because it is short
// and ordered by code.
func cut[R any](all []R, in *Paging, name func(R) (code string, title text.L)) (rows []R, next string) {
	words := strings.Fields(text.SearchKey(in.Q))
	for _, r := range all {
		code, title := name(r)
		key := text.SearchKey(code + " " + title.VI + " " + title.EN)
		if code <= in.After || slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(key, w) }) {
			continue
		}
		if in.Limit > 0 && len(rows) == in.Limit {
			last, _ := name(rows[len(rows)-1])
			return rows, last
		}
		rows = append(rows, r)
	}
	return rows, ""
}

// nothing is asked of addresses without parameters.
type nothing struct{}

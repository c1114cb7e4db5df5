package console

import (
	"context"
	"net/http"
	"time"

	"thanhdong/door/wire"
	"thanhdong/serve/privacy"
)

// BreachRow is a violation of the protection of data in a list.
type BreachRow struct {
	ID         string     `json:"id"`
	Number     string     `json:"number"`
	What       string     `json:"what"`
	Kinds      []string   `json:"kinds" doc:"Of data, as people say them"`
	People     int        `json:"people" doc:"About how many are concerned; 0: not known"`
	Unit       wire.Ref   `json:"unit"`
	HappenedAt time.Time  `json:"happened_at"`
	FoundAt    time.Time  `json:"found_at"`
	Due        time.Time  `json:"due" doc:"By when the authority is told"`
	Told       *time.Time `json:"told" doc:"When the authority was told; null: not yet"`
	Late       bool       `json:"late" doc:"The time has passed and the authority was not told, or was told after it"`
	Open       bool       `json:"open"`
	EndedAt    *time.Time `json:"ended_at"`
}

// Breach is one with whom was told.
type Breach struct {
	BreachRow
	RecordedBy string       `json:"recorded_by"`
	Clock      LegalClock   `json:"clock"`
	ToldAll    []BreachTold `json:"told_all" doc:"In order"`
	Measures   string       `json:"measures"`
	Work       string       `json:"work"`
	Actions    []PrivacyDo  `json:"actions"`
}

// BreachTold is that somebody was told.
type BreachTold struct {
	At    time.Time `json:"at"`
	Whom  string    `json:"whom" enum:"authority,persons,superior"`
	Words string    `json:"words"`
	By    string    `json:"by"`
}

func (c *Console) addBreaches() {
	const get, post = http.MethodGet, http.MethodPost
	errors := []int{http.StatusNotFound, http.StatusConflict}
	add(c, asked{method: get, path: "/breaches", id: "breach-list", summary: "Breaches of the protection of data, newest first"}, show(c, c.breachList))
	add(c, asked{method: post, path: "/breaches", id: "breach-record", summary: "Write a breach down; its clock counts from when it was found", status: http.StatusCreated}, c.breachRecord)
	add(c, asked{method: get, path: "/breaches/{id}", id: "breach", summary: "One breach", errors: errors[:1]}, show(c, c.breachOne))
	add(c, asked{method: post, path: "/breaches/{id}/tell", id: "breach-tell", summary: "Note that somebody was told, now", errors: errors},
		func(ctx context.Context, in *breachTell) (*out[Breach], error) {
			return c.breachSaid(c.Privacy.Tell(ctx, in.ID, in.Body.Whom, in.Body.Words))(ctx)
		})
	add(c, asked{method: post, path: "/breaches/{id}/close", id: "breach-close", summary: "Close it with what was done, once the authority was told", errors: errors},
		func(ctx context.Context, in *breachClose) (*out[Breach], error) {
			return c.breachSaid(c.Privacy.CloseBreach(ctx, in.ID, in.Body.Measures))(ctx)
		})
}

type breachTell struct {
	ByID
	Body struct {
		Whom  string `json:"whom" maxLength:"20" doc:"authority, persons or superior"`
		Words string `json:"words" required:"false" maxLength:"20000"`
	}
}

type breachClose struct {
	ByID
	Body struct {
		Measures string `json:"measures" required:"false" maxLength:"20000"`
	}
}

type breachRecord struct {
	Body struct {
		What       string    `json:"what" required:"false" maxLength:"20000"`
		Kinds      []string  `json:"kinds" required:"false" maxItems:"50"`
		People     int       `json:"people" required:"false"`
		HappenedAt time.Time `json:"happened_at"`
		FoundAt    time.Time `json:"found_at"`
		Unit       string    `json:"unit" required:"false" maxLength:"64"`
	}
}

func (c *Console) breachRecord(ctx context.Context, in *breachRecord) (*out[Breach], error) {
	b := in.Body
	return c.breachSaid(c.Privacy.RecordBreach(ctx, privacy.Breach{What: b.What, Kinds: b.Kinds, People: b.People, HappenedAt: b.HappenedAt.UTC(), FoundAt: b.FoundAt.UTC(), Unit: b.Unit}))(ctx)
}

func (c *Console) breachSaid(b privacy.Breach, err error) func(context.Context) (*out[Breach], error) {
	return func(ctx context.Context) (*out[Breach], error) {
		if err != nil {
			return nil, err
		}
		return show(c, c.breachOne)(ctx, &ByID{ID: b.ID})
	}
}

func (c *Console) breachList(ctx context.Context, s *speaker, _ *nothing) (wire.List[BreachRow], error) {
	list, err := c.Privacy.Breaches(ctx)
	if err != nil {
		return wire.List[BreachRow]{}, err
	}
	return page(list, "", func(b privacy.Breach) (BreachRow, error) { return s.breachRow(ctx, b) })
}

func (s *speaker) breachRow(ctx context.Context, b privacy.Breach) (BreachRow, error) {
	unit, err := s.unit(ctx, b.Unit)
	return BreachRow{ID: b.ID, Number: b.Number, What: b.What, Kinds: some(b.Kinds), People: b.People, Unit: unit, HappenedAt: wire.At(b.HappenedAt), FoundAt: wire.At(b.FoundAt),
		Due: wire.At(b.Due), Told: wire.Maybe(b.ToldAt), Late: b.Late(s.now), Open: b.Open, EndedAt: wire.Maybe(b.EndedAt)}, err
}

func (c *Console) breachOne(ctx context.Context, s *speaker, in *ByID) (w Breach, err error) {
	b, err := c.Privacy.Breach(ctx, in.ID)
	if err != nil {
		return w, err
	}
	if w.BreachRow, err = s.breachRow(ctx, b); err != nil {
		return w, err
	}
	w.RecordedBy, w.Measures, w.Work = b.RecordedName, b.Measures, b.Work
	w.ToldAll = wire.Map(b.Told, func(t privacy.Told) BreachTold { return BreachTold{wire.At(t.At), t.Whom, t.Words, t.By} })
	w.Actions = wire.Map(b.Actions(ctx), s.privacyDo)
	w.Clock, err = s.legalClock(ctx, b.Clock)
	return w, err
}

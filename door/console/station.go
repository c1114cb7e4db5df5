package console

import (
	"context"
	"slices"
	"time"

	"thanhdong/door/wire"
	"thanhdong/sense/derive"
	"thanhdong/sense/entity"
	"thanhdong/sense/feed"
	"thanhdong/sense/observation"
)

const (
	stationType = entity.Station
	deriveFeed  = derive.Feed
	aqi         = "VN_AQI"
)

// Station is a place that measures, with the newest value of each parameter.
type Station struct {
	Code   string   `json:"code"`
	Name   string   `json:"name"`
	Type   string   `json:"type"`
	Area   wire.Ref `json:"area"`
	Owner  wire.Ref `json:"owner"`
	Lon    float64  `json:"lon"`
	Lat    float64  `json:"lat"`
	Feeds  []string `json:"feeds"`
	Sample bool     `json:"sample" doc:"Sample data: shown as such"`
	Latest []Latest `json:"latest"`
	AQI    *AQI     `json:"aqi"`

	Actions []Action `json:"actions" doc:"What the reader may do with its values"`
}

// Latest is the newest value of a parameter.
type Latest struct {
	Parameter string    `json:"parameter"`
	Value     *float64  `json:"value"`
	Unit      string    `json:"unit"`
	At        time.Time `json:"at"`
	Received  time.Time `json:"received"`
	Status    string    `json:"status" enum:"00,01,02"`
	Feed      string    `json:"feed"`
	Freshness string    `json:"freshness" enum:"live,new,old,dead"`
	Mark      string    `json:"mark,omitempty" enum:"suspect,invalid,verified"`
}

// AQI is the newest hourly air quality index.
type AQI struct {
	Value     int       `json:"value"`
	Level     int       `json:"level" doc:"1 is the best"`
	LevelName string    `json:"level_name"`
	Colour    string    `json:"colour" doc:"The official colour; never shown without the name"`
	Advice    string    `json:"advice"`
	At        time.Time `json:"at" doc:"Start of the hour"`
	Parameter string    `json:"parameter" doc:"The dominant one: it has the highest index of its own"`
	Method    string    `json:"method"`
	Freshness string    `json:"freshness" enum:"live,new,old,dead"`
}

type stationQuery struct {
	Paging
	Feed string `query:"feed" maxLength:"60"`
}

// ByCode names a station, or a rule.
type ByCode struct {
	Code string `path:"code" maxLength:"100"`
}

func (c *Console) stationList(ctx context.Context, s *speaker, in *stationQuery) (wire.List[Station], error) {
	list, next, err := c.Entities.List(ctx, entity.Filter{Type: stationType, Q: in.Q, Feed: in.Feed, After: in.After, Limit: in.Limit})
	if err != nil {
		return wire.List[Station]{}, err
	}
	items, err := s.stationsOf(ctx, list)
	return wire.List[Station]{Items: items, Next: next}, err
}

func (c *Console) stationOne(ctx context.Context, s *speaker, in *ByCode) (Station, error) {
	e, err := c.Entities.ByCode(ctx, stationType, in.Code)
	if err != nil {
		return Station{}, err
	}
	items, err := s.stationsOf(ctx, []entity.Entity{e})
	if err != nil {
		return Station{}, err
	}
	return items[0], nil
}

// stationsOf maps stations, with one question for all their newest values.
func (s *speaker) stationsOf(ctx context.Context, list []entity.Entity) ([]Station, error) {
	rows, err := s.Observations.Latest(ctx, wire.Map(list, func(e entity.Entity) string { return e.ID })...)
	if err != nil {
		return nil, err
	}
	byStation := map[string][]observation.Row{}
	for _, r := range rows {
		byStation[r.Station] = append(byStation[r.Station], r)
	}
	indexes, err := s.indexes(ctx, list)
	if err != nil {
		return nil, err
	}
	return mapAll(list, func(e entity.Entity) (Station, error) {
		owner, where, err := s.refs(ctx, e.Unit, e.Area)
		if err != nil {
			return Station{}, err
		}
		w := Station{
			AQI: indexes[e.ID], Code: e.Code, Name: e.Name.In(s.lang), Type: e.Type, Area: where, Owner: owner, Lon: e.Lon, Lat: e.Lat,
			Feeds: wire.Map(e.Feeds, func(f string) string { return f }), Sample: e.Sample, Latest: []Latest{}, Actions: s.amending(e),
		}
		for _, r := range byStation[e.ID] {
			if r.Parameter == aqi {
				continue
			}
			l, err := s.latest(ctx, r)
			if err != nil {
				return Station{}, err
			}
			w.Latest = append(w.Latest, l)
		}
		order := e.Parameters()
		slices.SortStableFunc(w.Latest, func(a, b Latest) int { return place(order, a.Parameter) - place(order, b.Parameter) })
		return w, nil
	})
}

// place is where a parameter stands in its station's own order; what the station
// does not name comes last.
func place(order []string, parameter string) int {
	if i := slices.Index(order, parameter); i >= 0 {
		return i
	}
	return len(order)
}

func (s *speaker) latest(ctx context.Context, r observation.Row) (Latest, error) {
	cadence, err := s.cadence(ctx, r.Feed)
	known := r.At
	switch r.Feed {
	case observation.ByHand:
		cadence = r.Series.Cadence
	case deriveFeed:
		cadence = r.Series.Cadence
		known = r.At.Add(cadence) // a derived value stands for the hour or the day that begins at its instant
	}
	return Latest{
		Parameter: r.Parameter, Value: r.Value, Unit: r.Unit, At: wire.At(r.At), Received: wire.At(r.Received), Status: status(r.Status),
		Feed: r.Feed, Freshness: feed.Freshness(s.now.Sub(known), cadence), Mark: string(r.Mark),
	}, err
}

// indexes gives the newest index of each station that has one.
func (s *speaker) indexes(ctx context.Context, list []entity.Entity) (map[string]*AQI, error) {
	tables, err := s.Derive.Tables(ctx)
	if err != nil {
		return nil, err
	}
	values, err := s.Derive.Current(ctx, wire.Map(list, func(e entity.Entity) string { return e.ID })...)
	if err != nil {
		return nil, err
	}
	m := map[string]*AQI{}
	for _, v := range values {
		if v.Series != aqi {
			continue
		}
		m[v.Station] = &AQI{
			Value: int(v.Value), Level: derive.Level(tables, v), LevelName: v.Category.Name.In(s.lang), Colour: v.Category.Colour, Advice: v.Category.Advice.In(s.lang),
			At: wire.At(v.At), Parameter: v.Parameter, Method: v.Method,
			// The value stands for the hour that begins at its instant.
			Freshness: feed.Freshness(s.now.Sub(v.At.Add(time.Hour)), time.Hour),
		}
	}
	return m, nil
}

// status writes a status as the circular does: two digits.
func status(s uint8) string { return [...]string{"00", "01", "02"}[min(s, observation.Faulty)] }

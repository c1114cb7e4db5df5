package console

import (
	"context"
	"time"

	"thanhdong/door/wire"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/sense/derive"
)

// Replay is one parameter of all stations through one local day, in periods.
type Replay struct {
	Parameter string          `json:"parameter"`
	Date      text.Day        `json:"date"`
	Every     string          `json:"every" enum:"PT15M,PT1H,P1D" doc:"Longer than asked for where values of the day were removed and only these means are left"`
	Rolled    bool            `json:"rolled" doc:"Some of the figures are means that are left of removed values"`
	Steps     []time.Time     `json:"steps" doc:"Start of each period, up to now"`
	Levels    []ReplayLevel   `json:"levels" doc:"Categories of an index, from the best; empty for what is measured"`
	Stations  []ReplayStation `json:"stations" doc:"Those that have a value on that day"`
}

// ReplayLevel is a named range of an index.
type ReplayLevel struct {
	Level  int    `json:"level" doc:"1 is the best"`
	Name   string `json:"name"`
	From   int    `json:"from"`
	To     int    `json:"to"`
	Colour string `json:"colour" doc:"The official colour; never shown without the name"`
}

// ReplayStation is how one station fared.
type ReplayStation struct {
	Code   string     `json:"code"`
	Unit   string     `json:"unit"`
	Values []*float64 `json:"values" doc:"Mean of each period, of values with status 00; null where there is none, which is never filled"`
	Counts []int      `json:"counts" doc:"How many values are behind each mean"`
}

type replayQuery struct {
	Parameter string `query:"parameter" required:"true" maxLength:"100"`
	Date      string `query:"date" format:"date" doc:"The local day; today when missing"`
	Every     string `query:"every" enum:"PT15M,PT1H" default:"PT1H"`
}

// replay answers a whole day at once, so that a screen can go through it without
// asking for each instant. What is later than now has no period.
func (c *Console) replay(ctx context.Context, s *speaker, in *replayQuery) (Replay, error) {
	day := text.Day(in.Date)
	if day == "" {
		day = text.DayOf(s.now)
	}
	if !day.Valid() {
		return Replay{}, fault.Fields("wire.bad_body", fault.At("date", "console.bad_value"))
	}
	from, to := day.Start(), day.Add(1).Start()
	every := map[string]time.Duration{"PT15M": 15 * time.Minute, "PT1H": time.Hour}[in.Every]
	list, err := c.Observations.Replay(ctx, in.Parameter, from, to, every)
	if err != nil {
		return Replay{}, err
	}
	coarsest := time.Duration(0)
	for _, x := range list {
		for _, m := range x.Means {
			coarsest = max(coarsest, m.Rolled)
		}
	}
	if coarsest > every {
		every, in.Every = coarsest, resolution(coarsest)
		if list, err = c.Observations.Replay(ctx, in.Parameter, from, to, every); err != nil {
			return Replay{}, err
		}
	}
	r := Replay{Parameter: in.Parameter, Date: day, Every: in.Every, Rolled: coarsest > 0, Steps: []time.Time{}, Levels: []ReplayLevel{}, Stations: []ReplayStation{}}
	for at := from; at.Before(to) && !at.After(s.now); at = at.Add(every) {
		r.Steps = append(r.Steps, wire.At(at))
	}
	tables, err := s.Derive.Tables(ctx)
	if err != nil {
		return r, err
	}
	r.Levels = levelsOf(tables, in.Parameter, s.lang)
	for _, x := range list {
		e, err := s.station(ctx, x.Station)
		if err != nil {
			return r, err
		}
		if e.Type != stationType {
			continue
		}
		w := ReplayStation{Code: e.Code, Unit: x.Unit, Values: make([]*float64, len(r.Steps)), Counts: make([]int, len(r.Steps))}
		for _, m := range x.Means {
			if i := int(m.At.Sub(from) / every); i >= 0 && i < len(r.Steps) {
				w.Values[i], w.Counts[i] = &m.Mean, m.Count
			}
		}
		r.Stations = append(r.Stations, w)
	}
	return r, nil
}

// levelsOf gives the categories of the index that is written under a parameter.
func levelsOf(tables []derive.Table, parameter string, lang text.Lang) []ReplayLevel {
	levels := []ReplayLevel{}
	for _, t := range tables {
		if t.Parameter != parameter {
			continue
		}
		for i, c := range t.Categories {
			levels = append(levels, ReplayLevel{Level: i + 1, Name: c.Name.In(lang), From: c.From, To: c.To, Colour: c.Colour})
		}
		break
	}
	return levels
}

package console

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"thanhdong/door/wire"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/know/dataset"
	"thanhdong/know/indicator"
)

// Indicator is a figure that is computed.
type Indicator struct {
	Code      string            `json:"code"`
	Name      string            `json:"name"`
	Group     string            `json:"group"`
	Owner     wire.Ref          `json:"owner" doc:"Unit that answers for it"`
	Unit      string            `json:"unit" doc:"Of measure"`
	Decimals  int               `json:"decimals"`
	Period    string            `json:"period" enum:"day,week,month,quarter,half,year,school-year"`
	Formula   string            `json:"formula"`
	Direction string            `json:"direction" enum:"up,down,none"`
	Method    string            `json:"method"`
	Targets   []IndicatorTarget `json:"targets"`
	Basis     string            `json:"basis"`
	Mark      string            `json:"mark"`
	Frames    []wire.Ref        `json:"frames" doc:"Lists of others in which it stands: code of the list and of the item"`
	Latest    *IndicatorValue   `json:"latest" doc:"In the area that was asked for, of the last period that is over"`
}

// IndicatorTarget is what it should be.
type IndicatorTarget struct {
	Area  string   `json:"area" doc:"Empty: every area without one of its own"`
	From  text.Day `json:"from"`
	To    text.Day `json:"to"`
	Value float64  `json:"value"`
	Near  float64  `json:"near" doc:"How far from it is still amber"`
	Hold  float64  `json:"hold" doc:"How far beyond a threshold it must be to improve"`
	Basis string   `json:"basis"`
}

// IndicatorValue is one figure of an area for a period.
type IndicatorValue struct {
	Key         string     `json:"key" doc:"Leads to its pedigree"`
	Area        wire.Ref   `json:"area"`
	Period      string     `json:"period"`
	PeriodName  string     `json:"period_name"`
	Boundaries  text.Day   `json:"boundaries" doc:"The day whose boundaries it is in; empty: those of its own time"`
	Value       *string    `json:"value" doc:"With a point; null where there is none"`
	Said        string     `json:"said" doc:"As people say it, or why there is none"`
	Estimated   bool       `json:"estimated" doc:"Passed through a share of a merger or split"`
	Provisional bool       `json:"provisional" doc:"Rests on what is not approved yet"`
	Carried     text.Day   `json:"carried" doc:"A part is of an earlier period, which began then"`
	At          *time.Time `json:"at" doc:"When the newest of its sources was handed in"`
	Correct     *float64   `json:"correct" doc:"Of its sources: approved by all levels"`
	Complete    *float64   `json:"complete" doc:"Handed in, of those owed"`
	Clean       *float64   `json:"clean" doc:"Handed in without a soft rule broken"`
	Live        *float64   `json:"live" doc:"Handed in by the due hour"`
	Light       string     `json:"light" enum:",green,amber,red"`
	Target      *float64   `json:"target"`
	Outlier     bool       `json:"outlier"`
	Break       bool       `json:"break"`
}

// IndicatorForecast is what is to be expected, and how wrong the method was.
type IndicatorForecast struct {
	Period string `json:"period"`
	Name   string `json:"name"`
	Value  string `json:"value"`
	Low    string `json:"low"`
	High   string `json:"high"`
}

// IndicatorSeries are values, and a forecast where one was asked for.
type IndicatorSeries struct {
	Items    []IndicatorValue    `json:"items"`
	Forecast []IndicatorForecast `json:"forecast"`
	Method   string              `json:"method" doc:"Of the forecast, in words, with its past error; empty: none"`
}

// IndicatorPedigree is where a figure comes from.
type IndicatorPedigree struct {
	Value   IndicatorValue    `json:"value"`
	Formula string            `json:"formula"`
	Steps   IndicatorStep     `json:"steps"`
	Sources []IndicatorSource `json:"sources"`
	Hidden  int               `json:"hidden" doc:"Rows of units that are not yours to see"`
	Print   string            `json:"print" doc:"The short code that stands in print"`
}

// IndicatorStep is a part of the formula with what it came to.
type IndicatorStep struct {
	Words string          `json:"words"`
	Value *string         `json:"value" doc:"In plain units of measure"`
	Args  []IndicatorStep `json:"args"`
}

// IndicatorSource is a value that was handed in.
type IndicatorSource struct {
	Set    string   `json:"set"`
	Number string   `json:"number"`
	Form   wire.Ref `json:"form"`
	Unit   wire.Ref `json:"unit"`
	Period string   `json:"period"`
	Cell   string   `json:"cell"`
	State  string   `json:"state" enum:"open,submitted,approved,locked"`
	Value  string   `json:"value"`
	Counts string   `json:"counts" doc:"What of it counts here"`
	Shared bool     `json:"shared"`
}

// IndicatorFrame is another's list of figures.
type IndicatorFrame struct {
	Code    string               `json:"code"`
	Name    string               `json:"name"`
	Basis   string               `json:"basis"`
	Mark    string               `json:"mark"`
	Items   []IndicatorFrameItem `json:"items"`
	Missing int                  `json:"missing"`
}

// IndicatorFrameItem is one of it.
type IndicatorFrameItem struct {
	Code      string `json:"code"`
	Name      string `json:"name"`
	Indicator string `json:"indicator" doc:"Empty: missing here"`
}

type indicatorQuery struct {
	Area string `query:"area" maxLength:"20" doc:"Whose latest value is told with each; empty: none is"`
}

type indicatorValueQuery struct {
	Code       string `path:"code" maxLength:"64"`
	Area       string `query:"area" required:"true" maxLength:"20"`
	Period     string `query:"period" required:"true" maxLength:"24" doc:"202406, or 202401..202406"`
	Boundaries string `query:"boundaries" maxLength:"10" doc:"A day, 2025-07-01: values in the boundaries of that day"`
	Below      bool   `query:"below" doc:"The areas directly below it instead"`
	Forecast   int    `query:"forecast" minimum:"0" maximum:"24" doc:"How many periods after the last"`
}

type indicatorKey struct {
	Code string `path:"code" maxLength:"64"`
	Key  string `path:"key" maxLength:"60"`
}

func (s *speaker) indicator(ctx context.Context, d indicator.Definition, frames []indicator.Frame) (w Indicator, err error) {
	w = Indicator{Code: d.Code, Name: d.Name.In(s.lang), Group: d.Group.In(s.lang), Unit: d.Unit, Decimals: d.Decimals, Period: string(d.Period), Formula: d.Formula, Direction: string(d.Direction),
		Method: d.Method.In(s.lang), Targets: wire.Map(d.Targets, func(t indicator.Target) IndicatorTarget { return IndicatorTarget(t) }), Basis: d.Basis, Mark: d.Mark, Frames: []wire.Ref{}}
	for _, f := range frames {
		for _, x := range f.Items {
			if x.Indicator == d.Code {
				w.Frames = append(w.Frames, wire.Ref{Code: x.Code, Name: f.Name.In(s.lang)})
			}
		}
	}
	w.Owner, err = s.unit(ctx, d.Owner)
	return w, err
}

func (s *speaker) figure(d indicator.Definition, v indicator.Value) IndicatorValue {
	w := IndicatorValue{Key: v.Key, Area: wire.Ref{Code: v.Area, Name: v.AreaName.In(s.lang)}, Period: v.Period.Code(), PeriodName: v.Period.In(s.lang), Boundaries: v.Boundaries, Said: v.Said(d, s.lang),
		Estimated: v.Estimated, Provisional: v.Provisional, Carried: v.Carried, At: wire.Maybe(v.At), Correct: v.Scores.Correct, Complete: v.Scores.Complete, Clean: v.Scores.Clean, Live: v.Scores.Live,
		Light: string(v.Light), Outlier: v.Outlier, Break: v.Break}
	if v.Steps != nil {
		said := v.Decimal(d.Decimals)
		w.Value = &said
	}
	if v.Target != nil {
		w.Target = &v.Target.Value
	}
	return w
}

func (c *Console) indicators(ctx context.Context, s *speaker, in *indicatorQuery) (l wire.List[Indicator], err error) {
	list, err := c.Figures.List(ctx)
	if err != nil {
		return l, err
	}
	frames, err := c.Figures.Frames(ctx)
	if err != nil {
		return l, err
	}
	latest := map[string]indicator.Value{}
	if in.Area != "" {
		if latest, err = c.Figures.Latest(ctx, in.Area); err != nil {
			return l, err
		}
	}
	l.Items, err = mapAll(list, func(d indicator.Definition) (Indicator, error) {
		w, err := s.indicator(ctx, d, frames)
		if v, ok := latest[d.Code]; ok {
			said := s.figure(d, v)
			w.Latest = &said
		}
		return w, err
	})
	return l, err
}

func (c *Console) indicatorOne(ctx context.Context, s *speaker, in *struct {
	Code string `path:"code" maxLength:"64"`
}) (w Indicator, err error) {
	d, err := c.Figures.Get(ctx, in.Code)
	if err != nil {
		return w, err
	}
	frames, err := c.Figures.Frames(ctx)
	if err != nil {
		return w, err
	}
	return s.indicator(ctx, d, frames)
}

// spanOf reads 202406 and 202401..202406.
func spanOf(d indicator.Definition, said string) (from, to dataset.Period, err error) {
	first, last, span := strings.Cut(said, "..")
	if !span {
		last = first
	}
	from, err1 := dataset.ParsePeriod(first)
	to, err2 := dataset.ParsePeriod(last)
	if err1 != nil || err2 != nil || from.Kind != d.Period || to.Kind != d.Period || to.Start < from.Start {
		return from, to, fault.Fields("indicator.bad_question", fault.At("period", "indicator.bad_span", "kind", string(d.Period)))
	}
	return from, to, nil
}

func (c *Console) indicatorValues(ctx context.Context, s *speaker, in *indicatorValueQuery) (w IndicatorSeries, err error) {
	d, err := c.Figures.Get(ctx, in.Code)
	if err != nil {
		return w, err
	}
	q := indicator.Question{Codes: []string{in.Code}, Area: in.Area, Below: in.Below}
	if q.From, q.To, err = spanOf(d, in.Period); err != nil {
		return w, err
	}
	if q.Boundaries, err = text.ParseDay(in.Boundaries); err != nil {
		return w, fault.Fields("indicator.bad_question", fault.At("boundaries", "calendar.bad_day", "day", in.Boundaries))
	}
	list, err := c.Figures.Values(ctx, q)
	if err != nil {
		return w, err
	}
	w.Items, w.Forecast = wire.Map(list, func(v indicator.Value) IndicatorValue { return s.figure(d, v) }), []IndicatorForecast{}
	if in.Forecast == 0 || in.Below {
		return w, nil
	}
	f, err := c.Figures.Forecast(ctx, q, in.Forecast)
	if err != nil || len(f.Expected) == 0 {
		return w, err
	}
	w.Method = f.Words(d, s.lang)
	w.Forecast = wire.Map(f.Expected, func(x indicator.Expected) IndicatorForecast {
		return IndicatorForecast{x.Period.Code(), x.Period.In(s.lang), text.Fixed(text.EN, x.Value, d.Decimals), text.Fixed(text.EN, x.Low, d.Decimals), text.Fixed(text.EN, x.High, d.Decimals)}
	})
	return w, nil
}

func (s *speaker) indicatorStep(x *indicator.Step, name func(form, cell, code string) string) IndicatorStep {
	w := IndicatorStep{Words: x.In(s.lang, name), Args: wire.Map(x.Args, func(a *indicator.Step) IndicatorStep { return s.indicatorStep(a, name) })}
	if x.Value != nil {
		said := strings.TrimRight(strings.TrimRight(x.Value.FloatString(6), "0"), ".")
		w.Value = &said
	}
	return w
}

func (c *Console) indicatorPedigree(ctx context.Context, s *speaker, in *indicatorKey) (w IndicatorPedigree, err error) {
	d, err := c.Figures.Get(ctx, in.Code)
	if err != nil {
		return w, err
	}
	g, err := c.Figures.Pedigree(ctx, in.Code, in.Key)
	if err != nil {
		return w, err
	}
	name, err := c.cellNames(ctx, s)
	if err != nil {
		return w, err
	}
	w = IndicatorPedigree{Value: s.figure(d, g.Value), Formula: g.Formula, Steps: s.indicatorStep(g.Root, name), Hidden: g.Hidden, Print: g.Print}
	w.Sources, err = mapAll(g.Sources, func(x indicator.Source) (IndicatorSource, error) {
		of, err := s.dataSet(ctx, x.Set)
		return IndicatorSource{Set: of.ID, Number: of.Number, Form: of.Form, Unit: of.Unit, Period: of.PeriodName, Cell: name(x.Set.Form, x.Cell.String(), ""), State: of.State, Value: x.Value, Counts: x.Counts, Shared: x.Shared}, err
	})
	return w, err
}

// cellNames says forms, cells and indicators to people.
func (c *Console) cellNames(ctx context.Context, s *speaker) (func(form, cell, code string) string, error) {
	forms, err := c.Datasets.Forms(ctx)
	if err != nil {
		return nil, err
	}
	defs, err := c.Figures.List(ctx)
	return func(form, cell, code string) string {
		for _, d := range defs {
			if d.Code == code && code != "" {
				return d.Name.In(s.lang)
			}
		}
		i := slices.IndexFunc(forms, func(f dataset.Form) bool { return f.Code == form })
		if i < 0 {
			return strings.TrimSpace(form + " " + cell)
		}
		element, option, _ := strings.Cut(cell, ".")
		e, ok := forms[i].Element(element)
		if !ok {
			return forms[i].Name.In(s.lang)
		}
		if option != "" {
			return e.Name.In(s.lang) + ", " + forms[i].OptionName(e, option, s.lang)
		}
		return e.Name.In(s.lang)
	}, err
}

func (c *Console) indicatorFrames(ctx context.Context, s *speaker, _ *struct{}) (l wire.List[IndicatorFrame], err error) {
	list, err := c.Figures.Frames(ctx)
	l.Items = wire.Map(list, func(f indicator.Frame) IndicatorFrame {
		w := IndicatorFrame{Code: f.Code, Name: f.Name.In(s.lang), Basis: f.Basis, Mark: f.Mark, Items: wire.Map(f.Items, func(x indicator.FrameItem) IndicatorFrameItem {
			return IndicatorFrameItem{x.Code, x.Name.In(s.lang), x.Indicator}
		})}
		for _, x := range f.Items {
			if x.Indicator == "" {
				w.Missing++
			}
		}
		return w
	})
	return l, err
}

func (c *Console) addIndicators() {
	const get = http.MethodGet
	missing := []int{http.StatusNotFound}
	add(c, asked{method: get, path: "/indicators", id: "indicator-list", summary: "Figures that are computed", errors: missing}, show(c, c.indicators))
	add(c, asked{method: get, path: "/indicators/{code}", id: "indicator", summary: "One indicator", errors: missing}, show(c, c.indicatorOne))
	add(c, asked{method: get, path: "/indicators/{code}/values", id: "indicator-values", summary: "Values of an area, or of those below it, in the boundaries of their time or of a day",
		errors: []int{http.StatusNotFound, http.StatusRequestEntityTooLarge}}, show(c, c.indicatorValues))
	add(c, asked{method: get, path: "/indicators/{code}/values/{key}/pedigree", id: "indicator-pedigree", summary: "Where a figure comes from: formula, numbers, source rows", errors: missing}, show(c, c.indicatorPedigree))
	add(c, asked{method: get, path: "/frames", id: "frame-list", summary: "Lists of figures of others, and what of them is missing"}, show(c, c.indicatorFrames))
}

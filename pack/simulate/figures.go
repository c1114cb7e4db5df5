package simulate

import (
	"math"
	"slices"
	"strconv"
	"time"

	"thanhdong/ground/text"
	"thanhdong/know/dataset"
	"thanhdong/pack"
)

// Handed gives what units are supposed to have handed in before now: the oldest period first, for a form after those that it takes values from.
func Handed(p *pack.Pack, now time.Time) (list []dataset.Earlier) {
	if p.Simulation == nil || p.Simulation.Figures == nil {
		return nil
	}
	m := NewModel(*p.Simulation, time.Time{})
	for _, sf := range p.Simulation.Figures.Forms {
		f, ok := p.Stored(sf.Form)
		if !ok {
			continue // pack check says so
		}
		last := dataset.PeriodAt(f.Period, text.DayOf(now)).Add(-1)
		for back := sf.Periods - 1; back >= 0; back-- {
			for _, u := range f.Units {
				list = append(list, m.handed(f, sf, u, last.Add(-back), back, now))
			}
		}
	}
	return list
}

func (m Model) handed(f dataset.Form, sf pack.SimForm, unit string, p dataset.Period, back int, now time.Time) dataset.Earlier {
	e := dataset.Earlier{Form: f.Code, Unit: unit, Period: p, State: dataset.Locked}
	switch {
	case back == 0 && slices.Contains(sf.Open, unit), back == 1 && slices.Contains(sf.Never, unit):
		e.State = dataset.Open
		return e // nothing is filled in yet but what is held already
	case back == 0 && slices.Contains(sf.Submitted, unit):
		e.State = dataset.Submitted
	case back < 2:
		e.State = dataset.Approved
	}
	// Most are in time, some are not.
	late := 0.0
	if m.random(unit, f.Code+" late", time.Hour, p.Start.Start().Unix()) > 0.8 {
		late = 5
	}
	share := (m.random(unit, f.Code+" when", time.Hour, p.Start.Start().Unix()) + 1) / 2
	days := share*float64(max(1, f.Due.Days-1)) + late + float64(f.Due.Days)*late/5
	e.At = p.End.Start().Add(time.Duration(days*24)*time.Hour + 9*time.Hour)
	if e.At.After(now) {
		e.At = now
	}
	for _, el := range f.Elements {
		if el.Type != dataset.Number || el.From != nil {
			continue
		}
		for _, option := range f.Options(el) {
			c := dataset.Cell{Element: el.Code, Option: option}
			v := m.Figure(sf, unit, c.String(), p)
			scale := math.Pow(10, float64(el.Decimals))
			e.Values = append(e.Values, dataset.Given{Element: el.Code, Option: option, Value: strconv.FormatFloat(math.Round(v*scale)/scale, 'f', -1, 64)})
		}
	}
	return e
}

// Figure is the invented value of a cell; what the plan does not name is nothing.
func (m Model) Figure(sf pack.SimForm, unit, cell string, p dataset.Period) float64 {
	i := slices.IndexFunc(sf.Cells, func(c pack.SimCell) bool { return c.Cell == cell })
	if i < 0 {
		return 0
	}
	c := sf.Cells[i]
	if c.Total != "" {
		var sum float64
		for q := p; q.Start.Start().Year() == p.Start.Start().Year(); q = q.Add(-1) {
			sum += m.Figure(sf, unit, c.Total, q)
		}
		return sum
	}
	at := p.Start.Start()
	weight := 1.0
	if w, ok := m.plan.Figures.Weights[unit]; ok {
		weight = w
	}
	v := c.Base * weight * math.Pow(1+c.Grow, float64(at.Year()-2024))
	if c.Swing > 0 {
		v *= 1 + c.Swing*math.Cos(2*math.Pi*float64(int(at.Month())-c.Peak)/12)
	}
	v *= 1 + c.Noise*m.random(unit, sf.Form+" "+cell, time.Hour, at.Unix())
	return math.Max(0, math.Round(v*10)/10)
}

package briefing

import (
	"context"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
	"thanhdong/know/indicator"
)

// mostFigures is how many figures a brief has. PROJECT CHOICE: four stand as boxes on its paper, further ones as sentences.
const mostFigures = 8

// lights are those of indicators in the words that a kept brief has for them.
var lights = map[indicator.Light]string{indicator.Green: "good", indicator.Amber: "watch", indicator.Red: "bad"}

// figures are those of the unit's area that need a look. An area that is no more has none.
func (g *gathering) figures(ctx context.Context, tx *db.Tx) (list []Figure, err error) {
	all, err := g.rooms.figures.Standings(actor.With(ctx, g.leader), g.unit.Area, mostFigures)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	for _, s := range all {
		d := s.Definition
		f := Figure{Code: d.Code, Print: s.Print, Name: d.Name, Value: text.Fixed(text.VI, s.Now.Number(d), d.Decimals), Unit: d.Unit, Light: lights[s.Now.Light], Word: s.Now.Light.Word(), At: s.Now.At, Stale: s.Old}
		if s.Before.Steps != nil {
			f.Compared = text.Message("indicator.compared", map[string]any{"value": text.Fixed(text.VI, s.Before.Number(d), d.Decimals)})
		}
		if f.Owner, err = unit.Called(ctx, tx, d.Owner); err != nil {
			return nil, err
		}
		list = append(list, f)
	}
	return list, nil
}

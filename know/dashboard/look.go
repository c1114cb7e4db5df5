package dashboard

import (
	"context"

	"thanhdong/ground/text"
	"thanhdong/know/dataset"
	"thanhdong/know/indicator"
)

// back is how many periods a series of a board shows.
const back = 13

// Shown is what a board shows of one indicator.
type Shown struct {
	Definition indicator.Definition
	Values     []indicator.Value // of the area, the last periods in their order
	Below      []indicator.Value // of the areas directly below, for the last one
}

// Look gives the figures of a board in an area, for the periods up to the last that was over on a day; an open day is today. Indicators that are not in use any more are left out.
// Refusals: those of [indicator.Figures.Values].
func (bs *Boards) Look(ctx context.Context, b Board, area string, day text.Day) (list []Shown, err error) {
	if day.Open() {
		day = text.DayOf(bs.d.Now())
	}
	defs, err := bs.figures.List(ctx)
	if err != nil {
		return nil, err
	}
	byCode := map[string]indicator.Definition{}
	for _, d := range defs {
		byCode[d.Code] = d
	}
	at := map[string]int{}
	byKind := map[dataset.PeriodKind][]string{}
	for _, code := range b.Codes() {
		if d, there := byCode[code]; there {
			at[code] = len(list)
			list = append(list, Shown{Definition: d})
			byKind[d.Period] = append(byKind[d.Period], code)
		}
	}
	below := b.below()
	for kind, codes := range byKind {
		last := dataset.PeriodAt(kind, day).Add(-1)
		values, err := bs.figures.Values(ctx, indicator.Question{Codes: codes, Area: area, From: last.Add(1 - back), To: last})
		if err != nil {
			return nil, err
		}
		for _, v := range values {
			list[at[v.Code]].Values = append(list[at[v.Code]].Values, v)
		}
		var wide []string
		for _, code := range codes {
			if below[code] {
				wide = append(wide, code)
			}
		}
		if len(wide) == 0 {
			continue
		}
		if values, err = bs.figures.Values(ctx, indicator.Question{Codes: wide, Area: area, Below: true, From: last, To: last}); err != nil {
			return nil, err
		}
		for _, v := range values {
			list[at[v.Code]].Below = append(list[at[v.Code]].Below, v)
		}
	}
	return list, nil
}

// below are the indicators that a part shows over the areas below.
func (b Board) below() map[string]bool {
	codes := map[string]bool{}
	for _, p := range b.Parts {
		if p.Kind == Areas || p.Kind == Pivot {
			for _, code := range p.Indicators {
				codes[code] = true
			}
		}
	}
	return codes
}

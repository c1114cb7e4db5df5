package periodic

import (
	"cmp"
	"context"
	"math/big"
	"slices"
	"strings"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
	"thanhdong/know/dataset"
	"thanhdong/know/indicator"
)

// lights are those of indicators in the words that a kept report has for them, as in briefs.
var lights = map[indicator.Light]string{indicator.Green: "good", indicator.Amber: "watch", indicator.Red: "bad"}

// periodOf is the period of a kind that a report tells: the report's own where the kinds agree, else the last that ended with it.
func periodOf(kind dataset.PeriodKind, report dataset.Period) dataset.Period {
	p := dataset.PeriodAt(kind, report.End.Add(-1))
	if p.End > report.End {
		p = p.Add(-1)
	}
	return p
}

// figures computes all indicators of an area for a report, by code; an area that is no more has none.
func (g *gathering) figures(ctx context.Context, tx *db.Tx) (err error) {
	ctx = actor.With(ctx, g.leader)
	if g.defs, err = g.room.figures.List(ctx); err != nil {
		return err
	}
	byKind := map[dataset.PeriodKind][]string{}
	defs := map[string]indicator.Definition{}
	for _, d := range g.defs {
		byKind[d.Period] = append(byKind[d.Period], d.Code)
		defs[d.Code] = d
	}
	for _, kind := range dataset.PeriodKinds {
		codes := byKind[kind]
		if len(codes) == 0 {
			continue
		}
		p := periodOf(kind, g.period)
		list, err := g.room.figures.Values(ctx, indicator.Question{Codes: codes, Area: g.unit.Area, From: p.Add(-1), To: p})
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		for i := 0; i+1 < len(list); i += 2 { // by indicator, the period before and the period
			f, err := figureOf(ctx, tx, defs[list[i].Code], list[i], list[i+1])
			if err != nil {
				return err
			}
			g.byCode[strings.ToUpper(f.Code)] = len(g.all)
			g.all = append(g.all, f)
		}
	}
	slices.SortStableFunc(g.all, func(a, b Figure) int {
		return cmp.Or(strings.Compare(a.Group.VI, b.Group.VI), strings.Compare(a.Code, b.Code))
	})
	for i, f := range g.all {
		g.byCode[strings.ToUpper(f.Code)] = i
	}
	return nil
}

func said(v indicator.Value, d indicator.Definition) string {
	if v.Steps == nil {
		return ""
	}
	return text.Fixed(text.VI, v.Number(d), d.Decimals)
}

func figureOf(ctx context.Context, tx *db.Tx, d indicator.Definition, before, now indicator.Value) (f Figure, err error) {
	f = Figure{Code: d.Code, Key: now.Key, Name: d.Name, Group: d.Group, Unit: d.Unit, Period: now.Period.In(text.VI), Value: said(now, d), Before: said(before, d), Light: lights[now.Light], Word: now.Light.Word(), At: now.At}
	if f.Unit == "1" {
		f.Unit = ""
	}
	if now.Target != nil {
		f.Target = text.Fixed(text.VI, now.Target.Value, d.Decimals)
	}
	if now.Steps != nil && before.Steps != nil {
		f.Change = change(d, before, now)
		f.changed = before.Steps.Cmp(now.Steps) != 0
	}
	var notes []string
	if now.Provisional {
		notes = append(notes, say("provisional"))
	}
	if now.Estimated {
		notes = append(notes, say("estimated"))
	}
	f.Notes = strings.Join(notes, "; ")
	f.Owner, err = unit.Called(ctx, tx, d.Owner)
	return f, err
}

// change says how a figure moved: tăng 2,3 (6,4%).
func change(d indicator.Definition, before, now indicator.Value) string {
	diff := new(big.Int).Sub(now.Steps, before.Steps)
	if diff.Sign() == 0 {
		return say("unchanged")
	}
	key := "risen"
	if diff.Sign() < 0 {
		key = "fallen"
	}
	by := indicator.Value{Steps: new(big.Int).Abs(diff)}
	s := say(key, "by", text.Fixed(text.VI, by.Number(d), d.Decimals))
	if before.Steps.Sign() != 0 && d.Unit != "%" { // a share of a share misleads
		part, _ := new(big.Rat).SetFrac(new(big.Int).Mul(by.Steps, big.NewInt(100)), new(big.Int).Abs(before.Steps)).Float64()
		s += " (" + text.Fixed(text.VI, part, 1) + "%)"
	}
	return s
}

// rank puts first what misses its target, then what is near it, then what changed.
func (f Figure) rank() int {
	switch {
	case f.Light == "bad":
		return 0
	case f.Light == "watch":
		return 1
	case f.changed:
		return 2
	}
	return 3
}

// mostLooked is how many figures that need a look a report lists. PROJECT CHOICE: a page.
const mostLooked = 12

// looked are the figures that need a look.
func (g *gathering) looked() []int {
	var list []int
	for i, f := range g.all {
		if f.Value != "" && f.rank() < 3 {
			list = append(list, i)
		}
	}
	slices.SortStableFunc(list, func(a, b int) int { return g.all[a].rank() - g.all[b].rank() })
	return list[:min(len(list), mostLooked)]
}

// print is the code that leads from paper to the rows of a figure, computed when it is asked for.
func (g *gathering) print(ctx context.Context, i int) string {
	f := &g.all[i]
	if f.Print == "" && f.Value != "" && g.err == nil {
		p, err := g.room.figures.Pedigree(actor.With(ctx, g.leader), f.Code, f.Key)
		f.Print, g.err = p.Print, err
	}
	return f.Print
}

// below are the figures of the areas directly below, by name.
func (g *gathering) below(ctx context.Context, tx *db.Tx, i int) (rows []map[string]string) {
	if g.err != nil {
		return nil
	}
	var d indicator.Definition
	for _, one := range g.defs {
		if one.Code == g.all[i].Code {
			d = one
		}
	}
	p := periodOf(d.Period, g.period)
	list, err := g.room.figures.Values(actor.With(ctx, g.leader), indicator.Question{Codes: []string{d.Code}, Area: g.unit.Area, Below: true, From: p.Add(-1), To: p})
	if err != nil {
		g.err = err
		return nil
	}
	type row struct {
		name string
		f    Figure
	}
	var all []row
	for k := 0; k+1 < len(list); k += 2 {
		f, err := figureOf(ctx, tx, d, list[k], list[k+1])
		if err != nil {
			g.err = err
			return nil
		}
		all = append(all, row{list[k].AreaName.VI, f})
	}
	text.SortBy(all, func(r row) string { return r.name })
	for _, r := range all {
		m := g.columns(r.f)
		m["ten"] = r.name
		rows = append(rows, m)
	}
	return rows
}

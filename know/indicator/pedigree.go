package indicator

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"math/big"
	"strings"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/text"
	"thanhdong/know/dataset"
)

// Step is a part of a formula with what it came to, in plain units.
type Step struct {
	Op      string
	Form    string
	Cell    string
	Code    string // of another indicator
	N       int
	Period  dataset.Period
	Value   *big.Rat // nil where there is none
	Args    []*Step
	Sources []source
}

// source is a row and what of it counts for the area.
type source struct {
	row   *row
	piece piece
}

// Source is a value that was handed in, as the actor may see it.
type Source struct {
	Set    dataset.Set
	Cell   dataset.Cell
	Value  string // as machines write it
	Counts string // what of it counts here: less than the value where it was shared out
	Shared bool
}

// Pedigree is where a figure comes from.
type Pedigree struct {
	Value   Value
	Formula string
	Root    *Step
	Sources []Source
	Hidden  int    // rows of units that are not the actor's to see
	Print   string // the short code for print: indicator, area, period, and a digest of all that it rests on
}

// Pedigree leads from a figure to its rows.
func (fs *Figures) Pedigree(ctx context.Context, code, key string) (g Pedigree, err error) {
	areaCode, p, on, err := ParseKey(key)
	if err != nil {
		return g, err
	}
	err = fs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		areas, err := areasOf(ctx, tx, Question{Area: areaCode, From: p, To: p, Boundaries: on})
		if err != nil {
			return err
		}
		e, err := prepare(ctx, tx, []string{code}, p.Add(-2*before), p, on, nil)
		if err != nil {
			return err
		}
		if e.world.defs[code].Period != p.Kind {
			return notFound(code)
		}
		if g.Value, err = e.figure(ctx, code, areas[0], p); err != nil {
			return err
		}
		r, err := e.at(ctx, code, areaCode, p)
		if err != nil {
			return err
		}
		g.Formula, g.Root = e.world.defs[code].Formula, r.step
		return e.sources(ctx, &g)
	})
	return g, err
}

func (e *evaluator) sources(ctx context.Context, g *Pedigree) error {
	sum := sha256.New()
	fmt.Fprintln(sum, g.Formula, g.Value.Key, g.Value.Steps)
	seen, by := map[*set]dataset.Set{}, actor.From(ctx)
	g.Sources, g.Hidden = []Source{}, 0
	var walk func(*Step) error
	walk = func(s *Step) error {
		f := e.world.forms[s.Form]
		for _, x := range s.Sources {
			el, _ := f.Element(strings.SplitN(s.Cell, ".", 2)[0])
			fmt.Fprintln(sum, x.row.set.id, el.Code, x.row.option, x.row.num, x.piece.n)
			of, ok := seen[x.row.set]
			if !ok {
				var err error
				if of, err = dataset.SetIn(ctx, e.tx, x.row.set.id); err != nil {
					return err
				}
				seen[x.row.set] = of
			}
			if !of.Readable(by) {
				g.Hidden++
				continue
			}
			of.FormName = f.Name
			g.Sources = append(g.Sources, Source{Set: of, Cell: dataset.Cell{Element: el.Code, Option: x.row.option}, Value: dataset.Decimal(x.row.num, el.Decimals), Counts: dataset.Decimal(x.piece.n, el.Decimals), Shared: x.piece.shared})
		}
		for _, a := range s.Args {
			if err := walk(a); err != nil {
				return err
			}
		}
		return nil
	}
	if err := walk(g.Root); err != nil {
		return err
	}
	digest := strings.ToLower(base32.StdEncoding.EncodeToString(sum.Sum(nil))[:6])
	g.Print = g.Value.Code + "·" + g.Value.Key + "·" + digest
	return nil
}

// In says a step to people: what it is, not its number.
func (s *Step) In(lang text.Lang, name func(form, cell, code string) string) string {
	args := map[string]any{"n": fmt.Sprint(s.N), "period": s.Period.In(lang), "of": name(s.Form, s.Cell, s.Code)}
	switch s.Op {
	case "+", "-", "*", "/":
		return map[string]string{"+": "+", "-": "−", "*": "×", "/": "÷"}[s.Op]
	case "num":
		v, _ := s.Value.Float64()
		return text.Number(lang, v)
	case "-x":
		return text.T(lang, "indicator.step_minus", args)
	}
	return text.T(lang, "indicator.step_"+s.Op, args)
}

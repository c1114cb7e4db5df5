package indicator

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"thanhdong/ground/area"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/know/dataset"
)

// Column is what a room above shows: an indicator by its code, or what a form asks, an element whole or one of its options.
type Column struct {
	Indicator string
	Form      string
	Cell      dataset.Cell
}

// Code names a column: SXH-100K, BTN-T:sxh.mac.
func (c Column) Code() string {
	if c.Indicator != "" {
		return c.Indicator
	}
	return c.Form + ":" + c.Cell.String()
}

// Leaf is a value of a form as a figure of a period asks for it: what figures rest on in the end.
type Leaf struct {
	Form   string
	Cell   string // element, or element.option
	Period dataset.Period
}

// Asked is a leaf of whatever period, with what its form says of it.
type Asked struct {
	Form        string
	Cell        dataset.Cell
	Unit        string // of measure
	Decimals    int
	Aggregation dataset.Aggregation
}

// Described is a column with what it rests on.
type Described struct {
	Definition
	Rests  []Asked
	Forms  []string // that it reads in any way
	Direct bool     // it is what was asked, as it was asked: a count stays a count
}

// Describe says what columns are; [fault.NotFound] for one that is not there or is no number.
func Describe(ctx context.Context, tx *db.Tx, columns []Column) ([]Described, error) {
	w, err := worldOf(ctx, tx)
	if err != nil {
		return nil, err
	}
	list, _, err := w.describe(columns)
	return list, err
}

// DescribeAmong is the same among forms and indicators that are not stored yet.
func DescribeAmong(forms []dataset.Form, defs []Definition, columns []Column) ([]Described, error) {
	w := world{forms: map[string]dataset.Form{}, defs: map[string]Definition{}}
	for _, f := range forms {
		w.forms[f.Code] = f
	}
	for _, d := range defs {
		w.defs[d.Code] = d
	}
	list, _, err := w.describe(columns)
	return list, err
}

// describe gives the columns, and a world that also knows each of their leaves as a figure of its own.
func (w world) describe(columns []Column) (list []Described, all world, err error) {
	all = world{forms: w.forms, defs: maps.Clone(w.defs)}
	for _, c := range columns {
		d, ok := w.defs[c.Indicator]
		if c.Indicator == "" {
			d, ok = w.asked(c)
		}
		if !ok {
			return nil, all, notFound(c.Code())
		}
		all.defs[d.Code] = d
		root, err := all.compile(d)
		if err != nil {
			return nil, all, fault.Fields("indicator.invalid", fault.At("formula", "indicator.bad_formula", "cause", err.Error()))
		}
		out, seen := Described{Definition: d}, map[string]bool{}
		root.walk(func(n *node) {
			leaf := Column{Form: n.form, Cell: n.cell}
			if n.form != "" && !slices.Contains(out.Forms, n.form) {
				out.Forms = append(out.Forms, n.form)
			}
			if n.op != "value" || seen[leaf.Code()] {
				return
			}
			seen[leaf.Code()] = true
			el, _ := w.forms[n.form].Element(n.cell.Element)
			out.Rests = append(out.Rests, Asked{n.form, n.cell, el.Unit, el.Decimals, el.Aggregation})
			all.defs[leaf.Code()], _ = w.asked(leaf)
		})
		out.Direct = root.op == "value" && len(out.Rests) == 1 && out.Rests[0].Unit == d.Unit
		list = append(list, out)
	}
	return list, all, nil
}

// asked is what a form asks as a figure of its own.
func (w world) asked(c Column) (d Definition, ok bool) {
	f := w.forms[c.Form]
	el, ok := f.Element(c.Cell.Element)
	if !ok || el.Type != dataset.Number || c.Cell.Option != "" && !f.Has(c.Cell) {
		return d, false
	}
	name := el.Name
	if o := c.Cell.Option; o != "" {
		name = text.L{VI: name.VI + ", " + f.OptionName(el, o, text.VI), EN: name.EN + ", " + f.OptionName(el, o, text.EN)}
	}
	return Definition{Code: c.Code(), Name: name, Owner: f.Owner, Unit: el.Unit, Decimals: el.Decimals, Period: f.Period, Formula: fmt.Sprintf("value(%q, %q)", c.Form, c.Cell), Direction: None,
		Method: f.Name, Basis: f.Basis, Mark: f.Mark}, true
}

// Computing gives figures of columns within one transaction, for a room above that answers for whom it shows them to: no right is asked here.
type Computing struct {
	e       *evaluator
	columns []Described
}

// Compute prepares columns, all of one kind of period, for periods of a span.
func Compute(ctx context.Context, tx *db.Tx, columns []Column, from, to dataset.Period) (*Computing, error) {
	w, err := worldOf(ctx, tx)
	if err != nil {
		return nil, err
	}
	list, w, err := w.describe(columns)
	if err != nil {
		return nil, err
	}
	var codes []string
	once := map[string]bool{}
	add := func(code string) {
		if !once[code] {
			once[code], codes = true, append(codes, code)
		}
	}
	back := 0
	for _, d := range list {
		add(d.Code)
		root, err := w.compile(d.Definition)
		if err != nil {
			return nil, err
		}
		back = max(back, root.back(from.Kind))
		for _, a := range d.Rests {
			add(Column{Form: a.Form, Cell: a.Cell}.Code())
		}
	}
	// Leaves are asked for as far back as formulas reach.
	e, err := w.prepare(ctx, tx, codes, from.Add(-back), to, "", nil)
	if err != nil {
		return nil, err
	}
	return &Computing{e, list}, nil
}

// Columns are those that were asked for, in their order.
func (c *Computing) Columns() []Described { return c.columns }

// Figure is the value of a column, and what was handed in that it rests on, periods of its past among it.
func (c *Computing) Figure(ctx context.Context, code string, a area.Area, p dataset.Period) (Value, []Leaf, error) {
	v, r, err := c.e.plain(ctx, code, a, p)
	if err != nil {
		return v, nil, err
	}
	seen := map[Leaf]bool{}
	var leaves []Leaf
	var walk func(*Step)
	walk = func(s *Step) {
		if l := (Leaf{s.Form, s.Cell, s.Period}); s.Op == "value" && !seen[l] {
			seen[l], leaves = true, append(leaves, l)
		}
		for _, x := range s.Args {
			walk(x)
		}
	}
	walk(r.step)
	return v, leaves, nil
}

// Leaf is what was handed in for an area, in steps of the element.
func (c *Computing) Leaf(ctx context.Context, l Leaf, a area.Area) (Value, error) {
	element, option, _ := strings.Cut(l.Cell, ".")
	v, _, err := c.e.plain(ctx, Column{Form: l.Form, Cell: dataset.Cell{Element: element, Option: option}}.Code(), a, l.Period)
	return v, err
}

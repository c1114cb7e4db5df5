package pack

import (
	"context"
	"slices"

	"thanhdong/ground/db"
	"thanhdong/ground/text"
	"thanhdong/know/dataset"
)

// Form is a row of the part datasets: what units hand in for each period.
type Form struct {
	Code       string         `yaml:"code"`
	Name       text.L         `yaml:"name"`
	Owner      string         `yaml:"owner"`
	Period     string         `yaml:"period"`
	Units      []string       `yaml:"units"`
	From       text.Day       `yaml:"from"`
	To         text.Day       `yaml:"to"`
	Due        FormDue        `yaml:"due"`
	Levels     []FormLevel    `yaml:"levels"`
	Categories []FormCategory `yaml:"categories"`
	Elements   []FormElement  `yaml:"elements"`
	Rules      []FormRule     `yaml:"rules"`
	Legal      []Cite         `yaml:"legal"`
	Basis      string         `yaml:"basis"`
	Mark       string         `yaml:"mark"`
}

// FormDue is a number of working days after the period, the hour, and the working hours before it at which the unit is reminded.
type FormDue struct {
	Days   int    `yaml:"days"`
	Hour   string `yaml:"hour"`
	Remind *int   `yaml:"remind"`
}

// FormLevel approves; without a unit it is the one above.
type FormLevel struct {
	Name text.L `yaml:"name"`
	Unit string `yaml:"unit"`
}

// FormCategory splits elements into cells.
type FormCategory struct {
	Code    string       `yaml:"code"`
	Name    text.L       `yaml:"name"`
	Options []FormOption `yaml:"options"`
}

// FormOption is one of a category.
type FormOption struct {
	Code string `yaml:"code"`
	Name text.L `yaml:"name"`
}

// FormElement is one thing that is asked.
type FormElement struct {
	Code        string    `yaml:"code"`
	Name        text.L    `yaml:"name"`
	Section     text.L    `yaml:"section"`
	Type        string    `yaml:"type"` // number (the usual) or text
	Unit        string    `yaml:"unit"`
	Decimals    int       `yaml:"decimals"`
	Min         *float64  `yaml:"min"`
	Max         *float64  `yaml:"max"`
	Aggregation string    `yaml:"aggregation"` // sum is the usual
	Categories  []string  `yaml:"categories"`
	Compulsory  bool      `yaml:"compulsory"`
	From        *FormFrom `yaml:"from"`
}

// FormFrom says where a value is held already.
type FormFrom struct {
	Form      string `yaml:"form"`
	Element   string `yaml:"element"`
	Station   string `yaml:"station"`
	Parameter string `yaml:"parameter"`
}

// FormRule must hold over the values of a set.
type FormRule struct {
	Code string `yaml:"code"`
	When string `yaml:"when"`
	Name text.L `yaml:"name"`
	Hard bool   `yaml:"hard"`
	Zero bool   `yaml:"zero"`
}

func takeForms(p *Pack, d *doc) error {
	var file struct {
		Mark  string `yaml:"mark"`
		Basis string `yaml:"basis"`
		Forms []Form `yaml:"forms"`
	}
	err := d.decode(&file)
	for i, f := range file.Forms {
		f.Mark, f.Basis = or(f.Mark, file.Mark), or(f.Basis, file.Basis)
		p.note("datasets", f.Code, d, "forms", i)
		p.Forms = append(p.Forms, f)
	}
	return err
}

func (f Form) stored() dataset.Form {
	out := dataset.Form{Code: f.Code, Name: f.Name, Owner: f.Owner, Period: dataset.PeriodKind(f.Period), Units: f.Units, From: f.From, To: f.To, Due: dataset.Deadline(f.Due), Basis: f.Basis, Mark: f.Mark}
	for _, l := range f.Levels {
		out.Levels = append(out.Levels, dataset.Level(l))
	}
	for _, c := range f.Categories {
		to := dataset.Category{Code: c.Code, Name: c.Name}
		for _, o := range c.Options {
			to.Options = append(to.Options, dataset.Option(o))
		}
		out.Categories = append(out.Categories, to)
	}
	for _, e := range f.Elements {
		to := dataset.Element{Code: e.Code, Name: e.Name, Section: e.Section, Type: dataset.Datatype(or(e.Type, string(dataset.Number))), Unit: e.Unit, Decimals: e.Decimals, Min: e.Min, Max: e.Max,
			Categories: e.Categories, Compulsory: e.Compulsory}
		if to.Type == dataset.Number {
			to.Aggregation = dataset.Aggregation(or(e.Aggregation, string(dataset.Sum)))
		}
		if e.From != nil {
			to.From = &dataset.Origin{Form: e.From.Form, Element: e.From.Element, Station: e.From.Station, Param: e.From.Parameter}
		}
		out.Elements = append(out.Elements, to)
	}
	for _, r := range f.Rules {
		out.Rules = append(out.Rules, dataset.Rule(r))
	}
	return out
}

func (f Form) put(ctx context.Context, tx *db.Tx) error { return dataset.Put(ctx, tx, f.stored()) }

// forms holds each form against the units that the pack, or one that it needs, brings.
func (c *checker) forms() {
	for _, f := range c.p.Forms {
		row := "datasets " + f.Code
		c.unit(row, f.Owner)
		for _, u := range f.Units {
			c.unit(row, u)
		}
		for _, l := range f.Levels {
			if l.Unit != "" {
				c.unit(row, l.Unit)
			}
		}
		c.cite(row, f.Legal...)
		c.days(row, f.From, f.To)
		c.because(row, f.stored().Validate())
		for _, e := range f.Elements {
			if e.From != nil && e.From.Form != "" && !slices.ContainsFunc(c.p.Forms, func(o Form) bool {
				return o.Code == e.From.Form && slices.ContainsFunc(o.Elements, func(x FormElement) bool { return x.Code == e.From.Element })
			}) {
				c.fail(row, "dataset.no_origin", "form", e.From.Form, "element", e.From.Element)
			}
		}
	}
}

// figures holds what a sample invents against the forms of the pack and of those that it needs.
func (c *checker) figures(s *SimFigures) {
	if s == nil {
		return
	}
	const row = "simulation simulation"
	forms := map[string]dataset.Form{}
	for _, p := range append(c.p.Needed(), c.p) {
		for _, f := range p.Forms {
			forms[f.Code] = f.stored()
		}
	}
	for u := range s.Weights {
		c.unit(row, u)
	}
	c.published(row, s.Public)
	for _, sf := range s.Forms {
		f, ok := forms[sf.Form]
		if !ok {
			c.fail(row, "dataset.no_form", "form", sf.Form)
			continue
		}
		known := map[string]bool{}
		for _, cell := range f.Cells() {
			known[cell.String()] = true
		}
		for _, cell := range sf.Cells {
			for _, name := range []string{cell.Cell, cell.Total} {
				if name != "" && !known[name] {
					c.fail(row, "dataset.no_element", "element", name)
				}
			}
		}
	}
}

// Stored is a form of the pack, or of one that it needs, as the room keeps it.
func (p *Pack) Stored(code string) (dataset.Form, bool) {
	for _, q := range append(p.Needed(), p) {
		for _, f := range q.Forms {
			if f.Code == code {
				return f.stored(), true
			}
		}
	}
	return dataset.Form{}, false
}

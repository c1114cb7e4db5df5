package pack

import (
	"context"
	"slices"
	"strings"

	"thanhdong/ground/db"
	"thanhdong/ground/text"
	"thanhdong/know/dataset"
	"thanhdong/know/indicator"
)

// IndicatorSetting is a row of the part indicators: a figure, or another's list of figures.
type IndicatorSetting struct {
	Code   string
	Figure *IndicatorFigure
	Frame  *IndicatorFrame
}

// IndicatorFigure is computed from forms.
type IndicatorFigure struct {
	Code      string            `yaml:"code"`
	Name      text.L            `yaml:"name"`
	Group     text.L            `yaml:"group"`
	Owner     string            `yaml:"owner"`
	Unit      string            `yaml:"unit"`
	Decimals  int               `yaml:"decimals"`
	Period    string            `yaml:"period"`
	Formula   string            `yaml:"formula"`
	Direction string            `yaml:"direction"` // none is the usual
	Targets   []IndicatorTarget `yaml:"targets"`
	Method    text.L            `yaml:"method"`
	Legal     []Cite            `yaml:"legal"`
	Basis     string            `yaml:"basis"`
	Mark      string            `yaml:"mark"`
}

// IndicatorTarget is what a figure should be.
type IndicatorTarget struct {
	Area  string   `yaml:"area"`
	From  text.Day `yaml:"from"`
	To    text.Day `yaml:"to"`
	Value float64  `yaml:"value"`
	Near  float64  `yaml:"near"`
	Hold  float64  `yaml:"hold"`
	Basis string   `yaml:"basis"`
}

// IndicatorFrame is another's list.
type IndicatorFrame struct {
	Code  string               `yaml:"code"`
	Name  text.L               `yaml:"name"`
	Items []IndicatorFrameItem `yaml:"items"`
	Basis string               `yaml:"basis"`
	Mark  string               `yaml:"mark"`
}

// IndicatorFrameItem is one of it; without an indicator it is missing here.
type IndicatorFrameItem struct {
	Code      string `yaml:"code"`
	Name      text.L `yaml:"name"`
	Indicator string `yaml:"indicator"`
}

func takeIndicators(p *Pack, d *doc) error {
	var file struct {
		Mark    string            `yaml:"mark"`
		Basis   string            `yaml:"basis"`
		Figures []IndicatorFigure `yaml:"indicators"`
		Frames  []IndicatorFrame  `yaml:"frames"`
	}
	err := d.decode(&file)
	add := func(s IndicatorSetting, list string, i int) {
		p.note("indicators", s.Code, d, list, i)
		p.Indicators = append(p.Indicators, s)
	}
	for i, f := range file.Figures {
		f.Mark, f.Basis = or(f.Mark, file.Mark), or(f.Basis, file.Basis)
		add(IndicatorSetting{Code: "figure/" + f.Code, Figure: &f}, "indicators", i)
	}
	for i, f := range file.Frames {
		f.Mark, f.Basis = or(f.Mark, file.Mark), or(f.Basis, file.Basis)
		add(IndicatorSetting{Code: "frame/" + f.Code, Frame: &f}, "frames", i)
	}
	return err
}

func (f IndicatorFigure) stored() indicator.Definition {
	d := indicator.Definition{Code: f.Code, Name: f.Name, Group: f.Group, Owner: f.Owner, Unit: f.Unit, Decimals: f.Decimals, Period: dataset.PeriodKind(f.Period), Formula: f.Formula,
		Direction: indicator.Direction(or(f.Direction, string(indicator.None))), Method: f.Method, Basis: f.Basis, Mark: f.Mark}
	for _, t := range f.Targets {
		d.Targets = append(d.Targets, indicator.Target(t))
	}
	return d
}

func (f IndicatorFrame) stored() indicator.Frame {
	out := indicator.Frame{Code: f.Code, Name: f.Name, Basis: f.Basis, Mark: f.Mark}
	for _, x := range f.Items {
		out.Items = append(out.Items, indicator.FrameItem(x))
	}
	return out
}

func (s IndicatorSetting) put(ctx context.Context, tx *db.Tx) error {
	if s.Frame != nil {
		return indicator.PutFrame(ctx, tx, s.Frame.stored())
	}
	return indicator.Put(ctx, tx, s.Figure.stored())
}

func endIndicator(ctx context.Context, tx *db.Tx, code string) error {
	kind, code, _ := strings.Cut(code, "/")
	if kind == "frame" {
		return indicator.EndFrame(ctx, tx, code)
	}
	return indicator.End(ctx, tx, code)
}

// indicators holds each figure against the forms, and each frame against the figures, that the pack or one that it needs brings.
func (c *checker) indicators() {
	var forms []dataset.Form
	var figures []indicator.Definition
	for _, q := range append(c.p.Needed(), c.p) {
		for _, f := range q.Forms {
			forms = append(forms, f.stored())
		}
		for _, s := range q.Indicators {
			if s.Figure != nil {
				figures = append(figures, s.Figure.stored())
			}
		}
	}
	for _, s := range c.p.Indicators {
		row := "indicators " + s.Code
		if s.Frame != nil {
			c.because(row, s.Frame.stored().Validate())
			for _, x := range s.Frame.Items {
				if x.Indicator != "" && !slices.ContainsFunc(figures, func(d indicator.Definition) bool { return d.Code == x.Indicator }) {
					c.fail(row, "indicator.not_found", "code", x.Indicator)
				}
			}
			continue
		}
		c.unit(row, s.Figure.Owner)
		c.cite(row, s.Figure.Legal...)
		for _, t := range s.Figure.Targets {
			if t.Area != "" {
				c.area(row, t.Area)
			}
		}
		c.because(row, s.Figure.stored().Check(forms, figures))
	}
}

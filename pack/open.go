package pack

import (
	"context"
	"slices"

	"thanhdong/ground/db"
	"thanhdong/ground/text"
	"thanhdong/know/dataset"
	"thanhdong/know/indicator"
	"thanhdong/know/publish"
)

// OpenSet is a row of the part open: a data set that is proposed to everybody.
type OpenSet struct {
	Code     string       `yaml:"code"`
	Title    text.L       `yaml:"title"`
	About    text.L       `yaml:"about"`
	Easy     text.L       `yaml:"easy"`
	Theme    string       `yaml:"theme"`
	Keywords []text.L     `yaml:"keywords"`
	Licence  string       `yaml:"licence"`
	Rhythm   string       `yaml:"rhythm"`
	Unit     string       `yaml:"unit"`
	Contact  OpenContact  `yaml:"contact"`
	Area     string       `yaml:"area"`
	Levels   int          `yaml:"levels"`
	From     text.Day     `yaml:"from"`
	Columns  []OpenColumn `yaml:"columns"`
	Small    *OpenSmall   `yaml:"small"`
	Legal    []Cite       `yaml:"legal"`
	Basis    string       `yaml:"basis"`
	Mark     string       `yaml:"mark"`
}

// OpenContact answers readers.
type OpenContact struct {
	Name  text.L `yaml:"name"`
	Email string `yaml:"email"`
	Phone string `yaml:"phone"`
}

// OpenColumn is an indicator, or what a form asks.
type OpenColumn struct {
	Indicator string `yaml:"indicator"`
	Form      string `yaml:"form"`
	Element   string `yaml:"element"`
	Option    string `yaml:"option"`
}

// OpenSmall is the rule of small counts.
type OpenSmall struct {
	Below int64    `yaml:"below"`
	Units []string `yaml:"units"`
	Basis string   `yaml:"basis"`
	Mark  string   `yaml:"mark"`
}

func takeOpen(p *Pack, d *doc) error {
	var file struct {
		Mark    string     `yaml:"mark"`
		Basis   string     `yaml:"basis"`
		Licence string     `yaml:"licence"`
		Small   *OpenSmall `yaml:"small"`
		Sets    []OpenSet  `yaml:"sets"`
	}
	err := d.decode(&file)
	for i, s := range file.Sets {
		s.Mark, s.Basis, s.Licence = or(s.Mark, file.Mark), or(s.Basis, file.Basis), or(s.Licence, file.Licence)
		if s.Small == nil {
			s.Small = file.Small
		}
		p.note("open", s.Code, d, "sets", i)
		p.Open = append(p.Open, s)
	}
	return err
}

func (s OpenSet) stored() publish.Definition {
	d := publish.Definition{Code: s.Code, Title: s.Title, About: s.About, Easy: s.Easy, Theme: s.Theme, Keywords: s.Keywords, Licence: s.Licence, Rhythm: s.Rhythm, Unit: s.Unit, Contact: publish.Contact(s.Contact),
		Area: s.Area, Levels: s.Levels, From: s.From, Basis: s.Basis, Mark: s.Mark}
	for _, c := range s.Columns {
		d.Columns = append(d.Columns, publish.Column(c))
	}
	if s.Small != nil {
		d.Small = publish.Small(*s.Small)
	}
	return d
}

func (s OpenSet) put(ctx context.Context, tx *db.Tx) error { return publish.Put(ctx, tx, s.stored()) }

// published holds what a sample has approved against its accounts and the data sets that are proposed.
func (c *checker) published(row string, s *SimPublic) {
	if s == nil {
		return
	}
	if !slices.ContainsFunc(c.p.Accounts, func(a Account) bool { return a.Login == s.By }) {
		c.fail(row, "pack.no_account", "account", s.By)
	}
	for _, code := range s.Sets {
		if !slices.ContainsFunc(append(c.p.Needed(), c.p), func(q *Pack) bool { return slices.ContainsFunc(q.Open, func(o OpenSet) bool { return o.Code == code }) }) {
			c.fail(row, "publish.not_found", "code", code)
		}
	}
}

// open holds each data set against the figures and forms that the pack, or one that it needs, brings, and against the others.
func (c *checker) open() {
	var forms []dataset.Form
	var figures []indicator.Definition
	var sets []publish.Definition
	for _, q := range append(c.p.Needed(), c.p) {
		for _, f := range q.Forms {
			forms = append(forms, f.stored())
		}
		for _, s := range q.Indicators {
			if s.Figure != nil {
				figures = append(figures, s.Figure.stored())
			}
		}
		for _, s := range q.Open {
			sets = append(sets, s.stored())
		}
	}
	for _, s := range c.p.Open {
		row := "open " + s.Code
		c.unit(row, s.Unit)
		c.area(row, s.Area)
		c.cite(row, s.Legal...)
		c.because(row, s.stored().Check(forms, figures, sets))
	}
}

package pack

import (
	"context"

	"thanhdong/ground/db"
	"thanhdong/know/briefing"
	"thanhdong/know/briefing/paper"
	"thanhdong/know/periodic"
)

// Brief is a row of the part briefing: which unit has a morning page, when, and what stands on its paper besides the content.
type Brief struct {
	Unit    string   `yaml:"unit"`
	Hour    string   `yaml:"hour"`
	Above   string   `yaml:"above"`
	Issuer  string   `yaml:"issuer"`
	Symbol  string   `yaml:"symbol"`
	Place   string   `yaml:"place"`
	Title   string   `yaml:"title"`
	Signer  string   `yaml:"signer"`
	Copies  []string `yaml:"copies"`
	Remarks string   `yaml:"remarks"`
	Legal   []Cite   `yaml:"legal"`
	Mark    string   `yaml:"mark"`

	Periodic []Periodic `yaml:"periodic"`
}

// Periodic is a weekly or monthly report of the unit; what it does not say stands as on the paper of the brief.
type Periodic struct {
	Rhythm string `yaml:"rhythm"`
	After  int    `yaml:"after"`
	Hour   string `yaml:"hour"`
	Symbol string `yaml:"symbol"`
	Title  string `yaml:"title"`
	Signer string `yaml:"signer"`
}

func takeBriefing(p *Pack, d *doc) error {
	var file struct {
		Mark   string  `yaml:"mark"`
		Briefs []Brief `yaml:"briefs"`
	}
	err := d.decode(&file)
	for i, b := range file.Briefs {
		b.Mark = or(b.Mark, file.Mark)
		p.note("briefing", b.Unit, d, "briefs", i)
		p.Briefs = append(p.Briefs, b)
	}
	return err
}

func (b Brief) stored() briefing.Setting {
	return briefing.Setting{Unit: b.Unit, Hour: b.Hour, Head: b.head(b.Symbol, b.Title, b.Signer), Mark: b.Mark}
}

// head is what stands on a paper of the unit.
func (b Brief) head(symbol, title, signer string) paper.Head {
	return paper.Head{Above: b.Above, Issuer: b.Issuer, Symbol: symbol, Place: b.Place, Title: title, Signer: signer, Copies: b.Copies, Remarks: b.Remarks}
}

// reports are the periodic reports of the unit.
func (b Brief) reports() (list []periodic.Setting) {
	for _, p := range b.Periodic {
		list = append(list, periodic.Setting{Unit: b.Unit, Rhythm: periodic.Rhythm(p.Rhythm), After: p.After, Hour: p.Hour, Head: b.head(p.Symbol, p.Title, or(p.Signer, b.Signer)), Mark: b.Mark})
	}
	return list
}

func (b Brief) put(ctx context.Context, tx *db.Tx) error {
	err := briefing.Put(ctx, tx, b.stored())
	var stay []periodic.Rhythm
	for _, s := range b.reports() {
		stay = append(stay, s.Rhythm)
		if err == nil {
			err = periodic.Put(ctx, tx, s)
		}
	}
	if err != nil {
		return err
	}
	return periodic.End(ctx, tx, b.Unit, stay...)
}

func endBrief(ctx context.Context, tx *db.Tx, code string) error {
	if err := briefing.End(ctx, tx, code); err != nil {
		return err
	}
	return periodic.End(ctx, tx, code)
}

// briefing holds each row against the units that the pack, or one that it needs, brings.
func (c *checker) briefing() {
	for _, b := range c.p.Briefs {
		row := "briefing " + b.Unit
		c.unit(row, b.Unit)
		c.cite(row, b.Legal...)
		c.because(row, b.stored().Validate())
		for _, s := range b.reports() {
			c.because(row+" "+string(s.Rhythm), s.Validate())
		}
	}
}

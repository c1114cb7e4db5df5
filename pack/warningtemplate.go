package pack

import (
	"thanhdong/act/warning"
	"thanhdong/ground/text"
)

// WarningTemplate is a file of the part warnings: what a public warning of one hazard
// begins with. {area}, {level} and {until} are filled in when it is used.
type WarningTemplate struct {
	Code          string         `yaml:"code"`
	Name          text.L         `yaml:"name"`
	Playbooks     []string       `yaml:"playbooks"`
	Categories    []string       `yaml:"categories"`
	ResponseTypes []string       `yaml:"response_types"`
	Urgency       string         `yaml:"urgency"`
	Certainty     string         `yaml:"certainty"`
	Event         text.L         `yaml:"event"`
	Headline      text.L         `yaml:"headline"`
	Description   text.L         `yaml:"description"`
	Instruction   text.L         `yaml:"instruction"`
	Easy          text.L         `yaml:"easy"`
	Levels        []WarningLevel `yaml:"levels"`
	Lasts         Duration       `yaml:"lasts"`
	Mark          string         `yaml:"mark"`
}

// WarningLevel is how bad a hazard is, in its own words and in those of CAP.
type WarningLevel struct {
	Code     string `yaml:"code"`
	Name     text.L `yaml:"name"`
	Severity string `yaml:"severity"`
	From     int    `yaml:"from"`
}

func takeWarnings(p *Pack, d *doc) error {
	var w WarningTemplate
	err := d.decode(&w)
	p.place["warnings "+w.Code] = at{d.file, 0}
	p.Warnings = append(p.Warnings, w)
	return err
}

func (w WarningTemplate) stored() warning.Template {
	out := warning.Template{
		Code: w.Code, Name: w.Name, Playbooks: w.Playbooks, Categories: w.Categories, ResponseTypes: w.ResponseTypes, Urgency: w.Urgency, Certainty: w.Certainty,
		Event: w.Event, Headline: w.Headline, Description: w.Description, Instruction: w.Instruction, Easy: w.Easy, Lasts: w.Lasts.Std(), Mark: w.Mark,
	}
	for _, l := range w.Levels {
		out.Levels = append(out.Levels, warning.Level(l))
	}
	return out
}

package pack

import (
	"thanhdong/act/work"
	"thanhdong/ground/text"
)

// Reason is a row of the part reasons: why a clock may stand still (use pause) or be given more time
// (use extension), and how long at most, in the time that the work counts.
type Reason struct {
	Code    string   `yaml:"code"`
	Use     work.Use `yaml:"use"`
	Name    text.L   `yaml:"name"`
	Longest Duration `yaml:"longest"`
	Basis   string   `yaml:"basis"`
	Mark    string   `yaml:"mark"`
}

func takeReasons(p *Pack, d *doc) error {
	var file struct {
		Mark    string   `yaml:"mark"`
		Reasons []Reason `yaml:"reasons"`
	}
	err := d.decode(&file)
	for i, r := range file.Reasons {
		r.Mark = or(r.Mark, file.Mark)
		p.note("reasons", r.Code, d, "reasons", i)
		p.Reasons = append(p.Reasons, r)
	}
	return err
}

func (r Reason) stored() work.Reason {
	return work.Reason{Code: r.Code, Use: r.Use, Name: r.Name, Longest: r.Longest.Std(), Basis: r.Basis, Mark: r.Mark}
}

package pack

import (
	"thanhdong/act/incident"
	"thanhdong/ground/text"
)

// IncidentType is a row of the part incident_types: a kind of case, the playbook that it is usually run
// by, how near in place and time a signal is proposed for one, and how often a situation report is asked for.
type IncidentType struct {
	Code     string   `yaml:"code"`
	Name     text.L   `yaml:"name"`
	Playbook string   `yaml:"playbook"`
	Near     int      `yaml:"near"`
	Window   Duration `yaml:"window"`
	Sitrep   Duration `yaml:"sitrep"`
	Mark     string   `yaml:"mark"`
}

func takeIncidentTypes(p *Pack, d *doc) error {
	var file struct {
		Mark  string         `yaml:"mark"`
		Types []IncidentType `yaml:"incident_types"`
	}
	err := d.decode(&file)
	for i, t := range file.Types {
		t.Mark = or(t.Mark, file.Mark)
		p.note("incident_types", t.Code, d, "incident_types", i)
		p.IncidentTypes = append(p.IncidentTypes, t)
	}
	return err
}

func (t IncidentType) stored() incident.Type {
	return incident.Type{Code: t.Code, Name: t.Name, Playbook: t.Playbook, Near: t.Near, Window: t.Window.Std(), Sitrep: t.Sitrep.Std(), Mark: t.Mark}
}

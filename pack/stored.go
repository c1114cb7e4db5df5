package pack

import (
	"thanhdong/act/playbook"
	"thanhdong/ground/actor"
	"thanhdong/ground/area"
	"thanhdong/ground/law"
	"thanhdong/ground/unit"
	"thanhdong/sense/entity"
	"thanhdong/sense/feed"
	"thanhdong/sense/rule"
)

// The functions below say a pack's row in the words of the room that keeps it.

func (a Act) stored() law.Act {
	out := law.Act{Code: a.Code, Title: a.Title, Number: a.Number, From: a.From, To: a.To, Source: a.Source, Mark: a.Mark}
	for _, c := range a.Clauses {
		out.Clauses = append(out.Clauses, law.Clause{Clause: c.Clause, Text: c.Text, Mark: c.Mark})
	}
	return out
}

func (a Area) stored() area.Area {
	return area.Area{
		Code: a.Code, Kind: a.Kind, Parent: a.Parent, Name: a.Name, KM2: a.KM2, KM2Mark: a.KM2Mark,
		From: a.From, To: a.To, Act: a.Act, Mark: a.Mark, Source: a.Source,
	}
}

func (b Boundary) stored() area.Boundary {
	return area.Boundary{Code: b.Code, From: b.From, To: b.To, Schematic: b.Schematic, Source: b.Source, Geometry: b.Geometry}
}

func (u Unit) stored() unit.Unit {
	return unit.Unit{Code: u.Code, Name: u.Name, Kind: u.Kind, Parent: u.Parent, Area: u.Area, From: u.From, To: u.To, Mark: u.Mark}
}

func (b Playbook) stored() playbook.Playbook {
	out := playbook.Playbook{Code: b.Code, Title: b.Title, Unit: b.Owner, From: b.From, To: b.To, Mark: b.Mark}
	for _, s := range b.Steps {
		step := playbook.Step{No: s.No, Title: s.Title, Role: actor.Role(s.Role), Unit: s.Unit, Limit: s.Limit.Std(), Evidence: s.Evidence, Ask: s.Ask, Then: s.Then}
		for i, a := range s.Answers {
			step.Answers = append(step.Answers, playbook.Answer{Key: string(rune('A' + i)), Title: a.Title, To: a.To, End: a.End})
		}
		for _, l := range s.Legal {
			step.Legal = append(step.Legal, playbook.Legal{Act: l.Act, Clause: l.Clause})
		}
		out.Steps = append(out.Steps, step)
	}
	return out
}

func (f Feed) stored() feed.Contract {
	out := feed.Contract{
		Code: f.Code, Name: f.Name, Unit: f.Owner, Area: f.Area, Connector: f.Connector, Cadence: f.Cadence.Std(),
		DueHour: f.DueHour, FirstDate: f.FirstDate, Playbook: f.Playbook, Severity: f.Severity, OpensIncident: f.Opens, Mark: f.Mark,
	}
	for _, q := range f.Parameters {
		out.Parameters = append(out.Parameters, feed.Parameter{Name: q.Parameter, Unit: q.Unit, Min: &q.Min, Max: &q.Max})
	}
	return out
}

// judged is the rule as the room rule has it.
func (r Rule) judged() rule.Rule {
	out := rule.Rule{
		Code: r.Code, Name: r.Name, Kind: rule.Kind(r.Kind), When: r.When, Clear: r.Clear, Parameter: r.Parameter,
		Over: rule.Over(r.Over), Feed: r.Feed, Hold: r.Hold.Std(), Silence: r.Silence.Std(),
		Severity: r.Severity, Unit: r.Owner, Playbook: r.Playbook, OpensIncident: r.OpensIncident, Mark: r.Mark,
	}
	for _, l := range r.Legal {
		out.Legal = append(out.Legal, rule.Legal{Act: l.Act, Clause: l.Clause})
	}
	return out.Normal()
}

func (s Station) stored() entity.Entity {
	return entity.Entity{
		Type: entity.Station, Code: s.Code, Name: s.Name, Unit: s.Owner, Area: s.Area, Lon: s.Lon, Lat: s.Lat, Feeds: s.Feeds,
		Attrs: map[string]any{"station_type": s.Type, "parameters": s.Parameters}, Sample: s.Sample,
	}
}

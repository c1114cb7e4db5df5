package handover

import (
	"thanhdong/act/incident"
	"thanhdong/act/roster"
	"thanhdong/act/work"
	"thanhdong/ground/actor"
	"thanhdong/sense/alert"
)

// Who may do what with a sheet.
var (
	Read = actor.Declare("handover.read", actor.ByUnit|actor.ByArea, actor.Leader, actor.ShiftLeader, actor.Duty, actor.Officer,
		actor.Clerk, actor.Hotline, actor.Inspector)
	ToWrite = actor.Declare("handover.write", actor.ByUnit|actor.ByArea, actor.Leader, actor.ShiftLeader, actor.Duty, actor.Officer,
		actor.Clerk, actor.Hotline)
	ToStandIn = actor.Declare("handover.stand_in", actor.ByUnit|actor.ByArea, actor.Leader, actor.ShiftLeader)
)

// reads is the verb by which what a line is about may be read; notes are read with the sheet.
var reads = map[Section]actor.Verb{Incidents: incident.Read, Late: work.Read, Held: work.Read, Promises: work.Read, Silences: alert.Read, Gaps: roster.Read}

// veil takes the words from the lines that are about what the actor may not read.
func (s *Sheet) veil(by actor.Actor) {
	for i, l := range s.Lines {
		s.Lines[i] = l.veiled(by)
	}
	for i, c := range s.Changes {
		s.Changes[i].Line = c.Line.veiled(by)
	}
}

func (l Line) veiled(by actor.Actor) Line {
	v, known := reads[l.Section]
	if !known || by.May(v, actor.Scope{UnitPath: l.UnitPath, AreaPath: l.AreaPath}) {
		return l
	}
	return Line{Section: l.Section, Key: l.Key, Must: l.Must, Veiled: true}
}

package observation

import "thanhdong/ground/actor"

var (
	// Read lets everybody see what is measured in their area.
	Read = actor.Declare("observation.read", actor.ByArea, actor.Everyone...)
	// Amend corrects and marks values: those who look after data, and the officer of
	// the unit that owns the station.
	Amend = actor.Declare("observation.amend", actor.ByUnit|actor.ByArea, actor.Steward, actor.Officer)
	// Retain decides how long values are kept. A kind is the whole province's.
	Retain = actor.Declare("observation.retain", actor.Anywhere, actor.Steward)
)

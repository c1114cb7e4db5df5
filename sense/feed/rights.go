package feed

import "thanhdong/ground/actor"

var (
	// Read shows the contract of a source and how it fares.
	Read = actor.Declare("feed.read", actor.ByArea,
		actor.Leader, actor.ShiftLeader, actor.Duty, actor.Officer, actor.Steward, actor.Inspector, actor.Admin, actor.Integrator, actor.Programme)
	// ReadQuarantine shows what was not taken, in the sender's own words.
	ReadQuarantine = actor.Declare("quarantine.read", actor.ByUnit|actor.ByArea,
		actor.Steward, actor.Admin, actor.Integrator, actor.Inspector)
	// Edit saves contracts.
	Edit = actor.Declare("feed.edit", actor.ByUnit|actor.ByArea, actor.Steward)
	// Release plays what lies in quarantine again, and puts it aside.
	Release = actor.Declare("quarantine.release", actor.ByUnit|actor.ByArea, actor.Steward)
)

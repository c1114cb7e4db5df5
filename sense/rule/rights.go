package rule

import "thanhdong/ground/actor"

// Read is looking at rules: who is called by them may know why.
var Read = actor.Declare("rule.read", actor.Anywhere, actor.Everyone...)

var (
	// Edit is for the data steward, and for officers of the unit that owns what
	// the rule finds.
	Edit = actor.Declare("rule.edit", actor.ByUnit, actor.Steward, actor.Officer)
	// Try lets the same people check a draft and run it over history. What they
	// see of stations stays within their areas.
	Try = actor.Declare("rule.try", actor.Anywhere, actor.Steward, actor.Officer)
)

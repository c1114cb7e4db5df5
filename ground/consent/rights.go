package consent

import "thanhdong/ground/actor"

// Who may see what is kept how long and will be erased when, look at the pieces, and hold one back.
var (
	Read   = actor.Declare("consent.read", actor.Anywhere, actor.Leader, actor.Steward, actor.Inspector)
	ToLook = actor.Declare("consent.look", actor.ByUnit|actor.ByArea, actor.Leader, actor.Steward, actor.Inspector)
	ToHold = actor.Declare("consent.hold", actor.ByUnit|actor.ByArea, actor.Leader, actor.Steward)
)

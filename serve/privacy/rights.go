package privacy

import "thanhdong/ground/actor"

// Who may do what with requests and breaches. Reading is a look at personal data, so few may.
var (
	Read     = actor.Declare("privacy.read", actor.ByUnit|actor.ByArea, actor.Leader, actor.Steward, actor.Inspector)
	ToHandle = actor.Declare("privacy.handle", actor.ByUnit|actor.ByArea, actor.Leader, actor.Steward)
)

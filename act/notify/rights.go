package notify

import "thanhdong/ground/actor"

// Who may do what with notices.
var (
	Own         = actor.Declare("notify.own", actor.Anywhere, actor.Everyone...)
	ReadLog     = actor.Declare("notify.read_log", actor.ByUnit|actor.ByArea, actor.ShiftLeader, actor.Inspector, actor.Admin)
	ToRetry     = actor.Declare("notify.retry", actor.ByUnit|actor.ByArea, actor.ShiftLeader, actor.Admin)
	ToConfigure = actor.Declare("notify.configure", actor.Anywhere, actor.Admin)
)

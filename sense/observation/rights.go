package observation

import "thanhdong/ground/actor"

// Read lets everybody see what is measured in their area.
var Read = actor.Declare("observation.read", actor.ByArea, actor.Everyone...)

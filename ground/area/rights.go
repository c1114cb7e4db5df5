package area

import "thanhdong/ground/actor"

// Change is to merge, split, rename or end areas and to give them official boundaries. It is for
// administrators of the area: a wrong row here moves the rights of everybody below it.
var Change = actor.Declare("area.change", actor.ByArea, actor.Admin)

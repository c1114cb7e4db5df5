package unit

import "thanhdong/ground/actor"

// Change is to merge, split, rename or end units. It is for administrators of the unit and of its area.
var Change = actor.Declare("unit.change", actor.ByUnit|actor.ByArea, actor.Admin)

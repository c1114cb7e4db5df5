package official

import "thanhdong/ground/actor"

// Import is to take over an official file. It moves rights and duties of the whole province, so it
// belongs to no single area.
var Import = actor.Declare("import.apply", actor.Anywhere, actor.Admin)

package calendar

import "thanhdong/ground/actor"

// Who may do what with the calendar. There is one for the whole province, so a right to it knows no
// unit and no area.
var (
	Read   = actor.Declare("calendar.read", actor.Anywhere, actor.Everyone...)
	ToEdit = actor.Declare("calendar.edit", actor.Anywhere, actor.Steward, actor.Admin)
)

// Package directive is tasks given by leaders and by meetings, said in five plain ways: who does it, what is to
// be done, by when, with which result, and who answers for it in which way.
//
// A [Directive] is given to one unit and one person in it. It stands in the queue as an item of the kind
// directive that the person has from the beginning; its due time is the item's, and so is its proof: more time is
// asked for and granted there ([work.Work.AskTime]). The day that a leader named does not move with the calendar,
// so its clock is the one on the wall.
//
// Who does it reports how far it is, asks co-ordinating units for parts of it (directives of their own, whose
// parent it is) and hands in the result once there is proof and no part is open. Who gave it accepts it, or sends
// it back with words; or withdraws it. Nobody accepts what they did themselves. The moves are one table, in
// state.go. The item cannot be closed in another way than by accepting; reopening it in the queue takes the
// directive up again.
//
// When the item is handed on to another unit, or another person takes it, the directive follows.
//
// Rights: [ToGive] over the unit that does it; [ToReport] and [Read] by that unit and area; whoever reads on the
// side of who gave it, or of the parent for a part, reads it too ([Directives.List] by the same rule). A row
// that may not be read is not found.
//
// Events, body {"id"}: directive.Given, directive.Reported, directive.HandedIn, directive.SentBack,
// directive.Accepted, directive.Withdrawn, directive.Reopened, and directive.HandedOn when another unit or person
// has it. Others may read the table directive.
package directive

// Package work is the one queue of the product.
//
// An [Item] is anything with one owner unit and one clock: it stands for a
// subject of another room (an incident, later a report, a form, an approval).
// It is open or done. It is opened by the room that owns the subject; a person
// takes it, adds evidence and notes, and closes it with a reason.
//
// A kind of work is registered by the room that owns the subject ([Kind]).
// Closing asks the kind first and tells it after, both in the closing
// transaction: when the kind refuses, item and subject are untouched. Of two
// people who close at once one wins and the other gets a conflict.
//
// Due times are working time by the calendar, or clock time where a kind is
// urgent. The queue says "soon" in the last 24 hours (PROJECT CHOICE, as on the
// reference screens), warns 24 and 4 hours before, and says so when the time has
// passed; all three are timers and survive a restart. Whether an item is late is
// computed when asked, so no list lags behind its timers.
//
// When the calendar changes, open items whose limit counts working time are given the due time that
// their opening and their limit now lead to; the log says from when to when and for which days.
//
// When a unit ends, its open items go to its successor with their clock, and the log says so. Without a
// stated successor they stay, and the units above get a task to state one (kind "succession").
//
// A clock stands still for a listed reason ([Work.Pause]), counted against what the reason allows and
// shown to all who may read the item; never when the item is late already. More time ([Work.AskTime]) and
// another owner ([Work.HandOn]) are asked for; the request is an item of its own in the queue of those who
// decide ([Work.Decide]); who leads both units hands on at once. A closed item is taken up again where its kind agrees ([Work.Reopen]).
//
// Work that nobody takes walks a chain: who is on duty, the head of the unit, the leader of each unit above,
// and last the named deputy of the day. Late work walks from the unit above its owner. Where nobody answers the
// next is told at once. Each step is a timer, kept in work_escalation and in the log; taking, closing and more
// time end the walk, a pause holds it, and a person may tell the deputy at any time ([Work.Escalate]).
//
// Sorting the queue ([Work.Bulk]): accept what experience proposes ([Work.Propose]), take, hand on, pause, close,
// close as a duplicate of another item, ask back, give to the unit above as not ours; to many items at once, each in
// its own transaction, and taken back by who did it within ten seconds ([Work.TakeBack]). A view of the queue is
// kept under a name by a person, or shared by a unit ([Saved]). [Work.Load] weighs the open work of units.
//
// The log of an item and its evidence are only ever added to.
//
// Rights: by the owner unit and the area of the item ([Read] and the verbs in
// rights.go); a row that may not
// be read is not found. Opening is not a right of its own: the room that opens an
// item has checked its own verb.
//
// Events, body {"id"}: work.Opened, work.Taken, work.EvidenceAdded, work.Noted,
// work.Closed, work.DueSoon (with "hours"), work.Late, work.DueMoved, work.Paused,
// work.Resumed, work.Asked, work.Decided, work.HandedOn, work.Reopened, work.Raised, work.Questioned, work.Undone, work.Escalated (with "step":
// whom it told is in work_escalation). Others may read the tables work_item, work_evidence and work_escalation.
package work

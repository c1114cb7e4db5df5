// Package roster says who is on duty.
//
// A [Roster] belongs to a unit and has shifts: a start by the clock in the zone of Viet Nam, a length, the
// days of the week on which it begins, and the people who take it one after the other, handed on every so
// many days from a first day. Shifts may overlap: two shifts with the same hours are two people on duty.
//
// A [Turn] is one shift on one day. Turns are computed between two instants and never stored. What changes
// a single turn is: an override puts somebody else into it; a leave takes a person out of all turns of its
// days and may name a stand-in; a swap exchanges two turns, asked by one and agreed to or refused by the
// other. A roster is kept in versions, and a turn follows the version that stood when it began: who was on
// duty last month does not change with the roster of today.
//
// A [Gap] is a turn in which nobody is on duty: nobody is named, the account is suspended, or the person is
// on leave without a stand-in; where somebody must always be there, also the time between turns. Gaps of
// the next 14 days are found at every change and every few minutes, told once, and told again when closed.
//
// A [Deputy] stands for a person of a unit on named days; its end can be moved or brought to today, and what
// is past stays as it was.
//
// A leave carries no reason: why somebody is away is nobody's business here.
//
// Rights: reading by unit and area ([Read]); setting by shift leaders and leaders of the owner unit
// ([Edit]); people swap their own turns ([ToSwap]). A roster that may not be read is not found.
//
// Events, body {"id"} with the roster's code: roster.Saved, roster.TurnChanged, roster.LeaveChanged,
// roster.SwapAsked, roster.SwapAnswered, roster.GapFound, roster.GapClosed; roster.DeputyNamed with the
// unit's code. Higher rooms ask [At], [DeputiesOn], [Answers] (who answers for a unit) and, for what passes
// from shift to shift, [ChangeoverFrom] and [ChangeoverAt].
package roster

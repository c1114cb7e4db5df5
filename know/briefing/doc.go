// Package briefing is the morning page of a unit and the meeting that uses it.
//
// A [Brief] is one A4 page for one working day: what was promised at the last meeting and whether it was kept, what changed since the brief before, what is late and who acts,
// which figures should not be decided on. Each [Line] says what, which unit and who in it, until when, and the code of its source. It is composed at the hour of its
// [Setting] by a timer, on working days of the calendar, with what a leader of its unit may read.
//
// What is promised:
//
//   - Content is kept as it was, under its digest; composing again before it is signed makes a further version and keeps the earlier ones.
//   - A named person signs the version that they saw; from then on it does not change. The ledger keeps the digest, and [Briefs.Get] says whether the content still has it.
//   - It is sent once, to the leaders at and below its unit; who was sent it may read it. In an exercise the channels are recorders, so nothing leaves.
//   - Telephones are no part of the content: they are looked up when it is read.
//
// Its states: composed → signed → sent.
//
// A [Meeting] is held on a brief. Its agenda is the brief with the lines as they stand now. A decision is one typed line ([TakeApart]) that becomes a directive of the source
// "meeting", in the same commit. The next brief opens with the decisions of the last meeting, and with earlier ones that are not kept yet, each kept, waiting, running or broken.
// A meeting is open until it is ended.
//
// Rooms above give lines by the port [Section]; figures are those of know/indicator that need a look.
//
// Rights: by the unit and area of the brief (rights.go). Events, body {"id"}: briefing.Composed, briefing.Signed, briefing.Sent, briefing.Began, briefing.Decided,
// briefing.Ended, briefing.Reminded. Others may read the tables briefing_brief and briefing_decision.
package briefing

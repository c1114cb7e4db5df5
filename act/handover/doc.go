// Package handover is what passes from shift to shift of a roster.
//
// A [Sheet] belongs to one changeover of one roster. While it is open it writes itself at every look: open
// incidents, late work, work in the hands of the shift, what was promised for the next shift (due in it,
// more time granted, clocks that go on in it), silences and gaps in rosters. The person who goes adds
// notes, marks what must be read (the sheet proposes it, and says why), and signs: from then on the lines
// are kept as they were. The person who comes ticks each line that must be read, may add a remark, and
// signs: then nothing of it changes any more. What changed between the two signatures is shown, and kept
// with the second. The states and their moves are one table, in state.go; the first signature can be taken
// back by who gave it as long as the second is missing.
//
// What is promised:
//
//   - Two people sign, never one for both sides, and nobody who is not on either side's turn, by the roster as
//     it stands at the signature. When nobody comes, or nobody is there to go, a shift leader or a leader signs
//     in their place with a reason, and the sheet says so.
//   - A roster has one sheet that is not signed by both; of two who sign at once one wins.
//   - The ledger keeps the digests of what was signed; [Handovers.Get] compares and says whether the sheet is
//     still what both signed.
//   - Who may read the sheet but not what a line is about sees that there is a line, and no word of it.
//
// A sheet that is not signed by both half an hour after its time says so (handover.Unsigned).
//
// Rights: reading and writing by the roster's unit and area ([Read], [ToWrite]); signing for a side where
// nobody is, by [ToStandIn]. A sheet that may not be read is not found.
//
// Events, body {"id"}: handover.Opened, handover.Changed, handover.Offered, handover.TakenBack, handover.Done,
// handover.Unsigned, and handover.HandedOn for an open one whose unit was succeeded. Others may read the
// table handover without its content.
package handover

// Package publish is the open data of the province: which figures everybody may have, under which licence, and the files in which they lie at addresses that do not change.
//
// An open data [Definition] is a row of packs: columns (indicators, or what forms ask), an area and how many levels of areas below it, the first day, a licence, how often
// it is brought up to date, who answers for it, and the rule of small counts. A pack proposes; a person with the right approves exactly the table that they saw ([Sets.Approve]
// takes its digest), and from then on it is public and follows the figures by itself. Its states:
//
//	proposed → published → withdrawn → published (again); proposed → withdrawn (not wanted)
//
// What a pack changes in a published one waits for approval anew; until then the public one stays as it was approved. When, by which role and of which unit it was
// approved is public; the person's name is in the ledger.
//
// A [Table] holds, for each period that is over, each area and each column, a value of know/indicator with its [Quality]. Only what was approved by all levels, or locked,
// leaves the house: a figure that rests on a set that waits is empty and says so. The table is kept; it is made anew when sets are approved, sent back or corrected, when a
// pack was applied, and each hour. The time of its last change is that of its content, not of its making.
//
// # Small counts
//
// A count of 1 to k-1, of a unit of measure that the rule names, is hidden as "<k". k and the units are a pack's. What would tell a hidden count is hidden too:
//
//   - along areas: of an area and the areas below it, as many as are needed that no hidden count follows by adding and subtracting, also with the knowledge that it is from
//     1 to k-1; the smallest first ([hide]). The pattern is found over all areas of the province, whichever of them a data set shows, so that two data sets never show two patterns;
//   - a figure that rests on a hidden count (a rate, a sum over months, a difference from last year) is hidden. So every figure that is shown is a function of counts that are shown;
//   - along options of an element and along kinds of period nothing can be subtracted, for a data set that would show an element whole and by its options, or one count by months and by
//     years, is refused, by itself and beside others in force ([Put], [Sets.Approve]).
//
// Not covered: what a form asks twice in other words (a month, and a running total as another element), which the author of a data set must see; and two editions of a file
// from before and after a correction.
//
// Use is counted by data set, format and day, in memory and written each minute ([Sets.Count], [Sets.KeepCounts]): no address, no cookie, no program's name.
//
// Rights: by the publisher's unit and area (rights.go). What is public everybody may read. Events, body {"code"}: publish.Proposed, publish.Published, publish.Withdrawn,
// publish.Changed.
package publish

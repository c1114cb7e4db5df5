// Package calendar knows when the province works: the periods of the working week, public holidays
// (also those of the lunar year) and swapped days. All of it is data with its mark, put here by
// packs; no holiday is written in Go, so that a holiday decided tomorrow needs no release.
//
// A calendar consists of weeks and years. A week says which periods are worked on which weekdays,
// from a day until another; the weeks follow one another without gap, the first open at its start,
// the last open at its end. A year lists its holidays and its swaps: a swap gives one day off and
// works another in its place, with the periods of the day it replaces. A year that was never put
// is not known: Known says so, and until it is put its days follow the week alone.
//
// What is promised about time, in the zone of Viet Nam:
//
//   - The working time between a and b is the time of all periods between them; Working(b, a) is its
//     negative.
//   - AddWorking(t, d) is the earliest instant u, not before t, with Working(t, u) = d. So a period's
//     end belongs to the period: what falls due when a day's last minute has passed is due at 17:00,
//     not at 07:30 of the next day, and AddWorking(t, 0) is t. With d < 0 it is the latest instant
//     not after t with as much working time between, for warnings before a due time.
//   - IsWorkingTime includes both ends of a period. NextWorking(t) is the earliest instant, not
//     before t, from which working time runs: at the end of a day that is the next morning.
//
// There are two layers. Packs say which days are off (Put); people say it of single days, over what
// packs say (Change): a holiday, a swap, an ordinary day, or "as packs say" to take a word back. A newer
// pack never overwrites a word; where the two come to differ, Words says so and people decide. A word
// carries the notice that decides it and its mark. A year that no pack brought cannot be edited: a
// single day would pretend that the year's other days off are known.
//
// Commands: Put (idempotent) is for packs and checks no right. Plan shows what an edit would make and
// Change does it, for stewards and administrators, when nothing changed since the plan. Both write the
// ledger. Load reads the whole calendar into memory; it is small and a Calendar never changes, so it is
// safe for concurrent use. Event: calendar.Changed with the days that are worked otherwise than before.
// Other rooms read through Load and Get only.
package calendar

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
// Commands: Put (idempotent, with a ledger entry). Load reads the whole calendar into memory; it is small and a Calendar
// never changes, so it is safe for concurrent use. No events. Other rooms read through Load only.
package calendar

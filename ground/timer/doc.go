// Package timer calls a room back at a time: "call me at T".
//
// A timer is a row, set in the caller's own transaction ([Set]), so dues, hold
// times, silences and escalations survive any restart. A duty is a kind of timer
// with one handler; one runner in the whole installation serves a duty, under a
// lease row. A timer is removed in the transaction that handles it, together
// with the effect: it happens exactly once, or, when the handler fails, again
// after a growing pause.
//
// Work that only repeats and leaves nothing pending (sealing the ledger,
// looking into a folder) registers with [Timers.Every], under the same lease. No
// room starts a ticker of its own.
//
// Tests move the clock and call [Timers.RunDue].
package timer

// Package bus is the event log: news travels upwards through it.
//
// A room records what happened ([Record]) in the transaction in which it
// happened. A reader ([Bus.Read]) is durable: it is called with the events of its
// kinds, in order, at least once, inside the transaction that also moves its
// position; so an effect that lives in the store happens exactly once. A reader
// that fails is tried again with growing pauses and holds nobody else back.
//
// Order. On SQLite events are numbered in commit order. On PostgreSQL numbers
// become visible out of order, so a position is (transaction, number), and a
// reader passes only rows of transactions older than every running one
// (pg_snapshot_xmin): what it has passed can never gain a row. One long
// transaction therefore holds all readers back, and [Bus.Behind] shows it.
//
// Delivery. Readers look every 250 ms and are woken at once by commits of their
// own process. Events carry ids, never a person's words or data. Screens use
// [Bus.Tail]: everything after a position, then the stream, not durable.
package bus

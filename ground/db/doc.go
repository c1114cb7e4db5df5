// Package db gives every room one way to its tables on two engines: SQLite,
// embedded and the default, and PostgreSQL.
//
// Rooms write one SQL with `?` placeholders and run it inside [DB.Do] (writing)
// or [DB.View] (reading). Do opens a transaction or joins the one in ctx, so
// commands compose into one commit; a function that runs in Do has no effect
// outside its transaction, because deadlocks, serialization failures and a busy
// store are retried here. Effects that must follow a commit are registered with
// [Tx.AfterCommit]. What is written without looking at its outcome is queued
// ([Tx.Queue]): PostgreSQL is a trip away, and one trip takes it all.
//
// Promises. "Committed" means on disk: SQLite runs in WAL mode with
// synchronous=FULL, PostgreSQL with synchronous_commit=on. Driver errors never
// leave this package: a broken unique key becomes a conflict, a store that is
// away becomes unavailable with a time to try again, anything unknown stays
// internal. A database that a newer program has migrated is refused with advice
// and left untouched. Transactions that write stay short (under 5 seconds):
// imports and folds work in slices.
//
// Instants are stored as BIGINT microseconds UTC, truth values as BIGINT 0 or 1,
// documents as TEXT. Columns that hold a path ("/30/288/") are collated as
// bytes, so that a prefix is a range on both engines.
//
// All migrations lie in migration/, one sequence for both engines, forward only
// and frozen once shipped.
package db

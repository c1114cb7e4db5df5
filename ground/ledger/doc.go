// Package ledger is the record of who did what: append-only and hash-chained.
//
// Every command writes an [Entry] in its own transaction ([Write]); the actor
// comes from the context. An entry keeps the salted SHA-256 of its payload, the
// payload lies apart: erased on a person's request ([Erase]) it leaves a chain
// that still verifies. Observations from machines are not entries; corrections,
// releases from quarantine and looks at personal data are.
//
// A sealer ([Seal], every half second) gives entries their position in commit
// order and links each to the one before. After each seal the head is written to
// the file ledger.head in the data folder; it is never in memory only.
//
// Promises. [Check] finds a changed byte in any entry or payload, a removed or
// inserted row, an entry that nobody sealed, and, by the head file, a cut tail.
// What a person with both the database and the file could do in the half second
// before a seal it cannot find; copying the head elsewhere narrows that.
//
// Others may read: nothing; they list through [List], which applies the rights.
package ledger

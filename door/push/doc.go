// Package push is the door through which devices send what they measured:
// POST /api/v1/feeds/{feed}/observations with the key of a device as bearer.
//
// The body is a JSON array, or NDJSON with one object a line, of
//
//	{"station", "parameter", "value", "unit", "at", "status"}
//
// at is RFC 3339 with its offset; status is "00", "01" or "02" and may be left
// out for 00; value may be null with 02. Other names, doubled names and other
// types are mistakes that nobody guesses at. What the first byte says counts, not
// the Content-Type, because many loggers cannot set one.
//
// One bad element disturbs no other: it goes to the feed's quarantine with its
// reason and its own bytes. The answer is 200 with the counts accepted,
// duplicate, corrected and quarantined and with the reasons, and it is given when
// everything is on disk. Any other status means that nothing was taken: the key
// is missing (401) or another feed's (403), there is no such feed (404), the
// frame of the body is broken (400), it is too large, too long or too deep (413),
// or the store is away (503 with Retry-After). Sending again is always safe: what
// is there already counts as duplicate.
package push

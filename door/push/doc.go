// Package push is the door through which devices send what they measured:
// POST /api/v1/feeds/{feed}/observations with the key of a device as bearer.
//
// What a body may be says [thanhdong/sense/feed/body]: JSON, NDJSON or CSV, plain
// or with Content-Encoding: gzip. The body itself says which, because many loggers
// cannot set a Content-Type.
//
// One bad element disturbs no other: it goes to the feed's quarantine with its
// reason and its own bytes. The answer is 200 with the counts accepted,
// duplicate, corrected and quarantined and with the reasons, and it is given when
// everything is on disk. Any other status means that nothing was taken: the key
// is missing (401) or another feed's (403), there is no such feed (404), the
// frame of the body or its compression is broken (400), it is too large, grows
// too large, is too long or too deep (413), it is compressed in another way (415),
// or the store is away (503 with Retry-After). Sending again is always safe: what
// is there already counts as duplicate.
//
// A sender that wants the first answer again, not a count of duplicates, names its
// request with Idempotency-Key: for 24 hours the same body of the same sender to
// the same feed under that key gets the answer that was stored in the commit of
// its rows, marked Idempotent-Replayed: true. Another body under the key is
// refused (409). A request that was refused leaves its key free.
//
// POST /api/v1/feeds/{feed}/alertmanager takes what another system found: version 4
// of Alertmanager's webhook, with the same key. Of the payload it reads version,
// truncatedAlerts and of each alert status, labels, annotations.summary and
// .description, startsAt, generatorURL and fingerprint; other fields are let be, a
// wrong one of these refuses the whole (400). Label names outside [a-zA-Z0-9_] have
// "_" in place of what does not fit. The contract of the feed gives owner unit, area
// and playbook; without them nothing is taken (409). Saying the same again is safe.
package push

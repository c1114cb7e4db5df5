// Package live tells screens what changes: GET /api/v1/live?topics=…, as
// server-sent events.
//
// One tail of the event log per process feeds all screens ([Live.Run]). Events
// carry ids; each topic reads the things they name once, as they stand now, and
// every screen gets of them what its person may read, by the same rule that
// decides a list ([actor.Actor.May] with the room's verb and the row's scope).
//
// Frames. `event: hello` comes first and carries the server's time. The first
// change is sent at once, later ones are gathered and sent at least [Pace.Frame]
// apart, one frame per topic, with the newest state of each thing only: a screen
// that reads slowly gets fewer frames, not a longer queue. One with more than
// [maxPending] changed things, or one whose gap cannot be filled, gets
// `event: reset` and reads its lists again. A comment keeps quiet lines alive.
//
// Resuming. Each frame's id is the place in the log up to which the screen knows
// everything; a browser hands it back as Last-Event-ID and gets what it missed.
// Where several frames belong together only the last carries the new place, so a
// line that breaks between them loses nothing. Something may come twice; it is
// state, not a difference, so twice does no harm.
//
// A screen that does not read is closed when a write takes longer than
// [Pace.Write]. Who is signed in is asked again every [Pace.Check], so that an
// ended session ends its streams within 15 seconds and a changed right counts.
package live

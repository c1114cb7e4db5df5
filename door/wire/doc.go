// Package wire is what all doors share: who asks, how requests are read and how
// answers and refusals are written. Doors import no other door but this one.
//
// [Serve] wraps the mux of all doors. It puts into the context of every request
// the language ([Lang]) and the actor (ground/actor): from the session cookie,
// or from a bearer secret, never from both. It writes the security headers, lets
// no page of another site write with a person's cookie, turns a panic into a
// fault, and writes one log line per request that holds the route, never an
// address, a name or a query.
//
// [Read] takes one JSON value: UTF-8, no unknown or repeated fields, bounded in
// size and depth, nothing behind it. A refusal leaves as RFC 9457 problem+json
// ([Problem]): the kind of the fault gives the status, its key the words in the
// reader's language, and a short number stands in the answer and in the log.
// Internal causes are in the log only.
//
// Behind a proxy. A request that comes from this machine's own loopback with
// X-Forwarded-* headers came through a proxy beside us, and its headers are
// believed; from anywhere else they are ignored.
//
// Lists travel as [List]; times as RFC 3339 in the zone of Viet Nam ([At]).
package wire

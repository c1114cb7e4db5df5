// Package capfeed hands out public warnings to whoever asks, without signing in:
//
//	GET /feeds/cap.atom               the list, newest first (RFC 4287)
//	GET /feeds/cap/{identifier}.xml   one message, signed, to the byte
//	GET /feeds/cap-key.pem            the certificate that verifies signatures
//
// The feed of an exercise is for those who signed in and may enter its world:
//
//	GET /feeds/cap-exercise.atom?exercise={id}
//	GET /feeds/cap-exercise/{id}/{identifier}.xml
//
// and each of its messages has the status Exercise.
//
// Claimed: CAP 1.2 messages (application/cap+xml, section 3.3) with an enveloped
// XML signature each; an Atom feed in which an entry's link gives the message, with
// a signature of the same key (RFC 4287, section 5.1), so that a reader sees also
// that no message was kept from them. Left out: lists by language or area.
//
// Both the list and the messages carry an ETag, so that a reader who asks often
// costs little; a message never changes.
package capfeed

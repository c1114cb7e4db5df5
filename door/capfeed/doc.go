// Package capfeed hands out public warnings to whoever asks, without signing in:
//
//	GET /feeds/cap.atom               the list, newest first (RFC 4287)
//	GET /feeds/cap/{identifier}.xml   one message, signed, to the byte
//	GET /feeds/cap-key.pem            the certificate that verifies signatures
//
// Claimed: CAP 1.2 messages (application/cap+xml, section 3.3) with an enveloped
// XML signature each; an Atom feed in which an entry's link gives the message. The
// list itself is not signed: it holds nothing that the messages do not say, and a
// reader verifies each message. Left out: lists by language or area.
//
// Both the list and the messages carry an ETag, so that a reader who asks often
// costs little; a message never changes.
package capfeed

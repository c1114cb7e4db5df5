// Package mqtt takes observations that devices publish over MQTT 3.1, 3.1.1 or 5,
// on a port of its own.
//
// The user name is the device's id or name, the password its key, the topic
// feeds/{feed}/observations of a feed that is the device's own; the message is
// what [thanhdong/sense/feed/body] reads, as over HTTP. TLS, where wanted, ends
// in a proxy before this port, as for HTTP.
//
// Promises. PUBACK is written only after the commit; QoS 0 is stored the same way
// and answered by nothing. When nothing could be stored, nothing is acknowledged:
// the connection ends (MQTT 5: with a reason), and the device sends again after
// it has come back. A message that came twice counts once. Of a message whose
// frame is broken the words are kept in the feed's quarantine, then it is
// acknowledged (MQTT 5: as badly formatted): a device that can only repeat itself
// must not repeat itself for ever. A key that was ended works for a second more
// at most.
//
// Devices hear nothing from here: every subscription is refused, and there is
// nothing to hear. Refused too are QoS 2, retained messages, wills, and topics
// that are not the device's own. MQTT 5 says why; the older ones know no refusal
// of a message, so that there the connection ends.
//
// A session is the memory that a client has been here, so that it sends again
// what was not acknowledged; it lives in this process and at most a week.
//
// What strangers can use up is bounded: a connection has ten seconds to say who
// it is, in at most 8 kB, and few may be about to; connections are bounded for
// each device and in all, messages in size. Accepting waits rather than refuses,
// so that thousands who come back at once are served in turn.
//
// No events, no tables.
package mqtt

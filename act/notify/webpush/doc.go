// Package webpush sends notices to browsers, also while no page is open: by the push service that the
// browser chose, encrypted for that browser alone (RFC 8291) and signed by this installation (RFC 8292).
//
// The push service sees when and to which browser something goes, not what. An administrator switches the
// channel on, because it sends to a host on the internet; hosts may be listed, and no other is spoken to.
package webpush

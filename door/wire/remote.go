package wire

import (
	"net/http"
	"net/netip"
	"strings"
)

// Remote is the address that asks. A proxy on this machine names it in
// X-Forwarded-For; only its last entry is the proxy's own word.
func Remote(r *http.Request) netip.Addr {
	remote := peer(r)
	if !remote.IsLoopback() {
		return remote
	}
	all := r.Header.Values("X-Forwarded-For")
	if len(all) == 0 {
		return remote
	}
	entries := strings.Split(all[len(all)-1], ",")
	client, err := netip.ParseAddr(strings.TrimSpace(entries[len(entries)-1]))
	if err != nil {
		return netip.Addr{} // someone, we cannot say who: not this machine
	}
	return client.Unmap()
}

// Secure tells whether the way to the reader is encrypted: TLS here, or at a
// proxy on this machine.
func Secure(r *http.Request) bool {
	if r.TLS != nil {
		return true
	}
	return peer(r).IsLoopback() && strings.EqualFold(r.Header.Get("X-Forwarded-Proto"), "https")
}

// Local tells whether the reader sits at this machine.
func Local(r *http.Request) bool {
	return peer(r).IsLoopback() && Remote(r).IsLoopback() && r.Header.Get("Forwarded") == "" && r.Header.Get("X-Forwarded-Host") == ""
}

func peer(r *http.Request) netip.Addr {
	p, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	return p.Addr().Unmap()
}

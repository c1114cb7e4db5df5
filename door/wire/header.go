package wire

import (
	"maps"
	"net/http"
	"strings"
)

// contentPolicy is strict because everything the console needs comes from here:
// fonts, map styles and the map's worker included. Images may also be blobs and
// data: photos are shown before they are sent, map symbols are drawn.
var contentPolicy = strings.Join([]string{
	"default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data: blob:", "media-src 'self' blob:", "font-src 'self'",
	"connect-src 'self'", "worker-src 'self'", "manifest-src 'self'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'",
}, "; ")

// The headers are made once: a value is replaced, never changed in its place.
var (
	always = fixed(
		"Content-Security-Policy", contentPolicy, "X-Content-Type-Options", "nosniff", "Referrer-Policy", "same-origin",
		"Cross-Origin-Opener-Policy", "same-origin", "Cross-Origin-Resource-Policy", "same-origin",
		// What no page asks for; the camera stays, for photos as evidence, and the microphone, for who would rather speak than write.
		"Permissions-Policy", "geolocation=(self), camera=(self), microphone=(self), payment=(), usb=()")
	ofAPI = fixed("Cache-Control", "no-store", "Vary", "Accept-Language, Cookie, Authorization")
)

func fixed(kv ...string) http.Header {
	h := http.Header{}
	for i := 0; i < len(kv); i += 2 {
		h.Set(kv[i], kv[i+1])
	}
	return h
}

// secure sets the headers that every answer carries. A handler may tighten them.
func secure(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	maps.Copy(h, always)
	if Secure(r) {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
	if strings.HasPrefix(r.URL.Path, "/api/") {
		maps.Copy(h, ofAPI)
	}
}

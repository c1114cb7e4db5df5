package wire

import (
	"crypto/sha256"
	"encoding/base64"
	"strings"
)

// Extension splits the last segment of an address into its name and what stands
// behind its last dot; without a dot the kind is empty. The mux's wildcards are
// whole segments, so that one handler serves all kinds of one thing.
func Extension(segment string) (name, kind string) {
	if at := strings.LastIndexByte(segment, '.'); at >= 0 {
		return segment[:at], segment[at+1:]
	}
	return segment, ""
}

// ETag names bytes by their content.
func ETag(b []byte) string {
	sum := sha256.Sum256(b)
	return `"` + base64.RawURLEncoding.EncodeToString(sum[:16]) + `"`
}

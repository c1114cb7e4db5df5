//go:build console

package web

import (
	"embed"
	"io/fs"
)

// The pattern `all:` is needed because the bundler may name a file with a leading underscore.
//
//go:embed all:dist
var dist embed.FS

// Console returns the built console, rooted at its index.html, and true.
func Console() (fs.FS, bool) {
	sub, err := fs.Sub(dist, "dist")
	if err != nil {
		// The name is a constant that embed has already accepted, so this cannot happen
		// in a binary that was built; falling back keeps the address answering all the same.
		return missing(), false
	}
	return sub, true
}

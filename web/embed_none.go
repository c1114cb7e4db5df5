//go:build !console

package web

import "io/fs"

// Console returns the page that tells how to build the console, and false.
func Console() (fs.FS, bool) { return missing(), false }

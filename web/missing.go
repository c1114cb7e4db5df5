package web

import (
	"embed"
	"io/fs"
)

//go:embed missing/index.html
var missingPage embed.FS

// missing is the file system served when the binary was built without the console: one page.
func missing() fs.FS {
	sub, err := fs.Sub(missingPage, "missing")
	if err != nil {
		return missingPage
	}
	return sub
}

package web

import (
	"io/fs"
	"strings"
	"testing"
)

// Whether or not the console was built, the address /console/ has a page to show.
func TestThereIsAlwaysAnIndexPage(t *testing.T) {
	files, built := Console()
	page, err := fs.ReadFile(files, "index.html")
	if err != nil {
		t.Fatalf("index.html: %v", err)
	}
	if !built && !strings.Contains(string(page), "npm --prefix web run build") {
		t.Error("the page without the console does not tell how to build it")
	}
}

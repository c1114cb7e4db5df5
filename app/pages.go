package app

import (
	"bytes"
	"compress/gzip"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"
)

// pages serves the embedded console. Its files never change while the process
// lives, so each is compressed once, when first asked for.
type pages struct {
	files fs.FS
	mu    sync.Mutex
	kept  map[string]*page
}

type page struct {
	kind  string
	plain []byte
	zip   []byte // nil where compressing does not pay
}

func newPages(files fs.FS) *pages { return &pages{files: files, kept: map[string]*page{}} }

// ServeHTTP answers below /console/. An address that is no file is one of the
// console's own routes and gets its first page.
func (p *pages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(path.Clean(r.URL.Path), "/console")
	name = strings.TrimPrefix(name, "/")
	f, err := p.load(name)
	if err != nil && path.Ext(name) != "" && strings.HasPrefix(name, "assets/") {
		http.NotFound(w, r)
		return
	}
	if err != nil {
		name = "index.html"
		if f, err = p.load(name); err != nil {
			http.NotFound(w, r)
			return
		}
	}
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("Vary", "Accept-Encoding")
	h.Set("Cache-Control", "no-cache")
	if strings.HasPrefix(name, "assets/") { // their names carry a hash of their content
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	body := f.plain
	if f.zip != nil && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = f.zip
	}
	if r.Method == http.MethodHead {
		return
	}
	_, _ = w.Write(body) // the reader has gone
}

func (p *pages) load(name string) (*page, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if f, ok := p.kept[name]; ok {
		return f, nil
	}
	b, err := fs.ReadFile(p.files, name)
	if err != nil {
		return nil, err
	}
	f := &page{kind: mime.TypeByExtension(path.Ext(name)), plain: b}
	if f.kind == "" {
		f.kind = "application/octet-stream"
	}
	var z bytes.Buffer
	zw, err := gzip.NewWriterLevel(&z, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := zw.Write(b); err != nil {
		return nil, err
	}
	if err := zw.Close(); err != nil {
		return nil, err
	}
	if z.Len() < len(b)*9/10 {
		f.zip = z.Bytes()
	}
	p.kept[name] = f
	return f, nil
}

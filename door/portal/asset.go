package portal

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"html/template"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"

	"thanhdong/ground/fault"
)

//go:embed asset
var assetFiles embed.FS

// asset is a file that pages name: never changed while its address is the same.
type asset struct {
	kind       string
	plain, zip []byte
}

// assets are the files by name, and under which address they lie: the address carries a hash of all of them, so that a
// browser may keep them for ever.
type assets struct {
	at    string
	files map[string]asset
}

func loadAssets() assets {
	a := assets{files: map[string]asset{}}
	sum := sha256.New()
	err := fs.WalkDir(assetFiles, "asset", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := assetFiles.ReadFile(name)
		if err != nil {
			return err
		}
		sum.Write(b)
		f := asset{kind: mime.TypeByExtension(path.Ext(name)), plain: b}
		if path.Ext(name) != ".woff2" { // compressed already
			f.zip = zipped(b)
		}
		a.files[strings.TrimPrefix(name, "asset/")] = f
		return nil
	})
	if err != nil {
		panic(err) // the files are part of the binary
	}
	a.at = "/portal/" + base64.RawURLEncoding.EncodeToString(sum.Sum(nil)[:9]) + "/"
	return a
}

func zipped(b []byte) []byte {
	var out bytes.Buffer
	w, _ := gzip.NewWriterLevel(&out, gzip.BestCompression)
	_, _ = w.Write(b)
	_ = w.Close() // to memory: cannot fail
	return out.Bytes()
}

// serve answers GET /portal/{set}/{file}. An address of an older set still gives today's file, for a page that stayed
// open over an update, but not for ever.
func (a assets) serve(w http.ResponseWriter, r *http.Request) error {
	f, ok := a.files[r.PathValue("file")]
	if !ok {
		return fault.New(fault.NotFound, "wire.no_such_address")
	}
	w.Header().Set("Cache-Control", "no-cache")
	if "/portal/"+r.PathValue("set")+"/" == a.at {
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	give(w, r, http.StatusOK, f)
	return nil
}

// worker answers GET /report-worker.js. Its address is fixed, and as high as the pages that it serves.
func (a assets) worker(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Cache-Control", "no-cache")
	give(w, r, http.StatusOK, a.files["worker.js"])
	return nil
}

func give(w http.ResponseWriter, r *http.Request, status int, f asset) {
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Add("Vary", "Accept-Encoding")
	body := f.plain
	if f.zip != nil && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = f.zip
	}
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // the reader has gone
	}
}

// icon draws one of the sprite's pictures. It says nothing to a screen reader: words stand beside it.
func (a assets) icon(name string) template.HTML {
	return template.HTML(`<svg class="i" aria-hidden="true"><use href="` + a.at + `icons.svg#` + template.HTMLEscapeString(name) + `"/></svg>`)
}

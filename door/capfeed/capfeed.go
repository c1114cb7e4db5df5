package capfeed

import (
	"bytes"
	"encoding/xml"
	"net/http"
	"strings"
	"time"

	"thanhdong/act/warning"
	"thanhdong/door/wire"
	"thanhdong/ground/fault"
)

// Register puts the door at its addresses.
func Register(mux *http.ServeMux, ws *warning.Warnings) {
	f := &feed{ws}
	mux.Handle("GET /feeds/cap.atom", wire.Handler(f.atom))
	mux.Handle("GET /feeds/cap/{file}", wire.Handler(f.message))
	mux.Handle("GET /feeds/cap-key.pem", wire.Handler(f.key))
}

type feed struct{ warnings *warning.Warnings }

func (f *feed) atom(w http.ResponseWriter, r *http.Request) error {
	signed, err := signedList(r, f.warnings, place{self: base(r) + "/feeds/cap.atom", messages: base(r) + "/feeds/cap/", title: "capfeed.title"})
	if err != nil {
		return err
	}
	return give(w, r, atomType+"; charset=utf-8", signed)
}

func signedList(r *http.Request, ws *warning.Warnings, at place) ([]byte, error) {
	published, err := ws.Feed(r.Context())
	if err != nil {
		return nil, err
	}
	b := bytes.NewBufferString(xml.Header)
	if err := xml.NewEncoder(b).Encode(list(ws.Sender(), at, published)); err != nil {
		return nil, err
	}
	return ws.Sign(r.Context(), b.Bytes())
}

func (f *feed) message(w http.ResponseWriter, r *http.Request) error {
	identifier, kind := wire.Extension(r.PathValue("file"))
	if kind != "xml" {
		return fault.New(fault.NotFound, "wire.no_such_address")
	}
	b, err := f.warnings.Message(r.Context(), identifier)
	if err != nil {
		return err
	}
	return give(w, r, capType, b)
}

func (f *feed) key(w http.ResponseWriter, r *http.Request) error {
	b, err := f.warnings.Certificate(r.Context())
	if err != nil {
		return err
	}
	return give(w, r, "application/x-pem-file", b)
}

// give writes bytes with their ETag and answers a reader who has them already.
func give(w http.ResponseWriter, r *http.Request, mediaType string, b []byte) error {
	w.Header().Set("Access-Control-Allow-Origin", "*") // public, and read by maps on other sites
	return write(w, r, mediaType, b)
}

func write(w http.ResponseWriter, r *http.Request, mediaType string, b []byte) error {
	h := w.Header()
	h.Set("Content-Type", mediaType)
	h.Set("ETag", wire.ETag(b))
	h.Set("Cache-Control", "no-cache")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(b))
	return nil
}

// base is the address under which the reader found us.
func base(r *http.Request) string {
	scheme := "http"
	if wire.Secure(r) {
		scheme = "https"
	}
	return scheme + "://" + strings.TrimSuffix(r.Host, "/")
}

package push

import (
	"cmp"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"

	"thanhdong/door/wire"
	"thanhdong/ground/actor"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/sense/feed"
)

// Path is the door's address in the form of the mux.
const Path = "POST /api/v1/feeds/{feed}/observations"

// slowest is how long a device may take to send one body: 16 MB over a poor
// mobile line.
const slowest = 2 * time.Minute

// Handler makes the door.
func Handler(feeds *feed.Feeds) wire.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		ctx, code := r.Context(), r.PathValue("feed")
		who := actor.From(ctx)
		if who.ID == "" {
			return fault.New(fault.Unauthenticated, "push.no_key")
		}
		if !who.MaySend(code) {
			// Refused before anything is read. That a feed exists is no secret to a
			// sender, and a mistyped address is easier to find than a wrong key.
			if _, err := feeds.Get(actor.With(ctx, actor.System("push")), code); err != nil {
				return err
			}
			return fault.New(fault.Forbidden, "push.foreign_key", "feed", code)
		}
		readings, err := read(w, r)
		if err != nil {
			return err
		}
		sum, err := feeds.Accept(ctx, code, readings)
		if err != nil {
			return err
		}
		return wire.JSON(w, http.StatusOK, toWire(wire.Lang(ctx), sum))
	}
}

// read takes the whole body before anything of it is handed on, so that a line
// that breaks off has no effect.
func read(w http.ResponseWriter, r *http.Request) ([]feed.Reading, error) {
	if e := r.Header.Get("Content-Encoding"); e != "" && e != "identity" {
		return nil, fault.New(fault.Unsupported, "push.encoded", "encoding", e)
	}
	if r.ContentLength > MaxBytes {
		return nil, fault.New(fault.TooLarge, "push.too_large", "max", MaxBytes>>20)
	}
	// Not supported means that no deadline ends the request early.
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(slowest))
	b, err := bytesOf(r)
	if err != nil {
		return nil, err
	}
	mediaType, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return parse(b, strings.Contains(mediaType, "ndjson"), "HTTP "+wire.Remote(r).String())
}

func bytesOf(r *http.Request) ([]byte, error) {
	b := make([]byte, 0, max(512, r.ContentLength+1)) // one more, so that the end is seen without growing
	for {
		n, err := r.Body.Read(b[len(b):cap(b)])
		b = b[:len(b)+n]
		switch {
		case len(b) > MaxBytes:
			return nil, fault.New(fault.TooLarge, "push.too_large", "max", MaxBytes>>20)
		case err == io.EOF:
			return b, nil
		case err != nil:
			return nil, fault.New(fault.Invalid, "push.broken_off").With(err)
		case len(b) == cap(b):
			b = append(b, 0)[:len(b)]
		}
	}
}

// parse reads all elements of a body.
func parse(b []byte, ndjson bool, origin string) ([]feed.Reading, error) {
	elements, err := open(b, ndjson)
	if err != nil {
		return nil, err
	}
	r := reader{names: map[string]string{}}
	readings := make([]feed.Reading, 0, min(MaxRows, len(b)/100+1))
	for {
		e, err := elements.next()
		if err != nil {
			return nil, err
		}
		if e == nil {
			return readings, nil
		}
		x := r.read(e)
		x.Raw, x.Origin, x.Line = e, origin, elements.rows
		readings = append(readings, x)
	}
}

// Answer is what the sender gets.
type Answer struct {
	Accepted    int       `json:"accepted"`
	Duplicate   int       `json:"duplicate"`
	Corrected   int       `json:"corrected"`
	Quarantined int       `json:"quarantined"`
	Reasons     []Reason  `json:"reasons"`
	Refused     []Refused `json:"refused,omitempty"` // the first of them
}

// Reason counts what went to quarantine for one reason.
type Reason struct {
	Reason string `json:"reason"`
	Count  int    `json:"count"`
}

// Refused is one element that went to quarantine.
type Refused struct {
	Row     int    `json:"row"` // from 1
	Reason  string `json:"reason"`
	Message string `json:"message"`
}

func toWire(lang text.Lang, s feed.Summary) Answer {
	a := Answer{Accepted: s.Accepted, Duplicate: s.Duplicate, Corrected: s.Corrected, Quarantined: s.Quarantined, Reasons: []Reason{}}
	for reason, n := range s.Reasons {
		a.Reasons = append(a.Reasons, Reason{reason, n})
	}
	slices.SortFunc(a.Reasons, func(x, y Reason) int { return cmp.Or(cmp.Compare(y.Count, x.Count), cmp.Compare(x.Reason, y.Reason)) })
	for _, x := range s.Refused {
		a.Refused = append(a.Refused, Refused{x.Index + 1, x.Reason, text.T(lang, x.Reason, x.Args)})
	}
	return a
}

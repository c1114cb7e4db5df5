package push

import (
	"cmp"
	"context"
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"

	"thanhdong/door/wire"
	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/sense/feed"
	"thanhdong/sense/feed/body"
)

// Path is the door's address in the form of the mux.
const Path = "POST /api/v1/feeds/{feed}/observations"

// slowest is how long a device may take to send one body: 16 MB over a poor
// mobile line.
const slowest = 2 * time.Minute

// Push is the door.
type Push struct {
	d     *db.DB
	feeds *feed.Feeds
}

// New makes the door.
func New(d *db.DB, feeds *feed.Feeds) *Push { return &Push{d: d, feeds: feeds} }

// Serve answers one request.
func (p *Push) Serve(w http.ResponseWriter, r *http.Request) error {
	ctx, code := r.Context(), r.PathValue("feed")
	if err := p.may(ctx, code); err != nil {
		return err
	}
	key, err := keyOf(r)
	if err != nil {
		return err
	}
	sent, err := read(w, r)
	if err != nil {
		return err
	}
	readings, err := p.feeds.Read(ctx, code, sent, mediaType(r), "HTTP "+wire.Remote(r).String(), body.MaxRows)
	if err != nil {
		return err
	}
	if key != "" {
		b, again, err := p.once(ctx, request{code, key, sent, readings})
		if err != nil {
			return err
		}
		return write(w, b, again)
	}
	sum, err := p.feeds.Accept(ctx, code, readings)
	if err != nil {
		return err
	}
	return wire.JSON(w, http.StatusOK, toWire(wire.Lang(ctx), sum))
}

// may refuses before anything is read. That a feed exists is no secret to a
// sender, and a mistyped address is easier to find than a wrong key.
func (p *Push) may(ctx context.Context, code string) error {
	switch who := actor.From(ctx); {
	case who.ID == "":
		return fault.New(fault.Unauthenticated, "push.no_key")
	case who.MaySend(code):
		return nil
	}
	if _, err := p.feeds.Get(actor.With(ctx, actor.System("push")), code); err != nil {
		return err
	}
	return fault.New(fault.Forbidden, "push.foreign_key", "feed", code)
}

// read takes the whole body before anything of it is handed on, so that a line
// that breaks off has no effect.
func read(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if r.ContentLength > body.MaxBytes {
		return nil, tooLarge()
	}
	// Not supported means that no deadline ends the request early.
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(slowest))
	switch e := r.Header.Values("Content-Encoding"); {
	case len(e) == 0, len(e) == 1 && (e[0] == "" || strings.EqualFold(e[0], "identity")):
		return take(&sent{r: r.Body}, r.ContentLength+1) // one more, so that the end is seen without growing
	case len(e) == 1 && (strings.EqualFold(e[0], "gzip") || strings.EqualFold(e[0], "x-gzip")):
		return inflate(r.Body)
	default:
		return nil, fault.New(fault.Unsupported, "push.encoded", "encoding", strings.Join(e, ", "))
	}
}

// mediaType is what the sender calls its body, in the words of [body.Read].
func mediaType(r *http.Request) string {
	t, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if strings.Contains(t, "ndjson") { // registered under several names
		return body.NDJSON
	}
	return t
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

package portal

import (
	"bytes"
	"context"
	"net/http"
	"strings"
	"sync"
	"time"

	"thanhdong/door/wire"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
	"thanhdong/know/publish"
)

var openKinds = map[publish.Format]string{
	publish.CSV:  "text/csv; charset=utf-8; header=present",
	publish.JSON: "application/json",
	publish.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

// writtenFiles are whole files as they were written last, in each language and format: who takes one again and again costs no more than its bytes. There are as many
// as there are data sets, languages and formats.
type writtenFiles struct {
	mu    sync.Mutex
	files map[writtenKey]*writtenFile
}

type writtenKey struct {
	code string
	lang text.Lang
	kind publish.Format
}

type writtenFile struct {
	mu     sync.Mutex
	digest string
	asset
	etag string
}

// written is a whole file, written once for each change.
func (p *Portal) written(ctx context.Context, s publish.Set, lang text.Lang, kind publish.Format) (*writtenFile, error) {
	key := writtenKey{s.Code, lang, kind}
	p.files.mu.Lock()
	if p.files.files == nil {
		p.files.files = map[writtenKey]*writtenFile{}
	}
	one := p.files.files[key]
	if one == nil || one.digest != s.Digest {
		one = &writtenFile{digest: s.Digest}
		p.files.files[key] = one
	}
	p.files.mu.Unlock()
	one.mu.Lock()
	defer one.mu.Unlock()
	if one.plain != nil {
		return one, nil
	}
	t, err := p.OpenData.Table(ctx, s)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := p.write(ctx, &b, s, t, lang, kind); err != nil {
		return nil, err
	}
	one.kind, one.plain, one.etag = openKinds[kind], b.Bytes(), wire.ETag(b.Bytes())
	if kind != publish.XLSX { // which is compressed already
		one.zip = zipped(one.plain)
	}
	return one, nil
}

func (p *Portal) write(ctx context.Context, w interface{ Write([]byte) (int, error) }, s publish.Set, t publish.Table, lang text.Lang, kind publish.Format) error {
	if kind == publish.CSV {
		return t.WriteCSV(w, lang, s.Public.Small.Below)
	}
	var publisher text.L
	if err := p.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		publisher, err = unit.Called(ctx, tx, s.Public.Unit)
		return err
	}); err != nil {
		return err
	}
	meta := s.Meta(t, lang, publisher.In(lang), p.Public+to(lang, "/data/"+s.Code), p.Sample)
	if kind == publish.JSON {
		return t.WriteJSON(w, meta, lang)
	}
	return t.WriteXLSX(w, meta, lang)
}

// openFile gives a file: whole, from what was written; narrowed by the query, written for its reader.
func (p *Portal) openFile(w http.ResponseWriter, r *http.Request, code string, kind publish.Format) error {
	lang := langOf(r)
	w.Header().Set("Access-Control-Allow-Origin", "*") // public, and read by programs on other sites
	if openKinds[kind] == "" {
		return fault.New(fault.NotFound, "wire.no_such_address")
	}
	s, err := p.OpenData.Public(r.Context(), code)
	if gone(err) {
		problem := wire.NewProblem(wire.Speak(r.Context(), lang), err)
		problem.Status = http.StatusGone
		if s.Words != "" {
			problem.Detail += ": " + s.Words
		}
		problem.Write(w)
		return nil
	}
	if err != nil {
		return p.refuseFile(w, r, err)
	}
	filter, err := publish.ParseFilter(r.URL.Query())
	if err != nil {
		return p.refuseFile(w, r, err)
	}
	var f *writtenFile
	if filter.Whole() {
		f, err = p.written(r.Context(), s, lang, kind)
	} else {
		f, err = p.narrowed(r, s, lang, kind, filter)
	}
	if err != nil {
		return p.refuseFile(w, r, err)
	}
	if kind != publish.JSON {
		w.Header().Set("Content-Disposition", `attachment; filename="`+s.Code+"."+string(kind)+`"`)
	}
	body, etag := f.plain, f.etag
	w.Header().Add("Vary", "Accept-Encoding")
	if f.zip != nil && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		w.Header().Set("Content-Encoding", "gzip")
		body, etag = f.zip, strings.TrimSuffix(f.etag, `"`)+`-gz"`
	}
	w.Header().Set("Content-Type", f.asset.kind)
	w.Header().Set("ETag", etag)
	w.Header().Set("Cache-Control", "public, no-cache")
	out := &seen{ResponseWriter: w}
	http.ServeContent(out, r, "", s.ChangedAt.Truncate(time.Second), bytes.NewReader(body))
	if out.status == http.StatusOK && r.Method == http.MethodGet {
		p.OpenData.Count(s, kind)
	}
	return nil
}

// narrowed writes a part of a file; each costs work, so that one reader takes so many in a while.
func (p *Portal) narrowed(r *http.Request, s publish.Set, lang text.Lang, kind publish.Format, filter publish.Filter) (*writtenFile, error) {
	if err := p.parts.Take(wire.RemoteKey(r)); err != nil {
		return nil, err
	}
	t, err := p.OpenData.Table(r.Context(), s)
	if err != nil {
		return nil, err
	}
	if t, err = t.Narrow(filter); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := p.write(r.Context(), &b, s, t, lang, kind); err != nil {
		return nil, err
	}
	return &writtenFile{asset: asset{kind: openKinds[kind], plain: b.Bytes()}, etag: wire.ETag(b.Bytes())}, nil
}

// refuseFile answers a program, which reads a problem in JSON and no page.
func (p *Portal) refuseFile(w http.ResponseWriter, r *http.Request, err error) error {
	wire.NewProblem(wire.Speak(r.Context(), langOf(r)), err).Write(w)
	return nil
}

// seen remembers whether a whole file was given.
type seen struct {
	http.ResponseWriter
	status int
}

func (s *seen) WriteHeader(status int) {
	if s.status == 0 {
		s.status = status
	}
	s.ResponseWriter.WriteHeader(status)
}

func (s *seen) Write(b []byte) (int, error) {
	if s.status == 0 {
		s.status = http.StatusOK
	}
	return s.ResponseWriter.Write(b)
}

func (s *seen) Unwrap() http.ResponseWriter { return s.ResponseWriter }

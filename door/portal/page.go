package portal

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"strings"
	"time"

	"thanhdong/door/wire"
	"thanhdong/ground/actor"
	"thanhdong/ground/fault"
	"thanhdong/ground/file"
	"thanhdong/ground/text"
)

//go:embed page
var pageFiles embed.FS

// names of the pages: each is one file, put into the frame.
var names = []string{"home", "air", "warnings", "warning", "access", "privacy", "privacyask", "privacyfollow", "refusal", "report", "follow", "mine", "reports", "onereport", "figures", "letter", "opensets", "openset", "opengone", "places", "place"}

func loadPages() map[string]*template.Template {
	frame := template.Must(template.New("").Funcs(template.FuncMap{"pair": func(x ...any) []any { return x }}).ParseFS(pageFiles, "page/frame.html", "page/parts.html"))
	m := map[string]*template.Template{}
	for _, name := range names {
		m[name] = template.Must(template.Must(frame.Clone()).ParseFS(pageFiles, "page/"+name+".html"))
	}
	return m
}

// sheet is one page for one reader.
type sheet struct {
	Lang   text.Lang
	Look   look
	Path   string // without the language
	Query  string // as it was asked, for the way back
	Name   string // of the page, for the navigation
	Title  string
	Sample bool
	Now    time.Time
	Body   any

	assets assets
}

// T puts a key into the reader's language; names and values of arguments take turns.
func (s sheet) T(key string, kv ...any) (string, error) {
	if !text.Has(key) {
		return "", fmt.Errorf("no text %q", key)
	}
	args := map[string]any{}
	for i := 0; i+1 < len(kv); i += 2 {
		args[kv[i].(string)] = kv[i+1]
	}
	return text.T(s.Lang, key, args), nil
}

// To is an address in the reader's language.
func (s sheet) To(path string) string {
	if s.Lang == text.EN {
		return "/en" + path
	}
	return path
}

// Here is the address of this page, Other the same page in the other language.
func (s sheet) Here() string { return s.asked(s.To(s.Path)) }
func (s sheet) Other() string {
	if s.Lang == text.EN {
		return s.asked(s.Path)
	}
	return s.asked("/en" + s.Path)
}

func (s sheet) asked(path string) string {
	if s.Query == "" {
		return path
	}
	return path + "?" + s.Query
}

// Icon and Asset draw a picture and name a file of the portal's own.
func (s sheet) Icon(name string) template.HTML { return s.assets.icon(name) }
func (s sheet) Asset(name string) string       { return s.assets.at + name }

// Fixed, In and Lines write as people here do.
func (s sheet) Fixed(v float64, dec int) string { return text.Fixed(s.Lang, v, dec) }
func (s sheet) In(l text.L) string              { return l.In(s.Lang) }
func (s sheet) Lines(words string) []string     { return strings.Split(words, "\n") }

// Add, At, Hours, Span and Size are small sums and words for templates.
func (s sheet) Add(a, b int) int             { return a + b }
func (s sheet) At(t time.Time) string        { return text.DateTime(s.Lang, t) }
func (s sheet) Hours(d time.Duration) string { return text.Working(s.Lang, d, 0) }
func (s sheet) Span(d time.Duration) string  { return text.Span(s.Lang, d) }
func (s sheet) Size(n int64) string          { return fmt.Sprint(file.Size(n)) }

// show writes a page. title is a key; its arguments are in the body where there are any.
func (p *Portal) show(w http.ResponseWriter, r *http.Request, status int, name, title string, body any) error {
	b, err := p.draw(r, name, title, body)
	if err != nil {
		return err
	}
	p.give(w, r, status, b)
	return nil
}

func (p *Portal) draw(r *http.Request, name, title string, body any) ([]byte, error) {
	lang := langOf(r)
	s := sheet{
		Lang: lang, Look: lookOf(r), Path: strings.TrimPrefix(r.URL.Path, "/en"), Query: r.URL.RawQuery, Name: name, Title: title, Sample: p.Sample,
		Now: p.DB.Now(), Body: body, assets: p.assets,
	}
	if s.Path == "" {
		s.Path = "/"
	}
	if text.Has(title) {
		s.Title = text.T(lang, title, nil)
	}
	var b bytes.Buffer
	if err := p.pages[name].ExecuteTemplate(&b, "frame.html", s); err != nil {
		return nil, fmt.Errorf("page %s: %w", name, err)
	}
	return b.Bytes(), nil
}

func (p *Portal) give(w http.ResponseWriter, r *http.Request, status int, b []byte) {
	h := w.Header()
	h.Set("Content-Language", string(langOf(r)))
	h.Add("Vary", "Cookie")
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "private, no-cache")
	}
	page := asset{kind: "text/html; charset=utf-8", plain: b}
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		page.zip = quickly(page.plain)
	}
	give(w, r, status, page)
}

// alike shows a page that all readers of one address and one look see alike: it is drawn once for them in [kept]. Of one reader's own it holds nothing.
func (p *Portal) alike(w http.ResponseWriter, r *http.Request, name, title string, body func(ctx context.Context) (any, error), own func(page []byte) []byte) error {
	b, err := p.drawn.get(fmt.Sprint(langOf(r), lookOf(r), r.URL.RequestURI()), p.DB.Now(), func() ([]byte, error) {
		v, err := body(actor.With(context.WithoutCancel(r.Context()), actor.System("portal")))
		if err != nil {
			return nil, err
		}
		return p.draw(r, name, title, v)
	})
	if err != nil {
		return err
	}
	p.give(w, r, http.StatusOK, own(b))
	return nil
}

// refusal is what the page of a refusal says.
type refusal struct {
	Detail  string
	Faults  []string
	FaultID string
	Retry   bool
}

// refuse shows a refusal as a page: a citizen reads no problem in JSON.
func (p *Portal) refuse(w http.ResponseWriter, r *http.Request, err error) error {
	problem := wire.NewProblem(wire.Speak(r.Context(), langOf(r)), err)
	for k, v := range problem.GetHeaders() {
		w.Header()[k] = v
	}
	w.Header().Set("Cache-Control", "no-store")
	b := refusal{Detail: problem.Detail, FaultID: problem.FaultID, Retry: problem.Status >= http.StatusInternalServerError || problem.Status == http.StatusTooManyRequests}
	for _, f := range problem.Faults {
		b.Faults = append(b.Faults, f.Message)
	}
	return p.show(w, r, problem.Status, "refusal", "portal.refusal_title", b)
}

// page makes a handler of which a failure is shown as a page.
func (p *Portal) page(f wire.Handler) http.Handler {
	return wire.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := f(w, r); err != nil {
			return p.refuse(w, r, err)
		}
		return nil
	})
}

// Missing answers where no door has an address that people read.
func (p *Portal) Missing(w http.ResponseWriter, r *http.Request) {
	_ = p.refuse(w, r, fault.New(fault.NotFound, "portal.no_page"))
}

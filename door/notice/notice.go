package notice

import (
	"bytes"
	_ "embed"
	"html/template"
	"net/http"

	"thanhdong/act/notify"
	"thanhdong/door/wire"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

var (
	//go:embed page.html
	source string
	//go:embed page.css
	style []byte

	pages = template.Must(template.New("page").Parse(source))
)

// Register puts the door at its addresses.
func Register(mux *http.ServeMux, n *notify.Notices) {
	d := &door{n}
	mux.Handle("GET /n/page.css", wire.Handler(css))
	mux.Handle("GET /n/{token}", wire.Handler(d.open))
	mux.Handle("POST /n/{token}", wire.Handler(d.press))
}

type door struct{ notices *notify.Notices }

func css(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Header().Set("Cache-Control", "public, max-age=3600")
	_, err := w.Write(style)
	return err
}

// view is what the page shows.
type view struct {
	Lang                text.Lang
	Head, Title, Words  string
	Level, For, At      string
	Button, Press, Note string
	Done, Took, Why     string
	Link, Open          string
	Fault               string
}

func (d *door) open(w http.ResponseWriter, r *http.Request) error {
	p, err := d.notices.Opened(r.Context(), r.PathValue("token"))
	if err != nil {
		return refused(w, r, err)
	}
	return show(w, http.StatusOK, of(notify.Outcome{Page: p}))
}

// longestForm bounds the form: it has one field.
const longestForm = 4 << 10

func (d *door) press(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, longestForm)
	if err := r.ParseForm(); err != nil {
		return refused(w, r, fault.New(fault.NotFound, "notify.button_ended").With(err))
	}
	o, err := d.notices.Press(r.Context(), r.PathValue("token"), r.PostForm.Get("button"))
	if err != nil {
		return refused(w, r, err)
	}
	return show(w, http.StatusOK, of(o))
}

func of(o notify.Outcome) view {
	t := func(key string, args map[string]any) string { return text.T(o.Lang, key, args) }
	v := view{
		Lang: o.Lang, Head: t("notify.page_head", nil), Title: o.Title.In(o.Lang), Words: o.Text.In(o.Lang), Button: o.Button,
		Level: t("notify.page_level", map[string]any{"severity": o.Severity}), For: t("notify.page_for", map[string]any{"name": o.Name}),
		At: text.DateTime(o.Lang, o.At), Link: "/console" + o.Link, Open: t("notify.open_thing", nil), Note: t("notify.page_note", nil),
	}
	v.Press = t("notify.page_confirm", nil)
	if o.Wants == notify.Take {
		v.Press = t("notify.page_take", nil)
	}
	if !o.AcknowledgedAt.IsZero() {
		v.Done = t("notify.page_done", map[string]any{"at": o.AcknowledgedAt})
	}
	if o.Took {
		v.Took = t("notify.page_took", nil)
	}
	if o.Why != nil {
		v.Why = t("notify.page_not_taken", map[string]any{"why": text.Message(o.Why.Key, o.Why.Args)})
	}
	return v
}

// refused shows a refusal as a page: who stands behind a link reads no problem in JSON.
func refused(w http.ResponseWriter, r *http.Request, err error) error {
	f, ok := fault.As(err)
	if !ok || f.Kind != fault.NotFound {
		return err
	}
	lang := wire.Lang(r.Context())
	return show(w, http.StatusNotFound, view{Lang: lang, Head: text.T(lang, "notify.page_head", nil), Fault: text.T(lang, f.Key, f.Args), Link: "/console/notices", Open: text.T(lang, "notify.page_inbox", nil)})
}

func show(w http.ResponseWriter, status int, v view) error {
	var b bytes.Buffer
	if err := pages.Execute(&b, v); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer") // the address is the key
	h.Set("X-Robots-Tag", "noindex")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // the reader has gone
	return nil
}

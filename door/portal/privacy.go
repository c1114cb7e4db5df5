package portal

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"thanhdong/door/wire"
	"thanhdong/ground/consent"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/law"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
	"thanhdong/serve/privacy"
)

func (p *Portal) registerPrivacy(mux *http.ServeMux) {
	form, send, find := p.page(p.privacyForm), p.page(p.privacySend), p.page(p.privacyFind)
	follow, agree, letter := p.page(p.privacyFollow), p.page(p.privacyAgree), p.page(p.privacyLetter)
	mux.Handle("GET /privacy/request", form)
	mux.Handle("GET /en/privacy/request", form)
	mux.Handle("POST /privacy/request", send)
	mux.Handle("POST /en/privacy/request", send)
	mux.Handle("POST /privacy/follow", find)
	mux.Handle("POST /en/privacy/follow", find)
	mux.Handle("GET /privacy/request/{code}", follow)
	mux.Handle("GET /en/privacy/request/{code}", follow)
	mux.Handle("POST /privacy/request/{code}", agree)
	mux.Handle("POST /en/privacy/request/{code}", agree)
	mux.Handle("GET /privacy/request/{code}/letter", letter)
	mux.Handle("GET /en/privacy/request/{code}/letter", letter)
}

// privacyAsk is the form as it was filled in, with what is wrong.
type privacyAsk struct {
	Key      string // makes the same form sent twice one request
	Asks     string
	Words    string
	Name     string
	Phone    string
	Email    string
	Codes    string
	Agrees   []string
	Kinds    []privacy.Ask
	Purposes []consent.Purpose
	Clocks   []clockView
	Faults   map[string]string // by field
}

// clockView is by when a request is answered.
type clockView struct {
	For   string
	Time  string
	Basis string
}

// Agreed says whether a box stands ticked. None is when the form is opened: silence is no consent.
func (a privacyAsk) Agreed(purpose string) bool { return slices.Contains(a.Agrees, purpose) }

func (p *Portal) privacyForm(w http.ResponseWriter, r *http.Request) error {
	return p.showPrivacyForm(w, r, http.StatusOK, privacyAsk{Key: rand.Text(), Asks: string(privacy.See)})
}

func (p *Portal) showPrivacyForm(w http.ResponseWriter, r *http.Request, status int, a privacyAsk) (err error) {
	a.Kinds = privacy.Asks
	if a.Purposes, err = p.Privacy.Purposes(r.Context()); err != nil {
		return err
	}
	clocks, err := p.Privacy.Clocks(r.Context())
	if err != nil {
		return err
	}
	for _, c := range clocks {
		if c.For == privacy.ForBreach {
			continue
		}
		view, err := p.clockView(r, c)
		if err != nil {
			return err
		}
		a.Clocks = append(a.Clocks, view)
	}
	w.Header().Set("Cache-Control", "no-store")
	return p.show(w, r, status, "privacyask", "portal.ask_title", a)
}

func (p *Portal) clockView(r *http.Request, c privacy.Clock) (v clockView, err error) {
	lang := langOf(r)
	v = clockView{For: c.For, Time: text.Duration(lang, c.Limit)}
	for _, l := range c.Legal {
		name := l.Act
		err := p.DB.View(r.Context(), func(ctx context.Context, tx *db.Tx) error {
			act, err := law.Get(ctx, tx, l.Act)
			if err == nil {
				name = act.Title.In(lang) + " (" + act.Number + ")"
			} else if fault.Is(err, fault.NotFound) {
				err = nil
			}
			return err
		})
		if err != nil {
			return v, err
		}
		v.Basis = strings.TrimPrefix(v.Basis+"; "+name, "; ")
	}
	return v, nil
}

func (p *Portal) privacySend(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, longestForm)
	if err := r.ParseForm(); err != nil {
		return fault.New(fault.Invalid, "portal.form_broken").With(err)
	}
	f := r.PostForm
	a := privacyAsk{Key: f.Get("key"), Asks: f.Get("asks"), Words: f.Get("words"), Name: f.Get("name"), Phone: f.Get("phone"), Email: f.Get("email"), Codes: f.Get("codes"), Agrees: f["agrees"]}
	if len(a.Agrees) > 20 {
		a.Agrees = nil
	}
	n := privacy.New{Asks: privacy.Ask(a.Asks), Words: a.Words, From: wire.RemoteKey(r), Agrees: a.Agrees, Lang: langOf(r), Key: a.Key,
		Person: consent.Person{Name: a.Name, Phones: []string{a.Phone}, Emails: []string{a.Email}, Codes: strings.FieldsFunc(a.Codes, func(c rune) bool { return strings.ContainsRune(",;\r\n", c) })}}
	_, code, err := p.Privacy.File(r.Context(), n)
	if e, is := fault.As(err); is && len(e.Fields) > 0 {
		a.Faults = map[string]string{}
		for _, field := range e.Fields {
			a.Faults[field.Path] = text.T(langOf(r), field.Key, field.Args)
		}
		return p.showPrivacyForm(w, r, http.StatusBadRequest, a)
	}
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, toLang(r, "/privacy/request/"+url.PathEscape(code)+"?new=1"), http.StatusSeeOther)
	return nil
}

// toLang is an address in the language of the request.
func toLang(r *http.Request, path string) string {
	if langOf(r) == text.EN {
		return "/en" + path
	}
	return path
}

// privacyFind leads from the code that was typed to its page.
func (p *Portal) privacyFind(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, longestForm)
	if err := r.ParseForm(); err != nil {
		return fault.New(fault.Invalid, "portal.form_broken").With(err)
	}
	code := strings.Join(strings.Fields(strings.ToUpper(r.PostForm.Get("code"))), "")
	if code == "" || len(code) > 40 || strings.Contains(code, "/") {
		return fault.New(fault.NotFound, "privacy.no_code")
	}
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, toLang(r, "/privacy/request/"+url.PathEscape(code)), http.StatusSeeOther)
	return nil
}

// privacyFollowed is how far a request is, for who has its code.
type privacyFollowed struct {
	privacy.Followed
	Code     string
	New      bool // it was just sent: the code is shown to be kept
	UnitName text.L
	Clock    clockView
	Offered  []consent.Purpose // that do not stand
}

// Day writes an instant as people here do.
func (privacyFollowed) Day(t time.Time) string { return consent.Stamp(t) }

func (p *Portal) privacyFollow(w http.ResponseWriter, r *http.Request) error {
	code := r.PathValue("code")
	f, err := p.Privacy.Follow(r.Context(), code)
	if err != nil {
		return err
	}
	v := privacyFollowed{Followed: f, Code: code, New: r.URL.Query().Get("new") == "1"}
	if v.Clock, err = p.clockView(r, f.Clock); err != nil {
		return err
	}
	if err := p.DB.View(r.Context(), func(ctx context.Context, tx *db.Tx) error {
		name, err := unit.Called(ctx, tx, f.Unit)
		v.UnitName = name
		return err
	}); err != nil {
		return err
	}
	purposes, err := p.Privacy.Purposes(r.Context())
	if err != nil {
		return err
	}
	for _, u := range purposes {
		stands := slices.ContainsFunc(f.Agreed, func(g consent.Given) bool { return g.Purpose == u.Code && g.Stands() })
		if !stands && !f.Gone {
			v.Offered = append(v.Offered, u)
		}
	}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "no-referrer") // the address holds the code
	return p.show(w, r, http.StatusOK, "privacyfollow", "portal.followed_title", v)
}

// privacyAgree gives or takes back a consent, by the buttons of the page of a request.
func (p *Portal) privacyAgree(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, longestForm)
	if err := r.ParseForm(); err != nil {
		return fault.New(fault.Invalid, "portal.form_broken").With(err)
	}
	code, err := r.PathValue("code"), error(nil)
	switch {
	case r.PostForm.Has("withdraw"):
		err = p.Privacy.Withdraw(r.Context(), code, r.PostForm.Get("withdraw"))
	case r.PostForm.Has("agree"):
		err = p.Privacy.Agree(r.Context(), code, r.PostForm.Get("agree"), langOf(r))
	}
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, toLang(r, "/privacy/request/"+url.PathEscape(code)), http.StatusSeeOther)
	return nil
}

func (p *Portal) privacyLetter(w http.ResponseWriter, r *http.Request) error {
	b, err := p.Privacy.LetterByCode(r.Context(), r.PathValue("code"))
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox allow-modals; frame-ancestors 'none'")
	if _, err := w.Write(b); err != nil {
		return fmt.Errorf("letter: %w", err)
	}
	return nil
}

package portal

import (
	"net/http"
	"net/url"
	"strings"

	"thanhdong/door/wire"
	"thanhdong/ground/text"
)

// look is how a reader wants the pages. It is kept in the reader's browser, not here.
type look struct {
	Size     int    // of letters: 0, 1, 2
	Contrast bool   // black on white
	Easy     bool   // only the easy words
	Station  string // code of the air station of home
}

const lookCookie = "look"

// lookOf reads the cookie; what is not understood is as if it were not there.
func lookOf(r *http.Request) (l look) {
	c, err := r.Cookie(lookCookie)
	if err != nil {
		return look{}
	}
	v, err := url.ParseQuery(c.Value)
	if err != nil {
		return look{}
	}
	if size := v.Get("s"); len(size) == 1 {
		l.Size = max(0, strings.Index("012", size))
	}
	l.Contrast, l.Easy = v.Get("c") == "1", v.Get("e") == "1"
	if s := v.Get("a"); len(s) <= 100 {
		l.Station = s
	}
	return l
}

func (l look) keep(w http.ResponseWriter, r *http.Request) {
	v := url.Values{}
	if l.Size > 0 {
		v.Set("s", string("012"[l.Size]))
	}
	if l.Contrast {
		v.Set("c", "1")
	}
	if l.Easy {
		v.Set("e", "1")
	}
	if l.Station != "" {
		v.Set("a", l.Station)
	}
	c := &http.Cookie{Name: lookCookie, Value: v.Encode(), Path: "/", MaxAge: 365 * 24 * 3600, HttpOnly: true, Secure: wire.Secure(r), SameSite: http.SameSiteLaxMode}
	if len(v) == 0 {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}

// longestForm bounds a form without files.
const longestForm = 64 << 10

// change answers POST /look: one button of the form in the head of each page, or the choice of a station. It leads back to the page.
func (p *Portal) change(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, longestForm)
	if err := r.ParseForm(); err != nil {
		return p.refuse(w, r, err)
	}
	l := lookOf(r)
	switch r.PostForm.Get("set") {
	case "size":
		l.Size = (l.Size + 1) % 3
	case "contrast":
		l.Contrast = !l.Contrast
	case "easy":
		l.Easy = !l.Easy
	case "station":
		if l.Station = r.PostForm.Get("station"); len(l.Station) > 100 {
			l.Station = ""
		}
	}
	l.keep(w, r)
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, back(r.PostForm.Get("back")), http.StatusSeeOther)
	return nil
}

// back is an address of ours: what a form says may lead nowhere else.
func back(s string) string {
	if u, err := url.Parse(s); err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(u.Path, "/") || strings.HasPrefix(u.Path, "//") || strings.ContainsAny(s, "\\\r\n") {
		return "/"
	}
	return s
}

// langOf is the language of an address.
func langOf(r *http.Request) text.Lang {
	if r.URL.Path == "/en" || strings.HasPrefix(r.URL.Path, "/en/") {
		return text.EN
	}
	return text.VI
}

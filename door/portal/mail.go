package portal

import (
	"net/http"

	"thanhdong/door/wire"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/serve/report"
)

// letterView is the page to which a letter leads. Opening it changes nothing: mail servers open links before people do.
type letterView struct {
	report.Follower
	Ended bool
}

// Standing is the key of how the report stands.
func (v letterView) Standing() string { return standing(v.State, v.Outcome) }

func (p *Portal) letter(w http.ResponseWriter, r *http.Request) error {
	f, err := p.follower(r)
	if err != nil {
		return err
	}
	return p.showLetter(w, r, letterView{Follower: f})
}

func (p *Portal) showLetter(w http.ResponseWriter, r *http.Request, v letterView) error {
	h := w.Header()
	h.Set("Cache-Control", "private, no-store")
	h.Set("Referrer-Policy", "no-referrer") // the address is the key
	h.Set("X-Robots-Tag", "noindex")
	return p.show(w, r, http.StatusOK, "letter", "portal.letter_title", v)
}

// follower finds who a letter was for, and slows down who guesses.
func (p *Portal) follower(r *http.Request) (report.Follower, error) {
	key := wire.RemoteKey(r)
	if err := p.guesses.Take(key); err != nil {
		return report.Follower{}, err
	}
	f, err := p.Reports.Followed(r.Context(), r.PathValue("token"))
	if err == nil {
		p.guesses.Return(key)
	}
	return f, err
}

// press answers the button of that page.
func (p *Portal) press(w http.ResponseWriter, r *http.Request) error {
	f, err := p.follower(r)
	if err != nil {
		return err
	}
	r.Body = http.MaxBytesReader(w, r.Body, longestForm)
	if err := r.ParseForm(); err != nil {
		return brokenOff(err)
	}
	do := r.PostForm.Get("do")
	if r.PostForm.Get("List-Unsubscribe") == "One-Click" { // a mail program pressed its own button (RFC 8058)
		do = "end"
	}
	switch do {
	case "confirm":
		f, err = p.Reports.ConfirmFollower(r.Context(), f.Token)
		return p.pressed(w, r, letterView{Follower: f}, err)
	case "end":
		return p.pressed(w, r, letterView{Follower: f, Ended: true}, p.Reports.Unfollow(r.Context(), f.Token))
	}
	return fault.New(fault.Invalid, "portal.no_button")
}

func (p *Portal) pressed(w http.ResponseWriter, r *http.Request, v letterView, err error) error {
	if err != nil {
		return err
	}
	return p.showLetter(w, r, v)
}

// followByMail answers POST /reports/{number}/follow. It says the same to everybody: that a letter went out, not whether the address
// follows already.
func (p *Portal) followByMail(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, longestForm)
	if err := r.ParseForm(); err != nil {
		return brokenOff(err)
	}
	if err := p.letters.Take(wire.RemoteKey(r)); err != nil {
		return err
	}
	number := r.PathValue("number")
	err := p.Reports.Follow(r.Context(), number, r.PostForm.Get("email"), langOf(r))
	if e, ours := fault.As(err); ours && len(e.Fields) > 0 {
		return p.showOne(w, r, http.StatusBadRequest, asked{Typed: r.PostForm.Get("email"), Wrong: text.T(langOf(r), e.Fields[0].Key, nil)})
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, prefix(r)+"/reports/"+number+"?said=mail", http.StatusSeeOther)
	return nil
}

package portal

import (
	"encoding/json"
	"net/http"

	"thanhdong/door/wire"
	"thanhdong/ground/fault"
)

// hereAsked is what the page of a report asks for the browser in which it is open. Endpoint and keys are what the browser's push service gave it.
type hereAsked struct {
	Do       string `json:"do"` // ask, on, off
	Endpoint string `json:"endpoint"`
	P256dh   string `json:"p256dh"`
	Auth     string `json:"auth"`
}

// here answers POST /r/{code}/push, which only the page's script sends: whether this browser is told of the report from now on.
func (p *Portal) here(w http.ResponseWriter, r *http.Request) error {
	code := r.PathValue("code")
	if err := p.known(r, code); err != nil {
		return err
	}
	r.Body = http.MaxBytesReader(w, r.Body, longestForm)
	var a hereAsked
	if err := wire.Read(r, &a); err != nil {
		return err
	}
	on, err := false, error(nil)
	switch a.Do {
	case "ask":
		on, err = p.Reports.FollowsHere(r.Context(), code, a.Endpoint)
	case "on":
		if err := p.letters.Take(wire.RemoteKey(r)); err != nil {
			return err
		}
		keys, _ := json.Marshal(map[string]string{"p256dh": a.P256dh, "auth": a.Auth}) // of strings: cannot fail
		on, err = true, p.Reports.FollowHere(r.Context(), code, a.Endpoint, string(keys), langOf(r))
	case "off":
		err = p.Reports.UnfollowHere(r.Context(), code, a.Endpoint)
	default:
		err = fault.New(fault.Invalid, "portal.no_button")
	}
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "private, no-store")
	w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(w).Encode(map[string]bool{"on": on})
}

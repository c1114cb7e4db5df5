package wire

import (
	"context"
	"net/http"
	"strings"

	"thanhdong/ground/actor"
	"thanhdong/ground/fault"
)

// Names of the session cookie. A browser accepts the first only over TLS, for
// this host alone; the second is for a reader at this machine without TLS.
const (
	secureCookie = "__Host-thanhdong"
	localCookie  = "thanhdong-local"
)

// Identify finds who stands behind a secret; [fault.Unauthenticated] when nobody.
type Identify func(ctx context.Context, secret string) (actor.Actor, error)

// Who asks here.
type Who struct {
	Session Identify // the secret of a session cookie
	Bearer  Identify // a token of an account or the key of a device
}

// Of finds the actor of a request. A bearer secret that is wrong is refused; a
// session that has ended makes the reader nobody, who may still sign in.
func (w Who) Of(r *http.Request) (actor.Actor, error) {
	if header := r.Header.Get("Authorization"); header != "" {
		scheme, secret, _ := strings.Cut(header, " ")
		if secret = strings.TrimSpace(secret); !strings.EqualFold(scheme, "Bearer") || secret == "" || w.Bearer == nil {
			return actor.Actor{}, fault.New(fault.Unauthenticated, "wire.bad_bearer")
		}
		return w.Bearer(r.Context(), secret)
	}
	secret := SessionSecret(r)
	if secret == "" || w.Session == nil {
		return actor.Actor{}, nil
	}
	a, err := w.Session(r.Context(), secret)
	if fault.Is(err, fault.Unauthenticated) || fault.Is(err, fault.NotFound) {
		return actor.Actor{}, nil
	}
	return a, err
}

// SessionSecret is the secret of the request's session cookie, "" without one.
// Over plain HTTP it counts only at this machine.
func SessionSecret(r *http.Request) string {
	name := localCookie
	if Secure(r) {
		name = secureCookie
	} else if !Local(r) {
		return ""
	}
	c, err := r.Cookie(name)
	if err != nil {
		return ""
	}
	return c.Value
}

// SetSession gives the reader the cookie of a new session, or takes it away when
// secret is "". It refuses where the secret would travel in the clear.
func SetSession(w http.ResponseWriter, r *http.Request, secret string) error {
	c := &http.Cookie{Name: localCookie, Value: secret, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode}
	if Secure(r) {
		c.Name, c.Secure = secureCookie, true
	} else if !Local(r) {
		return fault.New(fault.Forbidden, "wire.plain_http")
	}
	if secret == "" {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
	return nil
}

// Person gives the actor when a person, or a program with a person's token,
// asks. Nobody is [fault.Unauthenticated]; a device is [fault.Forbidden], its key
// opens nothing but its feed.
func Person(ctx context.Context) (actor.Actor, error) {
	switch a := actor.From(ctx); {
	case a.ID == "":
		return a, fault.New(fault.Unauthenticated, "wire.sign_in")
	case a.Kind == actor.Device:
		return a, fault.New(fault.Forbidden, "wire.device")
	default:
		return a, nil
	}
}

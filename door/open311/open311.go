package open311

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"time"

	"thanhdong/door/wire"
	"thanhdong/ground/account"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/serve/report"
)

// App is what keys are made for.
const App = "open311"

// Deps are what the door needs.
type Deps struct {
	DB       *db.DB
	Reports  *report.Reports
	Accounts *account.Accounts
	Sample   bool // what is sent is not acted upon
}

// Door is the door.
type Door struct {
	Deps
	guesses *wire.Limiter // of tokens

	mu    sync.Mutex
	rates map[string]rate // by the id of the key
}

type rate struct {
	of      int
	limiter *wire.Limiter
}

// New makes the door.
func New(d Deps) *Door {
	return &Door{Deps: d, guesses: wire.NewLimiter(30, time.Minute, d.DB.Now), rates: map[string]rate{}}
}

// Register puts the door at its addresses.
func (d *Door) Register(mux *http.ServeMux) {
	mux.Handle("GET /open311/{file}", open(at("file", d.top)))
	mux.Handle("GET /open311/v2/{file}", open(at("file", d.lists)))
	mux.Handle("POST /open311/v2/{file}", at("file", d.post))
	mux.Handle("GET /open311/v2/services/{file}", open(at("file", d.definition)))
	mux.Handle("GET /open311/v2/requests/{file}", open(at("file", d.request)))
	mux.Handle("GET /open311/v2/tokens/{file}", open(at("file", d.token)))
	mux.Handle("GET /open311/{file...}", open(http.HandlerFunc(lost)))
}

// open lets pages of other sites read what everybody may read.
func open(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Access-Control-Allow-Origin", "*")
		w.Header().Set("Cross-Origin-Resource-Policy", "cross-origin")
		h.ServeHTTP(w, r)
	})
}

func lost(w http.ResponseWriter, r *http.Request) {
	kind := asXML
	if strings.HasSuffix(r.URL.Path, "."+asJSON) {
		kind = asJSON
	}
	refuse(w, r, kind, fault.New(fault.NotFound, "open311.no_address"))
}

func (d *Door) top(w http.ResponseWriter, r *http.Request, name, kind string) error {
	if name != "discovery" {
		return fault.New(fault.NotFound, "open311.no_address")
	}
	return d.discovery(w, r, kind)
}

func (d *Door) lists(w http.ResponseWriter, r *http.Request, name, kind string) error {
	switch name {
	case "services":
		return d.services(w, r, kind)
	case "requests":
		return d.requests(w, r, kind)
	}
	return fault.New(fault.NotFound, "open311.no_address")
}

// sender finds the program of a key and takes one turn of its rate.
func (d *Door) sender(ctx context.Context, key string) (account.App, error) {
	if key == "" {
		return account.App{}, fault.New(fault.Unauthenticated, "open311.no_key")
	}
	app, err := d.Accounts.AppByKey(ctx, App, key)
	if fault.Is(err, fault.Unauthenticated) {
		return app, fault.New(fault.Unauthenticated, "open311.bad_key").With(err)
	}
	if err != nil {
		return app, err
	}
	return app, d.limiter(app).Take(app.ID)
}

// limiter is that of a key; it begins anew when the rate of the key is another.
func (d *Door) limiter(app account.App) *wire.Limiter {
	d.mu.Lock()
	defer d.mu.Unlock()
	r := d.rates[app.ID]
	if r.of != app.Rate {
		r = rate{app.Rate, wire.NewLimiter(app.Rate, time.Minute/time.Duration(app.Rate), d.DB.Now)}
		d.rates[app.ID] = r
	}
	return r.limiter
}

// base is the address under which the sender found us.
func base(r *http.Request) string {
	scheme := "http"
	if wire.Secure(r) {
		scheme = "https"
	}
	return scheme + "://" + strings.TrimSuffix(r.Host, "/")
}

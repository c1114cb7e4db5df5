package portal

import (
	"compress/gzip"
	"html/template"
	"net/http"
	"time"

	"bytes"

	"thanhdong/act/warning"
	"thanhdong/door/wire"
	"thanhdong/ground/db"
	"thanhdong/ground/file"
	"thanhdong/know/publish"
	"thanhdong/sense/derive"
	"thanhdong/sense/entity"
	"thanhdong/serve/place"
	"thanhdong/serve/privacy"
	"thanhdong/serve/report"
)

// Deps are what the door needs.
type Deps struct {
	DB       *db.DB
	Entities *entity.Entities
	Derive   *derive.Derive
	Warnings *warning.Warnings
	Reports  *report.Reports
	Places   *place.Places
	Files    *file.Files
	Privacy  *privacy.Privacy
	OpenData *publish.Sets
	Public   string // address by which people reach the server, in files that leave it
	MailAt   string // address at which reports by e-mail come in; empty: they do not
	Sample   bool   // the server shows the sample province
}

// Portal is the door.
type Portal struct {
	Deps
	assets assets
	pages  map[string]*template.Template

	air      *remembered[[]station]
	warnings *remembered[[]warning.Warning]
	shared   *remembered[shared]
	outline  *remembered[sketch]
	drawn    drawnPages
	standing *remembered[report.Standing]
	easy     *remembered[[]shownPlace]
	figures  []*remembered[tally] // of each of spans
	mail     *remembered[bool]    // whether letters can be sent
	push     *remembered[string]  // by what key a browser subscribes; empty: none can
	guesses  *wire.Limiter        // of codes
	letters  *wire.Limiter        // asked for by one sender
	files    writtenFiles         // of open data
	parts    *wire.Limiter        // of files of open data, written for one reader
}

// kept is how long a figure that all readers see alike is not read again.
const kept = 3 * time.Second

// What changes seldom is read again less often: names and categories, figures of months, outlines of areas.
const (
	settled = 30 * time.Second
	counted = 5 * time.Minute
	drawn   = 10 * time.Minute
)

// New makes the door.
func New(d Deps) *Portal {
	p := &Portal{Deps: d, assets: loadAssets(), pages: loadPages()}
	p.air = remember(kept, p.readAir)
	p.warnings = remember(kept, p.readWarnings)
	p.shared = remember(settled, p.readShared)
	p.outline = remember(drawn, p.readOutline)
	p.standing = remember(settled, d.Reports.Standing)
	p.easy = remember(settled, p.readEasyPlaces)
	for _, days := range spans {
		p.figures = append(p.figures, remember(counted, p.readFigures(days)))
	}
	p.mail = remember(settled, d.Reports.CanFollow)
	p.push = remember(settled, d.Reports.PushKey)
	p.letters = wire.NewLimiter(10, 6*time.Minute, d.DB.Now)
	p.parts = wire.NewLimiter(60, time.Second, d.DB.Now)
	p.guesses = wire.NewLimiter(30, time.Minute, d.DB.Now)
	return p
}

// Register puts the pages at their addresses, in both languages.
func (p *Portal) Register(mux *http.ServeMux) {
	mux.Handle("GET /portal/{set}/{file}", wire.Handler(p.assets.serve))
	mux.Handle("GET /en", http.RedirectHandler("/en/", http.StatusMovedPermanently))
	mux.Handle("POST /look", p.page(p.change))
	access, about := p.page(p.plain("access", "portal.access_title")), p.page(p.plain("privacy", "portal.privacy_title"))
	mux.Handle("GET /{$}", p.page(p.home))
	mux.Handle("GET /en/{$}", p.page(p.home))
	mux.Handle("GET /air", p.page(p.airPage))
	mux.Handle("GET /en/air", p.page(p.airPage))
	mux.Handle("GET /warnings", p.page(p.warningList))
	mux.Handle("GET /en/warnings", p.page(p.warningList))
	mux.Handle("GET /warnings/{identifier}", p.page(p.warningOne))
	mux.Handle("GET /en/warnings/{identifier}", p.page(p.warningOne))
	mux.Handle("GET /report", p.page(p.reportPage))
	mux.Handle("GET /en/report", p.page(p.reportPage))
	mux.Handle("GET /report-worker.js", wire.Handler(p.assets.worker))
	mux.Handle("GET /report/sketch", wire.Handler(p.sketchFile))
	mux.Handle("GET /en/report/sketch", wire.Handler(p.sketchFile))
	mux.Handle("POST /report", p.page(p.send))
	mux.Handle("POST /en/report", p.page(p.send))
	mux.Handle("GET /q/{code}", p.page(p.qr))
	mux.Handle("GET /en/q/{code}", p.page(p.qr))
	mux.Handle("GET /places", p.page(p.placeList))
	mux.Handle("GET /en/places", p.page(p.placeList))
	mux.Handle("GET /places/{code}", p.page(p.placeOne))
	mux.Handle("GET /en/places/{code}", p.page(p.placeOne))
	mux.Handle("GET /follow", p.page(p.followPage))
	mux.Handle("GET /en/follow", p.page(p.followPage))
	mux.Handle("GET /r/{code}", p.page(p.mine))
	mux.Handle("GET /en/r/{code}", p.page(p.mine))
	mux.Handle("POST /r/{code}", p.page(p.say))
	mux.Handle("POST /en/r/{code}", p.page(p.say))
	mux.Handle("POST /r/{code}/photo", p.page(p.more))
	mux.Handle("POST /en/r/{code}/photo", p.page(p.more))
	mux.Handle("POST /r/{code}/push", wire.Handler(p.here))
	mux.Handle("POST /en/r/{code}/push", wire.Handler(p.here))
	mux.Handle("GET /r/{code}/photo/{sha}", wire.Handler(p.minePhoto))
	mux.Handle("GET /reports", p.page(p.reportList))
	mux.Handle("GET /en/reports", p.page(p.reportList))
	mux.Handle("GET /reports/figures", p.page(p.figuresPage))
	mux.Handle("GET /en/reports/figures", p.page(p.figuresPage))
	mux.Handle("GET /reports/{number}", p.page(p.reportOne))
	mux.Handle("GET /en/reports/{number}", p.page(p.reportOne))
	mux.Handle("POST /reports/{number}/follow", p.page(p.followByMail))
	mux.Handle("POST /en/reports/{number}/follow", p.page(p.followByMail))
	mux.Handle("GET /f/{token}", p.page(p.letter))
	mux.Handle("GET /en/f/{token}", p.page(p.letter))
	mux.Handle("POST /f/{token}", p.page(p.press))
	mux.Handle("POST /en/f/{token}", p.page(p.press))
	mux.Handle("GET /reports/{number}/photo/{sha}", wire.Handler(p.publicPhoto))
	mux.Handle("GET /access", access)
	mux.Handle("GET /en/access", access)
	mux.Handle("GET /privacy", about)
	mux.Handle("GET /en/privacy", about)
	mux.Handle("GET /data", http.RedirectHandler("/data/", http.StatusMovedPermanently))
	mux.Handle("GET /en/data", http.RedirectHandler("/en/data/", http.StatusMovedPermanently))
	mux.Handle("GET /data/{$}", p.page(p.openSets))
	mux.Handle("GET /en/data/{$}", p.page(p.openSets))
	mux.Handle("GET /data/{file}", p.page(p.openOne))
	mux.Handle("GET /en/data/{file}", p.page(p.openOne))
	p.registerPrivacy(mux)
}

// plain is a page that says the same to everybody.
func (p *Portal) plain(name, title string) wire.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		return p.show(w, r, http.StatusOK, name, title, nil)
	}
}

// quickly compresses a page that is made for one reader: fast, for the line is what is slow.
func quickly(b []byte) []byte {
	var out bytes.Buffer
	w, _ := gzip.NewWriterLevel(&out, gzip.BestSpeed)
	_, _ = w.Write(b)
	_ = w.Close()
	return out.Bytes()
}

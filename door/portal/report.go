package portal

import (
	"bytes"
	"context"
	"crypto/rand"
	"net/http"
	"slices"
	"strings"
	"time"

	"thanhdong/ground/area"
	"thanhdong/ground/consent"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/file"
	"thanhdong/ground/text"
	"thanhdong/sense/entity"
	"thanhdong/serve/place"
	"thanhdong/serve/report"
)

// form is what the page of a new report holds, as it was typed, right or wrong: a page that is shown again loses none of it.
type form struct {
	Key              string
	Category         string
	Answers          map[string][]string // by category.question
	Words            string
	Lat, Lon         string
	Address, Area    string
	Spot             string // code of the thing or place whose QR code was read
	Place            string // code of the public place that was chosen as where it is
	Name             string
	Phone, Email     string
	Hidden, Callback bool
}

// Chosen and Said are for the page: whether a value of a list was chosen, and what was typed.
func (f form) Chosen(category, question, key string) bool {
	return slices.Contains(f.Answers[category+"."+question], key)
}

func (f form) Said(category, question string) string {
	return strings.Join(f.Answers[category+"."+question], "")
}

// areaGroup is one district with what lies below it, or what lies below the province itself.
type areaGroup struct {
	Area  area.Area
	Below []area.Area
}

// public is what all readers see alike.
type shared struct {
	kinds  []report.Category
	byCode map[string]report.Category
	desk   report.Intake
	open   bool // reports are taken in here
	areas  []areaGroup
	names  map[string]text.L // of areas by code
	places []place.Place     // of which the form offers
	keep   time.Duration     // how long is known how a reporter is reached; 0: until they ask
}

func (p *Portal) readShared(ctx context.Context) (s shared, err error) {
	s.byCode, s.names = map[string]report.Category{}, map[string]text.L{}
	if s.kinds, err = p.Reports.Categories(ctx); err != nil {
		return s, err
	}
	for _, c := range s.kinds {
		s.byCode[c.Code] = c
	}
	if s.places, _, err = p.Places.List(ctx, place.Filter{Limit: mostOffered}); err != nil {
		return s, err
	}
	switch s.desk, err = p.Reports.Intake(ctx); {
	case err == nil:
		s.open = len(s.kinds) > 0
	case !fault.Is(err, fault.Unavailable):
		return s, err
	}
	return s, p.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if s.keep, err = consent.KeptFor(ctx, tx, report.ContactHeld); err != nil {
			return err
		}
		all, err := area.All(ctx, tx, "")
		if err != nil {
			return err
		}
		below := map[string][]area.Area{}
		for _, a := range all {
			s.names[a.Code] = a.Name
			below[a.Parent] = append(below[a.Parent], a)
		}
		for _, province := range below[""] {
			for _, a := range below[province.Code] {
				s.areas = append(s.areas, areaGroup{a, sorted(below[a.Code])})
			}
		}
		text.SortBy(s.areas, func(g areaGroup) string { return g.Area.Name.VI })
		return nil
	})
}

func sorted(list []area.Area) []area.Area {
	text.SortBy(list, func(a area.Area) string { return a.Name.VI })
	return list
}

// spot is the place that a QR code names.
type spot struct {
	Code     string
	Name     text.L
	Address  text.L // where it has one
	Area     string
	Lat, Lon float64
}

// spotOf finds the thing of the city that a QR code stands on.
func (p *Portal) spotOf(ctx context.Context, code string) (*spot, error) {
	if code == "" || len(code) > 100 {
		return nil, nil
	}
	for _, kind := range []string{entity.Station} {
		e, err := p.Entities.ByCode(asPortal(ctx), kind, code)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		return &spot{Code: e.Code, Name: e.Name, Area: e.Area, Lat: e.Lat, Lon: e.Lon}, nil
	}
	return p.placeAt(ctx, code)
}

// placeAt is the public place of a code; nil where there is none.
func (p *Portal) placeAt(ctx context.Context, code string) (*spot, error) {
	one, err := p.Places.ByCode(ctx, code)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &spot{one.Code, one.Name, one.Address, one.Area, one.Lat, one.Lon}, nil
}

// reportView is the page of a new report.
type reportView struct {
	Form   form
	Kept   []file.File
	Kinds  []report.Category
	Areas  []areaGroup
	Spot   *spot
	Place  *spot
	Places []place.Place
	Near   []report.Near
	Desk   report.Intake
	Open   bool
	Top    string // why it was not taken as a whole
	Stop   string // whom to call instead
	Keep   time.Duration
	MailAt string // one may write there instead
	faults []fieldFault
	names  map[string]text.L
}

type fieldFault struct{ Field, Words string }

// Fault is what is wrong with a field; Faults is all of it, in the order of the page.
func (v reportView) Fault(field string) string {
	var all []string
	for _, f := range v.faults {
		if f.Field == field {
			all = append(all, f.Words)
		}
	}
	return strings.Join(all, ". ")
}

func (v reportView) Faults() []fieldFault { return v.faults }

// AreaName is the name of an area by its code.
func (v reportView) AreaName(code string) text.L { return v.names[code] }

// fresh makes the key of a new draft.
func fresh() string { return "web-" + strings.ToLower(rand.Text()) }

// reportPage is the page of a new report. What the address names is chosen already.
func (p *Portal) reportPage(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	w.Header().Set("Cache-Control", "private, no-store") // the key is of one draft
	return p.alike(w, r, "report", "portal.report_title", func(ctx context.Context) (any, error) {
		return p.reportForm(ctx, reportView{Form: form{Key: anyKey, Category: q.Get("category"), Spot: q.Get("q"), Place: q.Get("place")}})
	}, func(page []byte) []byte { return bytes.ReplaceAll(page, []byte(anyKey), []byte(fresh())) })
}

// anyKey stands in the form as it is drawn for all readers, where each gets a key of their own.
const anyKey = "web-00000000000000000000000000"

func (p *Portal) showReport(w http.ResponseWriter, r *http.Request, status int, v reportView) error {
	v, err := p.reportForm(r.Context(), v)
	if err != nil {
		return err
	}
	title := "portal.report_title"
	if len(v.faults) > 0 || v.Top != "" || v.Stop != "" {
		title = "portal.report_again"
	}
	return p.show(w, r, status, "report", title, v)
}

// reportForm puts what the form offers into the view.
func (p *Portal) reportForm(ctx context.Context, v reportView) (reportView, error) {
	s, err := p.shared.get(ctx, p.DB.Now())
	if err != nil {
		return v, err
	}
	if v.Spot, err = p.spotOf(ctx, v.Form.Spot); err != nil {
		return v, err
	}
	if v.Place, err = p.placeAt(ctx, v.Form.Place); err != nil {
		return v, err
	}
	v.Places = s.places
	if c := v.Form.Place; v.Place != nil && !slices.ContainsFunc(s.places, func(o place.Place) bool { return o.Code == c }) {
		v.Places = append(slices.Clip(s.places), place.Place{Code: v.Place.Code, Name: v.Place.Name, Address: v.Place.Address})
	}
	if v.Form.Key != anyKey { // nobody's, whatever somebody sends under it
		if v.Kept, err = p.Reports.Kept(ctx, v.Form.Key); err != nil {
			return v, err
		}
	}
	v.Kinds, v.Areas, v.Desk, v.Open, v.names, v.Keep, v.MailAt = s.kinds, s.areas, s.desk, s.open, s.names, s.keep, p.MailAt
	return v, nil
}

// qr answers GET /q/{code}: the page of a new report at the place on which the code was read. A code that is not known leads to
// the page all the same, for whoever stands there has something to say.
func (p *Portal) qr(w http.ResponseWriter, r *http.Request) error {
	s, err := p.spotOf(r.Context(), r.PathValue("code"))
	if err != nil {
		return err
	}
	to := "/report"
	if langOf(r) == text.EN {
		to = "/en/report"
	}
	if s != nil {
		to += "?q=" + s.Code
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

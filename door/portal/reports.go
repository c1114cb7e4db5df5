package portal

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"thanhdong/ground/db"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
	"thanhdong/serve/report"
)

const perPage = 30

// listed is one public report in a list.
type listed struct {
	report.Public
	Metres             int
	Kind               report.Category
	UnitName, AreaName text.L
}

// Standing is the key of how it stands, Live whether a clock runs.
func (l listed) Standing() string { return standing(l.State, l.Outcome) }
func (l listed) Live() bool       { return l.State.Acts() }

// listView is the page of all public reports.
type listView struct {
	Rows     []listed
	Kinds    []report.Category
	Areas    []areaGroup
	Category string
	Area     string
	View     report.View
	Views    []report.View
	Next     string
	Map      *sketch
	Standing report.Standing
	Figures  report.Figure
}

// publicViews are those of which everybody may ask; what is rejected or merged is never listed.
var publicViews = []report.View{report.All, report.Handled, report.Asked, report.Late, report.Ended}

// reportList answers GET /reports, the map and the list of the same reports.
func (p *Portal) reportList(w http.ResponseWriter, r *http.Request) error {
	return p.alike(w, r, "reports", "portal.reports_title", func(ctx context.Context) (any, error) { return p.publicList(ctx, r.URL.Query()) }, func(page []byte) []byte { return page })
}

func (p *Portal) publicList(ctx context.Context, q url.Values) (listView, error) {
	v := listView{Category: q.Get("category"), Area: q.Get("area"), View: report.View(q.Get("view")), Views: publicViews}
	if !slices.Contains(publicViews, v.View) {
		v.View = report.All
	}
	found, next, err := p.Reports.Public(ctx, report.Filter{View: v.View, Category: v.Category, Area: v.Area, After: q.Get("after"), Limit: perPage})
	if err != nil {
		return v, err
	}
	if v.Rows, err = p.list(ctx, found); err != nil {
		return v, err
	}
	s, err := p.shared.get(ctx, p.DB.Now())
	if err != nil {
		return v, err
	}
	v.Kinds, v.Areas = s.kinds, s.areas
	if next != "" {
		q.Set("after", next)
		v.Next = "?" + q.Encode()
	}
	outline, err := p.outline.get(ctx, p.DB.Now())
	if err != nil {
		return v, err
	}
	v.Map = outline.with(v.Rows)
	return v, nil
}

// Asked is the question of the page without where it goes on, for links that change one part of it.
func (v listView) Asked() string {
	q := url.Values{}
	for name, value := range map[string]string{"category": v.Category, "area": v.Area, "view": string(v.View)} {
		if value != "" {
			q.Set(name, value)
		}
	}
	return q.Encode()
}

// list puts names to reports.
func (p *Portal) list(ctx context.Context, found []report.Public) (rows []listed, err error) {
	s, err := p.shared.get(ctx, p.DB.Now())
	if err != nil {
		return nil, err
	}
	units := map[string]text.L{}
	return rows, p.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		rows = nil
		for _, x := range found {
			if _, known := units[x.Unit]; !known {
				name, err := unit.Called(ctx, tx, x.Unit)
				if err != nil {
					return err
				}
				units[x.Unit] = name
			}
			l := listed{Public: x, Kind: s.byCode[x.Category], UnitName: units[x.Unit], AreaName: s.names[x.Area]}
			if l.Kind.Code == "" {
				l.Kind.Name = text.L{VI: x.Category, EN: x.Category} // it has ended
			}
			rows = append(rows, l)
		}
		return nil
	})
}

// asked is the page of one public report: with what was typed to follow it.
type asked struct {
	listed
	Mail         bool // letters can be sent
	Said         bool // a letter went out just now
	Typed, Wrong string
}

// reportOne is what everybody may see of one report.
func (p *Portal) reportOne(w http.ResponseWriter, r *http.Request) error {
	return p.showOne(w, r, http.StatusOK, asked{Said: r.URL.Query().Get("said") == "mail"})
}

func (p *Portal) showOne(w http.ResponseWriter, r *http.Request, status int, v asked) error {
	found, err := p.Reports.ByNumber(r.Context(), strings.ToUpper(r.PathValue("number")))
	if err != nil {
		return err
	}
	rows, err := p.list(r.Context(), []report.Public{found})
	if err != nil {
		return err
	}
	v.listed = rows[0]
	if v.Mail, err = p.mail.get(r.Context(), p.DB.Now()); err != nil {
		return err
	}
	return p.show(w, r, status, "onereport", found.Number, v)
}

func (p *Portal) publicPhoto(w http.ResponseWriter, r *http.Request) error {
	f, known, err := p.Reports.PublicPicture(r.Context(), strings.ToUpper(r.PathValue("number")), r.PathValue("sha"))
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "public, max-age=300") // it may be covered or taken back
	return giveFile(w, r, f, known)
}

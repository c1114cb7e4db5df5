package portal

import (
	"context"
	"net/http"
	"slices"

	"thanhdong/door/wire"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
	"thanhdong/know/dataset"
	"thanhdong/know/publish"
)

// openList is the page of all open data sets.
type openList struct {
	Typed string
	Sets  []offered
	At    string
}

// offered is one of them with names.
type offered struct {
	publish.Set
	Publisher text.L
}

// longestTyped bounds what is searched for: longer is no word of a title.
const longestTyped = 200

// openSets answers GET /data/: all open data sets, or those in which the typed words are found.
func (p *Portal) openSets(w http.ResponseWriter, r *http.Request) error {
	return p.alike(w, r, "opensets", "portal.open_title", func(ctx context.Context) (any, error) {
		v := openList{Typed: r.URL.Query().Get("q")}
		if len(v.Typed) > longestTyped {
			v.Typed = ""
		}
		list, err := p.OpenData.Catalogue(ctx, v.Typed)
		if err != nil {
			return nil, err
		}
		return v, p.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
			v.Sets = nil
			for _, s := range list {
				name, err := unit.Called(ctx, tx, s.Public.Unit)
				if err != nil {
					return err
				}
				v.Sets = append(v.Sets, offered{s, name})
			}
			return nil
		})
	}, func(page []byte) []byte { return page })
}

// openSet is the page of one.
type openSet struct {
	offered
	Approver  text.L // the unit
	Role      string
	LicenceAt string
	Total     int
	Period    string // of the preview, as people say it
	Columns   []publish.TableColumn
	Preview   []previewLine
	Files     []openFile
	Qualities []quality
	Hides     bool
	Address   string
}

type previewLine struct {
	Name  text.L
	Whole bool
	Cells []previewCell
}

type previewCell struct {
	Value string
	Note  string
	Hides bool
}

type openFile struct {
	Kind string
	At   string
	Size int64
}

type quality struct {
	Code, Words string
}

// openOne answers GET /data/{file}: the page of a data set, or with .csv, .json or .xlsx behind its code the file.
func (p *Portal) openOne(w http.ResponseWriter, r *http.Request) error {
	code, kind := wire.Extension(r.PathValue("file"))
	if kind != "" {
		return p.openFile(w, r, code, publish.Format(kind))
	}
	s, err := p.OpenData.Public(r.Context(), code)
	if gone(err) {
		return p.openGone(w, r, s)
	}
	if err != nil {
		return err
	}
	v, err := p.readOpen(r.Context(), s, langOf(r))
	if err != nil {
		return err
	}
	if err := p.show(w, r, http.StatusOK, "openset", s.Public.Title.In(langOf(r)), v); err != nil {
		return err
	}
	if r.Method == http.MethodGet {
		p.OpenData.Count(s, publish.Page)
	}
	return nil
}

func gone(err error) bool {
	f, ok := fault.As(err)
	return ok && f.Key == publish.Gone
}

// openGone says that a data set was public and is no more: 410, with the words of who withdrew it.
func (p *Portal) openGone(w http.ResponseWriter, r *http.Request, s publish.Set) error {
	v := offered{Set: s}
	err := p.DB.View(r.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
		v.Publisher, err = unit.Called(ctx, tx, s.Public.Unit)
		return err
	})
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusGone, "opengone", s.Public.Title.In(langOf(r)), v)
}

func (p *Portal) readOpen(ctx context.Context, s publish.Set, lang text.Lang) (v openSet, err error) {
	d := s.Public
	v = openSet{offered: offered{Set: s}, Role: wire.RoleName(lang, s.Role), LicenceAt: publish.Licences[d.Licence], Hides: s.Hidden > 0, Address: p.Public + to(lang, "/data/"+d.Code)}
	if err := p.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if v.Publisher, err = unit.Called(ctx, tx, d.Unit); err != nil {
			return err
		}
		v.Approver, err = unit.Called(ctx, tx, s.ByUnit)
		return err
	}); err != nil {
		return v, err
	}
	t, err := p.OpenData.Table(ctx, s)
	if err != nil {
		return v, err
	}
	v.Total, v.Columns = len(t.Rows), t.Columns
	v.preview(t, lang)
	for _, kind := range []publish.Format{publish.CSV, publish.JSON, publish.XLSX} {
		f, err := p.written(ctx, s, lang, kind)
		if err != nil {
			return v, err
		}
		v.Files = append(v.Files, openFile{string(kind), to(lang, "/data/"+d.Code+"."+string(kind)), int64(len(f.plain))})
	}
	return v, nil
}

func to(lang text.Lang, path string) string {
	if lang == text.EN {
		return "/en" + path
	}
	return path
}

// preview is the last period of which anything is there.
func (v *openSet) preview(t publish.Table, lang text.Lang) {
	if len(t.Periods) == 0 {
		return
	}
	at := len(t.Periods) - 1
	if last, ok := t.Last(); ok {
		at = slices.Index(t.Periods, last.Code())
	}
	if p, err := dataset.ParsePeriod(t.Periods[at]); err == nil {
		v.Period = p.In(lang)
	}
	place, met := map[int]int{}, map[publish.Quality]bool{}
	for _, r := range t.Rows {
		if r.Period != at {
			continue
		}
		n, known := place[r.Area]
		if !known {
			n = len(v.Preview)
			place[r.Area] = n
			a := t.Areas[r.Area]
			v.Preview = append(v.Preview, previewLine{Name: a.Name, Whole: a.Level == 0})
		}
		met[r.Quality] = true
		v.Preview[n].Cells = append(v.Preview[n].Cells, cellOf(r, t.Columns[r.Column], v.Set.Public.Small.Below, lang))
	}
	for _, q := range publish.Qualities {
		if met[q] {
			v.Qualities = append(v.Qualities, quality{text.T(lang, "portal.open_mark_"+string(q), map[string]any{"below": v.Set.Public.Small.Below}), text.T(lang, "publish.quality_"+string(q), map[string]any{"below": v.Set.Public.Small.Below})})
		}
	}
}

// cellOf is a value as people read it; what is hidden says why.
func cellOf(r publish.Row, c publish.TableColumn, below int64, lang text.Lang) previewCell {
	mark := text.T(lang, "portal.open_mark_"+string(r.Quality), map[string]any{"below": below})
	if r.Value == "" {
		return previewCell{Value: mark, Note: r.Note(lang, below), Hides: r.Quality.Hidden()}
	}
	said := publish.Said(lang, r.Value, c.Decimals)
	if r.Quality != publish.Final {
		return previewCell{Value: said + " " + mark, Note: r.Note(lang, below)}
	}
	return previewCell{Value: said}
}

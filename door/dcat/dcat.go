package dcat

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"thanhdong/door/wire"
	"thanhdong/ground/area"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
	"thanhdong/know/publish"
)

// Deps are what the door needs.
type Deps struct {
	DB     *db.DB
	Sets   *publish.Sets
	Public string // address by which people reach the server
}

// Register puts the door at its address.
func Register(mux *http.ServeMux, d Deps) {
	mux.Handle("GET /data/catalog.jsonld", wire.Handler(d.serve))
}

const mediaType = "application/ld+json"

func (d Deps) serve(w http.ResponseWriter, r *http.Request) error {
	list, err := d.Sets.Catalogue(r.Context(), "")
	if err != nil {
		return err
	}
	doc, changed, err := d.catalogue(r.Context(), list)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(doc); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Access-Control-Allow-Origin", "*") // public, and read by portals on other sites
	h.Set("Content-Type", mediaType)
	h.Set("ETag", wire.ETag(b.Bytes()))
	h.Set("Cache-Control", "public, no-cache")
	http.ServeContent(w, r, "", changed, bytes.NewReader(b.Bytes()))
	return nil
}

func (d Deps) catalogue(ctx context.Context, list []publish.Set) (doc catalogue, changed time.Time, err error) {
	at := d.Public + "/data/catalog.jsonld"
	doc = catalogue{Context: names, ID: at, Type: "dcat:Catalog", Title: words(text.Message("dcat.title", nil)), Description: words(text.Message("dcat.about", nil)), Language: languages,
		Page: ref{d.Public + "/data/"}, Themes: ref{themeTable}, Datasets: []datasetNode{}}
	err = d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		doc.Datasets, changed = doc.Datasets[:0], time.Time{}
		for _, s := range list {
			n, err := d.dataset(ctx, tx, s)
			if err != nil {
				return err
			}
			doc.Datasets = append(doc.Datasets, n)
			for _, t := range []time.Time{s.ChangedAt, s.ApprovedAt} {
				if t.After(changed) {
					changed = t
				}
			}
			if doc.Publisher == nil { // whose units publish: the body above all of them
				top, _, _ := strings.Cut(strings.Trim(s.UnitPath, "/"), "/")
				if doc.Publisher, err = d.agent(ctx, tx, top); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if !changed.IsZero() {
		doc.Modified = stamp(changed)
	}
	return doc, changed.Truncate(time.Second), err
}

func (d Deps) agent(ctx context.Context, tx *db.Tx, code string) (*agent, error) {
	name, err := unit.Called(ctx, tx, code)
	return &agent{ID: d.Public + "/data/#" + code, Type: "foaf:Organization", Name: words(name)}, err
}

func (d Deps) dataset(ctx context.Context, tx *db.Tx, s publish.Set) (n datasetNode, err error) {
	def, at := s.Public, d.Public+"/data/"+s.Code
	n = datasetNode{ID: at, Type: "dcat:Dataset", Identifier: s.Code, Title: words(def.Title), Description: words(def.About), Theme: ref{themes + def.Theme}, Rhythm: ref{frequencies + def.Rhythm},
		Licence: ref{publish.Licences[def.Licence]}, Issued: stamp(s.IssuedAt), Modified: stamp(s.ChangedAt), Language: languages, Page: ref{at},
		Contact: contact{Type: "vcard:Organization", Name: words(def.Contact.Name)}}
	for _, k := range def.Keywords {
		n.Keywords = append(n.Keywords, words(k)...)
	}
	if def.Contact.Email != "" {
		n.Contact.Email = &ref{"mailto:" + def.Contact.Email}
	}
	if def.Contact.Phone != "" {
		n.Contact.Phone = &ref{"tel:" + def.Contact.Dialled()}
	}
	if n.Publisher, err = d.agent(ctx, tx, def.Unit); err != nil {
		return n, err
	}
	n.Spatial = &place{Type: "dct:Location", Identifier: def.Area}
	a, err := area.ByCode(ctx, tx, def.Area, "")
	if err != nil && !fault.Is(err, fault.NotFound) {
		return n, err
	}
	if err == nil {
		n.Spatial.Name = words(a.Name)
	}
	t, err := d.Sets.Table(ctx, s)
	if err != nil {
		return n, err
	}
	if from, to, ok := t.Span(); ok {
		n.Temporal = &span{Type: "dct:PeriodOfTime", From: day(from), To: day(to)}
	}
	for _, lang := range []text.Lang{text.VI, text.EN} {
		base := at
		if lang == text.EN {
			base = d.Public + "/en/data/" + s.Code
		}
		for _, f := range []publish.Format{publish.CSV, publish.JSON, publish.XLSX} {
			file := base + "." + string(f)
			n.Files = append(n.Files, distribution{ID: file, Type: "dcat:Distribution", Title: []word{{string(lang), def.Title.In(lang) + ", " + strings.ToUpper(string(f))}}, Access: ref{base}, Download: ref{file},
				Media: ref{media[f]}, Licence: n.Licence, Issued: n.Issued, Modified: n.Modified, Language: []ref{languageOf[lang]}})
		}
	}
	return n, nil
}

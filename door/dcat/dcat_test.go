package dcat

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"thanhdong/act/work"
	"thanhdong/ground/actor"
	"thanhdong/ground/area"
	"thanhdong/ground/bus"
	"thanhdong/ground/calendar/calendartest"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/text"
	"thanhdong/ground/timer"
	"thanhdong/ground/unit"
	"thanhdong/know/dataset"
	"thanhdong/know/publish"
)

const public = "https://thanhdong.example.org"

// catalogueOf is a door with one data set that was approved.
func catalogueOf(t *testing.T, d *db.DB) *http.ServeMux {
	t.Helper()
	calendartest.Install(t, d)
	b, timers := bus.New(d), timer.New(d)
	forms, sets := dataset.New(d, work.New(d, b, timers), b, timers), publish.New(d, b, timers)
	system := actor.With(t.Context(), actor.System("test"))
	month, err := dataset.ParsePeriod("202405")
	must(t, err)
	must(t, d.Do(system, func(ctx context.Context, tx *db.Tx) error {
		_, err1 := area.Put(ctx, tx, []area.Area{{Code: "30", Kind: "province", Name: text.L{VI: "Tỉnh mẫu", EN: "Sample province"}, Mark: "VERIFIED"}})
		_, err2 := unit.Put(ctx, tx, []unit.Unit{{Code: "S", Kind: "committee", Area: "30", Name: text.L{VI: "UBND tỉnh", EN: "Committee"}, Mark: "PROJECT CHOICE"}})
		return errors.Join(err1, err2,
			dataset.Put(ctx, tx, dataset.Form{Code: "B-T", Name: text.L{VI: "Bệnh", EN: "Diseases"}, Owner: "S", Period: dataset.Monthly, Units: []string{"S"}, From: "2019-01-01",
				Due: dataset.Deadline{Days: 5, Hour: "17:00"}, Levels: []dataset.Level{{Name: text.L{VI: "Tỉnh", EN: "Province"}, Unit: "S"}}, Mark: "PROJECT CHOICE",
				Elements: []dataset.Element{{Code: "soi", Name: text.L{VI: "Sởi", EN: "Measles"}, Type: dataset.Number, Unit: "ca", Aggregation: dataset.Sum}}}),
			publish.Put(ctx, tx, publish.Definition{Code: "benh", Title: text.L{VI: "Bệnh truyền nhiễm", EN: "Notifiable diseases"}, About: text.L{VI: "Số mắc theo tháng.", EN: "Cases by month."},
				Easy: text.L{VI: "Bao nhiêu người ốm.", EN: "How many were ill."}, Theme: "HEAL", Keywords: []text.L{{VI: "sởi", EN: "measles"}}, Licence: "CC-BY-4.0", Rhythm: "MONTHLY", Unit: "S",
				Contact: publish.Contact{Name: text.L{VI: "Sở Y tế", EN: "Health"}, Email: "yte@example.org", Phone: "0220 000 000"}, Area: "30", From: "2024-01-01",
				Columns: []publish.Column{{Form: "B-T", Element: "soi"}}, Small: publish.Small{Below: 5, Units: []string{"ca"}, Mark: "PROJECT CHOICE"}, Mark: "PROJECT CHOICE"}))
	}))
	_, err = forms.TakeOver(system, []dataset.Earlier{{Form: "B-T", Unit: "S", Period: month, State: dataset.Locked, At: month.End.Start().Add(48 * time.Hour), Values: []dataset.Given{{Element: "soi", Value: "41"}}}}, "test")
	must(t, err)
	steward := actor.With(t.Context(), actor.Actor{ID: "acc_1", Name: "Bà Duyệt", Kind: actor.Person, Unit: "S", Grants: []actor.Grant{{Role: actor.Steward, Unit: "S", Area: "30", UnitPath: "/S/", AreaPath: "/30/"}}})
	_, seen, err := sets.Preview(steward, "benh")
	must(t, err)
	_, err = sets.Approve(steward, "benh", seen)
	must(t, err)
	mux := http.NewServeMux()
	Register(mux, Deps{DB: d, Sets: sets, Public: public})
	return mux
}

// must ends the test where what it needs fails.
func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func ask(mux *http.ServeMux, etag string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, "/data/catalog.jsonld", http.NoBody)
	if etag != "" {
		r.Header.Set("If-None-Match", etag)
	}
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, r)
	return w
}

type node = map[string]any

// nodes are the things that a document describes, by their class; what lies within another is one of its own.
func nodes(v any, found map[string]node) {
	switch v := v.(type) {
	case []any:
		for _, each := range v {
			nodes(each, found)
		}
	case node:
		if class, ok := v["@type"].(string); ok && v["@value"] == nil && found[class] == nil {
			found[class] = v
		}
		for _, each := range v {
			nodes(each, found)
		}
	}
}

// kind is what stands behind a property: a thing, words in a language, or a value of a family of types.
func kind(v any) string {
	if list, ok := v.([]any); ok {
		var kinds []string
		for _, each := range list {
			kinds = append(kinds, kind(each))
		}
		slices.Sort(kinds)
		return strings.Join(slices.Compact(kinds), "|")
	}
	n, _ := v.(node)
	switch {
	case n["@language"] != nil:
		return "words"
	case n["@value"] != nil && strings.HasPrefix(n["@type"].(string), "xsd:date"):
		return "time" // xsd:date or xsd:dateTime, as the standard has it
	case n["@value"] != nil:
		return n["@type"].(string)
	}
	return "thing"
}

// The example is the "basic example" of the standard, the Imaginary Catalog, written as JSON-LD: its catalogue, a data set and a file, without their resolutions in space and time.
func TestACatalogueSaysWhatTheStandardsExampleSays(t *testing.T) {
	example, err := os.ReadFile("testdata/basic.jsonld")
	must(t, err)
	// What the example has and this room leaves out: doc.go, and names of people and of the catalogue's other spelling.
	left := []string{"dcat:byteSize", "dct:creator", "rdfs:label"}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := ask(catalogueOf(t, d), "")
		if a.Code != http.StatusOK || a.Header().Get("Content-Type") != mediaType {
			t.Fatalf("answered %d as %q", a.Code, a.Header().Get("Content-Type"))
		}
		var wants, says any
		must(t, errors.Join(json.Unmarshal(example, &wants), json.Unmarshal(a.Body.Bytes(), &says)))
		theirs, ours := map[string]node{}, map[string]node{}
		nodes(wants, theirs)
		nodes(says, ours)
		for class, n := range theirs {
			for property, value := range n {
				switch {
				case property == "@id", slices.Contains(left, property):
				case property == "@type" && ours[class] == nil:
					t.Errorf("no %s", class)
				case property != "@type" && kind(ours[class][property]) != kind(value):
					t.Errorf("%s of %s is %q, in the standard %q", property, class, kind(ours[class][property]), kind(value))
				}
			}
		}
		prefixes := says.(node)["@context"].(node)
		for prefix, address := range wants.(node)["@context"].(node) {
			if prefix != "ex" && prefixes[prefix] != address {
				t.Errorf("%s is %v, in the standard %v", prefix, prefixes[prefix], address)
			}
		}
	})
}

func TestWhoHasTheCatalogueIsToldSo(t *testing.T) {
	dbtest.SQLite(t, func(t *testing.T, d *db.DB) {
		mux := catalogueOf(t, d)
		first := ask(mux, "")
		if again := ask(mux, first.Header().Get("ETag")); again.Code != http.StatusNotModified || again.Body.Len() != 0 {
			t.Errorf("the same again is answered %d with %d bytes", again.Code, again.Body.Len())
		}
		if first.Header().Get("Access-Control-Allow-Origin") != "*" {
			t.Error("a page of another site cannot read it")
		}
	})
}

func TestAddressesAreThoseOfThePublicServer(t *testing.T) {
	dbtest.SQLite(t, func(t *testing.T, d *db.DB) {
		var doc catalogue
		must(t, json.Unmarshal(ask(catalogueOf(t, d), "").Body.Bytes(), &doc))
		if doc.ID != public+"/data/catalog.jsonld" || len(doc.Datasets) != 1 {
			t.Fatalf("the catalogue is %s with %d", doc.ID, len(doc.Datasets))
		}
		s := doc.Datasets[0]
		if s.ID != public+"/data/benh" || s.Temporal == nil || s.Temporal.From.Value != "2024-05-01" || s.Temporal.To.Value != "2024-05-31" || s.Contact.Phone == nil || s.Contact.Phone.ID != "tel:0220000000" {
			t.Errorf("the data set is %+v", s)
		}
		var files []string
		for _, f := range s.Files {
			files = append(files, strings.TrimPrefix(f.Download.ID, public))
		}
		if want := []string{"/data/benh.csv", "/data/benh.json", "/data/benh.xlsx", "/en/data/benh.csv", "/en/data/benh.json", "/en/data/benh.xlsx"}; !slices.Equal(files, want) {
			t.Errorf("files %v, want %v", files, want)
		}
	})
}

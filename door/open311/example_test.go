package open311

import (
	"bytes"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func example(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name+".xml"))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func when(s string) instant {
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return instant(at)
}

// TestTheSpecificationsOwnExamplesComeOutFieldByField writes the examples of the standard from our values, in both formats, and holds each
// field against what the standard prints.
func TestTheSpecificationsOwnExamplesComeOutFieldByField(t *testing.T) {
	lat, long := 37.762221815, -122.4651145
	asked := request{
		ID: "638344", Status: "closed", Notes: "Duplicate request.", Service: "Sidewalk and Curb Issues", Code: "006", Requested: when("2010-04-14T06:37:38-08:00"), Updated: when("2010-04-14T06:37:38-08:00"),
		Expected: when("2010-04-15T06:37:38-08:00"), Address: "8TH AVE and JUDAH ST", AddressID: "545483", Zipcode: "94122", Lat: degrees{&lat}, Long: degrees{&long},
		Media: "http://city.gov.s3.amazonaws.com/requests/media/638344.jpg",
	}
	other := asked
	other.ID, other.Status, other.Notes, other.Media = "638349", "open", "", "http://city.gov.s3.amazonaws.com/requests/media/638349.jpg"
	other.Requested, other.Updated, other.Expected = when("2010-04-19T06:37:38-08:00"), when("2010-04-19T06:37:38-08:00"), when("2010-04-19T06:37:38-08:00")
	notice := "The City will inspect and require the responsible party to correct within 24 hours and/or issue a Correction Notice or Notice of Violation of the Public Works Code"
	cases := map[string]func(w *httptest.ResponseRecorder, kind string) error{
		"services": func(w *httptest.ResponseRecorder, kind string) error {
			s := service{Metadata: true, Type: "realtime", Keywords: "lorem, ipsum, dolor", Group: "street"}
			a, b, c := s, s, s
			a.Code, a.Name, a.Group = "001", "Cans left out 24x7", "sanitation"
			a.Description = "Garbage or recycling cans that have been left out for more than 24 hours after collection. Violators will be cited."
			b.Code, b.Name, b.Description = "002", "Construction plate shifted", "Metal construction plate covering the street or sidewalk has been moved."
			c.Code, c.Name, c.Description = "003", "Curb or curb ramp defect", "Sidewalk curb or ramp has problems such as cracking, missing pieces, holes, and/or chipped curb."
			return list(w, 200, kind, "services", "service", []service{a, b, c})
		},
		"definition": func(w *httptest.ResponseRecorder, kind string) error {
			return one(w, 200, kind, "service_definition", definition{Code: "DMV66", Attributes: nested[attribute]{{
				Variable: true, Code: "WHISHETN", Datatype: "singlevaluelist", Required: true, Order: 1, Description: "What is the ticket/tag/DL number?",
				Values: nested[value]{{"123", "Ford"}, {"124", "Chrysler"}},
			}}})
		},
		"created": func(w *httptest.ResponseRecorder, kind string) error {
			return list(w, 200, kind, "service_requests", "request", []created{{ID: "293944", Notice: words(notice)}})
		},
		"token": func(w *httptest.ResponseRecorder, kind string) error {
			return list(w, 200, kind, "service_requests", "request", []named{{"638344", "12345"}})
		},
		"requests": func(w *httptest.ResponseRecorder, kind string) error {
			return list(w, 200, kind, "service_requests", "request", []request{asked, other})
		},
		"errors": func(w *httptest.ResponseRecorder, kind string) error {
			return answerErrors(w, 403, kind, []problem{{403, "Invalid api_key received -- can't proceed with create_request."}})
		},
		"discovery": func(w *httptest.ResponseRecorder, kind string) error {
			return one(w, 200, kind, "discovery", discovery{
				Changeset: "2011-02-03 14:18", Contact: "You can email or call for assistance api@mycity.org +1 (555) 555-5555", KeyService: "You can request a key here: http://api.mycity.gov/api_key/request",
				Endpoints: nested[endpoint]{
					{georeport, "http://open311.mycity.gov/v2", "2010-11-23 09:01", "production", nested[format]{"text/xml"}},
					{georeport, "http://open311.mycity.gov/test/v2", "2010-10-02 09:01", "test", nested[format]{"text/xml", "application/json"}},
				},
			})
		},
	}
	for name, write := range cases {
		want := flatXML(t, example(t, name))
		for _, kind := range []string{asXML, asJSON} {
			w := httptest.NewRecorder()
			if err := write(w, kind); err != nil {
				t.Fatal(err)
			}
			got := w.Body.Bytes()
			if kind == asXML {
				if !bytes.HasPrefix(got, []byte(`<?xml version="1.0" encoding="UTF-8"?>`)) || w.Header().Get("Content-Type") != "text/xml; charset=utf-8" {
					t.Errorf("%s: %v %s", name, w.Header(), got)
				}
				agree(t, name+" in XML", want, flatXML(t, got), "follow_url")
				continue
			}
			if w.Header().Get("Content-Type") != "application/json; charset=utf-8" {
				t.Errorf("%s: %v", name, w.Header())
			}
			agree(t, name+" in JSON", want, readJSON(t, got), "follow_url")
		}
	}
}

// TestWhatIsMissingIsTheSameInBothFormats writes an answer with everything missing that may be.
func TestWhatIsMissingIsTheSameInBothFormats(t *testing.T) {
	for name, write := range map[string]func(w *httptest.ResponseRecorder, kind string) error{
		"a request": func(w *httptest.ResponseRecorder, kind string) error {
			return list(w, 200, kind, "service_requests", "request", []request{{}})
		},
		"no request": func(w *httptest.ResponseRecorder, kind string) error {
			return list[request](w, 200, kind, "service_requests", "request", nil)
		},
		"a service": func(w *httptest.ResponseRecorder, kind string) error {
			return list(w, 200, kind, "services", "service", []service{{}})
		},
		"no attributes": func(w *httptest.ResponseRecorder, kind string) error {
			return one(w, 200, kind, "service_definition", definition{})
		},
		"words to be escaped": func(w *httptest.ResponseRecorder, kind string) error {
			return list(w, 200, kind, "service_requests", "request", []request{{Words: `<b>&"'` + "\u2028 đỏ"}})
		},
		"a definition of values": func(w *httptest.ResponseRecorder, kind string) error {
			return one(w, 200, kind, "service_definition", definition{Attributes: nested[attribute]{{}}})
		},
	} {
		inXML, inJSON := httptest.NewRecorder(), httptest.NewRecorder()
		if err := write(inXML, asXML); err != nil {
			t.Fatal(err)
		}
		if err := write(inJSON, asJSON); err != nil {
			t.Fatal(err)
		}
		agree(t, name, flatXML(t, inXML.Body.Bytes()), readJSON(t, inJSON.Body.Bytes()))
	}
}

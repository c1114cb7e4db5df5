package open311_test

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"thanhdong/act/work"
	"thanhdong/door/open311"
	"thanhdong/door/wire"
	"thanhdong/ground/account"
	"thanhdong/ground/actor"
	"thanhdong/ground/area"
	"thanhdong/ground/bus"
	"thanhdong/ground/calendar/calendartest"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/file"
	"thanhdong/ground/text"
	"thanhdong/ground/timer"
	"thanhdong/ground/unit"
	"thanhdong/serve/report"
)

// desk is a province of one square with a hotline, and the door.
type desk struct {
	*testing.T
	d        *db.DB
	clock    *dbtest.Clock
	reports  *report.Reports
	accounts *account.Accounts
	door     http.Handler
	key      string
	drain    func(ctx context.Context) error
}

func each(t *testing.T, outside report.Outside, fn func(k *desk)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		calendartest.Install(t, d)
		k := &desk{T: t, d: d, clock: dbtest.ClockOf(d), accounts: account.Open(d, account.Options{})}
		b, timers := bus.New(d), timer.New(d)
		k.drain = b.Drain
		k.reports = report.New(d, work.New(d, b, timers), file.New(d, filepath.Join(d.Dir(), "files")), b, timers, outside)
		k.must(d.Do(k.system(), func(ctx context.Context, tx *db.Tx) error {
			if _, err := area.Put(ctx, tx, []area.Area{{Code: "30", Kind: "province", Name: text.L{VI: "Tỉnh Hải Dương", EN: "Hải Dương Province"}, Mark: "VERIFIED"}}); err != nil {
				return err
			}
			square := json.RawMessage(`{"type":"Polygon","coordinates":[[[106,20.5],[107,20.5],[107,21.5],[106,21.5],[106,20.5]]]}`)
			if _, err := area.PutBoundaries(ctx, tx, []area.Boundary{{Code: "30", Geometry: square, Source: "test"}}); err != nil {
				return err
			}
			if _, err := unit.Put(ctx, tx, []unit.Unit{{Code: "H23", Kind: "committee", Area: "30", Name: text.L{VI: "Trực ban tỉnh", EN: "Duty desk"}, Mark: "PROJECT CHOICE"}}); err != nil {
				return err
			}
			if err := report.PutIntake(ctx, tx, report.Intake{Unit: "H23"}); err != nil {
				return err
			}
			for _, c := range []report.Category{
				{Code: "001", Name: text.L{VI: "Hố sụt", EN: "Sinkhole"}, Easy: text.L{VI: "Đường sụt", EN: "The street sank"}, Keywords: []string{"hố", "sụt"}, Process: 40 * time.Hour, Working: true, Severity: 3,
					Questions: []report.Question{
						{Code: "WHISPAWN", Datatype: "string", Name: text.L{VI: "Số", EN: "Number"}},
						{Code: "WHISDORN", Datatype: "singlevaluelist", Required: true, Name: text.L{VI: "Loại", EN: "Kind"}, Values: []report.Choice{{Key: "COISL001", Name: text.L{VI: "Một", EN: "One"}}, {Key: "COISL002", Name: text.L{VI: "Hai", EN: "Two"}}}},
						{Code: "MANY", Datatype: "multivaluelist", Name: text.L{VI: "Nhiều", EN: "Many"}, Values: []report.Choice{{Key: "a", Name: text.L{VI: "A", EN: "A"}}, {Key: "b", Name: text.L{VI: "B", EN: "B"}}}},
					}},
				{Code: "rac", Name: text.L{VI: "Rác", EN: "Rubbish"}, Process: 24 * time.Hour, Severity: 1, Home: true},
				{Code: "kin", Name: text.L{VI: "Cán bộ", EN: "Officials"}, Process: 24 * time.Hour, Severity: 1, Private: true},
			} {
				if err := report.PutCategory(ctx, tx, c); err != nil {
					return err
				}
			}
			return nil
		}))
		var err error
		k.key, err = k.accounts.AppAdd(k.system(), open311.App, 1000, actor.Scope{}, "")
		k.must(err)
		mux := http.NewServeMux()
		open311.New(open311.Deps{DB: d, Reports: k.reports, Accounts: k.accounts}).Register(mux)
		k.door = wire.Serve(mux, wire.Who{}, slog.New(slog.NewTextHandler(io.Discard, nil)), nil)
		fn(k)
	})
}

func (k *desk) system() context.Context { return actor.With(k.Context(), actor.System("test")) }

func (k *desk) must(err error) {
	k.Helper()
	if err != nil {
		k.Fatal(err)
	}
}

func (k *desk) get(path string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	k.door.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/open311/v2/"+path, nil))
	return w
}

func (k *desk) send(kind string, v url.Values) *httptest.ResponseRecorder {
	return k.raw(kind, v.Encode())
}

func (k *desk) raw(kind, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/open311/v2/requests."+kind, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	w := httptest.NewRecorder()
	k.door.ServeHTTP(w, r)
	return w
}

// rubbish is a report that nothing is wrong with.
func (k *desk) rubbish(kv ...string) url.Values {
	v := url.Values{"api_key": {k.key}, "service_code": {"rac"}, "lat": {"20.94"}, "long": {"106.33"}, "description": {"Rác chất đống, gọi 0912345678"}}
	for i := 0; i < len(kv); i += 2 {
		if v.Set(kv[i], kv[i+1]); kv[i+1] == "" {
			v.Del(kv[i])
		}
	}
	return v
}

type answered struct {
	ID     string `json:"service_request_id"`
	Follow string `json:"follow_url"`
	Token  string
}

func (k *desk) sent(w *httptest.ResponseRecorder) answered {
	k.Helper()
	var list []answered
	if w.Code != http.StatusOK {
		k.Fatalf("%d %s", w.Code, w.Body)
	}
	k.must(json.Unmarshal(w.Body.Bytes(), &list))
	if len(list) != 1 || list[0].ID == "" {
		k.Fatalf("%s", w.Body)
	}
	return list[0]
}

type asked struct {
	ID          string `json:"service_request_id"`
	Status      string
	Notes       string `json:"status_notes"`
	Code        string `json:"service_code"`
	Description *string
	Agency      string    `json:"agency_responsible"`
	Requested   time.Time `json:"requested_datetime"`
	Updated     time.Time `json:"updated_datetime"`
	Expected    time.Time `json:"expected_datetime"`
	Address     string
	AddressID   string `json:"address_id"`
	Lat, Long   *float64
}

func (k *desk) list(path string) (list []asked) {
	k.Helper()
	w := k.get(path)
	if w.Code != http.StatusOK {
		k.Fatalf("%s: %d %s", path, w.Code, w.Body)
	}
	k.must(json.Unmarshal(w.Body.Bytes(), &list))
	return list
}

type refusal struct {
	Code        int    `xml:"code"`
	Description string `xml:"description"`
}

// refused reads a refusal in either format.
func (k *desk) refused(w *httptest.ResponseRecorder, status int, words string) {
	k.Helper()
	var list []refusal
	if strings.HasPrefix(w.Header().Get("Content-Type"), "application/json") {
		k.must(json.Unmarshal(w.Body.Bytes(), &list))
	} else {
		var x struct {
			XMLName xml.Name  `xml:"errors"`
			Errors  []refusal `xml:"error"`
		}
		if err := xml.Unmarshal(w.Body.Bytes(), &x); err != nil {
			k.Fatalf("%v: %s", err, w.Body)
		}
		list = x.Errors
	}
	if w.Code != status || len(list) == 0 || list[0].Code != status || !strings.Contains(fmt.Sprint(list), words) {
		k.Errorf("got %d %+v, want %d with %q", w.Code, list, status, words)
	}
}

func TestTheSpecificationsPostBecomesAReportFieldByField(t *testing.T) {
	each(t, report.AcceptAndFlag, func(k *desk) {
		// To the byte, but for the key.
		got := k.sent(k.raw("json", strings.Replace("api_key=xyz&jurisdiction_id=city.gov&service_code=001&lat=37.76524078&long=-122.4212043&address_string=1234+5th+street&email=smit333%40sfgov.edu&device_id=tt222111&account_id=123456&first_name=john&last_name=smith&phone=111111111&description=A+large+sinkhole+is+destroying+the+street&media_url=http%3A%2F%2Ffarm3.static.flickr.com%2F2002%2F2212426634_5ed477a060.jpg&attribute[WHISPAWN]=123456&attribute[WHISDORN]=COISL001",
			"xyz", k.key, 1)))
		code := got.Follow[strings.LastIndex(got.Follow, "/")+1:]
		r, err := k.reports.ByCode(k.Context(), code)
		k.must(err)
		if r.Number != got.ID || r.Source != report.Open311 || r.Category != "001" || *r.Lat != 37.76524078 || *r.Lon != -122.4212043 || r.Address != "1234 5th street" ||
			r.Words != "A large sinkhole is destroying the street" || r.Reporter != (report.Reporter{Name: "smith john", Phone: "111111111", Email: "smit333@sfgov.edu"}) ||
			r.Answers["WHISPAWN"] != "123456" || r.Answers["WHISDORN"] != "COISL001" {
			k.Errorf("%+v", r)
		}
		if len(r.Log) != 2 || r.Log[1].Words != "http://farm3.static.flickr.com/2002/2212426634_5ed477a060.jpg" {
			k.Errorf("the address of the picture: %+v", r.Log)
		}
		if w := k.get("tokens/" + code + ".json"); k.sent(w).ID != got.ID {
			k.Error(w.Body)
		}
		k.refused(k.get("tokens/AAAAA-AAAAA.xml"), 404, "")
		// Nothing of who reported comes out again, nor words before they are approved.
		for _, path := range []string{"requests/" + got.ID + ".json", "requests.xml", "requests.json?status=open"} {
			w := k.get(path)
			for _, secret := range []string{"smith", "john", "111111111", "sfgov", "tt222111", "sinkhole", code, "5th street"} {
				if w.Code != 200 || strings.Contains(w.Body.String(), secret) || !strings.Contains(w.Body.String(), got.ID) {
					k.Errorf("%s tells %q or lacks the report: %d %s", path, secret, w.Code, w.Body)
				}
			}
		}
	})
}

func TestTheSameExternalIDIsTheSameReportForEachKey(t *testing.T) {
	each(t, report.Refuse, func(k *desk) {
		first := k.sent(k.send("json", k.rubbish("external_id", "311-7")))
		if again := k.sent(k.send("json", k.rubbish("external_id", "311-7", "description", "Khác"))); again != first {
			k.Errorf("%+v, then %+v", first, again)
		}
		var wait sync.WaitGroup
		ids := make([]string, 8)
		for i := range ids {
			wait.Go(func() {
				w := k.send("json", k.rubbish("external_id", "311-8"))
				var list []answered
				if json.Unmarshal(w.Body.Bytes(), &list) == nil && len(list) == 1 {
					ids[i] = list[0].ID
				}
			})
		}
		wait.Wait()
		for _, id := range ids {
			if id == "" || id != ids[0] {
				k.Errorf("eight at once are %v", ids)
			}
		}
		other, err := k.accounts.AppAdd(k.system(), open311.App, 10, actor.Scope{}, "khác")
		k.must(err)
		if x := k.sent(k.send("json", k.rubbish("external_id", "311-7", "api_key", other))); x.ID == first.ID {
			k.Error("two programs share an id")
		}
		if n := len(k.list("requests.json")); n != 3 {
			k.Errorf("%d reports", n)
		}
	})
}

func TestAKeyIsNeededAndHasARateOfItsOwn(t *testing.T) {
	each(t, report.Refuse, func(k *desk) {
		for _, kind := range []string{"xml", "json"} {
			k.refused(k.send(kind, k.rubbish("api_key", "")), 403, "api_key")
			k.refused(k.send(kind, k.rubbish("api_key", "td_dev_wrong")), 403, "api_key")
		}
		slow, err := k.accounts.AppAdd(k.system(), open311.App, 3, actor.Scope{}, "chậm")
		k.must(err)
		for range 3 {
			k.sent(k.send("json", k.rubbish("api_key", slow)))
		}
		w := k.send("xml", k.rubbish("api_key", slow))
		if k.refused(w, 429, ""); w.Header().Get("Retry-After") == "" {
			k.Error("it does not say how long to wait")
		}
		k.sent(k.send("json", k.rubbish())) // another key is not slowed
		k.clock.Advance(20 * time.Second)
		k.sent(k.send("json", k.rubbish("api_key", slow)))
	})
}

func TestRefusalsNameEachParameterInBothFormats(t *testing.T) {
	each(t, report.Refuse, func(k *desk) {
		for _, kind := range []string{"xml", "json"} {
			k.refused(k.send(kind, k.rubbish("service_code", "")), 400, "service_code")
			k.refused(k.send(kind, k.rubbish("service_code", "999")), 404, "999")
			k.refused(k.send(kind, k.rubbish("lat", "", "long", "")), 400, "lat, long")
			k.refused(k.send(kind, k.rubbish("lat", "40.7", "long", "-73.9")), 400, "tỉnh")
			k.refused(k.send(kind, k.rubbish("email", "no")), 400, "email")
			k.refused(k.send(kind, k.rubbish("description", strings.Repeat("ô", 4001))), 400, "description")
			k.refused(k.send(kind, k.rubbish("attribute[nothing]", "1")), 400, "attribute[nothing]")
			k.refused(k.send(kind, k.rubbish("service_code", "001")), 400, "attribute[WHISDORN]")
			k.refused(k.send(kind, k.rubbish("service_code", "001", "attribute[WHISDORN]", "x")), 400, "attribute[WHISDORN]")
			k.refused(k.get("services/999."+kind), 404, "999")
			k.refused(k.get("requests/PA-24-9999."+kind), 404, "PA-24-9999")
			k.refused(k.get("requests."+kind+"?status=wrong"), 400, "status")
			k.refused(k.get("nothing."+kind), 404, "")
			k.refused(k.get("a/b/c/nothing."+kind), 404, "")
		}
		k.refused(k.get("services"), 404, ".xml")
		k.refused(k.get("services.html"), 404, ".xml")
		v := k.rubbish("service_code", "001", "attribute[WHISDORN]", "COISL002")
		v["attribute[MANY][]"] = []string{"a", "b"}
		k.sent(k.send("json", v))
		k.sent(k.send("json", k.rubbish("description", ""))) // the standard does not ask for words
		k.sent(k.send("json", k.rubbish("lat", "", "long", "", "address_string", "Chợ Hội Đô")))
		k.sent(k.send("json", k.rubbish("lat", "", "long", "", "address_id", "30")))
	})
}

func TestOnlyClosedRejectedAndMergedAreClosed(t *testing.T) {
	each(t, report.Refuse, func(k *desk) {
		ids := map[report.State]string{}
		for _, s := range report.States {
			ids[s] = k.sent(k.send("json", k.rubbish())).ID
			k.must(k.d.Do(k.system(), func(ctx context.Context, tx *db.Tx) error {
				_, err := tx.Exec(ctx, `UPDATE report SET state = ?, ended_at = ? WHERE number = ?`, string(s), db.Micros(tx.Now()), ids[s])
				return err
			}))
		}
		for status, states := range map[string][]report.State{
			"closed": {report.Closed, report.Rejected, report.Merged},
			"open":   {report.Received, report.Assigned, report.InProgress, report.NeedInfo, report.Returned, report.Resolved, report.Reopened},
		} {
			list := k.list("requests.json?status=" + status)
			if len(list) != len(states) {
				k.Errorf("%d are %s", len(list), status)
			}
			for _, s := range states {
				one := k.list("requests/" + ids[s] + ".json")
				if len(one) != 1 || one[0].Status != status || one[0].Notes == "" || one[0].Agency != "Trực ban tỉnh" || one[0].AddressID != "30" || one[0].Address != "Tỉnh Hải Dương" || one[0].Expected.IsZero() || one[0].Updated.IsZero() {
					k.Errorf("%s: %+v", s, one)
				}
			}
		}
	})
}

func TestRequestsAreFilteredAndPaged(t *testing.T) {
	each(t, report.Refuse, func(k *desk) {
		var ids []string
		began := k.clock.Now().UTC()
		for i := range 5 {
			v := k.rubbish()
			if i == 2 {
				v = k.rubbish("service_code", "001", "attribute[WHISDORN]", "COISL001")
			}
			ids = append(ids, k.sent(k.send("json", v)).ID)
			k.clock.Advance(24 * time.Hour)
		}
		secret := k.sent(k.send("json", k.rubbish("service_code", "kin")))
		k.refused(k.get("requests/"+secret.ID+".json"), 404, secret.ID)
		show := func(path string) string {
			s := ""
			for _, r := range k.list(path) {
				for i, id := range ids {
					if r.ID == id {
						s += fmt.Sprint(i)
					}
				}
				if r.ID == secret.ID {
					s += "private!"
				}
			}
			return s
		}
		at := func(day int) string {
			return url.QueryEscape(began.Add(time.Duration(day) * 24 * time.Hour).Format(time.RFC3339))
		}
		for path, want := range map[string]string{
			"requests.json": "43210", "requests.json?service_code=001": "2", "requests.json?service_code=rac,001": "43210", "requests.json?service_code=none": "",
			"requests.json?page_size=2": "43", "requests.json?page_size=2&page=3": "0", "requests.json?page=2": "", "requests.json?status=closed": "",
			"requests.json?start_date=" + at(1) + "&end_date=" + at(3): "321", "requests.json?end_date=" + at(0): "0", "requests.json?start_date=" + at(4): "4",
			"requests.json?service_request_id=" + ids[1] + "," + ids[3] + "," + secret.ID + "&status=closed&service_code=none": "31",
		} {
			if got := show(path); got != want {
				k.Errorf("%s gives %q, want %q", path, got, want)
			}
		}
		k.clock.Advance(100 * 24 * time.Hour)
		if got := show("requests.json"); got != "" {
			k.Errorf("older than 90 days: %q", got)
		}
		// A place that may be somebody's home is told to about 50 m, and words once they are approved, without what reaches a person.
		k.must(k.d.Do(k.system(), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE report SET approved = 1, lat = 20.94013 WHERE number = ?`, ids[0])
			return err
		}))
		if r := k.list("requests/" + ids[0] + ".json")[0]; *r.Lat < 20.93999 || *r.Lat > 20.94001 || r.Description == nil || *r.Description != "Rác chất đống, gọi •••" {
			k.Errorf("%+v", r)
		}
	})
}

func TestServicesHaveTheirAttributes(t *testing.T) {
	each(t, report.Refuse, func(k *desk) {
		var list []struct {
			Code     string `json:"service_code"`
			Name     string `json:"service_name"`
			Metadata bool
			Keywords *string
		}
		k.must(json.Unmarshal(k.get("services.json").Body.Bytes(), &list))
		if len(list) != 3 {
			k.Fatalf("%+v", list)
		}
		for _, s := range list {
			if s.Metadata != (s.Code == "001") || s.Name == "" || s.Code == "001" && *s.Keywords != "hố, sụt" {
				k.Errorf("%+v", s)
			}
		}
		r := httptest.NewRequest(http.MethodGet, "/open311/v2/services/001.xml", nil)
		r.Header.Set("Accept-Language", "en")
		w := httptest.NewRecorder()
		k.door.ServeHTTP(w, r)
		for _, want := range []string{"<code>WHISDORN</code><datatype>singlevaluelist</datatype><required>true</required>", "<order>2</order>", "<key>COISL002</key><name>Two</name>", "<values></values>"} {
			if !strings.Contains(w.Body.String(), want) {
				k.Errorf("%q is not in %s", want, w.Body)
			}
		}
		if w := k.get("services.xml"); w.Header().Get("Access-Control-Allow-Origin") != "*" {
			k.Error("pages of other sites cannot read it")
		}
		top := httptest.NewRecorder()
		k.door.ServeHTTP(top, httptest.NewRequest(http.MethodGet, "/open311/discovery.json", nil))
		if top.Code != 200 || !strings.Contains(top.Body.String(), `"url":"http://example.com/open311/v2"`) {
			k.Errorf("%d %s", top.Code, top.Body)
		}
	})
}

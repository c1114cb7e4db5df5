package open311

import (
	"net/http/httptest"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"thanhdong/ground/fault"
)

// The example of the standard, to the byte.
const posted = `api_key=xyz&jurisdiction_id=city.gov&service_code=001&lat=37.76524078&long=-122.4212043&address_string=1234+5th+street&email=smit333%40sfgov.edu&device_id=tt222111&account_id=123456&first_name=john&last_name=smith&phone=111111111&description=A+large+sinkhole+is+destroying+the+street&media_url=http%3A%2F%2Ffarm3.static.flickr.com%2F2002%2F2212426634_5ed477a060.jpg&attribute[WHISPAWN]=123456&attribute[WHISDORN]=COISL001`

func TestTheSpecificationsPostIsReadFieldByField(t *testing.T) {
	f, err := readForm(posted)
	if err != nil {
		t.Fatal(err)
	}
	lat, long := 37.76524078, -122.4212043
	want := form{
		Key: "xyz", Service: "001", Lat: &lat, Long: &long, Address: "1234 5th street", Email: "smit333@sfgov.edu", FirstName: "john", LastName: "smith", Phone: "111111111",
		Description: "A large sinkhole is destroying the street", Media: "http://farm3.static.flickr.com/2002/2212426634_5ed477a060.jpg",
		Attributes: map[string][]string{"WHISPAWN": {"123456"}, "WHISDORN": {"COISL001"}},
	}
	if !reflect.DeepEqual(f, want) {
		t.Errorf("%+v", f)
	}
	f, err = readForm("attribute[code1][]=value1&attribute[code1][]=value2&attribute[code1][]=value3")
	if err != nil || !reflect.DeepEqual(f.Attributes, map[string][]string{"code1": {"value1", "value2", "value3"}}) {
		t.Errorf("%+v, %v", f, err)
	}
}

func TestAFormIsReadStrictly(t *testing.T) {
	for body, path := range map[string]string{
		"service_code=1&service_code=2": "service_code", "lat=1": "lat, long", "lat=91&long=1": "lat", "lat=NaN&long=1": "lat", "lat=1&long=1e9": "long", "lat=0x1p-2&long=abc": "long",
		"descripton=x": "descripton", "attribute[=x": "attribute[", "attribute[a]b=x": "attribute[a]b", "attribute[" + strings.Repeat("a", 65) + "]=x": ("attribute[" + strings.Repeat("a", 65) + "]")[:76],
		"description=%ff": "description", "description=a%00b": "description", "media_url=javascript:alert(1)": "media_url", "media_url=file:///etc/passwd": "media_url",
		"external_id=" + strings.Repeat("x", 101): "external_id", "%3Cscript%3E=1": "<script>",
	} {
		_, err := readForm(body)
		f, _ := fault.As(err)
		if f == nil || f.Kind != fault.Invalid || len(f.Fields) != 1 || f.Fields[0].Path != path {
			t.Errorf("%s gives %v", body, err)
		}
	}
	for _, body := range []string{"a=%zz", "a;b=1"} {
		if _, err := readForm(body); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s gives %v", body, err)
		}
	}
	many := url.Values{}
	for i := range 200 {
		many.Set("attribute[a"+strings.Repeat("b", i%60)+string(rune('a'+i%26))+string(rune('a'+i/26))+"]", "x")
	}
	if _, err := readForm(many.Encode()); !fault.Is(err, fault.TooLarge) {
		t.Errorf("200 attributes: %v", err)
	}
	if f, err := readForm("email=&attribute[a]=&lat=&long="); err != nil || f.Email != "" || f.Lat != nil || len(f.Attributes) != 0 {
		t.Errorf("what is empty is as if it were not there: %+v, %v", f, err)
	}
}

func TestOnlyAFormOfABoundedSizeIsTaken(t *testing.T) {
	for contentType, kind := range map[string]fault.Kind{
		"application/x-www-form-urlencoded": "", "application/x-www-form-urlencoded; charset=UTF-8": "", "application/x-www-form-urlencoded; charset=utf-16": fault.Unsupported,
		"application/json": fault.Unsupported, "": fault.Unsupported, "multipart/form-data; boundary=x": fault.Unsupported,
	} {
		r := httptest.NewRequest("POST", "/?api_key=abc", strings.NewReader("description=x"))
		r.Header.Set("Content-Type", contentType)
		if f, err := takeForm(r); fault.KindOf(err) != kind || kind == "" && f.Key != "abc" {
			t.Errorf("%q: %+v, %v", contentType, f, err)
		}
	}
	for _, length := range []int64{-1, 0} {
		r := httptest.NewRequest("POST", "/", strings.NewReader("description="+strings.Repeat("x", largestForm)))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.ContentLength += length * (r.ContentLength + 1)
		if _, err := takeForm(r); !fault.Is(err, fault.TooLarge) {
			t.Errorf("too much: %v", err)
		}
	}
}

func TestWhatIsAskedIsReadStrictly(t *testing.T) {
	now := time.Date(2024, 7, 3, 1, 0, 0, 0, time.UTC)
	day := 24 * time.Hour
	closed, open := true, false
	from := time.Date(2010, 5, 24, 0, 0, 0, 0, time.UTC)
	// The example of the standard.
	q, err := readFilter("start_date=2010-05-24T00:00:00Z&end_date=2010-06-24T00:00:00Z&status=open&jurisdiction_id=city.gov", now)
	if err != nil || !q.From.Equal(from) || !q.To.Equal(from.Add(31*day)) || q.Ended == nil || *q.Ended != open || q.Limit != 1000 || q.Skip != 0 {
		t.Errorf("%+v, %v", q, err)
	}
	if q, err = readFilter("", now); err != nil || !q.From.Equal(now.Add(-90*day)) || !q.To.Equal(now) || q.Ended != nil || q.Limit != 1000 {
		t.Errorf("the last 90 days: %+v, %v", q, err)
	}
	if q, err = readFilter("start_date=2010-05-24T07:00+07:00&page=3&page_size=20&status=closed", now); err != nil || !q.From.Equal(from) || !q.To.Equal(from.Add(90*day)) || q.Skip != 40 || *q.Ended != closed {
		t.Errorf("%+v, %v", q, err)
	}
	if q, err = readFilter("end_date=2010-05-24T00:00:00Z&status=open,closed&service_code=a,b&service_code=c&service_code=a&status=", now); err != nil || !q.From.Equal(from.Add(-90*day)) || q.Ended != nil || len(q.Categories) != 3 {
		t.Errorf("%+v, %v", q, err)
	}
	if q, err = readFilter("service_request_id=PA-24-0001,+PA-24-0002", now); err != nil || len(q.Numbers) != 2 || q.Numbers[1] != "PA-24-0002" {
		t.Errorf("%+v, %v", q, err)
	}
	for raw, path := range map[string]string{
		"status=opened": "status", "start_date=2010-05-24": "start_date", "start_date=2010-05-24T00:00:00": "start_date", "start_date=2010-05-24T00:00:00Z&end_date=2010-05-23T00:00:00Z": "end_date",
		"start_date=2010-01-01T00:00:00Z&end_date=2010-06-24T00:00:00Z": "end_date", "page=0": "page", "page_size=1001": "page_size", "page=1&page=2": "page", "stat=open": "stat",
		"start_date=0001-01-01T00:00:00Z": "start_date", "end_date=9999-01-01T00:00:00Z": "end_date", "service_request_id=" + strings.Repeat("a,b", 1) + manyNames(101): "service_request_id",
	} {
		_, err := readFilter(raw, now)
		f, _ := fault.As(err)
		if f == nil || len(f.Fields) != 1 || f.Fields[0].Path != path {
			t.Errorf("%s gives %v", raw, err)
		}
	}
}

func manyNames(n int) (s string) {
	for i := range n {
		s += "," + strings.Repeat("x", i+1)
	}
	return s
}

// Whatever the bytes, what comes out is a form that the room may be given, or a refusal of ours.
func FuzzForm(f *testing.F) {
	for _, s := range []string{posted, "attribute[code1][]=a&attribute[code1][]=b", "lat=1&long=2", "a=%zz", "lat=NaN&long=Inf", "attribute[]=1", "description=%ff", "=", "&&&", "api_key=a&api_key=b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, body string) {
		got, err := readForm(body)
		if err != nil {
			if e, ours := fault.As(err); !ours || e.Kind == fault.Internal {
				t.Errorf("%q gives %v", body, err)
			}
			return
		}
		if (got.Lat == nil) != (got.Long == nil) || got.Lat != nil && !(*got.Lat >= -90 && *got.Lat <= 90) || got.Long != nil && !(*got.Long >= -180 && *got.Long <= 180) {
			t.Errorf("%q gives the place %v %v", body, got.Lat, got.Long)
		}
		if strings.ContainsRune(got.Description, 0) || len(got.Attributes) > mostAttributes {
			t.Errorf("%q gives %+v", body, got)
		}
	})
}

func FuzzFilter(f *testing.F) {
	for _, s := range []string{"start_date=2010-05-24T00:00:00Z&end_date=2010-06-24T00:00:00Z&status=open", "page=2&page_size=7", "service_request_id=a,b,,c", "status=open,closed", "start_date=2010-05-24T00:00:00+07:00", "%", "page=99999999999999999999"} {
		f.Add(s)
	}
	now := time.Date(2024, 7, 3, 1, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, raw string) {
		q, err := readFilter(raw, now)
		if err != nil {
			if e, ours := fault.As(err); !ours || e.Kind == fault.Internal {
				t.Errorf("%q gives %v", raw, err)
			}
			return
		}
		if q.Limit < 1 || q.Limit > 1000 || q.Skip < 0 || q.To.Sub(q.From) > longestRange || len(q.Numbers) > mostNumbers {
			t.Errorf("%q gives %+v", raw, q)
		}
	})
}

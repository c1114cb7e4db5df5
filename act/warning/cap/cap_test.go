package cap_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"thanhdong/act/warning/cap"
	"thanhdong/ground/fault"
)

var vietnam = time.FixedZone("", 7*60*60)

// air is a message that uses every element.
func air() cap.Message {
	at := time.Date(2024, 7, 3, 8, 0, 0, 0, vietnam)
	area := cap.Area{
		Desc:     "Thành phố Hải Dương",
		Polygons: [][]cap.Point{{{Lat: 20.9, Lon: 106.2}, {Lat: 20.9, Lon: 106.4}, {Lat: 21, Lon: 106.4}, {Lat: 20.9, Lon: 106.2}}},
		Circles:  []cap.Circle{{Point: cap.Point{Lat: 20.94, Lon: 106.33}, Radius: 2.5}},
		Geocodes: []cap.Value{{Name: "GSO", Value: "288"}}, Altitude: "0", Ceiling: "300.5",
	}
	info := cap.Info{
		Language: "vi-VN", Categories: []string{"Health", "Env"}, Event: "Ô nhiễm không khí", ResponseTypes: []string{"Avoid", "Monitor"},
		Urgency: "Immediate", Severity: "Severe", Certainty: "Observed", Audience: "Người già, trẻ em",
		EventCodes: []cap.Value{{Name: "PLAYBOOK", Value: "KB-KK-01"}}, Effective: at, Onset: at.Add(time.Hour), Expires: at.Add(12 * time.Hour),
		SenderName: "Sở Tài nguyên và Môi trường", Headline: "Không khí rất xấu", Description: "PM2.5 < 180 & tăng", Instruction: "Ở trong nhà",
		Web: "https://example.org/tin/1", Contact: "1022", Parameters: []cap.Value{{Name: "VN_AQI", Value: "215"}},
		Resources: []cap.Resource{{Desc: "Bản đồ", MimeType: "image/png", Size: 1200, URI: "https://example.org/a.png", Digest: "da39a3ee5e6b4b0d3255bfef95601890afd80709"}},
		Areas:     []cap.Area{area},
	}
	en := info
	en.Language, en.Event, en.Headline = "en", "Air pollution", "Very bad air"
	return cap.Message{
		Identifier: "H23.TC-24-0002", Sender: "canhbao@haiduong.example", Sent: at, Status: "Actual", MsgType: "Update", Source: "Trạm KHI001",
		Scope: "Restricted", Restriction: "cán bộ", Addresses: "a b", Codes: []string{"profile:vn"}, Note: "ghi chú",
		References: []cap.Reference{{Sender: "canhbao@haiduong.example", Identifier: "H23.TC-24-0001", Sent: at.Add(-time.Hour)}},
		Incidents:  "SC-24-0001", Infos: []cap.Info{info, en},
	}
}

func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	want := air()
	b, err := want.XML()
	if err != nil {
		t.Fatal(err)
	}
	got, err := cap.Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, got, cmp.Comparer(time.Time.Equal)); d != "" {
		t.Error(d)
	}
}

func TestUniversalTimeIsWrittenWithMinusZero(t *testing.T) {
	if got := cap.Time(time.Date(2024, 7, 3, 1, 0, 0, 0, time.UTC)); got != "2024-07-03T01:00:00-00:00" {
		t.Error(got)
	}
}

// Each message breaks one rule and is refused naming it and its place.
func TestEachBrokenRuleIsNamed(t *testing.T) {
	whole, err := air().XML()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, from, to, path, rule string }{
		{"an element of another namespace", `xmlns="urn:oasis:names:tc:emergency:cap:1.2"`, `xmlns="urn:oasis:names:tc:emergency:cap:1.1"`, "/alert", "warning.cap_namespace"},
		{"an attribute", `<alert `, `<alert id="1" `, "/alert", "warning.cap_attribute"},
		{"a document type", `<alert `, `<!DOCTYPE alert [<!ENTITY a "b">]><alert `, "", "warning.cap_not_xml"},
		{"cut off", `</alert>`, ``, "alert", "warning.cap_not_xml"},
		{"an unknown element", `<source>`, `<colour>red</colour><source>`, "alert/colour", "warning.cap_unknown_element"},
		{"an element inside a text", `<source>Trạm`, `<source><b>Trạm</b>`, "alert/source", "warning.cap_unknown_element"},
		{"words between elements", `<source>`, `hello<source>`, "alert", "warning.cap_loose_words"},
		{"out of order", `<status>Actual</status><msgType>Update</msgType>`, `<msgType>Update</msgType><status>Actual</status>`, "alert/status", "warning.cap_order"},
		{"out of order in a block", `<urgency>Immediate</urgency><severity>Severe</severity>`, `<severity>Severe</severity><urgency>Immediate</urgency>`, "alert/info[1]/urgency", "warning.cap_order"},
		{"a missing element", `<scope>Restricted</scope>`, ``, "alert/scope", "warning.cap_missing"},
		{"a missing element in a block", `<event>Air pollution</event>`, ``, "alert/info[2]/event", "warning.cap_missing"},
		{"a missing area description", `<areaDesc>Thành phố Hải Dương</areaDesc>`, ``, "alert/info[1]/area[1]/areaDesc", "warning.cap_missing"},
		{"an element twice", `<scope>Restricted</scope>`, `<scope>Restricted</scope><scope>Restricted</scope>`, "alert/scope", "warning.cap_twice"},
		{"an identifier with a space", `H23.TC-24-0002`, `H23 TC-24-0002`, "alert/identifier", "warning.cap_plain_name"},
		{"a sender with a comma", `<sender>canhbao@`, `<sender>canh,bao@`, "alert/sender", "warning.cap_plain_name"},
		{"a status of nobody", `<status>Actual`, `<status>Real`, "alert/status", "warning.cap_not_one_of"},
		{"a category in small letters", `<category>Env`, `<category>env`, "alert/info[1]/category[2]", "warning.cap_not_one_of"},
		{"a time with Z", `<sent>2024-07-03T08:00:00+07:00`, `<sent>2024-07-03T01:00:00Z`, "alert/sent", "warning.cap_zulu"},
		{"a time with parts of a second", `<sent>2024-07-03T08:00:00+07:00`, `<sent>2024-07-03T08:00:00.5+07:00`, "alert/sent", "warning.cap_time"},
		{"a time without an offset", `<onset>2024-07-03T09:00:00+07:00`, `<onset>2024-07-03T09:00:00`, "alert/info[1]/onset", "warning.cap_time"},
		{"a day that is not", `<onset>2024-07-03T09:00:00+07:00`, `<onset>2024-02-30T09:00:00+07:00`, "alert/info[1]/onset", "warning.cap_time"},
		{"an end before the beginning", `<expires>2024-07-03T20:00:00+07:00`, `<expires>2024-07-03T08:30:00+07:00`, "alert/info[1]/expires", "warning.cap_expired"},
		{"a reference of two parts", `,2024-07-03T07:00:00+07:00</references>`, `</references>`, "alert/references", "warning.cap_references"},
		{"an update of nothing", `<references>canhbao@haiduong.example,H23.TC-24-0001,2024-07-03T07:00:00+07:00</references>`, ``, "alert/references", "warning.cap_needed"},
		{"restricted to nobody", `<restriction>cán bộ</restriction>`, ``, "alert/restriction", "warning.cap_needed"},
		{"private to nobody", `<scope>Restricted</scope><restriction>cán bộ</restriction><addresses>a b</addresses>`, `<scope>Private</scope>`, "alert/addresses", "warning.cap_needed"},
		{"two blocks in one language", `<language>en</language>`, `<language>VI-vn</language>`, "alert/info[2]/language", "warning.cap_same_language"},
		{"a language that is not", `<language>en</language>`, `<language>tiếng Anh</language>`, "alert/info[2]/language", "warning.cap_language"},
		{"an address of a part", `<web>https://example.org/tin/1`, `<web>/tin/1`, "alert/info[1]/web", "warning.cap_address"},
		{"an open outline", `20.9,106.2 20.9,106.4 21,106.4 20.9,106.2`, `20.9,106.2 20.9,106.4 21,106.4 21,106.2`, "alert/info[1]/area[1]/polygon[1]", "warning.cap_polygon_open"},
		{"an outline of three points", `20.9,106.2 20.9,106.4 21,106.4 20.9,106.2`, `20.9,106.2 20.9,106.4 20.9,106.2`, "alert/info[1]/area[1]/polygon[1]", "warning.cap_polygon_short"},
		{"an outline that crosses itself", `20.9,106.2 20.9,106.4 21,106.4 20.9,106.2`, `20.9,106.2 21,106.4 20.9,106.4 21,106.2 20.9,106.2`, "alert/info[1]/area[1]/polygon[1]", "warning.cap_polygon_crosses"},
		{"longitude first", `20.9,106.2 20.9,106.4 21,106.4 20.9,106.2`, `106.2,20.9 106.4,20.9 106.4,21 106.2,20.9`, "alert/info[1]/area[1]/polygon[1]", "warning.cap_place"},
		{"a circle without a radius", `20.94,106.33 2.5`, `20.94,106.33`, "alert/info[1]/area[1]/circle[1]", "warning.cap_circle"},
		{"a height in words", `<ceiling>300.5`, `<ceiling>high`, "alert/info[1]/area[1]/ceiling", "warning.cap_number"},
		{"no event in words", `<event>Air pollution`, `<event> `, "alert/info[2]/event", "warning.cap_no_words"},
	} {
		t.Run(c.name, func(t *testing.T) {
			broken := strings.Replace(string(whole), c.from, c.to, 1)
			if broken == string(whole) {
				t.Fatalf("%q is not in the message", c.from)
			}
			err := cap.Check([]byte(broken))
			f, ok := fault.As(err)
			if !ok || len(f.Fields) != 1 || f.Fields[0].Path != c.path || f.Fields[0].Key != c.rule {
				t.Errorf("got %v %+v, want one fault %s at %s", err, f, c.rule, c.path)
			}
		})
	}
}

func TestAllFaultsAreNamedAtOnce(t *testing.T) {
	m := air()
	m.Status, m.Infos[1].Urgency, m.Identifier = "Real", "Soon", "a b"
	_, err := m.XML()
	if f, ok := fault.As(err); !ok || len(f.Fields) != 3 {
		t.Errorf("got %v, want three faults", err)
	}
}

func key(t testing.TB) tls.Certificate {
	t.Helper()
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	sheet := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, sheet, sheet, k.Public(), k)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: k, Leaf: leaf}
}

func TestASignatureHoldsUntilAByteIsChanged(t *testing.T) {
	k := key(t)
	signed, err := air().Sign(k)
	if err != nil {
		t.Fatal(err)
	}
	if err := cap.Check(signed); err != nil {
		t.Fatalf("a signed message is a message: %v", err)
	}
	if err := cap.Verify(signed, k.Leaf); err != nil {
		t.Fatal(err)
	}
	if cap.Verify(signed, key(t).Leaf) == nil {
		t.Error("somebody else's certificate was believed")
	}
	changed := strings.Replace(string(signed), "Ở trong nhà", "Ra ngoài", 1)
	if cap.Verify([]byte(changed), k.Leaf) == nil {
		t.Error("changed words were believed")
	}
	if plain, err := air().XML(); err != nil || cap.Verify(plain, k.Leaf) == nil {
		t.Error("a message without a signature was believed")
	}
}

// Whatever comes, Check answers; what it lets through can be read and written
// again, and says the same.
func FuzzCheck(f *testing.F) {
	whole, err := air().XML()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	signed, err := air().Sign(key(f))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(signed)
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := cap.Parse(b)
		if err != nil {
			return
		}
		again, err := m.XML()
		if err != nil {
			t.Fatalf("was read and cannot be written: %v", err)
		}
		n, err := cap.Parse(again)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(m, n, cmp.Comparer(time.Time.Equal)); d != "" {
			t.Error(d)
		}
	})
}

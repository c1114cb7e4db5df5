package story

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"thanhdong/ground/actor"
	"thanhdong/ground/text"
	"thanhdong/know/dataset"
	"thanhdong/test/town"
)

// taken is an answer to somebody who has not signed in.
type taken struct {
	*http.Response
	body []byte
}

// take asks for an address of the portal as everybody may.
func take(t *testing.T, w *town.Town, path string, header ...string) taken {
	t.Helper()
	q, err := http.NewRequest(http.MethodGet, w.App.URL()+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		q.Header.Set(header[i], header[i+1])
	}
	a, err := http.DefaultClient.Do(q)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = a.Body.Close() }()
	b, err := io.ReadAll(a.Body)
	if err != nil {
		t.Fatal(err)
	}
	return taken{a, b}
}

func (a taken) is(t *testing.T, status int, holds ...string) taken {
	t.Helper()
	if a.StatusCode != status {
		t.Fatalf("%s: %d %s", a.Request.URL.Path, a.StatusCode, a.body)
	}
	for _, words := range holds {
		if !strings.Contains(string(a.body), words) {
			t.Errorf("%s does not hold %q", a.Request.URL.Path, words)
		}
	}
	return a
}

// A pack proposes a data set; nothing of it is public until the steward has approved what they saw. Then page, CSV, JSON, workbook and catalogue say the same, small counts
// are hidden in all of them, a correction changes them and their time, and what is withdrawn says why.
func TestOpenDataFromItsProposalToItsEnd(t *testing.T) {
	begin(t, func(t *testing.T, w *town.Town) {
		if err := apply(t, w, "forms"); err != nil {
			t.Fatal(err)
		}
		month := dataset.PeriodAt(dataset.Monthly, text.DayOf(w.Clock.Now())).Add(-1)
		at := month.Code()
		var list []dataset.Earlier
		for i, d := range districts {
			cases := 20 + i
			if d == "288" {
				cases = 3 // small: the smallest other, of 290, goes with it
			}
			list = append(list, dataset.Earlier{Form: "BTN-T", Unit: "H23.UB" + d, Period: month, State: dataset.Locked, At: month.End.Start().Add(time.Hour), Values: ill("", "", cases)})
		}
		if _, err := w.App.Datasets.TakeOver(w.System(), list, "story"); err != nil {
			t.Fatal(err)
		}
		steward := w.Person("bà Thịnh", actor.Steward, "H23.SYT", "30")
		take(t, w, "/data/benh-truyen-nhiem").is(t, 404)
		take(t, w, "/data/benh-truyen-nhiem.csv").is(t, 404)
		if b := take(t, w, "/data/").is(t, 200).body; strings.Contains(string(b), "benh-truyen-nhiem") {
			t.Error("what is proposed stands in the public list")
		}

		var one struct {
			State, Digest string
			Preview       struct {
				Rows, Hidden int
				Lines        []struct {
					Area  struct{ Code string }
					Cells []struct{ Said, Quality string }
				}
			}
		}
		steward.Get("/open-data/benh-truyen-nhiem").OK(&one)
		steward.Post("/open-data/benh-truyen-nhiem/approve", map[string]string{"digest": strings.Repeat("0", 64)}).Refused(409)
		steward.Post("/open-data/benh-truyen-nhiem/approve", map[string]string{"digest": one.Digest}).OK(&one)
		if one.State != "published" || one.Preview.Hidden == 0 {
			t.Fatalf("approved: %+v", one)
		}

		page := take(t, w, "/data/benh-truyen-nhiem").is(t, 200, "CC-BY-4.0", "Hằng tháng", "Sở Y tế", "&lt;5", "tháng")
		if strings.Contains(string(page.body), "Thịnh") {
			t.Error("the page names the person who approved")
		}
		take(t, w, "/en/data/benh-truyen-nhiem").is(t, 200, "Notifiable diseases")
		take(t, w, "/data/?q=benh+truyen").is(t, 200, "benh-truyen-nhiem")

		file := take(t, w, "/data/benh-truyen-nhiem.csv").is(t, 200)
		same(t, w, file.body)
		rows, err := csv.NewReader(bytes.NewReader(file.body)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		dengue := func(rows [][]string, area string) (value, quality string) {
			for _, r := range rows {
				if r[0] == area && r[2] == at && r[5] == "BTN-T:sxh.mac" {
					return r[7], r[9]
				}
			}
			return "no row", ""
		}
		for area, want := range map[string]string{"288": " small", "290": " guarded", "291": "22 final", "30": "289 final"} {
			if value, quality := dengue(rows, area); value+" "+quality != want {
				t.Errorf("dengue in %s is %q %q, want %q", area, value, quality, want)
			}
		}
		// The screen of who approved showed the same.
		for _, line := range one.Preview.Lines {
			value, quality := dengue(rows, line.Area.Code)
			if c := line.Cells[0]; c.Said != value || c.Quality != quality {
				t.Errorf("%s: approved as %+v, public as %q %q", line.Area.Code, c, value, quality)
			}
		}
		if narrow := take(t, w, "/data/benh-truyen-nhiem.csv?area=291&column=BTN-T:sxh.mac").is(t, 200); bytes.Count(narrow.body, []byte("\r\n")) != 2 {
			t.Errorf("narrowed: %s", narrow.body)
		}
		take(t, w, "/data/benh-truyen-nhiem.csv?sort=1").is(t, 400)

		etag, modified := file.Header.Get("ETag"), file.Header.Get("Last-Modified")
		take(t, w, "/data/benh-truyen-nhiem.csv", "If-None-Match", etag).is(t, 304)
		take(t, w, "/data/benh-truyen-nhiem.csv", "If-Modified-Since", modified).is(t, 304)
		catalogued(t, w, modified)

		// A correction is in the file, and its time is another.
		w.Clock.Advance(2 * time.Hour)
		sets, _, err := w.App.Datasets.List(w.System(), dataset.Filter{Form: "BTN-T", Period: at, Limit: 50})
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range sets {
			if s.Unit == "H23.UB291" {
				if _, err := w.App.Datasets.Correct(w.System(), s.ID, dataset.Given{Element: "sxh", Option: "mac", Value: "40"}, "Đếm lại"); err != nil {
					t.Fatal(err)
				}
			}
		}
		w.Until("the correction is public", func() bool { return take(t, w, "/data/benh-truyen-nhiem.csv").Header.Get("ETag") != etag })
		file = take(t, w, "/data/benh-truyen-nhiem.csv", "If-Modified-Since", modified).is(t, 200)
		if rows, err = csv.NewReader(bytes.NewReader(file.body)).ReadAll(); err != nil {
			t.Fatal(err)
		}
		if value, _ := dengue(rows, "291"); value != "40" || file.Header.Get("Last-Modified") == modified {
			t.Errorf("after the correction: %q of %s", value, file.Header.Get("Last-Modified"))
		}
		same(t, w, file.body)

		// Use is a number a day.
		var used struct {
			Taken int64
			Use   []map[string]any
		}
		if err := w.App.OpenData.KeepCounts(w.System()); err != nil {
			t.Fatal(err)
		}
		steward.Get("/open-data/benh-truyen-nhiem").OK(&used)
		if used.Taken == 0 || len(used.Use) != 30 || len(used.Use[29]) != 5 {
			t.Errorf("use: %+v", used)
		}

		steward.Post("/open-data/benh-truyen-nhiem/withdraw", map[string]string{"words": "Nguồn đang được rà lại"}).OK(&one)
		take(t, w, "/data/benh-truyen-nhiem").is(t, 410, "Nguồn đang được rà lại")
		take(t, w, "/data/benh-truyen-nhiem.csv").is(t, 410, "Nguồn đang được rà lại")
		if b := take(t, w, "/data/catalog.jsonld").is(t, 200).body; strings.Contains(string(b), "benh-truyen-nhiem") {
			t.Error("the catalogue names what was withdrawn")
		}
	})
}

// same holds the JSON file and the workbook against the CSV, field by field.
func same(t *testing.T, w *town.Town, file []byte) {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(file)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var said struct{ Data []map[string]any }
	d := json.NewDecoder(bytes.NewReader(take(t, w, "/data/benh-truyen-nhiem.json").is(t, 200).body))
	d.UseNumber()
	if err := d.Decode(&said); err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(bytes.NewReader(take(t, w, "/data/benh-truyen-nhiem.xlsx").is(t, 200).body))
	if err != nil {
		t.Fatal(err)
	}
	sheet, err := book.GetRows("data")
	if err != nil || len(sheet) != len(rows) || len(said.Data) != len(rows)-1 {
		t.Fatalf("%d rows in csv, %d in xlsx, %d in json: %v", len(rows)-1, len(sheet)-1, len(said.Data), err)
	}
	for i, r := range rows[1:] {
		for n, field := range rows[0] {
			inJSON, inSheet := "", ""
			if v := said.Data[i][field]; v != nil {
				inJSON = fmt.Sprint(v)
			}
			if n < len(sheet[i+1]) {
				inSheet = sheet[i+1][n]
			}
			if r[n] != inJSON || r[n] != inSheet {
				t.Fatalf("%s of row %d: csv %q, json %q, xlsx %q", field, i, r[n], inJSON, inSheet)
			}
		}
	}
}

// catalogued holds the catalogue against what DCAT asks of it, and its addresses against what they give.
func catalogued(t *testing.T, w *town.Town, modified string) {
	t.Helper()
	a := take(t, w, "/data/catalog.jsonld").is(t, 200)
	if a.Header.Get("Content-Type") != "application/ld+json" || a.Header.Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("the catalogue comes as %v", a.Header)
	}
	var doc struct {
		Context  map[string]string `json:"@context"`
		Type     string            `json:"@type"`
		Datasets []struct {
			ID        string              `json:"@id"`
			Type      string              `json:"@type"`
			Title     []map[string]string `json:"dct:title"`
			Modified  map[string]string   `json:"dct:modified"`
			Issued    map[string]string   `json:"dct:issued"`
			Theme     map[string]string   `json:"dcat:theme"`
			Rhythm    map[string]string   `json:"dct:accrualPeriodicity"`
			Publisher map[string]any      `json:"dct:publisher"`
			Files     []struct {
				Type     string            `json:"@type"`
				Download map[string]string `json:"dcat:downloadURL"`
				Media    map[string]string `json:"dcat:mediaType"`
				Licence  map[string]string `json:"dct:license"`
			} `json:"dcat:distribution"`
		} `json:"dcat:dataset"`
	}
	if err := json.Unmarshal(a.body, &doc); err != nil {
		t.Fatal(err)
	}
	if doc.Type != "dcat:Catalog" || doc.Context["dcat"] != "http://www.w3.org/ns/dcat#" || len(doc.Datasets) != 1 {
		t.Fatalf("catalogue: %+v", doc)
	}
	d := doc.Datasets[0]
	if d.Type != "dcat:Dataset" || len(d.Title) != 2 || d.Publisher == nil || d.Theme["@id"] != "http://publications.europa.eu/resource/authority/data-theme/HEAL" ||
		d.Rhythm["@id"] != "http://publications.europa.eu/resource/authority/frequency/MONTHLY" || len(d.Files) != 6 {
		t.Errorf("data set: %+v", d)
	}
	last, err := time.Parse(http.TimeFormat, modified)
	if err != nil || d.Modified["@value"] != last.UTC().Format(time.RFC3339) {
		t.Errorf("modified %v, the file says %s", d.Modified, modified)
	}
	for _, f := range d.Files {
		at, ours := strings.CutPrefix(f.Download["@id"], "http")
		if _, path, _ := strings.Cut(strings.TrimPrefix(at, "://"), "/"); !ours || f.Type != "dcat:Distribution" || f.Licence["@id"] != "https://creativecommons.org/licenses/by/4.0/" {
			t.Errorf("distribution: %+v", f)
		} else if kind := take(t, w, "/"+path).is(t, 200).Header.Get("Content-Type"); !strings.HasPrefix("https://www.iana.org/assignments/media-types/"+kind, f.Media["@id"]) {
			t.Errorf("%s comes as %s, the catalogue says %s", path, kind, f.Media["@id"])
		}
	}
}

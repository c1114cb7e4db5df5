package story

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"

	"thanhdong/ground/actor"
	"thanhdong/ground/text"
	"thanhdong/know/dataset"
	"thanhdong/test/town"
)

// spliced gives a document with something changed in its body.
func spliced(t *testing.T, doc []byte, old, words string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(doc), int64(len(doc)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if f.Name == "word/document.xml" {
			if !bytes.Contains(body, []byte(old)) {
				t.Fatalf("%q does not stand in the template", old)
			}
			body = bytes.Replace(body, []byte(old), []byte(words), 1)
		}
		p, err := w.Create(f.Name)
		if err == nil {
			_, err = p.Write(body)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// periodicReport is one as the console shows it.
type periodicReport struct {
	ID, Number, State, Digest string
	Unknown, Version          int
	Intact                    bool
	Blocks                    []struct {
		Words string
		Rows  [][]string
	}
	Filled []struct{ Raw, State, Part, Near string }
}

func (p periodicReport) words() string {
	var b strings.Builder
	for _, x := range p.Blocks {
		b.WriteString(x.Words + "\n")
		for _, r := range x.Rows {
			b.WriteString(strings.Join(r, " | ") + "\n")
		}
	}
	return b.String()
}

// Districts hand in; a clerk edits the template of the monthly report in Word and is told of a name that nobody knows; the report is composed, signed and withdrawn; the next
// one is composed by itself when its month is over.
func TestAMonthlyReportIsMadeFromATemplateThatAClerkEdited(t *testing.T) {
	begin(t, func(t *testing.T, w *town.Town) {
		if err := apply(t, w, "forms"); err != nil {
			t.Fatal(err)
		}
		steward := w.Person("quản lý dữ liệu", actor.Steward, "H23", "30")
		leader := w.Person("chủ tịch", actor.Leader, "H23", "30")
		district := w.Person("lãnh đạo huyện", actor.Leader, "H23.UB288", "288")
		month := dataset.PeriodAt(dataset.Monthly, text.DayOf(w.Clock.Now())).Add(-1)
		at := month.Code()
		for i, d := range districts {
			handIn(t, w, "BTN-T", at, ill("H23.UB"+d, at, 10+i))
		}
		const template = "/periodic/templates/H23/month"
		original := steward.Get(template + "/file").OK(nil).Body
		edited := spliced(t, original, "báo cáo kết quả theo dõi", `họp lúc {{gio_</w:t></w:r><w:proofErr w:type="spellStart"/><w:r><w:t>hop}}, {{chi_tieu:sxh-mac}} ca sốt xuất huyết; báo cáo kết quả theo dõi`)
		bring := func(query string) (tried struct {
			Template *struct{ No, Unknown int }
			Filled   []struct{ Raw, State, Near, Now string }
		}) {
			t.Helper()
			steward.Do(http.MethodPost, "/api/v1"+template+query, bytes.NewReader(edited), "Content-Type", "application/octet-stream").OK(&tried)
			return tried
		}
		tried := bring("?dryRun=true")
		var bad []string
		for _, f := range tried.Filled {
			if f.State != "known" {
				bad = append(bad, f.Raw)
			}
			if f.Raw == "{{chi_tieu:sxh-mac}}" && !strings.HasPrefix(f.Now, "186") {
				t.Errorf("the figure would be %q", f.Now)
			}
		}
		if tried.Template != nil || len(bad) != 1 || bad[0] != "{{gio_hop}}" {
			t.Fatalf("looked at: %+v, not known: %q", tried.Template, bad)
		}
		if tried = bring("?name=mau.docx&note=gio"); tried.Template == nil || tried.Template.No != 1 || tried.Template.Unknown != 1 {
			t.Fatalf("taken: %+v", tried.Template)
		}
		steward.Do(http.MethodPost, "/api/v1"+template, bytes.NewReader([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")), "Content-Type", "application/octet-stream").Refused(400)

		ask := map[string]string{"unit": "H23", "rhythm": "month", "period": at}
		var made periodicReport
		steward.Post("/periodic", ask).OK(&made)
		if got := made.words(); !strings.Contains(got, "họp lúc {{gio_hop}}, 186") || !strings.Contains(got, "BÁO CÁO THÁNG") || made.Unknown != 1 || len(made.Filled) != 1 {
			t.Fatalf("%+v\n%s", made.Filled, got)
		}
		document := steward.Get("/periodic/" + made.ID + "/document").OK(nil).Body
		if !bytes.HasPrefix(document, []byte("PK")) {
			t.Fatal("no document")
		}
		district.Get("/periodic/" + made.ID).Refused(404)
		steward.Post("/periodic/"+made.ID+"/sign", map[string]string{"digest": made.Digest}).Refused(403)
		leader.Post("/periodic/"+made.ID+"/sign", map[string]string{"digest": made.Digest}).OK(&made)
		if made.State != "signed" || !made.Intact {
			t.Fatalf("%+v", made)
		}
		handIn(t, w, "BTN-T", month.Add(-1).Code(), ill("H23.UB288", month.Add(-1).Code(), 3))
		var again periodicReport
		leader.Get("/periodic/" + made.ID).OK(&again)
		if again.words() != made.words() {
			t.Fatal("what was signed has changed")
		}
		steward.Post("/periodic", ask).Refused(409)
		leader.Post("/periodic/"+made.ID+"/withdraw", map[string]string{"reason": "Số của một huyện sai"}).OK(&made)
		steward.Post("/periodic", ask).OK(&again)
		if made.State != "withdrawn" || again.ID == made.ID || again.State != "draft" {
			t.Fatalf("%+v %+v", made, again)
		}

		next := month.Add(1)
		w.Clock.Set(next.End.Start().Add(9 * 3600e9))
		var list struct {
			Items []struct {
				Period struct{ Code string }
				State  string
			}
		}
		w.Until("the next is composed by itself", func() bool {
			leader.Get("/periodic?rhythm=month").OK(&list)
			return len(list.Items) > 0 && list.Items[0].Period.Code == next.Code() && list.Items[0].State == "draft"
		})
	})
}

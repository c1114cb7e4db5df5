package story

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	cases "thanhdong/act/incident"
	"thanhdong/ground/actor"
	"thanhdong/ground/consent"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
	"thanhdong/serve/privacy"
	"thanhdong/serve/report"
	"thanhdong/test/town"
)

// asked is a request as the API tells it.
type asked struct {
	ID, Number, State string
	FiledAt           time.Time `json:"filed_at"`
	Due               time.Time
	Clock             struct {
		Seconds int64
		Legal   []struct{ Number string }
	}
	Pieces  []struct{ Kind, ID, Why, Outcome string }
	Agreed  []struct{ Purpose, Words string }
	Actions []struct {
		Verb    string
		Allowed bool
	}
}

func (a asked) can(verb string) bool {
	for _, x := range a.Actions {
		if x.Verb == verb {
			return x.Allowed
		}
	}
	return false
}

// Somebody who once called and sent a report asks that what is held about them be erased. It is found across rooms, given, erased from
// the room and from the ledger's payloads, answered by letter, and the ledger still verifies.
func TestAPersonsDataAreGivenAndErasedAndTheLedgerVerifies(t *testing.T) {
	begin(t, func(t *testing.T, w *town.Town) {
		signal := func(words string) cases.Signal {
			t.Helper()
			s, err := w.App.Incidents.Take(w.System(), cases.Signal{Kind: cases.Call, Words: words, Source: "người dân", Unit: "H23"}, "")
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
		hers := signal("Bà Trần Thị Hoà, 0912.345.678, báo cây đổ")
		other := signal("Ông Lê Văn Bình, 0912.345.679, báo mất điện")
		sent := pothole(t, w)
		if _, err := w.App.Reports.Reject(w.System(), sent.ID, "spam", "Không có gì ở đó"); err != nil {
			t.Fatal(err)
		}
		steward, officer, hotline := w.Person("Phụ trách dữ liệu", actor.Steward, "H23", ""), w.Person("cán bộ", actor.Officer, "H23", ""), w.Person("tổng đài", actor.Hotline, "H23", "")

		who := consent.Person{Name: "Trần Thị Hoà", Phones: []string{"+84 912 345 678"}}
		var filed struct{ ID, Number, Code string }
		hotline.Post("/privacy", map[string]any{"asks": "delete", "name": who.Name, "phones": who.Phones, "how": "phone", "agrees": []string{privacy.ByCode}}).OK(&filed)
		at := "/privacy/" + filed.ID
		officer.Get(at).Refused(http.StatusNotFound)
		var r asked
		do := func(verb string, body map[string]any) {
			t.Helper()
			r = asked{}
			steward.Post(at+"/"+verb, body).OK(&r)
		}
		steward.Get(at).OK(&r)
		if r.Due.Sub(r.FiledAt) != 72*time.Hour || r.Clock.Seconds != 72*3600 || len(r.Clock.Legal) != 1 || r.Clock.Legal[0].Number != "13/2023/NĐ-CP" {
			t.Errorf("due %v after %v by %+v", r.Due, r.FiledAt, r.Clock)
		}
		if len(r.Agreed) != 1 || !strings.HasPrefix(r.Agreed[0].Words, "Tôi đồng ý") || r.can("search") || !r.can("identify") {
			t.Errorf("agreed %+v, can %+v", r.Agreed, r.Actions)
		}
		steward.Post(at+"/search", map[string]any{}).Refused(http.StatusConflict)
		do("identify", map[string]any{"how": "call-back"})
		do("search", map[string]any{})
		if len(r.Pieces) != 3 || r.Pieces[0].ID != hers.ID || r.Pieces[1].ID != sent.ID || r.Pieces[2].ID != sent.ID || r.Pieces[0].Why != "phone" || r.Pieces[1].Why != "phone" { // how she is reached, and her words
			t.Fatalf("found %+v", r.Pieces)
		}
		if held := steward.Get(at + "/piece?kind=incident.signal&piece=" + hers.ID).OK(nil); !strings.Contains(string(held.Body), "báo cây đổ") {
			t.Errorf("the piece: %s", held.Body)
		}
		isGiven(t, steward.Get(at+"/export").OK(nil).Body)
		steward.Post(at+"/answer", map[string]any{"words": "Đã xoá"}).Refused(http.StatusConflict)
		var decisions []map[string]string
		for _, p := range r.Pieces {
			decisions = append(decisions, map[string]string{"kind": p.Kind, "id": p.ID, "outcome": "erased"})
		}
		do("decide", map[string]any{"decisions": decisions})
		do("answer", map[string]any{"words": "Dữ liệu của bà đã được xoá."})
		page := steward.Get(at + "/letter").OK(nil)
		if !strings.Contains(string(page.Body), "Kính gửi: Trần Thị Hoà") || !strings.Contains(string(page.Body), "Đã xoá 3 mục") || !strings.Contains(page.Header.Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("the letter: %v %s", page.Header, page.Body)
		}
		followed(t, w, filed.Code)
		stillHeld(t, w, who, other.ID)
		if r, err := w.App.Reports.ByCode(t.Context(), sent.Code); err != nil || !r.Reporter.Anonymous() || r.Words != "" || r.Address != "" || r.Category != sent.Category || r.State != report.Rejected {
			t.Errorf("the report lost more than its reporter, or less: %+v %v", r, err)
		}
		verified(t, w)
		breachIsTold(t, w, steward)
		retentionIsPlanned(t, w, steward)
		anybodyAsks(t, w, steward)
		rateHolds(t, w)
	})
}

// isGiven looks into the archive.
func isGiven(t *testing.T, archive []byte) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		body, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(body)
		if err != nil || !strings.Contains(string(b), "báo cây đổ") || strings.Contains(string(b), "Lê Văn Bình") {
			t.Errorf("%s: %s %v", f.Name, b, err)
		}
	}
}

// followed opens the answer by the code until the person takes that back.
func followed(t *testing.T, w *town.Town, code string) {
	t.Helper()
	f, err := w.App.Privacy.Follow(t.Context(), strings.ToLower(code))
	if err != nil || f.State != privacy.Answered || !f.Letter {
		t.Errorf("by the code: %+v %v", f, err)
	}
	if page, err := w.App.Privacy.LetterByCode(t.Context(), code); err != nil || !strings.Contains(string(page), "Trần Thị Hoà") {
		t.Errorf("the letter by the code: %s %v", page, err)
	}
	if err := w.App.Privacy.Withdraw(t.Context(), code, privacy.ByCode); err != nil {
		t.Error(err)
	}
	if _, err := w.App.Privacy.LetterByCode(t.Context(), code); !fault.Is(err, fault.Forbidden) {
		t.Errorf("opened although it was taken back: %v", err)
	}
}

func stillHeld(t *testing.T, w *town.Town, who consent.Person, other string) {
	t.Helper()
	if err := w.App.DB.View(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		found, err := w.App.Consent.Find(ctx, tx, who)
		for _, p := range found {
			if p.Kind != privacy.HeldKind {
				t.Errorf("still held: %+v", p)
			}
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if s, err := w.App.Incidents.Signal(w.System(), other); err != nil || s.Words == "" {
		t.Errorf("somebody else's went too: %+v %v", s, err)
	}
}

func verified(t *testing.T, w *town.Town) {
	t.Helper()
	lines, err := ledger.List(w.System(), w.App.DB, ledger.Filter{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	verbs := map[string]bool{}
	for _, l := range lines {
		verbs[l.Verb] = true
		if strings.Contains(string(l.Payload), "0912.345.678") || strings.Contains(string(l.Payload), "Trần Thị Hoà") || strings.Contains(string(l.Payload), "báo cây đổ") {
			t.Errorf("the ledger still tells: %s %s", l.Verb, l.Payload)
		}
	}
	for _, v := range []string{"privacy.look", "privacy.search", "privacy.look_piece", "privacy.export", "consent.give", "consent.withdraw", "consent.erase", "privacy.answer", "privacy.letter"} {
		if !verbs[v] {
			t.Errorf("%s is not in the ledger", v)
		}
	}
	if err := ledger.Seal(t.Context(), w.App.DB); err != nil {
		t.Fatal(err)
	}
	if report, err := ledger.Check(t.Context(), w.App.DB); err != nil || !report.OK() || report.Erased == 0 {
		t.Errorf("the ledger: %+v %v", report, err)
	}
}

func breachIsTold(t *testing.T, w *town.Town, steward *town.Client) {
	t.Helper()
	now := w.Clock.Now()
	var b struct {
		ID         string
		Due        time.Time
		Late, Open bool
	}
	body := map[string]any{"what": "Gửi nhầm danh sách", "kinds": []string{"điện thoại"}, "people": 12, "happened_at": now.Add(-2 * time.Hour), "found_at": now.Add(-time.Hour)}
	steward.Post("/breaches", body).OK(&b)
	if !b.Due.Equal(now.Add(71*time.Hour).Truncate(time.Microsecond)) || b.Late || !b.Open {
		t.Errorf("the clock does not count from when it was found: %+v", b)
	}
	at := "/breaches/" + b.ID
	steward.Post(at+"/close", map[string]string{"measures": "Đã thu hồi"}).Refused(http.StatusConflict)
	steward.Post(at+"/tell", map[string]string{"whom": "authority", "words": "Công văn gửi A05"}).OK(nil)
	steward.Post(at+"/close", map[string]string{"measures": "Đã thu hồi"}).OK(nil)
}

// retentionIsPlanned holds that each kind which some room holds has a time, and words for it.
func retentionIsPlanned(t *testing.T, w *town.Town, steward *town.Client) {
	t.Helper()
	var all struct {
		Items []struct {
			Kind, Name, From, Mark string
			Days                   int
		}
	}
	steward.Get("/retention").OK(&all)
	for _, k := range all.Items {
		if k.Days == 0 || k.Mark == "" || strings.Contains(k.Name, "consent.") || strings.Contains(k.From, "consent.") {
			t.Errorf("nothing says how long it is kept: %+v", k)
		}
		for _, lang := range []text.Lang{text.VI, text.EN} {
			if strings.Contains(consent.FromName(lang, k.Kind), "consent.") {
				t.Errorf("no words for %s", k.Kind)
			}
		}
	}
	if len(all.Items) != len(w.App.Consent.Kinds()) {
		t.Errorf("%d kinds of %d", len(all.Items), len(w.App.Consent.Kinds()))
	}
}

// anybodyAsks sends the portal's form without script, sees what is wrong, sends it again and twice, and follows it by the code.
func anybodyAsks(t *testing.T, w *town.Town, steward *town.Client) {
	t.Helper()
	post := func(path string, form url.Values) town.Reply {
		t.Helper()
		return w.Nobody().Do(http.MethodPost, path, strings.NewReader(form.Encode()), "Content-Type", "application/x-www-form-urlencoded")
	}
	whole := func(r town.Reply, status int, words ...string) string {
		t.Helper()
		page := string(r.Body)
		for _, said := range words {
			if !strings.Contains(page, said) {
				t.Errorf("the page does not say %q: %s", said, page)
			}
		}
		if r.Status != status || strings.Contains(page, "portal.") || strings.Contains(page, "style=") || r.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%d %v %s", r.Status, r.Header, page)
		}
		return page
	}
	page := whole(w.Nobody().Do(http.MethodGet, "/en/privacy/request", nil), http.StatusOK, "3 days", "13/2023/NĐ-CP", "I agree that the answer")
	form := url.Values{"key": {regexp.MustCompile(`name="key" value="([^"]+)"`).FindStringSubmatch(page)[1]}, "asks": {"object"}, "name": {"<b>Mẫu</b>"}, "phone": {"12"}}
	whole(post("/en/privacy/request", form), http.StatusBadRequest, `href="#words"`, `href="#phone"`, "&lt;b&gt;Mẫu&lt;/b&gt;", `value="object" checked`)
	form.Set("phone", "0900 000 009")
	form.Set("words", "Đừng gọi tôi")
	code := regexp.MustCompile(`class="code">([A-Z2-7-]{19})<`)
	first := code.FindStringSubmatch(whole(post("/en/privacy/request", form), http.StatusOK, "has come in", "I agree"))
	again := code.FindStringSubmatch(whole(post("/en/privacy/request", form), http.StatusOK))
	if len(first) != 2 || len(again) != 2 || first[1] != again[1] {
		t.Fatalf("the same form twice: %v %v", first, again)
	}
	var all struct{ Items []struct{ Name string } }
	steward.Get("/privacy").OK(&all)
	if len(all.Items) != 1 || all.Items[0].Name != "<b>Mẫu</b>" {
		t.Errorf("listed: %+v", all.Items)
	}
	at := "/en/privacy/request/" + first[1]
	whole(post(at, url.Values{"agree": {privacy.ByCode}}), http.StatusOK, "Agreed at", "Take it back")
	whole(post(at, url.Values{"withdraw": {privacy.ByCode}}), http.StatusOK, "Taken back at")
	whole(post("/privacy/follow", url.Values{"code": {" " + strings.ToLower(first[1])}}), http.StatusOK, "Đã nhận")
	if r := w.Nobody().Do(http.MethodGet, at+"/letter", nil); r.Status != http.StatusForbidden {
		t.Errorf("the letter: %d", r.Status)
	}
	if r := w.Nobody().Do(http.MethodGet, "/privacy/request/AAAA-AAAA-AAAA-AAAA", nil); r.Status != http.StatusNotFound {
		t.Errorf("a code that nobody has: %d", r.Status)
	}
}

func rateHolds(t *testing.T, w *town.Town) {
	t.Helper()
	var err error
	for range 6 {
		_, _, err = w.App.Privacy.File(t.Context(), privacy.New{Asks: privacy.See, Person: consent.Person{Name: "A B", Emails: []string{"a@b.vn"}}, From: "198.51.100.9"})
	}
	if !fault.Is(err, fault.TooMany) {
		t.Errorf("six within the hour: %v", err)
	}
}

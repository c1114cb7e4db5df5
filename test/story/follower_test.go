package story

import (
	"io"
	"mime"
	"net"
	"net/http"
	"net/mail"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"

	"thanhdong/ground/actor"
	"thanhdong/ground/text"
	"thanhdong/serve/report"
	"thanhdong/test/town"
)

// postman is a mail server that keeps what it is given.
type postman struct {
	mu  sync.Mutex
	got []delivered
}

type delivered struct{ to, subject, body, end, reply, id string }

type handing struct {
	*postman
	to string
}

func (h *handing) Mail(string, *smtp.MailOptions) error      { return nil }
func (h *handing) Rcpt(to string, _ *smtp.RcptOptions) error { h.to = to; return nil }
func (h *handing) Reset()                                    {}
func (h *handing) Logout() error                             { return nil }
func (h *handing) Data(r io.Reader) error {
	m, err := mail.ReadMessage(r)
	if err != nil {
		return err
	}
	b, err := io.ReadAll(m.Body)
	body := strings.NewReplacer("=\r\n", "", "=3D", "=").Replace(string(b))
	h.mu.Lock()
	defer h.mu.Unlock()
	h.got = append(h.got, delivered{h.to, m.Header.Get("Subject"), body, m.Header.Get("List-Unsubscribe"), m.Header.Get("Reply-To"), m.Header.Get("Message-ID")})
	return err
}

// of gives the letters to an address that lead to what is named.
func (p *postman) of(to, leads string) (list []delivered) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, d := range p.got {
		if d.to == to && strings.Contains(d.body, leads) {
			list = append(list, d)
		}
	}
	return list
}

func mailServer(t *testing.T, w *town.Town) *postman {
	t.Helper()
	p := &postman{}
	srv := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &handing{postman: p}, nil }))
	srv.Domain = "localhost"
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = srv.Serve(l) }() // ends when it is closed
	t.Cleanup(func() { srv.Close() })
	if err := w.App.Notices.Set(w.System(), "email", 0, true, map[string]string{"host": "127.0.0.1", "port": strconv.Itoa(l.Addr().(*net.TCPAddr).Port), "security": "none", "from": "Trực ban <truc@tinh.test>"}); err != nil {
		t.Fatal(err)
	}
	return p
}

var heading mime.WordDecoder

var leadsTo = regexp.MustCompile(`/f/([a-z2-7]{26})`)

// Three people report the same and leave an address. Nobody is written to before they say that it was them; the three are one matter, and each is told once, by a letter
// that leads to their own page.
func TestOneAnswerReachesAllWhoReportedTheSame(t *testing.T) {
	begin(t, func(t *testing.T, w *town.Town) {
		post := mailServer(t, w)
		desk := w.Person("trực ban", actor.ShiftLeader, "H23", "")
		road := w.Person("cán bộ đô thị", actor.Officer, "H23.UB288", "288")
		press := func(token, button, do string) {
			t.Helper()
			r := w.Nobody().Do(http.MethodPost, "/f/"+token, strings.NewReader(url.Values{button: {do}}.Encode()), "Content-Type", "application/x-www-form-urlencoded")
			if r.Status != http.StatusOK {
				t.Fatalf("%s: %d %s", do, r.Status, r.Body)
			}
		}
		resolved := text.T(text.VI, "report.state_resolved", nil)
		people := []string{"an@dan.test", "binh@dan.test", "chi@dan.test"}
		var all []report.Report
		tokens := map[string]string{}
		for _, who := range people {
			r := pothole(t, w)
			if err := w.App.Reports.FollowOwn(t.Context(), r.Code, who, text.VI); err != nil {
				t.Fatal(err)
			}
			w.Until(who+" is asked", func() bool { return len(post.of(who, "/f/")) == 1 })
			ask := post.of(who, "/f/")[0]
			tokens[who] = leadsTo.FindStringSubmatch(ask.body)[1]
			if strings.Contains(ask.body, r.Code) || strings.Contains(ask.body, "cổng trường") || ask.end != "" {
				t.Errorf("the letter tells too much: %+v", ask)
			}
			if r := w.Nobody().Do(http.MethodGet, "/f/"+tokens[who], nil); r.Status != http.StatusOK || !strings.Contains(string(r.Body), "Đúng là tôi") {
				t.Fatalf("the page of the letter: %d %s", r.Status, r.Body)
			}
			press(tokens[who], "do", "confirm")
			all = append(all, r)
		}
		for _, twin := range all[1:] {
			desk.Post("/reports/"+twin.ID+"/merge", map[string]string{"into": all[0].ID}).OK(nil)
		}
		var s seen
		desk.Post("/reports/"+all[0].ID+"/assign", map[string]string{"unit": "H23.UB288"}).OK(&s)
		road.Upload(s.Work.ID, "sau-khi-va.png", shot(t, 1), "").OK(nil)
		road.Post("/reports/"+all[0].ID+"/resolve", map[string]string{"answer": "Đã vá ổ gà", "easy": "Đường đã sửa"}).OK(nil)
		if r := w.Nobody().Do(http.MethodGet, "/r/"+all[1].Code, nil); !strings.Contains(string(r.Body), "Đang gửi tin tới b•••@dan.test") {
			t.Errorf("the page does not say where news go: %s", r.Body)
		}
		w.Until("each has the answer", func() bool {
			for i, who := range people {
				if len(post.of(who, "/r/"+all[i].Code)) == 0 || post.subject(who, resolved) == 0 {
					return false
				}
			}
			return true
		})
		press(tokens[people[2]], "List-Unsubscribe", "One-Click") // as a mail program does by itself
		if _, err := w.App.Reports.Confirm(t.Context(), all[1].Code, 3); err != nil {
			t.Fatal(err)
		}
		closed := text.T(text.VI, "report.state_confirmed", nil)
		w.Until("those who still follow hear the end", func() bool { return post.subject(people[0], closed) == 1 && post.subject(people[1], closed) == 1 })
		for _, who := range people {
			if n := post.subject(who, resolved); n != 1 {
				t.Errorf("%s has the answer %d times", who, n)
			}
		}
		if post.subject(people[2], closed) != 0 {
			t.Error("who ended it is written to")
		}
	})
}

// subject counts the letters to an address of which the subject says something.
func (p *postman) subject(to, says string) (n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, d := range p.got {
		plain, err := heading.DecodeHeader(d.subject)
		if d.to == to && err == nil && strings.Contains(plain, says) {
			n++
		}
	}
	return n
}

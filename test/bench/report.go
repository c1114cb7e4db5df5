//go:build bench

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"thanhdong/app"
	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/text"
	"thanhdong/serve/report"
)

// What citizens sent in ten years, and how many of them come at once after a warning.
const (
	reportsAll  = 500_000
	reportsOpen = 10_000
	sessions    = 10_000 // of citizens a minute
	photoBytes  = 5_000_000
)

const reportCategory = "ha_tang_giao_thong"

// reportWords are searched as the room keeps them.
var reportWords = []string{"ho ga mat nap truoc truong", "den duong khong sang", "do rac thai ven song", "ngap duong sau mua lon", "bui va khoi tu nha may"}

// measureReports asks a province full of reports over HTTP: its staff for lists and words, its citizens for pages, and one of them reports with a photo.
func measureReports(dir, bin string) error {
	dir += "/reports"
	if err := fillReports(dir, ""); err != nil {
		return err
	}
	s, err := serve(bin, dir)
	if err != nil {
		return err
	}
	defer s.stop()
	if _, err := s.tell("mat-khau-do-thu-12\n", "account", "add", "--name", "desk", "--role", "shift-leader", "--unit", "H23", "--area", "30", "--password-stdin"); err != nil {
		return err
	}
	token, err := s.tell("", "token", "add", "--account", "desk")
	if err != nil {
		return err
	}
	for _, c := range []struct{ name, query string }{
		{"waiting", "view=waiting"}, {"handled", "view=handled"}, {"late", "view=late"}, {"all", "view=all"}, {"ended", "view=ended"}, {"of one state", "state=returned"}, {"of one unit", "unit=U07"},
		{"words, every fifth", "q=" + url.QueryEscape("hố ga")}, {"words, half typed", "q=" + url.QueryEscape("hố g")}, {"words, one letter", "q=n"}, {"words, a number", "q=PA-9-4711"},
		{"words, none", "q=" + url.QueryEscape("cháy kho xăng")}, {"words, among the waiting", "view=waiting&q=" + url.QueryEscape("đèn đường")},
	} {
		if err := s.ask(token, "reports  "+c.name, "/api/v1/reports?"+c.query); err != nil {
			return err
		}
	}
	for _, path := range citizenPages {
		var took []time.Duration
		for range queueAsks {
			began := time.Now()
			if _, err := fetch(s.url + path); err != nil {
				return err
			}
			took = append(took, time.Since(began))
		}
		slices.Sort(took)
		fmt.Printf("%-42s p50 %6.1f ms, p95 %6.1f ms\n", "portal   "+path+" alone", float64(p(took, 50))/1e6, float64(p(took, 95))/1e6)
	}
	if err := s.citizens(20 * time.Second); err != nil {
		return err
	}
	if err := s.photos(20); err != nil {
		return err
	}
	fmt.Printf("reports  %d, %d open; memory %.0f MB\n\n", reportsAll, reportsOpen, float64(s.memory())/1e6)
	return nil
}

// citizenPages are what a session looks at.
var citizenPages = []string{"/", "/reports", "/report"}

// citizens has sessions begin evenly: each looks at the front page, at what was reported, and opens the form.
func (s *server) citizens(span time.Duration) error {
	var mu sync.Mutex
	var took []time.Duration
	var failed []error
	var all sync.WaitGroup
	every := time.NewTicker(time.Minute / sessions)
	defer every.Stop()
	for end := time.Now().Add(span); time.Now().Before(end); <-every.C {
		all.Go(func() {
			for _, path := range citizenPages {
				began := time.Now()
				_, err := fetch(s.url + path)
				mu.Lock()
				took, failed = append(took, time.Since(began)), append(failed, err)
				mu.Unlock()
			}
		})
	}
	all.Wait()
	slices.Sort(took)
	fmt.Printf("%-42s p50 %6.1f ms, p95 %6.1f ms, %.0f sessions/min of three pages\n", "portal   pages", float64(p(took, 50))/1e6, float64(p(took, 95))/1e6, float64(len(took))/3/span.Minutes())
	return errors.Join(failed...)
}

func fetch(url string) ([]byte, error) {
	r, err := client.Get(url)
	if err != nil {
		return nil, err
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err == nil && r.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", url, r.Status)
	}
	return b, err
}

var formKey = regexp.MustCompile(`name="key" value="([^"]+)"`)

// photos sends reports with a photo each, one after the other, as a telephone does over a fast line.
func (s *server) photos(n int) error {
	var took []time.Duration
	calm := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for i := range n {
		page, err := fetch(s.url + "/report")
		if err != nil {
			return err
		}
		key := formKey.FindSubmatch(page)
		if key == nil {
			return errors.New("the form has no key")
		}
		picture, err := photo(uint64(i))
		if err != nil {
			return err
		}
		var b bytes.Buffer
		m := multipart.NewWriter(&b)
		for name, value := range map[string]string{"key": string(key[1]), "category": reportCategory, "words": fmt.Sprintf("Ổ gà %d", i), "lat": "20.94", "lon": "106.33", "do": "anyway"} {
			if err := m.WriteField(name, value); err != nil {
				return err
			}
		}
		to, err := m.CreateFormFile("photo", "anh.jpg")
		if err != nil {
			return err
		}
		if _, err := to.Write(picture); err != nil {
			return err
		}
		m.Close()
		began := time.Now()
		r, err := calm.Post(s.url+"/report", m.FormDataContentType(), &b)
		if err != nil {
			return err
		}
		words, _ := io.ReadAll(r.Body)
		r.Body.Close()
		if r.StatusCode != http.StatusSeeOther {
			return fmt.Errorf("report with a photo: %s %.2000s", r.Status, words)
		}
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	fmt.Printf("%-42s p50 %6.1f ms, p95 %6.1f ms\n", fmt.Sprintf("report   with a photo of %.1f MB", photoBytes/1e6), float64(p(took, 50))/1e6, float64(p(took, 95))/1e6)
	return nil
}

// photo is a picture of noise, which is as large as one of a street.
func photo(seed uint64) ([]byte, error) {
	noise := rand.New(rand.NewPCG(seed, 5))
	m := image.NewGray(image.Rect(0, 0, 2800, 2100))
	for i := range m.Pix {
		m.Pix[i] = byte(noise.Uint32())
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 88}); err != nil {
		return nil, err
	}
	if b.Len() < photoBytes {
		b.Write(make([]byte, photoBytes-b.Len())) // what stands behind a picture's end is carried with it
	}
	return b.Bytes(), nil
}

// fillReports makes a province with its packs and writes reports as the room would have left them.
func fillReports(dir, at string) (err error) {
	ctx := actor.With(context.Background(), actor.System("bench"))
	r, err := province(ctx, app.Config{Data: dir, DB: at}, "haiduong")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	return r.DB.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		words := "CASE i % 5"
		for n, w := range reportWords {
			words += fmt.Sprintf(" WHEN %d THEN '%s'", n, w)
		}
		words += " END"
		now, minute := db.Micros(tx.Now()), time.Minute.Microseconds()
		// One in ten minutes for ten years; the last ones are open: a third waits, a third is late.
		fill := strings.NewReplacer("{all}", fmt.Sprint(reportsAll), "{ended}", fmt.Sprint(reportsAll-reportsOpen), "{now}", fmt.Sprint(now), "{minute}", fmt.Sprintf("CAST(%d AS BIGINT)", minute))
		_, err := tx.Exec(ctx, fill.Replace(`INSERT INTO report (id, number, code, source, category, words, answers, address, private, unit, unit_path, area, area_path, state, outcome, approved, name, phone, email, hidden,
				received_at, resolved_at, ended_at, work, due_at, search)
			WITH RECURSIVE n(i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < {all})
			SELECT 'rep_' || i, 'PA-9-' || i, 'c' || i, 'web', '`+reportCategory+`', `+words+`, '{}', 'so nha ' || i, 0, 'U0' || (i % 10), '/H23/U0' || (i % 10) || '/', '30', '/30/',
				CASE WHEN i <= {ended} THEN 'closed' WHEN i % 3 = 0 THEN 'received' WHEN i % 3 = 1 THEN 'in_progress' WHEN i % 20 = 2 THEN 'returned' ELSE 'resolved' END,
				CASE WHEN i > {ended} THEN '' WHEN i % 3 = 0 THEN 'confirmed' ELSE 'unanswered' END, 1, '', '', '', 0,
				{now} - ({all} - i) * 10 * {minute}, CASE WHEN i <= {ended} OR i % 3 = 2 THEN {now} - ({all} - i) * 10 * {minute} + 1000 * {minute} END,
				CASE WHEN i <= {ended} THEN {now} - ({all} - i) * 10 * {minute} + 2000 * {minute} END, '',
				{now} - ({all} - i) * 10 * {minute} + 60000 * {minute}, 'pa 9 ' || i || ' duong hong ' || `+words+` || ' so nha ' || i
			FROM n`))
		return err
	})
}

// measureReportsRoom asks the room itself, for the engine that the server is not measured with.
func measureReportsRoom(dir, at string) error {
	if err := fillReports(dir+"/reports-room", at); err != nil {
		return err
	}
	ctx := actor.With(context.Background(), actor.Actor{ID: "acc_x", Kind: actor.Person, Unit: "H23", Grants: []actor.Grant{{Role: actor.ShiftLeader, Unit: "H23", UnitPath: "/H23/", AreaPath: "/30/"}}})
	r, err := app.Open(ctx, app.Config{Data: dir + "/reports-room", DB: at})
	if err != nil {
		return err
	}
	defer r.Close()
	for _, when := range []string{"just filled", "statistics made"} {
		if when == "statistics made" { // as the engine does by itself a minute after
			if err := r.DB.Do(ctx, func(ctx context.Context, tx *db.Tx) error { _, err := tx.Exec(ctx, `ANALYZE report`); return err }); err != nil {
				return err
			}
		}
		for _, c := range roomQuestions() {
			var took []time.Duration
			for range queueAsks {
				began := time.Now()
				if _, _, err := r.Reports.List(ctx, c.f); err != nil {
					return err
				}
				took = append(took, time.Since(began))
			}
			slices.Sort(took)
			fmt.Printf("%-62s p50 %6.1f ms, p95 %6.1f ms\n", "reports on PostgreSQL, "+when+": "+c.name, float64(p(took, 50))/1e6, float64(p(took, 95))/1e6)
		}
	}
	return nil
}

type roomQuestion struct {
	name string
	f    report.Filter
}

func roomQuestions() []roomQuestion {
	return []roomQuestion{
		{"waiting", report.Filter{View: report.Waiting}}, {"late", report.Filter{View: report.Late}}, {"words, every fifth", report.Filter{Q: "hố ga"}}, {"words, half typed", report.Filter{Q: "hố g"}},
		{"words, one letter", report.Filter{Q: "n"}}, {"words, a number", report.Filter{Q: "PA-9-4711"}}, {"words, a number's beginning", report.Filter{Q: "PA-9-471"}}, {"words, none", report.Filter{Q: "cháy kho xăng"}},
		{"words, often but never together", report.Filter{Q: "hố sáng"}}, {"words, among the waiting", report.Filter{View: report.Waiting, Q: "đèn đường"}}, {"words, of another unit", report.Filter{Q: "hố ga", Unit: "U07"}},
		{"words, nine years ago", report.Filter{Q: "hố ga", To: text.DayOf(time.Now().AddDate(-9, 0, 0))}},
	}
}

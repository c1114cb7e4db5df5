package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// session is a client of the console's API, signed in as one person.
type session struct {
	base string
	c    *http.Client
}

// samples are the accounts and keys that the server made for its sample.
type samples struct {
	Accounts []struct{ Role, Name, Password string } `json:"accounts"`
	Devices  map[string]string                       `json:"devices"`
}

// enter signs in as the data steward and remembers the key that pushes.
func (t *trial) enter(dir string) error {
	b, err := os.ReadFile(filepath.Join(dir, "sample.json"))
	if err != nil {
		return err
	}
	var s samples
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	t.key = s.Devices[byPush]
	t.session, err = s.as("steward", t.app.URL())
	return err
}

func (s samples) as(role, base string) (*session, error) {
	for _, a := range s.Accounts {
		if a.Role == role {
			return signIn(base, a.Name, a.Password)
		}
	}
	return nil, fmt.Errorf("no sample account is a %s", role)
}

func signIn(base, name, password string) (*session, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	s := &session{base, &http.Client{Jar: jar, Timeout: 2 * time.Minute}}
	return s, s.do(http.MethodPost, "/session", map[string]string{"name": name, "password": password}, nil)
}

// do asks the console's API.
func (s *session) do(method, path string, body, answer any) error {
	b, err := json.Marshal(body)
	if err != nil {
		return err
	}
	r, err := http.NewRequest(method, s.base+"/api/v1"+path, bytes.NewReader(b))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Origin", s.base)
	return s.send(r, answer)
}

func (s *session) send(r *http.Request, answer any) (err error) {
	a, err := s.c.Do(r)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Body.Close()) }()
	if a.StatusCode != http.StatusOK {
		var why bytes.Buffer
		_, _ = why.ReadFrom(a.Body)
		return fmt.Errorf("%s %s: %s %s", r.Method, r.URL.Path, a.Status, why.String())
	}
	if answer == nil {
		return nil
	}
	return json.NewDecoder(a.Body).Decode(answer)
}

func (s *session) get(path string, q url.Values, answer any) error {
	r, err := http.NewRequest(http.MethodGet, s.base+"/api/v1"+path+"?"+q.Encode(), nil)
	if err != nil {
		return err
	}
	return s.send(r, answer)
}

// all reads every page of a list.
func all[T any](s *session, path string, q url.Values) (items []T, err error) {
	for {
		var p struct {
			Items []T    `json:"items"`
			Next  string `json:"next"`
		}
		if err := s.get(path, q, &p); err != nil {
			return nil, err
		}
		if items = append(items, p.Items...); p.Next == "" {
			return items, nil
		}
		q.Set("after", p.Next)
	}
}

type observation struct {
	At    time.Time `json:"at"`
	Value *float64  `json:"value"`
	Unit  string    `json:"unit"`
	Feed  string    `json:"feed"`
}

func (s *session) observations(station, parameter string, from, to time.Time) ([]observation, error) {
	return all[observation](s, "/stations/"+station+"/observations", url.Values{
		"parameter": {parameter}, "from": {from.Format(time.RFC3339Nano)}, "to": {to.Format(time.RFC3339Nano)}})
}

// counts is what became of what a feed's sender sent.
type counts struct {
	Accepted    int `json:"accepted"`
	Duplicate   int `json:"duplicate"`
	Corrected   int `json:"corrected"`
	Quarantined int `json:"quarantined"`
}

func (c counts) less(d counts) counts {
	return counts{c.Accepted - d.Accepted, c.Duplicate - d.Duplicate, c.Corrected - d.Corrected, c.Quarantined - d.Quarantined}
}

func (c counts) String() string {
	return fmt.Sprintf("%d new, %d the same, %d corrected, %d in quarantine", c.Accepted, c.Duplicate, c.Corrected, c.Quarantined)
}

func (s *session) counts(feed string) (counts, error) {
	var f struct {
		Counts counts `json:"counts"`
	}
	err := s.get("/feeds/"+feed, nil, &f)
	return f.Counts, err
}

// push sends rows as one table through the door and gives the door's answer.
func (t *trial) push(rows []row) (c counts, err error) {
	var b strings.Builder
	b.WriteString("station,parameter,value,unit,at,status\n")
	for _, r := range rows {
		for _, p := range parameters {
			fmt.Fprintf(&b, "%s,%s,%s,%s,%s,00\n", station, p, r.value(p), unit, r.at.Format(time.RFC3339Nano))
		}
	}
	q, err := http.NewRequest(http.MethodPost, t.base+"/api/v1/feeds/"+byPush+"/observations", strings.NewReader(b.String()))
	if err != nil {
		return c, err
	}
	q.Header.Set("Content-Type", "text/csv")
	q.Header.Set("Authorization", "Bearer "+t.key)
	a := session{t.base, &http.Client{Timeout: 2 * time.Minute}} // a device has no session
	return c, a.send(q, &c)
}

// raised lists what the values led to, as the duty officer sees it.
func (t *trial) raised() error {
	for _, noun := range []string{"alerts", "work"} {
		items, err := all[map[string]any](t.session, "/"+noun, url.Values{})
		if err != nil {
			return err
		}
		fmt.Printf("       %s: %d\n", noun, len(items))
		for _, i := range items {
			fmt.Printf("         %v %v: %v (%v)\n", i["number"], i["title"], i["value"], i["state"])
		}
	}
	return nil
}

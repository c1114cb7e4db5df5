package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"time"
)

// session is a signed-in client of the console's API.
type session struct {
	base string
	c    *http.Client
}

func signIn(base, name, password string) (*session, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	s := &session{base, &http.Client{Jar: jar, Timeout: time.Minute}}
	b, err := json.Marshal(map[string]string{"name": name, "password": password})
	if err != nil {
		return nil, err
	}
	r, err := s.c.Post(base+"/api/v1/session", "application/json", bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	defer r.Body.Close()
	if r.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("sign in: %s", r.Status)
	}
	return s, nil
}

type page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next"`
}

// all reads every page of a list.
func all[T any](s *session, path string, q url.Values) []T {
	var items []T
	for {
		r, err := s.c.Get(s.base + path + "?" + q.Encode())
		if err != nil {
			log.Fatal(err)
		}
		var p page[T]
		err = json.NewDecoder(r.Body).Decode(&p)
		r.Body.Close()
		if r.StatusCode != http.StatusOK || err != nil {
			log.Fatalf("%s: %s %v", path, r.Status, err)
		}
		items = append(items, p.Items...)
		if p.Next == "" {
			return items
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

func (s *session) observations(parameter string, from, to time.Time) []observation {
	return all[observation](s, "/api/v1/stations/"+station+"/observations", url.Values{
		"parameter": {parameter}, "from": {from.Format(time.RFC3339Nano)}, "to": {to.Format(time.RFC3339Nano)}})
}

// wait asks until n values are there, for two minutes at most.
func (s *session) wait(parameter string, rows []row, n int) (got []observation) {
	for end := time.Now().Add(2 * time.Minute); time.Now().Before(end); time.Sleep(time.Second) {
		if got = s.observations(parameter, rows[0].at, rows[len(rows)-1].at.Add(time.Second)); len(got) >= n {
			break
		}
	}
	return got
}

// raised lists what the values led to.
func (s *session) raised() {
	for _, noun := range []string{"alerts", "incidents", "work"} {
		items := all[map[string]any](s, "/api/v1/"+noun, map[string][]string{})
		fmt.Printf("%s: %d\n", noun, len(items))
		for _, i := range items {
			fmt.Printf("  %v %v: %v (%v)\n", i["number"], i["title"], i["value"], i["state"])
		}
	}
}

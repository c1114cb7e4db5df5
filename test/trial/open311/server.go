package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"thanhdong/test/trial/binary"
)

// server speaks Open311 to the binary.
type server struct{ binary.Server }

// problem is one error of the standard.
type problem struct {
	Code        int
	Description string
}

// post sends one row and gives its number, or why it was refused.
func (s *server) post(v url.Values) (id string, problems []problem, err error) {
	a, err := http.PostForm(s.Base+"/open311/v2/requests.json", v)
	if err != nil {
		return "", nil, err
	}
	defer a.Body.Close()
	b, err := io.ReadAll(a.Body)
	if err != nil {
		return "", nil, err
	}
	if a.StatusCode == http.StatusOK {
		var made []struct {
			ID string `json:"service_request_id"`
		}
		if err := json.Unmarshal(b, &made); err != nil || len(made) != 1 || made[0].ID == "" {
			return "", nil, fmt.Errorf("answered %s (%v)", b, err)
		}
		return made[0].ID, nil, nil
	}
	if err := json.Unmarshal(b, &problems); err != nil || len(problems) == 0 {
		return "", nil, fmt.Errorf("refused with %d %s (%v)", a.StatusCode, b, err)
	}
	if a.StatusCode >= 500 || a.StatusCode == http.StatusTooManyRequests {
		return "", nil, fmt.Errorf("%d: %v", a.StatusCode, problems)
	}
	return "", problems, nil
}

// asked is a report as everybody may see it.
type asked struct {
	ID     string `json:"service_request_id"`
	Code   string `json:"service_code"`
	Status string
}

// stored reads all reports back, page by page.
func (s *server) stored() (all map[string]asked, twice int, err error) {
	all = map[string]asked{}
	for page := 1; ; page++ {
		a, err := http.Get(fmt.Sprintf("%s/open311/v2/requests.json?page_size=500&page=%d", s.Base, page))
		if err != nil {
			return nil, 0, err
		}
		var list []asked
		err = errors.Join(json.NewDecoder(a.Body).Decode(&list), a.Body.Close())
		if err != nil {
			return nil, 0, err
		}
		for _, r := range list {
			if _, there := all[r.ID]; there {
				twice++
			}
			all[r.ID] = r
		}
		if len(list) < 500 {
			return all, twice, nil
		}
	}
}

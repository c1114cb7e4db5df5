package town

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
)

// Client speaks to the product over HTTP as somebody.
type Client struct {
	ID   string // of the account
	Name string

	t      *testing.T
	w      *Town
	secret string
}

// Reply is an answer of the product.
type Reply struct {
	Status int
	Header http.Header
	Body   []byte
	t      *testing.T
	what   string
}

// Problem is a refusal.
type Problem struct {
	Status int
	Title  string
	Detail string
	Key    string
	Faults []struct{ Path, Key, Message string }
}

// Do sends a request; body is nil, a reader, or something that becomes JSON.
func (c *Client) Do(method, path string, body any, header ...string) Reply {
	c.t.Helper()
	var r io.Reader
	contentType := ""
	switch b := body.(type) {
	case nil:
	case io.Reader:
		r = b
	default:
		j, err := json.Marshal(b)
		if err != nil {
			c.t.Fatal(err)
		}
		r, contentType = bytes.NewReader(j), "application/json"
	}
	q, err := http.NewRequest(method, c.w.App.URL()+path, r)
	if err != nil {
		c.t.Fatal(err)
	}
	if contentType != "" {
		q.Header.Set("Content-Type", contentType)
	}
	if c.secret != "" {
		q.Header.Set("Authorization", "Bearer "+c.secret)
	}
	q.Header.Set("Accept-Language", "en")
	for i := 0; i+1 < len(header); i += 2 {
		q.Header.Set(header[i], header[i+1])
	}
	a, err := http.DefaultClient.Do(q)
	if err != nil {
		c.t.Fatal(err)
	}
	defer a.Body.Close()
	b, err := io.ReadAll(a.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return Reply{Status: a.StatusCode, Header: a.Header, Body: b, t: c.t, what: c.Name + ": " + method + " " + path}
}

// Get reads an address of the API.
func (c *Client) Get(path string) Reply {
	c.t.Helper()
	return c.Do(http.MethodGet, "/api/v1"+path, nil)
}

// Post sends a command to the API.
func (c *Client) Post(path string, body any) Reply {
	c.t.Helper()
	return c.Do(http.MethodPost, "/api/v1"+path, body)
}

// Put replaces something.
func (c *Client) Put(path string, body any) Reply {
	c.t.Helper()
	return c.Do(http.MethodPut, "/api/v1"+path, body)
}

// Send pushes observations: rows as JSON texts.
func (c *Client) Send(feed string, rows ...string) Reply {
	c.t.Helper()
	return c.Do(http.MethodPost, "/api/v1/feeds/"+feed+"/observations", strings.NewReader("["+strings.Join(rows, ",")+"]"), "Content-Type", "application/json")
}

// Upload adds a file as evidence to a work item.
func (c *Client) Upload(work, name string, content []byte, note string) Reply {
	c.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	if note != "" {
		if err := m.WriteField("note", note); err != nil {
			c.t.Fatal(err)
		}
	}
	p, err := m.CreateFormFile("file", name)
	if err == nil {
		_, err = p.Write(content)
	}
	if err == nil {
		err = m.Close()
	}
	if err != nil {
		c.t.Fatal(err)
	}
	return c.Do(http.MethodPost, "/api/v1/work/"+work+"/evidence", &b, "Content-Type", m.FormDataContentType())
}

// OK demands success and reads the body into v, where v is not nil.
func (r Reply) OK(v any) Reply {
	r.t.Helper()
	if r.Status < 200 || r.Status > 299 {
		r.t.Fatalf("%s: %d %s", r.what, r.Status, r.Body)
	}
	if v != nil {
		if err := json.Unmarshal(r.Body, v); err != nil {
			r.t.Fatalf("%s: %v in %s", r.what, err, r.Body)
		}
	}
	return r
}

// Refused demands a refusal with a status and words for people.
func (r Reply) Refused(status int) (p Problem) {
	r.t.Helper()
	if r.Status != status {
		r.t.Fatalf("%s: %d %s, want %d", r.what, r.Status, r.Body, status)
	}
	if ct := r.Header.Get("Content-Type"); ct != "application/problem+json" {
		r.t.Fatalf("%s: refused as %s", r.what, ct)
	}
	if err := json.Unmarshal(r.Body, &p); err != nil {
		r.t.Fatalf("%s: %v in %s", r.what, err, r.Body)
	}
	if p.Detail == "" || p.Detail == p.Key || p.Title == "" {
		r.t.Errorf("%s: the refusal has no words: %s", r.what, r.Body)
	}
	return p
}

// Row writes an observation of a station as JSON.
func Row(station, parameter, value, unit, at string) string {
	return fmt.Sprintf(`{"station":%q,"parameter":%q,"value":%s,"unit":%q,"at":%q}`, station, parameter, value, unit, at)
}

// Without is the same person without the token, to sign in with a password.
func (c *Client) Without() *Client {
	return &Client{ID: c.ID, Name: c.Name, t: c.t, w: c.w}
}

package sms

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"thanhdong/act/notify"
	"thanhdong/act/notify/outside"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// SMS is the channel.
type SMS struct{ settings notify.Settings }

// New makes the channel over what an administrator enters.
func New(s notify.Settings) *SMS { return &SMS{s} }

// Name is the channel's.
func (*SMS) Name() string { return "sms" }

// Forms of a body.
const (
	asJSON = "json"
	asForm = "form"
)

// longest is what one message may have: three parts without marks. PROJECT CHOICE.
const longest = 459

// Fields are what an administrator enters.
func (*SMS) Fields() []notify.Field {
	return []notify.Field{
		{Name: "url", Form: notify.Line, Required: true},
		{Name: "method", Form: notify.Choice, Choices: []string{http.MethodPost, http.MethodGet}, Default: http.MethodPost, Required: true},
		{Name: "form", Form: notify.Choice, Choices: []string{asJSON, asForm}, Default: asJSON, Required: true},
		{Name: "body", Form: notify.Lines},
		{Name: "headers", Form: notify.Lines, Secret: true}, // they carry the key
		{Name: "taken", Form: notify.Line},                  // a regular expression that the answer must match
		{Name: "busy", Form: notify.Line},                   // one that asks for another try
		{Name: "marks", Form: notify.Choice, Choices: []string{"yes", "no"}, Default: "no", Required: true},
	}
}

// Check refuses what could not be sent.
func (*SMS) Check(v map[string]string) []fault.Field {
	fs := outside.CheckURL("url", strings.NewReplacer("{to}", "0", "{text}", "x", "{id}", "x").Replace(v["url"]))
	if !strings.Contains(v["url"]+v["body"], "{to}") || !strings.Contains(v["url"]+v["body"], "{text}") {
		fs = append(fs, fault.At("values/body", "notify.places_needed"))
	}
	if v["form"] == asJSON && v["body"] != "" && !json.Valid([]byte(fill(v["body"], asJSON, "84900000000", "x", "x"))) {
		fs = append(fs, fault.At("values/body", "notify.bad_json"))
	}
	for _, name := range []string{"taken", "busy"} {
		if _, err := regexp.Compile(v[name]); err != nil {
			fs = append(fs, fault.At("values/"+name, "notify.bad_pattern"))
		}
	}
	if _, err := headers(v["headers"]); err != nil {
		fs = append(fs, fault.At("values/headers", "notify.bad_headers"))
	}
	return fs
}

// Address gives a number in its one form.
func (*SMS) Address(raw string) (string, error) { return outside.Phone(raw) }

// Send hands one message to the gateway.
func (s *SMS) Send(ctx context.Context, m notify.Message) (notify.Receipt, error) {
	v, on, err := s.settings(ctx)
	if err != nil {
		return notify.Receipt{}, err
	}
	if !on {
		return notify.Receipt{}, notify.Off("sms")
	}
	r, err := request(ctx, v, strings.TrimPrefix(m.To, "+"), Words(m, v["marks"] == "yes"), m.ID)
	if err != nil {
		return notify.Receipt{}, notify.Refused(err, "notify.cause_settings")
	}
	body, err := outside.Do(ctx, r)
	if err != nil {
		return notify.Receipt{}, err
	}
	// Many gateways answer 200 to everything and say in the body how it went.
	if busy := v["busy"]; busy != "" && regexp.MustCompile(busy).Match(body) {
		return notify.Receipt{}, notify.Failed(nil, "notify.cause_gateway_busy")
	}
	if taken := v["taken"]; taken != "" {
		found := regexp.MustCompile(taken).FindSubmatch(body)
		if found == nil {
			return notify.Receipt{}, notify.Refused(nil, "notify.cause_gateway_refused")
		}
		if len(found) > 1 {
			return notify.Receipt{ID: string(found[1])}, nil
		}
	}
	return notify.Receipt{}, nil
}

// Words are the text of the SMS: what it is, when, and the page; cut before the page, never in it.
func Words(m notify.Message, marks bool) string {
	words := strings.Join(strings.Fields(m.Title+". "+m.Text), " ")
	if !marks {
		words = text.Bare(words)
	}
	link := m.AckLink
	if link == "" {
		return cut(words, longest)
	}
	return cut(words, longest-len(link)-1) + " " + link
}

func cut(s string, most int) string {
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	return string(r[:max(most-3, 0)]) + "..."
}

func request(ctx context.Context, v map[string]string, to, words, id string) (*http.Request, error) {
	address := fill(v["url"], asForm, to, words, id)
	body := fill(v["body"], v["form"], to, words, id)
	r, err := http.NewRequestWithContext(ctx, v["method"], address, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	if v["method"] != http.MethodGet {
		r.Header.Set("Content-Type", map[string]string{asJSON: "application/json", asForm: "application/x-www-form-urlencoded"}[v["form"]])
	}
	more, err := headers(v["headers"])
	if err != nil {
		return nil, err
	}
	for k, values := range more {
		r.Header[k] = values
	}
	return r, nil
}

// fill writes the places in the form of what they stand in.
func fill(template, form, to, words, id string) string {
	escape := url.QueryEscape
	if form == asJSON {
		escape = func(s string) string {
			b, _ := json.Marshal(s) // a string always marshals
			return string(b[1 : len(b)-1])
		}
	}
	return strings.NewReplacer("{to}", escape(to), "{text}", escape(words), "{id}", escape(id)).Replace(template)
}

// headers reads lines like "Authorization: Bearer ...".
func headers(lines string) (http.Header, error) {
	h := http.Header{}
	s := bufio.NewScanner(strings.NewReader(lines))
	for s.Scan() {
		if strings.TrimSpace(s.Text()) == "" {
			continue
		}
		name, value, ok := strings.Cut(s.Text(), ":")
		if name = strings.TrimSpace(name); !ok || name == "" || strings.ContainsAny(name, " \t") {
			return nil, fault.New(fault.Invalid, "notify.bad_headers")
		}
		h.Add(name, strings.TrimSpace(value))
	}
	return h, s.Err()
}

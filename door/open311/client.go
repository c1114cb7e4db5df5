package open311

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"thanhdong/act/notify"
	"thanhdong/act/notify/outside"
	"thanhdong/ground/actor"
	"thanhdong/ground/text"
	"thanhdong/serve/report"
)

// Client passes reports on to servers of others and asks how they stand there. It speaks XML, which every server of GeoReport v2 has. Of an answer it
// takes what it knows and trusts nothing: ids and words are cut, entities are not resolved.
type Client struct {
	reports *report.Reports
}

// NewClient makes it; it connects to servers alone that an administrator named.
func NewClient(reports *report.Reports) *Client { return &Client{reports} }

const (
	atOnce      = 50 // parcels in one round
	longestID   = 200
	longestNote = 4000
)

// Exchange sends what waits and asks about what was sent. A server that did not answer once is left alone until the next round, so that the others need not wait for it.
func (c *Client) Exchange(ctx context.Context) error {
	ctx = actor.With(ctx, actor.System("open311"))
	send, err := c.reports.Parcels(ctx, atOnce)
	if err != nil {
		return err
	}
	down := map[string]bool{}
	for _, p := range send {
		if down[p.Peer.Code] {
			continue
		}
		if down[p.Peer.Code], err = c.push(ctx, p); err != nil {
			return err
		}
	}
	ask, err := c.reports.Awaited(ctx, atOnce)
	if err != nil {
		return err
	}
	for _, p := range ask {
		if down[p.Peer.Code] {
			continue
		}
		if down[p.Peer.Code], err = c.pull(ctx, p); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// push sends one parcel; down tells that the server did not answer as it should, which may pass.
func (c *Client) push(ctx context.Context, p report.Parcel) (down bool, err error) {
	form := url.Values{"api_key": {p.Peer.Key}, "service_code": {p.Service}, "description": {p.Words}, "external_id": {p.External}}
	set := func(name, value string) {
		if value != "" {
			form.Set(name, value)
		}
	}
	set("jurisdiction_id", p.Peer.Jurisdiction)
	set("address_string", p.Address)
	if p.Lon != nil && p.Lat != nil {
		form.Set("lat", strconv.FormatFloat(*p.Lat, 'f', 6, 64))
		form.Set("long", strconv.FormatFloat(*p.Lon, 'f', 6, 64))
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimSuffix(p.Peer.URL, "/")+"/requests.xml", strings.NewReader(form.Encode()))
	if err == nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	}
	a, cause := tell(ctx, r, err)
	if stopped(ctx, cause) {
		return true, ctx.Err() // whether it arrived is not known: it is sent again, under the same id
	}
	if cause == nil && len(a.Requests) == 0 || cause == nil && a.Requests[0].ID == "" && a.Requests[0].Token == "" {
		cause = notify.Refused(nil, "open311.peer_answer")
	}
	if cause != nil {
		return !cause.Final, c.reports.NotPassed(ctx, p, inWords(cause), cause.Final)
	}
	return false, c.reports.Passed(ctx, p, a.Requests[0].ID, a.Requests[0].Token)
}

// pull asks about one.
func (c *Client) pull(ctx context.Context, p report.Parcel) (down bool, err error) {
	base := strings.TrimSuffix(p.Peer.URL, "/")
	at := base + "/requests/" + url.PathEscape(p.Remote) + ".xml"
	if p.Remote == "" {
		at = base + "/tokens/" + url.PathEscape(p.Token) + ".xml"
	}
	if p.Peer.Jurisdiction != "" {
		at += "?" + url.Values{"jurisdiction_id": {p.Peer.Jurisdiction}}.Encode()
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, at, nil)
	a, cause := tell(ctx, r, err)
	if stopped(ctx, cause) {
		return true, ctx.Err()
	}
	if cause == nil && len(a.Requests) == 0 {
		cause = notify.Failed(nil, "open311.peer_answer")
	}
	if cause != nil {
		return !cause.Final, c.reports.NotHeard(ctx, p, inWords(cause))
	}
	s := a.Requests[0]
	if p.Remote != "" {
		s.ID = p.Remote // it answers what it was asked about, or nothing
	}
	return false, c.reports.Heard(ctx, p, report.PeerStanding{Remote: s.ID, Closed: strings.EqualFold(s.Status, "closed"), Notes: s.Notes})
}

// stopped tells that the server here ends, which is no failure of the other.
func stopped(ctx context.Context, cause *notify.Failure) bool {
	return cause != nil && ctx.Err() != nil
}

// inWords says a failure to staff.
func inWords(f *notify.Failure) string { return text.T(text.VI, f.Key, f.Args) }

// tell sends a request and reads the answer.
func tell(ctx context.Context, r *http.Request, err error) (a heard, cause *notify.Failure) {
	if err != nil {
		return a, notify.Refused(err, "notify.cause_settings")
	}
	body, status, err := outside.Ask(ctx, r)
	if err == nil {
		err = outside.Judge(status)
	}
	if err != nil {
		if f := (*notify.Failure)(nil); errors.As(err, &f) {
			return a, f
		}
		return a, notify.Failed(err, "notify.cause_connect")
	}
	if a, err = hear(body); err != nil {
		return a, notify.Failed(err, "open311.peer_answer")
	}
	return a, nil
}

// heard is what the other server may say to us.
type heard struct {
	XMLName  xml.Name `xml:"service_requests"`
	Requests []struct {
		ID     string `xml:"service_request_id"`
		Token  string `xml:"token"`
		Status string `xml:"status"`
		Notes  string `xml:"status_notes"`
	} `xml:"request"`
}

// hear reads an answer.
func hear(body []byte) (a heard, err error) {
	if !utf8.Valid(body) {
		return a, errors.New("not UTF-8")
	}
	d := xml.NewDecoder(bytes.NewReader(body))
	if err := d.Decode(&a); err != nil {
		return heard{}, fmt.Errorf("read the answer: %w", err)
	}
	a.Requests = slices.Clip(a.Requests[:min(1, len(a.Requests))])
	for i := range a.Requests {
		x := &a.Requests[i]
		for _, id := range []*string{&x.ID, &x.Token} {
			if *id = strings.TrimSpace(*id); len(*id) > longestID {
				return heard{}, errors.New("an id is too long")
			}
		}
		x.Status = strings.TrimSpace(x.Status)
		if notes := []rune(strings.TrimSpace(x.Notes)); len(notes) > longestNote {
			x.Notes = string(notes[:longestNote]) + "…"
		} else {
			x.Notes = string(notes)
		}
	}
	return a, nil
}

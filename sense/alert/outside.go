package alert

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/sense/feed"
)

// Outside is what another system says of one of its alerts.
type Outside struct {
	Fingerprint string // its name for it; empty: made of the labels
	Name        string // alertname
	Labels      map[string]string
	Summary     string
	Description string
	Link        string
	Firing      bool
	Starts      time.Time
}

// Said counts what became of it.
type Said struct {
	Fired    int
	Resolved int
	Known    int // said before, or the end of what was never said
}

// severities of the words that other systems use in the label severity. PROJECT CHOICE.
var severities = map[string]int{"critical": 4, "page": 4, "error": 3, "high": 3, "warning": 3, "medium": 2, "low": 2, "info": 1, "none": 1}

const usualSeverity = 3

// Outside takes what another system found, under the contract of a feed: that names the
// owner unit, the area and the playbook, so that nothing is stored that nobody owns.
// Saying the same again changes nothing. Refusals: [fault.NotFound] without a contract
// in force, [fault.Forbidden] for who may not send to it, [fault.Conflict] when the
// contract names no owner or no playbook.
func (as *Alerts) Outside(ctx context.Context, feedCode string, list []Outside) (said Said, err error) {
	// A storm comes in slices, each a commit of its own: whoever sends a broken-off rest
	// again finds what is there known.
	for first := 0; first == 0 || first < len(list); first += slice {
		part, err := as.outside(ctx, feedCode, list[min(first, len(list)):min(first+slice, len(list))])
		if err != nil {
			return Said{}, fmt.Errorf("alerts of feed %s: %w", feedCode, err)
		}
		said.Fired, said.Resolved, said.Known = said.Fired+part.Fired, said.Resolved+part.Resolved, said.Known+part.Known
	}
	return said, nil
}

func (as *Alerts) outside(ctx context.Context, feedCode string, list []Outside) (said Said, err error) {
	err = as.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		said = Said{}
		if !actor.From(ctx).MaySend(feedCode) {
			return fault.New(fault.Forbidden, "alert.foreign_feed", "feed", feedCode)
		}
		if err := gate(ctx, tx); err != nil {
			return err
		}
		c, err := feed.Promised(ctx, tx, feedCode)
		if err != nil {
			return err
		}
		if c.Unit == "" || c.Playbook == "" {
			return fault.New(fault.Conflict, "alert.unowned", "feed", feedCode)
		}
		touched := groupsTouched{}
		for _, o := range list {
			if err := as.hear(ctx, tx, c, o, &said, touched); err != nil {
				return err
			}
		}
		return settle(ctx, tx, touched)
	})
	return said, err
}

func (as *Alerts) hear(ctx context.Context, tx *db.Tx, c feed.Contract, o Outside, said *Said, touched groupsTouched) error {
	print := o.Fingerprint
	if print == "" {
		print = printOf(o.Labels)
	}
	subject := Subject{OfOutside, c.Code + "/" + print}
	a, err := one(ctx, tx, `rule = '' AND subject_kind = 'outside' AND subject = ? AND parameter = '' AND breach = '' AND state <> 'resolved'`+tx.Lock(), subject.ID)
	lives := err == nil
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	switch {
	case !o.Firing && !lives:
		said.Known++
		return nil
	case !o.Firing:
		said.Resolved++
		return as.end(ctx, tx, a, nil, map[string]any{"fingerprint": print}, touched)
	case lives:
		said.Known++
		if a.Over {
			_, err = wobble(ctx, tx, a, false, nil)
			return err
		}
		return nil
	}
	var since *int64
	if err := tx.QueryRow(ctx, `SELECT max(since) FROM alert WHERE rule = '' AND subject_kind = 'outside' AND subject = ? AND parameter = '' AND breach = ''`, subject.ID).Scan(&since); err != nil {
		return err
	}
	if since != nil && !o.Starts.After(db.Time(*since)) {
		said.Known++ // it has ended; this came late
		return nil
	}
	a = Alert{
		Subject: subject, Feed: c.Code, Title: both(o.Summary, o.Name), Condition: both(o.Description, o.Name), Severity: severityOf(o.Labels["severity"]),
		Unit: c.Unit, Area: c.Area, AreaPath: c.AreaPath, Playbook: c.Playbook, ObservedAt: o.Starts, Since: o.Starts, Link: o.Link, Version: 1,
		Extra: map[string]string{"rule": o.Name},
	}
	for name, v := range o.Labels {
		a.Extra[OutsidePrefix+name] = v
	}
	if a.UnitPath, err = ownerPath(ctx, tx, c.Unit, func() (string, error) { return c.UnitPath, nil }); err != nil {
		return err
	}
	said.Fired++
	// The ledger has the fingerprint alone: what another system writes may name people.
	return as.start(ctx, tx, a, o.Name+" "+c.Code+" "+o.Labels["instance"], map[string]any{"fingerprint": print, "feed": c.Code}, touched)
}

// both is a text of which we know no second language.
func both(s, otherwise string) text.L {
	if s == "" {
		s = otherwise
	}
	return text.L{VI: s, EN: s}
}

func severityOf(word string) int {
	if s, ok := severities[word]; ok {
		return s
	}
	return usualSeverity
}

// printOf names an alert by its labels, as its sender would.
func printOf(labels map[string]string) string {
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(labels)) {
		fmt.Fprintf(h, "%q=%q,", name, labels[name])
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

package push

import (
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"thanhdong/door/wire"
	"thanhdong/ground/fault"
	"thanhdong/sense/alert"
)

// AlertmanagerPath is where Alertmanager's webhook goes, in the form of the mux.
const AlertmanagerPath = "POST /api/v1/feeds/{feed}/alertmanager"

// Bounds of one payload. A group of five thousand alerts with their labels fits.
const (
	maxPayload = 8 << 20
	maxAlerts  = 10_000
	maxLabels  = 64
	maxName    = 120  // runes of a label's name
	maxValue   = 500  // runes of a value, and of a summary
	maxWords   = 2000 // runes of a description
)

// Alertmanager is the door for what other systems found.
type Alertmanager struct {
	push   *Push
	alerts *alert.Alerts
}

// NewAlertmanager makes the door.
func NewAlertmanager(p *Push, alerts *alert.Alerts) *Alertmanager { return &Alertmanager{p, alerts} }

// Serve takes one notification. Alertmanager sends again what was answered with 5xx;
// saying the same again changes nothing.
func (a *Alertmanager) Serve(w http.ResponseWriter, r *http.Request) error {
	ctx, code := r.Context(), r.PathValue("feed")
	if err := a.push.may(ctx, code); err != nil {
		return err
	}
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(slowest))
	b, err := wire.Body(r, maxPayload)
	if err != nil {
		return err
	}
	list, cut, err := readAlerts(b)
	if err != nil {
		return err
	}
	said, err := a.alerts.Outside(ctx, code, list)
	if err != nil {
		return err
	}
	return wire.JSON(w, http.StatusOK, HeardAlerts{said.Fired, said.Resolved, said.Known, cut})
}

// HeardAlerts is what became of a notification.
type HeardAlerts struct {
	Fired     int `json:"fired"`
	Resolved  int `json:"resolved"`
	Known     int `json:"known"`     // said before, or the end of what was never said
	Truncated int `json:"truncated"` // left out by the sender, who bounds what it sends
}

// payload is version 4 of Alertmanager's webhook, as far as it says something to us.
// Fields that it does not name are let be: Grafana and newer editions add some.
type payload struct {
	Version   string      `json:"version"`
	Truncated int         `json:"truncatedAlerts"`
	Alerts    []sentAlert `json:"alerts"`
}

type sentAlert struct {
	Status      string            `json:"status"`
	Labels      map[string]string `json:"labels"`
	Annotations map[string]string `json:"annotations"`
	Starts      string            `json:"startsAt"`
	Link        string            `json:"generatorURL"`
	Fingerprint string            `json:"fingerprint"`
}

// readAlerts takes a payload apart, or refuses it whole and says where it is wrong.
func readAlerts(b []byte) (list []alert.Outside, cut int, err error) {
	if err := wire.Check(b); err != nil {
		return nil, 0, err
	}
	var p payload
	if err := json.Unmarshal(b, &p); err != nil {
		var wrong *json.UnmarshalTypeError
		if errors.As(err, &wrong) {
			return nil, 0, fault.Fields("push.bad_alerts", fault.At(strings.ReplaceAll(wrong.Field, ".", "/"), "wire.wrong_type", "got", wrong.Value))
		}
		return nil, 0, fault.New(fault.Invalid, "push.bad_alerts").With(err)
	}
	if p.Version != "4" {
		return nil, 0, fault.Fields("push.bad_alerts", fault.At("version", "push.alerts_version", "version", cutTo(p.Version, maxName)))
	}
	if len(p.Alerts) > maxAlerts {
		return nil, 0, fault.New(fault.TooLarge, "push.too_many_alerts", "max", maxAlerts)
	}
	var fs []fault.Field
	for i, s := range p.Alerts {
		o, more := s.read("alerts/" + strconv.Itoa(i))
		fs = append(fs, more...)
		if len(fs) > 20 {
			break // enough to mend
		}
		list = append(list, o)
	}
	if len(fs) > 0 {
		return nil, 0, fault.Fields("push.bad_alerts", fs...)
	}
	return list, max(p.Truncated, 0), nil
}

var printForm = regexp.MustCompile(`^[0-9a-zA-Z]{1,64}$`)

func (s sentAlert) read(path string) (o alert.Outside, fs []fault.Field) {
	bad := func(at, key string, kv ...any) { fs = append(fs, fault.At(path+"/"+at, key, kv...)) }
	o = alert.Outside{
		Fingerprint: s.Fingerprint, Firing: s.Status == "firing", Labels: map[string]string{},
		Summary: cutTo(s.Annotations["summary"], maxValue), Description: cutTo(s.Annotations["description"], maxWords),
	}
	if s.Status != "firing" && s.Status != "resolved" {
		bad("status", "push.alert_status", "status", cutTo(s.Status, maxName))
	}
	if s.Fingerprint != "" && !printForm.MatchString(s.Fingerprint) {
		bad("fingerprint", "push.alert_print")
	}
	if len(s.Labels) > maxLabels {
		bad("labels", "push.alert_labels", "max", maxLabels)
		return o, fs
	}
	for name, v := range s.Labels {
		o.Labels[labelOf(name)] = cutTo(v, maxValue)
	}
	if o.Name = o.Labels["alertname"]; strings.TrimSpace(o.Name) == "" {
		bad("labels/alertname", "push.alert_name")
	}
	var err error
	if o.Starts, err = time.Parse(time.RFC3339Nano, s.Starts); err != nil || o.Starts.Year() < 2000 || o.Starts.Year() > 2200 {
		bad("startsAt", "push.alert_start", "at", cutTo(s.Starts, maxName))
	}
	// An address is shown as a link: only one that a browser opens as a page.
	if strings.HasPrefix(s.Link, "http://") || strings.HasPrefix(s.Link, "https://") {
		o.Link = cutTo(s.Link, maxWords)
	}
	return o, fs
}

// labelOf is a label's name in the alphabet of matchers.
func labelOf(name string) string {
	return cutTo(strings.Map(func(r rune) rune {
		if r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return '_'
	}, name), maxName)
}

func cutTo(s string, runes int) string {
	for i := range s {
		if runes--; runes < 0 {
			return s[:i]
		}
	}
	return s
}

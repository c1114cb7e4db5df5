package feed

import (
	"encoding/json"
	"math"
	"regexp"
	"strconv"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/sense/feed/body"
	"thanhdong/sense/observation"
)

// Contract is what a source promises and what is expected of it.
type Contract struct {
	Code          string            `json:"code"`
	Name          text.L            `json:"name"`
	Unit          string            `json:"unit"` // code of the owner
	UnitPath      string            `json:"-"`
	Area          string            `json:"area"`
	AreaPath      string            `json:"-"`
	Connector     string            `json:"connector"` // which way in: "filedrop", "push", "mqtt"
	Cadence       time.Duration     `json:"-"`
	DueHour       *int              `json:"due_hour,omitempty"` // local hour by which a day's data are due
	Parameters    []Parameter       `json:"parameters"`
	Keys          map[string]string `json:"keys,omitempty"`           // what the source calls a station -> its code
	FirstDate     text.Day          `json:"first_date,omitempty"`     // only where data before 2000 exist
	Playbook      string            `json:"playbook,omitempty"`       // what to do when the source fails
	Severity      int               `json:"severity,omitempty"`       // of its breaches; 0: by the kind of breach
	OpensIncident bool              `json:"opens_incident,omitempty"` // a breach opens a case
	Mark          string            `json:"mark,omitempty"`           // how sure we are of the contract itself
	Mapping       *body.Mapping     `json:"mapping,omitempty"`        // how the source's own form is read; none: the plain form
}

// Parameter is one thing a source measures, with the unit it is sent in and the
// bounds between which it can be true.
type Parameter struct {
	Name string   `json:"name"`
	Unit string   `json:"unit"`
	Min  *float64 `json:"min,omitempty"`
	Max  *float64 `json:"max,omitempty"`
}

// Scope is where the contract belongs, for rights.
func (c Contract) Scope() actor.Scope { return actor.Scope{UnitPath: c.UnitPath, AreaPath: c.AreaPath} }

var validCode = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,59}$`)

// Validate reports all faults at once.
func (c Contract) Validate() error {
	var fs []fault.Field
	bad := func(path, key string, kv ...any) { fs = append(fs, fault.At(path, key, kv...)) }
	// The code is also a folder's name and part of a topic and of an address.
	if !validCode.MatchString(c.Code) {
		bad("code", "feed.bad_code", "code", c.Code)
	}
	if c.Name.VI == "" {
		bad("name", "feed.no_name")
	}
	if c.Unit == "" {
		bad("unit", "feed.no_owner")
	}
	if c.Area == "" {
		bad("area", "feed.no_area")
	}
	if c.Connector == "" {
		bad("connector", "feed.no_connector")
	}
	if c.Cadence < time.Second || c.Cadence > 366*24*time.Hour {
		bad("cadence", "feed.bad_cadence")
	}
	if c.DueHour != nil && (*c.DueHour < 0 || *c.DueHour > 23) {
		bad("due_hour", "feed.bad_due_hour")
	}
	if !c.FirstDate.Valid() {
		bad("first_date", "feed.bad_first_date", "day", string(c.FirstDate))
	}
	if len(c.Parameters) == 0 {
		bad("parameters", "feed.no_parameters")
	}
	if c.Playbook == "" {
		bad("playbook", "feed.no_playbook")
	}
	if c.Severity < 0 || c.Severity > 5 {
		bad("severity", "feed.bad_severity")
	}
	seen := map[string]bool{}
	for i, p := range c.Parameters {
		at := "parameters/" + strconv.Itoa(i)
		name := observation.NormalParameter(p.Name)
		if name == "" || p.Unit == "" {
			bad(at, "feed.bad_parameter")
		}
		if seen[name] {
			bad(at, "feed.parameter_twice", "parameter", name)
		}
		seen[name] = true
		if p.Min != nil && p.Max != nil && !(*p.Min < *p.Max) || infinite(p.Min) || infinite(p.Max) {
			bad(at, "feed.bad_range", "parameter", name)
		}
	}
	if len(c.Keys) > maxKeys {
		bad("keys", "feed.too_many_keys", "max", maxKeys)
	}
	if c.Mapping != nil {
		_, more := body.Compile(*c.Mapping, c.units())
		for _, x := range more {
			x.Path = "mapping/" + x.Path
			fs = append(fs, x)
		}
	}
	if len(fs) > 0 {
		return fault.Fields("feed.bad_contract", fs...)
	}
	return nil
}

const maxKeys = 10_000

func infinite(v *float64) bool { return v != nil && (math.IsNaN(*v) || math.IsInf(*v, 0)) }

// normal brings parameters and units to their stored spelling.
func (c Contract) normal() Contract {
	params := make([]Parameter, len(c.Parameters))
	for i, p := range c.Parameters {
		p.Name, p.Unit = observation.NormalParameter(p.Name), observation.NormalUnit(p.Unit)
		params[i] = p
	}
	c.Parameters = params
	return c
}

// first is the earliest instant that is taken: 2000, or the earlier date that the
// contract names. Clocks without battery start in 1970 or 1980.
func (c Contract) first() time.Time {
	if first := c.FirstDate.Start(); !c.FirstDate.Open() && first.Before(year2000) {
		return first
	}
	return year2000
}

// vietnam is local time (UTC+7, no summer time).
var (
	vietnam  = time.FixedZone("+07", 7*3600)
	year2000 = time.Date(2000, 1, 1, 0, 0, 0, 0, vietnam)
)

// The cadence is stored in seconds: readable in the table, exact for any source.
type contractBody struct {
	plainContract
	CadenceSeconds float64 `json:"cadence_s"`
}

type plainContract Contract

func (c Contract) encode() (string, error) {
	b, err := json.Marshal(contractBody{plainContract(c), c.Cadence.Seconds()})
	return string(b), err
}

func decode(body string) (Contract, error) {
	var b contractBody
	err := json.Unmarshal([]byte(body), &b)
	c := Contract(b.plainContract)
	c.Cadence = time.Duration(b.CadenceSeconds * float64(time.Second))
	return c, err
}

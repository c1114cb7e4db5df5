package body

import (
	"strconv"
	"strings"
	"time"
)

// layoutOf turns a pattern such as "dd/MM/yyyy HH:mm" into the library's form;
// "" stands for the forms that are numbers.
func layoutOf(form string) (layout string, ok bool) {
	switch form {
	case "", "rfc3339":
		return time.RFC3339, true
	case "unix", "unix_ms":
		return "", true
	}
	if len(form) > 40 {
		return "", false
	}
	year := false
	var b strings.Builder
	for i := 0; i < len(form); {
		c := form[i]
		n := 1
		for i+n < len(form) && form[i+n] == c {
			n++
		}
		part, letter := parts[form[i:i+n]]
		switch {
		case letter:
			b.WriteString(part)
			year = year || c == 'y'
		case c == 'T' && n == 1, strings.IndexByte(" -/.:,", c) >= 0:
			b.WriteString(form[i : i+n])
		default:
			return "", false
		}
		i += n
	}
	return b.String(), year
}

var parts = map[string]string{"yyyy": "2006", "MM": "01", "M": "1", "dd": "02", "d": "2", "HH": "15", "H": "15", "mm": "04", "ss": "05"}

// zoneOf reads an offset, UTC, or a name of the time zone database; "" is the time
// of Viet Nam.
func zoneOf(s string) (*time.Location, bool) {
	switch s {
	case "":
		return vietnam, true
	case "UTC", "Z":
		return time.UTC, true
	case "Local": // the library would take that of the machine
		return nil, false
	}
	if t, err := time.Parse("-07:00", s); err == nil {
		_, offset := t.Zone()
		return time.FixedZone(s, offset), offset > -24*3600 && offset < 24*3600
	}
	z, err := time.LoadLocation(s)
	return z, err == nil
}

// moment reads when a row speaks of.
func (p *Mapper) moment(get func(string) (string, bool)) (time.Time, bool) {
	t, ok := p.written(get)
	if !ok {
		return time.Time{}, false
	}
	if p.m.Time.Period != "" {
		if p.m.Time.Written == "end" {
			t = t.Add(-time.Microsecond) // the end belongs to the next period
		}
		t = start(p.m.Time.Period, t.In(p.zone))
	}
	t = t.UTC()
	return t, t.Year() > 1000 && t.Year() < 10000
}

// written reads the instant as it stands in the row.
func (p *Mapper) written(get func(string) (string, bool)) (time.Time, bool) {
	m := p.m.Time
	if m.Column == "" {
		return p.split(get)
	}
	s, ok := get(m.Column)
	if !ok {
		return time.Time{}, false
	}
	switch {
	case p.layout == time.RFC3339:
		return instant(s)
	case p.layout == "":
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil || n < -1<<50 || n > 1<<50 {
			return time.Time{}, false
		}
		if m.Form == "unix_ms" {
			return time.UnixMilli(n), true
		}
		return time.Unix(n, 0), n > -1<<40 && n < 1<<40
	}
	t, err := time.ParseInLocation(p.layout, s, p.zone)
	return t, err == nil
}

// split reads a date that lies in several columns.
func (p *Mapper) split(get func(string) (string, bool)) (time.Time, bool) {
	m := p.m.Time
	all := true
	number := func(column string, least, most int) int {
		if column == "" {
			return least
		}
		s, ok := get(column)
		n, err := strconv.Atoi(s)
		all = all && ok && err == nil && len(s) <= 4 && n >= least && n <= most && s[0] != '+' && s[0] != '-'
		return n
	}
	year, month, day := number(m.Year, 1001, 9998), number(m.Month, 1, 12), number(m.Day, 1, 31)
	if !all {
		return time.Time{}, false
	}
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, p.zone)
	if t.Day() != day { // the 30th of February
		return time.Time{}, false
	}
	if m.Clock == "" {
		return t, true
	}
	s, ok := get(m.Clock)
	if !ok {
		return t, false
	}
	h, rest, _ := strings.Cut(s, ":")
	hour, err := strconv.Atoi(h)
	if err != nil || len(h) > 2 || hour < 0 || hour > 24 || h[0] == '+' || h[0] == '-' {
		return t, false
	}
	if hour == 24 { // how many loggers write the end of a day
		return t.AddDate(0, 0, 1), rest == "" || rest == "00" || rest == "00:00"
	}
	clock := "00:00"
	if rest != "" {
		clock = (rest + ":00")[:min(5, len(rest)+3)]
	}
	c, err := time.Parse("04:05", clock)
	if err != nil || rest != "" && rest != clock && rest+":00" != clock {
		return t, false
	}
	return time.Date(year, time.Month(month), day, hour, c.Minute(), c.Second(), 0, p.zone), true
}

// start gives the start of the period in which t lies, in t's zone.
func start(period string, t time.Time) time.Time {
	y, m, d := t.Date()
	switch period {
	case "hour":
		return time.Date(y, m, d, t.Hour(), 0, 0, 0, t.Location())
	case "day":
		return time.Date(y, m, d, 0, 0, 0, 0, t.Location())
	case "month":
		return time.Date(y, m, 1, 0, 0, 0, 0, t.Location())
	}
	return time.Date(y, 1, 1, 0, 0, 0, 0, t.Location())
}

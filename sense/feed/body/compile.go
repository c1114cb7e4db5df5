package body

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"thanhdong/ground/fault"
	"thanhdong/sense/observation"
)

// Mapper is a mapping that was checked and is ready to read.
type Mapper struct {
	m         Mapping
	delimiter byte // 0: as the first line shows
	comma     bool
	missing   map[string]bool
	layout    string // of the library; "" for the unix forms
	zone      *time.Location
	units     map[string]string // parameter, in stored spelling -> the contract's unit
	needed    []string          // columns
	values    []value
}

// value is one column of values. What does not depend on the row is worked out
// once.
type value struct {
	MapColumn
	celsius   float64
	unit      string // the contract's, where the parameter is stated
	factor    float64
	offset    float64
	converted bool // factor and offset hold
}

var delimiters = map[string]byte{"": 0, "comma": ',', "semicolon": ';', "tab": '\t', "pipe": '|'}

const (
	maxValues  = 200 // in a row
	maxColumns = 1000
)

// Compile checks a mapping against the units of its contract's parameters and
// gives all its faults at once.
func Compile(m Mapping, units map[string]string) (*Mapper, []fault.Field) {
	var fs []fault.Field
	bad := func(path, key string, kv ...any) { fs = append(fs, fault.At(path, key, kv...)) }
	p := &Mapper{m: m, comma: m.Decimal == "comma", missing: map[string]bool{"": true}, units: units}
	known := func(path, word string, words ...string) {
		if !slices.Contains(words, word) {
			bad(path, "feed.map_unknown_word", "word", shorten(word), "known", strings.Join(words, ", "))
		}
	}
	known("format", m.Format, "csv", "json")
	known("decimal", m.Decimal, "", "point", "comma")
	known("empty", m.Empty, "", "skip", "keep", "refuse")
	known("time/period", m.Time.Period, "", "hour", "day", "month", "year")
	known("time/written", m.Time.Written, "", "start", "end", "last")
	var ok bool
	if p.delimiter, ok = delimiters[m.Delimiter]; !ok {
		bad("delimiter", "feed.map_unknown_word", "word", shorten(m.Delimiter), "known", "comma, semicolon, tab, pipe")
	}
	if p.comma && p.delimiter == ',' {
		bad("decimal", "feed.map_comma_twice")
	}
	for _, w := range m.Missing {
		p.missing[strings.TrimSpace(w)] = true
	}
	for i, n := range m.Names {
		if n == "" || slices.Contains(m.Names[:i], n) {
			bad("names/"+strconv.Itoa(i), "feed.map_bad_name", "name", shorten(n))
		}
	}
	need := func(path, column string) {
		switch {
		case column == "":
			bad(path, "feed.map_no_column")
		case len(m.Names) > 0 && !slices.Contains(m.Names, column):
			bad(path, "feed.map_column_not_named", "column", shorten(column))
		case !slices.Contains(p.needed, column):
			p.needed = append(p.needed, column)
		}
	}
	for i, w := range m.Where {
		need("where/"+strconv.Itoa(i)+"/column", w.Column)
		if len(w.In) == 0 {
			bad("where/"+strconv.Itoa(i)+"/in", "feed.map_no_words")
		}
	}
	switch {
	case m.Station.Constant == "":
		need("station/column", m.Station.Column)
	case m.Station.Column != "":
		bad("station/constant", "feed.map_both")
	}
	p.compileTime(bad, need)
	if m.Status != nil {
		need("status/column", m.Status.Column)
		for word, s := range m.Status.Words {
			if _, ok := ParseStatus(s); !ok || s == "" {
				bad("status/words", "feed.map_bad_status", "word", shorten(word), "status", shorten(s))
			}
		}
	}
	if len(m.Values) == 0 || len(m.Values) > maxValues {
		bad("values", "feed.map_no_values", "max", maxValues)
	}
	for i, c := range m.Values {
		p.compileValue("values/"+strconv.Itoa(i), c, bad, need)
	}
	return p, fs
}

type badly = func(path, key string, kv ...any)

func (p *Mapper) compileTime(bad badly, need func(path, column string)) {
	t := p.m.Time
	if split := t.Year != "" || t.Month != "" || t.Day != "" || t.Clock != ""; split && t.Column != "" {
		bad("time/column", "feed.map_both")
	} else if split {
		need("time/year", t.Year)
		for _, c := range []struct{ path, column, before string }{{"time/month", t.Month, t.Year}, {"time/day", t.Day, t.Month}, {"time/clock", t.Clock, t.Day}} {
			if c.column == "" {
				continue
			}
			need(c.path, c.column)
			if c.before == "" {
				bad(c.path, "feed.map_date_hole")
			}
		}
	} else {
		need("time/column", t.Column)
		var ok bool
		if p.layout, ok = layoutOf(t.Form); !ok {
			bad("time/form", "feed.map_bad_time_form", "form", shorten(t.Form))
		}
	}
	if t.Written != "" && t.Written != "start" && t.Period == "" {
		bad("time/written", "feed.map_no_period")
	}
	var ok bool
	if p.zone, ok = zoneOf(t.Zone); !ok {
		bad("time/zone", "feed.map_bad_zone", "zone", shorten(t.Zone))
	}
}

func (p *Mapper) compileValue(path string, c MapColumn, bad badly, need func(path, column string)) {
	need(path+"/column", c.Column)
	v := value{MapColumn: c, celsius: observation.Warmth}
	if c.Celsius != nil {
		if v.celsius = *c.Celsius; !(v.celsius > -100 && v.celsius < 200) {
			bad(path+"/celsius", "feed.map_bad_celsius")
		}
	}
	if c.UnitColumn != "" {
		need(path+"/unit_column", c.UnitColumn)
	}
	if c.ParameterColumn != "" {
		need(path+"/parameter_column", c.ParameterColumn)
		for word, name := range c.Parameters {
			if _, ok := p.units[observation.NormalParameter(name)]; !ok {
				bad(path+"/parameters", "feed.map_unknown_parameter", "parameter", shorten(name), "word", shorten(word))
			}
		}
	} else if unit, ok := p.units[observation.NormalParameter(c.Parameter)]; !ok {
		bad(path+"/parameter", "feed.map_unknown_parameter", "parameter", shorten(c.Parameter), "word", shorten(c.Column))
	} else {
		v.unit = unit
		if c.UnitColumn == "" {
			if c.Unit == "" {
				v.Unit = unit
			}
			if v.factor, v.offset, v.converted = observation.Conversion(c.Parameter, v.Unit, unit, v.celsius); !v.converted {
				bad(path+"/unit", "feed.map_no_conversion", "from", shorten(c.Unit), "to", unit, "parameter", shorten(c.Parameter))
			}
		}
	}
	p.values = append(p.values, v)
}

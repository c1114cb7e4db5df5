package body

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

var mapUnits = map[string]string{"Temp": "oC", "RH": "%", "NO2": "ug/Nm3", "Level": "m"}

// say puts readings into one line each, as a test writes them.
func say(list []Reading) string {
	var b strings.Builder
	for _, e := range list {
		value := "-"
		if e.Value != nil {
			value = fmt.Sprint(*e.Value)
		}
		at := ""
		if !e.At.IsZero() {
			at = e.At.UTC().Format("2006-01-02T15:04:05Z")
		}
		fmt.Fprintf(&b, "%s %s %s %s %s %d %s %s|", e.Station, e.Parameter, value, e.Unit, at, e.Status, strings.TrimPrefix(e.Reason, "feed."), e.Cell)
	}
	return b.String()
}

// level leaves off the blanks of what is not there.
func level(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(strings.Join(strings.Fields(s), " "), " |", "|"), "||", "|")
}

func mapWide() Mapping {
	return Mapping{Format: "csv", Station: MapStation{Column: "tram", Prefix: "P-"}, Time: MapTime{Column: "ngay", Form: "dd/MM/yyyy HH:mm"},
		Values: []MapColumn{{Column: "t", Parameter: "Temp", Unit: "°F"}, {Column: "rh", Parameter: "RH"}}, Missing: []string{"NA", "-999"}}
}

func TestAMappingReadsASourcesOwnForm(t *testing.T) {
	split := mapWide()
	split.Time = MapTime{Year: "y", Month: "m", Period: "month"}
	end := mapWide()
	end.Time = MapTime{Column: "ngay", Form: "yyyy-MM-dd HH:mm", Period: "hour", Written: "end"}
	last := mapWide()
	last.Time = MapTime{Column: "ngay", Form: "yyyy-MM-dd", Period: "month", Written: "last"}
	comma := mapWide()
	comma.Decimal, comma.Delimiter = "comma", "semicolon"
	keep, refuse := mapWide(), mapWide()
	keep.Empty, refuse.Empty = "keep", "refuse"
	long := Mapping{Format: "csv", Names: []string{"s", "what", "v", "u", "when", "st"}, Delimiter: "pipe", Station: MapStation{Column: "s"}, Time: MapTime{Column: "when", Form: "unix"},
		Status: &MapStatus{Column: "st", Words: map[string]string{"ok": "00", "cal": "01"}},
		Values: []MapColumn{{Column: "v", ParameterColumn: "what", Parameters: map[string]string{"nhiet": "Temp"}, UnitColumn: "u"}}}
	gas := Mapping{Format: "json", Rows: "data/items", Station: MapStation{Constant: "S"}, Time: MapTime{Column: "t", Form: "unix_ms"},
		Where: []MapWhere{{Column: "kind", In: []string{"hour"}}}, Values: []MapColumn{{Column: "gas/no2", Parameter: "NO2", Unit: "ppb"}}}
	for name, c := range map[string]struct {
		m        Mapping
		in, want string
	}{
		"wide":        {mapWide(), "ngay,tram,t,rh,x\n03/07/2024 08:00,1,77,80,y\n", "P-1 Temp 25 oC 2024-07-03T01:00:00Z 0  t|P-1 RH 80 % 2024-07-03T01:00:00Z 0  rh|"},
		"skip empty":  {mapWide(), "ngay,tram,t,rh\n03/07/2024 08:00,1,NA,\n", ""},
		"keep empty":  {keep, "ngay,tram,t,rh\n03/07/2024 08:00,1,-999,80\n", "P-1 Temp - oC 2024-07-03T01:00:00Z 2  t|P-1 RH 80 % 2024-07-03T01:00:00Z 0  rh|"},
		"refuse":      {refuse, "ngay,tram,t,rh\n03/07/2024 08:00,1,77,\n", "P-1 Temp 25 oC 2024-07-03T01:00:00Z 0  t|P-1 RH - % 2024-07-03T01:00:00Z 0 not_a_number rh|"},
		"a bad cell":  {mapWide(), "ngay,tram,t,rh\n03/07/2024 08:00,1,x1,80\n", "P-1 Temp - oC 2024-07-03T01:00:00Z 0 not_a_number t|P-1 RH 80 % 2024-07-03T01:00:00Z 0  rh|"},
		"a bad row":   {mapWide(), "ngay,tram,t,rh\n31/02/2024 08:00,1,77,80\n1,2\n", "P-1  -   0 bad_time |  -   0 bad_line |"},
		"split date":  {split, "y,m,tram,t,rh\n2024,2,1,32,80\n2024,13,1,32,80\n", "P-1 Temp 0 oC 2024-01-31T17:00:00Z 0  t|P-1 RH 80 % 2024-01-31T17:00:00Z 0  rh|P-1  -   0 bad_time |"},
		"hour's end":  {end, "ngay,tram,t,rh\n2024-07-03 00:00,1,77,NA\n", "P-1 Temp 25 oC 2024-07-02T16:00:00Z 0  t|"},
		"month's end": {last, "ngay,tram,t,rh\n2024-02-29,1,77,NA\n", "P-1 Temp 25 oC 2024-01-31T17:00:00Z 0  t|"},
		"comma":       {comma, "ngay;tram;t;rh\n03/07/2024 08:00;1;77,5;80\n03/07/2024 08:00;1;1.077,5;\n", "P-1 Temp 25.2777777778 oC 2024-07-03T01:00:00Z 0  t|P-1 RH 80 % 2024-07-03T01:00:00Z 0  rh|P-1 Temp - oC 2024-07-03T01:00:00Z 0 not_a_number t|"},
		"long": {long, "A|nhiet|300|K|1719968400|ok\nA|NO2|5|mg/m3|1719968400|cal\nA|Wind|5|m/s|1719968400|\nA|Temp|1|barley|1719968400|?\n",
			"A Temp 26.85 oC 2024-07-03T01:00:00Z 0  v|A NO2 5000 ug/Nm3 2024-07-03T01:00:00Z 1  v|A Wind 5 m/s 2024-07-03T01:00:00Z 0  v|A  -   2024-07-03T01:00:00Z 0 bad_status||"},
		"json": {gas, `{"data":{"items":[{"t":1719968400000,"kind":"hour","gas":{"no2":10}},{"t":1,"kind":"day"},{"t":"x","kind":"hour","gas":{}},{"t":1719968400000,"kind":"hour","gas":{"no2":[1]}}]}}`,
			"S NO2 18.8041041831 ug/Nm3 2024-07-03T01:00:00Z 0  gas/no2|S  -   0 bad_time ||S NO2 - ug/Nm3 2024-07-03T01:00:00Z 0 not_a_number gas/no2|"},
	} {
		m, faults := Compile(c.m, mapUnits)
		if len(faults) > 0 {
			t.Errorf("%s: %+v", name, faults)
			continue
		}
		got, _, err := m.Read([]byte(c.in), "o", MaxRows)
		if said := say(got); err != nil || level(said) != level(c.want) {
			t.Errorf("%s: %v\n got %s\nwant %s", name, err, said, c.want)
		}
		for _, e := range got { // each row is kept so that it can be read again
			again := m.Row(e.Form, e.Head, e.Raw)
			found := false
			for _, x := range again {
				found = found || x.Cell == e.Cell && x.Reason == e.Reason && x.Station == e.Station && x.At.Equal(e.At)
			}
			if !found {
				t.Errorf("%s: %q read again is %s, not %s", name, e.Raw, say(again), say([]Reading{e}))
			}
		}
	}
}

func TestAMappingNamesAllItsFaults(t *testing.T) {
	cold := -300.0
	_, faults := Compile(Mapping{
		Format: "xml", Delimiter: "comma", Decimal: "comma", Names: []string{"a", "a"}, Where: []MapWhere{{Column: "b"}}, Empty: "maybe",
		Station: MapStation{}, Time: MapTime{Column: "a", Form: "MM HH", Zone: "Mars", Written: "end"}, Status: &MapStatus{Column: "a", Words: map[string]string{"x": "9"}},
		Values: []MapColumn{{Column: "a", Parameter: "Wind"}, {Column: "a", Parameter: "Temp", Unit: "m/s", Celsius: &cold}, {ParameterColumn: "a", Parameters: map[string]string{"w": "Wind"}}},
	}, mapUnits)
	said := ""
	for _, f := range faults {
		said += " " + f.Path
	}
	for _, path := range []string{"format", "empty", "decimal", "names/1", "where/0/column", "where/0/in", "station/column", "time/form", "time/zone", "time/written",
		"status/words", "values/0/parameter", "values/1/unit", "values/1/celsius", "values/2/column", "values/2/parameters"} {
		if !strings.Contains(said+" ", " "+path+" ") {
			t.Errorf("%s is not named:%s", path, said)
		}
	}
	if _, faults := Compile(Mapping{Format: "csv", Station: MapStation{Column: "a", Constant: "b"}, Time: MapTime{Column: "t", Year: "y", Day: "d"}}, mapUnits); len(faults) < 3 {
		t.Errorf("only %+v", faults)
	}
}

func TestAWrongFrameIsRefusedWhole(t *testing.T) {
	m, _ := Compile(mapWide(), mapUnits)
	for in, key := range map[string]string{"": "push.empty", "a,b\n1,2\n": "push.csv_head", "ngay,tram,t,rh,t\n": "push.csv_head", "\xff\n": "push.csv_head",
		"ngay,tram,t,rh\n" + strings.Repeat("03/07/2024 08:00,1,77,80\n", 3): "push.too_many_rows"} {
		if _, _, err := m.Read([]byte(in), "", 5); !isKey(err, key) {
			t.Errorf("%.20q: %v, want %s", in, err, key)
		}
	}
	j, _ := Compile(Mapping{Format: "json", Rows: "a/b", Station: MapStation{Constant: "S"}, Time: MapTime{Column: "t"}, Values: []MapColumn{{Column: "v", Parameter: "RH"}}}, mapUnits)
	for in, key := range map[string]string{`[]`: "push.not_json", `{"a":{}}`: "feed.map_rows_missing", `{"a":{"b":[1,}}`: "push.not_json", `{"a":{"b":1}}`: "push.not_json"} {
		if _, _, err := j.Read([]byte(in), "", 5); !isKey(err, key) {
			t.Errorf("%q: %v, want %s", in, err, key)
		}
	}
	deep := `{"a":{"b":[{"v":` + strings.Repeat("[", 20) + strings.Repeat("]", 20) + `}]}}`
	if _, _, err := j.Read([]byte(deep), "", 5); !isKey(err, "push.too_deep") {
		t.Error(err)
	}
}

func TestTimesThatLoggersWrite(t *testing.T) {
	for _, c := range []struct {
		time MapTime
		row  string // y,m,d,c
		want string
	}{
		{MapTime{Year: "y", Month: "m", Day: "d", Clock: "c"}, "2024,7,3,7", "2024-07-03T00:00:00Z"},
		{MapTime{Year: "y", Month: "m", Day: "d", Clock: "c"}, "2024,7,3,07:30", "2024-07-03T00:30:00Z"},
		{MapTime{Year: "y", Month: "m", Day: "d", Clock: "c"}, "2024,7,3,07:30:15", "2024-07-03T00:30:15Z"},
		{MapTime{Year: "y", Month: "m", Day: "d", Clock: "c"}, "2024,7,3,24:00", "2024-07-03T17:00:00Z"},
		{MapTime{Year: "y", Month: "m", Day: "d", Clock: "c"}, "2024,7,3,24:01", ""},
		{MapTime{Year: "y", Month: "m", Day: "d", Clock: "c"}, "2024,7,3,7:3", ""},
		{MapTime{Year: "y", Month: "m", Day: "d", Clock: "c"}, "2024,2,30,7", ""},
		{MapTime{Year: "y", Month: "m", Day: "d", Clock: "c"}, "2024,+2,3,7", ""},
		{MapTime{Year: "y", Zone: "UTC", Period: "year"}, "1960,,,", "1960-01-01T00:00:00Z"},
		{MapTime{Year: "y"}, "1960,,,", "1959-12-31T17:00:00Z"},
		{MapTime{Column: "c", Form: "yyyy-MM-dd HH:mm:ss", Zone: "Asia/Bangkok"}, ",,,2024-07-03 08:00:00", "2024-07-03T01:00:00Z"},
		{MapTime{Column: "c", Form: "d/M/yyyy", Zone: "+00:00"}, ",,,3/7/2024", "2024-07-03T00:00:00Z"},
		{MapTime{Column: "c"}, ",,,2024-07-03T08:00:00+07:00", "2024-07-03T01:00:00Z"},
		{MapTime{Column: "c", Period: "day", Written: "end"}, ",,,2024-07-04T00:00:00+07:00", "2024-07-02T17:00:00Z"},
		{MapTime{Column: "c", Form: "unix"}, ",,,99999999999999", ""},
	} {
		m, faults := Compile(Mapping{Format: "csv", Names: []string{"y", "m", "d", "c", "v"}, Delimiter: "comma", Station: MapStation{Constant: "S"}, Time: c.time,
			Values: []MapColumn{{Column: "v", Parameter: "RH"}}}, mapUnits)
		got, _, err := m.Read([]byte(c.row+",1\n"), "", 5)
		said := ""
		if len(got) == 1 && got[0].Reason == "" {
			said = got[0].At.Format(time.RFC3339)
		}
		if len(faults) > 0 || err != nil || said != c.want {
			t.Errorf("%+v of %s: %q, want %q (%v %v)", c.time, c.row, said, c.want, faults, err)
		}
	}
}

// Whatever a source sends, its mapping gives readings that a store takes, each of
// which can be read again alone, or a clear refusal.
func FuzzMapping(f *testing.F) {
	table, _ := Compile(mapWide(), mapUnits)
	object, _ := Compile(Mapping{Format: "json", Station: MapStation{Column: "s"}, Time: MapTime{Column: "t/at", Form: "yyyy-MM-ddTHH:mm", Period: "day"},
		Values: []MapColumn{{Column: "v", ParameterColumn: "p", UnitColumn: "u"}}}, mapUnits)
	for _, s := range []string{"ngay,tram,t,rh\n03/07/2024 08:00,1,77,80\n", "ngay;tram;t;rh\n\"\";;;\n", `[{"s":"A","t":{"at":"2024-07-03T08:00"},"v":1,"p":"Temp","u":"K"}]`, "{}\n{", "\xef\xbb\xbf"} {
		f.Add([]byte(s), true)
		f.Add([]byte(s), false)
	}
	f.Fuzz(func(t *testing.T, in []byte, json bool) {
		m := table
		if json {
			m = object
		}
		list, _, err := m.Read(in, "o", 100)
		if err != nil {
			return
		}
		for _, e := range list {
			if strings.ContainsRune(e.Station+e.Parameter+e.Unit, 0) || e.Status > 2 || e.Reason == "" && (e.At.IsZero() || e.Value == nil && e.Status != 2) || e.Value != nil && *e.Value-*e.Value != 0 {
				t.Fatalf("%q gives %+v", in, e)
			}
			found := false
			for _, x := range m.Row(e.Form, e.Head, e.Raw) {
				found = found || x.Cell == e.Cell && x.Reason == e.Reason
			}
			if !found {
				t.Fatalf("%q cannot be read again", e.Raw)
			}
		}
	})
}

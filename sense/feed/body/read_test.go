package body

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"thanhdong/ground/fault"
)

func good(value string) string {
	return `{"station":"S1","parameter":"PM2.5","value":` + value + `,"unit":"ug/Nm3","at":"2024-07-03T08:00:00+07:00","status":"00"}`
}

func readOne(s string) Reading {
	r := reader{names: map[string]string{}}
	return r.read([]byte(s))
}

func TestAnElementIsReadAsItIsWritten(t *testing.T) {
	e := readOne(` { "status":"02", "value" : -1.5e1 ,"unit":"\u00b5g/m\u00b3","parameter":"PM2,5","station":"TR\u1ea0M", "at":"2024-07-03T01:00:00.5Z" } `)
	if e.Reason != "" || e.Station != "TRẠM" || e.Parameter != "PM2,5" || e.Unit != "µg/m³" || *e.Value != -15 || e.Status != 2 ||
		!e.At.Equal(time.Date(2024, 7, 3, 1, 0, 0, 5e8, time.UTC)) {
		t.Errorf("read %+v", e)
	}
	e = readOne(`{"station":"S1","parameter":"CO","value":null,"unit":"mg/Nm3","at":"2024-07-03T08:00:00+07:00"}`)
	if e.Reason != "" || e.Value != nil || e.Status != 0 {
		t.Errorf("read %+v", e)
	}
}

func TestABadElementHasTheReasonThatHelps(t *testing.T) {
	at := func(s string) string { return strings.Replace(good("1"), "2024-07-03T08:00:00+07:00", s, 1) }
	for in, want := range map[string]string{
		good("1"): "", good("-0.5e-3"): "", good("0"): "", good("null"): "",
		good("NaN"): NotANumber, good("Infinity"): NotANumber, good("-Infinity"): NotANumber,
		good(`"38.2"`): NotANumber, good("1e999"): NotANumber, good("true"): NotANumber,
		good(`[1]`): NotANumber, good(`{"v":[{"a":"}"}]}`): NotANumber,
		good("01"): BadLine, good("+1"): BadLine, good(".5"): BadLine, good("5."): BadLine, good("0x1p3"): BadLine,
		good("1_000"): BadLine, good("1e"): BadLine, good("nan"): BadLine, good(""): BadLine, good("1 2"): BadLine,
		at("2024-07-03T08:00:00"): BadTime, at("2024-07-03 08:00:00+07:00"): BadTime, at("1720000000"): BadTime,
		at("2024-02-30T08:00:00+07:00"): BadTime, at("2024-07-03T8:00:00+07:00"): BadTime, at(""): BadTime, at("2024-07-03T08:00:00,5+07:00"): BadTime, at("2024-07-03T08:00:00+24:00"): BadTime,
		at("2024-07-03T08:00:00-07:60"): BadTime, at("2024-07-03T08:00:00-23:59"): "", at("2024-07-03T08:00:00.25Z"): "",
		at("1970-01-01T00:00:00Z"): "", at("2100-01-01T00:00:00Z"): "", // the feed knows what is too early and too late
		strings.Replace(good("1"), `"00"`, `"03"`, 1):                       BadStatus,
		strings.Replace(good("1"), `"00"`, `0`, 1):                          BadLine,
		strings.Replace(good("1"), `"station"`, `"Station"`, 1):             BadLine,
		strings.Replace(good("1"), `"station":"S1",`, ``, 1):                BadLine,
		strings.Replace(good("1"), `"unit":"ug/Nm3",`, ``, 1):               BadLine,
		strings.Replace(good("1"), `"status"`, `"quality":1,"status"`, 1):   BadLine,
		strings.Replace(good("1"), `"status"`, `"value":2,"status"`, 1):     BadLine,
		strings.Replace(good("1"), `S1`, `S\u0000`, 1):                      BadLine,
		strings.Replace(good("1"), `S1`, "S\n", 1):                          BadLine,
		strings.Replace(good("1"), `S1`, "S\xff", 1):                        BadLine,
		strings.Replace(good("1"), `S1`, strings.Repeat("S", maxText+1), 1): BadLine,
		good("1") + good("2"):                                               BadLine, good("1")[:40]: BadLine, `{}`: BadLine, `{`: BadLine, `[]`: BadLine,
		`7`: BadLine, `null`: BadLine, strings.TrimSuffix(good("1"), "}") + `,}`: BadLine,
		good(strings.Repeat("[", 1_000_000)): BadLine,
	} {
		if e := readOne(in); e.Reason != want {
			t.Errorf("%.200s: reason %q, want %q", in, e.Reason, want)
		}
	}
}

// all cuts a body and gives its elements, or the key of the refusal.
func all(t *testing.T, s string, ndjson bool) (elements []string, refusal string) {
	t.Helper()
	b, err := open([]byte(s), ndjson)
	for err == nil {
		var e []byte
		if e, err = b.next(); e == nil && err == nil {
			return elements, ""
		}
		elements = append(elements, string(e))
	}
	f, ok := fault.As(err)
	if !ok {
		t.Fatal(err)
	}
	return nil, f.Key
}

func TestABodyIsCutWithoutLookingInside(t *testing.T) {
	for in, want := range map[string]string{
		`[]`: "", ` [ ] `: "", `[1]`: "1", "\xef\xbb\xbf[{\"a\":\"],\\\"\"} , NaN,[[1,2],{}]]\n": `{"a":"],\""} | NaN | [[1,2],{}]`,
		"{\"a\":1}\r\n\n  {\"b\":\n{}": `{"a":1} | {"b": | {}`, "{}": "{}",
	} {
		got, refusal := all(t, in, false)
		if refusal != "" || strings.Join(got, " | ") != want {
			t.Errorf("%q: %q, refusal %q", in, got, refusal)
		}
	}
	if got, _ := all(t, "no json\n{}", true); len(got) != 2 {
		t.Errorf("NDJSON whose first line is bad gives %q", got)
	}
}

func TestABrokenFrameIsRefusedWhole(t *testing.T) {
	for in, want := range map[string]string{
		"": "push.empty", " \n": "push.empty", "7": "push.not_json", "hello": "push.not_json", "\"x\"": "push.not_json",
		"[": "push.broken", "[1": "push.broken", "[1,": "push.broken", "[1,]": "push.broken", "[,1]": "push.broken", "[1,,2]": "push.broken",
		"[1]]": "push.broken", "[1] 2": "push.broken", "[{]}": "push.broken", "[}": "push.broken", `["a]`: "push.broken", `["\"]`: "push.broken",
		"[" + strings.Repeat("[", 1_000_000):                "push.too_deep",
		strings.Repeat("[", 100) + strings.Repeat("]", 100): "push.too_deep",
		"[" + strings.Repeat("0,", MaxRows) + "0]":          "push.too_many_rows",
	} {
		if _, refusal := all(t, in, false); refusal != want {
			t.Errorf("%.40q: refusal %q, want %q", in, refusal, want)
		}
	}
}

// What we take, encoding/json takes too and means the same; what it cuts from an
// array, we cut.
func FuzzRead(f *testing.F) {
	for _, s := range []string{good("1"), good("NaN"), "[" + good("1") + "," + good("null") + "]", good("1") + "\n" + good("2"), "[[[[", `[{"a":"\u00e9\\"}]`, "[1,]"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		b, err := open(in, false)
		if err != nil {
			return
		}
		var elements [][]byte
		for err == nil {
			var e []byte
			if e, err = b.next(); e == nil {
				break
			}
			elements = append(elements, e)
		}
		var array []json.RawMessage
		if !b.lines && json.Unmarshal(bytes.TrimPrefix(in, []byte("\xef\xbb\xbf")), &array) == nil && err == nil {
			if fmt.Sprintf("%s", array) != fmt.Sprintf("%s", elements) {
				t.Fatalf("cut %s, want %s", elements, array)
			}
		}
		r := reader{names: map[string]string{}}
		for _, e := range elements {
			got := r.read(e)
			if got.Reason != "" {
				continue
			}
			var want struct {
				Station, Parameter, Unit, Status string
				Value                            *float64
				At                               time.Time
			}
			d := json.NewDecoder(bytes.NewReader(e))
			d.DisallowUnknownFields()
			if err := d.Decode(&want); err != nil {
				t.Fatalf("we took %s, encoding/json says %v", e, err)
			}
			if got.Station != want.Station || got.Parameter != want.Parameter || got.Unit != want.Unit || !got.At.Equal(want.At) ||
				(got.Value == nil) != (want.Value == nil) || got.Value != nil && *got.Value != *want.Value {
				t.Fatalf("%s: we read %+v, encoding/json %+v", e, got, want)
			}
		}
	})
}

func BenchmarkRead(b *testing.B) {
	body := []byte("[" + strings.Repeat(good("38.2")+",", 999) + good("38.2") + "]")
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		r := reader{names: map[string]string{}}
		c, err := open(body, false)
		if err != nil {
			b.Fatal(err)
		}
		for {
			e, err := c.next()
			if err != nil {
				b.Fatal(err)
			}
			if e == nil {
				break
			}
			if x := r.read(e); x.Reason != "" {
				b.Fatal(x)
			}
		}
	}
	b.ReportMetric(float64(b.N)*1000/b.Elapsed().Seconds(), "rows/s")
}

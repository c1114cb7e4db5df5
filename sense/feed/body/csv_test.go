package body

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode"

	"thanhdong/ground/fault"
)

const head = "station,parameter,value,unit,at,status\n"

func TestATableIsReadByItsFirstLine(t *testing.T) {
	at := time.Date(2024, 7, 3, 1, 0, 0, 0, time.UTC)
	for _, in := range []string{
		head + "S1,PM2.5,38.2,ug/Nm3,2024-07-03T08:00:00+07:00,00\n",
		"\xef\xbb\xbf\r\n" + strings.ReplaceAll(head, "\n", "\r\n") + "S1,PM2.5,38.2,ug/Nm3,2024-07-03T08:00:00+07:00,00\r\n\r\n",
		"at;value;unit;parameter;station\n2024-07-03T08:00:00+07:00;38.2;ug/Nm3;PM2.5;S1",
		"at\tvalue\tunit\tparameter\tstation\n2024-07-03T08:00:00+07:00\t38.2\tug/Nm3\tPM2.5\tS1",
		`"station" , "parameter",value,unit,at,status` + "\n" + ` "S1" ,"PM2.5" , 38.2 ,ug/Nm3,2024-07-03T08:00:00+07:00,`,
	} {
		for _, mediaType := range []string{CSV, "", "application/x-www-form-urlencoded"} {
			got, err := Read([]byte(in), mediaType, "test")
			if err != nil || len(got) != 1 {
				t.Errorf("%q as %q: %d readings, %v", in, mediaType, len(got), err)
				continue
			}
			if x := got[0]; x.Reason != "" || x.Station != "S1" || x.Parameter != "PM2.5" || x.Unit != "ug/Nm3" || *x.Value != 38.2 || !x.At.Equal(at) || x.Status != 0 || x.Origin != "test" {
				t.Errorf("%q: %+v", in, x)
			}
		}
	}
	got, err := Read([]byte(head+`"S ""1"", x",PM10,,ug/Nm3,2024-07-03T08:00:00Z,02`), CSV, "")
	if err != nil || len(got) != 1 || got[0].Station != `S "1", x` || got[0].Value != nil || got[0].Status != 2 || got[0].Line != 2 {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestABadLineOfATableSpoilsNoOther(t *testing.T) {
	good := "S1,PM2.5,1,ug/Nm3,2024-07-03T08:00:00Z,00"
	for line, want := range map[string]string{
		good: "", "S1,PM2.5,,ug/Nm3,2024-07-03T08:00:00Z,": "",
		`"S1,PM2.5,1,ug/Nm3,2024-07-03T08:00:00Z,00`:  BadLine, // a quote that is never closed
		`S"1,PM2.5,1,ug/Nm3,2024-07-03T08:00:00Z,00`:  BadLine,
		`"S1"x,PM2.5,1,ug/Nm3,2024-07-03T08:00:00Z,0`: BadLine,
		good + ",": BadLine, "S1": BadLine, "S1;PM2.5;1;ug/Nm3;2024-07-03T08:00:00Z;00": BadLine,
		strings.Replace(good, "S1", "S\xff", 1): BadLine, strings.Replace(good, "S1", "S\x00", 1): BadLine,
		strings.Replace(good, "S1", strings.Repeat("S", maxText+1), 1): BadLine,
		strings.Replace(good, ",1,", ",NaN,", 1):                       NotANumber, strings.Replace(good, ",1,", `,"38,2",`, 1): NotANumber,
		strings.Replace(good, ",1,", ",1e999,", 1): NotANumber, strings.Replace(good, ",1,", ",0x1,", 1): NotANumber,
		strings.Replace(good, "Z", "", 1): BadTime, strings.Replace(good, "2024-07-03T08:00:00Z", "03/07/2024 08:00", 1): BadTime,
		strings.Replace(good, ",00", ",9", 1): BadStatus,
	} {
		got, err := Read([]byte(head+good+"\n"+line+"\n"+good+"\n"), CSV, "")
		if err != nil || len(got) != 3 {
			t.Errorf("%q: %d readings, %v", line, len(got), err)
			continue
		}
		if got[0].Reason != "" || got[1].Reason != want || got[2].Reason != "" || got[1].Line != 3 || string(got[1].Raw) != line {
			t.Errorf("%q: %q %q %q, want %q", line, got[0].Reason, got[1].Reason, got[2].Reason, want)
		}
	}
}

func TestAWrongFirstLineIsRefusedWithEveryFault(t *testing.T) {
	for in, want := range map[string]string{
		"station,parameter,value,unit\nS1,PM2.5,1,u":                        "at:push.csv_no_column",
		"Station,parameter,value,unit,at,value\n":                           "Station:push.csv_unknown_column value:push.csv_double_column station:push.csv_no_column",
		"S1,PM2.5,1,ug/Nm3,2024-07-03T08:00:00Z,00\n":                       "",
		"\"station\nparameter":                                              "",
		"\xff\xfes\x00t\x00a\x00t\x00i\x00o\x00n\x00":                       "",
		strings.Repeat("x,", 1_000_000):                                     "",
		head + strings.Repeat("a\n", MaxRows+1):                             "push.too_many_rows",
		strings.ReplaceAll(head, "status", "status,status,status") + "a\nb": "status:push.csv_double_column status:push.csv_double_column",
	} {
		_, err := Read([]byte(in), CSV, "")
		f, ok := fault.As(err)
		if !ok {
			t.Errorf("%.40q: %v", in, err)
			continue
		}
		var said []string
		for _, x := range f.Fields {
			said = append(said, x.Path+":"+x.Key)
		}
		switch got := strings.Join(said, " "); {
		case len(f.Fields) > maxFaults+len(columns):
			t.Errorf("%.40q: %d faults", in, len(f.Fields))
		case strings.HasPrefix(want, "push."):
			if f.Key != want {
				t.Errorf("%.40q: %s, want %s", in, f.Key, want)
			}
		case f.Key != "push.csv_head" || want != "" && got != want:
			t.Errorf("%.40q: %s %s, want %s", in, f.Key, got, want)
		}
	}
	if _, err := Read([]byte("S1;PM2.5;1\n"), "", ""); !isKey(err, "push.not_json") {
		t.Errorf("what is neither JSON nor our names: %v", err)
	}
	if got, err := Read([]byte(head), CSV, ""); err != nil || len(got) != 0 {
		t.Errorf("a table without lines: %v, %v", got, err)
	}
}

func isKey(err error, key string) bool {
	f, ok := fault.As(err)
	return ok && f.Key == key
}

// A line that we take, encoding/csv cuts into the same fields.
func FuzzCSV(f *testing.F) {
	for _, s := range []string{head + "S1,PM2.5,1,ug/Nm3,2024-07-03T08:00:00Z,00\n", "at;value;unit;parameter;station\n1;2;3;4;5\n",
		head + "\"a\"\"b\",\"c,d\",1,\"\",x,\n", "station\tparameter\tvalue\tunit\tat\n \"a\" \tb\tc\td\te", head + "\"\n\",,,,,\n\"", "\xef\xbb\xbf" + head} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		readings, err := Read(in, CSV, "")
		if err != nil {
			return
		}
		var x table
		if b := bytes.TrimPrefix(in, []byte("\xef\xbb\xbf")); len(b) > 0 && (b[space(b)] == '[' || b[space(b)] == '{') {
			return
		} else if line, _ := cutLine(b[space(b):]); x.head(line) != nil {
			t.Fatalf("%q was taken without its first line", in)
		}
		for _, r := range readings {
			if !x.split(r.Raw) {
				if r.Reason != BadLine {
					t.Fatalf("%q has no fields, reason %q", r.Raw, r.Reason)
				}
				continue
			}
			c := csv.NewReader(bytes.NewReader(r.Raw))
			c.Comma, c.TrimLeadingSpace = rune(x.separator), true
			if c.Comma == '\t' || bytes.ContainsFunc(r.Raw, unicode.IsSpace) || !bytes.Contains(r.Raw, []byte{x.separator}) {
				continue // the library trims otherwise around quotes
			}
			want, err := c.Read()
			if err != nil {
				t.Fatalf("we cut %q, encoding/csv says %v", r.Raw, err)
			}
			if fmt.Sprintf("%q", want) != fmt.Sprintf("%q", x.fields) {
				t.Fatalf("%q: we cut %q, encoding/csv %q", r.Raw, x.fields, want)
			}
		}
	})
}

func BenchmarkReadCSV(b *testing.B) {
	in := []byte(head + strings.Repeat("S1,PM2.5,38.2,ug/Nm3,2024-07-03T08:00:00+07:00,00\n", 1000))
	b.SetBytes(int64(len(in)))
	for b.Loop() {
		if got, err := Read(in, CSV, ""); err != nil || len(got) != 1000 || got[999].Reason != "" {
			b.Fatal(len(got), err)
		}
	}
	b.ReportMetric(float64(b.N)*1000/b.Elapsed().Seconds(), "rows/s")
}

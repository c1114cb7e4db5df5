package body

import (
	"strings"
	"testing"
	"time"
)

const sample = "PM2,5\t38.2\tug/Nm3\t20261122101500\t00\n" +
	"PM10\t61.0\tug/Nm3\t20261122101500\t00\n" +
	"NO2\t\tug/Nm3\t20261122101500\t02\n" +
	"CO\t0.84\tmg/Nm3\t20261122101500\t01\n"

func TestAFileReadsAlikeWithAndWithoutMarkAndCarriageReturn(t *testing.T) {
	for name, text := range map[string]string{
		"plain": sample, "mark": "\xef\xbb\xbf" + sample, "crlf": strings.ReplaceAll(sample, "\n", "\r\n"),
		"no last line end": strings.TrimSuffix(sample, "\n"), "empty last lines": sample + "\r\n\n",
	} {
		lines, cut := parseCircular([]byte(text))
		if len(lines) != 4 || cut {
			t.Fatalf("%s: %d lines, cut %v", name, len(lines), cut)
		}
		for _, l := range lines {
			if l.Reason != "" {
				t.Errorf("%s: line %d: %s", name, l.No, l.Reason)
			}
		}
		if at := time.Date(2026, 11, 22, 3, 15, 0, 0, time.UTC); !lines[0].At.Equal(at) || *lines[0].Value != 38.2 {
			t.Errorf("%s: %+v", name, lines[0])
		}
		if lines[2].Value != nil || lines[2].Status != 2 || lines[3].Status != 1 {
			t.Errorf("%s: statuses %+v %+v", name, lines[2], lines[3])
		}
	}
}

func TestABadLineSaysWhyAndSparesTheRest(t *testing.T) {
	good := "PM10\t61.0\tug/Nm3\t20261122101500\t00"
	for line, reason := range map[string]string{
		"PM10":                                      BadLine,
		"PM10\t61.0\tug/Nm3\t20261122101500":        BadLine,
		"\t61.0\tug/Nm3\t20261122101500\t00":        BadLine,
		"PM10 61.0 ug/Nm3 20261122101500 00":        BadLine,
		"PM\xff10\t61\tug/Nm3\t20261122101500\t00":  BadLine,
		"PM\x0010\t61\tug/Nm3\t20261122101500\t00":  BadLine,
		"PM10\t61.0\tug/Nm3\t2026112210150\t00":     BadTime,
		"PM10\t61.0\tug/Nm3\t20261322101500\t00":    BadTime,
		"PM10\t61.0\tug/Nm3\t20261122101500\t03":    BadStatus,
		"PM10\t61.0\tug/Nm3\t20261122101500\t0":     BadStatus,
		"PM10\tNaN\tug/Nm3\t20261122101500\t00":     NotANumber,
		"PM10\tInf\tug/Nm3\t20261122101500\t00":     NotANumber,
		"PM10\t0x10\tug/Nm3\t20261122101500\t00":    NotANumber,
		"PM10\t1e999\tug/Nm3\t20261122101500\t00":   NotANumber,
		"PM10\t1,234\tug/Nm3\t20261122101500\t00":   NotANumber,
		"PM10\t1.234,5\tug/Nm3\t20261122101500\t00": NotANumber,
		"PM10\t\tug/Nm3\t20261122101500\t00":        NotANumber,
	} {
		lines, _ := parseCircular([]byte(good + "\n" + line + "\n" + good + "\n"))
		if len(lines) != 3 || lines[0].Reason != "" || lines[2].Reason != "" {
			t.Fatalf("%q disturbed its neighbours: %+v", line, lines)
		}
		if lines[1].Reason != reason || lines[1].No != 2 {
			t.Errorf("%q: %s, want %s", line, lines[1].Reason, reason)
		}
	}
}

func TestACommaIsADecimalWhereItCannotBeThousands(t *testing.T) {
	for s, want := range map[string]float64{"38,2": 38.2, "0,125": 0.125, "1234,567": 1234.567, "-0,5": -0.5, "12,34": 12.34} {
		if v, ok := parseNumber(s); !ok || v != want {
			t.Errorf("%q: %v %v", s, v, ok)
		}
	}
}

func TestACutLastLineIsSeen(t *testing.T) {
	for n := 1; n < len(sample); n++ {
		_, cut := parseCircular([]byte(sample[:n]))
		lastEnded := sample[n-1] == '\n'
		whole := sample[n] == '\n' // all of the line but its end
		if cut != (!lastEnded && !whole) {
			t.Errorf("cut after %d bytes (%q): %v", n, sample[max(0, n-8):n], cut)
		}
	}
}

// FuzzCircular holds what every reader of outside bytes promises: it ends, it never
// panics, what it reads is finite and in the closed set, and what it shows is
// text that a store takes.
func FuzzCircular(f *testing.F) {
	for _, s := range []string{sample, "\xef\xbb\xbf\r\n", "PM10\t1,5\tC\t20261122101500\t02", "\t\t\t\t\n\x00"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		lines, _ := parseCircular(b)
		for _, l := range lines {
			if !strings.Contains(l.Raw, "\uFFFD") && strings.ToValidUTF8(l.Raw, "") != l.Raw || strings.ContainsRune(l.Raw, 0) || len(l.Raw) > maxLine+4 {
				t.Fatalf("unfit text %q", l.Raw)
			}
			if l.Reason != "" {
				continue
			}
			if l.Status > 2 || l.At.IsZero() || l.Parameter == "" || l.Value == nil && l.Status != 2 || l.Value != nil && *l.Value-*l.Value != 0 {
				t.Fatalf("read nonsense %+v", l)
			}
		}
	})
}

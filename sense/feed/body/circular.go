package body

import (
	"bytes"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// circularLine is one line of a station file: what it says, or why it cannot be read.
type circularLine struct {
	No        int // from 1
	Parameter string
	Value     *float64
	Unit      string
	At        time.Time
	Status    uint8
	Raw       string // as sent, for people; valid UTF-8
	Reason    string // message key; empty when the line was read
}

// vietnam is the local time of station files (UTC+7, no summer time).
var vietnam = time.FixedZone("+07", 7*3600)

// maxLine bounds what is kept of an unreadable line.
const maxLine = 300

// parseCircular reads a station file of Circular 10/2021/TT-BTNMT: one line per
// parameter, five fields separated by tabs: parameter, value, unit, time
// (yyyyMMddHHmmss, local), status (00 measuring, 01 calibrating, 02 fault).
// A byte order mark, CRLF or LF, and empty lines are accepted. A bad line is
// reported in its place and never rejects the rest. cut tells that the last line
// has no line end and cannot be read: the sender is perhaps still writing.
func parseCircular(b []byte) (lines []circularLine, cut bool) {
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	for no := 1; len(b) > 0; no++ {
		line, rest, ended := bytes.Cut(b, []byte{'\n'})
		b = rest
		line = bytes.TrimRight(line, "\r")
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		l := parseLine(line)
		l.No = no
		lines = append(lines, l)
		cut = !ended && l.Reason != ""
	}
	return lines, cut
}

func parseLine(b []byte) circularLine {
	l := circularLine{Raw: show(b)}
	if !utf8.Valid(b) || bytes.IndexByte(b, 0) >= 0 {
		l.Reason = BadLine
		return l
	}
	fields := strings.Split(strings.TrimRight(string(b), "\t "), "\t")
	if len(fields) != 5 {
		l.Reason = BadLine
		return l
	}
	for i := range fields {
		fields[i] = strings.TrimSpace(fields[i])
	}
	l.Parameter, l.Unit = fields[0], fields[2]
	if l.Parameter == "" {
		l.Reason = BadLine
		return l
	}
	var ok bool
	if l.At, ok = parseTime(fields[3]); !ok {
		l.Reason = BadTime
		return l
	}
	switch fields[4] {
	case "00", "01", "02":
		l.Status = fields[4][1] - '0'
	default:
		l.Reason = BadStatus
		return l
	}
	if fields[1] == "" {
		if l.Status != 2 {
			l.Reason = NotANumber // only a faulty device has nothing to say
		}
		return l
	}
	v, ok := parseNumber(fields[1])
	if !ok {
		l.Reason = NotANumber
		return l
	}
	l.Value = &v
	return l
}

func parseTime(s string) (time.Time, bool) {
	if len(s) != 14 || strings.Trim(s, "0123456789") != "" {
		return time.Time{}, false
	}
	t, err := time.ParseInLocation("20060102150405", s, vietnam)
	return t.UTC(), err == nil
}

// parseNumber reads a decimal point, and a comma where it cannot be a thousands
// separator: "38,2" and "0,125" are decimals, "1,234" could be either and is
// refused, as is a number that has both signs. Words such as NaN, Inf or 0x1p3
// are no numbers.
func parseNumber(s string) (float64, bool) {
	if strings.Trim(s, "0123456789+-.,eE") != "" {
		return 0, false
	}
	if whole, decimals, comma := strings.Cut(s, ","); comma {
		whole = strings.TrimLeft(whole, "+-")
		ambiguous := len(decimals) == 3 && whole != "" && whole[0] != '0' && len(whole) <= 3
		if ambiguous || strings.ContainsAny(whole+decimals, ".,") {
			return 0, false
		}
		s = strings.Replace(s, ",", ".", 1)
	}
	v, err := strconv.ParseFloat(s, 64)
	return v, err == nil && !math.IsInf(v, 0) && !math.IsNaN(v)
}

// show makes bytes of a sender fit to be stored and shown.
func show(b []byte) string {
	s := strings.ReplaceAll(strings.ToValidUTF8(string(b), "\uFFFD"), "\x00", "\uFFFD")
	if len(s) > maxLine {
		s = strings.ToValidUTF8(s[:maxLine], "") + "…"
	}
	return s
}

// Circular reads a station file. Which station speaks says the file's name, so
// the reader is told.
func Circular(b []byte, station, origin string) (readings []Reading, cut bool) {
	lines, cut := parseCircular(b)
	readings = make([]Reading, len(lines))
	for i, l := range lines {
		readings[i] = l.reading(station, origin)
	}
	return readings, cut
}

func (l circularLine) reading(station, origin string) Reading {
	return Reading{
		Station: station, Parameter: l.Parameter, Unit: l.Unit, Value: l.Value, At: l.At, Status: l.Status,
		Raw: []byte(l.Raw), Origin: origin, Line: l.No, Reason: l.Reason, Form: FormCircular, Head: station,
	}
}

package text

import (
	"strings"
	"time"
)

// Duration puts a length of time into words with its two largest units: "1 giờ 48 phút",
// "2 ngày 3 giờ", "under a minute" below one minute. The sign is dropped: whether something is late
// or early is said by the message around it.
func Duration(lang Lang, d time.Duration) string {
	d = d.Abs()
	return amounts(lang, d, 24*time.Hour, false)
}

// Working puts a length of working time into words, where one day holds so much working time as day
// says: "2 ngày làm việc", "1 ngày 4 giờ làm việc". A day of zero length counts in hours only.
func Working(lang Lang, d, day time.Duration) string {
	d = d.Abs()
	return amounts(lang, d, day, true)
}

// Span puts a time of keeping into words: whole years where it is such, give or take their leap days, else days.
func Span(lang Lang, d time.Duration) string {
	days := int64(d / (24 * time.Hour))
	if years := (days + 182) / 365; years > 0 && days >= 365*years && days <= 365*years+years/4+1 {
		return part{years, "year"}.in(lang, false)
	}
	return part{days, "day"}.in(lang, false)
}

// amounts rounds down to whole minutes: a clock that shows less than is left is kinder than one that
// shows more.
func amounts(lang Lang, d, day time.Duration, working bool) string {
	var parts []part
	if day > 0 {
		parts = append(parts, part{int64(d / day), "day"})
		d %= day
	}
	parts = append(parts, part{int64(d / time.Hour), "hour"}, part{int64(d % time.Hour / time.Minute), "minute"})
	for len(parts) > 0 && parts[0].n == 0 {
		parts = parts[1:]
	}
	if len(parts) == 0 {
		return T(lang, "text.under_a_minute", nil)
	}
	parts = parts[:min(2, len(parts))]
	if len(parts) == 2 && parts[1].n == 0 {
		parts = parts[:1]
	}
	words := make([]string, len(parts))
	for i, p := range parts {
		// English places the adjective before the last unit named, Vietnamese after it.
		words[i] = p.in(lang, working && i == len(parts)-1)
	}
	return strings.Join(words, " ")
}

type part struct {
	n    int64
	unit string
}

func (p part) in(lang Lang, working bool) string {
	key := "text." + p.unit
	if working {
		key = "text.working_" + p.unit
	}
	if lang == EN && p.n != 1 {
		key += "s"
	}
	return T(lang, key, map[string]any{"n": p.n})
}

package text

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// Date writes the day of t in Zone: 03/07/2024, the same in both languages' tables and forms, since
// the English pages are read in Viet Nam too and a month first would be misread.
func Date(_ Lang, t time.Time) string { return t.In(Zone).Format("02/01/2006") }

// Clock writes the time of day of t in Zone: 08:05.
func Clock(_ Lang, t time.Time) string { return t.In(Zone).Format("15:04") }

// DateTime writes t in Zone with the clock first, as Vietnamese officials write it: 08:05 03/07/2024.
func DateTime(lang Lang, t time.Time) string { return Clock(lang, t) + " " + Date(lang, t) }

// Number writes v with the fewest digits that give v back, grouped by threes: 1.234,5 in Vietnamese,
// 1,234.5 in English.
func Number(lang Lang, v float64) string { return decimal(lang, v, -1) }

// Fixed writes v with exactly so many decimals.
func Fixed(lang Lang, v float64, decimals int) string { return decimal(lang, v, decimals) }

// Integer writes v grouped by threes.
func Integer(lang Lang, v int64) string { return punctuate(lang, strconv.FormatInt(v, 10)) }

func decimal(lang Lang, v float64, decimals int) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return "–" // a figure that is no number is shown as missing, never as 0
	}
	if v == 0 {
		v = 0 // no minus sign before a zero
	}
	s := strconv.FormatFloat(v, 'f', decimals, 64)
	if strings.Trim(s, "-0.") == "" {
		s = strings.TrimPrefix(s, "-")
	}
	return punctuate(lang, s)
}

// punctuate turns the plain form -1234.5 into the language's.
func punctuate(lang Lang, plain string) string {
	group, point := ".", ","
	if lang == EN {
		group, point = ",", "."
	}
	sign := ""
	if strings.HasPrefix(plain, "-") {
		sign, plain = "-", plain[1:]
	}
	whole, fraction, has := strings.Cut(plain, ".")
	var b strings.Builder
	b.WriteString(sign)
	for i, digit := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteString(group)
		}
		b.WriteRune(digit)
	}
	if has {
		b.WriteString(point)
		b.WriteString(fraction)
	}
	return b.String()
}

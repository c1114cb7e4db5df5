package text

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// SpokenDate says the day of t for a screen reader: "ngày 3 tháng 7 năm 2024".
func SpokenDate(lang Lang, t time.Time) string {
	t = t.In(Zone)
	month := strconv.Itoa(int(t.Month()))
	if lang == EN {
		month = t.Month().String()
	}
	return T(lang, "text.spoken_date", map[string]any{
		"day": strconv.Itoa(t.Day()), "month": month, "year": strconv.Itoa(t.Year())})
}

// SpokenDateTime says t for a screen reader: "8 giờ 5 phút ngày 3 tháng 7 năm 2024".
func SpokenDateTime(lang Lang, t time.Time) string {
	t = t.In(Zone)
	key, minute := "text.spoken_clock", strconv.Itoa(t.Minute())
	if t.Minute() == 0 {
		key = "text.spoken_clock_full"
	} else if lang == EN {
		minute = t.Format("04")
	}
	clock := T(lang, key, map[string]any{"hour": strconv.Itoa(t.Hour()), "minute": minute})
	return T(lang, "text.spoken_datetime", map[string]any{"clock": clock, "date": SpokenDate(lang, t)})
}

// SpokenNumber says v in words, since voices read the points and commas of 1.234,5 in either way:
// "một nghìn hai trăm ba mươi tư phẩy năm". At most two decimals are said.
func SpokenNumber(lang Lang, v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) || math.Abs(v) >= 1e15 {
		return T(lang, "text.spoken_missing", nil)
	}
	say, minus, point := sayVI, "âm ", " phẩy "
	if lang == EN {
		say, minus, point = sayEN, "minus ", " point "
	}
	plain := strings.TrimPrefix(strconv.FormatFloat(math.Round(v*100)/100, 'f', -1, 64), "-")
	whole, fraction, has := strings.Cut(plain, ".")
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil {
		return T(lang, "text.spoken_missing", nil)
	}
	said := say(n)
	if has {
		digits := make([]string, len(fraction))
		for i := range fraction {
			digits[i] = say(int64(fraction[i] - '0'))
		}
		said += point + strings.Join(digits, " ")
	}
	if v < 0 && plain != "0" {
		said = minus + said
	}
	return said
}

var digitsVI = [...]string{"không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"}

// sayVI reads a whole number the way it is taught in Vietnamese schools: linh before a lone unit,
// mốt, tư and lăm after tens, không trăm inside a longer number.
func sayVI(n int64) string {
	if n == 0 {
		return digitsVI[0]
	}
	scales := [...]string{"", " nghìn", " triệu", " tỷ", " nghìn tỷ"}
	var groups []string
	for i := 0; n > 0; i, n = i+1, n/1000 {
		if g := n % 1000; g > 0 {
			groups = append([]string{hundredsVI(g, n >= 1000) + scales[i]}, groups...)
		}
	}
	return strings.Join(groups, " ")
}

func hundredsVI(g int64, inner bool) string {
	h, t, u := g/100, g/10%10, g%10
	var words []string
	if h > 0 || inner {
		words = append(words, digitsVI[h], "trăm")
	}
	switch {
	case t == 0 && u > 0 && len(words) > 0:
		words = append(words, "linh")
	case t == 1:
		words = append(words, "mười")
	case t > 1:
		words = append(words, digitsVI[t], "mươi")
	}
	switch {
	case u == 0:
	case u == 1 && t > 1:
		words = append(words, "mốt")
	case u == 4 && t > 1:
		words = append(words, "tư")
	case u == 5 && t > 0:
		words = append(words, "lăm")
	default:
		words = append(words, digitsVI[u])
	}
	return strings.Join(words, " ")
}

var (
	onesEN = strings.Fields("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen")
	tensEN = strings.Fields("- - twenty thirty forty fifty sixty seventy eighty ninety")
)

func sayEN(n int64) string {
	if n == 0 {
		return onesEN[0]
	}
	scales := [...]string{"", " thousand", " million", " billion", " trillion"}
	var groups []string
	for i := 0; n > 0; i, n = i+1, n/1000 {
		if g := n % 1000; g > 0 {
			groups = append([]string{hundredsEN(g) + scales[i]}, groups...)
		}
	}
	return strings.Join(groups, " ")
}

func hundredsEN(g int64) string {
	var words []string
	if g >= 100 {
		words = append(words, onesEN[g/100], "hundred")
	}
	switch r := g % 100; {
	case r == 0:
	case r < 20:
		words = append(words, onesEN[r])
	case r%10 == 0:
		words = append(words, tensEN[r/10])
	default:
		words = append(words, tensEN[r/10]+"-"+onesEN[r%10])
	}
	return strings.Join(words, " ")
}

package text

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestNumbersFollowTheLanguage(t *testing.T) {
	cases := []struct {
		v      float64
		vi, en string
	}{
		{1234.5, "1.234,5", "1,234.5"}, {0, "0", "0"}, {math.Copysign(0, -1), "0", "0"}, {-1234567, "-1.234.567", "-1,234,567"},
		{999, "999", "999"}, {1000, "1.000", "1,000"}, {0.25, "0,25", "0.25"}, {math.NaN(), "–", "–"}, {math.Inf(1), "–", "–"},
	}
	for _, c := range cases {
		if got := Number(VI, c.v); got != c.vi {
			t.Errorf("Number(vi, %v) = %q, want %q", c.v, got, c.vi)
		}
		if got := Number(EN, c.v); got != c.en {
			t.Errorf("Number(en, %v) = %q, want %q", c.v, got, c.en)
		}
	}
	if got := Fixed(VI, 1668.28, 1); got != "1.668,3" {
		t.Errorf("Fixed = %q", got)
	}
	if got := Fixed(VI, -0.04, 1); got != "0,0" {
		t.Errorf("a rounded zero keeps its sign: %q", got)
	}
	if got := Integer(VI, -1892254); got != "-1.892.254" {
		t.Errorf("Integer = %q", got)
	}
}

func TestDatesAreThoseOfVietNam(t *testing.T) {
	instant := time.Date(2024, 7, 2, 17, 30, 0, 0, time.UTC) // already the 3rd in Viet Nam
	if got := Date(VI, instant); got != "03/07/2024" {
		t.Errorf("Date = %q", got)
	}
	if got := DateTime(EN, instant); got != "00:30 03/07/2024" {
		t.Errorf("DateTime = %q", got)
	}
	if got := DayOf(instant); got != "2024-07-03" {
		t.Errorf("DayOf = %q", got)
	}
	if got := SpokenDateTime(VI, instant); got != "0 giờ 30 phút ngày 3 tháng 7 năm 2024" {
		t.Errorf("SpokenDateTime(vi) = %q", got)
	}
	if got := SpokenDateTime(EN, instant.Add(30*time.Minute)); got != "1 o'clock on 3 July 2024" {
		t.Errorf("SpokenDateTime(en) = %q", got)
	}
}

func TestTimesOfKeepingAreYearsWhereTheyAre(t *testing.T) {
	for days, want := range map[time.Duration][2]string{
		365: {"1 năm", "1 year"}, 366: {"1 năm", "1 year"}, 1825: {"5 năm", "5 years"}, 1826: {"5 năm", "5 years"}, 1096: {"3 năm", "3 years"},
		30: {"30 ngày", "30 days"}, 364: {"364 ngày", "364 days"}, 400: {"400 ngày", "400 days"}, 1: {"1 ngày", "1 day"},
	} {
		d := days * 24 * time.Hour
		if got := [2]string{Span(VI, d), Span(EN, d)}; got != want {
			t.Errorf("%d days are %q, want %q", days, got, want)
		}
	}
}

func TestLengthsOfTimeAreSaidWithTwoUnits(t *testing.T) {
	cases := []struct {
		d      time.Duration
		vi, en string
	}{
		{0, "chưa đầy 1 phút", "less than a minute"},
		{59 * time.Second, "chưa đầy 1 phút", "less than a minute"},
		{time.Minute, "1 phút", "1 minute"},
		{108 * time.Minute, "1 giờ 48 phút", "1 hour 48 minutes"},
		{-108 * time.Minute, "1 giờ 48 phút", "1 hour 48 minutes"},
		{2 * time.Hour, "2 giờ", "2 hours"},
		{51*time.Hour + 20*time.Minute, "2 ngày 3 giờ", "2 days 3 hours"},
		{24*time.Hour + 5*time.Minute, "1 ngày", "1 day"},
	}
	for _, c := range cases {
		if got := Duration(VI, c.d); got != c.vi {
			t.Errorf("Duration(vi, %s) = %q, want %q", c.d, got, c.vi)
		}
		if got := Duration(EN, c.d); got != c.en {
			t.Errorf("Duration(en, %s) = %q, want %q", c.d, got, c.en)
		}
	}
	day := 8 * time.Hour
	if got := Working(VI, 2*day, day); got != "2 ngày làm việc" {
		t.Errorf("Working = %q", got)
	}
	if got := Working(VI, day+4*time.Hour, day); got != "1 ngày 4 giờ làm việc" {
		t.Errorf("Working = %q", got)
	}
	if got := Working(EN, day, day); got != "1 working day" {
		t.Errorf("Working = %q", got)
	}
	if got := Working(VI, 10*time.Hour, 0); got != "10 giờ làm việc" {
		t.Errorf("Working without a day = %q", got)
	}
}

func TestNumbersAreReadAsTaughtInSchool(t *testing.T) {
	cases := []struct {
		v      float64
		vi, en string
	}{
		{0, "không", "zero"}, {5, "năm", "five"}, {15, "mười lăm", "fifteen"}, {21, "hai mươi mốt", "twenty-one"},
		{1234.5, "một nghìn hai trăm ba mươi tư phẩy năm", "one thousand two hundred thirty-four point five"},
		{105, "một trăm linh năm", "one hundred five"}, {1005, "một nghìn không trăm linh năm", "one thousand five"},
		{11, "mười một", "eleven"}, {-2.25, "âm hai phẩy hai năm", "minus two point two five"},
		{1892254, "một triệu tám trăm chín mươi hai nghìn hai trăm năm mươi tư", "one million eight hundred ninety-two thousand two hundred fifty-four"},
		{math.NaN(), "không có số liệu", "no figure"}, {-0.001, "không", "zero"},
	}
	for _, c := range cases {
		if got := SpokenNumber(VI, c.v); got != c.vi {
			t.Errorf("SpokenNumber(vi, %v) = %q, want %q", c.v, got, c.vi)
		}
		if got := SpokenNumber(EN, c.v); got != c.en {
			t.Errorf("SpokenNumber(en, %v) = %q, want %q", c.v, got, c.en)
		}
	}
}

func TestASearchKeyForgivesMarksCaseAndSpaces(t *testing.T) {
	same := func(a, b string) {
		t.Helper()
		if SearchKey(a) != SearchKey(b) {
			t.Errorf("%q gives %q, %q gives %q", a, SearchKey(a), b, SearchKey(b))
		}
	}
	same("Phường Việt Hoà", "phuong viet hoa")
	same("Việt Hoà", "Việt Hòa")
	same("Thuỷ", "Thủy")
	same("Đại Sơn", "DAI SON")
	same("Hải Dương", "Hải Dương")
	same("  Sở   Y tế ", "so y te")
	same("Nghĩa\u00a0An", "nghia an")
}

func TestANameKeyKeepsDifferentNamesApart(t *testing.T) {
	if NameKey("Việt Hoà") != NameKey("VIỆT  HÒA") {
		t.Errorf("%q and %q", NameKey("Việt Hoà"), NameKey("VIỆT  HÒA"))
	}
	if NameKey("Thuỷ") != NameKey("Thủy") {
		t.Error("thuỷ and thủy are one name")
	}
	for _, pair := range [][2]string{{"Hoà", "Hoa"}, {"Tứ Kỳ", "Tứ Ky"}, {"Đông", "Dong"}, {"Lân", "Lan"}, {"Mĩ", "Mị"}} {
		if NameKey(pair[0]) == NameKey(pair[1]) {
			t.Errorf("%q and %q give the same key", pair[0], pair[1])
		}
	}
}

func TestKeysAreStable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "s")
		if k := SearchKey(s); SearchKey(k) != k {
			t.Fatalf("SearchKey(%q) = %q, again %q", s, k, SearchKey(k))
		}
		if k := NameKey(s); NameKey(k) != k {
			t.Fatalf("NameKey(%q) = %q, again %q", s, k, NameKey(k))
		}
	})
}

func TestNamesSortAsInAVietnameseDictionary(t *testing.T) {
	want := []string{"Ái Quốc", "An Phú", "Bắc An Phụ", "Cẩm Giang", "Cẩm Giàng", "Cổ Bì", "Dân Chủ", "Đại Sơn", "Gia Lộc", "Khu 2", "Khu 10", "Ô Lâu", "Tứ Kỳ"}
	got := slices.Clone(want)
	slices.Reverse(got)
	SortBy(got, func(s string) string { return s })
	if !slices.Equal(got, want) {
		t.Errorf("sorted %v", got)
	}
	for _, pair := range [][2]string{{"Dương", "Đại"}, {"Khu 2", "Khu 10"}, {"Cẩm Giang", "Cẩm Giàng"}, {"On", "Ôn"}, {"Ôn", "Ơn"}} {
		if Compare(pair[0], pair[1]) >= 0 {
			t.Errorf("%q does not come before %q", pair[0], pair[1])
		}
		if string(CollationKey(pair[0])) >= string(CollationKey(pair[1])) {
			t.Errorf("the stored key of %q does not come before that of %q", pair[0], pair[1])
		}
	}
}

func TestADayKnowsItsBounds(t *testing.T) {
	within := func(day, from, to Day, want bool) {
		t.Helper()
		if got := day.Within(from, to); got != want {
			t.Errorf("%q within [%q, %q) is %v", day, from, to, got)
		}
	}
	within("2025-06-30", "", "2025-07-01", true)
	within("2025-07-01", "", "2025-07-01", false)
	within("2025-07-01", "2025-07-01", "", true)
	within("2019-10-31", "2019-11-01", "", false)
	if got := Day("2024-02-28").Add(2); got != "2024-03-01" {
		t.Errorf("Add = %q", got)
	}
	for _, bad := range []string{"2019-2-1", "2019-02-30", "01/12/2019", "2019-12-01T00:00:00Z", "x"} {
		if _, err := ParseDay(bad); err == nil {
			t.Errorf("%q was taken for a day", bad)
		}
	}
	if v, err := Day("").Value(); v != nil || err != nil {
		t.Errorf("the open day is stored as %v, %v", v, err)
	}
}

func FuzzSearchKey(f *testing.F) {
	for _, s := range []string{"Việt Hòa", "İstanbul", "ẞ", "\xff\xfe", "đĐ", "ǰ", "µg/m³"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		k := SearchKey(s)
		if SearchKey(k) != k || strings.Contains(k, "  ") {
			t.Errorf("SearchKey(%q) = %q, again %q", s, k, SearchKey(k))
		}
		if n := NameKey(s); NameKey(n) != n {
			t.Errorf("NameKey(%q) = %q, again %q", s, n, NameKey(n))
		}
	})
}

func FuzzFromAcceptLanguage(f *testing.F) {
	f.Add("vi-VN,vi;q=0.9,en;q=0.8")
	f.Add("en;q=0")
	f.Fuzz(func(t *testing.T, header string) {
		if lang := FromAcceptLanguage(header); lang != VI && lang != EN {
			t.Errorf("%q gives %q", header, lang)
		}
	})
}

func FuzzParseDay(f *testing.F) {
	for _, s := range []string{"2024-02-29", "2023-02-29", "0000-01-01", "", "+2024-1-1", "９999-01-01"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseDay(s)
		if err == nil && d != "" && (len(d) != 10 || DayOf(d.Start()) != d) {
			t.Errorf("%q is taken for the day %q, which starts at %s", s, d, d.Start())
		}
	})
}

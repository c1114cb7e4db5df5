package rule_test

import (
	"strings"
	"testing"
	"time"

	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/sense/rule"
)

func TestABadConditionIsRefusedInWordsWithItsPlace(t *testing.T) {
	for _, c := range []struct {
		when string
		over rule.Over
		want string // in English, all faults joined
	}{
		{"value > 150", rule.Newest, ""},
		{"value >= 150.5 && parameter == 'PM2.5' && status == '00'", rule.Newest, ""},
		{"mean > 150", rule.Hourly, ""},
		{"", rule.Newest, "The condition is missing, for example: value > 150"},
		{"value > ", rule.Newest, "The condition cannot be read at line 1, column 9"},
		{"value\n > > 3", rule.Newest, "The condition cannot be read at line 2, column 4"},
		{"valu > 150", rule.Newest, "Line 1, column 1: there is no name “valu”; known are value, parameter, status"},
		{"1.0 < 2.0 && mean > 150.0", rule.Newest, "Line 1, column 14: mean is known only when over is PT1H"},
		{"value > 150.0", rule.Hourly, "Line 1, column 1: value is known only when over is newest; use mean here"},
		{"value > 'high'", rule.Newest, "Line 1, column 7: > cannot be applied to double, string"},
		{`mean("PT3H") > 150 && rate("PT1H") > 2.5 && last("NO2", "PT1H") < 3`, rule.Newest, ""},
		{`mean > past_weeks(4) * 1.5 || mean > neighbours("median", "area")`, rule.Hourly, ""},
		{`mean("3 hours") > 1`, rule.Newest, "Line 1, column 6: “3 hours” is not a length of time; write \"PT30M\", \"PT3H\", \"P1D\", from 1 minute to 7 days"},
		{`mean("P8D") > 1`, rule.Newest, "Line 1, column 6: “P8D” is not a length of time; write \"PT30M\", \"PT3H\", \"P1D\", from 1 minute to 7 days"},
		{`value > 1 && max() > 1`, rule.Newest, "Line 1, column 17: write it as max(\"PT3H\")"},
		{`mean(NO2, "PT1H") > 1`, rule.Newest, "Line 1, column 6: name the parameter in quotes, for example mean(\"PT3H\")"},
		{`value > neighbours("best", 10)`, rule.Newest, "Line 1, column 20: neighbours are compared by \"mean\", \"median\" or \"count\", not by “best”"},
		{`value > neighbours("mean", 1000)`, rule.Newest, "Line 1, column 28: the distance is a whole number of km from 1 to 100, or \"area\" for the same area"},
		{`value > past_weeks(1 + 1)`, rule.Newest, "Line 1, column 22: the number of weeks is a whole number from 1 to 12"},
		{`value > past_weeks`, rule.Newest, "Line 1, column 9: write it as past_weeks(4)"},
		{`mean("PT1H") > "high"`, rule.Newest, "Line 1, column 14: > cannot be applied to double, string"},
		{"value + 1.0", rule.Newest, "The condition must answer true or false, it gives double"},
		{"value > 1.0 || " + strings.Repeat("true || ", 200) + "true", rule.Newest, "The condition is longer than 1,000 characters"},
	} {
		_, problems := rule.Compile(c.when, c.over)
		var got []string
		for _, p := range problems {
			if p.Path != "when" {
				t.Errorf("%q: fault is on %q, want when", c.when, p.Path)
			}
			got = append(got, text.T(text.EN, p.Key, p.Args))
		}
		if joined := strings.Join(got, "; "); joined != c.want {
			t.Errorf("%q over %s:\n got %q\nwant %q", c.when, c.over, joined, c.want)
		}
	}
}

func TestValidateReportsAllFaultsAtOnce(t *testing.T) {
	err := rule.Rule{Code: "ô", When: "valu > 1", Severity: 9, Hold: -time.Second}.Validate()
	f, ok := fault.As(err)
	if !ok || f.Kind != fault.Invalid {
		t.Fatalf("got %v, want an invalid fault", err)
	}
	var paths []string
	for _, field := range f.Fields {
		paths = append(paths, field.Path)
	}
	if got, want := strings.Join(paths, " "), "code name severity unit playbook hold parameter when"; got != want {
		t.Errorf("faulty fields = %q, want %q", got, want)
	}
}

func FuzzCompile(f *testing.F) {
	for _, s := range []string{"value > 150", "value >", "((((", "value.foo", "[1,2].map(x,x)", "'\\u00'", "value > 1e400", "\x00",
		`mean("PT3H") > 150 && rate("PT1H") > 2`, `value > neighbours("mean", 10) * 2`, `value > past_weeks(4) ? true : status == "00"`,
		`mean(mean("PT1H"))`, `max("NO2", "P1D") in [1.0, 2.0]`, `!(-value < 3) || {"a": 1}["a"] > 0`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, when string) {
		c, problems := rule.Compile(when, rule.Newest)
		if (c == nil) == (len(problems) == 0) {
			t.Fatalf("%q: a condition or its problems, never both or neither", when)
		}
		for _, p := range problems {
			if words := text.T(text.VI, p.Key, p.Args); words == p.Key || strings.Contains(words, "{") {
				t.Errorf("%q: problem %s has no full words: %q", when, p.Key, words)
			}
		}
		if c == nil {
			return
		}
		_, _ = c.Holds("PM2.5", 1, 0, nil)
		with := map[string]float64{}
		for i, in := range c.Inputs {
			with[in.Key()] = float64(i)
		}
		_, _ = c.Holds("PM2.5", 1, 0, with)
		for _, lang := range text.Langs {
			words := rule.Rule{When: when, Parameter: "PM2.5", Hold: time.Minute}.Reading(lang, "ug/Nm3")
			if words == "" || strings.Contains(words, "rule.") || strings.Contains(words, "@in") {
				t.Errorf("%q: read as %q", when, words)
			}
		}
	})
}

func TestAConditionIsReadInPlainWords(t *testing.T) {
	long := 30 * time.Minute
	for _, c := range []struct {
		rule   rule.Rule
		vi, en string
	}{
		{rule.Rule{When: "value > 150"}, "PM2.5 lớn hơn 150 µg/Nm³", "PM2.5 above 150 µg/Nm³"},
		{rule.Rule{When: `mean("PT3H") > 150`, Hold: long}, "PM2.5 trung bình 3 giờ lớn hơn 150 µg/Nm³, kéo dài 30 phút", "mean PM2.5 over 3 hours above 150 µg/Nm³, held for 30 minutes"},
		{rule.Rule{When: "mean >= 12.5", Over: rule.Hourly}, "PM2.5 trung bình giờ từ 12,5 µg/Nm³ trở lên", "hourly mean of PM2.5 at least 12.5 µg/Nm³"},
		{rule.Rule{When: `value > 100 && rate("PT1H") > 40.0`}, "PM2.5 lớn hơn 100 µg/Nm³, và mức thay đổi của PM2.5 trong 1 giờ lớn hơn 40 µg/Nm³ mỗi giờ",
			"PM2.5 above 100 µg/Nm³, and change of PM2.5 over 1 hour above 40 µg/Nm³ an hour"},
		{rule.Rule{When: `value > 2.0 * past_weeks(4)`}, "PM2.5 lớn hơn 2 lần PM2.5 trung bình cùng giờ của 4 tuần trước", "PM2.5 above 2 times mean PM2.5 of the same hour in the past 4 weeks"},
		{rule.Rule{When: `value - neighbours("median", 10) > 50.0 || value > 300`},
			"PM2.5 trừ PM2.5 trung vị của các trạm cùng loại trong 10 km lớn hơn 50 µg/Nm³, hoặc PM2.5 lớn hơn 300 µg/Nm³",
			"PM2.5 minus median PM2.5 of stations of the same type within 10 km above 50 µg/Nm³, or PM2.5 above 300 µg/Nm³"},
		{rule.Rule{When: `(value > 1 || value < 0) && last("NO2", "PT30M") > 2`}, "(PM2.5 lớn hơn 1 µg/Nm³, hoặc PM2.5 nhỏ hơn 0 µg/Nm³), và NO2 mới nhất trong 30 phút lớn hơn 2",
			"(PM2.5 above 1 µg/Nm³, or PM2.5 below 0 µg/Nm³), and newest NO2 in 30 minutes above 2"},
		{rule.Rule{When: "value > 150", Clear: "value < 100"}, "PM2.5 lớn hơn 150 µg/Nm³; hết cảnh báo khi PM2.5 nhỏ hơn 100 µg/Nm³", "PM2.5 above 150 µg/Nm³; cleared when PM2.5 below 100 µg/Nm³"},
		{rule.Rule{When: "10.0 - (value - 1.0) > 0.0"}, "10 trừ (PM2.5 trừ 1) lớn hơn 0", "10 minus (PM2.5 minus 1) above 0"},
		{rule.Rule{Kind: rule.Silence, Silence: time.Hour}, "không có số đo nào trong 1 giờ", "no observation for 1 hour"},
		{rule.Rule{When: "value >"}, "", ""},
	} {
		c.rule.Parameter = "PM2.5"
		if got := c.rule.Reading(text.VI, "ug/Nm3"); got != c.vi {
			t.Errorf("%s:\n got %q\nwant %q", c.rule.When, got, c.vi)
		}
		if got := c.rule.Reading(text.EN, "ug/Nm3"); got != c.en {
			t.Errorf("%s:\n got %q\nwant %q", c.rule.When, got, c.en)
		}
	}
}

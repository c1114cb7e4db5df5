package text

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

func TestEveryMessageHasBothLanguagesAndTheSamePlaceholders(t *testing.T) {
	all, faults := load(embedded)
	for _, fault := range faults {
		t.Error(fault)
	}
	if len(all) == 0 {
		t.Fatal("no message was read")
	}
}

func TestACatalogueFaultIsFound(t *testing.T) {
	refused := func(name, line, want string) {
		t.Helper()
		_, faults := load(fstest.MapFS{"catalog/room.yaml": {Data: []byte(line)}})
		if len(faults) == 0 || !strings.Contains(faults[0].Error(), want) {
			t.Errorf("%s: faults are %v, want one that says %q", name, faults, want)
		}
	}
	refused("a missing language", `room.a: {vi: "có"}`, `no text in "en"`)
	refused("different placeholders", `room.a: {vi: "{n} việc", en: "{count} items"}`, "placeholders [n] in vi and [count] in en")
	refused("a plural of ICU", `room.a: {vi: "{n, plural, other {# việc}}", en: "{n, plural, one {# item} other {# items}}"}`, "chooses a form")
	refused("a key of another room", `other.a: {vi: "có", en: "yes"}`, `does not begin with "room."`)
	refused("a key without a room", `a: {vi: "có", en: "yes"}`, "not of the form")
	refused("a third language", `room.a: {vi: "có", en: "yes", fr: "oui"}`, "unknown field")
	refused("a file that is no YAML", "room.a: {vi: ", "room.yaml")
}

func TestAKeyInTwoCataloguesIsFound(t *testing.T) {
	line := []byte(`a.b: {vi: "có", en: "yes"}`)
	_, faults := load(fstest.MapFS{"catalog/a.yaml": {Data: line}, "catalog/b.yaml": {Data: line}})
	for _, fault := range faults {
		if strings.Contains(fault.Error(), "also in another catalogue") {
			return
		}
	}
	t.Errorf("faults are %v", faults)
}

func TestMessagesArePutIntoWordsOfTheReader(t *testing.T) {
	cases := []struct {
		key  string
		lang Lang
		args map[string]any
		want string
	}{
		{"text.days", VI, map[string]any{"n": 1234}, "1.234 ngày"},
		{"text.days", EN, map[string]any{"n": 1234}, "1,234 days"},
		{"text.days", VI, map[string]any{"n": 1.5}, "1,5 ngày"},
		{"text.days", VI, map[string]any{"n": 90 * time.Minute}, "1 giờ 30 phút ngày"},
		{"text.days", EN, map[string]any{"n": L{VI: "hai", EN: "two"}}, "two days"},
		{"text.days", VI, map[string]any{"n": Key("text.under_a_minute")}, "chưa đầy 1 phút ngày"},
		{"text.days", VI, map[string]any{"n": Day("2019-12-01")}, "01/12/2019 ngày"},
		{"text.days", VI, map[string]any{"other": 1}, "{n} ngày"},
		{"text.nobody_wrote_this", EN, nil, "text.nobody_wrote_this"},
	}
	for _, c := range cases {
		if got := T(c.lang, c.key, c.args); got != c.want {
			t.Errorf("T(%s, %s, %v) = %q, want %q", c.lang, c.key, c.args, got, c.want)
		}
	}
}

func TestALocalTextFallsBackToTheOtherLanguage(t *testing.T) {
	if got := (L{VI: "Sở Y tế"}).In(EN); got != "Sở Y tế" {
		t.Errorf("missing English gives %q", got)
	}
	if got := (L{EN: "Health"}).In(VI); got != "Health" {
		t.Errorf("missing Vietnamese gives %q", got)
	}
	if got := (L{VI: "Sở Y tế", EN: "Health"}).In(EN); got != "Health" {
		t.Errorf("English gives %q", got)
	}
}

func TestAcceptLanguageNeverRefusesAReader(t *testing.T) {
	cases := map[string]Lang{
		"": VI, "vi": VI, "vi-VN,vi;q=0.9,en;q=0.8": VI, "en-US,en;q=0.9": EN, "en;q=0.5, vi;q=0.9": VI,
		"fr-FR": VI, "fr;q=0.9, en;q=0.3": EN, "en;q=0, vi": VI, "*": VI, ";;;q=x": VI,
		strings.Repeat("en,", 5000): VI,
	}
	for header, want := range cases {
		if got := FromAcceptLanguage(header); got != want {
			t.Errorf("%.40q gives %s, want %s", header, got, want)
		}
	}
}

package exercise

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"thanhdong/act/playbook"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

const whole = `
code: thu
name: {vi: "Thử", en: "Try"}
lasts: PT1H
steps:
  - at: PT0S
    message: {vi: "Bắt đầu", en: "Begin"}
  - at: PT5M
    values: {feed: air-push, station: S1, parameter: PM2.5, unit: ug/Nm3, from: 40, to: 200, over: PT10M}
  - at: PT6M
    alert: {rule: R1, station: S1, parameter: PM2.5, feed: air-push, value: 200, unit: ug/Nm3}
  - at: PT7M
    call: {words: "Khói", area: "288"}
  - at: PT8M
    replay: {feed: air-push, stations: [S1], parameters: [PM2.5], from: 2024-07-01T00:00:00+07:00, to: 2024-07-01T01:00:00+07:00}
`

func TestAScriptIsReadStrictly(t *testing.T) {
	s, err := ParseScript([]byte(whole))
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	again, err := ParseScript(b) // JSON is read as well, and says the same
	if err != nil || len(again.Steps) != 5 || again.Steps[1].Values.Over != Span(10*time.Minute) || !again.Steps[4].Replay.To.Equal(s.Steps[4].Replay.To) {
		t.Errorf("read back as %+v, %v", again, err)
	}
	for name, change := range map[string][2]string{
		"unknown key":        {"lasts: PT1H", "lasts: PT1H\nlength: PT2H"},
		"key twice":          {"lasts: PT1H", "lasts: PT1H\nlasts: PT2H"},
		"anchor":             {`{vi: "Thử", en: "Try"}`, `&x {vi: "Thử", en: "Try"}`},
		"two documents":      {"code: thu", "a: 1\n---\ncode: thu"},
		"no length":          {"lasts: PT1H", ""},
		"too long":           {"lasts: PT1H", "lasts: P30D"},
		"months":             {"lasts: PT1H", "lasts: P1M"},
		"one language":       {`en: "Begin"`, `en: ""`},
		"outside its time":   {"at: PT8M", "at: PT2H"},
		"before the other":   {"at: PT8M", "at: PT1M"},
		"two things":         {"- at: PT7M", "- at: PT7M\n    message: {vi: \"a\", en: \"b\"}"},
		"nothing":            {`    call: {words: "Khói", area: "288"}`, ""},
		"no number":          {"from: 40", "from: .nan"},
		"no feed":            {"values: {feed: air-push, ", "values: {"},
		"no unit of a value": {"value: 200, unit: ug/Nm3", "value: 200"},
		"past backwards":     {"to: 2024-07-01T01", "to: 2024-06-01T01"},
		"bad code":           {"code: thu", "code: ../x"},
		"deep":               {"code: thu", "code: " + strings.Repeat("[", 50)},
		"no steps":           {whole[strings.Index(whole, "steps:"):], "steps: []"},
	} {
		spoiled := strings.Replace(whole, change[0], change[1], 1)
		if spoiled == whole {
			t.Fatalf("%s: changes nothing", name)
		}
		if _, err := ParseScript([]byte(spoiled)); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := ParseScript(make([]byte, maxScript+1)); !fault.Is(err, fault.TooLarge) {
		t.Errorf("too large: %v", err)
	}
}

func FuzzParseScript(f *testing.F) {
	f.Add([]byte(whole))
	f.Add([]byte(`{"code":"a","steps":[{"at":"PT0S"}]}`))
	f.Add([]byte("steps: *x"))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := ParseScript(b)
		if err != nil {
			if _, ok := fault.As(err); !ok {
				t.Errorf("refused without words: %v", err)
			}
			return
		}
		again, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ParseScript(again); err != nil && len(again) < maxScript {
			t.Errorf("what was read is not read again: %v", err)
		}
	})
}

func TestTheClockInsideOnlyGoesForward(t *testing.T) {
	base := time.Date(2024, 7, 3, 8, 0, 0, 0, time.UTC)
	e := Exercise{Base: base, ResumedAt: base, Speed: 10}
	if got := e.Now(base.Add(time.Minute)); !got.Equal(base.Add(10 * time.Minute)) {
		t.Errorf("after a minute it is %s", got)
	}
	e.stop(base.Add(time.Minute))
	if got := e.Now(base.Add(time.Hour)); !got.Equal(base.Add(10 * time.Minute)) {
		t.Errorf("in a pause it is %s", got)
	}
	e.ResumedAt = base.Add(time.Hour)
	if got := e.Now(base.Add(time.Hour + time.Second)); !got.Equal(base.Add(10*time.Minute + 10*time.Second)) {
		t.Errorf("after the pause it is %s", got)
	}
	if !(Exercise{}).Now(base).IsZero() {
		t.Error("an exercise that did not start has a time")
	}
}

func TestAReportWeighsWhatWasDone(t *testing.T) {
	at := time.Date(2024, 7, 3, 8, 0, 0, 0, time.UTC)
	l := text.L{VI: "a", EN: "a"}
	r := reported(Facts{
		Alerts: []AlertFact{{Number: "1", Fired: at, Acknowledged: at.Add(time.Minute), Opened: at}, {Number: "2", Fired: at}},
		Runs: []RunFact{{Playbook: "P", Steps: []playbook.Run{{No: 1, Title: l, Due: at, DoneAt: at}, {No: 2, Title: l, Due: at, DoneAt: at.Add(time.Minute)},
			{No: 3, Title: l, DoneAt: at, Skipped: "không cần"}, {No: 4, Title: l}}}},
		Warnings: []WarningFact{{Both: true, Second: true, Began: at, Published: at.Add(time.Hour)}},
		Late:     []LateFact{{By: time.Minute}},
	})
	if r.Points != 50 || r.Alerts[0].Acknowledge != time.Minute || r.Alerts[0].Open == 0 || r.Alerts[0].Missed || !r.Alerts[1].Missed || r.Runs[0].Result.Missing != 1 || r.Warnings[0].Took != time.Hour || len(r.Late) != 1 {
		t.Errorf("%+v", r)
	}
	if empty := reported(Facts{}); empty.Points != 100 {
		t.Errorf("nothing to do gives %d", empty.Points)
	}
}

package push

import (
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"thanhdong/ground/fault"
)

// sample has the form of a notification as Alertmanager documents and sends it.
func sample(t testing.TB) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/alertmanager.json")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestANotificationIsReadAsItIsSent(t *testing.T) {
	list, cut, err := readAlerts(sample(t))
	if err != nil || cut != 1 || len(list) != 2 {
		t.Fatalf("%d alerts, %d cut (%v)", len(list), cut, err)
	}
	a, b := list[0], list[1]
	if !a.Firing || a.Name != "ProbeFailure" || a.Fingerprint != "1a30ba71cca2921f" || a.Labels["severity"] != "critical" || a.Labels["service_name"] != "dvc" ||
		a.Summary != "Cổng dịch vụ công không trả lời" || a.Description == "" || !strings.HasPrefix(a.Link, "http://prometheus.example.vn:9090/") || a.Starts.UnixMilli() != 1719972525828 {
		t.Errorf("first %+v", a)
	}
	if b.Firing || b.Link != "" || b.Fingerprint != "9f6c0c5e14a1be02" {
		t.Errorf("second %+v", b)
	}
}

func TestANotificationThatIsWrongIsRefusedWhole(t *testing.T) {
	good := string(sample(t))
	for name, c := range map[string]struct{ old, with, path string }{
		"version": {`"version": "4"`, `"version": "3"`, "version"},
		"status": {`"status": "resolved",
      "labels"`, `"status": "gone",
      "labels"`, "alerts/1/status"},
		"start": {"2024-07-03T02:08:45.828Z", "yesterday", "alerts/0/startsAt"},
		"year":  {"2024-07-03T02:08:45.828Z", "0001-01-01T00:00:00Z", "alerts/0/startsAt"},
		"name": {`"alertname": "ProbeFailure",
        "instance"`, `"instance"`, "alerts/0/labels/alertname"},
		"fingerprint": {"9f6c0c5e14a1be02", "../x", "alerts/1/fingerprint"},
		"type":        {`"severity": "critical"`, `"severity": 4`, "alerts"},
	} {
		bad := strings.Replace(good, c.old, c.with, 1)
		if bad == good {
			t.Fatalf("%s spoils nothing", name)
		}
		_, _, err := readAlerts([]byte(bad))
		f, ok := fault.As(err)
		if !ok || f.Kind != fault.Invalid || len(f.Fields) != 1 || !strings.HasPrefix(f.Fields[0].Path, c.path) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, bad := range []string{"", "[]", "null", `{"version":"4","version":"4"}`, good[:200], strings.Repeat("[", 100)} {
		if _, _, err := readAlerts([]byte(bad)); err == nil {
			t.Errorf("%.20q is taken", bad)
		}
	}
	many := `{"version":"4","alerts":[` + strings.Repeat(`{},`, maxAlerts) + `{}]}`
	if _, _, err := readAlerts([]byte(many)); !fault.Is(err, fault.TooLarge) {
		t.Errorf("too many: %v", err)
	}
}

// Whatever comes, there is either a clear refusal or alerts within their bounds.
func FuzzReadAlerts(f *testing.F) {
	f.Add(sample(f))
	f.Add([]byte(`{"version":"4","alerts":[{"status":"firing","labels":{"alertname":"x"},"startsAt":"2024-01-01T00:00:00Z"}]}`))
	f.Add([]byte(`{"version":"4","alerts":[{"labels":{"tên":"y"}}]}`))
	f.Fuzz(func(t *testing.T, in []byte) {
		list, _, err := readAlerts(in)
		if err != nil {
			if x, ok := fault.As(err); !ok || x.Kind != fault.Invalid && x.Kind != fault.TooLarge {
				t.Fatalf("%v is no refusal", err)
			}
			return
		}
		for _, o := range list {
			if o.Name == "" || o.Starts.IsZero() || len(o.Labels) > maxLabels || utf8.RuneCountInString(o.Summary) > maxValue || utf8.RuneCountInString(o.Description) > maxWords {
				t.Fatalf("%+v", o)
			}
			for name, v := range o.Labels {
				if !utf8.ValidString(v) || utf8.RuneCountInString(v) > maxValue || labelOf(name) != name {
					t.Fatalf("label %q=%q", name, v)
				}
			}
		}
	})
}

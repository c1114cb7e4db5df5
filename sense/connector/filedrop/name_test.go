package filedrop

import "testing"

func TestTheStationKeyIsWhatPrecedesTheLastFourteenDigits(t *testing.T) {
	for name, want := range map[string]string{
		"HD_TPHD_KHI001_20261122101500.txt": "HD_TPHD_KHI001",
		"KHI001-20261122101500.TXT":         "KHI001",
		"KHI00120261122101500.txt":          "KHI001",
		"20261122101500.txt":                "",
		"HD_TPHD_KHI001.txt":                "",
		"HD_TPHD_KHI001_20261122101500.csv": "",
		".txt":                              "",
	} {
		if key, ok := StationKey(name); key != want || ok != (want != "") {
			t.Errorf("%s: %q %v", name, key, ok)
		}
	}
}

func FuzzStationKey(f *testing.F) {
	f.Add("HD_TPHD_KHI001_20261122101500.txt")
	f.Fuzz(func(t *testing.T, name string) {
		if key, ok := StationKey(name); ok != (key != "") {
			t.Fatalf("%q: %q %v", name, key, ok)
		}
	})
}

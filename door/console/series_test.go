package console

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"thanhdong/sense/observation"
)

// What is written by hand is what the library would have written.
func TestAPageOfValuesIsWrittenAsTheLibraryWould(t *testing.T) {
	at := time.Date(2024, 7, 3, 1, 2, 3, 0, time.UTC)
	var v values
	for i, x := range []float64{0, 1, -1.5, 12.345, 1e-6, 9.99e-7, 1e-9, -2.5e-10, 1e20, 1e21, -1e22, math.MaxFloat64, math.SmallestNonzeroFloat64, math.Copysign(0, -1), 1.0 / 3} {
		v.rows = append(v.rows, observation.Row{At: at.Add(time.Duration(i) * 1234567 * time.Microsecond), Value: &x, Unit: "µg/m³", Feed: "air"})
	}
	v.rows = append(v.rows, observation.Row{At: at, Status: observation.Faulty, Unit: `"<&>\`, Feed: "a\u2028b\xff"})
	v.rows[3].Mark, v.cadence = observation.Invalid, 5*time.Minute
	v.gaps = []observation.Gap{{From: at, To: at.Add(time.Hour)}, {From: at.Add(2 * time.Hour), To: at.Add(time.Microsecond)}}
	for _, v := range []values{v, {}, {next: "123"}} {
		want, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		if got := v.appendJSON(nil); string(got) != string(want) {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

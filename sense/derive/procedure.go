package derive

import (
	"maps"
	"slices"
	"time"

	"thanhdong/sense/observation"
)

// The closed list of procedures; tables and limits come from packs.
const (
	Hourly    = "hourly-nowcast"    // hourly index with NowCast for dust (Decision 1459/QĐ-TCMT)
	Daily     = "daily-index"       // daily index of the same decision
	EightHour = "mean-8h"           // mean of the eight hours that end with the hour
	Water     = "water-index"       // daily index of Decision 1460/QĐ-TCMT
	CompleteH = "completeness-hour" // share of the values that an hour should have
	CompleteD = "completeness-day"  // share of the values that a day should have
)

// procedure is one way to compute. A value stands for the hour or the local day
// that begins at its instant.
type procedure struct {
	daily    bool          // one value a day
	days     bool          // asks for hours of the day (min_hours)
	eight    bool          // asks for hours of eight (min_hours_8)
	reach    time.Duration // how far before its period it looks
	fills    bool          // also speaks of periods in which nothing came
	validate func(t Table, fs *faults)
	compute  func(t Table, in sources, at time.Time) (Index, bool)
}

var procedures map[string]procedure

// Filled here because the procedures themselves ask for the list.
func init() {
	procedures = map[string]procedure{
		Hourly:    {reach: (nowcastHours - 1) * time.Hour, validate: validateHourly, compute: hourlyIndex},
		Daily:     {daily: true, days: true, eight: true, reach: 7 * time.Hour, validate: validateDaily, compute: dailyIndex},
		EightHour: {eight: true, reach: 7 * time.Hour, validate: validateEight, compute: eightHourMean},
		Water:     {daily: true, days: true, validate: validateWater, compute: waterIndex},
		CompleteH: {reach: 23 * time.Hour, fills: true, validate: validateComplete, compute: completeness},
		CompleteD: {daily: true, reach: 24 * time.Hour, fills: true, validate: validateComplete, compute: completeness},
	}
	Methods = slices.Sorted(maps.Keys(procedures))
}

// Methods names the procedures.
var Methods []string

func normalParameter(p string) string { return observation.NormalParameter(p) }

func normalUnit(u string) string { return observation.NormalUnit(u) }

package feed

import "time"

// Freshness is the word on a figure's chip, by the cadence of its contract: new
// up to two, old after that, dead from ten on, as on the reference screens. A
// source without a known cadence is judged by the hour.
func Freshness(age, cadence time.Duration) string {
	if cadence <= 0 {
		cadence = time.Hour
	}
	switch {
	case age <= cadence:
		return "live"
	case age <= 2*cadence:
		return "new"
	case age < 10*cadence:
		return "old"
	}
	return "dead"
}

// Fresh tells whether a figure of this age still says something about now: at most one turn was missed.
func Fresh(age, cadence time.Duration) bool {
	f := Freshness(age, cadence)
	return f == "live" || f == "new"
}

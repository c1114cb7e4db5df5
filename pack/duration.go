package pack

import (
	"fmt"
	"regexp"
	"strconv"
	"time"
)

// Duration is a length of time as packs write it: ISO 8601 with days, hours,
// minutes and seconds ("PT10M", "P1DT12H"). Months and years have no fixed length
// and are refused; a day is 24 hours.
type Duration time.Duration

var durationForm = regexp.MustCompile(`^P(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,6})S)?)?$`)

// ParseDuration reads "PT10M".
func ParseDuration(s string) (Duration, error) {
	m := durationForm.FindStringSubmatch(s)
	if m == nil || s == "P" || s[len(s)-1] == 'T' {
		return 0, fmt.Errorf("%q is not a duration such as PT10M or P1DT12H", s)
	}
	var sum time.Duration
	for i, unit := range []time.Duration{24 * time.Hour, time.Hour, time.Minute, time.Second} {
		if m[i+1] == "" {
			continue
		}
		n, err := strconv.Atoi(m[i+1])
		if err != nil {
			return 0, fmt.Errorf("%q is not a duration: %w", s, err)
		}
		sum += time.Duration(n) * unit
	}
	return Duration(sum), nil
}

// UnmarshalYAML reads the ISO form.
func (d *Duration) UnmarshalYAML(read func(any) error) error {
	var s string
	if err := read(&s); err != nil {
		return err
	}
	parsed, err := ParseDuration(s)
	*d = parsed
	return err
}

// Std is the duration as the standard library has it.
func (d Duration) Std() time.Duration { return time.Duration(d) }

package text

import (
	"database/sql/driver"
	"fmt"
	"strings"
	"time"
	_ "time/tzdata" // the zone must be known on a machine without zone files
)

// Zone is the time zone of every date and clock the product shows. Vietnam has kept UTC+7 without
// daylight saving since 1975.
var Zone = func() *time.Location {
	zone, err := time.LoadLocation("Asia/Ho_Chi_Minh")
	if err != nil { // cannot happen: tzdata is linked in
		return time.FixedZone("+07", 7*3600)
	}
	return zone
}()

// Day is a date in Zone, written 2019-12-01; empty means open. Days compare as strings, in Go and in
// both engines. A column of type TEXT holds it, NULL when open.
type Day string

// DayOf is the day on which t falls in Zone.
func DayOf(t time.Time) Day { return Day(t.In(Zone).Format(time.DateOnly)) }

// ParseDay reads 2019-12-01; the empty string is the open day.
func ParseDay(s string) (Day, error) {
	d := Day(s)
	if !d.Valid() {
		return "", fmt.Errorf("%q is not a date of the form 2019-12-01", s)
	}
	return d, nil
}

// Valid says whether d is open or a date that exists.
func (d Day) Valid() bool {
	if d == "" {
		return true
	}
	t, err := time.ParseInLocation(time.DateOnly, string(d), Zone)
	return err == nil && t.Year() >= 1
}

// Open says whether d is the open day.
func (d Day) Open() bool { return d == "" }

// Start is the first instant of d in Zone; the zero time for the open day.
func (d Day) Start() time.Time {
	if d == "" {
		return time.Time{}
	}
	t, err := time.ParseInLocation(time.DateOnly, string(d), Zone)
	if err != nil {
		return time.Time{}
	}
	return t
}

// Add is the day n days later.
func (d Day) Add(n int) Day {
	if d == "" {
		return d
	}
	return DayOf(d.Start().AddDate(0, 0, n))
}

// Year is the year of d, 0 for the open day.
func (d Day) Year() int {
	if d == "" {
		return 0
	}
	return d.Start().Year()
}

// In writes d in words of lang: 01/12/2019.
func (d Day) In(lang Lang) string {
	if d == "" {
		return ""
	}
	return Date(lang, d.Start())
}

// shownDays bounds how many days a sentence names.
const shownDays = 5

// Days lists days for a sentence, the first few of many. The date is written alike in both languages.
func Days(days []Day) string {
	words := make([]string, 0, shownDays)
	for _, d := range days[:min(len(days), shownDays)] {
		words = append(words, d.In(VI))
	}
	if len(days) > shownDays {
		words = append(words, "…")
	}
	return strings.Join(words, ", ")
}

// Within says whether a row valid from <= day < to is valid on d.
func (d Day) Within(from, to Day) bool { return from <= d && (to == "" || d < to) }

// Value stores the open day as NULL.
func (d Day) Value() (driver.Value, error) {
	if d == "" {
		return nil, nil
	}
	return string(d), nil
}

// Scan reads TEXT or NULL.
func (d *Day) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*d = ""
	case string:
		*d = Day(v)
	case []byte:
		*d = Day(v)
	case time.Time:
		*d = Day(v.Format(time.DateOnly))
	default:
		return fmt.Errorf("a day cannot be read from %T", src)
	}
	return nil
}

package open311

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"thanhdong/ground/fault"
	"thanhdong/serve/report"
)

const (
	longestRange = 90 * 24 * time.Hour
	mostNumbers  = 100
	mostPages    = 1000
)

// readFilter reads what GET /requests is asked, strictly. Without a time it is the last 90 days; with one end the 90 days from
// there. A number overrides all.
func readFilter(raw string, now time.Time) (report.Inquiry, error) {
	values, err := url.ParseQuery(raw)
	if err != nil {
		return report.Inquiry{}, fault.New(fault.Invalid, "open311.bad_form").With(err)
	}
	q := report.Inquiry{Limit: report.MostInquired}
	var fs []fault.Field
	page := 1
	for _, name := range sortedKeys(values) {
		given := values[name]
		said := split(given)
		switch name {
		case "service_request_id":
			q.Numbers = said
		case "service_code":
			q.Categories = said
		case "status":
			q.Ended, fs = ended(said, fs)
		case "start_date":
			q.From, fs = moment(name, given, fs)
		case "end_date":
			q.To, fs = moment(name, given, fs)
		case "page":
			page, fs = whole(name, given, mostPages, 1, fs)
		case "page_size":
			q.Limit, fs = whole(name, given, report.MostInquired, report.MostInquired, fs)
		case "jurisdiction_id", "api_key", "extensions": // known, and change nothing
		default:
			fs = append(fs, fault.At(shown(name), "open311.unknown"))
		}
	}
	if len(q.Numbers) > mostNumbers || len(q.Categories) > mostNumbers {
		fs = append(fs, fault.At("service_request_id", "open311.many", "max", mostNumbers))
	}
	fs = within(&q, now, fs)
	if len(fs) > 0 {
		return report.Inquiry{}, fault.Fields("open311.bad_request", fs...)
	}
	q.Skip = (page - 1) * q.Limit
	return q, nil
}

// within fills the ends of the range in.
func within(q *report.Inquiry, now time.Time, fs []fault.Field) []fault.Field {
	switch {
	case q.From.IsZero() && q.To.IsZero():
		q.From, q.To = now.Add(-longestRange), now
	case q.From.IsZero():
		q.From = q.To.Add(-longestRange)
	case q.To.IsZero():
		q.To = q.From.Add(longestRange)
	case q.To.Before(q.From):
		return append(fs, fault.At("end_date", "open311.ends_before"))
	case q.To.Sub(q.From) > longestRange:
		return append(fs, fault.At("end_date", "open311.long_range", "max", int(longestRange.Hours()/24)))
	}
	return fs
}

// split takes values apart that are declared several times or stand behind commas.
func split(given []string) (list []string) {
	for _, one := range given {
		for v := range strings.SplitSeq(one, ",") {
			if v = strings.TrimSpace(v); v != "" && !slices.Contains(list, v) {
				list = append(list, strings.ToValidUTF8(v, "?"))
			}
		}
	}
	return list
}

func ended(said []string, fs []fault.Field) (*bool, []fault.Field) {
	open, closed := false, false
	for _, s := range said {
		switch s {
		case "open":
			open = true
		case "closed":
			closed = true
		default:
			return nil, append(fs, fault.At("status", "open311.bad_status"))
		}
	}
	if open == closed {
		return nil, fs // neither is asked, or both
	}
	return &closed, fs
}

// moment reads a time as W3C's note has it: with a zone, to the minute at least. A plus that was not escaped has come as a blank.
func moment(name string, given []string, fs []fault.Field) (time.Time, []fault.Field) {
	if len(given) > 1 {
		return time.Time{}, append(fs, fault.At(name, "open311.twice"))
	}
	said := strings.ReplaceAll(strings.TrimSpace(given[0]), " ", "+")
	if said == "" {
		return time.Time{}, fs
	}
	for _, form := range []string{time.RFC3339, "2006-01-02T15:04Z07:00"} {
		if at, err := time.Parse(form, said); err == nil && at.Year() > 1900 && at.Year() < 2200 {
			return at.UTC(), fs
		}
	}
	return time.Time{}, append(fs, fault.At(name, "open311.bad_time"))
}

func whole(name string, given []string, most, usual int, fs []fault.Field) (int, []fault.Field) {
	if len(given) > 1 {
		return usual, append(fs, fault.At(name, "open311.twice"))
	}
	if given[0] == "" {
		return usual, fs
	}
	n, err := strconv.Atoi(given[0])
	if err != nil || n < 1 || n > most {
		return usual, append(fs, fault.At(name, "open311.bad_number", "max", most))
	}
	return n, fs
}

package cap

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

// timeShape is the pattern of the schema: whole seconds and an offset, "-00:00"
// for universal time.
var timeShape = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d$`)

const layout = "2006-01-02T15:04:05-07:00"

func parseTime(s string) (time.Time, error) {
	if !timeShape.MatchString(s) {
		return time.Time{}, fmt.Errorf("%q is not a time of CAP", s)
	}
	return time.Parse(layout, s)
}

// Time writes an instant as CAP wants it, in the zone that it carries.
func Time(t time.Time) string {
	s := t.Format(layout)
	if t.Location() == time.UTC {
		// "-00:00" says universal time without saying that the sender is at that offset.
		return strings.TrimSuffix(s, "+00:00") + "-00:00"
	}
	return s
}

// String is "sender,identifier,sent".
func (r Reference) String() string { return r.Sender + "," + r.Identifier + "," + Time(r.Sent) }

func parseReferences(s string) (list []Reference, err error) {
	for _, one := range strings.Fields(s) {
		part := strings.Split(one, ",")
		if len(part) != 3 || part[0] == "" || part[1] == "" {
			return nil, fmt.Errorf("%q does not name a message", one)
		}
		sent, err := parseTime(part[2])
		if err != nil {
			return nil, err
		}
		list = append(list, Reference{Sender: part[0], Identifier: part[1], Sent: sent})
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("no message is named")
	}
	return list, nil
}

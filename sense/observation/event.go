package observation

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"thanhdong/ground/db"
)

// StoredKind is the kind of the one event of this room.
const StoredKind = "observation.Stored"

// Stored is its body: which series changed, and between which observation times,
// both included.
type Stored struct {
	Feed   string `json:"feed"`
	Series []Span `json:"series"`
}

// Span is one touched series. From and To are microseconds in the body.
type Span struct {
	Station   string
	Parameter string
	From, To  time.Time
}

// ReadStored reads the body of an event. Readers use it instead of knowing the
// form.
func ReadStored(body []byte) (s Stored, err error) {
	if err := json.Unmarshal(body, &s); err != nil {
		return s, fmt.Errorf("read %s: %w", StoredKind, err)
	}
	return s, nil
}

// MarshalJSON writes by hand: a commit of a thousand series is the hot path.
func (s Stored) MarshalJSON() ([]byte, error) {
	b := make([]byte, 0, 40+110*len(s.Series))
	b = append(b, `{"feed":`...)
	b = quote(b, s.Feed)
	b = append(b, `,"series":[`...)
	for i, x := range s.Series {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, `{"station":`...)
		b = quote(b, x.Station)
		b = append(b, `,"parameter":`...)
		b = quote(b, x.Parameter)
		b = append(b, `,"from":`...)
		b = strconv.AppendInt(b, db.Micros(x.From), 10)
		b = append(b, `,"to":`...)
		b = strconv.AppendInt(b, db.Micros(x.To), 10)
		b = append(b, '}')
	}
	return append(b, "]}"...), nil
}

func quote(b []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < 0x20 || c == '"' || c == '\\' || c >= 0x7f || c == '<' || c == '>' || c == '&' {
			q, err := json.Marshal(s)
			if err != nil { // a string always marshals
				return append(b, `""`...)
			}
			return append(b, q...)
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}

// UnmarshalJSON reads the form that [Stored.MarshalJSON] writes.
func (x *Span) UnmarshalJSON(b []byte) error {
	var v struct {
		Station   string `json:"station"`
		Parameter string `json:"parameter"`
		From      int64  `json:"from"`
		To        int64  `json:"to"`
	}
	if err := json.Unmarshal(b, &v); err != nil {
		return err
	}
	*x = Span{Station: v.Station, Parameter: v.Parameter, From: db.Time(v.From), To: db.Time(v.To)}
	return nil
}

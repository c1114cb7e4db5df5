package observation

import (
	"encoding/json"
	"fmt"
	"time"

	"thanhdong/ground/db"
)

// StoredKind is the kind of the one event of this room.
const StoredKind = "observation.Stored"

// Stored is its body: which series changed, and between which observation times,
// both included.
type Stored struct {
	Feed   string
	Series []Span
}

// Span is one touched series.
type Span struct {
	Station   string // id of the entity
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

// storedBody is the form in the log. A commit of a thousand series is common, and
// a row of the log should not outweigh the observations it tells of: names stand
// once, and Series holds four numbers for each series: the places of station and
// parameter, microseconds from Base to From, and from From to To.
type storedBody struct {
	Feed       string   `json:"feed"`
	Base       int64    `json:"base"`
	Stations   []string `json:"stations"`
	Parameters []string `json:"parameters"`
	Series     []int64  `json:"series"`
}

// MarshalJSON writes the short form.
func (s Stored) MarshalJSON() ([]byte, error) {
	b := storedBody{Feed: s.Feed, Series: make([]int64, 0, 4*len(s.Series))}
	stations, parameters := places{}, places{}
	if len(s.Series) > 0 {
		b.Base = db.Micros(s.Series[0].From)
	}
	for _, x := range s.Series {
		from := db.Micros(x.From)
		b.Series = append(b.Series, stations.of(x.Station, &b.Stations), parameters.of(x.Parameter, &b.Parameters), from-b.Base, db.Micros(x.To)-from)
	}
	return json.Marshal(b)
}

// places numbers names in the order of their first mention.
type places map[string]int64

func (p places) of(name string, names *[]string) int64 {
	i, ok := p[name]
	if !ok {
		i = int64(len(*names))
		p[name] = i
		*names = append(*names, name)
	}
	return i
}

// UnmarshalJSON reads the short form.
func (s *Stored) UnmarshalJSON(body []byte) error {
	var b storedBody
	if err := json.Unmarshal(body, &b); err != nil {
		return err
	}
	*s = Stored{Feed: b.Feed, Series: make([]Span, 0, len(b.Series)/4)}
	for i := 0; i+4 <= len(b.Series); i += 4 {
		station, parameter, from := b.Series[i], b.Series[i+1], b.Base+b.Series[i+2]
		if station < 0 || station >= int64(len(b.Stations)) || parameter < 0 || parameter >= int64(len(b.Parameters)) {
			return fmt.Errorf("series %d names no station or parameter", i/4)
		}
		s.Series = append(s.Series, Span{
			Station: b.Stations[station], Parameter: b.Parameters[parameter], From: db.Time(from), To: db.Time(from + b.Series[i+3]),
		})
	}
	return nil
}

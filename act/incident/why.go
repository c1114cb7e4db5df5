package incident

import (
	"encoding/json"
	"math"
	"strings"
	"time"

	"thanhdong/ground/text"
)

// Why says what two things have in common: the reason why one is proposed for the
// other, kept with what was joined.
type Why struct {
	Metres   *int `json:"metres,omitempty"` // nil where one of them has no place
	Minutes  int  `json:"minutes"`
	SameKind bool `json:"same_kind,omitempty"`
	SameArea bool `json:"same_area,omitempty"`
	ByHand   bool `json:"by_hand,omitempty"` // nothing speaks for it but the person who joined it
}

// In puts it into words: "cách 400 m, cách 12 phút, cùng loại".
func (w Why) In(lang text.Lang) string {
	if w == (Why{}) {
		return ""
	}
	var parts []string
	say := func(key string, args map[string]any) { parts = append(parts, text.T(lang, "incident.why_"+key, args)) }
	switch {
	case w.Metres != nil && *w.Metres >= 1000:
		say("km", map[string]any{"n": math.Round(float64(*w.Metres)/100) / 10})
	case w.Metres != nil:
		say("metres", map[string]any{"n": *w.Metres})
	case w.SameArea:
		say("area", nil)
	}
	say("time", map[string]any{"n": time.Duration(w.Minutes) * time.Minute})
	if w.SameKind {
		say("kind", nil)
	}
	if w.ByHand {
		say("hand", nil)
	}
	return strings.Join(parts, ", ")
}

func (w Why) stored() string {
	if w == (Why{}) {
		return ""
	}
	b, _ := json.Marshal(w) // numbers and truth values only
	return string(b)
}

func whyFrom(stored string) (w Why) {
	if stored != "" {
		_ = json.Unmarshal([]byte(stored), &w) // written by stored alone
	}
	return w
}

// spot is what is compared: where, when and of which kind something is.
type spot struct {
	Lon, Lat *float64
	Area     string
	At       time.Time
	Kinds    []string // codes of types, of playbooks, of parameters; empty: not known
}

// compare says what two spots have in common, and whether that is enough by the
// type: within its window; near in place, or, where one has no place, in the same
// area and of the same kind; never of two known kinds that differ.
func (t Type) compare(a, b spot) (w Why, fits bool) {
	apart := a.At.Sub(b.At).Abs()
	w.Minutes = int(apart.Round(time.Minute) / time.Minute)
	w.SameArea = a.Area != "" && a.Area == b.Area
	for _, k := range a.Kinds {
		for _, o := range b.Kinds {
			w.SameKind = w.SameKind || k == o
		}
	}
	near := w.SameArea && w.SameKind
	if a.Lon != nil && b.Lon != nil {
		m := metres(*a.Lon, *a.Lat, *b.Lon, *b.Lat)
		w.Metres = &m
		near = m <= t.Near
	}
	differ := len(a.Kinds) > 0 && len(b.Kinds) > 0 && !w.SameKind
	return w, apart <= t.Window && near && !differ
}

const earth = 6_371_008.8 // metres; mean radius, IUGG

// metres is the distance on the sphere, to ten metres: no address is better known.
func metres(lon1, lat1, lon2, lat2 float64) int {
	rad := func(d float64) float64 { return d * math.Pi / 180 }
	a := math.Pow(math.Sin(rad(lat2-lat1)/2), 2) + math.Cos(rad(lat1))*math.Cos(rad(lat2))*math.Pow(math.Sin(rad(lon2-lon1)/2), 2)
	return int(math.Round(2*earth*math.Asin(math.Min(1, math.Sqrt(a)))/10)) * 10
}

package portal

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"thanhdong/ground/area"
	"thanhdong/ground/db"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
	"thanhdong/serve/place"
)

// barrier is the category of a report that a place keeps somebody out, by the packs.
const barrier = "tiep_can"

// mostOffered bounds the places that the form of a report offers, so that the page stays small; all others are found on the page of places.
const mostOffered = 200

// shownPlace is one place with what its line or page says.
type shownPlace struct {
	place.Place
	AreaName, UnitName text.L
	Chips              []chip
	Seen               []seenFact
	Barrier            bool // one can be reported
}

// chip says in a few words how a place stands to a need.
type chip struct {
	Need  string
	Stand place.Stand
}

type seenFact struct {
	place.Fact
	Key string // of the sentence
	Old bool
}

// Aged tells whether anything is to be seen again.
func (s shownPlace) Aged() bool {
	return slices.ContainsFunc(s.Seen, func(f seenFact) bool { return f.Old })
}

// first are the needs of which a line always speaks, also where nobody looked.
var first = []string{"step-free", "toilet"}

func (p *Portal) shownPlaces(list []place.Place, names map[string]text.L) (out []shownPlace) {
	for _, one := range list {
		s := shownPlace{Place: one, AreaName: names[one.Area]}
		for _, need := range place.Needs {
			if stand := one.Stand(need); stand == place.Met || slices.Contains(first, need) {
				s.Chips = append(s.Chips, chip{need, stand})
			}
		}
		for _, q := range place.Questions {
			f, known := one.Fact(q.What)
			if !known {
				continue
			}
			is := f.Is
			if q.Answers == nil {
				is = "cm"
			}
			s.Seen = append(s.Seen, seenFact{f, "place.fact_" + f.What + "_" + is, one.Old(f, p.DB.Now())})
		}
		out = append(out, s)
	}
	return out
}

// placesView is the page of all places.
type placesView struct {
	Typed, Kind, Area, Need string
	Kinds, Needs            []string
	Areas                   []areaGroup
	Rows                    []shownPlace
	Next                    string
}

// Asked tells whether anything was looked for.
func (v placesView) Asked() bool { return v.Typed+v.Kind+v.Area+v.Need != "" }

// placeList answers GET /places.
func (p *Portal) placeList(w http.ResponseWriter, r *http.Request) error {
	return p.alike(w, r, "places", "portal.places_title", func(ctx context.Context) (any, error) { return p.foundPlaces(ctx, r.URL.Query()) }, func(page []byte) []byte { return page })
}

func (p *Portal) foundPlaces(ctx context.Context, q url.Values) (placesView, error) {
	v := placesView{Typed: q.Get("q"), Kind: q.Get("kind"), Area: q.Get("area"), Need: q.Get("need"), Kinds: place.Kinds, Needs: place.Needs}
	if len(v.Typed) > longestTyped {
		v.Typed = ""
	}
	if !slices.Contains(place.Kinds, v.Kind) {
		v.Kind = ""
	}
	f := place.Filter{Q: v.Typed, Kind: v.Kind, Area: v.Area, After: q.Get("after"), Limit: perPage}
	if slices.Contains(place.Needs, v.Need) {
		f.Needs = []string{v.Need}
	} else {
		v.Need = ""
	}
	list, more, err := p.Places.List(ctx, f)
	if err != nil {
		return v, err
	}
	s, err := p.shared.get(ctx, p.DB.Now())
	if err != nil {
		return v, err
	}
	v.Areas, v.Rows = s.areas, p.shownPlaces(list, s.names)
	if more {
		q.Set("after", list[len(list)-1].Code)
		v.Next = "?" + q.Encode()
	}
	return v, nil
}

// placeOne answers GET /places/{code}.
func (p *Portal) placeOne(w http.ResponseWriter, r *http.Request) error {
	one, err := p.Places.ByCode(r.Context(), r.PathValue("code"))
	if err != nil {
		return err
	}
	s, err := p.shared.get(r.Context(), p.DB.Now())
	if err != nil {
		return err
	}
	v := p.shownPlaces([]place.Place{one}, s.names)[0]
	_, v.Barrier = s.byCode[barrier]
	v.Barrier = v.Barrier && s.open
	err = p.DB.View(r.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
		if v.AreaName.Empty() { // it ended, and its name is still where the place lies
			rows, err := area.Versions(ctx, tx, one.Area)
			if err != nil {
				return err
			}
			if len(rows) > 0 {
				v.AreaName = rows[len(rows)-1].Name
			}
		}
		v.UnitName, err = unit.Called(ctx, tx, one.Unit)
		return err
	})
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, "place", one.Name.In(langOf(r)), v)
}

// readEasyPlaces are the few that the first page shows: those that a wheelchair gets into.
func (p *Portal) readEasyPlaces(ctx context.Context) ([]shownPlace, error) {
	list, _, err := p.Places.List(ctx, place.Filter{Needs: []string{"step-free"}, Limit: 3})
	if err != nil {
		return nil, err
	}
	s, err := p.shared.get(ctx, p.DB.Now())
	if err != nil {
		return nil, err
	}
	out := p.shownPlaces(list, s.names)
	for i := range out {
		out[i].Chips = out[i].Chips[:min(3, len(out[i].Chips))]
	}
	return out, nil
}

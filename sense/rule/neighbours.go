package rule

import (
	"cmp"
	"context"
	"math"
	"slices"
	"sort"
	"sync"

	"thanhdong/ground/db"
	"thanhdong/sense/entity"
)

// town is where the stations stand, for comparisons with neighbours. It is kept
// until any entity changes.
type town struct {
	version int64
	places  []place // by latitude
	index   map[string]int

	mu    sync.Mutex
	known map[nearKey][]string
}

type place struct {
	id, kind, area string
	lon, lat       float64
}

type nearKey struct {
	station string
	km      int
}

// townOf gives the stations as this transaction sees them.
func (rs *Rules) townOf(ctx context.Context, tx *db.Tx) (*town, error) {
	version, err := entity.Version(ctx, tx)
	if err != nil {
		return nil, err
	}
	rs.mu.Lock()
	t := rs.town
	rs.mu.Unlock()
	if t != nil && t.version == version {
		return t, nil
	}
	stations, err := entity.All(ctx, tx, entity.Station)
	if err != nil {
		return nil, err
	}
	t = &town{version: version, index: map[string]int{}, known: map[nearKey][]string{}}
	for _, e := range stations {
		kind, _ := e.Attrs["station_type"].(string)
		t.places = append(t.places, place{e.ID, kind, e.Area, e.Lon, e.Lat})
	}
	slices.SortFunc(t.places, func(a, b place) int { return cmp.Or(cmp.Compare(a.lat, b.lat), cmp.Compare(a.id, b.id)) })
	for i, p := range t.places {
		t.index[p.id] = i
	}
	tx.AfterCommit(func() {
		rs.mu.Lock()
		defer rs.mu.Unlock()
		rs.town = t
	})
	return t, nil
}

const (
	earth     = 6371.0088 // mean radius, km
	kmADegree = earth * math.Pi / 180
)

// near gives the stations of the same type within some km, or of the same area
// for 0 km, without the station itself.
func (t *town) near(station string, km int) []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	k := nearKey{station, km}
	if list, ok := t.known[k]; ok {
		return list
	}
	i, ok := t.index[station]
	if !ok {
		return nil
	}
	me := t.places[i]
	among := t.places
	if km > 0 {
		band := float64(km) / kmADegree
		from := sort.Search(len(among), func(i int) bool { return among[i].lat >= me.lat-band })
		to := sort.Search(len(among), func(i int) bool { return among[i].lat > me.lat+band })
		among = among[from:to]
	}
	var list []string
	for _, p := range among {
		switch {
		case p.id == me.id || p.kind != me.kind:
		case km == 0 && p.area == me.area, km > 0 && distance(me, p) <= float64(km):
			list = append(list, p.id)
		}
	}
	slices.Sort(list)
	t.known[k] = list
	return list
}

// distance on the sphere in km, by the haversine formula.
func distance(a, b place) float64 {
	const radian = math.Pi / 180
	lat, lon := (b.lat-a.lat)*radian/2, (b.lon-a.lon)*radian/2
	h := math.Pow(math.Sin(lat), 2) + math.Cos(a.lat*radian)*math.Cos(b.lat*radian)*math.Pow(math.Sin(lon), 2)
	return 2 * earth * math.Asin(min(1, math.Sqrt(h)))
}

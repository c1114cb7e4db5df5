package portal

import (
	"cmp"
	"context"
	"math"
	"net/http"
	"slices"
	"strconv"
	"time"

	"thanhdong/ground/area"
	"thanhdong/ground/db"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
	"thanhdong/sense/derive"
	"thanhdong/sense/entity"
	"thanhdong/sense/feed"
)

// hourly is the series that the page speaks of: the hourly index by law.
const hourly = "VN_AQI"

// station is the air at one place, in words.
type station struct {
	Code              string
	Name, Owner, Area text.L
	Lat, Lon          float64
	Value             int
	Level             int // 1 is the best of six
	LevelName         text.L
	Advice, Sensitive text.L
	Parameter         string
	Method            string
	At                time.Time // start of the hour
	Sample            bool
	Away              float64 // km; 0 when nobody said where they are

	unit, area string // codes of the owner and of where it stands
}

// End is the end of the hour that the index stands for.
func (s station) End() time.Time { return s.At.Add(time.Hour) }

// Old tells whether the index says nothing about now.
func (s station) Old(now time.Time) bool { return !feed.Fresh(now.Sub(s.End()), time.Hour) }

func (p *Portal) readAir(ctx context.Context) (list []station, err error) {
	es, _, err := p.Entities.List(ctx, entity.Filter{Type: entity.Station})
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(es))
	byID := map[string]entity.Entity{}
	for i, e := range es {
		ids[i], byID[e.ID] = e.ID, e
	}
	tables, err := p.Derive.Tables(ctx)
	if err != nil {
		return nil, err
	}
	values, err := p.Derive.Current(ctx, ids...)
	if err != nil {
		return nil, err
	}
	for _, v := range values {
		if v.Series != hourly {
			continue
		}
		e := byID[v.Station]
		list = append(list, station{
			Code: e.Code, Name: e.Name, Lat: e.Lat, Lon: e.Lon, Value: int(v.Value), Level: derive.Level(tables, v), LevelName: v.Category.Name,
			Advice: v.Category.Advice, Sensitive: v.Category.AdviceSensitive, Parameter: v.Parameter, Method: v.Method, At: v.At, Sample: e.Sample, unit: e.Unit, area: e.Area,
		})
	}
	return list, p.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		for i := range list {
			u, err := unit.ByCode(ctx, tx, list[i].unit, "")
			if err != nil {
				return err
			}
			a, err := area.ByCode(ctx, tx, list[i].area, "")
			if err != nil {
				return err
			}
			list[i].Owner, list[i].Area = u.Name, a.Name
		}
		return nil
	})
}

// airView is the page of the air: the reader's station first.
type airView struct {
	First    *station
	Chosen   bool // by the reader, or the nearest; otherwise the worst of the province
	Near     bool
	Stations []station
}

// airOf gives the stations in the order for the reader: by distance where they said where they are (lat, lon in the
// query, rounded by the page's script to about a kilometre), else the worst that is not old first.
func (p *Portal) airOf(r *http.Request) (v airView, err error) {
	now := p.DB.Now()
	list, err := p.air.get(r.Context(), now)
	if err != nil {
		return v, err
	}
	v.Stations = slices.Clone(list)
	lat, lon, near := hereOf(r)
	if near {
		for i := range v.Stations {
			v.Stations[i].Away = away(lat, lon, v.Stations[i].Lat, v.Stations[i].Lon)
		}
	}
	home := lookOf(r).Station
	slices.SortStableFunc(v.Stations, func(a, b station) int {
		if near {
			return cmp.Compare(a.Away, b.Away)
		}
		if old := a.Old(now); old != b.Old(now) {
			if old {
				return 1
			}
			return -1
		}
		return cmp.Compare(b.Value, a.Value)
	})
	v.Near = near
	for i := range v.Stations {
		if near && i == 0 || !near && v.Stations[i].Code == home {
			v.First, v.Chosen = &v.Stations[i], true
		}
	}
	if v.First == nil && len(v.Stations) > 0 {
		v.First = &v.Stations[0]
	}
	return v, nil
}

func hereOf(r *http.Request) (lat, lon float64, ok bool) {
	q := r.URL.Query()
	lat, e1 := strconv.ParseFloat(q.Get("lat"), 64)
	lon, e2 := strconv.ParseFloat(q.Get("lon"), 64)
	return lat, lon, e1 == nil && e2 == nil && math.Abs(lat) <= 90 && math.Abs(lon) <= 180
}

// away is the distance in km on a sphere (haversine), good to half a percent.
func away(lat1, lon1, lat2, lon2 float64) float64 {
	const earth, deg = 6371.0, math.Pi / 180
	dlat, dlon := (lat2-lat1)*deg, (lon2-lon1)*deg
	h := math.Pow(math.Sin(dlat/2), 2) + math.Cos(lat1*deg)*math.Cos(lat2*deg)*math.Pow(math.Sin(dlon/2), 2)
	return 2 * earth * math.Asin(math.Sqrt(h))
}

func (p *Portal) airPage(w http.ResponseWriter, r *http.Request) error {
	v, err := p.airOf(r)
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, "air", "portal.air_title", v)
}

package console

import (
	"cmp"
	"context"
	"slices"
	"time"

	"thanhdong/act/incident"
	"thanhdong/act/roster"
	"thanhdong/act/work"
	"thanhdong/door/wire"
	"thanhdong/sense/alert"
	"thanhdong/sense/entity"
	"thanhdong/sense/feed"
)

// Overview is the first screen of the centre: what is open, late or silent now.
type Overview struct {
	Tiles      []Tile     `json:"tiles"`
	Incidents  []Incident `json:"incidents" doc:"The newest open ones"`
	LateByUnit []LateUnit `json:"late_by_unit"`
	Feeds      []Feed     `json:"feeds"`
	OnDuty     []DutyNow  `json:"on_duty" doc:"By shift and unit, without names: walls show them"`
	Hidden     Hidden     `json:"hidden" doc:"What is muted now: shown as loudly as what is heard"`
	Silences   []Silence  `json:"silences" doc:"The active ones that end next"`
	Now        time.Time  `json:"now"`
}

// Tile is one figure with everything that makes it credible.
type Tile struct {
	Code      string     `json:"code"`
	Label     string     `json:"label"`
	Value     *float64   `json:"value" doc:"Null when there is none"`
	Unit      string     `json:"unit"`
	Note      string     `json:"note"`
	Owner     wire.Ref   `json:"owner"`
	Source    string     `json:"source" doc:"Code of where the figure comes from"`
	At        time.Time  `json:"at"`
	Freshness string     `json:"freshness" enum:"live,new,old,dead"`
	Action    TileAction `json:"action"`
}

// TileAction is the one thing to do about a figure.
type TileAction struct {
	Label string `json:"label"`
	Href  string `json:"href"`
}

// LateUnit is how much of a unit's work is late.
type LateUnit struct {
	Unit      wire.Ref  `json:"unit"`
	Count     int       `json:"count"`
	OldestDue time.Time `json:"oldest_due"`
}

// DutyNow is one turn of now.
type DutyNow struct {
	Unit  wire.Ref  `json:"unit"`
	Shift string    `json:"shift"`
	Until time.Time `json:"until"`
	Gap   string    `json:"gap" enum:",nobody,suspended,leave" doc:"Nobody is on duty, and why"`
}

// shown is how many rows the overview lists: more do not fit a wall.
const shown = 7

// counted bounds what a tile counts; a province with more open cases than that
// has other worries than the exact figure.
const counted = 500

func (c *Console) overview(ctx context.Context, s *speaker, _ *nothing) (Overview, error) {
	o := Overview{Now: wire.At(s.now), Tiles: []Tile{}, LateByUnit: []LateUnit{}}
	open, _, err := c.Incidents.List(ctx, incident.Filter{State: incident.Open, Limit: counted})
	if err != nil {
		return o, err
	}
	o.Incidents, err = mapAll(open[:min(len(open), shown)], func(i incident.Incident) (Incident, error) { return s.incident(ctx, i) })
	if err != nil {
		return o, err
	}
	late, err := c.Work.LateByUnit(ctx)
	if err != nil {
		return o, err
	}
	o.LateByUnit, err = mapAll(late, func(l work.LateUnit) (LateUnit, error) {
		unit, err := s.unit(ctx, l.Unit)
		return LateUnit{unit, l.Count, wire.At(l.OldestDue)}, err
	})
	if err != nil {
		return o, err
	}
	if o.OnDuty, err = s.dutyNow(ctx); err != nil {
		return o, err
	}
	feeds, err := c.Feeds.List(ctx)
	if err != nil {
		return o, err
	}
	if o.Feeds, err = mapAll(feeds, func(f feed.Feed) (Feed, error) { return s.feed(ctx, f) }); err != nil {
		return o, err
	}
	hidden, err := c.Alerts.Hidden(ctx)
	if err != nil {
		return o, err
	}
	o.Hidden = Hidden{hidden.Silences, hidden.Maintenance, hidden.Alerts, hidden.Inhibited}
	silences, err := c.Alerts.Silences(ctx, false)
	if err != nil {
		return o, err
	}
	silences = slices.DeleteFunc(silences, func(x alert.Silence) bool { return x.State != alert.Active })
	if o.Silences, err = mapAll(silences[:min(len(silences), shown)], func(x alert.Silence) (Silence, error) { return s.silence(ctx, x) }); err != nil {
		return o, err
	}
	o.Tiles, err = s.tiles(ctx, len(open), late, feeds)
	return o, err
}

func (s *speaker) tiles(ctx context.Context, open int, late []work.LateUnit, feeds []feed.Feed) ([]Tile, error) {
	alerts, _, err := s.Alerts.List(ctx, alert.Filter{Alive: true, Limit: counted})
	if err != nil {
		return nil, err
	}
	stations, _, err := s.Entities.List(ctx, entity.Filter{Type: stationType})
	if err != nil {
		return nil, err
	}
	mapped, err := s.stationsOf(ctx, stations)
	if err != nil {
		return nil, err
	}
	overdue, oldest := 0, time.Time{}
	for _, l := range late {
		overdue += l.Count
		if oldest.IsZero() || l.OldestDue.Before(oldest) {
			oldest = l.OldestDue
		}
	}
	firing := 0
	for _, a := range alerts {
		if a.State == alert.Firing {
			firing++
		}
	}
	lateNote := ""
	if overdue > 0 {
		lateNote = s.t("console.tile_late_note", "length", s.now.Sub(oldest))
	}
	tiles := []Tile{
		s.tile("incidents", open, "", "/console/incidents"),
		s.tile("late", overdue, lateNote, "/console/work?view=late"),
		s.tile("alerts", len(alerts), s.t("console.tile_alerts_note", "n", firing), "/console/alerts?state=alive"),
		s.worst(mapped),
		s.online(mapped),
		s.feedsOld(feeds),
	}
	for i := range tiles {
		// Each figure of the centre belongs to the reader's own unit unless a source
		// says otherwise.
		if tiles[i].Owner.Code == "" {
			if tiles[i].Owner, err = s.unit(ctx, s.by.Unit); err != nil {
				return nil, err
			}
		}
	}
	return tiles, nil
}

// tileCodes are what people read aloud from a wall, where nothing can be clicked.
var tileCodes = map[string]string{"incidents": "SC-01", "late": "CV-01", "alerts": "CB-01", "aqi": "QT-01", "stations": "QT-02", "feeds": "NC-01"}

// tile is a figure counted now, in the rooms' own tables.
func (s *speaker) tile(code string, n int, note, href string) Tile {
	v := float64(n)
	return Tile{
		Code: tileCodes[code], Label: s.t("console.tile_" + code), Value: &v, Note: note, Source: tileCodes[code], At: wire.At(s.now), Freshness: "live",
		Action: TileAction{Label: s.t("console.tile_" + code + "_action"), Href: href},
	}
}

// worst is the worst index of now. Where every index is old the newest of them is
// shown, and says that it is old.
func (s *speaker) worst(stations []Station) Tile {
	t := s.tile("aqi", 0, s.t("console.tile_aqi_none"), "/console/stations")
	t.Value, t.Freshness = nil, "dead"
	var worst *Station
	for i := range stations {
		if st := &stations[i]; st.AQI != nil && (worst == nil || worse(st.AQI, worst.AQI)) {
			worst = st
		}
	}
	if worst == nil {
		return t
	}
	v := float64(worst.AQI.Value)
	t.Value, t.Note, t.Owner = &v, worst.AQI.LevelName+" · "+worst.Name, worst.Owner
	t.At, t.Freshness, t.Action.Href = worst.AQI.At, worst.AQI.Freshness, "/console/stations/"+worst.Code
	return t
}

// worse prefers a fresh index to an old one, then the higher to the lower, then
// among old ones the newer.
func worse(a, b *AQI) bool {
	switch fa, fb := fresh(a.Freshness), fresh(b.Freshness); {
	case fa != fb:
		return fa
	case !fa:
		return a.At.After(b.At)
	}
	return a.Value > b.Value
}

func fresh(freshness string) bool { return freshness == "live" || freshness == "new" }

// online counts the stations of which some value is not old.
func (s *speaker) online(stations []Station) Tile {
	n := 0
	for _, st := range stations {
		for _, l := range st.Latest {
			if fresh(l.Freshness) {
				n++
				break
			}
		}
	}
	return s.tile("stations", n, s.t("console.tile_stations_note", "n", len(stations)), "/console/stations")
}

// feedsOld counts the sources that are not as promised.
func (s *speaker) feedsOld(feeds []feed.Feed) Tile {
	n := 0
	for _, f := range feeds {
		if f.Health != feed.OnTime {
			n++
		}
	}
	return s.tile("feeds", n, s.t("console.tile_feeds_note", "n", len(feeds)), "/console/feeds")
}

// dutyNow gives the turns of now of the rosters that the reader may see, gaps first.
func (s *speaker) dutyNow(ctx context.Context) ([]DutyNow, error) {
	turns, err := s.Rosters.OnDuty(ctx, s.now)
	if err != nil {
		return nil, err
	}
	kept, err := s.Rosters.List(ctx)
	if err != nil {
		return nil, err
	}
	rosters := map[string]roster.Kept{}
	for _, k := range kept {
		rosters[k.Code] = k
	}
	slices.SortStableFunc(turns, func(a, b roster.Turn) int { return cmp.Compare(btoi(a.Gap == ""), btoi(b.Gap == "")) })
	return mapAll(turns, func(t roster.Turn) (DutyNow, error) {
		k := rosters[t.Roster]
		u, err := s.unit(ctx, k.Unit)
		name := t.Name.In(s.lang)
		if t.Shift == "" {
			name = k.Name.In(s.lang)
		}
		return DutyNow{Unit: u, Shift: name, Until: wire.At(t.End), Gap: t.Gap}, err
	})
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

package report

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"thanhdong/act/incident"
	"thanhdong/ground/actor"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// Cluster says when live reports of a category that lie together may be one case.
type Cluster struct {
	Many   int           `json:"many"`   // from how many; 0: never
	Metres int           `json:"metres"` // of each from the one that came last
	Within time.Duration `json:"within"` // before that one
	Type   string        `json:"type"`   // of the case that it seems to be; empty: not known
}

// mostNamed is how many numbers a signal names.
const mostNamed = 10

// ProposeTo gives clusters of reports to the duty officers as signals: a case is opened, or joined, by a person alone. A report is of one cluster;
// those that come after are one again when they are as many.
func (rs *Reports) ProposeTo(is *incident.Incidents, b *bus.Bus) {
	b.Read("report.clusters", []string{ReceivedEvent, AssignedEvent, ReopenedEvent}, func(ctx context.Context, tx *db.Tx, events []bus.Event) error {
		ctx = actor.With(ctx, actor.System("report"))
		for _, e := range events {
			list, c, err := clusterOf(ctx, tx, e.Subject)
			if err != nil {
				return err
			}
			if len(list) == 0 {
				continue
			}
			if err := propose(ctx, tx, is, list, c); err != nil {
				return err
			}
		}
		return nil
	})
}

// clusterOf gives the reports around one that are enough for a case, the oldest first; none where they are not, or it is in a cluster already.
func clusterOf(ctx context.Context, tx *db.Tx, id string) (list []Report, c Category, err error) {
	r, err := load(ctx, tx, `r.id = ?`, "", id)
	if err != nil {
		return nil, c, err
	}
	if c, err = category(ctx, tx, r.Category); err != nil {
		return nil, c, err
	}
	if c.Cluster.Many < 2 || r.Private || !r.State.Acts() || r.Lon == nil || r.Lat == nil {
		return nil, c, nil
	}
	dlat := float64(c.Cluster.Metres) / metresInDegree
	dlon := dlat / max(0.1, math.Cos(*r.Lat*math.Pi/180))
	found, err := query(ctx, tx, `r.category = ? AND r.private = 0 AND r.stage IN ('waiting', 'handled') AND r.received_at BETWEEN ? AND ? AND r.lat BETWEEN ? AND ? AND r.lon BETWEEN ? AND ?
		AND r.id NOT IN (SELECT report FROM report_cluster) ORDER BY r.received_at, r.id`,
		r.Category, db.Micros(r.ReceivedAt.Add(-c.Cluster.Within)), db.Micros(r.ReceivedAt), *r.Lat-dlat, *r.Lat+dlat, *r.Lon-dlon, *r.Lon+dlon)
	if err != nil {
		return nil, c, err
	}
	found = slices.DeleteFunc(found, func(o Report) bool { return metres(*r.Lon, *r.Lat, *o.Lon, *o.Lat) > c.Cluster.Metres })
	if len(found) < c.Cluster.Many || !slices.ContainsFunc(found, func(o Report) bool { return o.ID == id }) {
		return nil, c, nil
	}
	return found, c, nil
}

func propose(ctx context.Context, tx *db.Tx, is *incident.Incidents, list []Report, c Category) error {
	desk, err := intake(ctx, tx)
	if fault.Is(err, fault.Unavailable) {
		return nil // nobody takes reports in any more
	}
	if err != nil {
		return err
	}
	var lon, lat float64
	numbers := make([]string, 0, mostNamed)
	for _, r := range list {
		lon, lat = lon+*r.Lon/float64(len(list)), lat+*r.Lat/float64(len(list))
		if len(numbers) < mostNamed {
			numbers = append(numbers, r.Number)
		}
	}
	last := list[len(list)-1]
	if len(list) > mostNamed {
		numbers = append(numbers, "…")
	}
	words := text.T(text.VI, "report.cluster_words", map[string]any{"n": len(list), "category": c.Name.VI, "metres": c.Cluster.Metres, "numbers": strings.Join(numbers, ", ")})
	s, err := is.Take(ctx, incident.Signal{Kind: incident.Report, Type: c.Cluster.Type, Words: words, Place: last.Address, Lon: &lon, Lat: &lat,
		Source: text.T(text.VI, "report.cluster_source", nil), Unit: desk.Unit, Area: last.Area}, "")
	if err != nil {
		return fmt.Errorf("propose a case of %s: %w", last.Number, err)
	}
	for _, r := range list {
		if _, err := tx.Exec(ctx, `INSERT INTO report_cluster (report, signal) VALUES (?, ?)`, r.ID, s.ID); err != nil {
			return err
		}
		if err := tell(ctx, tx, r, line{kind: "cluster", words: fmt.Sprint(len(list) - 1), payload: map[string]any{"signal": s.ID}}); err != nil {
			return err
		}
	}
	return nil
}

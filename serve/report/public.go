package report

import (
	"context"
	"io"
	"math"
	"slices"
	"time"

	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/file"
)

// Public is what everybody may see of a report: that it is there and how it stands; words, place and pictures once staff approved it.
type Public struct {
	Number     string
	Category   string
	Approved   bool
	Words      string // masked
	Address    string // masked; of what may be a home none
	Lon, Lat   *float64
	Photos     []Photo // of ByNumber; only Shown and Proof are of use
	Area       string
	Unit       string
	State      State
	Outcome    Outcome
	Answer     string // masked
	ReceivedAt time.Time
	ResolvedAt time.Time
	EndedAt    time.Time
	UpdatedAt  time.Time // when something last happened; zero in [Reports.Similar]
	Due        time.Time
}

// grid is what a place near a home is rounded to, in degrees: about 50 m here (citizen.md §4).
const grid = 0.0005

func (r Report) public(c Category) Public {
	p := Public{Number: r.Number, Category: r.Category, Area: r.Area, Unit: r.Unit, State: r.State, Outcome: r.Outcome, Approved: r.Approved,
		ReceivedAt: r.ReceivedAt, ResolvedAt: r.ResolvedAt, EndedAt: r.EndedAt, Due: r.Due}
	if !r.Approved {
		return p
	}
	if r.Lon != nil && r.Lat != nil {
		lon, lat := *r.Lon, *r.Lat
		if c.Home {
			lon, lat = math.Round(lon/grid)*grid, math.Round(lat/grid)*grid
		}
		p.Lon, p.Lat = &lon, &lat
	}
	said := r.Said()
	p.Words, p.Answer = said.Words, said.Answer
	if !c.Home {
		p.Address = mask(r.Address)
	}
	return p
}

// Public lists what everybody may see, newest first: no private category, nothing that was rejected or merged.
func (rs *Reports) Public(ctx context.Context, f Filter) (list []Public, next string, err error) {
	if f.Limit <= 0 {
		f.Limit = usualPage
	}
	f.Limit, f.Q = min(f.Limit, longestPage), "" // searching words that are not published would tell them
	err = rs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		var found []Report
		if found, next, err = f.page(ctx, tx, `r.private = 0 AND r.state NOT IN ('rejected', 'merged')`, nil); err != nil {
			return err
		}
		list, err = publics(ctx, tx, found)
		return err
	})
	return list, next, err
}

// ByNumber is what everybody may see of one report, by the number that people say; a private one is not found.
func (rs *Reports) ByNumber(ctx context.Context, number string) (p Public, err error) {
	err = rs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		r, err := load(ctx, tx, `r.number = ?`, "", number)
		if fault.Is(err, fault.NotFound) || err == nil && r.Private {
			return fault.New(fault.NotFound, "report.no_number", "number", number)
		}
		if err != nil {
			return err
		}
		list, err := publics(ctx, tx, []Report{r})
		if err != nil {
			return err
		}
		if p = list[0]; p.Approved {
			p.Photos, err = photosOf(ctx, tx, `report = ? AND public = 1 AND shown <> ''`, r.ID)
		}
		return err
	})
	return p, err
}

// PublicPicture gives the bytes of a picture that is published.
func (rs *Reports) PublicPicture(ctx context.Context, number, sha string) (io.ReadSeekCloser, file.File, error) {
	p, err := rs.ByNumber(ctx, number)
	if err != nil {
		return nil, file.File{}, err
	}
	if !slices.ContainsFunc(p.Photos, func(p Photo) bool { return p.Shown == sha }) {
		return nil, file.File{}, fault.New(fault.NotFound, "report.no_photo")
	}
	return rs.files.Open(ctx, sha)
}

// Near is a report that may be the same matter, as everybody may see it, and how far away.
type Near struct {
	Public
	Metres int
}

// Similar gives live reports of a category near a place, nearest first: to be followed instead of reporting again.
func (rs *Reports) Similar(ctx context.Context, categoryCode string, lon, lat float64) (list []Near, err error) {
	err = rs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		desk, err := intake(ctx, tx)
		if err != nil {
			return err
		}
		c, err := category(ctx, tx, categoryCode)
		if err != nil || c.Private {
			return err
		}
		dlat := float64(desk.Near) / metresInDegree
		dlon := dlat / max(0.1, math.Cos(lat*math.Pi/180))
		found, err := query(ctx, tx, `r.category = ? AND r.private = 0 AND r.state NOT IN ('rejected', 'merged', 'closed') AND r.received_at >= ?
			AND r.lat BETWEEN ? AND ? AND r.lon BETWEEN ? AND ? LIMIT 200`, categoryCode, db.Micros(tx.Now().Add(-desk.NearTime)), lat-dlat, lat+dlat, lon-dlon, lon+dlon)
		if err != nil {
			return err
		}
		for _, r := range found {
			if m := metres(lon, lat, *r.Lon, *r.Lat); m <= desk.Near {
				if c.Home || !r.Approved { // from some exact distances the place could be reckoned
					m = (m + 49) / 50 * 50
				}
				list = append(list, Near{r.public(c), m})
			}
		}
		return nil
	})
	slices.SortFunc(list, func(a, b Near) int { return a.Metres - b.Metres })
	return list[:min(len(list), 5)], err
}

// Standing is how reports stand for everybody: the figures of the front page.
type Standing struct {
	Open, Late                      int
	Month                           int // ended or resolved in the last 30 days
	OnTime                          int // of these, on or before their due time
	Confirmed, Unanswered           int // of those that closed in the last 30 days
	Satisfied, Acceptable, NotAtAll int // as their reporters said
}

// Standing counts. On time is said of what was resolved in the last 30 days; open and late is of now.
func (rs *Reports) Standing(ctx context.Context) (s Standing, err error) {
	err = rs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		now, since := db.Micros(tx.Now()), db.Micros(tx.Now().Add(-30*24*time.Hour))
		if err := tx.QueryRow(ctx, `SELECT count(*), COALESCE(sum(CASE WHEN due_at < ? THEN 1 ELSE 0 END), 0)
			FROM report WHERE stage IN ('waiting', 'handled')`, now).Scan(&s.Open, &s.Late); err != nil {
			return err
		}
		if err := tx.QueryRow(ctx, `SELECT count(*), COALESCE(sum(CASE WHEN resolved_at <= due_at THEN 1 ELSE 0 END), 0) FROM report WHERE state IN ('resolved', 'closed') AND resolved_at >= ?`,
			since).Scan(&s.Month, &s.OnTime); err != nil {
			return err
		}
		return tx.QueryRow(ctx, `SELECT COALESCE(sum(CASE WHEN outcome = 'confirmed' THEN 1 ELSE 0 END), 0), COALESCE(sum(CASE WHEN outcome = 'unanswered' THEN 1 ELSE 0 END), 0),
			COALESCE(sum(CASE WHEN rating = 3 THEN 1 ELSE 0 END), 0), COALESCE(sum(CASE WHEN rating = 2 THEN 1 ELSE 0 END), 0), COALESCE(sum(CASE WHEN rating = 1 THEN 1 ELSE 0 END), 0)
			FROM report WHERE state = 'closed' AND ended_at >= ?`, since).Scan(&s.Confirmed, &s.Unanswered, &s.Satisfied, &s.Acceptable, &s.NotAtAll)
	})
	return s, err
}

package report

import (
	"context"
	"fmt"
	"slices"
	"time"

	"thanhdong/ground/db"
)

// Figure is how the reports of one unit, or of one area, stand: what everybody may know. Private ones are counted with the others.
type Figure struct {
	Code                            string // of the unit or the area
	Received                        int    // since the beginning
	Open                            int    // now
	Late                            int    // of these, past their time now
	Resolved                        int    // since the beginning: somebody said that it is done
	OnTime                          int    // of these, on or before their due time
	Confirmed, Unanswered           int    // of those that closed since the beginning
	Reopened                        int    // received since the beginning and reopened
	Satisfied, Acceptable, NotAtAll int    // as their reporters said, of those that closed since the beginning
	Visited, NotMended              int    // looked at again since the beginning, drawn by lot; of these, not mended
}

// OnTimeShare is finished in time ÷ (finished + open and late), from 0 to 1; no share where nothing is finished or late.
func (f Figure) OnTimeShare() (share float64, ok bool) {
	return part(f.OnTime, f.Resolved+f.Late)
}

// SatisfiedShare is (all that were rated − not satisfied) ÷ all that were rated.
func (f Figure) SatisfiedShare() (share float64, ok bool) {
	rated := f.Satisfied + f.Acceptable + f.NotAtAll
	return part(rated-f.NotAtAll, rated)
}

func part(of, all int) (float64, bool) {
	if all == 0 {
		return 0, false
	}
	return float64(of) / float64(all), true
}

func (f *Figure) add(o Figure) {
	f.Received, f.Open, f.Late, f.Resolved, f.OnTime = f.Received+o.Received, f.Open+o.Open, f.Late+o.Late, f.Resolved+o.Resolved, f.OnTime+o.OnTime
	f.Confirmed, f.Unanswered, f.Reopened = f.Confirmed+o.Confirmed, f.Unanswered+o.Unanswered, f.Reopened+o.Reopened
	f.Visited, f.NotMended = f.Visited+o.Visited, f.NotMended+o.NotMended
	f.Satisfied, f.Acceptable, f.NotAtAll = f.Satisfied+o.Satisfied, f.Acceptable+o.Acceptable, f.NotAtAll+o.NotAtAll
}

// Figures are how reports stand for each unit that has or had one and for each area where one lies, since an instant, and all together.
type Figures struct {
	Since time.Time
	Units []Figure
	Areas []Figure
	All   Figure
}

// Figures counts.
func (rs *Reports) Figures(ctx context.Context, since time.Time) (f Figures, err error) {
	f.Since = since
	err = rs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if f.Units, err = figures(ctx, tx, "unit", since); err != nil {
			return err
		}
		f.Areas, err = figures(ctx, tx, "area", since)
		return err
	})
	for _, u := range f.Units {
		f.All.add(u)
	}
	return f, err
}

func figures(ctx context.Context, tx *db.Tx, column string, since time.Time) (list []Figure, err error) {
	now, from := db.Micros(tx.Now()), db.Micros(since)
	const open = `stage IN ('waiting', 'handled')`
	count := func(what string) string { return `, COALESCE(SUM(CASE WHEN ` + what + ` THEN 1 ELSE 0 END), 0)` }
	q := `SELECT ` + column +
		count(`received_at >= ?`) + count(open) + count(open+` AND due_at < ?`) +
		count(`state IN ('resolved', 'closed') AND resolved_at >= ?`) + count(`state IN ('resolved', 'closed') AND resolved_at >= ? AND resolved_at <= due_at`) +
		count(`state = 'closed' AND ended_at >= ? AND outcome = 'confirmed'`) + count(`state = 'closed' AND ended_at >= ? AND outcome = 'unanswered'`) + count(`received_at >= ? AND reopened > 0`) +
		count(`state = 'closed' AND ended_at >= ? AND rating = 3`) + count(`state = 'closed' AND ended_at >= ? AND rating = 2`) + count(`state = 'closed' AND ended_at >= ? AND rating = 1`) +
		` FROM report WHERE state NOT IN ('rejected', 'merged') AND (received_at >= ? OR ended_at IS NULL OR ended_at >= ? OR resolved_at >= ?) GROUP BY ` + column + ` ORDER BY ` + column
	args := []any{from, now}
	for range 11 {
		args = append(args, from)
	}
	err = tx.Each(ctx, q, args, func(scan func(...any) error) error {
		var f Figure
		err := scan(&f.Code, &f.Received, &f.Open, &f.Late, &f.Resolved, &f.OnTime, &f.Confirmed, &f.Unanswered, &f.Reopened, &f.Satisfied, &f.Acceptable, &f.NotAtAll)
		list = append(list, f)
		return err
	})
	if err == nil {
		err = tx.Each(ctx, `SELECT r.`+column+`, count(*), COALESCE(SUM(CASE WHEN v.result = 'not_mended' THEN 1 ELSE 0 END), 0) FROM report_visit v JOIN report r ON r.id = v.report
			WHERE v.result IN ('mended', 'not_mended') AND v.at >= ? GROUP BY r.`+column, []any{from}, func(scan func(...any) error) error {
			var f Figure
			err := scan(&f.Code, &f.Visited, &f.NotMended)
			if i := slices.IndexFunc(list, func(o Figure) bool { return o.Code == f.Code }); i >= 0 {
				list[i].add(f)
			} else {
				list = append(list, f)
			}
			return err
		})
	}
	if err != nil {
		return nil, fmt.Errorf("figures of reports by %s: %w", column, err)
	}
	return list, nil
}

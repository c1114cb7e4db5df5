//go:build bench

package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"thanhdong/app"
	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/text"
	"thanhdong/know/dataset"
	"thanhdong/know/indicator"
)

const (
	figureElements   = 60
	figureMonths     = 36
	figureIndicators = 1000
	figureClerks     = 300
	figureAsks       = 7
)

// measureFigures fills a province with what 235 communes hand in, and asks for figures.
func measureFigures(dir, at, profile string) (err error) {
	ctx := actor.With(context.Background(), actor.System("bench"))
	r, err := province(ctx, app.Config{Data: dir, DB: at}, "haiduong")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	last := dataset.PeriodAt(dataset.Monthly, text.DayOf(time.Now())).Add(-1)
	n, err := fillFigures(ctx, r, last)
	if err != nil {
		return err
	}
	engine := map[bool]string{true: "SQLite", false: "PostgreSQL"}[at == ""]
	fmt.Printf("figures: %d values of 235 communes, %d elements, %d months, %s\n", n, figureElements, figureMonths, engine)
	stop, err := profiling(profile)
	if err != nil {
		return err
	}
	defer stop()
	var all []string
	for i := range figureElements {
		all = append(all, fmt.Sprintf("E%d", i))
	}
	first := last.Add(1 - figureMonths)
	for _, q := range []struct {
		name string
		q    indicator.Question
	}{
		{"60 elements by 36 months of the province", indicator.Question{Codes: all, Area: "30", From: first, To: last}},
		{"60 elements of the last month of the province", indicator.Question{Codes: all, Area: "30", From: last, To: last}},
		{"1 element by 12 districts and 36 months", indicator.Question{Codes: all[:1], Area: "30", Below: true, From: first, To: last}},
		{"60 elements by 12 districts, one month", indicator.Question{Codes: all, Area: "30", Below: true, From: last, To: last}},
		{"1 element by the communes of a district and 36 months", indicator.Question{Codes: all[:1], Area: "288", Below: true, From: first, To: last}},
	} {
		if err := asking(engine+": "+q.name, figureAsks, func() error { _, err := r.Figures.Values(ctx, q.q); return err }); err != nil {
			return err
		}
	}
	if err := asking(fmt.Sprintf("%s: %d indicators of the province anew", engine, figureIndicators), figureAsks, func() error { _, err := r.Figures.Latest(ctx, "30"); return err }); err != nil {
		return err
	}
	return clerksAtOnce(ctx, r, engine, last)
}

func asking(name string, times int, do func() error) error {
	var took []time.Duration
	for range times {
		began := time.Now()
		if err := do(); err != nil {
			return err
		}
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	fmt.Printf("%-75s p50 %7.1f ms, most %7.1f ms\n", name, float64(took[len(took)/2])/1e6, float64(took[len(took)-1])/1e6)
	return nil
}

func fillFigures(ctx context.Context, r *app.Rooms, last dataset.Period) (n int, err error) {
	f := dataset.Form{Code: "B-XA", Name: text.L{VI: "Biểu xã", EN: "Form of communes"}, Owner: "H23", Period: dataset.Monthly, From: "2010-01-01", Due: dataset.Deadline{Days: 5, Hour: "17:00"},
		Levels: []dataset.Level{{Name: text.L{VI: "Trên", EN: "Above"}}}, Mark: "PROJECT CHOICE"}
	for i := range figureElements {
		f.Elements = append(f.Elements, dataset.Element{Code: fmt.Sprintf("e%d", i), Name: text.L{VI: fmt.Sprintf("Chỉ tiêu xã %d", i), EN: fmt.Sprintf("Figure %d", i)}, Type: dataset.Number, Unit: "ca", Aggregation: dataset.Sum})
	}
	err = r.DB.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		n = 0
		if err := tx.Each(ctx, `SELECT code FROM area WHERE path LIKE '/30/%/%/' AND valid_to IS NULL ORDER BY code`, nil, func(scan func(...any) error) error {
			var code string
			err := scan(&code)
			f.Units = append(f.Units, "X"+code)
			return err
		}); err != nil {
			return err
		}
		return dataset.Put(ctx, tx, f)
	})
	if err != nil {
		return 0, err
	}
	if len(f.Units) != 235 {
		return 0, fmt.Errorf("%d communes", len(f.Units))
	}
	var elements []string
	for i := range figureElements {
		elements = append(elements, fmt.Sprintf("SELECT 'e%d' AS e, %d AS k", i, i+1))
	}
	for month := range figureMonths {
		p := last.Add(-month)
		err := r.DB.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
			if _, err := tx.Exec(ctx, `INSERT INTO dataset_set (id, number, form, period, start_on, end_on, unit, area, area_path, holder_unit_path, holder_area_path, owner_path, owner_area_path, state, due_at, opened_at, submitted_at, first_at, filled)
				SELECT 'set_' || code || ?, 'BC-' || code || ?, 'B-XA', ?, ?, ?, 'X' || code, code, path, '/H23/X' || code || '/', path, '/H23/', '/30/', 'approved', 1, 1, 1, 1, 60
				FROM area WHERE path LIKE '/30/%/%/' AND valid_to IS NULL`, p.Code(), p.Code(), p.Code(), string(p.Start), string(p.End)); err != nil {
				return err
			}
			m, err := tx.Exec(ctx, `INSERT INTO dataset_value (set_id, element, opt, num, words, comment, source, at, by_id, by_name, changes)
				SELECT 'set_' || a.code || ?, x.e, '', (x.k * 7 + CAST(a.code AS BIGINT) + ?) % 97, '', '', 'machine', 1, '', '', 0
				FROM area a CROSS JOIN (`+strings.Join(elements, " UNION ALL ")+`) x WHERE a.path LIKE '/30/%/%/' AND a.valid_to IS NULL`, p.Code(), month)
			n += int(m)
			if err != nil {
				return err
			}
			for _, sum := range []string{
				`INSERT INTO dataset_sum (form, area, element, start_on, opt, num, n) SELECT s.form, a.code, v.element, s.start_on, v.opt, CAST(SUM(v.num) AS BIGINT), COUNT(*)
					FROM dataset_set s JOIN dataset_value v ON v.set_id = s.id JOIN (SELECT DISTINCT code FROM area) a ON s.area_path LIKE '%/' || a.code || '/%' WHERE s.form = 'B-XA' AND s.start_on = ? GROUP BY s.form, a.code, v.element, s.start_on, v.opt`,
				`INSERT INTO dataset_tally (form, area, start_on, sets, approved, clean, live, at) SELECT s.form, a.code, s.start_on, COUNT(*), COUNT(*), COUNT(*), COUNT(*), 1
					FROM dataset_set s JOIN (SELECT DISTINCT code FROM area) a ON s.area_path LIKE '%/' || a.code || '/%' WHERE s.form = 'B-XA' AND s.start_on = ? GROUP BY s.form, a.code, s.start_on`,
			} {
				if _, err := tx.Exec(ctx, sum, string(p.Start)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return n, err
		}
	}
	return n, r.DB.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		for i := range figureIndicators {
			d := indicator.Definition{Code: fmt.Sprintf("E%d", i), Name: text.L{VI: "x", EN: "x"}, Method: text.L{VI: "x", EN: "x"}, Owner: "H23", Unit: "ca", Period: dataset.Monthly, Direction: indicator.None, Mark: "PROJECT CHOICE",
				Formula: fmt.Sprintf(`value("B-XA", "e%d")`, i%figureElements)}
			if i >= figureElements { // ratios, sums since the year began, against the month before
				d.Formula = []string{`value("B-XA", "e%d") / value("B-XA", "e%d")`, `(value("B-XA", "e%d") - ago(value("B-XA", "e%d"), 1)) / value("B-XA", "e1")`, `recent(value("B-XA", "e%d"), 3) / value("B-XA", "e%d")`}[i%3]
				d.Formula, d.Unit = fmt.Sprintf(d.Formula, i%figureElements, (i/3)%figureElements), "%"
			}
			if err := indicator.Put(ctx, tx, d); err != nil {
				return err
			}
		}
		return nil
	})
}

// clerksAtOnce lets each of 300 write a cell of a set of their own at the same time.
func clerksAtOnce(ctx context.Context, r *app.Rooms, engine string, last dataset.Period) error {
	if err := r.DB.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE dataset_set SET state = 'open'`)
		return err
	}); err != nil {
		return err
	}
	type job struct {
		unit   string
		period dataset.Period
	}
	var jobs []job
	if err := r.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		jobs = nil
		return tx.Each(ctx, `SELECT code FROM unit WHERE valid_to IS NULL ORDER BY code`, nil, func(scan func(...any) error) error {
			var code string
			err := scan(&code)
			jobs = append(jobs, job{unit: code})
			return err
		})
	}); err != nil {
		return err
	}
	units := jobs
	jobs = nil
	for i := range figureClerks {
		jobs = append(jobs, job{units[i%len(units)].unit, last.Add(-i / len(units))})
	}
	f := dataset.Form{Code: "B-DV", Name: text.L{VI: "Biểu đơn vị", EN: "Form of units"}, Owner: "H23", Period: dataset.Monthly, From: "2010-01-01", Due: dataset.Deadline{Days: 5, Hour: "17:00"},
		Levels: []dataset.Level{{Name: text.L{VI: "Trên", EN: "Above"}}}, Mark: "PROJECT CHOICE",
		Elements: []dataset.Element{{Code: "so", Name: text.L{VI: "Số của đơn vị", EN: "Number of a unit"}, Type: dataset.Number, Unit: "x", Aggregation: dataset.Sum}}}
	for _, u := range units {
		f.Units = append(f.Units, u.unit)
	}
	if err := r.DB.Do(ctx, func(ctx context.Context, tx *db.Tx) error { return dataset.Put(ctx, tx, f) }); err != nil {
		return err
	}
	for round := range 3 { // the first opens the sets
		took, errs := make([]time.Duration, len(jobs)), make([]error, len(jobs))
		var all sync.WaitGroup
		start := make(chan struct{})
		for i, j := range jobs {
			all.Go(func() {
				<-start
				began := time.Now()
				sum, err := r.Datasets.Put(ctx, f.Code, []dataset.Given{{Element: "so", Unit: j.unit, Period: j.period.Code(), Value: fmt.Sprint(round*1000 + i)}}, dataset.Way{Source: "hand"})
				if err == nil && sum.Imported+sum.Updated != 1 {
					err = fmt.Errorf("%+v", sum)
				}
				took[i], errs[i] = time.Since(began), err
			})
		}
		close(start)
		all.Wait()
		if err := errors.Join(errs...); err != nil {
			return err
		}
		slices.Sort(took)
		fmt.Printf("%-75s p50 %7.1f ms, p95 %7.1f ms\n", fmt.Sprintf("%s: 300 clerks save at once, round %d", engine, round+1), float64(p(took, 50))/1e6, float64(p(took, 95))/1e6)
	}
	return nil
}

package portal

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"thanhdong/ground/db"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
	"thanhdong/serve/report"
)

// spans are the numbers of days that figures are told for.
var spans = []int{30, 90, 365}

// tally is the figures of one span with names.
type tally struct {
	report.Figures
	At          time.Time
	Units, Area []namedFigure
}

type namedFigure struct {
	report.Figure
	Name text.L
}

// share puts a share into whole per cent, for a page.
func share(part float64, ok bool) int {
	if !ok {
		return -1
	}
	return int(part*100 + 0.5)
}

// OnTimePart and Pleased are shares in per cent; -1 where there is nothing to divide by.
func (f namedFigure) OnTimePart() int { return share(f.OnTimeShare()) }
func (f namedFigure) Pleased() int    { return share(f.SatisfiedShare()) }
func (f namedFigure) Rated() int      { return f.Satisfied + f.Acceptable + f.NotAtAll }

func (p *Portal) readFigures(days int) func(ctx context.Context) (tally, error) {
	return func(ctx context.Context) (t tally, err error) {
		t.At = p.DB.Now()
		if t.Figures, err = p.Reports.Figures(ctx, t.At.Add(-time.Duration(days)*24*time.Hour)); err != nil {
			return t, err
		}
		s, err := p.shared.get(ctx, t.At)
		if err != nil {
			return t, err
		}
		err = p.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
			for _, f := range t.Figures.Units {
				name, err := unit.Called(ctx, tx, f.Code)
				if err != nil {
					return err
				}
				t.Units = append(t.Units, namedFigure{f, name})
			}
			return nil
		})
		for _, f := range t.Figures.Areas {
			name, known := s.names[f.Code]
			if !known {
				name = text.L{VI: f.Code, EN: f.Code}
			}
			t.Area = append(t.Area, namedFigure{f, name})
		}
		byName := func(f namedFigure) string { return f.Name.VI }
		text.SortBy(t.Units, byName)
		text.SortBy(t.Area, byName)
		return t, err
	}
}

type figuresView struct {
	tally
	All   namedFigure
	Days  int
	Spans []int
}

// figuresPage answers GET /reports/figures: how many in time, and what reporters say, for each unit and area, with how it is counted.
func (p *Portal) figuresPage(w http.ResponseWriter, r *http.Request) error {
	days := spans[0]
	for _, n := range spans {
		if r.URL.Query().Get("days") == strconv.Itoa(n) {
			days = n
		}
	}
	t, err := p.figures[slices.Index(spans, days)].get(r.Context(), p.DB.Now())
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, "figures", "portal.figures_title", figuresView{t, namedFigure{Figure: t.Figures.All}, days, spans})
}

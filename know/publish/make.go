package publish

import (
	"context"
	"slices"
	"strings"

	"thanhdong/ground/area"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/know/dataset"
	"thanhdong/know/indicator"
)

// mostRows bounds a table: it is held in memory, and taken by whoever asks.
const mostRows = 50_000

// making computes one table.
type making struct {
	tx    *db.Tx
	def   Definition
	small map[string]bool // cells under the rule, "FORM:cell"
	comp  *indicator.Computing
	trees map[text.Day][]area.Area
	seen  map[indicator.Leaf]map[string]sight // by area
}

// make computes the table of a definition as of now: for periods that are over.
func (d Definition) make(ctx context.Context, tx *db.Tx) (t Table, err error) {
	list, err := indicator.Describe(ctx, tx, d.asked())
	if err != nil {
		return t, err
	}
	if err := (shown{d, list}).alone(); err != nil {
		return t, err
	}
	kind := list[0].Period
	from, to := dataset.PeriodAt(kind, d.From), dataset.PeriodAt(kind, text.DayOf(tx.Now())).Add(-1)
	m := &making{tx: tx, def: d, small: map[string]bool{}, trees: map[text.Day][]area.Area{}, seen: map[indicator.Leaf]map[string]sight{}}
	for _, c := range list {
		t.Columns = append(t.Columns, TableColumn{c.Code, c.Name, c.Unit, c.Decimals, c.Method})
		for _, a := range c.Rests {
			if d.Small.Counts(a) {
				m.small[a.Form+":"+a.Cell.String()] = true
			}
		}
	}
	t.Areas, t.Periods, t.Rows = []TableArea{}, []string{}, []Row{}
	first, err := m.first(ctx, list)
	if err != nil {
		return t, err
	}
	if at := dataset.PeriodAt(kind, first); !first.Open() && at.Start > from.Start {
		from = at
	}
	if first.Open() || to.Start < from.Start {
		return t, nil
	}
	if m.comp, err = indicator.Compute(ctx, tx, d.asked(), from, to); err != nil {
		return t, err
	}
	places := map[string]int{}
	for p := from; p.Start <= to.Start; p = p.Add(1) {
		areas, err := m.shownIn(ctx, p)
		if err != nil {
			return t, err
		}
		if len(t.Rows)+len(areas)*len(list) > mostRows {
			return t, fault.New(fault.TooLarge, "publish.many_rows", "max", mostRows)
		}
		t.Periods = append(t.Periods, p.Code())
		for _, a := range areas {
			at, known := places[a.Code]
			if !known {
				at = len(t.Areas)
				places[a.Code] = at
				t.Areas = append(t.Areas, TableArea{Code: a.Code})
			}
			t.Areas[at].Name, t.Areas[at].Level = a.Name, a.depth
			for i, c := range list {
				r, err := m.row(ctx, c, a.Area, p)
				if err != nil {
					return t, err
				}
				r.Period, r.Area, r.Column = len(t.Periods)-1, at, i
				t.Rows = append(t.Rows, r)
			}
		}
	}
	return t.trim(), nil
}

// first is the day on which the first period began for which anything was handed in that the columns rest on, or whose handing in they count; open: none.
func (m *making) first(ctx context.Context, list []indicator.Described) (day text.Day, err error) {
	forms := []any{}
	for _, c := range list {
		for _, f := range c.Forms {
			forms = append(forms, f)
		}
	}
	if len(forms) == 0 {
		return "", nil
	}
	var first *string
	err = m.tx.QueryRow(ctx, `SELECT min(start_on) FROM dataset_set WHERE state <> 'open' AND form IN (?`+strings.Repeat(", ?", len(forms)-1)+`)`, forms...).Scan(&first)
	if first != nil {
		day = text.Day(*first)
	}
	return day, err
}

// trim leaves out the first and the last periods for which there is nothing at all.
func (t Table) trim() Table {
	there := func(r Row) bool { return r.Quality != Missing }
	from := slices.IndexFunc(t.Rows, there)
	if from < 0 {
		t.Areas, t.Periods, t.Rows = []TableArea{}, []string{}, []Row{}
		return t
	}
	first, last := t.Rows[from].Period, 0
	for _, r := range t.Rows {
		if there(r) {
			last = r.Period
		}
	}
	t.Rows = slices.DeleteFunc(t.Rows, func(r Row) bool { return r.Period < first || r.Period > last })
	for i := range t.Rows {
		t.Rows[i].Period -= first
	}
	t.Periods = t.Periods[first : last+1]
	return t
}

// row is the value of a column as everybody may see it.
func (m *making) row(ctx context.Context, c indicator.Described, a area.Area, p dataset.Period) (r Row, err error) {
	v, leaves, err := m.comp.Figure(ctx, c.Code, a, p)
	if err != nil {
		return r, err
	}
	if v.Provisional {
		return Row{Quality: Waiting}, nil
	}
	for _, l := range leaves {
		s, err := m.sight(ctx, l, a.Code)
		switch {
		case err != nil:
			return r, err
		case s == open:
		case !c.Direct:
			return Row{Quality: Derived}, nil
		case s == small:
			return Row{Quality: TooSmall}, nil
		default:
			return Row{Quality: Guarded}, nil
		}
	}
	r = Row{Value: v.Decimal(c.Decimals), Quality: Final}
	switch {
	case r.Value == "":
		r.Quality, r.Why = Missing, v.Why
		if r.Why == "" {
			r.Why = "indicator.no_data"
		}
	case v.Scores.Complete != nil && *v.Scores.Complete < 1:
		r.Quality = Incomplete
	case !v.Carried.Open():
		r.Quality = Carried
	}
	return r, nil
}

// sight is what is seen of a leaf in an area: the pattern is that of all areas of the province, found once.
func (m *making) sight(ctx context.Context, l indicator.Leaf, code string) (sight, error) {
	if !m.small[l.Form+":"+l.Cell] {
		return open, nil
	}
	pattern, known := m.seen[l]
	if !known {
		tree, err := m.tree(ctx, l.Period)
		if err != nil {
			return closed, err
		}
		f, codes, at := family{}, []string{}, map[string]int{}
		for _, a := range tree {
			v, err := m.comp.Leaf(ctx, l, a)
			if err != nil {
				return closed, err
			}
			if v.Steps == nil || !v.Steps.IsInt64() {
				continue // nothing was handed in: it stands in no sum
			}
			above, held := at[a.Parent]
			if !held {
				above = -1
			}
			at[a.Code] = len(codes)
			codes, f.above, f.n = append(codes, a.Code), append(f.above, above), append(f.n, v.Steps.Int64())
		}
		pattern = map[string]sight{}
		for i, s := range f.hide(m.def.Small.Below) {
			pattern[codes[i]] = s
		}
		m.seen[l] = pattern
	}
	return pattern[code], nil
}

// tree is every area as of a period's last day, each after the one that holds it.
func (m *making) tree(ctx context.Context, p dataset.Period) ([]area.Area, error) {
	day, err := m.day(ctx, p.End.Add(-1))
	if err != nil {
		return nil, err
	}
	if known, ok := m.trees[day]; ok {
		return known, nil
	}
	all, err := area.All(ctx, m.tx, day)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(all, func(a, b area.Area) int {
		if n := strings.Count(a.Path, "/") - strings.Count(b.Path, "/"); n != 0 {
			return n
		}
		return strings.Compare(a.Code, b.Code)
	})
	m.trees[day] = all
	return all, nil
}

// day is a day, else the one nearest to it, on which the area of the data set was there: figures may be older than what is known of their area.
func (m *making) day(ctx context.Context, day text.Day) (text.Day, error) {
	rows, err := area.Versions(ctx, m.tx, m.def.Area)
	if err != nil {
		return day, err
	}
	if len(rows) == 0 {
		return day, fault.New(fault.NotFound, "area.unknown", "code", m.def.Area, "on", day)
	}
	for _, a := range rows {
		switch {
		case a.On(day):
			return day, nil
		case a.From > day:
			return a.From, nil
		}
	}
	return rows[len(rows)-1].To.Add(-1), nil
}

type placed struct {
	area.Area
	depth int
}

// shownIn are the areas of a data set in a period: its own, and those below it, level by level.
func (m *making) shownIn(ctx context.Context, p dataset.Period) (list []placed, err error) {
	tree, err := m.tree(ctx, p)
	depth := map[string]int{m.def.Area: 0}
	for _, a := range tree {
		if a.Code == m.def.Area {
			list = append(list, placed{a, 0})
		} else if d, ok := depth[a.Parent]; ok && d < m.def.Levels {
			depth[a.Code] = d + 1
			list = append(list, placed{a, d + 1})
		}
	}
	return list, err
}

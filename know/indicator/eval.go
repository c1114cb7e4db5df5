package indicator

import (
	"context"
	"math/big"
	"slices"

	"thanhdong/ground/db"
	"thanhdong/ground/text"
	"thanhdong/know/dataset"
)

// evaluator computes figures of areas and periods from what it loaded.
type evaluator struct {
	tx      *db.Tx
	world   world
	place   *placer
	roots   map[string]*node
	rows    map[column]map[place][]*row
	tallies map[string]map[place]*tally
	areas   []string // those that are asked for in the boundaries of their time, whose sums do; none: rows are needed
	owes    map[string][]owing
	owed    map[string]map[place]int // how many units owe a form; filled as it is asked for
	known   map[asked]result
}

// place is an area, and the first day of a period. Whatever belongs to an area is kept under each area that holds it.
type place struct {
	area  string
	start text.Day
}

type asked struct {
	code, area string
	start      text.Day
}

// result is a value before rounding, and what it was computed from.
type result struct {
	num   *big.Rat
	why   string // key of why there is none
	used  map[*tally]bool
	got   int // sets that were handed in of those that were owed
	owed  int
	guess bool // something passed through a share
	old   text.Day
	step  *Step
}

// carried is how far back a stock of a longer period is taken when that of now is not there yet.
const carried = 3 * 366

// prepare compiles the named indicators and reads all that they need for periods that begin within a span. Of areas in the boundaries of their time sums are
// read; in those of another day, or where each source is shown, the rows.
func prepare(ctx context.Context, tx *db.Tx, codes []string, from, to dataset.Period, on text.Day, areas []string) (*evaluator, error) {
	w, err := worldOf(ctx, tx)
	if err != nil {
		return nil, err
	}
	return w.prepare(ctx, tx, codes, from, to, on, areas)
}

func (w world) prepare(ctx context.Context, tx *db.Tx, codes []string, from, to dataset.Period, on text.Day, areas []string) (*evaluator, error) {
	e := &evaluator{tx: tx, world: w, place: &placer{tx: tx, on: on, at: map[version]*spot{}}, roots: map[string]*node{}, rows: map[column]map[place][]*row{}, tallies: map[string]map[place]*tally{}, areas: areas,
		owes: map[string][]owing{}, owed: map[string]map[place]int{}, known: map[asked]result{}}
	need, back := map[string][]string{}, 0
	for _, code := range codes {
		d, ok := e.world.defs[code]
		if !ok {
			return nil, notFound(code)
		}
		root, err := e.world.compile(d)
		if err != nil {
			return nil, err
		}
		e.roots[code] = root
		back = max(back, root.back(from.Kind))
		root.walk(func(n *node) {
			if n.form == "" {
				return
			}
			if _, ok := need[n.form]; !ok {
				need[n.form] = nil
			}
			if n.cell.Element != "" && !slices.Contains(need[n.form], n.cell.Element) {
				need[n.form] = append(need[n.form], n.cell.Element)
			}
		})
	}
	begin := from.Add(-back).Start
	for form, elements := range need {
		f, first := e.world.forms[form], begin
		if days(f.Period) > days(from.Kind) {
			first = begin.Add(-carried)
		}
		if err := e.owing(ctx, form); err != nil {
			return nil, err
		}
		summed := func(element string) bool {
			el, _ := f.Element(element)
			return areas != nil && (el.Aggregation != dataset.Last || days(f.Period) >= days(from.Kind)) // else the last of each unit is looked for
		}
		if err := e.load(ctx, form, elements, summed, first, to.End); err != nil {
			return nil, err
		}
	}
	return e, nil
}

func days(k dataset.PeriodKind) int {
	return map[dataset.PeriodKind]int{dataset.Daily: 1, dataset.Weekly: 7, dataset.Monthly: 30, dataset.Quarterly: 91, dataset.HalfYearly: 182, dataset.Yearly: 365, dataset.SchoolYear: 365}[k]
}

// at computes an indicator in its own unit of measure, not rounded.
func (e *evaluator) at(ctx context.Context, code, area string, p dataset.Period) (result, error) {
	key := asked{code, area, p.Start}
	if r, ok := e.known[key]; ok {
		return r, nil
	}
	r := result{used: map[*tally]bool{}}
	d := e.world.defs[code]
	x := run{e: e, ctx: ctx, area: area, r: &r}
	num, step := x.eval(e.roots[code], p)
	if x.err != nil {
		return r, x.err
	}
	if num != nil {
		m, err := parseMeasure(d.Unit)
		if err != nil {
			return r, err
		}
		r.num = new(big.Rat).Quo(num, m.factor)
	}
	r.step = step
	e.known[key] = r
	return r, nil
}

// run is one computation.
type run struct {
	e    *evaluator
	ctx  context.Context
	area string
	r    *result
	err  error
}

func (x *run) missing(key string) {
	if x.r.why == "" {
		x.r.why = key
	}
}

// eval gives a number in plain units, nil where there is none.
func (x *run) eval(n *node, p dataset.Period) (*big.Rat, *Step) {
	s := &Step{Op: n.op, Form: n.form, Cell: n.cell.String(), Code: n.code, N: n.n, Period: p}
	var v *big.Rat
	switch n.op {
	case "num":
		v = n.num
	case "value":
		v = x.value(n, p, s)
	case "units", "reported", "timely":
		v = x.count(n, p)
	case "ago", "indicator":
		if n.op == "ago" {
			p = p.Add(-n.n)
		}
		inner, step := x.eval(n.args[0], p)
		v, s.Args = inner, []*Step{step}
	case "ytd", "recent":
		v = x.sum(n, p, s)
	default:
		v = x.apply(n, p, s)
	}
	s.Value = v
	return v, s
}

func (x *run) sum(n *node, p dataset.Period, s *Step) *big.Rat {
	total, first := new(big.Rat), p
	if n.op == "recent" {
		first = p.Add(1 - n.n)
	} else {
		for year := p.Start[:4]; first.Add(-1).Start[:4] == year; {
			first = first.Add(-1)
		}
	}
	for q := first; q.Start <= p.Start; q = q.Add(1) {
		v, step := x.eval(n.args[0], q)
		s.Args = append(s.Args, step)
		if v == nil {
			total = nil
		}
		if total != nil {
			total.Add(total, v)
		}
	}
	return total
}

func (x *run) apply(n *node, p dataset.Period, s *Step) *big.Rat {
	var args []*big.Rat
	for _, a := range n.args {
		why := x.r.why
		v, step := x.eval(a, p)
		if n.op == "zero" || n.op == "either" {
			x.r.why = why // what is missing here is provided for
		}
		args, s.Args = append(args, v), append(s.Args, step)
	}
	switch a := args[0]; n.op {
	case "zero":
		if a == nil {
			return new(big.Rat)
		}
		return a
	case "either":
		if a == nil {
			if args[1] == nil {
				x.missing("indicator.no_data")
			}
			return args[1]
		}
		return a
	}
	if slices.Contains(args, nil) {
		return nil
	}
	a := args[0]
	if n.op == "-x" {
		return new(big.Rat).Neg(a)
	}
	b := args[1]
	switch n.op {
	case "+":
		return new(big.Rat).Add(a, b)
	case "-":
		return new(big.Rat).Sub(a, b)
	case "*":
		return new(big.Rat).Mul(a, b)
	case "/":
		if b.Sign() == 0 {
			x.missing("indicator.by_nothing")
			return nil
		}
		return new(big.Rat).Quo(a, b)
	case "min":
		if a.Cmp(b) < 0 {
			return a
		}
		return b
	}
	if a.Cmp(b) > 0 { // max
		return a
	}
	return b
}

// starts are the periods of a form that answer for a period: itself, those within it, or the longer one that holds it.
func (e *evaluator) starts(form string, p dataset.Period) (list []dataset.Period, longer bool) {
	kind := e.world.forms[form].Period
	switch {
	case kind == p.Kind:
		return []dataset.Period{p}, false
	case days(kind) >= days(p.Kind):
		return []dataset.Period{dataset.PeriodAt(kind, p.Start)}, true
	}
	for q := dataset.PeriodAt(kind, p.Start); q.Start < p.End; q = q.Add(1) {
		if p.Holds(q) {
			list = append(list, q)
		}
	}
	return list, false
}

// value is what was handed in for an area.
func (x *run) value(n *node, p dataset.Period, s *Step) *big.Rat {
	f := x.e.world.forms[n.form]
	el, _ := f.Element(n.cell.Element)
	at := x.e.rows[column{n.form, n.cell.Element}]
	periods, longer := x.e.starts(n.form, p)
	x.owe(n.form, periods)
	var found []*row
	of := x.e.tallies[n.form]
	take := func(q dataset.Period) {
		rows := only(at[place{x.area, q.Start}], n.cell.Option)
		if found = append(found, rows...); len(rows) > 0 {
			x.r.used[of[place{x.area, q.Start}]] = true
		}
	}
	for _, q := range periods {
		take(q)
	}
	if len(found) == 0 && longer && el.Aggregation == dataset.Last {
		for q := periods[0].Add(-1); len(found) == 0 && q.Start >= p.Start.Add(-carried); q = q.Add(-1) {
			if take(q); len(found) > 0 {
				x.r.old = q.Start
				x.owe(n.form, []dataset.Period{q})
			}
		}
	}
	if el.Aggregation == dataset.Last && len(periods) > 1 {
		found = newest(found)
	}
	if len(found) == 0 {
		x.missing("indicator.no_data")
		return nil
	}
	total, count := new(big.Int), int64(0)
	for _, r := range found {
		for _, piece := range x.e.pieces(r) {
			if !under(piece.path, x.area) {
				continue
			}
			if piece.shared && (el.Aggregation == dataset.Average || el.Aggregation == dataset.Never) {
				x.missing("indicator.not_shared") // a rate is never shared out
				return nil
			}
			x.r.guess = x.r.guess || piece.shared
			total.Add(total, big.NewInt(piece.n))
			count += r.count
			s.Sources = append(s.Sources, source{r, piece})
		}
	}
	v := new(big.Rat).SetFrac(total, new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(el.Decimals)), nil))
	if el.Aggregation == dataset.Average || el.Aggregation == dataset.Never && count > 1 {
		if el.Aggregation == dataset.Never {
			x.missing("indicator.not_summed")
			return nil
		}
		v.Quo(v, new(big.Rat).SetInt64(count))
	}
	return v.Mul(v, n.is.factor)
}

// newest keeps of each unit the rows of its last period.
func newest(rows []*row) []*row {
	last := map[string]text.Day{}
	for _, r := range rows {
		last[r.set.unit] = max(last[r.set.unit], r.set.period.Start)
	}
	return slices.DeleteFunc(rows, func(r *row) bool { return r.set.period.Start != last[r.set.unit] })
}

// only keeps the rows of an option.
func only(rows []*row, option string) []*row {
	if option == "" {
		return rows
	}
	var list []*row
	for _, r := range rows {
		if r.option == option {
			list = append(list, r)
		}
	}
	return list
}

func (e *evaluator) pieces(r *row) []piece {
	if !r.placed {
		r.pieces, r.placed = r.set.spot.allocate(r.num, false), true
	}
	return r.pieces
}

// owe counts how many sets an area owed for periods, and what it handed in.
func (x *run) owe(form string, periods []dataset.Period) (owed int, in []*tally) {
	f, got := x.e.world.forms[form], 0
	for _, p := range periods {
		if f.Asks(p) && p.Ended(x.e.tx.Now()) { // while it runs nobody owes it
			owed += x.owing(form, p)
		}
		if t := x.e.tallies[form][place{x.area, p.Start}]; t != nil {
			in = append(in, t)
			got += t.sets
		}
	}
	owed = max(owed, got)
	x.r.owed, x.r.got = x.r.owed+owed, x.r.got+got
	return owed, in
}

// owing is how many units of an area owe a form for a period.
func (x *run) owing(form string, p dataset.Period) int {
	known := x.e.owed[form]
	if known == nil {
		known = map[place]int{}
		x.e.owed[form] = known
	}
	if _, counted := known[place{"", p.Start}]; !counted {
		known[place{"", p.Start}] = 0
		last := p.End.Add(-1)
		for _, o := range x.e.owes[form] {
			if !last.Within(o.from, o.to) {
				continue
			}
			at, err := x.e.place.spotOf(x.ctx, o.code, o.path, last)
			if err != nil {
				x.err = err
				return 0
			}
			for _, code := range at.within() {
				known[place{code, p.Start}]++
			}
		}
	}
	return known[place{x.area, p.Start}]
}

// count is a number of units.
func (x *run) count(n *node, p dataset.Period) *big.Rat {
	periods, _ := x.e.starts(n.form, p)
	owed, in := x.owe(n.form, periods)
	all, live := 0, 0
	for _, t := range in {
		x.r.used[t] = true
		all, live = all+t.sets, live+t.live
	}
	return new(big.Rat).SetInt64(int64(map[string]int{"units": owed, "reported": all, "timely": live}[n.op]))
}

package official

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"thanhdong/ground/area"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// areaList is a list of areas in one of three forms: rows with dates, full lists at several days (a
// history), or what became of which (lineage).
type areaList struct {
	rows    []areaRow
	history bool
	lineage []area.Lineage
}

type areaRow struct {
	area.Area
	replaces []string // codes that went into this one, in whatever part
	where    string
}

func readAreas(t *table) (*areaList, error) {
	l := &areaList{}
	var faults []fault.Field
	switch {
	case t.has("as_of"):
		l.history = true
		faults = l.readHistory(t)
	case t.has("old_code"):
		faults = l.readLineage(t)
	default:
		faults = l.readList(t)
	}
	if len(faults) == 0 && len(l.rows)+len(l.lineage) == 0 {
		return nil, refuse("official.empty")
	}
	if len(faults) > 0 {
		return nil, fault.Fields("official.refused", faults...)
	}
	return l, nil
}

func (l *areaList) readList(t *table) []fault.Field {
	faults := t.need("code", "name")
	if len(faults) > 0 {
		return faults
	}
	for _, rec := range t.rows {
		r := reader{t, rec, &faults}
		a := area.Area{Code: r.str("code"), Parent: r.str("parent"), Name: r.name(), KM2: r.number("km2"), From: r.day("from"), To: r.day("to"),
			Act: r.str("act"), Mark: r.str("mark")}
		if a.Code == "" {
			r.fail("code", "official.no_code")
		}
		if s := r.str("source"); s != "" {
			a.Source = text.L{VI: s, EN: s}
		}
		a.Kind = r.areaKind(&a.Name)
		l.rows = append(l.rows, areaRow{a, r.list("replaces"), fmt.Sprintf("line %d", rec.line)})
	}
	return faults
}

// kinds are the words with which official names begin, and what they are.
var kinds = []struct{ vi, kind, en string }{
	{"Thành phố", "city", "city"}, {"Thị xã", "town", "town"}, {"Thị trấn", "township", "township"}, {"Đặc khu", "special_zone", "special zone"},
	{"Phường", "ward", "ward"}, {"Xã", "commune", "commune"}, {"Huyện", "district", "district"}, {"Quận", "district", "district"},
	{"Tỉnh", "province", "province"},
}

// areaKind reads the kind from its column, in either language, or else from the first words of the
// name; it completes the English name.
func (r reader) areaKind(name *text.L) string {
	s := text.SearchKey(r.str("kind"))
	for _, k := range kinds {
		named := strings.HasPrefix(text.SearchKey(name.VI), text.SearchKey(k.vi)+" ")
		if s != text.SearchKey(k.vi) && s != k.kind && !(s == "" && named) {
			continue
		}
		if name.EN == "" && named {
			name.EN = strings.TrimSpace(string([]rune(name.VI)[len([]rune(k.vi)):])) + " " + k.en
		}
		if name.EN == "" {
			name.EN = name.VI
		}
		return k.kind
	}
	if name.VI != "" {
		r.fail("kind", "official.bad_kind", "kind", r.str("kind"), "name", name.VI)
	}
	return ""
}

func (l *areaList) readLineage(t *table) []fault.Field {
	faults := t.need("new_code", "date")
	if len(faults) > 0 {
		return faults
	}
	for _, rec := range t.rows {
		r := reader{t, rec, &faults}
		line := area.Lineage{Old: r.str("old_code"), New: r.str("new_code"), Day: r.day("date"), Source: r.str("source")}
		for column, share := range map[string]**float64{"share_area": &line.ShareArea, "share_pop": &line.SharePop} {
			if r.str(column) != "" {
				v := r.number(column)
				*share = &v
			}
		}
		l.lineage = append(l.lineage, line)
	}
	return faults
}

// readHistory reads full lists at several days, each row an area with those above it. An area that is
// in one list and not in the next ended on the day of the next; nobody says into what. One whose name,
// kind or parent differs has a new row from that day.
func (l *areaList) readHistory(t *table) []fault.Field {
	depth := 0
	for t.has(fmt.Sprintf("level%d_id", depth+1), fmt.Sprintf("level%d", depth+1)) {
		depth++
	}
	if depth == 0 {
		return t.need("level1_id", "level1")
	}
	var faults []fault.Field
	lists := map[text.Day]map[string]areaRow{}
	var dates []text.Day
	for _, rec := range t.rows {
		r := reader{t, rec, &faults}
		on := r.day("as_of")
		if on.Open() {
			r.fail("as_of", "official.bad_day", "value", "")
			continue
		}
		if lists[on] == nil {
			lists[on] = map[string]areaRow{}
			dates = append(dates, on)
		}
		parent := ""
		for n := 1; n <= depth; n++ {
			a := area.Area{Code: r.str(fmt.Sprintf("level%d_id", n)), Parent: parent, Name: text.L{VI: r.str(fmt.Sprintf("level%d", n))}}
			if a.Code == "" {
				break
			}
			a.Kind = r.areaKind(&a.Name)
			if before, seen := lists[on][a.Code]; seen && before.Area != a {
				r.fail(fmt.Sprintf("level%d_id", n), "official.contradicts", "code", a.Code, "other", before.where)
			} else if seen && n == depth {
				r.fail(fmt.Sprintf("level%d_id", n), "official.row_twice", "code", a.Code, "other", before.where)
			}
			lists[on][a.Code] = areaRow{a, nil, fmt.Sprintf("line %d", rec.line)}
			parent = a.Code
		}
	}
	slices.Sort(dates)
	open := map[string]areaRow{}
	for _, on := range dates {
		for code, row := range open {
			if now, there := lists[on][code]; !there || now.Name != row.Name || now.Kind != row.Kind || now.Parent != row.Parent {
				row.To = on
				l.rows = append(l.rows, row)
				delete(open, code)
			}
		}
		for code, row := range lists[on] {
			if _, there := open[code]; !there {
				row.From = on
				open[code] = row
			}
		}
	}
	for _, row := range open {
		l.rows = append(l.rows, row)
	}
	slices.SortFunc(l.rows, func(a, b areaRow) int { return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(a.From, b.From)) })
	return faults
}

// planAreas lays the list over the register.
func planAreas(ctx context.Context, tx *db.Tx, f *File, opts Options, p *Plan) (writer, []fault.Field, error) {
	if f.areas.lineage != nil {
		return planLineage(ctx, tx, f, opts, p)
	}
	first := text.Day("")
	for _, r := range f.areas.rows {
		if f.areas.history && (first.Open() || r.From < first) {
			first = r.From
		}
	}
	given := map[string][]areaRow{}
	var order []string
	for _, r := range f.areas.rows {
		r.From, r.To = firstDay(r.From, opts.From), firstDay(r.To, opts.To)
		r.Mark = or(r.Mark, opts.Mark)
		r.Source = text.L{VI: or(r.Source.VI, opts.Source), EN: or(r.Source.EN, opts.Source)}
		if given[r.Code] == nil {
			order = append(order, r.Code)
		}
		given[r.Code] = append(given[r.Code], r)
	}
	var faults []fault.Field
	var puts []area.Area
	begins := map[string]text.Day{}
	for _, code := range order {
		stored, err := area.Versions(ctx, tx, code)
		if err != nil {
			return nil, nil, err
		}
		// Where the register knows no beginning of an area, a history does: a later list that is the
		// first to have it says its day; of the first list no more is known than that it was there.
		if rows := given[code]; f.areas.history && len(stored) > 0 && stored[0].From.Open() {
			if rows[0].From == first {
				rows[0].From = ""
			} else {
				begins[code], stored[0].From = rows[0].From, rows[0].From
				p.change("official.area_begins", "code", code, "name", stored[0].Name, "from", rows[0].From)
			}
		}
		faults = append(faults, overlaps(given[code])...)
		rows := lay(stored, given[code])
		if err := p.areas(ctx, tx, stored, rows); err != nil {
			return nil, nil, err
		}
		puts = append(puts, rows...)
	}
	ended, lines, found, err := p.replaced(ctx, tx, given, order)
	if err != nil {
		return nil, nil, err
	}
	puts, faults = append(puts, ended...), append(faults, found...)
	if f.areas.history {
		if err := p.unlisted(ctx, tx, given, first); err != nil {
			return nil, nil, err
		}
	}
	return func(ctx context.Context, tx *db.Tx) error {
		for _, code := range order {
			if day, ok := begins[code]; ok {
				if err := area.Begin(ctx, tx, code, day); err != nil {
					return err
				}
			}
		}
		if _, err := area.Put(ctx, tx, puts); err != nil {
			return named(err, "areas", func(i int) string { return puts[i].Code })
		}
		_, err := area.PutLineage(ctx, tx, lines)
		return err
	}, faults, nil
}

// named says the faults that a room found by the code of the row, where the room knows its number in a
// list that the reader never saw.
func named(err error, list string, code func(i int) string) error {
	f, ok := fault.As(err)
	if !ok {
		return err
	}
	for i, x := range f.Fields {
		var n int
		var what string
		if _, err := fmt.Sscanf(x.Path, list+"/%d/%s", &n, &what); err == nil {
			f.Fields[i].Path = code(n) + "/" + what
		}
	}
	return err
}

func firstDay(a, b text.Day) text.Day {
	if a.Open() {
		return b
	}
	return a
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

func overlaps(rows []areaRow) (faults []fault.Field) {
	slices.SortStableFunc(rows, func(a, b areaRow) int { return cmp.Compare(a.From, b.From) })
	for i, r := range rows {
		if !r.To.Open() && r.To <= r.From {
			faults = append(faults, fault.At(r.where+"/to", "official.bad_days"))
		}
		if i > 0 && (rows[i-1].To.Open() || rows[i-1].To > r.From) {
			faults = append(faults, fault.At(r.where+"/code", "official.row_twice", "code", r.Code, "other", rows[i-1].where))
		}
	}
	return faults
}

// areas tells what becomes of the rows of one code.
func (p *Plan) areas(ctx context.Context, tx *db.Tx, stored, rows []area.Area) error {
	before := map[text.Day]area.Area{}
	for _, a := range stored {
		before[a.From] = a
	}
	for i, a := range rows {
		what := []any{"code", a.Code, "name", a.Name, "parent", a.Parent, "from", a.From, "to", a.To}
		old, had := before[a.From]
		old.Path = ""
		switch {
		case had && old == a:
			p.Same++
		case !had && i > 0 && rows[i-1].To == a.From:
			p.change("official.area_goes_on", append(what, "before", rows[i-1].Name)...)
		case !had:
			p.change("official.area_added", what...)
		case same(old, a):
			p.change("official.area_ended", what...)
		default:
			p.change("official.area_changed", append(what, "before", old.Name)...)
		}
		goesOn := i+1 < len(rows) && rows[i+1].From == a.To
		if a.To.Open() || goesOn || had && old.To == a.To {
			continue
		}
		into, err := area.Successors(ctx, tx, a.Code, a.To)
		if err != nil {
			return err
		}
		if len(into) == 0 {
			p.Lines = append(p.Lines, line("official.successor_unknown", "code", a.Code, "name", a.Name, "to", a.To, "successor", text.Key(area.UnknownSuccessor)))
		}
	}
	return nil
}

// unlisted names areas of the register that a full list does not have: they are left as they are.
func (p *Plan) unlisted(ctx context.Context, tx *db.Tx, given map[string][]areaRow, on text.Day) error {
	all, err := area.All(ctx, tx, on)
	if err != nil {
		return err
	}
	for _, a := range all {
		top, _, _ := strings.Cut(strings.TrimPrefix(a.Path, "/"), "/")
		if given[top] != nil && given[a.Code] == nil {
			p.warn("official.not_listed", "code", a.Code, "name", a.Name)
		}
	}
	return nil
}

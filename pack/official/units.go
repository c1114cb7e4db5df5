package official

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
)

type unitRow struct {
	unit.Unit
	act      string
	replaces []string // codes that this one takes the place of, such as the project's own
	where    string
}

func readUnits(t *table) ([]unitRow, error) {
	faults := t.need("code", "name", "kind")
	if len(faults) > 0 {
		return nil, fault.Fields("official.refused", faults...)
	}
	var rows []unitRow
	for _, rec := range t.rows {
		r := reader{t, rec, &faults}
		u := unit.Unit{Code: strings.ToUpper(r.str("code")), Parent: strings.ToUpper(r.str("parent")), Area: r.str("area"), Name: r.name(),
			From: r.day("from"), To: r.day("to"), Mark: r.str("mark")}
		if u.Code == "" {
			r.fail("code", "official.no_code")
		}
		u.Name.EN = or(u.Name.EN, u.Name.VI)
		u.Kind = r.unitKind()
		row := unitRow{Unit: u, act: r.str("act"), where: fmt.Sprintf("line %d", rec.line)}
		for _, code := range r.list("replaces") {
			row.replaces = append(row.replaces, strings.ToUpper(code))
		}
		rows = append(rows, row)
	}
	if len(faults) > 0 {
		return nil, fault.Fields("official.refused", faults...)
	}
	if len(rows) == 0 {
		return nil, refuse("official.empty")
	}
	return rows, nil
}

// unitWords are the Vietnamese words for the kinds of unit.
var unitWords = map[string][]string{
	"committee":  {"uy ban", "ubnd", "uy ban nhan dan"},
	"office":     {"van phong"},
	"department": {"so", "ban", "nganh", "thanh tra", "chi cuc", "cuc"},
	"centre":     {"trung tam", "don vi su nghiep", "center"},
	"division":   {"phong"},
	"station":    {"tram", "doi"},
}

func (r reader) unitKind() string {
	s := text.SearchKey(r.str("kind"))
	for kind, words := range unitWords {
		if s == kind || slices.Contains(words, s) {
			return kind
		}
	}
	r.fail("kind", "unit.bad_kind", "kind", r.str("kind"))
	return ""
}

// planUnits lays the list over the register. Rows that replace others are one succession a day, so that
// what lies below the replaced unit and its lineage go with it.
func planUnits(ctx context.Context, tx *db.Tx, f *File, opts Options, p *Plan) (writer, []fault.Field, error) {
	var faults []fault.Field
	var puts []unit.Unit
	successions := map[text.Day]*unit.Succession{}
	seen := map[string]bool{}
	for _, r := range f.units {
		r.From, r.To, r.Mark = firstDay(r.From, opts.From), firstDay(r.To, opts.To), or(r.Mark, opts.Mark)
		fail := func(column, key string, kv ...any) { faults = append(faults, fault.At(r.where+"/"+column, key, kv...)) }
		if seen[r.Code+" "+string(r.From)] {
			fail("code", "unit.code_twice", "code", r.Code)
			continue
		}
		seen[r.Code+" "+string(r.From)] = true
		stored, err := unit.Versions(ctx, tx, r.Code)
		if err != nil {
			return nil, nil, err
		}
		if len(r.replaces) == 0 || slices.ContainsFunc(stored, func(u unit.Unit) bool { return u.From == r.From }) {
			rows := layUnit(stored, r.Unit)
			p.units(stored, rows)
			puts = append(puts, rows...)
			continue
		}
		if r.From.Open() {
			fail("from", "official.replaces_needs_day", "code", r.Code)
			continue
		}
		s := successions[r.From]
		if s == nil {
			s = &unit.Succession{Decree: unit.Decree{Day: r.From, Act: or(r.act, opts.Source), Mark: r.Mark}}
			successions[r.From] = s
		}
		s.New = append(s.New, r.Unit)
		for _, old := range r.replaces {
			if !slices.Contains(s.Old, old) {
				s.Old = append(s.Old, old)
			}
			s.Lines = append(s.Lines, unit.Lineage{Old: old, New: r.Code, Source: or(r.act, opts.Source)})
			p.change("official.unit_replaced", "old", old, "code", r.Code, "name", r.Name, "from", r.From)
		}
	}
	return func(ctx context.Context, tx *db.Tx) error {
		if _, err := unit.Put(ctx, tx, puts); err != nil {
			return named(err, "units", func(i int) string { return puts[i].Code })
		}
		days := make([]text.Day, 0, len(successions))
		for day := range successions {
			days = append(days, day)
		}
		slices.Sort(days)
		for _, day := range days {
			if err := unit.Succeed(ctx, tx, *successions[day]); err != nil {
				return err
			}
		}
		return nil
	}, faults, nil
}

// layUnit is [lay] for units: one given row over the stored ones of its code.
func layUnit(stored []unit.Unit, given unit.Unit) (out []unit.Unit) {
	cuts := []text.Day{given.From, end(given.To)}
	for _, u := range stored {
		cuts = append(cuts, u.From, end(u.To))
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	for i, from := range cuts[:len(cuts)-1] {
		piece, known := unit.Unit{}, false
		for _, u := range stored {
			cutOff := !given.To.Open() && from >= given.To && u.From < given.To && given.From < end(u.To)
			if from.Within(u.From, u.To) && !cutOff {
				piece, known = u, true
			}
		}
		switch in := from.Within(given.From, given.To); {
		case in && !known:
			piece = given
		case in:
			piece = mergeUnit(piece, given)
		case !known:
			continue
		}
		piece.From, piece.To, piece.Path, piece.AreaPath = from, cuts[i+1], "", ""
		if piece.To == never {
			piece.To = ""
		}
		if last := len(out) - 1; last >= 0 && out[last].To == piece.From && sameUnit(out[last], piece) {
			out[last].To = piece.To
			continue
		}
		out = append(out, piece)
	}
	slices.SortFunc(out, func(a, b unit.Unit) int { return cmp.Compare(a.From, b.From) })
	return out
}

func mergeUnit(old, given unit.Unit) unit.Unit {
	next := old
	next.Kind, next.Parent, next.Area = or(given.Kind, old.Kind), or(given.Parent, old.Parent), or(given.Area, old.Area)
	if given.Name.VI != old.Name.VI {
		next.Name = given.Name
	}
	if next != old {
		next.Mark = given.Mark
	}
	return next
}

func sameUnit(a, b unit.Unit) bool {
	a.From, a.To, a.Path, a.AreaPath, b.From, b.To, b.Path, b.AreaPath = "", "", "", "", "", "", "", ""
	return a == b
}

func (p *Plan) units(stored, rows []unit.Unit) {
	before := map[text.Day]unit.Unit{}
	for _, u := range stored {
		before[u.From] = u
	}
	for i, u := range rows {
		what := []any{"code", u.Code, "name", u.Name, "parent", u.Parent, "from", u.From, "to", u.To}
		old, had := before[u.From]
		old.Path, old.AreaPath = "", ""
		switch {
		case had && old == u:
			p.Same++
		case !had && i > 0 && rows[i-1].To == u.From:
			p.change("official.unit_goes_on", append(what, "before", rows[i-1].Name)...)
		case !had:
			p.change("official.unit_added", what...)
		case sameUnit(old, u):
			p.change("official.unit_ended", what...)
		default:
			p.change("official.unit_changed", append(what, "before", old.Name)...)
		}
	}
}

package official

import (
	"slices"

	"thanhdong/ground/area"
	"thanhdong/ground/text"
)

// lay puts given rows of one code over the stored ones: in the time of a given row it is as that row
// says, with what only the register knows (the size, the act) kept; before it, as it was; after a last
// day that is given, no more. Where a given row says nothing new the stored row stays whole.
func lay(stored []area.Area, given []areaRow) (out []area.Area) {
	cuts := []text.Day{}
	for _, a := range stored {
		cuts = append(cuts, a.From, end(a.To))
	}
	for _, a := range given {
		cuts = append(cuts, a.From, end(a.To))
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	for i, from := range cuts[:max(0, len(cuts)-1)] {
		piece, old, named := area.Area{}, -1, false
		for n, a := range stored {
			if from.Within(a.From, a.To) && !ended(a.From, a.To, from, given) {
				piece, old = a, n
			}
		}
		for _, g := range given {
			if from.Within(g.From, g.To) {
				piece, named = merge(piece, g.Area, old >= 0), true
			}
		}
		if old < 0 && !named {
			continue
		}
		piece.From, piece.To, piece.Path = from, cuts[i+1], ""
		if piece.To == never {
			piece.To = ""
		}
		if last := len(out) - 1; last >= 0 && out[last].To == piece.From && same(out[last], piece) {
			out[last].To = piece.To // a cut that divides nothing
			continue
		}
		out = append(out, piece)
	}
	return out
}

// ended says whether a given row ends a stored one before a day: a list that says to when an area is
// there says that it is not there afterwards.
func ended(from, to, day text.Day, given []areaRow) bool {
	return slices.ContainsFunc(given, func(g areaRow) bool {
		return !g.To.Open() && day >= g.To && from < g.To && g.From < end(to)
	})
}

// never is later than every day, so that open ends sort last.
const never = text.Day("9999-99-99")

func end(to text.Day) text.Day {
	if to.Open() {
		return never
	}
	return to
}

// same says whether two rows tell the same of an area, days and paths left out.
func same(a, b area.Area) bool {
	a.From, a.To, a.Path, b.From, b.To, b.Path = "", "", "", "", "", ""
	return a == b
}

func merge(old, given area.Area, known bool) area.Area {
	if !known {
		given.KM2Mark = markOf(given)
		return given
	}
	next := old
	next.Kind, next.Parent = or(given.Kind, old.Kind), or(given.Parent, old.Parent)
	if given.Name.VI != old.Name.VI {
		next.Name = given.Name
	}
	if given.KM2 > 0 && given.KM2 != old.KM2 {
		next.KM2, next.KM2Mark = given.KM2, given.Mark
	}
	next.Act = or(given.Act, old.Act)
	if next != old { // else the file confirms what is known, and the row keeps its own source
		next.Mark, next.Source = given.Mark, given.Source
	}
	return next
}

func markOf(a area.Area) string {
	if a.KM2 > 0 {
		return a.Mark
	}
	return ""
}

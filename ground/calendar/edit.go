package calendar

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/law"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
)

// Kind is what a person may say about a day.
type Kind string

const (
	Off      Kind = "holiday"  // nobody works
	Swapped  Kind = "swap"     // given off, and Other is worked in its place
	Ordinary Kind = "ordinary" // as its weekday, whatever packs say
	Given    Kind = "given"    // as packs say: an earlier word is taken back
	Worked   Kind = "worked"   // the other half of a swap; nobody says it by itself
)

// Edit is what one person changes at once.
type Edit struct {
	Days   []Day  `json:"days"`
	Source string `json:"source"` // the notice or act that decides it
	Mark   string `json:"mark"`
}

// Day is one day of an edit.
type Day struct {
	Day   text.Day `json:"day"`
	Kind  Kind     `json:"kind"`
	Other text.Day `json:"other,omitempty"` // worked in its place
	Name  text.L   `json:"name,omitzero"`   // of a holiday or a swap
}

// Word is what a person said about a day, as it stands.
type Word struct {
	Day
	Mark   string
	Source string
	At     time.Time
	ByName string
	// Given is what packs say about the day now, Contradicted that they said something else when the
	// word was given: a newer pack and the province disagree, and people decide.
	Given        Day
	Contradicted bool

	byID  string
	given Day // what packs said then
}

// most bounds one edit: a whole year of holidays at once.
const most = 60

func (e Edit) validate(known map[int]bool) error {
	var faults []fault.Field
	fail := func(path, key string, kv ...any) { faults = append(faults, fault.At(path, key, kv...)) }
	if len(e.Days) == 0 || len(e.Days) > most {
		fail("days", "calendar.how_many", "max", most)
	}
	back, spoken := true, map[text.Day]bool{}
	for i, d := range e.Days {
		at := fmt.Sprintf("days/%d/", i)
		back = back && d.Kind == Given
		days := map[string]text.Day{at + "day": d.Day}
		if d.Kind == Swapped {
			days[at+"other"] = d.Other
		}
		for path, day := range days {
			if day.Open() || !day.Valid() {
				fail(path, "calendar.bad_day", "day", string(day))
			} else if !known[day.Year()] {
				fail(path, "calendar.year_unknown", "year", strconv.Itoa(day.Year()))
			} else if spoken[day] {
				fail(path, "calendar.said_twice", "day", day)
			}
			spoken[day] = true
		}
		if !slices.Contains([]Kind{Off, Swapped, Ordinary, Given}, d.Kind) {
			fail(at+"kind", "calendar.bad_kind", "kind", string(d.Kind))
		}
		if (d.Kind == Off || d.Kind == Swapped) && !d.Name.Complete() {
			fail(at+"name", "calendar.no_name")
		}
	}
	if !back && strings.TrimSpace(e.Source) == "" {
		fail("source", "calendar.no_source")
	}
	if !back && !law.ValidMark(e.Mark) {
		fail("mark", "calendar.no_mark")
	}
	if len(faults) > 0 {
		slices.SortFunc(faults, func(a, b fault.Field) int { return strings.Compare(a.Path, b.Path) })
		return fault.Fields("calendar.invalid", faults...)
	}
	return nil
}

// Plan says what an edit would make of the calendar, and writes nothing. Forbidden, or Invalid with
// every fault.
func Plan(ctx context.Context, tx *db.Tx, e Edit) (before, after Data, err error) {
	if err := actor.From(ctx).Check(ToEdit, actor.Scope{}); err != nil {
		return Data{}, Data{}, err
	}
	packs, words, err := layers(ctx, tx)
	if err != nil {
		return Data{}, Data{}, err
	}
	if err := e.validate(years(packs)); err != nil {
		return Data{}, Data{}, err
	}
	before = over(packs, words)
	after = over(packs, e.on(packs, words, Word{}))
	return before, after, after.Validate()
}

// Change does what [Plan] showed. seen is the digest of the calendar that the plan started from:
// Conflict when somebody changed it meanwhile, so that nothing happens that nobody was shown.
func Change(ctx context.Context, tx *db.Tx, e Edit, seen string) error {
	if err := lock(ctx, tx); err != nil {
		return err
	}
	before, after, err := Plan(ctx, tx, e)
	if err != nil {
		return err
	}
	if before.Digest() != seen {
		return fault.New(fault.Conflict, "calendar.moved_on")
	}
	packs, words, err := layers(ctx, tx)
	if err != nil {
		return err
	}
	by := actor.From(ctx)
	if err := writeWords(ctx, tx, e.on(packs, words, Word{At: tx.Now(), ByName: by.Name, byID: by.ID})); err != nil {
		return fmt.Errorf("edit calendar: %w", err)
	}
	if err := record(ctx, tx, before, after); err != nil {
		return err
	}
	entry := ledger.Entry{Verb: ToEdit.Name(), Subject: "calendar", Payload: e}
	// The calendar lies nowhere: the entry is read where its writer stands.
	if grants := by.Because(ToEdit, actor.Scope{}); len(grants) > 0 {
		entry.UnitPath, entry.AreaPath = grants[0].UnitPath, grants[0].AreaPath
	}
	return ledger.Write(ctx, tx, entry)
}

// on adds an edit to the words that stand. A word about one half of a swap breaks the swap: what is
// left of it is an ordinary day.
func (e Edit) on(packs Data, words []Word, by Word) []Word {
	stand := map[text.Day]Word{}
	for _, w := range words {
		stand[w.Day.Day] = w
	}
	say := func(d Day) {
		if d.Kind == Given {
			delete(stand, d.Day)
			return
		}
		w := by
		w.Day, w.Mark, w.Source, w.given = d, e.Mark, strings.TrimSpace(e.Source), packs.Says(d.Day)
		stand[d.Day] = w
	}
	for _, d := range e.Days {
		for _, day := range []text.Day{d.Day, d.Other} {
			if w, ok := stand[day]; ok && !w.Other.Open() {
				delete(stand, w.Other)
				delete(stand, day)
			}
		}
		if d.Kind != Swapped {
			d.Other = ""
		}
		say(d)
		if d.Kind == Swapped {
			say(Day{Day: d.Other, Kind: Worked, Other: d.Day, Name: d.Name})
		}
	}
	out := make([]Word, 0, len(stand))
	for _, w := range stand {
		out = append(out, w)
	}
	sortBy(out, func(w Word) text.Day { return w.Day.Day })
	return out
}

// over lays the words of people over what packs say.
func over(packs Data, words []Word) Data {
	if len(words) == 0 {
		return packs
	}
	said := map[text.Day]bool{}
	for _, w := range words {
		said[w.Day.Day] = true
	}
	out := Data{Weeks: packs.Weeks}
	for _, y := range packs.Years {
		n := Year{Year: y.Year, Mark: y.Mark, Source: y.Source}
		for _, h := range y.Holidays {
			if !said[h.Day] {
				n.Holidays = append(n.Holidays, h)
			}
		}
		for _, s := range y.Swaps {
			if !said[s.Off] && !said[s.Work] {
				n.Swaps = append(n.Swaps, s)
			}
		}
		for _, w := range words {
			switch {
			case w.Day.Day.Year() != y.Year:
			case w.Kind == Off:
				n.Holidays = append(n.Holidays, Holiday{Day: w.Day.Day, Name: w.Name, Mark: w.Mark})
			case w.Kind == Swapped:
				n.Swaps = append(n.Swaps, Swap{Off: w.Day.Day, Work: w.Other, Name: w.Name, Mark: w.Mark})
			}
		}
		sortBy(n.Holidays, func(h Holiday) text.Day { return h.Day })
		sortBy(n.Swaps, func(s Swap) text.Day { return s.Off })
		out.Years = append(out.Years, n)
	}
	return out
}

// Says is what the data say about a day.
func (d Data) Says(day text.Day) Day {
	for _, y := range d.Years {
		for _, h := range y.Holidays {
			if h.Day == day {
				return Day{Day: day, Kind: Off, Name: h.Name}
			}
		}
		for _, s := range y.Swaps {
			switch day {
			case s.Off:
				return Day{Day: day, Kind: Swapped, Other: s.Work, Name: s.Name}
			case s.Work:
				return Day{Day: day, Kind: Worked, Other: s.Off, Name: s.Name}
			}
		}
	}
	return Day{Day: day, Kind: Ordinary}
}

func years(d Data) map[int]bool {
	known := map[int]bool{}
	for _, y := range d.Years {
		known[y.Year] = true
	}
	return known
}

// Words gives what people said about the days of a year, in order.
func Words(ctx context.Context, tx *db.Tx, year int) (words []Word, err error) {
	packs, all, err := layers(ctx, tx)
	if err != nil {
		return nil, err
	}
	for _, w := range all {
		if w.Day.Day.Year() != year {
			continue
		}
		w.Given = packs.Says(w.Day.Day)
		w.Contradicted = w.Given != w.given
		words = append(words, w)
	}
	return words, nil
}

// Differs lists the days about which two calendars say different things, names included.
func Differs(before, after Data) (days []text.Day) {
	spoken := map[text.Day]bool{}
	for _, d := range []Data{before, after} {
		for _, y := range d.Years {
			for _, h := range y.Holidays {
				spoken[h.Day] = true
			}
			for _, s := range y.Swaps {
				spoken[s.Off], spoken[s.Work] = true, true
			}
		}
	}
	for day := range spoken {
		if before.Says(day) != after.Says(day) {
			days = append(days, day)
		}
	}
	slices.Sort(days)
	return days
}

// difference says on which days two calendars differ in what is worked.
func difference(before, after Data) (c Changed, any bool) {
	spell := func(d Data) string { b, _ := json.Marshal(d.Weeks); return string(b) }
	c = Changed{Days: []text.Day{}, Hours: spell(before) != spell(after)}
	of := func(d Data) map[text.Day]string {
		days := map[text.Day]string{}
		for _, y := range d.Years {
			for _, h := range y.Holidays {
				for _, day := range h.run() {
					days[day] = "off"
				}
			}
			for _, s := range y.Swaps {
				days[s.Off], days[s.Work] = "off", "as "+string(s.Off)
			}
		}
		return days
	}
	b, a := of(before), of(after)
	for day, what := range b {
		if a[day] != what {
			c.Days = append(c.Days, day)
		}
	}
	for day := range a {
		if b[day] == "" {
			c.Days = append(c.Days, day)
		}
	}
	slices.Sort(c.Days)
	return c, c.Hours || len(c.Days) > 0
}

package briefing

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"thanhdong/ground/text"
	"thanhdong/know/briefing/paper"
)

// Page is the brief as an official paper, in Vietnamese. where is the address at which the paper can be looked up.
func (b Brief) Page(where string) paper.Document {
	c, s := b.Content, b.Content.Setting
	t := func(key string, kv ...any) string { return say("briefing."+key, kv...) }
	cut := c.CutAt.In(text.Zone)
	d := paper.Document{
		Above: s.Above, Issuer: s.Issuer, Number: serial(c.Number) + "/" + s.Symbol, Place: s.Place, Day: c.Day, Title: s.Title, Copies: s.Copies, Office: s.Signer, Made: b.ComposedAt,
		Sub:    t("cut", "hour", cut.Format("15"), "minute", cut.Format("04")),
		Foot:   t("look_up", "where", where, "digest", b.Digest[:min(16, len(b.Digest))]),
		Signed: t("unsigned"),
	}
	if s.Remarks != "" {
		d.Sub += " (" + s.Remarks + ")"
	}
	if !b.SignedAt.IsZero() {
		d.Signed, d.Signer = t("signed_at", "at", b.SignedAt), b.SignedName
	}
	d.Blocks = []paper.Block{c.promisesBlock(), c.changesBlock(), c.lateBlock(), c.todayBlock(), c.doubtsBlock()}
	for i := range d.Blocks {
		d.Blocks[i].Heading = strconv.Itoa(i+1) + ". " + d.Blocks[i].Heading
	}
	d.Sources = c.sources()
	return d
}

func say(key string, kv ...any) string {
	args := map[string]any{}
	for i := 0; i+1 < len(kv); i += 2 {
		args[kv[i].(string)] = kv[i+1]
	}
	return text.T(text.VI, key, args)
}

// serial is the running number within a human number: BT-24-0131 is 131.
func serial(number string) string {
	n, err := strconv.Atoi(number[strings.LastIndexByte(number, '-')+1:])
	if err != nil {
		return number
	}
	return strconv.Itoa(n)
}

func (l Line) coded() string {
	if l.Code == "" {
		return l.What.VI
	}
	return l.What.VI + " [" + l.Code + "]"
}

// holder is who acts: the unit, and the person in it.
func (l Line) holder() string {
	if l.Name.Empty() {
		return l.UnitName.VI
	}
	return l.UnitName.VI + ": " + l.Name.VI
}

// short is an instant in a column: 16:00, 03/7; the year only where it is another.
func short(at time.Time, day text.Day) string {
	if at.IsZero() {
		return ""
	}
	at = at.In(text.Zone)
	if at.Year() != day.Year() {
		return at.Format("15:04, 02/1/2006")
	}
	return at.Format("15:04, 02/1")
}

func (c Content) promisesBlock() paper.Block {
	kept, broken := c.Kept()
	b := paper.Block{Heading: say("briefing.part_promises"), Empty: say("briefing.no_promises"), Left: c.More.Promises}
	if c.Meeting != "" {
		b.Heading = say("briefing.part_promises_of", "day", c.Meeting.Start().Format("02/1"))
		b.Aside = say("briefing.kept_broken", "kept", kept, "broken", broken)
	}
	b.Table = &paper.Table{Head: []string{say("briefing.col_result"), say("briefing.col_promise"), say("briefing.col_holder"), say("briefing.col_due")}, Width: []float64{0.14, 0.42, 0.28, 0.16}}
	for _, l := range c.Promises {
		what := l.coded()
		if l.Extended > 0 {
			what += ". " + say("briefing.extended", "n", l.Extended)
		}
		b.Table.Rows = append(b.Table.Rows, []paper.Cell{{Words: say("briefing.promise_" + string(l.Promise)), Bold: true}, {Words: what}, {Words: l.holder()}, {Words: short(l.Due, c.Day)}})
	}
	return b
}

// shortUnit is how long a unit of measure may be to stand beside its figure; a longer one stands behind the name.
const shortUnit = 3

// boxes is how many figures stand in boxes.
const boxes = 4

func (c Content) changesBlock() paper.Block {
	b := paper.Block{Heading: say("briefing.part_changes"), Aside: say("briefing.only_changes"), Empty: say("briefing.no_changes"), Left: c.More.Changes}
	for i, f := range c.Figures {
		beside := f.Compared.VI
		if !f.Word.Empty() {
			beside = strings.TrimSuffix(f.Word.VI+", "+beside, ", ")
		}
		name := f.Name.VI
		if f.Stale {
			beside = say("briefing.old_since", "at", f.At.In(text.Zone).Format("02/1"))
			name += ", " + f.Owner.VI
		}
		value := f.Value
		if utf8.RuneCountInString(f.Unit) <= shortUnit {
			value = strings.TrimSpace(value + " " + f.Unit)
		} else {
			name += " (" + f.Unit + ")"
		}
		if i < boxes && !f.Stale && !f.Word.Empty() && !f.Compared.Empty() { // beside the value the word alone has room
			name, beside = name+", "+f.Compared.VI, f.Word.VI
		}
		b.Figures = append(b.Figures, paper.Figure{Value: value, Beside: beside, Name: name, Code: f.Code, Stale: f.Stale})
	}
	if len(b.Figures) > boxes { // further figures are sentences
		for _, f := range b.Figures[boxes:] {
			words := f.Name + ": " + f.Value
			if f.Beside != "" {
				words += " (" + f.Beside + ")"
			}
			b.Items = append(b.Items, paper.Item{Words: words, Code: f.Code})
		}
		b.Figures = b.Figures[:boxes]
	}
	for _, l := range c.Changes {
		words := l.What.VI
		if l.Unit != "" {
			words += "; " + l.holder()
		}
		b.Items = append(b.Items, paper.Item{Words: words, Code: l.Code})
	}
	return b
}

func (c Content) lateBlock() paper.Block {
	b := paper.Block{Heading: say("briefing.part_late"), Aside: say("briefing.n_items", "n", len(c.Late)+c.More.Late), Empty: say("briefing.none_late"), Left: c.More.Late}
	b.Table = &paper.Table{Head: []string{"TT", say("briefing.col_work"), say("briefing.col_holder"), say("briefing.col_late"), say("briefing.col_told")}, Width: []float64{0.06, 0.38, 0.26, 0.14, 0.16}, Right: []bool{false, false, false, true, false}}
	for i, l := range c.Late {
		told := l.Told.VI
		if told == "" {
			told = say("briefing.told_nobody")
		}
		b.Table.Rows = append(b.Table.Rows, []paper.Cell{{Words: strconv.Itoa(i + 1)}, {Words: l.coded()}, {Words: l.holder()}, {Words: lateBy(c.CutAt.Sub(l.Due))}, {Words: told}})
	}
	return b
}

// lateBy is in hours on the first day, in days from then on.
func lateBy(d time.Duration) string {
	if d < 24*time.Hour {
		return text.Duration(text.VI, d.Truncate(time.Hour))
	}
	return text.Duration(text.VI, d.Truncate(24*time.Hour))
}

func (c Content) todayBlock() paper.Block {
	b := paper.Block{Heading: say("briefing.part_today"), Aside: say("briefing.n_items", "n", len(c.Today)+c.More.Today), Empty: say("briefing.none_today"), Left: c.More.Today}
	b.Table = &paper.Table{Head: []string{"TT", say("briefing.col_work"), say("briefing.col_holder"), say("briefing.col_due")}, Width: []float64{0.06, 0.48, 0.30, 0.16}}
	for i, l := range c.Today {
		b.Table.Rows = append(b.Table.Rows, []paper.Cell{{Words: strconv.Itoa(i + 1)}, {Words: l.coded()}, {Words: l.holder()}, {Words: short(l.Due, c.Day)}})
	}
	return b
}

func (c Content) doubtsBlock() paper.Block {
	b := paper.Block{Heading: say("briefing.part_doubts"), Aside: say("briefing.not_to_decide"), Empty: say("briefing.no_doubts"), Left: c.More.Doubts}
	for _, l := range c.Doubts {
		b.Items = append(b.Items, paper.Item{Words: l.What.VI + "; " + l.holder(), Code: l.Code})
	}
	return b
}

// prefixes are the kinds of human numbers, in the order in which the paper explains them.
var prefixes = []string{"SC", "PA", "CB", "TC", "CD", "BC", "GB"}

// sources explains the codes that stand on the page.
func (c Content) sources() string {
	used := map[string]bool{}
	for _, l := range c.Lines() {
		prefix, _, _ := strings.Cut(l.Code, "-")
		used[prefix] = true
	}
	var parts []string
	for _, p := range prefixes {
		if used[p] {
			parts = append(parts, say("briefing.source_"+strings.ToLower(p)))
		}
	}
	for _, f := range c.Figures {
		words := cmp.Or(f.Print, f.Code) + " " + f.Owner.VI
		if f.Stale {
			words = fmt.Sprintf("%s, CŨ TỪ %s", words, f.At.In(text.Zone).Format("02/1"))
		}
		if !slices.Contains(parts, words) {
			parts = append(parts, words)
		}
	}
	const most = 12 // what a page takes; the page of the console has them all
	more := ""
	if len(parts) > most {
		more, parts = " "+say("briefing.more_sources", "n", len(parts)-most), parts[:most]
	}
	return say("briefing.sources") + " " + strings.Join(append(parts, say("briefing.source_other")), "; ") + "." + more
}

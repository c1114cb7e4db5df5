package console

import (
	"context"
	"slices"
	"strings"
	"time"

	"thanhdong/act/work"
	"thanhdong/door/wire"
	"thanhdong/ground/actor"
	"thanhdong/ground/calendar"
	"thanhdong/ground/db"
	"thanhdong/ground/text"
)

// CalendarYear is what differs from the working week in one year.
type CalendarYear struct {
	Year     int           `json:"year"`
	Known    bool          `json:"known" doc:"Whether a pack brought this year; days of other years follow the week alone and cannot be edited"`
	Years    []int         `json:"years" doc:"Those that are known"`
	Plan     string        `json:"plan" doc:"Names the calendar as it stands; sent back with a change"`
	Weekdays []string      `json:"weekdays" doc:"Worked: mon tue wed thu fri sat sun"`
	Hours    []string      `json:"hours" doc:"07:30-11:30"`
	Mark     string        `json:"mark"`
	Source   string        `json:"source"`
	Days     []CalendarDay `json:"days"`
}

// CalendarDay is a day that differs, or of which people said something.
type CalendarDay struct {
	Day          text.Day   `json:"day"`
	Kind         string     `json:"kind" enum:"holiday,swap,worked,ordinary"`
	Other        text.Day   `json:"other" doc:"The other half of a swap; empty without one"`
	Name         string     `json:"name"`
	NameVI       string     `json:"name_vi"`
	NameEN       string     `json:"name_en"`
	Mark         string     `json:"mark"`
	Source       string     `json:"source" doc:"The notice that decides it, where people said it"`
	EditedBy     string     `json:"edited_by" doc:"Empty: as packs say"`
	EditedAt     *time.Time `json:"edited_at"`
	Given        string     `json:"given" doc:"In words, what packs say about an edited day"`
	Contradicted bool       `json:"contradicted" doc:"A pack applied since the edit says something else than before"`
}

type calendarQuery struct {
	Year int `query:"year" minimum:"1900" maximum:"2999" doc:"This year when missing"`
}

func (c *Console) calendarYear(ctx context.Context, s *speaker, in *calendarQuery) (CalendarYear, error) {
	if err := s.by.Check(calendar.Read, actor.Scope{}); err != nil {
		return CalendarYear{}, err
	}
	d, err := calendar.Get(ctx, s.tx)
	if err != nil {
		return CalendarYear{}, err
	}
	year := in.Year
	if year == 0 {
		year = s.now.In(text.Zone).Year()
	}
	w := CalendarYear{Year: year, Plan: d.Digest(), Years: []int{}, Weekdays: []string{}, Hours: []string{}, Days: []CalendarDay{}}
	for _, y := range d.Years {
		w.Years = append(w.Years, y.Year)
		if y.Year != year {
			continue
		}
		w.Known, w.Mark, w.Source = true, y.Mark, y.Source
		for _, h := range y.Holidays {
			w.Days = append(w.Days, s.day(calendar.Day{Day: h.Day, Kind: calendar.Off, Name: h.Name}, h.Mark))
		}
	}
	for _, y := range d.Years { // a day of this year may be worked for one of the last
		for _, x := range y.Swaps {
			if x.Off.Year() == year {
				w.Days = append(w.Days, s.day(calendar.Day{Day: x.Off, Kind: calendar.Swapped, Other: x.Work, Name: x.Name}, x.Mark))
			}
			if x.Work.Year() == year {
				w.Days = append(w.Days, s.day(calendar.Day{Day: x.Work, Kind: calendar.Worked, Other: x.Off, Name: x.Name}, x.Mark))
			}
		}
	}
	w.week(d, year)
	return w, s.words(ctx, &w)
}

// week says when people work in the week in force on the year's first day.
func (w *CalendarYear) week(d calendar.Data, year int) {
	first := text.DayOf(time.Date(year, 1, 1, 12, 0, 0, 0, text.Zone))
	for _, k := range d.Weeks {
		if !first.Within(k.From, k.To) {
			continue
		}
		for _, p := range k.Periods {
			w.Hours = append(w.Hours, p.From+"–"+p.To)
			for _, day := range p.Days {
				if !slices.Contains(w.Weekdays, day) {
					w.Weekdays = append(w.Weekdays, day)
				}
			}
		}
	}
}

// words adds who said what about which day.
func (s *speaker) words(ctx context.Context, w *CalendarYear) error {
	all, err := calendar.Words(ctx, s.tx, w.Year)
	if err != nil {
		return err
	}
	for _, word := range all {
		i := slices.IndexFunc(w.Days, func(d CalendarDay) bool { return d.Day == word.Day.Day })
		if i < 0 {
			w.Days = append(w.Days, s.day(word.Day, word.Mark))
			i = len(w.Days) - 1
		}
		at := wire.At(word.At)
		w.Days[i].Source, w.Days[i].EditedBy, w.Days[i].EditedAt = word.Source, word.ByName, &at
		w.Days[i].Given, w.Days[i].Contradicted = s.dayWords(word.Given), word.Contradicted
	}
	slices.SortFunc(w.Days, func(a, b CalendarDay) int { return strings.Compare(string(a.Day), string(b.Day)) })
	return nil
}

func (s *speaker) day(d calendar.Day, mark string) CalendarDay {
	return CalendarDay{Day: d.Day, Kind: string(d.Kind), Other: d.Other, Name: d.Name.In(s.lang), NameVI: d.Name.VI, NameEN: d.Name.EN, Mark: mark}
}

func (s *speaker) dayWords(d calendar.Day) string {
	return s.t("console.day_"+string(d.Kind), "name", d.Name.In(s.lang), "other", d.Other)
}

// CalendarEdit is a change of single days, over what packs say.
type CalendarEdit struct {
	Days   []EditedDay `json:"days" maxItems:"100"`
	Source string      `json:"source" required:"false" maxLength:"300" doc:"The notice or act that decides it"`
	Mark   string      `json:"mark" required:"false" doc:"How sure we are of it"`
}

// EditedDay is what shall be true of one day.
type EditedDay struct {
	Day   text.Day `json:"day"`
	Kind  string   `json:"kind" doc:"holiday, swap, ordinary (as its weekday), given (as packs say)"`
	Other text.Day `json:"other" required:"false" doc:"Of a swap: worked in its place"`
	Name  EditName `json:"name" required:"false"`
}

// EditName is a name in both languages.
type EditName struct {
	VI string `json:"vi" maxLength:"200" required:"false"`
	EN string `json:"en" maxLength:"200" required:"false"`
}

func (e CalendarEdit) edit() calendar.Edit {
	out := calendar.Edit{Source: e.Source, Mark: e.Mark}
	for _, d := range e.Days {
		name := text.L{VI: strings.TrimSpace(d.Name.VI), EN: strings.TrimSpace(d.Name.EN)}
		out.Days = append(out.Days, calendar.Day{Day: d.Day, Kind: calendar.Kind(d.Kind), Other: d.Other, Name: name})
	}
	return out
}

// CalendarPlan is what a change would do.
type CalendarPlan struct {
	Plan   string       `json:"plan" doc:"Sent back with the change: it is refused when the calendar changed meanwhile"`
	Days   []ChangedDay `json:"days"`
	Moves  int          `json:"moves" doc:"Open work items whose due time moves, also those that the reader may not see"`
	Steps  int          `json:"steps" doc:"Open steps of incidents whose due time moves"`
	Items  []DueMove    `json:"items" doc:"Of the items those that the reader may see, by their present due time"`
	Hidden int          `json:"hidden" doc:"How many of them the reader may not see"`
}

// ChangedDay is a day before and after, in words.
type ChangedDay struct {
	Day    text.Day `json:"day"`
	Before string   `json:"before"`
	After  string   `json:"after"`
}

// DueMove is an item whose due time moves.
type DueMove struct {
	ID     string    `json:"id"`
	Number string    `json:"number"`
	Title  string    `json:"title"`
	Owner  wire.Ref  `json:"owner"`
	Due    time.Time `json:"due"`
	To     time.Time `json:"to"`
}

type calendarPlanInput struct{ Body CalendarEdit }

func (c *Console) calendarPlan(ctx context.Context, s *speaker, in *calendarPlanInput) (CalendarPlan, error) {
	edit := in.Body.edit()
	before, after, err := calendar.Plan(ctx, s.tx, edit)
	if err != nil {
		return CalendarPlan{}, err
	}
	cal, err := calendar.New(after)
	if err != nil {
		return CalendarPlan{}, err
	}
	w := CalendarPlan{Plan: before.Digest(), Days: []ChangedDay{}}
	for _, day := range calendar.Differs(before, after) {
		w.Days = append(w.Days, ChangedDay{Day: day, Before: s.dayWords(before.Says(day)), After: s.dayWords(after.Says(day))})
	}
	moves, all, err := c.Work.Moves(ctx, s.tx, cal)
	if err != nil {
		return CalendarPlan{}, err
	}
	w.Moves, w.Hidden = all, all-len(moves)
	if w.Steps, err = c.Incidents.Moves(ctx, s.tx, cal); err != nil {
		return CalendarPlan{}, err
	}
	w.Items, err = mapAll(moves, func(m work.Move) (DueMove, error) {
		owner, err := s.unit(ctx, m.Item.Unit)
		return DueMove{ID: m.Item.ID, Number: m.Item.Number, Title: m.Item.Title.In(s.lang), Owner: owner, Due: wire.At(m.Item.Due), To: wire.At(m.To)}, err
	})
	return w, err
}

type calendarChangeInput struct {
	Body struct {
		CalendarEdit
		Plan string `json:"plan" maxLength:"64" doc:"The plan that was shown"`
	}
}

func (c *Console) calendarChange(ctx context.Context, in *calendarChangeInput) (*out[CalendarYear], error) {
	edit := in.Body.edit()
	if err := c.DB.Do(ctx, func(ctx context.Context, tx *db.Tx) error { return calendar.Change(ctx, tx, edit, in.Body.Plan) }); err != nil {
		return nil, err
	}
	return show(c, c.calendarYear)(ctx, &calendarQuery{Year: edit.Days[0].Day.Year()})
}

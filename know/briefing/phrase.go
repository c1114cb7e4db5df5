package briefing

import (
	"context"
	"regexp"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"thanhdong/ground/account"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// Phrase is a decision as it was typed, taken apart: "Thông 3 miệng cống @canbo thứ sáu 16h -> ảnh trước và sau".
type Phrase struct {
	What   string
	To     string // the name typed behind @
	Due    time.Time
	Result string // behind -> or =>
}

var (
	// mention is @name, or @{name} for one with spaces.
	mention = regexp.MustCompile(`(^|\s)@(?:\{([^{}]+)\}|([^\s@,;{}]+))`)
	arrow   = regexp.MustCompile(`\s*(?:->|=>|→)\s*`)
	// lead are the words that stand before a time and say nothing more.
	lead    = `(?:(?:trước|đến|hạn|xong|chậm nhất|vào|lúc|ngày|by|before|on|until)\s+)*`
	clockAt = regexp.MustCompile(`(?i)(^|\s)` + lead + `(\d{1,2})(?::(\d{2})|h(\d{2})?|\s+giờ(?:\s+(\d{1,2}))?)(\s|$|[,.;])`)
	// days are tried in this order: the longer words first.
	days = []struct {
		form *regexp.Regexp
		day  func(m []string, today text.Day) text.Day
	}{
		{regexp.MustCompile(`(?i)(^|\s)` + lead + `(\d{1,2})/(\d{1,2})(?:/(\d{4}))?(\s|$|[,.;])`), dated},
		{weekday(`(chủ\s+nhật|cn|sunday)`), func(m []string, t text.Day) text.Day { return weekdayFrom(time.Sunday, m, t) }},
		{weekday(`((?:thứ\s+)(?:hai|2)|t2|monday)`), func(m []string, t text.Day) text.Day { return weekdayFrom(time.Monday, m, t) }},
		{weekday(`((?:thứ\s+)(?:ba|3)|t3|tuesday)`), func(m []string, t text.Day) text.Day { return weekdayFrom(time.Tuesday, m, t) }},
		{weekday(`((?:thứ\s+)(?:tư|4)|t4|wednesday)`), func(m []string, t text.Day) text.Day { return weekdayFrom(time.Wednesday, m, t) }},
		{weekday(`((?:thứ\s+)(?:năm|5)|t5|thursday)`), func(m []string, t text.Day) text.Day { return weekdayFrom(time.Thursday, m, t) }},
		{weekday(`((?:thứ\s+)(?:sáu|6)|t6|friday)`), func(m []string, t text.Day) text.Day { return weekdayFrom(time.Friday, m, t) }},
		{weekday(`((?:thứ\s+)(?:bảy|bẩy|7)|t7|saturday)`), func(m []string, t text.Day) text.Day { return weekdayFrom(time.Saturday, m, t) }},
		{spoken(`hôm\s+nay|today`), func(_ []string, t text.Day) text.Day { return t }},
		{spoken(`ngày\s+kia|mốt`), func(_ []string, t text.Day) text.Day { return t.Add(2) }},
		{spoken(`(?:ngày|sáng|chiều)\s+mai|tomorrow`), func(_ []string, t text.Day) text.Day { return t.Add(1) }},
		{spoken(`cuối\s+tháng`), func(_ []string, t text.Day) text.Day {
			at := t.Start()
			return text.DayOf(time.Date(at.Year(), at.Month()+1, 0, 0, 0, 0, 0, text.Zone))
		}},
	}
)

func spoken(words string) *regexp.Regexp {
	return regexp.MustCompile(`(?i)(^|\s)` + lead + `(` + words + `)(\s|$|[,.;])`)
}

// weekday is a day of the week; "tuần sau" behind it means the week after this one.
func weekday(words string) *regexp.Regexp {
	return regexp.MustCompile(`(?i)(^|\s)` + lead + words + `(\s+(?:tuần\s+(?:sau|tới)|next\s+week))?(\s|$|[,.;])`)
}

func weekdayFrom(w time.Weekday, m []string, today text.Day) text.Day {
	ahead := (int(w) - int(today.Start().Weekday()) + 7) % 7
	if m[3] == "" {
		return today.Add(ahead)
	}
	monday := today.Add(-((int(today.Start().Weekday()) + 6) % 7))
	return monday.Add(7 + (int(w)+6)%7)
}

// dated is 03/7 or 03/07/2026; without a year the next such day.
func dated(m []string, today text.Day) text.Day {
	d, _ := strconv.Atoi(m[2])
	mo, _ := strconv.Atoi(m[3])
	year := today.Year()
	if m[4] != "" {
		year, _ = strconv.Atoi(m[4])
	}
	at := time.Date(year, time.Month(mo), d, 0, 0, 0, 0, text.Zone)
	if at.Day() != d || int(at.Month()) != mo {
		return ""
	}
	day := text.DayOf(at)
	if m[4] == "" && day < today {
		day = text.DayOf(time.Date(year+1, time.Month(mo), d, 0, 0, 0, 0, text.Zone))
	}
	return day
}

// usualHour is when a day that was named without an hour is over: the end of the working day. PROJECT CHOICE.
const usualHour = 17

// TakeApart takes a line apart as of an instant. What it does not find it leaves empty; nothing of the line is lost.
func TakeApart(line string, now time.Time) (p Phrase) {
	line = strings.Join(strings.Fields(norm.NFC.String(line)), " ")
	if at := arrow.FindStringIndex(line); at != nil {
		line, p.Result = line[:at[0]], strings.TrimSpace(line[at[1]:])
	}
	if m := mention.FindStringSubmatchIndex(line); m != nil {
		if m[4] >= 0 {
			p.To = strings.TrimSpace(line[m[4]:m[5]])
		} else {
			p.To = strings.TrimRight(line[m[6]:m[7]], ".:")
		}
		line = line[:m[0]] + " " + line[m[1]:]
	}
	today, hour, minute := text.DayOf(now), usualHour, 0
	day, timed := text.Day(""), false
	if m := clockAt.FindStringSubmatchIndex(line); m != nil {
		number := func(i int) int {
			if m[2*i] < 0 {
				return 0
			}
			n, _ := strconv.Atoi(line[m[2*i]:m[2*i+1]])
			return n
		}
		if h, mi := number(2), number(3)+number(4)+number(5); h < 24 && mi < 60 {
			hour, minute, timed = h, mi, true
			line = line[:m[0]] + " " + line[m[1]:]
		}
	}
	for _, d := range days {
		m := d.form.FindStringSubmatchIndex(line)
		if m == nil {
			continue
		}
		words := make([]string, len(m)/2)
		for i := range words {
			if m[2*i] >= 0 {
				words[i] = line[m[2*i]:m[2*i+1]]
			}
		}
		if day = d.day(words, today); day != "" {
			line = line[:m[0]] + " " + line[m[1]:]
			break
		}
	}
	if day == "" && timed { // an hour alone is of today, or of tomorrow once it is past
		day = today
		if at := dueAt(day, hour, minute); !at.After(now) {
			day = today.Add(1)
		}
	}
	if day != "" {
		if p.Due = dueAt(day, hour, minute); !p.Due.After(now) && !timed && day == today {
			p.Due = day.Add(1).Start().Add(-time.Minute) // today, after the working day: until midnight
		}
	}
	p.What = strings.Trim(strings.Join(strings.Fields(line), " "), " ,;:-.")
	return p
}

func dueAt(day text.Day, hour, minute int) time.Time {
	return day.Start().Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute)
}

// Heard is what a line would become.
type Heard struct {
	Phrase
	Words   string // as typed
	Person  string // id
	Name    text.L
	Unit    string
	Missing []string // message keys of what the line does not say
}

const longestLine = 1000

// hear reads a line and finds its person by the name that they sign in with.
func hear(ctx context.Context, tx *db.Tx, line string) (h Heard, err error) {
	line = strings.TrimSpace(line)
	if len(line) > longestLine {
		return h, fault.Fields("briefing.line_incomplete", fault.At("line", "briefing.too_long", "max", longestLine))
	}
	h = Heard{Phrase: TakeApart(line, tx.Now()), Words: line}
	if h.Result == "" {
		h.Result = text.T(text.VI, "briefing.usual_result", nil)
	}
	if h.What == "" {
		h.Missing = append(h.Missing, "briefing.line_no_what")
	}
	if h.Due.IsZero() {
		h.Missing = append(h.Missing, "briefing.line_no_due")
	}
	if h.To == "" {
		h.Missing = append(h.Missing, "briefing.line_no_person")
		return h, nil
	}
	ids, err := account.IDs(ctx, tx, []string{h.To})
	if err != nil {
		return h, err
	}
	for _, id := range ids {
		h.Person = id
	}
	if h.Person == "" {
		h.Missing = append(h.Missing, "briefing.line_unknown_person")
		return h, nil
	}
	names, err := account.Names(ctx, tx, []string{h.Person})
	if err != nil {
		return h, err
	}
	h.Name = names[h.Person]
	return h, tx.QueryRow(ctx, `SELECT unit FROM account WHERE id = ?`, h.Person).Scan(&h.Unit)
}

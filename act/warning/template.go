package warning

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"thanhdong/act/warning/cap"
	"thanhdong/ground/actor"
	"thanhdong/ground/area"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
)

// Template is what a warning of one hazard begins with: words in both languages
// with places for area, level and end. Its writer reads, mends and has it approved
// like any other; a template approves nothing.
type Template struct {
	Code          string        `json:"code"`
	Name          text.L        `json:"name"`
	Playbooks     []string      `json:"playbooks,omitempty"` // cases run by one of these begin with it
	Categories    []string      `json:"categories"`
	ResponseTypes []string      `json:"response_types,omitempty"`
	Urgency       string        `json:"urgency"`
	Certainty     string        `json:"certainty"`
	Event         text.L        `json:"event"`
	Headline      text.L        `json:"headline"`
	Description   text.L        `json:"description"`
	Instruction   text.L        `json:"instruction"`
	Easy          text.L        `json:"easy"`
	Levels        []Level       `json:"levels"` // from the mildest to the worst; the first is what counts when nobody chose
	Lasts         time.Duration `json:"lasts"`
	Mark          string        `json:"mark"`
}

// Level is how bad it is, in the words of the hazard and of CAP.
type Level struct {
	Code     string `json:"code"`
	Name     text.L `json:"name"`
	Severity string `json:"severity"`
	From     int    `json:"from,omitempty"` // a case of this severity or worse begins here
}

const (
	longestLife = 30 * 24 * time.Hour
	// lettersOfPlaces is what area, level and end may add to a text.
	lettersOfPlaces = 60
	// endsOn is what an end is rounded up to: people say and hear full quarters of an hour.
	endsOn = 15 * time.Minute
)

var places = regexp.MustCompile(`\{[^}]*\}?`)

// Validate tells every fault.
func (t Template) Validate() error {
	c := Content{
		Categories: t.Categories, ResponseTypes: t.ResponseTypes, Urgency: t.Urgency, Certainty: t.Certainty,
		Event: t.Event, Headline: t.Headline, Description: t.Description, Instruction: t.Instruction, Easy: t.Easy,
	}
	fs := c.wrong()
	if len(t.Categories) == 0 {
		fs = append(fs, fault.At("categories", "warning.choose"))
	}
	if t.Urgency == "" || t.Certainty == "" {
		fs = append(fs, fault.At("urgency", "warning.choose"))
	}
	for path, l := range map[string]text.L{"name": t.Name, "event": t.Event, "headline": t.Headline, "description": t.Description, "instruction": t.Instruction, "easy": t.Easy} {
		if !l.Complete() {
			fs = append(fs, fault.At(path, "warning.both_languages"))
		}
		for _, s := range []string{l.VI, l.EN} {
			for _, p := range places.FindAllString(s, -1) {
				if !slices.Contains([]string{"{area}", "{level}", "{until}"}, p) || path == "name" || path == "event" {
					fs = append(fs, fault.At(path, "warning.unknown_place", "place", p))
				}
			}
		}
	}
	for path, short := range map[string]struct {
		text.L
		most int
	}{"headline": {t.Headline, longestHeadline - lettersOfPlaces}, "easy": {t.Easy, longestEasy - lettersOfPlaces}} {
		for _, s := range []string{short.VI, short.EN} {
			if utf8.RuneCountInString(places.ReplaceAllString(s, "")) > short.most {
				fs = append(fs, fault.At(path, "warning.too_long", "max", short.most))
			}
		}
	}
	if t.Lasts < endsOn || t.Lasts > longestLife {
		fs = append(fs, fault.At("lasts", "warning.bad_life", "most", longestLife))
	}
	if len(t.Levels) == 0 {
		fs = append(fs, fault.At("levels", "warning.choose"))
	}
	for i, l := range t.Levels {
		path := fmt.Sprintf("levels[%d]", i)
		if !l.Name.Complete() || l.Code == "" {
			fs = append(fs, fault.At(path, "warning.both_languages"))
		}
		if !slices.Contains(cap.Severities, l.Severity) {
			fs = append(fs, fault.At(path, "warning.cap_not_one_of", "value", l.Severity, "known", strings.Join(cap.Severities, ", ")))
		}
	}
	return refused(fs)
}

// level finds the one that was chosen, or the one that a case's severity asks for.
func (t Template) level(code string, severity int) (Level, error) {
	if code == "" {
		found := t.Levels[0]
		for _, l := range t.Levels {
			if l.From > 0 && l.From <= severity {
				found = l
			}
		}
		return found, nil
	}
	for _, l := range t.Levels {
		if l.Code == code {
			return l, nil
		}
	}
	return Level{}, fault.Fields("warning.invalid", fault.At("level", "warning.no_level", "level", code))
}

// Start is what a warning begins from beside its template.
type Start struct {
	Level    string   // empty: by the severity
	Severity int      // of the case, 1 to 5; 0 without one
	Areas    []string // codes; none: the area of the actor's unit
	Incident string   // number of the case
}

// Filled is a content that a template and a start give, with the level that was
// taken. It holds by itself: it can be checked as it is.
type Filled struct {
	Content Content
	Level   Level
}

// Fill writes what a warning would begin with; nothing is stored. Refusals:
// [fault.NotFound] for a template that is none, [fault.Invalid] for a level or area.
func (ws *Warnings) Fill(ctx context.Context, code string, s Start) (f Filled, err error) {
	by := actor.From(ctx)
	if err := by.Check(ReadTemplates, actor.Scope{}); err != nil {
		return f, err
	}
	err = ws.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err := templates(ctx, tx, ` AND code = ?`, code)
		if err == nil && len(list) == 0 {
			err = fault.New(fault.NotFound, "warning.no_template", "code", code)
		}
		if err != nil {
			return err
		}
		t := list[0]
		if f.Level, err = t.level(s.Level, s.Severity); err != nil {
			return err
		}
		if len(s.Areas) == 0 && by.Unit != "" {
			u, err := unit.ByCode(ctx, tx, by.Unit, "")
			if err != nil {
				return err
			}
			s.Areas = []string{u.Area}
		}
		var named []area.Area
		for _, code := range s.Areas {
			a, err := area.ByCode(ctx, tx, code, "")
			if fault.Is(err, fault.NotFound) {
				err = fault.Fields("warning.invalid", fault.At("areas", "area.unknown", "code", code, "on", text.DayOf(tx.Now())))
			}
			if err != nil {
				return err
			}
			named = append(named, a)
		}
		f.Content = t.fill(f.Level, s, named, tx.Now())
		return nil
	})
	if err != nil {
		return Filled{}, fmt.Errorf("fill template %s: %w", code, err)
	}
	return f, nil
}

func (t Template) fill(level Level, s Start, named []area.Area, now time.Time) Content {
	expires := now.Add(t.Lasts + endsOn - time.Nanosecond).Truncate(endsOn)
	put := func(l text.L) text.L {
		in := func(lang text.Lang, words string) string {
			return strings.NewReplacer("{area}", areaNames(named, lang), "{level}", level.Name.In(lang), "{until}", text.DateTime(lang, expires)).Replace(words)
		}
		return text.L{VI: in(text.VI, inSentence(l.VI, areaNames(named, text.VI))), EN: in(text.EN, l.EN)}
	}
	return Content{
		Categories: t.Categories, Event: t.Event, ResponseTypes: t.ResponseTypes, Urgency: t.Urgency, Severity: level.Severity, Certainty: t.Certainty,
		Headline: put(t.Headline), Description: put(t.Description), Instruction: put(t.Instruction), Easy: put(t.Easy),
		Areas: s.Areas, Expires: expires, Incident: s.Incident,
	}
}

// kindsOfArea begin the Vietnamese name of an area; inside a sentence they are written small.
var kindsOfArea = regexp.MustCompile(`(^|, )(Tỉnh|Thành phố|Thị xã|Thị trấn|Quận|Huyện|Xã|Phường|Đặc khu) `)

// inSentence puts the areas where they stand within a sentence; where they begin one the place stays.
func inSentence(words, areas string) string {
	small := kindsOfArea.ReplaceAllStringFunc(areas, strings.ToLower)
	parts := strings.Split(words, "{area}")
	for i := range parts[1:] {
		if before := strings.TrimSpace(parts[i]); before != "" && !strings.HasSuffix(before, ".") {
			parts[i] += small
		} else {
			parts[i] += "{area}"
		}
	}
	return strings.Join(parts, "")
}

// Templates lists what counts now, by name.
func (ws *Warnings) Templates(ctx context.Context) (list []Template, err error) {
	if err := actor.From(ctx).Check(ReadTemplates, actor.Scope{}); err != nil {
		return nil, err
	}
	err = ws.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err = templates(ctx, tx, "")
		return err
	})
	return list, err
}

func templates(ctx context.Context, tx *db.Tx, more string, args ...any) (list []Template, err error) {
	err = tx.Each(ctx, `SELECT body FROM warning_template WHERE ended_at IS NULL`+more+` ORDER BY code`, args, func(scan func(...any) error) error {
		var body string
		var t Template
		if err := scan(&body); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(body), &t); err != nil {
			return err
		}
		list = append(list, t)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("templates of warnings: %w", err)
	}
	return list, nil
}

// PutTemplate adds or changes a template, for packs.
func PutTemplate(ctx context.Context, tx *db.Tx, t Template) error {
	if err := t.Validate(); err != nil {
		return fmt.Errorf("put template %s: %w", t.Code, err)
	}
	body, err := json.Marshal(t)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO warning_template (code, body, put_at) VALUES (?, ?, ?)
		ON CONFLICT (code) DO UPDATE SET body = excluded.body, put_at = excluded.put_at, ended_at = NULL`, t.Code, string(body), db.Micros(tx.Now()))
	if err != nil {
		return fmt.Errorf("put template %s: %w", t.Code, err)
	}
	return nil
}

// EndTemplate takes a template from the list, for packs; warnings that began with it stay.
func EndTemplate(ctx context.Context, tx *db.Tx, code string) error {
	if _, err := tx.Exec(ctx, `UPDATE warning_template SET ended_at = ? WHERE code = ? AND ended_at IS NULL`, db.Micros(tx.Now()), code); err != nil {
		return fmt.Errorf("end template %s: %w", code, err)
	}
	return nil
}

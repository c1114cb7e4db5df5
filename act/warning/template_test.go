package warning_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"thanhdong/act/warning"
	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

func template() warning.Template {
	l := func(vi, en string) text.L { return text.L{VI: vi, EN: en} }
	return warning.Template{
		Code: "air", Name: l("Không khí", "Air"), Categories: []string{"Env"}, ResponseTypes: []string{"Shelter"}, Urgency: "Immediate", Certainty: "Observed",
		Event: l("Ô nhiễm không khí", "Air pollution"), Headline: l("Không khí {level} ở {area}", "Air {level} in {area}"),
		Description: l("Đến {until}.", "Until {until}."), Instruction: l("{area} đóng cửa. {area}, và quanh {area}: ở trong nhà.", "Stay inside."), Easy: l("Hãy ở nhà.", "Stay home."),
		Levels: []warning.Level{{Code: "bad", Name: l("xấu", "bad"), Severity: "Moderate", From: 1}, {Code: "worst", Name: l("nguy hại", "hazardous"), Severity: "Extreme", From: 4}},
		Lasts:  6 * time.Hour, Mark: "PROJECT CHOICE",
	}
}

func (b *bench) put(t warning.Template) {
	b.t.Helper()
	if err := b.d.Do(b.t.Context(), func(ctx context.Context, tx *db.Tx) error { return warning.PutTemplate(ctx, tx, t) }); err != nil {
		b.t.Fatal(err)
	}
}

func TestATemplateGivesAWarningThatCanBeCheckedAsItIs(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.put(template())
		f, err := b.Fill(b.as(duty), "air", warning.Start{Severity: 5, Areas: []string{"288"}, Incident: "SC-24-0001"})
		if err != nil {
			t.Fatal(err)
		}
		c := f.Content
		if f.Level.Code != "worst" || c.Severity != "Extreme" || c.Headline.VI != "Không khí nguy hại ở thành phố Hải Dương" || c.Headline.EN != "Air hazardous in Thành phố Hải Dương" || c.Incident != "SC-24-0001" {
			t.Errorf("got %+v", f)
		}
		if left := c.Expires.Sub(b.clock.Now()); left < 6*time.Hour || left >= 6*time.Hour+15*time.Minute || c.Expires.Minute()%15 != 0 {
			t.Errorf("it ends at %v", c.Expires)
		}
		if c.Instruction.VI != "Thành phố Hải Dương đóng cửa. Thành phố Hải Dương, và quanh thành phố Hải Dương: ở trong nhà." {
			t.Errorf("areas are written as %q", c.Instruction.VI)
		}
		if !strings.Contains(c.Description.VI, text.DateTime(text.VI, c.Expires)) {
			t.Errorf("the text says another end: %s", c.Description.VI)
		}
		w, err := b.Write(b.as(duty), "H23", c)
		if err == nil {
			w, err = b.Check(b.as(duty), w.ID)
		}
		if err != nil || w.State != warning.Checked {
			t.Fatalf("%v %v", w.State, err)
		}
		// Without an area it is the writer's unit's; without a case the first level.
		if f, err = b.Fill(b.as(duty), "air", warning.Start{}); err != nil || f.Level.Code != "bad" || f.Content.Areas[0] != "30" {
			t.Errorf("%+v %v", f, err)
		}
	})
}

func TestWhatATemplateCannotAnswerIsRefused(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.put(template())
		for name, refused := range map[string]struct {
			code string
			warning.Start
			kind fault.Kind
		}{
			"no such template": {"nothing", warning.Start{}, fault.NotFound},
			"no such level":    {"air", warning.Start{Level: "worse"}, fault.Invalid},
			"no such area":     {"air", warning.Start{Areas: []string{"999"}}, fault.Invalid},
		} {
			if _, err := b.Fill(b.as(duty), refused.code, refused.Start); !fault.Is(err, refused.kind) {
				t.Errorf("%s: %v", name, err)
			}
		}
		clerk := person("clerk", "/H23/", actor.Clerk)
		if _, err := b.Templates(b.as(clerk)); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a clerk: %v", err)
		}
		end := func(ctx context.Context, tx *db.Tx) error { return warning.EndTemplate(ctx, tx, "air") }
		if err := b.d.Do(t.Context(), end); err != nil {
			t.Fatal(err)
		}
		if _, err := b.Fill(b.as(duty), "air", warning.Start{}); !fault.Is(err, fault.NotFound) {
			t.Errorf("an ended one: %v", err)
		}
	})
}

func TestATemplateThatWouldGiveNoWholeWarningIsRefused(t *testing.T) {
	for name, spoil := range map[string]func(*warning.Template){
		"one language":      func(t *warning.Template) { t.Easy.EN = "" },
		"unknown place":     func(t *warning.Template) { t.Headline.VI = "Ở {where}" },
		"open place":        func(t *warning.Template) { t.Description.EN = "Until {until" },
		"place in the name": func(t *warning.Template) { t.Name.VI = "{area}" },
		"no level":          func(t *warning.Template) { t.Levels = nil },
		"unknown severity":  func(t *warning.Template) { t.Levels[0].Severity = "Bad" },
		"no end":            func(t *warning.Template) { t.Lasts = 0 },
		"never ends":        func(t *warning.Template) { t.Lasts = 40 * 24 * time.Hour },
		"no category":       func(t *warning.Template) { t.Categories = nil },
		"long headline":     func(t *warning.Template) { t.Headline.VI = strings.Repeat("a", 120) },
	} {
		x := template()
		spoil(&x)
		if err := x.Validate(); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := template().Validate(); err != nil {
		t.Error(err)
	}
}

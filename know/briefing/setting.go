package briefing

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
	"thanhdong/ground/timer"
	"thanhdong/ground/unit"
	"thanhdong/know/briefing/paper"
)

// Setting says which unit has a brief, when, and what stands on its paper besides the content. It is data of packs.
type Setting struct {
	Unit string `json:"unit"`
	Hour string `json:"hour"` // 07:00
	paper.Head
	Mark string `json:"mark"`
}

// Validate says all that is wrong with it.
func (s Setting) Validate() error {
	fs := s.Faults()
	if s.Unit == "" {
		fs = append(fs, fault.At("unit", "briefing.needed"))
	}
	if _, err := time.Parse("15:04", s.Hour); err != nil {
		fs = append(fs, fault.At("hour", "briefing.bad_hour"))
	}
	if s.Mark == "" {
		fs = append(fs, fault.At("mark", "briefing.needed"))
	}
	if len(fs) > 0 {
		return fault.Fields("briefing.invalid", fs...)
	}
	return nil
}

// Put makes a unit have a brief, or changes how, and sets the timer of its next one. It checks no right: packs put it.
func Put(ctx context.Context, tx *db.Tx, s Setting) error {
	s.Head = s.Composed()
	if err := s.Validate(); err != nil {
		return err
	}
	if _, err := unit.ByCode(ctx, tx, s.Unit, ""); err != nil {
		return fmt.Errorf("brief of unit %s: %w", s.Unit, err)
	}
	body, err := json.Marshal(s)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO briefing_setting (unit, body) VALUES (?, ?) ON CONFLICT (unit) DO UPDATE SET body = excluded.body, ended_at = NULL`, s.Unit, string(body)); err != nil {
		return err
	}
	if err := ledger.Write(ctx, tx, ledger.Entry{Verb: "briefing.put", Subject: s.Unit, Payload: s}); err != nil {
		return err
	}
	return s.next(ctx, tx, tx.Now())
}

// End ends the briefs of a unit; what was composed stays.
func End(ctx context.Context, tx *db.Tx, code string) error {
	if _, err := tx.Exec(ctx, `UPDATE briefing_setting SET ended_at = ? WHERE unit = ? AND ended_at IS NULL`, db.Micros(tx.Now()), code); err != nil {
		return err
	}
	if err := ledger.Write(ctx, tx, ledger.Entry{Verb: "briefing.end", Subject: code}); err != nil {
		return err
	}
	return timer.Cancel(ctx, tx, morningDuty, code)
}

// settingOf reads the setting of a unit; [fault.NotFound] where it has no brief.
func settingOf(ctx context.Context, tx *db.Tx, code string) (s Setting, err error) {
	var body string
	err = tx.QueryRow(ctx, `SELECT body FROM briefing_setting WHERE unit = ? AND ended_at IS NULL`, code).Scan(&body)
	if fault.Is(err, fault.NotFound) {
		return s, fault.New(fault.NotFound, "briefing.no_setting", "unit", code)
	}
	if err != nil {
		return s, err
	}
	return s, json.Unmarshal([]byte(body), &s)
}

// at is the instant of a day's brief.
func (s Setting) at(day text.Day) time.Time {
	h, _ := time.Parse("15:04", s.Hour)
	return day.Start().Add(time.Duration(h.Hour())*time.Hour + time.Duration(h.Minute())*time.Minute)
}

// next sets the timer of the first brief after an instant.
func (s Setting) next(ctx context.Context, tx *db.Tx, after time.Time) error {
	cal, err := workingDays(ctx, tx)
	if err != nil {
		return err
	}
	day := text.DayOf(after)
	for range 60 { // no pack has a holiday of two months
		if at := s.at(day); at.After(after) && cal(day) {
			return timer.Set(ctx, tx, morningDuty, s.Unit, at, struct{}{})
		}
		day = day.Add(1)
	}
	return timer.Set(ctx, tx, morningDuty, s.Unit, s.at(text.DayOf(after).Add(1)), struct{}{})
}

package periodic

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
	"thanhdong/ground/timer"
	"thanhdong/ground/unit"
	"thanhdong/know/briefing/paper"
	"thanhdong/know/dataset"
)

// Setting says which unit reports in which rhythm, when, and what stands on the paper besides the content. It is data of packs.
type Setting struct {
	Unit   string `json:"unit"`
	Rhythm Rhythm `json:"rhythm"`
	After  int    `json:"after"` // days after the last day of the period, at least one: the period is over then
	Hour   string `json:"hour"`
	paper.Head
	Mark string `json:"mark"`
}

const mostAfter = 20

// Validate says all that is wrong with it.
func (s Setting) Validate() error {
	fs := s.Faults()
	bad := func(path, key string, kv ...any) { fs = append(fs, fault.At(path, key, kv...)) }
	if !slices.Contains(Rhythms, s.Rhythm) {
		bad("rhythm", "periodic.no_rhythm", "rhythm", string(s.Rhythm))
	}
	if s.After < 1 || s.After > mostAfter {
		bad("after", "periodic.bad_after", "max", mostAfter)
	}
	if _, err := time.Parse("15:04", s.Hour); err != nil {
		bad("hour", "briefing.bad_hour")
	}
	for path, words := range map[string]string{"unit": s.Unit, "mark": s.Mark} {
		if strings.TrimSpace(words) == "" {
			bad(path, "briefing.needed")
		}
	}
	if len(fs) > 0 {
		return fault.Fields("periodic.invalid", fs...)
	}
	return nil
}

const duty = "periodic.compose"

func (s Setting) key() string { return s.Unit + "/" + string(s.Rhythm) }

// Put makes a unit report in a rhythm, or changes how, and sets the timer of its next report. It checks no right: packs put it.
func Put(ctx context.Context, tx *db.Tx, s Setting) error {
	s.Head = s.Composed()
	if err := s.Validate(); err != nil {
		return err
	}
	if _, err := unit.ByCode(ctx, tx, s.Unit, ""); err != nil {
		return fmt.Errorf("periodic report of unit %s: %w", s.Unit, err)
	}
	body, err := json.Marshal(s)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO periodic_setting (unit, rhythm, body) VALUES (?, ?, ?) ON CONFLICT (unit, rhythm) DO UPDATE SET body = excluded.body, ended_at = NULL`, s.Unit, string(s.Rhythm), string(body)); err != nil {
		return err
	}
	if err := ledger.Write(ctx, tx, ledger.Entry{Verb: "periodic.put", Subject: s.key(), Payload: s}); err != nil {
		return err
	}
	return s.next(ctx, tx, tx.Now())
}

// End ends the reports of a unit but those in the rhythms that stay; what was made stays.
func End(ctx context.Context, tx *db.Tx, code string, stay ...Rhythm) error {
	for _, r := range Rhythms {
		if slices.Contains(stay, r) {
			continue
		}
		n, err := tx.Exec(ctx, `UPDATE periodic_setting SET ended_at = ? WHERE unit = ? AND rhythm = ? AND ended_at IS NULL`, db.Micros(tx.Now()), code, string(r))
		if err != nil {
			return err
		}
		if n == 0 {
			continue
		}
		s := Setting{Unit: code, Rhythm: r}
		if err := ledger.Write(ctx, tx, ledger.Entry{Verb: "periodic.end", Subject: s.key()}); err != nil {
			return err
		}
		if err := timer.Cancel(ctx, tx, duty, s.key()); err != nil {
			return err
		}
	}
	return nil
}

// settingOf reads a setting; [fault.NotFound] where the unit has no such report.
func settingOf(ctx context.Context, tx *db.Tx, code string, r Rhythm) (s Setting, err error) {
	var body string
	err = tx.QueryRow(ctx, `SELECT body FROM periodic_setting WHERE unit = ? AND rhythm = ? AND ended_at IS NULL`, code, string(r)).Scan(&body)
	if fault.Is(err, fault.NotFound) {
		return s, fault.New(fault.NotFound, "periodic.no_setting", "unit", code)
	}
	if err != nil {
		return s, err
	}
	return s, json.Unmarshal([]byte(body), &s)
}

// at is when the report of a period is made.
func (s Setting) at(p dataset.Period) time.Time {
	h, _ := time.Parse("15:04", s.Hour)
	return p.End.Add(s.After - 1).Start().Add(time.Duration(h.Hour())*time.Hour + time.Duration(h.Minute())*time.Minute)
}

// last is the newest period whose report is due at an instant.
func (s Setting) last(now time.Time) dataset.Period {
	p := dataset.PeriodAt(s.Rhythm, text.DayOf(now)).Add(-1)
	for s.at(p).After(now) {
		p = p.Add(-1)
	}
	return p
}

// next sets the timer of the first report after an instant.
func (s Setting) next(ctx context.Context, tx *db.Tx, after time.Time) error {
	return timer.Set(ctx, tx, duty, s.key(), s.at(s.last(after).Add(1)), struct{}{})
}

package privacy

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"thanhdong/ground/consent"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// ForBreach is what the clock of a breach is for: that the authority is told.
const ForBreach = "breach"

// Clock is a time that an act sets for a request, by what it asks for, or for a breach. It counts on the wall.
type Clock struct {
	For   string          `json:"for"` // an [Ask], or [ForBreach]
	From  text.Day        `json:"from,omitempty"`
	To    text.Day        `json:"to,omitempty"`
	Limit time.Duration   `json:"limit"`
	Legal []consent.Legal `json:"legal,omitempty"`
	Mark  string          `json:"mark"`
}

// usual counts where no pack says otherwise: the strictest of the acts.
var usual = Clock{Limit: 72 * time.Hour, Legal: []consent.Legal{{Act: "13/2023/NĐ-CP"}}, Mark: "KNOWLEDGE high"}

const (
	shortestLimit = time.Hour
	longestLimit  = 366 * 24 * time.Hour
)

// Validate collects what is wrong with a clock.
func (c Clock) Validate() error {
	var fs []fault.Field
	if c.For != ForBreach && !slices.Contains(Asks, Ask(c.For)) {
		fs = append(fs, fault.At("for", "privacy.bad_ask"))
	}
	if c.Limit < shortestLimit || c.Limit > longestLimit {
		fs = append(fs, fault.At("limit", "privacy.bad_limit", "min", shortestLimit, "max", longestLimit))
	}
	if len(fs) == 0 {
		return nil
	}
	return fault.Fields("privacy.invalid", fs...)
}

// Code names a clock: an act may set another from a day on.
func (c Clock) Code() string { return c.For + "/" + string(c.From) }

// PutClock adds or changes a clock, for packs. It counts for what is filed from then on.
func PutClock(ctx context.Context, tx *db.Tx, c Clock) error {
	if err := c.Validate(); err != nil {
		return err
	}
	body, err := json.Marshal(c)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO privacy_clock (code, body) VALUES (?, ?) ON CONFLICT (code) DO UPDATE SET body = excluded.body, ended_at = NULL`, c.Code(), string(body)); err != nil {
		return fmt.Errorf("put clock %s: %w", c.Code(), err)
	}
	return nil
}

// EndClock takes a clock from use, for packs; what runs by it goes on.
func EndClock(ctx context.Context, tx *db.Tx, code string) error {
	if _, err := tx.Exec(ctx, `UPDATE privacy_clock SET ended_at = ? WHERE code = ? AND ended_at IS NULL`, db.Micros(tx.Now()), code); err != nil {
		return fmt.Errorf("end clock %s: %w", code, err)
	}
	return nil
}

// clocks lists what counts on a day, one for each ask and one for breaches.
func clocks(ctx context.Context, tx *db.Tx, on text.Day) ([]Clock, error) {
	list := []Clock{}
	for _, a := range append(slices.Clone(Asks), ForBreach) {
		c := usual
		c.For = string(a)
		list = append(list, c)
	}
	err := tx.Each(ctx, `SELECT body FROM privacy_clock WHERE ended_at IS NULL ORDER BY code`, nil, func(scan func(...any) error) error {
		var body string
		if err := scan(&body); err != nil {
			return err
		}
		c, err := clockOf(body)
		if err != nil || !on.Within(c.From, c.To) {
			return err
		}
		for i := range list {
			if list[i].For == c.For {
				list[i] = c
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("legal clocks: %w", err)
	}
	return list, nil
}

// clock gives what counts now for an ask or for breaches.
func clock(ctx context.Context, tx *db.Tx, what string) (c Clock, body string, err error) {
	list, err := clocks(ctx, tx, text.DayOf(tx.Now()))
	if err != nil {
		return c, "", err
	}
	for _, l := range list {
		if l.For == what {
			c = l
		}
	}
	b, err := json.Marshal(c)
	return c, string(b), err
}

func clockOf(body string) (c Clock, err error) {
	if body == "" {
		return usual, nil // filed before clocks were data
	}
	err = json.Unmarshal([]byte(body), &c)
	return c, err
}

// Clocks gives what counts today. Everybody may know it.
func (p *Privacy) Clocks(ctx context.Context) (list []Clock, err error) {
	err = p.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err = clocks(ctx, tx, text.DayOf(tx.Now()))
		return err
	})
	return list, err
}

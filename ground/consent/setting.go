package consent

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/ground/timer"
)

// Legal is what a purpose, a time of keeping or a legal clock rests on.
type Legal struct {
	Act    string `json:"act"`
	Clause string `json:"clause,omitempty"`
}

// Purpose is something that data of persons may be used for when they agree to it. Where a law lets the body do it, no
// consent is asked and there is no purpose.
type Purpose struct {
	Code  string   `json:"code"`
	Name  text.L   `json:"name"`
	Words text.L   `json:"words"` // to which the person agrees, as they read it
	Kinds []string `json:"kinds"` // of data
	Legal []Legal  `json:"legal,omitempty"`
	Mark  string   `json:"mark"`
}

// Keeping says how long a kind of data is kept. What has grown old is planned to be erased and stands in the plan for the time of
// Notice before it is.
type Keeping struct {
	Kind   string        `json:"kind"`
	Keep   time.Duration `json:"keep"`
	Notice time.Duration `json:"notice"`
	Why    text.L        `json:"why"` // this long
	Legal  []Legal       `json:"legal,omitempty"`
	Mark   string        `json:"mark"`
}

const (
	purposes = "purpose"
	keepings = "keeping"

	shortestKeep   = 24 * time.Hour
	longestKeep    = 100 * 366 * 24 * time.Hour
	shortestNotice = 24 * time.Hour
	longestNotice  = 366 * 24 * time.Hour
)

// Validate collects what is wrong with a purpose.
func (p Purpose) Validate() error {
	var fs []fault.Field
	if !p.Name.Complete() {
		fs = append(fs, fault.At("name", "consent.no_name"))
	}
	if !p.Words.Complete() {
		fs = append(fs, fault.At("words", "consent.no_words"))
	}
	if len(p.Kinds) == 0 {
		fs = append(fs, fault.At("kinds", "consent.no_kinds"))
	}
	return invalid(fs)
}

// Validate collects what is wrong with a time of keeping.
func (k Keeping) Validate() error {
	var fs []fault.Field
	if k.Keep < shortestKeep || k.Keep > longestKeep {
		fs = append(fs, fault.At("keep", "consent.bad_time", "min", shortestKeep, "max", longestKeep))
	}
	if k.Notice < shortestNotice || k.Notice > longestNotice {
		fs = append(fs, fault.At("notice", "consent.bad_time", "min", shortestNotice, "max", longestNotice))
	}
	return invalid(fs)
}

// KeptFor is how long a kind is kept from when the pack says on; 0: until somebody asks.
func KeptFor(ctx context.Context, tx *db.Tx, kind string) (time.Duration, error) {
	list, err := settings[Keeping](ctx, tx, keepings)
	for _, k := range list {
		if k.Kind == kind {
			return k.Keep, err
		}
	}
	return 0, err
}

func invalid(fs []fault.Field) error {
	if len(fs) == 0 {
		return nil
	}
	return fault.Fields("consent.invalid", fs...)
}

// PutPurpose adds or changes a purpose, for packs. What somebody agreed to before stays in the words they read.
func PutPurpose(ctx context.Context, tx *db.Tx, p Purpose) error {
	if err := p.Validate(); err != nil {
		return err
	}
	return put(ctx, tx, purposes, p.Code, p)
}

// PutKeeping says how long a kind is kept, for packs. Plans are made each night.
func PutKeeping(ctx context.Context, tx *db.Tx, k Keeping) error {
	if err := k.Validate(); err != nil {
		return err
	}
	if err := put(ctx, tx, keepings, k.Kind, k); err != nil {
		return err
	}
	return timer.Set(ctx, tx, planDuty, planDuty, night(tx.Now()), nil)
}

// EndPurpose takes a purpose from use, for packs: nobody is asked any more, and nothing is done for it any more.
func EndPurpose(ctx context.Context, tx *db.Tx, code string) error {
	return end(ctx, tx, purposes, code)
}

// EndKeeping lets a kind be kept until somebody asks, for packs; what was planned is not erased.
func EndKeeping(ctx context.Context, tx *db.Tx, kind string) error {
	return end(ctx, tx, keepings, kind)
}

func put(ctx context.Context, tx *db.Tx, kind, code string, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO consent_setting (kind, code, body) VALUES (?, ?, ?) ON CONFLICT (kind, code) DO UPDATE SET body = excluded.body, ended_at = NULL`,
		kind, code, string(body)); err != nil {
		return fmt.Errorf("put %s %s: %w", kind, code, err)
	}
	return nil
}

func end(ctx context.Context, tx *db.Tx, kind, code string) error {
	if _, err := tx.Exec(ctx, `UPDATE consent_setting SET ended_at = ? WHERE kind = ? AND code = ? AND ended_at IS NULL`, db.Micros(tx.Now()), kind, code); err != nil {
		return fmt.Errorf("end %s %s: %w", kind, code, err)
	}
	return nil
}

func settings[T any](ctx context.Context, tx *db.Tx, kind string) (list []T, err error) {
	err = tx.Each(ctx, `SELECT body FROM consent_setting WHERE kind = ? AND ended_at IS NULL ORDER BY code`, []any{kind}, func(scan func(...any) error) error {
		var body string
		if err := scan(&body); err != nil {
			return err
		}
		var v T
		err := json.Unmarshal([]byte(body), &v)
		list = append(list, v)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", kind, err)
	}
	return list, nil
}

// Purposes lists what people may be asked to agree to, of one kind of data or, with "", of all. Everybody may know them.
func Purposes(ctx context.Context, tx *db.Tx, kind string) ([]Purpose, error) {
	list, err := settings[Purpose](ctx, tx, purposes)
	return slices.DeleteFunc(list, func(p Purpose) bool { return kind != "" && !slices.Contains(p.Kinds, kind) }), err
}

// night is the next time at which plans are made.
func night(now time.Time) time.Time {
	local := now.In(text.Zone)
	at := time.Date(local.Year(), local.Month(), local.Day(), 1, 30, 0, 0, text.Zone)
	if !at.After(now) {
		at = at.AddDate(0, 0, 1)
	}
	return at
}

// FromName says from when on a kind is kept.
func FromName(lang text.Lang, kind string) string {
	return text.T(lang, "consent.from_"+strings.ReplaceAll(kind, ".", "_"), nil)
}

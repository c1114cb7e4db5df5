package work

import (
	"context"
	"fmt"
	"time"

	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// Use says what a reason is for.
type Use string

const (
	ForPause     Use = "pause"
	ForExtension Use = "extension"
)

// Reason is a listed reason for which a clock may stand still or be given more
// time. What is not listed does not stop a clock.
type Reason struct {
	Code    string
	Use     Use
	Name    text.L
	Longest time.Duration // of all pauses for it on one item, or of one extension; in the time that the item counts
	Basis   string        // act and clause, or empty for a choice
	Mark    string
}

// Reasons lists what counts now, by use and name.
func Reasons(ctx context.Context, tx *db.Tx) (list []Reason, err error) {
	err = tx.Each(ctx, `SELECT code, use, name_vi, name_en, longest_us, basis, mark FROM work_reason WHERE ended_at IS NULL ORDER BY use, code`, nil,
		func(scan func(...any) error) error {
			r, err := scanReason(scan)
			list = append(list, r)
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("reasons of work: %w", err)
	}
	return list, nil
}

func scanReason(scan func(...any) error) (r Reason, err error) {
	var longest int64
	err = scan(&r.Code, &r.Use, &r.Name.VI, &r.Name.EN, &longest, &r.Basis, &r.Mark)
	r.Longest = time.Duration(longest) * time.Microsecond
	return r, err
}

// Reasons lists what counts now.
func (w *Work) Reasons(ctx context.Context) (list []Reason, err error) {
	err = w.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err = Reasons(ctx, tx)
		return err
	})
	return list, err
}

// PutReason adds or changes a listed reason, for packs.
func PutReason(ctx context.Context, tx *db.Tx, r Reason) error {
	_, err := tx.Exec(ctx, `INSERT INTO work_reason (code, use, name_vi, name_en, longest_us, basis, mark) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (code) DO UPDATE SET use = excluded.use, name_vi = excluded.name_vi, name_en = excluded.name_en,
		longest_us = excluded.longest_us, basis = excluded.basis, mark = excluded.mark, ended_at = NULL`,
		r.Code, string(r.Use), r.Name.VI, r.Name.EN, r.Longest.Microseconds(), r.Basis, r.Mark)
	if err != nil {
		return fmt.Errorf("put reason %s: %w", r.Code, err)
	}
	return nil
}

// EndReason takes a reason from the list, for packs; what was paused for it stays.
func EndReason(ctx context.Context, tx *db.Tx, code string) error {
	if _, err := tx.Exec(ctx, `UPDATE work_reason SET ended_at = ? WHERE code = ? AND ended_at IS NULL`, db.Micros(tx.Now()), code); err != nil {
		return fmt.Errorf("end reason %s: %w", code, err)
	}
	return nil
}

// reason finds a listed reason of a use.
func reason(ctx context.Context, tx *db.Tx, use Use, code string) (Reason, []fault.Field, error) {
	list, err := Reasons(ctx, tx)
	if err != nil {
		return Reason{}, nil, err
	}
	for _, r := range list {
		if r.Code == code && r.Use == use {
			return r, nil, nil
		}
	}
	return Reason{}, []fault.Field{fault.At("reason", "work.unlisted_reason", "reason", code)}, nil
}

package feed

import (
	"context"
	"fmt"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

// Version is a contract as it was saved once.
type Version struct {
	Contract
	Rev   int64
	Saved time.Time
	By    string // id of the actor; empty for the product's beginnings
}

// Contract gives the contract of a feed, with the number of its version, to those
// who may read it.
func (f *Feeds) Contract(ctx context.Context, code string) (v Version, err error) {
	err = f.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		c, err := f.readable(ctx, tx, code)
		if err != nil {
			return err
		}
		v, err = newestVersion(ctx, tx, c)
		return err
	})
	return v, err
}

// readable gives a contract that the actor may read; [fault.NotFound] otherwise.
func (f *Feeds) readable(ctx context.Context, tx *db.Tx, code string) (Contract, error) {
	c, err := contract(ctx, tx, code)
	if err != nil {
		return c, err
	}
	if err := actor.From(ctx).Check(Read, c.Scope()); fault.Is(err, fault.Forbidden) {
		return c, notFound(code)
	} else if err != nil {
		return c, err
	}
	return c, nil
}

func newestVersion(ctx context.Context, tx *db.Tx, c Contract) (Version, error) {
	v := Version{Contract: c}
	var saved int64
	err := tx.QueryRow(ctx, `SELECT rev, saved, saved_by FROM feed_revision WHERE feed = ? ORDER BY rev DESC LIMIT 1`, c.Code).Scan(&v.Rev, &saved, &v.By)
	if fault.Is(err, fault.NotFound) {
		return v, nil
	}
	v.Saved = instant(saved)
	return v, err
}

// Save saves a contract that a person edited. base is the version that was edited,
// 0 for a new feed. Who may not edit where the contract belongs, or where it
// belonged, gets [fault.Forbidden]; when somebody else saved meanwhile, or the code
// is taken, the error is [fault.Conflict] and nothing changes. All faults of the
// contract are told at once, as by [Feeds.Put]; a contract without a playbook in
// force is refused.
func (f *Feeds) Save(ctx context.Context, c Contract, base int64) (v Version, err error) {
	c = c.normal()
	err = f.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		who := actor.From(ctx)
		if base == 0 && !who.Has(Edit.Roles()...) && who.Kind != actor.Product {
			return who.Check(Edit, actor.Scope{})
		}
		if err := f.mayReplace(ctx, tx, c.Code, base); err != nil {
			return err
		}
		var fs []fault.Field
		if bad, ok := fault.As(c.Validate()); ok {
			fs = bad.Fields
		}
		err := f.place(ctx, tx, &c)
		if bad, ok := fault.As(err); ok && bad.Kind == fault.Invalid {
			for _, x := range bad.Fields {
				if x.Path == "unit" && c.Unit == "" || x.Path == "area" && c.Area == "" {
					continue // said already
				}
				fs = append(fs, x)
			}
		} else if err != nil {
			return err
		}
		if len(fs) > 0 {
			return fault.Fields("feed.bad_contract", fs...)
		}
		if err := who.Check(Edit, c.Scope()); err != nil {
			return err
		}
		if _, err := f.put(ctx, tx, c); err != nil {
			return err
		}
		v, err = newestVersion(ctx, tx, c)
		return err
	})
	if err != nil {
		return Version{}, fmt.Errorf("save feed %s: %w", c.Code, err)
	}
	return v, nil
}

// mayReplace locks a contract and tells whether the actor may put another in its
// place, from the version that was edited.
func (f *Feeds) mayReplace(ctx context.Context, tx *db.Tx, code string, base int64) error {
	var rev int64
	err := tx.QueryRow(ctx, `SELECT rev FROM feed WHERE code = ?`+tx.Lock(), code).Scan(&rev)
	if fault.Is(err, fault.NotFound) {
		if base != 0 {
			return notFound(code)
		}
		return nil
	}
	if err != nil {
		return err
	}
	old, err := contract(ctx, tx, code)
	if err != nil {
		return err
	}
	who := actor.From(ctx)
	if err := who.Check(Edit, old.Scope()); err != nil {
		if base != 0 && !who.May(Read, old.Scope()) {
			return notFound(code)
		}
		if base != 0 {
			return err
		}
	}
	if base == 0 {
		return fault.New(fault.Conflict, "feed.code_taken", "code", code)
	}
	if base != rev {
		v, err := newestVersion(ctx, tx, old)
		if err != nil {
			return err
		}
		return fault.New(fault.Conflict, "feed.saved_meanwhile", "at", stamp(v.Saved), "rev", rev)
	}
	return nil
}

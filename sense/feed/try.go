package feed

import (
	"context"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/sense/feed/body"
)

// Tried is what a row would become if a draft were the contract.
type Tried struct {
	Reading
	Code  string // of the station that was found; empty: none
	Why   string // reason; empty: it would be taken
	Args  map[string]any
	RowOf string // id of the row of quarantine it comes from
}

// Trial is what a sample would become.
type Trial struct {
	Rows    []Tried // the first of them
	Fit     int
	Refused map[string]int // by reason
	Skipped int            // empty cells and rows that nobody asked for
}

// maxTried is how many rows of a trial are shown.
const maxTried = 200

// Try tells what a sample, or rows of quarantine, would become if draft were the
// contract of the feed. Nothing is stored. The draft's faults come first: a draft
// that could not be saved for its mapping cannot be tried.
func (f *Feeds) Try(ctx context.Context, draft Contract, sample []byte, ids []string) (t Trial, err error) {
	draft = draft.normal()
	t.Refused = map[string]int{}
	if bad, ok := fault.As(draft.Validate()); ok {
		return t, bad
	}
	err = f.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		t = Trial{Refused: map[string]int{}}
		who := actor.From(ctx)
		old, err := contract(ctx, tx, draft.Code)
		switch {
		case fault.Is(err, fault.NotFound):
			err = nil
			if !who.Has(Edit.Roles()...) && who.Kind != actor.Product {
				err = who.Check(Edit, actor.Scope{})
			}
		case err == nil:
			_, err = f.bench(ctx, tx, old.Code, Edit)
		}
		if err != nil {
			return err
		}
		v, err := f.draft(ctx, tx, draft)
		if err != nil {
			return err
		}
		readings, from, err := f.sample(ctx, tx, v, sample, ids, &t)
		if err != nil {
			return err
		}
		now := tx.Now()
		for i := range readings {
			x := Tried{Reading: readings[i]}
			if from != nil {
				x.RowOf = from[i]
			}
			s, _, why := v.check(&readings[i], now)
			if s != nil {
				x.Code = s.code
			}
			if x.Why, x.Args = why.key, why.args; why.key == "" {
				t.Fit++
			} else {
				t.Refused[why.key]++
			}
			if len(t.Rows) < maxTried {
				t.Rows = append(t.Rows, x)
			}
		}
		return nil
	})
	return t, err
}

// draft is a contract with the stations of its feed as they are now.
func (f *Feeds) draft(ctx context.Context, tx *db.Tx, c Contract) (*view, error) {
	v := newView(c)
	return v, v.fill(ctx, tx)
}

// sample reads the sample, or rows of quarantine, by the draft.
func (f *Feeds) sample(ctx context.Context, tx *db.Tx, v *view, sample []byte, ids []string, t *Trial) (readings []Reading, from []string, err error) {
	if len(ids) == 0 {
		if v.mapper == nil {
			readings, err = body.Read(sample, "", "sample")
		} else {
			readings, t.Skipped, err = v.mapper.Read(sample, "sample", maxReadings)
		}
		return readings, nil, err
	}
	if _, err := f.bench(ctx, tx, v.Code, ReadQuarantine); err != nil {
		return nil, nil, err
	}
	if len(ids) > maxReplay {
		return nil, nil, fits(Sought{IDs: ids})
	}
	where, args := Sought{IDs: ids}.where()
	rows, err := quarantined(ctx, tx, `feed = ?`+where+` ORDER BY id`, append([]any{v.Code}, args...)...)
	for _, row := range rows {
		for _, x := range v.again(row) {
			readings, from = append(readings, x), append(from, row.ID)
		}
	}
	return readings, from, err
}

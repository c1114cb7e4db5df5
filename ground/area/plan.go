package area

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"thanhdong/ground/db"
)

// Order is one of the commands: [Merger.Order], [Division.Order], [Renaming.Order] or [Succession.Order].
type Order struct {
	change func(ctx context.Context, tx *db.Tx) (change, error)
}

// Order is the merger as an order.
func (m Merger) Order() Order { return Order{m.change} }

// Order is the division as an order.
func (v Division) Order() Order { return Order{v.change} }

// Order is the renaming as an order.
func (r Renaming) Order() Order { return Order{r.change} }

// Order is the succession as an order.
func (s Succession) Order() Order { return Order{s.change} }

// Plan is what an order would do.
type Plan struct {
	Ended []Area    // rows that end on the day
	Begun []Area    // rows that begin, with their paths
	Moved []Move    // rows of others that come to lie elsewhere
	Lines []Lineage // which part went where
}

// Move is one that lies elsewhere from the day on, with all its rights and duties.
type Move struct{ Before, After Area }

// Digest names the plan: the same one comes of the same order while nothing changed meanwhile.
func (p Plan) Digest() string {
	b, err := json.Marshal(p)
	if err != nil {
		panic(err) // plain values
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:16])
}

// PlanOf says what an order would do, and writes nothing. It refuses what [Do] refuses.
func PlanOf(ctx context.Context, tx *db.Tx, o Order) (Plan, error) {
	c, err := o.change(ctx, tx)
	if err != nil {
		return Plan{}, err
	}
	return c.prepare(ctx, tx)
}

// Do does an order. shown is the digest of the plan that a person saw, or empty; Conflict when another
// change since made it another plan.
func Do(ctx context.Context, tx *db.Tx, o Order, shown string) error {
	c, err := o.change(ctx, tx)
	if err != nil {
		return err
	}
	return c.do(ctx, tx, shown)
}

func (c *change) plan() Plan {
	p := Plan{Ended: c.ended, Lines: c.lines}
	for _, a := range c.begins {
		a.Path = c.pathOn(a.Code, c.decree.Day)
		p.Begun = append(p.Begun, a)
	}
	seen := map[string]bool{}
	for _, code := range c.moved {
		if seen[code] {
			continue
		}
		seen[code] = true
		before, _ := c.on(code, c.decree.Day.Add(-1))
		after, _ := c.on(code, c.decree.Day)
		before.Path, after.Path = c.pathOn(code, c.decree.Day.Add(-1)), c.pathOn(code, c.decree.Day)
		p.Moved = append(p.Moved, Move{before, after})
	}
	return p
}

package notify

import (
	"context"
	"slices"
	"strings"

	"thanhdong/act/roster"
	"thanhdong/ground/db"
)

// answering is who answers for a unit now, or for the nearest above it where nobody does.
type answering struct{ roster.Answer }

// first are those to whom new work comes: who is on duty, else the heads.
func (a answering) first() []string {
	if len(a.OnDuty) > 0 {
		return a.OnDuty
	}
	return a.heads()
}

// heads are the leaders, else their deputies of the day.
func (a answering) heads() []string {
	if len(a.Heads) > 0 {
		return a.Heads
	}
	return a.Deputies
}

func (a answering) everybody() []string { return slices.Concat(a.OnDuty, a.heads()) }

// answers goes up from a unit until somebody answers.
func answers(ctx context.Context, tx *db.Tx, code, path string) (answering, error) {
	type key struct{ code string }
	a, err := tx.Once(key{code}, func() (any, error) {
		codes := strings.Split(strings.Trim(path, "/"), "/")
		slices.Reverse(codes)
		if len(codes) == 0 || codes[0] != code {
			codes = append([]string{code}, codes...)
		}
		for _, c := range codes {
			a, err := roster.Answers(ctx, tx, c, tx.Now())
			if err != nil || !a.Empty() {
				return answering{a}, err
			}
		}
		return answering{}, nil
	})
	if err != nil {
		return answering{}, err
	}
	return a.(answering), nil
}

// tellAll tells each of some people once. Who is on duty has no quiet hours.
func (n *Notices) tellAll(ctx context.Context, tx *db.Tx, what News, who answering, people []string) error {
	for i, id := range people {
		if id == "" || slices.Contains(people[:i], id) {
			continue
		}
		what.OnDuty = slices.Contains(who.OnDuty, id)
		if err := n.Tell(ctx, tx, what, id); err != nil {
			return err
		}
	}
	return nil
}

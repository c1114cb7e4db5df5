package roster

import (
	"context"
	"fmt"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/text"
)

// Answer is who answers for a unit at an instant, by ids of accounts that may come in.
type Answer struct {
	OnDuty   []string // by the rosters of the unit, in the order of their turns
	Heads    []string // its leaders who are not on leave that day
	Deputies []string // named that day for a leader of the unit, and not on leave themselves
}

// Empty says that nobody answers: whoever asks goes up to the unit above.
func (a Answer) Empty() bool { return len(a.OnDuty)+len(a.Heads)+len(a.Deputies) == 0 }

// Answers gives who answers for one unit at an instant, whoever asks. A leader is an account at home in the
// unit with the role of a leader; a grant on a unit that has ended counts, because it lives on in the
// successor. The units above are not looked at.
func Answers(ctx context.Context, tx *db.Tx, unitCode string, at time.Time) (a Answer, err error) {
	if a.OnDuty, err = onDutyIn(ctx, tx, unitCode, at); err != nil {
		return Answer{}, fmt.Errorf("who answers for unit %s: %w", unitCode, err)
	}
	leaders, isActive, err := leadersOf(ctx, tx, unitCode)
	if err != nil {
		return Answer{}, fmt.Errorf("who answers for unit %s: %w", unitCode, err)
	}
	day := text.DayOf(at)
	named, err := DeputiesOn(ctx, tx, unitCode, day)
	if err != nil {
		return Answer{}, err
	}
	people := map[string]bool{}
	for _, id := range leaders {
		people[id] = true
	}
	for _, d := range named {
		people[d.Deputy] = true
	}
	away, err := awayOn(ctx, tx, people, day)
	if err != nil {
		return Answer{}, err
	}
	for _, id := range leaders {
		if isActive[id] && !away[id] {
			a.Heads = append(a.Heads, id)
		}
	}
	comesIn, err := active(ctx, tx, people)
	if err != nil {
		return Answer{}, err
	}
	for _, d := range named {
		if contains(leaders, d.Person) && comesIn[d.Deputy] && !away[d.Deputy] && !contains(a.Deputies, d.Deputy) {
			a.Deputies = append(a.Deputies, d.Deputy)
		}
	}
	return a, nil
}

func onDutyIn(ctx context.Context, tx *db.Tx, unitCode string, at time.Time) (ids []string, err error) {
	list, err := selectKept(ctx, tx, `roster.unit = ? ORDER BY roster.code`, unitCode)
	if err != nil {
		return nil, err
	}
	for _, k := range list {
		turns, err := At(ctx, tx, k.Code, at)
		if err != nil {
			return nil, err
		}
		for _, t := range turns {
			if !contains(ids, t.Person) {
				ids = append(ids, t.Person)
			}
		}
	}
	return ids, nil
}

// leadersOf gives those who lead a unit, also the suspended: a deputy stands for them all the more.
func leadersOf(ctx context.Context, tx *db.Tx, unitCode string) (ids []string, isActive map[string]bool, err error) {
	isActive = map[string]bool{}
	err = tx.Each(ctx, `SELECT a.id, a.state FROM account a WHERE a.unit = ? AND EXISTS
		(SELECT 1 FROM account_grant g WHERE g.account = a.id AND g.role = ?) ORDER BY a.name, a.id`,
		[]any{unitCode, string(actor.Leader)}, func(scan func(...any) error) error {
			var id, state string
			err := scan(&id, &state)
			ids, isActive[id] = append(ids, id), state == "active"
			return err
		})
	return ids, isActive, err
}

func awayOn(ctx context.Context, tx *db.Tx, people map[string]bool, day text.Day) (map[string]bool, error) {
	list, err := leaves(ctx, tx, people, day)
	away := map[string]bool{}
	for _, l := range list {
		if l.From <= day {
			away[l.Person] = true
		}
	}
	return away, err
}

package briefing

import (
	"context"

	"thanhdong/ground/account"
	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// Action is something that can be done with a brief now, or the reason why not.
type Action struct {
	Verb string // compose sign send meet remind
	Why  *fault.Error
}

// Actions lists what the actor may do, by the checks that the commands make.
func (b Brief) Actions(by actor.Actor) []Action {
	first := func(errs ...error) *fault.Error {
		for _, err := range errs {
			if err != nil {
				f, _ := fault.As(err)
				return f
			}
		}
		return nil
	}
	check := func(v actor.Verb) error { return by.Check(v, b.Scope()) }
	var meet error
	if b.State == Composed {
		meet = b.may(Sent)
	}
	return []Action{
		{"compose", first(check(ToCompose), b.may(Composed))},
		{"sign", first(check(ToSign), b.may(Signed))},
		{"send", first(check(ToSend), b.may(Sent))},
		{"meet", first(check(ToMeet), meet)},
		{"remind", first(check(ToRemind))},
	}
}

// Person is somebody who can be named in a decision.
type Person struct {
	Login string
	Name  text.L
	Unit  string
}

const mostPeople = 8 // a list to choose from while typing

// People are those at and below the brief's unit whose name, unit or words begin as typed; asked by who may decide.
func (bs *Briefs) People(ctx context.Context, brief, q string) (list []Person, err error) {
	err = bs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		list = nil
		b, err := readable(ctx, tx, brief, "")
		if err != nil {
			return err
		}
		if err := actor.From(ctx).Check(ToMeet, b.Scope()); err != nil {
			return err
		}
		where, args := db.Holding("search", text.SearchKey(q))
		ids := []string{}
		err = tx.Each(ctx, `SELECT id, name, unit FROM account WHERE state = 'active' AND unit_path LIKE ? ESCAPE '!' AND `+where+` ORDER BY name LIMIT ?`,
			append(append([]any{db.Like(b.UnitPath) + "%"}, args...), mostPeople), func(scan func(...any) error) error {
				var p Person
				var id string
				err := scan(&id, &p.Login, &p.Unit)
				ids, list = append(ids, id), append(list, p)
				return err
			})
		if err != nil {
			return err
		}
		names, err := account.Names(ctx, tx, ids)
		for i, id := range ids {
			list[i].Name = names[id]
		}
		return err
	})
	return list, err
}

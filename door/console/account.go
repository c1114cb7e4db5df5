package console

import (
	"context"
	"time"

	"thanhdong/door/wire"
	"thanhdong/ground/account"
	"thanhdong/ground/actor"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
)

// Account is a person who may come in.
type Account struct {
	ID        string       `json:"id"`
	Name      string       `json:"name"`
	Login     string       `json:"login" doc:"What is typed to sign in"`
	Unit      wire.Ref     `json:"unit"`
	Grants    []wire.Grant `json:"grants"`
	State     string       `json:"state" enum:"active,suspended"`
	Sample    bool         `json:"sample"`
	CreatedAt time.Time    `json:"created_at"`
	LastSeen  *time.Time   `json:"last_seen"`
}

func (c *Console) accountList(ctx context.Context, s *speaker, in *Paging) (wire.List[Account], error) {
	list, next, err := c.Accounts.List(ctx, account.Filter{Q: in.Q, After: in.After, Limit: in.Limit})
	if err != nil {
		return wire.List[Account]{}, err
	}
	return page(list, next, func(a account.Account) (Account, error) {
		unit, err := s.unit(ctx, a.Unit)
		if err != nil {
			return Account{}, err
		}
		grants, err := mapAll(a.Grants, func(g actor.Grant) (wire.Grant, error) { return s.grant(ctx, g) })
		return Account{
			ID: a.ID, Name: a.Shown().In(s.lang), Login: a.Name, Unit: unit, Grants: grants, State: string(a.State), Sample: a.Sample,
			CreatedAt: wire.At(a.CreatedAt), LastSeen: wire.Maybe(a.LastSeen),
		}, err
	})
}

func (s *speaker) grant(ctx context.Context, g actor.Grant) (wire.Grant, error) {
	unit, area, err := s.refs(ctx, g.Unit, g.Area)
	return wire.Grant{Role: string(g.Role), RoleName: wire.RoleName(s.lang, g.Role), Unit: unit, Area: area}, err
}

// people names who acted, for lines of the ledger. What no account did was done
// by a device or by the product itself, which their ids say.
func (s *speaker) people(ctx context.Context, lines []ledger.Line) (map[string]string, error) {
	found, err := account.Names(ctx, s.tx, wire.Map(lines, func(l ledger.Line) string { return l.Actor }))
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	for _, l := range lines {
		name, ok := found[l.Actor]
		if !ok {
			name = text.L{VI: l.Actor, EN: l.Actor}
		}
		names[l.Actor] = name.In(s.lang)
	}
	return names, nil
}

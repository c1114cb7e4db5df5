package console

import (
	"context"
	"slices"
	"strings"
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
		grants, err := s.grants(ctx, a.Grants)
		return Account{
			ID: a.ID, Name: a.Shown().In(s.lang), Login: a.Name, Unit: unit, Grants: grants, State: string(a.State), Sample: a.Sample,
			CreatedAt: wire.At(a.CreatedAt), LastSeen: wire.Maybe(a.LastSeen),
		}, err
	})
}

// grants words what was given, with what takes the place of what has ended since.
func (s *speaker) grants(ctx context.Context, held []actor.Grant) ([]wire.Grant, error) {
	all := []wire.Grant{}
	for i := 0; i < len(held); {
		g := held[i]
		n := 1
		for i+n < len(held) && g.For != "" && held[i+n].For == g.For && held[i+n].Role == g.Role {
			n++
		}
		w, err := s.grant(ctx, held[i:i+n])
		if err != nil {
			return nil, err
		}
		if last := len(all) - 1; g.Undecided && last >= 0 && all[last].Role == w.Role && all[last].Unit.Code == w.Unit.Code && all[last].Area.Code == w.Area.Code {
			all[last].Undecided = true // one of several successors ended in turn
		} else {
			all = append(all, w)
		}
		i += n
	}
	return all, nil
}

// grant words one that was given, by the grants that hold for it today.
func (s *speaker) grant(ctx context.Context, now []actor.Grant) (wire.Grant, error) {
	g := now[0]
	unitCode, areaCode := g.Unit, g.Area
	if given, place, ok := strings.Cut(g.For, " "); ok {
		unitCode, areaCode = given, place
	}
	unit, area, err := s.refs(ctx, unitCode, areaCode)
	if err != nil {
		return wire.Grant{}, err
	}
	var words []string
	for _, h := range now {
		u, a, err := s.refs(ctx, h.Unit, h.Area)
		if err != nil {
			return wire.Grant{}, err
		}
		for _, r := range []wire.Ref{u, a} {
			if r.Code != unitCode && r.Code != areaCode && !slices.Contains(words, r.Name) {
				words = append(words, r.Name)
			}
		}
	}
	return wire.Grant{Role: string(g.Role), RoleName: wire.RoleName(s.lang, g.Role), Unit: unit, Area: area, Now: strings.Join(words, ", "), Undecided: g.Undecided}, nil
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

type accountPhone struct {
	ByID
	Body struct {
		Phone string `json:"phone" maxLength:"40" doc:"Empty takes it away"`
	}
}

func (c *Console) accountPhone(ctx context.Context, in *accountPhone) (*struct{}, error) {
	return nil, c.Accounts.SetPhone(ctx, in.ID, in.Body.Phone)
}

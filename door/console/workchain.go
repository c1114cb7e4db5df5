package console

import (
	"context"
	"time"

	"thanhdong/act/work"
	"thanhdong/door/wire"
)

// Chain is whom an item has been escalated to, and who comes next.
type Chain struct {
	Told       []ChainStep `json:"told"`
	Walk       string      `json:"walk" enum:",untaken,late" doc:"Why it walks: nobody took it, or it is late; empty when it does not"`
	Next       *ChainNext  `json:"next" doc:"Null at the end of the chain and while it does not walk"`
	NextAt     *time.Time  `json:"next_at" doc:"Null while a pause holds it"`
	Deputies   []string    `json:"deputies" doc:"Whom an escalation by hand would tell now"`
	DeputyUnit string      `json:"deputy_unit"`
	Named      bool        `json:"named" doc:"They are named deputies of the day; otherwise leaders, because none is named"`
}

// ChainStep is one account that a step told.
type ChainStep struct {
	Step    int       `json:"step"`
	At      time.Time `json:"at"`
	Walk    string    `json:"walk" enum:"untaken,late,hand"`
	Station string    `json:"station" enum:"duty,head,deputy"`
	Unit    wire.Ref  `json:"unit"`
	Name    string    `json:"name" doc:"Empty where nobody answered"`
	Doubled bool      `json:"doubled" doc:"An earlier step had told this person already"`
}

// ChainNext is where a chain tells people.
type ChainNext struct {
	Station string   `json:"station" enum:"duty,head,deputy"`
	Unit    wire.Ref `json:"unit" doc:"Empty for the deputy, who is looked for when it is reached"`
}

type escalateInput struct {
	ByID
	Body struct {
		Words string `json:"words" required:"false"`
	}
}

func (s *speaker) chain(ctx context.Context, id string) (Chain, error) {
	c, err := s.Work.Chain(ctx, id)
	if err != nil {
		return Chain{}, err
	}
	out := Chain{Walk: string(c.Walk), NextAt: wire.Maybe(c.At), Named: c.Named, Deputies: []string{}}
	for _, n := range c.Deputy {
		out.Deputies = append(out.Deputies, n.In(s.lang))
	}
	if c.Unit != "" {
		u, err := s.unit(ctx, c.Unit)
		if err != nil {
			return Chain{}, err
		}
		out.DeputyUnit = u.Name
	}
	if c.Next != nil {
		u := wire.Ref{}
		if c.Next.Unit != "" {
			if u, err = s.unit(ctx, c.Next.Unit); err != nil {
				return Chain{}, err
			}
		}
		out.Next = &ChainNext{Station: c.Next.Kind, Unit: u}
	}
	out.Told, err = mapAll(c.Told, func(e work.Escalation) (ChainStep, error) {
		u, err := s.unit(ctx, e.Unit)
		return ChainStep{Step: e.Step, At: wire.At(e.At), Walk: string(e.Walk), Station: e.Station, Unit: u, Name: e.Name.In(s.lang), Doubled: e.Doubled}, err
	})
	return out, err
}

package console

import (
	"context"

	"thanhdong/door/wire"
	"thanhdong/ground/area"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
)

// Area is a dated territory.
type Area struct {
	Code   string   `json:"code"`
	Name   string   `json:"name"`
	Kind   string   `json:"kind"`
	Parent string   `json:"parent"`
	From   text.Day `json:"from" doc:"Empty: open"`
	To     text.Day `json:"to" doc:"Empty: open; the first day on which it is no more"`
	KM2    *float64 `json:"km2"`
	Mark   string   `json:"mark" doc:"How sure we are of the row"`
	Source string   `json:"source"`
}

// Unit is a dated agency or office.
type Unit struct {
	Code   string   `json:"code"`
	Name   string   `json:"name"`
	Kind   string   `json:"kind"`
	Parent string   `json:"parent"`
	Area   wire.Ref `json:"area"`
	From   text.Day `json:"from"`
	To     text.Day `json:"to"`
	Mark   string   `json:"mark"`
}

type placeQuery struct {
	Q     string `query:"q" maxLength:"200"`
	On    string `query:"on" format:"date" doc:"The day whose frame is asked for; today when missing"`
	Limit int    `query:"limit" minimum:"1" maximum:"1000" doc:"All when missing"`
	After string `query:"after" maxLength:"64"`
}

func (c *Console) areaList(ctx context.Context, s *speaker, in *placeQuery) (wire.List[Area], error) {
	list, next, err := area.List(ctx, s.tx, area.Filter{On: text.Day(in.On), Q: in.Q, After: in.After, Limit: in.Limit})
	if err != nil {
		return wire.List[Area]{}, err
	}
	return wire.ListOf(list, next, func(a area.Area) Area {
		w := Area{Code: a.Code, Name: a.Name.In(s.lang), Kind: a.Kind, Parent: a.Parent, From: a.From, To: a.To, Mark: a.Mark, Source: a.Source.In(s.lang)}
		if a.KM2 > 0 {
			w.KM2 = &a.KM2
		}
		return w
	}), nil
}

func (c *Console) unitList(ctx context.Context, s *speaker, in *placeQuery) (wire.List[Unit], error) {
	list, next, err := unit.List(ctx, s.tx, unit.Filter{On: text.Day(in.On), Q: in.Q, After: in.After, Limit: in.Limit})
	if err != nil {
		return wire.List[Unit]{}, err
	}
	return page(list, next, func(u unit.Unit) (Unit, error) {
		where, err := s.area(ctx, u.Area)
		return Unit{Code: u.Code, Name: u.Name.In(s.lang), Kind: u.Kind, Parent: u.Parent, Area: where, From: u.From, To: u.To, Mark: u.Mark}, err
	})
}

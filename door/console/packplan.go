package console

import (
	"context"
	"slices"

	"thanhdong/door/wire"
	"thanhdong/ground/actor"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/pack"
)

// KnownPack is a pack that comes with the product, applied or not.
type KnownPack struct {
	Name    string   `json:"name"`
	Version string   `json:"version"`
	Title   string   `json:"title"`
	About   string   `json:"about"`
	Frame   string   `json:"frame"`
	Sample  bool     `json:"sample"`
	Needs   []string `json:"needs"`
	Applied string   `json:"applied" doc:"The version that is applied; empty for none"`
	Newer   bool     `json:"newer" doc:"It says something else than what is applied"`
}

func (c *Console) packKnown(ctx context.Context, s *speaker, in *Paging) (wire.List[KnownPack], error) {
	applied, err := c.Packs.List(ctx)
	if err != nil || !s.by.May(pack.Read, actor.Scope{}) {
		return wire.List[KnownPack]{Items: []KnownPack{}}, err
	}
	var all []KnownPack
	for _, name := range pack.Builtin() {
		p, err := pack.Open(name)
		if err != nil {
			return wire.List[KnownPack]{}, err
		}
		k := KnownPack{Name: name, Version: p.Version, Title: p.Title.In(s.lang), About: p.About.In(s.lang), Frame: p.Frame, Sample: p.Sample,
			Needs: wire.Map(p.Needs, func(n string) string { return n })}
		for _, a := range applied {
			if a.Name == p.Name {
				k.Applied, k.Newer = a.Version, a.Digest != p.Digest
			}
		}
		all = append(all, k)
	}
	list, next := cut(all, in, func(k KnownPack) (string, text.L) { return k.Name, text.L{VI: k.Title} })
	return wire.ListOf(list, next, func(k KnownPack) KnownPack { return k }), nil
}

// PackAsk names a pack to apply, to remove, or to plan one of the two.
type PackAsk struct {
	Name   string   `json:"name" maxLength:"100"`
	Remove bool     `json:"remove" required:"false" doc:"Plan its removal instead of applying it"`
	Over   []string `json:"over" required:"false" maxItems:"500" doc:"Rows changed in the province that shall be overwritten: part and code"`
}

type packInput struct{ Body PackAsk }

// PackPlan is what applying or removing would do, or did.
type PackPlan struct {
	Packs []PackReport `json:"packs" doc:"The packs it needs that were never applied come first"`
}

// PackReport is what happens to one pack.
type PackReport struct {
	Name    string     `json:"name"`
	Version string     `json:"version"`
	Parts   []PackPart `json:"parts"`
	Rows    []PackRow  `json:"rows"`
}

// PackPart counts the rows of one part.
type PackPart struct {
	Part      string `json:"part"`
	Changed   int    `json:"changed" doc:"New or different"`
	Same      int    `json:"same"`
	Kept      int    `json:"kept" doc:"Left to the overlay of another pack"`
	Withdrawn int    `json:"withdrawn" doc:"No longer in the pack"`
	Conflicts int    `json:"conflicts" doc:"Changed in the province and left alone"`
	Left      int    `json:"left" doc:"Stays when the pack goes"`
}

// PackRow is what happens to one row.
type PackRow struct {
	Part string `json:"part"`
	Code string `json:"code"`
	Do   string `json:"do" enum:"add,change,end,leave,keep,conflict"`
}

func packPlanOf(reports []pack.Report) PackPlan {
	return PackPlan{Packs: wire.Map(reports, func(r pack.Report) PackReport {
		return PackReport{
			Name: r.Pack, Version: r.Version, Parts: wire.Map(r.Parts, func(p pack.PartReport) PackPart { return PackPart(p) }),
			Rows: wire.Map(r.Rows, func(x pack.RowPlan) PackRow { return PackRow{x.Part, x.Code, string(x.Do)} }),
		}
	})}
}

// packOf opens a pack that comes with the product. Folders of the server are for its command line: a
// name from outside never becomes a path.
func packOf(name string) (*pack.Pack, error) {
	if !slices.Contains(pack.Builtin(), name) {
		return nil, fault.New(fault.NotFound, "pack.not_found", "pack", name, "known", pack.Builtin())
	}
	return pack.Open(name)
}

func (c *Console) packPlan(ctx context.Context, in *packInput) (*out[PackPlan], error) {
	var reports []pack.Report
	if in.Body.Remove {
		r, err := c.Packs.PlanRemoval(ctx, in.Body.Name)
		if err != nil {
			return nil, err
		}
		reports = append(reports, r)
	} else {
		p, err := packOf(in.Body.Name)
		if err == nil {
			reports, err = c.Packs.Plan(ctx, p)
		}
		if err != nil {
			return nil, err
		}
	}
	return &out[PackPlan]{packPlanOf(reports)}, nil
}

func (c *Console) packApply(ctx context.Context, in *packInput) (*out[PackPlan], error) {
	p, err := packOf(in.Body.Name)
	if err != nil {
		return nil, err
	}
	reports, err := c.Packs.Apply(ctx, p, in.Body.Over...)
	if err != nil {
		return nil, err
	}
	return &out[PackPlan]{packPlanOf(reports)}, nil
}

func (c *Console) packRemove(ctx context.Context, in *packInput) (*out[PackPlan], error) {
	r, err := c.Packs.Remove(ctx, in.Body.Name)
	if err != nil {
		return nil, err
	}
	return &out[PackPlan]{packPlanOf([]pack.Report{r})}, nil
}

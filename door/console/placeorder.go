package console

import (
	"context"
	"slices"
	"strings"

	"thanhdong/door/wire"
	"thanhdong/ground/area"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
)

// PlaceOrder is a change of areas or of units on a day, by an act.
type PlaceOrder struct {
	What     string       `json:"what" enum:"merge,split,rename,succeed" doc:"succeed: some end, others begin, with the lineage that is stated"`
	Day      string       `json:"day" maxLength:"10" doc:"The first day on which it is so"`
	Act      string       `json:"act" maxLength:"200" doc:"Number of the act that orders it"`
	Mark     string       `json:"mark" maxLength:"40" doc:"How sure we are of it"`
	Old      []string     `json:"old" maxItems:"300" doc:"Codes that end; of a renaming the one that is renamed"`
	New      []NewPlace   `json:"new" maxItems:"300" required:"false" doc:"What begins; of a renaming the new name"`
	Lines    []PlaceLine  `json:"lines" maxItems:"2000" required:"false" doc:"Of a succession: which part went where"`
	Children []PlaceChild `json:"children" maxItems:"2000" required:"false" doc:"Where what lies below an ended one goes, when that is not plain"`
}

// NewPlace is an area or a unit that begins.
type NewPlace struct {
	Code   string   `json:"code" maxLength:"40" required:"false"`
	Kind   string   `json:"kind" maxLength:"40" required:"false"`
	Parent string   `json:"parent" maxLength:"40" required:"false"`
	Area   string   `json:"area" maxLength:"40" required:"false" doc:"Of a unit: the area it works for"`
	Name   EditName `json:"name" required:"false"`
	Share  *float64 `json:"share" required:"false" doc:"Of a split: which share of land or of work it gets, 0 to 1; none when nobody stated it"`
	People *float64 `json:"people" required:"false" doc:"Of a split of an area: which share of people"`
}

// PlaceLine says that a part went from one to another.
type PlaceLine struct {
	Old    string   `json:"old" maxLength:"40"`
	New    string   `json:"new" maxLength:"40"`
	Share  *float64 `json:"share" required:"false"`
	People *float64 `json:"people" required:"false"`
}

// PlaceChild gives one below an ended unit or area a new parent.
type PlaceChild struct {
	Code   string `json:"code" maxLength:"40"`
	Parent string `json:"parent" maxLength:"40"`
}

// PlacePlan is what an order would do.
type PlacePlan struct {
	Plan  string      `json:"plan" doc:"Sent back with the change: it is refused when something changed meanwhile"`
	Ended []PlaceNote `json:"ended"`
	Begun []PlaceNote `json:"begun"`
	Moved []PlaceNote `json:"moved" doc:"Others that come to lie elsewhere"`
	Lines []PlaceHand `json:"lines"`
	Holds []PlaceHold `json:"holds" doc:"What hangs on those that end"`
	// What nobody stated is shown, never guessed.
	Undecided []wire.Ref `json:"undecided" doc:"Those that end while nobody states what becomes of them: their rights reach nobody, their work waits for a decision"`
}

// PlaceNote is a row of a plan.
type PlaceNote struct {
	Code  string `json:"code"`
	Name  string `json:"name"`
	Kind  string `json:"kind"`
	Path  string `json:"path" doc:"Where it lies: names from the top"`
	Above string `json:"above" doc:"Where it lay before; empty when it did not move"`
}

// PlaceHand is a part that goes from one to another.
type PlaceHand struct {
	Old    wire.Ref `json:"old"`
	New    wire.Ref `json:"new"`
	Share  *float64 `json:"share"`
	People *float64 `json:"people"`
}

// PlaceHold counts what hangs on those that end.
type PlaceHold struct {
	Name  string `json:"name"`
	Text  string `json:"text"`
	Count int    `json:"count"`
}

type placePlanInput struct{ Body PlaceOrder }

type placeChangeInput struct {
	Body struct {
		PlaceOrder
		Plan string `json:"plan" maxLength:"64" doc:"The plan that was shown"`
	}
}

func (o PlaceOrder) children() map[string]string {
	all := map[string]string{}
	for _, c := range o.Children {
		all[c.Code] = c.Parent
	}
	return all
}

func (n EditName) l() text.L { return text.L{VI: strings.TrimSpace(n.VI), EN: strings.TrimSpace(n.EN)} }

// first is the only new one of a merger or a renaming.
func (o PlaceOrder) first() NewPlace {
	if len(o.New) == 0 {
		return NewPlace{}
	}
	return o.New[0]
}

func (o PlaceOrder) code() string {
	if len(o.Old) == 0 {
		return ""
	}
	return o.Old[0]
}

// at lets a fault that a room found say where it stands in the request.
func (o PlaceOrder) at(err error) error {
	f, ok := fault.As(err)
	if !ok || len(f.Fields) == 0 {
		return err
	}
	moved := *f
	moved.Fields = slices.Clone(f.Fields)
	for i := range moved.Fields {
		p := strings.TrimPrefix(moved.Fields[i].Path, "/")
		switch {
		case o.What == "merge" && (p == "into" || strings.HasPrefix(p, "into/")):
			p = "new/0" + strings.TrimPrefix(p, "into")
		case o.What == "split" && p == "into":
			p = "new"
		case o.What == "split" && strings.HasPrefix(p, "into/"):
			p = "new" + strings.TrimPrefix(p, "into")
		case o.What == "rename" && (p == "name" || p == "kind"):
			p = "new/0/" + p
		}
		if moved.Fields[i].Path = p; strings.HasSuffix(p, "_area") || strings.HasSuffix(p, "_pop") {
			moved.Fields[i].Path = strings.NewReplacer("share_area", "share", "share_pop", "people").Replace(p)
		}
	}
	return &moved
}

func (s *speaker) holds(ctx context.Context, of func(unit.Held) bool) ([]PlaceHold, error) {
	hanging, err := s.Heirs.HangOn(ctx, s.tx, of)
	if err != nil {
		return nil, err
	}
	holds := []PlaceHold{}
	for _, h := range hanging {
		holds = append(holds, PlaceHold{Name: h.Name, Text: s.t("unit.holds_"+h.Name, "n", h.Count), Count: h.Count})
	}
	return holds, nil
}

// lies says where a path lies, by names; names holds those that begin with the plan.
func lies(path string, names map[string]string, name func(code string) (wire.Ref, error)) (string, error) {
	var words []string
	codes := strings.Split(strings.Trim(path, "/"), "/")
	for _, code := range codes[:len(codes)-1] {
		if n, ok := names[code]; ok {
			words = append(words, n)
			continue
		}
		r, err := name(code)
		if err != nil {
			return "", err
		}
		words = append(words, r.Name)
	}
	return strings.Join(words, " › "), nil
}

func (s *speaker) areaNames(ctx context.Context) func(string) (wire.Ref, error) {
	return func(code string) (wire.Ref, error) { return s.area(ctx, code) }
}

func (s *speaker) unitNames(ctx context.Context) func(string) (wire.Ref, error) {
	return func(code string) (wire.Ref, error) { return s.unit(ctx, code) }
}

// hand words one line of a lineage.
func hand(old, next string, share, people *float64, names map[string]string, name func(string) (wire.Ref, error)) (h PlaceHand, err error) {
	h = PlaceHand{Share: share, People: people}
	if h.Old, err = name(old); err != nil {
		return h, err
	}
	if n, ok := names[next]; ok {
		h.New = wire.Ref{Code: next, Name: n}
		return h, nil
	}
	h.New, err = name(next)
	return h, err
}

// areaOrder is the order in the words of the room.
func (o PlaceOrder) areaOrder() area.Order {
	d := area.Decree{Day: text.Day(o.Day), Act: strings.TrimSpace(o.Act), Mark: o.Mark}
	row := func(n NewPlace) area.Area {
		return area.Area{Code: strings.TrimSpace(n.Code), Kind: n.Kind, Parent: strings.TrimSpace(n.Parent), Name: n.Name.l()}
	}
	switch o.What {
	case "merge":
		return area.Merger{Decree: d, Old: o.Old, Into: row(o.first())}.Order()
	case "split":
		v := area.Division{Decree: d, Old: o.code(), Children: o.children()}
		for _, n := range o.New {
			v.Into = append(v.Into, area.Piece{Area: row(n), ShareArea: n.Share, SharePop: n.People})
		}
		return v.Order()
	case "rename":
		return area.Renaming{Decree: d, Code: o.code(), Name: o.first().Name.l(), Kind: o.first().Kind}.Order()
	}
	v := area.Succession{Decree: d, Old: o.Old, Children: o.children()}
	for _, n := range o.New {
		v.New = append(v.New, row(n))
	}
	for _, l := range o.Lines {
		v.Lines = append(v.Lines, area.Lineage{Old: l.Old, New: l.New, ShareArea: l.Share, SharePop: l.People})
	}
	return v.Order()
}

func (o PlaceOrder) unitOrder() unit.Order {
	d := unit.Decree{Day: text.Day(o.Day), Act: strings.TrimSpace(o.Act), Mark: o.Mark}
	row := func(n NewPlace) unit.Unit {
		return unit.Unit{Code: strings.TrimSpace(n.Code), Kind: n.Kind, Parent: strings.TrimSpace(n.Parent), Area: strings.TrimSpace(n.Area), Name: n.Name.l()}
	}
	switch o.What {
	case "merge":
		return unit.Merger{Decree: d, Old: o.Old, Into: row(o.first())}.Order()
	case "split":
		v := unit.Division{Decree: d, Old: o.code(), Children: o.children()}
		for _, n := range o.New {
			v.Into = append(v.Into, unit.Piece{Unit: row(n), Share: n.Share})
		}
		return v.Order()
	case "rename":
		return unit.Renaming{Decree: d, Code: o.code(), Name: o.first().Name.l(), Kind: o.first().Kind}.Order()
	}
	v := unit.Succession{Decree: d, Old: o.Old, Children: o.children()}
	for _, n := range o.New {
		v.New = append(v.New, row(n))
	}
	for _, l := range o.Lines {
		v.Lines = append(v.Lines, unit.Lineage{Old: l.Old, New: l.New, Share: l.Share})
	}
	return v.Order()
}

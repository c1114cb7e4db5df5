package indicator

import (
	"cmp"
	"context"
	"math/big"
	"slices"
	"strings"

	"thanhdong/ground/area"
	"thanhdong/ground/db"
	"thanhdong/ground/text"
)

// placer says where what was reported for an area belongs on a day.
type placer struct {
	tx *db.Tx
	on text.Day // open: where it belonged then
	at map[version]*spot
}

type version struct {
	code string
	from text.Day
}

// spot is an area as of its own time, and what it became, or came from, by the day that is asked for.
type spot struct {
	code, path string
	lost       bool // nobody stated what became of it
	parts      []part
}

type part struct {
	weight *big.Rat // of the whole; together 1
	to     *spot
}

// piece is what of a value belongs to an area of that day.
type piece struct {
	code, path string
	n          int64
	shared     bool // of a share that is not the whole
}

const deepestLineage = 30

// spotOf finds where an area that was valid on a day is by p.on.
func (p *placer) spotOf(ctx context.Context, code, path string, day text.Day) (*spot, error) {
	if p.on.Open() {
		return &spot{code: code, path: path}, nil
	}
	return p.follow(ctx, code, day, deepestLineage)
}

func (p *placer) follow(ctx context.Context, code string, day text.Day, depth int) (*spot, error) {
	rows, err := area.Versions(ctx, p.tx, code)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(rows, func(a area.Area) bool { return a.On(day) })
	if i < 0 || depth == 0 {
		return &spot{code: code, lost: true}, nil
	}
	key := version{code, rows[i].From}
	if known, ok := p.at[key]; ok {
		return known, nil
	}
	s := &spot{code: code, path: rows[i].Path}
	p.at[key] = s
	lines, err := area.LineageOf(ctx, p.tx, code)
	if err != nil {
		return nil, err
	}
	cur := rows[i]
	switch {
	case cur.On(p.on):
		return s, nil
	case !cur.To.Open() && cur.To <= p.on:
		err = p.forward(ctx, s, cur, rows[i+1:], lines, depth)
	default:
		err = p.backward(ctx, s, cur, rows[:i], lines, depth)
	}
	s.lost = err == nil && len(s.parts) == 0
	return s, err
}

// anew tells whether a code began on a day out of others: it is then another area than the one that had the code before.
func anew(code string, day text.Day, lines []area.Lineage) bool {
	return slices.ContainsFunc(lines, func(l area.Lineage) bool { return l.New == code && l.Old != code && l.Day == day })
}

func (p *placer) forward(ctx context.Context, s *spot, cur area.Area, later []area.Area, lines []area.Lineage, depth int) error {
	out := slices.DeleteFunc(slices.Clone(lines), func(l area.Lineage) bool { return l.Old != cur.Code || l.Day != cur.To })
	if len(out) == 0 {
		if len(later) > 0 && later[0].From == cur.To && !anew(cur.Code, cur.To, lines) {
			to, err := p.follow(ctx, cur.Code, cur.To, depth-1)
			s.parts = []part{{big.NewRat(1, 1), to}}
			return err
		}
		return nil
	}
	weights := make([]*big.Rat, len(out))
	for i, l := range out {
		weights[i] = shareOf(l, out)
	}
	return p.divide(ctx, s, weights, out, func(l area.Lineage) (string, text.Day) { return l.New, l.Day }, depth)
}

// backward goes to what an area came from: of several, by how much land each gave.
func (p *placer) backward(ctx context.Context, s *spot, cur area.Area, earlier []area.Area, lines []area.Lineage, depth int) error {
	in := slices.DeleteFunc(slices.Clone(lines), func(l area.Lineage) bool { return l.New != cur.Code || l.Day != cur.From })
	if len(in) == 0 {
		if n := len(earlier); n > 0 && earlier[n-1].To == cur.From {
			to, err := p.follow(ctx, cur.Code, cur.From.Add(-1), depth-1)
			s.parts = []part{{big.NewRat(1, 1), to}}
			return err
		}
		return nil
	}
	weights := make([]*big.Rat, len(in))
	for i, l := range in {
		weights[i] = big.NewRat(1, 1)
		if len(in) == 1 {
			break
		}
		old, err := area.ByCode(ctx, p.tx, l.Old, l.Day.Add(-1))
		if err != nil {
			return err
		}
		share := shareOf(l, nil)
		if share == nil || old.KM2 <= 0 {
			return nil // not known: not guessed at
		}
		weights[i] = new(big.Rat).Mul(share, new(big.Rat).SetFloat64(old.KM2))
	}
	return p.divide(ctx, s, weights, in, func(l area.Lineage) (string, text.Day) { return l.Old, l.Day.Add(-1) }, depth)
}

// shareOf is how much of the old area goes this way: by people where every line of the old one says so, else by land; the whole where it is the only one.
func shareOf(l area.Lineage, all []area.Lineage) *big.Rat {
	if len(all) == 1 {
		return big.NewRat(1, 1)
	}
	by := l.ShareArea
	if l.SharePop != nil && !slices.ContainsFunc(all, func(o area.Lineage) bool { return o.SharePop == nil }) {
		by = l.SharePop
	}
	if by == nil {
		return nil
	}
	return new(big.Rat).SetFloat64(*by)
}

func (p *placer) divide(ctx context.Context, s *spot, weights []*big.Rat, lines []area.Lineage, to func(area.Lineage) (string, text.Day), depth int) error {
	total := new(big.Rat)
	for _, w := range weights {
		if w == nil {
			return nil // a division that nobody stated is not guessed at
		}
		total.Add(total, w)
	}
	if total.Sign() <= 0 {
		return nil
	}
	for i, l := range lines {
		if weights[i].Sign() == 0 {
			continue
		}
		code, day := to(l)
		next, err := p.follow(ctx, code, day, depth-1)
		if err != nil {
			return err
		}
		s.parts = append(s.parts, part{new(big.Rat).Quo(weights[i], total), next})
	}
	return nil
}

// allocate shares a whole number out, at each step by the largest remainder, so that the pieces add up to it. What nobody stated the way of is left out.
func (s *spot) allocate(n int64, shared bool) (pieces []piece) {
	if s.lost {
		return nil
	}
	if len(s.parts) == 0 {
		return []piece{{s.code, s.path, n, shared}}
	}
	weights := make([]*big.Rat, len(s.parts))
	for i, p := range s.parts {
		weights[i] = p.weight
	}
	for i, m := range largestRemainder(n, weights) {
		pieces = append(pieces, s.parts[i].to.allocate(m, shared || len(s.parts) > 1)...)
	}
	return pieces
}

// leaves are the areas in which it ends.
func (s *spot) leaves() (list []*spot) {
	if s.lost {
		return nil
	}
	if len(s.parts) == 0 {
		return []*spot{s}
	}
	for _, p := range s.parts {
		list = append(list, p.to.leaves()...)
	}
	return list
}

// within are all areas that hold a part of it.
func (s *spot) within() (codes []string) {
	for _, l := range s.leaves() {
		for _, code := range strings.Split(strings.Trim(l.path, "/"), "/") {
			if !slices.Contains(codes, code) {
				codes = append(codes, code)
			}
		}
	}
	return codes
}

// largestRemainder gives whole parts of n by weights that add up to 1: each its floor, and what is left one by one to those that lost most; of equals the first.
func largestRemainder(n int64, weights []*big.Rat) []int64 {
	sign := int64(1)
	if n < 0 {
		sign, n = -1, -n
	}
	type rest struct {
		i    int
		lost *big.Rat
	}
	out, rests, left := make([]int64, len(weights)), make([]rest, len(weights)), n
	for i, w := range weights {
		exact := new(big.Rat).Mul(w, new(big.Rat).SetInt64(n))
		whole := new(big.Int).Quo(exact.Num(), exact.Denom())
		out[i] = whole.Int64()
		left -= out[i]
		rests[i] = rest{i, exact.Sub(exact, new(big.Rat).SetInt(whole))}
	}
	slices.SortStableFunc(rests, func(a, b rest) int { return cmp.Or(b.lost.Cmp(a.lost), a.i-b.i) })
	for i := 0; left > 0; i++ {
		out[rests[i%len(rests)].i]++
		left--
	}
	for i := range out {
		out[i] *= sign
	}
	return out
}

func under(path, code string) bool { return strings.Contains(path, "/"+code+"/") }

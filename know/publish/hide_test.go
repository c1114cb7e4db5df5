package publish

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestWhatIsHiddenOfAFamily(t *testing.T) {
	flat := func(n ...int64) family {
		f := family{above: []int{-1}, n: []int64{0}}
		for _, x := range n {
			f.above, f.n = append(f.above, 0), append(f.n, x)
			f.n[0] += x
		}
		return f
	}
	for _, c := range []struct {
		says string
		f    family
		want []sight
	}{
		{"nothing small: all is shown", flat(0, 9, 12), []sight{open, open, open, open}},
		{"one small: the smallest other is hidden too, never the zero", flat(0, 3, 9, 12), []sight{open, open, small, guarded, open}},
		{"two small ones guard one another", flat(3, 2, 12), []sight{open, small, small, open}},
		{"two that together can only be 4 and 4 need a third", flat(4, 4, 12, 30), []sight{open, small, small, guarded, open}},
		{"two that together can only be 1 and 1 need a third", flat(1, 1, 12, 30), []sight{open, small, small, guarded, open}},
		{"one small and a guard of just k: together they can only be that", flat(1, 5, 9, 20), []sight{open, small, guarded, guarded, open}},
		{"a total of one small part alone is small itself", flat(0, 0, 3), []sight{small, open, open, small}},
		{"four ones under a small total: nothing of the family is shown", flat(1, 1, 1, 1), []sight{closed, closed, closed, closed, closed}},
		{"the whole is hidden where only zeros are left", flat(4, 4, 0), []sight{guarded, small, small, open}},
	} {
		if got := c.f.hide(5); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v hidden as %v, want %v", c.says, c.f.n, got, c.want)
		}
	}
}

// possible finds, by trying all, which values each node can have for who sees what is shown: an oracle that shares no line with the rule.
func possible(f family, s []sight, k int64) []map[int64]bool {
	const highest = 120 // above every sum that is drawn
	fits := func(i int, v int64) bool {
		switch s[i] {
		case open:
			return v == f.n[i]
		case small:
			return v >= 1 && v < k
		case guarded:
			return v >= k
		}
		return v >= 0
	}
	below := make([][]int, len(s))
	for i, a := range f.above {
		if a >= 0 {
			below[a] = append(below[a], i)
		}
	}
	// up: what the subtree of a node allows.
	up := make([]map[int64]bool, len(s))
	add := func(a, b map[int64]bool) map[int64]bool {
		sum := map[int64]bool{}
		for x := range a {
			for y := range b {
				if x+y <= highest {
					sum[x+y] = true
				}
			}
		}
		return sum
	}
	for i := len(s) - 1; i >= 0; i-- {
		all := map[int64]bool{0: true}
		for _, c := range below[i] {
			all = add(all, up[c])
		}
		if len(below[i]) == 0 {
			for v := range int64(highest + 1) {
				all[v] = true
			}
		}
		up[i] = map[int64]bool{}
		for v := range all {
			if fits(i, v) {
				up[i][v] = true
			}
		}
	}
	// down: what the rest of the tree leaves of it.
	can := make([]map[int64]bool, len(s))
	for i := range s {
		if f.above[i] < 0 {
			can[i] = up[i]
			continue
		}
		rest := map[int64]bool{0: true}
		for _, c := range below[f.above[i]] {
			if c != i {
				rest = add(rest, up[c])
			}
		}
		can[i] = map[int64]bool{}
		for v := range up[i] {
			for r := range rest {
				if can[f.above[i]][v+r] {
					can[i][v] = true
				}
			}
		}
	}
	return can
}

func TestNoHiddenCountCanBeToldAlongAreas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.Int64Range(3, 6).Draw(t, "k")
		count := rapid.OneOf(rapid.Int64Range(0, 2), rapid.Int64Range(0, 8))
		f := family{above: []int{-1}, n: []int64{0}}
		for range rapid.IntRange(1, 4).Draw(t, "districts") {
			at := len(f.n)
			f.above, f.n = append(f.above, 0), append(f.n, 0)
			communes := rapid.IntRange(0, 3).Draw(t, "communes")
			if communes == 0 {
				f.n[at] = count.Draw(t, "count")
			}
			for range communes {
				n := count.Draw(t, "count")
				f.above, f.n = append(f.above, at), append(f.n, n)
				f.n[at] += n
			}
			f.n[0] += f.n[at]
		}
		s := f.hide(k)
		can := possible(f, s, k)
		for i := range s {
			if f.n[i] > 0 && f.n[i] < k && s[i] == open {
				t.Fatalf("a small count is shown: %v as %v", f, s)
			}
			if !can[i][f.n[i]] {
				t.Fatalf("the oracle rules out what is so: node %d of %v as %v", i, f, s)
			}
			if s[i] != open && len(can[i]) < 2 {
				t.Fatalf("node %d of %v as %v can only be %v", i, f, s, can[i])
			}
		}
	})
}

package publish

// sight is what everybody sees of a count.
type sight int

const (
	open    sight = iota
	small         // hidden for it is from 1 to k-1, and that is said
	guarded       // hidden for it would tell another; it is k or more, and who knows the rule knows that
	closed        // hidden together with all of its family, so that nothing of it is known
)

// family is a tree of counts: of an area and those below it. Nodes stand after the one that holds them.
type family struct {
	above []int // -1: none
	n     []int64
}

// most stands for no upper bound; sums of it do not overflow.
const most = int64(1) << 40

// hide gives what of a family is shown so that no hidden count can be told by adding and subtracting, by who knows that small ones are from 1 to k-1 and how the rule
// works. First the small ones are hidden; then, as long as the bounds of a hidden one meet, the smallest of those that stand in a sum with it, which is never a zero; where
// none is left, the whole family of that sum.
func (f family) hide(k int64) []sight {
	s := make([]sight, len(f.n))
	for i, n := range f.n {
		if n > 0 && n < k {
			s[i] = small
		}
	}
	for {
		told := f.told(s, k)
		if told < 0 {
			return s
		}
		if next := f.next(s, told); next >= 0 {
			s[next] = guarded
			continue
		}
		if !f.close(s, told) {
			return s
		}
	}
}

// sums are the parent and the children of each sum that a node stands in: that of its siblings first.
func (f family) sums(node int) (list [][]int) {
	for _, top := range []int{f.above[node], node} {
		if top < 0 {
			continue
		}
		sum := []int{top}
		for i, a := range f.above {
			if a == top {
				sum = append(sum, i)
			}
		}
		if len(sum) > 1 {
			list = append(list, sum)
		}
	}
	return list
}

// next is the smallest that is shown of those that stand in a sum with a node, parts before the whole; -1: none.
func (f family) next(s []sight, node int) int {
	for _, sum := range f.sums(node) {
		best := -1
		for _, i := range sum[1:] {
			if s[i] == open && f.n[i] > 0 && (best < 0 || f.n[i] < f.n[best]) {
				best = i
			}
		}
		if best < 0 && s[sum[0]] == open && f.n[sum[0]] > 0 {
			best = sum[0]
		}
		if best >= 0 {
			return best
		}
	}
	return -1
}

// close hides the sums of a node whole; false when they are already.
func (f family) close(s []sight, node int) (more bool) {
	for _, sum := range append(f.sums(node), []int{node}) {
		for _, i := range sum {
			more = more || s[i] != closed
			s[i] = closed
		}
		if more {
			return true
		}
	}
	return false
}

// told is a hidden node of which the bounds meet for who knows what is shown; -1: none.
func (f family) told(s []sight, k int64) int {
	low, high := f.bounds(s, k)
	for i := range s {
		if s[i] != open && low[i] >= high[i] {
			return i
		}
	}
	return -1
}

// bounds are those of each count by what is shown: each sum narrows those that stand in it until nothing changes. In a tree of sums of whole numbers that is exact.
func (f family) bounds(s []sight, k int64) (low, high []int64) {
	low, high = make([]int64, len(s)), make([]int64, len(s))
	for i := range s {
		switch s[i] {
		case open:
			low[i], high[i] = f.n[i], f.n[i]
		case small:
			low[i], high[i] = 1, k-1
		case guarded:
			low[i], high[i] = k, most
		default:
			low[i], high[i] = 0, most
		}
	}
	below := make([][]int, len(s))
	for i, a := range f.above {
		if a >= 0 {
			below[a] = append(below[a], i)
		}
	}
	for changed := true; changed; {
		changed = false
		narrow := func(i int, l, h int64) {
			if s[i] == open || low[i] > high[i] {
				return
			}
			if l > low[i] {
				low[i], changed = l, true
			}
			if h < high[i] {
				high[i], changed = h, true
			}
		}
		for top, parts := range below {
			if len(parts) == 0 {
				continue
			}
			var l, h int64
			for _, i := range parts {
				l, h = l+low[i], h+high[i]
			}
			narrow(top, l, h)
			for _, i := range parts {
				narrow(i, low[top]-(h-high[i]), high[top]-(l-low[i]))
			}
		}
	}
	return low, high
}

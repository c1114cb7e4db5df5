package indicator

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

func TestMeasuresAreRead(t *testing.T) {
	for said, want := range map[string]struct {
		factor *big.Rat
		plain  string
	}{
		"người": {big.NewRat(1, 1), "người"}, "%": {big.NewRat(1, 100), "1"}, "": {big.NewRat(1, 1), "1"}, "ca/100.000 người": {big.NewRat(1, 100_000), "ca/người"},
		"triệu đồng/người": {big.NewRat(1_000_000, 1), "đồng/người"}, "học sinh/lớp": {big.NewRat(1, 1), "học sinh/lớp"}, "nghìn tỷ đồng": {big.NewRat(1_000_000_000_000, 1), "đồng"},
	} {
		m, err := parseMeasure(said)
		if err != nil || m.factor.Cmp(want.factor) != 0 || m.String() != want.plain {
			t.Errorf("%q: %v %s, %v", said, m.factor, m, err)
		}
	}
	for _, said := range []string{"100.000", "triệu"} {
		if m, err := parseMeasure(said); err == nil {
			t.Errorf("%q is read as %v %s", said, m.factor, m)
		}
	}
}

func TestWhatIsSharedOutAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(-1e12, 1e12).Draw(t, "n")
		parts := rapid.SliceOfN(rapid.Int64Range(1, 10_000), 1, 40).Draw(t, "parts")
		total := int64(0)
		for _, p := range parts {
			total += p
		}
		weights := make([]*big.Rat, len(parts))
		for i, p := range parts {
			weights[i] = big.NewRat(p, total)
		}
		sum := int64(0)
		for i, m := range largestRemainder(n, weights) {
			sum += m
			exact, _ := new(big.Rat).Mul(weights[i], new(big.Rat).SetInt64(n)).Float64()
			if d := float64(m) - exact; d > 1 || d < -1 {
				t.Fatalf("part %d is %d, exactly %f", i, m, exact)
			}
		}
		if sum != n {
			t.Fatalf("parts of %d add up to %d", n, sum)
		}
	})
}

func TestRoundingIsHalfAwayFromZero(t *testing.T) {
	for _, c := range []struct {
		n, d int64
		want int64
	}{{1, 2, 1}, {-1, 2, -1}, {3, 2, 2}, {-3, 2, -2}, {1, 3, 0}, {2, 3, 1}, {0, 1, 0}} {
		if got := round(big.NewRat(c.n, c.d), 0).Int64(); got != c.want {
			t.Errorf("%d/%d: %d", c.n, c.d, got)
		}
	}
}

func FuzzMeasure(f *testing.F) {
	f.Add("ca/100.000 người")
	f.Fuzz(func(t *testing.T, said string) {
		if m, err := parseMeasure(said); err == nil && m.factor.Sign() <= 0 {
			t.Fatalf("%q has the factor %v", said, m.factor)
		}
	})
}

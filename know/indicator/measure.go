package indicator

import (
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"
)

// measure is a unit of measure: a product of plain units with whole exponents, and the factor by which what is said in it is multiplied to be in those.
type measure struct {
	factor *big.Rat
	powers map[string]int
}

var factors = map[string]int64{"nghìn": 1_000, "ngàn": 1_000, "triệu": 1_000_000, "tỷ": 1_000_000_000, "tỉ": 1_000_000_000}

// parseMeasure reads "người", "%", "ca/100.000 người", "triệu đồng/người", "1". Whatever is not known as a factor is a plain unit of its own, in the words that stand there.
func parseMeasure(said string) (measure, error) {
	m := measure{factor: big.NewRat(1, 1), powers: map[string]int{}}
	said = strings.TrimSpace(said)
	switch said {
	case "", "1":
		return m, nil
	case "%":
		m.factor.SetFrac64(1, 100)
		return m, nil
	case "‰":
		m.factor.SetFrac64(1, 1000)
		return m, nil
	}
	for i, part := range strings.Split(said, "/") {
		words := strings.Fields(part)
		factor := big.NewRat(1, 1)
		for len(words) > 0 {
			by, known := factors[words[0]]
			if !known {
				by, known = wholeNumber(words[0])
			}
			if !known {
				break
			}
			factor.Mul(factor, new(big.Rat).SetInt64(by))
			words = words[1:]
		}
		if len(words) == 0 && (i == 0 || factor.Cmp(big.NewRat(1, 1)) == 0) {
			return m, fmt.Errorf("%q names no unit of measure", said)
		}
		power := 1
		if i > 0 {
			power = -1
			factor.Inv(factor)
		}
		m.factor.Mul(m.factor, factor)
		if name := strings.Join(words, " "); name != "" {
			m.add(name, power)
		}
	}
	return m, nil
}

// wholeNumber reads 1000, 10.000 and 100.000.
func wholeNumber(s string) (n int64, ok bool) {
	for _, r := range strings.ReplaceAll(s, ".", "") {
		if r < '0' || r > '9' || n > 1e14 {
			return 0, false
		}
		n = n*10 + int64(r-'0')
	}
	return n, n > 0
}

func (m measure) add(name string, power int) {
	if m.powers[name] += power; m.powers[name] == 0 {
		delete(m.powers, name)
	}
}

// times gives the plain units of a product, or of a quotient when power is -1.
func (m measure) times(o measure, power int) measure {
	out := measure{factor: big.NewRat(1, 1), powers: maps.Clone(m.powers)}
	for name, p := range o.powers {
		out.add(name, p*power)
	}
	return out
}

func (m measure) fits(o measure) bool { return maps.Equal(m.powers, o.powers) }

func (m measure) String() string {
	var above, below []string
	for _, name := range slices.Sorted(maps.Keys(m.powers)) {
		p := m.powers[name]
		list, n := &above, p
		if p < 0 {
			list, n = &below, -p
		}
		for range n {
			*list = append(*list, name)
		}
	}
	s := strings.Join(above, "·")
	if s == "" {
		s = "1"
	}
	if len(below) > 0 {
		s += "/" + strings.Join(below, "·")
	}
	return s
}

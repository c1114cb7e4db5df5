package indicator

import (
	"fmt"
	"math/big"
	"strings"
	"sync"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"

	"thanhdong/know/dataset"
)

// node is a formula as a tree.
type node struct {
	op   string // num value units reported timely indicator ago ytd recent zero either min max + - * / -x
	num  *big.Rat
	form string // of value, units, reported, timely
	cell dataset.Cell
	code string // of indicator
	n    int    // of ago and recent
	args []*node
	is   measure // its plain units
}

// world is what formulas may name.
type world struct {
	forms map[string]dataset.Form
	defs  map[string]Definition
}

// counted is the unit of measure of a number of units that owe or hand in.
const counted = "đơn vị"

const (
	longestFormula = 2000
	farthestAgo    = 120
	deepestNames   = 20 // indicators within indicators
)

var plainEnv = sync.OnceValues(func() (*cel.Env, error) { return cel.NewEnv(cel.ClearMacros()) })

// compile reads a formula. The functions:
//
//	value("FORM", "element"), value("FORM", "element.option")   what was handed in; the sum of an element's cells without an option
//	units("FORM"), reported("FORM"), timely("FORM")             how many units owe, handed in, handed in by the due hour
//	indicator("CODE")                                           another figure, before rounding
//	ago(x, n)       x of n periods earlier                      ytd(x)       the sum of x from the year's first period to this one
//	recent(x, n)    the sum of the last n periods, this one too zero(x)      nothing where x is missing
//	either(x, y)    y where x is missing                        min(x, y), max(x, y), + - * /
func (w world) compile(d Definition) (*node, error) {
	env, err := plainEnv()
	if err != nil {
		return nil, err
	}
	if len(d.Formula) > longestFormula {
		return nil, fmt.Errorf("a formula has at most %d characters", longestFormula)
	}
	parsed, issues := env.Parse(d.Formula)
	if issues.Err() != nil {
		return nil, issues.Err()
	}
	root, err := w.tree(parsed.NativeRep().Expr(), []string{d.Code})
	if err != nil {
		return nil, err
	}
	wanted, err := parseMeasure(d.Unit)
	if err != nil {
		return nil, err
	}
	if !root.is.fits(wanted) {
		return nil, fmt.Errorf("the formula comes out in %s, the indicator is said in %s", root.is, d.Unit)
	}
	return root, nil
}

func (w world) tree(e ast.Expr, within []string) (*node, error) {
	switch e.Kind() {
	case ast.LiteralKind:
		plain := measure{factor: big.NewRat(1, 1), powers: map[string]int{}}
		switch v := e.AsLiteral().(type) {
		case types.Double:
			r := new(big.Rat)
			if _, ok := r.SetString(fmt.Sprint(float64(v))); !ok {
				return nil, fmt.Errorf("%v is no number", v)
			}
			return &node{op: "num", num: r, is: plain}, nil
		case types.Int:
			return &node{op: "num", num: new(big.Rat).SetInt64(int64(v)), is: plain}, nil
		}
		return nil, fmt.Errorf("a text stands where a number should")
	case ast.CallKind:
		return w.call(e.AsCall(), within)
	}
	return nil, fmt.Errorf("only functions, numbers and sums may stand here")
}

var signs = map[string]string{operators.Add: "+", operators.Subtract: "-", operators.Multiply: "*", operators.Divide: "/", operators.Negate: "-x"}

func (w world) call(c ast.CallExpr, within []string) (*node, error) {
	name := c.FunctionName()
	if c.IsMemberFunction() {
		return nil, fmt.Errorf("%s is not known here", name)
	}
	want := map[string]string{"value": "ss", "units": "s", "reported": "s", "timely": "s", "indicator": "s", "ago": "xn", "ytd": "x", "recent": "xn", "zero": "x", "either": "xx", "min": "xx", "max": "xx"}[name]
	if sign, ok := signs[name]; ok {
		name, want = sign, strings.Repeat("x", len(c.Args()))
	}
	if want == "" {
		return nil, fmt.Errorf("%s is not known here", name)
	}
	if len(c.Args()) != len(want) {
		return nil, fmt.Errorf("%s takes %d", name, len(want))
	}
	n, words := &node{op: name}, []string{}
	for i, a := range c.Args() {
		switch want[i] {
		case 's':
			s, ok := types.String(""), false
			if a.Kind() == ast.LiteralKind {
				s, ok = a.AsLiteral().(types.String)
			}
			if !ok {
				return nil, fmt.Errorf("%s takes a text in quotation marks", name)
			}
			words = append(words, string(s))
		case 'n':
			v, ok := types.Int(0), false
			if a.Kind() == ast.LiteralKind {
				v, ok = a.AsLiteral().(types.Int)
			}
			if !ok || v < 1 || v > farthestAgo {
				return nil, fmt.Errorf("%s takes a whole number from 1 to %d", name, farthestAgo)
			}
			n.n = int(v)
		default:
			x, err := w.tree(a, within)
			if err != nil {
				return nil, err
			}
			n.args = append(n.args, x)
		}
	}
	return n, w.settle(n, words, within)
}

// settle finds what a call names, and its units.
func (w world) settle(n *node, words, within []string) (err error) {
	switch n.op {
	case "value", "units", "reported", "timely":
		f, ok := w.forms[words[0]]
		if !ok {
			return fmt.Errorf("there is no form %s", words[0])
		}
		n.form = f.Code
		if n.op != "value" {
			n.is = measure{factor: big.NewRat(1, 1), powers: map[string]int{counted: 1}}
			return nil
		}
		element, option, _ := strings.Cut(words[1], ".")
		e, ok := f.Element(element)
		n.cell = dataset.Cell{Element: element, Option: option}
		if !ok || e.Type != dataset.Number || option != "" && !f.Has(n.cell) {
			return fmt.Errorf("form %s asks no number %s", f.Code, words[1])
		}
		n.is, err = parseMeasure(e.Unit)
		return err
	case "indicator":
		return w.named(n, words[0], within)
	case "*", "/":
		n.is = n.args[0].is.times(n.args[1].is, map[string]int{"*": 1, "/": -1}[n.op])
		return nil
	}
	n.is = measure{factor: big.NewRat(1, 1), powers: n.args[0].is.powers}
	if len(n.args) == 2 && !n.args[0].is.fits(n.args[1].is) {
		return fmt.Errorf("%s takes two of one unit of measure, not %s and %s", n.op, n.args[0].is, n.args[1].is)
	}
	return nil
}

func (w world) named(n *node, code string, within []string) error {
	d, ok := w.defs[code]
	if !ok {
		return fmt.Errorf("there is no indicator %s", code)
	}
	for _, outer := range within {
		if outer == code {
			return fmt.Errorf("%s goes in a circle: %s → %s", within[0], strings.Join(within, " → "), code)
		}
	}
	if len(within) > deepestNames {
		return fmt.Errorf("more than %d indicators within one another", deepestNames)
	}
	if d.Period != w.defs[within[len(within)-1]].Period && w.defs[within[len(within)-1]].Code != "" {
		return fmt.Errorf("%s is of another kind of period", code)
	}
	env, err := plainEnv()
	if err != nil {
		return err
	}
	parsed, issues := env.Parse(d.Formula)
	if issues.Err() != nil {
		return issues.Err()
	}
	inner, err := w.tree(parsed.NativeRep().Expr(), append(within, code))
	if err != nil {
		return err
	}
	n.code, n.args, n.is = code, []*node{inner}, inner.is
	return nil
}

// walk calls do for each node.
func (n *node) walk(do func(*node)) {
	do(n)
	for _, a := range n.args {
		a.walk(do)
	}
}

// back is how many periods before the asked one the formula reaches; of the year's beginning, the most that there may be.
func (n *node) back(kind dataset.PeriodKind) int {
	most := 0
	for _, a := range n.args {
		most = max(most, a.back(kind))
	}
	switch n.op {
	case "ago":
		return most + n.n
	case "recent":
		return most + n.n - 1
	case "ytd":
		return most + map[dataset.PeriodKind]int{dataset.Daily: 366, dataset.Weekly: 53, dataset.Monthly: 12, dataset.Quarterly: 4, dataset.HalfYearly: 2}[kind]
	}
	return most
}

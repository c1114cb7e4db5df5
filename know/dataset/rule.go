package dataset

import (
	"fmt"
	"math"
	"slices"
	"sync"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
)

// cellsName is the map of single cells within rules: o["so_mac.nam"].
const cellsName = "o"

// reserved are names that no element may have.
var reserved = map[string]bool{cellsName: true, "true": true, "false": true, "null": true, "in": true}

// Expr is a rule as a tree that any program can evaluate, so that a browser says without a line what the server will say. Op is one of + - * / -x
// < <= > >= == != && || ! num el cell; el is an element (the sum of its cells), cell a single one.
type Expr struct {
	Op   string  `json:"op"`
	Num  float64 `json:"num,omitempty"`
	Name string  `json:"name,omitempty"`
	Args []Expr  `json:"args,omitempty"`
}

// Checked is a rule that was compiled.
type Checked struct {
	Rule
	Expr  Expr
	Needs []string // elements and cells that it names
}

var operatorNames = map[string]string{
	operators.Add: "+", operators.Subtract: "-", operators.Multiply: "*", operators.Divide: "/", operators.Negate: "-x",
	operators.Less: "<", operators.LessEquals: "<=", operators.Greater: ">", operators.GreaterEquals: ">=", operators.Equals: "==", operators.NotEquals: "!=",
	operators.LogicalAnd: "&&", operators.LogicalOr: "||", operators.LogicalNot: "!",
}

var plainEnv = sync.OnceValues(func() (*cel.Env, error) {
	return cel.NewEnv(cel.ClearMacros(), cel.CrossTypeNumericComparisons(true), cel.Variable(cellsName, cel.MapType(cel.StringType, cel.DoubleType)))
})

// Compile reads a rule: a comparison of elements, by their codes, of single cells, o["element.option"], and of numbers, in CEL. Numbers are of the element's unit.
func Compile(f Form, r Rule) (Checked, error) {
	c := Checked{Rule: r}
	base, err := plainEnv()
	if err != nil {
		return c, err
	}
	var names []cel.EnvOption
	for _, e := range f.Elements {
		if e.Type == Number && identifier.MatchString(e.Code) && !reserved[e.Code] {
			names = append(names, cel.Variable(e.Code, cel.DoubleType))
		}
	}
	env, err := base.Extend(names...)
	if err != nil {
		return c, err
	}
	if len(r.When) > 2000 {
		return c, fmt.Errorf("a rule has at most 2000 characters")
	}
	parsed, issues := env.Parse(r.When)
	if issues.Err() != nil {
		return c, issues.Err()
	}
	// Literals are written as people write them: 5, not 5.0. Types are checked on our own tree, where all numbers are of one kind.
	if c.Expr, err = c.tree(f, parsed.NativeRep().Expr()); err != nil {
		return c, err
	}
	if kind, err := c.Expr.kind(); err != nil {
		return c, err
	} else if kind != "bool" {
		return c, fmt.Errorf("a rule compares; this is a number")
	}
	return c, nil
}

func (c *Checked) tree(f Form, e ast.Expr) (Expr, error) {
	switch e.Kind() {
	case ast.LiteralKind:
		switch v := e.AsLiteral().(type) {
		case types.Double:
			return Expr{Op: "num", Num: float64(v)}, nil
		case types.Int:
			return Expr{Op: "num", Num: float64(v)}, nil
		}
		return Expr{}, fmt.Errorf("only numbers may stand here")
	case ast.IdentKind:
		el, ok := f.Element(e.AsIdent())
		if !ok || el.Type != Number {
			return Expr{}, fmt.Errorf("%s is no element with numbers", e.AsIdent())
		}
		c.need(e.AsIdent())
		return Expr{Op: "el", Name: e.AsIdent()}, nil
	case ast.CallKind:
		call := e.AsCall()
		if call.FunctionName() == operators.Index {
			return c.cell(f, call)
		}
		name, ok := operatorNames[call.FunctionName()]
		if !ok || call.IsMemberFunction() {
			return Expr{}, fmt.Errorf("%s is not known here", call.FunctionName())
		}
		x := Expr{Op: name}
		for _, a := range call.Args() {
			arg, err := c.tree(f, a)
			if err != nil {
				return Expr{}, err
			}
			x.Args = append(x.Args, arg)
		}
		return x, nil
	}
	return Expr{}, fmt.Errorf("only elements, numbers, sums and comparisons may stand here")
}

func (c *Checked) cell(f Form, call ast.CallExpr) (Expr, error) {
	args := call.Args()
	if len(args) == 2 && args[0].Kind() == ast.IdentKind && args[0].AsIdent() == cellsName && args[1].Kind() == ast.LiteralKind {
		if name, ok := args[1].AsLiteral().(types.String); ok {
			for _, known := range f.Cells() {
				if known.String() == string(name) {
					if el, _ := f.Element(known.Element); el.Type == Number {
						c.need(string(name))
						return Expr{Op: "cell", Name: string(name)}, nil
					}
				}
			}
			return Expr{}, fmt.Errorf("%s is no cell with a number", name)
		}
	}
	return Expr{}, fmt.Errorf(`a single cell is written %s["element.option"]`, cellsName)
}

func (c *Checked) need(name string) {
	if !slices.Contains(c.Needs, name) {
		c.Needs = append(c.Needs, name)
	}
}

// kind is "num" or "bool"; an error where the two are mixed.
func (x Expr) kind() (string, error) {
	want, is := "num", "num"
	switch x.Op {
	case "num", "el", "cell":
		return "num", nil
	case "<", "<=", ">", ">=", "==", "!=":
		is = "bool"
	case "&&", "||", "!":
		want, is = "bool", "bool"
	}
	for _, a := range x.Args {
		k, err := a.kind()
		if err != nil {
			return "", err
		}
		if k != want {
			return "", fmt.Errorf("%s takes %s", x.Op, map[string]string{"num": "numbers", "bool": "comparisons"}[want])
		}
	}
	return is, nil
}

// slack lets sums of decimals be equal that differ in the last bit of a float.
const slack = 1e-9

// Holds evaluates the rule over values, by element and by cell; judged is false where a value that it needs is missing, or by nothing is divided.
func (c Checked) Holds(value func(name string) (v float64, there bool)) (holds, judged bool) {
	for _, n := range c.Needs {
		if _, there := value(n); !there && !c.Zero {
			return true, false
		}
	}
	v := c.Expr.eval(func(name string) float64 {
		x, there := value(name)
		if !there {
			return 0
		}
		return x
	})
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return true, false
	}
	return v != 0, true
}

func (x Expr) eval(value func(string) float64) float64 {
	switch x.Op {
	case "num":
		return x.Num
	case "el", "cell":
		return value(x.Name)
	}
	a := x.Args[0].eval(value)
	if x.Op == "-x" {
		return -a
	}
	if x.Op == "!" && !math.IsNaN(a) {
		return truth(a == 0)
	} else if x.Op == "!" {
		return a
	}
	b := x.Args[1].eval(value)
	if math.IsNaN(a+b) || math.IsInf(a, 0) || math.IsInf(b, 0) {
		return math.NaN() // something was divided by nothing: there is nothing to judge
	}
	near := math.Abs(a-b) <= slack*max(1, math.Abs(a), math.Abs(b))
	switch x.Op {
	case "+":
		return a + b
	case "-":
		return a - b
	case "*":
		return a * b
	case "/":
		return a / b
	case "<":
		return truth(a < b && !near)
	case "<=":
		return truth(a < b || near)
	case ">":
		return truth(a > b && !near)
	case ">=":
		return truth(a > b || near)
	case "==":
		return truth(near)
	case "!=":
		return truth(!near)
	case "&&":
		return truth(a != 0 && b != 0)
	}
	return truth(a != 0 || b != 0)
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

package rule

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"

	"thanhdong/ground/fault"
)

// A condition is one short comparison; these bounds keep a pack from spending
// the judge's time. The cost is CEL's own measure, about one per operator.
const (
	maxCondition = 1000
	maxCost      = 1000
)

// Condition is a checked CEL expression, ready to judge values.
type Condition struct {
	program cel.Program
	name    string // value or mean
	expr    ast.Expr
	Inputs  []Input // what it asks for beside the figure
}

// The two environments, built once: they differ in the name of the figure, so
// that a rule over hourly means cannot silently judge single values.
var environments = sync.OnceValues(func() (map[Over]*cel.Env, error) {
	made := map[Over]*cel.Env{}
	for over, name := range figureNames {
		env, err := cel.NewEnv(
			cel.ClearMacros(),
			cel.Macros(macros()...),
			cel.CrossTypeNumericComparisons(true),
			cel.Variable(name, cel.DoubleType),
			cel.Variable("parameter", cel.StringType),
			cel.Variable("status", cel.StringType),
			cel.Variable(inputsName, cel.MapType(cel.StringType, cel.DoubleType)),
		)
		if err != nil {
			return nil, fmt.Errorf("build condition environment: %w", err)
		}
		made[over] = env
	}
	return made, nil
})

var figureNames = map[Over]string{Newest: "value", Hourly: "mean"}

// Compile checks a condition. Every problem is a field fault on "when" that
// tells in words what is wrong and where (line and column count from 1).
func Compile(when string, over Over) (*Condition, []fault.Field) { return compile("when", when, over) }

// compile is [Compile] for the condition in the given field.
func compile(field, when string, over Over) (*Condition, []fault.Field) {
	if strings.TrimSpace(when) == "" {
		return nil, []fault.Field{fault.At(field, "rule.no_condition", "name", figureNames[over])}
	}
	if utf8.RuneCountInString(when) > maxCondition {
		return nil, []fault.Field{fault.At(field, "rule.condition_too_long", "max", maxCondition)}
	}
	bad := []fault.Field{fault.At(field, "rule.condition_bad", "line", 1, "column", 1)}
	envs, err := environments()
	if err != nil {
		return nil, bad
	}
	env := envs[over]
	parsed, issues := env.Parse(when)
	if issues.Err() != nil {
		return nil, inWords(field, issues.Errors(), over, true)
	}
	allDoubles(parsed.NativeRep().Expr())
	checked, issues := env.Check(parsed)
	if issues.Err() != nil {
		return nil, inWords(field, issues.Errors(), over, false)
	}
	if !checked.OutputType().IsExactType(cel.BoolType) {
		return nil, []fault.Field{fault.At(field, "rule.condition_not_bool", "type", checked.OutputType().String())}
	}
	inputs := inputsIn(checked.NativeRep().Expr())
	if len(inputs) > maxInputs {
		return nil, []fault.Field{fault.At(field, "rule.condition_inputs", "max", maxInputs)}
	}
	program, err := env.Program(checked, cel.CostLimit(maxCost), cel.EvalOptions(cel.OptOptimize))
	if err != nil {
		// Only constant folding can fail here ("matches" with a bad pattern).
		return nil, bad
	}
	return &Condition{program, figureNames[over], checked.NativeRep().Expr(), inputs}, nil
}

// allDoubles makes every whole number of a condition a figure like those it is
// used with: people write "2 * past_weeks(4)", and CEL alone would refuse it.
func allDoubles(e ast.Expr) {
	numbers := ast.NewExprFactory()
	ast.PostOrderVisit(e, ast.NewExprVisitor(func(e ast.Expr) {
		if e.Kind() != ast.LiteralKind {
			return
		}
		if n, ok := e.AsLiteral().(types.Int); ok {
			e.SetKindCase(numbers.NewLiteral(e.ID(), types.Double(n)))
		}
	}))
}

// figure is what one evaluation sees. The figure is one pointer, because many
// thousands are judged a second and a map for each would cost more than judging.
type figure struct {
	name, parameter string
	value           float64
	status          uint8
	inputs          map[string]float64
}

func (f *figure) Parent() cel.Activation { return nil }

func (f *figure) ResolveName(name string) (any, bool) {
	switch name {
	case f.name:
		return f.value, true
	case "parameter":
		return f.parameter, true
	case "status":
		return fmt.Sprintf("%02d", f.status), true
	case inputsName:
		if f.inputs == nil {
			return map[string]float64{}, true
		}
		return f.inputs, true
	}
	return nil, false
}

// Holds tells whether the figure satisfies the condition. inputs are the values
// of [Condition.Inputs] by key; one that is missing makes the answer an error
// unless the rest decides alone ("false && missing" is false). An evaluation that
// fails (a division by zero, say) satisfies nothing and resolves nothing.
func (c *Condition) Holds(parameter string, value float64, status uint8, inputs map[string]float64) (bool, error) {
	out, _, err := c.program.Eval(&figure{c.name, parameter, value, status, inputs})
	if err != nil {
		return false, fmt.Errorf("evaluate condition: %w", err)
	}
	yes, ok := out.Value().(bool)
	if !ok {
		return false, fmt.Errorf("evaluate condition: got %T", out.Value())
	}
	return yes, nil
}

// What the checker says in English, by shape; the words for people are ours.
var (
	undeclared = regexp.MustCompile(`^undeclared reference to '([^']*)'`)
	overload   = regexp.MustCompile(`^found no matching overload for '([^']*)' applied to '\(?(.*?)\)?'$`)
	signs      = strings.NewReplacer("_", "", "@", "")
)

func inWords(field string, errs []*common.Error, over Over, syntax bool) []fault.Field {
	seen := map[string]bool{}
	var fs []fault.Field
	for _, e := range errs {
		line, column := e.Location.Line(), e.Location.Column()+1
		// One slip makes the parser stumble several times; say each place once.
		place := fmt.Sprint(line, ":", column)
		if seen[place] {
			continue
		}
		seen[place] = true
		at := []any{"line", line, "column", column}
		f := fault.At(field, "rule.condition_bad", at...)
		if key, about, ours := strings.Cut(e.Message, "|"); ours && strings.HasPrefix(key, "rule.") {
			f = fault.At(field, key, append(at, "about", about)...)
		} else if syntax {
			f = fault.At(field, "rule.condition_syntax", at...)
		} else if m := undeclared.FindStringSubmatch(e.Message); m != nil {
			switch {
			case usage[m[1]] != "" && m[1] != "mean":
				f = fault.At(field, "rule.condition_arguments", append(at, "about", usage[m[1]])...)
			case m[1] == "mean" && over == Newest:
				f = fault.At(field, "rule.condition_mean_of_newest", at...)
			case m[1] == "value" && over == Hourly:
				f = fault.At(field, "rule.condition_value_of_mean", at...)
			default:
				f = fault.At(field, "rule.condition_unknown_name", append(at, "name", m[1], "known", figureNames[over]+", parameter, status")...)
			}
		} else if m := overload.FindStringSubmatch(e.Message); m != nil {
			f = fault.At(field, "rule.condition_types", append(at, "operator", signs.Replace(m[1]), "types", m[2])...)
		}
		fs = append(fs, f)
		if syntax || len(fs) == 5 {
			break // what follows a slip of syntax is its echo
		}
	}
	return fs
}

package rule

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common"

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
}

// The two environments, built once: they differ in the name of the figure, so
// that a rule over hourly means cannot silently judge single values.
var environments = sync.OnceValues(func() (map[Over]*cel.Env, error) {
	made := map[Over]*cel.Env{}
	for over, name := range figureNames {
		env, err := cel.NewEnv(
			cel.ClearMacros(),
			cel.CrossTypeNumericComparisons(true),
			cel.Variable(name, cel.DoubleType),
			cel.Variable("parameter", cel.StringType),
			cel.Variable("status", cel.StringType),
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
func Compile(when string, over Over) (*Condition, []fault.Field) {
	if strings.TrimSpace(when) == "" {
		return nil, []fault.Field{fault.At("when", "rule.no_condition", "name", figureNames[over])}
	}
	if utf8.RuneCountInString(when) > maxCondition {
		return nil, []fault.Field{fault.At("when", "rule.condition_too_long", "max", maxCondition)}
	}
	envs, err := environments()
	if err != nil {
		return nil, []fault.Field{fault.At("when", "rule.condition_bad", "line", 1, "column", 1)}
	}
	env := envs[over]
	parsed, issues := env.Parse(when)
	if issues.Err() != nil {
		return nil, inWords(issues.Errors(), over, true)
	}
	checked, issues := env.Check(parsed)
	if issues.Err() != nil {
		return nil, inWords(issues.Errors(), over, false)
	}
	if !checked.OutputType().IsExactType(cel.BoolType) {
		return nil, []fault.Field{fault.At("when", "rule.condition_not_bool", "type", checked.OutputType().String())}
	}
	program, err := env.Program(checked, cel.CostLimit(maxCost), cel.EvalOptions(cel.OptOptimize))
	if err != nil {
		// Only constant folding can fail here ("matches" with a bad pattern).
		return nil, []fault.Field{fault.At("when", "rule.condition_bad", "line", 1, "column", 1)}
	}
	return &Condition{program: program, name: figureNames[over]}, nil
}

// Holds tells whether the figure satisfies the condition. An evaluation that
// fails (a division by zero, say) satisfies nothing and resolves nothing.
func (c *Condition) Holds(parameter string, figure float64, status uint8) (bool, error) {
	out, _, err := c.program.Eval(map[string]any{
		c.name: figure, "parameter": parameter, "status": fmt.Sprintf("%02d", status),
	})
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
	operators  = strings.NewReplacer("_", "", "@", "")
)

func inWords(errs []*common.Error, over Over, syntax bool) []fault.Field {
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
		f := fault.At("when", "rule.condition_bad", at...)
		if syntax {
			f = fault.At("when", "rule.condition_syntax", at...)
		} else if m := undeclared.FindStringSubmatch(e.Message); m != nil {
			switch {
			case m[1] == "mean" && over == Newest:
				f = fault.At("when", "rule.condition_mean_of_newest", at...)
			case m[1] == "value" && over == Hourly:
				f = fault.At("when", "rule.condition_value_of_mean", at...)
			default:
				f = fault.At("when", "rule.condition_unknown_name", append(at, "name", m[1], "known", figureNames[over]+", parameter, status")...)
			}
		} else if m := overload.FindStringSubmatch(e.Message); m != nil {
			f = fault.At("when", "rule.condition_types", append(at, "operator", operators.Replace(m[1]), "types", m[2])...)
		}
		fs = append(fs, f)
		if syntax || len(fs) == 5 {
			break // what follows a slip of syntax is its echo
		}
	}
	return fs
}

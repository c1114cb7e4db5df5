package rule

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"

	"thanhdong/sense/observation"
)

// Input is something a condition asks for beside its figure. In the text of a
// condition it is a call with literal arguments:
//
//	mean("PT3H")             of the rule's own parameter; so min, max, count, last
//	mean("NO2", "PT3H")      of another parameter of the same station
//	rate("PT1H")             change an hour, from the oldest to the newest value of the time
//	neighbours("mean", 10)   of stations of the same type within 10 km; "median", "count"
//	neighbours("mean", "area")   of those of the same area
//	past_weeks(4)            mean of the same hour of the four weeks before
//
// Arguments are literals, so what a rule reads is known when it is saved, and is
// fetched for thousands of series at once.
type Input struct {
	Fn        string
	Parameter string        // empty: the rule's own
	Window    time.Duration // of mean, min, max, count, last, rate
	Stat      string        // of neighbours: mean, median, count
	Km        int           // of neighbours; 0 is the same area
	Weeks     int           // of past_weeks
}

// Limits of inputs. Beyond a week the full resolution is no longer worth reading
// at each value; beyond 100 km or 12 weeks nothing is like here and now.
const (
	maxWindow = 7 * 24 * time.Hour
	maxKm     = 100
	maxWeeks  = 12
	maxInputs = 12
)

// inputsName holds the inputs' values during evaluation. Nobody can write the
// sign @ in a condition, so only the calls above reach it; a value that is
// missing is an error of evaluation, and the condition is not judged.
const inputsName = "@in"

var windowFns = []string{"mean", "min", "max", "count", "last", "rate"}

var usage = map[string]string{
	"mean": `mean("PT3H")`, "min": `min("PT3H")`, "max": `max("PT3H")`, "count": `count("PT3H")`, "last": `last("NO2", "PT1H")`, "rate": `rate("PT1H")`,
	"neighbours": `neighbours("mean", 10)`, "past_weeks": `past_weeks(4)`,
}

// Key names the input among the values of one evaluation.
func (in Input) Key() string {
	return fmt.Sprintf("%s|%s|%d|%s|%d|%d", in.Fn, in.Parameter, int64(in.Window/time.Second), in.Stat, in.Km, in.Weeks)
}

func inputOf(key string) (in Input, ok bool) {
	part := strings.Split(key, "|")
	if len(part) != 6 {
		return in, false
	}
	seconds, err1 := strconv.ParseInt(part[2], 10, 64)
	km, err2 := strconv.Atoi(part[4])
	weeks, err3 := strconv.Atoi(part[5])
	in = Input{part[0], part[1], time.Duration(seconds) * time.Second, part[3], km, weeks}
	return in, err1 == nil && err2 == nil && err3 == nil
}

// macros turn each call into a look-up by key, and refuse wrong arguments at
// their place.
func macros() []cel.Macro {
	var all []cel.Macro
	for _, fn := range windowFns {
		all = append(all, cel.GlobalVarArgMacro(fn, windowCall(fn)))
	}
	return append(all, cel.GlobalVarArgMacro("neighbours", neighboursCall), cel.GlobalVarArgMacro("past_weeks", weeksCall))
}

func lookUp(eh cel.MacroExprFactory, in Input) ast.Expr {
	return eh.NewCall(operators.Index, eh.NewIdent(inputsName), eh.NewLiteral(types.String(in.Key())))
}

// refuse tells a fault by its message key; what it is about follows the bar.
func refuse(eh cel.MacroExprFactory, e ast.Expr, key, about string) *common.Error {
	return eh.NewError(e.ID(), key+"|"+about)
}

func literal(e ast.Expr) (any, bool) {
	if e.Kind() != ast.LiteralKind {
		return nil, false
	}
	return e.AsLiteral().Value(), true
}

var parameterForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)

func windowCall(fn string) cel.MacroFactory {
	return func(eh cel.MacroExprFactory, target ast.Expr, args []ast.Expr) (ast.Expr, *common.Error) {
		in := Input{Fn: fn}
		if n := len(args); n == 0 || n > 2 {
			return nil, refuse(eh, eh.NewIdent(fn), "rule.condition_arguments", usage[fn])
		}
		if len(args) == 2 {
			v, _ := literal(args[0])
			name, ok := v.(string)
			if !ok || !parameterForm.MatchString(name) {
				return nil, refuse(eh, args[0], "rule.condition_parameter", usage[fn])
			}
			in.Parameter = observation.NormalParameter(name)
		}
		last := args[len(args)-1]
		v, _ := literal(last)
		words, _ := v.(string) // anything else is no window either
		var ok bool
		if in.Window, ok = parseWindow(words); !ok {
			return nil, refuse(eh, last, "rule.condition_window", words)
		}
		return lookUp(eh, in), nil
	}
}

func neighboursCall(eh cel.MacroExprFactory, target ast.Expr, args []ast.Expr) (ast.Expr, *common.Error) {
	if len(args) != 2 {
		return nil, refuse(eh, eh.NewIdent("neighbours"), "rule.condition_arguments", usage["neighbours"])
	}
	in := Input{Fn: "neighbours"}
	v, _ := literal(args[0])
	if in.Stat, _ = v.(string); in.Stat != "mean" && in.Stat != "median" && in.Stat != "count" {
		return nil, refuse(eh, args[0], "rule.condition_stat", in.Stat)
	}
	switch v, _ := literal(args[1]); x := v.(type) {
	case int64:
		if x >= 1 && x <= maxKm {
			in.Km = int(x)
			return lookUp(eh, in), nil
		}
	case string:
		if x == "area" {
			return lookUp(eh, in), nil
		}
	}
	return nil, refuse(eh, args[1], "rule.condition_distance", strconv.Itoa(maxKm))
}

func weeksCall(eh cel.MacroExprFactory, target ast.Expr, args []ast.Expr) (ast.Expr, *common.Error) {
	if len(args) != 1 {
		return nil, refuse(eh, eh.NewIdent("past_weeks"), "rule.condition_arguments", usage["past_weeks"])
	}
	v, _ := literal(args[0])
	if n, ok := v.(int64); ok && n >= 1 && n <= maxWeeks {
		return lookUp(eh, Input{Fn: "past_weeks", Weeks: int(n)}), nil
	}
	return nil, refuse(eh, args[0], "rule.condition_weeks", strconv.Itoa(maxWeeks))
}

var windowForm = regexp.MustCompile(`^P(?:(\d{1,2})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?)?$`)

// parseWindow reads "PT3H" or "P1DT30M", as packs write lengths of time.
func parseWindow(s string) (time.Duration, bool) {
	m := windowForm.FindStringSubmatch(s)
	if m == nil {
		return 0, false
	}
	var sum time.Duration
	for i, unit := range []time.Duration{24 * time.Hour, time.Hour, time.Minute} {
		n, _ := strconv.Atoi(m[i+1]) // empty counts nothing
		sum += time.Duration(n) * unit
	}
	return sum, sum >= time.Minute && sum <= maxWindow
}

// inputsIn collects what an expression asks for, each once.
func inputsIn(e ast.Expr) (list []Input) {
	seen := map[string]bool{}
	ast.PostOrderVisit(e, ast.NewExprVisitor(func(e ast.Expr) {
		if in, ok := asInput(e); ok && !seen[in.Key()] {
			seen[in.Key()] = true
			list = append(list, in)
		}
	}))
	return list
}

// asInput tells whether an expression is a look-up of an input.
func asInput(e ast.Expr) (in Input, ok bool) {
	if e.Kind() != ast.CallKind || e.AsCall().FunctionName() != operators.Index {
		return in, false
	}
	args := e.AsCall().Args()
	if len(args) != 2 || args[0].Kind() != ast.IdentKind || args[0].AsIdent() != inputsName {
		return in, false
	}
	v, _ := literal(args[1])
	key, _ := v.(string)
	return inputOf(key)
}

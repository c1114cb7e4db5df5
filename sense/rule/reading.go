package rule

import (
	"fmt"
	"strconv"
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"

	"thanhdong/ground/text"
	"thanhdong/sense/observation"
)

// Reading says a condition in plain words, from the same tree that is judged, so
// that what people read is what is done. unit is the measuring unit of the rule's
// parameter, or empty when no series tells it yet.
func (r Rule) Reading(lang text.Lang, unit string) string {
	r = r.Normal()
	if r.Kind == Silence {
		return text.T(lang, "rule.words_silence", map[string]any{"length": r.Silence})
	}
	c, problems := compile("when", r.When, r.Over)
	if len(problems) > 0 {
		return ""
	}
	words := reader{lang, r, unit}.say(c.expr, 0)
	if r.Hold > 0 {
		words = text.T(lang, "rule.words_hold", map[string]any{"condition": words, "length": r.Hold})
	}
	if r.Clear == "" {
		return words
	}
	clear, problems := compile("clear", r.Clear, r.Over)
	if len(problems) > 0 {
		return ""
	}
	return text.T(lang, "rule.words_clear", map[string]any{"condition": words, "clear": reader{lang, r, unit}.say(clear.expr, 0)})
}

// reader puts a checked tree into words.
type reader struct {
	lang text.Lang
	rule Rule
	unit string
}

// How tightly words hold together; a looser part inside a tighter one stands in
// brackets.
const (
	asWhole = iota
	asOr
	asAnd
	asNot
	asSum
	asTerm
	asAtom
)

// comparisons, logic and sums, with their words.
var (
	between = map[string]struct {
		key   string
		binds int
	}{
		operators.LogicalOr: {"rule.read_or", asOr}, operators.LogicalAnd: {"rule.read_and", asAnd},
		operators.Add: {"rule.read_add", asSum}, operators.Subtract: {"rule.read_subtract", asSum},
		operators.Multiply: {"rule.read_multiply", asTerm}, operators.Divide: {"rule.read_divide", asTerm}, operators.Modulo: {"rule.read_modulo", asTerm},
	}
	compared = map[string]string{
		operators.Greater: "rule.read_greater", operators.GreaterEquals: "rule.read_at_least", operators.Less: "rule.read_less",
		operators.LessEquals: "rule.read_at_most", operators.Equals: "rule.read_equals", operators.NotEquals: "rule.read_differs",
		operators.In: "rule.read_in",
	}
)

func (w reader) t(key string, kv ...any) string {
	args := map[string]any{}
	for i := 0; i+1 < len(kv); i += 2 {
		args[kv[i].(string)] = kv[i+1]
	}
	return text.T(w.lang, key, args)
}

// say reads an expression; tight is how tightly its surroundings bind.
func (w reader) say(e ast.Expr, tight int) string {
	if in, ok := asInput(e); ok {
		return w.input(in)
	}
	switch e.Kind() {
	case ast.LiteralKind:
		return w.literal(e.AsLiteral().Value())
	case ast.IdentKind:
		return w.ident(e.AsIdent())
	case ast.ListKind:
		return "(" + w.list(e.AsList().Elements()) + ")"
	case ast.SelectKind:
		return w.t("rule.read_field", "name", e.AsSelect().FieldName(), "of", w.say(e.AsSelect().Operand(), asAtom))
	case ast.CallKind:
		return w.call(e.AsCall(), tight)
	}
	return w.t("rule.read_other")
}

func (w reader) call(c ast.CallExpr, tight int) string {
	args := c.Args()
	name := c.FunctionName()
	if x, ok := between[name]; ok && len(args) == 2 {
		if n, ok := number(args[0]); ok && name == operators.Multiply {
			return brackets(w.t("rule.read_times", "n", w.literal(n), "of", w.say(args[1], asTerm)), asTerm, tight)
		}
		// What stands right of a minus or a division binds one step tighter.
		right := x.binds
		if name != operators.LogicalAnd && name != operators.LogicalOr && name != operators.Add {
			right++
		}
		return brackets(w.t(x.key, "a", w.say(args[0], x.binds), "b", w.say(args[1], right)), x.binds, tight)
	}
	if key, ok := compared[name]; ok && len(args) == 2 {
		return brackets(w.t(key, "a", w.side(args[0], args[1]), "b", w.side(args[1], args[0])), asNot, tight)
	}
	switch {
	case name == operators.LogicalNot && len(args) == 1:
		return brackets(w.t("rule.read_not", "a", w.say(args[0], asNot)), asNot, tight)
	case name == operators.Negate && len(args) == 1:
		return brackets(w.t("rule.read_negate", "a", w.say(args[0], asAtom)), asTerm, tight)
	case name == operators.Conditional && len(args) == 3:
		return "(" + w.t("rule.read_if", "if", w.say(args[0], asWhole), "then", w.say(args[1], asWhole), "else", w.say(args[2], asWhole)) + ")"
	case name == operators.Index && len(args) == 2:
		return w.t("rule.read_field", "name", w.say(args[1], asAtom), "of", w.say(args[0], asAtom))
	}
	if c.IsMemberFunction() {
		args = append([]ast.Expr{c.Target()}, args...)
	}
	return w.t("rule.read_call", "name", strings.Trim(name, "_@!?"), "of", w.list(args))
}

func brackets(words string, binds, tight int) string {
	if binds < tight {
		return "(" + words + ")"
	}
	return words
}

func (w reader) list(all []ast.Expr) string {
	said := make([]string, len(all))
	for i, e := range all {
		said[i] = w.say(e, asWhole)
	}
	return strings.Join(said, ", ")
}

// side reads one side of a comparison: a plain number takes the unit of what it
// is compared with.
func (w reader) side(e, other ast.Expr) string {
	words := w.say(e, asSum)
	if _, plain := number(e); !plain || w.unit == "" || w.unit == "1" {
		return words
	}
	switch w.measures(other) {
	case amount:
		return words + " " + observation.UnitWords(w.unit)
	case amountAnHour:
		return words + " " + w.t("rule.read_an_hour", "unit", observation.UnitWords(w.unit))
	}
	return words
}

// What an expression measures, for the unit beside a number.
type measure int

const (
	plain measure = iota
	amount
	amountAnHour
)

func (w reader) measures(e ast.Expr) measure {
	if in, ok := asInput(e); ok {
		switch {
		case in.Fn == "count" || in.Stat == "count" || in.Parameter != "" && in.Parameter != w.rule.Parameter:
			return plain
		case in.Fn == "rate":
			return amountAnHour
		}
		return amount
	}
	switch {
	case e.Kind() == ast.IdentKind && (e.AsIdent() == "value" || e.AsIdent() == "mean"):
		return amount
	case e.Kind() == ast.CallKind:
		args := e.AsCall().Args()
		switch e.AsCall().FunctionName() {
		case operators.Add, operators.Subtract, operators.Negate:
			return w.measures(args[0])
		case operators.Multiply:
			if _, ok := number(args[0]); ok {
				return w.measures(args[1])
			}
			if _, ok := number(args[1]); ok {
				return w.measures(args[0])
			}
		case operators.Divide:
			if _, ok := number(args[1]); ok {
				return w.measures(args[0])
			}
		}
	}
	return plain
}

func number(e ast.Expr) (any, bool) {
	v, _ := literal(e)
	switch v.(type) {
	case int64, uint64, float64:
		return v, true
	}
	return nil, false
}

func (w reader) literal(v any) string {
	switch x := v.(type) {
	case float64:
		if x == float64(int64(x)) && x > -1e15 && x < 1e15 {
			return w.t("rule.read_number", "n", int64(x))
		}
		return w.decimal(x)
	case int64:
		return w.t("rule.read_number", "n", x)
	case uint64:
		return strconv.FormatUint(x, 10)
	case bool:
		if x {
			return w.t("rule.read_always")
		}
		return w.t("rule.read_never")
	}
	return fmt.Sprintf("“%v”", v)
}

// decimal writes a number with the digits it has: a threshold is never rounded.
func (w reader) decimal(x float64) string {
	s := strconv.FormatFloat(x, 'f', -1, 64)
	if len(s) > 20 {
		s = strconv.FormatFloat(x, 'g', -1, 64)
	}
	if w.lang == text.VI {
		s = strings.Replace(s, ".", ",", 1)
	}
	return s
}

func (w reader) ident(name string) string {
	switch name {
	case "value":
		return w.rule.Parameter
	case "mean":
		return w.t("rule.read_hourly", "parameter", w.rule.Parameter)
	case "status":
		return w.t("rule.read_status")
	case "parameter":
		return w.t("rule.read_parameter")
	}
	return name
}

// What each input is called.
var windowWords = map[string]string{
	"mean": "rule.read_window_mean", "min": "rule.read_window_min", "max": "rule.read_window_max",
	"count": "rule.read_window_count", "last": "rule.read_window_last", "rate": "rule.read_window_rate",
}

func (w reader) input(in Input) string {
	parameter := in.Parameter
	if parameter == "" {
		parameter = w.rule.Parameter
	}
	switch in.Fn {
	case "past_weeks":
		return w.t("rule.read_past_weeks", "parameter", parameter, "n", in.Weeks)
	case "neighbours":
		where := w.t("rule.read_same_area")
		if in.Km > 0 {
			where = w.t("rule.read_within", "km", in.Km)
		}
		return w.t(map[string]string{"mean": "rule.read_neighbours_mean", "median": "rule.read_neighbours_median", "count": "rule.read_neighbours_count"}[in.Stat],
			"parameter", parameter, "where", where)
	}
	return w.t(windowWords[in.Fn], "parameter", parameter, "length", in.Window)
}

package fault_test

import (
	"errors"
	"fmt"
	"testing"

	"thanhdong/ground/fault"
)

func TestKindOfLooksThroughWrapping(t *testing.T) {
	err := fmt.Errorf("close work wrk_1: %w", fault.New(fault.Conflict, "work.closed"))
	if got := fault.KindOf(err); got != fault.Conflict {
		t.Errorf("kind = %q, want conflict", got)
	}
	if got := fault.KindOf(errors.New("driver: boom")); got != fault.Internal {
		t.Errorf("kind of a foreign error = %q, want internal", got)
	}
	if got := fault.KindOf(nil); got != "" {
		t.Errorf("kind of nil = %q, want empty", got)
	}
}

func TestFieldsAreAllReported(t *testing.T) {
	err := fault.Fields("rule.invalid", fault.At("unit", "rule.no_unit"), fault.At("when", "rule.bad_expression", "column", 4))
	if len(err.Fields) != 2 || err.Kind != fault.Invalid {
		t.Fatalf("got %+v", err)
	}
	if err.Fields[1].Args["column"] != 4 {
		t.Errorf("arguments are lost: %+v", err.Fields[1])
	}
}

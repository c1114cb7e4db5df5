package live

import (
	"encoding/json"
	"fmt"
	"testing"

	"thanhdong/ground/actor"
	"thanhdong/ground/bus"
)

// What waits for a screen is bounded by the number of things, and that number by
// maxPending: beyond it the screen reads its lists again.
func TestWhatWaitsForASlowScreenIsBounded(t *testing.T) {
	verb := actor.Declare("test.read", actor.Anywhere, actor.Officer)
	c := newClient(actor.Actor{ID: "acc_1", Grants: []actor.Grant{{Role: actor.Officer}}}, []bool{true})
	for round := range 3 {
		for n := range maxPending {
			c.put([]change{{key: fmt.Sprint(n), verb: verb, data: json.RawMessage(fmt.Sprint(round))}}, bus.Pos{Seq: int64(n)}, false)
		}
	}
	if len(c.order) != maxPending || len(c.pending) != maxPending || c.reset {
		t.Fatalf("%d keys and %d states wait, reset %v", len(c.order), len(c.pending), c.reset)
	}
	c.put([]change{{key: "one more", verb: verb}}, bus.Pos{Seq: 9}, false)
	b := c.taken()
	if !b.reset || len(b.items[0]) != 0 || b.pos.Seq != 9 {
		t.Errorf("after too much: %+v", b)
	}
	c.put([]change{{key: "news", verb: verb, data: json.RawMessage("1")}}, bus.Pos{Seq: 10}, false)
	if b := c.taken(); b.reset || len(b.items[0]) != 1 {
		t.Errorf("after the reset: %+v", b)
	}
}

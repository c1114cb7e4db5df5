package work_test

import (
	"sync"
	"testing"

	"thanhdong/act/work"
	"thanhdong/ground/fault"
)

// A phone that got no answer sends the same closing again.
func TestAClosingThatIsSentAgainHappensOnce(t *testing.T) {
	each(t, func(b *bench) {
		item, other := b.open(newItem("0001")), b.open(newItem("0002"))
		b.evidence(officer, item.ID, "aa")
		b.evidence(officer, other.ID, "aa")
		_, err := b.queue.CloseOnce(as(b.t, officer), item.ID, "xong", "x")
		wantKind(b.t, err, fault.Invalid, "work.invalid")
		_, err = b.queue.CloseOnce(as(b.t, officer), item.ID, "", "phone-0001")
		wantKind(b.t, err, fault.Invalid, "work.invalid") // refused, so the key is still free
		errs := make([]error, 3)
		var wg sync.WaitGroup
		for n := range errs {
			wg.Go(func() { _, errs[n] = b.queue.CloseOnce(as(b.t, officer), item.ID, "xong", "phone-0001") })
		}
		wg.Wait()
		for _, err := range errs {
			if err != nil {
				b.t.Errorf("sent again: %v", err)
			}
		}
		_, err = b.queue.CloseOnce(as(b.t, officer), other.ID, "xong", "phone-0001")
		wantKind(b.t, err, fault.Invalid, "work.invalid")
		_, err = b.queue.CloseOnce(as(b.t, second), item.ID, "xong", "phone-0001")
		wantKind(b.t, err, fault.Conflict, "work.already_closed")
		closed := 0
		for _, kind := range b.events() {
			if kind == work.Closed {
				closed++
			}
		}
		if closed != 1 {
			b.t.Errorf("closed %d times", closed)
		}
	})
}

package work_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"thanhdong/act/work"
	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// chief leads the province and does its work too.
var chief = person("chief", actor.ShiftLeader, "H23", "/H23/")

func (b *bench) asking() {
	b.t.Helper()
	err := b.d.Do(as(b.t, actor.System("test")), func(ctx context.Context, tx *db.Tx) error {
		return work.PutReason(ctx, tx, work.Reason{Code: "hoi-lai", Use: work.ForPause, Name: text.L{VI: "Chờ trả lời", EN: "Waiting for an answer"}, Longest: 16 * time.Hour, Mark: "PROJECT CHOICE"})
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

// bulk does one verb and gives the results, with the refusals as keys.
func (b *bench) bulk(a actor.Actor, do work.Bulk) (results []work.Result, keys []string) {
	b.t.Helper()
	results, err := b.queue.Bulk(as(b.t, a), do)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, r := range results {
		key := ""
		if f, ok := fault.As(r.Err); ok {
			key = f.Key
			for _, each := range f.Fields {
				key += " " + each.Key
			}
		}
		keys = append(keys, key)
	}
	return results, keys
}

func TestEachVerbOfSortingIsDoneAndTakenBack(t *testing.T) {
	each(t, func(b *bench) {
		withReasons(b)
		b.asking()
		b.clock.Set(july(3, 8))
		original := b.open(newItem("0000"))
		for n, do := range []work.Bulk{
			{Verb: "accept"}, {Verb: "take"}, {Verb: "hand-on", Unit: "H23.SYT", Words: "Thuộc y tế"},
			{Verb: "pause", Reason: "cho-vat-tu", Until: july(4, 8)}, {Verb: "duplicate", Original: original.ID},
			{Verb: "question", Words: "Ở chỗ nào?"}, {Verb: "not-ours", Words: "Không phải của chúng tôi"}, {Verb: "close", Reason: "đã xong"},
		} {
			new := newItem(fmt.Sprintf("1%03d", n))
			new.WantsEvidence = false
			item := b.open(new)
			before, chain := b.get(item.ID), b.steps(item.ID)
			do.IDs = []string{item.ID}
			got, keys := b.bulk(chief, do)
			if keys[0] != "" {
				t.Errorf("%s: %v", do.Verb, got[0].Err)
				continue
			}
			after, err := b.queue.Get(as(t, chief), item.ID)
			if err != nil || cmp.Equal(after, before) {
				t.Errorf("%s changed nothing: %v", do.Verb, err)
			}
			_, err = b.queue.TakeBack(as(t, leader), got[0].Undo.ID)
			wantKind(t, err, fault.NotFound, "work.no_undo") // of another person
			b.clock.Advance(9 * time.Second)
			if _, err := b.queue.TakeBack(as(t, chief), got[0].Undo.ID); err != nil {
				t.Errorf("%s is not undone: %v", do.Verb, err)
			}
			b.settle()
			restored := b.get(item.ID)
			restored.Clock, before.Clock = work.Clock{}, work.Clock{}
			if diff := cmp.Diff(before, restored); diff != "" || len(b.steps(item.ID)) != len(chain) {
				t.Errorf("%s undone:\n%s", do.Verb, diff)
			}
			_, err = b.queue.TakeBack(as(t, chief), got[0].Undo.ID)
			wantKind(t, err, fault.NotFound, "work.no_undo")
			lines, err := b.queue.Log(as(t, chief), item.ID)
			if err != nil || !strings.HasPrefix(lines[len(lines)-1].In(text.EN), "Undone: ") || strings.Contains(lines[len(lines)-1].In(text.EN), "work.") {
				t.Errorf("the log ends with %+v, %v", lines[len(lines)-1], err)
			}
		}
		if got := b.get(original.ID); got.State != work.Open {
			t.Errorf("the original is %s", got.State)
		}
		// The time is over, and somebody else has done something since.
		item := b.open(newItem("2000"))
		got, _ := b.bulk(chief, work.Bulk{Verb: "take", IDs: []string{item.ID}})
		if err := b.queue.Note(as(t, officer), item.ID, "đã gọi"); err != nil {
			t.Fatal(err)
		}
		_, err := b.queue.TakeBack(as(t, chief), got[0].Undo.ID)
		wantKind(t, err, fault.Conflict, "work.moved_on")
		item = b.open(newItem("2001"))
		got, _ = b.bulk(chief, work.Bulk{Verb: "take", IDs: []string{item.ID}})
		b.clock.Advance(13 * time.Second)
		_, err = b.queue.TakeBack(as(t, chief), got[0].Undo.ID)
		wantKind(t, err, fault.Conflict, "work.undo_over")
	})
}

// Handing an item on refuses what was asked about it; taking that back lets it be asked again, and be granted.
func TestWhatAHandOnRefusedIsAskedAgainWhenItIsUndone(t *testing.T) {
	each(t, func(b *bench) {
		withReasons(b)
		b.clock.Set(july(3, 8))
		item := b.open(newItem("0001"))
		if _, err := b.queue.AskTime(as(t, officer), item.ID, "nhieu-co-quan", "Chờ Sở Y tế", 8*time.Hour); err != nil {
			t.Fatal(err)
		}
		request := func(state string) (r work.Request) {
			t.Helper()
			list, err := b.queue.Requests(as(t, chief), item.ID)
			if err != nil || len(list) != 1 || list[0].State != state {
				t.Fatalf("requests are %+v (%v), want one that is %s", list, err, state)
			}
			return list[0]
		}
		waiting := func() (list []work.Item) {
			t.Helper()
			list, _, err := b.queue.List(as(t, leader), work.Filter{View: work.All, Kind: "work-request"})
			if err != nil {
				t.Fatal(err)
			}
			return list
		}
		before := waiting()
		if len(before) != 1 {
			t.Fatalf("in the queue are %+v", before)
		}
		b.clock.Advance(time.Minute)
		got, keys := b.bulk(leader, work.Bulk{Verb: "hand-on", Unit: "H23.SYT", Words: "Thuộc y tế", IDs: []string{item.ID}})
		if keys[0] != "" || b.seen(item.ID).Unit != "H23.SYT" {
			t.Fatalf("handed on: %v", got[0].Err)
		}
		if r := request("refused"); r.Answer == "" || len(waiting()) != 0 {
			t.Errorf("after the hand-on %+v, in the queue %+v", r, waiting())
		}
		b.clock.Advance(5 * time.Second)
		if _, err := b.queue.TakeBack(as(t, leader), got[0].Undo.ID); err != nil {
			t.Fatal(err)
		}
		b.settle()
		if r := request("asked"); r.Answer != "" || !r.DecidedAt.IsZero() || b.seen(item.ID).Unit != stnmt {
			t.Errorf("undone %+v", r)
		}
		after := waiting()
		if len(after) != 1 || after[0].ID != before[0].ID || !after[0].Due.Equal(before[0].Due) {
			t.Fatalf("in the queue are %+v, and were %+v", after, before)
		}
		if _, err := b.queue.Decide(as(t, head), after[0].ID, true, ""); err != nil {
			t.Fatal(err)
		}
		request("granted")
		if got := b.get(item.ID); got.Limit != item.Limit+8*time.Hour {
			t.Errorf("granted, the limit is %s, and was %s", got.Limit, item.Limit)
		}
	})
}

func TestManyAreDoneOneByOneAndEachSaysWhatBecameOfIt(t *testing.T) {
	each(t, func(b *bench) {
		withReasons(b)
		b.clock.Set(july(3, 8))
		a, done, foreign := b.open(newItem("0001")), b.open(newItem("0002")), newItem("0003")
		foreign.Unit, foreign.UnitPath = "H23.SYT", "/H23/H23.SYT/"
		far := b.open(foreign)
		b.evidence(officer, done.ID, "aa")
		if _, err := b.queue.Close(as(t, officer), done.ID, "xong"); err != nil {
			t.Fatal(err)
		}
		ids := []string{a.ID, done.ID, far.ID, "wrk_x"}
		_, keys := b.bulk(officer, work.Bulk{Verb: "take", IDs: ids})
		if want := []string{"", "work.already_closed", "work.not_found", "work.not_found"}; !slices.Equal(keys, want) {
			t.Errorf("taking: %q", keys)
		}
		if got := b.get(a.ID); got.Person != officer.ID {
			t.Errorf("what may be done is done: %+v", got)
		}
		_, keys = b.bulk(officer, work.Bulk{Verb: "duplicate", IDs: []string{a.ID}, Original: a.ID})
		if keys[0] != "work.invalid work.own_original" {
			t.Errorf("of itself: %q", keys)
		}
		for what, original := range map[string]string{"work.original_done": done.ID, "work.no_original": far.ID} {
			if _, keys = b.bulk(officer, work.Bulk{Verb: "duplicate", IDs: []string{a.ID}, Original: original}); keys[0] != "work.invalid "+what {
				t.Errorf("%s: %q", what, keys)
			}
		}
		if _, keys = b.bulk(chief, work.Bulk{Verb: "question", IDs: []string{a.ID}}); keys[0] != "work.invalid work.no_words" {
			t.Errorf("a question without words: %q", keys)
		}
		for _, bad := range []work.Bulk{{Verb: "take"}, {Verb: "burn", IDs: ids}, {Verb: "take", IDs: make([]string, work.MostAtOnce+1)}} {
			_, err := b.queue.Bulk(as(t, officer), bad)
			wantKind(t, err, fault.Invalid, "work.invalid")
		}
	})
}

func TestTwoWhoNameEachOthersItemDoNotWaitForEver(t *testing.T) {
	each(t, func(b *bench) {
		b.clock.Set(july(3, 8))
		one, two := b.open(newItem("0001")), b.open(newItem("0002"))
		var wg sync.WaitGroup
		var mu sync.Mutex
		done := 0
		for _, pair := range [][2]string{{one.ID, two.ID}, {two.ID, one.ID}} {
			wg.Go(func() {
				results, err := b.queue.Bulk(as(t, officer), work.Bulk{Verb: "duplicate", IDs: []string{pair[0]}, Original: pair[1]})
				mu.Lock()
				defer mu.Unlock()
				if err == nil && results[0].Err == nil {
					done++
				}
			})
		}
		wg.Wait()
		if done != 1 {
			t.Errorf("%d of the two were closed as the other's duplicate", done)
		}
	})
}

func TestAProposalComesFromWhoDidTheLikeBefore(t *testing.T) {
	each(t, func(b *bench) {
		withReasons(b)
		b.clock.Set(july(3, 8))
		for n, at := range []string{"H23.SYT", "H23.SYT", "H23.STNMT"} {
			i := newItem(fmt.Sprint("00", n))
			i.Unit, i.UnitPath, i.WantsEvidence = at, "/H23/"+at+"/", false
			if _, err := b.queue.Close(as(t, chief), b.open(i).ID, "xong"); err != nil {
				t.Fatal(err)
			}
		}
		first := b.open(newItem("0010"))
		other := newItem("0011")
		other.Title.VI = "Đèn tín hiệu tắt"
		b.open(other)
		item := b.open(newItem("0012"))
		p, err := b.queue.Propose(as(t, officer), item.ID)
		if err != nil || p.Unit != "H23.SYT" || p.Of != 2 || p.Among != 3 || len(p.Alike) != 1 || p.Alike[0].ID != first.ID {
			t.Errorf("proposal %+v, %v", p, err)
		}
		if got, err := b.queue.Accept(as(t, chief), item.ID); err != nil || got.Unit != "H23.SYT" {
			t.Errorf("accepted it is %+v, %v", got, err)
		}
		dup, err := b.queue.Duplicate(as(t, officer), b.open(newItem("0013")).ID, first.ID)
		if err != nil || dup.State != work.Done || dup.DupOf != first.ID {
			t.Errorf("duplicate %+v, %v", dup, err)
		}
		if list, err := b.queue.Duplicates(as(t, officer), first.ID); err != nil || len(list) != 1 || list[0].ID != dup.ID {
			t.Errorf("duplicates %+v, %v", list, err)
		}
		if got, err := b.queue.Reopen(as(t, head), dup.ID, "không trùng"); err != nil || got.DupOf != "" {
			t.Errorf("parted again: %+v, %v", got, err)
		}
	})
}

func TestAQuestionHoldsTheClockWhileItsReasonAllows(t *testing.T) {
	each(t, func(b *bench) {
		withReasons(b)
		b.clock.Set(july(3, 8))
		item := b.open(newItem("0001"))
		if got, err := b.queue.Question(as(t, officer), item.ID, "Ở đâu?"); err != nil || !got.PausedUntil.IsZero() {
			t.Errorf("where no reason is listed the clock goes on: %+v, %v", got, err)
		}
		b.asking()
		got, err := b.queue.Question(as(t, officer), item.ID, "Ở đâu?")
		if err != nil || !got.PausedUntil.Equal(july(5, 8)) {
			t.Errorf("paused until %v, %v", got.PausedUntil, err)
		}
		late := b.open(urgent("0002"))
		b.clock.Set(july(3, 16))
		if got, err := b.queue.Question(as(t, officer), late.ID, "Ở đâu?"); err != nil || !got.PausedUntil.IsZero() {
			t.Errorf("late work is not paused: %+v, %v", got, err)
		}
	})
}

// When the kind refuses, item and subject are as they were, by every way that ends an item.
func TestARefusalLeavesItemAndSubjectUntouched(t *testing.T) {
	each(t, func(b *bench) {
		b.clock.Set(july(3, 8))
		b.deputies()
		original := b.open(newItem("0000"))
		var ids []string
		for n, c := range []struct {
			name         string
			refuse, fail error
			end          func(ctx context.Context, id string) error
		}{
			{"close, refused before", errFake, nil, func(ctx context.Context, id string) error { _, err := b.queue.Close(ctx, id, "xong"); return err }},
			{"close, failed after", nil, errFake, func(ctx context.Context, id string) error { _, err := b.queue.Close(ctx, id, "xong"); return err }},
			{"duplicate, refused before", errFake, nil, func(ctx context.Context, id string) error {
				_, err := b.queue.Duplicate(ctx, id, original.ID)
				return err
			}},
			{"duplicate, failed after", nil, errFake, func(ctx context.Context, id string) error {
				_, err := b.queue.Duplicate(ctx, id, original.ID)
				return err
			}},
		} {
			item := b.open(newItem(fmt.Sprintf("1%03d", n)))
			b.evidence(officer, item.ID, "aa")
			before, events := b.get(item.ID), len(b.events())
			lines, err := b.queue.Log(as(t, officer), item.ID)
			if err != nil {
				t.Fatal(err)
			}
			b.kind.refuse, b.kind.fail = c.refuse, c.fail
			if err := c.end(as(t, officer), item.ID); err == nil {
				t.Errorf("%s: it was done", c.name)
			}
			b.kind.refuse, b.kind.fail = nil, nil
			after, err := b.queue.Log(as(t, officer), item.ID)
			if diff := cmp.Diff(before, b.get(item.ID)); diff != "" || err != nil || len(after) != len(lines) || len(b.events()) != events || b.kind.closed[item.Subject.ID] != "" {
				t.Errorf("%s: something moved\n%s", c.name, diff)
			}
			ids = append(ids, item.ID)
		}
		b.clock.Set(july(3, 10))
		b.settle()
		for _, id := range ids {
			if len(b.steps(id)) == 0 {
				t.Errorf("the chain of %s stopped", id)
			}
		}
	})
}

func (b *bench) deputies() { b.leads("head H23.STNMT", "chief H23") }

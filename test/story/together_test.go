package story

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"thanhdong/ground/actor"
	"thanhdong/test/town"
)

// Two people close the same case in the same moment, on its two ways: one of
// them did it, the other is told who.
func TestTwoPeopleCloseAtOnce(t *testing.T) {
	begin(t, func(t *testing.T, w *town.Town) {
		officer := w.Person("cán bộ môi trường", actor.Officer, "H23.STNMT", "")
		other := w.Person("trưởng ca", actor.ShiftLeader, "H23", "")
		_, i, item := incident(t, w, officer)
		officer.Upload(item.ID, "ảnh.png", photo(t), "").OK(nil)

		paths := []string{"/work/" + item.ID + "/close", "/incidents/" + i.ID + "/close"}
		replies := make([]town.Reply, 8)
		var all sync.WaitGroup
		gate := make(chan struct{})
		for n := range replies {
			who := []*town.Client{officer, other}[n%2]
			all.Go(func() {
				<-gate
				replies[n] = who.Post(paths[n/2%2], map[string]string{"reason": "đã xong, người " + who.Name})
			})
		}
		close(gate)
		all.Wait()
		var won []int
		for n, r := range replies {
			if r.Status == 200 {
				won = append(won, n)
			} else if p := r.Refused(409); !strings.Contains(p.Detail, i.Number) && !strings.Contains(p.Detail, item.Number) && !strings.Contains(p.Detail, item.Subject.Number) {
				t.Errorf("the loser is told %q", p.Detail)
			}
		}
		if len(won) != 1 {
			t.Fatalf("%d of %d closed it", len(won), len(replies))
		}
		officer.Get("/incidents/" + i.ID).OK(&i)
		officer.Get("/work/" + item.ID).OK(&item)
		winner := []*town.Client{officer, other}[won[0]%2].Name
		if i.State != "closed" || item.State != "done" || !strings.HasSuffix(item.Reason, winner) || i.ClosedReason != item.Reason {
			t.Errorf("%s won: %+v, %+v", winner, i, item)
		}
		closings := 0
		for _, l := range slices.Concat(i.Log, item.Log) {
			if l.Text != "" && strings.Contains(l.Text, "đã xong") {
				closings++
			}
		}
		if closings != 2 { // one line in each of the two logs
			t.Errorf("%d lines of closing: %+v, %+v", closings, i.Log, item.Log)
		}
	})
}

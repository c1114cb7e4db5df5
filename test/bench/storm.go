//go:build bench

package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync/atomic"
	"time"

	"thanhdong/app"
	"thanhdong/ground/actor"
	"thanhdong/ground/bus"
	"thanhdong/sense/alert"
)

const (
	stormSize   = 5000
	stormGroups = 50
)

// ahead is a clock that the measurement moves: nobody waits half a minute for a notice.
type ahead struct{ by atomic.Int64 }

func (a *ahead) Now() time.Time { return time.Now().Add(time.Duration(a.by.Load())) }

// measureStorm lets 5,000 alerts come at once, from the door's inner side to the notices
// and the items of work, over the rooms as the product wires them.
func measureStorm(dir, url string) (err error) {
	clock := &ahead{}
	ctx := actor.With(context.Background(), actor.System("bench"))
	r, err := province(ctx, app.Config{Data: dir, DB: url, Clock: clock}, "air")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	var list []alert.Outside
	for i := range stormSize {
		name := fmt.Sprintf("Down%02d", i%stormGroups)
		list = append(list, alert.Outside{
			Fingerprint: fmt.Sprintf("%016x", i), Name: name, Labels: map[string]string{"alertname": name, "instance": fmt.Sprintf("cam-%04d", i)},
			Summary: fmt.Sprintf("Camera %d", i), Firing: true, Starts: clock.Now(),
		})
	}
	began := time.Now()
	if _, err := r.Alerts.Outside(ctx, "air-push", list); err != nil {
		return err
	}
	taken := time.Since(began)
	if err := r.Settle(ctx); err != nil {
		return err
	}
	worked := time.Since(began)
	clock.by.Add(int64(31 * time.Second))
	if err := r.Settle(ctx); err != nil {
		return err
	}
	told := time.Since(began)
	events, err := r.Bus.Since(ctx, bus.Pos{}, []string{alert.GroupNotifiedEvent}, stormSize)
	if err != nil {
		return err
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	began = time.Now()
	for i := range list {
		list[i].Firing = false
	}
	if _, err := r.Alerts.Outside(ctx, "air-push", list); err != nil {
		return err
	}
	if err := r.Settle(ctx); err != nil {
		return err
	}
	fmt.Printf("storm of %d alerts in %d groups, %s\n", stormSize, stormGroups, map[bool]string{true: "SQLite", false: "PostgreSQL"}[url == ""])
	fmt.Printf("  taken and durable      %8s   %6.0f alerts/s\n", taken.Round(time.Millisecond), stormSize/taken.Seconds())
	fmt.Printf("  items of work are open %8s\n", worked.Round(time.Millisecond))
	fmt.Printf("  people are told        %8s   %d notices (beside the wait of 30 s)\n", told.Round(time.Millisecond), len(events))
	fmt.Printf("  resolved               %8s\n", time.Since(began).Round(time.Millisecond))
	fmt.Printf("  heap %d MB in use, %d MB from the system\n\n", m.HeapAlloc>>20, m.Sys>>20)
	if len(events) != stormGroups {
		return fmt.Errorf("%d notices for %d groups", len(events), stormGroups)
	}
	if m.HeapAlloc > 300<<20 {
		return fmt.Errorf("the heap holds %d MB", m.HeapAlloc>>20)
	}
	return nil
}

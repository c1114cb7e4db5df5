package work_test

import (
	"context"
	"testing"
	"time"

	"thanhdong/act/work"
	"thanhdong/ground/actor"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/fault"
	"thanhdong/ground/timer"
)

// A store whose packs are not applied yet has no calendar: what needs one is not asked
// for again each second, and ends at once where nothing waits for it.
func TestChainsWaitForACalendar(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		timers := timer.New(d)
		queue := work.New(d, bus.New(d), timers)
		queue.Register(&fake{closed: map[string]string{}})
		ctx := as(t, actor.System("test"))
		at := func() (due int64, found bool) {
			t.Helper()
			err := d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
				return tx.QueryRow(ctx, `SELECT due FROM timer WHERE duty = 'work.walks'`).Scan(&due)
			})
			if err != nil && !fault.Is(err, fault.NotFound) {
				t.Fatal(err)
			}
			return due, err == nil
		}
		do := func(sql string) {
			t.Helper()
			err := d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
				_, err := tx.Exec(ctx, sql)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := timers.RunDue(ctx); err != nil {
			t.Fatal(err)
		}
		if _, still := at(); still {
			t.Error("chains that nothing waits for are still to be begun")
		}
		n := newItem("1")
		n.WorkingTime = false
		if _, err := queue.Open(ctx, n); err != nil {
			t.Fatal(err)
		}
		do(`UPDATE work_item SET walk = ''`)
		do(`INSERT INTO timer (duty, key, at, due, body) VALUES ('work.walks', 'all', 0, 0, '{"after":""}')`)
		if err := timers.RunDue(ctx); err != nil {
			t.Fatal(err)
		}
		if due, still := at(); !still || !db.Time(due).Equal(d.Now().Add(time.Hour)) {
			t.Errorf("without a calendar it is tried again at %s (%t), want in an hour", db.Time(due), still)
		}
	})
}

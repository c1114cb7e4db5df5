package push_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"thanhdong/door/push"
	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/sense/feed"
)

const table = "station,parameter,value,unit,at\n"

func line(value, at string) string {
	return fmt.Sprintf("S1,PM2.5,%s,ug/m3,2024-07-03T%s:00+07:00\n", value, at)
}

func zip(t *testing.T, s string) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write([]byte(s))
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestATableAndCompressedContentAreTaken(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRig(t, d)
		if x := r.send("air-push", "key", table+line("1", "07:00")+"S1,PM2.5\n"+line("2", "07:05"), "Content-Type", "text/csv; charset=utf-8"); x.status != 200 || x.counts() != "2 0 0 1" || x.Refused[0].Reason != feed.BadLine {
			t.Fatalf("CSV: %+v", x)
		}
		if x := r.send("air-push", "key", zip(t, table+line("1", "07:00")+line("3", "07:10")), "Content-Encoding", "gzip"); x.status != 200 || x.counts() != "1 1 0 0" {
			t.Fatalf("compressed CSV: %+v", x)
		}
		if x := r.send("air-push", "key", zip(t, "["+row("4", "07:15")+"]"), "Content-Encoding", "GZIP"); x.status != 200 || x.counts() != "1 0 0 0" {
			t.Fatalf("compressed JSON: %+v", x)
		}
	})
}

func TestDamagedContentIsRefusedAndNothingTaken(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRig(t, d)
		whole := zip(t, "["+row("1", "07:00")+"]")
		var lines strings.Builder
		for i := range 1000 {
			lines.WriteString(row(fmt.Sprint(i), "07:00") + "\n")
		}
		long := zip(t, lines.String())
		for name, c := range map[string]struct {
			body   string
			header []string
			status int
			key    string
		}{
			"cut off":                  {long[:len(long)-100], []string{"Content-Encoding", "gzip"}, 400, "push.gzip_cut"},
			"damaged":                  {"x" + whole, []string{"Content-Encoding", "gzip"}, 400, "push.gzip_broken"},
			"a bomb":                   {zip(t, strings.Repeat(row("1", "07:00")+"\n", 200_000)), []string{"Content-Encoding", "gzip"}, 413, "push.inflated_too_large"},
			"compressed twice":         {zip(t, whole), []string{"Content-Encoding", "gzip, gzip"}, 415, "push.encoded"},
			"another compression":      {whole, []string{"Content-Encoding", "zstd"}, 415, "push.encoded"},
			"a column is missing":      {"station,value\nS1,1\n", []string{"Content-Type", "text/csv"}, 400, "push.csv_head"},
			"a key with a space":       {"[" + row("1", "07:00") + "]", []string{"Idempotency-Key", "a b"}, 400, "push.bad_key"},
			"a key that is too long":   {"[" + row("1", "07:00") + "]", []string{"Idempotency-Key", strings.Repeat("k", 201)}, 400, "push.bad_key"},
			"a key without characters": {"[" + row("1", "07:00") + "]", []string{"Idempotency-Key", ""}, 400, "push.bad_key"},
		} {
			x := r.send("air-push", "key", c.body, c.header...)
			if x.status != c.status || x.Key != c.key || x.Detail == "" || x.Detail == x.Key {
				t.Errorf("%s: %d %s %q, want %d %s", name, x.status, x.Key, x.Detail, c.status, c.key)
			}
		}
		f, err := r.feeds.Get(actor.With(t.Context(), actor.System("test")), "air-push")
		if err != nil || f.Counts != (feed.Counts{}) || !f.LastReceived.IsZero() {
			t.Errorf("the refused left a trace: %+v, %v", f, err)
		}
	})
}

func TestANamedRequestGetsItsAnswerAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRig(t, d)
		one, name := "["+row("1", "07:00")+","+row("x", "07:05")+"]", []string{"Idempotency-Key", "batch-1"}
		first := r.send("air-push", "key", one, name...)
		if first.status != 200 || first.counts() != "1 0 0 1" || first.header.Get("Idempotent-Replayed") != "" {
			t.Fatalf("first: %+v", first)
		}
		again := r.send("air-push", "key", one, append(name, "Accept-Language", "en")...)
		if again.counts() != first.counts() || again.header.Get("Idempotent-Replayed") != "true" || again.Refused[0] != first.Refused[0] {
			t.Errorf("again: %+v", again)
		}
		if x := r.send("air-push", "key", zip(t, one), append(name, "Content-Encoding", "gzip")...); x.header.Get("Idempotent-Replayed") != "true" {
			t.Errorf("compressed it is the same content: %+v", x)
		}
		if x := r.send("air-push", "key", "["+row("2", "07:00")+"]", name...); x.status != 409 || x.Key != "push.other_body" {
			t.Errorf("another body: %d %s", x.status, x.Key)
		}
		if x := r.send("other", "key-of-other", "["+row("2", "07:10")+"]", name...); x.counts() != "1 0 0 0" {
			t.Errorf("another sender's key is another key: %+v", x)
		}
		if x := r.send("air-push", "key", one); x.counts() != "0 1 0 1" {
			t.Errorf("without a key everything is counted: %+v", x)
		}
		if x := r.send("air-push", "key", "[", "Idempotency-Key", "batch-2"); x.status != 400 {
			t.Errorf("a broken body: %+v", x)
		}
		if x := r.send("air-push", "key", "["+row("3", "07:15")+"]", "Idempotency-Key", "batch-2"); x.counts() != "1 0 0 0" {
			t.Errorf("a refused request must leave its key free: %+v", x)
		}

		p := push.New(d, r.feeds)
		dbtest.ClockOf(d).Advance(24*time.Hour - time.Second)
		if err := p.Tidy(t.Context()); err != nil {
			t.Fatal(err)
		}
		if x := r.send("air-push", "key", one, name...); x.header.Get("Idempotent-Replayed") != "true" {
			t.Errorf("within a day: %+v", x)
		}
		dbtest.ClockOf(d).Advance(time.Second)
		if x := r.send("air-push", "key", one, name...); x.counts() != "0 1 0 1" || x.header.Get("Idempotent-Replayed") != "" {
			t.Errorf("after a day: %+v", x)
		}
		if err := p.Tidy(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := answers(t, d); n != 1 {
			t.Errorf("%d answers kept, want the one of now", n)
		}
	})
}

func answers(t *testing.T, d *db.DB) (n int) {
	t.Helper()
	if err := d.View(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		return tx.QueryRow(ctx, `SELECT count(*) FROM push_answer`).Scan(&n)
	}); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestRequestsAtOnceUnderOneKeyAreOne(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRig(t, d)
		var body strings.Builder
		for i := range 500 {
			body.WriteString(row(fmt.Sprint(i%1000), fmt.Sprintf("%02d:%02d", i/60, i%60)) + "\n")
		}
		results := make([]result, 8)
		var wg sync.WaitGroup
		for i := range results {
			wg.Go(func() { results[i] = r.send("air-push", "key", body.String(), "Idempotency-Key", "same") })
		}
		wg.Wait()
		fresh := 0
		for _, x := range results {
			if x.status != 200 || x.Accepted+x.Duplicate+x.Quarantined != 500 || x.counts() != results[0].counts() {
				t.Errorf("%d %s %s", x.status, x.Key, x.counts())
			}
			if x.header.Get("Idempotent-Replayed") == "" {
				fresh++
			}
		}
		if fresh != 1 {
			t.Errorf("%d of them were taken as new", fresh)
		}
	})
}

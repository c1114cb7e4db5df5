package mqtt

import (
	"bufio"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
)

// A hundred connections, each with one message under way.
func BenchmarkPublish(b *testing.B) {
	d, err := db.Open(b.Context(), db.Config{Dir: b.TempDir(), Clock: dbtest.NewClock(dbtest.Start)})
	if err != nil {
		b.Fatal(err)
	}
	defer d.Close()
	r := newRig(b, d)
	var clients []*client
	for i := range 100 {
		c := dial(b, r.Addr(), 4)
		if a := c.enter(hello("air", r.keys["air"], fmt.Sprint(i))); a.ReasonCode != 0 {
			b.Fatal(a.ReasonCode)
		}
		clients = append(clients, c)
	}
	var next atomic.Int64
	b.ResetTimer()
	var wg sync.WaitGroup
	for _, c := range clients {
		wg.Go(func() {
			in := bufio.NewReader(c.Conn)
			for {
				n := next.Add(1)
				if n > int64(b.N) {
					return
				}
				at := dbtest.Start.Add(-time.Duration(n) * time.Second).Format("15:04:05")
				payload := fmt.Sprintf(`{"station":"S1","parameter":"PM2.5","value":%d,"unit":"ug/Nm3","at":"2024-07-0%dT%s+07:00"}`, n%500, 1+n/86_400%2, at)
				if err := c.write(publication(1, 1, topic, payload)); err != nil {
					b.Error(err)
					return
				}
				if _, err := io.ReadFull(in, make([]byte, 4)); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
}

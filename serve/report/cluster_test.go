package report_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"thanhdong/act/incident"
	"thanhdong/act/playbook"
	"thanhdong/ground/db"
	"thanhdong/ground/text"
	"thanhdong/serve/report"
)

// watched is a bench whose clusters of blocked drains are proposed to the centre.
func watched(t *testing.T, fn func(b *bench, signals func() []incident.Signal)) {
	each(t, func(b *bench) {
		is := incident.New(b.d, playbook.New(b.d), b.queue, b.bus, b.timers)
		b.rs.ProposeTo(is, b.bus)
		b.order(func(ctx context.Context, tx *db.Tx) error {
			return report.PutCategory(ctx, tx, report.Category{Code: "ngap", Name: text.L{VI: "Ngập", EN: "Floods"}, Process: 24 * time.Hour, Severity: 3,
				Cluster: report.Cluster{Many: 3, Metres: 500, Within: 3 * time.Hour}, Routes: []report.Route{{Area: "30", Unit: dept}}})
		})
		fn(b, func() []incident.Signal {
			b.settle()
			list, err := is.FreeSignals(as(t, leader), false)
			if err != nil {
				t.Fatal(err)
			}
			return list
		})
	})
}

// flooded is a report so many metres to the north of the usual place.
func flooded(b *bench, north float64) report.Report {
	b.t.Helper()
	d := draft()
	x, y := place()
	*y += north / 111_320
	d.Category, d.Words, d.Lon, d.Lat = "ngap", "Nước ngập quá gối", x, y
	r := b.receive(d)
	b.clock.Advance(10 * time.Minute)
	return r
}

func TestReportsThatLieTogetherAreProposedOnceAsOneCase(t *testing.T) {
	watched(t, func(b *bench, signals func() []incident.Signal) {
		first := flooded(b, 0)
		flooded(b, 300)
		flooded(b, 2000) // too far
		if got := signals(); len(got) != 0 {
			t.Fatalf("two are no cluster: %+v", got)
		}
		last := flooded(b, 200)
		got := signals()
		if len(got) != 1 || got[0].Kind != incident.Report || !strings.Contains(got[0].Words, first.Number) || !strings.HasPrefix(got[0].Words, "3 phản ánh") || got[0].Unit != desk || got[0].Area != "288" {
			t.Fatalf("three are one signal: %+v", got)
		}
		if *got[0].Lat < lat || *got[0].Lat > lat+300.0/111_320 {
			t.Errorf("it lies at %v", *got[0].Lat)
		}
		if kinds := b.get(last.ID).Log; kinds[len(kinds)-1].Kind != "cluster" || kinds[len(kinds)-1].Shown {
			t.Errorf("history %+v", kinds)
		}
		flooded(b, 100)
		if got := signals(); len(got) != 1 {
			t.Errorf("one more says nothing new: %d", len(got))
		}
		flooded(b, 120)
		flooded(b, 140)
		if got := signals(); len(got) != 2 {
			t.Errorf("as many again are another signal: %d", len(got))
		}
	})
}

func TestWhatIsOldOverOrPrivateMakesNoCluster(t *testing.T) {
	watched(t, func(b *bench, signals func() []incident.Signal) {
		flooded(b, 0)
		r := flooded(b, 10)
		b.must(b.rs.Reject(as(b.t, clerk), r.ID, "spam", "Không phải"))
		flooded(b, 20)
		if got := signals(); len(got) != 0 {
			t.Errorf("a rejected one counted: %d", len(got))
		}
		b.clock.Advance(3 * time.Hour)
		flooded(b, 30)
		flooded(b, 40)
		if got := signals(); len(got) != 0 {
			t.Errorf("old ones counted: %d", len(got))
		}
	})
}

//go:build bench

package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"runtime"
	"sync/atomic"
	"time"
)

func main() {
	span := flag.Duration("for", 4*time.Second, "length of each measurement")
	url := flag.String("db", "", "also measure PostgreSQL at this URL (an empty database)")
	inside := flag.Bool("rooms", false, "leave the server and its doors out")
	profile := flag.String("profile", "", "write a CPU profile of the rooms, or of figures, to this file")
	mqtt := flag.Bool("mqtt", false, "only MQTT")
	fold := flag.Bool("fold", false, "only folding on the embedded engine")
	queue := flag.Bool("queue", false, "only views of a full queue")
	reports := flag.Bool("reports", false, "only a province full of reports")
	figures := flag.Bool("figures", false, "only figures of what 235 communes hand in")
	notices := flag.Bool("notices", false, "only notices through a mail server")
	doors := flag.Bool("http", false, "only the server")
	scale := flag.Bool("scale", false, "only cost against the number of series, and rules over many")
	stormy := flag.Bool("storm", false, "only a storm of alerts")
	picture := flag.String("plot", "", "draw cost against the number of series into this file")
	bin := flag.String("bin", "", "measure this binary in place of one built from here")
	flag.Parse()
	dir, err := os.MkdirTemp("", "thanhdong-bench-")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	if *bin == "" && !*inside && !*fold && !*notices && !*stormy && !*figures {
		if *bin, err = build(dir); err != nil {
			log.Fatal(err)
		}
	}
	fmt.Printf("%s, %s %s, %d cores, load on the same cores\n\n", time.Now().Format("2006-01-02"), runtime.Version(), runtime.GOARCH, runtime.NumCPU())
	switch {
	case *stormy:
		if err = measureStorm(dir+"/storm", ""); err == nil && *url != "" {
			err = measureStorm(dir+"/storm-postgres", *url)
		}
	case *figures:
		if err = measureFigures(dir+"/figures", "", *profile); err == nil && *url != "" {
			err = measureFigures(dir+"/figures-postgres", *url, "")
		}
	case *mqtt:
		err = measureMQTT(dir, *bin, *span)
	case *scale:
		err = measureSizes(dir, *bin, *picture, *span)
	case *queue:
		err = measureQueue(dir, *bin)
		if err == nil && *url != "" {
			err = measureQueueRoom(dir, *url)
		}
	case *reports:
		if !*inside {
			err = measureReports(dir, *bin)
		}
		if err == nil && *url != "" {
			err = measureReportsRoom(dir, *url)
		}
	case *notices:
		err = measureNotices(dir+"/notices", "")
		if err == nil && *url != "" {
			err = measureNotices(dir+"/notices-pg", *url)
		}
	case *doors:
		err = onlyServer(dir, *bin, *span)
	case *fold:
		err = measureFold(dir + "/fold")
	default:
		err = run(dir, *url, *profile, *bin, *picture, *inside, *span)
	}
	if err != nil {
		os.RemoveAll(dir)
		log.Fatal(err)
	}
}

func run(dir, url, profile, bin, picture string, inside bool, span time.Duration) error {
	bare, err := bareLoop(dir, span)
	if err != nil {
		return fmt.Errorf("bare loop: %w", err)
	}
	fmt.Printf("bare time-major SQLite loop, batch 1000   %9.0f rows/s = 1\n", bare)
	if err := measureRooms(dir+"/rooms", "", profile, bare, span); err != nil {
		return err
	}
	if err := measureFold(dir + "/fold"); err != nil {
		return fmt.Errorf("folding: %w", err)
	}
	if err := measureStorm(dir+"/storm", ""); err != nil {
		return fmt.Errorf("storm of alerts: %w", err)
	}
	if err := measureFigures(dir+"/figures", "", ""); err != nil {
		return fmt.Errorf("figures: %w", err)
	}
	if err := measureMeans(); err != nil {
		return err
	}
	if err := measureNotices(dir+"/notices", ""); err != nil {
		return fmt.Errorf("notices: %w", err)
	}
	if !inside {
		if err := measureServer(dir, bin, bare, span); err != nil {
			return fmt.Errorf("server: %w", err)
		}
		if err := measureMQTT(dir, bin, span); err != nil {
			return err
		}
		if err := measureQueue(dir, bin); err != nil {
			return fmt.Errorf("queue: %w", err)
		}
		if err := measureReports(dir, bin); err != nil {
			return fmt.Errorf("reports: %w", err)
		}
		if err := measureSizes(dir, bin, picture, span); err != nil {
			return fmt.Errorf("sizes: %w", err)
		}
	}
	if url != "" {
		bare, err := barePostgres(url, span)
		if err != nil {
			return fmt.Errorf("bare PostgreSQL: %w", err)
		}
		fmt.Printf("bare unnest upsert on PostgreSQL, batch 1000 %7.0f rows/s = 1\n", bare)
		if err := measureRooms(dir+"/postgres", url, "", bare, span); err != nil {
			return err
		}
	}
	return nil
}

func measureRooms(dir, url, profile string, bare float64, span time.Duration) error {
	present := start
	defer func() { start = present }()
	start -= 24 * 60 * minute // nothing folds until it is told to, and then all of it is folded
	r, err := openRooms(dir, url)
	if err != nil {
		return fmt.Errorf("rooms: %w", err)
	}
	defer r.d.Close()
	stop, err := profiling(profile)
	if err != nil {
		return err
	}
	var next atomic.Int64
	// Warm up: series are made on first sight, which is not what is measured.
	for range series / 1000 {
		if _, err := r.f.Accept(r.ctx, "bench", readings(int(next.Add(1000))-1000, 1000)); err != nil {
			return err
		}
	}
	for _, c := range []struct{ senders, batch int }{{1, 1}, {64, 1}, {8, 100}, {2, 1000}} {
		rate, err := r.accept(&next, c.senders, c.batch, span)
		if err != nil {
			return err
		}
		fmt.Printf("rooms on %-8s %2d senders of %4d        %9.0f rows/s = %.2f\n", r.d.Engine(), c.senders, c.batch, rate, rate/bare)
	}
	stop()
	fmt.Printf("rooms on %-8s %.0f bytes an observation with events and indexes\n", r.d.Engine(), float64(size(dir))/float64(next.Load()))
	head, table, err := r.ranges()
	if err != nil {
		return fmt.Errorf("ranges: %w", err)
	}
	fmt.Printf("rooms on %-8s 1,440 points p95: newest %s, older %s\n", r.d.Engine(), head.Round(10*time.Microsecond), table.Round(10*time.Microsecond))
	if url == "" {
		live, late, err := r.whileFolding(span)
		if err != nil {
			return fmt.Errorf("while folding: %w", err)
		}
		if head, table, err = r.readRanges(); err != nil {
			return fmt.Errorf("folded ranges: %w", err)
		}
		fmt.Printf("rooms on %-8s 1,440 points p95 after folding: newest %s, older %s\n", r.d.Engine(), head.Round(10*time.Microsecond), table.Round(10*time.Microsecond))
		fmt.Printf("rooms on %-8s while folding: present rows %.0f rows/s = %.2f, late rows %.0f rows/s = %.2f\n", r.d.Engine(), live, live/bare, late, late/bare)
	}
	fmt.Println()
	return nil
}

// measureSizes looks at what grows with the number of series.
func measureSizes(dir, bin, picture string, span time.Duration) error {
	for _, n := range []int{10_000, 100_000} {
		if err := measureRules(dir, n); err != nil {
			return err
		}
	}
	costs, err := measureScale(dir, bin, span, []int{1000, 10_000, 100_000, 1_000_000})
	if err != nil || picture == "" {
		return err
	}
	return plot(picture, costs)
}

func onlyServer(dir, bin string, span time.Duration) error {
	bare, err := bareLoop(dir, span)
	if err != nil {
		return fmt.Errorf("bare loop: %w", err)
	}
	fmt.Printf("bare time-major SQLite loop, batch 1000   %9.0f rows/s = 1\n", bare)
	return measureServer(dir, bin, bare, span)
}

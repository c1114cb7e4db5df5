//go:build bench

package main

import (
	"fmt"
	"os/exec"
	"strings"
)

// measureMeans gives the time of hourly and daily means of eight years of
// minutes, 4.3 million points. The room measures it itself, because only it can
// make years of folded points without writing each as a sender would.
func measureMeans() error {
	out, err := exec.Command("go", "test", "-run", "^$", "-bench", "BenchmarkHourlyMeans", "-benchtime", "5x", "thanhdong/sense/observation").CombinedOutput()
	if err != nil {
		return fmt.Errorf("means: %w\n%s", err, out)
	}
	for line := range strings.Lines(string(out)) {
		if strings.HasPrefix(line, "BenchmarkHourlyMeans") {
			fmt.Print("means of 4.3 M points  ", line)
		}
	}
	fmt.Println()
	return nil
}

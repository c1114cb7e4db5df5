//go:build bench

package main

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"time"
)

// plot draws what an observation costs against the number of series.
func plot(path string, costs []cost) error {
	const w, h, left, right, top, bottom = 670, 360, 70, 180, 50, 60
	most := 1.0
	for _, c := range costs {
		most = max(most, micro(c.wall), micro(c.cpu))
	}
	step := math.Pow(10, math.Floor(math.Log10(most)))
	if most/step < 3 {
		step /= 2
	}
	ceiling := step * math.Ceil(most/step)
	lo, hi := math.Log10(float64(costs[0].series)), math.Log10(float64(costs[len(costs)-1].series))
	x := func(n int) float64 { return left + (math.Log10(float64(n))-lo)/max(hi-lo, 1e-9)*(w-left-right) }
	y := func(us float64) float64 { return h - bottom - us/ceiling*(h-top-bottom) }
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="13" role="img" aria-labelledby="t d">
<title id="t">Cost of one observation against the number of series</title>
<desc id="d">Microseconds for each durable observation in batches of 1,000 on the embedded engine, measured %s</desc>
<rect width="%d" height="%d" fill="#fff"/>
<text x="%d" y="26" font-size="15" font-weight="bold">Cost of one durable observation, batches of 1,000</text>
`, w, h, time.Now().Format("2006-01-02"), w, h, left)
	for us := 0.0; us <= ceiling+step/2; us += step {
		fmt.Fprintf(&b, "<path d=\"M%d %.1fH%d\" stroke=\"#ddd\"/><text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%g µs</text>\n", left, y(us), w-right, left-8, y(us)+4, us)
	}
	for _, c := range costs {
		fmt.Fprintf(&b, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>\n", x(c.series), h-bottom+22, short(c.series))
	}
	fmt.Fprintf(&b, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">series in the store</text>\n", (left+w-right)/2, h-14)
	for _, line := range []struct {
		name, colour, dash string
		of                 func(cost) time.Duration
	}{
		{"time passed", "#0b5c8a", "", func(c cost) time.Duration { return c.wall }},
		{"processor time", "#a63d00", "6 4", func(c cost) time.Duration { return c.cpu }},
	} {
		path := ""
		for i, c := range costs {
			path += fmt.Sprintf("%c%.1f %.1f", "ML"[min(i, 1)], x(c.series), y(micro(line.of(c))))
			fmt.Fprintf(&b, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"%s\"/>\n", x(c.series), y(micro(line.of(c))), line.colour)
		}
		last := costs[len(costs)-1]
		fmt.Fprintf(&b, "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\" stroke-dasharray=\"%s\"/><text x=\"%.1f\" y=\"%.1f\" fill=\"%s\">%s %.1f µs</text>\n",
			path, line.colour, line.dash, x(last.series)+10, y(micro(line.of(last)))+4, line.colour, line.name, micro(line.of(last)))
	}
	b.WriteString("</svg>\n")
	return os.WriteFile(path, b.Bytes(), 0o644)
}

func micro(d time.Duration) float64 { return float64(d) / float64(time.Microsecond) }

func short(n int) string {
	switch {
	case n >= 1_000_000:
		return fmt.Sprintf("%d M", n/1_000_000)
	case n >= 1000:
		return fmt.Sprintf("%d k", n/1000)
	}
	return fmt.Sprint(n)
}

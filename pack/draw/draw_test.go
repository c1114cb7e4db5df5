package main

import (
	"bufio"
	"bytes"
	"math"
	"slices"
	"testing"

	"thanhdong/packs"
)

func TestTheCommittedDrawingIsThisOne(t *testing.T) {
	var b bytes.Buffer
	out := bufio.NewWriter(&b)
	write(out)
	if err := out.Flush(); err != nil {
		t.Fatal(err)
	}
	committed, err := packs.FS.ReadFile("haiduong/boundaries.geojson")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(committed, b.Bytes()) {
		t.Error("run: go run ./pack/draw > packs/haiduong/boundaries.geojson")
	}
}

func TestTheDrawingHasNeitherGapNorOverlap(t *testing.T) {
	if err := check(units); err != nil {
		t.Fatal(err)
	}
	gap := slices.Clone(units)
	gap[0].ring = "a5 a6 a7 d1 d2 f1 g1 h1 i1" // leaves out one point of a shared line
	if check(gap) == nil {
		t.Error("a gap is not found")
	}
	if check(append(slices.Clone(units), units[0])) == nil {
		t.Error("an overlap is not found")
	}
}

func TestEveryUnitHasAboutItsOfficialSize(t *testing.T) {
	for _, u := range units {
		if off := math.Abs(size(u)/u.km2 - 1); off > 0.15 {
			t.Errorf("%s is drawn with %.0f km² instead of %.0f", u.name, size(u), u.km2)
		}
	}
}

func TestTheDrawingStaysInTheProvincesBox(t *testing.T) {
	for name, p := range points {
		lon, lat := place(p)
		if lon < west || lon > 106.612 || lat < south || lat > 21.237 {
			t.Errorf("%s lies at %v, %v", name, lon, lat)
		}
	}
}

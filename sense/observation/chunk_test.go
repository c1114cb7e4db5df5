package observation

import (
	"bytes"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"strconv"
	"testing"
)

// like tells that two points are one to the bit; folded, a point was received in
// a second.
func like(p, q point) bool {
	return p.at == q.at && math.Float64bits(p.value) == math.Float64bits(q.value) && p.status == q.status && p.source == q.source &&
		floor(p.received, second) == floor(q.received, second)
}

func roundTrip(t *testing.T, points []point) chunk {
	t.Helper()
	c := pack(points)
	got, err := c.unpack(nil, true)
	if err != nil || len(got) != len(points) {
		t.Fatalf("%d points came back of %d, %v", len(got), len(points), err)
	}
	means, err := c.unpack(nil, false)
	if err != nil {
		t.Fatal(err)
	}
	valid, total := 0, 0.0
	for i, p := range points {
		if !like(p, got[i]) {
			t.Fatalf("point %d: %+v came back as %+v", i, p, got[i])
		}
		if m := means[i]; m.at != p.at || m.status != p.status || math.Float64bits(m.value) != math.Float64bits(p.value) {
			t.Fatalf("point %d: %+v came back for a mean as %+v", i, p, m)
		}
		if p.status == Measured && !p.none() {
			valid++
			total += p.value
			if p.value < c.low || p.value > c.high {
				t.Fatalf("%v is outside %v to %v", p.value, c.low, c.high)
			}
		}
	}
	if c.valid != valid || math.Float64bits(c.total) != math.Float64bits(total) || c.first != points[0].at || c.last != points[len(points)-1].at || c.points != len(points) {
		t.Fatalf("%d valid points with the sum %v: %+v", valid, total, c)
	}
	return c
}

// random makes points of all kinds: regular clocks and jitter, gaps, decimals of
// any scale, full floats, none, -0, the ends of what a float holds.
func random(rng *rand.Rand, n int) []point {
	points := make([]point, n)
	at := rng.Int64N(1<<52) - 1<<51
	step := []int64{1, 1000, second, 60 * second, 3600 * second}[rng.IntN(5)]
	jitter, gaps := rng.IntN(3) == 0, rng.IntN(3) == 0
	kind, scale := rng.IntN(8), rng.IntN(14)
	walk := rng.Float64() * 100
	for i := range points {
		p := &points[i]
		p.at, p.source, p.status = at, int32(1+rng.IntN(1+rng.IntN(3))), Measured
		p.received = at + rng.Int64N(int64(rng.IntN(5))*second+1)
		if rng.IntN(20) == 0 {
			p.received = rng.Int64N(1<<52) - 1<<51
		}
		if rng.IntN(10) == 0 {
			p.status = uint8(rng.IntN(3))
		}
		walk += rng.NormFloat64()
		switch {
		case kind == 0:
			p.value = math.Float64frombits(rng.Uint64())
		case kind == 1:
			p.value = walk
		case kind == 2 && rng.IntN(4) == 0:
			extremes := []float64{0, math.Copysign(0, -1), math.MaxFloat64, -math.MaxFloat64, math.SmallestNonzeroFloat64, 1 << 53, 1<<53 - 1, 0.1 + 0.2, math.Inf(1)}
			p.value = extremes[rng.IntN(len(extremes))]
		default:
			p.value, _ = strconv.ParseFloat(strconv.FormatFloat(walk, 'f', scale, 64), 64)
		}
		if rng.IntN(15) == 0 {
			p.value, p.status = math.NaN(), Faulty
		}
		if p.none() { // of the many NaN there is one
			p.value = math.NaN()
		}
		at += step
		if jitter {
			at += rng.Int64N(second)
		}
		if gaps && rng.IntN(10) == 0 {
			at += step * rng.Int64N(1000)
		}
	}
	return points
}

func TestAChunkGivesBackEveryBit(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 1))
	for range 20_000 {
		roundTrip(t, random(rng, 1+rng.IntN(130)))
	}
}

func TestTheZeroBelowZeroDoesNotMakeDecimalsLong(t *testing.T) {
	var points []point
	for i := range 120 {
		v := float64(i%7-3) / 10
		if v == 0 {
			v = math.Copysign(0, -1)
		}
		points = append(points, point{at: int64(i) * second, value: v})
	}
	if c := roundTrip(t, points); len(c.body) > 150 {
		t.Errorf("%d bytes", len(c.body))
	}
}

func TestARegularSeriesOfTwoDecimalsTakesTwoBytesAPoint(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	var points []point
	walk := 40.0
	for i := range chunkPoints {
		walk += rng.NormFloat64()
		at := int64(i) * 60 * second
		points = append(points, point{at: at, received: at + 2*second + rng.Int64N(second), value: math.Round(walk*100) / 100, source: 3})
	}
	if c := roundTrip(t, points); len(c.body) > 2*chunkPoints {
		t.Errorf("%d bytes for %d points", len(c.body), len(points))
	}
}

func TestCuttingLosesNothingAndKeepsChunksInsideAPage(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 2))
	for range 500 {
		points := random(rng, 1+rng.IntN(700))
		var got []point
		for _, c := range cut(points, rng.IntN(2) == 0) {
			if c.points > chunkPoints || len(c.body) > chunkBytes {
				t.Fatalf("%d points in %d bytes", c.points, len(c.body))
			}
			var err error
			if got, err = c.unpack(got, true); err != nil {
				t.Fatal(err)
			}
		}
		if len(got) != len(points) {
			t.Fatalf("%d points of %d", len(got), len(points))
		}
		for i := range got {
			if !like(got[i], points[i]) {
				t.Fatalf("%+v became %+v", points[i], got[i])
			}
		}
	}
}

func TestTheUpperListWinsWhereBothKnow(t *testing.T) {
	under := []point{{at: 1, value: 1}, {at: 3, value: 1}, {at: 5, value: 1}}
	over := []point{{at: 0, value: 2}, {at: 3, value: 2}, {at: 9, value: 2}}
	got := ""
	for _, p := range overlay(under, over) {
		got += strconv.Itoa(int(p.at)) + ":" + strconv.Itoa(int(p.value)) + " "
	}
	if got != "0:2 1:1 3:2 5:1 9:2 " {
		t.Error(got)
	}
}

// FuzzUnpack gives the reader any bytes: it must neither fail nor hang.
func FuzzUnpack(f *testing.F) {
	rng := rand.New(rand.NewPCG(3, 3))
	for range 50 {
		f.Add(pack(random(rng, 1+rng.IntN(130))).body)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		c := chunk{body: body}
		points, err := c.unpack(nil, true)
		if err != nil && len(points) > 0 {
			t.Error("points of a chunk that cannot be read")
		}
		if _, lax := c.unpack(nil, false); err == nil && lax != nil {
			t.Error("a good chunk gives no means")
		}
	})
}

// FuzzPack makes points of any bytes and wants them back.
func FuzzPack(f *testing.F) {
	f.Add([]byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
	f.Add(bytes.Repeat([]byte{0x3f, 0x80, 0, 7}, 30))
	f.Fuzz(func(t *testing.T, b []byte) {
		var points []point
		at := int64(0)
		for len(b) >= 12 && len(points) < mostPoints {
			p := point{value: math.Float64frombits(binary.LittleEndian.Uint64(b)), status: b[8] & 3, source: int32(b[8] >> 2)}
			at += int64(b[9])<<(b[10]%32) + 1
			p.at, p.received = at, at+int64(int8(b[11]))*second
			if p.none() {
				p.value = math.NaN()
			}
			points, b = append(points, p), b[12:]
		}
		if len(points) > 0 {
			roundTrip(t, points)
		}
	})
}

func BenchmarkUnpack(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 1))
	var points []point
	for i := range chunkPoints {
		points = append(points, point{at: int64(i) * 60 * second, value: math.Round(rng.NormFloat64()*100) / 100})
	}
	c := pack(points)
	for b.Loop() {
		points, _ = c.unpack(points[:0], false)
	}
}

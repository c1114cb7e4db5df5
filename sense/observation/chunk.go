package observation

import (
	"encoding/binary"
	"math"
	"sync"
)

// chunk is some successive points of one series in few bytes, with what sums them
// up, so that a mean over more than the chunk need not open it.
type chunk struct {
	first, last int64
	points      int
	valid       int // points of status 00; the sums are of these
	low, high   float64
	total       float64
	body        []byte
}

const (
	chunkPoints = 120 // a chunk that is read whole gives two hours of minutes
	// chunkBytes keeps a chunk's row inside its page: a longer one would take a
	// page of its own beside it.
	chunkBytes = 880
	// mostPoints is the number of points that a reader believes.
	mostPoints = 1 << 12

	chunkForm = 1 // first byte of every body

	second = int64(1_000_000)
)

// The state of a point is its status and two marks.
const (
	stateNone  = 1 << 2 // there is no value
	stateMinus = 1 << 3 // the value is the zero below zero, which no whole number tells
)

// pack makes one chunk. The points rise strictly in time and are at least one.
//
// In the body lie the columns instant, state, value, received, source. Received
// is kept to the second: its millionths are noise of the network and would take
// more place than the value.
func pack(points []point) chunk {
	c := chunk{first: points[0].at, last: points[len(points)-1].at, points: len(points)}
	for _, p := range points {
		if p.status != Measured || p.none() {
			continue
		}
		if c.valid == 0 {
			c.low, c.high = p.value, p.value
		}
		c.valid++
		c.low, c.high = min(c.low, p.value), max(c.high, p.value)
		c.total += p.value
	}
	b := append(make([]byte, 0, 4*len(points)+32), chunkForm)
	b = binary.AppendUvarint(b, uint64(len(points)))
	column := make([]int64, len(points))

	b = appendInstants(b, points, column)
	values := make([]float64, 0, len(points))
	for i, p := range points {
		column[i] = int64(p.status)
		switch {
		case p.none():
			column[i] |= stateNone
			continue
		case p.value == 0 && math.Signbit(p.value):
			column[i] |= stateMinus
			p.value = 0
		}
		values = append(values, p.value)
	}
	b = appendInts(b, column)
	b = appendFloats(b, values)

	var before int64
	for i, p := range points {
		delay := floor(p.received, second) - floor(p.at, second)
		column[i], before = delay-before, delay
	}
	b = appendInts(b, column)
	for i, p := range points {
		column[i] = int64(p.source)
	}
	c.body = appendInts(b, column)
	return c
}

// appendInstants writes steps as multiples of their greatest common divisor, each
// as its difference to the step before: a regular clock is one run of zeros.
func appendInstants(b []byte, points []point, column []int64) []byte {
	if len(points) == 1 {
		return b
	}
	var unit int64
	for i := 1; i < len(points); i++ {
		unit = divisor(unit, points[i].at-points[i-1].at)
	}
	var before int64
	for i := 1; i < len(points); i++ {
		step := (points[i].at - points[i-1].at) / unit
		column[i-1], before = step-before, step
	}
	return appendInts(binary.AppendUvarint(b, uint64(unit)), column[:len(points)-1])
}

func divisor(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// floor divides towards minus infinity, so that instants before 1970 count like
// those after.
func floor(v, by int64) int64 {
	q := v / by
	if v%by < 0 {
		q--
	}
	return q
}

// room is what taking chunks apart needs again and again.
type room struct {
	columns [2][mostPoints]int64
	values  [mostPoints]float64
}

var roomPool = sync.Pool{New: func() any { return new(room) }}

// unpack appends the points of a chunk. Without whole, received and source stay
// empty, which is enough for a mean.
func (c *chunk) unpack(points []point, whole bool) ([]point, error) {
	r := reader{b: c.body}
	if r.byte() != chunkForm {
		return points, errChunk
	}
	n := r.uvarint()
	if n == 0 || n > mostPoints || r.bad {
		return points, errChunk
	}
	m := roomPool.Get().(*room)
	defer roomPool.Put(m)
	start := len(points)
	at := c.first
	points = append(points, point{at: at})
	if n > 1 {
		unit := int64(r.uvarint())
		steps := m.columns[0][:n-1]
		r.ints(steps)
		var step int64
		for _, d := range steps {
			step += d
			at += step * unit
			points = append(points, point{at: at})
		}
	}
	fresh := points[start:]
	states := m.columns[0][:n]
	r.ints(states)
	have := 0
	for _, s := range states {
		if s&stateNone == 0 {
			have++
		}
	}
	values := m.values[:have]
	r.floats(values, m.columns[1][:have])
	if r.bad {
		return points[:start], errChunk
	}
	for i, s := range states {
		p := &fresh[i]
		p.status = uint8(s & 3)
		if s&stateNone != 0 {
			p.value = math.NaN()
			continue
		}
		p.value = values[0]
		values = values[1:]
		if s&stateMinus != 0 {
			p.value = math.Copysign(0, -1)
		}
	}
	if !whole {
		return points, nil
	}
	column := m.columns[0][:n]
	r.ints(column)
	var delay int64
	for i, d := range column {
		delay += d
		fresh[i].received = (floor(fresh[i].at, second) + delay) * second
	}
	r.ints(column)
	for i, v := range column {
		fresh[i].source = int32(v)
	}
	if r.bad || len(r.b) > 0 {
		return points[:start], errChunk
	}
	return points, nil
}

// cut packs points into chunks that are as full as may be: all but the last when
// more points will follow at the end, else evenly.
func cut(points []point, atEnd bool) (chunks []chunk) {
	size := chunkPoints
	if pieces := (len(points) + chunkPoints - 1) / chunkPoints; !atEnd && pieces > 0 {
		size = (len(points) + pieces - 1) / pieces
	}
	for len(points) > 0 {
		n := min(size, len(points))
		chunks = appendFitting(chunks, points[:n])
		points = points[n:]
	}
	return chunks
}

func appendFitting(chunks []chunk, points []point) []chunk {
	c := pack(points)
	if len(c.body) <= chunkBytes || len(points) == 1 {
		return append(chunks, c)
	}
	half := len(points) / 2
	return appendFitting(appendFitting(chunks, points[:half]), points[half:])
}

// overlay merges two rising lists; where both know an instant, over wins.
func overlay(under, over []point) []point {
	if len(over) == 0 {
		return under
	}
	if len(under) == 0 {
		return over
	}
	all := make([]point, 0, len(under)+len(over))
	for len(under) > 0 && len(over) > 0 {
		u, o := under[0], over[0]
		switch {
		case u.at < o.at:
			all, under = append(all, u), under[1:]
		case u.at > o.at:
			all, over = append(all, o), over[1:]
		default:
			all, under, over = append(all, o), under[1:], over[1:]
		}
	}
	return append(append(all, under...), over...)
}

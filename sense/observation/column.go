package observation

import (
	"encoding/binary"
	"errors"
	"math"
	"math/bits"
)

// A chunk is a few columns of integers. Each column is written in the smallest of
// three forms, because one is nearly constant (status, source, steps of a clock),
// another small and noisy (differences of a value), another small with a few
// great exceptions.
const (
	asRuns    = iota // value, how often; again
	asVarints        // one varint each
	asBits           // smallest value, then the distance from it in so many bits each
)

// widest is the most bits a packed value has, so that any one lies in eight bytes
// whatever bit it begins at.
const widest = 56

var errChunk = errors.New("observation: a chunk cannot be read")

func zigzag(v int64) uint64   { return uint64(v<<1) ^ uint64(v>>63) }
func unzigzag(u uint64) int64 { return int64(u>>1) ^ -int64(u&1) }

func varintLen(u uint64) int { return (bits.Len64(u|1) + 6) / 7 }

// appendInts writes a column. Who reads knows how many values it has.
func appendInts(b []byte, column []int64) []byte {
	if len(column) == 0 {
		return b
	}
	low, high := column[0], column[0]
	runs, varints, run := 0, 0, 0
	for i, v := range column {
		low, high = min(low, v), max(high, v)
		n := varintLen(zigzag(v))
		varints += n
		if run++; i+1 == len(column) || column[i+1] != v {
			runs += n + varintLen(uint64(run))
			run = 0
		}
	}
	width := bits.Len64(uint64(high) - uint64(low))
	packed := varintLen(zigzag(low)) + 1 + (width*len(column)+7)/8
	switch {
	case width <= widest && packed < min(runs, varints):
		return appendBits(append(b, asBits), column, low, width)
	case runs <= varints:
		b = append(b, asRuns)
		run = 0
		for i, v := range column {
			if run++; i+1 == len(column) || column[i+1] != v {
				b = binary.AppendUvarint(binary.AppendUvarint(b, zigzag(v)), uint64(run))
				run = 0
			}
		}
		return b
	}
	b = append(b, asVarints)
	for _, v := range column {
		b = binary.AppendUvarint(b, zigzag(v))
	}
	return b
}

func appendBits(b []byte, column []int64, low int64, width int) []byte {
	b = append(binary.AppendUvarint(b, zigzag(low)), byte(width))
	var held uint64
	n := 0
	for _, v := range column {
		held |= (uint64(v) - uint64(low)) << n
		for n += width; n >= 8; n -= 8 {
			b = append(b, byte(held))
			held >>= 8
		}
	}
	if n > 0 {
		b = append(b, byte(held))
	}
	return b
}

// reader takes a chunk apart. After a fault all it gives is empty, and bad says
// so; so callers look once.
type reader struct {
	b   []byte
	bad bool
}

func (r *reader) fail() {
	r.b, r.bad = nil, true
}

func (r *reader) byte() byte {
	if len(r.b) == 0 {
		r.fail()
		return 0
	}
	c := r.b[0]
	r.b = r.b[1:]
	return c
}

func (r *reader) uvarint() uint64 {
	u, n := binary.Uvarint(r.b)
	if n <= 0 {
		r.fail()
		return 0
	}
	r.b = r.b[n:]
	return u
}

// ints fills a column.
func (r *reader) ints(column []int64) {
	if len(column) == 0 {
		return
	}
	switch r.byte() {
	case asRuns:
		for i := 0; i < len(column); {
			v, n := unzigzag(r.uvarint()), r.uvarint()
			if n == 0 || n > uint64(len(column)-i) {
				r.fail()
				return
			}
			for end := i + int(n); i < end; i++ {
				column[i] = v
			}
		}
	case asVarints:
		for i := range column {
			column[i] = unzigzag(r.uvarint())
		}
	case asBits:
		r.bits(column)
	default:
		r.fail()
	}
}

func (r *reader) bits(column []int64) {
	low, width := unzigzag(r.uvarint()), int(r.byte())
	size := (width*len(column) + 7) / 8
	if width > widest || size > len(r.b) {
		r.fail()
		return
	}
	packed := r.b[:size]
	r.b = r.b[size:]
	mask := uint64(1)<<width - 1
	for i := range column {
		bit := i * width
		var u uint64
		if at := bit / 8; at+8 <= size {
			u = binary.LittleEndian.Uint64(packed[at:])
		} else {
			var end [8]byte
			copy(end[:], packed[min(at, size):])
			u = binary.LittleEndian.Uint64(end[:])
		}
		column[i] = int64(uint64(low) + u>>(bit%8)&mask)
	}
}

// Values are decimals of few digits nearly always: written as whole numbers of a
// common scale, as differences. A value of full precision has no scale; then all
// are written as what changed in the bits of the value before.
const (
	maxScale = 12
	asFloats = 0xff
)

var powers = func() (p [maxScale + 1]float64) {
	for i := range p {
		p[i] = math.Pow10(i)
	}
	return p
}()

// whole gives the value as a whole number of 10^-scale, if that is exact. The
// quotient of two whole numbers that a float holds is rounded like the decimal
// itself, so this is true of every decimal of up to fifteen digits.
func whole(v float64, scale int) (int64, bool) {
	m := math.Round(v * powers[scale])
	return int64(m), math.Abs(m) < 1<<53 && m/powers[scale] == v
}

func appendFloats(b []byte, values []float64) []byte {
	scale := 0
	column := make([]int64, len(values))
	for i := 0; i < len(values); {
		m, ok := whole(values[i], scale)
		switch {
		case ok:
			column[i] = m
			i++
		case scale == maxScale:
			return appendBitsOfFloats(append(b, asFloats), values)
		default:
			scale++ // and all again, in the finer scale
			i = 0
		}
	}
	var before int64
	for i, m := range column {
		column[i], before = m-before, m
	}
	short := appendInts(append(b, byte(scale)), column)
	if len(short)-len(b) <= 7*len(values) {
		return short
	}
	// The scale is so fine that the bits may be shorter.
	long := appendBitsOfFloats(append([]byte{asFloats}, make([]byte, 0, 9*len(values))...), values)
	if len(long) < len(short)-len(b) {
		return append(b, long...)
	}
	return short
}

// appendBitsOfFloats writes for each value how many bytes of zeros the difference
// begins and ends with, and the bytes between.
func appendBitsOfFloats(b []byte, values []float64) []byte {
	var before uint64
	for _, v := range values {
		u := math.Float64bits(v)
		x := u ^ before
		before = u
		if x == 0 {
			b = append(b, 0x80)
			continue
		}
		lead, trail := bits.LeadingZeros64(x)/8, bits.TrailingZeros64(x)/8
		b = append(b, byte(lead<<4|trail))
		x >>= trail * 8
		for range 8 - lead - trail {
			b = append(b, byte(x))
			x >>= 8
		}
	}
	return b
}

// floats fills values; column is room of the same length.
func (r *reader) floats(values []float64, column []int64) {
	scale := r.byte()
	if scale == asFloats {
		r.bitsOfFloats(values)
		return
	}
	if scale > maxScale {
		r.fail()
		return
	}
	r.ints(column)
	var m int64
	for i, d := range column {
		m += d
		values[i] = float64(m) / powers[scale]
	}
}

func (r *reader) bitsOfFloats(values []float64) {
	var before uint64
	for i := range values {
		c := r.byte()
		lead, trail := int(c>>4), int(c&15)
		n := 8 - lead - trail
		if n < 0 || n > len(r.b) {
			r.fail()
			return
		}
		var x uint64
		for j := n - 1; j >= 0; j-- {
			x = x<<8 | uint64(r.b[j])
		}
		r.b = r.b[n:]
		before ^= x << (trail * 8 & 63)
		values[i] = math.Float64frombits(before)
	}
}

package report

import (
	"bufio"
	"encoding/binary"
	"io"
	"math"
)

// exif is all that is read of what a camera writes into a JPEG: how it was held, and where.
type exif struct {
	Turn        int // 1 to 8 (EXIF 2.3 §4.6.4, tag 0x0112); 1 where nothing is said
	HasPlace    bool
	Lon, Lat    float64
	Progressive bool // of the picture itself: it is decoded whole before it can be shown
}

// exifHead is how much of a file is looked at: EXIF stands in front and has 64 kB at most.
const exifHead = 256 << 10

// exifOf reads the segments in front of a JPEG's picture. What is broken or too long says nothing.
func exifOf(r io.Reader) exif {
	e := exif{Turn: 1}
	b := bufio.NewReader(io.LimitReader(r, exifHead))
	head := make([]byte, 4)
	if _, err := io.ReadFull(b, head[:2]); err != nil || head[0] != 0xff || head[1] != 0xd8 {
		return e
	}
	found := false
	for {
		if _, err := io.ReadFull(b, head); err != nil || head[0] != 0xff || head[1] == 0xda {
			return e
		}
		n := int(binary.BigEndian.Uint16(head[2:])) - 2
		if n < 0 {
			return e
		}
		if head[1] == 0xc2 { // a frame that comes in several passes
			e.Progressive = true
		}
		if head[1] != 0xe1 || found {
			if _, err := b.Discard(n); err != nil {
				return e
			}
			continue
		}
		segment := make([]byte, n)
		if _, err := io.ReadFull(b, segment); err != nil {
			return e
		}
		if n > 14 && string(segment[:6]) == "Exif\x00\x00" {
			found = true
			e.read(segment[6:])
		}
	}
}

// read takes what it wants from the TIFF inside; at least its head of eight bytes is there.
func (e *exif) read(tiff []byte) {
	t := tiffFile{tiff, binary.BigEndian}
	if string(tiff[:2]) == "II" {
		t.order = binary.LittleEndian
	}
	for _, f := range t.fields(int64(t.order.Uint32(tiff[4:8]))) {
		switch f.tag {
		case 0x0112:
			if v := int(t.order.Uint16(f.value)); v >= 1 && v <= 8 {
				e.Turn = v
			}
		case 0x8825:
			e.place(t, int64(t.order.Uint32(f.value)))
		}
	}
}

// place reads the GPS directory (EXIF 2.3 §4.6.6).
func (e *exif) place(t tiffFile, at int64) {
	var south, west bool
	lat, lon := math.NaN(), math.NaN()
	for _, f := range t.fields(at) {
		switch f.tag {
		case 1:
			south = f.value[0] == 'S'
		case 2:
			lat = t.degrees(f)
		case 3:
			west = f.value[0] == 'W'
		case 4:
			lon = t.degrees(f)
		}
	}
	if south {
		lat = -lat
	}
	if west {
		lon = -lon
	}
	// NaN fails both comparisons. Nought and nought is what cameras write that do not know.
	if !(math.Abs(lat) <= 90) || !(math.Abs(lon) <= 180) || lat == 0 && lon == 0 {
		return
	}
	e.HasPlace, e.Lon, e.Lat = true, lon, lat
}

type tiffFile struct {
	b     []byte
	order binary.ByteOrder
}

type tiffField struct {
	tag   uint16
	kind  uint16
	count uint32
	value []byte // four bytes: the value, or where it stands
}

// mostFields bounds a directory: a picture that claims more is not read further.
const mostFields = 512

func (t tiffFile) fields(at int64) (list []tiffField) {
	if at < 0 || at+2 > int64(len(t.b)) {
		return nil
	}
	n := min(int64(t.order.Uint16(t.b[at:])), mostFields)
	for i := range n {
		p := at + 2 + i*12
		if p+12 > int64(len(t.b)) {
			return list
		}
		list = append(list, tiffField{t.order.Uint16(t.b[p:]), t.order.Uint16(t.b[p+2:]), t.order.Uint32(t.b[p+4:]), t.b[p+8 : p+12]})
	}
	return list
}

// degrees are three fractions: degrees, minutes and seconds.
func (t tiffFile) degrees(f tiffField) float64 {
	at := int64(t.order.Uint32(f.value))
	if f.kind != 5 || f.count != 3 || at+24 > int64(len(t.b)) {
		return math.NaN()
	}
	sum, unit := 0.0, 1.0
	for i := range int64(3) {
		num, den := t.order.Uint32(t.b[at+i*8:]), t.order.Uint32(t.b[at+i*8+4:])
		if den == 0 && num != 0 {
			return math.NaN()
		}
		if den != 0 {
			sum += float64(num) / float64(den) / unit
		}
		unit *= 60
	}
	return sum
}

package report

import (
	"bytes"
	"math"
	"testing"
)

func FuzzExif(f *testing.F) {
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x22Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00\x00\x00\x00\x00\xff\xda"))
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x22Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x88\x25\x00\x04\x00\x00\x00\x01\x00\x00\x00\x08\x00\x00\x00\x00\xff\xda"))
	f.Add([]byte("\xff\xd8\xff\xc2\x00\x02\xff\xe1\xff\xffExif\x00\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		e := exifOf(bytes.NewReader(b))
		if e.Turn < 1 || e.Turn > 8 || math.Abs(e.Lat) > 90 || math.Abs(e.Lon) > 180 || math.IsNaN(e.Lat) || math.IsNaN(e.Lon) {
			t.Fatalf("%+v", e)
		}
	})
}

func FuzzCleanAndMask(f *testing.F) {
	f.Add("Ông Nguyễn Văn A 0912.345.678 a@b.vn 34A-123.45\u202e")
	f.Fuzz(func(t *testing.T, s string) {
		c := clean(s)
		if again := clean(c); again != c {
			t.Fatalf("%q is cleaned to %q, then to %q", s, c, again)
		}
		if m := mask(c); personal[1].MatchString(m) || personal[0].MatchString(m) {
			t.Fatalf("%q is masked to %q", c, m)
		}
		if code := CodeOf(s); CodeOf(code) != code {
			t.Fatalf("%q is read as %q, and that as another", s, code)
		}
	})
}

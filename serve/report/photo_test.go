package report_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"math"
	"strings"
	"testing"
	"time"

	"thanhdong/ground/fault"
	"thanhdong/ground/file"
	"thanhdong/serve/report"
)

// field is one entry of a TIFF directory.
type field struct {
	tag, kind uint16
	count     uint32
	value     uint32
}

// withExif puts EXIF behind the first two bytes of a JPEG: an orientation, and a place where lat and lon are given.
func withExif(jpg []byte, turn uint16, lat, lon float64) []byte {
	var t bytes.Buffer
	w := func(v any) { _ = binary.Write(&t, binary.LittleEndian, v) }
	t.WriteString("II*\x00")
	w(uint32(8))
	ifd := func(fs ...field) {
		w(uint16(len(fs)))
		for _, f := range fs {
			w(f)
		}
		w(uint32(0))
	}
	const gps = 8 + 2 + 2*12 + 4
	ifd(field{0x0112, 3, 1, uint32(turn)}, field{0x8825, 4, 1, gps})
	const numbers = gps + 2 + 4*12 + 4
	ref := func(v float64, pos, neg byte) uint32 {
		if v < 0 {
			return uint32(neg)
		}
		return uint32(pos)
	}
	ifd(field{1, 2, 2, ref(lat, 'N', 'S')}, field{2, 5, 3, numbers}, field{3, 2, 2, ref(lon, 'E', 'W')}, field{4, 5, 3, numbers + 24})
	for _, v := range []float64{math.Abs(lat), math.Abs(lon)} {
		d := math.Floor(v)
		m := math.Floor((v - d) * 60)
		w([]uint32{uint32(d), 1, uint32(m), 1, uint32(math.Round(((v-d)*60 - m) * 60 * 1000)), 1000})
	}
	return app1(jpg, append([]byte("Exif\x00\x00"), t.Bytes()...))
}

func app1(jpg, body []byte) []byte {
	out := append([]byte{}, jpg[:2]...)
	out = append(out, 0xff, 0xe1, byte((len(body)+2)>>8), byte(len(body)+2))
	return append(append(out, body...), jpg[2:]...)
}

// corner is a picture of w by h, white with a red upper left.
func corner(w, h int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.Set(x, y, color.White)
			if x < w/2 && y < h/2 {
				m.Set(x, y, color.RGBA{R: 255, A: 255})
			}
		}
	}
	return m
}

func jpegOf(m image.Image) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func decode(t *testing.T, b []byte) image.Image {
	t.Helper()
	m, err := jpeg.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func red(m image.Image, x, y int) bool {
	r, g, _, _ := m.At(x, y).RGBA()
	return r > 0xa000 && g < 0x6000
}

func TestAPictureIsShownAsItsCameraWasHeldAndSaysNothingElse(t *testing.T) {
	jpg := jpegOf(corner(64, 32))
	for turn, at := range map[uint16]image.Point{1: {8, 8}, 2: {56, 8}, 3: {56, 24}, 4: {8, 24}, 5: {8, 8}, 6: {24, 8}, 7: {24, 56}, 8: {8, 56}, 0: {8, 8}, 99: {8, 8}} {
		out, err := report.Develop(bytes.NewReader(withExif(jpg, turn, 20.95, 106.3)))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(out, []byte("Exif")) {
			t.Errorf("turn %d: EXIF goes along", turn)
		}
		m := decode(t, out)
		if wide := m.Bounds().Dx() == 64; wide == (turn >= 5 && turn <= 8) || !red(m, at.X, at.Y) {
			t.Errorf("turn %d: %v, not red at %v", turn, m.Bounds(), at)
		}
	}
}

func TestWhatIsCoveredIsGone(t *testing.T) {
	out, err := report.Develop(bytes.NewReader(jpegOf(corner(64, 32))), report.Box{X: 0, Y: 0, W: 0.5, H: 0.5})
	if err != nil {
		t.Fatal(err)
	}
	if m := decode(t, out); red(m, 8, 8) || red(m, 16, 8) {
		t.Error("it is still red")
	}
}

// claimedPNG is the head of a PNG that claims a size.
func claimedPNG(w, h uint32) []byte {
	b := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR")
	b = binary.BigEndian.AppendUint32(b, w)
	b = binary.BigEndian.AppendUint32(b, h)
	b = append(b, 8, 6, 0, 0, 0)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[12:]))
}

func TestHostilePicturesAreRefusedBeforeTheyCost(t *testing.T) {
	jpg := jpegOf(corner(64, 32))
	var small bytes.Buffer
	if err := png.Encode(&small, corner(8, 8)); err != nil {
		t.Fatal(err)
	}
	var moving bytes.Buffer
	if err := gif.EncodeAll(&moving, &gif.GIF{Image: []*image.Paletted{image.NewPaletted(image.Rect(0, 0, 8, 8), color.Palette{color.White}), image.NewPaletted(image.Rect(0, 0, 8, 8), color.Palette{color.Black})}, Delay: []int{1, 1}}); err != nil {
		t.Fatal(err)
	}
	for what, c := range map[string]struct {
		body []byte
		key  string // empty: it is shown
	}{
		"too many points":           {claimedPNG(100_000, 100_000), "report.many_pixels"},
		"points that overflow":      {claimedPNG(0x7fffffff, 0x7fffffff), "report.no_picture"},
		"half of a picture":         {jpg[:len(jpg)/2], ""}, // as far as it goes, or refused: see below
		"no picture":                {[]byte("GIF89a\x08\x00\x08\x00<script>alert(1)</script>"), "report.no_picture"},
		"SVG":                       {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`), "report.no_picture"},
		"nothing":                   {nil, "report.no_picture"},
		"a page behind the picture": {append(append([]byte{}, jpg...), "<html><script>alert(1)</script>"...), ""},
		"an archive behind it":      {append(append([]byte{}, jpg...), "PK\x03\x04"...), ""},
		"PNG":                       {small.Bytes(), ""},
		"a moving GIF":              {moving.Bytes(), ""},
		"EXIF that points at itself": {app1(jpg, append([]byte("Exif\x00\x00II*\x00\x08\x00\x00\x00\xff\xff"),
			bytes.Repeat([]byte{0x25, 0x88, 4, 0, 1, 0, 0, 0, 8, 0, 0, 0}, 5000)...)), ""},
		"EXIF beyond its end": {app1(jpg, []byte("Exif\x00\x00MM\x00*\xff\xff\xff\xff\x00\x00\x00\x00")), ""},
		"EXIF of 64 kB a hundred times": {func() []byte {
			b := jpg
			for range 100 {
				b = app1(b, append([]byte("Exif\x00\x00II*\x00"), make([]byte, 65_000)...))
			}
			return b
		}(), ""},
	} {
		began := time.Now()
		out, err := report.Develop(bytes.NewReader(c.body))
		if took := time.Since(began); took > 2*time.Second {
			t.Errorf("%s took %v", what, took)
		}
		f, _ := fault.As(err)
		switch {
		case what == "half of a picture":
			if err != nil && (f == nil || f.Key != "report.no_picture") {
				t.Errorf("%s: %v", what, err)
			}
		case c.key == "" && err != nil:
			t.Errorf("%s: %v", what, err)
		case c.key != "" && (f == nil || f.Key != c.key):
			t.Errorf("%s: %v, want %s", what, err, c.key)
		case c.key == "":
			if bytes.Contains(out, []byte("script")) || bytes.Contains(out, []byte("PK\x03")) || bytes.Contains(out, []byte("Exif")) {
				t.Errorf("%s: what hid in it goes along", what)
			}
			decode(t, out)
		}
	}
}

func TestAPhotoOfFiftyMegapixels(t *testing.T) {
	m := image.NewYCbCr(image.Rect(0, 0, 8160, 6120), image.YCbCrSubsampleRatio420)
	for i := range m.Y {
		m.Y[i] = uint8(i / 8160)
	}
	big := jpegOf(m)
	out, err := report.Develop(bytes.NewReader(big))
	if err != nil {
		t.Fatal(err)
	}
	if small := decode(t, out); small.Bounds().Dx() != 1600 || small.Bounds().Dy() != 1200 {
		t.Errorf("%v", small.Bounds())
	}
}

func TestPhotosOfAReport(t *testing.T) {
	each(t, func(b *bench) {
		r := b.receive(draft())
		add := func(f file.File) error { return b.rs.AddPhoto(t.Context(), r.Code, f) }
		wantFault(t, "SVG", add(file.File{SHA: strings.Repeat("0", 64), Type: "image/svg+xml", Size: 3}), fault.Unsupported, "report.not_picture")
		wantFault(t, "a page", add(b.keep([]byte("<html>xin chào</html>"))), fault.Unsupported, "report.not_picture")
		wantFault(t, "13 MB", add(file.File{SHA: strings.Repeat("0", 64), Type: "image/jpeg", Size: 13 << 20}), fault.TooLarge, "file.too_large")
		photo := b.keep(withExif(picture(1), 6, lat, lon))
		for range 2 { // the same bytes again are the same photo
			if err := add(photo); err != nil {
				t.Fatal(err)
			}
		}
		if err := add(b.keep([]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"))); err != nil {
			t.Fatal(err)
		}
		if err := add(b.keep([]byte("OggS voice"))); err != nil {
			t.Fatal(err)
		}
		if err := add(b.keep(append(picture(2)[:60], "hỏng"...))); err != nil {
			t.Fatal(err)
		}
		if got := b.get(r.ID); len(got.Photos) != 4 || got.Photos[0].Shown != "" && got.Photos[1].Shown != "" {
			t.Fatalf("photos %+v", got.Photos)
		}
		b.clock.Advance(time.Second)
		b.settle()
		cannot := map[string]string{}
		var shown string
		for _, p := range b.get(r.ID).Photos {
			if cannot[p.Type] += p.Cannot; p.Shown != "" {
				shown = p.Shown
			}
		}
		if cannot["image/heic"] != "report.heic_kept" || cannot["audio/ogg"] != "report.voice_kept" || cannot["image/jpeg"] != "report.no_picture" || shown == "" || shown == photo.SHA {
			t.Errorf("cannot %v, shown %q", cannot, shown)
		}
		body, f, err := b.rs.Picture(t.Context(), r.Code, shown)
		if err != nil {
			t.Fatal(err)
		}
		all, err := io.ReadAll(body)
		body.Close()
		if err != nil || f.Type != "image/jpeg" || bytes.Contains(all, []byte("Exif")) {
			t.Errorf("the picture: %v %v", f, err)
		}
		if _, _, err := b.rs.Picture(t.Context(), r.Code, photo.SHA); !fault.Is(err, fault.NotFound) {
			t.Errorf("the page gives the original: %v", err)
		}
		if _, _, err := b.rs.Original(as(t, leader), r.ID, photo.SHA); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a leader gets the original: %v", err)
		}
		looks := b.count(`ledger WHERE verb = 'report.look'`)
		if body, _, err := b.rs.Original(as(t, clerk), r.ID, photo.SHA); err != nil {
			t.Error(err)
		} else {
			body.Close()
		}
		if b.count(`ledger WHERE verb = 'report.look'`) != looks+1 {
			t.Error("the look is not written down")
		}

		// Published only when somebody chose it, and covered where they said.
		b.must(b.rs.Approve(as(t, clerk), r.ID))
		if p, err := b.rs.ByNumber(t.Context(), r.Number); err != nil || len(p.Photos) != 0 {
			t.Errorf("published without being chosen: %v %v", p.Photos, err)
		}
		_, err = b.rs.Retouch(as(t, clerk), r.ID, photo.SHA, []report.Box{{X: 0.5, Y: math.NaN(), W: 1, H: 1}}, true)
		wantField(t, "a box that is none", err, "boxes", "report.bad_boxes")
		b.must(b.rs.Retouch(as(t, clerk), r.ID, photo.SHA, []report.Box{{W: 0.5, H: 0.5}}, true))
		if _, _, err := b.rs.PublicPicture(t.Context(), r.Number, shown); !fault.Is(err, fault.NotFound) {
			t.Errorf("what was to be covered is still given: %v", err)
		}
		b.clock.Advance(time.Second)
		b.settle()
		p, err := b.rs.ByNumber(t.Context(), r.Number)
		if err != nil || len(p.Photos) != 1 || p.Photos[0].Shown == shown {
			t.Fatalf("covered: %+v %v", p.Photos, err)
		}
		if body, _, err := b.rs.PublicPicture(t.Context(), r.Number, p.Photos[0].Shown); err != nil {
			t.Error(err)
		} else {
			body.Close()
		}
		b.must(b.rs.Retouch(as(t, clerk), r.ID, photo.SHA, []report.Box{{W: 0.5, H: 0.5}}, false))
		if _, _, err := b.rs.PublicPicture(t.Context(), r.Number, p.Photos[0].Shown); !fault.Is(err, fault.NotFound) {
			t.Errorf("hidden and still given: %v", err)
		}
	})
}

func TestAPhotoTakenElsewhereProvesNothing(t *testing.T) {
	each(t, func(b *bench) {
		r := b.assigned(draft())
		b.prove(r.ID, withExif(picture(1), 1, lat+0.02, lon)) // 2.2 km away
		_, err := b.rs.Resolve(as(t, officer), r.ID, "Đã vá", "Xong")
		wantFault(t, "far", err, fault.Conflict, "report.far_proof")
		b.prove(r.ID, withExif(picture(1), 1, lat+0.001, lon))
		b.must(b.rs.Resolve(as(t, officer), r.ID, "Đã vá", "Xong"))

		// A document proves as well, and is not shown on the reporter's page.
		r = b.assigned(draft())
		b.prove(r.ID, []byte("%PDF-1.7 biên bản"))
		b.must(b.rs.Resolve(as(t, officer), r.ID, "Đã vá", "Xong"))
		b.clock.Advance(time.Second)
		b.settle()
		if mine := b.must(b.rs.ByCode(t.Context(), r.Code)); len(mine.Proof) != 1 || mine.Proof[0].Shown != "" || mine.Proof[0].Cannot != "report.document_kept" {
			t.Errorf("proof %+v", mine.Proof)
		}
	})
}

func FuzzDevelop(f *testing.F) {
	jpg := jpegOf(corner(16, 8))
	var p, g bytes.Buffer
	_ = png.Encode(&p, corner(8, 8))
	_ = gif.Encode(&g, corner(8, 8), nil)
	for _, seed := range [][]byte{jpg, withExif(jpg, 6, 20.95, -106.3), p.Bytes(), g.Bytes(), claimedPNG(100_000, 100_000), app1(jpg, []byte("Exif\x00\x00II*\x00\x08\x00\x00\x00\x05\x00")),
		[]byte("RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00")} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if c, _, err := image.DecodeConfig(bytes.NewReader(b)); len(b) > 64<<10 || err == nil && c.Width*c.Height > 1<<20 {
			return // what is large is a test of its own: here many are tried
		}
		out, err := report.Develop(bytes.NewReader(b), report.Box{X: 0.2, Y: 0.2, W: 1, H: 1})
		if err != nil {
			if _, ours := fault.As(err); !ours {
				t.Fatalf("not a refusal: %v", err)
			}
			return
		}
		if c, err := jpeg.DecodeConfig(bytes.NewReader(out)); err != nil || c.Width > 1600 || c.Height > 1600 {
			t.Fatalf("what pages show: %v %v", c, err)
		}
	})
}

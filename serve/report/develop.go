package report

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/color"
	_ "image/gif" // registers the format
	"image/jpeg"
	_ "image/png" // registers the format
	"io"
	"math"
	"time"

	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp" // registers the format

	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

const (
	mostPixels  = 50_000_000
	mostDrawn   = 25_000_000 // of what is not from a camera: a few kilobytes may claim that much
	mostMemory  = 256 << 20  // that one picture may take while it is decoded
	longestSide = 1600       // of the picture for pages

	photoDuty  = "report.photo"
	photoPause = 500 * time.Millisecond
	atOnce     = 20 // pictures of one round
)

// Box is a part of a picture that is covered: a face, a plate. In fractions of its width and height, from the upper left.
type Box struct {
	X float64 `json:"x"`
	Y float64 `json:"y"`
	W float64 `json:"w"`
	H float64 `json:"h"`
}

func (b Box) valid() bool {
	for _, v := range []float64{b.X, b.Y, b.W, b.H} {
		if !(v >= 0 && v <= 1) { // NaN fails as well
			return false
		}
	}
	return b.W > 0 && b.H > 0
}

// developAll makes the pictures for pages that are not made yet. Decoding takes seconds and therefore stands outside any transaction.
func (rs *Reports) developAll(ctx context.Context) error {
	type job struct{ report, sha, boxes string }
	var jobs []job
	err := rs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		jobs = nil
		return tx.Each(ctx, `SELECT report, sha, boxes FROM report_photo WHERE shown = '' AND cannot = '' ORDER BY at, sha LIMIT ?`, []any{atOnce}, func(scan func(...any) error) error {
			var j job
			err := scan(&j.report, &j.sha, &j.boxes)
			jobs = append(jobs, j)
			return err
		})
	})
	if err != nil {
		return fmt.Errorf("pictures that wait: %w", err)
	}
	var failed []error
	for _, j := range jobs {
		var boxes []Box
		if err := json.Unmarshal([]byte(j.boxes), &boxes); err != nil {
			return err
		}
		shown, cannot, err := rs.develop(ctx, j.sha, boxes)
		if err == nil {
			err = rs.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
				_, err := tx.Exec(ctx, `UPDATE report_photo SET shown = ?, cannot = ? WHERE report = ? AND sha = ? AND shown = '' AND boxes = ?`, shown, cannot, j.report, j.sha, j.boxes)
				return err
			})
		}
		if err != nil {
			failed = append(failed, fmt.Errorf("picture %s: %w", j.sha, err))
		}
	}
	return errors.Join(failed...)
}

// develop makes one picture, or says why it cannot be made. An error is a fault that passes: it is tried again.
func (rs *Reports) develop(ctx context.Context, sha string, boxes []Box) (shown, cannot string, err error) {
	f, _, err := rs.files.Open(ctx, sha)
	if lost, ok := fault.As(err); ok && (lost.Kind == fault.NotFound || lost.Key == "file.lost") {
		return "", "report.photo_lost", nil
	}
	if err != nil {
		return "", "", err
	}
	defer f.Close()
	made, err := Develop(f, boxes...)
	if refused, ok := fault.As(err); ok {
		return "", refused.Key, nil
	}
	if err != nil {
		return "", "", err
	}
	kept, err := rs.files.Put(ctx, bytes.NewReader(made), "anh.jpg", "image/jpeg", LargestPhoto)
	return kept.SHA, "", err
}

// Develop gives a picture as a plain JPEG, upright, at most longestSide on a side, with the boxes covered. Refusals: [fault.Invalid] for what is no picture
// that can be decoded, [fault.TooLarge] for one with too many points or that takes too much memory, found before they are decoded.
func Develop(r io.ReadSeeker, boxes ...Box) (out []byte, err error) {
	defer func() {
		// A hostile file that a decoder of somebody else's did not expect must not end the process.
		if p := recover(); p != nil {
			out, err = nil, fault.New(fault.Invalid, "report.no_picture").With(fmt.Errorf("decode: %v", p))
		}
	}()
	c, kind, err := image.DecodeConfig(io.LimitReader(r, LargestPhoto))
	if err != nil {
		return nil, fault.New(fault.Invalid, "report.no_picture").With(err)
	}
	most := mostPixels
	if kind != "jpeg" {
		most = mostDrawn
	}
	if c.Width <= 0 || c.Height <= 0 || c.Width > most/c.Height {
		return nil, fault.New(fault.TooLarge, "report.many_pixels")
	}
	e := exif{Turn: 1}
	if kind == "jpeg" {
		if _, err := r.Seek(0, io.SeekStart); err != nil {
			return nil, err
		}
		e = exifOf(r)
	}
	if c.Width*c.Height*bytesPerPoint(c.ColorModel, e) > mostMemory {
		return nil, fault.New(fault.TooLarge, "report.heavy_picture")
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	src, _, err := image.Decode(io.LimitReader(r, LargestPhoto))
	if err != nil {
		return nil, fault.New(fault.Invalid, "report.no_picture").With(err)
	}
	w, h := src.Bounds().Dx(), src.Bounds().Dy()
	if long := max(w, h); long > longestSide {
		w, h = max(1, w*longestSide/long), max(1, h*longestSide/long)
	}
	small := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(small, small.Bounds(), image.White, image.Point{}, draw.Src) // what is transparent
	draw.ApproxBiLinear.Scale(small, small.Bounds(), src, src.Bounds(), draw.Over, nil)
	made := upright(small, e.Turn)
	for _, b := range boxes {
		cover(made, b)
	}
	var buf bytes.Buffer
	if err := jpeg.Encode(&buf, made, &jpeg.Options{Quality: 82}); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}

// bytesPerPoint is what decoding takes for one point: a progressive JPEG is held as coefficients until its last pass.
func bytesPerPoint(m color.Model, e exif) int {
	switch {
	case e.Progressive:
		return 3 + 3*4
	case m == color.RGBA64Model, m == color.NRGBA64Model:
		return 8
	case m == color.RGBAModel, m == color.NRGBAModel, m == color.NYCbCrAModel, m == color.CMYKModel:
		return 4
	case m == color.YCbCrModel:
		return 3
	case m == color.Gray16Model:
		return 2
	}
	return 1
}

// cover paints over a part of a picture: nothing of it is left.
func cover(p *image.RGBA, b Box) {
	w, h := float64(p.Bounds().Dx()), float64(p.Bounds().Dy())
	at := image.Rect(int(math.Floor(b.X*w)), int(math.Floor(b.Y*h)), int(math.Ceil((b.X+b.W)*w)), int(math.Ceil((b.Y+b.H)*h)))
	draw.Draw(p, at.Intersect(p.Bounds()), image.NewUniform(color.Gray{Y: 0x60}), image.Point{}, draw.Src)
}

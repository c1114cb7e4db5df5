package report

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/file"
	"thanhdong/ground/ledger"
)

// Photo is a picture of a report. Its bytes as they came are kept for the record and given to nobody but who handles it; what
// pages show is made of them by a timer: decoded and written anew, so that neither the place and owner in its EXIF nor
// anything else that hides in the bytes goes along.
type Photo struct {
	SHA    string // of the bytes as they came
	Name   string
	Type   string
	Size   int64
	At     time.Time
	Shown  string // SHA of the picture for pages; empty while it is made, or where it cannot be
	Cannot string // key of the reason why not
	Proof  bool   // of what was done, not of what was reported
	Public bool   // may be published with the report
	Boxes  []Box  // what is covered in the picture for pages
}

// Types are what a reporter may hand in: pictures, and a voice note. A HEIC is kept and can be saved; browsers cannot show it. A voice note is kept for who handles the report.
var Types = map[string]bool{"image/jpeg": true, "image/png": true, "image/webp": true, "image/gif": true, "image/heic": true, "image/heif": true,
	"audio/mp4": true, "audio/ogg": true, "audio/mpeg": true, "audio/wav": true, "video/webm": true} // the last is what browsers record a voice in

const (
	// LargestPhoto is the most that a picture may have, in bytes.
	LargestPhoto = 12 << 20
	mostPhotos   = 6
)

const pictureTypes = `'image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/heic', 'image/heif'`

// AddPhoto keeps a picture that ground/file has, by the code of the report. The same bytes again are the same picture.
func (rs *Reports) AddPhoto(ctx context.Context, code string, f file.File) error {
	if !Types[f.Type] {
		return fault.New(fault.Unsupported, "report.not_picture", "type", f.Type)
	}
	if f.Size > LargestPhoto {
		return fault.New(fault.TooLarge, "file.too_large", "max", file.Size(LargestPhoto))
	}
	err := rs.d.Do(reporter(ctx), func(ctx context.Context, tx *db.Tx) error {
		r, err := byCode(ctx, tx, code, tx.Lock())
		if err != nil {
			return err
		}
		state := r.State
		if r.MergedInto != "" { // it lives on in the other
			if err := tx.QueryRow(ctx, `SELECT state FROM report WHERE id = ?`, r.MergedInto).Scan(&state); err != nil {
				return err
			}
		}
		if state.Ended() {
			return fault.New(fault.Conflict, "report.is_"+string(state), "number", r.Number)
		}
		have, err := photosOf(ctx, tx, `report = ? AND proof = 0`, r.ID)
		if err != nil {
			return err
		}
		for _, p := range have {
			if p.SHA == f.SHA {
				return nil
			}
		}
		if len(have) >= mostPhotos {
			return fault.New(fault.Conflict, "report.many_photos", "max", mostPhotos)
		}
		if _, err := tx.Exec(ctx, `INSERT INTO report_photo (report, sha, name, type, size, at, shown, cannot) VALUES (?, ?, ?, ?, ?, ?, '', ?)`,
			r.ID, f.SHA, f.Name, f.Type, f.Size, db.Micros(tx.Now()), cannotShow(f.Type)); err != nil {
			return err
		}
		return ledger.Write(ctx, tx, ledger.Entry{Verb: "report.photo", Subject: r.ID, UnitPath: r.UnitPath, AreaPath: r.AreaPath, Payload: map[string]any{"sha": f.SHA, "size": f.Size}})
	})
	if err != nil {
		return fmt.Errorf("add a picture: %w", err)
	}
	return nil
}

// cannotShow says at once that a HEIC is kept and no more: no browser but one shows it, and nothing free of patents decodes it.
func cannotShow(mediaType string) string {
	switch {
	case mediaType == "image/heic", mediaType == "image/heif":
		return "report.heic_kept"
	case !strings.HasPrefix(mediaType, "image/"):
		return "report.voice_kept"
	}
	return ""
}

// photosOf reads pictures, oldest first.
func photosOf(ctx context.Context, tx *db.Tx, where string, args ...any) (list []Photo, err error) {
	err = tx.Each(ctx, `SELECT sha, name, type, size, at, shown, cannot, proof, public, boxes FROM report_photo WHERE `+where+` ORDER BY at, sha`, args, func(scan func(...any) error) error {
		var p Photo
		var at int64
		var proof, public int
		var boxes string
		if err := scan(&p.SHA, &p.Name, &p.Type, &p.Size, &at, &p.Shown, &p.Cannot, &proof, &public, &boxes); err != nil {
			return err
		}
		p.At, p.Proof, p.Public = db.Time(at), proof == 1, public == 1
		list = append(list, p)
		return json.Unmarshal([]byte(boxes), &list[len(list)-1].Boxes)
	})
	if err != nil {
		return nil, fmt.Errorf("pictures of a report: %w", err)
	}
	return list, nil
}

// Picture gives the bytes of a picture for pages to who holds the code: one of the report's own, or of what was done.
func (rs *Reports) Picture(ctx context.Context, code, sha string) (io.ReadSeekCloser, file.File, error) {
	r, err := rs.ByCode(ctx, code)
	if err != nil {
		return nil, file.File{}, err
	}
	for _, p := range append(r.Photos, r.Proof...) {
		if p.Shown == sha && sha != "" {
			return rs.files.Open(ctx, sha)
		}
	}
	return nil, file.File{}, fault.New(fault.NotFound, "report.no_photo")
}

// StaffPicture gives the bytes of a picture for pages to who may read the report.
func (rs *Reports) StaffPicture(ctx context.Context, id, sha string) (io.ReadSeekCloser, file.File, error) {
	err := rs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := readable(ctx, tx, id, ""); err != nil {
			return err
		}
		list, err := photosOf(ctx, tx, `shown = ? AND shown <> '' AND (report = ? OR report IN (SELECT id FROM report WHERE merged_into = ?))`, sha, id, id)
		if err == nil && len(list) == 0 {
			err = fault.New(fault.NotFound, "report.no_photo")
		}
		return err
	})
	if err != nil {
		return nil, file.File{}, err
	}
	return rs.files.Open(ctx, sha)
}

// Original gives the bytes as they came, to who may act on the report; the look is written down.
func (rs *Reports) Original(ctx context.Context, id, sha string) (f io.ReadSeekCloser, known file.File, err error) {
	err = rs.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		r, err := readable(ctx, tx, id, "")
		if err != nil {
			return err
		}
		if by := actor.From(ctx); !by.May(ToClassify, r.Scope()) {
			if err := by.Check(ToHandle, r.Scope()); err != nil {
				return err
			}
		}
		if err := tx.QueryRow(ctx, `SELECT sha FROM report_photo WHERE sha = ? AND (report = ? OR report IN (SELECT id FROM report WHERE merged_into = ?))`, sha, id, id).Scan(new(string)); err != nil {
			return fault.New(fault.NotFound, "report.no_photo").With(err)
		}
		return ledger.Write(ctx, tx, ledger.Entry{Verb: "report.look", Subject: r.ID, UnitPath: r.UnitPath, AreaPath: r.AreaPath, Payload: map[string]any{"sha": sha}})
	})
	if err != nil {
		return nil, known, err
	}
	return rs.files.Open(ctx, sha)
}

package periodic

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/file"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
	"thanhdong/know/dataset"
	"thanhdong/know/periodic/docx"
)

const columns = `e.id, e.number, e.unit, e.unit_path, e.area, e.area_path, e.rhythm, e.period, e.state, e.version, e.digest, e.unknown, e.composed_at, e.signed_at, e.signed_by, e.signed_name, e.withdrawn_at, e.withdrawn_name, e.reason`

func query(ctx context.Context, tx *db.Tx, where string, args ...any) (list []Edition, err error) {
	err = tx.Each(ctx, `SELECT `+columns+` FROM periodic_edition e WHERE `+where, args, func(scan func(...any) error) error {
		var e Edition
		var rhythm, period string
		var composed int64
		var signed, withdrawn *int64
		err := scan(&e.ID, &e.Number, &e.Unit, &e.UnitPath, &e.Area, &e.AreaPath, &rhythm, &period, &e.State, &e.Version, &e.Digest, &e.Unknown, &composed, &signed, &e.SignedBy, &e.SignedName, &withdrawn, &e.WithdrawnName, &e.Reason)
		if err != nil {
			return err
		}
		e.Rhythm, e.ComposedAt, e.SignedAt, e.WithdrawnAt = Rhythm(rhythm), db.Time(composed), db.TimeOf(signed), db.TimeOf(withdrawn)
		e.Period, err = dataset.ParsePeriod(period)
		list = append(list, e)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read periodic reports: %w", err)
	}
	return list, nil
}

// readable is an edition that the actor may read; one that they may not is not found.
func readable(ctx context.Context, tx *db.Tx, id, lock string) (Edition, error) {
	list, err := query(ctx, tx, `e.id = ?`+lock, id)
	if err == nil && (len(list) == 0 || !actor.From(ctx).May(Read, list[0].Scope())) {
		err = fault.New(fault.NotFound, "periodic.not_found", "id", id)
	}
	if err != nil {
		return Edition{}, err
	}
	return list[0], nil
}

// full adds the content as it was kept and the versions.
func (es *Editions) full(ctx context.Context, tx *db.Tx, e Edition) (Edition, error) {
	var content string
	err := tx.Each(ctx, `SELECT version, digest, at, by_name, content FROM periodic_version WHERE edition = ? ORDER BY version`, []any{e.ID}, func(scan func(...any) error) error {
		var v Version
		var at int64
		var body string
		err := scan(&v.No, &v.Digest, &at, &v.By, &body)
		if v.At = db.Time(at); v.No == e.Version {
			content = body
		}
		e.Versions = append(e.Versions, v)
		return err
	})
	if err != nil {
		return e, err
	}
	if err := json.Unmarshal([]byte(content), &e.Content); err != nil {
		return e, fmt.Errorf("content of periodic report %s: %w", e.ID, err)
	}
	e.Intact, err = es.intact(ctx, e, content)
	return e, err
}

// intact compares content and document with the digest, and once it is signed this with the ledger's, whose chain is checked apart.
func (es *Editions) intact(ctx context.Context, e Edition, content string) (bool, error) {
	if digest(content) != e.Digest {
		return false, nil
	}
	b, err := es.bytes(ctx, e.Content.Docx)
	if err != nil || digest(string(b)) != e.Content.Docx {
		return false, err
	}
	if e.SignedAt.IsZero() {
		return true, nil
	}
	lines, err := ledger.List(actor.With(ctx, actor.System("periodic")), es.d, ledger.Filter{Subject: e.ID, Verb: "periodic.sign", Limit: 1})
	if err != nil || len(lines) == 0 {
		return false, err
	}
	if lines[0].Payload == nil { // one that was erased says nothing
		return true, nil
	}
	var kept struct{ Digest string }
	err = json.Unmarshal(lines[0].Payload, &kept)
	return kept.Digest == e.Digest, err
}

func (es *Editions) bytes(ctx context.Context, sha string) ([]byte, error) {
	r, _, err := es.files.Open(ctx, sha)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

// Get gives an edition whole; [fault.NotFound] when the actor may not read it.
func (es *Editions) Get(ctx context.Context, id string) (e Edition, err error) {
	err = es.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		found, err := readable(ctx, tx, id, "")
		if err != nil {
			return err
		}
		e, err = es.full(ctx, tx, found)
		return err
	})
	return e, err
}

// Document opens the document of a version of an edition; zero: of the last. The caller closes it.
func (es *Editions) Document(ctx context.Context, id string, version int) (r io.ReadSeekCloser, f file.File, err error) {
	var sha string
	var e Edition
	err = es.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if e, err = readable(ctx, tx, id, ""); err != nil {
			return err
		}
		if version == 0 {
			version = e.Version
		}
		err = tx.QueryRow(ctx, `SELECT sha FROM periodic_version WHERE edition = ? AND version = ?`, id, version).Scan(&sha)
		if fault.Is(err, fault.NotFound) {
			err = fault.New(fault.NotFound, "periodic.not_found", "id", id)
		}
		return err
	})
	if err != nil {
		return nil, f, err
	}
	r, f, err = es.files.Open(ctx, sha)
	f.Name = fmt.Sprintf("%s-%s.docx", e.Number, e.Period.Code())
	return r, f, err
}

// Twin is what stands in an edition's document, for reading without Word.
func (es *Editions) Twin(ctx context.Context, e Edition) ([]docx.Block, error) {
	b, err := es.bytes(ctx, e.Content.Docx)
	if err != nil {
		return nil, err
	}
	d, err := docx.Read(b)
	if err != nil {
		return nil, err
	}
	return d.Outline(), nil
}

// Filter narrows a list.
type Filter struct {
	Unit   string
	Rhythm string
	After  string // cursor
	Limit  int
}

const usualPage, longestPage = 30, 200

// List gives editions that the actor may read, the newest period first, without content, and the cursor of the next page.
func (es *Editions) List(ctx context.Context, f Filter) (list []Edition, next string, err error) {
	if f.Limit <= 0 {
		f.Limit = usualPage
	}
	limit := min(f.Limit, longestPage)
	err = es.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		where, args := actor.From(ctx).Where(Read, "e.unit_path", "e.area_path")
		if f.Unit != "" {
			where, args = where+` AND e.unit = ?`, append(args, f.Unit)
		}
		if f.Rhythm != "" {
			where, args = where+` AND e.rhythm = ?`, append(args, f.Rhythm)
		}
		if f.After != "" {
			day, id, ok := strings.Cut(f.After, ".")
			if !ok || !text.Day(day).Valid() {
				return fault.Fields("periodic.invalid", fault.At("after", "periodic.bad_cursor"))
			}
			where, args = where+` AND (e.first_day, e.id) < (?, ?)`, append(args, day, id)
		}
		list, err = query(ctx, tx, where+` ORDER BY e.first_day DESC, e.id DESC LIMIT ?`, append(args, limit+1)...)
		return err
	})
	if err == nil && len(list) > limit {
		list = list[:limit]
		next = string(list[limit-1].Period.Start) + "." + list[limit-1].ID
	}
	return list, next, err
}

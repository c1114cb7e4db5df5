package report

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"thanhdong/ground/consent"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/file"
)

// What the room holds about persons: how a reporter is reached, and what they wrote, showed and where it was. The two have times of keeping of their own: what was
// wrong at a place is worth knowing when nobody need be reached any more.
const (
	ContactHeld = "report.contact"
	WordsHeld   = "report.words"
	// FollowerHeld is the address of who asked to be told how a report goes on.
	FollowerHeld = "report.follower"
)

const (
	hasContact = `(r.name <> '' OR r.phone <> '' OR r.email <> '')`
	hasWords   = `r.words <> ''`
	// ended is that nobody acts any more, on the report nor on the one that it was merged with; endedAt is since when.
	ended   = `r.state IN ('rejected', 'merged', 'closed') AND NOT EXISTS (SELECT 1 FROM report m WHERE m.id = r.merged_into AND m.state NOT IN ('rejected', 'merged', 'closed'))`
	endedAt = `COALESCE((SELECT m.ended_at FROM report m WHERE m.id = r.merged_into), r.ended_at)`
	// byReporter are the lines of a history that a reporter wrote.
	byReporter = `by_id = 'sys_reporter' AND words <> ''`
	readAtOnce = 1000
)

type holder struct{ rs *Reports }

// Holder answers for who reported and what they wrote.
func (rs *Reports) Holder() consent.Holder { return holder{rs} }

func (holder) Kinds() []string { return []string{ContactHeld, WordsHeld, FollowerHeld} }

func heldWhere(kind string) string {
	if kind == ContactHeld {
		return hasContact
	}
	return hasWords
}

// Find reads all reports, in slices: a number or a name stands anywhere in their words.
func (h holder) Find(ctx context.Context, tx *db.Tx, who consent.Person) (found []consent.Piece, err error) {
	for _, kind := range []string{ContactHeld, WordsHeld} {
		for after := ""; ; {
			list, err := query(ctx, tx, heldWhere(kind)+` AND r.id > ? ORDER BY r.id LIMIT ?`, after, readAtOnce)
			if err != nil {
				return nil, err
			}
			matching, err := consent.Matching(who, list, func(r Report) consent.Known {
				k := consent.Known{Codes: []string{r.ID, r.Number, r.Code}, Phones: []string{r.Reporter.Phone}, Emails: []string{r.Reporter.Email}, Names: []string{r.Reporter.Name}}
				if kind == WordsHeld {
					k.Words = r.Words + " \n" + r.Address
				}
				return k
			}, func(r Report) (consent.Piece, error) { return held(ctx, tx, kind, r) })
			if err != nil {
				return nil, err
			}
			found = append(found, matching...)
			if len(list) < readAtOnce {
				break
			}
			after = list[len(list)-1].ID
		}
	}
	followers, err := findFollowers(ctx, tx, who)
	return append(found, followers...), err
}

func held(ctx context.Context, tx *db.Tx, kind string, r Report) (consent.Piece, error) {
	p := consent.Piece{Ref: consent.Ref{Kind: kind, ID: r.ID}, At: r.ReceivedAt, Title: r.Number, Scope: r.Scope()}
	done, err := query(ctx, tx, `r.id = ? AND `+ended, r.ID)
	if err != nil {
		return p, err
	}
	if len(done) == 0 {
		p.Keeps = fault.New(fault.Conflict, "report.in_hand", "number", r.Number)
	}
	if kind == ContactHeld {
		p.Fields = []consent.Field{{Key: "name", Value: r.Reporter.Name}, {Key: "phone", Value: r.Reporter.Phone}, {Key: "email", Value: r.Reporter.Email}}
		return p, nil
	}
	p.Fields = []consent.Field{{Key: "words", Value: r.Words}, {Key: "place", Value: r.Address}, {Key: "at", Value: consent.Stamp(r.ReceivedAt)}}
	for _, question := range slices.Sorted(maps.Keys(r.Answers)) {
		p.Fields = append(p.Fields, consent.Field{Key: "words", Value: r.Answers[question]})
	}
	err = tx.Each(ctx, `SELECT words FROM report_log WHERE report = ? AND `+byReporter+` ORDER BY seq`, []any{r.ID}, func(scan func(...any) error) error {
		var words string
		err := scan(&words)
		p.Fields = append(p.Fields, consent.Field{Key: "words", Value: words})
		return err
	})
	if err != nil {
		return p, err
	}
	photos, err := photosOf(ctx, tx, `report = ? AND proof = 0`, r.ID)
	for _, photo := range photos {
		p.Files = append(p.Files, photo.SHA)
	}
	return p, err
}

func (holder) Export(ctx context.Context, tx *db.Tx, ref consent.Ref) (consent.Piece, error) {
	if ref.Kind == FollowerHeld {
		list, err := heldFollowers(ctx, tx, `f.id = ?`, ref.ID)
		pieces := make([]consent.Piece, len(list))
		for i, p := range list {
			pieces[i] = p.Piece
		}
		return consent.One(pieces, err)
	}
	list, err := query(ctx, tx, `r.id = ? AND `+heldWhere(ref.Kind), ref.ID)
	if err != nil || len(list) == 0 {
		return consent.One(nil, err)
	}
	return held(ctx, tx, ref.Kind, list[0])
}

// Erase leaves that there was a report of this category in this area, and how it ended. What staff wrote stays.
func (h holder) Erase(ctx context.Context, tx *db.Tx, ref consent.Ref) error {
	switch ref.Kind {
	case FollowerHeld:
		_, err := tx.Exec(ctx, `DELETE FROM report_follower WHERE id = ?`, ref.ID)
		return err
	case ContactHeld:
		_, err := tx.Exec(ctx, `UPDATE report SET name = '', phone = '', email = '', callback = 0, sender = '' WHERE id = ?`, ref.ID)
		return err
	}
	r, err := load(ctx, tx, `r.id = ?`, tx.Lock(), ref.ID)
	if err != nil {
		return err
	}
	c, err := category(ctx, tx, r.Category)
	if err != nil {
		return err
	}
	photos, err := photosOf(ctx, tx, `report = ? AND proof = 0`, r.ID)
	if err != nil {
		return err
	}
	for _, p := range photos {
		for _, sha := range []string{p.SHA, p.Shown} {
			if sha != "" {
				if err := file.Forget(ctx, tx, sha); err != nil {
					return err
				}
			}
		}
	}
	_, err1 := tx.Exec(ctx, `UPDATE report SET words = '', answers = '{}', address = '', lon = NULL, lat = NULL, public_words = '', approved = 0, search = ? WHERE id = ?`,
		searched(Report{Number: r.Number}, c), r.ID)
	_, err2 := tx.Exec(ctx, `UPDATE report_log SET words = '' WHERE report = ? AND (`+byReporter+` OR kind = 'redact')`, r.ID)
	_, err3 := tx.Exec(ctx, `DELETE FROM report_photo WHERE report = ? AND proof = 0`, r.ID)
	if err := errors.Join(err1, err2, err3); err != nil {
		return err
	}
	return h.rs.queue.Retitle(ctx, kindName, r.ID, c.Name) // the queue named the place
}

// Uses tells whether a report, a draft or a piece of evidence means a file, for [file.Files.Sweep].
func (rs *Reports) Uses(ctx context.Context, tx *db.Tx, sha string) (bool, error) {
	var n int
	err := tx.QueryRow(ctx, `SELECT (SELECT count(*) FROM report_photo WHERE sha = ? OR shown = ?) + (SELECT count(*) FROM report_draft_photo WHERE sha = ?) + (SELECT count(*) FROM work_evidence WHERE sha = ?)`,
		sha, sha, sha, sha).Scan(&n)
	return n > 0, err
}

// Old gives what belongs to reports that ended before the instant: who reported is needed as long as somebody acts.
func (holder) Old(ctx context.Context, tx *db.Tx, kind string, before time.Time, most int) ([]consent.Ref, error) {
	if kind == FollowerHeld {
		return consent.Refs(ctx, tx, kind, `SELECT f.id FROM report_follower f JOIN report r ON r.id = f.report WHERE `+ended+` AND `+endedAt+` < ? ORDER BY f.id LIMIT ?`, db.Micros(before), most)
	}
	return consent.Refs(ctx, tx, kind, `SELECT r.id FROM report r WHERE `+heldWhere(kind)+` AND `+ended+` AND `+endedAt+` < ? ORDER BY r.id LIMIT ?`, db.Micros(before), most)
}

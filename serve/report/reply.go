package report

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"thanhdong/ground/consent"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

// Replied takes the answer to one of the room's letters: from the address that it went to, by the token of the address at which it came in, or the code of the report in
// its subject. What was asked is answered; otherwise the words are added to the report. The same letter again changes nothing. Refusals:
// [fault.NotFound] where token and address do not belong together, [fault.Conflict] where the report has ended.
func (rs *Reports) Replied(ctx context.Context, token string, l Letter) (r Report, err error) {
	words := clean(cutAt(clean(l.Words), longestWords))
	err = rs.d.Do(reporter(ctx), func(ctx context.Context, tx *db.Tx) error {
		code, err := writer(ctx, tx, token, l)
		if err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `INSERT INTO report_reply (key, at) VALUES (?, ?) ON CONFLICT (key) DO NOTHING`, l.Key, db.Micros(tx.Now()))
		if err != nil {
			return err
		}
		if n == 0 {
			r, err = byCode(ctx, tx, code, "")
			return err
		}
		photos, err := heldPhotos(ctx, tx, l.Key)
		if err != nil {
			return err
		}
		for _, p := range photos {
			if err := rs.AddPhoto(ctx, code, p); err != nil && !tooMany(err) {
				return err
			}
		}
		if _, err := tx.Exec(ctx, `DELETE FROM report_draft_photo WHERE key = ?`, l.Key); err != nil {
			return err
		}
		if words == "" && len(photos) > 0 {
			r, err = byCode(ctx, tx, code, "")
			return err
		}
		w, err := rs.Word(ctx, code)
		if err != nil {
			return err
		}
		if w.Info {
			r, err = rs.GiveInfo(ctx, code, words)
			return err
		}
		r, err = rs.AddWords(ctx, code, words)
		return err
	})
	if err != nil {
		return Report{}, fmt.Errorf("an answer by mail: %w", err)
	}
	return r, nil
}

// tooMany says that a report has as many pictures as it may have.
func tooMany(err error) bool {
	e, ours := fault.As(err)
	return ours && e.Key == "report.many_photos"
}

// writer finds whose letter it is: their address must be the one that they are known by.
func writer(ctx context.Context, tx *db.Tx, token string, l Letter) (code string, err error) {
	var email string
	unknown := fault.New(fault.NotFound, "report.no_writer")
	if token != "" {
		if !tokenForm.MatchString(token) {
			return "", unknown
		}
		err = tx.QueryRow(ctx, `SELECT r.code, f.address FROM report_follower f JOIN report r ON r.id = f.report WHERE f.token = ? AND f.own = 1 AND f.channel = ?`, token, byMail).Scan(&code, &email)
	} else {
		err = tx.QueryRow(ctx, `SELECT code, email FROM report WHERE code = ? AND email <> ''`, codeIn(l.Subject)).Scan(&code, &email)
	}
	if fault.Is(err, fault.NotFound) || err == nil && (consent.EmailKey(email) == "" || consent.EmailKey(email) != consent.EmailKey(l.From)) {
		return "", unknown
	}
	return code, err
}

var codeForm = regexp.MustCompile(`\b[2-9A-HJ-NP-Z]{5}-[2-9A-HJ-NP-Z]{5}\b`)

func codeIn(subject string) string { return codeForm.FindString(strings.ToUpper(subject)) }

// NamesReport tells whether a letter's subject names a report by its code, so that it is an answer and no new report.
func NamesReport(subject string) bool { return codeIn(subject) != "" }

// AddWords adds what the reporter says besides, while somebody acts or has the word.
func (rs *Reports) AddWords(ctx context.Context, code, words string) (Report, error) {
	words, fs := sentence(words, true)
	if len(fs) > 0 {
		return Report{}, fault.Fields("report.invalid", fs...)
	}
	return rs.said(ctx, code, "add words", func(ctx context.Context, tx *db.Tx, r *Report) error {
		if r.State.Ended() {
			return fault.New(fault.Conflict, "report.is_"+string(r.State), "number", r.Number)
		}
		return tell(ctx, tx, *r, line{event: InfoGivenEvent, kind: "add_words", words: words, shown: true})
	})
}

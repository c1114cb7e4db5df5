package report

import (
	"context"
	"crypto/rand"
	"fmt"
	"regexp"
	"strings"
	"time"

	"thanhdong/act/notify"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

const (
	byMail   = "email"
	askedFor = 3 * 24 * time.Hour // who asked to follow has so long to say that it was them
	askAgain = time.Hour          // between two letters that ask

	repliesKept = 30 * 24 * time.Hour // a mail server tries for days; after this the same letter is another
)

// Follower is somebody who asked to be told how a report goes on.
type Follower struct {
	Token     string
	Report    string // number
	See       string // number of the one to look at: where it was merged the other
	State     State
	Outcome   Outcome
	Lang      text.Lang
	Confirmed bool
	Own       bool   // its reporter
	Code      string // of the report, once its reporter has confirmed
}

// Tell has the room write to those who follow reports.
func (rs *Reports) Tell(n *notify.Notices, b *bus.Bus) {
	rs.notices = n
	b.Read("report.followers", append([]string{MergedEvent, notify.LetterFailed}, newsKinds()...), rs.tellFollowers)
}

// CanFollow tells whether letters can be sent at all.
func (rs *Reports) CanFollow(ctx context.Context) (bool, error) {
	if rs.notices == nil {
		return false, nil
	}
	_, on, err := rs.notices.Reaches(ctx, byMail, "")
	return on, err
}

// Follow asks, for an address, to be told of a public report. Nothing is told before whoever reads what comes there has pressed the button of the
// page to which the letter leads; opening it changes nothing. Whether the address follows already is not said.
func (rs *Reports) Follow(ctx context.Context, number, email string, lang text.Lang) error {
	return rs.asked(ctx, `r.number = ?`, number, email, lang, false)
}

// FollowOwn is [Reports.Follow] for who holds the code.
func (rs *Reports) FollowOwn(ctx context.Context, code, email string, lang text.Lang) error {
	return rs.asked(ctx, `r.code = ?`, CodeOf(code), email, lang, true)
}

func (rs *Reports) asked(ctx context.Context, where, arg, email string, lang text.Lang, own bool) error {
	if rs.notices == nil {
		return fault.New(fault.Unavailable, "report.no_mail")
	}
	address, on, err := rs.notices.Reaches(ctx, byMail, strings.TrimSpace(email))
	if fault.Is(err, fault.Invalid) || err == nil && strings.TrimSpace(email) == "" {
		return fault.Fields("report.invalid", fault.At("email", "report.bad_email"))
	}
	if err != nil {
		return err
	}
	if !on {
		return fault.New(fault.Unavailable, "report.no_mail")
	}
	err = rs.d.Do(reporter(ctx), func(ctx context.Context, tx *db.Tx) error {
		r, err := load(ctx, tx, where, "", arg)
		if fault.Is(err, fault.NotFound) || err == nil && r.Private && !own {
			return fault.New(fault.NotFound, "report.no_number", "number", arg)
		}
		if err != nil {
			return err
		}
		return rs.invite(ctx, tx, r, address, lang, own)
	})
	if err != nil {
		return fmt.Errorf("follow a report: %w", err)
	}
	return nil
}

// inviteReporter asks who left an address with a report whether they want to be told by it. A report is taken whether or not that can be asked; of one that
// was imported nobody is asked.
func (rs *Reports) inviteReporter(ctx context.Context, tx *db.Tx, r Report, lang text.Lang) error {
	if rs.notices == nil || r.Reporter.Email == "" || r.Source == ByExport {
		return nil
	}
	address, on, err := rs.notices.Reaches(ctx, byMail, r.Reporter.Email)
	if fault.Is(err, fault.Invalid) || err == nil && !on {
		return nil
	}
	if err != nil {
		return err
	}
	if lang != text.EN {
		lang = text.VI
	}
	if err := rs.invite(ctx, tx, r, address, lang, true); !fault.Is(err, fault.TooMany) {
		return err
	}
	return nil
}

// invite writes the letter that asks whether it was really them.
func (rs *Reports) invite(ctx context.Context, tx *db.Tx, r Report, address string, lang text.Lang, own bool) error {
	now := tx.Now()
	var token string
	var asked int64
	var confirmed, failed *int64
	err := tx.QueryRow(ctx, `SELECT token, asked_at, confirmed_at, failed_at FROM report_follower WHERE report = ? AND address = ?`+tx.Lock(), r.ID, address).Scan(&token, &asked, &confirmed, &failed)
	switch {
	case err == nil && (confirmed != nil && failed == nil || now.Sub(db.Time(asked)) < askAgain):
		if own { // who holds the code says that it is theirs
			_, err = tx.Exec(ctx, `UPDATE report_follower SET own = 1 WHERE token = ?`, token)
		}
		return err
	case err == nil: // also where a letter came back: the mailbox may be there again
		if _, err := tx.Exec(ctx, `UPDATE report_follower SET asked_at = ?, confirmed_at = NULL, failed_at = NULL, own = CASE WHEN own = 1 THEN 1 ELSE ? END WHERE token = ?`, db.Micros(now), flag(own), token); err != nil {
			return err
		}
	case fault.Is(err, fault.NotFound):
		if token, err = rs.enrol(ctx, tx, r, address, lang, own, false); err != nil {
			return err
		}
	default:
		return err
	}
	t := func(key string) string { return text.T(lang, key, map[string]any{"number": r.Number}) }
	return rs.notices.Write(ctx, tx, notify.Letter{
		Channel: byMail, To: address, Lang: lang, Number: r.Number, Title: t("report.ask_title"), Text: t("report.ask_words"), Link: letterPage(lang, token), LinkWords: t("report.ask_link"), Why: t("report.ask_why"), Subject: token,
	})
}

// enrol keeps a follower and gives their token.
func (rs *Reports) enrol(ctx context.Context, tx *db.Tx, r Report, address string, lang text.Lang, own, confirmed bool) (token string, err error) {
	token = strings.ToLower(rand.Text())
	now := db.Micros(tx.Now())
	var since *int64
	if confirmed {
		since = &now
	}
	_, err = tx.Exec(ctx, `INSERT INTO report_follower (id, report, address, lang, token, own, asked_at, confirmed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		tx.NewID("fol"), r.ID, address, string(lang), token, flag(own), now, since)
	return token, err
}

// letterPage is the address at which a follower says yes, or no more.
func letterPage(lang text.Lang, token string) string {
	if lang == text.EN {
		return "/en/f/" + token
	}
	return "/f/" + token
}

var tokenForm = regexp.MustCompile(`^[a-z2-7]{26}$`)

// Followed is what the page of a letter shows.
func (rs *Reports) Followed(ctx context.Context, token string) (f Follower, err error) {
	err = rs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		f, err = followerOf(ctx, tx, token)
		return err
	})
	return f, err
}

func followerOf(ctx context.Context, tx *db.Tx, token string) (f Follower, err error) {
	gone := fault.New(fault.NotFound, "report.no_follower")
	if !tokenForm.MatchString(token) {
		return f, gone
	}
	var id string
	var own int
	var confirmed *int64
	err = tx.QueryRow(ctx, `SELECT report, lang, own, confirmed_at FROM report_follower WHERE token = ?`, token).Scan(&id, &f.Lang, &own, &confirmed)
	if fault.Is(err, fault.NotFound) {
		return f, gone
	}
	if err != nil {
		return f, err
	}
	r, err := load(ctx, tx, `r.id = ?`, "", id)
	if err != nil {
		return f, err
	}
	f.Token, f.Report, f.See, f.Confirmed, f.Own = token, r.Number, r.Number, confirmed != nil, own == 1
	if f.Own && f.Confirmed {
		f.Code = r.Code
	}
	if r.MergedInto != "" {
		if r, err = load(ctx, tx, `r.id = ?`, "", r.MergedInto); err != nil {
			return f, err
		}
		if !r.Private {
			f.See = r.Number
		}
	}
	f.State, f.Outcome = r.State, r.Outcome
	return f, nil
}

// ConfirmFollower is the press of the button: from now on the address is told.
func (rs *Reports) ConfirmFollower(ctx context.Context, token string) (f Follower, err error) {
	err = rs.d.Do(reporter(ctx), func(ctx context.Context, tx *db.Tx) error {
		if f, err = followerOf(ctx, tx, token); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE report_follower SET confirmed_at = COALESCE(confirmed_at, ?), failed_at = NULL WHERE token = ?`, db.Micros(tx.Now()), token); err != nil {
			return err
		}
		f, err = followerOf(ctx, tx, token)
		return err
	})
	return f, err
}

// Unfollow forgets the address.
func (rs *Reports) Unfollow(ctx context.Context, token string) error {
	return rs.d.Do(reporter(ctx), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM report_follower WHERE token = ?`, token)
		return err
	})
}

// Unreached tells who holds the code that the letters to the address which they left come back.
func (rs *Reports) Unreached(ctx context.Context, code string) (lost bool, err error) {
	err = rs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		var n, there int
		err := tx.QueryRow(ctx, `SELECT count(*), COALESCE(sum(CASE WHEN f.failed_at IS NULL THEN 1 ELSE 0 END), 0) FROM report_follower f JOIN report r ON r.id = f.report WHERE r.code = ? AND f.own = 1 AND f.channel = ?`, CodeOf(code), byMail).Scan(&n, &there)
		lost = n > 0 && there == 0
		return err
	})
	return lost, err
}

// ToldAt gives who holds the code the addresses that are told as the reporter's, without most of what stands before the @: the page may be seen by others.
func (rs *Reports) ToldAt(ctx context.Context, code string) (list []string, err error) {
	err = rs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		list = nil
		return tx.Each(ctx, `SELECT f.address FROM report_follower f JOIN report r ON r.id = f.report WHERE r.code = ? AND f.channel = ? AND f.own = 1 AND f.confirmed_at IS NOT NULL AND f.failed_at IS NULL ORDER BY f.id`, []any{CodeOf(code), byMail},
			func(scan func(...any) error) error {
				var email string
				err := scan(&email)
				local, domain, _ := strings.Cut(email, "@")
				list = append(list, cutAt(local, 1)+"•••@"+domain)
				return err
			})
	})
	return list, err
}

// ForgetFollowers forgets who asked and did not say that it was them. The others are kept as long as the pack says ([FollowerHeld]). Which letters were
// answers is forgotten as well.
func (rs *Reports) ForgetFollowers(ctx context.Context) error {
	return rs.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM report_reply WHERE at < ?`, db.Micros(tx.Now().Add(-repliesKept))); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `DELETE FROM report_follower WHERE confirmed_at IS NULL AND asked_at < ?`, db.Micros(tx.Now().Add(-askedFor)))
		return err
	})
}

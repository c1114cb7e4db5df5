package report

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"thanhdong/act/notify"
	"thanhdong/ground/actor"
	"thanhdong/ground/area"
	"thanhdong/ground/consent"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/file"
	"thanhdong/ground/text"
)

// Letter is an e-mail of a citizen, as the door read it. Its pictures are kept under its key ([Reports.Keep]).
type Letter struct {
	Key       string // of idempotency, made of its Message-ID: the same letter again is the same report
	MessageID string // empty: none; the receipt answers it
	From      string // address
	Name      string
	Subject   string
	Words     string
	Cut       bool     // it was longer than what is kept
	Left      []string // names of what hung on it and is not taken
}

// HearAt says at which address letters of citizens come in; the room's own letters are answered there. Empty: nowhere.
func (rs *Reports) HearAt(address string) { rs.hearAt = address }

// answerAt is the address at which a follower's answer is read: the token stands behind a plus sign (RFC 5233).
func (rs *Reports) answerAt(token string) string {
	if at := strings.LastIndex(rs.hearAt, "@"); at > 0 {
		return rs.hearAt[:at] + "+" + token + rs.hearAt[at:]
	}
	return ""
}

// ByMail makes a report of a letter. Its category is the gravest of which a keyword stands in it, else the one that the intake names; nobody can be asked for what is
// missing, so the desk does. Its place is where its first photo says that it was taken, else what a line that begins with "Địa chỉ:" says. Refusals are those of
// [Reports.Receive], and [fault.Unavailable] where no pack has said of which category letters are.
func (rs *Reports) ByMail(ctx context.Context, l Letter) (Report, error) {
	d := Draft{Key: l.Key, Source: Email, Words: l.words(), Address: addressIn(l.Words), MessageID: l.MessageID, Reporter: Reporter{Name: cutAt(l.Name, longestName), Email: l.From}, Sender: "mail:" + consent.EmailKey(l.From)}
	err := rs.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		desk, err := intake(ctx, tx)
		if err != nil {
			return err
		}
		if d.Category, err = categoryOf(ctx, tx, desk, d.Words); err != nil {
			return err
		}
		own, err := deskOf(ctx, tx, desk)
		if err != nil {
			return err
		}
		d.Area = own.Area
		photos, err := heldPhotos(ctx, tx, l.Key)
		if err != nil {
			return err
		}
		for _, p := range photos {
			lon, lat, found := rs.takenAt(ctx, p)
			if !found {
				continue
			}
			a, _, err := area.At(ctx, tx, lon, lat, "")
			if err != nil && !fault.Is(err, fault.NotFound) {
				return err
			}
			if err == nil && actor.Covers(own.AreaPath, a.Path) { // elsewhere it would be refused
				d.Lon, d.Lat = &lon, &lat
				return nil
			}
		}
		return nil
	})
	if err != nil {
		return Report{}, fmt.Errorf("a report by mail: %w", err)
	}
	return rs.Receive(ctx, d)
}

// takenAt reads where a photo says that it was taken.
func (rs *Reports) takenAt(ctx context.Context, f file.File) (lon, lat float64, found bool) {
	if f.Type != "image/jpeg" {
		return 0, 0, false
	}
	b, _, err := rs.files.Open(ctx, f.SHA)
	if err != nil {
		return 0, 0, false
	}
	defer b.Close()
	e := exifOf(b)
	return e.Lon, e.Lat, e.HasPlace
}

// words are the subject and the text, no longer than a report may be, with what could not be taken.
func (l Letter) words() string {
	words, subject := clean(l.Words), clean(l.Subject)
	if subject != "" && !strings.HasPrefix(words, subject) {
		words = strings.TrimSpace(subject + "\n" + words)
	}
	var notes []string
	if len(l.Left) > 0 {
		notes = append(notes, text.T(text.VI, "report.mail_left", map[string]any{"names": cutAt(clean(strings.Join(l.Left, ", ")), 200)}))
	}
	if room := longestWords - 400; l.Cut || utf8.RuneCountInString(words) > room {
		words = cutAt(words, room)
		notes = append(notes, text.T(text.VI, "report.mail_cut", nil))
	}
	if words == "" {
		return "" // and the room says that there are none
	}
	return strings.Join(append([]string{words}, notes...), "\n")
}

func cutAt(s string, most int) string {
	for n := range s {
		if most--; most < 0 {
			return s[:n]
		}
	}
	return s
}

// categoryOf chooses by keywords, as whole words with their diacritics.
func categoryOf(ctx context.Context, tx *db.Tx, desk Intake, words string) (string, error) {
	if desk.Mail == "" {
		return "", fault.New(fault.Unavailable, "report.no_mail_in")
	}
	all, err := settings[Category](ctx, tx, `kind = ? AND ended_at IS NULL`, categoryKind)
	if err != nil {
		return "", err
	}
	said := spaced(words)
	best, gravest := desk.Mail, 0
	for _, c := range all {
		if c.Severity > gravest && slices.ContainsFunc(c.Keywords, func(k string) bool { return strings.Contains(said, spaced(k)) }) {
			best, gravest = c.Code, c.Severity
		}
	}
	return best, nil
}

// spaced gives words in small letters with one space around each.
func spaced(s string) string {
	s = norm.NFC.String(strings.ToLower(s))
	return " " + strings.Join(strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) }), " ") + " "
}

var addressLine = regexp.MustCompile(`(?im)^[ \t]*(?:địa chỉ|địa điểm|nơi xảy ra|address|place)[ \t]*:[ \t]*(\S.*)$`)

func addressIn(words string) string {
	if m := addressLine.FindStringSubmatch(norm.NFC.String(words)); m != nil {
		return cutAt(clean(m[1]), longestAddress)
	}
	return ""
}

// receipt tells who wrote a letter what became of it: number and code, and that an answer to the receipt reaches those who handle it. Who writes is told how it goes
// on without being asked again; each letter says how to end it. Nobody knows which language they read, so it is in both.
func (rs *Reports) receipt(ctx context.Context, tx *db.Tx, r Report, d Draft) error {
	if rs.notices == nil {
		return nil
	}
	address, on, err := rs.notices.Reaches(ctx, byMail, r.Reporter.Email)
	if fault.Is(err, fault.Invalid) || err == nil && !on {
		return nil
	}
	if err != nil {
		return err
	}
	c, err := category(ctx, tx, r.Category)
	if err != nil {
		return err
	}
	lang := text.VI
	token, err := rs.enrol(ctx, tx, r, address, lang, true, true)
	if err != nil {
		return err
	}
	in := func(l text.Lang, key string) string {
		return text.T(l, key, map[string]any{"number": r.Number, "code": r.Code, "category": c.Name})
	}
	t := func(key string) string { return in(lang, key) }
	words := func(l text.Lang) string {
		if stop := c.Stop.In(l); stop != "" {
			return stop + "\n\n" + in(l, "report.receipt_words")
		}
		return in(l, "report.receipt_words")
	}
	both := func(key string) string { return t(key) + " / " + in(text.EN, key) }
	err = rs.notices.Write(ctx, tx, notify.Letter{
		Channel: byMail, To: address, Lang: lang, Number: r.Number, Title: both("report.receipt_title"), Text: words(lang) + "\n\n" + words(text.EN), Link: "/r/" + r.Code, LinkWords: both("report.news_link"),
		Why: both("report.receipt_why") + " " + rs.notices.Public() + letterPage(lang, token), End: letterPage(lang, token), ReplyTo: rs.answerAt(token), Answers: d.MessageID, Subject: token,
	})
	if fault.Is(err, fault.TooMany) {
		return nil // the report is taken all the same
	}
	return err
}

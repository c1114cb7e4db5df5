package mailin

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"strings"
	"unicode"

	"github.com/emersion/go-smtp"
	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"

	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/serve/report"
)

// session is one connection of a mail server.
type session struct {
	m     *MailIn
	from  string // envelope sender; empty: a letter that no machine may answer
	token string // behind the plus sign of the recipient
	to    bool
	utf8  bool // its replies may hold any letter
}

func (m *MailIn) session(c *smtp.Conn) (smtp.Session, error) {
	if m.open.Add(1) > mostAtOnce {
		m.open.Add(-1)
		return nil, &smtp.SMTPError{Code: 421, EnhancedCode: smtp.EnhancedCode{4, 3, 2}, Message: "Too many connections, try again later"}
	}
	return &session{m: m}, nil
}

func (s *session) Reset()        { s.from, s.token, s.to = "", "", false }
func (s *session) Logout() error { s.m.open.Add(-1); return nil }

func (s *session) Mail(from string, o *smtp.MailOptions) error {
	s.from, s.utf8 = from, o != nil && o.UTF8
	return nil
}

// Rcpt takes the one address, with or without a token.
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	token, ours := s.m.tokenOf(to)
	if !ours {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "No such mailbox here"}
	}
	s.token, s.to = token, true
	return nil
}

// tokenOf tells whether an address is ours, and what stands behind its plus sign.
func (m *MailIn) tokenOf(to string) (token string, ours bool) {
	at, want := strings.LastIndex(to, "@"), strings.LastIndex(m.At, "@")
	if at < 0 || want < 0 || !strings.EqualFold(to[at:], m.At[want:]) {
		return "", false
	}
	local, token, _ := strings.Cut(to[:at], "+")
	return strings.ToLower(token), strings.EqualFold(local, m.At[:want])
}

// Data reads one letter and answers once it is stored.
func (s *session) Data(r io.Reader) (err error) {
	ctx := context.Background() // a sender that hangs up has sent: it asks again, and finds the same report
	defer func() {
		if p := recover(); p != nil {
			s.m.Log.Error("mail: panic over a letter", "panic", p, "stack", string(debug.Stack()))
			err = later
		}
	}()
	err = s.take(ctx, io.LimitReader(r, Largest+1))
	if _, e := io.Copy(io.Discard, r); err == nil && e != nil {
		err = e
	}
	return s.reply(err)
}

var later = &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "Not stored, try again later"}

func (s *session) take(ctx context.Context, r io.Reader) error {
	l, err := open(r)
	if err != nil {
		return err
	}
	if l.isReport() {
		id, err := l.bounced()
		if err != nil || id == "" {
			return err
		}
		return s.m.Notices.Bounced(ctx, id)
	}
	if why := l.machine(s.from); why != "" {
		return refused{smtp.EnhancedCode{5, 7, 1}, "mailin.machine_" + why}
	}
	if strings.EqualFold(l.From, s.m.At) {
		return refused{smtp.EnhancedCode{5, 4, 6}, "mailin.machine_loop"}
	}
	if _, found, err := s.m.Reports.Sent(ctx, l.Key); err != nil || found {
		return err // its sender did not hear that it was stored
	}
	kept := &keeping{m: s.m, ctx: ctx}
	if err := l.read(kept.picture); err != nil {
		return err
	}
	in := report.Letter{Key: l.Key, MessageID: l.MessageID, From: l.From, Name: l.Name, Subject: l.Subject, Words: l.Words, Cut: l.Cut, Left: append(l.Left, kept.left...)}
	if s.token != "" || report.NamesReport(l.Subject) {
		in.Words = answerIn(l.Words)
		_, err = s.m.Reports.Replied(ctx, s.token, in)
		return err
	}
	_, err = s.m.Reports.ByMail(ctx, in)
	return err
}

// refused is a letter that is not taken, for good.
type refused struct {
	code smtp.EnhancedCode
	key  string
}

func (r refused) Error() string { return r.key }

// reply puts an error into the words of SMTP: what may go well later is asked for again, else its sender's server tells its user why.
func (s *session) reply(err error) error {
	var no refused
	var smtpError *smtp.SMTPError
	switch e, ours := fault.As(err); {
	case err == nil:
		return nil
	case errors.As(err, &no):
		return s.words(550, no.code, no.key, nil)
	case errors.As(err, &smtpError):
		return smtpError
	case !ours, e.Kind == fault.Internal:
		s.m.Log.Error("mail: a letter was not stored", "err", err)
		return later
	case e.Kind == fault.TooMany:
		return s.words(450, smtp.EnhancedCode{4, 7, 1}, e.Key, e.Args)
	case e.Kind == fault.Unavailable:
		return s.words(451, smtp.EnhancedCode{4, 3, 0}, e.Key, e.Args)
	case e.Kind == fault.TooLarge:
		return s.words(552, smtp.EnhancedCode{5, 3, 4}, e.Key, e.Args)
	case len(e.Fields) > 0:
		return s.words(550, smtp.EnhancedCode{5, 6, 0}, e.Fields[0].Key, e.Fields[0].Args)
	default:
		return s.words(550, smtp.EnhancedCode{5, 7, 1}, e.Key, e.Args)
	}
}

// words says it in Vietnamese and English; without SMTPUTF8 a reply holds ASCII alone.
func (s *session) words(code int, enhanced smtp.EnhancedCode, key string, args map[string]any) error {
	vi, en := text.T(text.VI, key, args), text.T(text.EN, key, args)
	if !s.utf8 {
		vi, en = plain(vi), plain(en)
	}
	return &smtp.SMTPError{Code: code, EnhancedCode: enhanced, Message: fmt.Sprintf("%s / %s", vi, en)}
}

// plain leaves diacritics out, and what then is not ASCII.
func plain(s string) string {
	s = strings.NewReplacer("đ", "d", "Đ", "D", "“", `"`, "”", `"`, "–", "-", "\n", " ").Replace(s)
	out, _, err := transform.String(transform.Chain(norm.NFD, runes.Remove(runes.In(unicode.Mn)), runes.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return '?'
		}
		return r
	})), s)
	if err != nil {
		return ""
	}
	return out
}

// keeping keeps the pictures of one letter under its key.
type keeping struct {
	m    *MailIn
	ctx  context.Context
	left []string
}

// picture keeps one attachment; what is no picture, too large or one too many is named and left, and the letter is read on.
func (k *keeping) picture(key, name, mediaType string, r io.Reader) error {
	f, err := k.m.Files.Put(k.ctx, r, name, mediaType, report.LargestPhoto)
	if err == nil {
		err = k.m.Reports.Keep(k.ctx, key, f)
	}
	e, ours := fault.As(err)
	switch {
	case err == nil, ours && e.Key == "file.empty":
		return nil
	case ours && (e.Kind == fault.TooLarge || e.Kind == fault.Unsupported || e.Kind == fault.Conflict):
		k.left = append(k.left, name)
		return nil
	case ours && e.Key == "file.broken_off": // what is encoded wrongly is no picture
		k.left = append(k.left, name)
		return nil
	}
	return err
}

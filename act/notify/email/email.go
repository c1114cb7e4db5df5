package email

import (
	"context"
	"errors"
	"html"
	"net/mail"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"thanhdong/act/notify"
	"thanhdong/act/notify/outside"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// Email is the channel.
type Email struct{ settings notify.Settings }

// New makes the channel over what an administrator enters.
func New(s notify.Settings) *Email { return &Email{s} }

// Name is the channel's.
func (*Email) Name() string { return "email" }

// How a connection is kept secret.
const (
	startTLS = "starttls"
	overTLS  = "tls"
	plain    = "none" // for a server on this machine or in the own network
)

// Fields are what an administrator enters.
func (*Email) Fields() []notify.Field {
	return []notify.Field{
		{Name: "host", Form: notify.Line, Required: true},
		{Name: "port", Form: notify.Number, Required: true, Default: "587"},
		{Name: "security", Form: notify.Choice, Choices: []string{startTLS, overTLS, plain}, Required: true, Default: startTLS},
		{Name: "user", Form: notify.Line},
		{Name: "password", Form: notify.Line, Secret: true},
		{Name: "from", Form: notify.Line, Required: true},
	}
}

// Check refuses a sender that is no address, and a password that would travel in the clear.
func (*Email) Check(v map[string]string) (fs []fault.Field) {
	if _, err := mail.ParseAddress(v["from"]); err != nil {
		fs = append(fs, fault.At("values/from", "notify.bad_email"))
	}
	if v["security"] == plain && v["password"] != "" {
		fs = append(fs, fault.At("values/security", "notify.password_in_clear"))
	}
	return fs
}

// Address gives an address without a name in its one form.
func (*Email) Address(raw string) (string, error) {
	a, err := mail.ParseAddress(raw)
	if err != nil || a.Name != "" || len(a.Address) > 254 || !strings.Contains(a.Address[strings.LastIndex(a.Address, "@"):], ".") {
		return "", fault.New(fault.Invalid, "notify.bad_email")
	}
	return a.Address, nil
}

// Send hands one message to the server.
func (e *Email) Send(ctx context.Context, m notify.Message) (notify.Receipt, error) {
	v, on, err := e.settings(ctx)
	if err != nil {
		return notify.Receipt{}, err
	}
	if !on {
		return notify.Receipt{}, notify.Off("email")
	}
	msg, err := compose(v["from"], m)
	if err != nil {
		return notify.Receipt{}, notify.Refused(err, "notify.bad_email")
	}
	client, err := dial(v)
	if err != nil {
		return notify.Receipt{}, notify.Failed(err, "notify.cause_settings")
	}
	if err := client.DialAndSendWithContext(ctx, msg); err != nil {
		return notify.Receipt{}, judge(err)
	}
	return notify.Receipt{ID: msg.GetMessageID()}, nil
}

func dial(v map[string]string) (*gomail.Client, error) {
	port, err := strconv.Atoi(v["port"])
	if err != nil {
		return nil, err
	}
	options := []gomail.Option{gomail.WithTimeout(15 * time.Second)}
	switch v["security"] {
	case overTLS:
		options = append(options, gomail.WithSSL())
	case plain:
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	options = append(options, gomail.WithPort(port))
	if v["user"] != "" {
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(v["user"]), gomail.WithPassword(v["password"]))
	}
	return gomail.NewClient(v["host"], options...)
}

func compose(from string, m notify.Message) (*gomail.Msg, error) {
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if err := msg.From(from); err != nil {
		return nil, err
	}
	if err := msg.To(m.To); err != nil {
		return nil, err
	}
	host := "thanhdong"
	if a, err := mail.ParseAddress(from); err == nil {
		host = a.Address[strings.LastIndex(a.Address, "@")+1:]
	}
	msg.SetMessageIDWithValue(m.ID + "@" + host)
	msg.SetDateWithValue(m.At)
	msg.Subject(subject(m))
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // nobody's absence note answers it
	if m.ReplyTo != "" {
		if err := msg.ReplyTo(m.ReplyTo); err != nil {
			return nil, err
		}
	}
	if m.Answers != "" {
		msg.SetGenHeader(gomail.HeaderInReplyTo, "<"+m.Answers+">")
		msg.SetGenHeader(gomail.HeaderReferences, "<"+m.Answers+">")
	}
	if m.End != "" { // RFC 8058
		msg.SetGenHeader(gomail.HeaderListUnsubscribe, "<"+m.End+">")
		msg.SetGenHeader(gomail.HeaderListUnsubscribePost, "List-Unsubscribe=One-Click")
	}
	if m.Severity >= 4 {
		msg.SetImportance(gomail.ImportanceHigh)
	}
	lines := []string{m.Text}
	var b strings.Builder
	b.WriteString("<!doctype html><html lang=\"" + string(m.Lang) + "\"><body style=\"font-family:sans-serif;font-size:16px;line-height:1.5\"><p><strong>" + html.EscapeString(m.Title) + "</strong></p><p>" + strings.ReplaceAll(html.EscapeString(m.Text), "\n", "<br>") + "</p>")
	for _, l := range []struct{ key, to string }{{"notify.open_page", m.AckLink}, {"notify.open_thing", m.Link}} {
		if l.to == "" {
			continue
		}
		words := text.T(m.Lang, l.key, nil)
		if l.key == "notify.open_thing" && m.LinkWords != "" {
			words = m.LinkWords
		}
		lines = append(lines, words+"\n"+l.to)
		b.WriteString("<p><a href=\"" + html.EscapeString(l.to) + "\">" + html.EscapeString(words) + "</a></p>")
	}
	why := m.Why
	if why == "" {
		why = text.T(m.Lang, "notify.why_mail", nil)
	}
	lines = append(lines, "-- \n"+why)
	b.WriteString("<p style=\"color:#555\">" + html.EscapeString(why) + "</p></body></html>")
	msg.SetBodyString(gomail.TypeTextPlain, strings.Join(lines, "\n\n")+"\n")
	msg.AddAlternativeString(gomail.TypeTextHTML, b.String())
	return msg, nil
}

func subject(m notify.Message) string {
	return strings.Join(strings.Fields(m.Title), " ") // one line
}

// judge tells what the server refused for good from what may get through later.
func judge(err error) error {
	var sent *gomail.SendError
	if errors.As(err, &sent) && sent.ErrorCode() > 0 {
		code := sent.ErrorCode()
		switch {
		case code >= 500 && sent.Reason == gomail.ErrSMTPRcptTo:
			return notify.Refused(err, "notify.cause_mailbox", "code", code)
		case code >= 500 && code != 530 && code != 535:
			return notify.Refused(err, "notify.cause_mail_refused", "code", code)
		}
		return notify.Failed(err, "notify.cause_mail_later", "code", code)
	}
	if strings.Contains(err.Error(), "535") || strings.Contains(strings.ToLower(err.Error()), "auth") {
		return notify.Failed(err, "notify.cause_mail_auth")
	}
	if strings.Contains(strings.ToLower(err.Error()), "tls") {
		return notify.Failed(err, "notify.cause_mail_tls")
	}
	return outside.Unreached(err)
}

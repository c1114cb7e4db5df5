package mailin

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"mime"
	"net/mail"
	"net/textproto"
	"regexp"
	"strings"

	"github.com/emersion/go-smtp"
	"golang.org/x/text/encoding/htmlindex"
)

const (
	longestHead  = 256 << 10
	longestWords = 256 << 10 // of all texts of a letter; a report holds much less
	longestID    = 250
)

// letter is one letter as it is read: its head first, its parts by [letter.read].
type letter struct {
	Key       string
	MessageID string
	From      string
	Name      string
	Subject   string
	Words     string
	Cut       bool
	Left      []string // names of what is no picture

	head  mail.Header
	body  *bufio.Reader
	from  *source
	parts int
	room  int // bytes of text that are still taken
}

// source remembers why a letter ended: cut off by its sender's end it is no letter.
type source struct {
	r   io.Reader
	err error
}

func (s *source) Read(b []byte) (int, error) {
	n, err := s.r.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}

var words = mime.WordDecoder{CharsetReader: func(charset string, r io.Reader) (io.Reader, error) {
	e, err := htmlindex.Get(charset)
	if err != nil {
		return nil, err
	}
	return e.NewDecoder().Reader(r), nil
}}

// open reads the head of a letter.
func open(r io.Reader) (*letter, error) {
	from := &source{r: r}
	l := &letter{from: from, body: bufio.NewReaderSize(from, 32<<10), room: longestWords}
	head, err := readHead(l.body)
	if from.err != nil {
		return nil, from.err
	}
	if err != nil {
		return nil, err
	}
	m, err := mail.ReadMessage(bytes.NewReader(head))
	if err != nil {
		return nil, refused{smtp.EnhancedCode{5, 6, 0}, "mailin.unreadable"}
	}
	l.head = m.Header
	if len(l.head["Received"]) > mostHops {
		return nil, refused{smtp.EnhancedCode{5, 4, 6}, "mailin.machine_loop"}
	}
	parser := mail.AddressParser{WordDecoder: &words}
	list, err := parser.ParseList(l.head.Get("From"))
	if err != nil || len(list) == 0 {
		return nil, refused{smtp.EnhancedCode{5, 6, 0}, "mailin.no_sender"}
	}
	l.From, l.Name = list[0].Address, list[0].Name
	l.Subject = subjectOf(l.decoded("Subject"))
	if id := strings.Trim(strings.TrimSpace(l.head.Get("Message-Id")), "<>"); idForm.MatchString(id) && len(id) <= longestID {
		l.MessageID = id
	}
	what := l.MessageID
	if what == "" {
		what = l.head.Get("Date") + "\n" + l.head.Get("Subject") + "\n" + l.head.Get("To")
	}
	sum := sha256.Sum256([]byte(strings.ToLower(l.From) + "\n" + what))
	l.Key = "mail-" + hex.EncodeToString(sum[:20])
	return l, nil
}

var idForm = regexp.MustCompile(`^[!-;=?-~]+$`) // printable, without spaces and angle brackets

// readHead gives the lines before the first empty one.
func readHead(b *bufio.Reader) ([]byte, error) {
	var head []byte
	for whole := true; ; { // whole: a line begins here
		line, err := b.ReadSlice('\n')
		if head = append(head, line...); len(head) > longestHead {
			return nil, refused{smtp.EnhancedCode{5, 3, 4}, "mailin.long_head"}
		}
		if whole && len(bytes.TrimRight(line, "\r\n")) == 0 || errors.Is(err, io.EOF) {
			return append(head, "\r\n\r\n"...), nil
		}
		if whole = !errors.Is(err, bufio.ErrBufferFull); err != nil && whole {
			return nil, err
		}
	}
}

func (l *letter) decoded(name string) string { return decodedWords(l.head.Get(name)) }

// decodedWords reads RFC 2047; what cannot be read stays as it is.
func decodedWords(s string) string {
	if plain, err := words.DecodeHeader(s); err == nil {
		s = plain
	}
	return strings.ToValidUTF8(s, "")
}

var answerMark = regexp.MustCompile(`(?i)^\s*(?:re|fw|fwd|tl|trả lời|chuyển tiếp)\s*:\s*`)

func subjectOf(s string) string {
	for answerMark.MatchString(s) {
		s = answerMark.ReplaceAllString(s, "")
	}
	return strings.Join(strings.Fields(s), " ")
}

var noPerson = regexp.MustCompile(`(?i)^(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?)\b`)

// machine says that no person wrote a letter: "auto", "list" or "bounce"; "" where one did (RFC 3834 §2 and §5).
func (l *letter) machine(envelope string) string {
	kind, _, _ := mime.ParseMediaType(l.head.Get("Content-Type"))
	said := func(name string) string {
		word, _, _ := strings.Cut(l.head.Get(name), ";")
		return strings.ToLower(strings.TrimSpace(word))
	}
	auto := said("Auto-Submitted")
	switch {
	case envelope == "", said("Return-Path") == "<>", kind == "multipart/report":
		return "bounce"
	case auto != "" && auto != "no", said("X-Autoreply") != "", said("X-Autorespond") != "", noPerson.MatchString(l.From):
		return "auto"
	case said("List-Id") != "", said("List-Unsubscribe") != "", said("Precedence") == "bulk", said("Precedence") == "list", said("Precedence") == "junk":
		return "list"
	}
	return ""
}

// read reads the parts: texts become words, the others are given to picture as they stream in. A letter that its sender broke off is an error.
func (l *letter) read(picture func(key, name, mediaType string, r io.Reader) error) error {
	said, err := l.part(textproto.MIMEHeader(l.head), l.body, 0, picture)
	if err == nil {
		_, err = io.Copy(io.Discard, l.body)
	}
	if l.from.err != nil {
		return l.from.err
	}
	if err != nil {
		return err
	}
	l.Words = withoutSignature(said.words)
	return nil
}

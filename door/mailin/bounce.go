package mailin

import (
	"bufio"
	"io"
	"mime"
	"mime/multipart"
	"net/textproto"
	"regexp"
	"slices"
	"strings"
)

// isReport tells whether a mail server says what became of a letter (RFC 3464).
func (l *letter) isReport() bool {
	kind, params, _ := mime.ParseMediaType(l.head.Get("Content-Type"))
	return kind == "multipart/report" && strings.EqualFold(params["report-type"], "delivery-status")
}

// gone are the reasons for which a mailbox is taken to be no more (RFC 3463): it is unknown, its domain is, it is switched off. A full one is not.
var gone = []string{"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"}

var ourLetter = regexp.MustCompile(`(?im)^message-id:[ \t]*(?:\r?\n[ \t]+)?<(ltr_[0-9a-z]{10,40})@`)

// bounced gives the id of the letter of ours that found no mailbox; "" where the report says another thing.
func (l *letter) bounced() (id string, err error) {
	_, params, _ := mime.ParseMediaType(l.head.Get("Content-Type"))
	parts := multipart.NewReader(l.body, params["boundary"])
	failed := false
	for n := 0; n < mostParts && params["boundary"] != ""; n++ {
		p, err := parts.NextRawPart()
		if err != nil {
			break
		}
		kind, _, _ := mime.ParseMediaType(p.Header.Get("Content-Type"))
		body := io.LimitReader(plainBytes(p.Header.Get("Content-Transfer-Encoding"), p), longestHead)
		switch kind {
		case "message/delivery-status", "message/global-delivery-status":
			failed = failed || noMailbox(body)
		case "message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers":
			b, _ := io.ReadAll(body)
			if m := ourLetter.FindSubmatch(b); m != nil {
				id = string(m[1])
			}
		}
	}
	if l.from.err != nil {
		return "", l.from.err
	}
	if !failed {
		return "", nil
	}
	return id, nil
}

// noMailbox reads the groups of a delivery status.
func noMailbox(r io.Reader) bool {
	groups := textproto.NewReader(bufio.NewReader(r))
	for range 20 {
		h, err := groups.ReadMIMEHeader()
		status, _, _ := strings.Cut(strings.TrimSpace(h.Get("Status")), " ")
		if strings.EqualFold(strings.TrimSpace(h.Get("Action")), "failed") && slices.Contains(gone, status) {
			return true
		}
		if err != nil {
			return false
		}
	}
	return false
}

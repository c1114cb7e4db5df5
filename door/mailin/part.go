package mailin

import (
	"bufio"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/textproto"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
)

const (
	mostParts   = 200
	deepest     = 8
	smallestPic = 8 << 10 // a smaller picture that belongs to the page of a letter is a logo
)

// said is the text of a part. Of the same text in several forms the plain one is read.
type said struct {
	words string
	rank  int // 0 nothing, 1 made of HTML, 2 plain
}

// part reads one part and what is below it.
func (l *letter) part(h textproto.MIMEHeader, r io.Reader, depth int, picture func(key, name, mediaType string, r io.Reader) error) (said, error) {
	if l.parts++; l.parts > mostParts {
		return said{}, nil
	}
	kind, params, _ := mime.ParseMediaType(h.Get("Content-Type"))
	if kind == "" {
		kind = "text/plain"
	}
	if strings.HasPrefix(kind, "multipart/") {
		return l.several(kind, params["boundary"], r, depth, picture)
	}
	hangs, more, _ := mime.ParseMediaType(h.Get("Content-Disposition"))
	name := decodedWords(more["filename"])
	if name == "" {
		name = decodedWords(params["name"])
	}
	body := plainBytes(h.Get("Content-Transfer-Encoding"), r)
	switch {
	case hangs != "attachment" && kind == "text/plain":
		text := l.text(params["charset"], body)
		if strings.EqualFold(params["format"], "flowed") {
			text = unflowed(text, strings.EqualFold(params["delsp"], "yes"))
		}
		return said{text, 2}, nil
	case hangs != "attachment" && kind == "text/html":
		return said{wordsOf(l.text(params["charset"], body)), 1}, nil
	case kind == "application/pgp-signature", kind == "application/pkcs7-signature", kind == "application/x-pkcs7-signature", kind == "text/calendar":
		return said{}, nil
	case strings.HasPrefix(kind, "image/"), strings.HasPrefix(kind, "audio/"), strings.HasPrefix(kind, "video/"), kind == "application/octet-stream":
		b := bufio.NewReaderSize(body, 2*smallestPic)
		if first, err := b.Peek(smallestPic); err != nil && len(first) < smallestPic && h.Get("Content-Id") != "" && hangs != "attachment" {
			return said{}, nil
		}
		return said{}, picture(l.Key, name, kind, b)
	}
	if name == "" {
		name = kind
	}
	l.Left = append(l.Left, name)
	return said{}, nil
}

// several reads the parts of one that holds others. What is not whole is read as far as it goes.
func (l *letter) several(kind, boundary string, r io.Reader, depth int, picture func(key, name, mediaType string, r io.Reader) error) (all said, err error) {
	if boundary == "" || depth >= deepest {
		return said{}, nil
	}
	parts := multipart.NewReader(r, boundary)
	for l.parts < mostParts {
		p, err := parts.NextRawPart()
		if err != nil {
			break // also where the last boundary is missing; a letter that was broken off is told by its source
		}
		one, err := l.part(p.Header, p, depth+1, picture)
		if err != nil {
			return said{}, err
		}
		switch {
		case strings.TrimSpace(one.words) == "":
		case kind == "multipart/alternative" && one.rank > all.rank, all.rank == 0:
			all = one
		case kind != "multipart/alternative":
			all = said{strings.TrimRight(all.words, "\n") + "\n\n" + one.words, min(all.rank, one.rank)}
		}
	}
	return all, nil
}

// plainBytes undoes the encoding for the way.
func plainBytes(encoding string, r io.Reader) io.Reader {
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, alphabet{r})
	case "quoted-printable":
		return quotedprintable.NewReader(r)
	}
	return r
}

// alphabet leaves out what is no letter of base64, as RFC 2045 §6.8 asks.
type alphabet struct{ r io.Reader }

func (a alphabet) Read(b []byte) (int, error) {
	for {
		n, err := a.r.Read(b)
		kept := b[:0]
		for _, c := range b[:n] {
			if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '+' || c == '/' || c == '=' {
				kept = append(kept, c)
			}
		}
		if len(kept) > 0 || err != nil || len(b) == 0 {
			return len(kept), err
		}
	}
}

// text reads a text as far as there is room, in the letters of its sender.
func (l *letter) text(charset string, r io.Reader) string {
	b, _ := io.ReadAll(io.LimitReader(r, int64(l.room)+1)) // what cannot be decoded ends it
	if len(b) > l.room {
		b, l.Cut = b[:l.room], true
	}
	l.room -= len(b)
	s := string(b)
	if e, err := htmlindex.Get(charset); err == nil && !(utf8.ValidString(s) && strings.EqualFold(charset, "us-ascii")) {
		if decoded, err := e.NewDecoder().String(s); err == nil {
			s = decoded
		}
	} else if !utf8.ValidString(s) {
		if decoded, err := charmap.Windows1258.NewDecoder().String(s); err == nil { // of old programs here
			s = decoded
		}
	}
	return strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\r\n", "\n")
}

// unflowed joins lines that were broken for the way (RFC 3676).
func unflowed(s string, del bool) string {
	var b strings.Builder
	for line := range strings.Lines(s) {
		end := strings.HasSuffix(line, "\n")
		line = strings.TrimSuffix(line, "\n")
		line = strings.TrimPrefix(line, " ") // stuffed
		if strings.HasSuffix(line, " ") && line != "-- " && end {
			if del {
				line = strings.TrimSuffix(line, " ")
			}
			b.WriteString(line)
			continue
		}
		b.WriteString(line)
		if end {
			b.WriteByte('\n')
		}
	}
	return b.String()
}

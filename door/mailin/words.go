package mailin

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// breaks are the elements that begin a line.
var breaks = map[atom.Atom]bool{atom.P: true, atom.Div: true, atom.Br: true, atom.Li: true, atom.Tr: true, atom.Table: true, atom.Blockquote: true, atom.Ul: true, atom.Ol: true,
	atom.H1: true, atom.H2: true, atom.H3: true, atom.H4: true, atom.H5: true, atom.H6: true, atom.Hr: true, atom.Pre: true, atom.Section: true, atom.Article: true, atom.Header: true, atom.Footer: true}

// unseen are those whose text nobody reads.
var unseen = map[atom.Atom]bool{atom.Script: true, atom.Style: true, atom.Head: true, atom.Title: true, atom.Template: true, atom.Noscript: true}

// wordsOf turns HTML into words: each block a line, items of lists with a dash, quoted letters marked as quoted lines are, nothing else of how it looked.
func wordsOf(page string) string {
	z := html.NewTokenizer(strings.NewReader(page))
	z.SetMaxBuf(longestWords + 1)
	w := &writer{}
	hidden := 0
	for {
		switch z.Next() {
		case html.ErrorToken:
			return strings.TrimSpace(w.b.String())
		case html.TextToken:
			if hidden == 0 {
				w.say(string(z.Text()))
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			switch {
			case unseen[t.DataAtom] && t.Type == html.StartTagToken:
				hidden++
			case t.DataAtom == atom.Body:
				hidden = 0 // a head that was not closed
			case t.DataAtom == atom.Blockquote:
				w.quoted++
			}
			if breaks[t.DataAtom] {
				w.line()
			}
			if t.DataAtom == atom.Li {
				w.say("- ")
			}
		case html.EndTagToken:
			t := z.Token()
			switch {
			case unseen[t.DataAtom]:
				hidden = max(0, hidden-1)
			case t.DataAtom == atom.Blockquote:
				w.line()
				w.quoted = max(0, w.quoted-1)
			}
			if breaks[t.DataAtom] && t.DataAtom != atom.Br {
				w.line()
			}
		}
	}
}

// writer writes words with one space between, and lines.
type writer struct {
	b      strings.Builder
	inLine bool
	space  bool
	quoted int
}

func (w *writer) say(s string) {
	for _, word := range strings.SplitAfter(strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' || r == '\r' || r == '\u00a0' {
			return ' '
		}
		return r
	}, s), " ") {
		plain := strings.TrimSuffix(word, " ")
		if plain != "" {
			if !w.inLine && w.quoted > 0 {
				w.b.WriteString("> ")
			} else if w.inLine && w.space {
				w.b.WriteByte(' ')
			}
			w.b.WriteString(plain)
			w.inLine, w.space = true, false
		}
		if plain != word {
			w.space = true
		}
	}
}

func (w *writer) line() {
	if w.inLine {
		w.b.WriteByte('\n')
	}
	w.inLine, w.space = false, false
}

var (
	signature = regexp.MustCompile(`(?m)^-- ?$`)
	sentFrom  = regexp.MustCompile(`(?im)^[ \t]*(?:sent from my|sent from [^\n]{0,40}(?:phone|mail|outlook)|get outlook for|gửi từ (?:iphone|ipad|điện thoại|outlook|thư|gmail)|được gửi từ|đã gửi từ)[^\n]*$`)
)

// withoutSignature cuts what stands behind the mark of a signature (RFC 3676 §4.3) and the line that telephones add. A letter that is nothing else stays.
func withoutSignature(s string) string {
	s = strings.TrimSpace(s)
	cut := s
	if all := signature.FindAllStringIndex(cut, -1); len(all) > 0 {
		if last := all[len(all)-1]; strings.Count(cut[last[1]:], "\n") <= 15 { // a longer one is no signature
			cut = cut[:last[0]]
		}
	}
	cut = strings.TrimSpace(sentFrom.ReplaceAllString(cut, ""))
	if cut == "" {
		return s
	}
	return cut
}

var (
	// attribution is the line with which programs begin what they quote; it may be broken over two.
	attribution = regexp.MustCompile(`(?im)^[ \t>]*(?:(?:on|vào|le|am)\b[^\n]{0,200}(?:\n[^\n]{0,120})?(?:wrote|đã viết|viết)[ \t]*:[ \t]*$|[^\n]{0,160}<[^\n<>]+@[^\n<>]+>[^\n]{0,60}(?:wrote|đã viết|viết)[ \t]*:[ \t]*$|-{3,}[ \t]*(?:original message|thư gốc|tin nhắn gốc|forwarded message|thư đã chuyển tiếp)[ \t]*-{3,}[ \t]*$|_{20,}[ \t]*$)`)
	// heads are the lines that Outlook puts over it.
	heads = regexp.MustCompile(`(?im)^[ \t]*(?:from|từ)[ \t]*:[^\n]*\n[ \t]*(?:sent|date|đã gửi|ngày|gửi)[ \t]*:`)
	quote = regexp.MustCompile(`(?m)^[ \t]*>[^\n]*(?:\n|$)`)
)

// answerIn is what an answer says itself: what it quotes below is cut. Who wrote between or below the quoted lines is read as well. What would leave nothing is not cut.
func answerIn(s string) string {
	above := s
	for _, mark := range []*regexp.Regexp{attribution, heads} {
		if at := mark.FindStringIndex(above); at != nil {
			above = above[:at[0]]
		}
	}
	above = strings.TrimSpace(withoutSignature(quote.ReplaceAllString(above, "")))
	if above != "" {
		return above
	}
	between := strings.TrimSpace(quote.ReplaceAllString(attribution.ReplaceAllString(s, ""), ""))
	if between != "" {
		return between
	}
	return strings.TrimSpace(s)
}

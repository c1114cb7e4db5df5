package capfeed

import (
	"encoding/xml"
	"time"

	"thanhdong/act/warning"
	"thanhdong/act/warning/cap"
	"thanhdong/ground/text"
)

type atom struct {
	XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string   `xml:"xml:lang,attr"`
	ID      string   `xml:"id"`
	Title   string   `xml:"title"`
	Updated string   `xml:"updated"`
	Author  author   `xml:"author"`
	Links   []link   `xml:"link"`
	Entries []entry  `xml:"entry"`
}

type author struct {
	Name string `xml:"name"`
}

type link struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr"`
	Href string `xml:"href,attr"`
}

type entry struct {
	ID       string   `xml:"id"`
	Title    string   `xml:"title"`
	Updated  string   `xml:"updated"`
	Summary  string   `xml:"summary"`
	Category category `xml:"category"`
	Links    []link   `xml:"link"`
}

type category struct {
	Term string `xml:"term,attr"`
}

// place is where a list and its messages lie.
type place struct {
	self, messages string
	title          string // its key
	id             string // behind the sender's; empty for the province's own
}

const (
	atomType = "application/atom+xml"
	capType  = "application/cap+xml"
)

// list makes the feed. Without a warning it was last changed at the epoch, so that
// the same feed is the same to the byte.
func list(sender string, at place, warnings []warning.Warning) atom {
	last := time.Unix(0, 0)
	if len(warnings) > 0 {
		last = warnings[0].PublishedAt
	}
	a := atom{
		Lang: "vi", ID: "urn:cap:" + sender + at.id, Title: text.T(text.VI, at.title, nil), Updated: cap.Time(last.In(text.Zone)), Author: author{sender},
		Links: []link{{"self", atomType, at.self}},
	}
	for _, w := range warnings {
		a.Entries = append(a.Entries, entry{
			ID: "urn:cap:" + sender + at.id + ":" + w.Identifier, Title: w.Content.Headline.In(text.VI), Updated: cap.Time(w.PublishedAt.In(text.Zone)),
			Summary: w.Content.Easy.In(text.VI), Category: category{w.MsgType},
			Links: []link{{"alternate", capType, at.messages + w.Identifier + ".xml"}},
		})
	}
	return a
}

package cap

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/language"
)

// element is one line of the schema: what may stand in a place, how often, and
// what it may say.
type element struct {
	name     string
	min, max int // max 0: any number
	says     check
	holds    []element // in this order
}

// check tells which rule a text breaks; "" when none.
type check func(text string) (rule string, args []any)

func one(name string, says check) element   { return element{name: name, min: 1, max: 1, says: says} }
func maybe(name string, says check) element { return element{name: name, max: 1, says: says} }
func many(name string, min int, says check) element {
	return element{name: name, min: min, says: says}
}
func group(name string, holds ...element) element { return element{name: name, holds: holds} }

// schema is the sequence of elements that CAP-v1.2.xsd fixes (section 3.4).
var schema = element{name: "alert", min: 1, max: 1, holds: []element{
	one("identifier", plainName), one("sender", plainName), one("sent", instant), one("status", among(Statuses)),
	one("msgType", among(MsgTypes)), maybe("source", words), one("scope", among(Scopes)), maybe("restriction", words),
	maybe("addresses", words), many("code", 0, words), maybe("note", words), maybe("references", references), maybe("incidents", words),
	group("info",
		maybe("language", tag), many("category", 1, among(Categories)), one("event", words), many("responseType", 0, among(ResponseTypes)),
		one("urgency", among(Urgencies)), one("severity", among(Severities)), one("certainty", among(Certainties)), maybe("audience", words),
		group("eventCode", one("valueName", words), one("value", anything)),
		maybe("effective", instant), maybe("onset", instant), maybe("expires", instant), maybe("senderName", words), maybe("headline", words),
		maybe("description", words), maybe("instruction", words), maybe("web", address), maybe("contact", words),
		group("parameter", one("valueName", words), one("value", anything)),
		group("resource", one("resourceDesc", words), one("mimeType", words), maybe("size", whole), maybe("uri", address), maybe("derefUri", words), maybe("digest", words)),
		group("area", one("areaDesc", words), many("polygon", 0, polygon), many("circle", 0, circle),
			group("geocode", one("valueName", words), one("value", anything)), maybe("altitude", decimal), maybe("ceiling", decimal)),
	),
}}

func fine() (string, []any) { return "", nil }

func anything(string) (string, []any) { return fine() }

func words(s string) (string, []any) {
	if strings.TrimSpace(s) == "" {
		return "warning.cap_no_words", nil
	}
	return fine()
}

// plainName is an identifier or a sender: no spaces, commas, < or & (sections
// 3.2.1, identifier and sender), because references join them with commas.
func plainName(s string) (string, []any) {
	if s == "" || strings.ContainsAny(s, ", <&\t\r\n") {
		return "warning.cap_plain_name", []any{"value", s}
	}
	return fine()
}

func among(list []string) check {
	return func(s string) (string, []any) {
		if !slices.Contains(list, s) {
			return "warning.cap_not_one_of", []any{"value", s, "known", strings.Join(list, ", ")}
		}
		return fine()
	}
}

func instant(s string) (string, []any) {
	if strings.HasSuffix(s, "Z") || strings.HasSuffix(s, "z") {
		return "warning.cap_zulu", []any{"value", s}
	}
	if _, err := parseTime(s); err != nil {
		return "warning.cap_time", []any{"value", s}
	}
	return fine()
}

func references(s string) (string, []any) {
	if _, err := parseReferences(s); err != nil {
		return "warning.cap_references", []any{"value", s}
	}
	return fine()
}

func tag(s string) (string, []any) {
	if _, err := language.Parse(s); err != nil {
		return "warning.cap_language", []any{"value", s}
	}
	return fine()
}

// address is a whole address, because a reader has no page that a part could
// belong to (section 3.2.2, web).
func address(s string) (string, []any) {
	if u, err := url.Parse(strings.TrimSpace(s)); err != nil || !u.IsAbs() {
		return "warning.cap_address", []any{"value", s}
	}
	return fine()
}

var number = regexp.MustCompile(`^[+-]?(\d+(\.\d*)?|\.\d+)$`)

func decimal(s string) (string, []any) {
	if !number.MatchString(s) {
		return "warning.cap_number", []any{"value", s}
	}
	return fine()
}

func whole(s string) (string, []any) {
	if n, err := strconv.ParseInt(s, 10, 64); err != nil || n < 0 {
		return "warning.cap_number", []any{"value", s}
	}
	return fine()
}

// Address tells which rule a web address breaks; "" when none.
func Address(s string) (rule string, args []any) { return address(s) }

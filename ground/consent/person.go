package consent

import (
	"slices"
	"strings"
	"unicode"

	"thanhdong/ground/text"
)

// Person is who is looked for, as far as it is known.
type Person struct {
	Name   string
	Phones []string // as typed; compared by [PhoneKey]
	Emails []string // compared by [EmailKey]
	Codes  []string // ids and numbers that the person gave: of a report, of an account
}

// Empty says that nothing is known by which anybody could be found.
func (p Person) Empty() bool {
	return strings.TrimSpace(p.Name) == "" && len(p.Phones) == 0 && len(p.Emails) == 0 && len(p.Codes) == 0
}

// HasPhone and HasEmail compare in the form that ignores how it was written.
func (p Person) HasPhone(phone string) bool { return has(p.Phones, phone, PhoneKey) }

// HasEmail is the same for an e-mail address.
func (p Person) HasEmail(email string) bool { return has(p.Emails, email, EmailKey) }

// HasName compares names without case, spaces and tone marks' places.
func (p Person) HasName(name string) bool {
	return p.Name != "" && text.NameKey(p.Name) == text.NameKey(name)
}

// HasCode compares ids and numbers.
func (p Person) HasCode(code string) bool {
	return has(p.Codes, code, func(s string) string { return strings.ToLower(strings.TrimSpace(s)) })
}

// HasWords says by what the person stands in words that somebody wrote: "phone", "email" or "name"; "" when they do not.
// Of a name all words must stand there, and it must have two: a single word is a name that many have.
func (p Person) HasWords(words string) string {
	number := func(r rune) bool { return !unicode.IsDigit(r) && !strings.ContainsRune("+ .-()", r) } // with the marks that people put between
	if slices.ContainsFunc(strings.FieldsFunc(words, number), p.HasPhone) {
		return "phone"
	}
	low := strings.ToLower(words)
	if slices.ContainsFunc(p.Emails, func(e string) bool { key := EmailKey(e); return key != "" && strings.Contains(low, key) }) {
		return "email"
	}
	if name := strings.TrimSpace(text.NameKey(p.Name)); strings.Contains(name, " ") && strings.Contains(text.NameKey(words), name) {
		return "name"
	}
	return ""
}

// Known is what a row tells of whom it is about.
type Known struct {
	Codes, Phones, Emails, Names []string
	Words                        string // that somebody wrote
}

// Why says by what a row is known to be about the person, the surest first; "" when it is not.
func (p Person) Why(k Known) string {
	switch {
	case slices.ContainsFunc(k.Codes, p.HasCode):
		return "code"
	case slices.ContainsFunc(k.Phones, p.HasPhone):
		return "phone"
	case slices.ContainsFunc(k.Emails, p.HasEmail):
		return "email"
	case slices.ContainsFunc(k.Names, p.HasName):
		return "name"
	}
	return p.HasWords(k.Words)
}

func has(list []string, one string, key func(string) string) bool {
	k := key(one)
	return k != "" && slices.ContainsFunc(list, func(s string) bool { return key(s) == k })
}

// PhoneKey is a number's digits as they are dialled inside the country: +84 912 345 678 is 0912345678.
func PhoneKey(phone string) string {
	digits := strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) && r < 0x80 {
			return r
		}
		return -1
	}, phone)
	if rest, ok := strings.CutPrefix(digits, "84"); ok && len(rest) >= 9 {
		return "0" + rest
	}
	if len(digits) < 3 {
		return ""
	}
	return digits
}

// EmailKey is an address without case and spaces around it.
func EmailKey(email string) string {
	if !strings.Contains(email, "@") {
		return ""
	}
	return strings.ToLower(strings.TrimSpace(email))
}

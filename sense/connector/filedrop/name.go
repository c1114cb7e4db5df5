package filedrop

import (
	"strings"
	"unicode/utf8"
)

// maxKey bounds what is kept of a file's name.
const maxKey = 300

// StationKey is everything before the last 14 digits of a station file's name.
// Provinces differ in what they put there, so the key is looked up and not taken
// apart. ok is false for a name that has no such digits.
func StationKey(name string) (key string, ok bool) {
	if len(name) < 4 || !strings.EqualFold(name[len(name)-4:], ".txt") {
		return "", false
	}
	name = name[:len(name)-4]
	if len(name) < 14 || strings.Trim(name[len(name)-14:], "0123456789") != "" {
		return "", false
	}
	key = strings.Trim(name[:len(name)-14], "_- ")
	return show(key), key != ""
}

// show makes a sender's name fit to be stored and shown.
func show(name string) string {
	name = strings.ReplaceAll(strings.ToValidUTF8(name, "\uFFFD"), "\x00", "\uFFFD")
	if len(name) > maxKey {
		name = name[:maxKey]
		for !utf8.ValidString(name) {
			name = name[:len(name)-1]
		}
		name += "…"
	}
	return name
}

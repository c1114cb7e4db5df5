package text

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/goccy/go-yaml"
)

//go:embed catalog/*.yaml
var embedded embed.FS

// Key is a message key passed as an argument of another message; it is put into words itself.
type Key string

// messages is read once, at the first message. A fault in a catalogue is found by the tests, and
// costs a running server only the words of that file.
var messages = sync.OnceValue(func() map[string]L {
	all, _ := load(embedded)
	return all
})

// load reads every catalogue and returns what is well formed together with all that is not.
func load(files fs.FS) (map[string]L, []error) {
	all := map[string]L{}
	var faults []error
	names, err := fs.Glob(files, "catalog/*.yaml")
	if err != nil {
		return all, []error{err}
	}
	for _, name := range names {
		raw, err := fs.ReadFile(files, name)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		entries := map[string]L{}
		if err := yaml.UnmarshalWithOptions(raw, &entries, yaml.Strict()); err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", name, err))
			continue
		}
		room := strings.TrimSuffix(path.Base(name), ".yaml")
		for key, l := range entries {
			faults = append(faults, check(name, room, key, l)...)
			if _, taken := all[key]; taken {
				faults = append(faults, fmt.Errorf("%s: key %q is also in another catalogue", name, key))
			}
			all[key] = l
		}
	}
	return all, faults
}

var (
	keyForm     = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-zA-Z0-9_-]+)+$`)
	placeholder = regexp.MustCompile(`\{([a-z][a-z0-9_]*)\}`)
	choice      = regexp.MustCompile(`\{\w+,`) // of ICU: people would read the braces
)

// check holds one entry against the rules of a catalogue.
func check(file, room, key string, l L) []error {
	var faults []error
	fail := func(format string, args ...any) {
		faults = append(faults, fmt.Errorf("%s: key %q %s", file, key, fmt.Sprintf(format, args...)))
	}
	if !keyForm.MatchString(key) {
		fail("is not of the form room.what")
	}
	if !strings.HasPrefix(key, room+".") {
		fail("does not begin with %q", room+".")
	}
	for _, lang := range Langs {
		if text := map[Lang]string{VI: l.VI, EN: l.EN}[lang]; strings.TrimSpace(text) == "" {
			fail("has no text in %q", lang)
		}
	}
	if l.Complete() && !slices.Equal(placeholders(l.VI), placeholders(l.EN)) {
		fail("has placeholders %v in vi and %v in en", placeholders(l.VI), placeholders(l.EN))
	}
	if choice.MatchString(l.VI + l.EN) {
		fail("chooses a form by an argument, which no text here can")
	}
	return faults
}

// placeholders lists the distinct names between braces, sorted.
func placeholders(s string) []string {
	var names []string
	for _, m := range placeholder.FindAllStringSubmatch(s, -1) {
		names = append(names, m[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Has says whether a catalogue holds key.
func Has(key string) bool {
	_, ok := messages()[key]
	return ok
}

// T puts the message key into words of lang. A placeholder without an argument stays visible, an
// unknown key comes back as itself.
func T(lang Lang, key string, args map[string]any) string {
	l, ok := messages()[key]
	if !ok {
		return key
	}
	pattern := l.In(lang)
	if !strings.Contains(pattern, "{") {
		return pattern
	}
	return placeholder.ReplaceAllStringFunc(pattern, func(match string) string {
		value, ok := args[match[1:len(match)-1]]
		if !ok {
			return match
		}
		return Words(lang, value)
	})
}

// Message is T in every language at once, for what is stored or sent in both.
func Message(key string, args map[string]any) L {
	return L{VI: T(VI, key, args), EN: T(EN, key, args)}
}

// Words puts one argument into words by its type, as the package comment lists.
func Words(lang Lang, value any) string {
	switch v := value.(type) {
	case string:
		return v
	case Key:
		return T(lang, string(v), nil)
	case L:
		return v.In(lang)
	case Day:
		return v.In(lang)
	case time.Time:
		return DateTime(lang, v)
	case time.Duration:
		return Duration(lang, v)
	case int:
		return Integer(lang, int64(v))
	case int32:
		return Integer(lang, int64(v))
	case int64:
		return Integer(lang, v)
	case float32:
		return Number(lang, float64(v))
	case float64:
		return Number(lang, v)
	case []string:
		return strings.Join(v, ", ")
	default:
		return fmt.Sprint(v)
	}
}

package open311

import (
	"io"
	"math"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"thanhdong/ground/fault"
)

const (
	largestForm     = 64 << 10
	longestExternal = 100
	longestMedia    = 1000
	mostAttributes  = 100
)

// form is what a program sends.
type form struct {
	Key         string
	Service     string
	Lat, Long   *float64
	Address     string
	AddressID   string
	Attributes  map[string][]string
	Email       string
	FirstName   string
	LastName    string
	Phone       string
	Description string
	Media       string
	External    string
}

var attributeName = regexp.MustCompile(`^attribute\[([A-Za-z0-9_.:-]{1,64})\](\[\])?$`)

// takeForm reads the body of a POST, strictly.
func takeForm(r *http.Request) (form, error) {
	mediaType, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	charset := strings.ToLower(params["charset"])
	if err != nil || mediaType != "application/x-www-form-urlencoded" || charset != "" && charset != "utf-8" || r.Header.Get("Content-Encoding") != "" {
		return form{}, fault.New(fault.Unsupported, "open311.not_form")
	}
	tooLarge := fault.New(fault.TooLarge, "open311.too_large", "max", largestForm>>10)
	if r.ContentLength > largestForm {
		return form{}, tooLarge
	}
	b, err := io.ReadAll(io.LimitReader(r.Body, largestForm+1))
	if err != nil {
		return form{}, fault.New(fault.Invalid, "wire.broken_off").With(err)
	}
	if len(b) > largestForm {
		return form{}, tooLarge
	}
	f, err := readForm(string(b))
	if key := r.URL.Query().Get("api_key"); err == nil && f.Key == "" {
		f.Key = key // some programs send it in the address
	}
	return f, err
}

// readForm reads the parameters of a POST. Each stands there once at most, but for attributes with several values; one that is
// empty is as if it were not there; one that is not known is refused, so that nothing is lost in silence.
func readForm(body string) (f form, err error) {
	values, err := url.ParseQuery(body)
	if err != nil {
		return form{}, fault.New(fault.Invalid, "open311.bad_form").With(err)
	}
	var fs []fault.Field
	f.Attributes = map[string][]string{}
	lat, long := "", ""
	text := map[string]*string{
		"api_key": &f.Key, "service_code": &f.Service, "lat": &lat, "long": &long, "address_string": &f.Address, "address_id": &f.AddressID, "email": &f.Email, "first_name": &f.FirstName,
		"last_name": &f.LastName, "phone": &f.Phone, "description": &f.Description, "media_url": &f.Media, "external_id": &f.External,
		"jurisdiction_id": new(string), "device_id": new(string), "account_id": new(string), // known, not kept
	}
	for _, name := range sortedKeys(values) {
		given := values[name]
		if slices.ContainsFunc(given, func(v string) bool { return !utf8.ValidString(v) || strings.ContainsRune(v, 0) }) {
			fs = append(fs, fault.At(shown(name), "open311.not_text"))
			continue
		}
		if into, known := text[name]; known {
			if len(given) > 1 {
				fs = append(fs, fault.At(name, "open311.twice"))
				continue
			}
			*into = strings.TrimSpace(given[0])
			continue
		}
		m := attributeName.FindStringSubmatch(name)
		if m == nil {
			fs = append(fs, fault.At(shown(name), "open311.unknown"))
			continue
		}
		for _, v := range given {
			if v != "" {
				f.Attributes[m[1]] = append(f.Attributes[m[1]], v)
			}
		}
		if len(f.Attributes) > mostAttributes {
			return form{}, fault.New(fault.TooLarge, "open311.many_attributes", "max", mostAttributes)
		}
	}
	f.Lat, fs = degree("lat", lat, 90, fs)
	f.Long, fs = degree("long", long, 180, fs)
	if (lat == "") != (long == "") {
		fs = append(fs, fault.At("lat, long", "open311.half_place"))
	}
	if utf8.RuneCountInString(f.External) > longestExternal {
		fs = append(fs, fault.At("external_id", "report.too_long", "max", longestExternal))
	}
	if f.Media != "" {
		if u, err := url.Parse(f.Media); err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || len(f.Media) > longestMedia {
			fs = append(fs, fault.At("media_url", "open311.bad_url"))
		}
	}
	if len(fs) > 0 {
		return f, fault.Fields("open311.bad_request", fs...)
	}
	return f, nil
}

func degree(name, said string, most float64, fs []fault.Field) (*float64, []fault.Field) {
	if said == "" {
		return nil, fs
	}
	v, err := strconv.ParseFloat(said, 64)
	if err != nil || !(math.Abs(v) <= most) { // NaN fails the comparison
		return nil, append(fs, fault.At(name, "open311.bad_degree", "max", int(most)))
	}
	return &v, fs
}

// shown is a name that somebody sent, short and harmless enough to be said back.
func shown(name string) string {
	name = strings.Map(func(r rune) rune {
		if r < 0x20 || r == utf8.RuneError || r > 0x7e {
			return '?'
		}
		return r
	}, name)
	return name[:min(len(name), 80)]
}

func sortedKeys(values url.Values) []string {
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

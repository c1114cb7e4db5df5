package console

import (
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"

	"thanhdong/door/wire"
	"thanhdong/ground/fault"
)

// refusal turns what the library says about a request into one of our faults. Its
// English words are for the log; people get the words of our keys.
func refusal(status int, msg string, errs []error) error {
	switch status {
	case http.StatusRequestEntityTooLarge:
		return fault.New(fault.TooLarge, "wire.too_large", "max", "1 MB")
	case http.StatusRequestTimeout:
		return fault.New(fault.Invalid, "wire.broken_off")
	case http.StatusNotAcceptable, http.StatusUnsupportedMediaType:
		return fault.New(fault.Unsupported, "wire.not_json_type")
	}
	if status >= http.StatusInternalServerError {
		return fault.New(fault.Internal, "fault.internal").With(&library{msg, errs})
	}
	f := fault.Fields("wire.bad_body")
	for _, err := range errs {
		d, ok := err.(huma.ErrorDetailer)
		if !ok {
			f.Fields = append(f.Fields, fault.At("", "console.bad_value"))
			continue
		}
		f.Fields = append(f.Fields, field(d.ErrorDetail()))
	}
	if len(f.Fields) == 0 {
		return fault.New(fault.Invalid, "wire.empty")
	}
	return f
}

// field maps the library's words for one fault.
func field(d *huma.ErrorDetail) fault.Field {
	where, path, _ := strings.Cut(d.Location, ".")
	path = strings.NewReplacer(".", "/", "[", "/", "]", "").Replace(path)
	name := path[strings.LastIndex(path, "/")+1:]
	switch {
	case d.Message == "unknown query parameter":
		return fault.At(path, "console.unknown_parameter", "name", name)
	case d.Message == validation.MsgUnexpectedProperty:
		return fault.At(path, "wire.unknown_field", "name", name)
	case strings.HasPrefix(d.Message, "required ") && where != "body":
		return fault.At(path, "console.parameter_missing", "name", name)
	case matches(d.Message, validation.MsgExpectedRequiredProperty):
		missing := strings.Fields(d.Message)[3]
		return fault.At(strings.TrimPrefix(path+"/"+missing, "/"), "console.field_missing", "name", missing)
	case matches(d.Message, validation.MsgExpectedMaxLength):
		return fault.At(path, "console.too_long", "max", last(d.Message))
	case matches(d.Message, validation.MsgExpectedOneOf):
		return fault.At(path, "console.not_one_of", "known", strings.Trim(d.Message[strings.Index(d.Message, `"`):], `"`))
	}
	return fault.At(path, "console.bad_value")
}

// matches tells whether a message was made from a pattern with one argument.
func matches(msg, pattern string) bool {
	before, after, _ := strings.Cut(pattern, "%")
	return strings.HasPrefix(msg, before) && strings.HasSuffix(msg, after[1:])
}

func last(msg string) string { return msg[strings.LastIndex(msg, " ")+1:] }

// library carries what the API library said into the log.
type library struct {
	msg  string
	errs []error
}

func (l *library) Error() string {
	words := l.msg
	for _, err := range l.errs {
		words += "; " + err.Error()
	}
	return words
}

// problem describes a refusal in the document.
func (c *Console) problem(status int) *huma.Response {
	schema := c.api.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[wire.Problem](), true, "Problem")
	r := &huma.Response{Description: http.StatusText(status), Content: map[string]*huma.MediaType{"application/problem+json": {Schema: schema}}}
	if status == http.StatusServiceUnavailable || status == http.StatusTooManyRequests {
		r.Headers = map[string]*huma.Param{"Retry-After": {Description: "Seconds", Schema: &huma.Schema{Type: huma.TypeInteger}}}
	}
	return r
}

func statusText(status int) string { return strconv.Itoa(status) }

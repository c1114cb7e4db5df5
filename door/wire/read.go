package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"thanhdong/ground/fault"
)

// MaxBody is the limit of an ordinary request. A form of ours stays far below.
const MaxBody = 1 << 20

// Read takes the one JSON value of a request into v, strictly.
func Read(r *http.Request, v any) error {
	b, err := take(r, MaxBody)
	if err != nil {
		return err
	}
	return Decode(b, v)
}

// Body takes the bytes of a JSON request, at most max, and checks their form with
// [Check]; what they mean is not looked at.
func Body(r *http.Request, max int64) ([]byte, error) {
	b, err := take(r, max)
	if err != nil {
		return nil, err
	}
	return b, Check(b)
}

func take(r *http.Request, max int64) ([]byte, error) {
	mediaType, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	charset := strings.ToLower(params["charset"])
	if err != nil || mediaType != "application/json" || charset != "" && charset != "utf-8" || r.Header.Get("Content-Encoding") != "" {
		return nil, fault.New(fault.Unsupported, "wire.not_json_type")
	}
	if r.ContentLength > max {
		return nil, fault.New(fault.TooLarge, "wire.too_large", "max", words(max))
	}
	b, err := io.ReadAll(io.LimitReader(r.Body, max+1))
	if err != nil {
		if f, ours := fault.As(err); ours {
			return nil, f
		}
		return nil, fault.New(fault.Invalid, "wire.broken_off").With(err)
	}
	if int64(len(b)) > max {
		return nil, fault.New(fault.TooLarge, "wire.too_large", "max", words(max))
	}
	return b, nil
}

// Decode reads one JSON value into v: checked by [Check], without fields that v
// does not know.
func Decode(b []byte, v any) error {
	if err := Check(b); err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	err := d.Decode(v)
	if err == nil {
		return nil
	}
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		return fault.Fields("wire.bad_body", fault.At(strings.ReplaceAll(wrong.Field, ".", "/"), "wire.wrong_type", "got", wrong.Value))
	}
	// The library has no type for this refusal, only these words.
	if quoted, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		name, _ := strconv.Unquote(quoted)
		return fault.Fields("wire.bad_body", fault.At(name, "wire.unknown_field", "name", name))
	}
	if f, ours := fault.As(err); ours {
		return f
	}
	return fault.New(fault.Invalid, "wire.bad_body").With(err)
}

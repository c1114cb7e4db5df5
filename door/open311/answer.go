package open311

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"net/http"
	"slices"
	"strings"

	"thanhdong/door/wire"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// formats of the standard by the end of an address.
const (
	asXML  = "xml"
	asJSON = "json"
)

var types = map[string]string{asXML: "text/xml; charset=utf-8", asJSON: "application/json; charset=utf-8"}

// list answers with a list: in JSON an array, in XML the element root with one child for each.
func list[T any](w http.ResponseWriter, status int, kind, root, child string, of []T) error {
	if kind == asJSON {
		if of == nil {
			of = []T{}
		}
		return inJSON(w, status, of)
	}
	return inXML(w, status, func(e *xml.Encoder) error {
		return inside(e, xml.StartElement{Name: xml.Name{Local: root}}, child, of)
	})
}

// one answers with one value.
func one(w http.ResponseWriter, status int, kind, root string, v any) error {
	if kind == asJSON {
		return inJSON(w, status, v)
	}
	return inXML(w, status, func(e *xml.Encoder) error {
		return e.EncodeElement(v, xml.StartElement{Name: xml.Name{Local: root}})
	})
}

func inJSON(w http.ResponseWriter, status int, v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err
	}
	send(w, status, asJSON, b.Bytes())
	return nil
}

func inXML(w http.ResponseWriter, status int, write func(*xml.Encoder) error) error {
	b := bytes.NewBufferString(xml.Header)
	e := xml.NewEncoder(b)
	if err := write(e); err != nil {
		return err
	}
	if err := e.Flush(); err != nil {
		return err
	}
	b.WriteByte('\n')
	send(w, status, asXML, b.Bytes())
	return nil
}

func send(w http.ResponseWriter, status int, kind string, b []byte) {
	h := w.Header()
	h.Set("Content-Type", types[kind])
	h.Add("Vary", "Accept-Language")
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-cache")
	}
	w.WriteHeader(status)
	_, _ = w.Write(b) // the reader has gone
}

// handler is one that may fail; kind is the format that the address asks for.
type handler func(w http.ResponseWriter, r *http.Request, name, kind string) error

// at makes a handler of an address whose last segment has the given wildcard: it splits off the format and refuses in it.
func at(segment string, f handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name, kind := wire.Extension(r.PathValue(segment))
		if _, known := types[kind]; !known || name == "" {
			refuse(w, r, asXML, fault.New(fault.NotFound, "open311.no_address"))
			return
		}
		if err := f(w, r, name, kind); err != nil {
			refuse(w, r, kind, err)
		}
	})
}

// statuses are those of the standard: 404 for what is not there, 403 for the key, 400 for the rest; and beside it what
// tells a program to wait, or that it sent too much.
var statuses = map[fault.Kind]int{
	fault.NotFound: http.StatusNotFound, fault.Unauthenticated: http.StatusForbidden, fault.Forbidden: http.StatusForbidden, fault.TooLarge: http.StatusRequestEntityTooLarge,
	fault.TooMany: http.StatusTooManyRequests, fault.Unavailable: http.StatusServiceUnavailable, fault.Internal: http.StatusInternalServerError,
}

// fields are the room's names of what is wrong in the words of the standard.
var fields = map[string]string{
	"words": "description", "address": "address_string", "place": "lat, long", "category": "service_code", "area": "address_id", "name": "first_name, last_name", "key": "external_id",
}

func refuse(w http.ResponseWriter, r *http.Request, kind string, err error) {
	p := wire.NewProblem(r.Context(), err)
	status := http.StatusBadRequest
	f, _ := fault.As(err)
	if f == nil && p.Status == http.StatusInternalServerError {
		status = p.Status
	} else if f != nil && statuses[f.Kind] != 0 {
		status = statuses[f.Kind]
	} else if f == nil {
		status = p.Status
	}
	for k, v := range p.GetHeaders() {
		if k != "Www-Authenticate" { // the key is a parameter, not a header
			w.Header()[k] = v
		}
	}
	w.Header().Set("Cache-Control", "no-store")
	list := make([]problem, 0, 1+len(p.Faults))
	for _, x := range p.Faults {
		name := x.Path
		if known, ok := fields[name]; ok {
			name = known
		} else if code, is := strings.CutPrefix(name, "answers/"); is {
			name = "attribute[" + code + "]"
		}
		list = append(list, problem{status, name + ": " + x.Message})
	}
	if len(list) == 0 {
		detail := p.Detail
		if status >= http.StatusInternalServerError {
			detail = text.T(wire.Lang(r.Context()), "open311.fault", map[string]any{"detail": detail, "id": p.FaultID})
		}
		list = append(list, problem{status, detail})
	}
	_ = answerErrors(w, status, kind, slices.Clip(list))
}

func answerErrors(w http.ResponseWriter, status int, kind string, of []problem) error {
	return list(w, status, kind, "errors", "error", of)
}

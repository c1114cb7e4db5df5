package open311

import (
	"encoding/json"
	"encoding/xml"
	"strconv"
	"time"

	"thanhdong/ground/text"
)

// What travels. Each value is written as JSON and as XML from the same struct; what is not known is null in the one and an empty
// element in the other, as the standard's examples have it.

type service struct {
	Code        string `json:"service_code" xml:"service_code"`
	Name        string `json:"service_name" xml:"service_name"`
	Description words  `json:"description" xml:"description"`
	Metadata    bool   `json:"metadata" xml:"metadata"`
	Type        string `json:"type" xml:"type"`
	Keywords    words  `json:"keywords" xml:"keywords"`
	Group       words  `json:"group" xml:"group"`
}

type definition struct {
	Code       string            `json:"service_code" xml:"service_code"`
	Attributes nested[attribute] `json:"attributes" xml:"attributes"`
}

type attribute struct {
	Variable    bool          `json:"variable" xml:"variable"`
	Code        string        `json:"code" xml:"code"`
	Datatype    string        `json:"datatype" xml:"datatype"`
	Required    bool          `json:"required" xml:"required"`
	Hint        words         `json:"datatype_description" xml:"datatype_description"`
	Order       int           `json:"order" xml:"order"`
	Description words         `json:"description" xml:"description"`
	Values      nested[value] `json:"values" xml:"values"`
}

func (attribute) element() string { return "attribute" }

type value struct {
	Key  string `json:"key" xml:"key"`
	Name string `json:"name" xml:"name"`
}

func (value) element() string { return "value" }

// created answers a POST.
type created struct {
	ID      string `json:"service_request_id" xml:"service_request_id"`
	Notice  words  `json:"service_notice" xml:"service_notice"`
	Account words  `json:"account_id" xml:"account_id"`
	Follow  words  `json:"follow_url" xml:"follow_url"`
}

// named answers a token.
type named struct {
	ID    string `json:"service_request_id" xml:"service_request_id"`
	Token string `json:"token" xml:"token"`
}

type request struct {
	ID        string  `json:"service_request_id" xml:"service_request_id"`
	Status    string  `json:"status" xml:"status"`
	Notes     words   `json:"status_notes" xml:"status_notes"`
	Service   string  `json:"service_name" xml:"service_name"`
	Code      string  `json:"service_code" xml:"service_code"`
	Words     words   `json:"description" xml:"description"`
	Agency    words   `json:"agency_responsible" xml:"agency_responsible"`
	Notice    words   `json:"service_notice" xml:"service_notice"`
	Requested instant `json:"requested_datetime" xml:"requested_datetime"`
	Updated   instant `json:"updated_datetime" xml:"updated_datetime"`
	Expected  instant `json:"expected_datetime" xml:"expected_datetime"`
	Address   words   `json:"address" xml:"address"`
	AddressID words   `json:"address_id" xml:"address_id"`
	Zipcode   words   `json:"zipcode" xml:"zipcode"`
	Lat       degrees `json:"lat" xml:"lat"`
	Long      degrees `json:"long" xml:"long"`
	Media     words   `json:"media_url" xml:"media_url"`
}

type problem struct {
	Code        int    `json:"code" xml:"code"`
	Description string `json:"description" xml:"description"`
}

type discovery struct {
	Changeset  string           `json:"changeset" xml:"changeset"`
	Contact    string           `json:"contact" xml:"contact"`
	KeyService string           `json:"key_service" xml:"key_service"`
	Endpoints  nested[endpoint] `json:"endpoints" xml:"endpoints"`
}

type endpoint struct {
	Specification string         `json:"specification" xml:"specification"`
	URL           string         `json:"url" xml:"url"`
	Changeset     string         `json:"changeset" xml:"changeset"`
	Type          string         `json:"type" xml:"type"`
	Formats       nested[format] `json:"formats" xml:"formats"`
}

func (endpoint) element() string { return "endpoint" }

type format string

func (format) element() string { return "format" }

// words may be missing.
type words string

func (w words) MarshalJSON() ([]byte, error) {
	if w == "" {
		return []byte("null"), nil
	}
	return json.Marshal(string(w))
}

// instant is a time in the zone of Viet Nam, which may be missing.
type instant time.Time

func (i instant) String() string {
	if time.Time(i).IsZero() {
		return ""
	}
	return time.Time(i).In(text.Zone).Format(time.RFC3339)
}

func (i instant) MarshalJSON() ([]byte, error) { return words(i.String()).MarshalJSON() }

func (i instant) MarshalXML(e *xml.Encoder, start xml.StartElement) error {
	return e.EncodeElement(i.String(), start)
}

// degrees of latitude or longitude, which may be missing.
type degrees struct{ of *float64 }

func (d degrees) String() string {
	if d.of == nil {
		return ""
	}
	return strconv.FormatFloat(*d.of, 'f', -1, 64)
}

func (d degrees) MarshalJSON() ([]byte, error) {
	if d.of == nil {
		return []byte("null"), nil
	}
	return []byte(d.String()), nil
}

func (d degrees) MarshalXML(e *xml.Encoder, start xml.StartElement) error {
	return e.EncodeElement(d.String(), start)
}

// nested is a list inside a value: in XML an element that is there also when the list is empty.
type nested[T interface{ element() string }] []T

func (n nested[T]) MarshalJSON() ([]byte, error) {
	if n == nil {
		return []byte("[]"), nil
	}
	return json.Marshal([]T(n))
}

func (n nested[T]) MarshalXML(e *xml.Encoder, start xml.StartElement) error {
	return inside(e, start, T.element(*new(T)), []T(n))
}

// inside writes a list as an element with one child for each.
func inside[T any](e *xml.Encoder, start xml.StartElement, child string, list []T) error {
	if err := e.EncodeToken(start); err != nil {
		return err
	}
	for _, v := range list {
		if err := e.EncodeElement(v, xml.StartElement{Name: xml.Name{Local: child}}); err != nil {
			return err
		}
	}
	return e.EncodeToken(start.End())
}

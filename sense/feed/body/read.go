package body

import "bytes"

// Read reads all elements of a body. mediaType is what the sender calls it, ""
// where nobody says; origin is where it came from, for quarantine.
func Read(b []byte, mediaType, origin string) ([]Reading, error) {
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	if b = b[space(b):]; len(b) > 0 && b[0] != '[' && b[0] != '{' && (mediaType == CSV || mediaType != NDJSON && named(b)) {
		return readCSV(b, origin)
	}
	f, err := open(b, mediaType == NDJSON)
	if err != nil {
		return nil, err
	}
	r := reader{names: map[string]string{}}
	readings := make([]Reading, 0, min(MaxRows, len(b)/100+1))
	for {
		e, err := f.next()
		if err != nil {
			return nil, err
		}
		if e == nil {
			return readings, nil
		}
		x := r.read(e)
		x.Raw, x.Origin, x.Line, x.Form = e, origin, f.rows, FormJSON
		readings = append(readings, x)
	}
}

// Media types that change how a body is read. Others are looked at, not believed.
const (
	NDJSON = "application/x-ndjson"
	CSV    = "text/csv"
)

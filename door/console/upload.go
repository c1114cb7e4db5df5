package console

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"thanhdong/door/wire"
	"thanhdong/ground/fault"
	"thanhdong/ground/file"
)

// Limits of evidence. A photo of a phone has 3 to 12 MB; films belong elsewhere.
const (
	maxEvidence = 25 << 20
	maxNote     = 16 << 10
)

// evidenceTypes are what may be handed in: pictures, documents, sound and short
// films. What a browser would run is not among them, and the type is that of the
// bytes (ground/file), never what the sender says.
var evidenceTypes = map[string]bool{
	"image/jpeg": true, "image/png": true, "image/gif": true, "image/webp": true, "image/heic": true, "image/heif": true, "image/avif": true,
	"application/pdf": true, file.Text: true,
	"video/mp4": true, "video/webm": true, "video/quicktime": true, "audio/mp4": true, "audio/mpeg": true, "audio/ogg": true, "audio/wav": true,
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document": true,
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":       true,
	"application/vnd.oasis.opendocument.text":                                 true,
	"application/vnd.oasis.opendocument.spreadsheet":                          true,
}

// workEvidence takes a photo or a document: multipart, one part "file", and a
// part "note" before or behind it. The bytes stream to the disk; nothing is kept
// in memory.
func (c *Console) workEvidence(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("id")
	// Whoever may not add evidence shall not fill the disk first.
	item, err := c.Work.Get(r.Context(), id)
	if err != nil {
		return err
	}
	for _, a := range c.Work.Actions(r.Context(), item) {
		if a.Verb == "evidence" && a.Why != nil {
			return a.Why
		}
	}
	f, note, err := c.receive(w, r)
	if err != nil {
		return err
	}
	e, err := c.Work.AddEvidence(r.Context(), id, f, note)
	if err != nil {
		return err
	}
	return wire.JSON(w, http.StatusCreated, evidenceOf(e))
}

// receive reads the form part by part.
func (c *Console) receive(w http.ResponseWriter, r *http.Request) (f file.File, note string, err error) {
	// The frame of the form and its note come on top of the file.
	r.Body = http.MaxBytesReader(w, r.Body, maxEvidence+maxNote+64<<10)
	parts, err := r.MultipartReader()
	if err != nil {
		return f, "", fault.New(fault.Unsupported, "console.not_multipart").With(err)
	}
	found := false
	for {
		p, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return f, "", broken(err)
		}
		switch {
		case p.FormName() == "note":
			if note, err = readNote(p); err != nil {
				return f, "", err
			}
		case p.FormName() == "file" && !found:
			if f, err = c.keep(r, p); err != nil {
				return f, "", err
			}
			found = true
		default:
			return f, "", fault.Fields("wire.bad_body", fault.At(p.FormName(), "wire.unknown_field", "name", p.FormName()))
		}
	}
	if !found {
		return f, "", fault.Fields("wire.bad_body", fault.At("file", "console.field_missing", "name", "file"))
	}
	return f, note, nil
}

// keep stores one part. Its type is looked at before anything is stored.
func (c *Console) keep(r *http.Request, p *multipart.Part) (file.File, error) {
	head := make([]byte, 512)
	n, err := io.ReadFull(p, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return file.File{}, broken(err)
	}
	claimed := p.Header.Get("Content-Type")
	if t := file.Sniff(head[:n], claimed); n > 0 && !evidenceTypes[t] {
		return file.File{}, fault.New(fault.Unsupported, "console.bad_file_type", "type", t)
	}
	return c.Files.Put(r.Context(), io.MultiReader(strings.NewReader(string(head[:n])), p), p.FileName(), claimed, maxEvidence)
}

func readNote(p *multipart.Part) (string, error) {
	b, err := io.ReadAll(io.LimitReader(p, maxNote+1))
	if err != nil {
		return "", broken(err)
	}
	if len(b) > maxNote {
		return "", fault.Fields("wire.bad_body", fault.At("note", "console.too_long", "max", maxNote))
	}
	return string(b), nil
}

// broken says why a form could not be read to its end.
func broken(err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return fault.New(fault.TooLarge, "file.too_large", "max", file.Size(maxEvidence))
	}
	return fault.New(fault.Invalid, "wire.broken_off").With(err)
}

// fileGet gives the bytes of evidence to those who may read an item that carries
// it. Whatever they are, they run nothing and are shown in no page of ours.
func (c *Console) fileGet(w http.ResponseWriter, r *http.Request) error {
	e, err := c.Work.EvidenceFile(r.Context(), r.PathValue("sha"))
	if err != nil {
		return err
	}
	b, f, err := c.Files.Open(r.Context(), e.SHA)
	if err != nil {
		return err
	}
	defer b.Close()
	how := "attachment"
	if strings.HasPrefix(f.Type, "image/") || f.Type == "application/pdf" {
		how = "inline"
	}
	h := w.Header()
	h.Set("Content-Type", f.Type)
	h.Set("Content-Disposition", mime.FormatMediaType(how, map[string]string{"filename": e.Name}))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'")
	// The bytes never change, but the right to see them may.
	h.Set("Cache-Control", "private, no-cache")
	h.Set("ETag", `"`+f.SHA+`"`)
	http.ServeContent(w, r, "", e.At, b)
	return nil
}

func (c *Console) describeEvidence(op *huma.Operation) {
	op.Parameters = []*huma.Param{pathParam("id")}
	op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"multipart/form-data": {Schema: &huma.Schema{
		Type: huma.TypeObject, Required: []string{"file"}, AdditionalProperties: false,
		Properties: map[string]*huma.Schema{
			"file": {Type: huma.TypeString, Format: "binary", Description: "At most 25 MB"},
			"note": {Type: huma.TypeString},
		},
	}}}}
	op.Responses["201"] = &huma.Response{Description: "Kept", Content: map[string]*huma.MediaType{"application/json": {Schema: c.schema(reflect.TypeFor[Evidence]())}}}
}

func describeFile(op *huma.Operation) {
	op.Parameters = []*huma.Param{pathParam("sha")}
	op.Responses["200"] = &huma.Response{Description: "The bytes", Content: map[string]*huma.MediaType{"*/*": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}}
}

func pathParam(name string) *huma.Param {
	return &huma.Param{Name: name, In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString}}
}

func (c *Console) schema(t reflect.Type) *huma.Schema {
	return c.api.OpenAPI().Components.Schemas.Schema(t, true, t.Name())
}

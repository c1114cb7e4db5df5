package docx

import (
	"archive/zip"
	"bytes"
	"io"
	"path"
	"slices"
	"strings"

	"thanhdong/ground/fault"
)

// Limits of what is read. PROJECT CHOICE: a report of an office has some dozen parts and a few megabytes of pictures.
const (
	MaxSize     = 10 << 20 // of the file as it comes
	maxEntries  = 1000
	maxUnpacked = 64 << 20
	maxXML      = 16 << 20 // of one part of words
	maxRatio    = 120      // unpacked to packed, once it matters
	ratioFrom   = 4 << 20
)

// Document is a checked file.
type Document struct {
	archive *zip.Reader
	parts   []*part // those with words, in the order of the archive
}

// entry is one file of the archive, unpacked.
type entry struct {
	name string
	body []byte
}

var ole = []byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1}

// wide is how names stand in an OLE container.
func wide(s string) []byte {
	var b []byte
	for _, r := range s {
		b = append(b, byte(r), 0)
	}
	return b
}

func refuse(key string, kv ...any) error {
	return fault.New(fault.Invalid, "periodic.docx_"+key, kv...)
}

// Read checks a file and finds its words. Refusals: [fault.TooLarge]; [fault.Invalid] with what it is that is not taken.
func Read(b []byte) (*Document, error) {
	if len(b) > MaxSize {
		return nil, fault.New(fault.TooLarge, "periodic.docx_large", "max", MaxSize>>20)
	}
	if bytes.HasPrefix(b, ole) {
		if bytes.Contains(b, wide("EncryptedPackage")) {
			return nil, refuse("password")
		}
		return nil, refuse("old")
	}
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, fault.New(fault.Invalid, "periodic.docx_no_zip").With(err)
	}
	entries, err := unpack(z)
	if err != nil {
		return nil, err
	}
	main, err := checkPackage(entries)
	if err != nil {
		return nil, err
	}
	d := &Document{archive: z}
	for _, e := range entries {
		if !isXML(e.name) {
			continue
		}
		if len(e.body) > maxXML {
			return nil, fault.New(fault.TooLarge, "periodic.docx_unpacks", "max", maxXML>>20)
		}
		p, err := parse(e.name, e.body)
		if err != nil {
			return nil, err
		}
		if e.name == main || hasWords(e.name) {
			d.parts = append(d.parts, p)
		}
	}
	slices.SortStableFunc(d.parts, func(a, b *part) int { return strings.Compare(order(a.name, main), order(b.name, main)) })
	return d, nil
}

// order puts the body first, then headers and footers, then notes.
func order(name, main string) string {
	if name == main {
		return ""
	}
	return name
}

func isXML(name string) bool {
	ext := strings.ToLower(path.Ext(name))
	return ext == ".xml" || ext == ".rels"
}

// hasWords are the parts besides the body in which a clerk can write.
func hasWords(name string) bool {
	dir, base := path.Split(name)
	if dir != "word/" {
		return false
	}
	for _, p := range []string{"header", "footer", "footnotes", "endnotes"} {
		if strings.HasPrefix(base, p) {
			return true
		}
	}
	return false
}

// unpack reads every entry within the limits. What an archive says of its sizes is not believed.
func unpack(z *zip.Reader) (list []entry, err error) {
	if len(z.File) > maxEntries {
		return nil, fault.New(fault.TooLarge, "periodic.docx_entries", "max", maxEntries)
	}
	total := int64(0)
	seen := map[string]bool{}
	for _, f := range z.File {
		key := strings.ToLower(f.Name)
		if f.Flags&1 != 0 {
			return nil, refuse("password")
		}
		if seen[key] || strings.Contains(f.Name, `\`) || path.IsAbs(f.Name) || slices.Contains(strings.Split(f.Name, "/"), "..") || f.Name == "" {
			return nil, refuse("names", "name", short(f.Name))
		}
		seen[key] = true
		if strings.HasSuffix(f.Name, "/") {
			continue
		}
		r, err := f.Open()
		if err != nil {
			return nil, fault.New(fault.Invalid, "periodic.docx_broken", "part", short(f.Name)).With(err)
		}
		body, err := io.ReadAll(io.LimitReader(r, maxUnpacked-total+1))
		_ = r.Close()
		total += int64(len(body))
		if total > maxUnpacked {
			return nil, fault.New(fault.TooLarge, "periodic.docx_unpacks", "max", maxUnpacked>>20)
		}
		if err != nil {
			return nil, fault.New(fault.Invalid, "periodic.docx_broken", "part", short(f.Name)).With(err)
		}
		if n := uint64(len(body)); n > ratioFrom && n > maxRatio*f.CompressedSize64 {
			return nil, refuse("bomb", "part", short(f.Name))
		}
		list = append(list, entry{f.Name, body})
	}
	return list, nil
}

// short is a name or a sentence for a message.
func short(s string) string {
	s = strings.ToValidUTF8(s, "?")
	if r := []rune(s); len(r) > nearLength {
		return string(r[:nearLength]) + "…"
	}
	return s
}

const nearLength = 160

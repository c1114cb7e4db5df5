package file

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// sniffed is how many of the first bytes are looked at.
const sniffed = 512

// Octets is the type of everything not on the list: offered for saving, never shown.
const Octets = "application/octet-stream"

// Text is the type of plain text in UTF-8.
const Text = "text/plain; charset=utf-8"

// signatures are the formats' own magic numbers, at their offset.
var signatures = []struct {
	offset    int
	magic     string
	mediaType string
}{
	{0, "\xff\xd8\xff", "image/jpeg"},
	{0, "\x89PNG\r\n\x1a\n", "image/png"},
	{0, "GIF87a", "image/gif"},
	{0, "GIF89a", "image/gif"},
	{8, "WEBP", "image/webp"},
	{0, "%PDF-", "application/pdf"},
	{4, "ftypheic", "image/heic"},
	{4, "ftypheix", "image/heic"},
	{4, "ftypmif1", "image/heif"},
	{4, "ftypavif", "image/avif"},
	{4, "ftypqt", "video/quicktime"},
	{4, "ftypM4A", "audio/mp4"},
	{4, "ftyp", "video/mp4"},
	{0, "\x1aE\xdf\xa3", "video/webm"},
	{0, "OggS", "audio/ogg"},
	{0, "ID3", "audio/mpeg"},
	{8, "WAVE", "audio/wav"},
	{0, "PK\x03\x04", "application/zip"},
}

// archives are the types that are zip files inside; only the sender's word tells them apart without
// unpacking.
var archives = []string{
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	"application/vnd.openxmlformats-officedocument.presentationml.presentation",
	"application/vnd.oasis.opendocument.text",
	"application/vnd.oasis.opendocument.spreadsheet",
}

// Sniff gives the media type by the first bytes. claimed is what the sender says; it only chooses
// among the types that are archives inside.
func Sniff(head []byte, claimed string) string {
	head = head[:min(len(head), sniffed)]
	for _, s := range signatures {
		if len(head) < s.offset || !bytes.HasPrefix(head[s.offset:], []byte(s.magic)) {
			continue
		}
		if s.offset == 8 && !bytes.HasPrefix(head, []byte("RIFF")) {
			continue
		}
		if s.mediaType == "application/zip" {
			claimed, _, _ = strings.Cut(claimed, ";")
			for _, archive := range archives {
				if strings.EqualFold(strings.TrimSpace(claimed), archive) {
					return archive
				}
			}
		}
		return s.mediaType
	}
	if isText(head) {
		return Text
	}
	return Octets
}

// isText accepts UTF-8 without control characters; the last rune may be cut by the limit.
func isText(head []byte) bool {
	if len(head) == 0 {
		return false
	}
	for i := 0; i < len(head); {
		r, n := utf8.DecodeRune(head[i:])
		if r == utf8.RuneError && n == 1 {
			return len(head) == sniffed && i > sniffed-utf8.UTFMax && !utf8.FullRune(head[i:])
		}
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' && r != '\f' || r == 0x7f {
			return false
		}
		i += n
	}
	return true
}

package body

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode/utf8"

	"thanhdong/ground/fault"
)

// FormFile is a file whose frame was refused: no row of it could be told from another.
const FormFile = "file"

// MaxFile bounds a refused file whose text is kept; of a larger one its digest and its place are.
// PROJECT CHOICE: a day of a station in steps of five minutes, a hundred times.
const MaxFile = 64 << 10

// Refused is a file that cannot be read at all, as one reading that says why. When its text is small
// and is text, it is kept, so that it can be read again after the contract was mended.
func Refused(b []byte, origin string, why *fault.Error) Reading {
	sum := sha256.Sum256(b)
	r := Reading{Origin: origin, Reason: NotATable, Args: map[string]any{"bytes": len(b), "sha256": hex.EncodeToString(sum[:])}}
	if len(why.Fields) > 0 {
		var names []string
		for _, f := range why.Fields {
			names = append(names, f.Path)
		}
		r.Reason, r.Args["columns"] = BadFile, strings.Join(names, ", ")
	}
	if len(b) <= MaxFile && utf8.Valid(b) && bytes.IndexByte(b, 0) < 0 {
		r.Raw, r.Form = b, FormFile
	} else {
		r.Raw = fmt.Appendf(nil, "%s, %d byte, SHA-256 %s", origin, len(b), r.Args["sha256"])
	}
	return r
}

// File reads a refused file again, by the mapping or, without one, in the plain form. What still
// cannot be read is again one reading with its reason.
func File(p *Mapper, b []byte, origin string, most int) (readings []Reading, err error) {
	if p == nil {
		readings, err = Read(b, "", origin)
	} else {
		readings, _, err = p.Read(b, origin, most)
	}
	if why, ours := fault.As(err); ours {
		return []Reading{Refused(b, origin, why)}, nil
	}
	return readings, err
}

package paper

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"thanhdong/ground/fault"
)

const (
	longestField = 120
	mostCopies   = 12
)

// Head is what stands on an official paper besides its content (Decree 30/2020/NĐ-CP). It is data of packs.
type Head struct {
	Above   string   `json:"above"`   // the body above: UBND TỈNH HẢI DƯƠNG; may be empty
	Issuer  string   `json:"issuer"`  // the body that issues: TRUNG TÂM GIÁM SÁT, ĐIỀU HÀNH
	Symbol  string   `json:"symbol"`  // of the number: BT-GSĐH
	Place   string   `json:"place"`   // Hải Dương
	Title   string   `json:"title"`   // BẢN TIN GIAO BAN SÁNG
	Signer  string   `json:"signer"`  // TRỰC BAN TRƯỞNG
	Copies  []string `json:"copies"`  // Nơi nhận
	Remarks string   `json:"remarks"` // below the title: (Dữ liệu mẫu)
}

// Faults are all that is wrong with it, by the names of its fields.
func (h Head) Faults() (fs []fault.Field) {
	for _, f := range []struct {
		path, words string
		needed      bool
	}{
		{"above", h.Above, false}, {"issuer", h.Issuer, true}, {"symbol", h.Symbol, true}, {"place", h.Place, true}, {"title", h.Title, true}, {"signer", h.Signer, true}, {"remarks", h.Remarks, false},
	} {
		if f.needed && strings.TrimSpace(f.words) == "" {
			fs = append(fs, fault.At(f.path, "briefing.needed"))
		}
		if utf8.RuneCountInString(f.words) > longestField {
			fs = append(fs, fault.At(f.path, "briefing.too_long", "max", longestField))
		}
	}
	if len(h.Copies) > mostCopies {
		fs = append(fs, fault.At("copies", "briefing.too_many", "max", mostCopies))
	}
	return fs
}

// Composed brings the words into the one form in which fonts and searches know their letters.
func (h Head) Composed() Head {
	h.Copies = slices.Clone(h.Copies)
	words := []*string{&h.Above, &h.Issuer, &h.Symbol, &h.Place, &h.Title, &h.Signer, &h.Remarks}
	for i := range h.Copies {
		words = append(words, &h.Copies[i])
	}
	for _, w := range words {
		*w = norm.NFC.String(strings.TrimSpace(*w))
	}
	return h
}

package dataset

import (
	"context"
	"fmt"
	"slices"

	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// askedOnce refuses what another form asks of one of the same units already: by the element's code, or by its name and unit of measure. The refusal shows the
// figure that is held. An element that says where its value comes from ([Element.From]) is filled in from there and is not asked.
func (f Form) askedOnce(ctx context.Context, tx *db.Tx) error {
	others, err := forms(ctx, tx, `code <> ? AND ended_at IS NULL`, f.Code)
	if err != nil {
		return err
	}
	var fs []fault.Field
	for i, e := range f.Elements {
		at := fmt.Sprintf("elements/%d", i)
		if e.From != nil {
			if e.From.Form != "" && !slices.ContainsFunc(others, func(o Form) bool { _, ok := o.Element(e.From.Element); return ok && o.Code == e.From.Form }) {
				fs = append(fs, fault.At(at+"/from", "dataset.no_origin", "form", e.From.Form, "element", e.From.Element))
			}
			continue
		}
		for _, o := range others {
			held := slices.IndexFunc(o.Elements, func(h Element) bool { return h.From == nil && h.same(e) })
			if held < 0 || !slices.ContainsFunc(f.Units, func(u string) bool { return slices.Contains(o.Units, u) }) {
				continue
			}
			figure, err := lastOf(ctx, tx, o, o.Elements[held])
			if err != nil {
				return err
			}
			fs = append(fs, fault.At(at, "dataset.asked_already", "element", e.Name.VI, "form", o.Name.VI, "held", o.Elements[held].Code, "figure", figure))
			break
		}
	}
	if len(fs) > 0 {
		return fault.Fields("dataset.invalid", fs...)
	}
	return nil
}

func (e Element) same(o Element) bool {
	return e.Code == o.Code || text.NameKey(e.Name.VI) == text.NameKey(o.Name.VI) && text.NameKey(e.Unit) == text.NameKey(o.Unit)
}

// lastOf is the newest value of an element in words: "1.234 ca, tháng 6/2024"; that there is none yet where there is none.
func lastOf(ctx context.Context, tx *db.Tx, f Form, e Element) (string, error) {
	var n int64
	var code, unit string
	err := tx.QueryRow(ctx, `SELECT SUM(v.num), s.period, s.unit FROM dataset_set s JOIN dataset_value v ON v.set_id = s.id WHERE s.form = ? AND v.element = ? AND v.num IS NOT NULL
		GROUP BY s.id, s.period, s.unit, s.start_on ORDER BY s.start_on DESC, s.unit LIMIT 1`, f.Code, e.Code).Scan(&n, &code, &unit)
	if fault.Is(err, fault.NotFound) {
		return text.T(text.VI, "dataset.none_yet", nil), nil
	}
	if err != nil {
		return "", err
	}
	p, err := ParsePeriod(code)
	if err != nil {
		return "", err
	}
	return text.T(text.VI, "dataset.held_figure", map[string]any{"value": Said(text.VI, n, e), "unit": unit, "period": p.In(text.VI)}), nil
}

// Said writes a number as people do, with its unit of measure: 1.234,5 người.
func Said(lang text.Lang, n int64, e Element) string {
	s := text.Fixed(lang, float64(n)/pow10(e.Decimals), e.Decimals)
	if e.Unit != "" && e.Unit != "1" {
		s += " " + e.Unit
	}
	return s
}

func pow10(n int) float64 {
	v := 1.0
	for range n {
		v *= 10
	}
	return v
}

package periodic

import (
	"fmt"
	"time"

	"thanhdong/ground/text"
	"thanhdong/know/briefing"
	"thanhdong/know/periodic/docx"
)

// said are lines as rows; what is beyond them is counted in a row of its own.
func (g *gathering) said(lines []briefing.Line, more int) (rows []map[string]string) {
	end := g.period.End.Start()
	for _, l := range lines {
		m := map[string]string{"noi_dung": l.What.VI, "so_hieu": l.Code, "don_vi": l.UnitName.VI, "nguoi": l.Name.VI, "tu": moment(l.Since), "han": moment(l.Due), "tre": "", "ket_qua": ""}
		if m["cau"] = l.What.VI; l.Code != "" {
			m["cau"] += " [" + l.Code + "]"
		}
		if m["cau_va_don_vi"] = m["cau"]; l.Unit != "" {
			m["cau_va_don_vi"] += "; " + l.UnitName.VI
		}
		if !l.Due.IsZero() && l.Due.Before(end) {
			m["tre"] = text.Duration(text.VI, end.Sub(l.Due).Truncate(time.Hour))
		}
		if l.Promise != "" {
			m["ket_qua"] = text.T(text.VI, "briefing.promise_"+string(l.Promise), nil)
		}
		rows = append(rows, m)
	}
	if more > 0 {
		m := map[string]string{docx.Running: "…"}
		for _, c := range lineColumns[1:] {
			m[c] = ""
		}
		for _, c := range []string{"cau", "cau_va_don_vi", "noi_dung"} {
			m[c] = text.T(text.VI, "briefing.more", map[string]any{"n": more})
		}
		rows = append(rows, m)
	}
	return rows
}

func moment(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return fmt.Sprintf("%s %s", text.Clock(text.VI, at), text.Date(text.VI, at))
}

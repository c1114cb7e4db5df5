package periodic

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
	"thanhdong/know/briefing"
	"thanhdong/know/dataset"
	"thanhdong/know/indicator"
	"thanhdong/know/periodic/docx"
)

// gathering is the making of one report.
type gathering struct {
	room    *Editions
	setting Setting
	unit    unit.Unit
	area    text.L
	period  dataset.Period
	number  string
	now     time.Time
	leader  actor.Actor // what a leader of the unit may read is what the report says
	lines   briefing.Content

	defs   []indicator.Definition
	all    []Figure
	byCode map[string]int // code in capitals -> figure
	used   map[int]bool
	cached map[string]docx.List
	err    error // of what was computed while the document was filled
}

func say(key string, kv ...any) string {
	args := map[string]any{}
	for i := 0; i+1 < len(kv); i += 2 {
		args[kv[i].(string)] = kv[i+1]
	}
	return text.T(text.VI, "periodic."+key, args)
}

// Parts of a figure, behind its code.
var figureParts = []string{"so", "day_du", "ten", "nhom", "don_vi_tinh", "ky", "ky_truoc", "so_voi_ky_truoc", "muc_tieu", "danh_gia", "chu_tri", "ghi_chu"}

// Columns of the lists.
var (
	figureColumns = []string{"stt", "ma_chi_tieu", "ten", "ten_va_don_vi_tinh", "nhom", "gia_tri", "don_vi_tinh", "ky", "ky_truoc", "so_voi_ky_truoc", "muc_tieu", "danh_gia", "chu_tri", "ghi_chu", "ma"}
	areaColumns   = []string{"stt", "ten", "gia_tri", "ky_truoc", "so_voi_ky_truoc", "muc_tieu", "danh_gia", "ghi_chu"}
	lineColumns   = []string{"stt", "cau", "cau_va_don_vi", "noi_dung", "so_hieu", "don_vi", "nguoi", "tu", "han", "tre", "ket_qua"}
)

// Known is one name that may stand in a template.
type Known struct {
	Name    string   // chi_tieu:{mã}
	List    bool     // {{#name}} … {{/}}
	Columns []string // of a list
	Parts   []string // behind the code of a figure
	Words   text.L   // what it gives
	Now     string   // what it gives now
}

// simple are the names without arguments, in the order in which they are offered.
var simple = []string{"ky", "ky_truoc", "tu_ngay", "den_ngay", "nam", "don_vi", "dia_ban", "so", "so_ky_hieu", "ngay", "noi_va_ngay", "thoi_diem", "co_quan_tren", "co_quan", "tieu_de", "chuc_vu", "noi_nhan", "ghi_chu",
	"so_dien_bien", "so_ket_luan", "so_ket_luan_dat", "so_ket_luan_khong_dat", "so_viec_qua_han"}

// lists are the names of lists, with their columns.
var lists = []struct {
	name    string
	columns []string
}{
	{"chi_tieu_can_xem", figureColumns}, {"chi_tieu", figureColumns}, {"chi_tieu_nhom", figureColumns}, {"dia_ban_cap_duoi", areaColumns}, {"dien_bien", lineColumns}, {"ket_luan", lineColumns},
	{"viec_qua_han", lineColumns}, {"can_than", lineColumns},
}

// known lists all names with what they give now.
func (g *gathering) known(ctx context.Context, tx *db.Tx) (all []Known) {
	for _, name := range simple {
		now, _ := g.plain(name)
		all = append(all, Known{Name: name, Words: text.Message("periodic.word_"+name, nil), Now: now})
	}
	for _, f := range g.all {
		now := f.Value
		if now == "" {
			now = say("no_figure")
		}
		all = append(all, Known{Name: "chi_tieu:" + f.Code, Parts: figureParts, Words: f.Name, Now: strings.TrimSpace(now + " " + f.Unit)})
	}
	all = append(all, Known{Name: "ma:" + say("a_code"), Words: text.Message("periodic.word_ma", nil)})
	for _, l := range lists {
		k := Known{Name: l.name, List: true, Columns: l.columns, Words: text.Message("periodic.word_list_"+l.name, nil)}
		switch l.name {
		case "chi_tieu_nhom":
			k.Name += ":" + say("a_group")
		case "dia_ban_cap_duoi":
			k.Name += ":" + say("a_code")
		default:
			if list, ok := g.list(ctx, tx, docx.Placeholder{Name: l.name}); ok {
				k.Now = say("rows", "n", len(list.Rows))
			}
		}
		all = append(all, k)
	}
	return all
}

// dated is "Hải Dương, ngày 03 tháng 7 năm 2024", with the zeros that Decree 30/2020 asks for.
func dated(place string, day text.Day) string {
	at := day.Start()
	month := at.Format("1")
	if at.Month() <= time.February {
		month = at.Format("01")
	}
	return place + ", ngày " + at.Format("02") + " tháng " + month + " năm " + at.Format("2006")
}

// serial is the running number within a human number: BK-24-0031 is 31.
func serial(number string) string {
	n, err := strconv.Atoi(number[strings.LastIndexByte(number, '-')+1:])
	if err != nil {
		return number
	}
	return strconv.Itoa(n)
}

// ofPeriod is a period without the days that stand beside it.
func ofPeriod(p dataset.Period) string {
	s, _, _ := strings.Cut(p.In(text.VI), " (")
	return s
}

// plain is a name without arguments.
func (g *gathering) plain(name string) (string, bool) {
	s := g.setting
	count := func(of ...briefing.Promise) string {
		n := 0
		for _, l := range g.lines.Promises {
			if len(of) == 0 || slices.Contains(of, l.Promise) {
				n++
			}
		}
		return strconv.Itoa(n)
	}
	today := text.DayOf(g.now)
	switch name {
	case "ky":
		return ofPeriod(g.period), true
	case "ky_truoc":
		return ofPeriod(g.period.Add(-1)), true
	case "tu_ngay":
		return g.period.Start.In(text.VI), true
	case "den_ngay":
		return g.period.End.Add(-1).In(text.VI), true
	case "nam":
		return strconv.Itoa(g.period.End.Add(-1).Year()), true
	case "don_vi":
		return g.unit.Name.VI, true
	case "dia_ban":
		return g.area.VI, true
	case "so":
		return serial(g.number), true
	case "so_ky_hieu":
		return serial(g.number) + "/" + s.Symbol, true
	case "ngay":
		return today.In(text.VI), true
	case "noi_va_ngay":
		return dated(s.Place, today), true
	case "thoi_diem":
		return text.DateTime(text.VI, g.now), true
	case "co_quan_tren":
		return s.Above, true
	case "co_quan":
		return s.Issuer, true
	case "tieu_de":
		return s.Title, true
	case "chuc_vu":
		return strings.ToUpper(s.Signer), true
	case "noi_nhan":
		lines := make([]string, len(s.Copies))
		for i, c := range s.Copies {
			lines[i] = "- " + c
		}
		return strings.Join(lines, "\n"), true
	case "ghi_chu":
		return s.Remarks, true
	case "so_dien_bien":
		return strconv.Itoa(len(g.lines.Changes) + g.lines.More.Changes), true
	case "so_viec_qua_han":
		return strconv.Itoa(len(g.lines.Late) + g.lines.More.Late), true
	case "so_ket_luan":
		return count(), true
	case "so_ket_luan_dat":
		return count(briefing.Kept), true
	case "so_ket_luan_khong_dat":
		return count(briefing.Broken), true
	}
	return "", false
}

// words answers the placeholders of a template.
func (g *gathering) words(ctx context.Context, tx *db.Tx) docx.Words {
	return docx.Words{
		Value: func(p docx.Placeholder) (string, bool) {
			if p.Name != "chi_tieu" && p.Name != "ma" {
				if len(p.Args) > 0 {
					return "", false
				}
				return g.plain(p.Name)
			}
			i, known := g.byCode[strings.ToUpper(p.Arg(0))]
			if !known || len(p.Args) > 2 || p.Name == "ma" && len(p.Args) > 1 {
				return "", false
			}
			if p.Name == "ma" {
				g.used[i] = true
				return orNone(g.print(ctx, i), "no_figure"), true
			}
			v, known := g.part(g.all[i], strings.ToLower(p.Arg(1)))
			g.used[i] = g.used[i] || known
			return v, known
		},
		List: func(p docx.Placeholder) (docx.List, bool) { return g.list(ctx, tx, p) },
	}
}

func orNone(s, none string) string {
	if s == "" {
		return say(none)
	}
	return s
}

// part is one part of a figure. A figure without a value says so.
func (g *gathering) part(f Figure, part string) (string, bool) {
	switch part {
	case "":
		if f.Value != "" && f.Notes != "" {
			return f.Value + " (" + f.Notes + ")", true
		}
		return orNone(f.Value, "no_figure"), true
	case "so":
		return orNone(f.Value, "no_figure"), true
	case "day_du":
		if f.Value == "" {
			return say("no_figure"), true
		}
		gap := " "
		if f.Unit == "%" || f.Unit == "‰" {
			gap = ""
		}
		s := strings.TrimSpace(f.Value + gap + f.Unit)
		if f.Notes != "" {
			s += " (" + f.Notes + ")"
		}
		return s, true
	case "ten":
		return f.Name.VI, true
	case "nhom":
		return f.Group.VI, true
	case "don_vi_tinh":
		return f.Unit, true
	case "ky":
		return f.Period, true
	case "ky_truoc":
		return orNone(f.Before, "no_figure"), true
	case "so_voi_ky_truoc":
		return orNone(f.Change, "no_change"), true
	case "muc_tieu":
		return orNone(f.Target, "no_target"), true
	case "danh_gia":
		return orNone(f.Word.VI, "no_target"), true
	case "chu_tri":
		return f.Owner.VI, true
	case "ghi_chu":
		return f.Notes, true
	}
	return "", false
}

// columns are the parts of a figure as a row.
func (g *gathering) columns(f Figure) map[string]string {
	m := map[string]string{"ma_chi_tieu": f.Code}
	for _, p := range figureParts {
		m[p], _ = g.part(f, p)
	}
	m["gia_tri"], _ = g.part(f, "so")
	m["ten_va_don_vi_tinh"] = f.Name.VI
	if f.Unit != "" {
		m["ten_va_don_vi_tinh"] += " (" + f.Unit + ")"
	}
	return m
}

// list is a repeated part, made once.
func (g *gathering) list(ctx context.Context, tx *db.Tx, p docx.Placeholder) (docx.List, bool) {
	key := strings.ToUpper(p.Name + ":" + strings.Join(p.Args, ":"))
	if l, made := g.cached[key]; made {
		return l, true
	}
	l := docx.List{Columns: map[string]bool{}, None: say("none")}
	of := slices.IndexFunc(lists, func(x struct {
		name    string
		columns []string
	}) bool {
		return x.name == p.Name
	})
	if of < 0 || (len(p.Args) != 0) != (p.Name == "chi_tieu_nhom" || p.Name == "dia_ban_cap_duoi") || len(p.Args) > 1 {
		return l, false
	}
	for _, c := range lists[of].columns {
		l.Columns[c] = true
	}
	rows := func(which func(int, Figure) bool, order []int) {
		for _, i := range order {
			if which(i, g.all[i]) {
				m := g.columns(g.all[i])
				m["ma"] = g.print(ctx, i)
				g.used[i] = true
				l.Rows = append(l.Rows, m)
			}
		}
	}
	every := make([]int, len(g.all))
	for i := range every {
		every[i] = i
	}
	switch p.Name {
	case "chi_tieu_can_xem":
		rows(func(int, Figure) bool { return true }, g.looked())
	case "chi_tieu":
		rows(func(int, Figure) bool { return true }, every)
	case "chi_tieu_nhom":
		rows(func(_ int, f Figure) bool { return text.SearchKey(f.Group.VI) == text.SearchKey(p.Arg(0)) }, every)
		if len(l.Rows) == 0 {
			return l, false
		}
	case "dia_ban_cap_duoi":
		i, known := g.byCode[strings.ToUpper(p.Arg(0))]
		if !known {
			return l, false
		}
		g.used[i] = true
		l.Rows = g.below(ctx, tx, i)
	case "dien_bien":
		l.Rows = g.said(g.lines.Changes, g.lines.More.Changes)
	case "ket_luan":
		l.Rows = g.said(g.lines.Promises, g.lines.More.Promises)
	case "viec_qua_han":
		l.Rows = g.said(g.lines.Late, g.lines.More.Late)
	case "can_than":
		l.Rows = g.said(g.lines.Doubts, g.lines.More.Doubts)
	}
	for i := range l.Rows {
		if l.Rows[i][docx.Running] == "" {
			l.Rows[i][docx.Running] = strconv.Itoa(i + 1)
		}
	}
	g.cached[key] = l
	return l, true
}

package periodic

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"strings"

	"thanhdong/know/dataset"
)

// Official is the template that lies in the binary: the layout of Decree 30/2020, appendix I (margins 20/20/30/15 mm, the state's name and motto, 13 points, the number of the page
// at the top from the second page on), with the sections that a report of its rhythm usually has. Every word of it can be changed in Word. The same rhythm gives the same bytes.
func Official(r Rhythm) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, p := range []struct{ name, body string }{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/word/header1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/><Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/></Types>`},
		{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`},
		{"word/_rels/document.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/header" Target="header1.xml"/><Relationship Id="r3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer1.xml"/></Relationships>`},
		{"word/styles.xml", `<w:styles ` + ns + `><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="Times New Roman" w:cs="Times New Roman"/><w:sz w:val="26"/><w:szCs w:val="26"/><w:lang w:val="vi-VN" w:eastAsia="vi-VN"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:before="0" w:after="0" w:line="252" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style><w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="Normal"/><w:pPr><w:spacing w:before="240"/></w:pPr></w:style><w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/><w:pPr><w:keepNext/><w:spacing w:before="200" w:after="80"/><w:outlineLvl w:val="0"/></w:pPr></w:style></w:styles>`},
		{"word/header1.xml", `<w:hdr ` + ns + `>` + `<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>2</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p></w:hdr>`},
		{"word/footer1.xml", `<w:ftr ` + ns + `>` + par("left", "", run("{{tieu_de}} {{ky}}, số {{so_ky_hieu}}", "i", 20)) + `</w:ftr>`},
		{"word/document.xml", `<w:document ` + ns + `><w:body>` + official(r) + `<w:sectPr><w:headerReference w:type="default" r:id="r2"/><w:footerReference w:type="default" r:id="r3"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="850" w:bottom="1134" w:left="1701" w:header="567" w:footer="567" w:gutter="0"/><w:titlePg/></w:sectPr></w:body></w:document>`},
	} {
		w, err := z.Create(p.name)
		if err == nil {
			_, err = io.WriteString(w, `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`+"\n"+p.body)
		}
		if err != nil {
			panic(err) // a buffer takes all
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

const (
	ns        = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	pageWidth = 9355 // twentieths of a point between the margins
	open      = `{{#`
)

func run(words, style string, half int) string {
	props := ""
	for _, s := range style {
		props += "<w:" + string(s) + "/>"
	}
	return fmt.Sprintf(`<w:r><w:rPr>%s<w:sz w:val="%d"/><w:szCs w:val="%d"/></w:rPr><w:t xml:space="preserve">%s</w:t></w:r>`, props, half, half, words)
}

func par(align, props string, runs ...string) string {
	return `<w:p><w:pPr>` + props + `<w:jc w:val="` + align + `"/></w:pPr>` + strings.Join(runs, "") + `</w:p>`
}

func heading(words string) string {
	return par("left", `<w:pStyle w:val="Heading1"/>`, run(words, "b", 26))
}

// body is running text: the first line goes in by 10 mm, 6 points follow (the Decree, part II, section 6).
func body(words string) string {
	return par("both", `<w:spacing w:after="120"/><w:ind w:firstLine="567"/>`, run(words, "", 26))
}

// grid is a table: parts of the width in hundredths; head marks the first row as one that is repeated on each page.
func grid(parts []int, lines, head bool, rows ...[]string) string {
	var b strings.Builder
	kind := "none"
	if lines {
		kind = "single"
	}
	b.WriteString(`<w:tbl><w:tblPr><w:tblW w:w="` + fmt.Sprint(pageWidth) + `" w:type="dxa"/><w:tblBorders>`)
	for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
		b.WriteString(`<w:` + side + ` w:val="` + kind + `" w:sz="4"/>`)
	}
	b.WriteString(`</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="68" w:type="dxa"/><w:right w:w="68" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>`)
	for _, p := range parts {
		fmt.Fprintf(&b, `<w:gridCol w:w="%d"/>`, pageWidth*p/100)
	}
	b.WriteString(`</w:tblGrid>`)
	for i, cells := range rows {
		b.WriteString(`<w:tr><w:trPr><w:cantSplit/>`)
		if head && i == 0 {
			b.WriteString(`<w:tblHeader/>`)
		}
		b.WriteString(`</w:trPr>`)
		for j, c := range cells {
			fmt.Fprintf(&b, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/></w:tcPr>%s</w:tc>`, pageWidth*parts[j]/100, c)
		}
		b.WriteString(`</w:tr>`)
	}
	b.WriteString(`</w:tbl>`)
	return b.String()
}

// table is a list as a table: a head, and one row that is repeated.
func table(list string, parts []int, heads, columns []string, right ...int) string {
	var head, row []string
	for i, h := range heads {
		align := "left"
		for _, r := range right {
			if r == i {
				align = "right"
			}
		}
		words := columns[i]
		if i == 0 {
			words = open + list + "}}" + words
		}
		if i == len(heads)-1 {
			words += "{{/}}"
		}
		head = append(head, par("center", `<w:spacing w:before="40" w:after="40"/>`, run(h, "b", 24)))
		row = append(row, par(align, `<w:spacing w:before="40" w:after="40"/>`, run(words, "", 24)))
	}
	return grid(parts, true, true, head, row)
}

func official(r Rhythm) string {
	var b strings.Builder
	left := par("center", "", run("{{co_quan_tren}}", "", 24)) + par("center", "", run("{{co_quan}}", "b", 24)) + par("center", "", run("Số: {{so_ky_hieu}}", "", 26))
	state := par("center", "", run("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "b", 24)) + par("center", "", `<w:r><w:rPr><w:b/><w:sz w:val="26"/><w:u w:val="single"/></w:rPr><w:t>Độc lập - Tự do - Hạnh phúc</w:t></w:r>`) + par("center", "", run("{{noi_va_ngay}}", "i", 26))
	b.WriteString(grid([]int{44, 56}, false, false, []string{left, state}))
	b.WriteString(par("center", `<w:pStyle w:val="Title"/>`, run("{{tieu_de}}", "b", 28)))
	b.WriteString(par("center", "", run("Kỳ báo cáo: {{ky}}, từ ngày {{tu_ngay}} đến ngày {{den_ngay}}", "b", 26)))
	b.WriteString(par("center", `<w:spacing w:after="120"/>`, run("{{ghi_chu}}", "i", 26)))
	b.WriteString(body("{{don_vi}} báo cáo kết quả theo dõi, điều hành trên địa bàn {{dia_ban}} trong kỳ như sau. Số liệu lấy lúc {{thoi_diem}}; chỉ tiêu có kỳ khác với kỳ báo cáo là số của kỳ gần nhất đã kết thúc."))
	b.WriteString(heading("I. CHỈ TIÊU CẦN CHÚ Ý"))
	figure := []string{"{{stt}}", "{{ten_va_don_vi_tinh}}", "{{gia_tri}}", "{{ky_truoc}}", "{{so_voi_ky_truoc}}", "{{danh_gia}}"}
	b.WriteString(table("chi_tieu_can_xem", []int{6, 36, 14, 14, 18, 12}, []string{"TT", "Chỉ tiêu", "Kỳ này", "Kỳ trước", "So với kỳ trước", "Đánh giá"}, figure, 2, 3))
	b.WriteString(heading("II. TÌNH HÌNH NỔI BẬT TRONG KỲ"))
	b.WriteString(body(open + "dien_bien}}- {{cau}}{{/}}"))
	b.WriteString(heading("III. THỰC HIỆN KẾT LUẬN GIAO BAN"))
	b.WriteString(body("Trong kỳ có {{so_ket_luan}} kết luận đến hạn: {{so_ket_luan_dat}} đã thực hiện, {{so_ket_luan_khong_dat}} chưa thực hiện đúng hạn."))
	b.WriteString(table("ket_luan", []int{6, 42, 28, 24}, []string{"TT", "Kết luận", "Chủ trì", "Kết quả"}, []string{"{{stt}}", "{{cau}}", "{{don_vi}}", "{{ket_qua}}"}))
	b.WriteString(heading("IV. VIỆC QUÁ HẠN CUỐI KỲ ({{so_viec_qua_han}})"))
	b.WriteString(table("viec_qua_han", []int{6, 46, 28, 20}, []string{"TT", "Việc", "Chủ trì", "Quá hạn"}, []string{"{{stt}}", "{{cau}}", "{{don_vi}}", "{{tre}}"}, 3))
	b.WriteString(heading("V. SỐ LIỆU CẦN THẬN TRỌNG"))
	b.WriteString(body(open + "can_than}}- {{cau_va_don_vi}}{{/}}"))
	copies := par("left", "", run("Nơi nhận:", "bi", 24)) + par("left", "", run("{{noi_nhan}}", "", 22))
	sign := par("center", "", run("{{chuc_vu}}", "b", 26)) + strings.Repeat(par("center", "", run("", "", 26)), 4)
	b.WriteString(par("left", `<w:spacing w:before="0" w:after="0"/>`))
	b.WriteString(grid([]int{54, 46}, false, false, []string{copies, sign}))
	if r == dataset.Monthly {
		b.WriteString(par("left", `<w:pStyle w:val="Heading1"/><w:pageBreakBefore/>`, run("PHỤ LỤC. TOÀN BỘ CHỈ TIÊU", "b", 26)))
		b.WriteString(table("chi_tieu", []int{6, 34, 14, 16, 30}, []string{"TT", "Chỉ tiêu", "Trị số", "Kỳ", "Mã tra cứu nguồn"}, []string{"{{stt}}", "{{ten_va_don_vi_tinh}}", "{{gia_tri}}", "{{ky}}", "{{ma}}"}, 2))
	}
	b.WriteString(par("left", `<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>`)) // a table may not be the last thing of a document
	return b.String()
}

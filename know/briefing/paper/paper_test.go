package paper_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"

	"thanhdong/know/briefing/paper"
)

// crowded is a page of 60 figures and 300 lines, typed by somebody whose letters are decomposed.
func crowded() paper.Document {
	at := time.Date(2024, 7, 3, 6, 52, 0, 0, time.UTC)
	d := paper.Document{
		Above: "UBND TỈNH HẢI DƯƠNG", Issuer: "TRUNG TÂM GIÁM SÁT, ĐIỀU HÀNH", Number: "131/BT-GSĐH", Place: "Hải Dương", Day: "2024-07-03", Title: "BẢN TIN GIAO BAN SÁNG", Sub: "Số liệu chốt lúc 06 giờ 30 phút",
		Copies: []string{"Thường trực UBND tỉnh;", "Lưu: GSĐH."}, Office: "Trực ban trưởng", Signed: "(Đã ký số lúc 06:52)", Signer: "Phạm Văn Quý", Sources: "Mã nguồn: SC sổ sự cố.", Foot: "Tra ngược: <thanhdong> & b/131", Made: at,
	}
	lines := []string{"Đối chiếu giải ngân với Kho bạc", "Ngập sâu trên 15 cm tại đường Nguyễn Lương Bằng", "Rác tồn tại chợ, 3 phản ánh gộp", "Khắc phục điểm ngập", "Trạm không khí Kinh Môn chập chờn"}
	for i, words := range lines {
		b := paper.Block{Heading: fmt.Sprintf("%d. Phần", i+1), Aside: "chỉ nêu điều đã đổi", Empty: "Không có."}
		if i == 1 {
			for n := range 60 {
				b.Figures = append(b.Figures, paper.Figure{Value: "38,4 %", Beside: "kỳ trước 35", Name: "giải ngân, chưa có số mới", Code: fmt.Sprintf("KB-%02d", n), Stale: n == 3})
			}
		}
		if i%2 == 0 {
			b.Table = &paper.Table{Head: []string{"TT", "Việc", "Người làm"}, Width: []float64{0.1, 0.6, 0.3}}
		}
		for n := range 60 {
			if b.Table != nil {
				b.Table.Rows = append(b.Table.Rows, []paper.Cell{{Words: fmt.Sprint(n + 1)}, {Words: norm.NFD.String(words)}, {Words: norm.NFD.String("Sở Kế hoạch và Đầu tư: Nguyễn Thị Ngọc Ánh"), Bold: n == 0}})
				continue
			}
			b.Items = append(b.Items, paper.Item{Words: norm.NFD.String(words), Code: fmt.Sprintf("SC-24-%04d", n)})
		}
		d.Blocks = append(d.Blocks, b)
	}
	return d
}

func written(t *testing.T, write func(io.Writer) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestACrowdedBriefIsOnePageOfPDF(t *testing.T) {
	pdf := written(t, crowded().PDF)
	if !bytes.HasPrefix(pdf, []byte("%PDF-1.")) || !bytes.HasSuffix(bytes.TrimSpace(pdf), []byte("%%EOF")) {
		t.Errorf("begins with %q and ends with %q", pdf[:8], pdf[len(pdf)-8:])
	}
	if n := len(regexp.MustCompile(`/Type\s*/Page\b`).FindAll(pdf, -1)); n != 1 {
		t.Errorf("%d pages", n)
	}
	// The table of objects stands where the end of the file says.
	m := regexp.MustCompile(`startxref\s+(\d+)\s+%%EOF\s*$`).FindSubmatch(pdf)
	if m == nil {
		t.Fatal("no startxref")
	}
	var at int
	if _, err := fmt.Sscan(string(m[1]), &at); err != nil || at >= len(pdf) || !bytes.HasPrefix(pdf[at:], []byte("xref")) {
		t.Errorf("startxref %s is not where the table is (%v)", m[1], err)
	}
	if !bytes.Equal(pdf, written(t, crowded().PDF)) {
		t.Error("the same page gave other bytes")
	}
}

func TestACrowdedBriefIsAnOpenableDocumentOfWord(t *testing.T) {
	docx := written(t, crowded().Docx)
	z, err := zip.NewReader(bytes.NewReader(docx), int64(len(docx)))
	if err != nil {
		t.Fatal(err)
	}
	words := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r) // reading whole also checks the sum
		if err := errors.Join(err, r.Close()); err != nil {
			t.Fatal(err)
		}
		if !norm.NFC.IsNormal(b) {
			t.Errorf("%s has decomposed letters", f.Name)
		}
		words[f.Name] = said(t, f.Name, b)
	}
	for _, name := range []string{"[Content_Types].xml", "_rels/.rels", "word/styles.xml", "word/_rels/document.xml.rels"} {
		if _, ok := words[name]; !ok {
			t.Errorf("no part %s", name)
		}
	}
	for _, want := range []string{"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "ngày 03 tháng 7 năm 2024", "BẢN TIN GIAO BAN SÁNG", "Ngập sâu trên 15 cm tại đường Nguyễn Lương Bằng", "Sở Kế hoạch và Đầu tư: Nguyễn Thị Ngọc Ánh", "<thanhdong> & b/131", "Phạm Văn Quý"} {
		if !strings.Contains(words["word/document.xml"], norm.NFC.String(want)) {
			t.Errorf("the document does not say %q", want)
		}
	}
	if !bytes.Equal(docx, written(t, crowded().Docx)) {
		t.Error("the same page gave other bytes")
	}
}

// said is the text of a part, which must be well formed.
func said(t *testing.T, name string, b []byte) string {
	t.Helper()
	var words strings.Builder
	for d := xml.NewDecoder(bytes.NewReader(b)); ; {
		token, err := d.Token()
		if err == io.EOF {
			return words.String()
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if c, ok := token.(xml.CharData); ok {
			words.Write(c)
		}
	}
}

func TestWhatIsLeftOutIsCounted(t *testing.T) {
	d, err := crowded().Fit()
	if err != nil {
		t.Fatal(err)
	}
	for i, b := range d.Blocks {
		shown := len(b.Items)
		if b.Table != nil {
			shown += len(b.Table.Rows)
		}
		if shown == 0 || shown+b.Left != 60 {
			t.Errorf("block %d shows %d and says that %d are left", i+1, shown, b.Left)
		}
	}
}

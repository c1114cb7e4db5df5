package briefing_test

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"testing"
	"time"

	"thanhdong/ground/text"
	"thanhdong/know/briefing"
)

// full is a brief with more of everything than a page takes.
func full(n int) briefing.Brief {
	day := text.Day("2024-07-03")
	cut := at("2024-07-03", "06:30")
	line := func(code, what, unit, name string, due time.Time) briefing.Line {
		return briefing.Line{Kind: "work", Key: code, Code: code, What: text.L{VI: what, EN: what}, Unit: "H23", UnitName: text.L{VI: unit, EN: unit}, Name: text.L{VI: name, EN: name}, Person: "acc_1", Due: due}
	}
	c := briefing.Content{Number: "BT-24-0131", Day: day, CutAt: cut, Since: cut.Add(-24 * time.Hour), Meeting: "2024-07-02", Setting: setting}
	c.Setting.Remarks = "Dữ liệu mẫu"
	promises := []briefing.Promise{briefing.Broken, briefing.Broken, briefing.Waiting, briefing.Running, briefing.Kept, briefing.Kept}
	for i := range n {
		l := line(fmt.Sprintf("CD-24-%04d", i+200), "Đối chiếu số giải ngân với Kho bạc, rà soát điểm ngập trước mùa mưa", "Sở Kế hoạch và Đầu tư", "Giám đốc Nguyễn Thị Ngọc Ánh", cut.Add(time.Duration(i-3)*time.Hour))
		l.Promise, l.Extended = promises[i%len(promises)], i%2
		c.Promises = append(c.Promises, l)
		c.Changes = append(c.Changes, line(fmt.Sprintf("SC-24-%04d", i), "Sự cố mới: ngập sâu trên 15 cm tại đường Nguyễn Lương Bằng, chưa có người bị nạn", "UBND thành phố Hải Dương", "Phó Chủ tịch trực", time.Time{}))
		c.Late = append(c.Late, line(fmt.Sprintf("PA-24-%04d", i), "Nước thải đổ ra mương nội đồng, hố ga mất nắp", "UBND huyện Gia Lộc", "Trưởng phòng Quản lý đô thị", cut.Add(-time.Duration(5+i*7)*time.Hour)))
		c.Today = append(c.Today, line(fmt.Sprintf("SC-24-%04d", 900+i), "Khắc phục điểm ngập, báo tin an toàn cho người dân", "UBND thị xã Kinh Môn", "Chủ tịch UBND", cut.Add(time.Duration(i+3)*time.Hour)))
		c.Doubts = append(c.Doubts, line("KB-07", "Kho bạc: CŨ TỪ 28/6", "Sở Tài chính", "Giám đốc", time.Time{}))
		c.Figures = append(c.Figures, briefing.Figure{Code: fmt.Sprintf("CT-%02d", i), Name: text.L{VI: "phản ánh mới, 22 về ngập", EN: "x"}, Value: "38,4", Unit: "%", Compared: text.L{VI: "hôm qua 35", EN: "x"}, Owner: text.L{VI: "Sở Kế hoạch và Đầu tư", EN: "x"}, At: cut.Add(-120 * time.Hour), Stale: i == 3})
	}
	return briefing.Brief{Number: "BT-24-0131", Day: day, Digest: "0123456789abcdef0123", Content: c, ComposedAt: cut, SignedAt: cut.Add(22 * time.Minute), SignedName: "Phạm Văn Quý"}
}

func TestABriefOfSixtyFiguresIsOnePageInLessThanThreeSeconds(t *testing.T) {
	for _, n := range []int{0, 2, 60} {
		d := full(n).Page("https://x/briefs/2024-07-03")
		began := time.Now()
		var pdf, again, docx bytes.Buffer
		if err := d.PDF(&pdf); err != nil {
			t.Fatal(err)
		}
		took := time.Since(began)
		if err := d.PDF(&again); err != nil || !bytes.Equal(pdf.Bytes(), again.Bytes()) {
			t.Errorf("the same brief gave other bytes (%v)", err)
		}
		if err := d.Docx(&docx); err != nil {
			t.Fatal(err)
		}
		if pages := bytes.Count(pdf.Bytes(), []byte("/Type /Page\n")); pages != 1 {
			t.Errorf("%d figures: %d pages", n, pages)
		}
		if took > 3*time.Second {
			t.Errorf("%d figures took %v", n, took)
		}
		t.Logf("%d figures: pdf %d bytes in %v, docx %d bytes", n, pdf.Len(), took, docx.Len())
		if dir := os.Getenv("BRIEF_OUT"); dir != "" { // to be looked at
			for name, b := range map[string]*bytes.Buffer{"pdf": &pdf, "docx": &docx} {
				f, err := os.Create(fmt.Sprintf("%s/brief-%d.%s", dir, n, name))
				if err != nil {
					t.Fatal(err)
				}
				_, err1 := io.Copy(f, b)
				if err := f.Close(); err != nil || err1 != nil {
					t.Fatal(err, err1)
				}
			}
		}
	}
}

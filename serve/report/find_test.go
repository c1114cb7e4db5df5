package report_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"thanhdong/ground/fault"
	"thanhdong/serve/report"
)

// found are the words of what the desk finds.
func (b *bench) found(f report.Filter) (words []string) {
	b.t.Helper()
	list, _, err := b.rs.List(as(b.t, clerk), f)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, r := range list {
		words = append(words, r.Words)
	}
	return words
}

func TestReportsAreFoundByWordsWithAndWithoutMarks(t *testing.T) {
	each(t, func(b *bench) {
		for _, words := range []string{"Hố ga mất nắp trước trường", "Đèn đường không sáng", "Hoa đổ ra lòng đường"} {
			d := draft()
			d.Words, d.Address = words, ""
			b.receive(d)
			b.clock.Advance(time.Minute)
		}
		ga, den, hoa := "Hố ga mất nắp trước trường", "Đèn đường không sáng", "Hoa đổ ra lòng đường"
		for q, want := range map[string][]string{
			"hố ga": {ga}, "ho ga": {ga}, "HỐ GA": {ga}, "mat nap ho": {ga}, "truoc tru": {ga}, // the last word may still be typed
			"den": {den}, "ho": {hoa, den, ga}, "hoa": {hoa}, "ho duong": {ga}, // what is typed to its end is a word "tru truoc": nil, "xe buýt": nil,
			"đường hỏng": {hoa, den, ga}, "broken": {hoa, den, ga}, // what it is about, in both languages
			`"ga" -nap) OR (*:^ NEAR '`: nil, `'ga':* & "nap"`: {ga}, "ga!!!": {ga}, "...": {hoa, den, ga}, "": {hoa, den, ga},
			strings.Repeat("x", 5000): nil, strings.Repeat("ga ", 500): {ga},
		} {
			if got := b.found(report.Filter{Q: q}); !slices.Equal(got, want) {
				t.Errorf("%.40q finds %q, want %q", q, got, want)
			}
		}
		list, _, err := b.rs.List(as(t, clerk), report.Filter{Q: "ho ga"})
		if err != nil || len(list) != 1 {
			t.Fatal(list, err)
		}
		if got := b.found(report.Filter{Q: list[0].Number}); !slices.Equal(got, []string{ga}) {
			t.Errorf("its number finds %q", got)
		}
		if got := b.found(report.Filter{Q: "ho ga", View: report.Handled}); len(got) != 0 {
			t.Errorf("a view that does not hold it finds %q", got)
		}
		list, _, err = b.rs.List(as(t, stander), report.Filter{Q: "ho ga"})
		if err != nil || len(list) != 0 {
			t.Errorf("another unit finds %d, %v", len(list), err)
		}
	})
}

func TestALongWordHurtsNoReport(t *testing.T) {
	each(t, func(b *bench) {
		d := draft()
		d.Words = strings.Repeat("á", 3000) + " hết"
		b.receive(d)
		if got := b.found(report.Filter{Q: strings.Repeat("a", 64)}); len(got) != 1 {
			t.Errorf("its beginning finds %d", len(got))
		}
		if got := b.found(report.Filter{Q: "het"}); len(got) != 1 {
			t.Errorf("the word after it finds %d", len(got))
		}
	})
}

func TestPagesOfASearchHoldEachReportOnce(t *testing.T) {
	for _, n := range []int64{0, 2, 4, 100} { // where PostgreSQL goes from walking to its index
		report.WalkOnly(t, n)
		pagesHoldEachOnce(t)
	}
}

func pagesHoldEachOnce(t *testing.T) {
	each(t, func(b *bench) {
		var want []string
		for i := range 7 {
			d := draft()
			d.Words = fmt.Sprintf("Ổ gà số %d", i)
			b.receive(d)
			want = append([]string{d.Words}, want...)
		}
		for _, q := range []string{"o ga", ""} {
			var got []string
			f := report.Filter{Q: q, Limit: 3}
			for {
				list, next, err := b.rs.List(as(t, clerk), f)
				if err != nil {
					t.Fatal(err)
				}
				for _, r := range list {
					got = append(got, r.Words)
				}
				if f.After = next; next == "" {
					break
				}
			}
			if !slices.Equal(got, want) && q != "" || len(got) != len(want) {
				t.Errorf("%q: %q, want %q", q, got, want)
			}
		}
		_, _, err := b.rs.List(as(t, clerk), report.Filter{Q: "o ga", After: "1.rep_x"})
		wantField(t, "the cursor of another question", err, "after", "report.bad_cursor")
		_, _, err = b.rs.List(as(t, clerk), report.Filter{After: "drop table"})
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("no cursor at all: %v", err)
		}
	})
}

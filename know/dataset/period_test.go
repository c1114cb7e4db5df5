package dataset_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"thanhdong/ground/text"
	"thanhdong/know/dataset"
)

func TestPeriodsAreThoseOfDHIS2(t *testing.T) {
	for code, want := range map[string]struct {
		kind       dataset.PeriodKind
		start, end text.Day
		words      string
	}{
		"20240703": {dataset.Daily, "2024-07-03", "2024-07-04", "03/07/2024"},
		"2024W27":  {dataset.Weekly, "2024-07-01", "2024-07-08", "tuần 27 năm 2024 (01/07/2024 đến 07/07/2024)"},
		"2020W53":  {dataset.Weekly, "2020-12-28", "2021-01-04", "tuần 53 năm 2020 (28/12/2020 đến 03/01/2021)"},
		"2025W1":   {dataset.Weekly, "2024-12-30", "2025-01-06", "tuần 1 năm 2025 (30/12/2024 đến 05/01/2025)"},
		"202402":   {dataset.Monthly, "2024-02-01", "2024-03-01", "tháng 2/2024"},
		"2024Q3":   {dataset.Quarterly, "2024-07-01", "2024-10-01", "quý 3/2024"},
		"2024S2":   {dataset.HalfYearly, "2024-07-01", "2025-01-01", "6 tháng (kỳ 2) năm 2024"},
		"2024":     {dataset.Yearly, "2024-01-01", "2025-01-01", "năm 2024"},
		"2023Sep":  {dataset.SchoolYear, "2023-09-01", "2024-09-01", "năm học 2023–2024"},
	} {
		p, err := dataset.ParsePeriod(code)
		if err != nil || p.Kind != want.kind || p.Start != want.start || p.End != want.end || p.Code() != code || p.In(text.VI) != want.words {
			t.Errorf("%s: %+v %q %q %v", code, p, p.Code(), p.In(text.VI), err)
		}
	}
	for _, code := range []string{"", "2024-07", "20240230", "2023W53", "2024W0", "202413", "2024Q5", "2024S3", "24", "1899", "2023Oct", "2024W27 ", "٢٠٢٤"} {
		if p, err := dataset.ParsePeriod(code); err == nil {
			t.Errorf("%q is taken as %+v", code, p)
		}
	}
}

func TestPeriodsFollowEachOtherWithoutAGap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom(dataset.PeriodKinds).Draw(t, "kind")
		on := text.DayOf(time.Date(1990, 1, 1, 0, 0, 0, 0, text.Zone).AddDate(0, 0, rapid.IntRange(0, 30_000).Draw(t, "days")))
		p := dataset.PeriodAt(kind, on)
		if on < p.Start || on >= p.End {
			t.Fatalf("%s is not in %+v", on, p)
		}
		if again, err := dataset.ParsePeriod(p.Code()); err != nil || again != p {
			t.Fatalf("%s reads as %+v, %v", p.Code(), again, err)
		}
		if next := p.Add(1); next.Start != p.End || next.Add(-1) != p {
			t.Fatalf("%+v is followed by %+v", p, next)
		}
	})
}

func FuzzParsePeriod(f *testing.F) {
	for _, code := range []string{"20240703", "2024W27", "202407", "2024Q3", "2024S2", "2024", "2023Sep", "x"} {
		f.Add(code)
	}
	f.Fuzz(func(t *testing.T, code string) {
		if p, err := dataset.ParsePeriod(code); err == nil && p.Code() != code {
			t.Errorf("%q reads as %q", code, p.Code())
		}
	})
}

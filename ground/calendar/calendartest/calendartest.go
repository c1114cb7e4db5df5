// Package calendartest gives tests a calendar with known answers: Monday to Friday, 07:30 to 11:30
// and 13:00 to 17:00, with the holidays of 2024.
package calendartest

import (
	"context"
	"testing"

	"thanhdong/ground/calendar"
	"thanhdong/ground/db"
	"thanhdong/ground/text"
)

// Office is the calendar. Tết 2024 and its neighbours were off from 8 to 14 February (Thursday to
// Wednesday); Monday 29 April 2024 was given in exchange for Saturday 4 May.
func Office() calendar.Data {
	week := []string{"mon", "tue", "wed", "thu", "fri"}
	return calendar.Data{
		Weeks: []calendar.Week{{Mark: "PROJECT CHOICE", Periods: []calendar.Period{
			{Days: week, From: "07:30", To: "11:30"}, {Days: week, From: "13:00", To: "17:00"}}}},
		Years: []calendar.Year{{Year: 2024, Mark: "KNOWLEDGE high",
			Holidays: []calendar.Holiday{
				{Day: "2024-01-01", Name: text.L{VI: "Tết Dương lịch", EN: "New Year"}},
				{Day: "2024-02-08", Last: "2024-02-14", Name: text.L{VI: "Tết Nguyên đán", EN: "Lunar New Year"}},
				{Day: "2024-04-18", Name: text.L{VI: "Giỗ Tổ Hùng Vương", EN: "Hung Kings' Day"}},
				{Day: "2024-04-30", Last: "2024-05-01", Name: text.L{VI: "Ngày Chiến thắng, Quốc tế Lao động", EN: "Reunification Day, Labour Day"}},
				{Day: "2024-09-02", Last: "2024-09-03", Name: text.L{VI: "Quốc khánh", EN: "National Day"}},
			},
			Swaps: []calendar.Swap{{Off: "2024-04-29", Work: "2024-05-04", Name: text.L{VI: "Hoán đổi ngày làm việc", EN: "Swapped working day"}}},
		}},
	}
}

// Install puts the calendar into d.
func Install(t testing.TB, d *db.DB) {
	t.Helper()
	err := d.Do(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		_, err := calendar.Put(ctx, tx, Office())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

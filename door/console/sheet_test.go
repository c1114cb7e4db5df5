package console

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"
)

func TestWordsNeverLeaveAsAFormula(t *testing.T) {
	var b bytes.Buffer
	cells := []any{`=HYPERLINK("http://x","y")`, "+84", "-x", "@sum", "\tx", "Trạm \"A\", Kinh Môn", -3.5, nil, 7, time.Date(2024, 7, 3, 1, 0, 0, 0, time.UTC)}
	if err := pour(context.Background(), &b, "csv", "t", []any{"a"}, [][]any{cells}, "", nil); err != nil {
		t.Fatal(err)
	}
	want := "\ufeffa\r\n\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\",'+84,'-x,'@sum,'\tx,\"Trạm \"\"A\"\", Kinh Môn\",-3.5,,7,2024-07-03 08:00:00\r\n"
	if b.String() != want {
		t.Errorf("%q, want %q", b.String(), want)
	}
}

func TestAFileIsWrittenPartByPart(t *testing.T) {
	for _, kind := range []string{"csv", "xlsx"} {
		var b bytes.Buffer
		asked := []string{}
		err := pour(context.Background(), &b, kind, "Số đo", []any{"a"}, [][]any{{"first"}}, "2", func(after string) ([][]any, string, error) {
			asked = append(asked, after)
			if after == "2" {
				return [][]any{{"second"}}, "3", nil
			}
			return nil, "", errors.New("the store is away")
		})
		if err == nil || strings.Join(asked, " ") != "2 3" {
			t.Errorf("%s: asked %q, %v", kind, asked, err)
		}
	}
}

package feed_test

import (
	"strings"
	"testing"
	"time"

	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/fault"
	"thanhdong/sense/entity/entitytest"
	"thanhdong/sense/feed"
	"thanhdong/sense/feed/body"
)

// whole sends a file that the contract's mapping refuses by its frame.
func (r room) whole(origin, text string) {
	r.t.Helper()
	_, err := r.f.Read(r.ctx, "air", []byte(text), "", origin, 1000)
	why, ours := fault.As(err)
	if !ours {
		r.t.Fatalf("the file is not refused: %v", err)
	}
	r.accept("0 0 0 1", body.Refused([]byte(text), origin, why))
}

func TestAFileRefusedWholeIsPlayedAgainAfterItsContractWasMended(t *testing.T) {
	each(t, func(r room) {
		wrong := mapped()
		wrong.Mapping.Time.Column, wrong.Mapping.Station.Column = "gio", "ma"
		r.put(wrong)
		file := mappedSample
		r.whole("air/t.csv", file)
		r.whole("air/other.csv", "không phải bảng\n")
		of := func(origin string) (found feed.Quarantined) {
			for _, q := range r.open() {
				if q.Origin == origin {
					found = q
				}
			}
			return found
		}
		kept := of("air/t.csv")
		if kept.Raw != file || kept.Form != body.FormFile || kept.Reason != feed.BadFile || kept.Args["columns"] != "ma, gio" {
			r.t.Fatalf("kept %+v", r.open())
		}
		r.replay("2 0 0 0 0 2", feed.Sought{}) // nothing was mended

		half := mapped()
		half.Mapping.Time.Column = "gio"
		r.put(half)
		r.replay("2 0 0 0 0 2", feed.Sought{})
		if now := of("air/t.csv"); now.Args["columns"] != "gio" {
			r.t.Errorf("it names what it lacked before: %+v", now)
		}

		x, err := r.f.Try(steward(r), mapped(), nil, []string{kept.ID})
		if err != nil || x.Fit != 3 || len(x.Rows) != 5 {
			r.t.Errorf("tried on the file: %+v %v", x, err)
		}
		r.put(mapped())
		dbtest.ClockOf(r.d).Advance(time.Minute)
		r.replay("2 3 0 0 0 3", feed.Sought{}) // of five values two do not fit, and one file is no table
		rows := map[string]feed.Quarantined{}
		for _, q := range r.open() {
			rows[q.Reason] = q
		}
		if q := rows[feed.OutOfRange]; q.Origin != "air/t.csv:3" || q.Raw != "03/07/2024 06:00,KHI001,2,1" || !q.Received.Equal(kept.Received) {
			r.t.Errorf("a value of the file that does not fit: %+v", q)
		}
		if _, there := rows[feed.UnknownStation]; !there || len(rows) != 3 {
			r.t.Errorf("open are %+v", rows)
		}
		r.replay("3 0 0 0 0 3", feed.Sought{}) // the file itself is not played twice
		entitytest.Station(r.t, r.d, "XXX", "air")
		r.replay("1 1 0 0 0 0", feed.Sought{Reason: feed.UnknownStation})
	})
}

func TestOfALargeOrUnreadableFileItsDigestAndPlaceAreKept(t *testing.T) {
	each(t, func(r room) {
		r.put(mapped())
		for _, text := range []string{strings.Repeat("x", body.MaxFile+1), "luc\xff\n", "luc\x00\n"} {
			r.whole("air/big.csv", text)
		}
		for _, q := range r.open() {
			sha, _ := q.Args["sha256"].(string)
			if q.Form != "" || len(sha) != 64 || !strings.Contains(q.Raw, "air/big.csv") || !strings.Contains(q.Raw, sha) {
				r.t.Errorf("kept %.200v", q)
			}
		}
		r.replay("3 0 0 0 0 3", feed.Sought{})
		if n := len(r.open()); n != 3 {
			r.t.Errorf("%d are open", n)
		}
		// Many files are played again in pieces.
		for _, name := range []string{"a", "b", "c", "d", "e", "f"} {
			r.whole("air/"+name, "no table "+name)
		}
		x, err := r.f.Replay(steward(r), "air", feed.Sought{}, "")
		for n := x.Rows; x.Next != "" && err == nil; n += x.Rows {
			x, err = r.f.Replay(steward(r), "air", feed.Sought{}, x.Next)
			if x.Next == "" && n+x.Rows != 9 {
				r.t.Errorf("%d rows were looked at", n+x.Rows)
			}
		}
		if err != nil {
			r.t.Error(err)
		}
	})
}

package story

import (
	"net/http"
	"testing"

	"thanhdong/ground/actor"
	"thanhdong/test/town"
)

// A shift hands over to the next: the sheet tells the open case, who comes reads what must be read, both sign,
// and nothing of it changes any more, also after a restart.
func TestAShiftHandsOverAndBothSign(t *testing.T) {
	begin(t, func(t *testing.T, w *town.Town) {
		officer := w.Person("cán bộ môi trường", actor.Officer, "H23.STNMT", "")
		day := w.Person("ca ngày", actor.Duty, "H23", "")
		night := w.Person("ca đêm", actor.Duty, "H23", "")
		third := w.Person("người khác", actor.Duty, "H23", "")
		chief := w.Person("trưởng ca", actor.ShiftLeader, "H23", "")
		_, i, item := incident(t, w, officer)
		both := map[string]string{"vi": "Trực", "en": "Duty"}
		shift := func(code, start string, who *town.Client) map[string]any {
			return map[string]any{"code": code, "name": both, "start": start, "minutes": 720, "days": []int{1, 2, 3, 4, 5, 6, 7}, "first": "2024-07-01", "every": 1, "people": []string{who.ID}}
		}
		chief.Do(http.MethodPut, "/api/v1/roster/BG", map[string]any{"version": 0, "roster": map[string]any{"name": both, "owner": "H23",
			"shifts": []any{shift("NGAY", "07:00", day), shift("DEM", "19:00", night)}}}).OK(nil)

		type sheet struct {
			ID, Number, State, Seal string
			Intact                  bool
			Unread                  int
			Lines                   []struct {
				Section, Key, Number string
				Must                 bool
			}
			Changes []struct {
				What string
				Line struct{ Key string }
			}
			Out, In struct {
				Turns    []struct{ Mine bool }
				SignedBy string `json:"signed_by"`
			}
		}
		var s sheet
		day.Post("/handovers", map[string]string{"roster": "BG"}).OK(&s)
		goes, comes := day, night
		if len(s.Out.Turns) == 1 && !s.Out.Turns[0].Mine {
			goes, comes = night, day
		}
		goes.Post("/handovers/"+s.ID+"/notes", map[string]any{"words": "Máy phát số 2 hỏng", "must": true}).OK(&s)
		goes.Post("/handovers/"+s.ID+"/marks", map[string]any{"line": i.ID, "must": true}).OK(&s)
		third.Post("/handovers/"+s.ID+"/sign-out", map[string]string{}).Refused(403)
		comes.Post("/handovers/"+s.ID+"/sign-in", map[string]string{}).Refused(409)
		goes.Post("/handovers/"+s.ID+"/sign-out", map[string]string{}).OK(&s)

		// The case is closed between the two signatures: the sheet keeps it and says so.
		officer.Upload(item.ID, "ảnh.png", photo(t), "").OK(nil)
		officer.Post("/work/"+item.ID+"/close", map[string]string{"reason": "đã xong"}).OK(nil)
		goes.Post("/handovers/"+s.ID+"/sign-in", map[string]string{}).Refused(403)
		comes.Get("/handovers/" + s.ID).OK(&s)
		told := false
		for _, l := range s.Lines {
			told = told || l.Key == i.ID && l.Number == i.Number
			if l.Must {
				comes.Post("/handovers/"+s.ID+"/ticks", map[string]any{"line": l.Key, "read": true}).OK(nil)
			}
		}
		gone := false
		for _, c := range s.Changes {
			gone = gone || c.What == "gone" && c.Line.Key == i.ID
		}
		if !told || !gone {
			t.Errorf("the case %s is told: %v, and its end: %v", i.Number, told, gone)
		}
		comes.Post("/handovers/"+s.ID+"/sign-in", map[string]string{"remark": "Đã nhận"}).OK(&s)
		seal := s.Seal
		for _, c := range []*town.Client{goes, comes, chief} {
			c.Post("/handovers/"+s.ID+"/notes", map[string]any{"words": "thêm", "must": true}).Refused(409)
			c.Post("/handovers/"+s.ID+"/take-back", nil).Refused(409)
			c.Post("/handovers/"+s.ID+"/sign-in", map[string]string{"reason": "lại"}).Refused(409)
		}
		w.Restart()
		id := s.ID
		s = sheet{}
		chief.Get("/handovers/" + id).OK(&s)
		if s.State != "done" || !s.Intact || s.Seal != seal || s.Out.SignedBy == s.In.SignedBy {
			t.Errorf("after a restart: %+v", s)
		}
	})
}

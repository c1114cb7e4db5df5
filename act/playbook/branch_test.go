package playbook_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"thanhdong/act/playbook"
	"thanhdong/ground/actor"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

func l(s string) text.L { return text.L{VI: s, EN: s} }

// branched is: 1 asks; A goes to 2, 3 and on to 6; B to 4, 5, 6; C ends.
func branched() playbook.Playbook {
	p := playbook.Playbook{Code: "KB-1", Title: l("Thử"), Unit: "H23"}
	for i, title := range []string{"Gọi trạm", "Dập lửa", "Sơ tán dân", "Đóng van", "Báo điện lực", "Viết báo cáo"} {
		p.Steps = append(p.Steps, playbook.Step{No: i + 1, Title: l(title), Role: actor.Officer})
	}
	p.Steps[0].Ask = l("Có cháy không?")
	p.Steps[0].Answers = []playbook.Answer{{Key: "A", Title: l("Có")}, {Key: "B", Title: l("Không"), To: 4}, {Key: "C", Title: l("Báo nhầm"), End: true}}
	p.Steps[2].Then = 6
	return p
}

func TestAnswersSayWhichStepsAreOnThePath(t *testing.T) {
	p := branched()
	if err := p.Validate(); err != nil {
		t.Fatal(err)
	}
	for answer, want := range map[string]string{
		"":  "on maybe maybe maybe maybe maybe",
		"A": "on on on off off on",
		"B": "on off off on on on",
		"C": "on off off off off off",
		"X": "on maybe maybe maybe maybe maybe",
	} {
		var got []string
		for _, place := range p.Path(map[int]string{1: answer}) {
			got = append(got, string(place))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("answer %q gives %v, want %s", answer, got, want)
		}
	}
	for i, place := range air().Path(nil) {
		if place != playbook.On {
			t.Errorf("step %d of a playbook without questions is %s", i+1, place)
		}
	}
}

func TestWaysBackAndStepsThatNoWayReachesAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(p *playbook.Playbook)
		path  string
		key   string
	}{
		"a circle":           {func(p *playbook.Playbook) { p.Steps[4].Then = 2 }, "steps/4/then", "playbook.way_back"},
		"to itself":          {func(p *playbook.Playbook) { p.Steps[0].Answers[1].To = 1 }, "steps/0/answers/1/to", "playbook.way_back"},
		"nowhere":            {func(p *playbook.Playbook) { p.Steps[0].Answers[1].To = 9 }, "steps/0/answers/1/to", "playbook.no_such_step"},
		"unreachable":        {func(p *playbook.Playbook) { p.Steps[0].Answers[1].To = 5 }, "steps/3/no", "playbook.unreachable"},
		"one answer":         {func(p *playbook.Playbook) { p.Steps[0].Answers = p.Steps[0].Answers[:1] }, "steps/0/answers", "playbook.few_answers"},
		"question alone":     {func(p *playbook.Playbook) { p.Steps[1].Ask = l("?") }, "steps/1/answers", "playbook.few_answers"},
		"two ways":           {func(p *playbook.Playbook) { p.Steps[0].Then = 3 }, "steps/0/then", "playbook.then_and_answers"},
		"end and a step":     {func(p *playbook.Playbook) { p.Steps[0].Answers[2].To = 3 }, "steps/0/answers/2/to", "playbook.end_and_to"},
		"letters in turn":    {func(p *playbook.Playbook) { p.Steps[0].Answers[1].Key = "D" }, "steps/0/answers/1/key", "playbook.bad_answer_key"},
		"answer in one word": {func(p *playbook.Playbook) { p.Steps[0].Answers[0].Title.EN = "" }, "steps/0/answers/0/title", "playbook.no_title"},
	} {
		p := branched()
		c.spoil(&p)
		f, _ := fault.As(p.Validate())
		if f == nil || !slices.ContainsFunc(f.Fields, func(x fault.Field) bool { return x.Path == c.path && x.Key == c.key }) {
			t.Errorf("%s: %v, want %s at %s", name, f, c.key, c.path)
		}
	}
}

func TestTheScoreCountsTimeAndSkippedSteps(t *testing.T) {
	start := time.Date(2024, 7, 3, 8, 0, 0, 0, text.Zone)
	at := func(minutes int) time.Time { return start.Add(time.Duration(minutes) * time.Minute) }
	runs := []playbook.Run{
		{No: 1, Title: l("một"), Due: at(15), DoneAt: at(15)},
		{No: 2, Title: l("hai"), Due: at(30), DoneAt: at(42)},
		{No: 3, Title: l("ba"), DoneAt: at(50), Skipped: "không cần"},
		{No: 4, Title: l("bốn"), Off: true},
		{No: 5, Title: l("năm"), Due: at(500)},
	}
	r := playbook.Score(runs)
	if r.Points != 50 || r.Steps != 4 || r.OnTime != 1 || r.Late != 1 || r.Skipped != 1 || r.Missing != 1 {
		t.Errorf("got %+v", r)
	}
	var words []string
	for _, lost := range r.Lost {
		words = append(words, lost.In(text.VI))
	}
	if want := []string{"Bước 2 trễ 12 phút: hai", "Bước 3 bị bỏ qua vì không cần: ba", "Bước 5 không làm: năm"}; !slices.Equal(words, want) {
		t.Errorf("reasons are %q, want %q", words, want)
	}
	if r := playbook.Score(nil); r.Points != 100 {
		t.Errorf("nothing to do gives %d", r.Points)
	}
}

func TestTheDifferenceIsToldInWords(t *testing.T) {
	a, b := branched(), branched()
	b.Title.VI = "Thử lại"
	b.Unit = "H23.SYT"
	b.Steps[1].Limit = 30 * time.Minute
	b.Steps[1].Role = actor.Duty
	b.Steps[4].Title = l("Báo công ty điện lực")
	b.Steps[5].Legal = []playbook.Legal{{Act: "BVMT-2020", Clause: "Điều 12"}}
	// A step comes in front: ways that lead to the same steps as before are no change.
	b.Steps = append(b.Steps[:1:1], append([]playbook.Step{{Title: l("Mặc đồ bảo hộ"), Role: actor.Officer}}, b.Steps[1:]...)...)
	b.Steps[0].Answers = []playbook.Answer{{Key: "A", Title: l("Có")}, {Key: "B", Title: l("Không"), To: 5}, {Key: "C", Title: l("Báo nhầm"), End: true}}
	b.Steps[3].Then = 7
	for i := range b.Steps {
		b.Steps[i].No = i + 1
	}
	var got []string
	for _, c := range playbook.Diff(a, b) {
		got = append(got, c.In(text.VI, func(code string) string { return "đơn vị " + code }))
	}
	want := []string{
		"Cả kịch bản, tên: từ “Thử” thành “Thử lại”",
		"Cả kịch bản, đơn vị: từ “đơn vị H23” thành “đơn vị H23.SYT”",
		"Thêm bước 2: Mặc đồ bảo hộ",
		"Bước 3, vai trò: từ “Chuyên viên” thành “Trực ban”",
		"Bước 3, thời hạn: từ “không có” thành “30 phút”",
		"Bước 6, tên: từ “Báo điện lực” thành “Báo công ty điện lực”",
		"Bước 7, căn cứ pháp lý: từ “không có” thành “BVMT-2020 Điều 12”",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	c := air()
	c.Steps = []playbook.Step{c.Steps[1], c.Steps[0]}
	d := playbook.Diff(air(), c)
	if len(d) != 1 || d[0].Kind != playbook.Moved || d[0].Step+d[0].Was != 3 {
		t.Errorf("two steps that changed places give %+v", d)
	}
	if d := playbook.Diff(air(), playbook.Playbook{Title: air().Title, Mark: air().Mark, Steps: air().Steps[:1]}); len(d) != 1 || d[0].In(text.EN, nil) != "Step 2 removed: Find the source" {
		t.Errorf("a step that went gives %+v", d)
	}
}

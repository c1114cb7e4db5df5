package dataset_test

import (
	"context"
	"testing"

	"thanhdong/act/work"
	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/know/dataset"
)

// itemOf is the open item of a set.
func (p *province) itemOf(s dataset.Set) work.Item {
	p.Helper()
	i, err := p.queue.Get(p.as(actor.System("test")), s.Work)
	if err != nil {
		p.Fatal(err)
	}
	return i
}

func TestAFormIsOwedHandedInApprovedByTwoLevelsLockedAndCorrected(t *testing.T) {
	each(t, func(p *province) {
		p.goTo("2024-08-01 06:00") // a Thursday; July is over
		s := p.set("202407")
		item := p.itemOf(s)
		if s.State != dataset.Open || item.Kind != "due-form" || item.Unit != one || !s.Due.Equal(at("2024-08-07 17:00")) || !item.Due.Equal(s.Due) {
			t.Fatalf("owed: %s %+v due %s, item %s", s.State, item, s.Due, item.Due)
		}
		if _, err := p.queue.Close(p.as(clerk), item.ID, "Xong"); err == nil {
			t.Error("the queue closed a form that was not handed in")
		}
		_, err := p.ds.Submit(p.as(clerk), s.ID)
		wantFault(t, "empty", err, fault.Invalid, "dataset.not_ready")
		p.give("202407", "mac.nam", "12", "mac.nu", "3", "chet", "20")
		_, err = p.ds.Submit(p.as(clerk), s.ID)
		f, _ := fault.As(err)
		if f == nil || len(f.Fields) != 2 || f.Fields[0].Path != "rules/chet_mac" || f.Fields[1].Path != "rules/lech" {
			t.Fatalf("against the rules: %v", err)
		}
		p.give("202407", "chet", "1")
		if _, err := p.ds.Put(p.as(clerk), "SXH-T", []dataset.Given{{Element: "mac", Option: "nam", Unit: one, Period: "202407", Value: "12", Comment: "công trường toàn nam"}}, dataset.Way{Source: "hand"}); err != nil {
			t.Fatal(err)
		}
		_, err = p.ds.Submit(p.as(other), s.ID)
		wantFault(t, "of another unit", err, fault.NotFound, "dataset.not_found")
		s = p.must(p.ds.Submit(p.as(clerk), s.ID))
		if s.State != dataset.Submitted || s.Late(p.clock.Now()) || p.itemOf(s).Unit != "H23" || p.itemOf(s).Kind != "form-approval" {
			t.Fatalf("handed in: %+v %+v", s.State, p.itemOf(s))
		}
		if sum := p.give("202407", "chet", "2"); keys(sum)[0] != "0 is_submitted" {
			t.Errorf("a set that was handed in took %+v", sum)
		}
		_, err = p.ds.Approve(p.as(health), s.ID, 0)
		wantFault(t, "the second level first", err, fault.Forbidden, "actor.forbidden")
		s = p.must(p.ds.Approve(p.as(above), s.ID, 0))
		if s.State != dataset.Submitted || s.Level != 1 || p.itemOf(s).Unit != asks {
			t.Fatalf("approved once: %+v", s)
		}
		_, err = p.ds.Approve(p.as(above), s.ID, 0)
		wantFault(t, "the first level again", err, fault.Conflict, "dataset.moved_on")
		// Sent back, mended, and through both levels again.
		_, err = p.ds.Return(p.as(health), s.ID, "")
		wantField(t, "without words", err, "words", "dataset.needed")
		s = p.must(p.ds.Return(p.as(health), s.ID, "Thiếu xã Cẩm Hưng"))
		if s.State != dataset.Open || s.Level != 0 || p.itemOf(s).Kind != "due-form" {
			t.Fatalf("sent back: %+v", s)
		}
		p.give("202407", "mac.nu", "4")
		p.must(p.ds.Submit(p.as(clerk), s.ID))
		p.must(p.ds.Approve(p.as(above), s.ID, 0))
		s = p.must(p.ds.Approve(p.as(health), s.ID, 1))
		if s.State != dataset.Approved || s.Work != "" || s.ApprovedAt.IsZero() {
			t.Fatalf("approved: %+v", s)
		}
		_, err = p.ds.Correct(p.as(health), s.ID, dataset.Given{Element: "chet", Value: "2"}, "Sót một ca")
		wantFault(t, "corrected before it is locked", err, fault.Conflict, "dataset.not_locked")
		_, err = p.ds.Lock(p.as(clerk), s.ID)
		wantFault(t, "locked by its unit", err, fault.Forbidden, "actor.forbidden")
		p.must(p.ds.Lock(p.as(health), s.ID))
		s = p.must(p.ds.Correct(p.as(health), s.ID, dataset.Given{Element: "chet", Value: "2"}, "Sót một ca"))
		list, err := p.ds.History(p.as(clerk), s.ID, dataset.Cell{Element: "chet"})
		if err != nil || list[0].Kind != "correct" || *list[0].Before.Number != 1 || *list[0].After.Number != 2 || list[0].Words != "Sót một ca" || list[0].ByName != "health" {
			t.Errorf("both values: %+v %v", list, err)
		}
		var kinds string
		for _, l := range s.Log {
			kinds += l.Kind + " "
		}
		if kinds != "open submit approve return submit approve approve lock correct " {
			t.Errorf("history %q", kinds)
		}
	})
}

func TestALateFormIsRaisedAndSaysForEverThatItWasLate(t *testing.T) {
	each(t, func(p *province) {
		p.goTo("2024-08-01 06:00")
		s := p.set("202407")
		p.goTo("2024-08-09 09:00")
		list, _, err := p.ds.List(p.as(above), dataset.Filter{Late: true})
		if err != nil || len(list) != 2 || !list[0].Late(p.clock.Now()) {
			t.Fatalf("%d late, %v", len(list), err)
		}
		if item := p.itemOf(s); item.RaisedTo != "H23" {
			t.Errorf("nobody was told: %+v", item)
		}
		p.give("202407", "mac.nam", "1", "mac.nu", "1", "chet", "0")
		s = p.must(p.ds.Submit(p.as(clerk), s.ID))
		if !s.Late(p.clock.Now()) {
			t.Error("it is not late")
		}
		p.goTo("2024-08-20 09:00")
		if again := p.set("202407"); again.ID != s.ID || again.State != dataset.Submitted {
			t.Errorf("it was opened again: %+v", again)
		}
	})
}

func TestWhatIsHeldIsNotAskedAgainButFilledIn(t *testing.T) {
	each(t, func(p *province) {
		p.give("202404", "mac.nam", "5", "mac.nu", "6", "chet", "1")
		p.give("202405", "mac.nam", "7", "mac.nu", "8", "chet", "2")
		quarter := dengue()
		quarter.Code, quarter.Period, quarter.Name = "SXH-Q", dataset.Quarterly, text.L{VI: "Sốt xuất huyết quý", EN: "Dengue by quarter"}
		quarter.Rules = nil
		quarter.Elements = []dataset.Element{{Code: "mac_quy", Name: text.L{VI: "số  MẮC", EN: "Cases"}, Type: dataset.Number, Unit: "ca", Aggregation: dataset.Sum}}
		put := func() (err error) {
			p.do(func(ctx context.Context, tx *db.Tx) error { err = dataset.Put(ctx, tx, quarter); return nil })
			return err
		}
		err := put()
		f, _ := fault.As(err)
		if f == nil || len(f.Fields) != 1 || f.Fields[0].Key != "dataset.asked_already" || f.Fields[0].Args["figure"] != "15 ca, "+one+", tháng 5/2024" {
			t.Fatalf("asked again: %v %+v", err, f)
		}
		quarter.Elements[0].From = &dataset.Origin{Form: "SXH-T", Element: "mac"}
		if err := put(); err != nil {
			t.Fatal(err)
		}
		p.goTo("2024-07-04 06:00")
		s := p.set("2024Q2")
		if len(s.Values) != 1 || *s.Values[0].Number != 26 || s.Values[0].Source != "form SXH-T.mac ×2" {
			t.Errorf("filled in: %+v", s.Values)
		}
	})
}

func TestFormsThatAreWrongSaySo(t *testing.T) {
	f := dengue()
	f.Elements = append(f.Elements, dataset.Element{Code: "Mac"}, dataset.Element{Code: "mac", Name: text.L{VI: "x", EN: "x"}, Type: dataset.Number, Aggregation: "max", Categories: []string{"tuoi"}, Decimals: 9})
	for _, when := range []string{"mac", "mac < ", "soi < 1", `o["mac"] < 1`, `o["mac.khac"] < 1`, "mac && chet", `"a" < 1`, "size(mac) < 1", "ghi_chu < 1", "[mac].all(x, x > 1)"} {
		f.Rules = append(f.Rules, dataset.Rule{Code: "r" + string(rune('a'+len(f.Rules))), When: when, Name: text.L{VI: "x", EN: "x"}})
	}
	f.Due.Hour, f.Levels = "25:00", nil
	err := f.Validate()
	e, _ := fault.As(err)
	if e == nil {
		t.Fatal("it is taken")
	}
	paths := map[string]bool{}
	for _, x := range e.Fields {
		paths[x.Path] = true
	}
	for _, want := range []string{"due", "levels", "elements/4/code", "elements/4/name", "elements/4/type", "elements/5/code", "elements/5/aggregation", "elements/5/categories", "elements/5/decimals",
		"rules/2/when", "rules/3/when", "rules/4/when", "rules/6/when", "rules/7/when", "rules/8/when", "rules/9/when", "rules/10/when", "rules/11/when"} {
		if !paths[want] {
			t.Errorf("%s is not told: %v", want, e.Fields)
		}
	}
}

func wantField(t *testing.T, what string, err error, path, key string) {
	t.Helper()
	if f, ok := fault.As(err); ok {
		for _, x := range f.Fields {
			if x.Path == path && x.Key == key {
				return
			}
		}
	}
	t.Errorf("%s: %v does not say %s at %s", what, err, key, path)
}

func TestAFormThatChangesReadsNoValueOtherwise(t *testing.T) {
	each(t, func(p *province) {
		p.give("202404", "ty_le", "12.5", "mac.nam", "5")
		put := func(f dataset.Form) (err error) {
			p.do(func(ctx context.Context, tx *db.Tx) error { err = dataset.Put(ctx, tx, f); return nil })
			return err
		}
		f := dengue()
		f.Elements[2].Decimals = 2
		wantField(t, "other steps", put(f), "elements/2/decimals", "dataset.read_otherwise")
		f = dengue()
		f.Elements[1].Decimals, f.Rules = 1, nil // nobody gave a value for it
		if err := put(f); err != nil {
			t.Error(err)
		}
		f = dengue()
		f.Elements, f.Rules = f.Elements[:2], nil
		for range 2 {
			if err := put(f); err != nil {
				t.Fatal(err)
			}
		}
		form, err := p.ds.Form(p.as(above), f.Code)
		if e, ok := form.Known("ty_le"); err != nil || !ok || e.Decimals != 1 || form.Version != 3 {
			t.Errorf("asked no more: %+v, version %d, %v", e, form.Version, err)
		}
		if _, asked := form.Element("ty_le"); asked {
			t.Error("it is asked still")
		}
	})
}

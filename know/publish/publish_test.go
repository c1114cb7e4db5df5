package publish_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/know/dataset"
	"thanhdong/know/indicator"
	"thanhdong/know/publish"
)

func TestWhatIsPublicOfASet(t *testing.T) {
	each(t, func(p *province) {
		t := p.T
		p.live()
		p.hand("202401", "", 12, 20, 9, 30)
		p.hand("202402", "", 3, 20, 9, 30) // one small: the smallest other goes with it
		p.hand("202403", "292", 12, 20, 9, 30)
		s := p.approved(offered())
		table, err := p.Table(p.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct{ area, period, column, want string }{
			{"30", "202401", "B-T:sxh.mac", "71"}, {"288", "202401", "B-T:sxh.mac", "12"}, {"288", "202401", "TY", "12 carried"}, {"30", "202401", "LK", "71"},
			{"30", "202402", "B-T:sxh.mac", "62"}, {"288", "202402", "B-T:sxh.mac", "small"}, {"291", "202402", "B-T:sxh.mac", "guarded"}, {"290", "202402", "B-T:sxh.mac", "20"},
			{"288", "202402", "TY", "derived"}, {"291", "202402", "TY", "derived"}, {"290", "202402", "TY", "20 carried"},
			{"288", "202402", "LK", "derived"}, {"290", "202402", "LK", "40"}, {"288", "202403", "LK", "derived"},
			{"30", "202403", "B-T:sxh.mac", "waiting"}, {"292", "202403", "B-T:sxh.mac", "waiting"}, {"288", "202403", "B-T:sxh.mac", "12"},
		} {
			if got := cell(table, c.area, c.period, c.column); got != c.want {
				t.Errorf("%s of %s in %s is %s, want %s", c.column, c.area, c.period, got, c.want)
			}
		}
		if last, ok := table.Last(); !ok || last.Code() != "202403" || len(table.Periods) != 3 {
			t.Errorf("the last period is %v of %v", last, table.Periods)
		}
		if s.Role != actor.Steward || s.ByUnit != "S.YT" || s.IssuedAt.IsZero() || s.Hidden != table.Hidden() || s.Hidden == 0 {
			t.Errorf("approved as %+v", s)
		}
	})
}

func TestStatesOfASet(t *testing.T) {
	each(t, func(p *province) {
		t := p.T
		p.hand("202401", "", 12, 20, 9, 30)
		d := offered()
		if err := p.put(d); err != nil {
			t.Fatal(err)
		}
		if _, err := p.Public(p.Context(), d.Code); !fault.Is(err, fault.NotFound) {
			t.Errorf("what is proposed is public: %v", err)
		}
		_, seen, err := p.Preview(p.steward(), d.Code)
		if err != nil {
			t.Fatal(err)
		}
		refused := func(what string, err error, kind fault.Kind, key string) {
			t.Helper()
			if f, _ := fault.As(err); f == nil || f.Kind != kind || key != "" && f.Key != key {
				t.Errorf("%s: %v, want %s %s", what, err, kind, key)
			}
		}
		_, err = p.Approve(p.as(actor.Officer, "S.YT", "/S/S.YT/"), d.Code, seen)
		refused("an officer approves", err, fault.Forbidden, "")
		_, err = p.Approve(p.as(actor.Steward, "S.UB288", "/S/S.UB288/"), d.Code, seen)
		refused("somebody of another unit approves", err, fault.NotFound, "")
		_, err = p.Approve(p.system(), d.Code, seen)
		refused("the product approves", err, fault.Forbidden, "publish.by_a_person")
		_, err = p.Withdraw(p.steward(), d.Code, " ")
		refused("withdrawn without words", err, fault.Invalid, "")

		p.hand("202402", "", 12, 20, 9, 30)
		_, err = p.Approve(p.steward(), d.Code, seen)
		refused("approved as it is no more", err, fault.Conflict, "publish.changed_since")

		s := p.approved(d)
		_, err = p.Approve(p.steward(), d.Code, s.Digest)
		refused("approved twice", err, fault.Conflict, "publish.is_published")

		// The pack proposes something else: what is public stays until it is approved.
		d.Title.VI = "Bệnh truyền nhiễm, bản mới"
		if err := p.put(d); err != nil {
			t.Fatal(err)
		}
		s, err = p.Public(p.Context(), d.Code)
		if err != nil || !s.Changed() || s.Public.Title.VI != "Bệnh truyền nhiễm" || s.Title.VI != d.Title.VI {
			t.Errorf("a changed proposal: %v, %v", s.Public.Title, err)
		}
		if s = p.approved(d); s.Changed() || s.Public.Title.VI != d.Title.VI {
			t.Errorf("approved anew: %v", s.Public.Title)
		}

		issued := s.IssuedAt
		p.clock.Advance(time.Hour)
		if s, err = p.Withdraw(p.steward(), d.Code, "Nguồn sai"); err != nil || s.State != publish.Withdrawn {
			t.Fatalf("withdraw: %v %v", s.State, err)
		}
		_, err = p.Withdraw(p.steward(), d.Code, "Nữa")
		refused("withdrawn twice", err, fault.Conflict, "publish.is_withdrawn")
		s, err = p.Public(p.Context(), d.Code)
		refused("a withdrawn one is asked for", err, fault.NotFound, publish.Gone)
		if s.Words != "Nguồn sai" {
			t.Errorf("the words are %q", s.Words)
		}
		if list, err := p.Catalogue(p.Context(), ""); err != nil || len(list) != 0 {
			t.Errorf("the catalogue holds what was withdrawn: %v %v", list, err)
		}
		if s = p.approved(d); s.State != publish.Published || !s.IssuedAt.Equal(issued) || s.Words != "" {
			t.Errorf("published again: %+v", s)
		}
		if s, err = p.Get(p.steward(), d.Code); err != nil {
			t.Fatal(err)
		}
		var kinds []string
		for _, l := range s.Log {
			kinds = append(kinds, l.Kind)
		}
		if !slices.Equal(kinds, []string{"propose", "approve", "change", "approve", "withdraw", "approve"}) {
			t.Errorf("the history is %v", kinds)
		}
		p.do(func(ctx context.Context, tx *db.Tx) error { return publish.End(ctx, tx, d.Code) })
		_, err = p.Public(p.Context(), d.Code)
		refused("the pack is gone", err, fault.NotFound, publish.Gone)
	})
}

func TestTwoApproveAtOnceAndOneWins(t *testing.T) {
	each(t, func(p *province) {
		t := p.T
		p.hand("202401", "", 12, 20, 9, 30)
		if err := p.put(offered()); err != nil {
			t.Fatal(err)
		}
		_, seen, err := p.Preview(p.steward(), "benh")
		if err != nil {
			t.Fatal(err)
		}
		errs := make([]error, 2)
		var both sync.WaitGroup
		for i := range errs {
			both.Go(func() { _, errs[i] = p.Approve(p.steward(), "benh", seen) })
		}
		both.Wait()
		if won := errs[0] == nil; won == (errs[1] == nil) || !fault.Is(errors.Join(errs...), fault.Conflict) {
			t.Errorf("both answered %v", errs)
		}
	})
}

func TestACorrectionChangesTheTableAndItsTime(t *testing.T) {
	each(t, func(p *province) {
		t := p.T
		p.hand("202401", "", 12, 20, 9, 30)
		s := p.approved(offered())
		p.settle()
		same, err := p.Public(p.Context(), "benh")
		if err != nil || !same.ChangedAt.Equal(s.ChangedAt) {
			t.Errorf("the time of change moved without a change: %v, was %v, %v", same.ChangedAt, s.ChangedAt, err)
		}
		list, _, err := p.ds.List(p.system(), dataset.Filter{Form: "B-T", Limit: 10})
		if err != nil {
			t.Fatal(err)
		}
		for _, set := range list {
			if set.Unit == "S.UB288" && set.Period.Code() == "202401" {
				if _, err := p.ds.Correct(p.system(), set.ID, dataset.Given{Element: "sxh", Option: "mac", Value: "13"}, "Đếm lại"); err != nil {
					t.Fatal(err)
				}
			}
		}
		p.settle()
		after, err := p.Public(p.Context(), "benh")
		if err != nil {
			t.Fatal(err)
		}
		table, err := p.Table(p.Context(), after)
		if err != nil || cell(table, "288", "202401", "B-T:sxh.mac") != "13" || cell(table, "30", "202401", "B-T:sxh.mac") != "72" {
			t.Errorf("after the correction: %v %v", table.Rows, err)
		}
		if !after.ChangedAt.After(s.ChangedAt) || after.Digest == s.Digest || !after.ApprovedAt.Equal(s.ApprovedAt) {
			t.Errorf("changed at %v, before %v", after.ChangedAt, s.ChangedAt)
		}
	})
}

func TestWhatWouldTellAHiddenCountIsRefused(t *testing.T) {
	each(t, func(p *province) {
		t := p.T
		column := func(c ...publish.Column) publish.Definition {
			d := offered()
			d.Code, d.Columns = "khac", c
			return d
		}
		of := func(option string) publish.Column { return publish.Column{Form: "B-T", Element: "sxh", Option: option} }
		key := func(err error) string {
			if f, _ := fault.As(err); f != nil && len(f.Fields) > 0 {
				return f.Fields[0].Key
			}
			return ""
		}
		if err := p.put(column(of("mac"), of("chet"), of(""))); key(err) != "publish.whole_and_parts" {
			t.Errorf("an element whole and by its options: %v", err)
		}
		if err := p.put(offered()); err != nil {
			t.Fatal(err)
		}
		if err := p.put(column(of(""))); key(err) != "publish.whole_and_parts" {
			t.Errorf("the whole beside another set with an option: %v", err)
		}
		d := column(of("mac"))
		d.Small.Below = 10
		if err := p.put(d); key(err) != "publish.other_rule" {
			t.Errorf("the same count under another rule: %v", err)
		}
		year := figure("NAM", `value("B-T", "sxh.mac")`, "ca", 0)
		year.Period = dataset.Yearly
		p.do(func(ctx context.Context, tx *db.Tx) error { return indicator.Put(ctx, tx, year) })
		if err := p.put(column(publish.Column{Indicator: "NAM"})); key(err) != "publish.other_kind" {
			t.Errorf("the same count by years: %v", err)
		}
		if err := p.put(column(publish.Column{Indicator: "NAM"}, of("chet"))); key(err) != "publish.other_period" {
			t.Errorf("two kinds of period in one set: %v", err)
		}
		if err := p.put(column(publish.Column{Indicator: "KHONG-CO"})); !fault.Is(err, fault.NotFound) {
			t.Errorf("an indicator that is not there: %v", err)
		}
		if err := p.put(column(of("chet"), publish.Column{Indicator: "TY"})); err != nil {
			t.Errorf("another option, and a rate of the same count: %v", err)
		}
	})
}

func TestFilesAgree(t *testing.T) {
	each(t, func(p *province) {
		t := p.T
		p.live()
		p.hand("202401", "", 12, 20, 9, 30)
		p.hand("202402", "", 3, 20, 9, 30)
		s := p.approved(offered())
		table, err := p.Table(p.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		for _, lang := range []text.Lang{text.VI, text.EN} {
			meta := s.Meta(table, lang, "Sở Y tế", "https://x/data/benh", true)
			var c, j, x bytes.Buffer
			if err := errors.Join(table.WriteCSV(&c, lang, 5), table.WriteJSON(&j, meta, lang), table.WriteXLSX(&x, meta, lang)); err != nil {
				t.Fatal(err)
			}
			rows, err := csv.NewReader(&c).ReadAll()
			if err != nil || len(rows) != len(table.Rows)+1 || !slices.Equal(rows[0], publish.Fields) {
				t.Fatalf("csv: %d rows, %v, %v", len(rows), rows[0], err)
			}
			var said struct {
				Meta publish.Meta
				Data []map[string]any
			}
			d := json.NewDecoder(&j)
			d.UseNumber()
			if err := d.Decode(&said); err != nil || said.Meta.Below != 5 || !said.Meta.Sample {
				t.Fatalf("json: %+v %v", said.Meta, err)
			}
			book, err := excelize.OpenReader(&x)
			if err != nil {
				t.Fatal(err)
			}
			sheet, err := book.GetRows("data")
			if err != nil || len(sheet) != len(rows) || len(said.Data) != len(rows)-1 {
				t.Fatalf("%d rows in csv, %d in xlsx, %d in json: %v", len(rows), len(sheet), len(said.Data), err)
			}
			for i, row := range rows[1:] {
				for n, field := range publish.Fields {
					inSheet, inJSON := "", ""
					if n < len(sheet[i+1]) {
						inSheet = sheet[i+1][n]
					}
					switch v := said.Data[i][field].(type) {
					case string:
						inJSON = v
					case json.Number:
						inJSON = v.String()
					}
					if row[n] != inSheet || row[n] != inJSON {
						t.Fatalf("%s of row %d: csv %q, xlsx %q, json %q", field, i, row[n], inSheet, inJSON)
					}
				}
			}
		}
	})
}

func TestATextIsNeverAFormula(t *testing.T) {
	table := publish.Table{Columns: []publish.TableColumn{{Code: "A", Name: text.L{VI: "=1+1", EN: "@SUM(A1)"}, Unit: "-ca"}}, Areas: []publish.TableArea{{Code: "30", Name: text.L{VI: "+84", EN: "-x"}}}, Periods: []string{"2024"},
		Rows: []publish.Row{{Value: "-5.5", Quality: publish.Final}}}
	var c, x bytes.Buffer
	if err := errors.Join(table.WriteCSV(&c, text.VI, 5), table.WriteXLSX(&x, publish.Meta{Title: "=HYPERLINK()"}, text.VI)); err != nil {
		t.Fatal(err)
	}
	if line := strings.Split(c.String(), "\r\n")[1]; line != "30,+84,2024,2024-01-01,2024-12-31,A,'=1+1,-5.5,'-ca,final," {
		t.Errorf("csv: %s", line)
	}
	book, err := excelize.OpenReader(&x)
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []string{"G2", "I2"} {
		f, err1 := book.GetCellFormula("data", at)
		kind, err2 := book.GetCellType("data", at)
		if f != "" || err1 != nil || err2 != nil || kind != excelize.CellTypeInlineString && kind != excelize.CellTypeSharedString {
			t.Errorf("%s is %v, formula %q", at, kind, f)
		}
	}
}

func TestUseIsANumberADay(t *testing.T) {
	each(t, func(p *province) {
		t := p.T
		p.hand("202401", "", 12, 20, 9, 30)
		s := p.approved(offered())
		for range 3 {
			p.Count(s, publish.CSV)
		}
		p.Count(s, publish.Page)
		p.Count(s, "gif")
		if err := p.KeepCounts(p.system()); err != nil {
			t.Fatal(err)
		}
		p.clock.Advance(24 * time.Hour)
		p.Count(s, publish.CSV)
		if err := p.KeepCounts(p.system()); err != nil {
			t.Fatal(err)
		}
		list, err := p.Use(p.steward(), "benh", "2024-04-19", "2024-04-21")
		if err != nil || len(list) != 3 || len(list[0].By) != 0 || list[1].By[publish.CSV] != 3 || list[1].By[publish.Page] != 1 || list[2].By[publish.CSV] != 1 {
			t.Errorf("used %v, %v", list, err)
		}
		if all, err := p.Total(p.steward(), "2024-04-20"); err != nil || all["benh"] != 5 {
			t.Errorf("in all %v, %v", all, err)
		}
		if _, err := p.Use(p.as(actor.Steward, "S.UB288", "/S/S.UB288/"), "benh", "2024-04-19", "2024-04-21"); !fault.Is(err, fault.NotFound) {
			t.Errorf("somebody of another unit: %v", err)
		}
	})
}

func TestTheListIsWhatMayBeRead(t *testing.T) {
	each(t, func(p *province) {
		t := p.T
		d := offered()
		e := offered()
		e.Code, e.Unit = "cua-tinh", "S"
		if err := errors.Join(p.put(d), p.put(e)); err != nil {
			t.Fatal(err)
		}
		for _, role := range actor.Everyone {
			for unit, path := range map[string]string{"S": "/S/", "S.YT": "/S/S.YT/", "S.UB288": "/S/S.UB288/"} {
				ctx := p.as(role, unit, path)
				list, err := p.List(ctx)
				if err != nil {
					t.Fatal(err)
				}
				for _, code := range []string{"benh", "cua-tinh"} {
					listed := slices.ContainsFunc(list, func(s publish.Set) bool { return s.Code == code })
					_, err := p.Get(ctx, code)
					if listed != (err == nil) {
						t.Errorf("%s of %s: %s listed %v, got %v", role, unit, code, listed, err)
					}
				}
			}
		}
	})
}

func TestTheCatalogueIsSearchedWithAndWithoutDiacritics(t *testing.T) {
	each(t, func(p *province) {
		t := p.T
		p.approved(offered())
		for typed, found := range map[string]int{"": 1, "bệnh": 1, "benh TRUYEN": 1, "dengue": 1, "sốt xuat": 1, "trường học": 0} {
			if list, err := p.Catalogue(p.Context(), typed); err != nil || len(list) != found {
				t.Errorf("%q finds %d, %v", typed, len(list), err)
			}
		}
	})
}

func FuzzParseFilter(f *testing.F) {
	for _, s := range []string{"", "area=30", "from=202401&to=202402", "column=B-T%3Asxh.mac", "from=x", "area=1&area=2", "sort=1", "%zz"} {
		f.Add(s)
	}
	table := publish.Table{Columns: []publish.TableColumn{{Code: "B-T:sxh.mac"}}, Areas: []publish.TableArea{{Code: "30"}}, Periods: []string{"202401", "202402"}, Rows: []publish.Row{{}, {Period: 1}}}
	f.Fuzz(func(t *testing.T, raw string) {
		q, err := url.ParseQuery(raw)
		if err != nil {
			return
		}
		filter, err := publish.ParseFilter(q)
		if err != nil {
			if f, ours := fault.As(err); !ours || f.Kind != fault.Invalid {
				t.Fatalf("%q: %v", raw, err)
			}
			return
		}
		again, err := url.ParseQuery(filter.String())
		if err != nil {
			t.Fatal(err)
		}
		if same, err := publish.ParseFilter(again); err != nil || same != filter {
			t.Fatalf("%q reads as %+v, and said again as %+v, %v", raw, filter, same, err)
		}
		if narrow, err := table.Narrow(filter); err == nil && len(narrow.Rows) > len(table.Rows) {
			t.Fatalf("%q leaves %d rows", raw, len(narrow.Rows))
		}
	})
}

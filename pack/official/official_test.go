package official_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"thanhdong/act/playbook"
	"thanhdong/ground/actor"
	"thanhdong/ground/area"
	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
	"thanhdong/pack/official"
	"thanhdong/sense/entity"
	"thanhdong/sense/feed"
	"thanhdong/sense/observation"
)

func system(ctx context.Context) context.Context { return actor.With(ctx, actor.System("test")) }

func room(t *testing.T, d *db.DB) *official.Official {
	t.Helper()
	obs, err := observation.New(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	return official.New(d, official.Rooms{Entities: entity.New(d), Feeds: feed.New(d, obs, playbook.New(d))})
}

func read(t *testing.T, kind official.Kind, body string) *official.File {
	t.Helper()
	f, err := official.Read(kind, "tệp.csv", strings.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatalf("read %s: %v", kind, words(err))
	}
	return f
}

// words is what a person reads.
func words(err error) string {
	f, ok := fault.As(err)
	if !ok {
		return fmt.Sprint(err)
	}
	s := text.T(text.EN, f.Key, f.Args)
	for _, x := range f.Fields {
		s += "\n" + x.Path + ": " + text.T(text.EN, x.Key, x.Args)
	}
	return s
}

func told(t *testing.T, err error) (all []string) {
	t.Helper()
	f, ok := fault.As(err)
	if !ok {
		t.Fatalf("no refusal: %v", err)
	}
	for _, x := range f.Fields {
		if !text.Has(x.Key) {
			t.Errorf("no words for %s", x.Key)
		}
		if w := text.T(text.VI, x.Key, x.Args); strings.Contains(w, "{") {
			t.Errorf("%q lacks a value", w)
		}
		all = append(all, x.Path+" "+x.Key)
	}
	slices.Sort(all)
	return all
}

func apply(t *testing.T, o *official.Official, f *official.File, opts official.Options) *official.Plan {
	t.Helper()
	p, err := o.Apply(system(t.Context()), f, opts)
	if err != nil {
		t.Fatal(words(err))
	}
	for _, l := range append(slices.Clone(p.Lines), p.Warnings...) {
		if w := l.In(text.VI); strings.Contains(w, "{") || w == l.Key {
			t.Errorf("%q is not in words", w)
		}
	}
	return p
}

const register = `Mã;Tên;Thuộc;Diện tích (km²);Hiệu lực từ
30;Tỉnh Hải Dương;;;
288;Thành phố Hải Dương;30;111,64;2019-12-01
290;Thành phố Chí Linh;30;111,5;
291;Huyện Nam Sách;30;;
`

func TestAListOfAreasIsShownAppliedAndTheSecondTimeChangesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := room(t, d)
		f := read(t, official.Areas, register)
		p, err := o.Plan(system(t.Context()), f, official.Options{})
		if err != nil || p.Changed != 4 {
			t.Fatalf("the plan is %+v, %v", p, err)
		}
		if err := d.View(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			if all, err := area.All(ctx, tx, ""); len(all) != 0 || err != nil {
				t.Errorf("a plan wrote %v, %v", all, err)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		apply(t, o, f, official.Options{Source: "Cục Thống kê"})
		if p := apply(t, o, f, official.Options{Source: "Cục Thống kê"}); p.Changed != 0 || p.Same != 4 {
			t.Errorf("the second time it changed %d, %v", p.Changed, p.Lines)
		}
		err = d.View(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			a, err := area.ByCode(ctx, tx, "288", "")
			if a.Kind != "city" || a.Name.EN != "Hải Dương city" || a.KM2 != 111.64 || a.Source.VI != "Cục Thống kê" || a.From != "2019-12-01" {
				t.Errorf("got %+v", a)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		lines, err := ledger.List(system(t.Context()), d, ledger.Filter{Verb: "import.apply", Limit: 9})
		if err != nil || len(lines) != 1 || !bytes.Contains(lines[0].Payload, []byte(f.Digest)) {
			t.Errorf("ledger: %+v, %v", lines, err)
		}
	})
}

func TestAListWithADateEndsTheOldRowAndKeepsItsName(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := room(t, d)
		apply(t, o, read(t, official.Areas, register), official.Options{})
		p := apply(t, o, read(t, official.Areas, "code,name,parent\n291,Thị xã Nam Sách,30\n"), official.Options{From: "2024-12-01"})
		if p.Changed != 2 {
			t.Errorf("changed %d: %v", p.Changed, p.Lines)
		}
		p = apply(t, o, read(t, official.Areas, "code,name,parent\n290,Thành phố Chí Linh,30\n"), official.Options{To: "2025-07-01"})
		if n := len(p.Lines); p.Changed != 1 || n != 2 || !strings.Contains(p.Lines[1].In(text.VI), "chưa rõ đơn vị kế thừa") {
			t.Errorf("an end without successor tells %v", p.Lines)
		}
		err := d.View(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			for on, want := range map[text.Day]string{"2024-11-30": "Huyện Nam Sách", "2024-12-01": "Thị xã Nam Sách"} {
				if a, err := area.ByCode(ctx, tx, "291", on); err != nil || a.Name.VI != want {
					t.Errorf("on %s it is %q, %v", on, a.Name.VI, err)
				}
			}
			if a, err := area.ByCode(ctx, tx, "290", "2025-07-01"); !fault.Is(err, fault.NotFound) {
				t.Errorf("an ended area is %+v, %v", a, err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

const history = `as_of,level1_id,level1,level2_id,level2,level3_id,level3
2019-09-11,30,Tỉnh Hải Dương,288,Thành phố Hải Dương,1,Phường Một
2019-09-11,30,Tỉnh Hải Dương,297,Huyện Gia Lộc,2,Xã Hai
2019-09-11,30,Tỉnh Hải Dương,297,Huyện Gia Lộc,3,Xã Ba
2019-12-01,30,Tỉnh Hải Dương,288,Thành phố Hải Dương,1,Phường Một
2019-12-01,30,Tỉnh Hải Dương,288,Thành phố Hải Dương,2,Phường Hai
2019-12-01,30,Tỉnh Hải Dương,297,Huyện Gia Lộc,4,Xã Bốn
`

func TestAHistoryGivesEachAreaItsDaysAndGuessesNoSuccessor(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := room(t, d)
		apply(t, o, read(t, official.Areas, history), official.Options{To: "2025-07-01"})
		if p := apply(t, o, read(t, official.Areas, history), official.Options{To: "2025-07-01"}); p.Changed != 0 {
			t.Errorf("the second time: %v", p.Lines)
		}
		apply(t, o, read(t, official.Areas, "old_code,new_code,date,share_area,source\n3,4,2019-12-01,\"0,5\",788/NQ-UBTVQH14\n"), official.Options{})
		paths := func(on text.Day) (all []string) {
			err := d.View(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				areas, err := area.All(ctx, tx, on)
				for _, a := range areas {
					all = append(all, a.Path+" "+a.Name.VI)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return all
		}
		for on, want := range map[text.Day][]string{
			"2019-09-10": nil,
			"2019-11-30": {"/30/ Tỉnh Hải Dương", "/30/288/ Thành phố Hải Dương", "/30/288/1/ Phường Một", "/30/297/ Huyện Gia Lộc", "/30/297/2/ Xã Hai", "/30/297/3/ Xã Ba"},
			"2025-06-30": {"/30/ Tỉnh Hải Dương", "/30/288/ Thành phố Hải Dương", "/30/288/1/ Phường Một", "/30/288/2/ Phường Hai", "/30/297/ Huyện Gia Lộc", "/30/297/4/ Xã Bốn"},
			"2025-07-01": nil,
		} {
			if got := paths(on); !slices.Equal(got, want) {
				t.Errorf("on %s there is %q", on, got)
			}
		}
		err := d.View(system(t.Context()), func(ctx context.Context, tx *db.Tx) error {
			diff, err := area.Differences(ctx, tx, "2019-11-30", "2019-12-01")
			if len(diff) != 3 || diff[0].Code != "2" || diff[1].SuccessorUnknown() || *diff[1].Into[0].ShareArea != 0.5 || !diff[2].New() {
				t.Errorf("what changed is %+v", diff)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestAListSaysWhatWentIntoWhat(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := room(t, d)
		apply(t, o, read(t, official.Areas, register), official.Options{})
		list := read(t, official.Areas, "Mã;Tên;Thuộc;Nghị quyết;Thành lập từ\n290;Thành phố Mới;30;1250/NQ;290, 291\n")
		opts := official.Options{From: "2024-12-01", Source: "UBTVQH"}
		apply(t, o, list, opts)
		if p := apply(t, o, list, opts); p.Changed != 0 {
			t.Errorf("the second time: %v", p.Lines)
		}
		err := d.View(system(t.Context()), func(ctx context.Context, tx *db.Tx) error {
			diff, err := area.Differences(ctx, tx, "2024-11-30", "2024-12-01")
			if len(diff) != 2 || diff[0].After.Name.VI != "Thành phố Mới" || !diff[1].Gone() || diff[1].Into[0].New != "290" || diff[1].Into[0].Source != "1250/NQ" {
				t.Errorf("what changed is %+v", diff)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		_, err = o.Plan(system(t.Context()), read(t, official.Areas, "code,name,parent,replaces\n295,Huyện X,30,777\n"), official.Options{From: "2025-01-01"})
		if got := told(t, err); !slices.Equal(got, []string{"line 2/replaces area.unknown"}) {
			t.Errorf("told %v", got)
		}
	})
}

func TestWhatARoomRefusesIsToldByCodeAndNothingIsWritten(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := room(t, d)
		f := read(t, official.Areas, register+"999;Xã Lạc;777;;\n998;Xã Loài;776;;\n")
		_, err := o.Apply(system(t.Context()), f, official.Options{})
		if got := told(t, err); !slices.Equal(got, []string{"998/parent area.no_parent", "999/parent area.no_parent"}) {
			t.Errorf("told %v", got)
		}
		_, err = o.Apply(system(t.Context()), read(t, official.Units, "code,name,kind,area\nH1,X,office,777\n"), official.Options{})
		if got := told(t, err); !slices.Equal(got, []string{"H1/area unit.no_area"}) {
			t.Errorf("told %v", got)
		}
		if p := apply(t, o, read(t, official.Areas, register), official.Options{}); p.Same != 0 {
			t.Errorf("something was written: %+v", p)
		}
	})
}

func TestOnlyAnAdministratorImports(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		steward := actor.With(t.Context(), actor.Actor{ID: "acc_1", Kind: actor.Person, Grants: []actor.Grant{{Role: actor.Steward, UnitPath: "/H23/", AreaPath: "/30/"}}})
		if _, err := room(t, d).Apply(steward, read(t, official.Areas, register), official.Options{}); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a steward gets %v", err)
		}
		if _, err := room(t, d).Plan(system(t.Context()), read(t, official.Areas, register), official.Options{From: "x", Off: 200}); len(told(t, err)) != 2 {
			t.Errorf("bad options give %v", err)
		}
	})
}

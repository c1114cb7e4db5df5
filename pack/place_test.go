package pack_test

import (
	"strings"
	"testing"

	"thanhdong/ground/db"
	"thanhdong/ground/db/dbtest"
	"thanhdong/pack"
	"thanhdong/serve/place"
)

const somewhere = `mark: PROJECT CHOICE
recheck: 24
by: {vi: Nhóm, en: Group}
places:
  - code: DD_1
    kind: park
    name: {vi: Công viên, en: Park}
    address: {vi: Đường 1, en: Street 1}
    area: "288"
    owner: H23.UB288
    lon: 106.328
    lat: 20.94
    facts:
      - {what: entrance, is: level, seen: 2024-01-02}
`

func withPlaces(places string) map[string]string {
	m := small()
	m["pack.yaml"] = strings.Replace(m["pack.yaml"], "[rules]", "[rules, places]", 1)
	m["places.yaml"] = places
	return m
}

func TestAPlaceThatIsWrongIsRefusedWithItsFileAndLine(t *testing.T) {
	for name, c := range map[string]struct{ from, to, want string }{
		"unknown owner":      {"H23.UB288", "H23.NOBODY", "places.yaml:5: "},
		"unknown area":       {`"288"`, `"999"`, "places.yaml:5: "},
		"outside its area":   {"106.328", "107.9", "places.yaml:5: "},
		"not an answer":      {"is: level", "is: yes", "places.yaml:5 facts/0: "},
		"no such answer":     {"is: level", "is: perhaps", "places.yaml:14: "},
		"no such question":   {"what: entrance", "what: wings", "places.yaml:14: "},
		"seen on no day":     {"2024-01-02", "2024-02-31", "places.yaml:5 facts/0/seen: "},
		"nobody saw it":      {"by: {vi: Nhóm, en: Group}\n", "", "places.yaml:4 facts/0/by: "},
		"no time to recheck": {"recheck: 24\n", "", "Missing recheck"},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := pack.Load(files(withPlaces(strings.Replace(somewhere, c.from, c.to, 1))))
			if err == nil {
				err = p.Check()
			}
			if err == nil || !strings.Contains(told(err), c.want) {
				t.Errorf("told\n%s\nwanted %q", told(err), c.want)
			}
		})
	}
}

func TestPlacesComeChangeAndGoWithTheirPack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b, ps := open(t, d), place.New(d)
		b.apply(loaded(t, withPlaces(somewhere)))
		p, err := ps.ByCode(b.ctx, "DD_1")
		if err != nil || p.Recheck != 24 || p.Facts[0].By.VI != "Nhóm" || p.Mark != "PROJECT CHOICE" {
			t.Fatalf("%+v %v", p, err)
		}
		if done := b.apply(loaded(t, withPlaces(strings.Replace(somewhere, "is: level", "is: limited", 1)))); did(done, "places", "DD_1") != pack.Change {
			t.Errorf("did %+v", done)
		}
		if p, _ := ps.ByCode(b.ctx, "DD_1"); p.Facts[0].Is != "limited" {
			t.Errorf("%+v", p)
		}
		if done := b.apply(loaded(t, withPlaces(strings.Replace(somewhere, "code: DD_1", "code: DD_2", 1)))); did(done, "places", "DD_1") != pack.End {
			t.Errorf("did %+v", done)
		}
		if list, _, err := ps.List(b.ctx, place.Filter{}); err != nil || len(list) != 1 || list[0].Code != "DD_2" {
			t.Errorf("%+v %v", list, err)
		}
	})
}

package indicator_test

import (
	"strings"
	"testing"

	"thanhdong/ground/text"
	"thanhdong/know/dataset"
	"thanhdong/know/indicator"
)

func TestWhatNeedsALookStandsFirstAndWhatSaysNothingNewIsLeftOut(t *testing.T) {
	each(t, func(p *province) { // the last month that is over is December 2024
		cases := defined("A-MAC", `value("M","mac")`, "ca", 0)
		cases.Direction, cases.Targets = indicator.Down, []indicator.Target{{From: "2020-01-01", Value: 10, Near: 5, Hold: 2}}
		p.define(cases, defined("B-CHET", `value("M","chet")`, "ca", 0), defined("C-TIEN", `value("M","tien")`, "triệu đồng", 1), defined("D-TYLE", `value("M","ty_le")`, "%", 1))
		for at, v := range map[string][2]string{"202411": {"8", "1.5"}, "202412": {"16", "2.5"}} {
			p.hand("M", dataset.Given{Element: "mac", Unit: "UB288", Period: at, Value: v[0]}, dataset.Given{Element: "chet", Unit: "UB288", Period: at, Value: "3"}, dataset.Given{Element: "tien", Unit: "UB288", Period: at, Value: v[1]})
		}
		list, err := p.fs.Standings(p.system(), "288", 8)
		if err != nil {
			p.Fatal(err)
		}
		var got []string
		for _, s := range list {
			got = append(got, s.Definition.Code+" "+s.Now.Said(s.Definition, text.VI)+" "+s.Before.Said(s.Definition, text.VI)+" "+s.Now.Light.Word().VI)
			if s.Old || !strings.HasPrefix(s.Print, s.Definition.Code+"·288.202412·") {
				p.Errorf("%s: old %v, print %s", s.Definition.Code, s.Old, s.Print)
			}
		}
		if want := "A-MAC 16 ca 8 ca Chưa đạt|C-TIEN 2,5 triệu đồng 1,5 triệu đồng "; strings.Join(got, "|") != want {
			p.Errorf("got %q, want %q", strings.Join(got, "|"), want)
		}
		if list, err := p.fs.Standings(p.system(), "288", 1); err != nil || len(list) != 1 || list[0].Definition.Code != "A-MAC" {
			p.Errorf("the first alone: %v %v", list, err)
		}
	})
}

package rights

import (
	"testing"

	"thanhdong/test/town"
)

func init() {
	figure := func(path func(x thing) string) probe {
		return func(t *testing.T, _ *town.Town, c *town.Client, x thing) (outcome, string) {
			t.Helper()
			return judge(c.Get(path(x)))
		}
	}
	for name, p := range map[string]probe{
		"GET /indicators":                              within("/indicators", "items", func(thing) string { return `"R-CHITIEU"` }),
		"GET /indicators/{code}":                       within("/indicators/R-CHITIEU", "code", func(thing) string { return `"R-CHITIEU"` }),
		"GET /frames":                                  within("/frames", "items", func(thing) string { return `"R-KHUNG"` }),
		"GET /indicators/{code}/values":                figure(func(x thing) string { return "/indicators/R-CHITIEU/values?period=199905&area=" + x.area }),
		"GET /indicators/{code}/values/{key}/pedigree": figure(func(x thing) string { return "/indicators/R-CHITIEU/values/" + x.area + ".199905/pedigree" }),
	} {
		probes[name] = p
	}
}

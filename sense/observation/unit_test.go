package observation

import "testing"

func TestUnitsOfOneQuantityAreStoredAlike(t *testing.T) {
	for normal, spellings := range map[string][]string{
		"ug/Nm3":  {"ug/Nm3", "µg/Nm3", "μg/m³", "ug/m3", "UG/NM3", " µg/m3 ", "ug/m^3"},
		"mg/Nm3":  {"mg/Nm3", "mg/m3", "mg/m³"},
		"mg/L":    {"mg/L", "mg/l", "MG/L"},
		"oC":      {"oC", "C", "°C", "ºC", "oc"},
		"-":       {"-", "", "pH"},
		"m3/h":    {"m3/h", "m³/h"},
		"Pt-Co":   {"Pt-Co", "pt-co", "PtCo"},
		"furlong": {"furlong", " furlong"},
	} {
		for _, s := range spellings {
			if got := NormalUnit(s); got != normal {
				t.Errorf("unit %q became %q, want %q", s, got, normal)
			}
		}
	}
}

func TestParametersOfOneMeaningAreStoredAlike(t *testing.T) {
	for normal, spellings := range map[string][]string{
		"PM2.5": {"PM2.5", "PM2,5", "PM25", "PM2_5", "PM-2.5", "pm2.5"},
		"PM10":  {"PM10", "pm10", "PM-10"},
		"pH":    {"pH", "PH"},
		"CO":    {"CO", "co "},
		"XYZ-1": {"XYZ-1"},
	} {
		for _, s := range spellings {
			if got := NormalParameter(s); got != normal {
				t.Errorf("parameter %q became %q, want %q", s, got, normal)
			}
		}
	}
}

func TestOnlyPrefixesOfOneQuantityConvert(t *testing.T) {
	if f, ok := Factor("mg/m3", "µg/Nm3"); !ok || f != 1000 {
		t.Error("mg to µg", f, ok)
	}
	if _, ok := Factor("mg/L", "ug/Nm3"); ok {
		t.Error("water must not convert to air")
	}
}

package observation_test

import (
	"math"
	"testing"

	"thanhdong/sense/observation"
)

func TestUnitsOfOneQuantityConvert(t *testing.T) {
	for _, c := range []struct {
		parameter, from, to  string
		celsius, value, want float64
	}{
		{"Temp", "°F", "°C", 25, 77, 25},
		{"Temp", "oC", "oF", 25, -40, -40},
		{"Temp", "K", "oC", 25, 273.15, 0},
		{"Wind", "kn", "m/s", 25, 10, 5.14444444444},
		{"Wind", "km/h", "m/s", 25, 36, 10},
		{"P", "mmHg", "hPa", 25, 760, 1013.25},
		{"P", "atm", "Pa", 25, 1, 101325},
		{"Level", "cm", "m", 25, 117, 1.17},
		{"Rain", "in", "mm", 25, 2, 50.8},
		{"Flow", "m3/h", "m3/s", 25, 7200, 2},
		{"CO", "mg/m3", "ug/m3", 25, 0.84, 840},
		{"PM2.5", "ug/Nm3", "mg/Nm3", 25, 840, 0.84},
		{"NO2", "ppb", "ug/m3", 25, 1, 1.8804},  // published tables give 1.88
		{"SO2", "ppb", "ug/m3", 25, 1, 2.6183},  // 2.62
		{"O3", "ppb", "ug/m3", 20, 1, 1.9953},   // 2.00 at 20 °C
		{"CO", "ppm", "mg/m3", 25, 1, 1.1449},   // 1.145
		{"O3", "ug/m3", "ppb", 25, 1.9618, 1.0}, // and back
		{"RH", "%", "%", 25, 80, 80},
	} {
		f, o, ok := observation.Conversion(c.parameter, c.from, c.to, c.celsius)
		got := observation.Converted(c.value, f, o)
		if !ok || math.Abs(got-c.want) > 1e-4*max(1, math.Abs(c.want)) {
			t.Errorf("%v %s of %s are %v %s, want %v (%v)", c.value, c.from, c.parameter, got, c.to, c.want, ok)
		}
	}
	if f, o, _ := observation.Conversion("Temp", "oF", "oC", 0); observation.Converted(77, f, o) != 25 || observation.Converted(32, f, o) != 0 {
		t.Error("the dust of binary fractions stays")
	}
}

func TestUnitsOfTwoQuantitiesDoNotConvert(t *testing.T) {
	for _, c := range [][3]string{{"PM2.5", "ppb", "ug/m3"}, {"Temp", "oC", "m/s"}, {"DO", "mg/L", "mg/m3"}, {"Temp", "oC", "barley"}, {"X", "barley", "oats"}} {
		if _, _, ok := observation.Conversion(c[0], c[1], c[2], 25); ok {
			t.Errorf("%v converts", c)
		}
	}
}

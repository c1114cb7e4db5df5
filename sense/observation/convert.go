package observation

import (
	"math"
	"strconv"
)

// quantity is what a unit measures; only units of one quantity convert.
type quantity uint8

const (
	temperature quantity = iota + 1
	speed
	pressure
	length
	flow
	inAir   // mass in a volume of air
	inWater // mass in a volume of water
	share
	duration
	mixing // parts of a gas in parts of air
)

// scale says how a value in a unit becomes one in the base unit of its quantity:
// times factor plus offset.
type scale struct {
	of             quantity
	factor, offset float64
}

// scales is the closed list of units that convert. Factors are those of NIST SP
// 811 (2008), Appendix B, where they are exact by definition: degree Fahrenheit,
// knot (1852 m an hour), mile (1609.344 m), inch (25.4 mm), foot (0.3048 m),
// standard atmosphere (101 325 Pa), millimetre of mercury (133.322 387 415 Pa).
var scales = map[string]scale{
	"oC": {temperature, 1, 0}, "K": {temperature, 1, -273.15}, "oF": {temperature, 5.0 / 9, -160.0 / 9},
	"m/s": {speed, 1, 0}, "km/h": {speed, 1 / 3.6, 0}, "kn": {speed, 1852.0 / 3600, 0}, "mph": {speed, 0.44704, 0},
	"Pa": {pressure, 1, 0}, "hPa": {pressure, 100, 0}, "kPa": {pressure, 1000, 0}, "bar": {pressure, 1e5, 0},
	"mmHg": {pressure, 133.322387415, 0}, "atm": {pressure, 101325, 0},
	"mm": {length, 0.001, 0}, "cm": {length, 0.01, 0}, "m": {length, 1, 0}, "km": {length, 1000, 0}, "in": {length, 0.0254, 0}, "ft": {length, 0.3048, 0},
	"m3/s": {flow, 1, 0}, "m3/h": {flow, 1.0 / 3600, 0}, "m3/d": {flow, 1.0 / 86400, 0}, "L/s": {flow, 0.001, 0},
	MicrogramAir: {inAir, 1, 0}, MilligramAir: {inAir, 1000, 0}, "g/m3": {inAir, 1e6, 0},
	"ug/L": {inWater, 1, 0}, "mg/L": {inWater, 1000, 0}, "g/L": {inWater, 1e6, 0},
	"%": {share, 1, 0}, "‰": {share, 0.1, 0},
	"s": {duration, 1, 0}, "min": {duration, 60, 0}, "h": {duration, 3600, 0},
	"ppb": {mixing, 1, 0}, "ppm": {mixing, 1000, 0},
}

// molar is the mass of a mole in grams, from the standard atomic weights of IUPAC
// (2021, abridged).
var molar = map[string]float64{
	"SO2": 64.058, "NO2": 46.005, "NO": 30.006, "CO": 28.010, "O3": 47.997, "CO2": 44.009, "H2S": 34.076, "NH3": 17.031,
}

// gas is the molar gas constant in J/(mol K), exact in the SI of 2019.
const gas = 8.31446261815324

// Warmth is the temperature, in degrees Celsius, at which a share of a gas becomes
// a mass in air where nobody says another.
const Warmth = 25

// Conversion tells how a value of a parameter in one unit becomes another:
// v·factor + offset. Shares of a gas (ppb, ppm) become masses in air by the law of
// the ideal gas at one standard atmosphere and the given temperature. ok is false
// where the units are not of one quantity.
func Conversion(parameter, from, to string, celsius float64) (factor, offset float64, ok bool) {
	from, to = NormalUnit(from), NormalUnit(to)
	if from == to {
		return 1, 0, true
	}
	a, known := scales[from]
	b, wanted := scales[to]
	if !known || !wanted {
		return 0, 0, false
	}
	between := 1.0 // from the base of a to that of b
	switch m := molar[NormalParameter(parameter)]; {
	case a.of == b.of:
	case a.of == mixing && b.of == inAir && m > 0:
		between = perPPB(m, celsius)
	case a.of == inAir && b.of == mixing && m > 0:
		between = 1 / perPPB(m, celsius)
	default:
		return 0, 0, false
	}
	return a.factor * between / b.factor, (a.offset*between - b.offset) / b.factor, true
}

// perPPB is how many µg in a cubic metre one ppb of a gas is: m·p/(R·T), with m in
// g/mol; a billionth of a mole and a million micrograms make the thousandth.
func perPPB(m, celsius float64) float64 {
	return m * 101325 / (gas * (celsius + 273.15)) / 1000
}

// Converted applies a conversion and leaves off the dust of binary fractions: 77
// °F are 25 °C, so that the same words give the same value.
func Converted(v, factor, offset float64) float64 {
	if factor == 1 && offset == 0 {
		return v
	}
	x := v*factor + offset
	if r, err := strconv.ParseFloat(strconv.FormatFloat(x, 'g', 12, 64), 64); err == nil {
		x = r
	}
	if math.Abs(x) < 1e-12 && math.Abs(v*factor) > 1e-6 { // a difference that is nothing but dust
		x = 0
	}
	return x
}

// ConvertibleUnits lists the units that convert, for those who choose one.
func ConvertibleUnits() []string {
	list := make([]string, 0, len(scales))
	for u := range scales {
		list = append(list, u)
	}
	return list
}

package observation

import "strings"

// Units as they are stored and returned: the spelling of Annex 15, table 34, of
// Circular 10/2021/TT-BTNMT. The synonyms are those that loggers are known to
// send; the circular's own text was not available to us.
const (
	MicrogramAir = "ug/Nm3"
	MilligramAir = "mg/Nm3"
)

var units = spellings(foldUnit, map[string][]string{
	MicrogramAir: {"ug/m3"},
	MilligramAir: {"mg/m3"},
	"mg/L":       {"mg/lít", "mg/lit"},
	"ug/L":       {},
	"oC":         {"c", "°c", "ºc", "degc", "celsius"},
	"m3/h":       {"m3/giờ", "m3/hour", "m3/hr"},
	"m3/s":       {},
	"Pt-Co":      {"ptco", "pt/co"},
	"%":          {"percent"},
	"-":          {"", "none", "pH"},
	"1":          {},
	"Pa":         {},
	"hPa":        {"mbar"},
	"m/s":        {},
	"mm":         {},
	"dBA":        {"db(a)"},
	// Counts of bacteria: the two methods are compared with one limit.
	"MPN/100mL": {"cfu/100ml", "vk/100ml"},
	"oF":        {"°f", "ºf", "f", "degf", "fahrenheit"},
	"K":         {"kelvin"},
	"km/h":      {"kmh", "kph"},
	"kn":        {"kt", "knot", "knots"},
	"mph":       {},
	"kPa":       {},
	"bar":       {},
	"mmHg":      {},
	"atm":       {},
	"cm":        {},
	"m":         {},
	"km":        {},
	"in":        {"inch"},
	"ft":        {"feet"},
	"m3/d":      {"m3/ngày", "m3/day"},
	"L/s":       {},
	"g/m3":      {},
	"g/L":       {},
	"‰":         {},
	"s":         {},
	"min":       {},
	"h":         {"giờ", "hour", "hours"},
	"ppb":       {},
	"ppm":       {},
})

// NormalUnit gives the stored spelling of a unit: "µg/m³" and "ug/Nm3" are one.
// An unknown unit comes back trimmed, so that a contract may name its own.
func NormalUnit(unit string) string {
	if u, ok := units[unit]; ok {
		return u
	}
	if u, ok := units[foldUnit(unit)]; ok {
		return u
	}
	return strings.TrimSpace(unit)
}

// Factor tells by what a value in one unit is multiplied to be in the other.
// Only prefixes of one quantity are known here; what a sender's own unit means
// is data of the feed's contract.
func Factor(from, to string) (float64, bool) {
	from, to = NormalUnit(from), NormalUnit(to)
	switch {
	case from == to:
		return 1, true
	case from == MilligramAir && to == MicrogramAir, from == "mg/L" && to == "ug/L":
		return 1000, true
	case from == MicrogramAir && to == MilligramAir, from == "ug/L" && to == "mg/L":
		return 0.001, true
	}
	return 0, false
}

// Parameters in the spelling that the product shows. Table 34 writes PM2,5 with
// the comma of the language; the point is what formulas, rules and most loggers
// use.
var parameters = spellings(foldName, map[string][]string{
	"PM2.5": {"PM2,5", "PM25", "PM2_5", "PM-2.5"}, "PM10": {}, "PM1": {}, "PM": {"dust"}, "TSP": {},
	"SO2": {}, "NO2": {}, "NO": {}, "NOx": {}, "CO": {}, "O3": {}, "O2": {}, "CO2": {}, "H2S": {}, "NH3": {}, "VHg": {}, "P": {},
	"Flow": {}, "Temp": {}, "RH": {}, "Color": {"colour"}, "pH": {}, "TSS": {}, "COD": {}, "BOD5": {}, "DO": {},
	"NH4": {}, "TP": {}, "TN": {}, "TOC": {}, "Cl": {},
	"N-NH4": {"NH4-N"}, "N-NO3": {"NO3-N"}, "N-NO2": {"NO2-N"}, "P-PO4": {"PO4-P"}, "Cr6": {"Cr6+", "CrVI"}, "Coliform": {}, "E.coli": {},
})

// NormalParameter gives the stored spelling of a parameter. An unknown one comes
// back trimmed: other kinds of stations bring their own.
func NormalParameter(parameter string) string {
	if p, ok := parameters[parameter]; ok {
		return p
	}
	if p, ok := parameters[foldName(parameter)]; ok {
		return p
	}
	return strings.TrimSpace(parameter)
}

// spellings maps each spelling, as written and folded, to the stored one.
func spellings(fold func(string) string, table map[string][]string) map[string]string {
	m := map[string]string{}
	for normal, others := range table {
		m[normal], m[fold(normal)] = normal, normal
		for _, o := range others {
			m[o], m[fold(o)] = normal, normal
		}
	}
	return m
}

var unitFolds = strings.NewReplacer("µ", "u", "μ", "u", "³", "3", "²", "2", " ", "", "nm3", "m3", "^", "", "\u00a0", "", "nm³", "m3")

// foldUnit levels case, the two micro signs, raised digits and the N of "normal
// cubic metre". An upper-case M is a milli here, never a mega: no station
// reports megagrams.
func foldUnit(u string) string { return unitFolds.Replace(strings.ToLower(strings.TrimSpace(u))) }

var nameFolds = strings.NewReplacer(",", "", ".", "", "_", "", "-", "", " ", "")

func foldName(p string) string { return nameFolds.Replace(strings.ToLower(strings.TrimSpace(p))) }

// UnitWords writes a unit as people read it; the wire carries plain letters.
func UnitWords(unit string) string {
	if rest, ok := strings.CutPrefix(unit, "u"); ok && rest != "" && strings.ContainsRune("gmS", rune(rest[0])) {
		unit = "µ" + rest
	}
	return strings.NewReplacer("m3", "m³", "m2", "m²").Replace(unit)
}

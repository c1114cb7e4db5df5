package app

import (
	"maps"
	"slices"
	"strings"

	"thanhdong/ground/fault"
	"thanhdong/serve/report"
)

// reportOutside says what becomes of a report about a place outside the province.
const reportOutside = "report.outside"

// settings is the closed list of what a server may be told with --set NAME=VALUE, each with its values, the usual one first.
var settings = map[string][]string{
	reportOutside: {string(report.Refuse), string(report.AcceptAndFlag)},
}

// settle holds the settings against the list and adds the usual value of those that were not given.
func (c *Config) settle() error {
	given := c.Settings
	c.Settings = map[string]string{}
	for name, values := range settings {
		c.Settings[name] = values[0]
	}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		values, known := settings[name]
		if !known {
			return fault.New(fault.Invalid, "app.unknown_setting", "name", name, "names", strings.Join(slices.Sorted(maps.Keys(settings)), ", "))
		}
		if !slices.Contains(values, given[name]) {
			return fault.New(fault.Invalid, "app.bad_setting", "name", name, "value", given[name], "values", strings.Join(values, ", "))
		}
		c.Settings[name] = given[name]
	}
	return nil
}

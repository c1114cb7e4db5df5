package pack

import (
	"thanhdong/act/exercise"
)

// takeExercises reads a file of the part exercises: a script in the form in which one is uploaded too.
func takeExercises(p *Pack, d *doc) error {
	s, err := exercise.ParseScript(d.raw)
	p.place["exercises "+s.Code] = at{d.file, 0}
	p.Exercises = append(p.Exercises, s)
	return err
}

// exercise follows what a script names.
func (c *checker) exercise(e exercise.Script) {
	row := "exercises " + e.Code
	c.because(row, e.Validate())
	if e.Playbook != "" {
		c.playbook(row, e.Playbook)
	}
	station := func(code string) {
		if _, ok := c.w.stations[code]; !ok {
			c.fail(row, "pack.no_station", "station", code)
		}
	}
	source := func(code string) {
		if _, ok := c.w.feeds[code]; !ok {
			c.fail(row, "pack.no_feed", "feed", code)
		}
	}
	for _, s := range e.Steps {
		switch {
		case s.Values != nil:
			station(s.Values.Station)
			source(s.Values.Feed)
			c.parameter(row, s.Values.Parameter)
		case s.Alert != nil:
			station(s.Alert.Station)
			source(s.Alert.Feed)
			if _, ok := c.w.rules[s.Alert.Rule]; !ok {
				c.fail(row, "pack.no_rule", "rule", s.Alert.Rule)
			}
		case s.Call != nil:
			c.area(row, s.Call.Area)
			if s.Call.Unit != "" {
				c.unit(row, s.Call.Unit)
			}
		case s.Replay != nil:
			source(s.Replay.Feed)
			for _, code := range s.Replay.Stations {
				station(code)
			}
		}
	}
}

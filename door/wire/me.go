package wire

import (
	"strings"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/text"
)

// Me is who is signed in, as it travels: the answer of GET /session.
type Me struct {
	ID      string    `json:"id"`
	Name    string    `json:"name"`
	Unit    Ref       `json:"unit"`
	Grants  []Grant   `json:"grants"`
	Verbs   []string  `json:"verbs" doc:"What some grant allows somewhere; a row's own actions decide"`
	Sample  bool      `json:"sample" doc:"The server shows the sample province"`
	Frame   string    `json:"frame" doc:"The time in whose units and areas the sample province lives"`
	Version string    `json:"version"`
	Now     time.Time `json:"now"`
	Drill   *Drill    `json:"drill" doc:"The exercise whose world this is; null in the real one"`
}

// Drill marks what is an exercise.
type Drill struct {
	ID     string     `json:"id"`
	Number string     `json:"number"`
	Name   string     `json:"name"`
	State  string     `json:"state" enum:"running,paused,ended,scored"`
	Speed  int        `json:"speed" doc:"Seconds inside in one outside; 0 while its clock stands"`
	Told   string     `json:"told" doc:"What the players were told last"`
	ToldAt *time.Time `json:"told_at"`
}

// Grant is a role for a unit and an area, with everything below them.
type Grant struct {
	Role     string `json:"role"`
	RoleName string `json:"role_name"`
	Unit     Ref    `json:"unit"`
	Area     Ref    `json:"area"`
	// A grant is never rewritten when what it was given for ends.
	Now       string `json:"now" doc:"In words, what takes the place of a unit or area that has ended; empty where both are there"`
	Undecided bool   `json:"undecided" doc:"The unit or area has ended and nobody stated what takes its place, or how it was divided: the grant reaches nothing there until somebody does"`
}

// RoleName is a role in words.
func RoleName(lang text.Lang, role actor.Role) string {
	return text.T(lang, "wire.role_"+strings.ReplaceAll(string(role), "-", "_"), nil)
}

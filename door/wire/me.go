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
}

// Grant is a role for a unit and an area, with everything below them.
type Grant struct {
	Role     string `json:"role"`
	RoleName string `json:"role_name"`
	Unit     Ref    `json:"unit"`
	Area     Ref    `json:"area"`
}

// RoleName is a role in words.
func RoleName(lang text.Lang, role actor.Role) string {
	return text.T(lang, "wire.role_"+strings.ReplaceAll(string(role), "-", "_"), nil)
}

package cap

import "time"

// Namespace of CAP 1.2.
const Namespace = "urn:oasis:names:tc:emergency:cap:1.2"

// Message is one alert message (section 3.2.1).
type Message struct {
	Identifier  string
	Sender      string
	Sent        time.Time
	Status      string // Actual Exercise System Test Draft
	MsgType     string // Alert Update Cancel Ack Error
	Source      string
	Scope       string // Public Restricted Private
	Restriction string // with Restricted
	Addresses   string // with Private
	Codes       []string
	Note        string
	References  []Reference
	Incidents   string
	Infos       []Info
}

// Reference names an earlier message (section 3.2.1, references).
type Reference struct {
	Sender     string
	Identifier string
	Sent       time.Time
}

// Info is one block of a message, in one language (section 3.2.2).
type Info struct {
	Language      string // RFC 3066; en-US when empty
	Categories    []string
	Event         string
	ResponseTypes []string
	Urgency       string
	Severity      string
	Certainty     string
	Audience      string
	EventCodes    []Value
	Effective     time.Time // zero: not said
	Onset         time.Time
	Expires       time.Time
	SenderName    string
	Headline      string
	Description   string
	Instruction   string
	Web           string
	Contact       string
	Parameters    []Value
	Resources     []Resource
	Areas         []Area
}

// Value is a name and a value of somebody's own system.
type Value struct{ Name, Value string }

// Resource is a file that goes with a block (section 3.2.3).
type Resource struct {
	Desc     string
	MimeType string
	Size     int64 // bytes; 0: not said
	URI      string
	Digest   string // SHA-1, as the standard asks
}

// Area is where a block holds (section 3.2.4). Polygons and circles add up.
type Area struct {
	Desc     string
	Polygons [][]Point // closed: the last point is the first
	Circles  []Circle
	Geocodes []Value
	Altitude string // feet above mean sea level, as the standard asks
	Ceiling  string
}

// Point is a place in WGS 84 degrees.
type Point struct{ Lat, Lon float64 }

// Circle is a place and a radius.
type Circle struct {
	Point
	Radius float64 // kilometres
}

// The closed lists of the standard, in its order.
var (
	Statuses      = []string{"Actual", "Exercise", "System", "Test", "Draft"}
	MsgTypes      = []string{"Alert", "Update", "Cancel", "Ack", "Error"}
	Scopes        = []string{"Public", "Restricted", "Private"}
	Categories    = []string{"Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra", "CBRNE", "Other"}
	ResponseTypes = []string{"Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "Assess", "AllClear", "None"}
	Urgencies     = []string{"Immediate", "Expected", "Future", "Past", "Unknown"}
	Severities    = []string{"Extreme", "Severe", "Moderate", "Minor", "Unknown"}
	Certainties   = []string{"Observed", "Likely", "Possible", "Unlikely", "Unknown"}
)

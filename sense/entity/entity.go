package entity

import (
	"math"
	"regexp"
	"strings"
	"unicode/utf8"

	"thanhdong/ground/actor"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// Station is the type of things that measure.
const Station = "Station"

// Entity is one thing.
type Entity struct {
	ID       string
	Type     string
	Code     string
	Name     text.L
	Unit     string // code of the owner
	UnitPath string
	Area     string // code of the area it stands in
	AreaPath string
	Lon, Lat float64
	Feeds    []string       // feeds that may speak for it
	Attrs    map[string]any // typed by its kind: address, height, model of the device
	Sample   bool           // belongs to the sample province: shown as "dữ liệu mẫu"
}

// Scope is where the row belongs, for rights.
func (e Entity) Scope() actor.Scope { return actor.Scope{UnitPath: e.UnitPath, AreaPath: e.AreaPath} }

var (
	validType = regexp.MustCompile(`^[A-Z][A-Za-z0-9]{0,39}$`)
	validCode = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$`)
)

const (
	maxName  = 200
	maxFeeds = 20
)

// Validate reports all faults at once.
func (e Entity) Validate() error {
	var fs []fault.Field
	if !validType.MatchString(e.Type) {
		fs = append(fs, fault.At("type", "entity.bad_type", "type", e.Type))
	}
	if !validCode.MatchString(e.Code) {
		fs = append(fs, fault.At("code", "entity.bad_code", "code", e.Code))
	}
	if strings.TrimSpace(e.Name.VI) == "" || !fits(e.Name.VI) || !fits(e.Name.EN) {
		fs = append(fs, fault.At("name", "entity.bad_name", "max", maxName))
	}
	if e.Unit == "" {
		fs = append(fs, fault.At("unit", "entity.no_unit"))
	}
	if e.Area == "" {
		fs = append(fs, fault.At("area", "entity.no_area"))
	}
	// NaN fails both comparisons, hence the form of the question.
	if !(math.Abs(e.Lon) <= 180) || !(math.Abs(e.Lat) <= 90) {
		fs = append(fs, fault.At("lon", "entity.bad_place"))
	}
	if len(e.Feeds) > maxFeeds {
		fs = append(fs, fault.At("feeds", "entity.too_many_feeds", "max", maxFeeds))
	}
	if len(fs) > 0 {
		return fault.Fields("entity.bad_entity", fs...)
	}
	return nil
}

func fits(s string) bool { return utf8.RuneCountInString(s) <= maxName && utf8.ValidString(s) }

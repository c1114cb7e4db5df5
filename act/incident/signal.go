package incident

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/area"
	"thanhdong/ground/bus"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
	"thanhdong/ground/unit"
)

// SignalKind says how a signal that people gave came in.
type SignalKind string

const (
	Call        SignalKind = "call"
	Report      SignalKind = "report"
	Observation SignalKind = "observation" // seen by eye
)

// SignalKinds is the closed list.
var SignalKinds = []SignalKind{Call, Report, Observation}

// Signal is what somebody called, reported or saw, as the duty officer wrote it
// down. It stands free until it is joined to a case, or set aside with a reason.
type Signal struct {
	ID          string
	Kind        SignalKind
	Type        string // code of the type of case it seems to be; empty: not known
	Words       string
	Place       string
	Lon, Lat    *float64
	At          time.Time // when it happened or was seen
	Source      string    // which kind of person or office, never a name or a number
	Reliability string    // letter of the source A-F and figure of the content 1-6; empty: not judged
	Unit        string
	UnitPath    string
	Area        string
	AreaPath    string
	TakenAt     time.Time
	TakenBy     string
	TakenName   string
	Incident    string // empty while it is free
	Origin      bool   // the case was opened from it
	JoinedAt    time.Time
	JoinedName  string
	Why         Why
	Aside       string // why it is no matter for a case
}

// Scope is where the signal belongs, for rights.
func (s Signal) Scope() actor.Scope { return actor.Scope{UnitPath: s.UnitPath, AreaPath: s.AreaPath} }

// reliabilities are a letter for the source and a figure for what it says: the
// six by six scale that services use. KNOWLEDGE.
var reliabilities = regexp.MustCompile(`^([A-F][1-6])?$`)

const (
	maxAhead = 10 * time.Minute    // a clock may be wrong by this much
	maxAgo   = 30 * 24 * time.Hour // older things are no signals. PROJECT CHOICE
)

// faults says what is wrong with a signal by itself.
func (s *Signal) faults(now time.Time) (fs []fault.Field) {
	var more []fault.Field
	if !slices.Contains(SignalKinds, s.Kind) {
		fs = append(fs, fault.At("kind", "incident.bad_signal_kind", "kind", string(s.Kind)))
	}
	s.Words, more = words("words", s.Words, true, longestWords)
	fs = append(fs, more...)
	s.Place, more = words("place", s.Place, false, shortWords)
	fs = append(fs, more...)
	s.Source, more = words("source", s.Source, false, shortWords)
	fs = append(fs, more...)
	if !reliabilities.MatchString(s.Reliability) {
		fs = append(fs, fault.At("reliability", "incident.bad_reliability"))
	}
	if s.At.IsZero() {
		s.At = now
	}
	if s.At.After(now.Add(maxAhead)) || s.At.Before(now.Add(-maxAgo)) {
		fs = append(fs, fault.At("at", "incident.bad_time"))
	}
	return append(fs, placeFaults(s.Lon, s.Lat)...)
}

// placeFaults refuses half a place and one that is not on earth.
func placeFaults(lon, lat *float64) []fault.Field {
	if lon == nil && lat == nil {
		return nil
	}
	// NaN fails both comparisons, hence the form of the question.
	if lon == nil || lat == nil || !(*lon >= -180 && *lon <= 180) || !(*lat >= -90 && *lat <= 90) {
		return []fault.Field{fault.At("place", "incident.bad_place")}
	}
	return nil
}

// Take writes a signal down, free or at once joined to a case. Its unit is the
// given one, else that of who writes; its area is the given one, else the smallest
// that holds the place, else the unit's.
func (is *Incidents) Take(ctx context.Context, s Signal, incident string) (Signal, error) {
	err := is.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		by := actor.From(ctx)
		fs := s.faults(tx.Now())
		more, err := s.belong(ctx, tx)
		if err != nil {
			return err
		}
		if err := invalid(fs, more); err != nil {
			return err
		}
		if err := by.Check(ToSignal, s.Scope()); err != nil {
			return err
		}
		s.ID, s.TakenAt, s.TakenBy, s.TakenName = tx.NewID("sig"), tx.Now(), by.ID, by.Name
		if _, err := tx.Exec(ctx, `INSERT INTO incident_signal (id, kind, type, words, place, lon, lat, at, source, reliability, unit, unit_path, area, area_path,
			taken_at, taken_by, taken_name) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			s.ID, string(s.Kind), s.Type, s.Words, s.Place, s.Lon, s.Lat, db.Micros(s.At), s.Source, s.Reliability,
			s.Unit, s.UnitPath, s.Area, s.AreaPath, db.Micros(s.TakenAt), s.TakenBy, s.TakenName); err != nil {
			return err
		}
		if err := s.tell(ctx, tx, "take", map[string]any{"kind": s.Kind, "words": s.Words}); err != nil || incident == "" {
			return err
		}
		_, err = is.JoinSignal(ctx, incident, s.ID)
		return err
	})
	if err != nil {
		return Signal{}, fmt.Errorf("take a signal: %w", err)
	}
	return s, nil
}

// belong finds the unit and the area of the signal.
func (s *Signal) belong(ctx context.Context, tx *db.Tx) (fs []fault.Field, err error) {
	o := ownership{Unit: s.Unit, Area: s.Area, Lon: s.Lon, Lat: s.Lat}
	if fs, err = o.find(ctx, tx); err != nil {
		return nil, err
	}
	s.Unit, s.UnitPath, s.Area, s.AreaPath = o.Unit, o.UnitPath, o.Area, o.AreaPath
	return fs, nil
}

// ownership finds whose a thing is that a person names at a place.
type ownership struct {
	Unit, UnitPath, Area, AreaPath string
	Lon, Lat                       *float64
}

func (o *ownership) find(ctx context.Context, tx *db.Tx) (fs []fault.Field, err error) {
	if o.Unit == "" {
		o.Unit = actor.From(ctx).Unit
	}
	u, err := unit.ByCode(ctx, tx, o.Unit, "")
	switch {
	case fault.Is(err, fault.NotFound) && o.Unit == "":
		fs = append(fs, fault.At("unit", "incident.no_unit"))
	case fault.Is(err, fault.NotFound):
		fs = append(fs, fault.At("unit", "unit.unknown", "code", o.Unit, "on", text.DayOf(tx.Now())))
	case err != nil:
		return nil, err
	}
	o.UnitPath = u.Path
	if o.Area == "" && o.Lon != nil && o.Lat != nil {
		a, _, err := area.At(ctx, tx, *o.Lon, *o.Lat, "")
		if err != nil && !fault.Is(err, fault.NotFound) {
			return nil, err
		}
		o.Area = a.Code
	}
	if o.Area == "" {
		o.Area = u.Area
	}
	a, err := area.ByCode(ctx, tx, o.Area, "")
	if fault.Is(err, fault.NotFound) && o.Area != "" {
		return append(fs, fault.At("area", "area.unknown", "code", o.Area, "on", text.DayOf(tx.Now()))), nil
	}
	if err != nil && !fault.Is(err, fault.NotFound) {
		return nil, err
	}
	o.AreaPath = a.Path
	return fs, nil
}

// SetAside says why a free signal is no matter for a case; an empty reason takes
// that back after a slip.
func (is *Incidents) SetAside(ctx context.Context, id, reason string) (s Signal, err error) {
	reason, fs := words("reason", reason, false, shortWords)
	if err := invalid(fs); err != nil {
		return s, err
	}
	err = is.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		if s, err = readableSignal(ctx, tx, id, tx.Lock()); err != nil {
			return err
		}
		if err := actor.From(ctx).Check(ToSignal, s.Scope()); err != nil {
			return err
		}
		if s.Incident != "" {
			return is.elsewhere(ctx, tx, s.Incident)
		}
		if s.Aside == reason {
			return nil
		}
		s.Aside = reason
		if _, err := tx.Exec(ctx, `UPDATE incident_signal SET aside = ? WHERE id = ?`, reason, id); err != nil {
			return err
		}
		return s.tell(ctx, tx, "set_aside", map[string]any{"reason": reason})
	})
	if err != nil {
		return Signal{}, fmt.Errorf("set aside signal %s: %w", id, err)
	}
	return s, nil
}

// tell records what became of the signal.
func (s Signal) tell(ctx context.Context, tx *db.Tx, verb string, payload any) error {
	if err := bus.Record(ctx, tx, SignalChangedEvent, s.ID, Happened{ID: s.ID}); err != nil {
		return err
	}
	return ledger.Write(ctx, tx, ledger.Entry{Verb: "incident.signal_" + verb, Subject: s.ID, UnitPath: s.UnitPath, AreaPath: s.AreaPath, Payload: payload})
}

package alert

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"thanhdong/ground/actor"
	"thanhdong/ground/area"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
	"thanhdong/ground/timer"
	"thanhdong/ground/unit"
)

// SilenceState: planned becomes active becomes ended, or planned becomes ended.
type SilenceState string

const (
	Planned SilenceState = "planned"
	Active  SilenceState = "active"
	Ended   SilenceState = "ended"
)

// Silence mutes the alerts that its matchers agree with, in one unit and one area and
// what lies below, for a time. It never lacks an end.
type Silence struct {
	ID       string
	Number   string // TC-24-0001
	Plan     string // id of the maintenance that it comes from; empty for a person's own
	Matchers Matchers
	Comment  string
	Placed
	CreatedAt   time.Time
	CreatedBy   string
	CreatedName string
	Starts      time.Time
	Ends        time.Time
	State       SilenceState
	EndedBy     string // empty when time ended it
	EndedName   string
	Hides       int // alerts that it mutes now
	Hid         int // and has ever muted
}

// Placed is the unit and the area within which a silence mutes.
type Placed struct {
	Unit, UnitPath string
	Area, AreaPath string
}

// Scope is where the silence belongs, for rights.
func (p Placed) Scope() actor.Scope { return actor.Scope{UnitPath: p.UnitPath, AreaPath: p.AreaPath} }

// covers tells whether an alert lies within.
func (p Placed) covers(a Alert) bool {
	return actor.Covers(p.UnitPath, a.UnitPath) && actor.Covers(p.AreaPath, a.AreaPath)
}

// NewSilence is what a person says. Without a unit it is their own, without an area
// that of the unit; without a start it begins now.
type NewSilence struct {
	Matchers Matchers
	Comment  string
	Unit     string
	Area     string
	Starts   time.Time
	Ends     time.Time
}

// farthest is how far ahead a silence may begin; what is later is a maintenance.
const farthest = 30 * 24 * time.Hour

func (n NewSilence) faults(now time.Time, longest time.Duration) []fault.Field {
	fs := n.Matchers.compile("matchers")
	if n.Comment == "" {
		fs = append(fs, fault.At("comment", "alert.no_comment"))
	} else if utf8.RuneCountInString(n.Comment) > longestNote {
		fs = append(fs, fault.At("comment", "alert.note_too_long", "max", longestNote))
	}
	if n.Starts.After(now.Add(farthest)) {
		fs = append(fs, fault.At("starts", "alert.starts_late", "max", farthest))
	}
	return append(fs, ending(n.Starts, n.Ends, now, longest)...)
}

// ending holds the end of a silence against its start, now and the longest time.
func ending(starts, ends, now time.Time, longest time.Duration) []fault.Field {
	switch {
	case ends.IsZero():
		return []fault.Field{fault.At("ends", "alert.no_end")}
	case !ends.After(now), !ends.After(starts):
		return []fault.Field{fault.At("ends", "alert.ends_before")}
	case ends.Sub(starts) > longest:
		return []fault.Field{fault.At("ends", "alert.too_long", "max", longest)}
	}
	return nil
}

// place finds unit and area of a silence, and whether the actor may silence there.
func place(ctx context.Context, tx *db.Tx, unitCode, areaCode string) (p Placed, fs []fault.Field, err error) {
	on := text.DayOf(tx.Now())
	if unitCode == "" {
		unitCode = actor.From(ctx).Unit
	}
	u, err := unit.ByCode(ctx, tx, unitCode, on)
	if fault.Is(err, fault.NotFound) {
		return p, []fault.Field{fault.At("unit", "alert.unknown_unit", "unit", unitCode)}, nil
	}
	if err != nil {
		return p, nil, err
	}
	if areaCode == "" {
		areaCode = u.Area
	}
	ar, err := area.ByCode(ctx, tx, areaCode, on)
	if fault.Is(err, fault.NotFound) {
		return p, []fault.Field{fault.At("area", "alert.unknown_area", "area", areaCode)}, nil
	}
	return Placed{u.Code, u.Path, ar.Code, ar.Path}, nil, err
}

const (
	silenceDuty = "alert.silence" // begins and ends
	sweepDuty   = "alert.sweep"   // goes on where a slice ended
)

// Silence makes one. Refusals: [fault.Invalid] with every fault, among them a silence
// without comment or end, longer than the province allows, or of everything;
// [fault.Forbidden].
func (as *Alerts) Silence(ctx context.Context, n NewSilence) (s Silence, err error) {
	err = as.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		s, err = silence(ctx, tx, n)
		return err
	})
	if err != nil {
		return Silence{}, fmt.Errorf("silence: %w", err)
	}
	return s, nil
}

func silence(ctx context.Context, tx *db.Tx, n NewSilence) (s Silence, err error) {
	if err := gate(ctx, tx); err != nil {
		return s, err
	}
	set, err := settings(ctx, tx)
	if err != nil {
		return s, err
	}
	n.Comment = strings.TrimSpace(n.Comment)
	if n.Starts.Before(tx.Now()) {
		n.Starts = tx.Now()
	}
	fs := n.faults(tx.Now(), set.Times.Longest)
	placed, more, err := place(ctx, tx, n.Unit, n.Area)
	if err != nil {
		return s, err
	}
	if err := invalid(append(fs, more...)); err != nil {
		return s, err
	}
	by := actor.From(ctx)
	if err := by.Check(ToSilence, placed.Scope()); err != nil {
		return s, err
	}
	return begin(ctx, tx, Silence{
		Matchers: n.Matchers, Comment: n.Comment, Placed: placed, CreatedBy: by.ID, CreatedName: by.Name, Starts: n.Starts.UTC(), Ends: n.Ends.UTC(),
	})
}

// begin stores a silence, and lets it begin when its time has come.
func begin(ctx context.Context, tx *db.Tx, s Silence) (Silence, error) {
	var err error
	s.ID, s.CreatedAt, s.State = tx.NewID("sil"), tx.Now(), Planned
	if s.Number, err = tx.Number(ctx, "TC"); err != nil {
		return s, err
	}
	matchers, err := json.Marshal(s.Matchers)
	if err != nil {
		return s, err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO alert_silence (id, number, plan, matchers, comment, unit, unit_path, area, area_path, created_at, created_by, created_name, starts_at, ends_at, state, ended_by, ended_name)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', '')`,
		s.ID, s.Number, s.Plan, string(matchers), s.Comment, s.Unit, s.UnitPath, s.Area, s.AreaPath, db.Micros(s.CreatedAt), s.CreatedBy, s.CreatedName,
		db.Micros(s.Starts), db.Micros(s.Ends), string(s.State)); err != nil {
		return s, err
	}
	if err := enterFor(ctx, tx, "alert.silence", s.ID, s.Scope(), map[string]any{"number": s.Number, "matchers": s.Matchers, "starts": db.Micros(s.Starts), "ends": db.Micros(s.Ends)}); err != nil {
		return s, err
	}
	if s.Starts.After(tx.Now()) {
		if err := timer.Set(ctx, tx, silenceDuty, s.ID, s.Starts, nil); err != nil {
			return s, err
		}
		return s, record(ctx, tx, SilenceEvent, s.ID)
	}
	return s, activate(ctx, tx, &s)
}

// activate lets a silence mute what stands; what comes later finds it.
func activate(ctx context.Context, tx *db.Tx, s *Silence) error {
	s.State = Active
	if _, err := tx.Exec(ctx, `UPDATE alert_silence SET state = 'active' WHERE id = ?`, s.ID); err != nil {
		return err
	}
	tx.Forget(silencesKey{})
	if err := timer.Set(ctx, tx, silenceDuty, s.ID, s.Ends, nil); err != nil {
		return err
	}
	if err := record(ctx, tx, SilenceEvent, s.ID); err != nil {
		return err
	}
	n, err := sweep(ctx, tx, *s, "")
	s.Hides = n
	return err
}

// EndSilence ends one early. What it muted and still fires is told. Refusals:
// [fault.NotFound], [fault.Forbidden], [fault.Conflict] when it has ended.
func (as *Alerts) EndSilence(ctx context.Context, id string) (s Silence, err error) {
	err = as.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := gate(ctx, tx); err != nil {
			return err
		}
		if s, err = readableSilence(ctx, tx, id); err != nil {
			return err
		}
		if err := mayEnd(actor.From(ctx), s); err != nil {
			return err
		}
		return endSilence(ctx, tx, &s, actor.From(ctx))
	})
	if err != nil {
		return Silence{}, fmt.Errorf("end silence %s: %w", id, err)
	}
	return s, nil
}

func mayEnd(by actor.Actor, s Silence) error {
	if err := by.Check(ToSilence, s.Scope()); err != nil {
		return err
	}
	if s.State == Ended {
		return fault.New(fault.Conflict, "alert.silence_ended", "number", s.Number, "at", s.Ends)
	}
	return nil
}

// MayEnd tells why the actor may not end the silence; nil when they may.
func (s Silence) MayEnd(ctx context.Context) *fault.Error {
	f, _ := fault.As(mayEnd(actor.From(ctx), s))
	return f
}

// endSilence ends a silence, by a person or, with nobody, by its time.
func endSilence(ctx context.Context, tx *db.Tx, s *Silence, by actor.Actor) error {
	ends := s.Ends
	if by.ID != "" {
		ends = tx.Now()
	}
	s.State, s.Ends, s.EndedBy, s.EndedName = Ended, ends, by.ID, by.Name
	if _, err := tx.Exec(ctx, `UPDATE alert_silence SET state = 'ended', ends_at = ?, ended_by = ?, ended_name = ? WHERE id = ?`,
		db.Micros(ends), by.ID, by.Name, s.ID); err != nil {
		return err
	}
	tx.Forget(silencesKey{})
	if err := timer.Cancel(ctx, tx, silenceDuty, s.ID); err != nil {
		return err
	}
	if err := record(ctx, tx, SilenceEndedEvent, s.ID); err != nil {
		return err
	}
	if err := enterFor(ctx, tx, "alert.end_silence", s.ID, s.Scope(), map[string]any{"number": s.Number}); err != nil {
		return err
	}
	return unsweep(ctx, tx, *s)
}

// silenceDue begins or ends a silence at its time.
func (as *Alerts) silenceDue(ctx context.Context, tx *db.Tx, due timer.Due) error {
	if err := gate(ctx, tx); err != nil {
		return err
	}
	list, err := querySilences(ctx, tx, `id = ?`+tx.Lock(), due.Key)
	if err != nil || len(list) == 0 {
		return err
	}
	s := list[0]
	switch {
	case s.State == Planned && s.Ends.After(tx.Now()):
		return activate(ctx, tx, &s)
	case s.State == Ended:
		return nil
	}
	return endSilence(ctx, tx, &s, actor.Actor{})
}

// sweep mutes a slice of the alerts that stand and that the silence agrees with, and
// leaves the rest to a timer. It gives how many it muted.
func sweep(ctx context.Context, tx *db.Tx, s Silence, after string) (n int, err error) {
	where, args := within(s.Placed)
	list, err := query(ctx, tx, where+` AND state <> 'resolved' AND id > ? ORDER BY id LIMIT ?`+tx.Lock(), append(args, after, slice)...)
	if err != nil {
		return 0, err
	}
	touched := groupsTouched{}
	for _, a := range list {
		after = a.ID
		if !s.Matchers.Match(a.Labels()) {
			continue
		}
		n++
		if err := mute(ctx, tx, a.ID, a.Group, BySilence, "", s.ID, touched); err != nil {
			return 0, err
		}
	}
	if len(list) == slice {
		if err := timer.Set(ctx, tx, sweepDuty, s.ID, tx.Now(), after); err != nil {
			return 0, err
		}
	}
	return n, settle(ctx, tx, touched)
}

func unsweep(ctx context.Context, tx *db.Tx, s Silence) error {
	touched := groupsTouched{}
	more, err := releaseAll(ctx, tx, BySilence, "", s.ID, touched)
	if err != nil {
		return err
	}
	if more {
		if err := timer.Set(ctx, tx, sweepDuty, s.ID, tx.Now(), ""); err != nil {
			return err
		}
	}
	return settle(ctx, tx, touched)
}

func (as *Alerts) sweepOn(ctx context.Context, tx *db.Tx, due timer.Due) error {
	var after string
	if err := json.Unmarshal(due.Body, &after); err != nil {
		return err
	}
	if err := gate(ctx, tx); err != nil {
		return err
	}
	list, err := querySilences(ctx, tx, `id = ?`, due.Key)
	if err != nil || len(list) == 0 {
		return err
	}
	if s := list[0]; s.State == Active {
		_, err = sweep(ctx, tx, s, after)
		return err
	}
	return unsweep(ctx, tx, list[0])
}

// within is the predicate of the alerts that lie within.
func within(p Placed) (string, []any) {
	return actor.Actor{Grants: []actor.Grant{{Role: actor.Duty, UnitPath: p.UnitPath, AreaPath: p.AreaPath}}}.Where(ToSilence, "unit_path", "area_path")
}

type silencesKey struct{}

// silenced mutes a new alert by every silence that is active.
func silenced(ctx context.Context, tx *db.Tx, a Alert, touched groupsTouched) error {
	v, err := tx.Once(silencesKey{}, func() (any, error) { return querySilences(ctx, tx, `state = 'active' ORDER BY id`) })
	if err != nil {
		return err
	}
	for _, s := range v.([]Silence) {
		if !s.Ends.After(tx.Now()) || !s.covers(a) || !s.Matchers.Match(a.Labels()) {
			continue // one whose time is over waits only for its timer
		}
		if err := mute(ctx, tx, a.ID, a.Group, BySilence, "", s.ID, touched); err != nil {
			return err
		}
	}
	return nil
}

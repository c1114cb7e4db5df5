package alert

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/text"
)

// Grouping says which alerts belong together and when people are told of them. The
// first whose matchers agree counts.
type Grouping struct {
	Code     string        `json:"code"`
	Name     text.L        `json:"name"`
	Order    int           `json:"order"`
	Match    Matchers      `json:"match,omitempty"` // none: every alert
	By       []string      `json:"by"`              // labels; the owner unit and the province always count
	Wait     time.Duration `json:"wait"`            // from the first alert to the notice
	Interval time.Duration `json:"interval"`        // between notices when something new came
	Repeat   time.Duration `json:"repeat"`          // between notices while nobody answers
	Many     int           `json:"many"`            // from so many alerts on the group is one item of work
	Mark     string        `json:"mark,omitempty"`
}

// Inhibition mutes the effects of a cause: while an alert of the source stands, alerts
// of the target that are equal to it in some labels are muted.
type Inhibition struct {
	Code   string   `json:"code"`
	Name   text.L   `json:"name"`
	Source Matchers `json:"source"`
	Target Matchers `json:"target"`
	Equal  []string `json:"equal"`
	Mark   string   `json:"mark,omitempty"`
}

// Times are the other times of a province.
type Times struct {
	Stale   map[int]time.Duration `json:"stale"`   // by severity: an acknowledgement counts so long
	Flaps   int                   `json:"flaps"`   // the same finding so often ...
	Window  time.Duration         `json:"window"`  // ... within this time is flapping
	Quiet   time.Duration         `json:"quiet"`   // until nothing changed for this time
	Longest time.Duration         `json:"longest"` // of a silence
	Mark    string                `json:"mark,omitempty"`
}

// Settings are what alerts are grouped, muted and damped by.
type Settings struct {
	Groupings   []Grouping
	Inhibitions []Inhibition
	Times       Times
}

const choice = "PROJECT CHOICE"

// usual counts where no pack says otherwise. All of it is PROJECT CHOICE; the three
// times of grouping are those with which Alertmanager comes.
var usual = Settings{
	Groupings: []Grouping{{
		Code: "usual", Name: text.L{VI: text.T(text.VI, "alert.usual_grouping", nil), EN: text.T(text.EN, "alert.usual_grouping", nil)}, Order: 1 << 30,
		By: []string{"unit", "district", "rule"}, Wait: 30 * time.Second, Interval: 5 * time.Minute, Repeat: 4 * time.Hour, Many: 4, Mark: choice,
	}},
	Times: Times{
		Stale: map[int]time.Duration{1: 72 * time.Hour, 2: 24 * time.Hour, 3: 8 * time.Hour, 4: 2 * time.Hour, 5: time.Hour},
		Flaps: 4, Window: time.Hour, Quiet: 30 * time.Minute, Longest: 7 * 24 * time.Hour, Mark: choice,
	},
}

// The kinds of rows of settings.
const (
	groupings   = "grouping"
	inhibitions = "inhibition"
	times       = "times"
)

type settingsKey struct{}

// settings gives what counts in this transaction.
func settings(ctx context.Context, tx *db.Tx) (Settings, error) {
	v, err := tx.Once(settingsKey{}, func() (any, error) { return readSettings(ctx, tx) })
	if err != nil {
		return Settings{}, fmt.Errorf("settings of alerts: %w", err)
	}
	return v.(Settings), nil
}

func readSettings(ctx context.Context, tx *db.Tx) (Settings, error) {
	s := Settings{Times: usual.Times}
	s.Times.Stale = maps.Clone(s.Times.Stale) // what a pack says is written into it
	err := tx.Each(ctx, `SELECT kind, body FROM alert_setting WHERE kind <> 'gate' ORDER BY kind, code`, nil, func(scan func(...any) error) error {
		var kind, body string
		if err := scan(&kind, &body); err != nil {
			return err
		}
		switch kind {
		case groupings:
			var g Grouping
			if err := json.Unmarshal([]byte(body), &g); err != nil {
				return err
			}
			if len(g.Match) > 0 {
				g.Match.compile("match")
			}
			s.Groupings = append(s.Groupings, g)
		case inhibitions:
			var i Inhibition
			if err := json.Unmarshal([]byte(body), &i); err != nil {
				return err
			}
			i.Source.compile("source")
			i.Target.compile("target")
			s.Inhibitions = append(s.Inhibitions, i)
		case times:
			return json.Unmarshal([]byte(body), &s.Times)
		}
		return nil
	})
	slices.SortStableFunc(s.Groupings, func(a, b Grouping) int { return a.Order - b.Order })
	s.Groupings = append(s.Groupings, usual.Groupings...) // the last word for what no grouping of a pack wants
	return s, err
}

// of finds the grouping of an alert.
func (s Settings) of(labels map[string]string) Grouping {
	for _, g := range s.Groupings {
		if g.Match.Match(labels) {
			return g
		}
	}
	return usual.Groupings[0]
}

// Settings gives what counts now, for people to see.
func (as *Alerts) Settings(ctx context.Context) (s Settings, err error) {
	err = as.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		s, err = settings(ctx, tx)
		return err
	})
	return s, err
}

const (
	longestWait   = time.Hour
	longestRepeat = 7 * 24 * time.Hour
	longestEver   = 31 * 24 * time.Hour
)

// Validate collects what is wrong with a grouping.
func (g Grouping) Validate() error {
	var fs []fault.Field
	bad := func(path, key string, kv ...any) { fs = append(fs, fault.At(path, key, kv...)) }
	if len(g.Match) > 0 {
		fs = append(fs, g.Match.compile("match")...)
	}
	for i, name := range g.By {
		if !known(name) {
			bad("by/"+strconv.Itoa(i), "alert.unknown_label", "label", name, "known", fmt.Sprint(Names))
		}
	}
	if g.Wait < 0 || g.Wait > longestWait {
		bad("wait", "alert.bad_time", "max", longestWait)
	}
	if g.Interval < time.Second || g.Interval > longestRepeat {
		bad("interval", "alert.bad_time", "max", longestRepeat)
	}
	if g.Repeat < g.Interval || g.Repeat > longestRepeat {
		bad("repeat", "alert.bad_repeat", "max", longestRepeat)
	}
	if g.Many < 2 || g.Many > 1000 {
		bad("many", "alert.bad_many")
	}
	return invalid(fs)
}

// Validate collects what is wrong with an inhibition.
func (i Inhibition) Validate() error {
	fs := append(i.Source.compile("source"), i.Target.compile("target")...)
	for n, name := range i.Equal {
		if !known(name) {
			fs = append(fs, fault.At("equal/"+strconv.Itoa(n), "alert.unknown_label", "label", name, "known", fmt.Sprint(Names)))
		}
	}
	return invalid(fs)
}

// Validate collects what is wrong with the times.
func (t Times) Validate() error {
	var fs []fault.Field
	for severity := 1; severity <= 5; severity++ {
		if d := t.Stale[severity]; d < time.Minute || d > longestEver {
			fs = append(fs, fault.At("stale/"+strconv.Itoa(severity), "alert.bad_time", "max", longestEver))
		}
	}
	if t.Flaps < 2 || t.Flaps > 100 {
		fs = append(fs, fault.At("flaps", "alert.bad_flaps"))
	}
	for path, d := range map[string]time.Duration{"window": t.Window, "quiet": t.Quiet, "longest": t.Longest} {
		if d < time.Minute || d > longestEver {
			fs = append(fs, fault.At(path, "alert.bad_time", "max", longestEver))
		}
	}
	return invalid(fs)
}

func invalid(fs []fault.Field) error {
	if len(fs) == 0 {
		return nil
	}
	return fault.Fields("alert.invalid", fs...)
}

// PutGrouping adds or changes a grouping, for packs. It counts for alerts to come.
func PutGrouping(ctx context.Context, tx *db.Tx, g Grouping) error {
	if err := g.Validate(); err != nil {
		return err
	}
	return putSetting(ctx, tx, groupings, g.Code, g)
}

// PutInhibition adds or changes an inhibition, for packs. Alerts that stand follow soon.
func PutInhibition(ctx context.Context, tx *db.Tx, i Inhibition) error {
	if err := i.Validate(); err != nil {
		return err
	}
	if err := putSetting(ctx, tx, inhibitions, i.Code, i); err != nil {
		return err
	}
	return standAnew(ctx, tx, i.Code)
}

// PutTimes changes the times, for packs.
func PutTimes(ctx context.Context, tx *db.Tx, t Times) error {
	if err := t.Validate(); err != nil {
		return err
	}
	return putSetting(ctx, tx, times, times, t)
}

// EndSetting takes a grouping, an inhibition or the times away, for packs; what is
// usual counts again.
func EndSetting(ctx context.Context, tx *db.Tx, kind, code string) error {
	if err := gate(ctx, tx); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM alert_setting WHERE kind = ? AND code = ?`, kind, code); err != nil {
		return fmt.Errorf("end %s %s: %w", kind, code, err)
	}
	tx.Forget(settingsKey{})
	if kind == inhibitions {
		return standAnew(ctx, tx, code)
	}
	return nil
}

func putSetting(ctx context.Context, tx *db.Tx, kind, code string, v any) error {
	if err := gate(ctx, tx); err != nil {
		return err
	}
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO alert_setting (kind, code, body) VALUES (?, ?, ?) ON CONFLICT (kind, code) DO UPDATE SET body = excluded.body`,
		kind, code, string(body)); err != nil {
		return fmt.Errorf("put %s %s: %w", kind, code, err)
	}
	tx.Forget(settingsKey{})
	return nil
}

// gate is passed by one at a time: whoever lets an alert begin or end, a silence begin
// or end, or changes a setting. Otherwise an alert that begins and a silence that
// begins in two transactions would not see each other.
func gate(ctx context.Context, tx *db.Tx) error {
	var kind string
	return tx.QueryRow(ctx, `SELECT kind FROM alert_setting WHERE kind = 'gate'`+tx.Lock()).Scan(&kind)
}

package rule

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"thanhdong/ground/db"
	"thanhdong/ground/timer"
)

// Timer duties of the room.
const (
	dutyHold    = "rule.hold"    // a hold time is over
	dutySilence = "rule.silence" // a station may have been silent for too long
	dutyPeriod  = "rule.period"  // an hour or a day is over and its figure can be judged
)

// periodCall is the body of a period timer.
type periodCall struct {
	key
	Feed string `json:"feed"`
	End  int64  `json:"end"`
}

// periodOver judges the period that just ended.
func (rs *Rules) periodOver(ctx context.Context, tx *db.Tx, due timer.Due) error {
	var c periodCall
	if err := json.Unmarshal(due.Body, &c); err != nil {
		return fmt.Errorf("period of rule: %w", err)
	}
	w, err := rs.one(ctx, tx, c.Rule)
	if w == nil || w.Kind != Value {
		return err
	}
	ss := newStates()
	if err := rs.judgeOne(ctx, tx, ss, toJudge{w: w, key: c.key, to: db.Time(c.End), feed: c.Feed, arrived: due.At}); err != nil {
		return fmt.Errorf("judge hour for %s: %w", c.key, err)
	}
	return ss.flush(ctx, tx)
}

// holdOver fires when the newest figure still satisfies the condition. Figures
// that came meanwhile and that the reader has not reached are judged first.
func (rs *Rules) holdOver(ctx context.Context, tx *db.Tx, due timer.Due) error {
	var k key
	if err := json.Unmarshal(due.Body, &k); err != nil {
		return fmt.Errorf("hold of rule: %w", err)
	}
	w, err := rs.one(ctx, tx, k.Rule)
	if w == nil || w.Kind != Value {
		return err
	}
	ss := newStates()
	s, err := ss.get(ctx, tx, k)
	if err != nil {
		return err
	}
	if s.Phase != Pending {
		return nil // released or fired meanwhile
	}
	var limit time.Duration
	j := toJudge{w: w, key: k, from: s.Judged, to: tx.Now().Add(time.Hour)}
	h, err := rs.fetching(ctx, tx, w)
	if err != nil {
		return err
	}
	if period := periodOf(h, w.Rule, s.Feed); period > 0 {
		limit = limitOf(period, 0)
		j = toJudge{w: w, key: k, to: beginOf(period, due.At), feed: s.Feed, arrived: due.At}
	} else {
		every, err := rs.obs.Cadence(ctx, k.Station, w.Parameter)
		if err != nil {
			return err
		}
		limit = limitOf(0, every)
	}
	if err := rs.judgeOne(ctx, tx, ss, j); err != nil {
		return fmt.Errorf("judge %s: %w", k, err)
	}
	if s, err = ss.get(ctx, tx, k); err != nil {
		return err
	}
	// Counted at the time of the call: after an outage of ours the figure is
	// stale, and the next one decides.
	s, move := Elapse(w.Rule, s, tx.Now(), limit)
	ss.put(k, s)
	if err := rs.follow(ctx, tx, w, k, s, move); err != nil {
		return err
	}
	return ss.flush(ctx, tx)
}

// silenceOver fires when nothing came, or looks again when something did.
func (rs *Rules) silenceOver(ctx context.Context, tx *db.Tx, due timer.Due) error {
	var k key
	if err := json.Unmarshal(due.Body, &k); err != nil {
		return fmt.Errorf("silence of rule: %w", err)
	}
	w, err := rs.one(ctx, tx, k.Rule)
	if w == nil || w.Kind != Silence {
		return err
	}
	ss := newStates()
	s, err := ss.get(ctx, tx, k)
	if err != nil {
		return err
	}
	s, move := Missed(w.Rule, s, tx.Now())
	ss.put(k, s)
	switch {
	case move == Fire:
		if err := record(ctx, tx, FiredEvent, w.Rule, k, s); err != nil {
			return err
		}
	case s.Phase == Pending:
		if err := timer.Set(ctx, tx, dutySilence, k.String(), timerAt(w.Rule, s), k); err != nil {
			return err
		}
	}
	return ss.flush(ctx, tx)
}

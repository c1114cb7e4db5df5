package observation

import (
	"context"
	"time"

	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

// Series is all observations of one station and parameter.
type Series struct {
	ID        int64
	Station   string
	Parameter string
	Unit      string
	Cadence   time.Duration // of the feed that last took it up; 0 when unknown
}

type seriesKey struct{ station, parameter string }

// Ensure gives the series, and makes it when it is new. A cadence above zero is
// kept with it, because the validity of an hour depends on how many values an
// hour should have. The result is good after the transaction commits; a writer
// that keeps it must not use it when the transaction failed.
func (o *Observations) Ensure(ctx context.Context, tx *db.Tx, station, parameter, unit string, cadence time.Duration) (*Series, error) {
	k := seriesKey{station, NormalParameter(parameter)}
	s, err := o.lookup(ctx, tx, k)
	if fault.Is(err, fault.NotFound) {
		s, err = o.create(ctx, tx, k, NormalUnit(unit), cadence)
	}
	if err != nil || cadence <= 0 || s.Cadence == cadence {
		return s, err
	}
	if _, err := tx.Exec(ctx, `UPDATE observation_series SET cadence = ? WHERE id = ?`, cadence.Microseconds(), s.ID); err != nil {
		return nil, err
	}
	changed := *s
	changed.Cadence = cadence
	tx.AfterCommit(func() { o.keep(&changed) })
	return &changed, nil
}

// lookup gives a known series, from memory or from the table (another process
// may have made it).
func (o *Observations) lookup(ctx context.Context, tx *db.Tx, k seriesKey) (*Series, error) {
	o.mu.RLock()
	s := o.byKey[k]
	o.mu.RUnlock()
	if s != nil {
		return s, nil
	}
	s = &Series{Station: k.station, Parameter: k.parameter}
	var cadence int64
	err := tx.QueryRow(ctx, `SELECT id, unit, cadence FROM observation_series WHERE entity = ? AND parameter = ?`, k.station, k.parameter).
		Scan(&s.ID, &s.Unit, &cadence)
	if err != nil {
		return nil, err
	}
	s.Cadence = time.Duration(cadence) * time.Microsecond
	tx.AfterCommit(func() { o.keep(s) })
	return s, nil
}

func (o *Observations) create(ctx context.Context, tx *db.Tx, k seriesKey, unit string, cadence time.Duration) (*Series, error) {
	if _, err := tx.Exec(ctx, `INSERT INTO observation_series (entity, parameter, unit, cadence, created) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (entity, parameter) DO NOTHING`, k.station, k.parameter, unit, cadence.Microseconds(), db.Micros(tx.Now())); err != nil {
		return nil, err
	}
	return o.lookup(ctx, tx, k)
}

func (o *Observations) keep(s *Series) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.byKey[seriesKey{s.Station, s.Parameter}] = s
}

// source gives the number of a feed's code.
func (o *Observations) source(ctx context.Context, tx *db.Tx, code string) (int32, error) {
	o.mu.RLock()
	id, ok := o.sources[code]
	o.mu.RUnlock()
	if ok {
		return id, nil
	}
	if _, err := tx.Exec(ctx, `INSERT INTO observation_source (code) VALUES (?) ON CONFLICT (code) DO NOTHING`, code); err != nil {
		return 0, err
	}
	if err := tx.QueryRow(ctx, `SELECT id FROM observation_source WHERE code = ?`, code).Scan(&id); err != nil {
		return 0, err
	}
	tx.AfterCommit(func() {
		o.mu.Lock()
		defer o.mu.Unlock()
		o.sources[code], o.codes[id] = id, code
	})
	return id, nil
}

// code is the inverse of [Observations.source].
func (o *Observations) code(ctx context.Context, tx *db.Tx, id int32) (code string, err error) {
	o.mu.RLock()
	code, ok := o.codes[id]
	o.mu.RUnlock()
	if ok {
		return code, nil
	}
	err = tx.QueryRow(ctx, `SELECT code FROM observation_source WHERE id = ?`, id).Scan(&code)
	return code, err
}

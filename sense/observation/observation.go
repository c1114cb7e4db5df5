package observation

import (
	"context"
	"database/sql"
	"sync"
	"sync/atomic"
	"time"

	"thanhdong/ground/db"
)

// store is what differs between the engines: where rows lie.
type store interface {
	// find gives the stored rows among the keys; in a writing transaction they
	// stay as they are until it ends.
	find(ctx context.Context, tx *db.Tx, keys []entry) (map[ident]point, error)
	// insert adds rows that are not there, in the engine's own order, and gives
	// their number.
	insert(ctx context.Context, tx *db.Tx, entries []entry) (int64, error)
	replace(ctx context.Context, tx *db.Tx, entries []entry) error
	// latest keeps the newest entry of each series unless a newer one is there.
	latest(ctx context.Context, tx *db.Tx, newest []entry) error
	// committing is told the changes of a transaction just before it commits.
	committing(ctx context.Context, tx *db.Tx, c changes) error
	scan(ctx context.Context, tx *db.Tx, series, from, to int64, limit int) ([]point, error)
	scanMany(ctx context.Context, tx *db.Tx, asked []reach, f func(i int, points []point) error) error
	means(ctx context.Context, tx *db.Tx, series, from, to, every int64, limit int) ([]Mean, error)
	// replay is means of many series at once.
	replay(ctx context.Context, tx *db.Tx, series []int64, from, to, every int64) (map[int64][]Mean, error)
	// held counts the values of a series before an instant, and about their bytes.
	held(ctx context.Context, tx *db.Tx, series, to int64) (stock, error)
	// hold is scan for who will remove: until the transaction ends nobody changes
	// what it gives.
	hold(ctx context.Context, tx *db.Tx, series, from, to int64, limit int) ([]point, error)
	// settled tells that the values of a span are where they stay.
	settled(ctx context.Context, tx *db.Tx, series, from, to int64) (bool, error)
	// remove takes held points away.
	remove(ctx context.Context, tx *db.Tx, series int64, gone []point) error
}

// stock is how much there is of a series.
type stock struct {
	points      int
	first, last int64
	bytes       int64
}

// Observations is the room.
type Observations struct {
	d     *db.DB
	store store

	mu      sync.RWMutex
	byKey   map[seriesKey]*Series
	sources map[string]int32
	codes   map[int32]string
	newest  map[int64]int64 // newest committed instant of each series that was written here

	marking atomic.Pointer[marking]
	needs   Needs
	// pause runs after each transaction of a removal; an error ends it.
	pause func(ctx context.Context, held time.Duration) error
}

// New opens the room and, on SQLite, builds the head from the table.
func New(ctx context.Context, d *db.DB) (*Observations, error) {
	o := &Observations{
		d: d, byKey: map[seriesKey]*Series{}, sources: map[string]int32{ByHand: hand}, codes: map[int32]string{hand: ByHand}, newest: map[int64]int64{},
		pause: yield,
	}
	if d.Engine() == db.Postgres {
		o.store = &postgres{months: map[int]bool{}}
		return o, nil
	}
	l := &lite{head: newHead(), step: usual, between: yield}
	o.store = l
	return o, d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		var n int64
		if err := tx.QueryRow(ctx, `SELECT n FROM observation_commit WHERE id = 1`).Scan(&n); err != nil {
			return err
		}
		return l.head.rebuild(ctx, tx, n)
	})
}

// Mean sums up one period of a series: values of status 00 only.
type Mean struct {
	At             time.Time // start of the period
	Mean, Min, Max float64
	Count          int
	// Rolled is above zero when sums of removed values are in it: their period.
	// Where that is longer than what was asked for, the mean stands for that period.
	Rolled time.Duration

	total float64
}

// zone shifts periods to local time: a day begins at midnight in Vietnam
// (UTC+7, no summer time).
const zone = 7 * int64(time.Hour/time.Microsecond)

// century is longer than any instant we accept lies before 1970.
const century = 100 * 366 * 24 * int64(time.Hour/time.Microsecond)

// shift is added to an instant so that dividing by the period numbers local
// periods, also before 1970, where integer division would round up.
func shift(every int64) int64 { return zone + (century/every+1)*every }

func scanMeans(rows *sql.Rows, every int64) (means []Mean, err error) {
	defer rows.Close()
	for rows.Next() {
		var m Mean
		var bucket int64
		if err := rows.Scan(&bucket, &m.total, &m.Min, &m.Max, &m.Count); err != nil {
			return nil, err
		}
		m.Mean = m.total / float64(m.Count)
		m.At = db.Time(bucket*every - shift(every))
		means = append(means, m)
	}
	return means, rows.Err()
}

package feed

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/sense/feed/body"
	"thanhdong/sense/observation"
)

// Replayed says what became of rows that were played again.
type Replayed struct {
	Rows       int // looked at
	Accepted   int // values that are new
	Duplicate  int // were there already
	Corrected  int // took the place of an older value
	Superseded int // somebody sent a newer value meanwhile, which stays
	Still      int // rows that still do not fit and stay with their new reason, or values of a file that do not
	Next       string
}

// maxReplay is how many rows one commit plays again; a caller goes on from Next.
const (
	maxReplay      = 500
	maxReplayFiles = 4 // of at most [body.MaxFile] each
)

// Replay reads rows of quarantine again, as the contract, its mapping and the
// stations are now, and takes what fits. Each row is taken once, however many
// people do it at once or again; what still does not fit stays, with its new
// reason. A value that was sent after the row was refused stays as it is: the last
// sent counts. Of a whole file that was refused and can be read now, what fits is
// taken and each value that does not becomes a row of its own in its place. At most
// [maxReplay] rows go into one commit, fewer where they are files; Next is where to
// go on, empty at the end.
func (f *Feeds) Replay(ctx context.Context, code string, q Sought, after string) (r Replayed, err error) {
	if err := fits(q); err != nil {
		return r, err
	}
	err = f.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		r = Replayed{}
		c, err := f.bench(ctx, tx, code, Release)
		if err != nil {
			return err
		}
		rows, err := locked(ctx, tx, code, q, Open, after)
		if err != nil {
			return err
		}
		if n := atOnce(rows); len(rows) > n {
			rows = rows[:n]
			r.Next = rows[n-1].ID
		}
		b, err := f.current(ctx, tx)
		if err != nil {
			return err
		}
		if err := f.replay(ctx, tx, b.views[code], rows, &r); err != nil || len(rows) == 0 {
			return err
		}
		return ledger.Write(ctx, tx, ledger.Entry{Verb: "quarantine.replay", Subject: code, UnitPath: c.UnitPath, AreaPath: c.AreaPath, Payload: r})
	})
	if err != nil {
		return Replayed{}, fmt.Errorf("replay quarantine of %s: %w", code, err)
	}
	return r, nil
}

// atOnce is how many of the rows go into one commit: a file may hold thousands of
// values.
func atOnce(rows []Quarantined) int {
	files := 0
	for i, row := range rows {
		if row.Form == body.FormFile {
			files++
		}
		if i == maxReplay || files > maxReplayFiles {
			return i
		}
	}
	return len(rows)
}

func fits(q Sought) error {
	if len(q.IDs) > maxReplay {
		return fault.New(fault.TooLarge, "feed.too_many_rows", "max", maxReplay)
	}
	return nil
}

// locked locks and reads rows in the order in which they came first.
func locked(ctx context.Context, tx *db.Tx, code string, q Sought, state Standing, after string) ([]Quarantined, error) {
	q.State = state
	where, args := q.where()
	return quarantined(ctx, tx, `feed = ?`+where+` AND id > ? ORDER BY id LIMIT ?`+tx.Lock(), append(append([]any{code}, args...), after, maxReplay+1)...)
}

func (f *Feeds) replay(ctx context.Context, tx *db.Tx, v *view, rows []Quarantined, sum *Replayed) error {
	who := actor.From(ctx)
	var fresh []observation.Row
	var released []Quarantined
	for _, row := range rows {
		sum.Rows++
		r := &request{feed: v.Code, who: who, readings: v.again(row), first: row.First, last: row.Received}
		r.checkBy(v, tx.Now())
		opened := row.Form == body.FormFile && (len(r.readings) == 0 || r.readings[0].Form != body.FormFile)
		if len(r.refused) > 0 && !opened || len(r.readings) == 0 && row.Form == "" {
			sum.Still++
			if err := still(ctx, tx, row, r); err != nil {
				return err
			}
			continue
		}
		list, _, err := f.rows(ctx, tx, v, []*request{r})
		if err != nil {
			return err
		}
		if opened {
			sum.Still += len(r.refused)
			if err := f.quarantine(ctx, tx, v, r); err != nil {
				return err
			}
			if err := count(ctx, tx, v.Code, Counts{Accepted: len(list), Quarantined: len(r.refused)}); err != nil {
				return err
			}
		} else if len(r.refused) > 0 { // its series has another quantity
			sum.Still++
			if err := still(ctx, tx, row, r); err != nil {
				return err
			}
			continue
		}
		for _, x := range list {
			newer, err := f.newer(ctx, x, row.Received)
			if err != nil {
				return err
			}
			if newer {
				sum.Superseded++
				continue
			}
			fresh = append(fresh, x)
		}
		if _, err := tx.Exec(ctx, `UPDATE feed_quarantine SET state = ?, decided = ?, decided_by = ? WHERE id = ? AND state = ?`,
			string(Released), db.Micros(tx.Now()), who.ID, row.ID, string(Open)); err != nil {
			return err
		}
		released = append(released, row)
	}
	res, err := f.o.Write(ctx, tx, v.Code, fresh)
	if err != nil {
		return err
	}
	sum.Accepted = res.Count(observation.Accepted)
	sum.Duplicate = res.Count(observation.Duplicate)
	sum.Corrected = res.Count(observation.Corrected)
	return f.mended(ctx, tx, v.Contract, released, newest(fresh))
}

// mended counts what was taken after all and judges the source anew: what was
// refused for a fault of ours does not make it bad for hours to come.
func (f *Feeds) mended(ctx context.Context, tx *db.Tx, c Contract, released []Quarantined, observed time.Time) error {
	if len(released) == 0 {
		return nil
	}
	type span struct{ first, last int64 } // hours in which the same words came
	times := map[span]int{}
	for _, row := range released {
		times[span{db.Micros(row.First) / hour, db.Micros(row.Received) / hour}] += row.Times
	}
	for at, n := range times {
		if err := taken(ctx, tx, c.Code, at.first, at.last, n); err != nil {
			return err
		}
	}
	s, err := f.state(ctx, tx, c.Code)
	if err != nil {
		return err
	}
	if observed.After(s.observed) {
		s.observed = observed
	}
	return f.judged(ctx, tx, c, s)
}

// taken moves readings of some hours from refused to accepted, newest hours first.
func taken(ctx context.Context, tx *db.Tx, code string, first, last int64, n int) error {
	type count struct {
		hour    int64
		refused int
	}
	var counts []count
	err := tx.Each(ctx, `SELECT hour, quarantined FROM feed_count WHERE feed = ? AND hour >= ? AND hour <= ? AND quarantined > 0 ORDER BY hour DESC LIMIT 48`,
		[]any{code, first, last}, func(scan func(dest ...any) error) error {
			var x count
			err := scan(&x.hour, &x.refused)
			counts = append(counts, x)
			return err
		})
	for _, x := range counts {
		k := min(n, x.refused)
		if err != nil || k == 0 {
			return err
		}
		n -= k
		_, err = tx.Exec(ctx, `UPDATE feed_count SET quarantined = quarantined - ?, accepted = accepted + ? WHERE feed = ? AND hour = ?`, k, k, code, x.hour)
	}
	return err
}

// newer tells whether another value of the same identity came after a row was
// refused.
func (f *Feeds) newer(ctx context.Context, x observation.Row, received time.Time) (bool, error) {
	there, _, err := f.o.Range(actor.With(ctx, actor.System("feed")), observation.Query{Station: x.Series.Station, Parameter: x.Series.Parameter, From: x.At, To: x.At.Add(time.Microsecond)})
	if err != nil || len(there) == 0 {
		return false, err
	}
	old := there[0]
	same := old.Status == x.Status && (old.Value == nil) == (x.Value == nil) && (x.Value == nil || *old.Value == *x.Value)
	return !same && old.Received.After(received), nil
}

// again reads a row in the form in which it was kept. Of a row with many values
// only the one that was refused counts: the others were taken when they came.
func (v *view) again(row Quarantined) []Reading {
	raw, form := []byte(row.Raw), row.Form
	if form == "" { // it was cut, or kept before forms were
		return []Reading{{Station: row.Station, Parameter: row.Parameter, Raw: raw, Reason: row.Reason, Args: row.Args}}
	}
	if form == body.FormFile {
		list, err := body.File(v.mapper, raw, row.Origin, maxReadings)
		if err != nil { // not of the file's making
			return []Reading{{Raw: raw, Form: form, Origin: row.Origin, Reason: row.Reason, Args: row.Args}}
		}
		return list
	}
	list := body.Row(form, row.Head, raw)
	if v.mapper != nil && form != body.FormCircular {
		list = v.mapper.Row(form, row.Head, raw)
	}
	if row.Cell == "" {
		return list
	}
	var one []Reading
	for _, x := range list {
		if x.Cell == row.Cell || x.Cell == "" {
			one = append(one, x)
		}
	}
	return one
}

// still keeps a row open under its new reason. The same words with that reason may
// lie there already: then they are one.
func still(ctx context.Context, tx *db.Tx, row Quarantined, r *request) error {
	if len(r.refused) == 0 {
		return nil
	}
	x := r.refused[0]
	args, err := json.Marshal(x.why.args)
	if err != nil {
		return err
	}
	if x.why.key == row.Reason { // perhaps for another column
		_, err = tx.Exec(ctx, `UPDATE feed_quarantine SET args = ? WHERE id = ? AND args <> ?`, string(args), row.ID, string(args))
		return err
	}
	in := &r.readings[x.index]
	name, parameter := shown(in.Station, maxName), shown(in.Parameter, maxName)
	sum := digest(x.why.key, name, parameter, row.Raw, row.Cell)
	n, err := tx.Exec(ctx, `UPDATE feed_quarantine SET times = times + ?, state = 'open' WHERE feed = ? AND digest = ? AND id <> ?`, row.Times, row.Feed, sum, row.ID)
	if err != nil {
		return err
	}
	if n > 0 {
		_, err = tx.Exec(ctx, `DELETE FROM feed_quarantine WHERE id = ?`, row.ID)
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE feed_quarantine SET reason = ?, args = ?, station = ?, parameter = ?, digest = ? WHERE id = ?`, x.why.key, string(args), name, parameter, sum, row.ID)
	return err
}

func digest(reason, station, parameter, raw, cell string) string {
	sum := sha256.Sum256([]byte(reason + "\x00" + station + "\x00" + parameter + "\x00" + raw + cell))
	return hex.EncodeToString(sum[:16])
}

// Discard puts rows aside with a reason; they are kept as a record. It tells how
// many, and where to go on.
func (f *Feeds) Discard(ctx context.Context, code string, q Sought, why, after string) (n int, next string, err error) {
	if why = shown(why, maxRaw); why == "" {
		return 0, "", fault.Fields("feed.bad_decision", fault.At("reason", "feed.no_decision"))
	}
	return f.decide(ctx, code, q, after, Open, Discarded, why)
}

// Restore takes rows back that were put aside.
func (f *Feeds) Restore(ctx context.Context, code string, q Sought, after string) (n int, next string, err error) {
	return f.decide(ctx, code, q, after, Discarded, Open, "")
}

func (f *Feeds) decide(ctx context.Context, code string, q Sought, after string, from, to Standing, why string) (n int, next string, err error) {
	if err := fits(q); err != nil {
		return 0, "", err
	}
	err = f.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, next = 0, ""
		c, err := f.bench(ctx, tx, code, Release)
		if err != nil {
			return err
		}
		rows, err := locked(ctx, tx, code, q, from, after)
		if err != nil {
			return err
		}
		if len(rows) > maxReplay {
			rows = rows[:maxReplay]
			next = rows[maxReplay-1].ID
		}
		decided, by := db.Micros(tx.Now()), actor.From(ctx).ID
		if to == Open {
			decided, by = 0, ""
		}
		for _, row := range rows {
			if _, err := tx.Exec(ctx, `UPDATE feed_quarantine SET state = ?, decided = ?, decided_by = ?, decision = ? WHERE id = ?`, string(to), decided, by, why, row.ID); err != nil {
				return err
			}
		}
		if n = len(rows); n == 0 {
			return nil
		}
		verb := "quarantine.discard"
		if to == Open {
			verb = "quarantine.restore"
		}
		return ledger.Write(ctx, tx, ledger.Entry{Verb: verb, Subject: code, UnitPath: c.UnitPath, AreaPath: c.AreaPath, Payload: map[string]any{"rows": n, "why": why}})
	})
	return n, next, err
}

package calendar

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"

	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/ledger"
	"thanhdong/ground/text"
)

func none() error { return fault.New(fault.NotFound, "calendar.none") }

// Put stores what a pack says and tells whether that changed anything. Its weeks, when it has any,
// replace all weeks; each of its years replaces that year whole; years it does not name stay, and so
// does what people said about single days. Data that contradicts what stays is refused with Invalid
// and nothing is stored.
func Put(ctx context.Context, tx *db.Tx, d Data) (bool, error) {
	if err := d.Validate(); err != nil {
		return false, err
	}
	if err := lock(ctx, tx); err != nil {
		return false, err
	}
	before, words, err := layers(ctx, tx)
	if err != nil {
		return false, err
	}
	after := merge(before, normal(d))
	if reflect.DeepEqual(before, after) {
		return false, nil
	}
	if err := errors.Join(after.Validate(), over(after, words).Validate()); err != nil {
		return false, err
	}
	for _, table := range []string{"calendar_week", "calendar_day", "calendar_year"} {
		if _, err := tx.Exec(ctx, `DELETE FROM `+table); err != nil {
			return false, fmt.Errorf("put calendar: %w", err)
		}
	}
	if err := write(ctx, tx, after); err != nil {
		return false, fmt.Errorf("put calendar: %w", err)
	}
	if err := record(ctx, tx, over(before, words), over(after, words)); err != nil {
		return false, err
	}
	return true, ledger.Write(ctx, tx, ledger.Entry{Verb: "calendar.put", Subject: "calendar", Payload: d})
}

// Load reads the calendar. Before any week was put there is none: NotFound.
func Load(ctx context.Context, tx *db.Tx) (*Calendar, error) {
	d, err := Get(ctx, tx)
	if err != nil {
		return nil, err
	}
	return New(d)
}

// Hold is [Load] for what is written by it: until the transaction has ended the calendar cannot change,
// so that who counts anew after a change finds everything that counted by the old one.
func Hold(ctx context.Context, tx *db.Tx) (*Calendar, error) {
	if tx.Engine() == db.Postgres {
		if err := locked(ctx, tx, " FOR SHARE"); err != nil {
			return nil, err
		}
	}
	return Load(ctx, tx)
}

// Get gives the data in force in its normal form: years and their days in order, marks filled in, the
// words of people over those of packs.
func Get(ctx context.Context, tx *db.Tx) (Data, error) {
	packs, words, err := layers(ctx, tx)
	return over(packs, words), err
}

// Digest names the data, so that a plan can say what it started from.
func (d Data) Digest() string {
	b, err := json.Marshal(d)
	if err != nil { // cannot happen: texts and numbers
		return ""
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:16])
}

// layers gives what packs say and what people say over it.
func layers(ctx context.Context, tx *db.Tx) (packs Data, words []Word, err error) {
	if packs, err = read(ctx, tx); err != nil {
		return Data{}, nil, err
	}
	words, err = readWords(ctx, tx)
	return packs, words, err
}

// lock makes changes follow each other, and wait for those who hold the calendar.
func lock(ctx context.Context, tx *db.Tx) error { return locked(ctx, tx, tx.Lock()) }

func locked(ctx context.Context, tx *db.Tx, how string) error {
	rows, err := tx.Query(ctx, `SELECT position FROM calendar_week ORDER BY position`+how)
	if err != nil {
		return fmt.Errorf("lock calendar: %w", err)
	}
	defer rows.Close()
	for rows.Next() { // on PostgreSQL a row is locked when it is read
	}
	return rows.Err()
}

// normal brings data into the form in which read gives it back: one entry per day, in order.
func normal(d Data) Data {
	out := Data{Weeks: d.Weeks}
	for _, y := range d.Years {
		n := Year{Year: y.Year, Mark: y.Mark, Source: y.Source}
		for _, h := range y.Holidays {
			for _, day := range h.run() {
				n.Holidays = append(n.Holidays, Holiday{Day: day, Name: h.Name, Mark: or(h.Mark, y.Mark)})
			}
		}
		for _, s := range y.Swaps {
			s.Mark = or(s.Mark, y.Mark)
			n.Swaps = append(n.Swaps, s)
		}
		sortBy(n.Holidays, func(h Holiday) text.Day { return h.Day })
		sortBy(n.Swaps, func(s Swap) text.Day { return s.Off })
		out.Years = append(out.Years, n)
	}
	sortBy(out.Years, func(y Year) int { return y.Year })
	return out
}

func merge(before, put Data) Data {
	out := Data{Weeks: before.Weeks}
	if len(put.Weeks) > 0 {
		out.Weeks = put.Weeks
	}
	replaced := map[int]bool{}
	for _, y := range put.Years {
		replaced[y.Year] = true
		out.Years = append(out.Years, y)
	}
	for _, y := range before.Years {
		if !replaced[y.Year] {
			out.Years = append(out.Years, y)
		}
	}
	sortBy(out.Years, func(y Year) int { return y.Year })
	return out
}

func write(ctx context.Context, tx *db.Tx, d Data) error {
	for i, w := range d.Weeks {
		periods, err := json.Marshal(w.Periods)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO calendar_week (position, valid_from, valid_to, mark, periods) VALUES (?, ?, ?, ?, ?)`,
			i, w.From, w.To, w.Mark, string(periods)); err != nil {
			return err
		}
	}
	for _, y := range d.Years {
		if _, err := tx.Exec(ctx, `INSERT INTO calendar_year (year, mark, source) VALUES (?, ?, ?)`, y.Year, y.Mark, y.Source); err != nil {
			return err
		}
		const day = `INSERT INTO calendar_day (day, year, instead_of, works, name_vi, name_en, mark) VALUES (?, ?, ?, ?, ?, ?, ?)`
		for _, h := range y.Holidays {
			if _, err := tx.Exec(ctx, day, h.Day, y.Year, nil, 0, h.Name.VI, h.Name.EN, h.Mark); err != nil {
				return err
			}
		}
		for _, s := range y.Swaps {
			if _, err := tx.Exec(ctx, day, s.Off, y.Year, s.Work, 0, s.Name.VI, s.Name.EN, s.Mark); err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, day, s.Work, y.Year, s.Off, 1, s.Name.VI, s.Name.EN, s.Mark); err != nil {
				return err
			}
		}
	}
	return nil
}

func read(ctx context.Context, tx *db.Tx) (Data, error) {
	var d Data
	if err := readWeeks(ctx, tx, &d); err != nil {
		return Data{}, fmt.Errorf("read calendar: %w", err)
	}
	if err := readYears(ctx, tx, &d); err != nil {
		return Data{}, fmt.Errorf("read calendar: %w", err)
	}
	return d, nil
}

func readWeeks(ctx context.Context, tx *db.Tx, d *Data) error {
	rows, err := tx.Query(ctx, `SELECT valid_from, valid_to, mark, periods FROM calendar_week ORDER BY position`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var w Week
		var periods string
		if err := rows.Scan(&w.From, &w.To, &w.Mark, &periods); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(periods), &w.Periods); err != nil {
			return err
		}
		d.Weeks = append(d.Weeks, w)
	}
	return rows.Err()
}

func readYears(ctx context.Context, tx *db.Tx, d *Data) error {
	rows, err := tx.Query(ctx, `SELECT y.year, y.mark, y.source, c.day, c.instead_of, c.works, c.name_vi, c.name_en, c.mark
		FROM calendar_year y LEFT JOIN calendar_day c ON c.year = y.year ORDER BY y.year, c.day`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var y Year
		var day, instead text.Day
		var works *int64
		var vi, en, mark *string
		if err := rows.Scan(&y.Year, &y.Mark, &y.Source, &day, &instead, &works, &vi, &en, &mark); err != nil {
			return err
		}
		if n := len(d.Years); n == 0 || d.Years[n-1].Year != y.Year {
			d.Years = append(d.Years, y)
		}
		if works == nil || *works == 1 { // no day at all, or the other half of a swap
			continue
		}
		last := &d.Years[len(d.Years)-1]
		name := text.L{VI: *vi, EN: *en}
		if instead.Open() {
			last.Holidays = append(last.Holidays, Holiday{Day: day, Name: name, Mark: *mark})
		} else {
			last.Swaps = append(last.Swaps, Swap{Off: day, Work: instead, Name: name, Mark: *mark})
		}
	}
	return rows.Err()
}

func readWords(ctx context.Context, tx *db.Tx) (words []Word, err error) {
	err = tx.Each(ctx, `SELECT day, kind, other, name_vi, name_en, mark, source, given, at, by_id, by_name FROM calendar_edit ORDER BY day`, nil, func(scan func(...any) error) error {
		var w Word
		var given string
		var at int64
		if err := scan(&w.Day.Day, &w.Kind, &w.Other, &w.Name.VI, &w.Name.EN, &w.Mark, &w.Source, &given, &at, &w.byID, &w.ByName); err != nil {
			return err
		}
		w.At = db.Time(at)
		words = append(words, w)
		return json.Unmarshal([]byte(given), &words[len(words)-1].given)
	})
	if err != nil {
		return nil, fmt.Errorf("read words about days: %w", err)
	}
	return words, nil
}

func writeWords(ctx context.Context, tx *db.Tx, words []Word) error {
	if _, err := tx.Exec(ctx, `DELETE FROM calendar_edit`); err != nil {
		return err
	}
	for _, w := range words {
		given, err := json.Marshal(w.given)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO calendar_edit (day, kind, other, name_vi, name_en, mark, source, given, at, by_id, by_name) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			w.Day.Day, string(w.Kind), w.Other, w.Name.VI, w.Name.EN, w.Mark, w.Source, string(given), db.Micros(w.At), w.byID, w.ByName); err != nil {
			return err
		}
	}
	return nil
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func sortBy[E any, K cmp.Ordered](items []E, key func(E) K) {
	slices.SortFunc(items, func(a, b E) int { return cmp.Compare(key(a), key(b)) })
}

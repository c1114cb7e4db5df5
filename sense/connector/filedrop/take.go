package filedrop

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"thanhdong/ground/db"
	"thanhdong/sense/feed"
)

// whole is a file that was read and is ready to be stored.
type whole struct {
	found
	key      string
	sha      string
	readings []feed.Reading
}

// take reads files that are ready and stores them with the memory of them, all
// in one commit.
func (x *Drop) take(ctx context.Context, group []found) error {
	var errs []error
	var files []whole
	for _, f := range group {
		w, ok, err := x.open(f)
		if err != nil {
			errs = append(errs, err)
		} else if ok {
			files = append(files, w)
		}
	}
	err := x.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, w := range files {
			if err := x.keep(ctx, tx, w); err != nil {
				return fmt.Errorf("take %s/%s: %w", w.feed, w.path, err)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, w := range files {
		x.known[w.feed][w.path] = w.mark
		delete(x.waiting, w.full)
	}
	return errors.Join(errs...)
}

// open reads one file; ok is false when it has to wait.
func (x *Drop) open(f found) (w whole, ok bool, err error) {
	b, ok, err := read(f)
	if err != nil || !ok {
		return w, false, err
	}
	sum := sha256.Sum256(b)
	w = whole{found: f, sha: hex.EncodeToString(sum[:])}
	if f.size > MaxSize {
		w.sha = fmt.Sprintf("unread, %d bytes", f.size)
	}
	key, named := StationKey(filepath.Base(f.full))
	list, cut := readings(f, key, named, b)
	w.key, w.readings = key, list
	return w, !cut || f.still >= patience, nil // a cut line: the sender is perhaps still writing
}

// keep stores what a file says, unless it was said before, and remembers the file.
func (x *Drop) keep(ctx context.Context, tx *db.Tx, w whole) error {
	known, err := same(ctx, tx, w.found, w.key, w.sha)
	if err != nil {
		return err
	}
	refused := 0
	if !known {
		if refused, err = x.store(ctx, w.feed, w.readings); err != nil {
			return err
		}
	}
	_, err = tx.Exec(ctx, `INSERT INTO filedrop_file (feed, path, size, mtime, station, sha, lines, refused, taken) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (feed, path) DO UPDATE SET size = excluded.size, mtime = excluded.mtime, station = excluded.station,
		sha = excluded.sha, lines = excluded.lines, refused = excluded.refused, taken = excluded.taken`,
		w.feed, w.path, w.size, w.mtime, w.key, w.sha, len(w.readings), refused, db.Micros(tx.Now()))
	return err
}

// store takes readings in pieces that a feed accepts, in one transaction, and
// gives the number that went to quarantine.
func (x *Drop) store(ctx context.Context, code string, list []feed.Reading) (refused int, err error) {
	for part := range slices.Chunk(list, 50_000) {
		sum, err := x.feeds.Take(ctx, code, part)
		if err != nil {
			return 0, err
		}
		refused += sum.Quarantined
	}
	return refused, nil
}

// same tells whether this content was taken for this station before, under
// whatever name. Content of which a line was refused does not count: sent again
// after the contract or the list of stations was mended, it is taken.
func same(ctx context.Context, tx *db.Tx, f found, key, sha string) (bool, error) {
	// Asked by the hash alone: with the feed in the condition SQLite would walk
	// all files of the feed.
	rows, err := tx.Query(ctx, `SELECT feed, station FROM filedrop_file WHERE sha = ? AND refused = 0`, sha)
	if err != nil {
		return false, err
	}
	defer rows.Close()
	known := false
	for rows.Next() {
		var code, station string
		if err := rows.Scan(&code, &station); err != nil {
			return false, err
		}
		known = known || code == f.feed && station == key
	}
	return known, rows.Err()
}

// read gives the bytes of a file that is still the one that was seen, before and
// after reading; ok is false when it is not. Of a file that is too large nothing
// is read.
func read(f found) (b []byte, ok bool, err error) {
	r, err := os.Open(f.full)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false, nil // taken away by its sender
	}
	if err != nil {
		return nil, false, err
	}
	defer r.Close()
	if !is(r, f.mark) {
		return nil, false, nil
	}
	if f.size > MaxSize {
		return nil, true, nil
	}
	b, err = io.ReadAll(io.LimitReader(r, MaxSize+1))
	if err != nil {
		return nil, false, fmt.Errorf("read %s: %w", f.full, err)
	}
	return b, is(r, f.mark) && int64(len(b)) == f.size, nil
}

func is(r *os.File, m mark) bool {
	info, err := r.Stat()
	return err == nil && info.Mode().IsRegular() && info.Size() == m.size && info.ModTime().UnixNano() == m.mtime
}

// readings turns a file into what the feed takes. A file that cannot be read at
// all is one reading that says why.
func readings(f found, key string, named bool, b []byte) (list []feed.Reading, cut bool) {
	origin := f.feed + "/" + f.path
	switch {
	case f.size > MaxSize:
		return []feed.Reading{{Station: key, Origin: origin, Raw: []byte(origin), Reason: feed.FileTooLarge, Args: map[string]any{"max": MaxSize >> 20}}}, false
	case !named:
		return []feed.Reading{{Origin: origin, Raw: []byte(origin), Reason: feed.BadFileName}}, false
	}
	lines, cut := Parse(b)
	list = make([]feed.Reading, len(lines))
	for i, l := range lines {
		list[i] = feed.Reading{
			Station: key, Parameter: l.Parameter, Unit: l.Unit, Value: l.Value, At: l.At, Status: l.Status,
			Raw: []byte(l.Raw), Origin: origin, Line: l.No, Reason: l.Reason,
		}
	}
	return list, cut
}

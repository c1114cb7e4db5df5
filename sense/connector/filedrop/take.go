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
	"thanhdong/ground/fault"
	"thanhdong/sense/feed"
	"thanhdong/sense/feed/body"
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
		w, ok, err := x.open(ctx, f)
		if err != nil {
			errs = append(errs, err)
		} else if ok {
			files = append(files, w)
		}
	}
	err := x.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, w := range files {
			if len(w.readings) > commitRows {
				continue
			}
			if err := x.keep(ctx, tx, w); err != nil {
				return fmt.Errorf("take %s/%s: %w", w.feed, w.path, err)
			}
		}
		return nil
	})
	for _, w := range files {
		if err == nil && len(w.readings) > commitRows {
			err = x.inPieces(ctx, w)
		}
	}
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
func (x *Drop) open(ctx context.Context, f found) (w whole, ok bool, err error) {
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
	list, cut, err := x.readings(ctx, f, key, named, b)
	if err != nil {
		return w, false, err
	}
	w.key, w.readings = key, list
	return w, !cut || f.still >= patience, nil // a cut line: the sender is perhaps still writing
}

// commitRows share one commit.
const commitRows = 50_000

// inPieces takes a long file in several commits, because one would hold the store
// for too long. The file is remembered after the last: a crash between them has it
// taken again, where what is there already is nothing new.
func (x *Drop) inPieces(ctx context.Context, w whole) error {
	known := false
	err := x.d.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		known, err = same(ctx, tx, w.found, w.key, w.sha)
		return err
	})
	refused := 0
	if err == nil && !known {
		refused, err = x.store(ctx, w.feed, w.readings)
	}
	if err == nil {
		err = x.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error { return remember(ctx, tx, w, refused) })
	}
	if err != nil {
		return fmt.Errorf("take %s/%s: %w", w.feed, w.path, err)
	}
	return nil
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
	return remember(ctx, tx, w, refused)
}

func remember(ctx context.Context, tx *db.Tx, w whole, refused int) error {
	_, err := tx.Exec(ctx, `INSERT INTO filedrop_file (feed, path, size, mtime, station, sha, lines, refused, taken) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (feed, path) DO UPDATE SET size = excluded.size, mtime = excluded.mtime, station = excluded.station,
		sha = excluded.sha, lines = excluded.lines, refused = excluded.refused, taken = excluded.taken`,
		w.feed, w.path, w.size, w.mtime, w.key, w.sha, len(w.readings), refused, db.Micros(tx.Now()))
	return err
}

// store takes readings in pieces that a feed accepts, in the caller's transaction
// or each in its own, and gives the number that went to quarantine.
func (x *Drop) store(ctx context.Context, code string, list []feed.Reading) (refused int, err error) {
	for part := range slices.Chunk(list, commitRows) {
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
// all is one reading that says why. cut tells that the sender is perhaps still
// writing.
func (x *Drop) readings(ctx context.Context, f found, key string, named bool, b []byte) (list []feed.Reading, cut bool, err error) {
	origin := f.feed + "/" + f.path
	switch {
	case f.size > MaxSize:
		return []feed.Reading{{Station: key, Origin: origin, Raw: []byte(origin), Reason: feed.FileTooLarge, Args: map[string]any{"max": MaxSize >> 20}}}, false, nil
	case f.mapped:
		return x.mapped(ctx, f, b, origin)
	case !named:
		return []feed.Reading{{Origin: origin, Raw: []byte(origin), Reason: feed.BadFileName}}, false, nil
	}
	list, cut = body.Circular(b, key, origin)
	return list, cut, nil
}

// mapped reads a file by the mapping of its feed's contract. The last line of a
// table counts when it is ended, or when nobody went on writing for a minute: of
// a number that is cut nobody could see it.
func (x *Drop) mapped(ctx context.Context, f found, b []byte, origin string) (list []feed.Reading, cut bool, err error) {
	list, err = x.feeds.Read(ctx, f.feed, b, "", origin, maxReadings)
	switch bad, ours := fault.As(err); {
	case err == nil:
		text := len(list) > 0 && list[0].Form == body.FormCSV
		return list, text && b[len(b)-1] != '\n', nil
	case ours && (bad.Kind == fault.Invalid || bad.Kind == fault.TooLarge):
		return []feed.Reading{body.Refused(b, origin, bad)}, true, nil
	}
	return nil, false, err
}

// maxReadings bounds what one mapped file may hold: 8 MB of short cells.
const maxReadings = 1_000_000

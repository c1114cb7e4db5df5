package filedrop

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"thanhdong/ground/actor"
	"thanhdong/ground/db"
	"thanhdong/ground/fault"
	"thanhdong/ground/timer"
	"thanhdong/sense/feed"
)

// Connector is the name by which contracts ask for this way in.
const Connector = "filedrop"

const (
	settle   = 2 * time.Second // unchanged for so long: the sender has finished
	patience = time.Minute     // a cut last line is waited for so long
	maxFiles = 2_000           // taken in one scan; the rest comes with the next
	// groupFiles share one commit: a folder with a day's files would else wait
	// for the disk once for each.
	groupFiles = 100
	groupBytes = 1 << 20
	// MaxSize bounds one file: a day of minutes of every parameter is 3 MB.
	MaxSize = 8 << 20
	// Poll is how often the folder is looked into.
	Poll = time.Second
)

// Drop watches one drop folder.
type Drop struct {
	d     *db.DB
	feeds *feed.Feeds
	root  string

	mu      sync.Mutex
	waiting map[string]sighting        // by full path: not taken yet
	known   map[string]map[string]mark // by feed and path: taken
}

// mark is by what a file is known to be the same without reading it.
type mark struct {
	size  int64
	mtime int64
}

// sighting is a file that is not taken yet, with the time since which it looks
// the same.
type sighting struct {
	mark
	since time.Time
}

// found is a file that is ready to be taken.
type found struct {
	feed, full, path string // path as it is remembered
	mark
	still  time.Duration // unchanged for so long
	mapped bool          // the contract says how its own form is read
}

// New makes the connector of a drop folder; it touches nothing yet.
func New(d *db.DB, feeds *feed.Feeds, root string) *Drop {
	return &Drop{d: d, feeds: feeds, root: root, waiting: map[string]sighting{}, known: map[string]map[string]mark{}}
}

// Register has the folder looked into again and again.
func (x *Drop) Register(t *timer.Timers, poll time.Duration) {
	t.Every(Connector, poll, x.Scan)
}

// Scan looks into the folder once and takes what is ready. What cannot be taken
// is told in the error and tried again with the next scan; it stops nothing else,
// unless the store is away.
func (x *Drop) Scan(ctx context.Context) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	ctx = actor.With(ctx, actor.System(Connector))
	contracts, err := x.feeds.By(ctx, Connector)
	if err != nil {
		return err
	}
	var errs []error
	var ready []found
	seen := map[string]sighting{}
	for _, c := range contracts {
		if err := x.recall(ctx, c.Code); err != nil {
			return err
		}
		more, err := x.look(c.Code, c.Mapping != nil, seen)
		errs = append(errs, err)
		ready = append(ready, more...)
	}
	x.waiting = seen
	// The last sent counts, so the oldest goes first.
	slices.SortStableFunc(ready, func(a, b found) int {
		if a.mtime != b.mtime {
			return int(min(1, max(-1, a.mtime-b.mtime)))
		}
		return strings.Compare(a.full, b.full)
	})
	for _, group := range groups(ready[:min(len(ready), maxFiles)]) {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		err := x.take(ctx, group)
		if err != nil && len(group) > 1 && !fault.Is(err, fault.Unavailable) {
			err = x.eachAlone(ctx, group)
		}
		if fault.Is(err, fault.Unavailable) {
			return err
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// groups cuts files into those that share a commit, so that none holds the store
// for long.
func groups(ready []found) (list [][]found) {
	size := int64(0)
	for i, f := range ready {
		if size += f.size; i == 0 || len(list[len(list)-1]) == groupFiles || size > groupBytes {
			list, size = append(list, nil), f.size
		}
		list[len(list)-1] = append(list[len(list)-1], f)
	}
	return list
}

// ours tells whether a file is meant for us. Other names are a sender's own
// business: unfinished uploads, notes.
func ours(name string, mapped bool) bool {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".txt":
		return true
	case ".csv", ".json", ".ndjson":
		return mapped
	}
	return false
}

// eachAlone takes the files of a group that failed one by one, so that one bad
// file holds no other back.
func (x *Drop) eachAlone(ctx context.Context, group []found) error {
	var errs []error
	for _, f := range group {
		err := x.take(ctx, []found{f})
		if fault.Is(err, fault.Unavailable) {
			return err
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// recall loads what was taken for a feed, once.
func (x *Drop) recall(ctx context.Context, code string) error {
	if x.known[code] != nil {
		return nil
	}
	known := map[string]mark{}
	err := x.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		rows, err := tx.Query(ctx, `SELECT path, size, mtime FROM filedrop_file WHERE feed = ?`, code)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var path string
			var m mark
			if err := rows.Scan(&path, &m.size, &m.mtime); err != nil {
				return err
			}
			known[path] = m
		}
		return rows.Err()
	})
	if err == nil {
		x.known[code] = known
	}
	return err
}

// look walks a feed's folder, notes what is new or changed in seen, and gives
// what has not changed for long enough.
func (x *Drop) look(code string, mapped bool, seen map[string]sighting) (ready []found, err error) {
	dir := filepath.Join(x.root, code)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("drop folder of %s: %w", code, err)
	}
	var errs []error
	now := x.d.Now()
	walk := func(full string, e fs.DirEntry, err error) error {
		if err != nil {
			if !errors.Is(err, fs.ErrNotExist) { // moved away by its sender while we looked
				errs = append(errs, err)
			}
			return nil
		}
		// A folder may bear a file's name; links and devices are not files.
		if !e.Type().IsRegular() || !ours(full, mapped) {
			return nil
		}
		info, err := e.Info()
		if err != nil {
			return nil // gone meanwhile
		}
		f := found{feed: code, mapped: mapped, full: full, path: remembered(dir, full), mark: mark{info.Size(), info.ModTime().UnixNano()}}
		if k, ok := x.known[code][f.path]; ok && k == f.mark {
			return nil
		}
		s, ok := x.waiting[full]
		if !ok || s.mark != f.mark {
			s = sighting{f.mark, now}
		}
		seen[full] = s
		if f.still = now.Sub(s.since); f.still >= settle {
			ready = append(ready, f)
		}
		return nil
	}
	if err := filepath.WalkDir(dir, walk); err != nil {
		errs = append(errs, err)
	}
	return ready, errors.Join(errs...)
}

// remembered is the path below the feed's folder in a form that every store takes.
func remembered(dir, full string) string {
	path, err := filepath.Rel(dir, full)
	if err != nil {
		path = full
	}
	path = filepath.ToSlash(path)
	if !utf8.ValidString(path) || strings.ContainsRune(path, 0) {
		return strconv.QuoteToASCII(path)
	}
	return path
}

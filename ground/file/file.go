package file

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"thanhdong/ground/db"
	"thanhdong/ground/fault"
)

// File is what is known about stored bytes.
type File struct {
	SHA  string // 64 hexadecimal digits
	Size int64
	Type string // media type, by the bytes
	Name string // as first handed in, made harmless
}

// Files is the store of files of one data folder.
type Files struct {
	d      *db.DB
	dir    string
	behind *Files
}

// New keeps files below dir, which need not exist yet.
func New(d *db.DB, dir string) *Files { return &Files{d: d, dir: dir} }

// Behind lets bytes that are not here be read from another store: the world of an exercise knows the files
// of the real one, and copies none.
func (f *Files) Behind(other *Files) { f.behind = other }

// Put stores what r gives, up to max bytes, and joins the transaction of ctx with the row. Refusals:
// TooLarge when r holds more than max, Invalid when it holds nothing or breaks off, Unavailable when the same bytes are being taken away.
func (f *Files) Put(ctx context.Context, r io.Reader, name, mediaType string, max int64) (File, error) {
	file, err := f.keep(r, mediaType, max)
	if err != nil {
		return File{}, fmt.Errorf("put file: %w", err)
	}
	file.Name = harmless(name)
	err = f.d.Do(ctx, func(ctx context.Context, tx *db.Tx) error {
		// The first name stays; the same bytes are the same file whatever they are called.
		if _, err := tx.Exec(ctx, `INSERT INTO file (sha, size, media_type, name, stored_at) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (sha) DO NOTHING`, file.SHA, file.Size, file.Type, file.Name, db.Micros(tx.Now())); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM file_forgotten WHERE sha = ?`, file.SHA); err != nil {
			return err
		}
		if _, err := os.Stat(f.path(file.SHA)); err != nil { // the same bytes were forgotten, and went this moment
			return fault.New(fault.Unavailable, "file.again").With(err).Retry(time.Second)
		}
		return nil
	})
	if err != nil {
		return File{}, fmt.Errorf("put file %s: %w", file.SHA, err)
	}
	return file, nil
}

// Get tells what is known about a file.
func (f *Files) Get(ctx context.Context, sha string) (File, error) {
	var file File
	if !shaForm.MatchString(sha) {
		return File{}, fault.New(fault.NotFound, "file.unknown")
	}
	err := f.d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		return tx.QueryRow(ctx, `SELECT sha, size, media_type, name FROM file WHERE sha = ?`, sha).
			Scan(&file.SHA, &file.Size, &file.Type, &file.Name)
	})
	if fault.Is(err, fault.NotFound) {
		return File{}, fault.New(fault.NotFound, "file.unknown")
	}
	return file, err
}

// Open gives the bytes of a file. The caller closes them. Bytes that should be there and are not are
// an Internal fault, never NotFound: something has been lost and someone must hear of it.
func (f *Files) Open(ctx context.Context, sha string) (io.ReadSeekCloser, File, error) {
	file, err := f.Get(ctx, sha)
	if err != nil {
		return nil, File{}, err
	}
	bytes, err := os.Open(f.path(sha))
	if errors.Is(err, os.ErrNotExist) && f.behind != nil {
		bytes, err = os.Open(f.behind.path(sha))
	}
	if err != nil {
		return nil, File{}, fault.New(fault.Internal, "file.lost").With(fmt.Errorf("open file %s: %w", sha, err))
	}
	return bytes, file, nil
}

var shaForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

func (f *Files) path(sha string) string { return filepath.Join(f.dir, sha[:2], sha) }

// keep brings the bytes onto the disk under their hash. The hash is known only at the end, so they are
// written to a temporary file in the same file system first and renamed.
func (f *Files) keep(r io.Reader, claimed string, max int64) (File, error) {
	if err := makeFolder(f.dir); err != nil {
		return File{}, err
	}
	temp, err := os.CreateTemp(f.dir, tempPrefix+"*")
	if err != nil {
		return File{}, noRoom(err)
	}
	defer os.Remove(temp.Name()) // fails harmlessly once renamed
	defer temp.Close()

	hash := sha256.New()
	head := &first{}
	size, err := io.Copy(io.MultiWriter(temp, hash, head), io.LimitReader(r, max+1))
	var path *os.PathError
	switch {
	case errors.As(err, &path) && path.Path == temp.Name():
		return File{}, noRoom(err)
	case err != nil:
		if _, ours := fault.As(err); ours {
			return File{}, err
		}
		return File{}, fault.New(fault.Invalid, "file.broken_off").With(err)
	case size > max:
		return File{}, fault.New(fault.TooLarge, "file.too_large", "max", Size(max))
	case size == 0:
		return File{}, fault.New(fault.Invalid, "file.empty")
	}
	file := File{SHA: hex.EncodeToString(hash.Sum(nil)), Size: size, Type: Sniff(head.bytes, claimed)}
	if info, err := os.Stat(f.path(file.SHA)); err == nil && info.Size() == size {
		// Another sender's rename may not be durable yet; syncing the folder makes it so for both.
		return file, syncFolder(filepath.Dir(f.path(file.SHA)))
	}
	if err := temp.Sync(); err != nil {
		return File{}, noRoom(err)
	}
	if err := temp.Close(); err != nil {
		return File{}, noRoom(err)
	}
	folder := filepath.Dir(f.path(file.SHA))
	if err := makeFolder(folder); err != nil {
		return File{}, err
	}
	if err := os.Rename(temp.Name(), f.path(file.SHA)); err != nil {
		return File{}, noRoom(err)
	}
	return file, syncFolder(folder)
}

const tempPrefix = ".part-"

// makeFolder makes a folder durable with its entry in the one above.
func makeFolder(dir string) error {
	if info, err := os.Stat(dir); err == nil && info.IsDir() {
		return nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return noRoom(err)
	}
	return syncFolder(filepath.Dir(dir))
}

func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return noRoom(err)
	}
	defer d.Close()
	if err := d.Sync(); err != nil {
		return noRoom(err)
	}
	return nil
}

// noRoom says that the disk did not take a file.
func noRoom(err error) error {
	return fault.New(fault.Unavailable, "file.no_room").Retry(5 * time.Second).With(err)
}

// first keeps the first bytes that pass, for sniffing.
type first struct{ bytes []byte }

func (f *first) Write(p []byte) (int, error) {
	if room := sniffed - len(f.bytes); room > 0 {
		f.bytes = append(f.bytes, p[:min(room, len(p))]...)
	}
	return len(p), nil
}

// harmless keeps of a sender's file name what can be shown and offered for saving: no folders, no
// control or direction marks, no leading dots, at most 120 characters with the ending kept.
func harmless(name string) string {
	if !utf8.ValidString(name) {
		name = strings.ToValidUTF8(name, "")
	}
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) || strings.ContainsRune(`<>:"|?*`, r) {
			return -1
		}
		return r
	}, name)
	name = strings.TrimLeft(strings.TrimSpace(name), ".")
	if runes := []rune(name); len(runes) > longestName {
		ending := []rune(filepath.Ext(name))
		if len(ending) > 10 {
			ending = nil
		}
		name = string(runes[:longestName-len(ending)]) + string(ending)
	}
	if name == "" {
		return "file"
	}
	return name
}

const longestName = 120

// Size is a number of bytes that words show in MB or KB.
type Size int64

// String writes the size with the unit that suits it; whole numbers, since limits are.
func (s Size) String() string {
	switch {
	case s >= 1<<20:
		return fmt.Sprintf("%d MB", s>>20)
	case s >= 1<<10:
		return fmt.Sprintf("%d KB", s>>10)
	}
	return fmt.Sprintf("%d B", int64(s))
}
